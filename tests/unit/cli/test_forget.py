"""forget: a look first, beside the running bot as well; then the end of it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.store import open_store
from bot.store.opening import read_only_rows
from tests.unit.attendance.salons import make_attendee
from tests.unit.cli.conftest import Run


async def _sign_up(url: str) -> None:
    store = await open_store(url)
    one = make_attendee("zhao")
    values = {"person": one.person, "staff_id": one.staff_id, "nick": one.nick, "told_in": "cid"}
    more = {"salon_id": "salon-1", "state": "waiting", "now": "", "source": "m1", "told": ""}
    await store.run(lambda tx: tx.all("signups.put", **values, **more))
    await store.close()


@pytest.fixture
def url(no_config: Path) -> str:
    """A store where a configuration that says nothing of it has one."""
    url = f"sqlite:///{no_config}/data/xiangwen.db"
    asyncio.run(_sign_up(url))
    return url


def _signed_up(url: str) -> int:
    return sum(row["count"] for row in read_only_rows(url, "signups.count"))


def test_without_yes_nothing_happens(xiangwen: Run, url: str) -> None:
    outcome = xiangwen("forget", "staff-zhao")
    assert outcome.code == 0, outcome.err
    assert "报名 1 场" in outcome.out
    assert "什么也没有动" in outcome.out
    assert _signed_up(url) == 1


def test_with_yes_all_of_it_goes(xiangwen: Run, url: str) -> None:
    outcome = xiangwen("forget", "staff-zhao", "--yes")
    assert outcome.code == 0, outcome.err
    assert "已经删掉了" in outcome.out
    assert _signed_up(url) == 0
    again = xiangwen("forget", "staff-zhao")
    assert again.code == 1
    assert "没有 staff-zhao 的数据" in again.err


def test_beside_the_running_bot_one_may_look(xiangwen: Run, url: str) -> None:
    async def beside() -> None:
        store = await open_store(url)
        try:
            assert "报名 1 场" in (await asyncio.to_thread(xiangwen, "forget", "staff-zhao")).out
            refused = await asyncio.to_thread(xiangwen, "forget", "staff-zhao", "--yes")
            assert refused.code == 1
            assert "请先停掉它" in refused.err
        finally:
            await store.close()

    asyncio.run(beside())
    assert _signed_up(url) == 1


def test_a_server_is_looked_at_and_forgets_as_well(
    xiangwen: Run, no_config: Path, postgres_url: str
) -> None:
    asyncio.run(_sign_up(postgres_url))
    config = no_config / "config.toml"
    config.write_text(f'[storage]\nurl = "{postgres_url}"\n[roles]\nnotify = ["staff-zhao"]\n')
    outcome = xiangwen("forget", "staff-zhao")
    assert "报名 1 场" in outcome.out
    assert "[roles] 里还写着这个员工号" in outcome.out
    assert _signed_up(postgres_url) == 1
    assert "已经删掉了" in xiangwen("forget", "staff-zhao", "--yes").out
    assert _signed_up(postgres_url) == 0
