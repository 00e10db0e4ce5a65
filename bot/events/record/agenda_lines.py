"""An agenda as people write it, line by line, and what does not add up in it.

「13:30-14:15 逻辑复制实践 张三（某某公司）」: hours, title, who. A speaker is recognised by
the brackets with the company or by 「讲师：」 before the name; `agenda_rows` brings other shapes
into this one.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from bot.errors import UserError
from bot.events.record.agenda_rows import as_lines
from bot.events.record.models import Speaker, Talk
from bot.events.words.clock_words import on_wall, read_clock
from bot.expressions import Expression
from bot.markdown import is_plain
from bot.script import normalise_in_place

AGENDA_EXAMPLE = "13:30-14:15 逻辑复制实践 张三（某某公司）"
_AFTER_HOURS = Expression(r"^[\s:：,，]*")
_NAMED = Expression(r"[\s,，|｜]*(?:讲师|主讲|嘉宾|分享人)\s*[:：]\s*(?P<names>.+)$")
_ONE = r"[^\s()（）、,，]{1,20}\s*[(（][^()（）]{1,40}[)）]"
_BRACKETED = Expression(rf"(?:^|[\s,，|｜])(?P<names>{_ONE}(?:\s*[、,，/]\s*{_ONE})*)\s*$")
_SPEAKER = Expression(r"\s*([^()（）]+?)\s*(?:[(（]\s*(.+?)\s*[)）])?\s*$")
_BETWEEN = Expression(r"\s*[、,，/]\s*(?![^(（]*[)）])")
_HOURS = Expression(r"(\d{1,2})[:：](\d{2})")
_MOST_LINES = 60
_MOST_CHARACTERS = 200


def read_agenda(text: str) -> tuple[Talk, ...]:
    """The talks of an agenda. Raises UserError, with the line, for what cannot be read."""
    found = tuple(map(_talk, as_lines(text)))
    if not found:
        raise UserError(f"议程是空的，请一行写一项，比如：{AGENDA_EXAMPLE}")
    if len(found) > _MOST_LINES:
        raise UserError(f"议程有 {len(found)} 项，最多 {_MOST_LINES} 项，请合并一些。")
    return found


def talk_meta(talk: Talk) -> dict[str, object]:
    """A talk as it stands in the front matter."""
    row: dict[str, object] = {"title": talk.title}
    if talk.speakers:
        row["speakers"] = [speaker_meta(one) for one in talk.speakers]
    if talk.start:
        row["start"] = f"{talk.start:%H:%M}"
    if talk.end:
        row["end"] = f"{talk.end:%H:%M}"
    return row


def speaker_meta(speaker: Speaker) -> dict[str, object]:
    """The same of a speaker."""
    row: dict[str, object] = {"name": speaker.name}
    if speaker.org:
        row["org"] = speaker.org
    if speaker.aliases:
        row["aliases"] = list(speaker.aliases)
    return row


def check_agenda(
    talks: Sequence[Talk], start: time | None = None, end: time | None = None
) -> list[str]:
    """What does not add up, in Chinese: overlaps, gaps, and what lies outside the salon's
    hours. Empty when everything fits."""
    timed = sorted((t for t in talks if t.start), key=lambda t: (t.start, t.end or t.start))
    found: list[str] = []
    last: Talk | None = None  # of those that have begun, the one that ends last
    for before, after in itertools.pairwise(timed):
        assert after.start
        if last is None or last.end is None or before.end is None or before.end > last.end:
            last = before
        if last.end is None:
            continue
        minutes = minutes_between(last.end, after.start)
        if minutes < 0:
            until = min(last.end, after.end or last.end)
            found.append(
                f"「{last.title}」到 {last.end:%H:%M}，和 {after.start:%H:%M} 开始的"
                f"「{after.title}」重叠 {minutes_between(after.start, until)} 分钟"
            )
        elif minutes > 0:
            found.append(
                f"{last.end:%H:%M}–{after.start:%H:%M} 空着 {minutes} 分钟"
                f"（「{last.title}」和「{after.title}」之间）"
            )
    for talk in timed:
        assert talk.start
        if start and talk.start < start:
            found.append(f"「{talk.title}」{talk.start:%H:%M} 就开始，早于活动的 {start:%H:%M}")
        if end and (talk.end or talk.start) > end:
            found.append(
                f"「{talk.title}」到 {talk.end or talk.start:%H:%M}，晚于活动结束的 {end:%H:%M}"
            )
    return found


def minutes_between(earlier: time, later: time) -> int:
    """Minutes on one day's clock; negative when ``later`` is the earlier one."""
    day = date(2000, 1, 1)
    between = datetime.combine(day, later) - datetime.combine(day, earlier)
    return between // timedelta(minutes=1)


def shifted_talks(rows: Sequence[Any], minutes: int) -> list[Any]:
    """The talks of a front matter, all hours moved; empty when there are no hours, or one
    would leave the day."""
    moved: list[Any] = []
    timed = False
    for row in rows:
        row = dict(row) if isinstance(row, dict) else row
        for key in ("start", "end"):
            if not (isinstance(row, dict) and isinstance(row.get(key), str)):
                continue
            match = _HOURS.fullmatch(row[key].strip())
            at = int(match[1]) * 60 + int(match[2]) + minutes if match else -1
            if not 0 <= at < 24 * 60:
                return []
            row[key], timed = f"{on_wall(at):%H:%M}", True
        moved.append(row)
    return moved if timed else []


def _talk(line: str) -> Talk:
    plain = normalise_in_place(line)
    try:
        clock = read_clock(plain, 0)
    except UserError as error:
        raise UserError(f"议程这一行有问题：{line[:40]}\n\n{error}") from None
    start = end = None
    rest = line
    if clock and clock.minutes:
        start = on_wall(clock.minutes[0])
        end = on_wall(clock.minutes[0] + clock.lasts) if clock.lasts else None
        rest = _AFTER_HOURS.sub("", line[clock.end :])
    title, speakers = _speakers(rest)
    if not title:
        raise UserError(f"议程这一行没有题目：{line[:40]}，请这样写：{AGENDA_EXAMPLE}")
    if len(line) > _MOST_CHARACTERS:
        raise UserError(
            f"议程这一行太长了（{len(line)} 字，最多 {_MOST_CHARACTERS}）：{line[:40]}…"
        )
    if not is_plain(line):
        raise UserError(f"议程里不能有链接、@所有人 和排版符号，这一行请改一下：{line[:40]}")
    return Talk(title, speakers, start, end)


def _speakers(text: str) -> tuple[str, tuple[Speaker, ...]]:
    match = _NAMED.search(text) or _BRACKETED.search(text)
    if match is None or not text[: match.start()].strip():
        return " ".join(text.split()), ()
    speakers = [
        Speaker(found[1], found[2] or "")
        for part in _BETWEEN.split(match["names"])
        if (found := _SPEAKER.match(part))
    ]
    return " ".join(text[: match.start()].split()), tuple(speakers)
