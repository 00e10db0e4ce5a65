"""Reads the whole salon record out of the knowledge pages: salons, agenda, course, people.

What a page is, is told by its place and its keys, never by a name of the record.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import time
from pathlib import PurePosixPath

from bot.events.record.event_pages import is_event, read_salon, read_speakers, read_times
from bot.events.record.fields import Fields, line_of
from bot.events.record.models import (
    Agenda,
    AgendaItem,
    Chapter,
    Course,
    PageLink,
    Person,
    Problem,
    Recap,
    Salon,
)
from bot.expressions import Expression
from bot.folder import KnowledgeFile
from bot.precedence import give_way

# No bracket inside a bracket: on a page full of open ones a search would never end.
_LINK = Expression(r"\[([^\[\]]*)\]\(([^()\s#]+\.md)[^()]*\)")
_WEB_LINK = Expression(r"\[([^\[\]]{1,80})\]\((https?://[^()\s]{1,300})\)")
_WITH_LINKS = ("salon/", "training/")
# [《…》](…), and 《[转] …》（[链接](…)） where the title has a bracket of its own.
_TITLED_LINK = Expression(
    r"(《[^\n]{2,200}?》)(?:\]|（\[[^\[\]\n]{1,20}\])\((https?://[^()\s]{1,300})\)"
)
_MOST_RECAPS = 40


@dataclass(frozen=True, slots=True)
class Record:
    """Everything the pages say of salons, before it is joined and indexed. Salons stand
    in the order of their dates."""

    salons: tuple[Salon, ...] = ()
    agenda: Agenda = field(default_factory=Agenda)
    course: Course = field(default_factory=Course)
    people: tuple[Person, ...] = ()
    problems: tuple[Problem, ...] = ()
    links: tuple[PageLink, ...] = ()
    articles: tuple[PageLink, ...] = ()


def read_record(files: Iterable[KnowledgeFile]) -> Record:
    """Never raises on what a page says; what cannot be used is in ``problems``."""
    pages = list(files)
    problems: list[Problem] = []
    salons: list[tuple[Salon, KnowledgeFile]] = []
    agendas: list[Agenda] = []
    courses: list[Course] = []
    people: list[Person] = []
    for page in pages:
        fields = Fields(page, problems)
        if is_event(page):
            if salon := read_salon(fields):
                salons.append((salon, page))
        elif fields.has("agenda"):
            agendas.append(_agenda(fields))
        elif fields.has("chapters"):
            courses.append(_course(fields))
        elif page.path.startswith("people/") and fields.has("name"):
            people.append(_person(fields))
        give_way()
    people = [person for person in people if person.name]
    return Record(
        _with_recaps(_distinct(salons, problems), pages),
        agendas[0] if agendas else Agenda(),
        courses[0] if courses else Course(),
        tuple(people),
        tuple(problems),
        # The addresses beside those of the salons, and what pages link to by a title, 《…》.
        _links((page for page in pages if page.path.startswith(_WITH_LINKS)), _WEB_LINK),
        _links(pages, _TITLED_LINK),
    )


def _links(pages: Iterable[KnowledgeFile], pattern: Expression) -> tuple[PageLink, ...]:
    """The addresses that pages link to by words of the ``pattern``; each once, where it stands
    first."""
    found: dict[str, PageLink] = {}
    for page in pages:
        for label, url in pattern.findall(page.text):
            found.setdefault(url, PageLink(label, url, _title(page), page.path))
        give_way()
    return tuple(found.values())


def _title(page: KnowledgeFile) -> str:
    return str(page.meta.get("title", "")) or PurePosixPath(page.path).stem


def _distinct(
    found: Sequence[tuple[Salon, KnowledgeFile]], problems: list[Problem]
) -> list[Salon]:
    """Ids and numbers name one salon each; the first file keeps them."""
    kept: dict[str, Salon] = {}
    numbers: dict[int, Salon] = {}
    for salon, file in found:
        if salon.id in kept:
            remedy = f"id {salon.id} 已经用在 {kept[salon.id].path}，请换一个"
            problems.append(Problem(file.path, line_of(file, "id"), remedy))
            continue
        if salon.number is not None and salon.number in numbers:
            remedy = f"期号 {salon.number} 已经用在 {numbers[salon.number].path}，请改正"
            problems.append(Problem(file.path, line_of(file, "number"), remedy))
            salon = replace(salon, number=None)
        kept[salon.id] = salon
        if salon.number is not None:
            numbers[salon.number] = salon
    return sorted(kept.values(), key=lambda s: (s.held_on, s.start or time.min, s.number or 0))


def _with_recaps(salons: list[Salon], pages: Sequence[KnowledgeFile]) -> tuple[Salon, ...]:
    """A page that in its first paragraph links to an event and names there what was done
    together (圆桌, 辩论 …) tells what was discussed at that salon."""
    forms = {salon.path: salon.interaction for salon in salons if salon.interaction}
    recaps: dict[str, list[Recap]] = {}
    for page in pages:
        lead = page.text.strip().split("\n\n", 1)[0]
        for label, target in _LINK.findall(lead):
            path = _resolve(page.path, target)
            if path in forms and forms[path] in label and not is_event(page):
                recap = Recap(_title(page), lead, page.text, page.path)
                recaps.setdefault(path, []).append(recap)
        give_way()
    return tuple(
        replace(salon, recaps=tuple(sorted(recaps[salon.path], key=_page_order)[:_MOST_RECAPS]))
        if salon.path in recaps
        else salon
        for salon in salons
    )


def _page_order(recap: Recap) -> list[tuple[int, str]]:
    """``debate-13-10`` stands after ``debate-13-9``."""
    return [
        (int(part), "") if part.isdigit() else (-1, part)
        for part in re.split(r"(\d+)", recap.path)
    ]


def _resolve(path: str, target: str) -> str:
    """A page-relative link as a path of the folder; links that leave it resolve to ``""``."""
    parts: list[str] = list(PurePosixPath(path).parent.parts)
    for part in PurePosixPath(target).parts:
        if part != "..":
            parts.append(part)
        elif not parts:
            return ""
        else:
            parts.pop()
    return "/".join(part for part in parts if part != ".")


def _agenda(fields: Fields) -> Agenda:
    items: list[AgendaItem] = []
    for row in fields.rows("agenda", "title"):
        title = row.text("title")
        if not title:
            row.note("agenda", "这一段议程没有 title，请补上内容")
            continue
        start, end = read_times(row)
        items.append(
            AgendaItem(
                title=title,
                part=row.text("part"),
                start=start,
                end=end,
                speakers=read_speakers(row),
                minutes=row.integer("minutes"),
                note=row.text("note"),
            )
        )
    return Agenda(tuple(items), fields.texts("topic_pool"), fields.file.path)


def _course(fields: Fields) -> Course:
    chapters: list[Chapter] = []
    for index, row in enumerate(fields.rows("chapters", "title"), 1):
        number, title = row.integer("number"), row.text("title")
        if not title:
            row.note("chapters", "这一章没有 title，请补上章名")
            continue
        keywords = row.texts("keywords")
        minutes, aliases = row.integer("minutes"), row.texts("aliases")
        chapters.append(Chapter(number or index, title, minutes, keywords, aliases))
    total, note = fields.text("total_text"), fields.text("total_note")
    return Course(tuple(chapters), total, note, fields.file.path)


def _person(fields: Fields) -> Person:
    talks = tuple((row.text("event"), row.text("title")) for row in fields.rows("talks", "title"))
    return Person(
        name=fields.text("name"),
        aliases=fields.texts("aliases"),
        roles=fields.texts("roles"),
        orgs=fields.texts("orgs"),
        talks=tuple(talk for talk in talks if talk[1]),
        template_talks=fields.texts("template_talks"),
        lists=fields.texts("lists"),
        text=fields.file.text,
        path=fields.file.path,
    )
