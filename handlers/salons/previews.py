"""What a salon would look like, and the draft that waits for its `确认 编号`."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

from bot.chat.context import Request, Services
from bot.events import Salon
from bot.events.editing.reminder_words import fitted
from bot.events.editing.salon_editing import Change
from bot.events.editing.times import when_text
from bot.events.record.agenda_lines import check_agenda
from bot.events.record.hours import over_at, starts_at, zone_of
from bot.events.record.models import SalonReminders
from bot.events.replies import bullets, joined, talk_line
from bot.markdown import escape_text
from bot.messages import Reply
from bot.schedule.rules import occurrence, weekday
from handlers.draft_codes import SHOWN, confirm_or_cancel, drafted, how_to_confirm

_OF_TIME = frozenset({"date", "start", "end"})
_LAST = datetime.max.replace(tzinfo=UTC)


async def preview(
    heading: str, change: Change, request: Request, services: Services, notes: Sequence[str] = ()
) -> Reply:
    """Keep a new salon as a draft and show it as it would be."""
    salon = change.salon
    parts = [bullets(salon_lines(salon))]
    if salon.talks:
        parts += ["议程：", bullets(map(talk_line, salon.talks))]
    if own := own_reminders(salon, services):
        parts += ["这一场的提醒：", bullets(own)]
    if odd := [*notes, *check_agenda(salon.talks, salon.start, salon.end)]:
        parts += ["请核对：", bullets(odd)]
    return await not_saved_yet(heading, parts, change.payload, request, services)


async def not_saved_yet(
    heading: str,
    parts: Sequence[str],
    payload: Mapping[str, str],
    request: Request,
    services: Services,
    topic: Mapping[str, str] = MappingProxyType({}),
) -> Reply:
    """Keep the change of a salon or a series as a draft and show what it makes of it.
    ``topic``: what a question after it is of."""
    draft = await drafted("salon", payload, request, services)
    shown = (f"**{heading}**", *parts, f"还没有保存。{how_to_confirm(draft)}")
    return Reply(
        markdown="\n\n".join(shown),
        title=f"{heading} {draft.code}",
        follow_ups=confirm_or_cancel(draft.code),
        topic={**topic, SHOWN: draft.code},
    )


def unused(unread: Sequence[str], reply: Reply) -> Reply:
    """With what was said and is no part of the salon."""
    left = [f"没有用上：「{'」「'.join(map(escape_text, unread))}」。"] if unread else []
    return dataclasses.replace(reply, markdown=joined([*left, reply.markdown]))


def notes_on_time(salon: Salon, changes: Mapping[str, Any], services: Services) -> list[str]:
    """For the preview of a new time: that the salon is over, or has begun already."""
    now, zone = services.now(), services.zone
    if not _OF_TIME & changes.keys():
        return []
    if over_at(salon, zone) <= now:
        return ["注意：这一场已经办过了，改的是过去的记录"]
    begins = starts_at(salon, zone)
    return ["注意：这一场已经开始了"] if begins is not None and begins <= now else []


def with_known_names(changes: Mapping[str, Any], services: Services) -> dict[str, Any]:
    """The changes with their reminder rules fitted to the configuration. Raises UserError
    for a group or a rule that is not there."""
    rows = changes.get("reminders")
    if not isinstance(rows, list):
        return dict(changes)
    settings = services.settings
    names = [group.name for group in settings.groups]
    return {**changes, "reminders": fitted(rows, settings.reminders, names)}


def own_reminders(salon: Salon, services: Services) -> list[str]:
    """All reminders that will come, where the salon differs from the configuration; of its
    own rules in their own words."""
    if salon.reminders == SalonReminders():
        return []
    zone, now = services.zone, services.now()
    lines = []
    for rule in salon.reminders.among(services.settings.reminders):
        one = occurrence(salon, rule, zone)
        if one is None or one.due_at <= now:
            lines.append((_LAST, f"{escape_text(rule.name)}：时间已经过了，不会发"))
            continue
        local = one.due_at.astimezone(zone_of(salon, zone))
        only = f"，只发到 {'、'.join(map(escape_text, rule.groups))}" if rule.groups else ""
        own = rule in salon.reminders.rules and "text" in rule.model_fields_set
        says = escape_text(one.markdown) if own else escape_text(rule.name)
        moment = f"{local.month} 月 {local.day} 日（{weekday(local.date())}）{local:%H:%M}"
        lines.append((one.due_at, f"{moment}{only}：{says}"))
    return [line for _, line in sorted(lines)] or ["一条也不发"]


def salon_lines(salon: Salon) -> list[str]:
    """The facts of a salon, one a line; what is not known is left out."""
    return [f"{name}：{fact}" for name, fact in salon_facts(salon).items() if fact]


def salon_facts(salon: Salon) -> dict[str, str]:
    """The same by name, with what is not known as an empty text."""
    facts = (
        ("标题", escape_text(salon.title)),
        ("期号", f"第 {salon.number} 期" if salon.number is not None else ""),
        ("时间", when_text(salon.held_on, salon.start, salon.end)),
        ("状态", _cancelled(salon)),
        ("城市", escape_text(salon.city)),
        ("场地", escape_text(salon.venue)),
        ("地址", escape_text(salon.address)),
        ("赞助", escape_text("、".join(salon.sponsors))),
        ("直播", salon.live_url),
        ("名额", f"{salon.capacity} 人" if salon.capacity is not None else ""),
        ("报名截止", f"{salon.signup_until:%Y-%m-%d %H:%M}" if salon.signup_until else ""),
    )
    return dict(facts)


def _cancelled(salon: Salon) -> str:
    if not salon.is_cancelled:
        return ""
    return f"已取消（{escape_text(salon.cancel_reason)}）" if salon.cancel_reason else "已取消"
