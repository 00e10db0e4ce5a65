"""Deliveries: enqueued once, claimed once, and each ends where it should."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.errors import StoreError
from bot.messages import Destination, SendReceipt
from bot.schedule.deliveries import RESEND_MARK, Delivery, DeliveryKind, DeliveryState, NewDelivery
from bot.schedule.digests import digest
from bot.schedule.groups import GroupLife
from bot.schedule.outbox import Outbox, replan
from bot.schedule.pace import robot_of
from bot.schedule.reports import LossReports
from bot.settings import Group
from bot.store import Transaction, to_text
from bot.store.sqlite import SqliteStore
from tests.builders import make_delivery
from tests.conftest import NOON

LEASE = timedelta(seconds=30)
DAY = timedelta(days=1)


async def _claimed(outbox: Outbox) -> Delivery:
    (delivery,) = await outbox.claim(NOON, LEASE)
    return delivery


def test_every_state_has_a_name_of_its_own_for_people() -> None:
    assert len({state.label for state in DeliveryState}) == len(DeliveryState)


async def test_enqueuing_twice_is_one_delivery(store: SqliteStore) -> None:
    outbox = Outbox(store)
    assert await outbox.enqueue([make_delivery()], NOON) == 1
    assert await outbox.enqueue([make_delivery()], NOON) == 0
    assert await outbox.counts() == {"pending": 1}


async def test_all_is_enqueued_where_the_transaction_has_to_be_run_again(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = store.run

    async def refused_once(work: Callable[[Transaction], int]) -> int:
        def undone(tx: Transaction) -> None:
            work(tx)
            raise StoreError

        with pytest.raises(StoreError):
            await run(undone)
        return await run(work)

    monkeypatch.setattr(store, "run", refused_once)
    assert await Outbox(store).enqueue(iter([make_delivery()]), NOON) == 1


async def test_a_pending_delivery_takes_a_changed_text(store: SqliteStore) -> None:
    outbox = Outbox(store)
    await outbox.enqueue([make_delivery()], NOON)
    await outbox.enqueue([make_delivery(markdown="换了场地")], NOON)
    assert (await _claimed(outbox)).markdown == "换了场地"


@pytest.mark.parametrize(("everyone", "changed"), [(False, 1), (True, 0)])
async def test_what_calls_everybody_is_tried_again_in_the_same_words(
    store: SqliteStore, everyone: bool, changed: int
) -> None:
    """By the same key: the group's robot may have posted it without answering."""
    outbox, planned = Outbox(store), make_delivery(everyone=everyone)
    await outbox.enqueue([planned], NOON)
    await outbox.retry_later([await _claimed(outbox)], NOON, "busy", NOON)
    assert await outbox.enqueue([replace(planned, markdown="换了场地")], NOON) == changed


async def test_other_words_end_no_pause_after_a_refusal(store: SqliteStore) -> None:
    outbox, planned = Outbox(store), make_delivery()
    await outbox.enqueue([planned], NOON)
    await outbox.retry_later([await _claimed(outbox)], NOON + LEASE, "busy", NOON)
    assert await outbox.enqueue([replace(planned, markdown="换了场地")], NOON) == 1
    assert await outbox.next_due() == NOON + LEASE


async def test_a_claimed_delivery_is_not_changed_or_claimed_again(store: SqliteStore) -> None:
    outbox = Outbox(store)
    await outbox.enqueue([make_delivery()], NOON)
    await _claimed(outbox)
    assert await outbox.enqueue([make_delivery(markdown="换了场地")], NOON) == 0
    assert await outbox.claim(NOON, LEASE) == []


async def test_what_is_not_due_waits_and_what_is_too_late_expires(store: SqliteStore) -> None:
    outbox = Outbox(store)
    await outbox.enqueue(
        [
            make_delivery("later", due_at=NOON + DAY),
            make_delivery("late", due_at=NOON - DAY, expires_at=NOON),
        ],
        NOON - DAY,
    )
    assert await outbox.claim(NOON, LEASE) == []
    await outbox.sweep(NOON, LEASE, ())
    assert await outbox.counts() == {"expired": 1, "pending": 1}
    assert await outbox.next_due() == NOON + DAY


async def test_the_platforms_key_is_kept_with_sent(store: SqliteStore) -> None:
    outbox = Outbox(store)
    await outbox.enqueue([make_delivery()], NOON)
    delivery = await _claimed(outbox)
    assert await outbox.mark_sent([delivery], SendReceipt("openapi", "pqk-1"), NOON)
    (kept,) = await outbox.of_subject("salon-1")
    assert (kept.state, kept.platform_key) == ("sent", "pqk-1")


async def test_a_late_mark_changes_nothing(store: SqliteStore) -> None:
    outbox = Outbox(store)
    await outbox.enqueue([make_delivery(kind=DeliveryKind.ANNOUNCEMENT)], NOON)
    delivery = await _claimed(outbox)
    assert await outbox.sweep(NOON + LEASE, LEASE, ()) == 1
    assert not await outbox.mark_sent([delivery], SendReceipt("openapi", "k"), NOON)
    assert await outbox.counts() == {"unknown": 1}


async def test_a_lost_reminder_is_resent_once_and_marked(store: SqliteStore) -> None:
    outbox = Outbox(store)
    await outbox.enqueue([make_delivery(expires_at=NOON + DAY)], NOON)
    assert await outbox.lose([await _claimed(outbox)], "timeout", NOON) == ["pending"]
    again = await _claimed(outbox)
    assert again.markdown.startswith(RESEND_MARK)
    assert await outbox.lose([again], "timeout", NOON) == ["unknown"]
    assert await outbox.claim(NOON, LEASE) == []


async def test_what_a_lost_attempt_says_changes_nothing_of_the_next(store: SqliteStore) -> None:
    """Its lease ran out, and the same process has taken up the marked repetition."""
    outbox = Outbox(store)
    await outbox.enqueue([make_delivery()], NOON)
    lost = [await _claimed(outbox)]
    await outbox.sweep(NOON + LEASE, LEASE, ())
    assert await outbox.claim(NOON + LEASE, LEASE)
    assert not await outbox.mark_sent(lost, SendReceipt("openapi", "k"), NOON)
    assert not await outbox.retry_later(lost, NOON, "busy", NOON)
    await outbox.lose(lost, "timeout", NOON)
    assert await outbox.counts() == {"sending": 1}


async def test_a_lost_reminder_of_what_has_begun_is_not_resent(store: SqliteStore) -> None:
    outbox = Outbox(store)
    await outbox.enqueue([make_delivery(expires_at=NOON + LEASE)], NOON)
    assert await outbox.lose([await _claimed(outbox)], "timeout", NOON + LEASE) == ["unknown"]


async def test_a_lost_announcement_is_never_resent(store: SqliteStore) -> None:
    outbox = Outbox(store)
    await outbox.enqueue([make_delivery(kind=DeliveryKind.ANNOUNCEMENT)], NOON)
    assert await outbox.lose([await _claimed(outbox)], "timeout", NOON) == ["unknown"]
    assert await outbox.claim(NOON + DAY, LEASE) == []


async def test_the_claims_of_a_crashed_process_are_given_up_at_start(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    crashed = await SqliteStore.open(path)
    await Outbox(crashed).enqueue([make_delivery(kind=DeliveryKind.ANNOUNCEMENT)], NOON)
    assert await Outbox(crashed).claim(NOON, LEASE)
    await crashed.close()
    after = await SqliteStore.open(path)
    assert await Outbox(after).recover(NOON) == 1
    (lost,) = await Outbox(after).of_subject("salon-1")
    assert lost.state == "unknown"
    assert not re.search("[A-Za-z]{3}", lost.error)  # organizers read it
    await after.close()


async def test_replanning_supersedes_what_no_longer_follows_and_revives_what_does(
    store: SqliteStore,
) -> None:
    outbox = Outbox(store)
    old, new = make_delivery("old", due_at=NOON + DAY), make_delivery("new", due_at=NOON + DAY)

    async def planned(delivery: NewDelivery) -> tuple[int, int]:
        kind = DeliveryKind.REMINDER
        return await store.run(lambda tx: replan(tx, kind, [delivery], {delivery.key}, NOON))

    assert await planned(old) == (1, 0)
    assert await planned(new) == (1, 1)
    assert await outbox.counts() == {"pending": 1, "superseded": 1}
    # Moved back again: the first plan holds once more.
    assert await planned(old) == (1, 1)
    assert await planned(old) == (0, 0)


async def test_what_may_have_arrived_is_not_planned_anew(store: SqliteStore) -> None:
    outbox, planned = Outbox(store), make_delivery()
    await outbox.enqueue([planned], NOON)
    await outbox.lose([await _claimed(outbox)], "timeout", NOON)
    kind = DeliveryKind.REMINDER
    assert await store.run(lambda tx: replan(tx, kind, [], (), NOON)) == (0, 1)
    assert await outbox.enqueue([planned], NOON) == 0
    assert await outbox.counts() == {"superseded": 1}


@pytest.mark.parametrize(
    ("state", "words"), [("failed", "没有发出去"), ("unknown", "可能已经发出")]
)
async def test_what_was_lost_is_reported_once_with_what_to_do(
    store: SqliteStore, state: str, words: str
) -> None:
    outbox = Outbox(store)
    reports = LossReports(store, ["boss"], lambda _: "学习群")
    lost = make_delivery(kind=DeliveryKind.ANNOUNCEMENT, subject="announcement:ABCD")
    await outbox.enqueue([lost], NOON)
    delivery = await _claimed(outbox)
    if state == "failed":
        await outbox.mark_failed([delivery], "机器人不在群里", NOON)
    else:
        await outbox.lose([delivery], "timeout", NOON)
    assert await reports.run(NOON) == 1
    assert await reports.run(NOON) == 0
    notice = await _claimed(outbox)
    assert notice.kind is DeliveryKind.NOTICE
    assert notice.destination.staff_id == "boss"
    for expected in ("公告", "学习群", words, "补发 ABCD"):
        assert expected in notice.markdown


async def test_what_expired_is_reported_together(store: SqliteStore) -> None:
    outbox = Outbox(store)
    await outbox.enqueue([make_delivery(f"k{n}", expires_at=NOON) for n in range(3)], NOON - DAY)
    await outbox.sweep(NOON, LEASE, ())
    assert await LossReports(store, ["boss"], str).run(NOON) == 3
    notice = await _claimed(outbox)
    assert notice.markdown.count("过了时间") == 1
    assert "共 3 条" in notice.markdown
    assert await outbox.claim(NOON, LEASE) == []


def _numbered(to: Destination) -> str:
    return f"{to.conversation_id.removeprefix('cid-')} 群"


async def test_an_announcement_that_was_lost_in_many_groups_is_one_line(
    store: SqliteStore,
) -> None:
    outbox = Outbox(store)
    for code, groups in (("ABCD", range(60)), ("WXYZ", range(2))):
        await outbox.enqueue(
            [
                make_delivery(
                    f"{code}{n}",
                    kind=DeliveryKind.ANNOUNCEMENT,
                    subject=f"announcement:{code}",
                    title="公告：停机",
                    destination=Destination(conversation_id=f"cid-{n}"),
                )
                for n in groups
            ],
            NOON,
        )
    while batch := await outbox.claim(NOON, LEASE):
        await outbox.lose(batch, f"timeout {batch[0].id % 2}", NOON)
    assert await LossReports(store, ["boss"], _numbered).run(NOON) == 62
    notice = await _claimed(outbox)
    lines = [line for line in notice.markdown.splitlines() if line.startswith("- ")]
    assert len(lines) == 2
    assert "0 群、1 群、2 群 等 60 个群" in lines[0]
    assert "（timeout 1；timeout 0）" in lines[0]
    assert "编号 ABCD" in lines[0]
    assert "补发 ABCD" in lines[0]
    assert "投递 ABCD" in lines[0]
    assert "→ 0 群、1 群：" in lines[1]
    assert "补发 WXYZ" in lines[1]


async def test_a_lost_notice_is_not_reported_again(store: SqliteStore) -> None:
    outbox = Outbox(store)
    await outbox.enqueue([make_delivery(kind=DeliveryKind.NOTICE)], NOON)
    await outbox.mark_failed([await _claimed(outbox)], "x", NOON)
    await LossReports(store, ["boss"], str).run(NOON)
    assert await outbox.counts() == {"failed": 1}


async def test_a_destination_has_one_message_under_way_and_others_go_on(
    store: SqliteStore,
) -> None:
    outbox = Outbox(store)
    there = Destination(conversation_id="cid-2")
    await outbox.enqueue(
        [make_delivery("a"), make_delivery("b"), make_delivery("c", destination=there)], NOON
    )
    first = await _claimed(outbox)
    assert (await _claimed(outbox)).key == "c"
    assert await outbox.claim(NOON, LEASE) == []
    assert await outbox.next_due() is None
    await outbox.mark_sent([first], SendReceipt("openapi", "k"), NOON)
    assert (await _claimed(outbox)).key == "b"


async def test_reminders_that_fall_together_are_one_message(store: SqliteStore) -> None:
    outbox = Outbox(store, digest=timedelta(minutes=3))
    await outbox.enqueue(
        [
            make_delivery("now"),
            make_delivery("soon", due_at=NOON + timedelta(minutes=2)),
            make_delivery("exact", due_at=NOON + timedelta(minutes=1), exact=True),
            make_delivery("later", due_at=NOON + timedelta(minutes=4)),
            make_delivery("announced", kind=DeliveryKind.ANNOUNCEMENT),
        ],
        NOON,
    )
    batch = await outbox.claim(NOON, LEASE)
    assert [delivery.key for delivery in batch] == ["now", "soon"]
    reply = digest(batch)
    assert reply.markdown.count("明天开始") == 2
    assert "2 条" in reply.title
    await outbox.mark_sent(batch, SendReceipt("openapi", "k"), NOON)
    assert {d.platform_key for d in await outbox.of_subject("salon-1")} == {"k", ""}


async def test_what_may_not_leave_by_itself_joins_no_message(store: SqliteStore) -> None:
    outbox = Outbox(store, digest=timedelta(minutes=3))
    rows = [
        make_delivery("first"),
        make_delivery("waiting", waits_for="of another group"),
        make_delivery("resting", everyone=True),
        make_delivery("free"),
    ]
    await outbox.enqueue(rows, NOON)
    await outbox.rest(robot_of(str(rows[0].destination)), NOON, NOON + LEASE)
    batch = await outbox.claim(NOON, LEASE)
    assert [delivery.key for delivery in batch] == ["first", "free"]
    await outbox.mark_sent(batch, SendReceipt("openapi", "k"), NOON)
    assert await outbox.next_due() == NOON + LEASE
    assert [one.key for one in await outbox.claim(NOON + LEASE, LEASE)] == ["resting"]


async def test_of_two_rests_the_longer_counts_unless_the_clock_was_set_back(
    store: SqliteStore,
) -> None:
    outbox = Outbox(store)

    async def rests_until(now: datetime, until: datetime) -> object:
        await outbox.rest("robot", now, until)
        return await store.run(lambda tx: tx.one("rests.current", now=now))

    longer = {"name": "robot", "until": to_text(NOON + DAY)}
    assert await rests_until(NOON, NOON + DAY) == longer
    assert await rests_until(NOON, NOON + LEASE) == longer
    set_back = {"name": "robot", "until": to_text(NOON)}
    assert await rests_until(NOON - LEASE, NOON) == set_back


async def test_what_was_refused_in_a_digest_is_tried_alone(store: SqliteStore) -> None:
    outbox = Outbox(store, digest=timedelta(minutes=3))
    await outbox.enqueue([make_delivery("a"), make_delivery("b")], NOON)
    batch = await outbox.claim(NOON, LEASE)
    assert await outbox.retry_later(batch, NOON, "refused", NOON, alone=True)
    assert len(await outbox.claim(NOON, LEASE)) == 1


async def test_a_staged_delivery_waits_until_the_first_was_accepted(store: SqliteStore) -> None:
    outbox = Outbox(store)
    there = Destination(conversation_id="cid-2")
    kind = DeliveryKind.ANNOUNCEMENT
    await outbox.enqueue(
        [
            make_delivery("first", kind=kind),
            make_delivery("rest", kind=kind, destination=there, waits_for="first"),
        ],
        NOON,
    )
    first = await _claimed(outbox)
    assert await outbox.claim(NOON, LEASE) == []
    assert await outbox.next_due() is None
    await outbox.mark_sent([first], SendReceipt("openapi", "k"), NOON)
    assert (await _claimed(outbox)).key == "rest"


async def test_a_claim_that_is_under_way_keeps_its_lease(store: SqliteStore) -> None:
    outbox = Outbox(store)
    await outbox.enqueue([make_delivery(kind=DeliveryKind.ANNOUNCEMENT)], NOON)
    delivery = await _claimed(outbox)
    later = NOON + LEASE * 0.6
    await outbox.sweep(later, LEASE, {delivery.id})
    await outbox.sweep(NOON + LEASE, LEASE, ())  # as another process does
    assert await outbox.counts() == {"sending": 1}
    await outbox.sweep(later + LEASE, LEASE, ())
    assert await outbox.counts() == {"unknown": 1}


async def test_who_waits_for_a_group_that_is_gone_waits_for_the_next(store: SqliteStore) -> None:
    """Still one group first, then the others: a third one waits for the second."""
    outbox, kind = Outbox(store), DeliveryKind.ANNOUNCEMENT
    places = [Destination(conversation_id=f"cid-{n}") for n in (1, 2, 3)]
    await outbox.enqueue(
        [
            make_delivery(f"k{n}", kind=kind, destination=place, waits_for="k0" if n else "")
            for n, place in enumerate(places)
        ],
        NOON,
    )
    group = Group(name="学习群", conversation_id="cid-1")
    await GroupLife(store, [group], []).gone("cid-1", "群已经解散", NOON)
    for key in ("k1", "k2"):
        await outbox.sweep(NOON, LEASE, ())
        delivery = await _claimed(outbox)
        assert delivery.key == key
        assert await outbox.claim(NOON, LEASE) == []
        await outbox.mark_sent([delivery], SendReceipt("openapi", "k"), NOON)
    await GroupLife(store, [group], []).heard("cid-1")
    assert (await _claimed(outbox)).key == "k0"


async def test_nothing_waits_for_what_expired_in_a_group_that_is_gone(store: SqliteStore) -> None:
    """All were gone, and one of them is back."""
    outbox, kind = Outbox(store), DeliveryKind.ANNOUNCEMENT
    groups = [Group(name=name, conversation_id=name) for name in ("cid-1", "cid-2")]
    there, soon = Destination(conversation_id="cid-2"), NOON + timedelta(hours=1)
    await outbox.enqueue(
        [
            make_delivery("k0", kind=kind, expires_at=soon),
            make_delivery("k1", kind=kind, destination=there, waits_for="k0"),
        ],
        NOON,
    )
    life = GroupLife(store, groups, [])
    for group in groups:
        await life.gone(group.conversation_id, "群已经解散", NOON)
    await outbox.sweep(soon, LEASE, ())
    assert await outbox.claim(soon, LEASE) == []
    await life.heard("cid-2")
    await outbox.sweep(soon, LEASE, ())
    assert [one.key for one in await outbox.claim(soon, LEASE)] == ["k1"]


@pytest.mark.parametrize("is_gone", [False, True])
async def test_to_go_on_is_asked_for_only_where_the_others_wait(
    store: SqliteStore, is_gone: bool
) -> None:
    outbox, subject = Outbox(store), "announcement:ABCD"
    kind = DeliveryKind.ANNOUNCEMENT
    await outbox.enqueue([make_delivery("k", kind=kind, subject=subject)], NOON)
    await outbox.mark_failed([await _claimed(outbox)], "机器人不在群里", NOON)
    if is_gone:
        group = Group(name="学习群", conversation_id="cid-1")
        await GroupLife(store, [group], []).gone("cid-1", "机器人不在这个群里了", NOON)
    await LossReports(store, ["boss"], str).run(NOON)
    (notice,) = await outbox.of_subject("notice")
    assert "补发 ABCD 群名" in notice.markdown
    assert ("继续 ABCD" in notice.markdown) is not is_gone


async def test_who_signed_up_is_to_be_told_by_others_when_the_group_is_gone(
    store: SqliteStore,
) -> None:
    outbox = Outbox(store)
    group = Group(name="学习群", conversation_id="cid-1")
    await outbox.enqueue(
        [make_delivery("c", kind=DeliveryKind.CHANGE, title="活动变动：西安"), make_delivery()],
        NOON,
    )
    assert await GroupLife(store, [group], ["boss"]).gone("cid-1", "群已经解散", NOON)
    (notice,) = await outbox.of_subject("notice")
    assert "有 2 条在等" in notice.markdown
    assert "要告诉报名者的：「活动变动：西安」。" in notice.markdown


async def test_of_a_group_that_is_gone_reminders_expire_without_a_word(store: SqliteStore) -> None:
    outbox, reports = Outbox(store), LossReports(store, ["boss"], str)
    group = Group(name="学习群", conversation_id="cid-1")
    await GroupLife(store, [group], []).gone("cid-1", "群已经解散", NOON)
    soon = NOON + timedelta(hours=1)
    kind = DeliveryKind.ANNOUNCEMENT
    await outbox.enqueue(
        [
            make_delivery("planned", expires_at=soon),
            make_delivery("said", title="公告：开会", kind=kind, expires_at=soon),
        ],
        NOON,
    )
    await outbox.sweep(soon, LEASE, ())
    assert await outbox.counts() == {"expired": 2}
    await reports.run(soon)
    (notice,) = await outbox.of_subject("notice")
    assert "开会" in notice.markdown
    assert notice.title.startswith("有 1 条")
