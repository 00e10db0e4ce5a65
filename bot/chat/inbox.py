"""The inbox: what a message goes through between its arrival and its end.

received → working → sending → answered | unknown | expired | rejected. Each step is
committed before the next one is taken, so that after a crash the row tells what may
already have happened. Text and webhook are dropped with the last step.
"""

from __future__ import annotations

import dataclasses
import json
import logging
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, TypeVar

from bot.chat.instances import NOBODY, Instances
from bot.chat.no_reply import NoReply, reasons
from bot.errors import StoreError
from bot.messages import IncomingMessage, MessageKind
from bot.store import Store, Transaction, fenced, from_text, to_text

logger = logging.getLogger(__name__)


_FIELDS = tuple(field.name for field in dataclasses.fields(IncomingMessage))


T = TypeVar("T")
Key = tuple[str, str]


def key_of(message: IncomingMessage) -> Key:
    """The key of its row."""
    return message.robot_code, message.message_id


class Final(StrEnum):
    """How a message ends."""

    ANSWERED = "answered"  # the platform took the reply, or none was due
    UNKNOWN = "unknown"  # a reply may have arrived: it is never sent again
    EXPIRED = "expired"  # it was not answered in its time
    REJECTED = "rejected"  # we or the platform refused it


class OutOfTurn(Exception):
    """An earlier message of the same person, which another process got or which was taken over
    from one, must come first."""


class Inbox:
    """The states of messages in the store; knows nothing of handlers or sending."""

    def __init__(
        self, store: Store, keep: timedelta, *, elapsed: Callable[[], float] = time.monotonic
    ) -> None:
        self._store = store
        self._keep = keep
        self._instances = Instances(store, elapsed)

    async def accept(self, message: IncomingMessage, now: datetime) -> bool:
        """Commit the row; False when this message was here before. Raises StoreError."""
        changed = await self._store.run(
            lambda tx: tx.execute(
                "messages.accept",
                **self._ours(key_of(message)),
                conversation_id=message.conversation_id,
                person=message.person,
                staff_id=message.staff_id if message.same_organisation else "",
                payload=to_json(message),
                now=now,
            )
        )
        return changed == 1

    async def start_work(
        self, message: IncomingMessage, now: datetime, read: Callable[[Transaction], T]
    ) -> T | None:
        """What ``read`` finds for the work, in the same transaction; None: the message is not to
        be worked on. One that had begun before, and may have acted, ends here if a later message
        of the same person has begun since: run now, it would undo that one. This is checked now
        and not earlier, since the later one may have waited in the queue. Raises OutOfTurn, only
        where other processes use the database: within one the queue keeps the order."""
        key = key_of(message)

        def work(tx: Transaction) -> T | None:
            mine = self._ours(key)
            if not self._store.exclusive and tx.one("messages.out_of_turn", **mine):
                raise OutOfTurn
            if tx.execute("messages.start_work", **mine, now=now) == 1:
                return read(tx)
            if tx.one("messages.passed", **mine, never_begun=NoReply.QUEUE_FULL.value):
                self._end(tx, key, Final.EXPIRED, NoReply.PASSED, now)
                logger.warning("message %s: passed by a later one, not run again", key[1])
                return None
            again = tx.execute("messages.start_work_again", **mine, now=now) == 1
            return read(tx) if again else None

        # What the work writes comes later, so losing this commit means losing all of that too.
        return await self._store.run(work, durable=False)

    async def start_sending(self, message: IncomingMessage, now: datetime) -> bool:
        """Commit that a reply is about to leave; False when the row is not ours any more,
        and then nothing may be sent."""
        return await self._step("messages.start_sending", message, now)

    async def return_to_work(self, message: IncomingMessage, now: datetime) -> bool:
        """Nothing was sent: another try is harmless."""
        return await self._step("messages.return_to_work", message, now)

    async def finish(
        self, message: IncomingMessage, state: Final, outcome: str, now: datetime
    ) -> bool:
        """End the row. False when it has ended already or another process took it over, where it
        will end: then what became of it here is not the last word."""
        key = key_of(message)
        # If this commit is lost, a row that was sent is ``sending`` again and ends as unknown. One
        # that was not would be answered after all, although somebody may have been told otherwise.
        left = state in (Final.ANSWERED, Final.UNKNOWN)
        return await self._store.run(
            lambda tx: self._end(tx, key, state, outcome, now), durable=not left
        )

    async def recover(
        self, now: datetime, is_under_way: Callable[[Key], bool] = lambda key: False
    ) -> list[IncomingMessage]:
        """Messages that have not ended and that nobody works on: a run before this one was killed,
        the store failed in the middle, or the caller of ``accept`` was cancelled. Sending →
        unknown, too old → expired, unreadable → rejected; the rest is returned to be worked on,
        oldest first. Where other processes use the database, only messages of those that are gone
        are taken over."""
        exclusive, mine = self._store.exclusive, {"claimed_by": self._store.instance}
        gone = [] if exclusive else await self._instances.look(now)

        def claim(tx: Transaction) -> list[tuple[Key, str]]:
            if exclusive:
                tx.execute("messages.claim_orphans", **mine, now=now)
            for one in gone:
                values = {"gone": one.name, "beats": one.beats, "now": now}
                tx.execute("messages.take_over", **mine, **values)
            rows = tx.all("messages.open", **mine)
            return [((row["robot"], row["message_id"]), row["state"]) for row in rows]

        # ``is_under_way`` is asked after the look: what was accepted meanwhile is under way.
        opened = await self._store.run(claim)
        left = [(key, state) for key, state in opened if not is_under_way(key)]
        if not left:
            return []
        found = await self._store.run(lambda tx: [self._left(tx, *one, now) for one in left])
        messages = [message for message in found if message is not None]
        logger.info("%d messages were left, resuming %d", len(left), len(messages))
        return messages

    async def give_back(self) -> None:
        """Let other processes have at once what is still open here. The last step of a stop, when
        nothing is under way any more."""
        if not self._store.exclusive:
            values = {"claimed_by": self._store.instance, "nobody": NOBODY}
            await self._store.run(lambda tx: tx.execute("messages.give_back", **values))

    def held(self, message: IncomingMessage) -> AbstractContextManager[None]:
        """Within it nothing can be written for a message that another process has taken over, as
        happens when this one was paused and goes on."""
        if self._store.exclusive:
            return nullcontext()
        ours = self._ours(key_of(message))

        def check(tx: Transaction) -> None:
            if tx.one("messages.held", **ours) is None:
                raise StoreError("这条消息已经由另一个进程接手。")

        return fenced(check)

    def _left(
        self, tx: Transaction, key: Key, state: str, now: datetime
    ) -> IncomingMessage | None:
        """The message, if it is to be worked on; else its row ends here. A row whose state has
        changed since it was seen is under way."""
        row = tx.one("messages.content", **self._ours(key), state=state)
        if row is None:
            return None
        if state == "sending":
            self._end(tx, key, Final.UNKNOWN, "interrupted while sending", now)
        elif from_text(row["received_at"]) < now - self._keep:
            self._end(tx, key, Final.EXPIRED, NoReply.TOO_OLD, now)
        elif (message := _readable(row["payload"])) is None:
            self._end(tx, key, Final.REJECTED, NoReply.UNREADABLE, now)
        else:
            return message
        return None

    def _end(self, tx: Transaction, key: Key, state: Final, outcome: str, now: datetime) -> bool:
        ours, end = self._ours(key), {"state": state.value, "outcome": outcome[:200]}
        return tx.execute("messages.finish", **ours, **end, now=now) == 1

    def _ours(self, key: Key) -> dict[str, str]:
        """The values that find its row, provided that this process holds it."""
        return {"robot": key[0], "message_id": key[1], "claimed_by": self._store.instance}

    async def counts(self) -> dict[str, int]:
        """Messages by state."""
        rows = await self._store.run(lambda tx: tx.all("messages.count_by_state"))
        return {row["state"]: row["count"] for row in rows}

    async def without_answer(self, since: datetime) -> dict[str, int]:
        """How many messages since then ended without an answer, by reason in Chinese."""
        rows = await self._store.run(lambda tx: tx.all("messages.without_answer", since=since))
        return reasons(rows)

    async def _step(self, query: str, message: IncomingMessage, now: datetime) -> bool:
        ours = self._ours(key_of(message))
        return await self._store.run(lambda tx: tx.execute(query, **ours, now=now)) == 1


def to_json(message: IncomingMessage) -> str:
    """The whole message, webhook included: the inbox row needs it for a resumed answer."""
    # Not by asdict, which copies each value deeply: this is done for every message.
    values = {name: getattr(message, name) for name in _FIELDS}
    for name in ("received_at", "webhook_expires_at"):
        values[name] = values[name] and to_text(values[name])
    return json.dumps(values, ensure_ascii=False)


def from_json(text: str) -> IncomingMessage:
    """The inverse of ``to_json``. Fields that only another version knows are left out."""
    kept: dict[str, Any] = json.loads(text)
    values = {name: kept[name] for name in _FIELDS if name in kept}
    for name in ("received_at", "webhook_expires_at"):
        values[name] = values[name] and datetime.fromisoformat(values[name])
    values["kind"] = MessageKind(values["kind"])
    return IncomingMessage(**values)


def _readable(payload: str) -> IncomingMessage | None:
    """None for what another version wrote: one row must not stop every start."""
    try:
        return from_json(payload)
    except (ValueError, TypeError, KeyError):
        logger.exception("a message that was left cannot be read")
        return None
