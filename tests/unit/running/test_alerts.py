"""What those who look after the bot are told: each of them, once, and in local time."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.clock import FixedClock
from bot.folder import Skipped
from bot.running.alerts import Alerts
from bot.schedule.outbox import Outbox
from bot.store.sqlite import SqliteStore
from tests.conftest import NOON

MINUTE = timedelta(minutes=1)


async def test_an_alert_goes_to_each_who_looks_after_the_bot(
    store: SqliteStore, clock: FixedClock
) -> None:
    outbox = Outbox(store)
    woken: list[int] = []
    zone = ZoneInfo("Asia/Shanghai")
    alerts = Alerts(outbox, clock, zone, ["a", "b"], lambda: woken.append(1))
    await alerts.broken([Skipped("faq/x.md", "太大了")])
    sent = [*await outbox.claim(clock.now(), MINUTE), *await outbox.claim(clock.now(), MINUTE)]
    assert sorted(str(one.destination) for one in sent) == ["person:a", "person:b"]
    assert all("- faq/x.md：太大了" in one.markdown for one in sent)
    assert woken == [1]


async def test_a_gap_is_told_in_local_time_with_its_day_where_it_goes_over_midnight(
    store: SqliteStore, clock: FixedClock
) -> None:
    outbox = Outbox(store)
    alerts = Alerts(outbox, clock, ZoneInfo("Asia/Shanghai"), ["a"], lambda: None)
    for since, said in (
        (NOON, "**11-23 12:00:00 到 12:01:00 听不到消息"),
        (NOON - timedelta(days=1), "**11-22 12:00:00 到 11-23 12:01:00 听不到消息"),
    ):
        await alerts.gap(since, NOON + MINUTE)
        (told,) = await outbox.claim(clock.now(), MINUTE)
        assert told.markdown.startswith(said)
        await outbox.mark_failed([told], "", clock.now())
        clock.move(MINUTE)
