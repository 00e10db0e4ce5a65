"""What a member would be told, without anything being done: for admins and the console."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import uuid4

from bot.announcements.platform import NoLinkChecker, NoPlatform
from bot.chat.context import Request, Services
from bot.chat.routes import Route, first_reply
from bot.errors import UserError
from bot.messages import IncomingMessage, MessageKind, Reply, ReplyKind, Role, Turn
from bot.store import WouldWrite, only_reading

_TOO_LONG = "这个问题我想得太久了，没有答出来。"


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What ``route`` replies; None where it would do something (``acts``). ``in_vain``: the
    message would be kept as an unanswered question."""

    reply: Reply | None
    route: Route
    acts: bool = False
    in_vain: bool = False

    @property
    def refused(self) -> bool:
        return self.in_vain or (self.reply is not None and self.reply.kind is ReplyKind.REFUSAL)


def imagined(
    text: str, services: Services, asker: str, conversation_id: str = ""
) -> IncomingMessage:
    """A member's message in a group, which is a group of their own where none is named."""
    return IncomingMessage(
        robot_code="imagined",
        message_id=uuid4().hex,
        kind=MessageKind.TEXT,
        text=text,
        conversation_id=conversation_id or asker,
        is_group=True,
        sender_id=asker,
        received_at=services.now(),
    )


async def rehearse(
    text: str,
    services: Services,
    *,
    asker: str = "",
    conversation_id: str = "",
    history: Sequence[Turn] = (),
) -> Rehearsed:
    """What a member hears in a group; without ``asker``, a member whom nobody knows. The message
    goes its whole way, up to the first thing that it would change."""
    message = imagined(text, services, asker or uuid4().hex, conversation_id)
    request = Request(message=message, text=text, role=Role.MEMBER, history=tuple(history))
    feedback = services.feedback.rehearsal()
    services = dataclasses.replace(
        services, feedback=feedback, platform=NoPlatform(), links=NoLinkChecker()
    )
    tried: list[Route] = []
    reply, acts = None, False
    try:
        with only_reading():
            async with asyncio.timeout(services.settings.limits.handler_seconds):
                reply = await first_reply(request, services, tried.append)
    except WouldWrite:
        acts = True
    except UserError as error:
        reply = Reply.text(str(error))
    except TimeoutError:
        reply = Reply.text(_TOO_LONG, ReplyKind.REFUSAL)
    return Rehearsed(reply, tried[-1], acts, bool(feedback.noted))
