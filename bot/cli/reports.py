"""How `check` reports: one line a finding for people, commands for GitHub, or one JSON."""

from __future__ import annotations

import enum
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.lint.findings import Finding as PageFinding

FORMS = ("text", "github", "json")
_SUGGESTIONS = 5
_ALIKE = 3


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


def good(subject: str, text: str) -> Finding:
    return Finding(Grade.GOOD, subject, text)


def odd(subject: str, text: str) -> Finding:
    return Finding(Grade.ODD, subject, text)


def bad(subject: str, text: str) -> Finding:
    return Finding(Grade.BAD, subject, text)


def told(finding: Finding, form: str, *, whole: bool) -> Iterator[str]:
    """The lines that tell of it as soon as it is there; ``whole``: even where there are many.
    None as JSON, which is one object of them all (``as_json``)."""
    if form == "text":
        # A check of everything does not drown its other lines in suggestions for pages.
        yield _as_text(finding, sys.maxsize if whole else _SUGGESTIONS)
    elif form == "github":
        yield from _as_github(finding)


def _as_text(finding: Finding, most: int) -> str:
    """The finding with at most so many suggestions; what is wrong is always told."""
    wrong = [page for page in finding.pages if page.severity.value == "error"]
    doubtful = [page for page in finding.pages if page.severity.value != "error"]
    shown = [*_together(wrong), *_together(doubtful[:most])]
    if more := len(doubtful[most:]):
        shown.append(f"还有 {more} 处，运行 xiangwen check --pages 看全部")
    head = f"{finding.grade.value} {finding.subject}：{finding.text}"
    return "\n".join([head, *(f"    - {one}" for one in (*finding.details, *shown))])


def _together(pages: Sequence[PageFinding]) -> Iterator[str]:
    """One line each; what is to be said of many pages is said once, where the first stands."""
    from bot.lint.findings import as_text, place

    alike: dict[str, list[PageFinding]] = {}
    for page in pages:
        alike.setdefault(page.message, []).append(page)
    for page in pages:
        found = alike[page.message]
        if len(found) <= _ALIKE:
            yield as_text(page, Path.cwd())
        elif page is found[0]:
            places = (f"\n        {place(one.path, Path.cwd())}:{one.line}" for one in found)
            yield f"{page.message}有 {len(found)} 处：{''.join(places)}"


def _as_github(finding: Finding) -> Iterator[str]:
    """Workflow commands; what has a file and a line is shown there."""
    from bot.lint.findings import as_github

    for page in finding.pages:
        yield as_github(page, Path.cwd())
    if finding.grade is not Grade.GOOD and not finding.pages:
        kind = "error" if finding.grade is Grade.BAD else "warning"
        text = "；".join((finding.text, *finding.details))
        yield f"::{kind} title={finding.subject}::{text}"


def as_json(findings: Sequence[Finding]) -> dict[str, object]:
    """The checks, and all findings about pages."""
    from bot.lint.findings import as_record

    checks = [
        {
            "grade": one.grade.name.lower(),
            "subject": one.subject,
            "text": one.text,
            "details": list(one.details),
        }
        for one in findings
    ]
    pages = [as_record(page, Path.cwd()) for one in findings for page in one.pages]
    return {"checks": checks, "findings": pages}
