"""Whether a database is as it was when it was made, and how it becomes so again.

What a page usually makes is dropped. Whatever else it did stays and shows in the catalogs, so
that nothing has to be thought of beforehand for a page to begin with a database as new.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import psycopg
from psycopg import sql

_Connection = psycopg.Connection[tuple[Any, ...]]

# What has an oid from 16384 on was not there when the server was initialized. What belongs to
# something else (e, i, a: functions of an extension, a column's sequence) goes with it.
_MADE = """
WITH made (classid, objid, turn) AS (
    SELECT 'pg_event_trigger'::regclass::oid, oid, 1 FROM pg_event_trigger
    UNION ALL SELECT 'pg_extension'::regclass, oid, 2 FROM pg_extension
    UNION ALL SELECT 'pg_publication'::regclass, oid, 2 FROM pg_publication
    UNION ALL SELECT 'pg_namespace'::regclass, oid, 2 FROM pg_namespace
        WHERE nspname !~ '^pg_'
    UNION ALL SELECT classid, objid, 3 FROM pg_depend
        WHERE refclassid = 'pg_namespace'::regclass
          AND refobjid = 'public'::regnamespace AND deptype = 'n'
)
SELECT format('DROP %s IF EXISTS %s CASCADE', object.type, object.identity)
FROM made, pg_identify_object(made.classid, made.objid, 0) AS object
WHERE made.objid >= 16384 AND NOT EXISTS (
    SELECT FROM pg_depend AS owned
    WHERE (owned.classid, owned.objid) = (made.classid, made.objid)
      AND (owned.refclassid, owned.refobjid) <> (made.classid, made.objid)
      AND owned.deptype IN ('e', 'i', 'a')
)
ORDER BY made.turn, made.objid
"""
# The server makes them with the first temporary table and keeps them for the next.
_TEMPORARY = r"""
SELECT format('DROP SCHEMA %I', nspname) FROM pg_namespace WHERE nspname ~ '^pg_.*temp_\d+$'
"""
# Statistics come and go by themselves, and what a large object holds stands beside it.
_CATALOGS = """
SELECT relname FROM pg_class
WHERE relkind = 'r' AND NOT relisshared AND relnamespace = 'pg_catalog'::regnamespace
  AND relname NOT IN ('pg_statistic', 'pg_largeobject')
"""
_COUNT = "SELECT {} AS place, count(*), coalesce(sum(xmin::text::bigint), 0) FROM pg_catalog.{}"
_OWN = """
SELECT '', xmin::text::bigint,
       (SELECT count(*) FROM pg_db_role_setting WHERE setdatabase = own.oid)
       + (SELECT count(*) FROM pg_subscription WHERE subdbid = own.oid)
FROM pg_database AS own WHERE datname = current_database()
"""


def put_back(session: _Connection, roles: Sequence[str]) -> str | None:
    """Drop what was made in the session's database, by ``roles`` as well, which are to go.
    Returns its fingerprint then, or None where it cannot be put back."""
    try:
        session.rollback()
        session.execute("DISCARD ALL")
        with session.transaction():
            if roles:
                names = sql.SQL(", ").join(map(sql.Identifier, roles))
                session.execute(sql.SQL("DROP OWNED BY {} CASCADE").format(names))
            for query in (_MADE, _TEMPORARY):
                for (command,) in session.execute(query).fetchall():
                    session.execute(command.encode())
        return fingerprint(session)
    except psycopg.Error:
        return None


def fingerprint(session: _Connection) -> str:
    """Another one with every row of the catalogs that is added, taken away or written again,
    and with what is set for the database as a whole. VACUUM writes in place, which is none."""
    catalogs = [name for (name,) in session.execute(_CATALOGS)]
    counts = [sql.SQL(_COUNT).format(sql.Literal(name), sql.Identifier(name)) for name in catalogs]
    query = sql.SQL(" UNION ALL ").join([*counts, sql.SQL(_OWN)])
    return str(session.execute(query + sql.SQL(" ORDER BY place")).fetchall())
