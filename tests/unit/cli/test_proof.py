"""test: what it prints, what it leaves on stdout for programs, and its exit code."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.proof import server
from bot.proof.server import NoServer, Server
from tests.unit.cli.conftest import Run


@pytest.fixture
def tested(pages: Path) -> Path:
    """The folder of pages with two tests, both of which hold."""
    (pages / "tests").mkdir()
    write(
        pages,
        "- question: 表膨胀怎么处理\n  cites: vacuum.md\n  contains: [VACUUM]\n"
        "- question: 今天股票涨了吗\n  refuse: true\n",
    )
    return pages


def write(folder: Path, text: str) -> None:
    (folder / "tests" / "a.yaml").write_text(text, "utf-8")


def test_tests_that_hold_are_counted(xiangwen: Run, tested: Path) -> None:
    outcome = xiangwen("test", "--knowledge", tested)
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out.splitlines() == [
        "答案测试 2 条，通过 2 条，没通过 0 条。",
        "1 条写明了应当引用的页面，其中 1 条（100.0%）第一个出处就是它。",
    ]


def test_failure_names_file_line_question_and_what_came(xiangwen: Run, tested: Path) -> None:
    path = "events/2031-03-08-lanzhou.md"
    write(tested, f"- question: 表膨胀怎么处理\n  cites: {path}\n")
    outcome = xiangwen("test", "--knowledge", tested)
    assert outcome.code == 1
    assert "答案测试有 1 处没有通过" in outcome.err
    assert f"✗ {Path('pages') / 'tests' / 'a.yaml'}:1 「表膨胀怎么处理」" in outcome.out
    assert f"应当引用 {path}，却引用了 vacuum.md" in outcome.out


def test_entry_that_cannot_be_asked_fails(xiangwen: Run, tested: Path) -> None:
    write(tested, "- question: 表膨胀怎么处理\n  sites: vacuum.md\n")
    outcome = xiangwen("test", "--knowledge", tested)
    assert outcome.code == 1
    assert "a.yaml:2 不认识 sites，是不是 cites？" in outcome.out


def test_json_is_alone_on_stdout(xiangwen: Run, tested: Path) -> None:
    write(tested, "- question: 表膨胀怎么处理\n  contains: 量子\n  cites: vacuum.md\n")
    outcome = xiangwen("test", "--json", "--knowledge", tested)
    assert outcome.code == 1
    report = outcome.json
    assert (report["tests"], report["passed"], report["cited"], report["first"]) == (1, 0, 1, 1)
    (failure,) = report["failures"]
    assert (failure["line"], failure["sources"]) == (1, ["vacuum.md"])
    assert "量子" in failure["problem"]


def test_earlier_messages_are_asked_first(xiangwen: Run, tested: Path) -> None:
    write(
        tested,
        "- question: 那场在哪里\n  context: [第 31 期是哪天]\n"
        "  cites: events/2031-03-08-lanzhou.md\n  contains: 黄河书房\n",
    )
    assert xiangwen("test", "--knowledge", tested).code == 0


def test_only_the_named_pages_are_tested(xiangwen: Run, tested: Path) -> None:
    outcome = xiangwen("test", "vacuum.md", "--json", "--knowledge", tested)
    assert outcome.json["tests"] == 1
    unknown = xiangwen("test", "faq/nothing.md", "--knowledge", tested)
    assert unknown.code == 2
    assert "没有 faq/nothing.md 这一页" in unknown.err


def test_without_a_server_the_remedy_is_told(
    xiangwen: Run, pages: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    @contextmanager
    def none(*_: object) -> Iterator[Server]:
        raise NoServer
        yield

    monkeypatch.setattr(server, "open_server", none)
    outcome = xiangwen("test", "--sql", "--knowledge", pages)
    assert (outcome.code, outcome.out) == (1, "")
    assert "apt-get install -y postgresql" in outcome.err


def test_without_the_driver_the_remedy_is_told(
    xiangwen: Run, pages: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.cli.proof_sql.find_spec", lambda _: None)
    outcome = xiangwen("test", "--sql", "--knowledge", pages)
    assert outcome.code == 1
    assert "pip install 'xiangwen[postgres]'" in outcome.err


def test_version_is_for_sql_only(xiangwen: Run, tested: Path) -> None:
    outcome = xiangwen("test", "--on", "15", "--knowledge", tested)
    assert outcome.code == 2
    assert "--on 要和 --sql 一起用" in outcome.err
