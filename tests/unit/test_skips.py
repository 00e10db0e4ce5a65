"""A skipped test is counted with its remedy, and is a failure where nothing may be missing."""

from __future__ import annotations

import pytest

pytest_plugins = ("pytester",)

_CONFTEST = "from tests.skips import pytest_sessionfinish, pytest_terminal_summary\n"
_TESTS = """
import pytest

@pytest.mark.parametrize("n", range(3))
def test_needs_a_browser(n):
    pytest.skip("no Chromium found: apt-get install -y chromium")

def test_passes():
    pass
"""


@pytest.fixture
def project(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    monkeypatch.delenv("CI", raising=False)
    pytester.makeconftest(_CONFTEST)
    pytester.makepyfile(_TESTS)
    return pytester


def test_skips_are_counted_with_what_to_install(project: pytest.Pytester) -> None:
    result = project.runpytest_subprocess()
    assert result.ret == pytest.ExitCode.OK
    result.stdout.fnmatch_lines(["3 skipped: no Chromium found: apt-get install -y chromium"])


def test_in_ci_a_skip_fails(project: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    assert project.runpytest_subprocess().ret == pytest.ExitCode.TESTS_FAILED


def test_nothing_is_said_when_nothing_was_skipped(project: pytest.Pytester) -> None:
    result = project.runpytest_subprocess("-k", "passes")
    result.stdout.no_fnmatch_line("*not tested on this machine*")
