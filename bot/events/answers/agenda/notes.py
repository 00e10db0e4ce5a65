"""An item of the model of the day as a line, and what is said beside such lines: how many
there are, how long the whole is, what lies between two, which of two is longer."""

from __future__ import annotations

from collections.abc import Sequence

from bot.events.answers.agenda.items import ALL_DAY, PARTS, asks_count, former, is_open, subject
from bot.events.answers.agenda.relations import compares, spans
from bot.events.answers.talk_places import PLACE
from bot.events.reading.asking import Question
from bot.events.record.agenda_lines import minutes_between
from bot.events.record.models import AgendaItem
from bot.events.replies import bullets, clock, period, speaker
from bot.events.words.vocabulary import Word
from bot.expressions import Expression

_PAIR = 2
_FEW = 2  # items; the pool of topics is shown beside no more
_ASKS_WHO = Expression("谁|哪位|什么人|啥人|主持")
_ASKS_HOW_LONG = Expression("小时|钟头|多长|多久|多少时间")


def line(item: AgendaItem) -> str:
    """「09:55–10:40 《Oracle 迁移上云》，唐修（阿里云），45 分钟」."""
    parts = [f"{period(item.start, item.end)} {item.title}".strip()]
    parts += ["、".join(map(speaker, item.speakers))] if item.speakers else []
    parts += [f"{item.minutes} 分钟"] if item.minutes is not None else []
    return "，".join(parts)


def notes(question: Question, items: Sequence[AgendaItem]) -> list[str]:
    """What stands below the lines; an empty text says nothing."""
    every = question.book.agenda.items
    found = [pause(items, every)]
    if question.says(PLACE) and len(items) == 1:
        found.append(_place(items[0], every))
    if _may_ask_of_day(question, items):
        found.append(total(every))
    found.append(_added(question, items))
    found.append(_longer(items) if compares(question) else "")
    found.append(_from_to(items, question.text) if spans(question) else "")
    found.append(_nobody(question, items))
    if len(items) <= _FEW and question.book.agenda.topic_pool and any(map(is_open, items)):
        found += ["可选的待定议题（没有单独的时间）：", bullets(question.book.agenda.topic_pool)]
    return found


def heading(question: Question, items: Sequence[AgendaItem]) -> str:
    """「一共 6 项，其中写了讲师的 3 项」, where a number is asked for; or the whole length."""
    counted = asks_count(question)
    whole = question.has(Word.DURATION) or question.says(ALL_DAY)
    every = question.book.agenda.items
    part = [item for item in every if item.part == items[0].part] if items else []
    if whole and not counted and len(items) > 1 and list(items) in (part, list(every)):
        return total(items, "全天" if len(items) == len(every) else items[0].part)
    if len(items) < _PAIR or not counted:
        return ""
    told = [item for item in items if item.speakers]
    named = f"，其中写了讲师的 {len(told)} 项" if 0 < len(told) < len(items) else ""
    return f"一共 {len(items)} 项{named}。"


def total(items: Sequence[AgendaItem], what: str = "全天") -> str:
    starts = [item.start for item in items if item.start]
    ends = [item.end for item in items if item.end]
    if not starts or not ends:
        return ""
    lasts = _hours(minutes_between(min(starts), max(ends)))
    return f"{what}从 {clock(min(starts))} 到 {clock(max(ends))}，一共 {lasts}。"


def pause(items: Sequence[AgendaItem], every: Sequence[AgendaItem]) -> str:
    """What lies between two items: the break at noon."""
    if len(items) != _PAIR or items[0].end is None or items[1].start is None:
        return ""
    if every.index(items[1]) - every.index(items[0]) != 1:
        return ""
    ends, starts = items[0].end, items[1].start
    minutes = minutes_between(ends, starts)
    return f"中间 {period(ends, starts)} 没有安排，{minutes} 分钟。" if minutes > 0 else ""


def _may_ask_of_day(question: Question, items: Sequence[AgendaItem]) -> bool:
    """那几点结束, after one item: of that, or of the whole day."""
    leans = question.has(Word.END) and question.matter == "agenda" and not subject(question)
    return leans and items == former(question) and items[-1] is not question.book.agenda.items[-1]


def _place(item: AgendaItem, items: Sequence[AgendaItem]) -> str:
    """排第几个: in its part of the day, with and without what is no talk, and in the whole."""
    same = [one for one in items if one.part == item.part]
    talks = [one for one in same if one.speakers]
    told = f"，只算有人讲的是第 {talks.index(item) + 1} 个" if item in talks else ""
    at = items.index(item)
    last = "，也就是最后一项" if at == len(items) - 1 else ""
    return f"是{item.part}的第 {same.index(item) + 1} 项{told}，全天第 {at + 1} 项{last}。"


def _added(question: Question, items: Sequence[AgendaItem]) -> str:
    minutes = [item.minutes for item in items if item.minutes is not None]
    asked = question.has(Word.SUM, Word.TOTAL)
    lasts = question.has(Word.DURATION) or question.says(_ASKS_HOW_LONG)
    asked = asked and not (question.has(Word.COUNT) and not lasts)
    asked = asked and not (question.has(*PARTS) and heading(question, items))
    return f"合计 {sum(minutes)} 分钟。" if len(minutes) > 1 and asked else ""


def _longer(items: Sequence[AgendaItem]) -> str:
    """「《甲》更长，多 15 分钟」, of two."""
    timed = [item for item in items if item.minutes is not None]
    if len(timed) != _PAIR:
        return ""
    short, long_ = sorted(timed, key=lambda item: item.minutes or 0)
    apart = (long_.minutes or 0) - (short.minutes or 0)
    return f"{long_.title}更长，多 {apart} 分钟。" if apart else "两项一样长。"


def _from_to(items: Sequence[AgendaItem], text: str) -> str:
    """How long it is from the first of two to the last, or between them."""
    if len(items) != _PAIR:
        return ""
    between = any(word in text for word in "隔差间前离距")
    start, end = (items[0].end, items[1].start) if between else (items[0].start, items[1].end)
    if start is None or end is None:
        return ""
    whole = f"从 {clock(start)} 到 {clock(end)}"
    return f"{'中间' if between else ''}{whole}，一共 {_hours(minutes_between(start, end))}。"


def _hours(minutes: int) -> str:
    """「8 小时 30 分钟」."""
    parts = [f"{minutes // 60} 小时"] if minutes >= 60 else []
    parts += [f"{minutes % 60} 分钟"] if minutes % 60 or not parts else []
    return " ".join(parts)


def _nobody(question: Question, items: Sequence[AgendaItem]) -> str:
    """合影是谁拍: that no name is written, where one is asked for."""
    asks = len(items) == 1 and not items[0].speakers and not is_open(items[0])
    return "这一项没有写名字。" if asks and question.says(_ASKS_WHO) else ""
