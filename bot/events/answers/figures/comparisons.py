"""Two salons or more beside each other: which has more, how many times, how far apart."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from bot.events.answers import facts
from bot.events.answers.asked_facts import asked_words
from bot.events.answers.figures.metrics import Metric, exact, known_of, reply, value, values
from bot.events.reading.asking import Question
from bot.events.reading.said_beside import asks_between
from bot.events.reading.turns import topic
from bot.events.record.models import Salon
from bot.events.replies import SalonReply, headline, joined, salon_list, short_name
from bot.events.words.names import Kind
from bot.events.words.vocabulary import OF_PEOPLE, Word
from bot.expressions import Expression

_PAIR = 2
_YEAR = 365  # days
_SAME_OR_NOT = (Word.SPONSOR, Word.INTERACTION, Word.VENUE, Word.CITY)
_ALIKE = Expression(
    "(?:一样|相同|同一?[个家])的?(?:吗|么|不|没)|是不是(?:都是?)?(?:一样|相同|同一?[个家])"
)
_HOW_OFTEN = Expression(
    "(?:多久|多长时间|几天|多少天|几个月).{0,2}[办搞开来有]?.{0,2}[一1][次场期回]"
)
_IDLE = Expression(
    "^(?:你们?|咱们?)?(?:沙龙|活动|这个)*(?:已经|都|是|又)*[停断歇空]了?(?:多久|多长时间|几年|多少[天年])了?"
)
_UNTIL_NOW = Expression("距今|[到至离距](?:现在|今)|过去(?:了|有|已经)*(?:多久|几年|多少[天年])")
_BETWEEN = Expression(
    "(?:之后|以后|过了|到).{0,3}(?:多久|多长时间|几天|多少天)|[哪谁].{0,3}(?:更|比较)?(?:早|晚|先|后)(?:办|开|搞|一些|一点|$)"
    "|比.{1,14}(?:早|晚)"
)

_SOONER = Expression("(?:[哪谁].{0,3}|更|是不是|比.{1,14}?)(?:更|比较)?(?P<end>[早晚先后])")


def compare(question: Question, metric: Metric, _: Sequence[Salon]) -> SalonReply:
    """上海和南京哪个人多: of the two that are named or were spoken of."""
    salons = pair(question)
    ordered = sorted(salons, key=lambda s: -(exact(metric.of(s)) or -1))
    lines = values(metric, ordered)
    first, second, *others = [exact(metric.of(s)) for s in ordered]
    verdict = ""
    if first is not None and second is not None:
        most = "最多，比第二" if others else ""
        apart = f"{short_name(ordered[0])}{most}多 {first - second} {metric.unit}。"
        verdict = apart if first > second else "一样多。"
    if "倍" in question.text and first and second:
        verdict += f"是{short_name(ordered[1])}的 {first / second:.1f} 倍。"
    return reply(metric, joined([lines, verdict]), salons)


def gap(salons: Sequence[Salon], asked: str = "") -> SalonReply:
    """How far apart they are; where ``asked`` is which was sooner or later, that first."""
    ordered = sorted(salons, key=lambda s: s.held_on)
    lines = salon_list(ordered)
    steps = [(one, other, (other.held_on - one.held_on).days) for one, other in pairwise(ordered)]
    gaps = [f"{short_name(one)}到{short_name(other)}相隔 {days} 天" for one, other, days in steps]
    adjacent = "，正好是连着的" if all(days == 1 for _, _, days in steps) else ""
    verdict = f"{'，'.join(gaps)}{adjacent}。"
    sooner = _sooner(ordered, asked) if len(steps) == 1 and steps[0][2] else ""
    parts = [f"{sooner}。", lines, verdict] if sooner else [lines, verdict]
    return SalonReply(joined(parts), "沙龙日期", topic("salon", ordered, (Word.DATE,)))


def _sooner(ordered: Sequence[Salon], asked: str) -> str:
    """哪个先办: 「第 3 期北京更早」; empty where that is not asked."""
    match = _SOONER.search(asked)
    if match is None:
        return ""
    early = match["end"] in "早先"
    return f"{short_name(ordered[0 if early else -1])}{'更早' if early else '更晚'}"


def since(salon: Salon | None, today: date) -> SalonReply | None:
    """How long ago a salon was."""
    if salon is None or salon.held_on > today:
        return None
    days = (today - salon.held_on).days
    years = f"，约 {days / 365.25:.1f} 年" if days > _YEAR else ""
    markdown = joined([headline(salon), f"距今 {days} 天{years}。"])
    return SalonReply(markdown, "沙龙日期", topic("salon", [salon], (Word.DATE,)))


def idle(question: Question) -> SalonReply | None:
    """停了多久了: since the last one."""
    if not question.says(_IDLE) or not question.is_clear or question.paged:
        return None
    return since(question.held[-1] if question.held else None, question.today)


def place(question: Question, metric: Metric, one: Sequence[Salon]) -> SalonReply:
    """Where one salon stands among all: 合肥报名是不是最多的."""
    salon, salons = one[0], question.book.standalone
    own = exact(metric.of(salon))
    known = sorted({number for number, _ in known_of(metric, salons)}, reverse=True)
    line = f"**{headline(salon)}**：{value(metric, salon)}"
    if own is None:
        return reply(metric, joined([line, "没有确切数字，排不出名次。"]), [salon])
    rank = known.index(own) + 1
    said = (
        "是最多的" if rank == 1 else "是最少的" if rank == len(known) else f"从多到少排第 {rank}"
    )
    ends = [
        f"最{word}的是{facts.names([s for s in salons if exact(metric.of(s)) == n])}，"
        f"{n} {metric.unit}。"
        for word, n in (("多", known[0]), ("少", known[-1]))
        if n != own
    ]
    return reply(metric, joined([line, f"{said}。{''.join(ends)}"]), [salon])


def unsure(question: Question, metric: Metric, salons: Sequence[Salon]) -> SalonReply:
    """报名数字不准的是哪期."""
    found = [s for s in salons if isinstance(metric.of(s), str) and exact(metric.of(s)) is None]
    if not found:
        return reply(metric, f"{metric.label}写下来的都是确切数字。", ())
    lines = values(metric, found)
    return reply(metric, joined([f"{metric.label}没有确切数字的：", lines]), found)


def next_days(question: Question) -> SalonReply | None:
    """第5期和第6期隔一天对吧."""
    both = question.each_named if question.has(Word.NEXT_DAY) else ()
    return gap(both) if len(both) == _PAIR and question.scope.missing else None


def same_facts(question: Question) -> SalonReply | None:
    """北京的赞助商跟郑州的一样不: what is no number, of two salons."""
    words, salons = asked_words(question), question.each_named
    if len(salons) < _PAIR or len(words) != 1 or words[0] not in _SAME_OR_NOT:
        return None
    if not question.says(_ALIKE):
        return None
    told = [facts.brief(salon, words[0]) for salon in salons]
    verdict = "一样：" if len(set(told)) == 1 else "不一样："
    markdown = joined([verdict, facts.tell_all(salons, words)])
    return SalonReply(markdown, "沙龙", topic("salon", salons, words))


def compares_people(question: Question) -> bool:
    """挨着办的两场谁报名多, 一共多少人报名: not how far they are apart."""
    more = question.has(
        Word.COMPARE, Word.MOST, Word.LEAST, Word.RANK, Word.SUM, Word.TOTAL, Word.AVERAGE
    )
    return more and question.has(*OF_PEOPLE)


def adjacent(question: Question, salons: Sequence[Salon]) -> tuple[Salon, ...]:
    """Of ``salons`` those on days that follow each other, where the message asks for such
    and some are; else all of them."""
    pairs = [p for p in pairwise(salons) if (p[1].held_on - p[0].held_on).days == 1]
    if not question.has(Word.GAP) or not pairs:
        return tuple(salons)
    return tuple(dict.fromkeys(salon for pair in pairs for salon in pair))


def apart(question: Question) -> SalonReply | None:
    """隔了几天, 上海之后多久到南京, 哪场更早: by their dates."""
    if question.has(Word.AVERAGE) and question.says(_HOW_OFTEN):
        return _on_average(question)
    asks = question.says(_BETWEEN) or question.says(_UNTIL_NOW)
    dated = "差" in question.text and question.former_words == (Word.DATE,)  # after two dates
    asks = asks or question.has(Word.GAP) or (dated and question.has(Word.COMPARE))
    if not asks or asks_between(question.reading):
        return None
    first = question.has(Word.FIRST) or any(o.numbers == (1,) for o in question.reading.ordinals)
    ends = first and question.has(Word.LAST)
    there = [s for city in question.named(Kind.CITY) for s in question.book.in_city(city)]
    held = there if len(there) >= _PAIR else question.book.standalone
    ends = ends and (held is there or not question.has_salon_name)
    if question.says(_UNTIL_NOW):
        leans = question.continues and not question.is_scoped
        former = question.spoken_of if leans else None
        return since(former or question.scope.single, question.today)
    salons = (held[0], held[-1]) if ends else pair(question)
    if len(salons) < _PAIR:
        return None
    return gap(salons, question.text)


def _on_average(question: Question) -> SalonReply | None:
    """平均多久办一次: of the salons that were held, from the first to the last."""
    past = [salon for salon in question.scope.salons if salon in question.held]
    if question.paged or question.scope.missing or len(past) < _PAIR:
        return None
    days = (past[-1].held_on - past[0].held_on).days
    spans = f"{short_name(past[0])}到{short_name(past[-1])}一共 {days} 天，办了 {len(past)} 期"
    often = f"平均约 {round(days / (len(past) - 1))} 天一期。"
    return SalonReply(f"{spans}，{often}", "沙龙日期", topic("salon", past, (Word.DATE,)))


def pair(question: Question) -> tuple[Salon, ...]:
    """The salons to compare: the named ones, with those of the turn before if only one; with
    none named, those of the last two turns. Names of several kinds (杭州, 第3期) each stand
    for themselves here."""
    around = question.around[:1]
    if not question.is_scoped:
        earlier = question.earlier
        if len(question.around) > 1 and question.continues:
            return question.around
        both = dict.fromkeys((*earlier, *around))
        return tuple(both) if len(earlier) == 1 and question.continues else ()
    salons = question.scope.salons
    if len(salons) > 1:
        return salons
    if len(question.each_named) > 1:
        return question.each_named
    return tuple(dict.fromkeys((*around, *salons)))
