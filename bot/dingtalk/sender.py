"""The way out: an answer or an announcement, on the best route that still works.

The session webhook of a message can notify the asker and costs nothing, but ends after
90 minutes; the OpenAPI always works and can be recalled, but notifies nobody and is
counted; a group's custom robot can notify and takes a key that makes a repeat harmless.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Mapping, Sequence

from yarl import URL

from bot.clock import Clock
from bot.dingtalk.custom_robot import CustomRobot
from bot.dingtalk.formats import (
    BODY_BYTES,
    addressed,
    after_wait,
    file_body,
    merged,
    open_api_body,
    part_limit,
    parts_of,
    title_of,
)
from bot.dingtalk.openapi import OpenApi
from bot.dingtalk.pacing import Answer, Lane, Pace
from bot.dingtalk.refusals import GONE_CODES, TOO_FAST_CODES, TOO_FAST_SECONDS, UNSAFE_CODES
from bot.dingtalk.session_webhooks import SessionWebhooks
from bot.dingtalk.wire import Wire
from bot.errors import SPARED, DeliveryError, SessionExpired
from bot.messages import Attachment, Destination, IncomingMessage, Leaving, Reply, SendReceipt
from bot.settings import Settings
from bot.tasks import Tasks

logger = logging.getLogger(__name__)

_MOST_LANES = 2_000
_UNSAFE = "这条回答没有通过钉钉的内容安全检查，没能发出来。可以换个问法再试。"


class DingTalkSender:
    """Implements ``bot.messages.Sender``. ``on_gone`` is told a group's conversation id
    and the platform's code when the robot is not in that group any more. While
    ``sparing`` no answer costs a call of the month: they are kept for what was promised."""

    def __init__(
        self,
        settings: Settings,
        openapi: OpenApi,
        wire: Wire,
        clock: Clock,
        *,
        pace: Pace | None = None,
        elapsed: Callable[[], float] = time.monotonic,
        on_gone: Callable[[str, str], None] | None = None,
        sparing: Callable[[], bool] = lambda: False,
    ) -> None:
        self._openapi = openapi
        self._wire = wire
        self._sessions = SessionWebhooks(settings.dingtalk, wire, clock)
        limits = settings.limits
        self._pace = pace or Pace(limits.group_per_minute, patience=limits.wait_seconds)
        self._elapsed = elapsed
        self._on_gone = on_gone
        self._sparing = sparing
        self._limit = part_limit(limits.reply_bytes)
        self._lanes: dict[str, Lane] = {}
        self._leaving = Tasks()  # of all lanes
        self._robots = {
            group.conversation_id: CustomRobot(group, wire, clock)
            for group in settings.groups
            if group.webhook is not None
        }

    async def reply(
        self, message: IncomingMessage, reply: Reply, *, leaving: Leaving | None = None
    ) -> SendReceipt:
        """Answer a message, in parts when it is long. Waits its turn when the group has
        heard much in the last minute; then it may come merged with other answers."""
        parts = parts_of(reply, self._limit)
        answer = Answer(message, reply, parts, self._elapsed(), leaving)
        return await self._lane(message.conversation_id).submit(answer)

    async def send(
        self, destination: Destination, reply: Reply, *, key: str, again: bool = False
    ) -> SendReceipt:
        """Say something unasked: by the group's custom robot when everybody must be notified, else
        by OpenAPI, whose receipt allows a recall.

        A robot that does not work is passed over, but not when it is tried ``again``: what it was
        given before may stand in the group, and no other route can know."""
        title, parts = title_of(reply), parts_of(reply, self._limit)
        robot = self._robot(destination, reply)
        if robot is not None:
            try:
                return await robot.send(title, parts, key)
            except DeliveryError as error:
                if not error.permanent or error.code in UNSAFE_CODES:
                    error.ambiguous |= again and not error.permanent
                    raise
                if again:
                    raise DeliveryError(
                        f"群机器人先前可能已经发出，现在不能用了：{error}",
                        ambiguous=True,
                        code=error.code,
                    ) from None
                logger.error("the custom robot of %s does not work: %s", destination, error)
        return await self._by_openapi(destination, title, parts)

    def posts(self, destination: Destination, reply: Reply) -> int:
        return len(parts_of(reply, self._limit)) if self._robot(destination, reply) else 0

    def _robot(self, destination: Destination, reply: Reply) -> CustomRobot | None:
        if not reply.mention_everyone:
            return None
        return self._robots.get(destination.conversation_id)

    def remember(self, answers: Mapping[str, list[float]], rests: Mapping[str, float]) -> None:
        """Count what a run before this one said, as the platform does. ``answers``: how many
        seconds ago, by conversation id; ``rests``: what is left of the seconds that ``resting``
        gave."""
        for conversation_id, ages in answers.items():
            self._lane(conversation_id).remember(ages)
        for conversation_id, seconds in rests.items():
            if conversation_id:
                self._lane(conversation_id).rest(seconds)
            else:
                self._wire.block(seconds)

    def resting(self) -> dict[str, float]:
        """For how many seconds the platform wants to hear nothing, by conversation id; under the
        empty id: nothing at all from our address."""
        found = {c: lane.resting for c, lane in self._lanes.items()}
        found[""] = self._wire.blocked_seconds
        return {name: seconds for name, seconds in found.items() if seconds > 0}

    async def close(self) -> None:
        """Give up the answers that still wait their turn; call before the HTTP session
        is closed. Idempotent."""
        await asyncio.gather(*(lane.close() for lane in self._lanes.values()))

    def _lane(self, conversation_id: str) -> Lane:
        if len(self._lanes) > _MOST_LANES:
            self._lanes = {c: lane for c, lane in self._lanes.items() if not lane.is_idle}
        if conversation_id not in self._lanes:
            self._lanes[conversation_id] = Lane(
                self._pace, self._deliver, self._elapsed, self._leaving, sparing=self._sparing
            )
        return self._lanes[conversation_id]

    async def _deliver(self, answers: list[Answer], free: bool) -> SendReceipt:
        """One or several answers as one message. Files go before the words that explain them:
        until the first one is taken, a failure has shown nothing and the whole can be tried
        again."""
        files = [one for answer in answers for one in answer.reply.attachments]
        await self._attach(_destination(answers[-1].message), files)
        try:
            return await self._say(answers, free)
        except DeliveryError as error:
            raise error.after_parts(len(files)) from None

    async def _attach(self, destination: Destination | None, files: Sequence[Attachment]) -> None:
        if not files:
            return
        if destination is None or destination.is_group:
            raise DeliveryError("文件只能私聊发给组织内的人", permanent=True)
        if self._sparing():
            raise _spared("文件要调用接口才能发")
        bodies = [file_body(one, await self._openapi.upload(one)) for one in files]
        for sent, body in enumerate(bodies):
            try:
                await self._openapi.send(destination, body)
            except DeliveryError as error:
                raise error.after_parts(sent) from None

    async def _say(self, answers: list[Answer], free: bool) -> SendReceipt:
        """The words: by session webhook while one lives and the window has room (``free``),
        else by OpenAPI."""
        message = answers[-1].message  # the latest: its webhook lives longest
        destination = _destination(message)
        title, parts = self._composed(answers)
        webhook = self._sessions.live(message)
        sent = 0
        if webhook is not None and (free or destination is None):
            sent = await self._by_session(webhook, answers, title, parts)
            if sent == len(parts):
                return SendReceipt("session")
            logger.info("message %s: its webhook has ended", message.message_id)
        if destination is None:
            raise DeliveryError("会话 webhook 已失效，对方又收不到单聊", permanent=True)
        if self._sparing():
            raise _spared("会话 webhook 已失效").after_parts(sent)
        return await self._by_openapi(destination, title, parts[sent:], sent, answers)

    def _composed(self, answers: list[Answer]) -> tuple[str, list[str]]:
        title = title_of(answers[0].reply)
        waited = self._elapsed() - answers[0].since
        if len(answers) == 1:
            return title, after_wait(answers[0].parts, waited, is_last=answers[0].is_last)
        text = merged([(answer.message, answer.reply) for answer in answers])
        parts = parts_of(Reply(text), part_limit(BODY_BYTES))
        return f"{title} 等 {len(answers)} 条回答", after_wait(parts, waited)

    async def _by_session(
        self, webhook: URL, answers: list[Answer], title: str, parts: list[str]
    ) -> int:
        """How many parts were sent; fewer than all if the webhook ended on the way."""
        message = answers[-1].message
        for sent, part in enumerate(parts):
            key = f"{message.message_id}:{sent}"
            mentions: list[str] = []
            if sent == 0:
                # Only people of our organisation have an id, and only they can be notified.
                ids = dict.fromkeys(asker.staff_id for asker in _askers(answers))
                mentions = [one for one in ids if one]
                unheard = [one.sender_nick for one in _to_name(answers) if not one.staff_id]
                part = addressed(part, unheard)
            try:
                await self._sessions.post(webhook, title, part, mentions=mentions, key=key)
            except SessionExpired:
                return sent
            except DeliveryError as error:
                self._note_gone(message.conversation_id, error)
                if error.code in UNSAFE_CODES:
                    await self._explain(webhook, key)
                if error.code in TOO_FAST_CODES:
                    error = self._slowed(message.conversation_id, error)
                raise error.after_parts(sent) from None
        return len(parts)

    def _slowed(self, conversation_id: str, error: DeliveryError) -> DeliveryError:
        """Let the whole conversation rest, not this answer alone: the next one would be
        refused as well. Tried again it waits there with the others and comes merged."""
        self._lane(conversation_id).rest(error.retry_after or TOO_FAST_SECONDS)
        return DeliveryError(str(error), code=error.code)

    async def _explain(self, webhook: URL, key: str) -> None:
        """Tell that the answer was refused, since the asker would hear nothing."""
        try:
            await self._sessions.post(webhook, "没能发出", _UNSAFE, key=f"{key}:notice")
        except DeliveryError as error:
            logger.warning("the notice of a refused answer failed: %s", error)

    async def _by_openapi(
        self,
        destination: Destination,
        title: str,
        parts: Sequence[str],
        sent: int = 0,
        answers: Sequence[Answer] = (),
    ) -> SendReceipt:
        """Send parts in order, of a message of which ``sent`` parts went by another route."""
        keys: list[str] = []
        for number, part in enumerate(parts, sent):
            # Nobody can be notified this way.
            names = [one.sender_nick for one in _to_name(answers)] if number == 0 else []
            text = addressed(part, names)
            try:
                keys.append(await self._openapi.send(destination, open_api_body(title, text)))
            except DeliveryError as error:
                self._note_gone(destination.conversation_id, error)
                raise error.after_parts(number) from None
        return SendReceipt("openapi", ",".join(keys))

    def _note_gone(self, conversation_id: str, error: DeliveryError) -> None:
        if self._on_gone is not None and conversation_id and error.code in GONE_CODES:
            self._on_gone(conversation_id, error.code)


def _destination(message: IncomingMessage) -> Destination | None:
    """Where the OpenAPI could answer this message; None for an outsider's 1:1."""
    if message.is_group:
        return Destination(conversation_id=message.conversation_id)
    if message.staff_id and message.same_organisation:
        return Destination(staff_id=message.staff_id)
    return None


def _spared(why: str) -> DeliveryError:
    words = f"{why}，本月剩下的接口调用又要留给公告和当天的提醒"
    return DeliveryError(words, permanent=True, code=SPARED)


def _askers(answers: Sequence[Answer]) -> list[IncomingMessage]:
    """The messages whose senders must be addressed, since others read the answer too."""
    return [a.message for a in answers if a.message.is_group and a.reply.mention_asker]


def _to_name(answers: Sequence[Answer]) -> list[IncomingMessage]:
    """The senders to address; a merged message names each of them beside the answer."""
    return _askers(answers) if len(answers) == 1 else []
