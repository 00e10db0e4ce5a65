"""Which pages a salon reply speaks from: told by its topic, for those who check answers."""

from __future__ import annotations

from collections.abc import Mapping

from bot.events.book.calendar import SalonBook
from bot.events.reading.turns import MARK, kept


def sources_of(book: SalonBook, topic: Mapping[str, str]) -> tuple[str, ...]:
    """Paths of the pages, the most telling first; none where nothing was found."""
    matter = topic.get(MARK, "")
    people = (book.person(name) for name in kept(topic, "person"))
    salons = (book.get(salon_id) for salon_id in topic.get("salons", "").split())
    paths = [person.path for person in people if person]
    if matter == "agenda" and "own" not in topic:
        paths.append(book.agenda.path)
    elif matter == "course":
        paths.append(book.course.path)
    paths += [salon.path for salon in salons if salon]
    return tuple(path for path in dict.fromkeys(paths) if path)
