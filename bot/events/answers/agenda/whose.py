"""Whose day is asked of: that of the salon to come, where its talks have hours, else the model
that has no date."""

from __future__ import annotations

from copy import copy
from dataclasses import replace
from datetime import time

from bot.events.answers.agenda.items import step_of, subject
from bot.events.answers.at_hand import is_guessed, speaks_of_past
from bot.events.reading.asking import Question
from bot.events.reading.turns import topic
from bot.events.record.agenda_lines import minutes_between
from bot.events.record.hours import nearest
from bot.events.record.models import Agenda, AgendaItem, Salon, Talk
from bot.events.replies import headline, held_at, period, short_name
from bot.events.words.vocabulary import Word
from bot.expressions import Expression

_OF_MODEL = Expression("模板|样例|示例|待定|备选|[全整]天")


def on_own_day(question: Question) -> Question:
    """The same of the day of the salon that is meant, where it has one of its own."""
    salon = _meant(question)
    if salon is None:
        return question
    book = copy(question.book)
    row = sorted(salon.talks, key=lambda talk: str(talk.start))
    book.agenda = replace(book.agenda, items=tuple(map(_item, row)), salon=salon)
    return replace(question, book=book)


def whose(agenda: Agenda) -> str:
    """The line above what is told of a day."""
    if salon := agenda.salon:
        return f"**{headline(salon)}** {period(salon.start, salon.end)}"
    return "沙龙模板的安排（没有写日期，各期可能不同）："


def about_day(agenda: Agenda, salon: Salon | None = None, **more: str) -> dict[str, str]:
    """The topic of what was told of it; ``salon``: whom the model was told for."""
    of, own = agenda.salon or salon, "yes" if agenda.salon else ""
    return topic("agenda", [of] if of else [], (), **more, own=own)


def own_of_coming(question: Question) -> str:
    """That the salon to come has hours of its own, for whoever did not ask for the model."""
    coming = None if question.book.agenda.salon else nearest(question.ahead)
    if coming is None or coming.series or question.matter == "agenda" or speaks_of_past(question):
        return ""
    return f"{short_name(coming)}是 {held_at(coming)}，它的安排发「议程」看。"


def _meant(question: Question) -> Salon | None:
    """The salon to come that is named or spoken of, else the next."""
    of_item = bool(subject(question)) or question.has(Word.PAGES)  # 茶歇后
    steps = of_item and question.has(Word.BEFORE, Word.AFTER) and step_of(question)
    named = question.unordered
    held = named.single if named.named and steps else None  # 昨天茶歇后是谁
    past = speaks_of_past(question) and not (question.reading.clock_times or steps)
    if question.says(_OF_MODEL) or (not held and (past or not question.ahead)):
        return None
    spoken_of = question.around[0] if len(question.around) == 1 else None
    if (question.matter and spoken_of is None) or question.paged or is_guessed(question):
        return None  # the turn before told of the model, or of something else
    salon = named.single if named.named else spoken_of or nearest(question.ahead)
    has_hours = salon is not None and bool(salon.talks) and all(t.start for t in salon.talks)
    return salon if has_hours and (salon in question.ahead or salon is held) else None


def _item(talk: Talk) -> AgendaItem:
    part = "上午" if talk.start and talk.start < time(12) else "下午"
    minutes = minutes_between(talk.start, talk.end) if talk.start and talk.end else None
    return AgendaItem(talk.title, part, talk.start, talk.end, talk.speakers, minutes)
