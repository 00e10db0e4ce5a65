"""How the program speaks about itself: help, wrong usage, exit codes."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from bot.cli.main import cli
from tests.unit.cli.conftest import Run

PROMISED = {"sandbox", "run", "init", "check", "index", "ask", "search"}


def test_without_arguments_it_shows_help_and_fails(xiangwen: Run) -> None:
    outcome = xiangwen()
    assert outcome.code == 2
    assert "用法：xiangwen" in outcome.err
    assert outcome.out == ""


def test_help_lists_every_command_in_chinese(xiangwen: Run) -> None:
    outcome = xiangwen("--help")
    assert outcome.code == 0
    assert outcome.err == ""
    listed = re.findall(r"(?m)^  ([a-z]+)  ", outcome.out.partition("命令：")[2])
    assert listed == list(cli.commands)
    assert set(listed) >= PROMISED


@pytest.mark.parametrize("name", list(cli.commands))
def test_every_option_has_a_chinese_help(xiangwen: Run, name: str) -> None:
    outcome = xiangwen(name, "--help")
    assert outcome.code == 0
    assert "用法：" in outcome.out
    assert [word for word in ("Usage", "Options", "Show this") if word in outcome.out] == []
    for parameter in cli.commands[name].params:
        if isinstance(parameter, click.Option):
            assert parameter.help
            assert not parameter.help.isascii()


def test_the_version_is_that_of_the_package(xiangwen: Run) -> None:
    outcome = xiangwen("--version")
    assert outcome.code == 0
    assert re.fullmatch(r"xiangwen \d+\.\d+\.\d+\n", outcome.out)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["serch"], ["serch", "是不是 search"]),
        (["ask"], ["问题", "--batch"]),
        (["ask", "一", "二"], ["多了参数「二」", "引号"]),
        (["ask", "一", "--jsn"], ["--jsn", "是不是 --json"]),
        (["ask", "一", "--top", "x"], ["--top", "0 到 100 的整数"]),
        (["ask", "一", "--top", "101"], ["--top", "0 到 100 的整数"]),
        (["ask", "一", "--top"], ["--top"]),
        (["ask", "一", "--batch", "x.jsonl"], ["--batch"]),
        (["ask", "一", "--now", "明天"], ["--now", "明天", "2026-01-31T20:00"]),
        (["ask", "一", "--now", "0001-01-02"], ["--now", "太远", "1970 到 2199"]),
        (["ask", "一", "--now", "9999-12-31T23:59"], ["--now", "太远"]),
        (["search"], ["缺少参数「问题」"]),
        (["sandbox", "--port", "70000"], ["--port", "65535"]),
        (["run", "--config", "none.toml"], ["none.toml"]),
        (["run"], ["client_id", "XIANGWEN_DINGTALK__CLIENT_ID", "xiangwen sandbox"]),
        (["ask", "一", "--knowledge", "none"], ["--knowledge"]),
        (["ask", "--batch", "none.jsonl"], ["none.jsonl"]),
    ],
)
def test_wrong_usage_is_one_chinese_sentence(
    xiangwen: Run, arguments: list[str], words: list[str]
) -> None:
    outcome = xiangwen(*arguments)
    assert outcome.code == 2
    assert outcome.out == ""
    sentence = outcome.err.splitlines()[-1]
    assert re.fullmatch(r"错误：.+。", sentence)
    assert [word for word in words if word not in sentence] == []


@pytest.mark.parametrize("before", [True, False])
def test_config_may_stand_before_or_after_the_command(
    xiangwen: Run, tmp_path: Path, before: bool
) -> None:
    (tmp_path / "mine.toml").write_text("nonsense = 1")
    option = ("--config", "mine.toml")
    outcome = xiangwen(*option, "index") if before else xiangwen("index", *option)
    assert outcome.code == 2
    assert "mine.toml：第 1 行，没有 nonsense" in outcome.err


def test_a_fault_of_ours_is_a_sentence_and_exit_one(
    xiangwen: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def fail(_: click.Context) -> None:
        raise KeyError("canary")

    monkeypatch.setattr(cli.commands["index"], "invoke", fail)
    outcome = xiangwen("index")
    assert outcome.code == 1
    assert outcome.err.count("\n") == 1
    assert "KeyError" in outcome.err
    assert "canary" not in outcome.err
