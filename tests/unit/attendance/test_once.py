"""A message that is worked on twice, as after a crash, acts once; each act is audited."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.attendance import Attendance
from bot.attendance.checkins import CheckedIn, Refusal
from bot.attendance.debates import ANSWER, NewDebate, NewNote, Team
from bot.attendance.draws import NewDraw, Origin
from bot.attendance.lottery import problems_of
from bot.attendance.upkeep import Upkeep
from bot.chat.inbox import Final, Inbox
from bot.clock import FixedClock
from bot.errors import UserError
from bot.events import Salons
from bot.folder import scan
from bot.settings import Limits
from bot.store.sqlite import SqliteStore
from tests.builders import make_message
from tests.conftest import NOON
from tests.unit.attendance.salons import make_attendee, make_salon

ZONE = ZoneInfo("Asia/Shanghai")
SALON = make_salon(capacity=None)


@pytest.fixture
def attendance(store: SqliteStore) -> Attendance:
    return Attendance.over(store, Salons(store, ZONE), (), ZONE, ())


async def _audit(store: SqliteStore) -> Sequence[Mapping[str, str]]:
    return await store.run(lambda tx: tx.all("audit.recent", most=99)[::-1])


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
    )


async def _signed_up(attendance: Attendance, count: int) -> None:
    for n in range(count):
        await attendance.signups.sign_up(SALON, make_attendee(str(n)), f"m{n}", NOON)


def _draw(**changes: object) -> NewDraw:
    new = NewDraw(SALON.id, "书", 2, Origin.SIGNUPS, "cid", "boss", "m-draw")
    return replace(new, **changes)  # type: ignore[arg-type]


async def test_a_draw_is_promised_once_and_drawn_once(
    attendance: Attendance, store: SqliteStore
) -> None:
    await _signed_up(attendance, 5)
    first = await attendance.draws.promise(_draw(), NOON)
    await attendance.signups.sign_up(SALON, make_attendee("late"), "m-late", NOON)
    assert await attendance.draws.promise(_draw(), NOON) == first
    drawn = await attendance.draws.draw(first, "大象", staff_id="boss", source="m-open", now=NOON)
    again = await attendance.draws.draw(first, "别的", staff_id="boss", source="m-2", now=NOON)
    assert again == drawn
    assert problems_of(drawn.record) == []
    assert len(set(drawn.record.winners)) == 2
    actions = [row["action"] for row in await _audit(store)]
    assert actions == ["draw.promise", "draw.draw"]


async def test_a_draw_without_enough_entries_leaves_nothing(
    attendance: Attendance, store: SqliteStore
) -> None:
    await _signed_up(attendance, 1)
    with pytest.raises(UserError, match="有 1 人，抽不出 2 个"):
        await attendance.draws.promise(_draw(), NOON)
    assert await _audit(store) == []


async def test_a_code_is_renewed_once_and_a_check_in_counts_once(
    attendance: Attendance, store: SqliteStore
) -> None:
    async def code(source: str, *, renew: bool) -> str:
        return await attendance.checkins.code_for(
            SALON.id, staff_id="boss", source=source, now=NOON, renew=renew
        )

    old = await code("m1", renew=False)
    new = await code("m2", renew=True)
    assert await code("m2", renew=True) == new != old

    async def check_in(source: str, word: str) -> CheckedIn | tuple[Refusal, str]:
        return await attendance.checkins.check_in(
            word, make_attendee("a"), lambda _: None, source=source, now=NOON
        )

    assert await check_in("m3", old) == (Refusal.WRONG, "")
    assert await check_in("m4", new) == CheckedIn(SALON.id, 1, again=False)
    assert await check_in("m4", new) == CheckedIn(SALON.id, 1, again=False)
    assert await check_in("m5", new) == CheckedIn(SALON.id, 1, again=True)
    assert len(await _audit(store)) == 2


async def test_a_debate_starts_notes_and_ends_once(attendance: Attendance) -> None:
    debates = attendance.debates
    new = NewDebate("cid", "", (Team("蓝"), Team("红")), "boss", "m1")
    debate = await debates.start(new, NOON)
    assert await debates.start(new, NOON) == debate
    note = NewNote(ANSWER, "好", "m2", team="蓝")
    assert await debates.note(debate, note, NOON) == await debates.note(debate, note, NOON)
    ends = [
        await debates.end("cid", "蓝", lambda *_: (), staff_id="boss", source=source, now=NOON)
        for source in ("m3", "m3", "m4")
    ]
    assert ends[0] == ends[1]
    assert ends[0] is not None
    assert ends[2] is None


async def test_names_are_forgotten_after_their_time_and_draws_stay_verifiable(
    attendance: Attendance, store: SqliteStore, clock: FixedClock
) -> None:
    await _signed_up(attendance, 3)
    await attendance.shares.report(
        SALON.id, make_attendee("a"), "https://x", source="m-s", now=NOON
    )
    promised = await attendance.draws.promise(_draw(), NOON)
    await attendance.draws.draw(promised, "", staff_id="boss", source="m-o", now=NOON)
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
    await _signed_up(attendance, 2)
    upkeep = _upkeep(attendance, store, salons, clock, days=1)
    await upkeep.once(NOON + timedelta(days=11))
    assert len(await attendance.signups.of_salon(SALON.id)) == 2
    await upkeep.once(NOON + timedelta(days=14))
    assert await attendance.signups.of_salon(SALON.id) == []


async def test_who_asked_is_forgotten_after_their_time_but_known_for_a_month(
    attendance: Attendance, store: SqliteStore, clock: FixedClock
) -> None:
    inbox = Inbox(store, timedelta(minutes=10))
    answered, under_way = make_message(), make_message(message_id="m2")
    for message in (answered, under_way):
        await inbox.accept(message, NOON)
    await inbox.finish(answered, Final.ANSWERED, "session", NOON)
    upkeep = _upkeep(attendance, store, Salons(store, ZONE), clock, days=1)
    await upkeep.once(NOON + timedelta(days=29))
    assert not await inbox.accept(answered, NOON)
    await upkeep.once(NOON + timedelta(days=31))
    assert await inbox.counts() == {"received": 1}
