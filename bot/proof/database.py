"""A database that lives for one page, and nothing of which is left behind.

Roles, databases and replication slots belong to the whole server: those that the page
made are removed as well, so that no page depends on another.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import sql

from bot.proof.server import Server

STATEMENT_SECONDS = 10
_SESSION = f"-c statement_timeout={STATEMENT_SECONDS}s -c TimeZone=UTC -c lc_messages=C"

Connection = psycopg.Connection[tuple[Any, ...]]


@contextmanager
def throw_away_database(server: Server, number: int, text: str) -> Iterator[Connection]:
    """A session in a fresh database; ``text`` is the SQL that will run in it."""
    name = f"xiangwen_test_{os.getpid()}_{number}"
    with psycopg.connect(server.conninfo, autocommit=True) as outside:
        before = _shared_objects(outside)
        outside.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(
                sql.Identifier(name)
            )
        )
        try:
            inside = psycopg.connect(
                server.conninfo,
                dbname=name,
                autocommit=True,
                options=_SESSION,
                client_encoding="UTF8",
                application_name="xiangwen test",
                prepare_threshold=None,
            )
            try:
                yield inside
            finally:
                inside.close()
        finally:
            _drop(outside, name)
            _remove(outside, _shared_objects(outside) - before, text)


def _shared_objects(connection: Connection) -> frozenset[tuple[str, str]]:
    """(kind, name) of what the server's databases share."""
    rows = connection.execute(
        "SELECT 'DATABASE', datname FROM pg_database"
        " UNION ALL SELECT 'ROLE', rolname FROM pg_roles"
        " UNION ALL SELECT 'SLOT', slot_name FROM pg_replication_slots"
    )
    return frozenset((str(kind), str(name)) for kind, name in rows)


def _drop(connection: Connection, name: str) -> None:
    """Drop a page's database with whoever is still in it and the slots that hold it."""
    connection.execute(
        "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots"
        " WHERE database = %s AND NOT active",
        [name],
    )
    connection.execute(
        sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    )


def _remove(connection: Connection, objects: frozenset[tuple[str, str]], text: str) -> None:
    """Remove what is new, databases before roles. On a shared server others may make
    things at the same time: only what the page's own SQL names is its own."""
    words = set(re.findall(r"\w+", text))
    for kind, name in sorted(objects):
        if name not in words:
            continue
        if kind == "SLOT":
            connection.execute("SELECT pg_drop_replication_slot(%s)", [name])
        elif kind == "DATABASE":
            _drop(connection, name)
        else:
            connection.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(name)))
