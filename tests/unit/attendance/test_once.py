"""A message that is worked on twice, as after a crash, acts once; each act is audited."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.attendance.checkins import CheckedIn, Refusal
from bot.attendance.debates import ANSWER, NewNote, Team
from bot.attendance.lottery import problems_of
from bot.attendance.services import Attendance
from bot.errors import UserError
from bot.messages import Act
from bot.store.sqlite import SqliteStore
from tests.conftest import NOON
from tests.unit.attendance.salons import make_attendee, make_draw, make_salon, sign_up

ZONE = ZoneInfo("Asia/Shanghai")
SALON = make_salon(capacity=None)


async def _audit(store: SqliteStore) -> Sequence[Mapping[str, str]]:
    return await store.run(lambda tx: tx.all("audit.recent", most=99)[::-1])


async def test_a_draw_is_promised_once_and_drawn_once(
    attendance: Attendance, store: SqliteStore
) -> None:
    await sign_up(attendance, 5)
    first = await attendance.draws.promise(make_draw(), Act("boss", "m-draw", NOON))
    assert first.record.seed == ""  # else anybody could choose the words at the draw
    await attendance.signups.sign_up(SALON, make_attendee("late"), "m-late", NOON)
    assert await attendance.draws.promise(make_draw(), Act("boss", "m-draw", NOON)) == first
    drawn = await attendance.draws.draw(first, "大象", Act("boss", "m-open", NOON))
    again = await attendance.draws.draw(first, "别的", Act("boss", "m-2", NOON))
    assert again == drawn
    assert problems_of(drawn.record) == []
    assert len(set(drawn.record.winners)) == 2
    actions = [row["action"] for row in await _audit(store)]
    assert actions == ["draw.promise", "draw.draw"]


async def test_a_draw_without_enough_entries_leaves_nothing(
    attendance: Attendance, store: SqliteStore
) -> None:
    await sign_up(attendance, 1)
    with pytest.raises(UserError, match="有 1 人，抽不出 2 个"):
        await attendance.draws.promise(make_draw(), Act("boss", "m-draw", NOON))
    assert await _audit(store) == []


async def test_in_a_draw_are_those_with_a_seat_and_in_a_fresh_one_nobody_who_won(
    attendance: Attendance,
) -> None:
    small = make_salon(capacity=3)
    for name in "abcd":  # the last one waits
        await attendance.signups.sign_up(small, make_attendee(name), f"m-{name}", NOON)
    draw = await attendance.draws.promise(make_draw(places=1), Act("boss", "m1", NOON))
    assert sorted(draw.nicks.values()) == ["成员a", "成员b", "成员c"]
    drawn = await attendance.draws.draw(draw, "大象", Act("boss", "m2", NOON))
    won = {drawn.nicks[entry] for entry in drawn.record.winners}
    fresh = await attendance.draws.promise(make_draw(fresh=True), Act("boss", "m3", NOON))
    assert set(fresh.nicks.values()) == set(draw.nicks.values()) - won  # two for two places


async def test_a_code_is_renewed_once_and_a_check_in_counts_once(
    attendance: Attendance, store: SqliteStore
) -> None:
    async def code(source: str, *, renew: bool) -> str:
        return await attendance.checkins.code_for(SALON.id, Act("boss", source, NOON), renew=renew)

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


@pytest.mark.parametrize(("misses", "taken"), [(4, True), (5, False)])
async def test_behind_five_wrong_codes_not_even_the_right_one_is_looked_at(
    attendance: Attendance, misses: int, taken: bool
) -> None:
    checkins, person = attendance.checkins, make_attendee("a")
    right = await checkins.code_for(SALON.id, Act("boss", "m", NOON), renew=False)

    async def check_in(code: str, source: str, now: datetime = NOON) -> object:
        return await checkins.check_in(code, person, lambda _: None, source=source, now=now)

    for n in (*range(misses), misses - 1):  # the last one once more, as after a crash
        assert await check_in("wrong", f"m{n}") == (Refusal.WRONG, "")
    assert isinstance(await check_in(right, "last"), CheckedIn) is taken
    assert isinstance(await check_in(right, "later", NOON + timedelta(minutes=10)), CheckedIn)


async def test_a_debate_starts_notes_and_ends_once(attendance: Attendance) -> None:
    debates = attendance.debates
    teams, by = (Team("蓝"), Team("红")), Act("boss", "m1", NOON)
    debate = await debates.start("cid", "", teams, by)
    assert await debates.start("cid", "", teams, by) == debate
    note = NewNote(ANSWER, "好", "m2", team="蓝")
    assert await debates.note(debate, note, NOON) == await debates.note(debate, note, NOON)
    ends = [
        await debates.end("cid", "蓝", lambda *_: (), Act("boss", source, NOON))
        for source in ("m3", "m3", "m4")
    ]
    assert ends[0] == ends[1]
    assert ends[0] is not None
    assert ends[2] is None


async def test_an_answer_that_comes_as_the_debate_ends_is_not_said_to_be_kept(
    attendance: Attendance,
) -> None:
    debates = attendance.debates
    teams = Team("蓝"), Team("红")
    debate = await debates.start("cid", "", teams, Act("boss", "m1", NOON))
    in_time = NewNote(ANSWER, "好", "m2", team="蓝")
    await debates.note(debate, in_time, NOON)
    await debates.end("cid", "", lambda *_: (), Act("boss", "m3", NOON))
    with pytest.raises(UserError, match="刚刚结束"):
        await debates.note(debate, NewNote(ANSWER, "晚了", "m4", team="红"), NOON)
    assert (await debates.note(debate, in_time, NOON)).text == "好"  # once more after a stop
    assert [note.text for note in await debates.notes(debate)] == ["好"]
