"""The imitated DingTalk on a free port, and the settings that lead to it."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import psycopg
import pytest

from bot.clock import FixedClock
from bot.sandbox.emulator import Emulator
from bot.settings import Limits, Settings
from bot.store.postgres import _PostgresTransaction
from bot.store.sqlite import _SqliteTransaction


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


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """Which named query fails how many times more."""
    times: dict[str, int] = {}

    def fail(transaction: type, error: type[Exception]) -> None:
        whole = transaction._cursor  # type: ignore[attr-defined]

        def cursor(self: Any, name: str, parameters: dict[str, object]) -> Any:
            if times.get(name, 0) > 0:
                times[name] -= 1
                raise error("database or disk is full")
            return whole(self, name, parameters)

        monkeypatch.setattr(transaction, "_cursor", cursor)

    fail(_SqliteTransaction, sqlite3.OperationalError)
    fail(_PostgresTransaction, psycopg.errors.DiskFull)
    return times
