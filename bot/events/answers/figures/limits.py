"""Salons whose number lies beyond a limit or between two, or is just so many: 超过一百人的,
五十到一百之间, 议题有八个的, 跟某地一样多的."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.events.answers import criteria
from bot.events.answers.figures.groups import cities_of
from bot.events.answers.figures.metrics import METRICS, Metric, bounds, exact, reply, value, values
from bot.events.reading.asking import Question
from bot.events.reading.message import Span
from bot.events.record.models import Salon
from bot.events.replies import SalonReply, headline, joined, salon_list, short_name
from bot.events.words.names import Kind
from bot.events.words.vocabulary import Word
from bot.events.words.wording import NUMERAL, number_in
from bot.expressions import Expression

_BETWEEN = Expression(rf"({NUMERAL})(?:个|号)?人?[到至和~-]({NUMERAL})(?:个|号)?人?之间")
_ROUGHLY = Expression(rf"({NUMERAL})(?:个|号)?人?(?:左右|上下)")
_AND_MORE = Expression(rf"(?<!第)({NUMERAL})(多|来|余|出头)(?:个|号)?(?:人|(?=的|吗|报名|参加|$))")
_SPREAD, _TENS = 0.15, 10
# 超过七个 leaves out seven itself, 七个以上 does not; so 不到七个 and 七个以下.
_LEAVES_OUT = Expression(
    "^(?:超|大于|多于|高于|不止|不到|不足|少于|低于|小于|没到|[不未]满|[没未不].{0,2}破)"
)
LIMITED = (Word.OVER, Word.UNDER, Word.EQUAL)
_COUNTED = (Word.TALKS, Word.REPLAYS, Word.SPEAKERS, Word.COMPANIES, Word.DISCUSSED)
_SO_MANY = Expression(
    rf"(?:有|是|只|就|仅|正好|刚好|恰好)过?({NUMERAL})(?:个|条|位|家|段|道|项|名)"
)
_ANY_SUCH = Expression("的(?:期|场)?(?:有没有|有吗|有么|呢)")
_MORE_OR_LESS = Expression(
    "[那这]?[场期站次]?的?(?:报名|人次|议题|企业)?(?:的?人)?数?(?:还|更|要)?([多高大少低小])(?!少)"
)
_ASKS_WHICH = (Word.WHICH, Word.COUNT, Word.LISTING, Word.EVERY)
_BARE = Expression(r"(\d{2,5})的?数?字?")
_AS_MANY = Expression("(?:跟|和|与|同).+一样多")
_OTHERS = (
    Word.OVER, Word.UNDER, Word.MOST, Word.LEAST, Word.RANK, Word.TOP, Word.COMPARE, Word.SUM,
    Word.CHAPTER, Word.TRAINING, Word.GAP,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Limit:
    """``said`` in words, {} for the unit.

    ``least`` and ``most`` may be reached, ``beyond`` must be passed;
    ``number`` is the one that the message names."""

    said: str
    number: int = 0
    least: int = 0
    most: int = sys.maxsize
    beyond: int = -1

    def fits(self, least: int, most: int) -> bool:
        """Of what is only known to lie between two numbers: 1xx is over 100."""
        return self.least <= least and self.beyond < most <= self.most


def fitting(metric: Metric, salons: Iterable[Salon], limits: Sequence[Limit]) -> list[Salon]:
    spans = [(s, span) for s in salons if (span := bounds(metric.of(s)))]
    found = [s for s, span in spans if all(limit.fits(*span) for limit in limits)]
    if not found and len(limits) == 1 and not limits[0].number:  # 1xx, or 2200余, may be meant
        found = [s for s, (a, b) in spans if a <= limits[0].most and limits[0].least <= b]
    return found


def of_one_end(question: Question) -> int:
    """第一次超过100人的, 最后一次不到50的: 1 or -1; 0 where that salon itself is asked about."""
    asks = question.has(*LIMITED) and not question.text.endswith(("吗", "么", "没", "不"))
    return question.end if asks else 0


def between(text: str) -> tuple[int, int] | None:
    """The two numbers that are said, or that a rough one stands for."""
    if match := _BETWEEN.search(text):
        return number_in(match[1]) or 0, number_in(match[2]) or 0
    if match := _ROUGHLY.search(text):
        number = number_in(match[1]) or 0
        return round(number * (1 - _SPREAD)), round(number * (1 + _SPREAD))
    match = _AND_MORE.search(text)
    if match and (number := number_in(match[1]) or 0) >= _TENS:
        scale = 10 ** (len(str(number)) - len(str(number).rstrip("0")) or 0)
        return number, number + (scale if match[2] != "出头" else max(number // 5, 1)) - 1
    return None


def beyond(question: Question, metric: Metric, salons: Sequence[Salon]) -> SalonReply:
    """超过一百不到两百的, 50到100之间的, 四十来人的: those that keep to every limit."""
    limits = limits_of(question)
    said = "、".join(limit.said.format(metric.unit) for limit in limits)
    return _those(question, metric, f"{metric.label}{said}", fitting(metric, salons, limits))


def limits_of(question: Question) -> list[Limit]:
    if ends := between(question.text):
        return [Limit(f"在 {ends[0]} 到 {ends[1]} {{}}之间", least=ends[0], most=ends[1])]
    found = (limit_of(question.text, span) for span in question.reading.spans)
    return [limit for limit in found if limit]


def limit_of(text: str, span: Span) -> Limit | None:
    """The limit that a stretch of the message sets; None where it sets none."""
    word, number = span.value, span.number or 100
    strict = bool(_LEAVES_OUT.search(text[span.start : span.end]))
    if word is Word.OVER:
        return _over(f"{'超过' if strict else '不少于'} {number} {{}}", number, strict=strict)
    if word is Word.UNDER:
        return _under(f"{'不到' if strict else '不超过'} {number} {{}}", number, strict=strict)
    if word is Word.EQUAL:
        return Limit(f"正好 {number} {{}}", number, least=number, most=number)
    return None


def _over(said: str, number: int, *, strict: bool = True) -> Limit:
    return Limit(said, number, least=number, beyond=number if strict else -1)


def _under(said: str, number: int, *, strict: bool = True) -> Limit:
    return Limit(said, number, most=number - strict)


def _those(question: Question, metric: Metric, said: str, found: Sequence[Salon]) -> SalonReply:
    others = [c.label for c in criteria.stated(question) if c.word is not metric.word]
    head, end = f"{'、'.join([said, *others])}的", of_one_end(question)
    cities = cities_of(question, found)
    if not found:
        return reply(metric, f"没有{head}沙龙。", ())
    lines = values(metric, found)
    if end:
        one = found[::end][:1]
        first = f"{'第一次' if end > 0 else '最后一次'}{head}是："
        told = values(metric, one)
        return reply(metric, joined([first, told, f"一共 {len(found)} 期。"]), one)
    return reply(
        metric, joined([cities, f"{head}有 {len(found)} 期：", lines]), found, listed="yes"
    )


def asks_than(question: Question, *_: object) -> bool:
    """比上海人多的有几场, 谁比合肥报名多: which have more, and not who of the two."""
    text, others = question.text, [one for one, _ in _than(question)]
    which = question.has(*_ASKS_WHICH) or text.startswith("谁") or text.endswith("的")
    return which and 0 < len(others) == len(question.each_named)


def _than(question: Question) -> Iterator[tuple[Salon, Word]]:
    """The one salon in a city, and on which side of it."""
    for span in question.reading.spans:
        there = question.book.of_names(n for n in span.names if n.kind is Kind.CITY)
        side = _MORE_OR_LESS.match(question.text, span.end)
        if len(there) == 1 and side and question.text[: span.start].endswith("比"):
            yield there[0], Word.OVER if side[1] in "多高大" else Word.UNDER


def than(question: Question, metric: Metric, _: Sequence[Salon]) -> SalonReply | None:
    limits: list[Limit] = []
    for one, side in _than(question):
        number = exact(metric.of(one))
        if number is None:
            return None
        told = f"比{short_name(one)}（{value(metric, one)}）"
        over = side is Word.OVER
        limits.append(_over(f"{told}多", number) if over else _under(f"{told}少", number))
    found = fitting(metric, question.book.standalone, limits)
    return _those(question, metric, "、".join(limit.said for limit in limits), found)


def as_many(question: Question) -> SalonReply | None:
    """Only where the number is of what is counted and salons are asked for."""
    if whose := _whose(question):
        return whose
    text = question.text
    said = next((m for m in METRICS if question.has(m.word)), None)
    if said and question.scope.single and _AS_MANY.search(text):
        return _like(said, question)
    metric = next((m for m in METRICS if m.word in _COUNTED and question.has(m.word)), None)
    if metric is None or question.has(*_OTHERS) or question.scope.missing:
        return None
    one = question.scope.single
    match = _SO_MANY.search(text)
    number = number_in(match[1]) if match else None
    asks = question.asks_which_salon or question.says(_ANY_SUCH) or Word.CITY in question.facts
    if match is None or not number or one is not None or not asks:
        return None
    if any(piece not in match[0] for piece in question.rest):
        return None  # more is unexplained than the number
    found = [s for s in question.scope.salons if exact(metric.of(s)) == number]
    return _those(question, metric, f"{metric.label}正好 {number} {metric.unit}", found)


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
