"""Messages that ask for what the pages about salons and the training tell, and not for their
data: what it costs, the prizes, the group, how to join in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from bot.events.book.calendar import SalonBook
from bot.events.reading.elsewhere import speaks_of_database
from bot.events.reading.message import Reading, read
from bot.events.reading.weighing import WordKinds, without_garnish
from bot.events.words.dialects import in_plain_words
from bot.events.words.names import Kind
from bot.events.words.vocabulary import Word
from bot.events.words.word_files import sections_of
from bot.events.words.wording import ASKS_OPENLY, clauses_of, tidy
from bot.expressions import Expression
from bot.script import normalise

_ASKING = Expression(
    f"{ASKS_OPENLY}|多长|吗|么|不|有没有?|怎|何|求|发|给|甩|丢|扔|贴|晒|亮|[来整][个张份]|拉|进|加|全称|名|想|谈|还是|多久|呢"
)
_OURS_BY_NAME = Expression("沙龙|活动|聚会|巡回|天天.上|培训|课|教程|salon|meetup|training|course")
_WORDS = [(name, Expression("|".join(said))) for name, said in sections_of("page_words.txt")]
# How pages call what people ask for in many words, and those.
_PLAINLY = [(name, said) for name, said in _WORDS if name != "asked"]
_OF_PAGES, _WAY, _WEEKLY_LIVE, _JOINS, _FITS = (
    dict(_WORDS)[name]
    for name in (
        "asked", "沙龙地点 怎么去", "新版培训 每周直播", "怎么合作 联系", "沙龙要钱吗、适合谁",
    )
)  # fmt: skip
_FEW = 4  # clauses
_BARE = 6  # characters


def page_meant(text: str) -> str:
    """How pages call what the message says in other words: 招聘 for 招人吗; else empty. Whether
    somebody may come is asked beside anything."""
    plain_text = tidy(normalise(text))
    said = ((plain, asked) for plain, asked in _PLAINLY if asked not in (_JOINS, _FITS))
    return " ".join(plain for plain, asked in said if asked.search(plain_text))


def of_lessons(book: SalonBook, reading: Reading) -> bool:
    """每周直播几点开始: no one salon's, and nothing of the record unless a series is."""
    weekly = _WEEKLY_LIVE.search(reading.text) is not None
    named = bool(reading.ordinals or reading.named(Kind.CITY, Kind.REGION))
    return weekly and not named and len(book.salons) == len(book.standalone)


def asked_of_pages(
    book: SalonBook,
    text: str,
    today: date,
    kinds: WordKinds,
    passes: Callable[[Reading], bool] = lambda reading: not reading.rest,
) -> str:
    """The message, or the clause of it, of which every word is understood and which asks for
    what the salons' pages tell (what it costs, the prizes, the group) and not for their
    data; empty when there is none. ``passes`` tells what may stay unexplained."""
    # What is half in English is written with capitals as often as without.
    text = in_plain_words(normalise(text), book.names)
    plain_text = tidy(text)
    gates = (_OF_PAGES, _OURS_BY_NAME, _WEEKLY_LIVE, _JOINS, _FITS)
    if not any(said.search(plain_text) for said in gates):
        return ""
    pieces = (text, *clauses_of(text)[:_FEW])
    asking = (p for p in pieces if _asks_of_pages(book, p, today, kinds, passes))
    asked = next(asking, "") or (text if _asks_plainly(book, text, today) else "")
    plain = (name for name, said in _PLAINLY if asked and said.search(asked))
    return " ".join((asked, *plain))


def _asks_plainly(book: SalonBook, text: str, today: date) -> bool:
    """媒体朋友找谁对接, 运维合适吗: whatever else is said."""
    reading = read(book, text, today)
    if reading is None or speaks_of_database(reading):
        return False
    if _JOINS.search(reading.text):
        return not reading.has(Word.HOWTO) or "报" in reading.text  # 想来讲一讲怎么报名
    return not reading.has(Word.HOWTO) and bool(_FITS.fullmatch(reading.text))


def _asks_of_pages(
    book: SalonBook, text: str, today: date, kinds: WordKinds, passes: Callable[[Reading], bool]
) -> bool:
    reading = read(book, text, today)
    if reading is None or (reading.has(Word.PRIVATE) and not reading.has(Word.PAGES)):
        return False
    if speaks_of_database(reading):
        return False
    asked = reading.has(Word.PAGES, Word.TRAINING, Word.OVERVIEW, Word.ROLE)
    asked = asked or (reading.has(Word.ADDRESS) and bool(_WAY.search(reading.text)))
    sure = reading.has(Word.SALON, Word.TRAINING) or bool(_OF_PAGES.search(reading.text))
    if of_lessons(book, reading):
        asked = sure = True
    bare = len(reading.text) <= _BARE  # 群的二维码
    if not asked or not sure or not (bare or _ASKING.search(reading.text)):
        return False
    return passes(without_garnish(reading, kinds) or reading)
