"""重庆和成都都去过吗: a city of the record beside one where no salon was, each told for itself."""

from __future__ import annotations

from bot.events.reading.asking import Question
from bot.events.reading.message import read
from bot.events.reading.turns import topic
from bot.events.replies import SalonReply, bullets, day, short_name
from bot.events.words.names import Kind
from bot.events.words.regions import cities_in
from bot.events.words.vocabulary import Word

_MAY_STAND = frozenset({
    Word.FILLER, Word.HOLD, Word.COME, Word.EXISTS, Word.COUNT, Word.WHICH, Word.COMPARE,
    Word.SALON, Word.NEGATION, Word.TOTAL, Word.DATE, Word.EVERY, Word.LISTING,
})  # fmt: skip
_FEW = 3  # salons that are told with their days


def answer(question: Question) -> SalonReply | None:
    """Only where nothing but cities is named, and whether or when a salon was held there."""
    if not question.has(Word.HOLD, Word.COME):
        return None
    cities = list(dict.fromkeys(cities_in(question.text)))
    known = question.named(Kind.CITY)
    absent = [city for city in cities if city not in question.book.cities]
    if not absent or len(absent) + len(known) < 2:
        return None
    if not _asks_only_where(question, absent):
        return None
    lines = [_line(question, city) for city in dict.fromkeys((*cities, *known))]
    there = [s for city in known for s in question.book.in_city(city)]
    return SalonReply(bullets(lines), "沙龙：去过的城市", topic("list", there))


def _asks_only_where(question: Question, absent: list[str]) -> bool:
    text = question.text
    for city in absent:
        text = text.replace(city, " ")
    plain = read(question.book, text.replace("、", " "), question.today)
    if plain is None or plain.rest:
        return False
    others = (name for name in plain.names if name.kind not in (Kind.CITY, Kind.REGION))
    words = all(word in _MAY_STAND for word in plain.words())
    return words and not (any(others) or plain.ordinals or plain.whens)


def _line(question: Question, city: str) -> str:
    there = question.book.in_city(city)
    if not there:
        return f"{city}：没有办过的记录"
    if len(there) > _FEW:
        return f"{city}：{len(there)} 期"
    held = "；".join(f"{short_name(s)}，{day(s.held_on)}" for s in there)
    return f"{city}：{len(there)} 期（{held}）"
