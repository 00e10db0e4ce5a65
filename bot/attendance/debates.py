"""Debates between two teams: questions and answers, noted in the order in which they came.

A group has at most one debate at a time. Ending one and handing out its draft is one
transaction; every step acts once a message.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.errors import UserError
from bot.messages import Act
from bot.schedule.deliveries import NewDelivery, enqueue
from bot.store import Row, Store, Transaction, audit, by_whom, from_text

QUESTION, ANSWER = "question", "answer"
_MOST_CHARACTERS = 3_000


@dataclass(frozen=True, slots=True)
class Team:
    name: str
    captain: str = ""

    def __str__(self) -> str:
        return f"{self.name}（队长 {self.captain}）" if self.captain else self.name


@dataclass(frozen=True, slots=True)
class Note:
    """A question, or an answer of a team. ``team`` is empty while nobody has said whose a
    quote is; ``speaker`` is a name as people see it."""

    number: int
    kind: str
    team: str
    speaker: str
    text: str

    @classmethod
    def from_row(cls, row: Row) -> Note:
        return cls(row["number"], row["kind"], row["team"], row["speaker"], row["text"])


@dataclass(frozen=True, slots=True)
class Debate:
    id: int
    salon_id: str
    teams: tuple[Team, Team]
    winner: str
    started_at: datetime

    @classmethod
    def from_row(cls, row: Row) -> Debate:
        teams = Team(row["team_a"], row["captain_a"]), Team(row["team_b"], row["captain_b"])
        started_at = from_text(row["started_at"])
        return cls(row["id"], row["salon_id"], teams, row["winner"], started_at)

    @property
    def names(self) -> str:
        return "、".join(team.name for team in self.teams)

    def team_named(self, name: str) -> Team | None:
        """The team of this name, or of the only name that begins so."""
        found = [team for team in self.teams if team.name == name]
        near = found or [team for team in self.teams if name and team.name.startswith(name)]
        return near[0] if len(near) == 1 else None


@dataclass(frozen=True, slots=True)
class NewNote:
    """``person`` is the key of who says it, empty for what was quoted."""

    kind: str
    text: str
    source: str
    team: str = ""
    speaker: str = ""
    person: str = ""


# What goes out when a debate ends, from the debate as it ended and its notes.
Outgoing = Callable[[Debate, Sequence[Note]], Iterable[NewDelivery]]


class Debates:
    """Reads and writes debates and their notes."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def start(
        self, conversation_id: str, salon_id: str, teams: tuple[Team, Team], by: Act
    ) -> Debate:
        """Open a debate in a group, perhaps at a salon. Raises UserError while another one is
        open there."""
        return await self._store.run(lambda tx: _start(tx, conversation_id, salon_id, teams, by))

    async def open_in(self, conversation_id: str) -> Debate | None:
        row = await self._store.run(
            lambda tx: tx.one("debates.open", conversation_id=conversation_id)
        )
        return Debate.from_row(row) if row else None

    async def note(self, debate: Debate, new: NewNote, now: datetime) -> Note:
        """Keep what was said; the same message is kept once. Raises UserError when the debate
        has ended meanwhile."""

        def work(tx: Transaction) -> Row | None:
            tx.execute(
                "debates.note",
                debate_id=debate.id,
                kind=new.kind,
                team=new.team,
                speaker=new.speaker,
                person=new.person,
                text=new.text[:_MOST_CHARACTERS],
                now=now,
                source=new.source,
            )
            return tx.one("debates.note_by_source", source=new.source)

        row = await self._store.run(work)
        if row is None:
            raise UserError("辩论刚刚结束了，这一条没有记下。")
        return Note.from_row(row)

    async def notes(self, debate: Debate) -> list[Note]:
        rows = await self._store.run(lambda tx: tx.all("debates.notes", debate_id=debate.id))
        return [Note.from_row(row) for row in rows]

    async def team_of(self, debate: Debate, person: str) -> str:
        """For which team a person spoke last; empty when for none yet."""
        row = await self._store.run(
            lambda tx: tx.one("debates.team_of", debate_id=debate.id, person=person)
        )
        return str(row["team"]) if row else ""

    async def attribute(self, debate: Debate, number: int, team: str, speaker: str) -> bool:
        """Say whose an answer is; False when there is no answer of that number."""
        changed = await self._store.run(
            lambda tx: tx.execute(
                "debates.attribute", debate_id=debate.id, number=number, team=team, speaker=speaker
            )
        )
        return changed == 1

    async def end(
        self, conversation_id: str, winner: str, outgoing: Outgoing, by: Act
    ) -> tuple[Debate, list[Note]] | None:
        """Close the open debate of a group. None when there is none that this message did
        not close itself."""

        def work(tx: Transaction) -> tuple[Debate, list[Note]] | None:
            row = tx.one("debates.open", conversation_id=conversation_id)
            if row is not None:
                tx.execute("debates.end", id=row["id"], winner=winner, **by_whom(by))
                audit(tx, by, "debate.end", f"{row['id']} {winner}")
            ended = tx.one("debates.ended_by", source=by.source)
            if ended is None:
                return None
            debate = Debate.from_row(ended)
            notes = [Note.from_row(one) for one in tx.all("debates.notes", debate_id=debate.id)]
            enqueue(tx, outgoing(debate, notes), by.now)
            return debate, notes

        return await self._store.run(work)


def _start(
    tx: Transaction, conversation_id: str, salon_id: str, teams: tuple[Team, Team], by: Act
) -> Debate:
    row = tx.one("debates.by_source", source=by.source)
    if row is None:
        if (other := tx.one("debates.open", conversation_id=conversation_id)) is not None:
            names = " vs ".join(team.name for team in Debate.from_row(other).teams)
            raise UserError(f"「{names}」的辩论还没有结束，请先发「辩论 结束」。")
        one, two = teams
        tx.execute(
            "debates.start",
            conversation_id=conversation_id,
            salon_id=salon_id,
            team_a=one.name,
            captain_a=one.captain,
            team_b=two.name,
            captain_b=two.captain,
            **by_whom(by),
        )
        audit(tx, by, "debate.start", f"{one.name} vs {two.name}")
        row = tx.one("debates.by_source", source=by.source)
    assert row is not None
    return Debate.from_row(row)
