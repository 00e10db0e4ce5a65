"""Salons in the order of a number: the most and the least, a place of the order, the first few.

Only exact numbers are ranked; whoever has none in the record is named.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.events.answers import facts
from bot.events.answers.asked_facts import asked_words
from bot.events.answers.figures.metric_choice import RANKING, plain_rank
from bot.events.answers.figures.metrics import Metric, exact, known_of, left_out, reply, value
from bot.events.reading.asking import Question
from bot.events.record.models import Salon
from bot.events.replies import SalonReply, bullets, headline, joined, numbered
from bot.events.words.numbers import Ordinals
from bot.events.words.vocabulary import OF_PEOPLE, Word
from bot.events.words.wording import NUMERAL, number_in
from bot.expressions import Expression

_PAIR = 2
_COUNTED = {*OF_PEOPLE, Word.TELL, Word.WHICH}
ALL_TOLD = Expression("一共|总共|总计|加(?:在|到)?一?起")
_RISING = Expression("(?:低|少|小)(?:到|至|往)")
# 最少的三场
_FEW = Expression(
    rf"(?:最[多少高低大小]的?(?:前|那)?(?={NUMERAL}[期场站次个名位])|(倒数|垫底)的?前?)({NUMERAL})"
)
_RANKS_LEAST = Expression("倒数|[少低小]")


def ranked(question: Question, metric: Metric, salons: Sequence[Salon]) -> SalonReply:
    """报名最多的是哪场, 第三呢, 第二多和第三多差多少: the salons at each place asked of,
    and how far apart two of them are where that is asked."""
    known = known_of(metric, salons)
    if not known:
        return reply(metric, f"{metric.label}没有记录，比不出来。", ())
    values, places = sorted({n for n, _ in known}), places_asked(question, salons)
    if not all(0 < rank <= len(values) for rank, _ in places):
        return reply(metric, f"有确切数字的只有 {len(values)} 个名次。", ())
    numbers = [values[rank - 1 if least else -rank] for rank, least in places]
    best = [s for number in numbers for n, s in known if n == number]
    if len(places) > 1:
        named = zip(numbers, (place_of(rank, least=end) for rank, end in places), strict=True)
        lines = [f"{place}：**{headline(s)}**，{value(metric, s)}"
                 for number, place in named for n, s in known if n == number]  # fmt: skip
        markdown = joined([bullets(lines), _apart(question, metric, numbers, best)])
        return reply(metric, joined([markdown, left_out(metric, salons)]), best)
    (rank, least), *_ = places
    lines = [f"**{headline(s)}**：{value(metric, s)}" for s in best]
    others = [word for word in asked_words(question) if word not in _COUNTED | {metric.word}]
    more = facts.tell_all(best, others) if facts.told_beside(others) else ""
    head = f"{metric.label}{place_of(rank, least=least)}的："
    markdown = joined([head, bullets(lines), left_out(metric, salons), more])
    return reply(metric, markdown, best, least="yes" if least else "", rank=str(rank))


def _apart(
    question: Question, metric: Metric, numbers: Sequence[int], salons: Sequence[Salon]
) -> str:
    if not question.has(Word.COMPARE, Word.GAP):
        return ""
    less, more = sorted(numbers)
    rough = "约 " if any(isinstance(metric.of(s), str) for s in salons) else " "
    times = f"，是 {more / less:.1f} 倍" if "倍" in question.text else ""
    return f"相差{rough}{more - less} {metric.unit}{times}。"


def places_asked(question: Question, salons: Sequence[Salon]) -> list[tuple[int, bool]]:
    """Both ends, two places that are held against each other, or one; each with whether it counts
    from the least."""
    if question.has(Word.MOST) and question.has(Word.LEAST):
        return [(1, False), (1, True)]
    named = _places_named(question)
    if len(named) == _PAIR and len(salons) > _PAIR and question.has(Word.COMPARE, Word.GAP):
        return named
    least, plain = question.has(Word.LEAST), plain_rank(question)
    rank = plain or question.reading.number_of(Word.RANK) or (2 if question.has(Word.RANK) else 1)
    if rank < 0 or any(map(_RANKS_LEAST.search, question.said(Word.RANK))):  # 第二少, 倒数第三
        least = True
    elif (plain or question.has(Word.RANK)) and not question.has(*RANKING[:2]):
        least = question.topic.get("least") == "yes"
    return [(abs(rank), least)]


def place_of(rank: int, *, least: bool) -> str:
    """「最多」, 「第 2 多」, 「第 2 少」."""
    end = "少" if least else "多"
    return f"最{end}" if rank == 1 else f"第 {rank} {end}"


def _places_named(question: Question) -> list[tuple[int, bool]]:
    """The places of a ranking that a message names, each with whether it counts from the
    least: 第二多和第三多, 最多的和第二, 第一和倒数第二."""
    text = question.text
    found: list[tuple[int, bool]] = []
    for span in question.reading.spans:
        said = text[span.start : span.end]
        if span.value in (Word.MOST, Word.LEAST):
            found.append((1, span.value is Word.LEAST))
        elif span.value is Word.RANK:
            found.append((span.number or 2, _RANKS_LEAST.search(said) is not None))
        elif isinstance(span.value, Ordinals) and span.value.unit in ("", "名"):
            found += [(abs(number), number < 0) for number in span.value.numbers]
    return list(dict.fromkeys(found))


def in_order(question: Question, metric: Metric, salons: Sequence[Salon]) -> SalonReply:
    """前三名, 从高到低."""
    count, rising = order_asked(question)
    ordered = ordered_by(metric, salons, rising=rising)[:count]
    lines = numbered(f"{headline(s)}：{value(metric, s)}" for s in ordered)
    total = sum(exact(metric.of(s)) or 0 for s in ordered)
    added = question.has(Word.SUM, Word.TOTAL) or question.says(ALL_TOLD)
    told = f"这 {len(ordered)} 期合计 **{total} {metric.unit}**。" if added else ""
    return reply(metric, joined([lines, told, left_out(metric, salons)]), ordered)


def order_asked(question: Question) -> tuple[int | None, bool]:
    """How many of an order are asked for, None for all of it, and whether it begins with the
    least: 前三名, 最少的两场, 从低到高."""
    rising = question.says(_RISING) or (question.has(Word.LEAST) and not question.has(Word.MOST))
    last = few(question)
    count = question.reading.number_of(Word.TOP) or first_few(question)
    return count or (number_in(last[2]) if last else None), rising or bool(last and last[1])


def ordered_by(metric: Metric, salons: Sequence[Salon], *, rising: bool) -> list[Salon]:
    known = known_of(metric, salons)
    return [s for _, s in sorted(known, key=lambda pair: pair[0] if rising else -pair[0])]


def few(question: Question) -> re.Match[str] | None:
    """最少的三场; 最多的一场 is the most."""
    match = _FEW.search(question.text)
    return match if match and (number_in(match[2]) or 0) > 1 else None


def first_few(question: Question) -> int | None:
    """人气最旺的前两场: the first two of the ranking, not of the record."""
    counts = [s.count for s in question.reading.slices if s.count > 0 and not s.steps]
    return counts[0] if counts and question.has(Word.MOST, Word.LEAST) else None
