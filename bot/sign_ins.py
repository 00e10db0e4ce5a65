"""Who has the console open. There are no passwords: the platform vouches for the sender of a 1:1
message, who gets a code that opens the console once. From then on the browser shows a token of
its own, until the session ends.

Codes and tokens are random and kept as hashes only. Rights are not kept: the role is looked up
with every page, so that access ends together with the right.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from bot.messages import Act
from bot.store import Store, Transaction, audit, from_text

CODE_LASTS = timedelta(minutes=5)
SESSION_LASTS = timedelta(hours=12)
_BYTES = 24
_ENTERED = "console.enter"


class SignIns:
    """Codes and sessions, shared by all instances."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def issue(self, staff_id: str, now: datetime) -> str:
        """A code that lets this person in once, within ``CODE_LASTS``."""
        code = secrets.token_urlsafe(_BYTES)

        def work(tx: Transaction) -> None:
            tx.execute("console.forget_codes", now=now)
            tx.execute("console.forget_sessions", now=now)
            tx.execute(
                "console.add_code",
                hash=_hash(code),
                staff_id=staff_id,
                expires_at=now + CODE_LASTS,
            )

        await self._store.run(work)
        return code

    async def holder(self, code: str, now: datetime) -> str | None:
        """The staff id that a code was given to, without spending it; None when the code lets
        nobody in."""
        return await self._staff_id("console.code", code, now)

    async def redeem(self, code: str, now: datetime) -> str | None:
        """A session's token for a code, which is spent by that; None for one that is
        unknown, spent or too old."""
        token = secrets.token_urlsafe(_BYTES)

        def work(tx: Transaction) -> str | None:
            row = tx.one("console.take_code", hash=_hash(code))
            if row is None or from_text(row["expires_at"]) <= now:
                return None
            tx.execute(
                "console.add_session",
                hash=_hash(token),
                staff_id=row["staff_id"],
                expires_at=now + SESSION_LASTS,
            )
            # One row for each way in: no message stands behind it, so the code does.
            audit(tx, Act(row["staff_id"], f"console/{_hash(code)[:16]}", now), _ENTERED, "")
            return token

        return await self._store.run(work)

    async def who(self, token: str, now: datetime) -> str | None:
        """The staff id behind a token; None when it is unknown or has ended."""
        return await self._staff_id("console.session", token, now)

    async def _staff_id(self, query: str, secret: str, now: datetime) -> str | None:
        if not secret:
            return None
        row = await self._store.run(lambda tx: tx.one(query, hash=_hash(secret), now=now))
        return str(row["staff_id"]) if row else None

    async def end(self, token: str) -> None:
        await self._store.run(lambda tx: tx.execute("console.end_session", hash=_hash(token)))

    async def end_all(self, staff_id: str) -> None:
        """Sign this person out everywhere; codes not used yet become invalid."""

        def work(tx: Transaction) -> None:
            tx.execute("console.end_codes_of", staff_id=staff_id)
            tx.execute("console.end_sessions_of", staff_id=staff_id)

        await self._store.run(work)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
