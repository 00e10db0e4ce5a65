"""Hearing: the real connection against the imitated platform and its troubles."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest

from bot.clock import FixedClock
from bot.dingtalk.gateway import GatewayTiming
from bot.dingtalk.inbound import StreamEvent
from bot.dingtalk.stream import StreamConnection, StreamTiming
from bot.errors import StoreError
from bot.messages import IncomingMessage
from bot.sandbox.emulator import Emulator
from bot.sandbox.emulator_faults import FOREVER
from bot.sandbox.emulator_frames import TOPIC_BOT, TOPIC_CARD
from bot.sandbox.emulator_gateway import Push
from bot.settings import Settings
from tests.waiting import eventually

INVALID = json.loads(
    (Path(__file__).parents[1] / "data/frames/invalid.json").read_text(encoding="utf-8")
)
QUICK = StreamTiming(
    gateway=GatewayTiming(open=1, connect=1, heartbeat=30),
    backoff=0.01,
    longest_backoff=0.05,
    refused=0.05,
    silence=30,
    steady=0,
    gap=90,
)


class Ear:
    """A stream with everything it heard; ``gate`` holds the commit back while closed."""

    def __init__(self, settings: Settings, http: aiohttp.ClientSession, clock: FixedClock) -> None:
        self._settings, self._http, self._clock = settings, http, clock
        self.heard: list[IncomingMessage] = []
        self.events: list[StreamEvent] = []
        self.gaps: list[tuple[datetime, datetime]] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.commits = 0
        self.failing: list[Exception] = []
        self.changed = asyncio.Event()
        self.stop = asyncio.Event()
        self.skipped = 0.0
        self.stream: StreamConnection
        self.task: asyncio.Task[None]

    def start(self, timing: StreamTiming = QUICK) -> None:
        self.stream = StreamConnection(
            self._settings,
            self._http,
            self.accept,
            self._clock,
            on_event=self.on_event,
            on_gap=self.on_gap,
            timing=timing,
            elapsed=lambda: asyncio.get_running_loop().time() + self.skipped,
        )
        self.task = asyncio.create_task(self.stream.run(self.stop))

    async def accept(self, message: IncomingMessage) -> None:
        await self.gate.wait()
        if self.failing:
            raise self.failing.pop()
        self.commits += 1
        self.heard.append(message)
        self.changed.set()

    async def on_event(self, event: StreamEvent) -> None:
        if self.failing:
            raise self.failing.pop()
        self.events.append(event)
        self.changed.set()

    async def on_gap(self, since: datetime, until: datetime) -> None:
        if self.failing:
            raise self.failing.pop()
        self.gaps.append((since, until))
        self.changed.set()

    async def until(self, true: Callable[[], bool]) -> None:
        async with asyncio.timeout(30):
            while not true():
                self.changed.clear()
                await self.changed.wait()

    async def end(self) -> None:
        self.stop.set()
        self.gate.set()
        await asyncio.wait_for(self.task, 30)


@pytest.fixture
async def deaf(
    settings: Settings, http: aiohttp.ClientSession, clock: FixedClock
) -> AsyncIterator[Ear]:
    """One that has not begun to hear."""
    ear = Ear(settings, http, clock)
    yield ear
    await ear.end()


@pytest.fixture
async def ear(deaf: Ear, emulator: Emulator) -> Ear:
    deaf.start()
    await opened(emulator)
    return deaf


async def ask(emulator: Emulator, text: str = "什么是 WAL", person: str = "xiaoyu") -> str:
    return await emulator.say(emulator.groups[0].id, person, text)


async def is_heard(emulator: Emulator) -> bool:
    """What is said now, with all that was said before."""
    await ask(emulator)
    return await emulator.gateway.settled()


async def opened(emulator: Emulator, count: int = 1) -> None:
    async with asyncio.timeout(30):
        await emulator.gateway.sockets.wait_opened(count)


async def closed_but(emulator: Emulator, count: int) -> None:
    async with asyncio.timeout(30):
        await emulator.gateway.sockets.wait_open(count)


async def test_a_message_is_committed_before_it_is_acknowledged(
    emulator: Emulator, ear: Ear
) -> None:
    ear.gate.clear()
    await ask(emulator)
    ping = await emulator.gateway.ping_now()
    await asyncio.wait_for(ping[0].done.wait(), 30)  # the connection itself is not held up
    assert [ack.push_id for ack in emulator.gateway.acks] == [ping[0].id]
    ear.gate.set()
    assert await emulator.gateway.settled()
    assert [message.text for message in ear.heard] == ["什么是 WAL"]
    assert emulator.gateway.acks[-1].data == {"response": None}


async def test_of_more_events_than_are_kept_the_latest_are_known(
    emulator: Emulator, ear: Ear, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.dingtalk.inbound._KEPT_EVENTS", 1)
    await emulator.gateway.push_event("chat_update_title", {})
    emulator.faults.add("push", "duplicate")
    await emulator.gateway.push_event("chat_add_member", {})
    assert await emulator.gateway.settled()
    await eventually(lambda: len(emulator.gateway.acks) == 3)
    assert [event.type for event in ear.events] == ["chat_update_title", "chat_add_member"]


ERRORS = (StoreError("the disk is full"), LookupError("a fault of the program"))


@pytest.mark.parametrize("error", ERRORS)
async def test_a_failed_commit_is_not_acknowledged_and_the_message_comes_again(
    emulator: Emulator, ear: Ear, clock: FixedClock, error: Exception
) -> None:
    ear.failing = [error]
    await ask(emulator)
    await eventually(lambda: emulator.gateway.acks)
    assert [ack.code for ack in emulator.gateway.acks] == [500]
    clock.move(timedelta(seconds=61))
    assert await emulator.gateway.settled()
    assert [ack.code for ack in emulator.gateway.acks] == [500, 200]
    assert ear.commits == 1


async def test_a_lost_acknowledgement_is_given_again_for_the_repeat(
    emulator: Emulator, ear: Ear, clock: FixedClock
) -> None:
    emulator.faults.add("ack", "drop")
    message_id = await ask(emulator)
    await ear.until(lambda: len(ear.heard) == 1)
    clock.move(timedelta(seconds=61))
    assert await emulator.gateway.settled()
    assert [message.message_id for message in ear.heard] == [message_id, message_id]
    first, second = emulator.gateway.acks
    assert first.header_id != second.header_id


async def test_disconnect_opens_the_next_connection_before_the_old_one_closes(
    emulator: Emulator, ear: Ear
) -> None:
    await emulator.gateway.sockets.announce_disconnect()
    await opened(emulator, 2)
    await ask(emulator)
    await closed_but(emulator, 1)
    assert await emulator.gateway.settled()
    assert emulator.gateway.sockets.most_open == 2
    assert emulator.gateway.lost == 0
    assert len(ear.heard) == 1
    assert ear.gaps == []


async def test_what_the_old_connection_brought_is_acknowledged_on_it(
    emulator: Emulator, ear: Ear
) -> None:
    ear.gate.clear()
    await ask(emulator)
    await emulator.gateway.sockets.announce_disconnect()
    await eventually(lambda: ear.stream.state.opened == 2)
    await asyncio.sleep(0.05)  # the old one is being closed
    ear.gate.set()
    assert await emulator.gateway.settled()
    assert [ack.foreign for ack in emulator.gateway.acks] == [False]


async def test_a_dropped_socket_is_replaced_and_the_message_comes_again(
    emulator: Emulator, ear: Ear, clock: FixedClock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", logger="bot.dingtalk.connection")
    ear.gate.clear()
    await ask(emulator)
    emulator.gateway.sockets.kill()
    await opened(emulator, 2)
    ear.gate.set()
    await ear.until(lambda: ear.commits == 1)
    clock.move(timedelta(seconds=61))
    assert await emulator.gateway.settled()
    # The acknowledgement of the first delivery died with its socket.
    assert [ack.foreign for ack in emulator.gateway.acks] == [False]
    assert ear.commits == 2
    assert "not acknowledged" in caplog.text


async def test_half_a_frame_ends_the_connection_but_not_the_hearing(
    emulator: Emulator, ear: Ear
) -> None:
    emulator.gateway.sockets.tear()
    await opened(emulator, 2)
    assert await is_heard(emulator)


@pytest.mark.parametrize("text", [*INVALID, b"\x00\x01binary", '{"type":' * 9_000])
async def test_an_invalid_frame_keeps_the_connection(
    emulator: Emulator, ear: Ear, text: str | bytes
) -> None:
    await emulator.push_raw(text)
    assert await is_heard(emulator)
    assert emulator.gateway.sockets.opened == 1


async def test_an_oversized_frame_costs_the_connection_only(emulator: Emulator, ear: Ear) -> None:
    await emulator.push_raw("x" * ((1 << 20) + 1))
    await opened(emulator, 2)
    assert await is_heard(emulator)


async def test_an_event_is_told_once_and_acknowledged_with_success(
    emulator: Emulator, ear: Ear
) -> None:
    emulator.faults.add("push", "duplicate")
    group = emulator.groups[0].id
    await emulator.gateway.push_event(
        "chat_add_member", {"openConversationId": group, "userId": ["1"]}
    )
    await ear.until(lambda: bool(ear.events))
    assert await emulator.gateway.settled()
    assert [(event.type, event.conversation_id) for event in ear.events] == [
        ("chat_add_member", group)
    ]
    assert all(ack.data["status"] == "SUCCESS" for ack in emulator.gateway.acks)


@pytest.mark.parametrize("error", ERRORS)
async def test_an_event_that_could_not_be_kept_is_asked_for_later(
    emulator: Emulator, ear: Ear, clock: FixedClock, error: Exception
) -> None:
    ear.failing = [error]
    await emulator.disband(emulator.groups[0].id)
    await eventually(lambda: emulator.gateway.acks)
    assert emulator.gateway.acks[0].data["status"] == "LATER"
    clock.move(timedelta(seconds=61))
    await ear.until(lambda: bool(ear.events))
    assert await emulator.gateway.settled()


@pytest.mark.parametrize("data", ['"eventType\\": 1', '"{}"', "7"])
async def test_an_event_that_cannot_be_read_is_done_with(
    emulator: Emulator, ear: Ear, data: str
) -> None:
    await emulator.push_raw(
        f'{{"type": "EVENT", "headers": {{"messageId": "1"}}, "data": {json.dumps(data)}}}'
    )
    await eventually(lambda: emulator.gateway.unknown_acks)
    assert json.loads(emulator.gateway.unknown_acks[0]["data"])["status"] == "SUCCESS"
    assert ear.events == []


async def test_the_type_of_an_event_may_stand_in_its_data_only(
    emulator: Emulator, ear: Ear
) -> None:
    await emulator.gateway.push(Push("1", "EVENT", "*", {}, {"eventType": "chat_disband"}))
    assert await emulator.gateway.settled()
    assert [event.type for event in ear.events] == ["chat_disband"]


async def test_a_message_that_nobody_could_answer_need_not_come_again(
    emulator: Emulator, ear: Ear
) -> None:
    await emulator.gateway.push(Push("1", "CALLBACK", TOPIC_BOT, {}, {"msgtype": "text"}))
    assert await emulator.gateway.settled()
    assert (ear.heard, ear.stream.state.unreadable) == ([], 1)


async def test_a_click_on_a_card_is_answered(emulator: Emulator, ear: Ear) -> None:
    await emulator.gateway.push(Push("card-1", "CALLBACK", TOPIC_CARD, {}, {"content": "{}"}))
    assert await emulator.gateway.settled()
    assert [(ack.code, ack.data) for ack in emulator.gateway.acks] == [(200, {"response": {}})]


async def test_a_topic_that_nobody_asked_for_is_answered_so(emulator: Emulator, ear: Ear) -> None:
    frame = {"type": "CALLBACK", "headers": {"topic": "/v1.0/new", "messageId": "1"}, "data": "{}"}
    await emulator.push_raw(json.dumps(frame))
    await eventually(lambda: emulator.gateway.unknown_acks)
    assert emulator.gateway.unknown_acks[0]["code"] == 404


@pytest.mark.parametrize("fault", ["hang", "reset", "400", "500", "504", "html", "garbage"])
async def test_a_gateway_in_trouble_is_asked_again(
    emulator: Emulator, deaf: Ear, fault: str
) -> None:
    emulator.faults.add("gateway", fault, times=2)
    deaf.start()
    await opened(emulator)
    assert await is_heard(emulator)
    assert deaf.stream.state.is_connected
    assert deaf.stream.state.problem == ""


async def test_refused_credentials_are_told_once(
    emulator: Emulator, deaf: Ear, caplog: pytest.LogCaptureFixture
) -> None:
    emulator.faults.add("gateway", "401", times=3)
    deaf.start()
    await opened(emulator)
    errors = [record for record in caplog.records if record.levelname == "ERROR"]
    assert len(errors) == 1
    assert "client_secret" in errors[0].getMessage()


async def test_the_state_says_why_there_is_no_connection(
    emulator: Emulator, deaf: Ear, clock: FixedClock
) -> None:
    emulator.faults.add("gateway", "401", times=FOREVER)
    deaf.start()
    await eventually(lambda: deaf.stream.state.problem)
    line = deaf.stream.state.describe(clock.now(), UTC)
    assert line.startswith("没有连上钉钉（钉钉拒绝了 client_id")


async def test_a_silent_connection_is_replaced(emulator: Emulator, deaf: Ear) -> None:
    deaf.start(StreamTiming(gateway=QUICK.gateway, backoff=0.01, silence=0.1, steady=0))
    await opened(emulator, 2)
    assert await is_heard(emulator)


async def test_a_connection_that_plays_dead_is_noticed_by_its_missing_pongs(
    emulator: Emulator, deaf: Ear
) -> None:
    emulator.faults.add("socket", "mute", times=FOREVER)
    timing = GatewayTiming(heartbeat=0.1)
    deaf.start(StreamTiming(gateway=timing, backoff=0.01, silence=30, steady=0))
    await opened(emulator, 2)


async def test_a_ping_of_the_platform_is_answered(emulator: Emulator, ear: Ear) -> None:
    await emulator.gateway.sockets.open[0].socket.ping()
    await eventually(lambda: emulator.gateway.sockets.pongs == 1)


async def test_half_a_character_is_echoed_and_keeps_the_connection(
    emulator: Emulator, ear: Ear
) -> None:
    ping = '{"type": "SYSTEM", "headers": {"topic": "ping", "messageId": "1"}, "data": %s}'
    await emulator.push_raw(ping % json.dumps('{"opaque": "\\ud83d"}'))
    await eventually(lambda: emulator.gateway.unknown_acks)
    assert json.loads(emulator.gateway.unknown_acks[0]["data"]) == {"opaque": "\ud83d"}
    assert emulator.gateway.sockets.opened == 1


async def test_pongs_are_signs_of_life(emulator: Emulator, deaf: Ear) -> None:
    # A pong that comes later than half a beat counts as missing.
    deaf.start(StreamTiming(gateway=GatewayTiming(heartbeat=0.4), silence=0.8))
    await opened(emulator)
    await asyncio.sleep(1.2)
    assert emulator.gateway.sockets.opened == 1


async def test_an_hour_without_network_is_told_when_it_is_back(
    emulator: Emulator, ear: Ear, clock: FixedClock
) -> None:
    emulator.faults.add("gateway", "500", times=FOREVER)
    emulator.gateway.sockets.kill()
    await eventually(lambda: ear.stream.state.failures >= 2)
    clock.move(timedelta(hours=1))
    ear.skipped = 3600.0
    emulator.faults.clear()
    await ear.until(lambda: bool(ear.gaps))
    since, until = ear.gaps[0]
    assert until == clock.now()
    assert timedelta(minutes=59, seconds=50) < until - since < timedelta(minutes=60, seconds=10)
    assert len(ear.stream.state.gaps) == 1
    assert "最近一次听不到" in ear.stream.state.describe(until, UTC)


async def test_a_gap_that_cannot_be_told_ends_nothing(
    emulator: Emulator, ear: Ear, caplog: pytest.LogCaptureFixture
) -> None:
    ear.failing.append(StoreError("disk"))
    emulator.gateway.sockets.kill()
    ear.skipped = 3600.0
    await eventually(lambda: "the gap could not be told" in caplog.text)
    assert await is_heard(emulator)


async def test_a_short_break_is_not_told(emulator: Emulator, ear: Ear) -> None:
    emulator.gateway.sockets.kill()
    await opened(emulator, 2)
    assert await is_heard(emulator)
    assert ear.gaps == []


async def test_stop_does_not_wait_for_a_gateway_that_hangs(emulator: Emulator, deaf: Ear) -> None:
    emulator.faults.add("gateway", "hang", times=FOREVER)
    deaf.start(StreamTiming(gateway=GatewayTiming(open=60)))
    await eventually(lambda: emulator.requests)
    deaf.stop.set()
    await asyncio.wait_for(deaf.task, 30)


async def test_stop_does_not_wait_for_the_backoff(emulator: Emulator, deaf: Ear) -> None:
    emulator.faults.add("gateway", "500", times=FOREVER)
    deaf.start(StreamTiming(gateway=QUICK.gateway, backoff=60))
    await eventually(lambda: deaf.stream.state.problem)
    deaf.stop.set()
    await asyncio.wait_for(deaf.task, 30)


async def test_a_cancelled_connection_ends_and_leaves_no_task(
    emulator: Emulator, deaf: Ear
) -> None:
    before = asyncio.all_tasks()
    deaf.gate.clear()
    deaf.start()
    await opened(emulator)
    await ask(emulator)
    deaf.task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(deaf.task, 30)
    left = {t.get_name() for t in asyncio.all_tasks() - before if not t.done()}
    assert not any(name.startswith(("stream", "frame")) for name in left)
    deaf.task = asyncio.create_task(asyncio.sleep(0))


async def test_stop_lets_a_commit_under_way_be_acknowledged(emulator: Emulator, deaf: Ear) -> None:
    deaf.start(replace(QUICK, closing=20))
    await opened(emulator)
    deaf.gate.clear()
    await ask(emulator)
    await (await emulator.gateway.ping_now())[0].done.wait()
    deaf.stop.set()
    await asyncio.sleep(0.05)  # it is being closed
    deaf.gate.set()
    assert await emulator.gateway.settled()
    await asyncio.wait_for(deaf.task, 30)
    assert deaf.commits == 1


async def test_a_quota_frame_is_heard_as_such(emulator: Emulator, ear: Ear) -> None:
    emulator.faults.add("push", "quota")
    assert await is_heard(emulator)
    assert [message.kind for message in ear.heard] == ["quota"]


async def test_no_secret_of_the_connection_is_logged(
    emulator: Emulator, deaf: Ear, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG", logger="bot")
    emulator.faults.add("gateway", "html")
    deaf.start()
    await opened(emulator)
    assert await is_heard(emulator)
    emulator.gateway.sockets.kill()
    await opened(emulator, 2)
    for secret in ("ticket", "session=", emulator.client_secret):
        assert secret not in caplog.text
