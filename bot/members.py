"""Who is who: member, organizer or admin, and how it is known.

A right hangs on the staff id that the platform vouches for, together with the sender
being of the bot's own organisation. A nickname is never looked at.
"""

from __future__ import annotations

from collections.abc import Collection

from bot.messages import IncomingMessage, Role


class Members:
    """Roles by staff id, as the configuration gives them."""

    def __init__(self, *, admins: Collection[str], organizers: Collection[str]) -> None:
        self._admins = frozenset(admins)
        self._organizers = frozenset(organizers)

    def role_of(self, message: IncomingMessage) -> Role:
        """The sender's role; people outside the organisation are always members."""
        if not message.same_organisation or not message.staff_id:
            return Role.MEMBER
        if message.staff_id in self._admins:
            return Role.ADMIN
        if message.staff_id in self._organizers:
            return Role.ORGANIZER
        return Role.MEMBER
