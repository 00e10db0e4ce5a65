"""The shipped folder by its own commands: every answer test passes, lint finds nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.cli import main

KNOWLEDGE = Path(__file__).resolve().parents[2] / "knowledge"


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    with pytest.raises(SystemExit):
        main([*arguments, "--knowledge", str(KNOWLEDGE)])
    return json.loads(capsys.readouterr().out)


@pytest.mark.usefixtures("no_config")
def test_every_answer_test_passes(capsys: pytest.CaptureFixture[str]) -> None:
    report = run(capsys, "test", "--json")
    shown = [
        f"{f['file']}:{f['line']} {f.get('question')} {f['problem']}" for f in report["failures"]
    ]
    assert shown == []
    assert report["tests"] >= 700
    # The page that should answer is named first, not somewhere.
    assert report["first"] >= 0.8 * report["cited"]


@pytest.mark.usefixtures("no_config")
def test_lint_finds_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    report = run(capsys, "check", "--pages", "--strict", "--format", "json")
    shown = [f"{f['file']}:{f['line']} {f['what']}" for f in report["findings"]]
    assert shown == []
    assert {check["grade"] for check in report["checks"]} == {"good"}


def test_copy_of_psql_ends_on_its_line() -> None:
    """psql takes a backslash command to the end of the line; the rest would be SQL to it."""
    torn = [
        f"{page.relative_to(KNOWLEDGE)}: {line}"
        for page in sorted(KNOWLEDGE.rglob("*.md"))
        for line in page.read_text(encoding="utf-8").splitlines()
        if line.startswith("\\copy ") and line.count("(") != line.count(")")
    ]
    assert torn == []
