"""The salons as a calendar that people subscribe to (RFC 5545).

Every salon is in it, cancelled ones as such. An entry keeps its UID for ever, and its
SEQUENCE grows whenever what it says has changed since it was last fetched by anybody.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.events import Salon, Salons
from bot.events.record.hours import ends_at, starts_at, zone_of
from bot.events.replies import talk_line
from bot.store import Store, Transaction, from_text

_NAME = "沙龙日历"
_DOMAIN = "salons.xiangwen"
_REFRESH = timedelta(hours=1)
_ALARMS = (timedelta(days=-1), timedelta(hours=-1))


@dataclass(frozen=True, slots=True)
class Revision:
    """How often a salon's entry has changed, and when it last did."""

    sequence: int
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Feed:
    """A calendar as it is served. ``tag`` changes when and only when ``body`` does."""

    body: bytes
    tag: str


class CalendarFeed:
    """Builds the calendar when it is asked for, anew only after a change."""

    def __init__(self, store: Store, salons: Salons, clock: Clock, zone: ZoneInfo) -> None:
        self._store = store
        self._salons = salons
        self._clock = clock
        self._zone = zone
        self._last: tuple[Mapping[str, Revision], Feed] | None = None

    async def current(self) -> Feed:
        """The calendar of this moment's salons, whichever process changed them: by an old
        book what it has served would be taken back as something newer."""
        await self._salons.catch_up()
        salons, now = self._salons.book.salons, self._clock.now()
        revisions = await self._store.run(lambda tx: _revised(tx, salons, self._zone, now))
        if self._last is None or self._last[0] != revisions:
            body = await asyncio.to_thread(render, salons, revisions, self._zone)
            self._last = revisions, Feed(body, hashlib.sha256(body).hexdigest()[:32])
        return self._last[1]


def render(salons: Sequence[Salon], revisions: Mapping[str, Revision], default: ZoneInfo) -> bytes:
    """The calendar's bytes. The same input gives the same bytes."""
    # On use: most bots never need its three megabytes.
    from icalendar import Alarm, Calendar, Event

    calendar = Calendar()
    calendar.add("prodid", "-//xiangwen//salons//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for key in ("name", "x-wr-calname"):
        calendar.add(key, _NAME)
    calendar.add("x-wr-timezone", default.key)
    calendar.add("refresh-interval", _REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    for salon in salons:
        entry = Event()
        for key, value in (*_stamps(salon, revisions[salon.id]), *_facts(salon, default).items()):
            entry.add(key, value)
        for before in () if salon.is_cancelled or salon.start is None else _ALARMS:
            alarm = Alarm()
            alarm.add("action", "DISPLAY")
            alarm.add("description", salon.title)
            alarm.add("trigger", before)
            entry.add_component(alarm)
        calendar.add_component(entry)
    calendar.add_missing_timezones()
    body: bytes = calendar.to_ical()
    return body


def _stamps(salon: Salon, revision: Revision) -> Iterator[tuple[str, str | int | datetime]]:
    """Which entry it is, and which edition of it."""
    changed_at = revision.changed_at.replace(microsecond=0)
    yield "uid", f"{salon.id}@{_DOMAIN}"
    yield "sequence", revision.sequence
    yield "dtstamp", changed_at
    yield "last-modified", changed_at


def _facts(salon: Salon, default: ZoneInfo) -> dict[str, str | date | datetime]:
    """What the entry says of the salon, as far as it is recorded."""
    cancelled = salon.is_cancelled
    talks = "\n".join(talk_line(talk) for talk in salon.talks)
    replays = "\n".join(f"回放 {replay.label}：{replay.url}" for replay in salon.replays)
    facts: dict[str, str | date | datetime] = {
        "summary": f"已取消：{salon.title}" if cancelled else salon.title,
        "status": "CANCELLED" if cancelled else "CONFIRMED",
        "location": " ".join(p for p in (salon.city, salon.venue, salon.address) if p),
        "description": "\n\n".join(part for part in (talks, replays) if part),
        "url": salon.live_url,
    }
    zone = zone_of(salon, default)
    start, end = starts_at(salon, default), ends_at(salon, default)
    if start is None:
        facts["dtstart"] = salon.held_on
        facts["dtend"] = salon.held_on + timedelta(days=1)
    else:
        facts["dtstart"] = start.astimezone(zone)
        if end is not None:
            facts["dtend"] = end.astimezone(zone)
    return {key: value for key, value in facts.items() if value}


def _revised(
    tx: Transaction, salons: Sequence[Salon], zone: ZoneInfo, now: datetime
) -> dict[str, Revision]:
    """The revision of each salon; an entry that says something new gets the next one."""
    known = {row["salon_id"]: row for row in tx.all("calendar.entries")}
    found: dict[str, Revision] = {}
    for salon in salons:
        row, digest = known.get(salon.id), _digest(salon, zone)
        if row is not None and row["digest"] == digest:
            found[salon.id] = Revision(row["sequence"], from_text(row["changed_at"]))
            continue
        revision = Revision(row["sequence"] + 1 if row else 0, now)
        tx.execute(
            "calendar.put", salon_id=salon.id, digest=digest, sequence=revision.sequence, now=now
        )
        found[salon.id] = revision
    return found


def _digest(salon: Salon, zone: ZoneInfo) -> str:
    facts = {key: str(value) for key, value in _facts(salon, zone).items()}
    text = json.dumps(facts, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
