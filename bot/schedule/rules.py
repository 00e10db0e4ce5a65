"""Reminder rules applied to salons: which moments follow. Pure: no clock, no I/O.

The same input gives the same occurrences in any process, which is what lets several of
them plan at the same time.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.clock import WEEKDAYS, to_utc
from bot.events.record.hours import presumed_end, starts_at, zone_of
from bot.events.record.models import Salon
from bot.expressions import Expression
from bot.settings import Group, ReminderRule

_DAY = timedelta(days=1)
_LIVE_LINK = Expression(r"[^，。；：\s]{0,8}：\s*\{live_url\}")
_THANKS_KEEP = timedelta(hours=12)
_START_KEEP = timedelta(minutes=30)
_PLACEHOLDER = Expression(r"\{(\w+)\}")


Shift = Callable[[datetime], datetime]


def _unshifted(moment: datetime) -> datetime:
    return moment


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


def after_quiet(moment: datetime, group: Group, default: ZoneInfo) -> datetime:
    """The moment itself, or the end of the group's quiet hours that it falls into."""
    if (hours := group.quiet_hours) is None:
        return moment
    zone = ZoneInfo(group.timezone) if group.timezone else default
    local = moment.astimezone(zone)
    start, end = hours
    wall = local.time()
    if start < end:
        inside, day = start <= wall < end, local.date()
    else:
        inside = wall >= start or wall < end
        day = local.date() + (_DAY if wall >= start else timedelta(0))
    return to_utc(day, end, zone) if inside else moment


def occurrence(
    salon: Salon, rule: ReminderRule, default: ZoneInfo, shift: Shift = _unshifted
) -> Occurrence | None:
    """The moment a rule means for a salon, or None when the salon has no time for it, is
    cancelled, or the moment would come too late. ``shift`` moves it out of quiet hours;
    the words are those of the moment at which it is really due."""
    zone = zone_of(salon, default)
    if salon.is_cancelled or (planned := _moment(salon, rule, zone)) is None:
        return None
    start = starts_at(salon, zone)
    due_at = shift(planned)
    expires_at = _expiry(salon, rule, due_at, zone)
    if due_at >= expires_at:
        return None
    return Occurrence(
        rule=rule.name,
        salon_id=salon.id,
        nominal=planned.astimezone(zone).strftime("%Y-%m-%dT%H:%M"),
        due_at=due_at,
        expires_at=expires_at,
        title=salon.title if rule.after is not None else f"活动提醒：{salon.title}",
        markdown=fill(rule.words, salon, _when(due_at.astimezone(zone), salon, start)),
    )


def _moment(salon: Salon, rule: ReminderRule, zone: ZoneInfo) -> datetime | None:
    start = starts_at(salon, zone)
    if rule.at_start:
        return start
    if rule.after is not None:
        if _is_whole_days(rule.after) and rule.at is not None:
            return to_utc(salon.held_on + rule.after, rule.at, zone)
        return presumed_end(salon, zone) + rule.after
    before = rule.before or timedelta(0)
    if not before and rule.at is not None:
        return to_utc(salon.held_on, rule.at, zone)  # on the day itself
    if _is_whole_days(before) and (rule.at is not None or start is None):
        return to_utc(salon.held_on - before, rule.at or time(10, 0), zone)
    return start - before if start is not None else None


def _is_whole_days(duration: timedelta) -> bool:
    return duration >= _DAY and duration % _DAY == timedelta(0)


def _expiry(salon: Salon, rule: ReminderRule, due_at: datetime, zone: ZoneInfo) -> datetime:
    """Until when it is worth saying. 「明天」 is true until midnight, and a reminder after
    the start is worse than none."""
    if rule.after is not None:
        return due_at + _THANKS_KEEP
    start = starts_at(salon, zone)
    if rule.at_start or (not rule.before and rule.at is None):
        return (start or due_at) + _START_KEEP
    midnight = to_utc(due_at.astimezone(zone).date() + _DAY, time(0), zone)
    if start is None:
        return midnight
    return min(midnight, start) if _is_whole_days(rule.before or _DAY) else start


def fill(text: str, salon: Salon, when: str) -> str:
    """The rule's text with the salon's facts; what is not known is left out, and so is the
    label of a live link that is not there."""
    facts = {
        "title": salon.title,
        "number": str(salon.number or ""),
        "date": f"{salon.held_on.year} 年 {salon.held_on.month} 月 {salon.held_on.day} 日",
        "weekday": weekday(salon.held_on),
        "start": salon.start.strftime("%H:%M") if salon.start else "",
        "end": salon.end.strftime("%H:%M") if salon.end else "",
        "city": salon.city or "",
        "venue": salon.venue or "",
        "address": salon.address or "",
        "live_url": salon.live_url or "",
        "when": when,
    }
    if not salon.live_url:
        text = _LIVE_LINK.sub("", text)
    filled = _PLACEHOLDER.sub(lambda m: facts.get(m[1], m[0]), text)
    return re.sub(r"，(?=[，。])", "", filled)


def weekday(day: date) -> str:
    return f"周{WEEKDAYS[day.weekday()]}"


def _when(due: datetime, salon: Salon, start: datetime | None) -> str:
    days = (salon.held_on - due.date()).days
    if days == 0 and start is not None:
        minutes = round((start - due).total_seconds() / 60)
        if minutes <= 0:
            return "现在"
        return f"{minutes} 分钟后" if minutes < 60 else f"{minutes / 60:g} 小时后"
    return {0: "今天", 1: "明天", 2: "后天"}.get(days, f"{days} 天后")
