"""What a frame asks of the bot: a message is committed first and acknowledged then.

A message that could not be committed is answered with code 500, so that the platform brings it
again; the inbox recognises repeats.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.clock import Clock
from bot.dingtalk.frames import FAILED, NOT_FOUND, OK, TOPIC_BOT, TOPIC_CARD, Frame, ack
from bot.dingtalk.incoming import parse_message
from bot.dingtalk.stream_state import StreamState
from bot.errors import BotError
from bot.messages import Accept

logger = logging.getLogger(__name__)

_KEPT_EVENTS = 10_000
_NO_RESPONSE: Mapping[str, Any] = {"response": None}
_SUCCESS = {"status": "SUCCESS", "message": "OK"}
_LATER = {"status": "LATER", "message": "retry"}


@dataclass(frozen=True, slots=True)
class StreamEvent:
    """Something that happened in a group; ``type`` is the platform's name for it."""

    id: str
    type: str
    data: Mapping[str, Any]

    @property
    def conversation_id(self) -> str:
        return str(self.data.get("openConversationId", ""))


OnEvent = Callable[[StreamEvent], Awaitable[None]]


class Inbound:
    """Turns frames into calls of ``accept`` and ``on_event``, and into their acks."""

    def __init__(
        self,
        accept: Accept,
        on_event: OnEvent,
        clock: Clock,
        state: StreamState,
        *,
        robot_code: str,
        bot_names: Sequence[str],
    ) -> None:
        self._accept = accept
        self._on_event = on_event
        self._clock = clock
        self._state = state
        self._robot_code = robot_code
        self._bot_names = tuple(bot_names)
        self._events: OrderedDict[str, None] = OrderedDict()

    async def handle(self, frame: Frame) -> str | None:
        """The acknowledgement of this frame. Raises nothing but CancelledError."""
        if frame.is_event:
            return ack(frame, OK, "OK", await self._event(frame))
        if frame.topic == TOPIC_BOT:
            code = await self._message(frame)
            return ack(frame, code, "OK" if code == OK else "try again", _NO_RESPONSE)
        if frame.topic == TOPIC_CARD:
            # Our cards ask for nothing; a click without an answer would come again.
            return ack(frame, OK, "OK", {"response": {}})
        logger.info("no handler for topic %.100s", frame.topic)
        return ack(frame, NOT_FOUND, "no handler", _NO_RESPONSE)

    async def _message(self, frame: Frame) -> int:
        now = self._clock.now()
        message = None
        if frame.data is not None:
            message = parse_message(
                frame.data, now, robot_code=self._robot_code, bot_names=self._bot_names
            )
        if message is None:
            # Not worth a second delivery: it would be the same again.
            logger.warning("skipped a message without the needed fields")
            self._state.unreadable += 1
            return OK
        self._state.last_message_at = now
        try:
            await self._accept(message)
        except BotError as error:
            logger.error("message %s was not committed: %s", message.message_id, error)
            return FAILED
        except Exception:  # the edge: whatever went wrong, the message must come again
            logger.exception("message %s was not committed", message.message_id)
            return FAILED
        return OK

    async def _event(self, frame: Frame) -> Mapping[str, str]:
        if frame.data is None or frame.event_id in self._events:
            return _SUCCESS
        type_ = frame.event_type or str(frame.data.get("eventType", ""))
        event = StreamEvent(frame.event_id, type_, frame.data)
        try:
            await self._on_event(event)
        except BotError as error:
            logger.error("event %s (%s) failed: %s", event.id, type_, error)
            return _LATER
        except Exception:  # the edge: a faulty handler must not end the connection
            logger.exception("event %s (%s) failed", event.id, type_)
            return _LATER
        if frame.event_id:
            self._events[frame.event_id] = None
        if len(self._events) > _KEPT_EVENTS:
            self._events.popitem(last=False)
        return _SUCCESS
