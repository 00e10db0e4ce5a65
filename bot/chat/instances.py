"""Which of the processes that share a database are gone and have left messages.

Each process counts up a number of its own every few seconds; one whose number stands still for
several looks in a row is gone. No two clocks are compared, and a look that fails does not count,
so that a server that was away makes nobody gone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.store import Row, Store, Transaction

BEAT_SECONDS = 10.0
# Looks at a number that stands still: three late beats in a row are a slow server, not a death.
_LOOKS = 4
_REMEMBER = timedelta(days=1)
NOBODY = ""  # holds what a process gave back when it stopped


@dataclass(frozen=True, slots=True)
class Gone:
    """A process that holds messages, and the number at which it stood still: one that has counted
    on since is not gone."""

    name: str
    beats: int


class Instances:
    """Call ``look`` every ``BEAT_SECONDS``: it also counts up our own number."""

    def __init__(self, store: Store, elapsed: Callable[[], float]) -> None:
        self._store = store
        self._elapsed = elapsed
        self._looked_at: float | None = None
        self._still: dict[Gone, int] = {}

    async def look(self, now: datetime) -> list[Gone]:
        name, first = self._store.instance, self._looked_at is None

        def work(tx: Transaction) -> list[Row]:
            if first:
                tx.execute("instances.forget", before=now - _REMEMBER)
            tx.execute("instances.beat", instance=name, now=now)
            return tx.all("instances.holding", instance=name)

        holding = [Gone(row["name"], row["beats"]) for row in await self._store.run(work)]
        # A look soon after another one has given nobody the time for a beat.
        moment = self._elapsed()
        counts = self._looked_at is None or moment - self._looked_at >= BEAT_SECONDS / 2
        if counts:
            self._looked_at = moment
        self._still = {
            one: self._still[one] + counts if one in self._still else 0 for one in holding
        }
        return [one for one, looks in self._still.items() if looks >= _LOOKS or one.name == NOBODY]
