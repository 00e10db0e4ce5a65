"""Who signed up is told of a move or a cancellation: each once, on the way that reaches them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest

from bot.attendance.change_notices import ChangeNotices, Reach
from bot.attendance.signups import Signups
from bot.clock import FixedClock
from bot.events import Salon
from bot.messages import SendReceipt
from bot.schedule.deliveries import Delivery
from bot.schedule.groups import GroupLife
from bot.schedule.outbox import Outbox
from bot.settings import Group
from bot.store.sqlite import SqliteStore
from tests.builders import GivenSalons
from tests.unit.attendance.salons import make_attendee, make_salon

ZONE = ZoneInfo("Asia/Shanghai")
LEASE = timedelta(seconds=30)
OUTSIDE = {"staff_id": "", "told_in": "night"}
SALON = make_salon(capacity=3)
MOVED = replace(SALON, held_on=date(2026, 12, 6))
GROUPS = (Group(name="夜里不扰", conversation_id="night", quiet="22:00-08:00"),)


class Evening:
    """Sign-ups and notices over a salon that the test may change."""

    def __init__(self, store: SqliteStore, clock: FixedClock) -> None:
        self.clock, self.store = clock, store
        self.outbox = Outbox(store)
        self.signups = Signups(store, ZONE, ("boss",))
        self.salon = SALON
        self.salons = GivenSalons(SALON)
        self.notices = ChangeNotices(store, cast(Any, self.salons), GROUPS, ZONE, ("boss",))

    async def sign_up(self, *names: str, **how: str) -> None:
        for name in names:
            attendee = make_attendee(name, **({"told_in": "night"} | how))
            source = f"m-{name}-{self.clock.now()}"
            await self.signups.sign_up(self.salon, attendee, source, self.clock.now())

    async def change(self, salon: Salon) -> list[Delivery]:
        """The salon is this from now on; what waits to be sent."""
        self.salon = salon
        self.salons.give(salon)
        await self.notices.plan(self.clock.now())
        return await self.pending()

    async def pending(self) -> list[Delivery]:
        return await self.outbox.upcoming(datetime(2099, 1, 1, tzinfo=UTC))

    async def sent(self, pause: timedelta = timedelta(minutes=2)) -> list[Delivery]:
        """What leaves after a pause, planning before and after it."""
        self.clock.move(pause)
        await self.notices.plan(self.clock.now())
        sent: list[Delivery] = []
        while batch := await self.outbox.claim(self.clock.now(), LEASE):
            await self.outbox.mark_sent(batch, SendReceipt("openapi", "k"), self.clock.now())
            sent += batch
        await self.notices.plan(self.clock.now())
        return sent


@pytest.fixture
def evening(store: SqliteStore, clock: FixedClock) -> Evening:
    return Evening(store, clock)


def _to(sent: Sequence[Delivery]) -> list[str]:
    return sorted(str(one.destination) for one in sent)


async def test_each_hears_of_a_move_once_and_outsiders_together(evening: Evening) -> None:
    await evening.sign_up("a", "b")
    await evening.sign_up("o1", "o2", **OUTSIDE)  # o2 waits
    assert await evening.change(SALON) == []
    await evening.change(MOVED)
    sent = await evening.sent()
    assert _to(sent) == ["group:night", "person:staff-a", "person:staff-b"]
    (group,) = [one for one in sent if one.destination.is_group]
    assert "成员o1、成员o2 请留意" in group.markdown
    for one in sent:
        assert "原定 12 月 5 日（周六）14:00，改为 **12 月 6 日（周日）14:00**" in one.markdown
    assert await evening.sent() == []


async def test_who_waits_and_who_has_a_seat_read_what_holds_for_them(evening: Evening) -> None:
    await evening.sign_up("a", "b", "c", "d")
    told = {str(one.destination): one.markdown for one in await evening.change(MOVED)}
    assert "您的名额还在" in told["person:staff-a"]
    assert "候补里的位置不变" in told["person:staff-d"]


async def test_a_cancellation_is_told_with_its_reason_and_again_when_it_is_on(
    evening: Evening,
) -> None:
    await evening.sign_up("a")
    await evening.change(replace(SALON, status="cancelled", cancel_reason="场地有变"))
    (off,) = await evening.sent()
    assert "取消了**（场地有变）" in off.markdown
    assert "取消报名" not in off.markdown
    await evening.change(MOVED)
    (on,) = await evening.sent()
    assert "照常举行" in on.markdown


async def test_several_edits_in_a_row_are_one_notice_and_one_taken_back_is_none(
    evening: Evening,
) -> None:
    await evening.sign_up("a")
    await evening.change(MOVED)
    evening.clock.move(timedelta(seconds=30))
    (waiting,) = await evening.change(replace(MOVED, start=time(15, 0)))
    assert "12 月 6 日（周日）15:00" in waiting.markdown
    assert await evening.change(SALON) == []
    assert await evening.sent() == []


async def test_there_and_back_and_there_again_is_told_each_time(evening: Evening) -> None:
    await evening.sign_up("a")
    for salon in (MOVED, SALON, MOVED):
        await evening.change(salon)
        assert len(await evening.sent()) == 1


async def test_by_a_book_that_another_process_made_old_nobody_is_told_anything(
    evening: Evening,
) -> None:
    await evening.sign_up("a")
    evening.salons.elsewhere = (SALON,)
    assert await evening.change(replace(SALON, venue="别处")) == []
    await evening.salons.catch_up()
    assert await evening.change(SALON) == []


async def test_who_withdrew_or_signed_up_after_it_hears_nothing(evening: Evening) -> None:
    await evening.sign_up("a", "b")
    await evening.signups.withdraw(SALON, "sender-a", "m", evening.clock.now())
    await evening.change(MOVED)
    await evening.sign_up("c")
    assert _to(await evening.sent()) == ["person:staff-b"]
    await evening.sign_up("a")
    assert await evening.sent() == []
    await evening.change(replace(MOVED, venue="大象咖啡"))
    assert _to(await evening.sent()) == ["person:staff-a", "person:staff-b", "person:staff-c"]


async def test_an_outsider_after_others_in_the_same_group_is_not_lost(evening: Evening) -> None:
    await evening.sign_up("o1", **OUTSIDE)
    await evening.change(MOVED)
    await evening.sent()
    await evening.signups.withdraw(MOVED, "sender-o1", "m", evening.clock.now())
    await evening.sign_up("o2", **OUTSIDE)
    await evening.change(replace(MOVED, start=time(15, 0)))
    (sent,) = await evening.sent()
    assert "成员o2" in sent.markdown
    assert "成员o1" not in sent.markdown


async def test_a_message_told_nothing_to_who_signed_up_behind_it(evening: Evening) -> None:
    """Though they read the same group, and it is noted only now."""
    await evening.sign_up("o1", **OUTSIDE)
    await evening.change(MOVED)
    evening.clock.move(timedelta(minutes=2))
    batch = await evening.outbox.claim(evening.clock.now(), LEASE)
    await evening.outbox.mark_sent(batch, SendReceipt("openapi", "k"), evening.clock.now())
    evening.clock.move(timedelta(minutes=1))
    evening.salon = replace(MOVED, start=time(15, 0))
    await evening.sign_up("o2", **OUTSIDE)
    (waiting,) = await evening.change(evening.salon)
    assert "成员o1 请留意" in waiting.markdown


async def test_a_message_told_nothing_to_who_reads_another_group(evening: Evening) -> None:
    await evening.sign_up("o1", **OUTSIDE)
    await evening.sign_up("o2", **OUTSIDE | {"told_in": "elsewhere"})
    await evening.change(MOVED)
    evening.clock.move(timedelta(minutes=2))
    first = await evening.outbox.claim(evening.clock.now(), LEASE)
    await evening.outbox.mark_sent(first, SendReceipt("openapi", "k"), evening.clock.now())
    waiting = await evening.change(replace(MOVED, start=time(15, 0)))
    known = {str(one.destination): "原定 12 月 5 日" in one.markdown for one in waiting}
    assert known == {"group:night": False, "group:elsewhere": True}


async def test_one_message_tells_each_of_its_readers_what_they_do_not_know(
    evening: Evening,
) -> None:
    await evening.sign_up("o1", **OUTSIDE)
    await evening.change(MOVED)  # not told yet
    await evening.sign_up("o2", **OUTSIDE)  # knows the new day
    await evening.change(replace(MOVED, venue="大象咖啡"))
    (sent,) = await evening.sent()
    assert "成员o1、成员o2" in sent.markdown
    assert "原定 12 月 5 日（周六）14:00，改为 **12 月 6 日（周日）14:00**" in sent.markdown
    assert "大象咖啡" in sent.markdown
    assert await evening.sent() == []


async def test_who_can_be_told_nowhere_is_passed_on(evening: Evening) -> None:
    await evening.sign_up("a", "x", "y", told_in="", staff_id="")
    await evening.sign_up("boss", staff_id="boss")
    await evening.change(MOVED)
    sent = await evening.sent()
    assert _to(sent) == ["person:boss", "person:boss"]
    assert ["成员x、成员y" in one.markdown for one in sent].count(True) == 1
    assert await evening.sent() == []
    assert await evening.notices.reach(MOVED) == Reach(private=1, passed_on=3)


async def test_where_the_group_is_gone_it_is_passed_on_once(
    evening: Evening, store: SqliteStore
) -> None:
    """Also what waited there already; when the group is back it has been passed on."""
    await evening.sign_up("a")
    await evening.sign_up("o1", "o2", **OUTSIDE)
    await evening.change(MOVED)
    life = GroupLife(store, GROUPS, ())
    await life.gone("night", "群已经解散", evening.clock.now())
    await evening.change(MOVED)
    assert await evening.notices.reach(MOVED) == Reach(private=1, passed_on=2)
    sent = await evening.sent()
    assert _to(sent) == ["person:boss", "person:staff-a"]
    (passed_on,) = [one for one in sent if one.destination.staff_id == "boss"]
    assert "成员o1、成员o2 不在组织里，我联系不上，请转告" in passed_on.markdown
    assert await evening.sent() == []
    await life.heard("night")
    assert await evening.sent() == []
    await evening.change(SALON)
    assert _to(await evening.sent()) == ["group:night", "person:staff-a"]


async def test_quiet_hours_hold_until_the_salon_is_near(evening: Evening) -> None:
    await evening.sign_up("a")
    await evening.sign_up("b", told_in="")
    evening.clock.set_to(datetime(2026, 11, 23, 23, 0, tzinfo=ZONE))
    for one in await evening.change(MOVED):
        assert one.due_at == datetime(2026, 11, 24, 8, 0, tzinfo=ZONE)
    evening.clock.set_to(datetime(2026, 12, 4, 23, 0, tzinfo=ZONE))
    later = await evening.change(replace(MOVED, start=time(9, 0)))
    assert len(later) == 2  # the old start is within a day
    assert all(one.due_at <= evening.clock.now() + timedelta(minutes=1) for one in later)


async def test_with_few_calls_left_it_waits_until_the_day_before(evening: Evening) -> None:
    await evening.sign_up("a")
    (early,) = await evening.change(MOVED)
    assert not await evening.outbox.claim(early.due_at, LEASE, frugal_on="2026-11-24")
    assert await evening.outbox.claim(early.due_at, LEASE, frugal_on="2026-12-04")
    evening.clock.set_to(datetime(2026, 12, 4, 16, 0, tzinfo=ZONE))
    await evening.sign_up("b")
    (late,) = await evening.change(replace(MOVED, start=time(15, 0)))
    assert await evening.outbox.claim(late.due_at, LEASE, frugal_on="2026-12-01")


async def test_what_nobody_could_send_the_day_before_goes_on_the_day(evening: Evening) -> None:
    await evening.sign_up("a")
    await evening.change(MOVED)
    evening.clock.set_to(datetime(2026, 12, 5, 9, 0, tzinfo=ZONE))
    await evening.notices.plan(evening.clock.now())
    assert await evening.outbox.claim(evening.clock.now(), LEASE, frugal_on="2026-12-05")


async def test_one_that_was_lost_is_sent_once_more_with_a_mark(evening: Evening) -> None:
    await evening.sign_up("a")
    await evening.change(MOVED)
    evening.clock.move(timedelta(minutes=2))
    batch = await evening.outbox.claim(evening.clock.now(), LEASE)
    await evening.outbox.lose(batch, "timeout", evening.clock.now())
    # Back again meanwhile: the resend may only repeat what stands there already.
    await evening.change(SALON)
    first = await evening.sent()
    assert ["补发，可能重复" in one.markdown for one in first] == [True]
    (second,) = await evening.sent()
    assert "改为 **12 月 5 日" in second.markdown


async def test_what_could_not_leave_and_was_taken_back_can_come_again(evening: Evening) -> None:
    await evening.sign_up("a")
    await evening.change(MOVED)
    evening.clock.move(timedelta(minutes=2))
    batch = await evening.outbox.claim(evening.clock.now(), LEASE)
    await evening.outbox.retry_later(
        batch, evening.clock.now(), "no connection", evening.clock.now()
    )
    assert await evening.change(SALON) == []
    await evening.change(MOVED)
    (sent,) = await evening.sent()
    assert "12 月 6 日" in sent.markdown


async def test_what_is_over_is_told_to_nobody(evening: Evening) -> None:
    await evening.sign_up("a")
    evening.clock.set_to(datetime(2026, 12, 5, 18, 0, tzinfo=ZONE))
    assert await evening.change(replace(SALON, venue="别处")) == []
    assert await evening.change(replace(SALON, held_on=date(2026, 12, 4))) == []
    (late,) = await evening.change(replace(SALON, held_on=date(2026, 12, 12)))
    assert "12 月 12 日" in late.markdown


async def test_names_are_shown_as_text_and_only_so_many(evening: Evening) -> None:
    salon = replace(SALON, capacity=None)
    evening.salon = salon
    for number in range(25):
        await evening.sign_up(f"o{number}", nick=f"[{number}](http://x.cn) @所有人", **OUTSIDE)
    (one,) = await evening.change(replace(salon, held_on=date(2026, 12, 6)))
    assert "等 25 人" in one.markdown
    assert "](http" not in one.markdown
    assert "@所有人" not in one.markdown


async def test_sign_ups_from_before_this_was_kept_begin_with_what_is(evening: Evening) -> None:
    await evening.sign_up("a")
    await evening.store.run(
        lambda tx: tx.execute("signups.begin_told", salon_id=SALON.id, told="")
    )
    await evening.change(SALON)
    assert len(await evening.change(MOVED)) == 1
