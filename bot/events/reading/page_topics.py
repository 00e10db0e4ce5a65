"""What the page that answered the turn before is about in the record of salons: somebody,
or a question of a debate. A short message may lean on that."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bot.events.book.calendar import SalonBook
from bot.events.book.topics import terms_of
from bot.events.reading.message import Reading
from bot.events.reading.turns import topic
from bot.events.record.models import Recap, Salon
from bot.events.replies import SalonReply, headline, title_for
from bot.events.words.names import Kind
from bot.events.words.vocabulary import Word
from bot.expressions import Expression
from bot.messages import ReplyKind, Turn

_DEBATED = Expression("辩|讨论|题|提|聊|谈|出自|来自")
_ASKS_WHICH = (Word.WHICH, Word.PLACE, Word.CITY, Word.DATE)
_SHORT = 16  # characters


def person_topic(book: SalonBook, history: Sequence[Turn]) -> Mapping[str, str]:
    """A turn that the page of a person answered is about them, as if the record had."""
    page = _page(history)
    person = next((one for one in book.people if one.path and one.path == page), None)
    if person is None:
        return {}
    salons = [s for id_, _ in person.talks if (s := book.get(id_))]
    return topic("person", salons, person=person.name)


def debated(book: SalonBook, reading: Reading, history: Sequence[Turn]) -> SalonReply | None:
    """「这题是哪场辩的」, after a page: the salons where its question was debated; None where
    it was at none, or the message asks for something else."""
    if not _page(history) or len(reading.text) > _SHORT or not reading.has(*_ASKS_WHICH):
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
