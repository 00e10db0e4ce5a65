"""Whether a message surely names an item of the day, though its subject is one of databases,
too: what stands before the postgres of a title, or behind it, is asked of titles only."""

from __future__ import annotations

from bot.events.answers.agenda.items import named_items, step_of, subject
from bot.events.answers.talk_places import HOW, OF_TALK, PLACE
from bot.events.book.topics import alike
from bot.events.reading.asking import Question
from bot.events.words.names import Kind
from bot.events.words.vocabulary import Word
from bot.events.words.wording import stand_in_order, tidy
from bot.expressions import Expression

_ONE_ITEM = Expression(
    "那个(?=接|结)|(?:汇报|讲|分享|演讲)完|完了?(?:接着|轮到|就是)|那[个一]?(?:节|段|环节|议题|主题|分享|部分)|谁|哪位"
)
_CALLED = Expression("(?:那个|那场|的(?:分享|议题|报告|演讲))$")
_LEAST = 4  # characters
_NEAR = 0.4


def names_item(question: Question) -> bool:
    """数据库优化那节前面是什么, 社区汇报排第几: by the way it is called, or because a title has
    all that is said of it."""
    text = question.text
    if question.is_scoped and not _steps_only(question):
        return False
    if HOW.search(text) or not (step_of(question) or PLACE.search(text)):
        return False
    if question.has(Word.AGENDA, Word.POOL) or question.named(Kind.FORM, Kind.PERSON):
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


def _steps_only(question: Question) -> bool:
    """前一个, 下一个环节: without a measure word of salons these step within the day."""
    return not (question.has_salon_name or question.reading.whens or question.is_strong)


def _in_a_title(question: Question) -> bool:
    """Whether a title has the characters of the subject in their order: 社区汇报."""
    said = _CALLED.sub("", tidy(subject(question))).replace(" ", "")
    said = said.removeprefix("pg")
    if len(said) < _LEAST:
        return False
    return any(stand_in_order(said, tidy(item.title)) for item in question.book.agenda.items)
