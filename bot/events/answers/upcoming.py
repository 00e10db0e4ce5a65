"""最近有什么活动, 12月有啥活动, 还有活动吗: the salons that are to come, for whoever shows
them with their sign-ups."""

from __future__ import annotations

from bot.events.answers.at_hand import speaks_of_past
from bot.events.reading.asking import Question
from bot.events.reading.elsewhere import says_salon
from bot.events.record.models import Salon
from bot.events.words.dates import When
from bot.events.words.names import Kind, Name
from bot.events.words.vocabulary import Word
from bot.expressions import Expression

_MAY_STAND = frozenset({
    Word.FILLER, Word.SALON, Word.EXISTS, Word.LAST, Word.UPCOMING, Word.LISTING, Word.COUNT,
    Word.UNIT, Word.WHICH, Word.OVERVIEW, Word.HOLD, Word.COME, Word.AFTER, Word.WEEKDAY,
    Word.LIVE, Word.BESIDES, Word.ROLE,
})  # fmt: skip
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
