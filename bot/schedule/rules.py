"""Reminder rules applied to salons: which moments follow. Pure: no clock, no I/O.

The same input gives the same occurrences in any process, which is what lets several of
them plan at the same time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.clock import to_utc
from bot.events.models import Salon
from bot.settings import ReminderRule

_DAY = timedelta(days=1)
_WEEKDAYS = "一二三四五六日"
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A rule applied to one salon. ``nominal`` is the wall-clock moment that stands in
    the delivery's key; ``due_at`` and ``expires_at`` are UTC."""

    rule: str
    salon_id: str
    nominal: str
    due_at: datetime
    expires_at: datetime
    title: str
    markdown: str


def zone_of(salon: Salon, default: ZoneInfo) -> ZoneInfo:
    return ZoneInfo(salon.timezone) if salon.timezone else default


def starts_at(salon: Salon, default: ZoneInfo) -> datetime | None:
    """The instant a salon begins; None while its time of day is not known."""
    if salon.start is None:
        return None
    return to_utc(salon.held_on, salon.start, zone_of(salon, default))


def occurrences(
    salons: Iterable[Salon], rules: Iterable[ReminderRule], default: ZoneInfo
) -> list[Occurrence]:
    """Every occurrence of every rule, whenever it is due; cancelled salons have none."""
    rules = tuple(rules)
    found = (
        occurrence(salon, rule, zone_of(salon, default))
        for salon in salons
        if salon.status != "cancelled"
        for rule in rules
    )
    return [one for one in found if one is not None]


def occurrence(salon: Salon, rule: ReminderRule, zone: ZoneInfo) -> Occurrence | None:
    """The moment a rule means for a salon, or None when the salon has no time for it."""
    start = starts_at(salon, zone)
    whole_days = rule.before % _DAY == timedelta(0) and rule.before >= _DAY
    if whole_days and (rule.at is not None or start is None):
        day = salon.held_on - rule.before
        wall = rule.at or time(10, 0)
        due_at = to_utc(day, wall, zone)
        # 「明天」 is true until midnight, and a reminder after the start is worse than none.
        expires_at = to_utc(day + _DAY, time(0), zone)
        nominal = f"{day.isoformat()}T{wall:%H:%M}"
    elif start is None:
        return None
    else:
        due_at = start - rule.before
        expires_at = start
        nominal = due_at.astimezone(zone).strftime("%Y-%m-%dT%H:%M")
    if start is not None:
        expires_at = min(expires_at, start) if rule.before else start + timedelta(minutes=30)
    when = _when(due_at.astimezone(zone), salon, start)
    return Occurrence(
        rule=rule.name,
        salon_id=salon.id,
        nominal=nominal,
        due_at=due_at,
        expires_at=expires_at,
        title=f"活动提醒：{salon.title}",
        markdown=fill(rule.text, salon, when),
    )


def fill(text: str, salon: Salon, when: str) -> str:
    """The rule's text with the salon's facts; what is not known is left out."""
    facts = {
        "title": salon.title,
        "number": str(salon.number or ""),
        "date": f"{salon.held_on.year} 年 {salon.held_on.month} 月 {salon.held_on.day} 日",
        "weekday": f"周{_WEEKDAYS[salon.held_on.weekday()]}",
        "start": salon.start.strftime("%H:%M") if salon.start else "",
        "end": salon.end.strftime("%H:%M") if salon.end else "",
        "city": salon.city or "",
        "venue": salon.venue or "",
        "address": salon.address or "",
        "live_url": salon.live_url or "",
        "when": when,
    }
    filled = _PLACEHOLDER.sub(lambda m: facts.get(m[1], m[0]), text)
    return re.sub(r"，(?=[，。])", "", filled)


def _when(due: datetime, salon: Salon, start: datetime | None) -> str:
    days = (salon.held_on - due.date()).days
    if days == 0 and start is not None:
        minutes = round((start - due).total_seconds() / 60)
        if minutes <= 0:
            return "现在"
        return f"{minutes} 分钟后" if minutes < 60 else f"{minutes / 60:g} 小时后"
    return {0: "今天", 1: "明天", 2: "后天"}.get(days, f"{days} 天后")
