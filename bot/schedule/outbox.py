"""The outbox: deliveries in the store, from enqueued to final.

pending → sending → sent | failed | unknown, or expired or superseded before. A claim is
committed before the HTTP call, a mark is fenced by the attempt: a worker that lost its
lease changes nothing. Exactly-once delivery is not promised; what is promised per kind
stands in docs/reliability.md.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from bot.messages import SendReceipt
from bot.schedule.deliveries import (
    Delivery,
    DeliveryKind,
    DeliveryState,
    NewDelivery,
    enqueue,
    give_up,
    gone_groups,
    lose,
    mark,
    readable,
)
from bot.schedule.digests import batch_of
from bot.schedule.pace import RobotPace, rest
from bot.store import Store, Transaction, from_text

# Read by organizers, in `投递` and in notices.
_INTERRUPTED = "发送的时候程序停了，没等到钉钉的答复"
Batch = Sequence[Delivery]
Claim = Mapping[str, object]


class Outbox:
    """Reads and writes deliveries; sending them is the DeliveryWorker's.

    ``digest``: reminders for one group that are due within this time go as one message.
    """

    def __init__(self, store: Store, *, digest: timedelta = timedelta(0)) -> None:
        self._store = store
        self._digest = digest

    async def enqueue(self, deliveries: Iterable[NewDelivery], now: datetime) -> int:
        """Add what is not there yet; the number of rows that are new or changed."""
        whole = tuple(deliveries)  # the work may be run twice
        return await self._store.run(lambda tx: enqueue(tx, whole, now))

    async def claim(
        self,
        now: datetime,
        lease: timedelta,
        *,
        frugal_on: str = "",
        pace: RobotPace | None = None,
    ) -> Batch:
        """Take the next due delivery, with what goes in the same message, committed before
        it is returned. Empty: nothing can leave now. A destination has one batch at a time.
        What cannot be read fails here: it must not stop what is behind it.

        ``frugal_on``: the local date when calls are scarce; only what is essential goes.
        ``pace``: whose turn has not come is put off, and was never claimed.
        """

        def work(tx: Transaction) -> Batch:
            claim = {"now": now, "claimed_by": self._store.instance, "lease_until": now + lease}
            while row := tx.one("deliveries.claim_due", **claim, frugal_on=frugal_on):
                first = next(readable([row]), None)
                if first is None:
                    give_up(tx, row, DeliveryState.FAILED, now)
                    continue
                batch = batch_of(first, self._beside(tx, first, now, frugal_on), now, self._digest)
                moment = pace.take(tx, batch, now) if pace else None
                if moment is None:
                    claimed = [tx.one("deliveries.claim", **claim, id=d.id) for d in batch[1:]]
                    return [first, *(Delivery.from_row(row) for row in claimed if row)]
                tx.execute("deliveries.put_off", id=first.id, due_at=moment)
            return []

        return await self._store.run(work)

    def _beside(
        self, tx: Transaction, first: Delivery, now: datetime, frugal_on: str
    ) -> Iterator[Delivery]:
        """What else is due there so soon that it might go along; the store is asked only
        when something may."""
        rows = tx.all(
            "deliveries.beside",
            now=now,
            until=now + self._digest,
            destination=str(first.destination),
            frugal_on=frugal_on,
        )
        yield from readable(rows)

    async def mark_sent(self, batch: Batch, receipt: SendReceipt, now: datetime) -> bool:
        """False when the lease of one of them was lost meanwhile."""
        return await self._of_each(
            batch, lambda tx, claim: mark(tx, claim, DeliveryState.SENT, now, receipt=receipt)
        )

    async def mark_failed(
        self, batch: Batch, error: str, now: datetime, *, unsure: bool = False
    ) -> bool:
        """It is not tried again; ``unsure``: it may have arrived all the same."""
        state = DeliveryState.UNKNOWN if unsure else DeliveryState.FAILED
        return await self._of_each(
            batch, lambda tx, claim: mark(tx, claim, state, now, error=error)
        )

    async def rest(self, name: str, now: datetime, until: datetime) -> None:
        """Nothing of ``name`` leaves until then."""
        await self._store.run(lambda tx: rest(tx, name, now, until))

    async def retry_later(
        self,
        batch: Batch,
        due_at: datetime,
        error: str,
        now: datetime,
        *,
        alone: bool = False,
        resting: str = "",
    ) -> bool:
        """Back to pending, after a failure that certainly delivered nothing. ``alone``:
        each by itself the next time. ``resting``: what leaves nothing until then."""

        def work(tx: Transaction) -> int:
            if resting:
                rest(tx, resting, now, due_at)
            return sum(
                tx.execute(
                    "deliveries.retry_later",
                    **self._claim(delivery),
                    due_at=due_at,
                    error=error[:500],
                    alone=int(alone or delivery.alone),
                    now=now,
                )
                for delivery in batch
            )

        return await self._store.run(work) == len(batch)

    async def lose(self, batch: Batch, error: str, now: datetime) -> list[DeliveryState]:
        """Nobody knows whether it arrived. Kinds that may be resent are, once and marked;
        the others stay ``unknown`` until a person decides. Returns the new states."""
        return await self._store.run(
            lambda tx: [lose(tx, delivery, error, now) for delivery in batch]
        )

    async def sweep(self, now: datetime, lease: timedelta, alive: Collection[int]) -> int:
        """Expire what is too late, let nothing wait for a group that is gone, and give up
        claims whose lease has run out; the number of these. Those of ``alive``, which are under
        way here, get a longer one in time: at its end another process would give them up."""

        def work(tx: Transaction) -> int:
            tx.execute("deliveries.expire", now=now)
            tx.execute("rests.forget", now=now)
            _pass_over_gone(tx)
            for delivery_id in alive:
                tx.execute(
                    "deliveries.renew",
                    id=delivery_id,
                    claimed_by=self._store.instance,
                    before=now + lease / 2,
                    lease_until=now + lease,
                )
            return self._lose_leases(tx, now, exclusive=False)

        return await self._store.run(work)

    async def recover(self, now: datetime) -> int:
        """At a start: give up claims whose lease has run out, and where this is the only
        process of the database every claim of another one. Returns how many there were."""
        exclusive = self._store.exclusive
        return await self._store.run(lambda tx: self._lose_leases(tx, now, exclusive=exclusive))

    def _lose_leases(self, tx: Transaction, now: datetime, *, exclusive: bool) -> int:
        rows = tx.all(
            "deliveries.lost_leases",
            now=now,
            exclusive=int(exclusive),
            claimed_by=self._store.instance,
        )
        for row in rows:
            delivery = next(readable([row]), None)
            if delivery is None:
                give_up(tx, row, DeliveryState.UNKNOWN, now)
            else:
                lose(tx, delivery, _INTERRUPTED, now)
        return len(rows)

    async def next_due(self, *, frugal_on: str = "") -> datetime | None:
        """When the next delivery can leave; those that are held up do not count."""
        row = await self._store.run(lambda tx: tx.one("deliveries.next_due", frugal_on=frugal_on))
        return from_text(row["due_at"]) if row and row["due_at"] else None

    async def of_subject(self, subject: str) -> list[Delivery]:
        """All deliveries of an announcement or a salon, oldest first."""
        return await self._read("deliveries.of_subject", subject=subject)

    async def of_subjects(self, subjects: Collection[str]) -> list[Delivery]:
        """The same of several, in one query."""
        return await self._read("deliveries.of_subjects", subjects=json.dumps(list(subjects)))

    async def lately(self, since: datetime, now: datetime) -> list[Delivery]:
        """What was due since then and still holds, the latest first."""
        return await self._read("deliveries.lately", since=since, now=now)

    async def upcoming(self, until: datetime) -> list[Delivery]:
        """What waits to be sent before ``until``, by time."""
        return await self._read("deliveries.upcoming", until=until)

    async def silenced(self) -> dict[str, str]:
        """Groups that get nothing, and why, by conversation id."""
        return await self._store.run(gone_groups)

    async def _read(self, query: str, **values: object) -> list[Delivery]:
        rows = await self._store.run(lambda tx: tx.all(query, **values))
        return list(readable(rows))

    async def counts(self) -> dict[str, int]:
        """Deliveries by state."""
        rows = await self._store.run(lambda tx: tx.all("deliveries.count_by_state"))
        return {row["state"]: row["count"] for row in rows}

    async def _of_each(self, batch: Batch, step: Callable[[Transaction, Claim], int]) -> bool:
        """Whether the step was taken with all of them, none being held by another by now."""
        claims = [self._claim(delivery) for delivery in batch]
        changed = await self._store.run(lambda tx: sum(step(tx, claim) for claim in claims))
        return changed == len(batch)

    def _claim(self, delivery: Delivery) -> Claim:
        """What a mark is fenced by."""
        claim = {"id": delivery.id, "attempts": delivery.attempts}
        return {**claim, "claimed_by": self._store.instance}


def _pass_over_gone(tx: Transaction) -> None:
    """An announcement goes to one group first. Where that is gone another one is the first:
    its own message stays, and leaves when the group is back in time."""
    passed: set[str] = set()
    for row in tx.all("deliveries.held_up"):
        if row["waits_for"] not in passed:
            passed.add(row["waits_for"])
            tx.execute(
                "deliveries.go_first", id=row["id"], key=row["key"], instead_of=row["waits_for"]
            )


def replan(
    tx: Transaction,
    kind: DeliveryKind,
    planned: Iterable[NewDelivery],
    valid_keys: Collection[str],
    now: datetime,
) -> tuple[int, int]:
    """Enqueue what is planned and supersede pending rows of this kind whose key no longer
    follows from the rules. Returns (enqueued or changed, superseded)."""
    gone = [
        row["id"]
        for row in tx.all("deliveries.pending_of_kind", kind=kind.value)
        if row["key"] not in valid_keys
    ]
    for row_id in gone:
        tx.execute("deliveries.supersede", id=row_id, now=now)
    return enqueue(tx, planned, now), len(gone)
