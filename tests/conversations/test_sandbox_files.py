"""Files in the sandbox: sent by the bot's own way out, shown on the page, downloaded whole."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from html.parser import HTMLParser
from zoneinfo import ZoneInfo

import aiohttp
import pytest

from bot.clock import FixedClock
from bot.dingtalk.openapi import OpenApi
from bot.dingtalk.sender import DingTalkSender
from bot.dingtalk.wire import Wire
from bot.errors import DeliveryError
from bot.messages import Attachment, Reply
from bot.sandbox.chat import ChatPage
from bot.sandbox.emulator import Emulator
from bot.settings import Limits, Settings
from tests.builders import make_message
from tests.conftest import NOON

XLSX = Attachment("名单 & 签到.xlsx", b"PK\x03\x04 not really")
PICTURE = Attachment("签到码.png", b"\x89PNG not really")


class _Addresses(HTMLParser):
    """Where links lead and pictures come from."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("a", "img"):
            self.found.append((tag, dict(attrs)))


@pytest.fixture
async def emulator(clock: FixedClock) -> AsyncIterator[Emulator]:
    emulator = Emulator(clock)
    ChatPage(emulator, clock, zone=ZoneInfo("Asia/Shanghai"))
    async with emulator:
        yield emulator


@pytest.fixture
async def sender(
    emulator: Emulator, http: aiohttp.ClientSession, clock: FixedClock
) -> AsyncIterator[DingTalkSender]:
    settings = Settings(dingtalk=emulator.dingtalk_table(), limits=Limits(http_seconds=2))
    wire = Wire(http, settings.limits.http_seconds)
    opened = DingTalkSender(settings, OpenApi(settings, wire), wire, clock)
    yield opened
    await opened.close()


async def test_a_file_and_a_picture_stand_in_the_chat(
    emulator: Emulator, sender: DingTalkSender, http: aiohttp.ClientSession
) -> None:
    chat = emulator.single_chat("linxi")
    assert chat is not None
    message = make_message(
        conversation_id=chat.id,
        is_group=False,
        staff_id="050003",
        webhook_expires_at=NOON + timedelta(hours=1),
    )
    await sender.reply(message, Reply("请看文件", attachments=(XLSX, PICTURE)))
    assert [line.kind for line in emulator.bot_lines(chat.id)][:2] == ["file", "picture"]
    async with http.get(f"{emulator.base_url}/sandbox/state") as answer:
        lines = (await answer.json())["lines"]
    assert lines[0]["preview"] == "[文件] 名单 & 签到.xlsx"
    page = _Addresses()
    for line in lines:
        page.feed(line["html"])
    (link, about), (image, shown) = page.found[:2]
    assert (link, about["download"], image) == ("a", XLSX.name, "img")
    for address, content in ((about["href"], XLSX.content), (shown["src"], PICTURE.content)):
        async with http.get(f"{emulator.base_url}{address}") as answer:
            assert await answer.read() == content


async def test_a_file_never_goes_to_a_group_or_to_an_outsider(
    emulator: Emulator, sender: DingTalkSender
) -> None:
    for changes in (
        {"conversation_id": emulator.groups[0].id},
        {"is_group": False, "staff_id": ""},
    ):
        with pytest.raises(DeliveryError, match="只能私聊"):
            await sender.reply(make_message(**changes), Reply("看", attachments=(XLSX,)))
    assert emulator.world.media == {}
    assert all(emulator.bot_lines(chat.id) == [] for chat in emulator.chats)
