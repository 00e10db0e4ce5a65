"""When, and after what, a message is asked: the same for each way to read it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.events.book.calendar import SalonBook
from bot.events.reading.asking import Question
from bot.events.reading.message import Reading, read
from bot.events.reading.page_topics import person_topic
from bot.events.reading.turns import after_page, topic_of
from bot.events.record.ahead import begun, to_come
from bot.events.record.models import Salon
from bot.messages import Turn


@dataclass(frozen=True, slots=True)
class Situation:
    """``ahead``, ``begun`` and ``paged`` are those of a `Question`."""

    book: SalonBook
    today: date
    topic: Mapping[str, str]
    ahead: tuple[Salon, ...]
    begun: tuple[Salon, ...]
    paged: bool

    def read(self, text: str) -> Reading | None:
        return read(self.book, text, self.today)

    def question(self, reading: Reading) -> Question:
        return Question(
            self.book, reading, self.today, self.topic, self.ahead, self.paged, self.begun
        )


def situation_of(
    book: SalonBook, history: Sequence[Turn], now: datetime, zone: ZoneInfo
) -> Situation:
    """The page of a person is a topic as well as a reply about them."""
    ahead = to_come(book.salons, now, zone)
    return Situation(
        book,
        now.astimezone(zone).date(),
        topic_of(history) or person_topic(book, history),
        ahead,
        begun(ahead, now, zone),
        after_page(history),
    )
