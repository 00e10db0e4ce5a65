"""Waiting in tests: for what tells nobody when it becomes true, on a time of their own, and for
the end of what looks only now and then whether it is to end."""

from __future__ import annotations

import asyncio
import selectors
import sys
from collections.abc import Callable, Iterator
from functools import partial
from inspect import isawaitable
from typing import Any

import pytest


async def eventually(true: Callable[[], object]) -> None:
    """Wait until it is true, or what it gives to be awaited is."""
    async with asyncio.timeout(30):
        while True:
            found = true()
            if await found if isawaitable(found) else found:
                return
            await asyncio.sleep(0.01)


@pytest.fixture
async def leaping_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """The loop's time stands while anything can run, and leaps to what is waited for: how busy
    the machine is changes nothing. For what waits for no thread and no socket."""
    loop: Any = asyncio.get_running_loop()
    now, look = loop.time(), loop._selector.select

    def select(seconds: float | None) -> list[tuple[selectors.SelectorKey, int]]:
        nonlocal now
        assert seconds is not None, "nothing is left to wait for"
        now += seconds
        return list(look(0))

    monkeypatch.setattr(loop, "time", lambda: now)
    monkeypatch.setattr(loop._selector, "select", select)


@pytest.fixture(autouse=True, scope="session")
def prompt_watchers() -> Iterator[None]:
    """What watches a folder looks every twentieth of a second whether it is to end, and each of
    two thousand bots waits for that when it is stopped. Here it looks ten times as often."""
    notices: Any = sys.modules.get("bot.folder.notices")
    if notices is None:
        yield
        return
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(notices, "awatch", partial(notices.awatch, step=5))
        yield
