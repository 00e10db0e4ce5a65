"""Salons by the calendar: at weekends, months with none or several, days beside each other."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from bot.events.answers import facts
from bot.events.answers.asked_facts import asked_words
from bot.events.answers.figures import comparisons, grouped
from bot.events.answers.figures.groups import MONTH, SPEAKER
from bot.events.answers.telling import told
from bot.events.reading.asking import Question
from bot.events.reading.dated import days_off
from bot.events.reading.turns import several, topic
from bot.events.record.models import Salon
from bot.events.replies import SalonReply, bullets, headline, joined, salon_list, short_name
from bot.events.words.numbers import SALON_UNITS
from bot.events.words.vocabulary import Word
from bot.events.words.wording import number_in
from bot.expressions import Expression

_WEEKEND = 5  # Saturday
_NAMES = {True: "周末", False: "工作日"}
_PAIR = 2
_MONTHS = Expression("月份?")
_MANY = f"(?:[两二三四几多]|不止一)[{SALON_UNITS}]"
_A_MONTH = "(?:一个?|同(?:一个?|个)?|当|单)月"
_SEVERAL = Expression(
    f"(?:个月份?|{_A_MONTH})[^一]{{0,5}}{_MANY}|{_MANY}[^一]{{0,6}}{_A_MONTH}"
    "|月.{0,4}连(?:着|续)?办?了?[两二三几]"
)
_NUMBER = Expression(f"(?<!第)([两二三四2-4])[{SALON_UNITS}]")
_SAME = Expression("同(?:一个?|个)?月")
_LISTED = (Word.WHICH, Word.COUNT, Word.LISTING, Word.EXISTS, Word.DATE, Word.CITY, Word.PLACE)
_OF_DATES = (Word.WEEKDAY, Word.DATE, Word.WHICH, Word.CITY, Word.PLACE)


def answer(question: Question) -> SalonReply | None:
    """哪几场是工作日办的, 哪些月没办, 哪个月办了两场, 和第3期同月的, 哪两场是连着的."""
    if question.scope.missing:
        return None
    text = question.text
    of_one = question.scope.single or _goes_on_with_one(question)
    listed = question.has(*_LISTED, Word.COMPARE)
    if question.has(Word.WEEKDAY) and listed and not of_one:
        return _by_weekday(question)
    if _SEVERAL.search(text):
        return grouped.at_least(question, MONTH, _least(text))
    if _SAME.search(text) and question.scope.single:
        return _same_month(question.scope.single, question)
    idle = question.has(Word.NEGATION) and question.has(Word.HOLD)
    idle = idle or (question.has(Word.GAP) and not question.is_scoped)
    if _MONTHS.search(text) and idle and not question.has(Word.MOST, Word.LEAST):
        return None if question.reading.whens else _empty_months(question)
    if (
        question.has(Word.GAP)
        and not question.has(Word.DURATION)
        and not question.is_scoped
        and not question.around
        and not (_MONTHS.search(text) and question.has(Word.MOST, Word.LEAST))
        and not comparisons.compares_people(question)
    ):
        if since := comparisons.idle(question):
            return since
        if question.has(Word.SPEAKERS, Word.GIVE):
            return _speakers_in_a_row(question)
        # 连着三期有回放的: that many in a row are of no days.
        return _neighbours(question) if _least(text) == _PAIR else None
    return None


def _goes_on_with_one(question: Question) -> bool:
    """是周末吗, after a salon."""
    asks_which = question.has(Word.WHICH, Word.COUNT, Word.LISTING, Word.HOLD)
    return len(question.around) == 1 and not question.is_scoped and not asks_which


def _by_weekday(question: Question) -> SalonReply | None:
    said = dict.fromkeys(off for _, off in days_off(question.reading))
    own = {off: [s for s in question.scope.salons if (s.held_on.weekday() >= _WEEKEND) is off]
           for off in said}  # fmt: skip
    if len(said) > 1:
        lines = [f"{_NAMES[off]} {len(salons)} 期：{facts.names(salons)}"
                 for off, salons in own.items()]  # fmt: skip
        return _reply(bullets(lines), question.scope.salons)
    if not said:
        return None
    ((off, salons),) = own.items()
    name = _NAMES[off]
    if not salons:
        return _reply(f"没有在{name}办的。", ())
    head = f"在{name}办的有 {len(salons)} 期："
    if words := [word for word in asked_words(question) if word not in _OF_DATES]:
        return told(question, salons, words)
    return _reply(joined([head, salon_list(salons)]), salons)


def _least(text: str) -> int:
    return max((number_in(n) or _PAIR for n in _NUMBER.findall(text)), default=_PAIR)


def _same_month(salon: Salon, question: Question) -> SalonReply:
    (when,) = MONTH.of(question.book, salon)
    others = [s for s in MONTH.tally(question.book, question.book.standalone)[when] if s != salon]
    if not others:
        return _reply(f"{headline(salon)}。{when}只有这一期。", [salon])
    head = f"和{short_name(salon)}同在 {when}的："
    return _reply(joined([head, salon_list(others)]), others)


def _empty_months(question: Question) -> SalonReply:
    """The months without a salon between the first and the last."""
    salons = question.scope.salons
    held = {12 * s.held_on.year + s.held_on.month - 1 for s in salons}
    empty = [index for index in range(min(held), max(held)) if index not in held]
    first, last = short_name(salons[0]), short_name(salons[-1])
    if not empty:
        return _reply(f"从{first}到{last}每个月都办了。", salons)
    lines = [
        _month(run[0]) if len(run) == 1 else f"{_month(run[0])}到 {_month(run[-1])}"
        for run in _stretches(empty)
    ]
    head = f"从{first}到{last}，没有场次的月份有 {len(empty)} 个："
    return _reply(joined([head, bullets(lines)]), ())


def _month(index: int) -> str:
    return f"{index // 12} 年 {index % 12 + 1} 月"


def _stretches(numbers: Sequence[int]) -> list[list[int]]:
    """Those that follow each other together."""
    found: list[list[int]] = []
    for number in numbers:
        if found and found[-1][-1] == number - 1:
            found[-1].append(number)
        else:
            found.append([number])
    return found


def _speakers_in_a_row(question: Question) -> SalonReply:
    """连着三期都上台的是谁: who spoke at so many salons one after the other."""
    least = _least(question.text)
    held = question.book.standalone
    speakers = SPEAKER.tally(question.book, held)
    found = [
        (name, [held[at] for at in run])
        for name, own in speakers.items()
        for run in _stretches([held.index(salon) for salon in own])
        if len(run) >= least
    ]
    if not found:
        return _reply(f"没有连着 {least} 期都讲的讲师。", ())
    lines = bullets(f"{name}：{'、'.join(map(short_name, run))}" for name, run in found)
    salons = dict.fromkeys(salon for _, run in found for salon in run)
    markdown = joined([f"连着 {least} 期以上都讲的讲师有 {len(found)} 位：", lines])
    about = topic("person", salons, (Word.SPEAKERS,), person=several(name for name, _ in found))
    return SalonReply(markdown, "讲师", about)


def _neighbours(question: Question) -> SalonReply | None:
    """Salons on days that follow each other, or the longest and shortest pause."""
    pairs = list(pairwise(question.book.standalone))
    if not pairs:
        return None
    days = [(other.held_on - one.held_on).days for one, other in pairs]
    if question.has(Word.LONGEST, Word.MOST):
        wanted, said = max(days), "间隔最长的"
    elif question.has(Word.SHORTEST, Word.LEAST):
        wanted, said = min(days), "间隔最短的"
    else:
        wanted, said = 1, "前后两天连着办的"
    found = [pair for pair, between in zip(pairs, days, strict=True) if between == wanted]
    if not found:
        return _reply("没有前后两天连着办的。", ())
    words = [word for word in asked_words(question) if word not in _OF_DATES]
    lines = [f"{facts.line(one, words)}\n- {facts.line(other, words)}" for one, other in found]
    gap = "" if wanted == 1 else f"相隔 {wanted} 天。"
    salons = list(dict.fromkeys(salon for pair in found for salon in pair))
    return _reply(joined([f"{said}：", bullets(lines), gap]), salons)


def _reply(markdown: str, salons: Sequence[Salon]) -> SalonReply:
    return SalonReply(markdown, "沙龙日期", topic("list", salons, (Word.DATE,)))
