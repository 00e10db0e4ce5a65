"""Which of the processes that share a database are gone, and have left messages.

Each counts up a number of its own every few seconds; one whose number stands still for several
looks in a row is gone. No two clocks are compared, and a look that fails counts for nobody: a
server that was away makes nobody gone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.store import Row, Store, Transaction

BEAT_SECONDS = 10.0
# So many looks: three beats that are late in a row are a slow server's, not a death.
_LOOKS = 4
_REMEMBER = timedelta(days=1)
NOBODY = ""  # holds what a process gave back when it stopped


@dataclass(frozen=True, slots=True)
class Gone:
    """Who holds messages, and the number at which it stood still: whoever has counted on since
    is not gone."""

    name: str
    beats: int


class Instances:
    """``look`` is to be called every ``BEAT_SECONDS``; it counts up our own number as well."""

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
        # One that comes soon after another has given nobody the time for a beat.
        moment = self._elapsed()
        counts = self._looked_at is None or moment - self._looked_at >= BEAT_SECONDS / 2
        if counts:
            self._looked_at = moment
        self._still = {
            one: self._still[one] + counts if one in self._still else 0 for one in holding
        }
        return [one for one, looks in self._still.items() if looks >= _LOOKS or one.name == NOBODY]
