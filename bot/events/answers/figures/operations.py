"""What is done with the numbers of salons: ranked, limited, added, compared.

Only exact numbers are ranked and added; whoever has none in the record is named, so that a
「1xx」 is neither lost nor turned into a number.
"""

from __future__ import annotations

from collections.abc import Callable
from statistics import median

from bot.events.answers import criteria, facts
from bot.events.answers.figures import comparisons, limits
from bot.events.answers.figures.metric_choice import RANKING, adds, metric_of, plain_rank
from bot.events.answers.figures.metrics import (
    Metric,
    bounds,
    exact,
    known_of,
    left_out,
    reply,
    values,
)
from bot.events.answers.figures.rankings import ALL_TOLD, few, first_few, in_order, ranked
from bot.events.reading.asking import Question
from bot.events.record.models import Salon
from bot.events.replies import SalonReply, bullets, joined, short_name
from bot.events.words.names import Kind
from bot.events.words.vocabulary import NOT_OF_RECORD, OF_PEOPLE, Word
from bot.expressions import Expression

_PAIR = 2
_FEW_NAMED = 3  # salons, of a sum
_ALIKE = Expression("一样(?:多|大|高)?(?:的)?(?:吗|么|不|没|场|期|$)|[相不]同(?:吗|么)")
_RANK_OF_ONE = Expression("第几[名位多少]?$")
_UNSURE = Expression(
    "[不没](?:写|记|说|标)?(?:得|的)?(?:不)?清楚|含糊|模糊|不明确|"
    "不准|不确[定切]|没有?确切|没有?(?:写|记)?准数|不精确|没有?确数|约数|概数"
)

_Salons = tuple[Salon, ...]
_Asked = Callable[[Question, Metric, _Salons], bool]
_Told = Callable[[Question, Metric, _Salons], SalonReply | None]


def answer(question: Question) -> SalonReply | None:
    """报名最多的是哪场, 排第二的, 一共多少人, 超过一百人的, 上海和南京哪个人多, 隔了几天."""
    often = question.has(Word.AVERAGE) and not question.has(Word.HOWTO, Word.TRAINING)
    if not question.is_nearly_clear or (question.has(*NOT_OF_RECORD) and not often):
        return None
    if same := comparisons.same_facts(question) or comparisons.next_days(question):
        return same
    salons = _salons(question)
    if not salons or question.companies or question.named(Kind.PERSON):
        return None
    if comparisons.compares_people(question):
        salons = comparisons.adjacent(question, salons)
    elif reply := comparisons.apart(question):
        return reply
    metric = metric_of(question)
    if metric is None:
        return None
    one = len(salons) == 1 and not limits.asks_than(question)
    if one and question.has(*RANKING, Word.SORTED):
        return comparisons.place(question, metric, salons)  # 合肥报名是不是最多的
    salons = criteria.narrowed(question, salons, metric.word)
    if metric.word is Word.DISCUSSED:
        form = criteria.form_asked(question)
        salons = tuple(s for s in salons if form and form.fits(s)) or salons
    for is_asked, told in _OPERATIONS:
        if is_asked(question, metric, salons):
            return told(question, metric, salons)
    return None


def _salons(question: Question) -> _Salons:
    """Those whose numbers are looked at; none where what is named is not in the record."""
    salons = question.book.standalone if plain_rank(question) else question.scope.salons
    if limits.of_one_end(question):
        return question.unordered.salons
    if first_few(question):
        salons = question.unsliced.salons
    if question.has(Word.COMPARE, Word.GAP, Word.SUM) and len(salons) < _PAIR:
        salons = comparisons.pair(question) or salons
    elif question.scope.missing:
        return ()
    if not question.is_scoped and question.continues:
        return _goes_on_with(question, salons)
    if adds(question):
        return tuple(dict.fromkeys((*question.around, *salons)))  # 加上某地一共多少
    return salons


def _goes_on_with(question: Question, salons: _Salons) -> _Salons:
    """The salons that were talked about, where a message that names none goes on with them."""
    total = question.has(Word.SUM, Word.TOTAL) or question.says(ALL_TOLD)
    if total or _among_those(question) or question.says(_ALIKE):
        both = comparisons.pair(question) if question.has(Word.SUM) else ()  # 两个加起来
        salons = question.around if len(question.around) > 1 else both or salons
    if question.says(_RANK_OF_ONE) and len(question.around) == 1:
        return question.around
    return salons


def _totals(question: Question, metric: Metric) -> bool:
    """2018年一共报名多少人: the total of what is counted, not of the salons."""
    total = question.has(Word.TOTAL) or question.says(ALL_TOLD)
    if not total or not question.has(metric.word, Word.HEADCOUNT):
        return False
    return metric.word in OF_PEOPLE or question.is_scoped or len(question.around) > 1


def _among_those(question: Question) -> bool:
    """哪场人最多, after those of 2019: the most of those, not of all."""
    ranks = question.has(*RANKING, Word.TOP, Word.OVER, Word.UNDER, Word.AVERAGE)
    within = question.matter != "figures" or "listed" in question.topic  # 超过一百人的
    return ranks and within and not question.has(Word.EVERY, Word.SALON)


def _asks_unsure(question: Question, metric: Metric, salons: _Salons) -> bool:
    """报名数字不准的是哪期."""
    unsure = question.says(_UNSURE)
    return unsure and question.has(Word.WHICH, Word.EXISTS, Word.ROLE)


def _asks_order(question: Question, metric: Metric, salons: _Salons) -> bool:
    """前三名, 从高到低, 最少的三场."""
    return question.has(Word.TOP, Word.SORTED) or bool(first_few(question) or few(question))


def _asks_sum_of_fitting(question: Question, metric: Metric, salons: _Salons) -> bool:
    """超过一百人的一共多少人."""
    ends = [s.end for s in question.reading.spans if s.value in (Word.OVER, Word.UNDER)]
    limited = any(question.text.startswith("的", end) for end in ends)
    counts = question.has(Word.WHICH) or question.counts_salons
    return limited and question.has(Word.TOTAL, Word.SUM, Word.AVERAGE) and not counts


def _sum_of_fitting(question: Question, metric: Metric, salons: _Salons) -> SalonReply:
    fitting = limits.fitting(metric, salons, limits.limits_of(question))
    return _sum(question, metric, tuple(fitting))


def _asks_ranked(question: Question, metric: Metric, salons: _Salons) -> bool:
    """最多的, 第三, 最多的和最少的差多少."""
    return question.has(*RANKING) or bool(plain_rank(question))


def _asks_beyond(question: Question, metric: Metric, salons: _Salons) -> bool:
    several = bool(limits.of_one_end(question)) or not question.scope.single
    in_all = question.has(Word.SUM) and not question.has(Word.WHICH)  # 累计报名破千了吗
    return several and question.has(*limits.LIMITED) and not in_all


def _asks_sum(question: Question, metric: Metric, salons: _Salons) -> bool:
    if len(salons) < _PAIR:
        return False
    return question.has(Word.SUM, Word.AVERAGE) or _totals(question, metric) or adds(question)


def _asks_alike(question: Question, metric: Metric, salons: _Salons) -> bool:
    """人数都一样吗."""
    counted = question.has(metric.word, Word.HEADCOUNT) or not question.facts
    return len(salons) >= _PAIR and question.says(_ALIKE) and counted


def _alike(question: Question, metric: Metric, salons: _Salons) -> SalonReply:
    if question.asks_which_salon or question.has(Word.UNIT):  # 哪几场报名一样多, 有一样多的场吗
        return _same_counts(metric, salons)
    counts = {metric.of(salon) for salon in salons}
    same = len(counts) == 1 and None not in counts
    verdict = "一样。" if same else "不一样：" if len(counts) > 1 else ""
    return reply(metric, joined([verdict, values(metric, salons)]), salons)


def _same_counts(metric: Metric, salons: _Salons) -> SalonReply:
    counts: dict[int, list[Salon]] = {}
    for number, salon in known_of(metric, salons):
        counts.setdefault(number, []).append(salon)
    same = {n: own for n, own in counts.items() if len(own) > 1}
    lines = [f"{metric.label}都是 {n} {metric.unit}：{facts.names(own)}"
             for n, own in same.items()]  # fmt: skip
    found = [salon for own in same.values() for salon in own]
    return reply(metric, bullets(lines) or f"{metric.label}没有一样多的。", found)


def _asks_comparison(question: Question, metric: Metric, salons: _Salons) -> bool:
    return question.has(Word.COMPARE) and len(comparisons.pair(question)) >= _PAIR


def _sum(question: Question, metric: Metric, salons: _Salons) -> SalonReply:
    known = known_of(metric, salons)
    total = sum(n for n, _ in known)
    loose = [b for s in salons if exact(metric.of(s)) is None and (b := bounds(metric.of(s)))]
    if not known:
        return reply(metric, f"{metric.label}没有记录，算不出来。", ())
    which = f"（{facts.names([s for _, s in known])}）" if len(known) <= _FEW_NAMED else ""
    lines = [f"有数字的 {len(known)} 期{which}{metric.label}合计 **{total} {metric.unit}**。"]
    if "中" in question.text and question.has(Word.AVERAGE):
        half = median(number for number, _ in known)  # between two numbers with a .5
        middle = f"有数字的 {len(known)} 期{metric.label}中位数是 {half:g} {metric.unit}。"
        return reply(metric, joined([middle, left_out(metric, salons)]), salons)
    if question.has(Word.AVERAGE):
        lines.append(f"平均每期约 {round(total / len(known))} {metric.unit}。")
    unsure = [s for s in salons if isinstance(metric.of(s), str) and exact(metric.of(s)) is None]
    if loose and unsure:
        least, most = (total + sum(b[side] for b in loose) for side in (0, 1))
        names = "、".join(f"{short_name(s)}只写了「{metric.of(s)}」" for s in unsure)
        lines.append(f"{names}，算上后大约 {least}–{most} {metric.unit}，给不出确数。")
    absent = [s for s in salons if metric.of(s) is None]
    if absent:
        few = len(absent) <= _FEW_NAMED
        lines.append(f"{facts.names(absent) if few else f'另外 {len(absent)} 期'}没有记录。")
    return reply(metric, joined(lines), salons)


# What a message may ask of the numbers; the first that it does is told.
_OPERATIONS: tuple[tuple[_Asked, _Told], ...] = (
    (limits.asks_than, limits.than),
    (_asks_unsure, comparisons.unsure),
    (_asks_order, in_order),
    (_asks_sum_of_fitting, _sum_of_fitting),
    (_asks_ranked, ranked),
    (_asks_beyond, limits.beyond),
    (_asks_sum, _sum),
    (_asks_alike, _alike),
    (_asks_comparison, comparisons.compare),
)
