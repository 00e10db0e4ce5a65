"""A database serves page after page, and each page finds it as if it were new."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from bot.proof.as_new import fingerprint
from bot.proof.database import PageDatabases, page_databases
from bot.proof.server import Server


@pytest.fixture
def databases(server: Server) -> Iterator[PageDatabases]:
    with page_databases(server) as opened:
        yield opened


def run(databases: PageDatabases, text: str) -> str:
    """What the catalogs were when the page began."""
    with databases.session(text) as session:
        began = fingerprint(session)
        session.execute(text.encode())
        return began


WHAT_PAGES_MAKE = [
    "CREATE TABLE t (id serial PRIMARY KEY, v text); CREATE VIEW w AS SELECT * FROM t;"
    " CREATE INDEX ON t (v); CREATE STATISTICS s ON id, v FROM t; ANALYZE t;",
    "CREATE TEMP TABLE t (id int GENERATED ALWAYS AS IDENTITY)",
    "CREATE TABLE t (id int, v text) PARTITION BY RANGE (id);"
    " CREATE TABLE t_1 PARTITION OF t FOR VALUES FROM (0) TO (9);"
    " CREATE TABLE t_d PARTITION OF t DEFAULT;"
    " CREATE TABLE a (id int); CREATE TABLE kid () INHERITS (a)",
    "CREATE TYPE pair AS (a int, b int); CREATE TYPE mood AS ENUM ('好');"
    " CREATE DOMAIN positive AS int CHECK (VALUE > 0); CREATE TYPE span AS RANGE (SUBTYPE = text)",
    "CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT $1';"
    " CREATE PROCEDURE p() LANGUAGE sql AS 'SELECT 1';"
    " CREATE AGGREGATE total (int) (SFUNC = int4pl, STYPE = int);"
    " CREATE OPERATOR === (LEFTARG = int, RIGHTARG = int, FUNCTION = int4eq)",
    "CREATE SCHEMA other; CREATE TABLE other.t (id int); CREATE MATERIALIZED VIEW m AS SELECT 1;"
    " CREATE TEXT SEARCH CONFIGURATION zh (COPY = simple); CREATE PUBLICATION p FOR ALL TABLES",
    "CREATE FUNCTION no() RETURNS event_trigger LANGUAGE plpgsql AS"
    " $$BEGIN RAISE 'not here'; END$$;"
    " CREATE EVENT TRIGGER no ON sql_drop EXECUTE FUNCTION no()",
    "CREATE ROLE xw_owner; CREATE SCHEMA his AUTHORIZATION xw_owner; SET ROLE xw_owner;"
    " CREATE TABLE his.t (id int); ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC;"
    " SET search_path = his",
    "BEGIN; CREATE TABLE t (id int)",
]


@pytest.mark.parametrize("text", WHAT_PAGES_MAKE)
def test_what_a_page_made_is_gone_from_the_same_database(
    databases: PageDatabases, text: str
) -> None:
    began = run(databases, text)
    assert run(databases, text) == began
    assert databases.made == 1


@pytest.mark.parametrize(
    "text",
    [
        "GRANT CREATE ON SCHEMA public TO PUBLIC",
        "DROP SCHEMA public CASCADE",
        "COMMENT ON SCHEMA public IS '别的'",
        "CREATE CAST (int AS text) WITH INOUT",
        "SELECT lo_create(0)",
        "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET work_mem = %L',"
        " current_database(), '8MB'); END $$",
        "ALTER FUNCTION pg_catalog.lower(text) COST 7",
    ],
)
def test_what_cannot_be_undone_costs_another_database(databases: PageDatabases, text: str) -> None:
    with databases.session("") as session:
        new = [work_mem(session), functions(session)]
    run(databases, text)
    with databases.session("") as session:
        assert [work_mem(session), functions(session)] == new
    assert databases.made == 2


def work_mem(session: psycopg.Connection[tuple[str]]) -> object:
    return session.execute("SHOW work_mem").fetchone()


def functions(session: psycopg.Connection[tuple[str]]) -> object:
    query = "SELECT procost FROM pg_proc WHERE oid = 'lower(text)'::regprocedure"
    return session.execute(query).fetchone()


def test_session_that_ended_by_itself_costs_another_database(databases: PageDatabases) -> None:
    with databases.session("") as session:
        session.execute("CREATE TABLE t (id int)")
        with pytest.raises(psycopg.OperationalError):
            session.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    assert "t" not in run(databases, "CREATE TABLE t (id int)").split()
    assert databases.made == 2


def test_settings_of_a_session_end_with_it(databases: PageDatabases) -> None:
    run(databases, "SET work_mem = '9MB'; PREPARE q AS SELECT 1; LISTEN x")
    with databases.session("") as session:
        assert work_mem(session) != ("9MB",)
        assert session.execute("SELECT name FROM pg_prepared_statements").fetchall() == []
    assert databases.made == 1
