from __future__ import annotations

import pytest

from bot.events.book.calendar import SalonBook
from bot.events.reading.turns import sources_of
from tests.unit.events.pages import ask


@pytest.mark.parametrize(
    ("question", "sources"),
    [
        ("大理那场多少人报名", ("events/salon-2.md",)),
        ("洛阳办过几场", ("events/salon-1.md", "events/salon-3.md")),
        ("一般几点开始签到", ("salon/agenda.md",)),
        ("有没有在敦煌办过", ()),
    ],
)
def test_reply_names_the_pages_it_speaks_from(
    book: SalonBook, question: str, sources: tuple[str, ...]
) -> None:
    reply = ask(book, question)
    assert reply is not None
    assert sources_of(book, reply.topic) == sources


def test_person_comes_before_the_salons(book: SalonBook) -> None:
    reply = ask(book, "段正淳在大理讲了什么")
    assert reply is not None
    (person,) = book.people_of(["段正淳"])
    assert sources_of(book, reply.topic)[0] == person.path


def test_topic_of_the_knowledge_names_nothing(book: SalonBook) -> None:
    assert sources_of(book, {"page": "faq/a.md", "asked": "怎么做"}) == ()
