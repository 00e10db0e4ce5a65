"""The PostgreSQL programs that are installed here, and running them.

Packages put several versions side by side; ``initdb`` and ``pg_ctl`` of each are in one folder.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ACCOUNT = "postgres"  # initdb and postgres refuse to run as root
SECONDS = 120
_PLACES = (
    "usr/lib/postgresql/*/bin",  # Debian, Ubuntu
    "usr/pgsql-*/bin",  # Red Hat and its kin, from the PGDG's repository
    "opt/homebrew/opt/postgresql@*/bin",
)


@dataclass(frozen=True, slots=True)
class Programs:
    """``version`` is the major one."""

    folder: Path
    version: int


def installed_programs() -> list[Programs]:
    """Newest first, one of each version; none where root has no account to run them with."""
    if not can_run():
        return []
    found: dict[int, Programs] = {}
    for folder in _folders():
        if (programs := programs_in(folder)) is not None:
            found.setdefault(programs.version, programs)
    return sorted(found.values(), key=lambda programs: -programs.version)


def programs_in(folder: Path) -> Programs | None:
    """Those of a folder, or of the ``bin`` in it."""
    for place in (folder, folder / "bin"):
        if (place / "initdb").exists() and (version := _version(place / "pg_ctl")):
            return Programs(place, version)
    return None


def can_run() -> bool:
    if os.name != "posix":
        return False
    return os.geteuid() != 0 or (_runuser() is not None and account() is not None)


def account() -> tuple[int, int] | None:
    """User and group that the programs run as when we are root."""
    import pwd  # not on every system

    try:
        entry = pwd.getpwnam(ACCOUNT)
    except KeyError:
        return None
    return entry.pw_uid, entry.pw_gid


def run_program(command: Sequence[str]) -> tuple[bool, str]:
    """Whether it went well, and the last line that it wrote."""
    if os.geteuid() == 0:
        command = [_runuser() or "runuser", "-u", ACCOUNT, "--", *command]
    done = _run(command)
    last = (done.stderr or done.stdout).strip().splitlines()[-1:] or [""]
    return done.returncode == 0, last[0]


def _folders() -> Iterator[Path]:
    for place in _PLACES:
        yield from sorted(Path("/").glob(place))
    if on_path := shutil.which("pg_ctl"):
        yield Path(on_path).resolve().parent


def _runuser() -> str | None:
    """Root's search path does not always have it."""
    return shutil.which("runuser") or shutil.which("runuser", path="/usr/sbin:/sbin")


def _version(pg_ctl: Path) -> int:
    """0 where there is no such program, or it does not run."""
    try:
        done = _run([str(pg_ctl), "--version"])
    except OSError:
        return 0
    match = re.search(r"\) (\d+)", done.stdout)
    return int(match[1]) if match else 0


def _run(command: Sequence[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd="/", capture_output=True, text=True, errors="replace", timeout=SECONDS
    )
