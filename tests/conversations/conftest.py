"""The imitated DingTalk on a free port, and the settings that lead to it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

import aiohttp
import pytest

from bot.clock import FixedClock
from bot.sandbox.emulator import Emulator
from bot.settings import Limits, Settings


@pytest.fixture
async def emulator(clock: FixedClock) -> AsyncIterator[Emulator]:
    async with Emulator(clock) as running:
        yield running


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
def settings(emulator: Emulator) -> Settings:
    return Settings(
        dingtalk=emulator.dingtalk_table(),
        groups=emulator.group_tables(),
        roles=emulator.roles_table(),
        limits=Limits(http_seconds=0.5),
    )


async def eventually(true: Callable[[], object]) -> None:
    """Wait for something that tells nobody when it becomes true."""
    async with asyncio.timeout(30):
        while True:
            if true():
                return
            await asyncio.sleep(0.01)
