"""What is said to the preview of an announcement, and what the announcement is after it: another
time, other groups, @所有人, another link, and words put in, out, or in the place of others.

Nothing is taken for a change of the text whose words do not stand in it.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from difflib import SequenceMatcher
from zoneinfo import ZoneInfo

from bot.announcements.text import Announcement
from bot.clock import to_utc
from bot.errors import UserError
from bot.events.editing.times import ParsedTime, find_time, when_text
from bot.events.words.wording import number_in
from bot.settings import Group
from handlers.announcements import edit_words as words
from handlers.announcements.words import recurrence_of, spoken_groups

_ALIKE = 0.6
_BRIEF = 120  # characters, in which several wishes may stand


@dataclass(frozen=True, slots=True)
class Desk:
    """Where announcements are written: their groups, and what time it is there."""

    groups: Sequence[Group]
    now: datetime
    zone: ZoneInfo


def edited(said: str, old: Announcement, desk: Desk) -> Announcement | None:
    """The announcement as ``said`` wants it; None where it says nothing of it. Several wishes
    may stand side by side. Raises UserError for what cannot be."""
    said = words.AFTER.sub("", said.strip())
    for comma in words.BETWEEN.finditer(said) if len(said) <= _BRIEF else ():
        first = _edited(said[: comma.start()], old, desk)
        if first is not None and (both := edited(said[comma.end() :], first, desk)) is not None:
            return both
    return _edited(said, old, desk)


def _edited(said: str, old: Announcement, desk: Desk) -> Announcement | None:
    """After one wish."""
    for wish in dict.fromkeys((said, _unbegun(said))):
        for edit in _EDITS:
            if wish and (new := edit(wish, old, desk)) is not None:
                return new
    return None


def _unbegun(said: str) -> str:
    before = words.BEFORE.match(said)
    return said[before.end() :] if before else said


def _called(said: str, old: Announcement, desk: Desk) -> Announcement | None:
    if words.CALLS_NOT.fullmatch(said):
        return dataclasses.replace(old, everyone=False)
    return dataclasses.replace(old, everyone=True) if words.CALLS.fullmatch(said) else None


def _addressed(said: str, old: Announcement, desk: Desk) -> Announcement | None:
    """To other groups: only there, there as well, not there."""
    known = tuple(group.conversation_id for group in desk.groups)
    has = old.groups or known
    for pattern in (words.NOT_TO, words.ONLY, words.ALSO, words.WRONG_GROUP, words.TO_GROUP):
        match = pattern.fullmatch(said)
        whom = match and (match["whom"] or match.groupdict().get("other"))
        if not match or not whom or (chosen := spoken_groups(whom, desk.groups)) is None:
            continue
        if pattern is words.NOT_TO:
            chosen = tuple(one for one in has if one not in chosen)
            if not chosen:
                raise UserError("这样就没有群可发了。不发了请说「算了」。")
        elif pattern is words.ALSO:
            chosen = tuple(one for one in known if one in (*has, *chosen))
        return dataclasses.replace(
            old, groups=() if chosen == known and not old.groups else chosen
        )
    return None


def _timed(said: str, old: Announcement, desk: Desk) -> Announcement | None:
    """At another time. What names no sending speaks of it only where it has a time already."""
    if words.AT_ONCE.fullmatch(said):
        return dataclasses.replace(old, at=None, recurrence=None)
    if old.at is not None and not old.recurrence and (by := words.SHIFTED.fullmatch(said)):
        return dataclasses.replace(old, at=_future(old.at + _shift(by), desk))
    match = words.WHEN.fullmatch(said)
    if match is None or not (
        match["sends"] or (old.at and any(match.group("time", "moves", "still")))
    ):
        return None
    found = find_time(match["when"], desk.now, desk.zone)
    if found is None or found.start or found.end < len(match["when"].rstrip()):
        return None
    before = old.at.astimezone(desk.zone) if old.at and not old.recurrence else desk.now
    if not found.time.has_day and before.date() > desk.now.date():  # 10点, of tomorrow 9:00
        half = before.replace(hour=before.hour // 12 * 12, minute=0)
        found = find_time(match["when"], half, desk.zone) or found
    return _at(found.time, match["when"], old, desk)


def _at(time: ParsedTime, when: str, old: Announcement, desk: Desk) -> Announcement:
    before = old.at.astimezone(desk.zone) if old.at and not old.recurrence else None
    clock = time.clock or (before.time() if before else None)
    part_only = time.clock is None and time.has_day and time.understood != when_text(time.day)
    if clock is None or part_only:
        raise UserError(f"{when}几点发？连钟点一起说，比如「{when}9点发」。")
    day = time.day if time.has_day or before is None else before.date()
    at = _future(to_utc(day, clock, desk.zone), desk)
    return dataclasses.replace(old, at=at, recurrence=recurrence_of(time))


def _future(moment: datetime, desk: Desk) -> datetime:
    if moment <= desk.now:
        local = moment.astimezone(desk.zone)
        raise UserError(f"{local:%m-%d %H:%M} 已经过去了，请说一个还没到的时间。")
    return moment


def _shift(by: re.Match[str]) -> timedelta:
    units = {"天": timedelta(days=1), "分钟": timedelta(minutes=1)}
    unit = units.get(by["unit"], timedelta(hours=1))
    count = 0.5 if by["count"] == "半" else number_in(by["count"]) or 0
    return unit * count * (-1 if by["way"][0] in "提早" or "前" in by["way"] else 1)


def _linked(said: str, old: Announcement, desk: Desk) -> Announcement | None:
    links = old.links
    if words.NO_LINK.fullmatch(said):
        text = old.text
        for link in links:
            text = _without(re.compile(re.escape(link)), text)
        return _cut(old, text) if links else None
    match = words.LINK.fullmatch(said)
    if match is None or len(links) > 1:
        return None
    url = match["url"]
    return _with_text(old, old.text.replace(links[0], url) if links else f"{old.text}\n{url}")


def _reworded(said: str, old: Announcement, desk: Desk) -> Announcement | None:
    """Words in the place of others, or gone: only such as stand there."""
    if match := words.REPLACE.fullmatch(said) or words.NOT_BUT.fullmatch(said):
        found = match.groupdict()
        before = (found.get("old") or found.get("old2") or "").strip(words.QUOTES + " ")
        new = (found.get("new") or found.get("new2") or "").strip(words.QUOTES)
        if there := _where(before, old.text):
            return _with_text(old, there.sub(lambda _: new, old.text))
    if match := words.DELETE.fullmatch(said):
        gone = (match["old"] or match["what"]).strip(words.QUOTES)
        if place := words.PLACE.fullmatch(said):
            parts = old.text.splitlines() if "\n" in old.text else words.CLAUSE.findall(old.text)
            gone = parts[-1 if place["place"] in ("最后", "末尾") else 0]
        if there := _where(gone, old.text):
            return _cut(old, _without(there, old.text))
    return None


def _where(part: str, text: str) -> re.Pattern[str] | None:
    """What finds the part in the text, not as a piece of a number or of a Latin word; None
    where it is not there."""
    if not part or part == text or words.FIELDS.fullmatch(part):
        return None
    before = "".join(no for one, no in words.NOT_BEFORE if one.match(part))
    behind = "".join(no for one, no in words.NOT_BEHIND if one.fullmatch(part))
    there = re.compile(f"{before}{re.escape(part)}{behind}")
    return there if there.search(text) else None


def _without(gone: re.Pattern[str], text: str) -> str:
    """The text without it; a line that is nothing else goes as a whole."""
    lines = [line for line in text.splitlines() if not gone.fullmatch(line.strip())]
    return gone.sub("", "\n".join(lines))


def _added(said: str, old: Announcement, desk: Desk) -> Announcement | None:
    if match := words.IN_FRONT.fullmatch(said):
        new = match["new"].strip(words.QUOTES)
        return _with_text(old, f"{new}{'' if words.LABEL.fullmatch(new) else chr(10)}{old.text}")
    match = words.BEHIND.fullmatch(said)
    if match is None or not (match["where"] or match["line"] or "://" in match["new"]):
        return None
    return _with_text(old, f"{old.text}\n{match['new'].strip(words.QUOTES)}")


def _rewritten(said: str, old: Announcement, desk: Desk) -> Announcement | None:
    """The whole text anew; or the one thing of its kind, or the clause, that was wrong."""
    if match := words.ANEW.fullmatch(said):
        return _with_text(old, match["new"])
    match = words.SHOULD_BE.fullmatch(said) or words.INSTEAD.fullmatch(said)
    if match is None:
        return None
    new = match["new"].strip(words.QUOTES)
    if SequenceMatcher(None, old.text, new).ratio() >= _ALIKE:
        return _with_text(old, new)
    for kind in words.KINDS:
        there = list(kind.finditer(old.text))
        if kind.fullmatch(new) and len(there) == 1:
            (one,) = there
            return _with_text(old, f"{old.text[: one.start()]}{new}{old.text[one.end() :]}")
    clauses = words.CLAUSE.findall(old.text)
    near = [one for one in clauses if SequenceMatcher(None, one, new).ratio() >= _ALIKE]
    return _with_text(old, old.text.replace(near[0], new)) if len(near) == 1 else None


def _titled(said: str, old: Announcement, desk: Desk) -> Announcement | None:
    if not words.TITLE.fullmatch(said) or _where("标题", old.text):
        return None
    raise UserError("公告没有单独的标题，在群里都叫「公告」。想要醒目，就说「开头加一句 …」。")


def _cut(old: Announcement, text: str) -> Announcement | None:
    """Without the commas round what was taken out."""
    return _with_text(old, words.LOOSE.sub("", text))


def _with_text(old: Announcement, text: str) -> Announcement | None:
    text = text.strip()
    return dataclasses.replace(old, text=text) if text else None


_EDITS: tuple[Callable[[str, Announcement, Desk], Announcement | None], ...] = (
    _called,
    _linked,
    _addressed,
    _timed,
    _rewritten,
    _reworded,
    _added,
    _titled,
)
