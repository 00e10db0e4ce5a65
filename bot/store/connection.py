"""The store: what every layer above may do with the shared database.

SQL is named and kept in ``sql/*.sql``. Work is handed over as a function that runs
inside one transaction, so that no transaction is ever left open across an ``await``.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import Any, Protocol, TypeVar

from bot.errors import StoreError
from bot.expressions import Expression

T = TypeVar("T")
Row = Mapping[str, Any]

_HEADING = Expression(r"^-- name: (\S+)\s*$", re.MULTILINE)


class Transaction(Protocol):
    """Named queries inside one transaction; all of it is committed, or nothing is. A moment
    among the parameters stands in the row as ``to_text`` writes it."""

    def all(self, name: str, **parameters: object) -> list[Row]: ...

    def one(self, name: str, **parameters: object) -> Row | None:
        rows = self.all(name, **parameters)
        return rows[0] if rows else None

    def execute(self, name: str, **parameters: object) -> int:
        """Run a statement; the number of rows it changed."""
        ...


class Store(Protocol):
    """``instance`` names this process in claims. ``exclusive``: no other process can use
    this database at the same time, so a row claimed by another name is an orphan."""

    instance: str
    exclusive: bool

    def run(self, work: Callable[[Transaction], T], *, durable: bool = True) -> Awaitable[T]:
        """Run ``work`` in a transaction and commit. Raises StoreError; then nothing of
        it has happened. ``work`` may be run again when a commit fails: what it leaves
        behind is rows and what it returns. It is handed over with the call, and runs after
        what was handed over before.

        Not ``durable``: when the power fails, it may be undone, together with all that came
        after it; never when the process dies. For what only reads, and for steps from which
        nothing outside follows: nobody is told, nothing is acknowledged or sent."""
        ...

    async def close(self) -> None: ...


def refuse_newer(place: str, applied: Iterable[str], known: Sequence[tuple[str, str]]) -> None:
    """Raises StoreError where a later version has changed the tables: what this one would
    write into them is anybody's guess."""
    last, _ = known[-1]
    if newer := sorted(name for name in applied if name > last):
        raise StoreError(
            f"数据库 {place} 是更新的版本用过的（{newer[-1]}），这个版本不认得它的表。"
            "请装回新版本；要退回旧版本，连数据库一起换回当时的备份。"
        )


def outdated(place: str) -> StoreError:
    """For who only looks, where the tables are those of an older version."""
    return StoreError(f"数据库 {place} 还是旧版本的，请运行一次 xiangwen check 更新它。")


@cache
def queries(database: str = "") -> Mapping[str, str]:
    """Every named query of ``sql/*.sql``; for a ``database`` that needs other words for some
    of them, with those of ``sql/<database>/*.sql`` in their place. Raises ValueError when a
    name stands twice, or there is nothing in whose place a query stands."""
    found = _queries_of("sql")
    if not database:
        return found
    own = _queries_of("sql", database)
    if strange := own.keys() - found.keys():
        raise ValueError(f"queries of {database} only: {', '.join(sorted(strange))}")
    return {**found, **own}


def named(beginning: str) -> list[str]:
    """The queries whose names begin so, in the order in which they stand in their file."""
    return [name for name in queries() if name.startswith(beginning)]


def _queries_of(*folder: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for _, text in _scripts(*folder):
        parts = _HEADING.split(text)
        for name, body in zip(parts[1::2], parts[2::2], strict=True):
            if name in found:
                raise ValueError(f"query {name} stands twice")
            found[name] = body.strip().rstrip(";")
    return found


def migrations(database: str) -> list[tuple[str, str]]:
    """(name, SQL), in the order in which they are applied."""
    return _scripts("migrations", database)


def _scripts(*folder: str) -> list[tuple[str, str]]:
    return sorted(
        (entry.name.removesuffix(".sql"), entry.read_text("utf-8"))
        for entry in files("bot.store").joinpath(*folder).iterdir()
        if entry.name.endswith(".sql")
    )


def to_text(moment: datetime) -> str:
    """An aware datetime as fixed-width UTC text, so that text order is time order."""
    # Neither this nor its inverse by a format: each message needs a dozen of them.
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def with_text(parameters: Mapping[str, object]) -> dict[str, object]:
    """Values as rows have them: every moment as text."""
    return {
        name: to_text(value) if isinstance(value, datetime) else value
        for name, value in parameters.items()
    }


def from_text(text: str) -> datetime:
    """The inverse of ``to_text``."""
    return datetime.fromisoformat(text)
