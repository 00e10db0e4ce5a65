"""Why something is not in the record, or not exact there: that it is so, and that no reason is
given. A record of salons tells none."""

from __future__ import annotations

from dataclasses import replace

from bot.events.answers import facts
from bot.events.answers.asked_facts import asked_words
from bot.events.answers.lists import first_present, listed, with_and_without
from bot.events.answers.telling import told
from bot.events.reading.asking import Question
from bot.events.replies import SalonReply
from bot.events.words.vocabulary import Word
from bot.expressions import Expression

# 怎么没有回放, and not 打不开怎么办
_WHY = Expression("为什么|为啥|为何|(?:怎么|咋|干嘛)(?:都|就|会|还|又)*(?:[没不未写只]|是\\d)")
_NOT = Expression("[没不未]|只有")
_THE_OTHERS = Expression(
    "(?:那|这)?(?:其[他它余]|别|剩下?)的?(?:几?[期场个次]|城市)?(?:怎么|咋|为[啥何]|为什么)"
    "(?:都|就)?没有?(?:呢|啊)?"
)
_INEXACT = Expression(
    "(?:写|是|记|报)的?(?:成|作|个)?\\d*x{1,3}|(?:不是|没有?|没写|不给).{0,2}[准确]数|[不没].{0,3}准确?$|不写清楚"
)
_OF_NUMBERS = {Word.SIGNUPS, Word.HEADCOUNT, Word.ATTENDANCE}
# Without a salon, these mean one all the same.
_OF_ALL = {Word.REPLAYS, Word.ATTENDANCE, Word.RECAP}
_PEOPLE = Expression("人")


def answer(question: Question) -> SalonReply | None:
    """某地那场为什么没回放, 为什么没有到场人数, and after a number 为啥不是准数."""
    if not question.says(_WHY):
        return None
    return (
        _of_the_others(question) or _of_number(question) or _of_one(question) or _of_all(question)
    )


def _without_reason(reply: SalonReply) -> SalonReply:
    return replace(reply, markdown=f"{reply.markdown}\n\n原因没有写。")


def _of_the_others(question: Question) -> SalonReply | None:
    """其他的为啥没有, after those that have: which lack it."""
    present = first_present(question.former_words)
    if not question.matter or not _THE_OTHERS.fullmatch(question.text) or present is None:
        return None
    lacking = [s for s in question.book.standalone if not facts.has_recorded(s, present)]
    return _without_reason(listed(f"没有记录的有 {len(lacking)} 期：", lacking, (present,)))


def _of_number(question: Question) -> SalonReply | None:
    """为啥不是准数, 为什么是1xx: of the salon that is named or whose number was just told."""
    former = question.around if _OF_NUMBERS & set(question.former_words) else ()
    salons = question.scope.salons if question.is_scoped else former
    inexact = [s for s in salons if isinstance(s.signups, str)]
    if len(salons) != 1 or not inexact or not question.says(_INEXACT):
        return None
    return _without_reason(told(question, inexact, (Word.SIGNUPS,)))


def _of_one(question: Question) -> SalonReply | None:
    """Of the salon that is named, or that was spoken of."""
    asks = question.has(Word.NEGATION, Word.EXISTS) and question.is_clear
    leans = not question.is_scoped and question.matter == "salon"
    salons = question.around if leans else question.scope.salons
    words = asked_words(question)
    if not asks or len(salons) != 1 or not words:
        return None
    if any(facts.has_recorded(salons[0], word) for word in words):
        return None
    return _without_reason(told(question, salons, words))


def _of_all(question: Question) -> SalonReply | None:
    """为什么没有到场人数, 为啥只有三期有回放: which salons have it."""
    word = first_present(asked_words(question))
    if word not in _OF_ALL or question.is_scoped or question.matter or not question.says(_NOT):
        return None
    if not question.is_clear or (word is Word.ATTENDANCE and not question.says(_PEOPLE)):
        return None
    spans = tuple(s for s in question.reading.spans if s.value is not Word.NEGATION)
    plain = replace(question, reading=replace(question.reading, spans=spans))
    return _without_reason(with_and_without(plain, question.book.standalone, word))
