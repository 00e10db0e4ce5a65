"""最近有什么活动, 12月有啥活动, 还有活动吗: the salons that are to come, for whoever shows
them with their sign-ups.

And that none is: 12月有沙龙吗, 国庆有活动吗, 明年会来上海吗. A time of the year that comes again
is the next of it, and not one that was, unless the past is spoken of.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.events.answers.at_hand import speaks_of_past
from bot.events.reading.asking import Question
from bot.events.reading.elsewhere import says_salon
from bot.events.reading.message import Span
from bot.events.reading.turns import none_coming, topic
from bot.events.record.hours import nearest
from bot.events.record.models import Salon
from bot.events.replies import SalonReply, held_at, joined, salon_list, short_name
from bot.events.words.dates import When
from bot.events.words.names import Kind, Name
from bot.events.words.vocabulary import IN_ANY_QUESTION, Word
from bot.expressions import Expression

_MAY_STAND = IN_ANY_QUESTION | {
    Word.LAST, Word.UPCOMING, Word.LISTING, Word.COUNT, Word.UNIT, Word.WHICH, Word.OVERVIEW,
    Word.AFTER, Word.WEEKDAY, Word.LIVE, Word.BESIDES, Word.ROLE, Word.BEFORE,
}  # fmt: skip
_PLACES = frozenset({Kind.CITY, Kind.REGION})
_ASKS = Expression(
    "什么|啥|哪|几|多少|有没有|[吗么没嘛]$|有(?:活动|沙龙|.?)$|安排|预告|列|(?:最近|近期|月份?)的?(?:活动|沙龙)$|不[?？]?$"
)
_SOON = Expression(
    "最近|近期|接下来|后面|之后|以后|还有|还会|下[个次]|将来|未来|马上|即将|目前|现在"
)
_PLANNED = Expression("安排|预告")
_THESE_DAYS = Expression("[这近][几两些]?(?:天|阵)")
_FROM_HERE = Expression("之后|以后|后面|往后")
_BARE = Expression(
    "(?:什么|啥|哪些)(?:活动|沙龙)|(?:活动|沙龙)都?有(?:什么|啥|哪些)|有(?:没有)?(?:活动|沙龙)"
)
_ANY = Expression("有(?:没有)?(?:吗|么|没|$)")
_ONE = Expression("最近的?一?[场期次个]|最近的(?:活动|沙龙).{0,2}哪[个场期]")
_SATURDAY = 5
_BESIDE_TIME = frozenset({
    Word.FILLER, Word.SALON, Word.EXISTS, Word.UPCOMING, Word.UNIT, Word.LIVE,
})  # fmt: skip
_BESIDE_PLACE = _BESIDE_TIME | {Word.LAST, Word.AFTER, Word.NEXT, Word.BESIDES}
_ON = Expression("有(?:没有)?(?:什么|啥)?(?:活动|沙龙)")
_ASKS_WHETHER = Expression("[吗么嘛没不呢]$|有(?:活动|沙龙)$|有没有|有[什啥哪]|会不会")
# 明年会来上海吗, 什么时候再去成都, 上海还办吗: around the city.
_SOME_DAY = Expression(
    "[明后今]年|以后|今后|将来|未来|下一?[次回]|会不会|打算|计划"
    "|[还再会要](?=[还再会要能]*(?:[来去到回在办搞开]|举办))"
)
_GOES = Expression("(?:[来去到回在]|举?办|搞|开)(?![过了的始])")
_WENT_EVER = Expression("过|第一次|首次|头一[次回]")
_WENT = Expression("[来去到办搞开][过了的]|第一次|首次|上次|最近一次")
_IS_PLANNED = Expression("安排|计划|排期")


def asked_of_coming(question: Question) -> tuple[Salon, ...]:
    """The salons to come that a message asks to be shown; empty where it asks anything else,
    or none of them is meant."""
    if not question.ahead or not _asks(question):
        return ()
    found = _within(question)
    return found[:1] if question.says(_ONE) else found


def asks_what_is_planned(question: Question) -> bool:
    """最近有什么活动, whatever is planned: it names no day, which may be one long ago, no city,
    which may have a past, and no single one, which may be the last (最近一次是哪期)."""
    reading = question.reading
    soon = _SOON.search(reading.text) or question.has(Word.UPCOMING)
    if not soon or _ONE.search(reading.text) or question.has(Word.WHICH):
        return False
    return not reading.whens and not reading.names and _asks(question)


def _asks(question: Question) -> bool:
    text = question.text
    these_days = bool(_THESE_DAYS.search(text))
    if any(not these_days or piece not in "两阵子" for piece in question.rest):
        return False
    if question.paged and not _says_more_than_on(question):
        return False
    if speaks_of_past(question) or not _ASKS.search(text):
        return False
    if not all(_may_stand(span.value) for span in question.reading.spans):
        return False
    if question.matter in ("agenda", "talk", "course") and not question.has(Word.SALON):
        return False
    soon = bool(_SOON.search(text)) or question.has(Word.UPCOMING)
    timed = soon or these_days or bool(question.reading.whens) or question.has(Word.WEEKDAY)
    counts = question.has(Word.COUNT, Word.WHICH)
    meant = question.has(Word.SALON, Word.UPCOMING) or (soon and "安排" in text)
    meant = meant or (timed and question.counts_salons)  # 后面还有几场
    dated = bool(question.reading.whens) and not (question.reading.names or question.paged)
    meant = meant or (dated and question.says(_ANY))  # 周六也有吗
    bare = bool(_BARE.search(text)) and not counts
    return meant and (timed or bare or (bool(question.named(*_PLACES)) and not counts))


def _says_more_than_on(question: Question) -> bool:
    """After a page 还有吗 and 接下来有什么 ask for more of it."""
    reading = question.reading
    dated = bool(reading.whens) or question.says(_THESE_DAYS)
    return dated or bool(reading.names) or says_salon(reading.text) or question.says(_PLANNED)


def _may_stand(value: object) -> bool:
    if isinstance(value, tuple):
        return all(isinstance(name, Name) and name.kind in _PLACES for name in value)
    return isinstance(value, When) or value in _MAY_STAND


def _within(question: Question) -> tuple[Salon, ...]:
    """Those of the days and the places that are named, or after the one spoken of."""
    found = list(question.ahead)
    if question.has(Word.LIVE):
        found = [salon for salon in found if salon.live_url]
    for when in question.reading.whens:
        found = [salon for salon in found if when.fits(salon.held_on)]
    if question.has(Word.WEEKDAY):
        found = [salon for salon in found if salon.held_on.weekday() >= _SATURDAY]
    if names := [name for name in question.reading.names if name.kind in _PLACES]:
        there = question.book.of_names(names)
        found = [salon for salon in found if salon in there]
    elif len(question.around) == 1 and question.says(_FROM_HERE):
        found = [salon for salon in found if salon.held_on > question.around[0].held_on]
    return tuple(found)


def nothing_planned(question: Question) -> SalonReply | None:
    """That nothing is planned then or there, what comes instead, and what was held there, or
    then in other years."""
    return _not_yet(question) or _there(question) or _then(question)


def _only_city(question: Question) -> str:
    """The city that is named, where nothing else is."""
    names, reading = question.reading.names, question.reading
    cities = {s.city for s in question.book.of_names(n for n in names if n.kind is Kind.CITY)}
    others = reading.ordinals or reading.slices or question.rest or len(cities) != 1
    if others or set(question.facts) - {Word.DATE} or any(n.kind is not Kind.CITY for n in names):
        return ""
    return cities.pop()


def _not_yet(question: Question) -> SalonReply | None:
    """以前去过苏州吗, where the one to come is the first there."""
    asks = question.has(Word.COME, Word.HOLD) and question.has(Word.EXISTS, Word.COUNT)
    if not asks or not question.says(_WENT_EVER):
        return None
    city = _only_city(question)
    there = question.book.in_city(city) if city else []
    if not there or not all(salon in question.ahead for salon in there):
        return None
    first = f"{city}以前没有办过，{short_name(there[0])}是第一次：{held_at(there[0])}。"
    return SalonReply(first, f"沙龙：{city}", topic("salon", there[:1]))


def _there(question: Question) -> SalonReply | None:
    """None where one is to come there."""
    again = question.says(_GOES) and question.says(_SOME_DAY)
    if not (again or _is_on_there(question)) or question.says(_WENT):
        return None
    city = _only_city(question)
    held = question.book.in_city(city) if city else []
    if not held or any(salon in question.ahead for salon in held):
        return None
    return _none(question, f"{city}近期没有安排沙龙。", held, f"以前在{city}办过 {{}} 期：")


def _is_on_there(question: Question) -> bool:
    """杭州有活动吗, 最近北京还有沙龙吗, while one is ahead elsewhere."""
    plain = question.is_clear and set(question.reading.words()) <= _BESIDE_PLACE
    return bool(question.ahead) and plain and question.says(_ON) and not speaks_of_past(question)


def _then(question: Question) -> SalonReply | None:
    said = [span for span in question.reading.spans if isinstance(span.value, When)]
    if len(said) != 1 or not _asks_of_next(question):
        return None
    when = said[0].value
    assert isinstance(when, When)
    if not _comes_again(when):
        return None
    held = tuple(s for s in question.book.salons if when.fits(s.held_on) and not s.series)
    if any(salon in question.ahead or salon.held_on >= question.today for salon in held):
        return None  # one to come, or one that was cancelled
    head = f"{_next_of(question, said[0], when)}没有安排沙龙。"
    past = held if when.months or when.near else ()
    return _none(question, head, past, "往年这个时候办过 {} 期：")


def _none(question: Question, head: str, held: Sequence[Salon], before: str) -> SalonReply:
    """``before``: what stands before those that were held, with their number."""
    coming = nearest(question.ahead)
    if coming:
        head += f"接下来是{short_name(coming)}，{held_at(coming)}。"
    past = [s for s in held if s.held_on < question.today]
    last = _last_of(question)
    if not coming and not past and last:
        head += f"目前记到的最后一场是{short_name(last)}，{held_at(last)}。"
    about = [coming] if coming else [last] if last else []
    told = before.format(len(past)) if past else ""
    return SalonReply(joined([head, told, salon_list(past)]), "沙龙：没有安排", none_coming(about))


def _asks_of_next(question: Question) -> bool:
    text = question.text
    plain = question.is_clear and set(question.reading.words()) <= _BESIDE_TIME
    meant = question.has(Word.SALON, Word.UPCOMING) or question.says(_IS_PLANNED)
    # 周日也有吗; 周日呢, after one to come
    goes_on = bool(question.around) and all(salon in question.ahead for salon in question.around)
    meant |= bool(question.ahead) and not question.paged and (goes_on or question.says(_ANY))
    named = question.reading.names or question.reading.ordinals or question.reading.slices
    return bool(plain and meant and _ASKS_WHETHER.search(text)) and not (
        named or speaks_of_past(question)
    )


def _comes_again(when: When) -> bool:
    """A month, a day, a weekday or a feast of any year, and nothing counted from today."""
    dated = bool(when.months or when.days or when.weekdays) or when.near is not None
    return dated and when.year is None and when.since is None and when.until is None


def _next_of(question: Question, span: Span, when: When) -> str:
    """「2027 年 3 月」; a feast as it is called."""
    if when.near is not None or not when.months:
        return question.text[span.start : span.end]
    today = question.today
    days = when.days or (1, 31)
    over = (max(when.months), days[1]) < (today.month, today.day)
    year = today.year + over
    return When(year, when.months, when.days).label


def _last_of(question: Question) -> Salon | None:
    return question.held[-1] if question.held else None
