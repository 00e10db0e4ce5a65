"""The words in which people ask about salons: what is asked, how, and what only garnishes.

The phrases themselves stand in ``vocabulary.txt``: general Chinese, no name, city or number
of a salon. They are matched on tidy text; where several fit, the longest wins.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Iterator
from functools import cache

from bot.events.words.word_files import sections_of
from bot.events.words.wording import GRAMMAR, NUMERAL, number_in
from bot.expressions import Expression
from bot.phrases import Phrases
from bot.pinyin import Sounds


class Word(enum.StrEnum):
    """What a stretch of a message says. The first group asks for a fact."""

    DATE = "date"
    WEEKDAY = "weekday"
    CITY = "city"
    PLACE = "place"
    VENUE = "venue"
    ADDRESS = "address"
    SPONSOR = "sponsor"
    SIGNUPS = "signups"
    HEADCOUNT = "headcount"
    ATTENDANCE = "attendance"
    TALKS = "talks"
    TELL = "tell"
    SPEAKERS = "speakers"
    COMPANIES = "companies"
    REPLAYS = "replays"
    LIVE = "live"
    INTERACTION = "interaction"
    WINNER = "winner"
    TEAMS = "teams"
    CAPTAINS = "captains"
    RECAP = "recap"
    DISCUSSED = "discussed"
    IMAGES = "images"
    ROLE = "role"
    ORG = "org"
    CLOCK = "clock"
    DURATION = "duration"
    AGENDA = "agenda"
    POOL = "pool"
    STEP = "step"
    OVERVIEW = "overview"
    STATUS = "status"
    # what is to be done with it
    WHICH = "which"
    COUNT = "count"
    LISTING = "listing"
    MOST = "most"
    LEAST = "least"
    RANK = "rank"
    TOP = "top"
    SORTED = "sorted"
    SUM = "sum"
    AVERAGE = "average"
    TOTAL = "total"
    EVERY = "every"
    EXISTS = "exists"
    NEGATION = "negation"
    COMPARE = "compare"
    GAP = "gap"
    OVER = "over"
    UNDER = "under"
    EQUAL = "equal"
    BESIDES = "besides"
    # how things stand to each other
    FIRST = "first"
    LAST = "last"
    NEXT = "next"
    PREVIOUS = "previous"
    FORMER = "former"
    UPCOMING = "upcoming"
    NEXT_DAY = "next_day"
    DAY_BEFORE = "day_before"
    ELSEWHERE = "elsewhere"
    BEGIN = "begin"
    END = "end"
    MORNING = "morning"
    AFTERNOON = "afternoon"
    AFTER = "after"
    BEFORE = "before"
    # what the talk is about
    SALON = "salon"
    REFERENCE = "reference"
    UNIT = "unit"
    WHO = "who"
    COME = "come"
    GIVE = "give"
    HOLD = "hold"
    TRAINING = "training"
    CHAPTER = "chapter"
    LONGEST = "longest"
    SHORTEST = "shortest"
    # what is not for the record of salons
    PRIVATE = "private"
    HOWTO = "howto"
    PAGES = "pages"
    FILLER = "filler"


# What is asked of a talk, of people who are counted, of which salon; and what is said of the
# training and the pages, and not of the salons' record.
OF_TALKS = (Word.TALKS, Word.TELL, Word.GIVE)
OF_PEOPLE = (Word.SIGNUPS, Word.HEADCOUNT, Word.ATTENDANCE)
WHICH_SALON = (Word.WHICH, Word.PLACE, Word.CITY, Word.DATE)
NOT_OF_RECORD = (Word.TRAINING, Word.CHAPTER, Word.HOWTO, Word.PAGES)
# What may stand in any question about salons, beside what is asked.
IN_ANY_QUESTION = frozenset({Word.FILLER, Word.SALON, Word.EXISTS, Word.HOLD, Word.COME})
# Nouns that an input method easily replaces by another word of the same sound.
_EASILY_MISTYPED: dict[str, Word] = {
    "回放": Word.REPLAYS, "录像": Word.REPLAYS, "视频": Word.REPLAYS, "录播": Word.REPLAYS,
    "议题": Word.TALKS, "主题": Word.TALKS, "题目": Word.TALKS, "讲师": Word.SPEAKERS,
    "嘉宾": Word.SPEAKERS, "主讲": Word.SPEAKERS, "赞助": Word.SPONSOR, "报名": Word.SIGNUPS,
    "赞助商": Word.SPONSOR,
    "人数": Word.HEADCOUNT, "人次": Word.ATTENDANCE, "签到": Word.AGENDA, "议程": Word.AGENDA,
    "场地": Word.VENUE, "地址": Word.ADDRESS, "企业": Word.COMPANIES, "公司": Word.COMPANIES,
    "互动": Word.INTERACTION, "队长": Word.CAPTAINS, "小结": Word.RECAP, "纪要": Word.RECAP,
    "沙龙": Word.SALON, "培训": Word.TRAINING, "课程": Word.TRAINING, "章节": Word.CHAPTER,
    "几次": Word.COUNT, "几场": Word.COUNT, "几期": Word.WHICH, "几号": Word.DATE,
    "链接": Word.FILLER, "照片": Word.IMAGES, "日期": Word.DATE, "城市": Word.CITY,
}  # fmt: skip
# Words in their own right, though they sound like one of the nouns.
_OWN_WORDS = frozenset({
    "机器", "机场", "食品", "公式", "对账", "记号", "小姐", "组件", "僵尸", "之间",
})  # fmt: skip
_LONGEST_NOUN = 3
_BRACKET = Expression(r"(?<!\\)\((?!\?)")
_INNER = Expression(r"(?<!\\)\(((?!\?)[^()]*)\)")
_MACRO = Expression(r"\{([a-z]+)\}")


def prepare() -> None:
    """Compile the words now, so that the first question does not wait for it."""
    _words()
    _filler()
    _by_sound()


def find_words(text: str) -> Iterator[tuple[int, int, Word, int | None]]:
    """(start, end, word, number) of everything that the vocabulary sees; they overlap.
    ``number`` is what the phrase counts with (超过100人)."""
    words, phrases = _words()
    for number, match in phrases.find(text):
        start, end = match.span()
        counted = number_in(next((group for group in match.groups() if group), ""))
        yield start, end, words[number], counted
        if text[start] == "都" and end - start > _LONGEST_NOUN:
            yield start + 1, end, words[number], counted  # 成都讲了什么


def find_fillers(text: str) -> Iterator[tuple[int, int]]:
    """Stretches that say nothing by themselves."""
    return (match.span() for match in _filler().longest(text))


def find_homophones(text: str) -> Iterator[tuple[int, int, Word]]:
    """Stretches that sound like one of the nouns people ask with."""
    for start, end, word in _by_sound().find(text):
        noun = text[start:end]
        if noun not in _OWN_WORDS and GRAMMAR.isdisjoint(noun):
            yield start, end, word


@cache
def _sections() -> dict[str, list[str]]:
    """The phrases of each section, ready to compile: round brackets group and never
    capture, ``{name}`` is replaced by the section ``=name``."""
    macros = {"number": f"({NUMERAL})"}
    found: dict[str, list[str]] = {}
    for name, phrases in sections_of("vocabulary.txt"):
        phrases = [_BRACKET.sub("(?:", _INNER.sub(_longest_first, p)) for p in phrases]
        found[name] = [_MACRO.sub(lambda m: macros[m[1]], phrase) for phrase in phrases]
        if name[0] == "=":
            macros[name[1:]] = f"(?:{'|'.join(found[name])})"
    return found


def _longest_first(group: re.Match[str]) -> str:
    """(惨|惨淡) → (惨淡|惨): the shorter must not hide the longer."""
    return f"({'|'.join(sorted(group[1].split('|'), key=len, reverse=True))})"


@cache
def _words() -> tuple[list[Word], Phrases]:
    """Each phrase by itself, since in one alternation a short one would hide a longer, and
    the word of each."""
    said = [
        (word, phrase)
        for word in Word
        if word is not Word.FILLER
        for phrase in _sections()[word.value]
    ]
    return [word for word, _ in said], Phrases([phrase for _, phrase in said])


@cache
def _filler() -> Phrases:
    return Phrases(_sections()[Word.FILLER.value])


@cache
def _by_sound() -> Sounds[Word]:
    known = Sounds[Word]()
    for noun, word in _EASILY_MISTYPED.items():
        known.add(noun, word)
    return known
