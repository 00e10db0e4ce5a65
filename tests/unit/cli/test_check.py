"""check: each finding with its remedy, and an exit code that means something."""

from __future__ import annotations

import asyncio
import os
import socket
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from bot.store.sqlite import SqliteStore
from tests.unit.cli.conftest import Outcome, Run

CREDENTIALS = '[dingtalk]\nclient_id = "ding1"\nclient_secret = "canary"\n'


@pytest.fixture
def config(no_config: Path, pages: Path) -> Path:
    """A complete configuration."""
    path = no_config / "config.toml"
    path.write_text(
        f'{CREDENTIALS}[knowledge]\npaths = ["pages"]\n[roles]\nadmins = ["1"]\nnotify = ["1"]\n'
        '[[groups]]\nname = "群"\nconversation_id = "cid1"\n',
        "utf-8",
    )
    path.chmod(0o600)
    return path


def _lines(outcome: Outcome, mark: str) -> list[str]:
    return [line for line in outcome.out.splitlines() if line.startswith(mark)]


def test_all_is_well(xiangwen: Run, config: Path) -> None:
    outcome = xiangwen("check")
    assert (outcome.code, outcome.err) == (0, "")
    assert _lines(outcome, "!") == _lines(outcome, "✗") == []
    for subject in (
        "程序",
        "SQLite",
        "配置",
        "知识库",
        "沙龙",
        "页面",
        "索引",
        "数据库",
        "群和角色",
        "钉钉凭证",
    ):
        assert len(_lines(outcome, f"✓ {subject}")) == 1
    assert "2 页" in outcome.out
    assert "canary" not in outcome.out


def test_an_address_that_something_else_has_is_told(xiangwen: Run, config: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        listen = f"127.0.0.1:{other.getsockname()[1]}"
        config.write_text(f'{config.read_text("utf-8")}[web]\nlisten = "{listen}"\n', "utf-8")
        (line,) = _lines(xiangwen("check"), "! 运行")
    assert listen in line
    assert "端口已被占用" in line
    assert _lines(xiangwen("check"), "!") == []


def test_a_database_that_cannot_be_written_is_told(
    xiangwen: Run, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert xiangwen("check").code == 0
    opened = sqlite3.connect

    # Whoever is root may write a file that nobody may.
    def refusing(*given: Any, **how: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = opened(*given, **how)
        connection.execute("PRAGMA query_only = on")
        return connection

    monkeypatch.setattr(sqlite3, "connect", refusing)
    (line,) = _lines(xiangwen("check"), "✗ 数据库")
    assert "没有写的权限" in line


def test_what_does_not_look_like_an_id_is_told(xiangwen: Run, config: Path) -> None:
    text = config.read_text("utf-8").replace('admins = ["1"]', 'admins = ["周岚", "m.1-2_$:x+/="]')
    text = text.replace('"cid1"', '"学习群"\nwebhook = "https://oapi.dingtalk.com/robot/send"')
    config.write_text(text, "utf-8")
    told = xiangwen("check").out
    assert "[roles] admins 里的「周岚」不像员工号" in told
    assert "「m.1" not in told
    assert "conversation_id 不像本群编号" in told
    assert "没有 access_token" in told


def test_admins_hear_of_trouble_where_nobody_else_is_named(xiangwen: Run, config: Path) -> None:
    config.write_text(config.read_text("utf-8").replace('notify = ["1"]\n', ""), "utf-8")
    assert _lines(xiangwen("check"), "!") == []
    config.write_text(config.read_text("utf-8").replace('admins = ["1"]\n', ""), "utf-8")
    outcome = xiangwen("check")
    assert len(_lines(outcome, "! 群和角色")) == 1
    assert "没有人会收到通知" in outcome.out


def test_missing_credentials_fail(xiangwen: Run, config: Path) -> None:
    config.write_text(config.read_text("utf-8").replace("canary", ""), "utf-8")
    outcome = xiangwen("check")
    assert outcome.code == 1
    (line,) = _lines(outcome, "✗")
    assert "client_secret" in line
    assert "XIANGWEN_DINGTALK__CLIENT_SECRET" in line


def test_files_that_were_not_taken_are_named(xiangwen: Run, config: Path, pages: Path) -> None:
    (pages / "old.md").write_bytes("旧编码".encode("gb18030"))
    outcome = xiangwen("check")
    assert outcome.code == 0
    assert len(_lines(outcome, "! 知识库")) == 1
    assert "old.md" in outcome.out


def test_mistakes_in_a_salon_are_named_with_their_line(
    xiangwen: Run, config: Path, pages: Path
) -> None:
    page = pages / "events" / "2031-03-08-lanzhou.md"
    page.write_text(page.read_text("utf-8").replace('"14:00"', '"25:00"'), "utf-8")
    outcome = xiangwen("check")
    assert outcome.code == 0
    assert len(_lines(outcome, "! 沙龙")) == 1
    assert "2031-03-08-lanzhou.md:6 " in outcome.out


def test_a_folder_without_pages_fails(xiangwen: Run, config: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    outcome = xiangwen("check", "--knowledge", tmp_path / "empty")
    assert outcome.code == 1
    assert len(_lines(outcome, "✗ 知识库")) == 1


@pytest.mark.skipif(os.name != "posix", reason="permissions are POSIX")
def test_a_config_that_others_can_read_is_remarked(xiangwen: Run, config: Path) -> None:
    config.chmod(0o644)
    outcome = xiangwen("check")
    assert outcome.code == 0
    assert "chmod 600" in _lines(outcome, "! 配置")[0]


def test_a_database_that_cannot_be_opened_fails(xiangwen: Run, config: Path) -> None:
    (config.parent / "data").write_text("a file where the folder should be")
    outcome = xiangwen("check")
    assert outcome.code == 1
    assert len(_lines(outcome, "✗ 数据库")) == 1
    assert len(_lines(outcome, "! 索引")) == 1
    assert "[Errno" not in outcome.out


def test_a_database_that_is_none_is_no_fault_of_the_pages(xiangwen: Run, config: Path) -> None:
    (config.parent / "data").mkdir()
    (config.parent / "data" / "xiangwen.db").write_text("nothing that SQLite knows" * 9)
    outcome = xiangwen("check")
    assert outcome.code == 1
    assert "不是 SQLite 数据库" in _lines(outcome, "✗ 数据库")[0]
    assert "文件夹的权限" not in _lines(outcome, "✗ 知识库")[0]


def test_a_running_bot_is_no_fault(xiangwen: Run, config: Path) -> None:
    path = config.parent / "data" / "xiangwen.db"
    with asyncio.Runner() as runner:
        store = runner.run(SqliteStore.open(path))
        outcome = xiangwen("check")
        runner.run(store.close())
    assert outcome.code == 0
    assert "正在使用" in _lines(outcome, "✓ 数据库")[0]


def test_online_tells_whether_the_platform_answers(
    xiangwen: Run, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DINGTALK_OPENAPI_ENDPOINT", "http://127.0.0.1:9")  # nobody listens
    outcome = xiangwen("check", "--online")
    assert outcome.code == 1
    (line,) = _lines(outcome, "✗ 钉钉连接")
    assert "（对方拒绝连接），请检查到 http://127.0.0.1:9 的网络" in line
    assert "canary" not in outcome.out + outcome.err


def test_suggestions_do_not_drown_the_rest(xiangwen: Run, config: Path, pages: Path) -> None:
    (pages / "faq").mkdir()
    (pages / "tests").mkdir()
    tests = ""
    for number, topic in enumerate(("索引", "锁", "分区", "复制", "备份", "视图", "序列")):
        text = f"---\ntitle: {topic}失效怎么办\n---\n\n{topic}的内容。\n"
        (pages / "faq" / f"page{number}.md").write_text(text, "utf-8")
        tests += f"- question: {topic}失效怎么办\n  cites: faq/page{number}.md\n"
    (pages / "tests" / "a.yaml").write_text(tests, "utf-8")
    short, whole = xiangwen("check"), xiangwen("check", "--pages")
    assert short.code == whole.code == 0
    assert "xiangwen check --pages 看全部" in short.out
    assert "看全部" not in whole.out
    assert whole.out.count("    - ") > short.out.count("    - ")
