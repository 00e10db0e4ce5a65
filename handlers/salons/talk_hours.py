"""The rows of a salon's agenda as organizers change them: read, put at other hours, shown."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Any

from bot.chat.context import Request, Services
from bot.errors import UserError
from bot.events import Salon
from bot.events.record.agenda_lines import minutes_between
from bot.events.record.models import Talk
from bot.events.replies import headline
from bot.events.words.clock_words import read_clock
from bot.events.words.wording import number_in
from bot.messages import Reply
from handlers.salons.differences import preview_change

_WHOLE_DAY = 24 * 60  # minutes


async def rows_of(salon: Salon, services: Services) -> list[Any]:
    """The agenda as the page has it, a row for each talk: a place in one is a place in both."""
    rows = list(await services.editing.talks(salon))
    if len(rows) != len(salon.talks):
        raise UserError(
            f"{headline(salon)} 的议程里有没写题目的一行，改一项怕改错。"
            "请先在页面里补上题目，或者用「改活动」把议程整个重写。"
        )
    return rows


def as_row(row: Any) -> dict[str, Any]:
    return dict(row) if isinstance(row, dict) else {"title": str(row)}


async def preview_rows(
    salon: Salon,
    rows: list[Any],
    heading: str,
    request: Request,
    services: Services,
    notes: list[str] | None = None,
) -> Reply:
    change = await services.editing.change(salon, {"talks": rows or None}, heading[:-2])
    return await preview_change(heading, salon, change, request, services, notes or [])


async def retimed(
    salon: Salon, row: int, said: re.Match[str], request: Request, services: Services
) -> Reply:
    """「李四的分享改到 16:00-16:40」"""
    begins = _clock(said["from"], salon.start)
    ends = _clock(said["to"], begins) if said["to"] else None
    return await _with_hours(salon, row, begins, ends, request, services)


async def lasting(
    salon: Salon, row: int, said: re.Match[str], request: Request, services: Services
) -> Reply:
    """One talk with another end. Raises UserError where nobody knows when it begins."""
    talk = salon.talks[row]
    begins = _begins(talk, said["which"])
    minutes = number_in(said["minutes"] or "") or 0
    lasting = (begins + timedelta(minutes=minutes)).time()
    until = _clock(said["until"], begins.time()) if said["until"] else lasting
    if until <= begins.time():
        raise UserError(f"「{talk.title}」{begins:%H:%M} 才开始，结束的时间请写得晚一些。")
    return await _with_hours(salon, row, begins.time(), until, request, services)


async def shifted(
    salon: Salon, row: int, said: re.Match[str], request: Request, services: Services
) -> Reply:
    """One talk earlier or later. Raises UserError where nobody knows when it begins."""
    unit = 1 if said["unit"] == "分钟" else 60
    minutes = unit // 2 if said["count"] == "半" else (number_in(said["count"]) or 0) * unit
    by = timedelta(minutes=min(minutes, _WHOLE_DAY) * (1 if said["back"] else -1))
    start = _begins(salon.talks[row], said["which"]) + by
    return await _with_hours(salon, row, start.time(), None, request, services)


async def places_changed(
    salon: Salon, one: int, other: int, request: Request, services: Services
) -> Reply:
    """Two talks, each at the hours of the other."""
    rows = await rows_of(salon, services)
    hours = [
        {key: row[key] for key in ("start", "end") if key in row}
        for row in map(as_row, (rows[other], rows[one]))
    ]
    for index, new in zip((one, other), hours, strict=True):
        row = {k: v for k, v in as_row(rows[index]).items() if k not in ("start", "end")}
        rows[index] = row | new
    rows[one], rows[other] = rows[other], rows[one]
    return await preview_rows(salon, rows, "改议程预览", request, services)


async def _with_hours(
    salon: Salon, index: int, begins: time, ends: time | None, request: Request, services: Services
) -> Reply:
    """One talk at another time, as long as before where no end is said."""
    talk = salon.talks[index]
    if ends is None and talk.start and talk.end:
        lasts = timedelta(minutes=minutes_between(talk.start, talk.end))
        ends = (datetime.combine(date(2000, 1, 1), begins) + lasts).time()
    rows = await rows_of(salon, services)
    row = {**as_row(rows[index]), "start": f"{begins:%H:%M}"}
    row.pop("end", None)
    rows[index] = row | ({"end": f"{ends:%H:%M}"} if ends else {})
    rows.sort(key=lambda one: str(one.get("start") or "99") if isinstance(one, dict) else "99")
    return await preview_rows(salon, rows, "改议程预览", request, services)


def _begins(talk: Talk, words: str) -> datetime:
    """On some day. Raises UserError where nobody knows when."""
    if talk.start is None:
        raise UserError(f"「{talk.title}」还没有写几点，这样写：{words}的分享改到 14:00-14:45")
    return datetime.combine(date(2000, 1, 1), talk.start)


def _clock(words: str, earliest: time | None) -> time:
    """Not before ``earliest``, where it may be read so. Raises UserError for an hour that no
    clock has."""
    clock = read_clock(words.replace("：", ":"), 0)
    if clock is None or not clock.minutes:
        raise UserError(f"没有 {words} 这个时间，请写成 14:00 这样。")
    return clock.on_wall(earliest)
