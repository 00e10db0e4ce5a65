"""What was done together at the salons: 圆桌办过几次, 哪几期有辩论, 辩论第一场在哪."""

from __future__ import annotations

from bot.events.answers.asked_facts import asked_words
from bot.events.answers.criteria import form_asked, nth_of
from bot.events.answers.figures import grouped, totals
from bot.events.answers.lists import LISTED, PRESENT, with_and_without
from bot.events.reading.asking import Question
from bot.events.replies import SalonReply
from bot.events.words.names import Kind
from bot.events.words.numbers import TIMES
from bot.events.words.vocabulary import Word
from bot.expressions import Expression

BECAME = Expression("[变改换](?:成|为|了|做)|取代|代替|[顶接]替|替[代掉]")


def answer(question: Question) -> SalonReply | None:
    """圆桌办过几次, 哪几期有辩论, 辩论从哪期开始."""
    form = form_asked(question)
    if form is None:
        return None
    if place := _place(question):
        return nth_of(question, question.book.standalone, form, place)
    scope, words = question.unordered, asked_words(question)
    begins = question.has(Word.BEGIN) and question.has(Word.WHICH)  # 辩论是哪期开始的
    became = question.says(BECAME) and question.has(Word.DATE, Word.WHICH)
    place = 1 if begins or became else question.end
    if scope.single or (scope.named and not place and not question.has(*LISTED)):
        return None
    if place:
        return nth_of(question, scope.salons, form, place)
    having = [s for s in scope.salons if form.fits(s)]
    if not having:
        return None
    if Word.DISCUSSED in words and question.has(Word.TOTAL, Word.SUM) and not scope.named:
        return totals.of_record(question, words)
    if len(question.named(Kind.FORM)) > 1 and not question.has(Word.NEGATION):
        return grouped.of_forms(question)  # 哪几场是辩论，哪几场是圆桌
    if told_of := [w for w in words if w in PRESENT and w is not Word.INTERACTION]:
        return with_and_without(question, having, told_of[0])
    return with_and_without(question, scope.salons, form)


def _place(question: Question) -> int:
    """辩论第一场在哪, 第三次圆桌是哪天: counted among those that had it; 0 for no such."""
    counted = [o for o in question.reading.ordinals if o.unit and o.unit in f"{TIMES}场"]
    places = question.has_salon_name or bool(question.reading.whens) or bool(question.around)
    told_of = set(asked_words(question)) - {Word.INTERACTION, Word.WHICH}
    if len(counted) != 1 or len(counted[0].numbers) != 1 or places or not told_of:
        return 0
    return counted[0].numbers[0]
