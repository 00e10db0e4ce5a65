"""The inbox: what a message goes through between its arrival and its end.

received → working → sending → answered | unknown | expired | rejected. Each step is
committed before the next one is taken, so that after a crash the row tells what may
already have happened. Text and webhook are dropped with the last step.
"""

from __future__ import annotations

import dataclasses
import json
import logging
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from bot.messages import IncomingMessage, MessageKind, Quote
from bot.schedule.unanswered import reasons
from bot.store import Store, Transaction, to_text

logger = logging.getLogger(__name__)


# Longer than a message is worked on or waits its turn, without a step that is written down.
_LEASE = timedelta(minutes=5)
_NEVER = datetime.max.replace(tzinfo=UTC)


class Final(StrEnum):
    """How a message ends."""

    ANSWERED = "answered"  # the platform took the reply, or none was due
    UNKNOWN = "unknown"  # a reply may have arrived: it is never sent again
    EXPIRED = "expired"  # it was not answered in its time
    REJECTED = "rejected"  # we or the platform refused it


class Inbox:
    """The states of messages in the store; knows nothing of handlers or sending."""

    def __init__(self, store: Store, keep: timedelta) -> None:
        self._store = store
        self._keep = keep

    async def accept(self, message: IncomingMessage, now: datetime) -> bool:
        """Commit the row; False when this message was here before. Raises StoreError."""
        changed = await self._store.run(
            lambda tx: tx.execute(
                "messages.accept",
                robot=message.robot_code,
                message_id=message.message_id,
                conversation_id=message.conversation_id,
                person=message.person,
                staff_id=message.staff_id if message.same_organisation else "",
                payload=to_json(message),
                claimed_by=self._store.instance,
                now=to_text(now),
            )
        )
        return changed == 1

    async def start_work(self, message: IncomingMessage, now: datetime) -> bool:
        return await self._step("messages.start_work", message, now)

    async def start_sending(self, message: IncomingMessage, now: datetime) -> bool:
        """Commit that a reply is about to leave; False when the row is not ours any more,
        and then nothing may be sent."""
        return await self._step("messages.start_sending", message, now)

    async def return_to_work(self, message: IncomingMessage, now: datetime) -> bool:
        """Nothing left the house: another try is harmless."""
        return await self._step("messages.return_to_work", message, now)

    async def finish(
        self, message: IncomingMessage, state: Final, outcome: str, now: datetime
    ) -> None:
        await self._store.run(
            lambda tx: tx.execute(
                "messages.finish",
                robot=message.robot_code,
                message_id=message.message_id,
                state=state.value,
                outcome=outcome[:200],
                now=to_text(now),
            )
        )

    async def recover(self, now: datetime) -> list[IncomingMessage]:
        """What a crash left behind: sending → unknown, too old → expired, unreadable →
        rejected, and the rest is returned, oldest first, to be worked on. Call once at
        start, before accepting. Where other processes use the database, a row that was
        touched lately is theirs."""
        orphans = {
            "claimed_by": self._store.instance,
            "untouched_since": to_text(_NEVER if self._store.exclusive else now - _LEASE),
        }

        def work(tx: Transaction) -> list[IncomingMessage]:
            tx.execute("messages.orphans_unknown", **orphans, now=to_text(now))
            tx.execute(
                "messages.orphans_expired",
                **orphans,
                now=to_text(now),
                oldest=to_text(now - self._keep),
            )
            rows = tx.all("messages.orphans_resumable", **orphans)
            found = [(row, _readable(row["payload"])) for row in rows]
            for row in (row for row, message in found if message is None):
                tx.execute(
                    "messages.finish",
                    robot=row["robot"],
                    message_id=row["message_id"],
                    state=Final.REJECTED.value,
                    outcome="cannot be read",
                    now=to_text(now),
                )
            return [message for _, message in found if message is not None]

        messages = await self._store.run(work)
        if messages:
            logger.info("resuming %d unanswered messages", len(messages))
        return messages

    async def counts(self) -> dict[str, int]:
        """Messages by state."""
        rows = await self._store.run(lambda tx: tx.all("messages.count_by_state"))
        return {row["state"]: row["count"] for row in rows}

    async def without_answer(self, since: datetime) -> dict[str, int]:
        """Why questions ended without an answer since then, and how many, in Chinese."""
        rows = await self._store.run(
            lambda tx: tx.all("messages.without_answer", since=to_text(since))
        )
        return reasons(rows)

    async def _step(self, query: str, message: IncomingMessage, now: datetime) -> bool:
        changed = await self._store.run(
            lambda tx: tx.execute(
                query,
                robot=message.robot_code,
                message_id=message.message_id,
                claimed_by=self._store.instance,
                now=to_text(now),
            )
        )
        return changed == 1


def to_json(message: IncomingMessage) -> str:
    """The whole message, webhook included: the inbox row needs it for a resumed answer."""
    values = dataclasses.asdict(message)
    for name in ("received_at", "webhook_expires_at"):
        values[name] = values[name] and to_text(values[name])
    return json.dumps(values, ensure_ascii=False)


def from_json(text: str) -> IncomingMessage:
    """The inverse of ``to_json``."""
    values: dict[str, Any] = json.loads(text)
    for name in ("received_at", "webhook_expires_at"):
        values[name] = values[name] and datetime.fromisoformat(values[name])
    values["kind"] = MessageKind(values["kind"])
    values["quote"] = Quote(**values["quote"]) if values["quote"] else None
    return IncomingMessage(**values)


def _readable(payload: str) -> IncomingMessage | None:
    """None for what another version wrote: one row must not stop every start."""
    try:
        return from_json(payload)
    except (ValueError, TypeError, KeyError):
        logger.exception("a message of an earlier run cannot be read")
        return None
