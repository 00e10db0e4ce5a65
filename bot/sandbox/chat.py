"""The sandbox page: a group chat in the browser, on top of the imitated DingTalk.

``ChatPage`` adds its routes to the emulator's application. People speak through it as
they would through a DingTalk client; what the bot says comes back over a live wire.
"""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from aiohttp import web

from bot.clock import SystemClock
from bot.messages import Destination, Reply
from bot.pages.assets import Assets
from bot.pages.guard import LOOPBACK, Guard, Handler
from bot.sandbox.chat_faults import FaultPanel
from bot.sandbox.chat_input import Input, refusal
from bot.sandbox.chat_live import Live
from bot.sandbox.chat_views import (
    KEPT_LINES,
    KEPT_REQUESTS,
    View,
    chat_view,
    coming_view,
    faults_view,
    line_view,
    person_view,
    request_view,
)
from bot.sandbox.emulator import Emulator
from bot.sandbox.emulator_frames import KINDS
from bot.sandbox.emulator_model import BOT_NAME

_MAX_TEXT = 20_000
_FARTHEST = timedelta(days=3_660)
_ZONE_NAMES = {"Asia/Shanghai": "北京时间"}


# What would be posted in the coming weeks: when, where, and what.
Forecast = Callable[[], Awaitable[Sequence[tuple[datetime, Destination, Reply]]]]


EXAMPLES = ("下一期沙龙是什么时候？", "流复制怎么配置？", "慢查询怎么排查？")


class ChatPage:
    """``zone`` is the time zone people read the clock in; ``hosts`` see ``Guard``.

    Create it before the emulator starts: afterwards its application takes no routes.
    """

    def __init__(
        self,
        emulator: Emulator,
        clock: SystemClock,
        *,
        zone: ZoneInfo,
        hosts: frozenset[str] = LOOPBACK,
    ) -> None:
        self._emulator = emulator
        emulator.gateway.waits_for_first = True
        self._clock = clock
        self._zone = zone
        self._examples: tuple[str, ...] = EXAMPLES
        self._forecast: Forecast | None = None
        self._assets = Assets("bot.sandbox")
        self._epoch = secrets.token_hex(6)
        self._live = Live(emulator, clock, epoch=self._epoch, pulse=self._pulse)
        self._add_routes(emulator.app, Guard(hosts, site="沙箱"))

    def offer(self, examples: Sequence[str]) -> None:
        """Questions for the empty chat; known only once the knowledge is loaded. None: kept."""
        self._examples = tuple(examples) or self._examples

    def foresee(self, forecast: Forecast) -> None:
        """Show what is coming; known only once the bot runs."""
        self._forecast = forecast

    def _add_routes(self, app: web.Application, guard: Guard) -> None:
        faults = FaultPanel(self._emulator)
        gets: dict[str, Handler] = {
            "/": self._page,
            "/sandbox/static/{name}": self._assets.serve,
            "/sandbox/state": self._state,
            "/sandbox/requests": self._requests,
            "/sandbox/coming": self._coming,
            "/sandbox/media/{id}": self._media,
            "/sandbox/stream": self._live.stream,
        }
        posts: dict[str, Handler] = {
            "/sandbox/say": self._say,
            "/sandbox/clock": self._move_clock,
            "/sandbox/faults": faults.add,
            "/sandbox/faults/remove": faults.remove,
            "/sandbox/faults/clear": faults.clear,
            "/sandbox/platform": faults.act,
        }
        for path, handler in gets.items():
            app.router.add_get(path, guard.wrap(handler))
        for path, handler in posts.items():
            app.router.add_post(path, guard.wrap(handler))
        app.on_shutdown.append(self._live.close)

    # -- reading -----------------------------------------------------------------------

    async def _page(self, request: web.Request) -> web.StreamResponse:
        return self._assets.page(
            "chat.html",
            bot_name=BOT_NAME,
            static="/sandbox/static",
            trouble=FaultPanel.trouble(),
            zone_label=_ZONE_NAMES.get(self._zone.key, self._zone.key),
        )

    async def _state(self, request: web.Request) -> web.StreamResponse:
        """Everything a page needs to begin; the stream continues after its last line."""
        state: View = {
            "epoch": self._epoch,
            "botName": BOT_NAME,
            "zone": self._zone.key,
            "people": [person_view(person) for person in self._emulator.people],
            "chats": [chat_view(chat) for chat in self._emulator.chats],
            "lines": [
                line_view(self._emulator, line)
                for chat in self._emulator.chats
                for line in self._emulator.lines(chat.id)[-KEPT_LINES:]
            ],
            "pulse": self._pulse(),
        }
        return web.json_response(state)

    async def _requests(self, request: web.Request) -> web.StreamResponse:
        """What the bot asked of the platform, newest first."""
        newest = list(self._emulator.requests)[-KEPT_REQUESTS:][::-1]
        return web.json_response({"requests": [request_view(one) for one in newest]})

    async def _media(self, request: web.Request) -> web.StreamResponse:
        """A file of a line: pictures are shown, everything else is downloaded."""
        media = self._emulator.world.media.get(request.match_info["id"])
        if media is None:
            raise refusal("没有这个文件。")
        picture = media.kind == "image"
        return web.Response(
            body=media.content,
            content_type="image/png" if picture else "application/octet-stream",
            # Without a name: the link knows the one that people see.
            headers={"Content-Disposition": "inline" if picture else "attachment"},
        )

    async def _coming(self, request: web.Request) -> web.StreamResponse:
        """What the bot will post unasked, exactly as it would be, by time."""
        posts = await self._forecast() if self._forecast else ()
        views = [coming_view(self._emulator, *post) for post in posts]
        return web.json_response({"coming": views})

    def _pulse(self) -> View:
        """What may change without a line being said."""
        return {
            "now": self._clock.now().isoformat(),
            "shift": round(self._clock.offset.total_seconds()),
            "online": self._online(),
            "starting": self._is_starting(),
            "faults": faults_view(self._emulator.faults),
            "examples": self._examples,
            "chats": [chat_view(chat) for chat in self._emulator.groups],
        }

    def _is_starting(self) -> bool:
        return self._emulator.gateway.sockets.opened == 0

    def _online(self) -> bool:
        return any(not one.draining for one in self._emulator.gateway.sockets.open)

    # -- doing -------------------------------------------------------------------------

    async def _say(self, request: web.Request) -> web.StreamResponse:
        """``chat``, ``person``, ``text``; optional ``mention``, ``quote``, ``kind``. The
        answer says ``lost`` when nobody was there to hear it, as on the platform, and
        ``early`` when it waits for a bot that is still starting."""
        said = await Input.of(request)
        chat = self._emulator.world.chats.get(said.text("chat"))
        person = self._emulator.world.people.get(said.text("person"))
        if chat is None or person is None or person.id not in chat.members:
            raise refusal("没有这个会话，或这个人不在里面。")
        text = said.text("text", longest=_MAX_TEXT)
        kind = said.text("kind", default="text")
        if kind not in KINDS:
            raise refusal("没有这种消息。")
        mention = said.flag("mention", default=True) or f"@{BOT_NAME}" in text
        text = text.replace(f"@{BOT_NAME}", "").strip()
        if not text and kind in ("text", "richText") and not (mention and chat.is_group):
            raise refusal("还没有写内容。")
        quote = said.text("quote", default="") or None
        if quote and self._emulator.world.line(chat.id, quote) is None:
            raise refusal("要引用的消息不在这个会话里。")
        early = self._is_starting()
        line_id = await self._emulator.say(
            chat.id, person.id, text, quote=quote, kind=kind, mention_bot=mention
        )
        concerns_bot = chat.has_bot and (mention or not chat.is_group)
        unheard = concerns_bot and not self._online()
        told = {"id": line_id, "lost": unheard and not early, "early": unheard and early}
        return web.json_response(told)

    async def _move_clock(self, request: web.Request) -> web.StreamResponse:
        """``forward`` seconds, or ``to`` a local moment, or ``reset`` to the real time."""
        wanted = await Input.of(request)
        if wanted.flag("reset", default=False):
            self._clock.move(-self._clock.offset)
        elif moment := wanted.text("to", default=""):
            self._move_by(self._parse(moment) - self._clock.now())
        else:
            self._move_by(timedelta(seconds=wanted.number("forward")))
        return web.json_response(self._pulse())

    def _parse(self, moment: str) -> datetime:
        try:
            parsed = datetime.fromisoformat(moment)
        except ValueError:
            raise refusal("时间要写成 2025-12-05T09:00 这样。") from None
        return parsed if parsed.tzinfo else parsed.replace(tzinfo=self._zone)

    def _move_by(self, step: timedelta) -> None:
        if abs(self._clock.offset + step) > _FARTHEST:
            raise refusal("最多拨到十年以内。")
        self._clock.move(step)
