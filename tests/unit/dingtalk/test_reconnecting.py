"""When the stream tries again: at once where that is safe, and ever later where it fails."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, cast

import aiohttp
import pytest
from aiohttp import WSMessage, WSMsgType

from bot.clock import FixedClock
from bot.dingtalk.gateway import GatewayError
from bot.dingtalk.inbound import StreamEvent
from bot.dingtalk.stream import StreamConnection
from bot.messages import IncomingMessage
from bot.settings import Settings

AWAY = GatewayError("away")
REFUSED = GatewayError("refused", refused=True)
PING = '{"type": "SYSTEM", "headers": {"topic": "ping", "messageId": "1"}, "data": "{}"}'


@dataclass(slots=True)
class Socket:
    """Open for so many seconds; ``heard`` a frame in its first moment. Ends with a close of
    the server or, without a ``close_code``, with the network."""

    seconds: float
    heard: bool = True
    close_code: int | None = 1000

    async def receive(self) -> WSMessage:
        if self.heard:
            self.heard = False
            return WSMessage(WSMsgType.TEXT, PING, None)
        await asyncio.sleep(self.seconds)
        kind = WSMsgType.CLOSED if self.close_code else WSMsgType.ERROR
        return WSMessage(kind, ConnectionResetError(), None)

    async def send_str(self, text: str) -> None:
        pass

    async def close(self) -> None:
        pass


@dataclass(slots=True)
class Supervised:
    """Plays what each try meets; ``pauses`` are the seconds from one try to the next."""

    clock: FixedClock
    patch: pytest.MonkeyPatch

    async def pauses(self, *met: GatewayError | Socket) -> Sequence[float]:
        times, _ = await self._played(met)
        return [round(later - at, 3) for at, later in pairwise(times)]

    async def deaf(self, *met: GatewayError | Socket) -> Sequence[float]:
        """The seconds of each gap that was told."""
        _, gaps = await self._played(met)
        return [round((until - since) / timedelta(seconds=1), 3) for since, until in gaps]

    async def _played(
        self, met: Sequence[GatewayError | Socket]
    ) -> tuple[list[float], list[tuple[datetime, datetime]]]:
        loop, stop = asyncio.get_running_loop(), asyncio.Event()
        times: list[float] = []
        gaps: list[tuple[datetime, datetime]] = []
        left: Iterator[GatewayError | Socket] = iter(met)

        async def connect(*_: object) -> Any:
            times.append(loop.time())
            if (now := next(left, None)) is None:
                stop.set()
                raise AWAY
            if isinstance(now, GatewayError):
                raise now
            return now

        async def on_gap(since: datetime, until: datetime) -> None:
            gaps.append((since, until))

        self.patch.setattr("bot.dingtalk.stream.connect", connect)
        self.patch.setattr("bot.dingtalk.stream.random.random", lambda: 0.0)
        stream = StreamConnection(
            Settings(),
            cast(aiohttp.ClientSession, None),
            _nothing,
            self.clock,
            on_event=_nothing,
            on_gap=on_gap,
            elapsed=loop.time,
        )
        await stream.run(stop)
        return times, gaps


async def _nothing(_: IncomingMessage | StreamEvent) -> None:
    pass


@pytest.fixture
def supervised(
    leaping_time: None, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> Supervised:
    return Supervised(clock, monkeypatch)


async def test_a_gateway_that_is_away_is_asked_ever_more_seldom(supervised: Supervised) -> None:
    assert await supervised.pauses(*[AWAY] * 8) == [1, 2, 4, 8, 16, 32, 60, 60]


async def test_wrong_credentials_are_tried_once_a_minute_at_most(supervised: Supervised) -> None:
    assert await supervised.pauses(*[REFUSED] * 7) == [60, 120, 180, 240, 300, 300, 300]


@pytest.mark.parametrize(
    ("seconds", "heard", "expected"),
    [
        (0, False, [0, 1, 2, 4]),  # the platform closes at once, and cleanly
        (5, True, [5, 6, 7, 9]),
        (20, False, [20, 21, 22, 24]),
        (20, True, [20, 20, 20, 20]),
    ],
)
async def test_connections_that_are_worth_nothing_count_as_failures(
    supervised: Supervised, seconds: float, heard: bool, expected: Sequence[float]
) -> None:
    sockets = [Socket(seconds, heard) for _ in range(4)]
    assert await supervised.pauses(*sockets) == expected


async def test_a_good_connection_makes_up_for_failures(supervised: Supervised) -> None:
    assert await supervised.pauses(AWAY, AWAY, Socket(20), AWAY) == [1, 2, 20, 1]


async def test_deaf_is_since_the_last_sign_of_life_or_the_servers_close(
    supervised: Supervised,
) -> None:
    away = [AWAY] * 5  # 31 seconds
    assert await supervised.deaf(Socket(80, close_code=None), *away, Socket(20)) == [111]
    assert await supervised.deaf(Socket(80), *away, Socket(20)) == []
