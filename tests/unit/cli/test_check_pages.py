"""check: the findings about pages, for people, for GitHub and for programs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.cli.conftest import Run


@pytest.fixture
def dead_link(pages: Path) -> Path:
    page = pages / "vacuum.md"
    page.write_text(page.read_text("utf-8") + "\n见 [别处](nowhere.md)。\n", "utf-8")
    return pages


@pytest.fixture
def no_label(pages: Path) -> Path:
    """A folder with advice only."""
    page = pages / "events" / "2031-03-08-lanzhou.md"
    text = page.read_text("utf-8").replace("venue:", "replays: [{url: https://e.org/1}]\nvenue:")
    page.write_text(text, "utf-8")
    return pages


def test_good_pages_need_no_configuration(xiangwen: Run, pages: Path) -> None:
    outcome = xiangwen("check", "--pages", "--strict", "--knowledge", pages)
    assert (outcome.code, outcome.err) == (0, "")
    assert [line[0] for line in outcome.out.splitlines()] == ["✓", "✓", "✓"]


def test_error_in_a_page_fails_with_file_line_and_remedy(xiangwen: Run, dead_link: Path) -> None:
    outcome = xiangwen("check", "--pages", "--knowledge", dead_link)
    assert outcome.code == 1
    assert "✗ 页面：1 处要改，0 处建议改\n" in outcome.out
    assert "    - pages/vacuum.md:12 链接 nowhere.md 指的文件不存在。请改成" in outcome.out


def test_advice_fails_only_where_that_is_wanted(xiangwen: Run, no_label: Path) -> None:
    arguments = ("check", "--pages", "--knowledge", no_label)
    outcome = xiangwen(*arguments)
    assert (outcome.code, outcome.err) == (0, "")
    assert "! 页面：0 处要改，1 处建议改" in outcome.out
    assert xiangwen(*arguments, "--strict").code == 1


def test_what_is_to_be_said_of_many_pages_is_said_once(xiangwen: Run, pages: Path) -> None:
    (pages / "faq").mkdir()
    for number in range(4):
        (pages / "faq" / f"{number}.md").write_text(
            f"---\ntitle: 第{number}页\n---\n无\n", "utf-8"
        )
    outcome = xiangwen("check", "--pages", "--knowledge", pages)
    assert outcome.out.count("没有 updated") == 1
    assert "有 4 处：\n        pages/faq/0.md:1\n        pages/faq/1.md:1\n" in outcome.out


def test_github_gets_nothing_but_commands(xiangwen: Run, dead_link: Path) -> None:
    (dead_link / "old.md").write_bytes("旧编码".encode("gb18030"))
    outcome = xiangwen("check", "--pages", "--format", "github", "--knowledge", dead_link)
    assert outcome.code == 1
    first, second = outcome.out.splitlines()
    assert first.startswith("::warning file=pages/old.md,line=1,title=unreadable::没有收录")
    assert second.startswith("::error file=pages/vacuum.md,line=12,title=dead-link::链接")


def test_github_hears_of_what_has_no_file(xiangwen: Run, pages: Path) -> None:
    outcome = xiangwen("check", "--format", "github", "--knowledge", pages)
    assert outcome.code == 1
    assert "::error title=钉钉凭证::" in outcome.out


def test_json_is_one_object(xiangwen: Run, dead_link: Path) -> None:
    outcome = xiangwen("check", "--pages", "--format", "json", "--knowledge", dead_link)
    assert outcome.code == 1
    report = outcome.json
    assert [check["grade"] for check in report["checks"]] == ["good", "good", "bad"]
    (finding,) = report["findings"]
    assert (finding["file"], finding["line"]) == ("pages/vacuum.md", 12)
    assert (finding["rule"], finding["severity"]) == ("dead-link", "error")


def test_unknown_format_is_refused(xiangwen: Run, pages: Path) -> None:
    outcome = xiangwen("check", "--format", "xml", "--knowledge", pages)
    assert outcome.code == 2
    assert "要写 text、github、json 中的一个" in outcome.err
