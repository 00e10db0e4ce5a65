"""Announcements over a store: what was stopped stays stopped, also while it is leaving."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.announcements.posting import calls_on_day
from bot.announcements.service import Announcements, Stopped
from bot.announcements.text import Announcement
from bot.drafts import Drafts
from bot.messages import Act, Destination
from bot.schedule.outbox import Outbox
from bot.settings import Group
from bot.store.sqlite import SqliteStore
from tests.builders import make_delivery
from tests.conftest import NOON

GROUPS = tuple(Group(name=f"群{n}", conversation_id=f"cid-{n}") for n in range(3))
LEASE = timedelta(seconds=30)
SECOND = timedelta(seconds=1)


async def test_what_is_leaving_when_it_is_stopped_is_not_tried_again(store: SqliteStore) -> None:
    announcements = Announcements(store, GROUPS, ZoneInfo("Asia/Shanghai"))
    outbox = Outbox(store)

    async def stop(source: str) -> Stopped | None:
        return await announcements.stop(draft.code, Act("boss", source, NOON))

    payload = Announcement("开会").to_payload()
    draft = await Drafts(store).add("announcement", payload, Act("boss", "m1", NOON))
    await announcements.confirm(draft, Act("boss", "m2", NOON))
    leaving = await outbox.claim(NOON, LEASE)
    assert await stop("m3") == Stopped(2, 1)
    await outbox.retry_later(leaving, NOON + SECOND, "busy", NOON)
    await outbox.sweep(NOON + SECOND, LEASE, ())
    assert await outbox.claim(NOON + SECOND, LEASE) == []
    assert await outbox.counts() == {"expired": 1, "superseded": 2}
    assert await stop("m4") is None
    assert await stop("m3") == Stopped(2, 1)  # the very message that did it, taken up again


async def test_only_what_may_have_called_everybody_counts_for_the_day(store: SqliteStore) -> None:
    outbox, there = Outbox(store), Destination(conversation_id="cid-1")
    await outbox.enqueue((make_delivery(key, everyone=True) for key in "abc"), NOON)

    async def counted() -> int:
        return await store.run(lambda tx: calls_on_day(tx, there, NOON, ZoneInfo("UTC")))

    assert await counted() == 3
    await outbox.mark_failed(await outbox.claim(NOON, LEASE), "refused", NOON)
    assert await counted() == 2
    await outbox.lose(await outbox.claim(NOON, LEASE), "timeout", NOON + LEASE)
    assert await counted() == 2


async def test_a_message_that_let_the_rest_go_says_so_again(store: SqliteStore) -> None:
    announcements = Announcements(store, GROUPS, ZoneInfo("Asia/Shanghai"))
    outbox = Outbox(store)
    payload = Announcement("开会").to_payload()
    draft = await Drafts(store).add("announcement", payload, Act("boss", "m1", NOON))
    await announcements.confirm(draft, Act("boss", "m2", NOON))

    async def go_on(source: str) -> int:
        return await announcements.go_on(draft.code, Act("boss", source, NOON))

    first = await outbox.claim(NOON, LEASE)
    assert await go_on("m0") == 0  # it may yet arrive, and lets them go by itself
    await outbox.mark_failed(first, "refused", NOON)
    assert [await go_on(source) for source in ("m3", "m4", "m3")] == [2, 0, 2]
