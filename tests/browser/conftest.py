"""A real Chromium on the sandbox page, the real bot behind it. One browser for all tests.

Without a Chromium the tests are skipped and say what to install; with CI=true they fail.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp
import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright, expect

from bot.clock import SystemClock
from bot.sandbox.chat import ChatPage
from bot.sandbox.emulator import Emulator
from tests.browser.announcer import Announcer
from tests.browser.pages import ChatWindow
from tests.conftest import NOON
from tests.conversations.living_bot import Bot, living_bot, write_knowledge

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_REMEDY = "no Chromium found: apt-get install -y chromium fonts-noto-cjk"

EXAMPLES = ("VACUUM FULL 会锁表吗", "第 15 期在哪里办？", "你能做什么")

OpenWindow = Callable[..., Awaitable[ChatWindow]]

expect.set_options(timeout=8_000)


@pytest.fixture(scope="session")
def chromium() -> str:
    found = next((path for name in _NAMES if (path := shutil.which(name))), None)
    if found:
        return found
    if os.environ.get("CI") == "true":
        pytest.fail(_REMEDY)
    pytest.skip(_REMEDY)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser(chromium: str) -> AsyncIterator[Browser]:
    # Chromium's own sandbox cannot be set up by root.
    args = ["--no-sandbox"] if os.getuid() == 0 else []
    async with async_playwright() as playwright:
        running = await playwright.chromium.launch(executable_path=chromium, args=args)
        yield running
        await running.close()


@pytest.fixture
def clock() -> SystemClock:
    """Runs, from noon on a Monday."""
    clock = SystemClock()
    clock.set_to(NOON)
    return clock


@pytest_asyncio.fixture(loop_scope="session")
async def emulator(clock: SystemClock) -> AsyncIterator[Emulator]:
    emulator = Emulator(clock)
    page = ChatPage(emulator, clock, zone=ZoneInfo("Asia/Shanghai"))
    page.offer(EXAMPLES)
    async with emulator:
        yield emulator


@pytest_asyncio.fixture(loop_scope="session")
async def bot(emulator: Emulator, tmp_path: Path, clock: SystemClock) -> AsyncIterator[Bot]:
    folder = write_knowledge(tmp_path / "knowledge")
    rules = [{"name": "前一天", "before": "1d", "at": "10:00"}]
    async with living_bot(emulator, folder, tmp_path, clock, reminders=rules) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def announcer(emulator: Emulator) -> AsyncIterator[Announcer]:
    async with aiohttp.ClientSession() as http:
        yield Announcer(emulator, http)


@pytest_asyncio.fixture(loop_scope="session")
async def open_window(
    browser: Browser, emulator: Emulator, clock: SystemClock, bot: Bot
) -> AsyncIterator[OpenWindow]:
    """Opens the page in a browser of its own each time. What the page logs as an error, a
    refusal of its own policy included, fails the test."""
    contexts: list[Any] = []
    complaints: list[str] = []

    async def open_one(address: str = "", **how: Any) -> ChatWindow:
        how = {"viewport": {"width": 1280, "height": 800}, "locale": "zh-CN"} | how
        context = await browser.new_context(**how)
        contexts.append(context)
        page = await context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
        window = ChatWindow(page, emulator, clock)
        await window.open(address or emulator.base_url)
        return window

    yield open_one
    for context in contexts:
        await context.close()
    # A wire that was cut on purpose is no fault of the page.
    assert [text for text in complaints if "net::ERR" not in text] == []


@pytest_asyncio.fixture(loop_scope="session")
async def window(open_window: OpenWindow) -> ChatWindow:
    return await open_window()
