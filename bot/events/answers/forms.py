"""What was done together at the salons: 圆桌办过几次, 哪几期有辩论, 从哪期起不再搞圆桌."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.events.answers import facts, totals
from bot.events.answers.lists import PRESENT, listed, with_all, with_and_without
from bot.events.answers.telling import asked_words
from bot.events.asking import Question
from bot.events.models import Salon
from bot.events.names import Kind
from bot.events.replies import SalonReply, bullets, headline, joined
from bot.events.turns import topic
from bot.events.vocabulary import Word

_LIST = (Word.WHICH, Word.COUNT, Word.LISTING, Word.EVERY, Word.TOTAL)
_EACH = re.compile("各|分别|每种")


def answer(question: Question) -> SalonReply | None:
    """圆桌办过几次, 哪几期有辩论, 辩论从哪期开始."""
    scope = question.unordered
    ends = "不再" in question.reading.text  # 从哪期起不再搞圆桌
    ordered = ends or bool(question.end)
    if scope.single or (scope.named and not ordered and not question.has(*_LIST)):
        return None
    forms = _forms(question)
    if (
        len(forms) > 1
        and question.has(Word.COUNT, Word.WHICH)
        and (question.has(Word.COUNT) or _EACH.search(question.reading.text))
    ):
        return _each_form(scope.salons, forms)
    form = "、".join(forms)
    having = [s for s in scope.salons if has_form(question, s)]
    words = asked_words(question)
    if not having:
        return None
    if ordered:
        return _first_of_form(having, form, first=question.end > 0 and not ends)
    if Word.DISCUSSED in words and question.has(Word.TOTAL, Word.SUM) and not scope.named:
        return totals.of_record(question, words)
    if question.has(Word.WHICH) and (every := with_all(question, scope.salons, words)):
        return every
    if told_of := [w for w in words if w in PRESENT and w is not Word.INTERACTION]:
        return with_and_without(question, having, told_of[0])
    if question.has(Word.NEGATION):
        without = [s for s in scope.salons if s not in having]
        return listed(f"没有{form}记录的有 {len(without)} 期：", without, words)
    return listed(f"有{form}的有 {len(having)} 期：", having, words)


def _each_form(salons: Sequence[Salon], forms: Sequence[str]) -> SalonReply:
    """圆桌和辩论各几次."""
    with_form = {form: [s for s in salons if form in s.interaction] for form in forms}
    lines = [f"{form} {len(own)} 期：{facts.names(own)}" for form, own in with_form.items()]
    found = dict.fromkeys(s for own in with_form.values() for s in own)
    told_ = topic("list", found, (Word.INTERACTION,))
    return SalonReply(bullets(lines), "沙龙：互动形式", told_)


def _first_of_form(having: Sequence[Salon], form: str, *, first: bool) -> SalonReply:
    one = having[0] if first else having[-1]
    head = f"{'第一次' if first else '最后一次'}有{form}是：\n\n- {headline(one)}"
    markdown = joined([head, f"一共 {len(having)} 期有{form}。"])
    return SalonReply(markdown, f"沙龙：{form}", topic("salon", [one], (Word.INTERACTION,)))


def has_form(question: Question, salon: Salon) -> bool:
    return any(form in salon.interaction for form in _forms(question))


def _forms(question: Question) -> list[str]:
    """The forms that are named; of 圆桌改辩论 the one it became."""
    forms = question.named(Kind.FORM)
    return forms[-1:] if re.search("[改换变]", question.reading.text) else forms
