from __future__ import annotations

from pathlib import Path

from bot.lint.findings import Finding, as_github, as_record, as_text

HERE = Path("/repo")
FINDING = Finding(
    Path("/repo/knowledge"),
    "faq/a,b.md",
    7,
    "dead-link",
    "100% 不在\n这里",
    "请改",
)


def test_text_names_the_file_as_seen_from_here() -> None:
    assert as_text(FINDING, HERE).startswith("knowledge/faq/a,b.md:7 100% 不在")
    assert as_text(FINDING, Path("/elsewhere")).startswith("/repo/knowledge/faq/a,b.md:7 ")


def test_github_command_is_escaped() -> None:
    assert as_github(FINDING, HERE) == (
        "::error file=knowledge/faq/a%2Cb.md,line=7,title=dead-link::100%25 不在%0A这里。请改。"
    )


def test_record_has_what_a_program_needs() -> None:
    assert as_record(FINDING, HERE) == {
        "file": "knowledge/faq/a,b.md",
        "line": 7,
        "rule": "dead-link",
        "severity": "error",
        "what": "100% 不在\n这里",
        "remedy": "请改",
    }


def test_a_question_at_the_end_is_not_followed_by_a_full_stop() -> None:
    asked = Finding(Path("/"), "a.yaml", 1, "tests", "没有 a，是不是 b？")

    assert asked.message == "没有 a，是不是 b？"
