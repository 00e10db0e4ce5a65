"""A finding: where, what, what to do; and its forms for people, GitHub and programs."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.folder import KnowledgeFile


class Severity(enum.Enum):
    """An error makes the check fail; a warning is advice."""

    ERROR = "error"
    WARNING = "warning"


# The rules whose findings are errors; of all others they are advice.
_ERRORS = frozenset("answer-test dead-link front-matter open-fence proof written-twice".split())


@dataclass(frozen=True, slots=True)
class Finding:
    """``file`` is relative to ``root``; ``what`` and ``remedy`` are Chinese, without the
    full stop at their end. ``rule`` is a stable name; ``fails``: it is an error here, whatever
    the rule usually says."""

    root: Path
    file: str
    line: int
    rule: str
    what: str
    remedy: str = ""
    fails: bool = False

    @property
    def severity(self) -> Severity:
        return Severity.ERROR if self.fails or self.rule in _ERRORS else Severity.WARNING

    @property
    def path(self) -> Path:
        return self.root / self.file

    @property
    def message(self) -> str:
        said = f"{self.what}。{self.remedy}" if self.remedy else self.what
        return said if said.endswith("？") else f"{said}。"


def on_page(
    file: KnowledgeFile, line: int, rule: str, what: str, remedy: str = "", *, fails: bool = False
) -> Finding:
    return Finding(file.root, file.path, line, rule, what, remedy, fails)


def place(path: Path, here: Path) -> str:
    """A file as one would open it from ``here``."""
    return path.relative_to(here).as_posix() if path.is_relative_to(here) else path.as_posix()


def as_text(finding: Finding, here: Path) -> str:
    return f"{place(finding.path, here)}:{finding.line} {finding.message}"


def as_github(finding: Finding, here: Path) -> str:
    """A workflow command: GitHub shows it at the line of the file in a pull request."""
    properties = {
        "file": place(finding.path, here),
        "line": str(finding.line),
        "title": finding.rule,
    }
    listed = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"::{finding.severity.value} {listed}::{_data(finding.message)}"


def as_record(finding: Finding, here: Path) -> dict[str, str | int]:
    return {
        "file": place(finding.path, here),
        "line": finding.line,
        "rule": finding.rule,
        "severity": finding.severity.value,
        "what": finding.what,
        "remedy": finding.remedy,
    }


def in_order(findings: Sequence[Finding]) -> list[Finding]:
    """By file and line; one that is there twice counts once."""
    unique = dict.fromkeys(findings)
    return sorted(unique, key=lambda f: (str(f.root), f.file, f.line, f.rule, f.what))


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
