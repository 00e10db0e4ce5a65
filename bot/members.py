"""Who is a member, an organizer or an admin, and how that is known.

A right depends on the staff id that the platform vouches for and on the sender being in the
bot's own organisation; a nickname is never looked at. Roles are given by the configuration and
by admins in chat; the higher one counts. The store is asked each time, so that a right taken
back in chat is gone with the commit.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.messages import Act, IncomingMessage, Role
from bot.store import Store, Transaction, audit, audited, from_text

ROLES = {"organizer": Role.ORGANIZER, "admin": Role.ADMIN}  # by their name in rows
_NAMES = {role: name for name, role in ROLES.items()}
_HIGHEST = max(Role)


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Who did what that needed a right, when, and by which message."""

    happened_at: datetime
    staff_id: str
    action: str
    detail: str
    source: str


class Members:
    """Roles by staff id, as configured and as given by chat."""

    def __init__(
        self, store: Store, *, admins: Collection[str], organizers: Collection[str]
    ) -> None:
        self._store = store
        self._configured = dict.fromkeys(organizers, Role.ORGANIZER)
        self._configured |= dict.fromkeys(admins, Role.ADMIN)

    def role_of(self, tx: Transaction, message: IncomingMessage) -> Role:
        """The sender's role; people outside the organisation are always members."""
        if not message.same_organisation or not message.staff_id:
            return Role.MEMBER
        return self._role(tx, message.staff_id)

    async def role_named(self, staff_id: str) -> Role:
        return await self._store.run(lambda tx: self._role(tx, staff_id), durable=False)

    def _role(self, tx: Transaction, staff_id: str) -> Role:
        configured = self._configured.get(staff_id, Role.MEMBER)
        if configured is _HIGHEST:
            return configured
        row = tx.one("roles.of", staff_id=staff_id)
        return max(configured, ROLES[row["role"]] if row else Role.MEMBER)

    def is_configured(self, staff_id: str) -> bool:
        """Whether the role stands in the configuration, where no command changes it."""
        return staff_id in self._configured

    async def has_written(self, staff_id: str) -> bool:
        """Whether somebody with this staff id has written to the bot lately: a mistyped id may be
        somebody else's, or nobody's."""
        row = await self._store.run(lambda tx: tx.one("messages.of_staff", staff_id=staff_id))
        return row is not None

    async def granted(self) -> Mapping[str, Role]:
        """The roles given in chat by staff id, in a steady order."""
        rows = await self._store.run(lambda tx: tx.all("roles.all"))
        return {row["staff_id"]: ROLES[row["role"]] for row in rows}

    async def roles(self) -> Mapping[str, Role]:
        """The role of everybody who is more than a member, in a steady order."""
        found = dict(self._configured)
        for staff_id, role in (await self.granted()).items():
            found[staff_id] = max(role, found.get(staff_id, Role.MEMBER))
        return found

    async def with_role(self, least: Role) -> list[str]:
        """Everybody with at least this role, in a steady order."""
        return [staff_id for staff_id, role in (await self.roles()).items() if role >= least]

    async def grant(self, staff_id: str, role: Role, by: Act) -> bool:
        """Give a role; False if this very message did so before."""

        def work(tx: Transaction) -> bool:
            if not audit(tx, by, "role.grant", f"{staff_id} {_NAMES[role]}"):
                return False
            tx.execute(
                "roles.grant",
                staff_id=staff_id,
                role=_NAMES[role],
                granted_by=by.staff_id,
                now=by.now,
            )
            return True

        return await self._store.run(work)

    async def has_granted(self, source: str) -> bool:
        """Whether this very message gave a role before."""
        return await self._store.run(lambda tx: audited(tx, source, "role.grant") is not None)

    async def revoke(self, staff_id: str, by: Act) -> bool:
        """Take back what was given in chat; False when there was nothing. True also if this very
        message did so before."""

        def work(tx: Transaction) -> bool:
            if audited(tx, by.source, "role.revoke") is not None:
                return True  # without taking back what was given since
            if not tx.execute("roles.revoke", staff_id=staff_id):
                return False
            return audit(tx, by, "role.revoke", staff_id)

        return await self._store.run(work)

    async def audit(self, most: int = 20) -> list[AuditEntry]:
        """The latest privileged acts, newest first."""
        rows = await self._store.run(lambda tx: tx.all("audit.recent", most=most))
        return [
            AuditEntry(**{**row, "happened_at": from_text(row["happened_at"])}) for row in rows
        ]
