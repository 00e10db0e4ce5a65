"""How `check` reports: one line a finding for people, commands for GitHub, or one JSON."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import click

from bot.cli.options import print_json

if TYPE_CHECKING:
    from bot.lint import Finding as PageFinding


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

    def __str__(self) -> str:
        from bot.lint import as_text

        here = Path.cwd()
        details = (*self.details, *(as_text(page, here) for page in self.pages))
        lines = [f"{self.grade.value} {self.subject}：{self.text}"]
        return "\n".join([*lines, *(f"    - {detail}" for detail in details)])


class Report(Protocol):
    """Takes the findings as they come; ``end`` after the last one."""

    def take(self, finding: Finding) -> None: ...

    def end(self) -> None: ...


class TextReport:
    """A line at once, so that one sees what takes its time."""

    def take(self, finding: Finding) -> None:
        click.echo(str(finding))

    def end(self) -> None:
        """Everything is told."""


class GithubReport:
    """Workflow commands; what has a file and a line is shown there."""

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

    def __init__(self) -> None:
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
