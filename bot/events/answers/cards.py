"""What is told of a name of the record when nothing that is known was asked of it."""

from __future__ import annotations

from bot.events.answers.lists import listed
from bot.events.answers.people.attended import attended
from bot.events.answers.telling import told
from bot.events.reading.asking import Question
from bot.events.replies import SalonReply


def answer(question: Question) -> SalonReply | None:
    """All that is known of the salon, or the salons of the city, sponsor, company or date."""
    if question.companies and not question.is_scoped:
        groups = question.book.companies_of(question.companies)
        return attended(question, groups) if groups else None
    scope = question.scope
    if not scope.named or scope.missing or scope.beyond or question.is_doubtful:
        return None
    if scope.single:
        return told(question, scope.salons, ())
    return listed(f"一共 {len(scope.salons)} 期：", scope.salons, ())
