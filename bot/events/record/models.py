"""The salon record as values: what a front matter says, typed and frozen.

Everything but a salon's ``id``, ``title`` and ``held_on`` may be absent; absent is ``None``,
``""`` or ``()`` and means "not recorded", never "no".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from bot.settings import ReminderRule


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a file that could not be used; ``remedy`` is Chinese, for admins."""

    file: str
    line: int
    remedy: str


@dataclass(frozen=True, slots=True)
class Speaker:
    name: str
    org: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Talk:
    title: str
    speakers: tuple[Speaker, ...] = ()
    start: time | None = None
    end: time | None = None


@dataclass(frozen=True, slots=True)
class Replay:
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class PageLink:
    """A web address on a page about salons or the training; ``title`` is the page's."""

    label: str
    url: str
    title: str
    path: str


@dataclass(frozen=True, slots=True)
class AddedReplay:
    """A replay that came in by chat; ``salon_id`` names the salon it belongs to."""

    salon_id: str
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Company:
    """``maybe_same``: other spellings that are perhaps, but not surely, the same company."""

    name: str
    aliases: tuple[str, ...] = ()
    maybe_same: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Debate:
    teams: tuple[str, ...] = ()
    captains: tuple[str, ...] = ()
    winner: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page under one ``##`` heading, as written."""

    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Recap:
    """A page that tells what was discussed at a salon, e.g. one question of a debate."""

    title: str
    lead: str
    text: str
    path: str


@dataclass(frozen=True, slots=True)
class SalonReminders:
    """``rules`` of this salon alone; ``off`` are names of the configuration's that are left
    out for it; ``none``: it is not reminded of at all."""

    rules: tuple[ReminderRule, ...] = ()
    off: tuple[str, ...] = ()
    none: bool = False

    def among(self, rules: Sequence[ReminderRule]) -> tuple[ReminderRule, ...]:
        """The rules that hold for the salon, given those of the configuration."""
        if self.none:
            return ()
        named = {rule.name: rule for rule in rules if rule.name not in self.off}
        named |= {rule.name: rule for rule in self.rules}
        return tuple(named.values())


PLANNED = "planned"
HELD = "held"
CANCELLED = "cancelled"
STATUSES = (PLANNED, HELD, CANCELLED)

# Signups and attendance are a number where one is recorded, else the record's own words.
Count = int | str


@dataclass(frozen=True, slots=True)
class Salon:
    """``start`` and ``end`` are wall-clock times of ``held_on``; the end is the later."""

    id: str
    title: str
    held_on: date
    number: int | None = None
    start: time | None = None
    end: time | None = None
    timezone: str = ""
    city: str = ""
    city_aliases: tuple[str, ...] = ()
    venue: str = ""
    venue_aliases: tuple[str, ...] = ()
    address: str = ""
    sponsors: tuple[str, ...] = ()
    sponsor_aliases: tuple[str, ...] = ()
    sponsor_note: str = ""
    signups: Count | None = None
    capacity: int | None = None
    signup_until: datetime | None = None  # wall-clock time in the salon's zone
    attendance: Count | None = None
    status: str = ""
    cancel_reason: str = ""
    live_url: str = ""
    talks: tuple[Talk, ...] = ()
    companies: tuple[Company, ...] = ()
    companies_complete: bool = True
    interaction: str = ""
    debate: Debate | None = None
    replays: tuple[Replay, ...] = ()
    images: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    recaps: tuple[Recap, ...] = ()
    path: str = ""
    series: str = ""  # the id of the series of which this is one day
    reminders: SalonReminders = SalonReminders()
    asks_replay: bool = True  # whether the organizers are asked for its replay

    @property
    def is_cancelled(self) -> bool:
        return self.status == CANCELLED

    @property
    def speakers(self) -> tuple[Speaker, ...]:
        """Each named speaker once, in the order of the talks."""
        found = {s.name: s for talk in self.talks for s in talk.speakers}
        return tuple(found.values())


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """One line of the agenda that salons follow; ``part`` is 上午, 下午 …"""

    title: str
    part: str = ""
    start: time | None = None
    end: time | None = None
    speakers: tuple[Speaker, ...] = ()
    minutes: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Agenda:
    """The model of a salon's day, with topics for it; or the day of ``salon`` itself."""

    items: tuple[AgendaItem, ...] = ()
    topic_pool: tuple[str, ...] = ()
    path: str = ""
    salon: Salon | None = None


@dataclass(frozen=True, slots=True)
class Chapter:
    """``aliases``: other names for what the title speaks of (Greenplum)."""

    number: int
    title: str
    minutes: int | None = None
    keywords: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()

    @property
    def named(self) -> str:
        """The title with the other names for what it speaks of."""
        return " ".join((self.title, *self.aliases))


@dataclass(frozen=True, slots=True)
class Course:
    """The training in chapters. ``total_text`` is the record's own total, which need not
    be the sum of the chapters; ``total_note`` says so."""

    chapters: tuple[Chapter, ...] = ()
    total_text: str = ""
    total_note: str = ""
    path: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """``talks`` are (salon id, title); ``template_talks`` stand in the agenda's model only.
    ``text`` is the page's body, to see what else it tells of the person."""

    name: str
    aliases: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    orgs: tuple[str, ...] = ()
    talks: tuple[tuple[str, str], ...] = ()
    template_talks: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    text: str = ""
    path: str = ""
