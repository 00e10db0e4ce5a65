"""store copy: what it says of what it did, and of what it will not do."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.store import open_store
from bot.store.opening import read_only_rows
from tests.store.test_store import add_replay
from tests.unit.cli.conftest import Run


async def _make(url: str) -> None:
    store = await open_store(url)
    await store.run(add_replay("https://a"))
    await store.close()


@pytest.fixture
def file(no_config: Path) -> Path:
    """A store where a configuration that says nothing of it has one."""
    path = no_config / "data" / "xiangwen.db"
    asyncio.run(_make(f"sqlite:///{path}"))
    return path


@pytest.fixture
def target(postgres_url: str) -> str:
    return postgres_url.replace("@/", ":canary@/")


def _configure(folder: Path, url: str) -> None:
    path = folder / "config.toml"
    path.write_text(f'[storage]\nurl = "{url}"\n', "utf-8")
    path.chmod(0o600)


def test_the_configured_file_goes_where_one_says(xiangwen: Run, file: Path, target: str) -> None:
    outcome = xiangwen("store", "copy", "--to", target)
    assert outcome.code == 0, outcome.err
    assert "replays：1 行" in outcome.out
    assert "逐张表核对过行数" in outcome.out
    assert "把 [storage] url 换成新的地址" in outcome.out
    assert "不要再用它启动机器人" in outcome.out
    assert [row["url"] for row in read_only_rows(target, "events.replays")] == ["https://a"]
    assert file.exists()
    again = xiangwen("store", "copy", "--to", target)
    assert again.code == 1
    assert "不是空的（replays 1 行）" in again.err
    for said in (outcome, again):
        assert "canary" not in said.out + said.err


def test_a_file_goes_where_the_configuration_says(
    xiangwen: Run, no_config: Path, file: Path, target: str
) -> None:
    _configure(no_config, target)
    missing = xiangwen("store", "copy")
    assert missing.code == 2
    assert "--from" in missing.err
    outcome = xiangwen("store", "copy", "--from", file)
    assert outcome.code == 0, outcome.err
    assert "换成新的地址" not in outcome.out  # it stands there


@pytest.mark.parametrize(
    "wrong",
    ["sqlite:///other.db", "postgresql://me:canary@", "postgresql://me:can ary@db/x", "canary"],
)
def test_only_a_postgresql_address_is_a_target(xiangwen: Run, file: Path, wrong: str) -> None:
    outcome = xiangwen("store", "copy", "--to", wrong)
    assert outcome.code == 2
    assert "--to 的写法不对" in outcome.err
    assert "canary" not in outcome.out + outcome.err


def test_without_a_target_it_is_asked_for(xiangwen: Run, file: Path) -> None:
    outcome = xiangwen("store", "copy")
    assert outcome.code == 2
    assert "请用 --to" in outcome.err


def test_a_server_that_is_away_is_said(xiangwen: Run, file: Path) -> None:
    outcome = xiangwen("store", "copy", "--to", "postgresql://me:canary@127.0.0.1:1/x")
    assert outcome.code == 1
    assert "连不上数据库" in outcome.err
    assert "canary" not in outcome.out + outcome.err


def test_a_file_that_a_bot_uses_stays(xiangwen: Run, file: Path, target: str) -> None:
    async def use() -> str:
        store = await open_store(f"sqlite:///{file}")
        outcome = xiangwen("store", "copy", "--to", target)
        await store.close()
        assert outcome.code == 1
        return outcome.err

    assert "正被另一个象问进程使用" in asyncio.run(use())
