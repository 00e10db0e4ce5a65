"""simulate: what would be posted, where and when; and nothing is."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.messages import Destination
from bot.schedule.deliveries import DeliveryKind
from bot.schedule.outbox import Outbox
from bot.store.sqlite import SqliteStore
from tests.builders import make_delivery
from tests.unit.cli.conftest import Run

CONFIG = """
[[groups]]
name = "学习群"
conversation_id = "cid-study"
quiet = "09:00-11:00"
[[groups]]
name = "筹备群"
conversation_id = "cid-salon"
[roles]
organizers = ["boss"]
[[reminders]]
name = "前一天"
before = "1d"
at = "10:00"
[[reminders]]
name = "一小时"
before = "1h"
text = "{title} {when}"
[[reminders]]
name = "结束后"
after = "15m"
groups = ["筹备群"]
"""


@pytest.fixture
def simulate(xiangwen: Run, pages: Path, no_config: Path) -> Run:
    (no_config / "config.toml").write_text(CONFIG, "utf-8")
    return lambda *arguments: xiangwen("simulate", "--knowledge", pages, *arguments)


def test_every_message_of_the_span_by_time_and_place(simulate: Run) -> None:
    posts = simulate("--from", "2031-03-01", "--to", "2031-03-12", "--json").json
    assert [(p["at"][5:16], p["to"]) for p in posts] == [
        ("03-07T10:00", "筹备群"),
        ("03-07T11:00", "学习群"),
        ("03-08T13:00", "学习群"),
        ("03-08T13:00", "筹备群"),
        ("03-08T18:15", "筹备群"),
        ("03-09T10:00", "单聊 boss"),
        ("03-10T10:00", "单聊 boss"),
        ("03-11T10:00", "单聊 boss"),
    ]
    assert "明天" in posts[0]["parts"][0]
    assert posts[2]["parts"] == ["第 31 期 兰州 1 小时后"]


def test_one_group_as_text(simulate: Run) -> None:
    outcome = simulate("--from", "2031-03-07", "--to", "2031-03-07", "--group", "学习群")
    assert "2031-03-07（周五）11:00 → 学习群" in outcome.out
    assert "兰州" in outcome.out
    assert "共 1 条" in outcome.out


def test_an_empty_span_says_so(simulate: Run) -> None:
    assert "没有要发的" in simulate("--from", "2031-05-01", "--to", "2031-05-03").out


@pytest.mark.parametrize(
    ("config", "words"),
    [("", "没有登记群"), (CONFIG.partition("[roles]")[0], "没有提醒规则")],
)
def test_what_nothing_comes_of_is_said(
    simulate: Run, no_config: Path, config: str, words: str
) -> None:
    (no_config / "config.toml").write_text(config, "utf-8")
    assert words in simulate("--from", "3月1日", "--to", "3月2日").out


async def _silence(no_config: Path) -> None:
    (no_config / "data").mkdir()
    store = await SqliteStore.open(no_config / "data" / "xiangwen.db")
    gone = {"conversation_id": "cid-study", "reason": "gone", "now": ""}
    await store.run(lambda tx: tx.execute("groups.silence", **gone))
    await store.close()


def test_a_group_that_is_gone_is_named(simulate: Run, no_config: Path) -> None:
    asyncio.run(_silence(no_config))
    outcome = simulate("--from", "2031-03-01", "--to", "2031-03-12")
    assert "「学习群」收不到消息，发往它的没有列" in outcome.out
    assert "→ 学习群" not in outcome.out


async def _wait_until(no_config: Path, due_at: datetime) -> None:
    (no_config / "data").mkdir()
    store = await SqliteStore.open(no_config / "data" / "xiangwen.db")
    kind, there = DeliveryKind.ANNOUNCEMENT, Destination(conversation_id="cid-study")
    row = make_delivery(due_at=due_at, kind=kind, destination=there, markdown="换了地方")
    await Outbox(store).enqueue([row], due_at)
    await store.close()


def test_what_leaves_before_the_span_is_not_in_it(simulate: Run, no_config: Path) -> None:
    asyncio.run(_wait_until(no_config, datetime(2031, 4, 20, tzinfo=UTC)))
    assert "换了地方" in simulate("--from", "2031-04-19", "--to", "2031-05-01").out
    assert "没有要发的" in simulate("--from", "2031-05-01", "--to", "2031-05-03").out


def test_what_should_have_left_leaves_now(simulate: Run, no_config: Path) -> None:
    asyncio.run(_wait_until(no_config, datetime(2020, 4, 20, tzinfo=UTC)))
    assert "换了地方" in simulate().out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--from", "2031-03-02", "--to", "2031-03-01"), "晚于"),
        (("--from", "改天"), "这样写"),
        (("--from", "2031-03-02", "--to", "2033-03-01"), "一年"),
        (("--from", "0001-01-01"), "太远"),
        (("--from", "0001-01-20", "--to", "0001-01-21"), "太远"),
        (("--from", "9999-12-31"), "太远"),
        (("--to", "9999-12-31"), "太远"),
        (("--group", "运维群"), "学习群"),
    ],
)
def test_bad_input_is_a_sentence(simulate: Run, arguments: tuple[str, ...], words: str) -> None:
    outcome = simulate(*arguments)
    assert outcome.code != 0
    assert words in outcome.err


@pytest.mark.parametrize("time", ["2031-13-01", "随便"])
def test_a_time_that_is_none_is_a_wrong_use(simulate: Run, time: str) -> None:
    assert simulate("--from", time).code == 2
