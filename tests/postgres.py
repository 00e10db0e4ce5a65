"""A PostgreSQL server for the tests, and databases in it that live for one test each."""

from __future__ import annotations

import atexit
import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from bot.proof.server import DSN_VARIABLE, NoServer, Server, open_server

# "postgres": every test that wants a store gets it there, for a long look at the other one.
STORE_VARIABLE = "XIANGWEN_TEST_STORE"
REMEDY = "no PostgreSQL found: apt-get install -y postgresql"


# How a query is planned is each database's own, and what is asked of a plan is written in the
# words of one.
sqlites_own = pytest.mark.skipif(
    os.environ.get(STORE_VARIABLE) == "postgres", reason="looks at SQLite's plan of a query"
)


@contextmanager
def shared_server() -> Iterator[Server]:
    """The given one, the system's, or a package's. Without any the tests are skipped and say
    what to install."""
    try:
        with open_server(os.environ.get(DSN_VARIABLE, "")) as opened:
            yield opened
    except NoServer:
        pytest.skip(REMEDY)


@contextmanager
def fresh_database(server: Server) -> Iterator[str]:
    """The URL of an empty database, dropped afterwards with whoever is connected."""
    name = f"xiangwen_test_{secrets.token_hex(6)}"
    with psycopg.connect(server.conninfo, autocommit=True) as outside:
        outside.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(
                sql.Identifier(name)
            )
        )
        try:
            yield url_of(server, name)
        finally:
            outside.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def url_of(server: Server, database: str) -> str:
    """As a configuration has it."""
    given = conninfo_to_dict(server.conninfo)
    login = ":".join(str(given[key]) for key in ("user", "password") if given.get(key))
    return (
        f"postgresql://{login}@/{database}?host={given.get('host', '')}"
        f"&port={given.get('port', 5432)}"
    )


def store_url(path: Path) -> str:
    """The store of a bot whose file would be this: the same one for the same path."""
    if os.environ.get(STORE_VARIABLE) != "postgres":
        return f"sqlite:///{path}"
    name = "xiangwen_test_" + hashlib.sha256(str(path).encode()).hexdigest()[:16]
    server = _server()
    with psycopg.connect(server.conninfo, autocommit=True) as outside:
        if not outside.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            outside.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
            atexit.register(_drop, server, name)
    return url_of(server, name)


def _drop(server: Server, name: str) -> None:
    with psycopg.connect(server.conninfo, autocommit=True) as outside:
        outside.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        )


@cache
def _server() -> Server:
    stack = ExitStack()
    atexit.register(stack.close)
    return stack.enter_context(open_server(os.environ.get(DSN_VARIABLE, "")))
