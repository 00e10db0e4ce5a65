"""Which chapters of the training a message means: by number, by length, by what they treat."""

from __future__ import annotations

from collections.abc import Sequence, Set

from bot.events.answers.agenda.hours import LENGTH, lasts_so_long
from bot.events.answers.talk_places import place_of
from bot.events.book.topics import closest, share_of, terms_of
from bot.events.reading.asking import Question
from bot.events.record.models import Chapter
from bot.events.words.numbers import ITEM_UNITS, ClockTime, Slice, find_numbers
from bot.events.words.vocabulary import Word
from bot.events.words.wording import tidy
from bot.expressions import Expression

# Chapters are counted as salons are, once they are called so: 第1、2章, 倒数第二章, 前两章.
_CHAPTER = Expression(
    r"(?:(?<=\d)[两三]|(?<=[一二三四五六七八九])两)?个?(?:章节?|节课?|单元)"
    r"|(?<=[一二三四五六七八九十\d])(?:讲|个?部分)"
)
# 四章的时长, and not 最长的一章是哪章, 每一章多久.
_BARE = Expression(
    "(?<![有共前后这那哪几头第每某另任])(?<!的(?=一)).{1,3}期的?(?:时长|内容|讲|是|多|有)"
)
_FIRST = Expression("(?:最[前早]头?面?|开头|打头|头|首)的?[那一]*期")
_LAST = Expression("(?<!倒数)最后[那的]?一期")
_WITHOUT = Expression("除了|除去|去掉|不算|不含|以外|之外")
_WHICH = Expression("(?:哪|几)[一两几个]?(?:章|节|单元)")
_ADDED = Expression("^(?:那|再)?(?:和|跟|与|加上?)")  # 和第3章一共多久
_COMMON = frozenset({"培训", "PostgreSQL"})  # said of any chapter
_GARNISH = 4  # characters
_THAT_TREATS = Expression("(?:讲|学|说|教|介绍).+的[那这]?一?(?:章|节|单元|部分)")
_TAUGHT = Expression(
    "教|学|(?:课程?|培训)[里中上]|.的(?:课程?|培训)(?:有|吗|么|没|$)"
)  # 压测在课里吗, 有没有教升级的课
_BESIDE = Expression(r"([下后上前])(?:面|边)?的?那?一?(?:章|节|个)")
_THIS = Expression("[那这]一?[章节]")
_ENOUGH = 0.5
SURE = 0.66
_WHICH_LASTS = Expression("哪|有几|几[章节]|的章节?$")
_TELLING, _TELLING_SURELY = 3, 2  # characters
COMPARED = Expression("差|比|哪[个章].{0,3}[长短久]|[长短]多少|[多少长短]几分")
_BOTH = Expression("[两俩二][个章节者]?|加|合计|总共|一共|一起|拢共")


def asks_both(question: Question) -> bool:
    """两个加起来: of the chapters of the turns before."""
    return question.has(Word.SUM, Word.TOTAL) or question.says(_BOTH)


def pair(question: Question, chapters: Sequence[Chapter]) -> list[Chapter]:
    """两个加起来, 哪个长, 差多少, after one chapter and another: both of them."""
    text, kept = question.text, question.topic
    asks = asks_both(question) or COMPARED.search(text) or question.has(Word.COMPARE)
    numbers = kept.get("both", "").split() or [kept.get("before", ""), kept.get("chapter", "")]
    if not asks or not all(n.isdecimal() for n in numbers) or _numbers(text, len(chapters)):
        return []
    if question.has(Word.TRAINING) or len(set(numbers)) < 2:
        return []  # 整个培训一共多久
    return [chapter for chapter in chapters if str(chapter.number) in numbers]


def picked(question: Question, chapters: Sequence[Chapter]) -> list[Chapter] | None:
    """The chapters that a number or the message's own words mean; None when neither does."""
    if numbers := _numbers(question.text, len(chapters)):
        return _numbered(question, chapters, numbers)
    leans = question.is_clear and question.matter == "course"
    if leans and (found := _from_former(question, chapters)) is not None:
        return found
    if question.says(_WHICH) and (said := _by_keyword(question, chapters)):
        return said
    wanted = question.topic_words((Word.FILLER, Word.OVERVIEW))
    taught = question.has(Word.GIVE, Word.TELL) or question.says(_TAUGHT)
    exists = question.has(Word.TRAINING) and question.has(Word.EXISTS) and bool(taught)
    lasts = question.has(Word.TRAINING) and question.has(Word.DURATION)
    which = question.has(Word.CHAPTER) or "哪" in question.text or exists or lasts
    if not question.rest or not which:
        return None
    asks = question.has(Word.TRAINING, Word.DURATION) or question.says(_WHICH)
    asks = asks or question.says(_THAT_TREATS)
    least = _ENOUGH if asks else SURE
    found = about(wanted, chapters, least)
    telling = _TELLING_SURELY if asks and not question.has(Word.DURATION) else _TELLING
    pieces = [p for p in (*wanted.split(), *question.rest) if len(p) >= telling]
    found = found or next((f for piece in pieces if (f := about(piece, chapters, SURE))), [])
    return found or (_by_part(question, chapters) if asks else None)


def _numbered(
    question: Question, chapters: Sequence[Chapter], numbers: list[int]
) -> list[Chapter] | None:
    """第4章, 除了第2章; 比第2章长多少, after another chapter, both of them. None where more is
    said that may be what is asked."""
    known = question.is_clear or question.has(Word.TRAINING, Word.EXISTS)  # 第三章有游戏行业吗
    little = sum(map(len, question.rest)) <= _GARNISH and question.has(Word.GIVE, Word.TELL)
    if not (known or (little and all(0 < number <= len(chapters) for number in numbers))):
        return None
    former = question.topic.get("chapter", "")
    both = question.has(Word.COMPARE) or question.says(_ADDED)
    if len(numbers) == 1 and former.isdecimal() and both:
        numbers = [*numbers, int(former)]
    without = question.says(_WITHOUT)
    return [chapter for chapter in chapters if (chapter.number in numbers) != without]


def _from_former(question: Question, chapters: Sequence[Chapter]) -> list[Chapter] | None:
    """第二个, 下一章, 这章多久, after the training or one chapter of it."""
    if items := [o for o in question.reading.ordinals if o.unit and o.unit in ITEM_UNITS]:
        numbers = [n if n > 0 else len(chapters) + n + 1 for o in items for n in o.numbers]
        return [chapter for chapter in chapters if chapter.number in numbers]
    former = question.topic.get("chapter", "")
    if not former.isdecimal():
        return None
    if beside := _BESIDE.search(question.text):
        step = 1 if beside[1] in "下后" else -1
        return [chapter for chapter in chapters if chapter.number == int(former) + step]
    asks = question.has(Word.DURATION, Word.TELL, Word.TALKS)
    whole = question.has(Word.TRAINING, Word.TOTAL, Word.SUM)
    if asks and not whole and (question.says(_THIS) or not question.has(Word.CHAPTER)):
        return [chapter for chapter in chapters if chapter.number == int(former)]
    return None


def _by_part(question: Question, chapters: Sequence[Chapter]) -> list[Chapter] | None:
    """全文检索在哪一章: chapters with a keyword that is half of what is left over."""
    if len(question.rest) != 1:
        return None
    piece = question.rest[0]
    keys = {tidy(k) for c in chapters for k in c.keywords if k not in _COMMON}
    inside = [k for k in keys if len(k) > 1 and k in piece and 2 * len(k) >= len(piece)]
    return [c for c in chapters if any(tidy(k) in inside for k in c.keywords)] or None


def _by_keyword(question: Question, chapters: Sequence[Chapter]) -> list[Chapter]:
    """哪几章讲机器学习: chapters with a keyword that the message has whole, even one of which
    a part says nothing by itself."""
    keywords = {tidy(keyword) for chapter in chapters for keyword in chapter.keywords}
    if not all(any(piece in keyword for keyword in keywords) for piece in question.rest):
        return []
    every = {tidy(k) for c in chapters for k in c.keywords if k not in _COMMON}
    said = [k for k in every if len(k) > 1 and k in question.text]
    return [c for c in chapters if any(one in tidy(k) for one in said for k in c.keywords)]


def _numbers(text: str, count: int) -> list[int]:
    """第4章, 第1、2章, 倒数第二章, 最后一章, 前两章."""
    text = _CHAPTER.sub("期", text.replace("期", "届"))
    if _FIRST.search(text):
        return [1]
    found: list[int] = []
    end = 0
    for start, stop, value in sorted(find_numbers(text), key=lambda one: (one[0], -one[1])):
        if start < end or text[stop - 1] != "期" or isinstance(value, ClockTime):
            continue
        if isinstance(value, Slice):
            every = range(1, count + 1)
            numbers = list(every[: value.count] if value.count > 0 else every[value.count :])
        else:
            numbers = [place_of(count, number) for number in value.numbers]
        named = "第" in text[start:stop] or len(numbers) > 1
        if named or (numbers[0] < count and _BARE.match(text, start)):  # of six, 六章 are all
            found += numbers
            end = stop
    return found + ([count] if _LAST.search(text) else [])


def lasting(question: Question, chapters: Sequence[Chapter]) -> list[Chapter] | None:
    """三十分钟的是哪几章, 超过两小时的; None when no length is asked with."""
    match = LENGTH.search(question.text)
    if match is None or not question.has(Word.CHAPTER) or not question.says(_WHICH_LASTS):
        return None
    return [chapter for chapter in chapters if lasts_so_long(chapter.minutes, match)]


def titled(wanted: Set[str], chapters: Sequence[Chapter], least: float) -> list[Chapter]:
    return closest(chapters, lambda c: share_of(wanted, terms_of(c.named)), least)


def about(words: str, chapters: Sequence[Chapter], least: float) -> list[Chapter]:
    """A title that most of the words stand in, else the chapters with such a keyword."""
    wanted = terms_of(words)
    if not wanted:
        return []
    return titled(wanted, chapters, least) or closest(
        chapters, lambda c: share_of(wanted, terms_of(" ".join((c.named, *c.keywords)))), least
    )


def extreme(question: Question, chapters: Sequence[Chapter]) -> list[Chapter]:
    timed = [chapter for chapter in chapters if chapter.minutes is not None]
    pick = max if question.has(Word.LONGEST, Word.MOST) else min
    best = pick((chapter.minutes or 0 for chapter in timed), default=0)
    return [chapter for chapter in timed if chapter.minutes == best]
