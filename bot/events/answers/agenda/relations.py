"""Items of the model of the day by how they stand to each other or to a length: between two,
which of two comes first or is longer, how far they are apart, those of half an hour; and
whether a message that steps from one surely names it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.events.answers.agenda.hours import LENGTH, lasts_so_long
from bot.events.answers.agenda.items import named_items, step_of, subject
from bot.events.answers.talk_places import HOW, OF_TALK, PLACE, PRECEDES, between, sides_of
from bot.events.book.topics import alike
from bot.events.reading.asking import Question
from bot.events.record.models import AgendaItem
from bot.events.words.names import Kind
from bot.events.words.vocabulary import Word
from bot.events.words.wording import stand_in_order, tidy
from bot.expressions import Expression

_OF_ITEMS = (Word.AGENDA, Word.TALKS, Word.GIVE)
_ASKS_WHICH = Expression("哪|什么|啥|有没有|有.{0,12}吗|几个")
# 45分钟的是哪个: nothing else is said
_ONLY_LENGTH = Expression(
    rf"(?:那个)?(?:讲|说|时长|占)?(?:了|满)?{LENGTH.pattern}(?:的|那个|那场)+(?:是|讲师|讲|说|的)*"
    r"(?:哪一?[个位场段节项]?|谁|什么|啥)(?:讲|分享|说|主讲)?(?:的|呢|啊|过)*"
)
_THAN = Expression(
    "(?P<one>.{1,40}?)比(?P<other>.{1,40}?)(?:多|少|更|要|还)*(?:讲|说|花|占|用|长|短|久|多|少)+(?:了|出)?"
    "(?:几|多少|多久|多长|吗|么|不|没)"
)
_WHICH_IS = Expression(
    "(?P<one>.{1,40}?)(?:和|跟|与|还是|、|vs|比)(?P<other>.{1,40}?)(?:相比)?的?"
    "(?:(?:哪一?[个场段节项位边]?|谁)的?(?:讲|说|占|用|时间|时长|分享)*(?:得|的)?(?:更|比较)?(?:长|短|久|时间多|时间少)"
    "|(?:相?差|差了?|一样长|时长).{0,4}(?:几|多少|多久|吗|么|$))"
)
_FROM_TO = Expression(
    "从?(?P<one>.{1,40}?)(?:开始)?(?<![签报])[到至](?P<other>.{1,40}?)(?:为止)?(?:一共|总共|共|有|要|得|中间|之间|相?隔|相?差|间隔)*"
    "(?:多久|多长(?:时间)?|多少个?(?:小时|钟头|分钟|时间)|几个?(?:小时|钟头|分钟))"
)
# 签到在辩论前多久
_AHEAD_OF = Expression(
    "(?P<one>.+?)(?:在|离|距离?)(?P<other>.+?)的?[之以]?前?面?(?:有|还有|差)?"
    "(?:多久|多长时间|(?:几|多少)个?(?:小时|钟头|分钟))"
)
_HOW_LONG = Expression("[到至在离距].+(?:多久|多长|多少|几个)")
_STARTS = Expression("开始|早上?|一?开头")
_ENDS = Expression("散场?|结束|散会|完|最后|收工|收场")
_TWO_SIDES = Expression("比|和|跟|与|还是|、|vs")
_OF_LENGTH = Expression("长|短|久|时间|分钟|小时|讲")
_OF_DAY = (Word.MORNING, Word.AFTERNOON, Word.AGENDA, Word.TALKS)
# What subjects of databases are not called by: 汇报, 那个, 那场.
_CALLED = Expression("汇报|那[个场段节]|赛|签到|合影|开场|讲")
_OTHERS = (Word.TRAINING, Word.CHAPTER, Word.SIGNUPS, Word.HEADCOUNT, Word.ATTENDANCE)
_TWO = Expression("(?P<one>.+?)(?:和|跟|与|、)(?P<other>.+)")
_SIDE_OF = Expression(
    "(?P<one>.+?)(?:是|排|放)?在(?P<other>.+?)的?(?:之?前|之?后)面?(?:还是.*|吗|么|不|没|吧)?"
)
_BESIDE = Expression("挨着|连着|相邻|完")
_ADJACENT = Expression(
    "(?P<one>.+?)(?:和|跟|与)(?P<other>.+?)(?:是不是)?(?:紧?挨着|连着|相邻)(?:的)?(?:吗|么|不|没)?"
)
# 优化讲完是不是就合影了
_STRAIGHT_ON = Expression(
    "(?P<one>.+?)(?:讲|说|弄|结束|打|签|拍)?完(?:了|之后|以后|后)*(?:是不是|是否)?(?:就|接着|马上|直接)+"
    "(?:是|轮到|到|开始|去)*(?P<other>[^谁什啥哪几干做]+?)了?(?:吗|么|吧|不|没)?"
)
_ONE_ITEM = Expression(
    "那个(?=接|结)|(?:汇报|讲|分享|演讲)完|完了?(?:接着|轮到|就是)|那[个一]?(?:节|段|环节|议题|主题|分享|部分)|谁|哪位"
)
_CALLED_SO = Expression("(?:那个|那场|的(?:分享|议题|报告|演讲))$")
_LEAST = 4  # characters
_NEAR = 0.4


def related(question: Question) -> list[AgendaItem]:
    """Empty where the message asks for nothing of the kind."""
    looks = (_between, _in_order, _spanned, _two_compared, _of_length)
    return next((found for look in looks if (found := look(question))), [])


def _between(question: Question) -> list[AgendaItem]:
    """演进讲完到辩论之间: what stands between two items that are named."""
    match = between(question.text)
    two = _pair(question, match) if match and _is_of_day(question) else None
    if two is None:
        return []
    items = question.book.agenda.items
    first, last = sorted(map(items.index, two))
    return list(items[first + 1 : last])


def _in_order(question: Question) -> list[AgendaItem]:
    """某某和某某谁先讲, 甲在乙前面吗, 甲和乙挨着吗: both in their order, and of somebody all."""
    text = question.text
    match = _SIDE_OF.fullmatch(text) if "在" in text else None
    adjacent = None
    if match is None and _BESIDE.search(text):
        adjacent = _ADJACENT.fullmatch(text) or _STRAIGHT_ON.fullmatch(text)
    match = match or adjacent
    if match is None and (said := PRECEDES.search(text)):
        match = _TWO.search(text[: said.start()])
    if match is None or not (_is_of_day(question) or adjacent):
        return []
    return sorted(_both_sides(question, match), key=question.book.agenda.items.index)


def _of_length(question: Question) -> list[AgendaItem]:
    """哪个环节只有五分钟, 有没有超过一小时的环节, 45分钟的是哪个."""
    text = question.text
    match = LENGTH.search(text)
    if match is None or question.is_scoped or question.has(Word.CHAPTER, Word.TRAINING):
        return []
    alone = question.matter != "course" and _ONLY_LENGTH.fullmatch(text)
    if not alone and not (question.has(*_OF_ITEMS) and _ASKS_WHICH.search(text)):
        return []
    if not alone and any(piece not in match[0] for piece in question.rest):
        return []
    items = question.book.agenda.items
    return [item for item in items if lasts_so_long(item.minutes, match)]


def compares(question: Question) -> re.Match[str] | None:
    """Whether the message asks which of two takes longer, or by how much."""
    text = question.text
    if not _TWO_SIDES.search(text) or not _OF_LENGTH.search(text):
        return None
    if question.has(*_OTHERS) or HOW.search(text):
        return None
    return _THAN.fullmatch(text) or _THAN.search(text) or _WHICH_IS.search(text)


def _two_compared(question: Question) -> list[AgendaItem]:
    """社区汇报和数据库优化哪个长, 前者比后者多讲几分钟: both, as they were named."""
    match = compares(question)
    if match is None or not _is_of_day(question):
        return []
    return list(_pair(question, match) or ())


def spans(question: Question) -> re.Match[str] | None:
    """Whether the message asks how long it is from one item to another."""
    text = question.text
    if not _HOW_LONG.search(text) or question.has(*_OTHERS) or HOW.search(text):
        return None
    return _FROM_TO.fullmatch(text) or _AHEAD_OF.fullmatch(text)


def _spanned(question: Question) -> list[AgendaItem]:
    """从签到到散场多少个钟头, 开场到辩论隔多久: the first and the last of them."""
    match = spans(question)
    if match is None or not _is_of_day(question):
        return []
    items = question.book.agenda.items
    named = _sides(question, match)
    first = named[0] or ([items[0]] if _STARTS.fullmatch(match["one"]) else [])
    last = named[1] or ([items[-1]] if _ENDS.fullmatch(match["other"]) else [])
    if not first or not last or items.index(first[0]) >= items.index(last[0]):
        return []
    return [first[0], last[0]]


def _is_of_day(question: Question) -> bool:
    """Subjects of talks are those of databases, too: 甲和乙之间怎么迁移."""
    text = question.text
    if HOW.search(text):
        return False
    said = OF_TALK.search(text) or _CALLED.search(text) or question.has(*_OF_DAY)
    return bool(said or question.named(Kind.PERSON, Kind.FORM))


def _both_sides(question: Question, match: re.Match[str]) -> list[AgendaItem]:
    """All items that the two sides of a match mean, of a side without a person the first; empty
    where one of them means none."""
    named = _sides(question, match)
    if not all(named) or named[0] == named[1]:
        return []
    whole = [one if part and part.named(Kind.PERSON) else one[:1]
             for part, one in zip(sides_of(question, match), named, strict=True)]  # fmt: skip
    return list({id(item): item for one in whole for item in one}.values())


def _pair(question: Question, match: re.Match[str]) -> tuple[AgendaItem, AgendaItem] | None:
    """The items that the two sides (``one``, ``other``) of a match name."""
    named = _sides(question, match)
    if not all(named) or named[0][0] == named[1][0]:
        return None
    return named[0][0], named[1][0]


def _sides(question: Question, match: re.Match[str]) -> list[list[AgendaItem]]:
    items = question.book.agenda.items
    return [_mean(side, items) if side else [] for side in sides_of(question, match)]


def _mean(part: Question, items: Sequence[AgendaItem]) -> list[AgendaItem]:
    names = part.named(Kind.PERSON)
    own = [i for i in items if not names or any(s.name in names for s in i.speakers)]
    return named_items(part, own) or (own if names else [])


def names_item(question: Question) -> bool:
    """数据库优化那节前面是什么, 社区汇报排第几: by the way it is called, or because a title has
    all that is said of it."""
    text = question.text
    if HOW.search(text) or not (step_of(question) or PLACE.search(text)):
        return False
    if question.has(Word.AGENDA, Word.POOL, Word.PAGES) or question.named(Kind.FORM, Kind.PERSON):
        return bool(subject(question)) or bool(question.named(Kind.PERSON))
    if _in_a_title(question):
        return True
    called = _ONE_ITEM.search(text) or OF_TALK.search(text)
    return bool(called and question.rest) and _is_nearest(question)


def _is_nearest(question: Question) -> bool:
    """Whether no talk of a salon is nearer to what is said than the item."""
    found = named_items(question, question.book.agenda.items)
    entries = question.book.topics.find(subject(question), question.rest, _NEAR)
    return bool(entries) and any(alike(entries[0].title, item.title) for item in found)


def _in_a_title(question: Question) -> bool:
    """Whether a title has the characters of the subject in their order: 社区汇报."""
    said = _CALLED_SO.sub("", tidy(subject(question))).replace(" ", "")
    said = said.removeprefix("pg")
    if len(said) < _LEAST:
        return False
    return any(stand_in_order(said, tidy(item.title)) for item in question.book.agenda.items)
