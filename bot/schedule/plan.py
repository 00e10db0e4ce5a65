"""What the rules mean for salons, as deliveries. Pure: no clock, no store."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from bot.clock import to_utc
from bot.events.record.hours import zone_of
from bot.events.record.models import Salon
from bot.messages import Destination
from bot.schedule.deliveries import DeliveryKind, NewDelivery
from bot.schedule.rules import after_quiet, occurrence
from bot.settings import Group, ReminderRule

_ASKS = 3
_ASK_AT = time(10, 0)
_BACK = timedelta(days=5)


def told_of(salon: Salon) -> str:
    """What a reminder tells of a salon that people act upon; a change of it is corrected."""
    if salon.is_cancelled:
        return json.dumps({"cancelled": True})
    facts = {
        "on": salon.held_on.isoformat(),
        "start": salon.start.strftime("%H:%M") if salon.start else "",
        "place": f"{salon.city}{salon.venue}",
    }
    return json.dumps(facts, ensure_ascii=False)


def near_salons(
    salons: Sequence[Salon], rules: Sequence[ReminderRule], start: datetime, end: datetime
) -> list[Salon]:
    """The salons that anything due in this span can be about."""
    return [salon for salon in salons if _is_near(salon, rules, start, end)]


def _is_near(salon: Salon, rules: Sequence[ReminderRule], start: datetime, end: datetime) -> bool:
    own = [*rules, *salon.reminders.rules]
    longest = max((rule.before or timedelta(0) for rule in own), default=timedelta(0))
    latest = max((rule.after or timedelta(0) for rule in own), default=timedelta(0))
    first, last = start - _BACK - latest, end + longest + timedelta(days=1)
    return first.date() <= salon.held_on <= last.date()


def posts(
    salons: Iterable[Salon], rules: Sequence[ReminderRule], groups: Sequence[Group], zone: ZoneInfo
) -> list[NewDelivery]:
    """Every reminder and every thanks of these salons, by the rules and by those of the
    salon itself, for each group that a rule addresses, out of the group's quiet hours."""
    found = (
        _post(salon, rule, group, zone)
        for salon in salons
        for rule in salon.reminders.among(rules)
        for group in groups
        if not rule.groups or group.name in rule.groups
    )
    return [new for new in found if new is not None]


def _post(salon: Salon, rule: ReminderRule, group: Group, zone: ZoneInfo) -> NewDelivery | None:
    one = occurrence(salon, rule, zone, partial(after_quiet, group=group, default=zone))
    if one is None:
        return None
    thanks = rule.after is not None
    return NewDelivery(
        key=f"reminder:{one.rule}:{one.salon_id}:{one.nominal}:{group.conversation_id}",
        kind=DeliveryKind.THANKS if thanks else DeliveryKind.REMINDER,
        subject=one.salon_id,
        destination=Destination(conversation_id=group.conversation_id),
        title=one.title,
        markdown=one.markdown,
        due_at=one.due_at,
        expires_at=one.expires_at,
        exact=rule.at_start,
        essential_on="" if thanks else salon.held_on.isoformat(),
        told="" if thanks else told_of(salon),
    )


def requests(
    salons: Iterable[Salon], organizers: Sequence[str], zone: ZoneInfo
) -> list[NewDelivery]:
    """Asking the organizers for the replay of each salon without one, on the mornings of
    the three days after it."""
    return [
        NewDelivery(
            key=f"request:replay:{salon.id}:{salon.held_on}:{number}:{staff_id}",
            kind=DeliveryKind.REQUEST,
            subject=salon.id,
            destination=Destination(staff_id=staff_id),
            title=f"{salon.title} 有回放了吗",
            markdown=_request(salon, number),
            due_at=_ask_at(salon, number, zone),
            expires_at=_ask_at(salon, number, zone) + timedelta(hours=12),
        )
        for salon in salons
        if not salon.is_cancelled and salon.asks_replay and not salon.replays
        for number in range(1, _ASKS + 1)
        for staff_id in organizers
    ]


def _ask_at(salon: Salon, number: int, zone: ZoneInfo) -> datetime:
    return to_utc(salon.held_on + timedelta(days=number), _ASK_AT, zone_of(salon, zone))


def _request(salon: Salon, number: int) -> str:
    name = str(salon.number or salon.held_on)
    last = "这是最后一次问。" if number == _ASKS else "没有录像就不用理会。"
    return (
        f"**{salon.title}** 结束 {number} 天了，还没有回放。有了请发：\n\n"
        f"回放 添加 {name} 上午 https://…\n\n写进活动文件也行，我会通知各群。{last}"
    )
