"""The order of a salon's day: when it begins and ends, what comes when, how long it takes.

A salon with times of its own is told by them; otherwise the agenda's model is, and the
reply says that it is one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time

from bot.events.answers import facts
from bot.events.asking import Question, topic
from bot.events.models import AgendaItem, Salon
from bot.events.names import Kind
from bot.events.numbers import ITEM_UNITS, ClockTime, Ordinals
from bot.events.replies import (
    SalonReply,
    bullets,
    clock,
    headline,
    joined,
    period,
    speaker,
    talk_line,
)
from bot.events.topics import terms_of
from bot.events.vocabulary import Word

_TIME = (Word.CLOCK, Word.DURATION)
_PARTS = {Word.MORNING: "上午", Word.AFTERNOON: "下午"}
_OTHERS = (
    Word.REPLAYS, Word.LIVE, Word.TRAINING, Word.CHAPTER, Word.HOWTO, Word.PAGES, Word.SIGNUPS,
    Word.HEADCOUNT, Word.SPONSOR, Word.COMPANIES, Word.WHICH, Word.ATTENDANCE,
)  # fmt: skip
_TOLD = (Word.TELL, Word.TALKS, Word.SPEAKERS, Word.GIVE, Word.WHO)
_WHOLE_DAY = (
    "议程",
    "日程",
    "流程",
    "安排",
    "时间表",
    "agenda",
    "schedule",
    "节目",
    "行程",
    "环节",
)
# Other words for what an agenda calls by one name.
_SAME = {
    "signin": "签到", "checkin": "签到", "报到": "签到", "入场": "签到", "拍照": "合影",
    "开场白": "开场", "开幕": "开场",
}  # fmt: skip
_ENOUGH = 0.4
_EARLIEST = time(7)


def answer(question: Question) -> SalonReply | None:
    """几点签到, 下午讲什么, 辩论几点到几点, 唐修讲多久, 开场完是谁."""
    agenda = question.book.agenda
    if not agenda.items or question.has(*_OTHERS) or not _is_about(question):
        return None
    salon = question.scope.single if _names_salon(question) else None
    if _names_salon(question) and salon is None:
        return None
    if salon and salon.start is not None:
        return _of_salon(question, salon)
    if question.has(Word.POOL) and agenda.topic_pool:
        return _reply(question, [], joined(["待定议题库：", bullets(agenda.topic_pool)]), salon)
    chosen = _chosen(question, agenda.items)
    return _reply(question, chosen, "", salon) if chosen else None


def _of_salon(question: Question, salon: Salon) -> SalonReply | None:
    """A salon's own times; those of one talk where it is named."""
    told = facts.talks(salon)
    if question.rest:
        entries = question.book.topics.find(question.topic_words(), question.rest)
        meant = [e.talk for e in entries if e.salon_id == salon.id and e.talk]
        if not meant:
            return None
        told = bullets(map(talk_line, meant))
    start = "" if question.rest else facts.start_time(salon)
    markdown = joined([f"**{headline(salon)}**", start, told])
    return SalonReply(markdown, "时间安排", topic("salon", [salon], (Word.CLOCK,)))


def _is_about(question: Question) -> bool:
    if question.has(Word.POOL):
        return True
    if question.matter == "agenda" and question.continues and not _names_salon(question):
        return True
    if _asks_time(question):
        if _names_salon(question):
            return question.has(Word.CLOCK) or bool(_subject(question))
        named = _subject(question) or question.named(Kind.PERSON) or question.has(*_PARTS)
        return bool(named) or question.is_strong or "几点" in question.reading.text
    if _names_salon(question):
        return False
    if question.has(Word.AGENDA):
        return question.is_clear or _is_timed(question)
    if question.reading.clock_times or question.has(*_PARTS):
        told = question.has(*_TOLD, Word.BEGIN, Word.END, Word.ROLE) or _orders(question)
        return bool(told) or (
            bool(question.reading.clock_times) and "什么" in question.reading.text
        )
    if question.has(Word.LONGEST, Word.SHORTEST) or (_orders(question) and not question.around):
        return question.has(*_TOLD)
    return False


def _names_salon(question: Question) -> bool:
    """Whether a salon is named; 下午第一场 counts within the day."""
    if question.has(*_PARTS) and not question.has_salon_name and not question.reading.whens:
        return not any(o.unit == "场" for o in question.reading.ordinals) and question.is_scoped
    return question.is_scoped


def _asks_time(question: Question) -> bool:
    return question.has(*_TIME) or "几点" in question.reading.text


def _is_timed(question: Question) -> bool:
    return _asks_time(question) or question.has(
        *_TOLD, Word.BEGIN, Word.END, Word.AFTER, Word.BEFORE
    )


def _chosen(question: Question, items: Sequence[AgendaItem]) -> list[AgendaItem]:
    """The items that are meant; empty when the message speaks of something else."""
    within = [item for item in items if _in_part(question, item)]
    if question.named(Kind.PERSON):
        names = question.named(Kind.PERSON)
        return [i for i in within if any(s.name in names for s in i.speakers)]
    if question.reading.clock_times:
        return [item for item in within if _at(question, item)]
    subject = _subject(question)
    anchors = _matching(within, subject) if subject else []
    if subject and not anchors:
        # The same talk may be named by how it was called at some salon.
        alike = question.book.topics.find(subject, question.rest)
        anchors = _contained(within, alike[0].title) if alike else []
    if (question.rest or subject) and not anchors:
        return []
    if step := _step(question):
        return _beside(question, items, anchors, step)
    if anchors:
        return anchors
    orders = _orders(question)
    if orders:
        told = [i for i in within if i.speakers] if question.has(*_TOLD) else within
        index = orders[0].numbers[0]
        index = index - 1 if index > 0 else index
        return [told[index]] if -len(told) <= index < len(told) else []
    if question.has(Word.LONGEST, Word.SHORTEST):
        return _extreme(question, within)
    before = question.topic.get("item", "")
    if (
        before.isdecimal()
        and _asks_time(question)
        and not question.has(*_PARTS, Word.BEGIN, Word.END)
    ):
        return list(items[int(before) : int(before) + 1])
    if question.has(Word.END):
        return within[-1:]
    if question.has(Word.BEGIN) or (_asks_time(question) and not question.has(*_TOLD)):
        return within[:1] if question.has(*_PARTS) else within[:2]
    return within


def _orders(question: Question) -> list[Ordinals]:
    units = ITEM_UNITS + ("场" if question.has(*_PARTS) else "")
    return [o for o in question.reading.ordinals if not o.unit or o.unit in units]


def _in_part(question: Question, item: AgendaItem) -> bool:
    wanted = [part for word, part in _PARTS.items() if question.has(word)]
    return not wanted or item.part in wanted or not item.part


def _at(question: Question, item: AgendaItem) -> bool:
    """Whether an item overlaps the hours that were said; 2点 is 14:00 at a salon."""
    if item.start is None or item.end is None:
        return False
    said = [_by_day(time_) for time_ in question.reading.clock_times]
    if len(said) == 1:
        return item.start <= said[0] < item.end
    return item.start < said[1] and said[0] < item.end


def _by_day(said: ClockTime) -> time:
    return next((at for at in said.readings if at >= _EARLIEST), said.readings[0])


def _subject(question: Question) -> str:
    """What the asked part of the day is about, in the message's own words."""
    words = [
        question.reading.text[s.start : s.end]
        for s in question.reading.spans
        if s.value is Word.AGENDA
    ]
    named = [
        _SAME.get(word.replace(" ", ""), word)
        for word in words
        if not any(general in word for general in _WHOLE_DAY)
    ]
    forms = question.named(Kind.FORM)
    return " ".join([*named, *forms, question.topic_words()]).strip()


def _matching(items: Sequence[AgendaItem], subject: str) -> list[AgendaItem]:
    wanted = terms_of(subject)
    scored = [(len(wanted & terms_of(item.title)), item) for item in items]
    best = max((score for score, _ in scored), default=0)
    if not wanted or best / len(wanted) < _ENOUGH:
        return []
    return [item for score, item in scored if score == best]


def _contained(items: Sequence[AgendaItem], title: str) -> list[AgendaItem]:
    """The items whose title mostly stands in ``title``."""
    words = terms_of(title)
    shares = [(len(words & terms_of(i.title)) / max(len(terms_of(i.title)), 1), i) for i in items]
    best = max((share for share, _ in shares), default=0.0)
    return [item for share, item in shares if share == best and best > _ENOUGH]


def _step(question: Question) -> int:
    """开场之后 is one further, 合影之前 one back."""
    if question.has(Word.AFTER, Word.NEXT):
        return 1
    if question.has(Word.BEFORE, Word.PREVIOUS) or "之前" in question.reading.text:
        return -1
    return 0


def _beside(
    question: Question, items: Sequence[AgendaItem], anchors: Sequence[AgendaItem], step: int
) -> list[AgendaItem]:
    if not anchors and (index := question.topic.get("item", "")).isdecimal():
        anchors = items[int(index) : int(index) + 1]
    if not anchors:
        return []
    at = items.index(anchors[0]) + step
    return [items[at]] if 0 <= at < len(items) else []


def _extreme(question: Question, items: Sequence[AgendaItem]) -> list[AgendaItem]:
    told = [item for item in items if item.minutes is not None and item.speakers]
    if not told:
        return []
    pick = max if question.has(Word.LONGEST) else min
    best = pick(item.minutes or 0 for item in told)
    return [item for item in told if item.minutes == best]


def _line(item: AgendaItem) -> str:
    """「09:55–10:40 《Oracle 迁移上云》，唐修（阿里云），45 分钟」."""
    parts = [f"{period(item.start, item.end)} {item.title}".strip()]
    parts += ["、".join(map(speaker, item.speakers))] if item.speakers else []
    parts += [f"{item.minutes} 分钟"] if item.minutes is not None else []
    return "，".join(parts)


def _reply(
    question: Question, items: Sequence[AgendaItem], text: str, salon: Salon | None
) -> SalonReply:
    agenda = question.book.agenda
    own = f"{headline(salon)}：当期的时间表没有记录。" if salon else ""
    lines = bullets(map(_line, items))
    pool = ""
    if len(items) <= 2 and agenda.topic_pool and any("待定" in item.title for item in items):
        pool = joined(["可选的待定议题（没有单独的时间）：", bullets(agenda.topic_pool)])
    total = ""
    if question.has(Word.DURATION) and len(items) == len(agenda.items):
        total = _total(items)
    index = str(agenda.items.index(items[0])) if len(items) == 1 else ""
    return SalonReply(
        joined(
            [
                own,
                "沙龙模板的安排（没有写日期，各期可能不同）：" if items else "",
                total,
                lines,
                text,
                pool,
            ]
        ),
        "沙龙时间安排",
        topic("agenda", [salon] if salon else (), item=index),
    )


def _total(items: Sequence[AgendaItem]) -> str:
    starts = [item.start for item in items if item.start]
    ends = [item.end for item in items if item.end]
    return f"全天从 {clock(min(starts))} 到 {clock(max(ends))}。" if starts and ends else ""
