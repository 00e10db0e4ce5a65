"""Events of groups, as the platform reports them, and what becomes of the groups."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from bot.clock import Clock
from bot.dingtalk.inbound import StreamEvent
from bot.errors import StoreError
from bot.messages import IncomingMessage
from bot.schedule.groups import DISBANDED, REMOVED, GroupLife
from bot.tasks import Tasks

logger = logging.getLogger(__name__)


class GroupEvents:
    """``wake`` is called when there is something to deliver. ``robot`` is ours: the platform also
    reports other robots of a group."""

    def __init__(
        self, groups: GroupLife, robot: str, clock: Clock, wake: Callable[[], None]
    ) -> None:
        self._groups = groups
        self._robot = robot
        self._clock = clock
        self._wake = wake
        self._tasks = Tasks()

    async def take(self, event: StreamEvent) -> None:
        """Raises StoreError, and then the platform brings the event again."""
        if event.data.get("robotCode", self._robot) != self._robot:
            return
        if event.type == "chat_disband":
            await self._lose(event.conversation_id, DISBANDED)
        elif event.type == "im_cool_app_uninstall":
            await self._lose(event.conversation_id, REMOVED)
        elif event.type == "im_cool_app_install":
            await self._revive(event.conversation_id)
        elif event.type == "chat_add_member":
            await self._groups.joined(event.conversation_id, self._clock.now())

    async def heard(self, message: IncomingMessage, accepting: Awaitable[None]) -> None:
        """A group that was gone is back when somebody speaks to the bot there. ``accepting`` is
        awaited at the same time, so that both share a commit."""
        if message.is_group and self._groups.knows(message.conversation_id):
            await asyncio.gather(accepting, self._revive(message.conversation_id))
        else:
            await accepting

    def refused(self, conversation_id: str, code: str) -> None:
        """A send was refused for good: the platform has no event for a removed robot."""
        logger.warning("group %s refuses the robot: %s", conversation_id, code)
        self._tasks.start(self._note_refused(conversation_id))

    async def close(self) -> None:
        """Wait until all refusals are written down."""
        await self._tasks.wait()

    async def _note_refused(self, conversation_id: str) -> None:
        try:
            await self._lose(conversation_id, REMOVED)
        except StoreError:
            # The next refusal will be noted.
            logger.exception("group %s: its refusal could not be noted", conversation_id)

    async def _revive(self, conversation_id: str) -> None:
        if await self._groups.heard(conversation_id):
            self._wake()

    async def _lose(self, conversation_id: str, reason: str) -> None:
        await self._groups.gone(conversation_id, reason, self._clock.now())
        self._wake()
