"""One page of ``events/`` → one Salon, tolerant of everything an admin may type.

Without an id or a date there is no salon; anything else that does not fit is left out and
noted as a problem.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import time

from bot.events.record.fields import Fields, is_url
from bot.events.record.models import (
    CANCELLED,
    STATUSES,
    Company,
    Debate,
    Problem,
    Replay,
    Salon,
    Section,
    Speaker,
    Talk,
)
from bot.events.record.page_reminders import read_reminders
from bot.expressions import Expression
from bot.folder import KnowledgeFile

PAGE_KEYS = frozenset({"title", "aliases", "tags", "versions", "updated", "source"})
_KEYS = PAGE_KEYS | {
    "id", "number", "date", "start", "end", "timezone", "city", "city_aliases", "venue",
    "venue_aliases", "address", "sponsor", "sponsor_aliases", "sponsor_note", "signups",
    "attendance", "status", "live_url", "talks", "companies", "companies_complete",
    "interaction", "debate", "recap", "recap_questions", "replays", "images", "capacity",
    "signup_until", "cancel_reason", "reminders",
}  # fmt: skip
_TELLING_KEYS = frozenset({"number", "city", "signups", "talks", "replays", "venue"})
_ID = Expression(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
_WITH_ORG = Expression(r"(.+?)\s*[(（](.+)[)）]")
_COMMENT = Expression(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_HEADING = Expression(r"(?m)^##[ \t]+(.+?)[ \t#]*$")
_SEPARATOR = Expression(r"\s*[，,、;；]\s*")


def is_event(file: KnowledgeFile) -> bool:
    """A page below ``events/``, or any other page that has the keys of an event."""
    if file.path.startswith("events/"):
        return True
    return {"id", "date"} <= file.meta.keys() and bool(_TELLING_KEYS & file.meta.keys())


def read_salon(fields: Fields) -> Salon | None:
    """The salon of an event page; None when it has no usable id or date."""
    fields.expect_only(_KEYS)
    held_on = fields.day("date")
    if not fields.has("date"):
        fields.note("date", "缺少 date（日期），请补上，例如 date: 2026-05-30")
    identity = fields.text("id")
    if not _ID.fullmatch(identity):
        fields.note("id", "id 缺失或不合规，请用小写字母、数字和连字符，例如 salon-15-suzhou")
        return None
    if held_on is None:
        return None
    city, number = fields.text("city"), fields.integer("number")
    start, end = read_times(fields)
    return Salon(
        id=identity,
        title=fields.text("title") or _title(fields, number, city),
        held_on=held_on,
        number=number,
        city=city,
        start=start,
        end=end,
        timezone=fields.zone("timezone"),
        city_aliases=fields.texts("city_aliases"),
        venue=fields.text("venue"),
        venue_aliases=fields.texts("venue_aliases"),
        address=fields.text("address"),
        sponsors=_split(fields.texts("sponsor")),
        sponsor_aliases=fields.texts("sponsor_aliases"),
        sponsor_note=fields.text("sponsor_note"),
        signups=fields.count("signups"),
        capacity=_capacity(fields),
        signup_until=fields.moment("signup_until"),
        attendance=fields.count("attendance"),
        status=_status(fields),
        cancel_reason=fields.text("cancel_reason"),
        live_url=fields.url("live_url"),
        talks=tuple(t for row in fields.rows("talks", "title") if (t := read_talk(row))),
        companies=tuple(c for row in fields.rows("companies", "name") if (c := _company(row))),
        companies_complete=fields.flag("companies_complete") is not False,
        interaction=fields.text("interaction"),
        debate=_debate(fields.child("debate")),
        replays=tuple(
            r for i, row in enumerate(fields.rows("replays", "url"), 1) if (r := _replay(row, i))
        ),
        images=_urls(fields, "images"),
        aliases=fields.texts("aliases"),
        reminders=read_reminders(fields),
        sections=sections(fields.file.text),
        path=fields.file.path,
    )


def as_before(
    files: Iterable[KnowledgeFile], before: Iterable[KnowledgeFile]
) -> tuple[tuple[KnowledgeFile, ...], tuple[Problem, ...]]:
    """The files, with the last good version of a salon that an edit has left without a day or
    an id: a slip calls off no salon. And what is wrong with the new ones."""
    known = {(file.root, file.path): file for file in before}
    kept: list[KnowledgeFile] = []
    problems: list[Problem] = []
    for file in files:
        old, found = known.get((file.root, file.path), file), list[Problem]()
        edited = old.digest != file.digest and is_event(file) and read_salon(Fields(old, []))
        if edited and not read_salon(Fields(file, found)):
            problems += (replace(p, remedy=f"{p.remedy}；暂用改坏之前的版本") for p in found)
            file = replace(old, stale=True)
        kept.append(file)
    return tuple(kept), tuple(problems)


def _status(fields: Fields) -> str:
    """One of STATUSES, or empty. What only looks like ``cancelled`` counts as that: better
    no reminder than one of a salon that is off."""
    text = fields.text("status").lower()
    if not text or text in STATUSES:
        return text
    off = "cancel" in text or "取消" in text
    taken = f"，先当作 {CANCELLED}" if off else ""
    fields.note("status", f"status 要写 {'、'.join(STATUSES)} 之一{taken}")
    return CANCELLED if off else ""


def read_talk(fields: Fields) -> Talk | None:
    title = fields.text("title")
    if not title:
        fields.note("talks", "这个议题没有 title，请补上题目")
        return None
    start, end = read_times(fields)
    return Talk(title, read_speakers(fields), start, end)


def read_speakers(fields: Fields) -> tuple[Speaker, ...]:
    """``speakers``: mappings, or texts such as ``张三（某公司）``."""
    found: list[Speaker] = []
    for row in fields.rows("speakers", "name"):
        name, org = row.text("name"), row.text("org")
        if not org and (match := _WITH_ORG.fullmatch(name)):
            name, org = match[1], match[2]
        if name:
            found.append(Speaker(name, org, row.texts("aliases")))
        else:
            row.note("speakers", "这位讲师没有 name，请补上名字")
    return tuple(found)


def read_times(fields: Fields) -> tuple[time | None, time | None]:
    """``start`` and ``end``; an end that is not after the start is left out."""
    start, end = fields.clock("start"), fields.clock("end")
    if start and end and end <= start:
        fields.note("end", "end 不晚于 start，请检查起止时间")
        return start, None
    return start, end


def sections(body: str) -> tuple[Section, ...]:
    """The parts of a page under ``##`` headings, without hidden comments."""
    text = _COMMENT.sub("", body)
    pieces = _HEADING.split(text)[1:]
    return tuple(
        Section(heading, part.strip())
        for heading, part in zip(pieces[::2], pieces[1::2], strict=True)
    )


def _title(fields: Fields, number: int | None, city: str) -> str:
    fields.note("title", "缺少 title（标题），请补上")
    return " ".join(part for part in (f"第 {number} 期" if number else "", city, "沙龙") if part)


def _capacity(fields: Fields) -> int | None:
    seats = fields.integer("capacity")
    if seats == 0:
        fields.note("capacity", "capacity 是名额，要大于 0；不限名额就不写这一行")
        return None
    return seats


def _company(fields: Fields) -> Company | None:
    name = fields.text("name")
    if not name:
        fields.note("companies", "这家企业没有 name，请补上名称或删掉空项")
        return None
    return Company(name, fields.texts("aliases"), fields.texts("maybe_same"))


def _replay(fields: Fields, index: int) -> Replay | None:
    url = fields.url("url")
    if not url:
        fields.note("replays", "这条回放没有可用的 url，请补上 https://… 地址")
        return None
    return Replay(fields.text("label") or f"回放 {index}", url)


def _debate(fields: Fields | None) -> Debate | None:
    if fields is None:
        return None
    return Debate(fields.texts("teams"), fields.texts("captains"), fields.text("winner"))


def _urls(fields: Fields, key: str) -> tuple[str, ...]:
    texts = fields.texts(key)
    if any(not is_url(text) for text in texts):
        fields.note(key, f"{key} 里有不是网址的项，请写完整的 https://… 地址")
    return tuple(text for text in texts if is_url(text))


def _split(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part for name in names for part in _SEPARATOR.split(name) if part))
