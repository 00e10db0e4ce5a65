"""All answers in the order in which they are asked."""

from __future__ import annotations

from collections.abc import Callable

from bot.events.answers import (
    agenda,
    articles,
    as_many,
    at_hand,
    boundaries,
    companies,
    course,
    criteria,
    days,
    figures,
    links,
    listings,
    missing,
    newest_replays,
    no_more,
    other_cities,
    people,
    planned_then,
    premises,
    private,
    recaps,
    salons,
    same_people,
    talk_changes,
    talk_order,
    talks,
)
from bot.events.asking import Question
from bot.events.replies import SalonReply

# In this order: the first that knows an answer gives it.
ANSWERS: tuple[Callable[[Question], SalonReply | None], ...] = (
    private.answer,
    no_more.answer,
    links.answer,
    articles.answer,
    planned_then.answer,
    at_hand.answer,
    newest_replays.answer,
    course.answer,
    talk_order.answer,
    talk_changes.answer,
    agenda.answer,
    course.by_title,
    same_people.answer,
    people.answer,
    companies.answer,
    other_cities.answer,
    days.answer,
    as_many.answer,
    boundaries.answer,
    figures.answer,
    premises.answer,
    recaps.answer,
    talks.answer,
    criteria.answer,
    listings.answer,
    missing.answer,
    salons.answer,
)
