"""``xiangwen test --sql`` as a process of its own, over a small folder."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.proof.programs import installed_programs
from bot.proof.server import DSN_VARIABLE, Server
from tests.postgres import REMEDY

needs_programs = pytest.mark.skipif(not installed_programs(), reason=REMEDY)

PAGE = """---
title: 计数
---

<!-- setup: create table t as select generate_series(1, 3) as id; -->
```sql run
SELECT count(*) FROM t;
```
<!-- expect: value {value} -->

<!-- requires: version 99 -->
```sql run
SELECT 1;
```
"""


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    (tmp_path / "faq").mkdir()
    return tmp_path


@pytest.fixture
def second_copy() -> Iterator[Path]:
    """The programs of the newest server under another name, where its account can go."""
    with tempfile.TemporaryDirectory(prefix="xiangwen-pg-copy-", dir="/tmp") as folder:
        Path(folder).chmod(0o755)
        (Path(folder) / "bin").symlink_to(installed_programs()[0].folder)
        yield Path(folder)


def run(pages: Path, server: Server, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot", "test", "--sql", "--knowledge", str(pages), *options],
        env={**os.environ, DSN_VARIABLE: server.conninfo, "PYTHONWARNINGS": "error"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_pages_that_hold_are_counted_and_skips_named(pages: Path, server: Server) -> None:
    (pages / "faq" / "count.md").write_text(PAGE.format(value=3), "utf-8")
    done = run(pages, server)
    assert (done.returncode, done.stderr) == (0, "")
    first, second = done.stdout.splitlines()
    assert f"PostgreSQL {server.release}：1 页" in first
    assert "通过 1 块，没通过 0 处，跳过 1 块" in first
    assert second.endswith("count.md:13 需要 PostgreSQL 99 以上")


def test_page_that_fails_is_named_by_file_and_line(pages: Path, server: Server) -> None:
    (pages / "faq" / "count.md").write_text(PAGE.format(value=4), "utf-8")
    done = run(pages, server, "--json")
    assert done.returncode == 1
    (failure,) = json.loads(done.stdout)["failures"]
    assert failure["path"].endswith("faq/count.md")
    assert failure["line"] == 7
    assert "却是 「3」" in failure["text"]


def test_version_that_is_not_installed_is_refused(pages: Path, server: Server) -> None:
    done = run(pages, server, "--on", "99")
    assert (done.returncode, done.stdout) == (2, "")
    assert "找不到 PostgreSQL 99，这台机器上装着的：" in done.stderr


@needs_programs
def test_each_version_is_told_and_what_ran_on_none(
    pages: Path, server: Server, second_copy: Path
) -> None:
    (pages / "faq" / "count.md").write_text(PAGE.format(value=4), "utf-8")
    newest = installed_programs()[0]
    done = run(pages, server, "--on", str(newest.version), "--on", str(second_copy))
    assert done.returncode == 1
    first, second, failure, skip = done.stdout.splitlines()
    for line in (first, second):
        assert f"临时起的 PostgreSQL {newest.version}" in line
        assert "通过 0 块，没通过 1 处，跳过 1 块" in line
    assert f"count.md:7 {newest.version}" in failure
    assert failure.endswith("应当是 value 4，却是 「3」")
    assert skip.endswith("count.md:13 需要 PostgreSQL 99 以上；哪一版都没跑")


@needs_programs
def test_json_has_a_line_for_each_server(pages: Path, server: Server, second_copy: Path) -> None:
    (pages / "faq" / "count.md").write_text(PAGE.format(value=3), "utf-8")
    version = str(installed_programs()[0].version)
    done = run(pages, server, "--json", "--on", version, "--on", str(second_copy))
    told = json.loads(done.stdout)
    assert [one["passed"] for one in told["servers"]] == [1, 1]
    assert (told["passed"], told["failures"]) == (2, [])
    (skip,) = told["skips"]
    assert (len(skip["servers"]), skip["ran_on"]) == (2, [])


@needs_programs
def test_server_of_our_own_goes_when_we_are_ended(
    pages: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(DSN_VARIABLE, raising=False)
    sleep = "```sql run\nSELECT 'xw' || pg_sleep(9);\n```\n"
    (pages / "faq" / "sleep.md").write_text(f"---\ntitle: 等\n---\n\n{sleep}", "utf-8")
    command = [sys.executable, "-m", "bot", "test", "--sql", "--knowledge", str(pages)]
    before = _servers()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        folder = _new_folder(before, process)
        process.send_signal(signal.SIGTERM)
        process.wait(30)
    assert process.returncode == 128 + signal.SIGTERM
    assert not folder.exists()


def _servers() -> set[Path]:
    return {one for place in ("/tmp", "/dev/shm") for one in Path(place).glob("xiangwen-pg-*")}


def _new_folder(before: set[Path], process: subprocess.Popen[bytes]) -> Path:
    """The folder of the server that the process starts, once it accepts connections."""
    while process.poll() is None:
        for folder in _servers() - before:
            if (folder / ".s.PGSQL.5432").exists():
                return folder
    raise AssertionError(process.stderr.read() if process.stderr else "")
