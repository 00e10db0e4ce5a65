"""The built wheel in a fresh environment: what a user installs is what was tested."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent

_OFFLINE = (
    "Could not find a version",
    "No matching distribution",
    "NewConnectionError",
    "Temporary failure in name resolution",
    "Network is unreachable",
    "ConnectTimeoutError",
)

pytestmark = pytest.mark.timeout(600)


def _pip(*arguments: object) -> None:
    """Run pip; without a package index the tests are skipped, in CI they fail."""
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pip",
            "--disable-pip-version-check",
            "--retries",
            "1",
            *map(str, arguments),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode == 0:
        return
    if any(words in done.stderr + done.stdout for words in _OFFLINE):
        pytest.skip("no package index reached: the wheel was not installed")
    pytest.fail(done.stdout + done.stderr)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    _pip("wheel", "--no-deps", "--wheel-dir", folder, ROOT)
    (built,) = folder.glob("xiangwen-*.whl")
    return built


@pytest.fixture(scope="module")
def program(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The console command of an environment that holds the wheel and what it needs."""
    environment = tmp_path_factory.mktemp("environment")
    # It needs no pip of its own, and compiles what it uses when it does.
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", environment], check=True)
    programs = environment / ("Scripts" if os.name == "nt" else "bin")
    _pip("--python", programs / "python", "install", "--no-compile", wheel)
    return programs / "xiangwen"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a new group; the tests below go through it in their order."""
    return tmp_path_factory.mktemp("group")


def _run(
    program: Path, home: Path, arguments: Sequence[str], **variables: str
) -> subprocess.CompletedProcess[str]:
    inherited = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    return subprocess.run(
        [program, *arguments],
        cwd=home,
        env={**inherited, **variables},
        capture_output=True,
        encoding="utf-8",
        timeout=240,  # the first one compiles what it uses
        check=False,
    )


def test_the_wheel_holds_the_starter_and_no_tests(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for name in (
        "bot/_starter/config.example.toml",
        "bot/_starter/knowledge/README.md",
        "bot/_starter/knowledge/glossary.txt",
        "bot/_starter/knowledge/events/2018-11-24-shanghai.md",
        "bot/sandbox/templates/chat.html",
        "bot/console/templates/frame.html",
        "bot/console/static/console.css",
        "bot/pages/static/base.css",
        "bot/store/sql/messages.sql",
        "bot/store/migrations/sqlite/0001_initial.sql",
        "bot/py.typed",
        "handlers/__init__.py",
    ):
        assert name in names
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"bot", "handlers"}
    assert [name for name in names if "/inbox/" in name or "/." in name] == []


def test_every_file_of_the_packages_is_in_the_wheel(wheel: Path) -> None:
    listed = subprocess.run(
        ["git", "ls-files", "bot", "handlers"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode != 0:
        return  # not a checkout: nothing to compare with
    names = set(zipfile.ZipFile(wheel).namelist())
    present = [name for name in listed.stdout.splitlines() if (ROOT / name).exists()]
    assert [name for name in present if name not in names] == []


def test_init_then_check_names_what_is_missing(program: Path, home: Path) -> None:
    assert _run(program, home, ["init"]).returncode == 0
    assert (home / "knowledge" / "events").is_dir()
    checked = _run(program, home, ["check"])
    bad = [line for line in checked.stdout.splitlines() if line.startswith("✗")]
    assert checked.returncode == 1
    assert len(bad) == 1
    assert "client_id" in bad[0]


def test_check_is_content_with_credentials(program: Path, home: Path) -> None:
    checked = _run(
        program,
        home,
        ["check"],
        XIANGWEN_DINGTALK__CLIENT_ID="ding1",
        XIANGWEN_DINGTALK__CLIENT_SECRET="secret1",
    )
    assert (checked.returncode, checked.stderr) == (0, "")
    assert "✗" not in checked.stdout
    assert "没有收录" not in checked.stdout


def test_ask_answers_from_the_copied_knowledge(program: Path, home: Path) -> None:
    asked = _run(program, home, ["ask", "上海那场有回放吗", "--json"])
    assert (asked.returncode, asked.stderr) == (0, "")
    answer = json.loads(asked.stdout)
    assert answer["kind"] == "event"
    assert "https://" in answer["reply"]


def test_index_knows_that_nothing_changed(program: Path, home: Path) -> None:
    report = json.loads(_run(program, home, ["index", "--json"]).stdout)
    assert report["documents"] > 100
    assert (report["changed"], report["skipped"]) == (0, [])


def test_the_sandbox_answers_once(program: Path, home: Path) -> None:
    asked = _run(program, home, ["sandbox", "--once", "流复制怎么配置"])
    assert (asked.returncode, asked.stderr) == (0, "")
    assert "primary_conninfo" in asked.stdout or "pg_basebackup" in asked.stdout


def test_without_init_the_shipped_knowledge_answers_with_one_warning(
    program: Path, tmp_path: Path
) -> None:
    asked = _run(program, tmp_path, ["ask", "上海那场有回放吗", "--json"])
    assert json.loads(asked.stdout)["kind"] == "event"
    assert asked.stderr.count("\n") == 1
    assert "xiangwen init" in asked.stderr
