"""Corrections: who was reminded of a salon is told when it moves or is cancelled.

What a reminder told stands in its delivery; what a group heard last is compared with the
salon as it is now. Pure: rows and salons in, deliveries out.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.clock import to_utc
from bot.events.record.hours import zone_of
from bot.events.record.models import Salon
from bot.markdown import escape_text
from bot.messages import Destination
from bot.schedule.deliveries import ALWAYS, DeliveryKind, NewDelivery
from bot.schedule.plan import told_of
from bot.schedule.rules import after_quiet, weekday
from bot.settings import Group
from bot.store import Row

# Several edits in a row are one correction, of the last of them.
_SETTLES = timedelta(minutes=1)
# What begins so soon is told at once, at night as well.
SOON = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Told:
    """What a group heard last of a salon, and in which delivery."""

    delivery_id: int
    text: str

    @property
    def facts(self) -> Mapping[str, str]:
        found: Mapping[str, str] = json.loads(self.text)
        return found


def last_told(rows: Iterable[Row]) -> dict[tuple[str, str], Told]:
    """The latest of the rows for each (salon, destination); rows come oldest first."""
    return {(r["subject"], r["destination"]): Told(r["id"], r["told"]) for r in rows}


def corrections(
    told: Mapping[tuple[str, str], Told],
    salons: Mapping[str, Salon],
    groups: Sequence[Group],
    zone: ZoneInfo,
    now: datetime,
    waiting: Mapping[str, datetime],
) -> list[NewDelivery]:
    """What must be told to whom. ``waiting``: when corrections that are pending already
    are due, by key; they keep their moment."""
    by_destination = {
        str(Destination(conversation_id=group.conversation_id)): group for group in groups
    }
    found = []
    for (salon_id, destination), last in told.items():
        salon, group = salons.get(salon_id), by_destination.get(destination)
        if salon is None or group is None or last.text == told_of(salon):
            continue
        key = f"correction:{salon_id}:{last.delivery_id}:{group.conversation_id}"
        change = change_of(salon, last.facts, group, waiting=waiting.get(key), now=now, zone=zone)
        if change is not None:
            to = Destination(conversation_id=group.conversation_id)
            new = change.delivery(key, DeliveryKind.CORRECTION, salon_id, to)
            found.append(replace(new, essential_on=ALWAYS))
    return found


@dataclass(frozen=True, slots=True)
class Change:
    """What those are told of a salon who know it otherwise, and when."""

    salon: Salon
    words: str
    due_at: datetime
    expires_at: datetime
    essential_on: str

    def delivery(self, key: str, kind: DeliveryKind, subject: str, to: Destination) -> NewDelivery:
        return NewDelivery(
            key=key,
            kind=kind,
            subject=subject,
            destination=to,
            title=f"活动变动：{self.salon.title}",
            markdown=self.words,
            due_at=self.due_at,
            expires_at=self.expires_at,
            essential_on=self.essential_on,
            told=told_of(self.salon),
        )


def change_of(
    salon: Salon,
    before: Mapping[str, str],
    group: Group | None,
    *,
    waiting: datetime | None,
    now: datetime,
    zone: ZoneInfo,
) -> Change | None:
    """For those who know ``before``; None when there is nothing to say, or nobody can use it any
    more. ``group``: whose quiet hours count; ``waiting``: when they would have been told.

    Out of quiet hours, unless the old or the new start is within a day: then rather at
    night than when somebody is on the way. With few calls left for the month it can wait
    until the day before.
    """
    words, moments = change_words(salon, before), _moments(salon, before, zone)
    # As long as somebody can still come on the wrong day or miss the right one.
    if not words or (until := max(moments)) <= now:
        return None
    settled = now + _SETTLES
    nearest = min((moment for moment in moments if moment > now), default=now)
    if nearest - now <= SOON:
        due_at = min(waiting or settled, settled)
    else:
        due_at = waiting or settled
        due_at = after_quiet(due_at, group, zone) if group is not None else due_at
    day_before = nearest.astimezone(zone_of(salon, zone)).date() - timedelta(days=1)
    essential_on = ALWAYS if nearest - now <= 2 * SOON else str(day_before)
    return Change(salon, words, due_at, until, essential_on)


def _moments(salon: Salon, before: Mapping[str, str], default: ZoneInfo) -> list[datetime]:
    """The start that was told and the one that is true, as far as there are."""
    zone = zone_of(salon, default)
    moments = []
    if "on" in before:
        moments.append(_moment(before["on"], before["start"], zone))
    if not salon.is_cancelled:
        start = salon.start.strftime("%H:%M") if salon.start else ""
        moments.append(_moment(salon.held_on.isoformat(), start, zone))
    return moments


def _moment(on: str, start: str, zone: ZoneInfo) -> datetime:
    """The start, or, while the hour is not known, the evening."""
    wall = time.fromisoformat(start) if start else time(20, 0)
    return to_utc(date.fromisoformat(on), wall, zone)


def change_words(salon: Salon, before: Mapping[str, str]) -> str:
    """What is different from what was told before; empty when nothing is that matters."""
    start = salon.start.strftime("%H:%M") if salon.start else ""
    when = _when(salon.held_on.isoformat(), start)
    place = f"{salon.city}{salon.venue}"
    if salon.is_cancelled:
        if "on" not in before:
            return ""
        planned = _when(before["on"], before["start"])
        why = f"（{escape_text(salon.cancel_reason)}）" if salon.cancel_reason else ""
        return f"**{salon.title} 取消了**{why}\n\n原定 {planned} 的活动取消，请不要前往。"
    if "on" not in before:
        return f"**{salon.title} 照常举行**\n\n- 时间：{when}\n- 地点：{place or '待定'}"
    lines = []
    if (before["on"], before["start"]) != (salon.held_on.isoformat(), start):
        lines.append(f"- 时间：原定 {_when(before['on'], before['start'])}，改为 **{when}**")
    if before["place"] != place:
        lines.append(f"- 地点：原定 {before['place'] or '待定'}，改为 **{place or '待定'}**")
    if not lines:
        return ""
    what = "改期了" if "时间" in lines[0] else "换地方了"
    return f"**{salon.title} {what}**，以这条为准：\n\n" + "\n".join(lines)


def _when(on: str, start: str) -> str:
    day = date.fromisoformat(on)
    return f"{day.month} 月 {day.day} 日（{weekday(day)}）{start}".strip()
