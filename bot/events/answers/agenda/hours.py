"""Items by the clock: those that last so long, what of the day goes on at an hour, what there
still is for who comes late or leaves early, what an hour of no item stands between."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import time

from bot.events.reading.asking import Question
from bot.events.record.models import AgendaItem
from bot.events.replies import clock
from bot.events.words.vocabulary import Word
from bot.events.words.wording import NUMERAL, number_in
from bot.expressions import Expression

LENGTH = Expression(
    "(?P<side>超过|多于|大于|不止|长于|不到|不足|少于|小于|短于|比)?"
    rf"(?P<number>半|{NUMERAL}(?:\.5)?)个?(?P<middle>半)?个?(?P<unit>分钟|小时|钟头)(?P<half>半)?"
    "(?P<more>以上|以下|以内|.{0,2}[长久短])?"
)
_OVER = ("超过", "多于", "大于", "不止", "长于", "以上")
_UNDER = ("不到", "不足", "少于", "小于", "短于", "以下", "以内")
_HOUR = r"(?:[点半刻分](?:钟|整)?|[点:]\d\d)"
# 九点到会不会迟到: how the day begins
_ARRIVES = Expression(
    "(?:[点半刻]|点.{1,3})(?:到|来|去|过去).{0,3}(?:行|可以|来得及|晚|早|迟|赶|会)"
    "|[点半刻].{0,6}(?:迟到|来得及|赶得上|会不会.?[晚迟])"
)
_SIDE = Expression(f"{_HOUR}[之以]?(?:前(?:还是|吗|么|后)|后(?:还是|吗|么))")
_LEAVES = f"{_HOUR}.{{0,3}}(?:走|离开|撤|离场)"
_COMES = f"{_HOUR}.{{0,3}}(?:到|来|去)"
_FROM_ON = Expression(
    f"{_HOUR}[之以]?后(?!还是|吗|么|到|来|走)|{_HOUR}.{{0,8}}(?:听得?到|能听|还有|剩).{{0,2}}(?:哪|什么|啥|几|谁)"
    f"|赶得?上.{{0,2}}(?:哪|什么|啥|几|谁)|{_LEAVES}.{{0,4}}(?:错过|漏)"
)
_UNTIL = Expression(
    f"{_HOUR}[之以]?前(?!还是|吗|么|到|来|走)"
    f"|{_LEAVES}.{{0,4}}(?:[听赶看](?!不)|有)|{_COMES}.{{0,4}}(?:错过|漏|听不到)"
)
# 上午十一点走: what is missed is also of the afternoon
_OF_WHOLE_DAY = Expression(f"{_LEAVES}|{_COMES}")
_EARLIEST = time(7)
_EARLY, _LATE = Expression("早上|清早|一早|清晨|上午|凌晨"), Expression("下午|晚上|傍晚")


def lasts_so_long(minutes: int | None, said: re.Match[str]) -> bool:
    """Whether what takes so many minutes keeps to a ``LENGTH``: 超过一个半小时, 比30分钟长."""
    if minutes is None:
        return False
    number = 0.5 if said["number"] == "半" else number_in(said["number"].removesuffix(".5")) or 0
    halves = said["number"].endswith(".5") or bool(said["middle"] or said["half"])
    length = (number + halves / 2) * (1 if said["unit"] == "分钟" else 60)
    side, more = said["side"] or "", said["more"] or ""
    end = more[-1:] if side == "比" else ""
    if end in ("长", "久") or side in _OVER or more in _OVER:
        return minutes > length
    if end == "短" or side in _UNDER or more in _UNDER:
        return minutes < length
    return minutes == length


def asks_side(question: Question) -> bool:
    """合影在12点前还是后: the hour names no item."""
    return question.says(_SIDE)


def at_hours(
    question: Question, items: Sequence[AgendaItem], within: Sequence[AgendaItem]
) -> list[AgendaItem]:
    """What the hours of a message mean among ``items``; ``within`` are those of the part of
    the day that it names."""
    if side := on_side(question, hours_said(question)):
        among = items if question.says(_OF_WHOLE_DAY) else within
        return [item for item in among if item.start and item.end and side(item.start, item.end)]
    if question.says(_ARRIVES) and not question.has(Word.END):
        now = next((at for at, item in enumerate(items) if _at(question, item)), None)
        return list(items[now : now + 2]) if now is not None else []
    return [item for item in within if _at(question, item)]


def on_side(question: Question, hours: Sequence[time]) -> Callable[[time, time], bool] | None:
    """三点以后讲什么, 三点到赶得上哪些, 三点走能听哪些: whether what has these ends is meant."""
    if len(hours) == 1 and question.says(_UNTIL):
        return lambda start, end: start < hours[0]
    if len(hours) == 1 and question.says(_FROM_ON):
        return lambda start, end: end > hours[0]
    return None


def _at(question: Question, item: AgendaItem) -> bool:
    """Whether an item overlaps the hours that were said."""
    if item.start is None or item.end is None:
        return False
    said = hours_said(question)
    if len(said) == 1:
        return item.start <= said[0] < item.end
    return item.start < said[1] and said[0] < item.end


def hours_said(question: Question) -> list[time]:
    """The hours of a message: 2点 is 14:00 at a salon, 早上六点 is not 18:00."""
    text = question.text
    if _EARLY.search(text):
        return [min(said.readings) for said in question.reading.clock_times]
    if _LATE.search(text):
        return [max(said.readings) for said in question.reading.clock_times]
    return [
        next((at for at in said.readings if at >= _EARLIEST), said.readings[0])
        for said in question.reading.clock_times
    ]


def beside_hour(question: Question, items: Sequence[AgendaItem]) -> list[AgendaItem]:
    """What ends before an hour of no item and begins after it."""
    said = hours_said(question)
    if not said:
        return []
    before = [item for item in items if item.end and item.end <= said[0]]
    after = [item for item in items if item.start and item.start > said[0]]
    return [*before[-1:], *after[:1]]


def out_of_hours(question: Question, items: Sequence[AgendaItem]) -> str:
    """「18:00 已经散场」, where the only neighbour of an hour is the first or the last item."""
    every = question.book.agenda.items
    said = hours_said(question)
    if len(said) != 1 or len(items) != 1:
        return ""
    if items[0] is every[0] and _is_before(said[0], items[0].start):
        return f"{clock(said[0])} 还没有开始。"
    if items[0] is every[-1] and not _is_before(said[0], items[0].end):
        return f"{clock(said[0])} 已经结束了。"
    return ""


def _is_before(hour: time, other: time | None) -> bool:
    return other is not None and hour < other
