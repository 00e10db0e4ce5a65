"""Whom a message of answers speaks to: by @ where the route can, else by name."""

from __future__ import annotations

from collections.abc import Sequence

from bot.dingtalk.pacing import Answer


def _mentionable(answer: Answer) -> bool:
    return answer.message.is_group and answer.reply.mention_asker


def mentions_of(answers: Sequence[Answer]) -> list[str]:
    """The askers who can be notified: only ids of our own organisation are known here."""
    ids = [a.message.staff_id for a in answers if _mentionable(a) and a.message.staff_id]
    return list(dict.fromkeys(ids))


def nicks_of(answers: Sequence[Answer]) -> list[str]:
    """The askers who cannot be notified, by name."""
    if len(answers) > 1:  # a merged message names each asker beside the answer
        return []
    return [a.message.sender_nick for a in answers if _mentionable(a) and not a.message.staff_id]


def names_of(answers: Sequence[Answer]) -> list[str]:
    """Everybody by name, for the route that can notify nobody."""
    if len(answers) > 1:
        return []
    return [a.message.sender_nick for a in answers if _mentionable(a)]
