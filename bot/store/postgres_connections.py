"""Connections to PostgreSQL, and its errors as people read them.

The driver is imported here and in ``bot.store.postgres`` only; both are imported only when
the configuration names a PostgreSQL database. No text repeats the URL or what the server
says of it: both may hold a password.
"""

from __future__ import annotations

import time
from contextlib import suppress
from urllib.parse import urlsplit

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from bot.errors import StoreError

# After a server was found away, others need not wait for the same answer.
_AWAY_SECONDS = 1.0
_OLDEST = 13_00_00  # pg_xact_status for the transaction ids of today
_DEFAULTS: dict[str, str | int] = {
    "connect_timeout": 5,
    "application_name": "xiangwen",
    # A server that went without a word is noticed in half a minute, not in two hours.
    "keepalives_idle": 15,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}
_SETTINGS = (
    # Nothing here takes long: what does is stuck, and others wait for it.
    "SET statement_timeout = '15s'",
    "SET lock_timeout = '10s'",
    "SET idle_in_transaction_session_timeout = '60s'",
)

Connection = psycopg.Connection[tuple[object, ...]]


def connect(url: str) -> Connection:
    """A connection whose transactions are serializable, as all of SQLite's are. Raises
    StoreError."""
    try:
        given = conninfo_to_dict(url)
        missing = {key: value for key, value in _DEFAULTS.items() if key not in given}
        target = make_conninfo(url, **missing, client_encoding="UTF8")
    except psycopg.Error:
        raise StoreError(
            "[storage] url 的写法不对，应当像 postgresql://用户名:密码@主机:5432/库名，"
            "密码里的特殊字符要写成 %40 这样。"
        ) from None
    try:
        connection: Connection = psycopg.connect(target, autocommit=True)
    except psycopg.Error as error:
        raise _cannot_connect(url, error) from None
    try:
        _check(connection, url)
        for setting in _SETTINGS:
            connection.execute(setting.encode())
        connection.autocommit = False
        connection.isolation_level = psycopg.IsolationLevel.SERIALIZABLE
    except BaseException as error:
        connection.close()
        if isinstance(error, psycopg.Error):
            raise _cannot_connect(url, error) from None
        raise
    return connection


def _check(connection: Connection, url: str) -> None:
    info = connection.info
    if info.server_version < _OLDEST:
        raise StoreError(
            f"数据库 {place_of(url)} 是 PostgreSQL {info.server_version // 10_000}，"
            "太旧了，需要 13 以上。"
        )
    encoding = info.parameter_status("server_encoding")
    if encoding != "UTF8":
        raise StoreError(
            f"数据库 {place_of(url)} 的编码是 {encoding}，存不下所有文字，请另建一个 UTF8 的库："
            "CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0。"
        )


class OneConnection:
    """Used by one thread; opened when it is first asked for, and anew when it was lost."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._opened: Connection | None = None
        self._away: tuple[float, StoreError] | None = None

    def get(self) -> Connection:
        """Raises StoreError while the server is away."""
        if self._opened is not None and not self._opened.closed:
            return self._opened
        if self._away and time.monotonic() < self._away[0]:
            raise StoreError(str(self._away[1]))
        try:
            self._opened = connect(self._url)
        except StoreError as error:
            self._away = time.monotonic() + _AWAY_SECONDS, error
            raise
        self._away = None
        return self._opened

    def close(self) -> None:
        """Close it; the thread may not be using it."""
        if self._opened is not None:
            with suppress(psycopg.Error):
                self._opened.close()


_REASONS = (
    ("Connection refused", "对方拒绝连接"),
    ("timeout expired", "超时"),
    ("could not translate host name", "域名解析不了"),
    ("failed to resolve host", "域名解析不了"),
    ("No route to host", "网络不通"),
    ("Network is unreachable", "网络不通"),
)


def place_of(url: str) -> str:
    """Server and database of a PostgreSQL URL, without who logs in and how."""
    parts = urlsplit(url)
    server = parts.netloc.rpartition("@")[2] or "本机"
    return f"PostgreSQL {server}{parts.path}"


def _cannot_connect(url: str, error: psycopg.Error) -> StoreError:
    said = str(error)
    place = place_of(url)
    # Before there is a session the driver knows no error codes, only what the server said.
    if "password" in said or "authentication" in said or "认证" in said:
        return StoreError(
            f"登录不了数据库 {place}：用户名或密码不对，"
            "请检查 [storage] url 和服务器的 pg_hba.conf。"
        )
    if "does not exist" in said or "不存在" in said:
        return StoreError(
            f"数据库 {place} 上没有这个库或这个用户，请先 CREATE DATABASE，或检查 [storage] url。"
        )
    if "too many" in said or "remaining connection slots" in said:
        return StoreError(f"数据库 {place} 的连接数满了，请调大 max_connections 或少开几个实例。")
    # Of several lines the first says it; before the last "failed:" is where it was tried.
    reason = next(iter(said.rpartition("failed: ")[2].strip().splitlines()), type(error).__name__)
    reason = next((words for sign, words in _REASONS if sign in said), reason)
    return StoreError(f"连不上数据库 {place}（{reason}），请检查服务器在不在、地址和防火墙。")
