"""The tables on PostgreSQL: what of ``migrations/postgres`` was not applied yet, applied in
one transaction by one of the instances that start together."""

from __future__ import annotations

import psycopg

from bot.errors import StoreError
from bot.store.connection import migrations, refuse_newer
from bot.store.postgres_connections import Connection, place_of

# Ours among the advisory locks of the database: "xiangwen" as a number.
_LOCK = 0x7869_616E_6777_656E
_KNOWN = "SELECT to_regclass('applied_migrations') IS NOT NULL"
_TABLE = """
CREATE TABLE applied_migrations (
  name TEXT COLLATE "C" PRIMARY KEY,
  applied_at TIMESTAMPTZ NOT NULL DEFAULT now()
)
"""


def migrate(connection: Connection, url: str) -> None:
    """Bring the schema up to date; whoever comes second waits and finds it done. Raises
    StoreError."""
    # With the isolation of every other transaction the list would be read as it was before
    # the lock was waited for.
    usual, connection.isolation_level = (
        connection.isolation_level,
        psycopg.IsolationLevel.READ_COMMITTED,
    )
    try:
        with connection.transaction():
            connection.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
            _apply(connection, place_of(url))
    except psycopg.errors.InsufficientPrivilege as error:
        raise StoreError(
            f"在数据库 {place_of(url)} 里没有建表的权限，请让库的主人运行："
            "GRANT CREATE, USAGE ON SCHEMA public TO 用户名。"
        ) from error
    except psycopg.Error as error:
        raise StoreError(
            f"更新数据库 {place_of(url)} 的表失败（{first_line(error)}）。"
        ) from error
    finally:
        if not connection.closed:
            connection.isolation_level = usual


def _apply(connection: Connection, place: str) -> None:
    row = connection.execute(_KNOWN).fetchone()
    if row is None or not row[0]:
        connection.execute(_TABLE)
    done = {str(name) for (name,) in connection.execute("SELECT name FROM applied_migrations")}
    scripts = migrations("postgres")
    refuse_newer(place, done, scripts)
    for name, text in scripts:
        if name not in done:
            connection.execute(text.encode())
            connection.execute("INSERT INTO applied_migrations (name) VALUES (%s)", [name])


def first_line(error: psycopg.Error) -> str:
    """What the server said, without its hints."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
