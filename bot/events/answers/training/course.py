"""The training in chapters: how many, how long, and which one treats what."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.events.answers.training.chapter_choice import (
    COMPARED,
    SURE,
    about,
    asks_both,
    extreme,
    lasting,
    pair,
    picked,
    titled,
)
from bot.events.book.topics import terms_of
from bot.events.reading.asking import Question
from bot.events.reading.turns import topic
from bot.events.record.models import Chapter
from bot.events.replies import SalonReply, bullets, joined
from bot.events.words.vocabulary import Word
from bot.events.words.wording import NUMERAL, number_in
from bot.expressions import Expression

_LINKS = Expression("网址|链接|网站|平台")
_NAMES = Expression("叫(?:什么|啥)|名字|名称")
_INSIDE = Expression("里面|其中|里有|[讲教说]")
_MOST_KEYWORDS = 20
_ADDS_UP = Expression("加(?:起来|出来|在一起|一起|总)|合计|总和|相加|[累算]下?出?来")
_WRONG = Expression("不对|对不上|不一致|不一样|咋回事|怎么回事|为什么|为啥|[少差多]了|矛盾|不符")
_HOURS = Expression(rf"({NUMERAL})个?(?:小时|钟头)")


def answer(question: Question) -> SalonReply | None:
    """第4章要多久, 最长的是哪章, 哪章讲 X, 总时长, 有几章."""
    chapters = question.book.course.chapters
    continued = question.matter == "course" and question.continues
    if not chapters or question.says(_LINKS):
        return None
    if _finds_it_wrong(question):
        return _total(question)
    if question.has(Word.HOWTO) and not question.has(Word.CHAPTER):
        return None
    if not question.has(Word.TRAINING, Word.CHAPTER) and not continued:
        return _in_those(question, chapters)
    if found := lasting(question, chapters):
        return _chapters(question, found)
    if continued and (both := pair(question, chapters)):
        return _chapters(question, both)
    if (chosen := picked(question, chapters)) is not None:
        return _chapters(question, chosen)
    if continued and question.says(_NAMES):
        return _outline(question)
    if question.rest:
        lasts = question.has(Word.DURATION, Word.SUM)
        return _none(question) if question.has(Word.CHAPTER) and not lasts else None
    if question.has(Word.LONGEST, Word.SHORTEST, Word.MOST, Word.LEAST):
        return _chapters(question, extreme(question, chapters))
    of_one = "第几" in question.text  # 第几章，几分钟: not of all together
    if question.has(Word.DURATION, Word.SUM) and not _each(question) and not of_one:
        return _total(question)
    if question.has(Word.CHAPTER, Word.TELL, Word.TALKS, Word.COUNT):
        return _outline(question)
    return None


def _finds_it_wrong(question: Question) -> bool:
    """「说是12小时，我加起来怎么不对」: the total beside the sum, whose numbers they are."""
    text, course = question.text, question.book.course
    if not _ADDS_UP.search(text) or not _WRONG.search(text):
        return False
    hours = {number_in(n) for n in re.findall(NUMERAL, course.total_text)}
    said = {number_in(m[1]) for m in _HOURS.finditer(text)}
    return bool(said & hours) or question.has(Word.TRAINING, Word.CHAPTER)


def by_title(question: Question) -> SalonReply | None:
    """HybridDB 案例讲多久: a chapter that is named by its title alone."""
    if not question.has(Word.DURATION) or not question.rest:
        return None
    beside = question.topic_words((Word.FILLER, Word.TALKS, Word.GIVE, Word.HOLD))
    chapters = question.book.course.chapters
    for wanted in (terms_of(beside), terms_of(" ".join(question.rest))):
        if len(wanted) < 2 or not any(wanted & terms_of(c.title) for c in chapters):
            continue  # other names of a product alone are no title
        if found := titled(wanted, chapters, SURE):
            return _chapters(question, found)
    return None


def _in_those(question: Question, chapters: Sequence[Chapter]) -> SalonReply | None:
    """里面有物联网吗, 讲案例的有几个, after the training: the chapters that treat it."""
    asks = question.has(Word.EXISTS, Word.COUNT, Word.WHICH) and question.rest
    if question.matter != "course" or not asks or not question.says(_INSIDE):
        return None
    found = about(" ".join(question.rest), chapters, SURE)
    return _chapters(question, found) if found else None


def _each(question: Question) -> bool:
    text = question.text
    return question.has(Word.CHAPTER) and any(word in text for word in ("每", "各", "分别"))


def _line(chapter: Chapter) -> str:
    minutes = f"，{chapter.minutes} 分钟" if chapter.minutes is not None else "，时长没有记录"
    return f"第 {chapter.number} 章 {chapter.title}{minutes}"


def _chapters(question: Question, chapters: Sequence[Chapter]) -> SalonReply:
    if not chapters:
        count = len(question.book.course.chapters)
        return SalonReply(f"培训一共 {count} 章，没有这一章。", "培训章节", topic("course"))
    lines = bullets(map(_line, chapters))
    compared = question.says(COMPARED)
    summed = question.has(Word.DURATION, Word.SUM, Word.TOTAL)
    if len(chapters) > 1 and not compared and (summed or asks_both(question)):
        lines += f"\n\n合计 {sum(chapter.minutes or 0 for chapter in chapters)} 分钟"
    times = sorted((chapter.minutes or 0 for chapter in chapters), reverse=True)
    if len(chapters) == 2 and all(times) and compared:
        apart = times[0] - times[1]
        lines += f"\n\n相差 {apart} 分钟" if apart else "\n\n一样长"
    keywords = ""
    told = question.has(Word.TELL, Word.TALKS, Word.OVERVIEW, Word.GIVE)
    told = told or (question.topic.get("told") == "yes" and not question.facts)
    if len(chapters) == 1 and told and chapters[0].keywords:
        keywords = f"内容：{'、'.join(chapters[0].keywords[:_MOST_KEYWORDS])}"
    if len(chapters) == 1 and question.rest and question.has(Word.EXISTS):
        keywords = _treats(chapters[0], " ".join(question.rest))
    number = str(chapters[0].number) if len(chapters) == 1 else ""
    before = question.topic.get("chapter", "")
    about_ = topic("course", chapter=number, before=before, told="yes" if told else "")
    if len(chapters) > 1:  # 两个加起来, 哪个长, after both at once
        about_["both"] = " ".join(str(chapter.number) for chapter in chapters)
    return SalonReply(joined([lines, keywords]), "培训章节", about_)


def _treats(chapter: Chapter, wanted: str) -> str:
    """第三章有游戏行业吗: what of its contents is about that, or that nothing is."""
    terms = terms_of(wanted)
    found = [keyword for keyword in chapter.keywords if terms & terms_of(keyword)]
    return f"写到的有：{'、'.join(found)}" if found else f"这一章的内容里没有写到「{wanted}」。"


def _outline(question: Question) -> SalonReply:
    course = question.book.course
    lines = bullets(map(_line, course.chapters))
    total = f"总时长：{course.total_text}" if course.total_text else ""
    markdown = joined([f"培训分 {len(course.chapters)} 章：", lines, total])
    return SalonReply(markdown, "培训章节", topic("course"))


def _total(question: Question) -> SalonReply:
    course = question.book.course
    minutes = sum(chapter.minutes or 0 for chapter in course.chapters)
    total = course.total_text or f"{minutes} 分钟（各章相加）"
    note = f"（{course.total_note}）" if course.total_note else ""
    return SalonReply(f"培训总时长{total}{note}。", "培训总时长", topic("course"))


def _none(question: Question) -> SalonReply | None:
    wanted = question.topic_words().strip()
    if not question.has(Word.TRAINING) or len(question.rest) > 1 or not 1 < len(wanted) <= 20:
        return None
    return SalonReply(f"培训各章的内容里没有写到「{wanted}」。", "培训章节", topic("course"))
