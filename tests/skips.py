"""What was skipped and what to install for it; with CI=true a skip is a failure."""

from __future__ import annotations

import os
from collections import Counter

import pytest
from _pytest.terminal import TerminalReporter

# Of a machine, not of an installation: nothing can be installed against them.
_TOLERATED = ("permissions are POSIX",)


def _skipped(reporter: TerminalReporter) -> Counter[str]:
    """How many tests were skipped, by reason."""
    reasons: Counter[str] = Counter()
    for report in reporter.stats.get("skipped", []):
        if hasattr(report, "wasxfail"):
            continue
        place = report.longrepr
        reason = place[2] if isinstance(place, tuple) else str(place)
        reason = reason.removeprefix("Skipped: ")
        if not any(word in reason for word in _TOLERATED):
            reasons[reason] += 1
    return reasons


def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    """One line a reason, the most frequent first."""
    reasons = _skipped(terminalreporter)
    if not reasons:
        return
    terminalreporter.section("not tested on this machine")
    for reason, count in reasons.most_common():
        terminalreporter.line(f"{count} skipped: {reason}")
    if os.environ.get("CI") == "true":
        terminalreporter.line("CI=true: a skipped test counts as failed", red=True)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    ran_well = session.exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED)
    if os.environ.get("CI") == "true" and ran_well and reporter and _skipped(reporter):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
