"""What a turn of the conversation was about, kept for the one after it, and the pages of that."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from bot.events.book.calendar import SalonBook
from bot.events.record.models import Salon
from bot.events.words.vocabulary import Word
from bot.messages import ReplyKind, Turn

_OURS = ("salon/", "training/", "events/", "people/")
_SEPARATOR = "|"  # of names, which may have spaces
_COMMANDS = (ReplyKind.COMMAND, ReplyKind.HELP)
MARK = "matter"  # the key that tells a topic of ours from one of the knowledge's


def topic_of(history: Sequence[Turn]) -> Mapping[str, str]:
    """What the last turn was about, as far as it was ours; passed over are small talk, a command
    that was of nothing, such as an order that could not be carried out, and one question that
    met a refusal: whoever asked it still speaks of what was before."""
    refused = 0
    for turn in reversed(history):
        if turn.kind is ReplyKind.REFUSAL and MARK not in turn.topic and not refused:
            refused = 1
        elif turn.kind is not ReplyKind.SMALLTALK and (turn.topic or turn.kind not in _COMMANDS):
            return turn.topic if MARK in turn.topic else {}
    return {}


def after_page(history: Sequence[Turn]) -> bool:
    """Whether the last turn was answered by a page that is neither of salons nor of the
    training, or told that such a page does not say it."""
    last = _last(history)
    page = last.topic.get("page", "") if last else ""
    missed = last is not None and last.kind is ReplyKind.REFUSAL and bool(page)
    answered = last is not None and last.kind is ReplyKind.ANSWER
    return (answered or missed) and not page.startswith(_OURS)


def before_page(history: Sequence[Turn]) -> Mapping[str, str]:
    """What was said of salons before pages of another subject came in between."""
    return next((t.topic for t in reversed(history) if t.topic.get("salons")), {})


def _last(history: Sequence[Turn]) -> Turn | None:
    told = (turn for turn in reversed(history) if turn.kind is not ReplyKind.SMALLTALK)
    return next(told, None)


def after_lessons(history: Sequence[Turn]) -> bool:
    """Whether a page of the training answered the last turn."""
    last = _last(history)
    return last is not None and last.topic.get("page", "").startswith("training/")


def speaks_of_lessons(history: Sequence[Turn]) -> bool:
    """The same, or its chapters were told."""
    return after_lessons(history) or topic_of(history).get(MARK) == "course"


def none_coming(salons: Iterable[Salon] = ()) -> dict[str, str]:
    """The topic of a reply that nothing is planned, so that 几点 and 在哪 after it are not
    answered by the model of the day; with the last salon where the reply names it."""
    return topic("salon", salons, coming="none")


def recordings_told(salons: Iterable[Salon]) -> dict[str, str]:
    """The topic of a list of recordings, so that 第三个 after it is a salon of the list."""
    return topic("salon", salons, (Word.REPLAYS,))


def told_none_coming(about: Mapping[str, str]) -> bool:
    """Whether the turn with this topic said that nothing is planned."""
    return about.get("coming") == "none"


def several(names: Iterable[str]) -> str:
    """Names as a topic keeps them, each once; `kept` takes them apart."""
    return _SEPARATOR.join(dict.fromkeys(names))


def kept(about: Mapping[str, str], key: str) -> list[str]:
    return [name for name in about.get(key, "").split(_SEPARATOR) if name]


def topic(
    matter: str, salons: Iterable[Salon] = (), words: Iterable[Word] = (), **more: str
) -> dict[str, str]:
    """What a follow-up may lean on; ``matter`` names the answer that made it."""
    found = {
        MARK: matter,
        "salons": " ".join(salon.id for salon in salons),
        "words": " ".join(words),
        **more,
    }
    return {key: value for key, value in found.items() if value}


def sources_of(book: SalonBook, about: Mapping[str, str]) -> tuple[str, ...]:
    """Paths of the pages that the reply with this topic speaks from, the most telling first;
    none where nothing was found."""
    matter = about.get(MARK, "")
    salons = (book.get(salon_id) for salon_id in about.get("salons", "").split())
    paths = [person.path for person in book.people_of(kept(about, "person"))]
    if matter == "agenda" and "own" not in about:
        paths.append(book.agenda.path)
    elif matter == "course":
        paths.append(book.course.path)
    paths += [salon.path for salon in salons if salon]
    return tuple(path for path in dict.fromkeys(paths) if path)
