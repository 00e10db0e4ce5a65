"""What was accepted is answered, whatever the store does meanwhile."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Mapping
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import cast
from zoneinfo import ZoneInfo

import pytest

from bot.chat.context import Request, Services
from bot.chat.conversation import Conversations
from bot.chat.dispatch import Dispatcher
from bot.chat.inbox import Final, Inbox, OutOfTurn
from bot.chat.no_reply import NoReply, report
from bot.chat.router import Router
from bot.clock import FixedClock
from bot.errors import SPARED, DeliveryError
from bot.events import Salons
from bot.faults import Duty, Fault, Faults
from bot.members import Members
from bot.messages import Destination, IncomingMessage, Leaving, Reply, ReplyKind, SendReceipt
from bot.settings import Limits, Settings
from bot.store.connection import queries
from bot.store.sqlite import SqliteStore
from tests.builders import begun, make_message
from tests.conftest import NOON
from tests.postgres import sqlites_own
from tests.waiting import eventually

KEEP = timedelta(minutes=10)


class Chat:
    """What was said; an answer waits for ``open`` before it leaves, for ``taken`` after it."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.open = asyncio.Event()
        self.open.set()
        self.taken = asyncio.Event()
        self.taken.set()
        self.error: Exception | None = None
        self.once_leaving: list[Exception] = []

    async def reply(
        self, message: IncomingMessage, reply: Reply, *, leaving: Leaving | None = None
    ) -> SendReceipt:
        await self.open.wait()
        if self.error is not None:
            raise self.error
        assert leaving is None or await leaving()
        await self.taken.wait()
        if self.once_leaving:
            raise self.once_leaving.pop()
        self.said.append(reply.markdown)
        return SendReceipt("session")

    async def send(
        self, destination: Destination, reply: Reply, *, key: str, again: bool = False
    ) -> SendReceipt:
        raise NotImplementedError

    def posts(self, destination: Destination, reply: Reply) -> int:
        raise NotImplementedError


class House:
    """A dispatcher that serves; ``clock`` moves its look at what was left."""

    def __init__(self, store: SqliteStore, clock: FixedClock, limits: Limits) -> None:
        router = Router("test")

        @router.otherwise
        async def echo(request: Request, services: Services) -> Reply:
            kind = ReplyKind.COMMAND if request.text.startswith("做") else ReplyKind.ANSWER
            return Reply.text(f"答 {request.text}", kind)

        services = SimpleNamespace(
            settings=Settings(limits=limits),
            clock=clock,
            now=clock.now,
            router=Router.joined([router]),
            members=Members(store, admins=[], organizers=[]),
            salons=Salons(store, ZoneInfo("Asia/Shanghai")),
        )
        self.store, self.clock, self.chat = store, clock, Chat()
        self.inbox = Inbox(store, KEEP)
        self.conversations = Conversations(store, KEEP)
        self.faults = Faults(clock.now)
        self.dispatcher = Dispatcher(
            cast(Services, services),
            self.inbox,
            self.conversations,
            self.chat,
            self.faults,
            on_command=lambda: None,
        )


@pytest.fixture
async def house(store: SqliteStore, clock: FixedClock) -> AsyncIterator[House]:
    stop, house = asyncio.Event(), House(store, clock, Limits())
    running = asyncio.create_task(house.dispatcher.run(stop))
    yield house
    stop.set()
    await running


async def test_a_message_whose_acceptance_was_cancelled_is_answered_once(house: House) -> None:
    message = make_message()
    free = threading.Event()
    busy = house.store.run(lambda tx: free.wait(10))
    accepting = asyncio.create_task(house.dispatcher.accept(message))
    await asyncio.sleep(0)
    accepting.cancel()  # as a connection does that is given up
    await asyncio.gather(accepting, return_exceptions=True)
    free.set()
    assert await busy
    await house.dispatcher.accept(message)  # the platform brings it again
    await house.dispatcher.resume()
    await eventually(lambda: house.chat.said == ["答 怎么看锁等待"])
    await house.dispatcher.resume()
    assert house.chat.said == ["答 怎么看锁等待"]
    assert await house.inbox.counts() == {"answered": 1}


@pytest.mark.parametrize(("waits_for", "state"), [("open", "working"), ("taken", "sending")])
async def test_what_is_queued_or_leaving_is_not_taken_up_a_second_time(
    house: House, waits_for: str, state: str
) -> None:
    gate: asyncio.Event = getattr(house.chat, waits_for)
    gate.clear()
    for n in range(3):
        await house.dispatcher.accept(make_message(str(n), message_id=str(n)))
    await house.dispatcher.resume()

    async def all_wait() -> bool:
        return await house.inbox.counts() == {state: 3}

    await eventually(all_wait)
    await eventually(lambda: len(house.dispatcher._sending) == 3)
    await house.dispatcher.resume()
    gate.set()
    await eventually(lambda: len(house.chat.said) == 3)
    await house.dispatcher.resume()
    assert house.chat.said == ["答 0", "答 1", "答 2"]
    assert await house.inbox.counts() == {"answered": 3}


async def test_whatever_of_ours_ends_a_question_is_told_in_words(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.chat.replies._SEND_ATTEMPTS", 1)
    no_calls = DeliveryError("省着用", permanent=True, code=SPARED)
    errors = (no_calls, DeliveryError("繁忙"), KeyError("of ours"))
    for n, house.chat.error in enumerate(errors, 1):
        await house.dispatcher.accept(make_message(message_id=str(n)))
        await eventually(lambda: not house.dispatcher._under_way)
    told = await house.inbox.without_answer(NOON)
    assert set(told) == {
        reason.label for reason in (NoReply.NO_CALLS, NoReply.NOT_TAKEN, NoReply.FAULT)
    }
    house.chat.error = DeliveryError("内容被拒", permanent=True, code="430102")
    await house.dispatcher.accept(make_message(message_id="platform"))
    await eventually(lambda: not house.dispatcher._under_way)
    assert (await house.inbox.without_answer(NOON))["钉钉不收（430102）"] == 1


async def test_who_found_the_queue_full_was_told_so_and_nobody_else_need_be(
    store: SqliteStore, clock: FixedClock
) -> None:
    house = House(store, clock, Limits(queue=1))  # nobody serves it
    for n in range(2):
        await house.dispatcher.accept(make_message(message_id=str(n)))
    assert await house.inbox.without_answer(NOON) == {NoReply.QUEUE_FULL.label: 1}
    assert await store.run(lambda tx: report(tx, ["boss"], NOON)) == 0


async def test_who_finds_the_queue_full_is_told_once_a_minute(
    store: SqliteStore, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    house, passed = House(store, clock, Limits(queue=1)), 0.0
    clocks = SimpleNamespace(monotonic=lambda: 1000.0 + passed)
    monkeypatch.setattr("bot.chat.dispatch.time", clocks)
    for n, later in enumerate((0.0, 0.0, 59.0, 60.0)):
        passed = later
        await house.dispatcher.accept(make_message(message_id=str(n)))
    await eventually(lambda: len(house.chat.said) == 2)
    assert all("忙不过来" in said for said in house.chat.said)


async def test_where_nobody_can_be_told_that_the_queue_is_full_it_stands_in_the_log(
    store: SqliteStore, clock: FixedClock, caplog: pytest.LogCaptureFixture
) -> None:
    house = House(store, clock, Limits(queue=1))
    house.chat.error = DeliveryError("会话过期")
    for n in range(2):
        await house.dispatcher.accept(make_message(message_id=str(n)))
    await eventually(lambda: "busy notice failed: 会话过期" in caplog.text)


async def test_what_was_left_too_long_ends_and_is_counted(house: House) -> None:
    message = make_message()
    await house.inbox.accept(message, house.clock.now() - KEEP - timedelta(minutes=1))
    await house.dispatcher.resume()
    assert house.chat.said == []
    assert await house.inbox.counts() == {"expired": 1}
    assert await house.inbox.without_answer(NOON) == {NoReply.TOO_OLD.label: 1}
    assert await house.store.run(lambda tx: report(tx, ["boss"], NOON)) == 1


async def test_a_reply_that_may_have_left_is_not_sent_again(house: House) -> None:
    message, now = make_message(), house.clock.now()
    await house.inbox.accept(message, now)
    assert await house.inbox.start_work(message, now, begun)
    assert await house.inbox.start_sending(message, now)
    await house.dispatcher.resume()
    assert house.chat.said == []
    assert await house.inbox.counts() == {"unknown": 1}


@pytest.mark.parametrize(
    ("error", "ended"),
    [
        (DeliveryError("busy"), "answered"),  # at the second try
        (DeliveryError("timeout", ambiguous=True), "unknown"),
        (DeliveryError("content", permanent=True), "rejected"),
        (KeyError("of ours"), "unknown"),
    ],
)
async def test_a_reply_that_fails_while_it_leaves_is_tried_again_only_where_nothing_left(
    house: House, error: Exception, ended: str
) -> None:
    house.chat.once_leaving = [error]
    await house.dispatcher.accept(make_message())
    await eventually(lambda: not house.dispatcher._under_way)
    assert len(house.chat.said) == (ended == "answered")
    assert await house.inbox.counts() == {ended: 1}


async def test_what_is_found_between_its_commit_and_its_queueing_is_queued_once(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    committed = house.inbox.accept

    async def accept(message: IncomingMessage, now: datetime) -> bool:
        fresh = await committed(message, now)
        await house.dispatcher.resume()
        return fresh

    monkeypatch.setattr(house.inbox, "accept", accept)
    house.chat.open.clear()
    await house.dispatcher.accept(make_message())
    assert len(house.dispatcher._queue) <= 1
    await eventually(lambda: house.dispatcher._sending)
    await asyncio.sleep(0.05)
    assert len(house.dispatcher._sending) == 1
    house.chat.open.set()
    await eventually(lambda: house.chat.said == ["答 怎么看锁等待"])


async def _begun(house: House, message: IncomingMessage, *, told: Reply | None = None) -> None:
    """Accepted and worked on, with its turn where it was answered so."""
    now = message.received_at
    await house.inbox.accept(message, now)
    assert await house.inbox.start_work(message, now, begun)
    if told is not None:
        await house.conversations.remember(message, message.text, told, now)


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        ("怎么看", "再问", ["答 怎么看", "答 再问"]),
        ("做这个", "再问", ["答 再问"]),
        ("怎么看", "做那个", ["答 做那个"]),
    ],
)
async def test_what_may_have_acted_is_not_run_again_behind_a_later_one(
    house: House, first: str, second: str, said: list[str]
) -> None:
    for n, text in enumerate((first, second)):
        at = NOON + timedelta(seconds=n)
        kind = ReplyKind.COMMAND if text.startswith("做") else ReplyKind.ANSWER
        await _begun(
            house,
            make_message(text, message_id=str(n), received_at=at),
            told=Reply.text("x", kind),
        )
    house.clock.move(timedelta(seconds=2))
    await house.dispatcher.resume()
    await eventually(lambda: house.chat.said == said)
    told = await house.inbox.without_answer(NOON)
    assert told == ({} if len(said) == 2 else {NoReply.PASSED.label: 1})


async def test_what_only_waits_behind_it_passes_nothing(house: House) -> None:
    await _begun(house, make_message("怎么看", message_id="1"))
    later = make_message("再问", message_id="2", received_at=NOON + timedelta(seconds=1))
    await house.inbox.accept(later, later.received_at)
    await house.dispatcher.resume()
    await eventually(lambda: house.chat.said == ["答 怎么看", "答 再问"])  # the later one waited


async def test_the_later_one_may_begin_while_the_first_waits_to_be_run_again(
    house: House, store: SqliteStore
) -> None:
    first = make_message("做这个", message_id="1")
    await _begun(house, first)
    later = make_message("做那个", message_id="2", received_at=NOON + timedelta(seconds=1))
    await house.inbox.accept(later, later.received_at)
    assert await house.inbox.recover(NOON) == [first, later]
    if not store.exclusive:  # by hand, on a database that is shared: there it may not
        with pytest.raises(OutOfTurn):
            await house.inbox.start_work(later, NOON, begun)
        return
    assert await house.inbox.start_work(later, NOON, begun)
    assert not await house.inbox.start_work(first, NOON, begun)
    assert await house.inbox.without_answer(NOON) == {NoReply.PASSED.label: 1}
    assert await store.run(lambda tx: report(tx, ["boss"], NOON)) == 1


async def test_who_was_turned_away_or_somebody_else_passes_nobody(house: House) -> None:
    first, at = make_message("做这个", message_id="1"), NOON + timedelta(seconds=1)
    await _begun(house, first)
    full = make_message(message_id="2", received_at=at)
    await house.inbox.accept(full, at)
    await house.inbox.finish(full, Final.REJECTED, NoReply.QUEUE_FULL, at)
    await _begun(house, make_message(message_id="3", sender_id="other", received_at=at))
    assert await house.inbox.start_work(first, NOON, begun)


async def test_a_look_that_fails_is_told_and_ends_nothing(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = house.inbox.recover

    async def broken(*_: object) -> list[IncomingMessage]:
        raise KeyError("nobody foresaw it")

    def at_the_next_look() -> Mapping[Duty, Fault]:
        house.clock.move(timedelta(seconds=10))
        return house.faults.current

    monkeypatch.setattr(house.inbox, "recover", broken)
    await eventually(lambda: Duty.LEFT in at_the_next_look())
    monkeypatch.setattr(house.inbox, "recover", whole)
    await eventually(lambda: not at_the_next_look())


async def test_a_turn_is_kept_once_and_is_none_of_its_own_history(house: House) -> None:
    for n, text in enumerate(("一", "二", "三")):
        message = make_message(text, message_id=str(n))
        await house.conversations.remember(message, text, Reply.text("x"), NOON)
    again = make_message("二", message_id="1")
    await house.conversations.remember(again, "二", Reply.text("x"), NOON)
    asked = await house.conversations.history(again, NOON)
    assert [turn.question for turn in asked] == ["一"]
    asked = await house.conversations.history(make_message(message_id="new"), NOON)
    assert [turn.question for turn in asked] == ["一", "二", "三"]


async def test_a_turn_is_history_before_it_is_awaited(house: House) -> None:
    message = make_message("一")
    keeping = house.conversations.remember(message, "一", Reply.text("x"), NOON)
    asked = await house.conversations.history(make_message(message_id="new"), NOON)
    assert [turn.question for turn in asked] == ["一"]
    await keeping


@sqlites_own
async def test_turns_are_forgotten_while_others_are_kept(house: House) -> None:
    async def keep(number: int, at: datetime) -> None:
        message = make_message(message_id=str(number))
        await house.conversations.remember(message, str(number), Reply.text("x"), at)

    def kept() -> set[str]:
        rows = house.store._connection.execute("SELECT question FROM turns").fetchall()
        return {question for (question,) in rows}

    await keep(1, NOON)
    await keep(2, NOON + KEEP + timedelta(seconds=1))
    assert kept() == {"2"}
    await keep(3, NOON + KEEP)  # the clock was set back
    await keep(4, NOON + KEEP * 2 + timedelta(seconds=2))
    assert kept() == {"4"}


@sqlites_own
async def test_what_was_said_since_is_found_by_its_index(store: SqliteStore) -> None:
    values = {"robot": "x", "message_id": "x", "claimed_by": "x", "never_begun": "x"}
    plan = f"EXPLAIN QUERY PLAN {queries()['messages.passed']}"
    told = [row[3] for row in store._connection.execute(plan, values).fetchall()]
    assert any("later USING INDEX messages_person" in one for one in told)
    assert not any(one.startswith("SCAN own") or one.startswith("SCAN later") for one in told)
