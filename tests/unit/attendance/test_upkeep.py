"""What is deleted after its time, and what is kept all the same."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.attendance.lottery import problems_of
from bot.attendance.services import Attendance
from bot.attendance.upkeep import Upkeep
from bot.chat.inbox import Final, Inbox
from bot.clock import FixedClock
from bot.drafts import Drafts
from bot.errors import UserError
from bot.events import Salons
from bot.faults import Faults
from bot.feedback import Feedback
from bot.folder import scan
from bot.members import Members
from bot.messages import Act, Role, SendReceipt
from bot.schedule.deliveries import DeliveryKind
from bot.schedule.outbox import Outbox
from bot.schedule.reports import LossReports
from bot.settings import Limits
from bot.store.sqlite import SqliteStore
from tests.builders import make_delivery, make_message
from tests.conftest import NOON
from tests.unit.attendance.salons import make_attendee, make_draw, make_salon, sign_up

ZONE = ZoneInfo("Asia/Shanghai")
SALON = make_salon(capacity=None)
DAY = timedelta(days=1)


def _upkeep(
    attendance: Attendance, store: SqliteStore, salons: Salons, clock: FixedClock, *, days: int
) -> Upkeep:
    return Upkeep(
        store,
        attendance.signups,
        salons,
        clock,
        zone=ZONE,
        keep=timedelta(days=days),
        on_moved=lambda: None,
        faults=Faults(),
    )


async def test_names_are_forgotten_after_their_time_and_draws_stay_verifiable(
    attendance: Attendance, store: SqliteStore, clock: FixedClock
) -> None:
    await sign_up(attendance, 3)
    await attendance.shares.report(
        SALON.id, make_attendee("a"), "https://x", source="m-s", now=NOON
    )
    promised = await attendance.draws.promise(make_draw(), Act("boss", "m-draw", NOON))
    await attendance.draws.draw(promised, "", Act("boss", "m-o", NOON))
    upkeep = _upkeep(attendance, store, Salons(store, ZONE), clock, days=30)
    await upkeep.once(NOON + timedelta(days=29))
    assert len(await attendance.signups.of_salon(SALON.id)) == 3
    await upkeep.once(NOON + timedelta(days=31))
    assert await attendance.signups.of_salon(SALON.id) == []
    assert await attendance.shares.of_salon(SALON.id) == []
    kept = await attendance.draws.find(promised.record.code)
    assert kept is not None
    assert set(kept.nicks.values()) == {""}
    assert kept.of("sender-0") == ""
    assert problems_of(kept.record) == []


async def test_a_salon_to_come_keeps_its_names_however_early_they_came(
    attendance: Attendance, store: SqliteStore, clock: FixedClock, tmp_path: Path
) -> None:
    salons = Salons(store, ZONE)
    page = tmp_path / "events" / "xian.md"
    page.parent.mkdir()
    page.write_text(f"---\nid: {SALON.id}\ntitle: 西安\ndate: 2026-12-05\n---\n正文\n", "utf-8")
    await salons.load(scan([tmp_path], Limits()))
    await sign_up(attendance, 2)
    upkeep = _upkeep(attendance, store, salons, clock, days=1)
    await upkeep.once(NOON + timedelta(days=11))
    assert len(await attendance.signups.of_salon(SALON.id)) == 2
    await upkeep.once(NOON + timedelta(days=14))
    assert await attendance.signups.of_salon(SALON.id) == []


async def test_what_was_asked_is_forgotten_after_its_time_but_known_for_a_month(
    attendance: Attendance, store: SqliteStore, clock: FixedClock
) -> None:
    inbox = Inbox(store, timedelta(minutes=10))
    answered, under_way = make_message(), make_message(message_id="m2")
    for message in (answered, under_way):
        await inbox.accept(message, NOON)
    await inbox.finish(answered, Final.ANSWERED, "session", NOON)
    feedback = Feedback(store)
    await feedback.note_unanswered("怎么限流", "cid-1", NOON)
    upkeep = _upkeep(attendance, store, Salons(store, ZONE), clock, days=1)
    await upkeep.once(NOON + timedelta(days=29))
    assert not await inbox.accept(answered, NOON)
    assert await feedback.unanswered()
    await upkeep.once(NOON + timedelta(days=31))
    assert await inbox.counts() == {"received": 1}
    assert await feedback.unanswered() == []


async def test_who_did_what_stays_on_record_for_two_years(
    attendance: Attendance, store: SqliteStore, clock: FixedClock
) -> None:
    members = Members(store, admins=["boss"], organizers=[])
    await members.grant("new", Role.ADMIN, Act("boss", "r/1", NOON))
    upkeep = _upkeep(attendance, store, Salons(store, ZONE), clock, days=1)
    await upkeep.once(NOON + 700 * DAY)
    assert len(await members.audit()) == 1
    await upkeep.once(NOON + 731 * DAY)
    assert await members.audit() == []
    assert await members.role_named("new") is Role.ADMIN


async def test_what_was_sent_is_forgotten_but_never_what_is_still_needed(
    attendance: Attendance, store: SqliteStore, clock: FixedClock
) -> None:
    """However few days are set, it is kept for two months: who heard of a salon is told when
    it moves."""
    outbox = Outbox(store)
    kind = DeliveryKind.ANNOUNCEMENT
    rows = [
        make_delivery("sent"),
        make_delivery("ahead", expires_at=NOON + 80 * DAY),
        make_delivery("first", kind=kind),
        make_delivery("later", due_at=NOON + 80 * DAY, waits_for="first", kind=kind),
        make_delivery("change", kind=DeliveryKind.CHANGE, told="{}"),
        make_delivery("failed"),
        make_delivery("newest"),
    ]
    await outbox.enqueue(rows, NOON)
    while batch := await outbox.claim(NOON, DAY):
        if batch[0].key == "failed":
            await outbox.mark_failed(batch, "no such group", NOON)
        else:
            await outbox.mark_sent(batch, SendReceipt("openapi", "k"), NOON)
    upkeep = _upkeep(attendance, store, Salons(store, ZONE), clock, days=1)

    async def kept() -> set[str]:
        return {one.key for one in await outbox.of_subject("salon-1")}

    await upkeep.once(NOON + 59 * DAY)
    assert await kept() == {row.key for row in rows}
    await upkeep.once(NOON + 61 * DAY)
    assert await kept() == {"ahead", "first", "later", "change", "failed", "newest"}
    await LossReports(store, ["boss"], str).run(NOON + 61 * DAY)  # its notice is the newest now
    await store.run(lambda tx: tx.execute("deliveries.take_change", id=5))
    await upkeep.once(NOON + 61 * DAY)
    assert await kept() == {"ahead", "first", "later"}


async def test_a_draft_stays_as_long_as_what_was_sent_of_it(
    attendance: Attendance, store: SqliteStore, clock: FixedClock
) -> None:
    outbox, drafts = Outbox(store), Drafts(store)
    unsent, sent = [
        await drafts.add("announcement", {}, Act("boss", f"m{n}", NOON)) for n in range(2)
    ]
    subject = f"announcement:{sent.code}"
    await outbox.enqueue([make_delivery(subject=subject, due_at=NOON + 80 * DAY)], NOON)
    upkeep = _upkeep(attendance, store, Salons(store, ZONE), clock, days=1)
    await upkeep.once(NOON + 59 * DAY)
    assert await drafts.look_up(unsent.code) == unsent
    await upkeep.once(NOON + 61 * DAY)
    assert await drafts.look_up(sent.code) == sent
    with pytest.raises(UserError):
        await drafts.look_up(unsent.code)
