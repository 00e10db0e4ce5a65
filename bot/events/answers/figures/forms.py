"""What was done together at the salons: 圆桌办过几次, 哪几期有辩论, 从哪期起不再搞圆桌."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.events.answers.asked_facts import asked_words
from bot.events.answers.figures import grouped, totals
from bot.events.answers.figures.groups import cities_of, cities_without
from bot.events.answers.lists import (
    LISTED,
    PRESENT,
    among_listed,
    listed,
    with_and_without,
)
from bot.events.answers.talk_places import place_of
from bot.events.answers.telling import told
from bot.events.reading.asking import Question
from bot.events.reading.turns import topic
from bot.events.record.models import Salon
from bot.events.replies import SalonReply, headline, joined, short_name
from bot.events.words.names import Kind
from bot.events.words.numbers import TIMES
from bot.events.words.vocabulary import Word
from bot.expressions import Expression

# 从哪期起不再搞圆桌, 圆桌搞到哪期就没了
_ENDS = Expression("不再|没有?.{0,3}了(?=$|的)|(?:停|断|取消|消失)了|为止|[到至]哪")
BECAME = Expression("[变改换](?:成|为|了|做)")


def answer(question: Question) -> SalonReply | None:
    """圆桌办过几次, 哪几期有辩论, 辩论从哪期开始."""
    if nth := _nth_of_form(question):
        return nth
    scope = question.unordered
    ends = question.says(_ENDS)
    begins = question.has(Word.BEGIN) and question.has(Word.WHICH)  # 辩论是哪期开始的
    became = question.says(BECAME) and question.has(Word.DATE, Word.WHICH)
    begins = begins or became
    ordered = ends or begins or bool(question.end)
    if scope.single or (scope.named and not ordered and not question.has(*LISTED)):
        return None
    forms = _forms(question)
    form = "、".join(forms)
    having = [s for s in scope.salons if has_form(question, s)]
    words = asked_words(question)
    if not having:
        return None
    if among := among_listed(question, having, form, Word.INTERACTION):
        return among
    if ordered:
        first = (begins or question.end > 0) and not ends
        return _first_of_form(question, having, form, first=first)
    if Word.DISCUSSED in words and question.has(Word.TOTAL, Word.SUM) and not scope.named:
        return totals.of_record(question, words)
    if told_of := [w for w in words if w in PRESENT and w is not Word.INTERACTION]:
        return with_and_without(question, having, told_of[0])
    if cities := cities_without(question, having, form):
        return cities
    if question.has(Word.NEGATION):
        without = [s for s in scope.salons if s not in having and s not in question.ahead]
        return listed(f"没有{form}记录的有 {len(without)} 期：", without, words)
    if len(forms) > 1:
        return grouped.of_forms(question)  # 哪几场是辩论，哪几场是圆桌
    head = f"{cities_of(question, having)}有{form}的有 {len(having)} 期："
    return listed(head, having, words)


def _nth_of_form(question: Question) -> SalonReply | None:
    """辩论第一场在哪, 第三次圆桌是哪天: counted among those that had it."""
    counted = [o for o in question.reading.ordinals if o.unit and o.unit in f"{TIMES}场"]
    places = question.has_salon_name or bool(question.reading.whens) or bool(question.around)
    told_of = set(asked_words(question)) - {Word.INTERACTION, Word.WHICH}
    if len(counted) != 1 or len(counted[0].numbers) != 1 or places or not told_of:
        return None
    having = [s for s in question.book.standalone if has_form(question, s)]
    at = place_of(len(having), counted[0].numbers[0])
    if not 1 <= at <= len(having):
        return None
    form = "、".join(_forms(question))
    reply = told(question, [having[at - 1]], asked_words(question))
    return replace(reply, markdown=joined([f"{form}的第 {at} 场：", reply.markdown]))


def _first_of_form(
    question: Question, having: Sequence[Salon], form: str, *, first: bool
) -> SalonReply:
    one = having[0] if first else having[-1]
    head = f"{'第一次' if first else '最后一次'}有{form}是：\n\n- {headline(one)}"
    after = None if first else question.book.beside(one, 1)
    changed = after is not None and after.interaction not in ("", one.interaction)
    became = f"后面从{short_name(after)}起是{after.interaction}。" if after and changed else ""
    markdown = joined([head, f"一共 {len(having)} 期有{form}。{became}"])
    return SalonReply(markdown, f"沙龙：{form}", topic("salon", [one], (Word.INTERACTION,)))


def has_form(question: Question, salon: Salon) -> bool:
    return any(form in salon.interaction for form in _forms(question))


def _forms(question: Question) -> list[str]:
    """The forms that are named; of 圆桌改辩论 the one it became."""
    forms = question.named(Kind.FORM) or _within_words(question)
    if re.search("取代|代替|[顶接]替|替[代换掉]", question.text):
        return forms[:1]
    return forms[-1:] if re.search("[改换变]", question.text) else forms


def _within_words(question: Question) -> list[str]:
    """The 辩论 of 辩论题, which is read as one word."""
    known = dict.fromkeys(s.interaction for s in question.book.salons if s.interaction)
    return [form for form in known if form in question.text]
