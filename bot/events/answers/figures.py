"""Most and least, ranks, sums and comparisons over the salons.

Only exact numbers are ranked and added; whoever has none in the record is named, so that a
「1xx」 is neither lost nor turned into a number.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from bot.events.answers import comparisons, criteria, facts, forms
from bot.events.answers.metric_choice import RANKING, adds, metric_of, plain_rank
from bot.events.answers.metrics import (
    Metric,
    both_ends,
    bounds,
    exact,
    left_out,
    reply,
    value,
)
from bot.events.answers.telling import asked_words
from bot.events.asking import Question
from bot.events.models import Salon
from bot.events.names import Kind
from bot.events.replies import SalonReply, bullets, headline, joined, numbered, short_name
from bot.events.vocabulary import Word
from bot.events.wording import NUMERAL, number_in
from bot.expressions import Expression

_OF_PEOPLE = (Word.SIGNUPS, Word.ATTENDANCE)
_PAIR = 2
_FEW_NAMED = 3  # salons, of a sum
_OUTSIDE = (Word.TRAINING, Word.CHAPTER, Word.HOWTO, Word.PAGES)
_COUNTED = {Word.SIGNUPS, Word.HEADCOUNT, Word.ATTENDANCE, Word.TELL, Word.WHICH}
_SIDES: dict[Word, tuple[str, Callable[[int, int, int], bool]]] = {
    Word.OVER: ("不少于", lambda least, most, limit: least >= limit),
    Word.UNDER: ("不到", lambda least, most, limit: most < limit),
    Word.EQUAL: ("正好", lambda least, most, limit: least == most == limit),
}
_RANK_OF_ONE = Expression("第几[名位多少]?$")
_RISING = Expression("(?:低|少|小)(?:到|至|往)")
# 最少的三场
_FEW = Expression(rf"(?:最[多少高低大小]的?(?:前|那)?|(倒数|垫底)前?)({NUMERAL})[期场站次个名位]")
_ALL_TOLD = Expression("一共|总共|总计")
_LIMITS = Expression(rf"({NUMERAL})(?:个|号)?人?[到至和~-]({NUMERAL})(?:个|号)?人?之间")
_ROUGHLY = Expression(rf"({NUMERAL})(?:个|号)?人?(?:左右|上下)")
_AND_MORE = Expression(rf"(?<!第)({NUMERAL})(多|来|余|出头)(?:个|号)?(?:人|(?=的|吗|报名|参加|$))")
_SPREAD, _TENS = 0.15, 10
_UNSURE = Expression(
    "[不没](?:写|记|说|标)?(?:得|的)?(?:不)?清楚|含糊|模糊|不明确|"
    "不准|不确[定切]|没有?确切|没有?准数|不精确|没有?确数|约数|概数"
)
_RANKS_LEAST = Expression("倒数|[少低小]")


def answer(question: Question) -> SalonReply | None:
    """报名最多的是哪场, 排第二的, 一共多少人, 超过一百人的, 上海和南京哪个人多, 隔了几天."""
    if not question.is_nearly_clear or question.has(*_OUTSIDE):
        return None
    salons = question.book.standalone if plain_rank(question) else question.scope.salons
    if _first_few(question):
        salons = question.unsliced.salons
    if question.has(Word.COMPARE, Word.GAP, Word.SUM) and len(salons) < _PAIR:
        salons = comparisons.pair(question) or salons
    elif question.scope.missing:
        return None
    total = question.has(Word.SUM, Word.TOTAL) or _ALL_TOLD.search(question.reading.text)
    if not question.is_scoped and question.continues and (total or _among_those(question)):
        both = comparisons.pair(question) if question.has(Word.SUM) else ()  # 两个加起来
        salons = question.around if len(question.around) > 1 else both or salons
    if adds(question):
        salons = tuple(dict.fromkeys((*question.around, *salons)))  # 加上某地一共多少
    if (
        _RANK_OF_ONE.search(question.reading.text)
        and question.continues
        and not question.is_scoped
    ):
        salons = question.around if len(question.around) == 1 else salons
    if not salons or question.companies or question.named(Kind.PERSON):
        return None
    if comparisons.compares_people(question):
        salons = comparisons.adjacent(question, salons)
    elif reply := comparisons.apart(question):
        return reply
    metric = metric_of(question)
    if metric is None:
        return None
    salons = criteria.narrowed(question, salons, metric.word)
    if metric.word is Word.DISCUSSED:
        salons = tuple(s for s in salons if forms.has_form(question, s)) or salons
    if len(salons) == 1 and question.has(*RANKING, Word.SORTED):
        return comparisons.place(metric, salons[0], question.book.standalone)
    if within := _within(question, metric, salons):
        return within
    if _UNSURE.search(question.reading.text) and question.has(Word.WHICH, Word.EXISTS):
        return comparisons.unsure(metric, salons)
    if question.has(Word.TOP, Word.SORTED) or _first_few(question) or _few(question):
        return _ranked(question, metric, salons)
    if (
        question.has(Word.TOTAL)
        and question.has(Word.OVER, Word.UNDER)
        and not question.has(Word.WHICH)
    ):
        return _sum(question, metric, salons)
    if question.has(Word.MOST) and question.has(Word.LEAST):
        return both_ends(metric, salons, apart=question.has(Word.COMPARE, Word.GAP))
    if question.has(*RANKING) or plain_rank(question):
        return _extreme(question, metric, salons)
    limited = question.has(Word.OVER, Word.UNDER, Word.EQUAL)
    if limited and not question.scope.single:
        return _beyond(question, metric, salons)
    if len(salons) > 1 and (
        question.has(Word.SUM, Word.AVERAGE) or _totals(question, metric) or adds(question)
    ):
        return _sum(question, metric, salons)
    if question.has(Word.COMPARE) and len(comparisons.pair(question)) > 1:
        return comparisons.compare(question, metric, comparisons.pair(question))
    return None


def _totals(question: Question, metric: Metric) -> bool:
    """2018年一共报名多少人: the total of what is counted, not of the salons."""
    total = question.has(Word.TOTAL) or _ALL_TOLD.search(question.reading.text)
    if not total or not question.has(metric.word, Word.HEADCOUNT):
        return False
    return metric.word in _OF_PEOPLE or question.is_scoped or len(question.around) > 1


def _among_those(question: Question) -> bool:
    """哪场人最多, after those of 2019: the most of those, not of all."""
    ranks = question.has(*RANKING, Word.TOP, Word.OVER, Word.UNDER, Word.AVERAGE)
    return ranks and not question.has(Word.EVERY, Word.SALON) and question.matter != "figures"


def _ranks_least(question: Question) -> bool:
    """第二少, 倒数第三."""
    spans = (s for s in question.reading.spans if s.value is Word.RANK)
    return any(_RANKS_LEAST.search(question.reading.text[s.start : s.end]) for s in spans)


def _extreme(question: Question, metric: Metric, salons: Sequence[Salon]) -> SalonReply | None:
    known = [(n, s) for s in salons if (n := exact(metric.of(s))) is not None]
    if not known:
        return reply(metric, f"{metric.label}没有记录，比不出来。", ())
    least = question.has(Word.LEAST)
    plain = plain_rank(question)
    rank = plain or question.reading.number_of(Word.RANK) or (2 if question.has(Word.RANK) else 1)
    if rank < 0:
        least, rank = True, -rank
    elif _ranks_least(question):
        least = True
    elif (plain or question.has(Word.RANK)) and not question.has(*RANKING[:2]):
        least = question.topic.get("least") == "yes"
    values = sorted({n for n, _ in known}, reverse=not least)
    if rank > len(values):
        return reply(metric, f"有确切数字的只有 {len(values)} 个名次。", ())
    best = [s for n, s in known if n == values[rank - 1]]
    place = ("最少" if least else "最多") if rank == 1 else f"{'倒数' if least else ''}第 {rank}"
    lines = bullets(f"**{headline(s)}**：{value(metric, s)}" for s in best)
    others = [word for word in asked_words(question) if word not in _COUNTED | {metric.word}]
    more = facts.tell_all(best, others) if facts.told_beside(others) else ""
    markdown = joined([f"{metric.label}{place}的：", lines, left_out(metric, salons), more])
    return reply(metric, markdown, best, least="yes" if least else "", rank=str(rank))


def _few(question: Question) -> re.Match[str] | None:
    """最少的三场; 最多的一场 is the most."""
    match = _FEW.search(question.reading.text)
    return match if match and (number_in(match[2]) or 0) > 1 else None


def _first_few(question: Question) -> int | None:
    """人气最旺的前两场: the first two of the ranking, not of the record."""
    counts = [s.count for s in question.reading.slices if s.count > 0 and not s.steps]
    return counts[0] if counts and question.has(Word.MOST, Word.LEAST) else None


def _ranked(question: Question, metric: Metric, salons: Sequence[Salon]) -> SalonReply:
    """前三名, 从高到低."""
    rising = _RISING.search(question.reading.text) is not None or (
        question.has(Word.LEAST) and not question.has(Word.MOST)
    )
    few = _few(question)
    rising = rising or bool(few and few[1])
    known = [(n, s) for s in salons if (n := exact(metric.of(s))) is not None]
    ordered = [s for _, s in sorted(known, key=lambda pair: pair[0] if rising else -pair[0])]
    count = question.reading.number_of(Word.TOP) or _first_few(question)
    count = count or (number_in(few[2]) if few else None)
    ordered = ordered[: count or len(ordered)]
    lines = numbered(f"{headline(s)}：{value(metric, s)}" for s in ordered)
    return reply(metric, joined([lines, left_out(metric, salons)]), ordered)


def _within(question: Question, metric: Metric, salons: Sequence[Salon]) -> SalonReply | None:
    """报名在50到100之间的有哪些, 四十来人的那场; None where no such limits are said."""
    limits = _limits(question.reading.text)
    if limits is None or question.scope.single:
        return None
    least, most = limits
    found = [
        s
        for s in salons
        if (span := bounds(metric.of(s))) and least <= span[0] and span[1] <= most
    ]
    if not found:  # 1xx, or 2200余, may still be meant
        found = [
            s
            for s in salons
            if (span := bounds(metric.of(s))) and span[0] <= most and least <= span[1]
        ]
    lines = bullets(f"{headline(s)}：{value(metric, s)}" for s in found)
    head = f"{metric.label}在 {least} 到 {most} {metric.unit}之间的有 {len(found)} 期"
    return reply(metric, joined([f"{head}：" if found else f"{head}。", lines]), found)


def _limits(text: str) -> tuple[int, int] | None:
    if match := _LIMITS.search(text):
        return number_in(match[1]) or 0, number_in(match[2]) or 0
    if match := _ROUGHLY.search(text):
        number = number_in(match[1]) or 0
        return round(number * (1 - _SPREAD)), round(number * (1 + _SPREAD))
    match = _AND_MORE.search(text)
    if match and (number := number_in(match[1]) or 0) >= _TENS:
        scale = 10 ** (len(str(number)) - len(str(number).rstrip("0")) or 0)
        return number, number + (scale if match[2] != "出头" else max(number // 5, 1)) - 1
    return None


def _beyond(question: Question, metric: Metric, salons: Sequence[Salon]) -> SalonReply | None:
    word = next(word for word in _SIDES if question.has(word))
    limit = question.reading.number_of(word) or 100
    side, fits = _SIDES[word]
    found = [s for s in salons if (span := bounds(metric.of(s))) and fits(*span, limit)]
    head = (
        f"{metric.label}{side} {limit} {metric.unit}的有 {len(found)} 期"
        if found
        else (f"没有{metric.label}{side} {limit} {metric.unit}的沙龙。")
    )
    lines = bullets(f"{headline(s)}：{value(metric, s)}" for s in found)
    return reply(metric, joined([f"{head}：" if found else head, lines]), found)


def _sum(question: Question, metric: Metric, salons: Sequence[Salon]) -> SalonReply:
    known = [(n, s) for s in salons if (n := exact(metric.of(s))) is not None]
    total = sum(n for n, _ in known)
    loose = [b for s in salons if exact(metric.of(s)) is None and (b := bounds(metric.of(s)))]
    if not known:
        return reply(metric, f"{metric.label}没有记录，算不出来。", ())
    which = f"（{'、'.join(short_name(s) for _, s in known)}）" if len(known) <= _FEW_NAMED else ""
    lines = [f"有数字的 {len(known)} 期{which}{metric.label}合计 **{total} {metric.unit}**。"]
    if question.has(Word.AVERAGE):
        lines.append(f"平均每期约 {round(total / len(known))} {metric.unit}。")
    unsure = [s for s in salons if isinstance(metric.of(s), str) and exact(metric.of(s)) is None]
    if loose and unsure:
        least, most = (total + sum(b[side] for b in loose) for side in (0, 1))
        names = "、".join(f"{short_name(s)}只写了「{metric.of(s)}」" for s in unsure)
        lines.append(f"{names}，算上后大约 {least}–{most} {metric.unit}，给不出确数。")
    absent = [s for s in salons if metric.of(s) is None]
    if absent:
        names = (
            "、".join(map(short_name, absent)) if len(absent) <= 3 else f"另外 {len(absent)} 期"
        )
        lines.append(f"{names}没有记录。")
    return reply(metric, joined(lines), salons)
