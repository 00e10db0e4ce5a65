"""The commands with a store on PostgreSQL: they find it, read it, and say what is wrong."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.events.record import chat_salons
from bot.messages import Act
from bot.store import open_store, to_text
from tests.unit.cli.conftest import Run

PAGE = """---
id: salon-16-suzhou
number: 16
title: PG天天象上 第 16 期 苏州
date: 2026-12-12
start: "14:00"
city: 苏州
venue: 平江茶馆
---
"""


@pytest.fixture
def configured(no_config: Path, pages: Path, postgres_url: str) -> Path:
    path = no_config / "config.toml"
    url = postgres_url.replace("@/", ":canary@/")
    path.write_text(f'[knowledge]\npaths = ["pages"]\n[storage]\nurl = "{url}"\n', "utf-8")
    path.chmod(0o600)
    return path


def add_salon(url: str) -> None:
    async def work() -> None:
        store = await open_store(url)
        now = datetime(2026, 11, 23, tzinfo=UTC)
        await store.run(
            lambda tx: chat_salons.add(tx, "salon-16-suzhou", PAGE, Act("1", "m", now))
        )
        await store.run(
            lambda tx: tx.execute(
                "events.add_replay",
                salon_id="salon-16-suzhou",
                label="",
                url="https://example.com/r",
                added_by="1",
                source="m",
                now=to_text(now),
            )
        )
        await store.close()

    asyncio.run(work())


def test_check_makes_the_tables_and_names_no_password(xiangwen: Run, configured: Path) -> None:
    outcome = xiangwen("check")
    (line,) = (line for line in outcome.out.splitlines() if "数据库" in line)
    assert line.startswith("✓ 数据库")
    assert "PostgreSQL" in line
    assert "可以读写" in line
    assert "canary" not in outcome.out + outcome.err


def test_check_says_what_to_do_when_nothing_answers(xiangwen: Run, configured: Path) -> None:
    text = configured.read_text("utf-8")
    start = text.index("url =")
    url = 'url = "postgresql://u:canary@127.0.0.1:1/x"\n'
    configured.write_text(text[:start] + url, "utf-8")
    outcome = xiangwen("check")
    assert outcome.code == 1
    (line,) = (line for line in outcome.out.splitlines() if line.startswith("✗ 数据库"))
    assert "连不上数据库 PostgreSQL 127.0.0.1:1/x（对方拒绝连接）" in line
    assert "canary" not in outcome.out + outcome.err


def test_what_chat_has_added_is_answered_and_exported(
    xiangwen: Run, configured: Path, postgres_url: str
) -> None:
    add_salon(postgres_url)
    assert "平江茶馆" in xiangwen("ask", "苏州那场在哪里").out
    outcome = xiangwen("events", "export")
    assert "写好了" in outcome.out
    assert (configured.parent / "pages/events/2026-12-12-suzhou.md").read_text("utf-8") == PAGE
