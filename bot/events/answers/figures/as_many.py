"""The salons that had exactly so many of something: 议题有八个的是哪两期, 跟某地一样多的."""

from __future__ import annotations

import re

from bot.events.answers.figures.metrics import METRICS, Metric, exact, reply, value, values
from bot.events.reading.asking import Question
from bot.events.replies import SalonReply, headline, joined, salon_list
from bot.events.words.vocabulary import Word
from bot.events.words.wording import NUMERAL, number_in
from bot.expressions import Expression

_COUNTED = (Word.TALKS, Word.REPLAYS, Word.SPEAKERS, Word.COMPANIES, Word.DISCUSSED)
_SO_MANY = Expression(
    rf"(?:有|是|只|就|仅|正好|刚好|恰好)过?({NUMERAL})(?:个|条|位|家|段|道|项|名)"
)
_BARE = Expression(r"(\d{2,5})的?数?字?")
_AS_MANY = Expression("(?:跟|和|与|同).+一样多")
_OTHERS = (
    Word.OVER, Word.UNDER, Word.MOST, Word.LEAST, Word.RANK, Word.TOP, Word.COMPARE, Word.SUM,
    Word.CHAPTER, Word.TRAINING, Word.GAP,
)  # fmt: skip


def answer(question: Question) -> SalonReply | None:
    """Only where the number is of what is counted and salons are asked for."""
    if whose := _whose(question):
        return whose
    metric = next((m for m in METRICS if m.word in _COUNTED and question.has(m.word)), None)
    if metric is None or question.has(*_OTHERS) or question.scope.missing:
        return None
    text = question.text
    one = question.scope.single
    if one is not None and _AS_MANY.search(text):
        return _like(metric, question)
    match = _SO_MANY.search(text)
    number = number_in(match[1]) if match else None
    if not number or one is not None or not question.asks_which_salon or _left(question, match):
        return None
    found = [s for s in question.scope.salons if exact(metric.of(s)) == number]
    head = f"{metric.label}正好 {number} {metric.unit}的有 {len(found)} 期"
    lines = salon_list(found)
    return reply(metric, joined([f"{head}：" if found else f"{head}。", lines]), found)


def _whose(question: Question) -> SalonReply | None:
    """330是哪场的数: the first of what salons are counted by that had just so many."""
    left = _BARE.fullmatch("".join(question.rest))
    number = int(left[1]) if left else 0
    if not number or not question.asks_which_salon or question.has(*_OTHERS) or question.is_scoped:
        return None
    said = [metric for metric in METRICS if question.has(metric.word)]
    for metric in said or METRICS:
        found = [s for s in question.book.standalone if exact(metric.of(s)) == number]
        if found:
            return reply(metric, values(metric, found), found)
    return None


def _like(metric: Metric, question: Question) -> SalonReply | None:
    one = question.scope.single
    number = exact(metric.of(one)) if one else None
    if one is None or number is None:
        return None
    same = [s for s in question.book.standalone if s is not one and exact(metric.of(s)) == number]
    head = f"{headline(one)}：{value(metric, one)}。"
    others = f"一样多的还有 {len(same)} 期：" if same else "没有别的期和它一样多。"
    return reply(metric, joined([head, others, salon_list(same)]), [one, *same])


def _left(question: Question, match: re.Match[str] | None) -> bool:
    """Whether more is unexplained than the number."""
    return any(match is None or piece not in match[0] for piece in question.rest)
