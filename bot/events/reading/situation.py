"""When, and after what, a message is asked: the same for each way to read it. After a page it
may lean on whom that is of, or on the question of a debate that it answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.events.book.calendar import SalonBook
from bot.events.book.topics import terms_of
from bot.events.reading.asking import Question
from bot.events.reading.message import Reading, read
from bot.events.reading.turns import after_page, topic, topic_of
from bot.events.record.hours import begun, to_come
from bot.events.record.models import Recap, Salon
from bot.events.replies import SalonReply, headline, title_for
from bot.events.words.names import Kind
from bot.events.words.vocabulary import WHICH_SALON, Word
from bot.expressions import Expression
from bot.messages import ReplyKind, Turn

_DEBATED = Expression("辩|讨论|题|提|聊|谈|出自|来自")
_SPOKEN = Expression("[讲享聊]过")
_ASKED_OF_TALKS = (Word.WHO, Word.SPEAKERS, Word.WHICH, Word.EXISTS, Word.SALON)
_SHORT = 16  # characters


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
    ahead = to_come(book.salons, now, zone)
    return Situation(
        book,
        now.astimezone(zone).date(),
        topic_in(book, history),
        ahead,
        begun(ahead, now, zone),
        after_page(history),
    )


def topic_in(book: SalonBook, history: Sequence[Turn]) -> Mapping[str, str]:
    """A turn that the page of a person, or of a salon, answered is about them, as if the record
    had: 几个人报名, after 温州 alone."""
    if about := topic_of(history):
        return about
    page = _page(history)
    if shown := [salon for salon in book.salons if salon.path and salon.path == page]:
        return topic("salon", shown)
    person = next((one for one in book.people if one.path and one.path == page), None)
    if person is None:
        return {}
    salons = [s for id_, _ in person.talks if (s := book.get(id_))]
    return topic("person", salons, person=person.name)


def on_subject_before(situation: Situation, text: str, before: str) -> str:
    """谁讲过这个, 沙龙上讲过吗, after a page that answered ``before``: of what that asked about;
    the same text where anything is named, or nothing of talks is asked."""
    reading = situation.read(text)
    if reading is None or reading.rest or reading.names or reading.ordinals or reading.whens:
        return text
    of_talks = reading.has(Word.GIVE, Word.SPEAKERS) and reading.has(*_ASKED_OF_TALKS)
    of_past = reading.says(_SPOKEN) or (reading.has(Word.GIVE) and reading.has(Word.SALON))
    if not of_talks or not of_past:
        return text
    earlier = situation.read(before)
    subject = [piece for piece in earlier.rest if len(piece) > 1] if earlier else []
    if len(subject) != 1:
        return text
    return f"{'谁' if reading.has(Word.WHO, Word.SPEAKERS) else '哪期'}讲过{subject[0]}"


def debated(book: SalonBook, reading: Reading, history: Sequence[Turn]) -> SalonReply | None:
    """「这题是哪场辩的」, after a page: the salons where its question was debated; None where
    it was at none, or the message asks for something else."""
    if not _page(history) or len(reading.text) > _SHORT or not reading.has(*WHICH_SALON):
        return None
    named = any(name.kind is not Kind.FORM for name in reading.names)
    if named or reading.ordinals or reading.whens or not _DEBATED.search(reading.text):
        return None
    found = list(_recaps(book, history[-1]))
    if not found:
        return None
    lines = [
        f"「{recap.title}」是{salon.interaction or '讨论'}的题目：**{headline(salon)}**"
        for salon, recap in found
    ]
    salons = list(dict.fromkeys(salon for salon, _ in found))
    about = topic("salon", salons, (Word.RECAP,))
    return SalonReply("\n\n".join(lines), title_for(salons, "辩论"), about)


def _recaps(book: SalonBook, turn: Turn) -> Iterator[tuple[Salon, Recap]]:
    """The question whose page it was; else those that ask what the message asked, whole."""
    pairs = [(salon, recap) for salon in book.salons for recap in salon.recaps]
    page = turn.topic.get("page", "")
    if own := [pair for pair in pairs if pair[1].path == page]:
        yield from own
        return
    asked = terms_of(turn.question)
    for salon, recap in pairs:
        wanted = terms_of(recap.title)
        if len(wanted) > 1 and wanted <= asked:
            yield salon, recap


def _page(history: Sequence[Turn]) -> str:
    if not history or history[-1].kind is not ReplyKind.ANSWER:
        return ""
    return history[-1].topic.get("page", "")
