"""How `check` reports: one line a finding for people, commands for GitHub, or one JSON."""

from __future__ import annotations

import enum
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import click

from bot.cli.options import print_json

if TYPE_CHECKING:
    from bot.lint import Finding as PageFinding

_SUGGESTIONS = 5


class Grade(enum.Enum):
    """How a finding counts; BAD makes the command fail, ODD only where that is wanted."""

    GOOD = "✓"
    ODD = "!"
    BAD = "✗"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report. Below it stand ``details`` and the findings in ``pages``,
    which have a file and a line."""

    grade: Grade
    subject: str
    text: str
    details: tuple[str, ...] = ()
    pages: tuple[PageFinding, ...] = ()

    def told(self, most: int) -> str:
        """The finding with at most so many suggestions; what is wrong is always told."""
        from bot.lint import as_text

        wrong = [page for page in self.pages if page.severity.value == "error"]
        doubtful = [page for page in self.pages if page.severity.value != "error"]
        shown = [as_text(page, Path.cwd()) for page in (*wrong, *doubtful[:most])]
        if more := len(doubtful[most:]):
            shown.append(f"还有 {more} 处，运行 xiangwen check --pages 看全部")
        lines = [f"{self.grade.value} {self.subject}：{self.text}"]
        return "\n".join([*lines, *(f"    - {one}" for one in (*self.details, *shown))])


class Report(Protocol):
    """Takes the findings as they come; ``end`` after the last one. ``whole``: even where
    there are many of them."""

    def __init__(self, *, whole: bool) -> None: ...

    def take(self, finding: Finding) -> None: ...

    def end(self) -> None: ...


class TextReport:
    """A line at once, so that one sees what takes its time. A check of everything does not
    drown its other lines in suggestions for pages."""

    def __init__(self, *, whole: bool) -> None:
        self._most = sys.maxsize if whole else _SUGGESTIONS

    def take(self, finding: Finding) -> None:
        click.echo(finding.told(self._most))

    def end(self) -> None:
        """Everything is told."""


class GithubReport:
    """Workflow commands; what has a file and a line is shown there."""

    def __init__(self, *, whole: bool) -> None:
        pass

    def take(self, finding: Finding) -> None:
        from bot.lint import as_github

        for page in finding.pages:
            click.echo(as_github(page, Path.cwd()))
        if finding.grade is not Grade.GOOD and not finding.pages:
            kind = "error" if finding.grade is Grade.BAD else "warning"
            text = "；".join((finding.text, *finding.details))
            click.echo(f"::{kind} title={finding.subject}::{text}")

    def end(self) -> None:
        """Everything is told."""


class JsonReport:
    """One object on stdout: the checks, and all findings about pages."""

    def __init__(self, *, whole: bool) -> None:
        self._checks: list[dict[str, object]] = []
        self._findings: list[dict[str, str | int]] = []

    def take(self, finding: Finding) -> None:
        from bot.lint import as_record

        self._checks.append(
            {
                "grade": finding.grade.name.lower(),
                "subject": finding.subject,
                "text": finding.text,
                "details": list(finding.details),
            }
        )
        self._findings += [as_record(page, Path.cwd()) for page in finding.pages]

    def end(self) -> None:
        print_json({"checks": self._checks, "findings": self._findings})


REPORTS: dict[str, type[Report]] = {
    "text": TextReport,
    "github": GithubReport,
    "json": JsonReport,
}
