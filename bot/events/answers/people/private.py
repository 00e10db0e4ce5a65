"""Questions about people's private life and how to reach them: not ours to answer."""

from __future__ import annotations

from collections.abc import Sequence

from bot.events.reading.asking import Question
from bot.events.reading.turns import topic
from bot.events.record.models import Person
from bot.events.replies import SalonReply, bullets, joined
from bot.events.words.names import Kind
from bot.events.words.vocabulary import Word
from bot.expressions import Expression

_ABOUT_PEOPLE = (
    Word.SPEAKERS, Word.SIGNUPS, Word.COMPANIES, Word.CAPTAINS, Word.COME,
)  # fmt: skip
_TRAITS = Expression("[女男]|性别")
_GUESTS = Expression("[女男](?:讲师|嘉宾|老师)")
_PUBLISHED = ("微信", "邮箱", "邮件", "电话")


def _published(people: Sequence[Person], asked: Sequence[str]) -> SalonReply | None:
    """The way to reach somebody that their own page gives with a link."""
    for person in people:
        lines = [
            line.lstrip("- ").strip()
            for line in person.text.splitlines()
            if "](" in line and any(word in line.partition("](")[0] for word in asked)
        ]
        if lines:
            head = f"{person.name}公开的联系方式，记录里只有这些，没有写号码："
            return SalonReply(
                joined([head, bullets(lines)]), f"联系{person.name}"[:30], topic("private")
            )
    return None


def answer(question: Question) -> SalonReply | None:
    """Refuses, unless the record itself publishes what is asked of this person."""
    if not question.has(Word.PRIVATE):
        return None
    names = question.named(Kind.PERSON, Kind.ROLE)
    of_guests = question.has(*_ABOUT_PEOPLE) or question.says(_TRAITS)
    if not names and not (of_guests and question.is_nearly_clear):
        return None
    surely = question.has(*_ABOUT_PEOPLE) or question.says(_GUESTS) or question.is_strong
    if not names and not surely:
        return None  # 有没有女生, of anything
    people = question.book.people_of(names)
    asked = [word for word in _PUBLISHED if word in question.text]
    if published := _published(people, asked):
        return published
    if any(word in person.text for person in people for word in asked):
        return None
    who = "、".join(names) or "参会者和讲师"
    markdown = f"{who}的联系方式和个人情况属于私人信息，沙龙记录里没有，我也不提供。"
    return SalonReply(markdown, "不提供个人信息", topic("private"), refused=True)
