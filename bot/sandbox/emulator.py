"""An imitation of the DingTalk server: the bot in the sandbox and in the tests is the real one.

``Emulator`` is the whole platform on one port. Give ``base_url`` to the bot as api_base
and oapi_base, let people ``say`` something, and read what then stands in the chats.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import replace

from aiohttp import web
from pydantic import SecretStr

from bot.clock import Clock
from bot.sandbox.emulator_faults import Faults
from bot.sandbox.emulator_frames import KINDS, TOPIC_BOT, Spoken, callback_data
from bot.sandbox.emulator_gateway import Gateway, Push
from bot.sandbox.emulator_http import Front, RecordedRequest
from bot.sandbox.emulator_model import (
    BOT_NAME,
    CLIENT_ID,
    CLIENT_SECRET,
    ROBOT_CODE,
    Chat,
    Line,
    Person,
    World,
    default_groups,
    default_people,
)
from bot.sandbox.emulator_openapi import OpenApi
from bot.sandbox.emulator_webhooks import Webhooks
from bot.settings import DingTalk, Group, Roles

__all__ = ["Chat", "Emulator", "Line", "Person"]


class Emulator:
    """The platform. ``start`` and ``stop`` it; ``app`` takes further routes before."""

    client_id, client_secret, robot_code = CLIENT_ID, CLIENT_SECRET, ROBOT_CODE

    def __init__(
        self,
        clock: Clock,
        *,
        people: Iterable[Person] | None = None,
        groups: Iterable[Chat] | None = None,
        seed: int = 0,
        elapsed: Callable[[], float] = time.monotonic,
    ) -> None:
        people = default_people() if people is None else tuple(people)
        self.clock = clock
        self.world = World.of(people, default_groups(people) if groups is None else groups)
        self.faults = Faults()
        self.base_url = ""
        self.app = web.Application()
        self.gateway = Gateway(clock, self.faults, seed=seed)
        self._sockets = self.gateway.sockets
        self.openapi = OpenApi(clock, self.world, elapsed=elapsed)
        self.webhooks = Webhooks(clock, self.world, self.faults, elapsed=elapsed)
        self._front = Front(clock, self.faults)
        self._runner: web.AppRunner | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._add_routes()

    def _add_routes(self) -> None:
        calls = (
            ("/v1.0/gateway/connections/open", "gateway", self._sockets.open_connection),
            ("/v1.0/oauth2/accessToken", "token", self.openapi.access_token),
            ("/v1.0/robot/groupMessages/send", "group", self.openapi.send_to_group),
            ("/v1.0/robot/oToMessages/batchSend", "person", self.openapi.send_to_people),
            ("/v1.0/robot/groupMessages/recall", "recall", self.openapi.recall),
            ("/v1.0/robot/otoMessages/batchRecall", "recall", self.openapi.recall_from_people),
            ("/v1.0/robot/groupMessages/query", "query", self.openapi.query),
            ("/media/upload", "upload", self.openapi.upload),
            ("/robot/sendBySession", "session", self.webhooks.send_by_session),
            ("/robot/send", "webhook", self.webhooks.send_by_robot),
        )
        for path, point, handle in calls:
            self._front.route(self.app, path, point, handle)
        self.app.router.add_get("/connect", self._sockets.connect)

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Listen; port 0 takes a free one. Raises OSError when the port is taken."""
        # A client that gives up ends its handler too: nothing hangs on after a test.
        self._runner = web.AppRunner(
            self.app, access_log=None, handler_cancellation=True, shutdown_timeout=0.5
        )
        await self._runner.setup()
        site = web.TCPSite(self._runner, host, port)
        await site.start()
        name, number = self._runner.addresses[0][:2]
        self.base_url = f"http://{name}:{number}"
        self._sockets.endpoint = f"ws://{name}:{number}/connect"
        self._tasks = [
            asyncio.create_task(self.gateway.redeliver(), name="emulator-redeliver"),
            asyncio.create_task(self.gateway.ping(), name="emulator-ping"),
        ]

    async def stop(self) -> None:
        """Close everything; idempotent."""
        self.faults.clear()
        await self._sockets.close()
        await asyncio.gather(*self._tasks)
        self._tasks = []
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def __aenter__(self) -> Emulator:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    def dingtalk_table(self) -> DingTalk:
        """The ``[dingtalk]`` settings that lead here; call after ``start``."""
        return DingTalk(
            client_id=self.client_id,
            client_secret=SecretStr(self.client_secret),
            robot_code=self.robot_code,
            api_base=self.base_url,
            oapi_base=self.base_url,
        )

    def group_tables(self) -> tuple[Group, ...]:
        """``[[groups]]`` for every group here, custom webhooks included; after ``start``."""
        robot = f"{self.base_url}/robot/send?access_token="
        return tuple(
            Group(
                name=chat.title,
                conversation_id=chat.id,
                webhook=SecretStr(robot + chat.webhook_token) if chat.webhook_token else None,
                webhook_secret=SecretStr(chat.webhook_secret) if chat.webhook_secret else None,
            )
            for chat in self.groups
        )

    def roles_table(self) -> Roles:
        """``[roles]`` by the people's role here; deafness and the like go to the admins."""
        staff = [person for person in self.people if person.staff_id]
        admins = tuple(one.staff_id for one in staff if one.role == "admin")
        organizers = tuple(one.staff_id for one in staff if one.role == "organizer")
        return Roles(admins=admins, organizers=organizers, notify=admins)

    @property
    def people(self) -> tuple[Person, ...]:
        return tuple(self.world.people.values())

    @property
    def groups(self) -> tuple[Chat, ...]:
        return tuple(chat for chat in self.world.chats.values() if chat.is_group)

    @property
    def chats(self) -> tuple[Chat, ...]:
        return tuple(self.world.chats.values())

    def single_chat(self, person_id: str) -> Chat | None:
        """The 1:1 conversation of a person; outsiders have none."""
        return self.world.single_of(self.world.people[person_id])

    async def say(
        self,
        conversation_id: str,
        person_id: str,
        text: str,
        *,
        quote: str | None = None,
        kind: str = "text",
        mention_bot: bool = True,
        mentions: Iterable[str] = (),
    ) -> str:
        """Let somebody say something and return its msgId.

        ``kind`` is the platform's msgtype; ``text`` is then the recognition of audio, the
        name of a file, the words of a richText. ``quote`` is the id of a line here. In a
        group only what mentions the bot is pushed to it; in 1:1 everything is.
        """
        chat, person = self.world.chats[conversation_id], self.world.people[person_id]
        if kind not in KINDS:
            raise ValueError(f"unknown kind {kind!r}")
        if person.id not in chat.members:
            raise ValueError(f"{person.id} is not in {chat.id}")
        others = tuple(self.world.people[one] for one in mentions)
        names = [BOT_NAME] if mention_bot and chat.is_group else []
        names += [other.nick for other in others]
        line = self.world.add(
            Line(
                chat_id=chat.id,
                author=person.id,
                author_name=person.nick,
                kind=kind,
                text=" ".join([*(f"@{name}" for name in names), text]),
                raw=text,
                at=tuple(other.id for other in others),
                quote=quote or "",
                sent_at=self.clock.now(),
            )
        )
        if chat.has_bot and (mention_bot or not chat.is_group):
            quoted = self.world.line(chat.id, quote) if quote else None
            back = self._session_webhook(chat.id)
            withheld = self.faults.take("push", "quota") is not None
            spoken = Spoken(line, person, chat, back, quoted, others)
            data = callback_data(spoken, quota_used_up=withheld)
            await self.gateway.push(Push(line.id, "CALLBACK", TOPIC_BOT, {}, data))
        return line.id

    def _session_webhook(self, chat_id: str) -> str:
        key = self.webhooks.open_session(chat_id)
        return f"{self.base_url}/robot/sendBySession?session={key}"

    def lines(self, conversation_id: str) -> list[Line]:
        """What stands in that chat, oldest first."""
        return self.world.lines(conversation_id)

    def bot_lines(self, conversation_id: str) -> list[Line]:
        return [line for line in self.lines(conversation_id) if line.from_bot]

    async def wait_for_line(
        self, wanted: Callable[[Line], bool], *, timeout: float = 30.0
    ) -> Line:
        """The first line, present or coming, that is ``wanted``; TimeoutError if none."""
        return await self.world.first_line(wanted, timeout)

    @property
    def requests(self) -> deque[RecordedRequest]:
        """Every HTTP call, refused ones with the reason."""
        return self._front.requests

    @property
    def refused(self) -> list[RecordedRequest]:
        return [request for request in self.requests if request.refused and not request.fault]

    async def push_raw(self, text: str | bytes) -> None:
        """Send these very characters (bytes: a binary frame) on every open connection."""
        for connection in tuple(self._sockets.open):
            await self._sockets.send_raw(connection, text)

    async def disband(self, conversation_id: str) -> None:
        """Dissolve a group: an event, and every later send is refused."""
        chat = self.world.chats[conversation_id]
        self.world.chats[chat.id] = replace(chat, disbanded=True, has_bot=False)
        await self.gateway.push_event("chat_disband", {"openConversationId": conversation_id})

    def remove_bot(self, conversation_id: str) -> None:
        """Take the robot out of a group; the platform has no event for it."""
        chat = self.world.chats[conversation_id]
        self.world.chats[chat.id] = replace(chat, has_bot=False)
