"""From salons and rules to deliveries, over a real store and a clock that we move."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest

from bot.clock import FixedClock
from bot.events.record.models import Replay, Salon, SalonReminders
from bot.faults import Faults
from bot.messages import Act, SendReceipt
from bot.schedule.corrections import change_of
from bot.schedule.deliveries import ALWAYS, Delivery
from bot.schedule.outbox import Outbox
from bot.schedule.plan import told_of
from bot.schedule.planner import Planner
from bot.schedule.replays import NewReplay, ReplayPosts
from bot.settings import Group, ReminderRule
from bot.store.sqlite import SqliteStore
from tests.builders import GivenSalons
from tests.unit.schedule.salons import make_salon
from tests.waiting import eventually

SHANGHAI = ZoneInfo("Asia/Shanghai")
LEASE = timedelta(seconds=30)
GROUPS = (
    Group(name="学习群", conversation_id="study"),
    Group(name="夜猫群", conversation_id="night", quiet="09:00-11:00"),
)
RULES = (
    ReminderRule(name="前一天", before=timedelta(days=1), at=time(10, 0)),
    ReminderRule.model_validate({"name": "结束后", "after": "0m", "groups": ["学习群"]}),
)


async def _organizers() -> tuple[str]:
    return ("boss",)


class Planning:
    """A planner over salons that the test may change."""

    def __init__(self, store: SqliteStore, clock: FixedClock, *salons: Salon) -> None:
        self.clock = clock
        self.outbox = Outbox(store)
        self.replays = ReplayPosts(store, GROUPS, SHANGHAI)
        self.salons = GivenSalons(*salons)
        self._planner = Planner(
            cast(Any, self.salons),
            store,
            clock,
            rules=RULES,
            groups=GROUPS,
            zone=SHANGHAI,
            replays=self.replays,
            organizers=_organizers,
            on_planned=lambda: None,
            faults=Faults(),
        )

    async def plan(self, *salons: Salon) -> tuple[int, int]:
        if salons:
            self.salons.give(*salons)
        return await self._planner.plan()

    async def pending(self) -> list[Delivery]:
        return await self.outbox.upcoming(datetime(2099, 1, 1, tzinfo=UTC))

    async def send_until(self, moment: datetime) -> list[Delivery]:
        """Move the clock and let everything due be accepted; what was sent, in order."""
        sent: list[Delivery] = []
        while self.clock.now() < moment:
            self.clock.move(min(timedelta(minutes=30), moment - self.clock.now()))
            await self.plan()
            await self.outbox.sweep(self.clock.now(), LEASE, ())
            while batch := await self.outbox.claim(self.clock.now(), LEASE):
                await self.outbox.mark_sent(batch, SendReceipt("openapi", "k"), self.clock.now())
                sent += batch
        return sent


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(UTC)


def _said(sent: Sequence[Delivery]) -> list[tuple[str, str]]:
    return [(d.destination.conversation_id or "boss", d.kind.value) for d in sent]


async def test_planning_again_changes_nothing(store: SqliteStore, clock: FixedClock) -> None:
    planning = Planning(store, clock, make_salon())
    first = await planning.plan()
    assert first[0] == len(await planning.pending()) > 0
    assert await planning.plan() == (0, 0)
    clock.move(timedelta(hours=-1))  # the clock is set back
    assert await planning.plan() == (0, 0)


async def test_each_group_hears_it_out_of_its_quiet_hours(
    store: SqliteStore, clock: FixedClock
) -> None:
    planning = Planning(store, clock, make_salon())
    await planning.plan()
    due = {d.destination.conversation_id: d.due_at for d in (await planning.pending())[:2]}
    assert due == {"study": _at("2026-12-04T10:00"), "night": _at("2026-12-04T11:00")}


async def test_from_the_day_before_to_the_last_request_for_the_replay(
    store: SqliteStore, clock: FixedClock
) -> None:
    planning = Planning(store, clock, make_salon())
    sent = await planning.send_until(_at("2026-12-12T00:00"))
    assert _said(sent) == [
        ("study", "reminder"),
        ("night", "reminder"),
        ("study", "thanks"),
        ("boss", "request"),
        ("boss", "request"),
        ("boss", "request"),
    ]
    assert await planning.pending() == []


async def test_a_replay_in_the_file_is_posted_once_and_ends_the_asking(
    store: SqliteStore, clock: FixedClock
) -> None:
    planning = Planning(store, clock, make_salon())
    await planning.send_until(_at("2026-12-06T12:00"))
    done = make_salon(replays=(Replay("上午", "https://live/15"),))
    await planning.plan(done)
    sent = await planning.send_until(_at("2026-12-12T00:00"))
    assert _said(sent) == [("study", "replay"), ("night", "replay")]
    assert "https://live/15" in sent[0].markdown


async def test_replays_that_were_there_before_are_no_news(
    store: SqliteStore, clock: FixedClock
) -> None:
    held_on = date(2026, 11, 20)
    planning = Planning(
        store, clock, make_salon(held_on=held_on, replays=(Replay("上午", "https://old"),))
    )
    await planning.plan()
    assert await planning.pending() == []


async def test_a_replay_that_came_by_chat_is_not_posted_again_from_the_book(
    store: SqliteStore, clock: FixedClock
) -> None:
    salon = make_salon(held_on=date(2026, 11, 20))
    planning = Planning(store, clock, salon)
    await planning.plan()
    new = NewReplay(salon, "上午", "https://live/15")
    assert await planning.replays.add(new, Act("boss", "robot/1", clock.now()))
    before = [d for d in await planning.pending() if d.kind.value == "replay"]
    await planning.plan(replace(salon, replays=(Replay("上午", "https://live/15"),)))
    assert await planning.pending() == before


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"held_on": date(2026, 12, 7)}, "改为 **12 月 7 日（周一）14:00**"),
        ({"start": time(15, 0)}, "改为 **12 月 5 日（周六）15:00**"),
        ({"venue": "国际会议中心"}, "改为 **西安国际会议中心**"),
        ({"status": "cancelled"}, "取消了"),
    ],
)
async def test_whoever_was_reminded_is_told_of_a_change(
    store: SqliteStore, clock: FixedClock, changes: dict[str, object], words: str
) -> None:
    planning = Planning(store, clock, make_salon())
    await planning.send_until(_at("2026-12-04T10:30"))  # one group was reminded, the other not
    await planning.plan(make_salon(**changes))
    sent = await planning.send_until(_at("2026-12-04T12:00"))
    (correction,) = [d for d in sent if d.kind.value == "correction"]
    assert correction.destination.conversation_id == "study"
    assert words in correction.markdown
    assert await planning.plan() == (0, 0)


async def test_a_change_that_nobody_heard_of_needs_no_correction(
    store: SqliteStore, clock: FixedClock
) -> None:
    planning = Planning(store, clock, make_salon())
    await planning.plan()
    await planning.plan(make_salon(held_on=date(2026, 12, 6)))
    kinds = {d.kind.value for d in await planning.pending()}
    assert "correction" not in kinds


async def test_moved_and_moved_back_before_it_was_said_is_silence(
    store: SqliteStore, clock: FixedClock
) -> None:
    planning = Planning(store, clock, make_salon())
    await planning.send_until(_at("2026-12-04T10:30"))
    await planning.plan(make_salon(start=time(15, 0)))
    await planning.plan(make_salon())
    kinds = [d.kind.value for d in await planning.pending()]
    assert "correction" not in kinds


async def test_what_another_process_moved_is_planned_as_it_stands_now(
    store: SqliteStore, clock: FixedClock
) -> None:
    """Not taken back by who read it before; also when it is moved while the plan is made."""
    planning = Planning(store, clock, make_salon())
    await planning.send_until(_at("2026-12-04T10:30"))
    organizers = planning._planner._organizers

    async def moved_meanwhile() -> Sequence[str]:
        planning._planner._organizers = organizers
        planning.salons.elsewhere = (make_salon(start=time(15, 0)),)
        return await organizers()

    planning._planner._organizers = moved_meanwhile
    await planning.plan()
    told = [d.markdown for d in await planning.pending() if d.kind.value == "correction"]
    assert told
    assert all("15:00" in text for text in told)


@pytest.mark.parametrize(("took", "plans"), [(60.0, 1), (0.0, 2)])
async def test_a_slow_plan_is_no_moved_clock(
    store: SqliteStore, clock: FixedClock, took: float, plans: int
) -> None:
    """Else it would begin again at once, and for ever."""
    planning, stop, begun = Planning(store, clock, make_salon()), asyncio.Event(), []
    planner, passed = planning._planner, [0.0]
    planner._elapsed = lambda: passed[0]

    async def slow() -> Sequence[str]:
        begun.append(clock.now())
        if len(begun) == 1:  # a minute passes by the one clock, and by the other or not
            clock.move(timedelta(seconds=60))
            passed[0] += took
        return ("boss",)

    planner._organizers = slow
    running = asyncio.create_task(planner.run(stop))
    await eventually(lambda: len(begun) == plans)
    await asyncio.sleep(0.1)
    stop.set()
    await running
    assert len(begun) == plans


async def test_what_may_just_have_told_of_a_salon_is_corrected_too(
    store: SqliteStore, clock: FixedClock
) -> None:
    planning = Planning(store, clock, make_salon())
    await planning.plan()
    clock.set_to(_at("2026-12-04T10:30"))
    (leaving,) = await planning.outbox.claim(clock.now(), LEASE)
    for _ in range(2):  # while it is under way, and when nobody knows what became of it
        await planning.plan(make_salon(start=time(15, 0)))
        assert ("study", "correction") in _said(await planning.pending())
        await planning.outbox.lose([leaving], "timeout", _at("2026-12-05T15:00"))


async def test_a_correction_that_may_stand_there_is_said_to_its_end(
    store: SqliteStore, clock: FixedClock
) -> None:
    planning = Planning(store, clock, make_salon())
    await planning.send_until(_at("2026-12-04T10:30"))
    await planning.plan(make_salon(start=time(15, 0)))
    clock.move(timedelta(minutes=2))
    await planning.outbox.lose(
        await planning.outbox.claim(clock.now(), LEASE), "timeout", clock.now()
    )
    await planning.plan(make_salon())  # back again meanwhile
    repeats = [one for one in await planning.pending() if one.resends]
    assert _said(repeats) == [("study", "correction")]


async def test_moved_there_and_back_is_two_corrections(
    store: SqliteStore, clock: FixedClock
) -> None:
    planning = Planning(store, clock, make_salon())
    await planning.send_until(_at("2026-12-04T10:30"))
    await planning.plan(make_salon(start=time(15, 0)))
    first = await planning.send_until(_at("2026-12-04T10:45"))
    await planning.plan(make_salon())
    second = await planning.send_until(_at("2026-12-04T10:59"))
    assert _said([*first, *second]) == [("study", "correction")] * 2


def test_what_waits_for_the_morning_is_told_at_once_when_it_has_become_near() -> None:
    salon, now = make_salon(), _at("2026-12-04T23:00")
    before = json.loads(told_of(salon)) | {"place": "上海别处"}
    morning = now + timedelta(hours=9)
    new = change_of(salon, before, None, waiting=morning, now=now, zone=SHANGHAI)
    assert new is not None
    assert (new.due_at, new.essential_on) == (now + timedelta(minutes=1), ALWAYS)


async def test_a_salon_moved_into_the_past_is_dropped_in_silence(
    store: SqliteStore, clock: FixedClock
) -> None:
    planning = Planning(store, clock, make_salon())
    await planning.plan()
    await planning.plan(make_salon(held_on=date(2026, 11, 1)))
    assert await planning.pending() == []


@pytest.mark.parametrize(
    ("away", "kinds"),
    [
        (timedelta(seconds=1), ["reminder", "reminder"]),
        (timedelta(hours=1), ["reminder", "reminder"]),
        (timedelta(days=3), ["request"]),  # the salon is over: nobody is reminded of it
    ],
)
async def test_a_restart_after_the_due_moment(
    store: SqliteStore, clock: FixedClock, away: timedelta, kinds: list[str]
) -> None:
    await Planning(store, clock, make_salon()).plan()
    clock.set_to(_at("2026-12-04T11:00") + away)
    after = Planning(store, clock, make_salon())
    await after.plan()
    await after.outbox.sweep(clock.now(), LEASE, ())
    sent: list[Delivery] = []
    while batch := await after.outbox.claim(clock.now(), LEASE):
        sent += batch
        await after.outbox.mark_sent(batch, SendReceipt("openapi", "k"), clock.now())
    assert [d.kind.value for d in sent] == kinds
    counts = await after.outbox.counts()
    assert counts.get("expired", 0) == (4 if "request" in kinds else 0)


async def test_a_salon_has_rules_of_its_own_and_a_changed_one_takes_over(
    store: SqliteStore, clock: FixedClock
) -> None:
    def with_rules(*rows: dict[str, object], **how: object) -> Salon:
        rules = tuple(ReminderRule.model_validate(row) for row in rows)
        return make_salon(reminders=SalonReminders(rules, **cast(Any, how)))

    planning = Planning(
        store, clock, with_rules({"name": "前三天", "before": "3d", "at": "10:00"})
    )
    await planning.plan()
    names = [d.key.split(":")[1] for d in await planning.pending() if d.kind != "request"]
    assert names == ["前三天", "前三天", "前一天", "前一天", "结束后"]
    changed = with_rules({"name": "前三天", "before": "3d", "at": "20:00"}, off=("前一天",))
    await planning.plan(changed)
    reminders = [d for d in await planning.pending() if d.kind == "reminder"]
    assert {d.key.split(":")[3] for d in reminders} == {"2026-12-02T20"}
    assert len(reminders) == 2
    await planning.plan(make_salon(reminders=SalonReminders(none=True)))
    assert {d.kind for d in await planning.pending()} == {"request"}
