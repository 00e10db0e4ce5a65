"""``xiangwen test --sql`` as a process of its own, over a small folder."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bot.proof.server import DSN_VARIABLE, Server
from tests.postgres import REMEDY

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
    assert second.endswith(f"count.md:13 需要 PostgreSQL 99，这里是 {server.version}")


def test_page_that_fails_is_named_by_file_and_line(pages: Path, server: Server) -> None:
    (pages / "faq" / "count.md").write_text(PAGE.format(value=4), "utf-8")
    done = run(pages, server, "--json")
    assert done.returncode == 1
    (failure,) = json.loads(done.stdout)["failures"]
    assert failure["path"].endswith("faq/count.md")
    assert failure["line"] == 7
    assert "却是 「3」" in failure["text"]


@pytest.mark.skipif(not list(Path("/usr/lib/postgresql").glob("*/bin")), reason=REMEDY)
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
