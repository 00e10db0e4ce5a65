"""Somebody who takes part, as far as it must be known: a key, a name, a way to be told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.messages import IncomingMessage
from bot.settings import Group

_NAMELESS = "（没有昵称）"
# How the keys begin that nobody is found by any more (`store/sql/forgetting.sql`).
_FORGOTTEN = "forgotten:"


@dataclass(frozen=True, slots=True)
class Attendee:
    """``person`` is the key, present for outsiders too. ``staff_id`` is set only for people
    of the bot's own organisation; others are told things in the group ``told_in``."""

    person: str
    nick: str
    staff_id: str = ""
    told_in: str = ""

    @classmethod
    def of(cls, message: IncomingMessage) -> Attendee:
        """The sender of a message."""
        return cls(
            person=message.person,
            nick=" ".join(message.sender_nick.split())[:40] or _NAMELESS,
            staff_id=message.staff_id if message.same_organisation else "",
            told_in=message.conversation_id if message.is_group else "",
        )

    @property
    def is_outsider(self) -> bool:
        """Not of the organisation, as far as it is still known who it was."""
        return not self.staff_id and not self.person.startswith(_FORGOTTEN)

    def sleeps_as(self, groups: Mapping[str, Group]) -> Group | None:
        """The group whose quiet hours count for telling the person something, of ``groups``
        by conversation id: that of the sign-up; who signed up in 1:1 is let sleep as the
        first group that has such hours."""
        if self.told_in:
            return groups.get(self.told_in)
        return next((group for group in groups.values() if group.quiet), None)
