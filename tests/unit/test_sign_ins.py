"""Who has the console open: a code is good once and for minutes, a session for hours."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from bot.sign_ins import CODE_LASTS, SESSION_LASTS, SignIns
from bot.store.sqlite import SqliteStore
from tests.conftest import NOON

SECOND = timedelta(seconds=1)


async def _entered(sign_ins: SignIns, staff_id: str = "050004") -> str:
    token = await sign_ins.redeem(await sign_ins.issue(staff_id, NOON), NOON)
    assert token
    return token


async def test_a_code_lets_in_once(store: SqliteStore) -> None:
    sign_ins = SignIns(store)
    code = await sign_ins.issue("050004", NOON)
    token = await sign_ins.redeem(code, NOON)
    assert token
    assert token != code
    assert await sign_ins.who(token, NOON) == "050004"
    assert await sign_ins.redeem(code, NOON) is None
    assert await sign_ins.who(code, NOON) is None


async def test_of_those_who_use_a_code_at_the_same_moment_one_comes_in(
    store: SqliteStore,
) -> None:
    code = await SignIns(store).issue("050004", NOON)
    # As two instances would, each with an object of its own.
    tokens = await asyncio.gather(*(SignIns(store).redeem(code, NOON) for _ in range(8)))
    assert len([token for token in tokens if token]) == 1


async def test_a_code_ends_after_five_minutes(store: SqliteStore) -> None:
    sign_ins = SignIns(store)
    late, in_time = await sign_ins.issue("050004", NOON), await sign_ins.issue("050004", NOON)
    assert await sign_ins.redeem(in_time, NOON + CODE_LASTS - SECOND)
    assert await sign_ins.redeem(late, NOON + CODE_LASTS) is None
    assert timedelta(minutes=5) == CODE_LASTS


async def test_a_session_ends_after_twelve_hours(store: SqliteStore) -> None:
    sign_ins = SignIns(store)
    token = await _entered(sign_ins)
    assert await sign_ins.who(token, NOON + SESSION_LASTS - SECOND) == "050004"
    assert await sign_ins.who(token, NOON + SESSION_LASTS) is None
    assert timedelta(hours=12) == SESSION_LASTS


async def test_whoever_leaves_is_out_here_and_only_here(store: SqliteStore) -> None:
    sign_ins = SignIns(store)
    office, home, other = [await _entered(sign_ins, who) for who in ("050004",) * 2 + ("050003",)]
    await sign_ins.end(office)
    assert await sign_ins.who(office, NOON) is None
    assert await sign_ins.who(home, NOON) == "050004"
    await sign_ins.end_all("050004")
    assert await sign_ins.who(home, NOON) is None
    assert await sign_ins.who(other, NOON) == "050003"


async def test_whoever_loses_the_right_cannot_use_a_code_got_before(store: SqliteStore) -> None:
    sign_ins = SignIns(store)
    code = await sign_ins.issue("050004", NOON)
    await sign_ins.end_all("050004")
    assert await sign_ins.redeem(code, NOON) is None


async def test_looking_whose_a_code_is_does_not_use_it_up(store: SqliteStore) -> None:
    sign_ins = SignIns(store)
    code = await sign_ins.issue("050004", NOON)
    for _ in range(2):
        assert await sign_ins.holder(code, NOON) == "050004"
    assert await sign_ins.holder(code, NOON + CODE_LASTS) is None
    assert await sign_ins.redeem(code, NOON)
    assert await sign_ins.holder(code, NOON) is None


async def test_nonsense_is_nobody(store: SqliteStore) -> None:
    sign_ins = SignIns(store)
    for nonsense in ("", "x", "' OR 1=1 --", "\x00", "\udcff", "码" * 5_000):
        assert await sign_ins.who(nonsense, NOON) is None
        assert await sign_ins.redeem(nonsense, NOON) is None


async def test_the_database_holds_nothing_that_opens(tmp_path: Path) -> None:
    file = tmp_path / "bot.db"
    store = await SqliteStore.open(file)
    sign_ins = SignIns(store)
    code, token = await sign_ins.issue("050004", NOON), await _entered(sign_ins)
    await store.close()
    with closing(sqlite3.connect(file)) as database, database:
        whole = "\n".join(database.iterdump())
    assert code not in whole
    assert token not in whole
    # After a restart what was given still holds.
    store = await SqliteStore.open(file)
    assert await SignIns(store).who(token, NOON) == "050004"
    assert await SignIns(store).redeem(code, NOON)
    await store.close()


async def test_what_has_ended_is_not_kept(tmp_path: Path) -> None:
    store = await SqliteStore.open(tmp_path / "bot.db")
    sign_ins = SignIns(store)
    await sign_ins.issue("050004", NOON)
    await _entered(sign_ins)
    await sign_ins.issue("050003", NOON + SESSION_LASTS)
    await store.close()
    with closing(sqlite3.connect(tmp_path / "bot.db")) as database, database:
        codes = database.execute("SELECT staff_id FROM console_codes").fetchall()
        sessions = database.execute("SELECT staff_id FROM console_sessions").fetchall()
    assert (codes, sessions) == ([("050003",)], [])


async def test_each_way_in_is_in_the_record(store: SqliteStore) -> None:
    sign_ins = SignIns(store)
    for _ in range(2):
        await _entered(sign_ins)
    entries = await store.run(lambda tx: tx.all("audit.recent", most=9))
    assert [(e["staff_id"], e["action"]) for e in entries] == [("050004", "console.enter")] * 2
