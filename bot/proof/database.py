"""The databases that pages are proved in, and nothing of which is left behind.

To make one costs more than to run most pages. So one serves page after page for as long as it
can be put back to what it was; else it is dropped, and the next page gets another. A session is
always a new one.

Roles, databases and replication slots belong to the whole server: those that a page made are
removed as well, so that no page depends on another.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import sql

from bot.proof.as_new import fingerprint, put_back
from bot.proof.server import Server

STATEMENT_SECONDS = 10
_SESSION = f"-c statement_timeout={STATEMENT_SECONDS}s -c TimeZone=UTC -c lc_messages=C"

Connection = psycopg.Connection[tuple[Any, ...]]
_Objects = list[tuple[str, str]]  # (kind, name)


@contextmanager
def page_databases(server: Server) -> Iterator[PageDatabases]:
    with psycopg.connect(server.conninfo, autocommit=True) as outside:
        databases = PageDatabases(server, outside)
        try:
            yield databases
        finally:
            databases.drop()


class PageDatabases:
    """One database at a time. ``made`` counts them."""

    def __init__(self, server: Server, outside: Connection) -> None:
        self._server = server
        self._outside = outside
        self._name = f"xiangwen_test_{os.getpid()}"
        self._as_new: str | None = None  # the fingerprint of the one that is here
        self.made = 0

    @contextmanager
    def session(self, text: str) -> Iterator[Connection]:
        """A session in a database as new; ``text`` is the SQL that will run in it."""
        before = self._shared_objects()
        if self._as_new is None:
            self._make()
        inside = self._connect()
        try:
            yield inside
        finally:
            made = _of_the_page(self._shared_objects() - before, text)
            roles = [name for kind, name in made if kind == "ROLE"]
            is_as_new = put_back(inside, roles) == self._as_new
            inside.close()
            if not is_as_new:
                self.drop()
            self._drop_slots(self._name)
            self._remove(made)

    def drop(self) -> None:
        if self._as_new is not None:
            self._as_new = None
            self._drop(self._name)

    def _make(self) -> None:
        self._outside.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(
                sql.Identifier(self._name)
            )
        )
        self.made += 1
        self._as_new = ""  # to be dropped, whatever comes of the look
        with self._connect() as inside:
            self._as_new = fingerprint(inside)

    def _connect(self) -> Connection:
        return psycopg.connect(
            self._server.conninfo,
            dbname=self._name,
            autocommit=True,
            options=_SESSION,
            client_encoding="UTF8",
            application_name="xiangwen test",
            prepare_threshold=None,
        )

    def _shared_objects(self) -> frozenset[tuple[str, str]]:
        """(kind, name) of what the server's databases share."""
        rows = self._outside.execute(
            "SELECT 'DATABASE', datname FROM pg_database"
            " UNION ALL SELECT 'ROLE', rolname FROM pg_roles"
            " UNION ALL SELECT 'SLOT', slot_name FROM pg_replication_slots"
        )
        return frozenset((str(kind), str(name)) for kind, name in rows)

    def _drop(self, name: str) -> None:
        """Drop a database with whoever is still in it and the slots that hold it."""
        self._drop_slots(name)
        self._outside.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        )

    def _drop_slots(self, database: str) -> None:
        self._outside.execute(
            "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots"
            " WHERE database = %s AND NOT active",
            [database],
        )

    def _remove(self, objects: Sequence[tuple[str, str]]) -> None:
        """Remove what belongs to the server and is still there."""
        for kind, name in objects:
            if kind == "SLOT":
                self._outside.execute(
                    "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots"
                    " WHERE slot_name = %s",
                    [name],
                )
            elif kind == "DATABASE":
                self._drop(name)
            else:
                self._outside.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(name)))


def _of_the_page(objects: frozenset[tuple[str, str]], text: str) -> _Objects:
    """What is new, databases before roles. On a shared server others may make things at the
    same time: only what the page's own SQL names is its own."""
    words = set(re.findall(r"\w+", text))
    return sorted((kind, name) for kind, name in objects if name in words)
