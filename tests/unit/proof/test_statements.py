from __future__ import annotations

import pytest

from bot.proof.statements import Statement, split_statements


def texts(sql: str) -> list[str]:
    return [statement.text for statement in split_statements(sql)]


@pytest.mark.parametrize(
    ("sql", "statements"),
    [
        ("SELECT 1; SELECT 2", ["SELECT 1", "SELECT 2"]),
        ("SELECT ';', \"a;b\", E'\\';s', 'it''s;';", ["SELECT ';', \"a;b\", E'\\';s', 'it''s;'"]),
        ("DO $$ BEGIN NULL; END $$; x", ["DO $$ BEGIN NULL; END $$", "x"]),
        ("SELECT $a$ ; $$ ; $a$, $1; x", ["SELECT $a$ ; $$ ; $a$, $1", "x"]),
        ("SELECT 1 -- no; end\n; x", ["SELECT 1 -- no; end", "x"]),
        ("SELECT /* a; /* b; */ c; */ 1; x", ["SELECT /* a; /* b; */ c; */ 1", "x"]),
        ("CREATE RULE r AS ON x TO t DO (a; b); x", ["CREATE RULE r AS ON x TO t DO (a; b)", "x"]),
        ("BEGIN; UPDATE t; COMMIT;", ["BEGIN", "UPDATE t", "COMMIT"]),
        ("SELECT a$b; SELECT c$b", ["SELECT a$b", "SELECT c$b"]),
    ],
)
def test_statements_end_where_psql_ends_them(sql: str, statements: list[str]) -> None:
    assert texts(sql) == statements


def test_body_of_a_standard_function_is_one_statement() -> None:
    body = (
        "CREATE OR REPLACE FUNCTION f(a int) RETURNS int\nBEGIN ATOMIC\n"
        "  SELECT CASE WHEN a > 0 THEN 1 END;\n  SELECT 2;\nEND"
    )
    assert texts(f"{body};\nSELECT f(1);") == [body, "SELECT f(1)"]


def test_nothing_but_comments_is_no_statement() -> None:
    assert texts("\n-- nothing\n; /* here */ ;\n") == []


def test_line_is_where_the_statement_begins() -> None:
    sql = "SELECT 1;\n\n\nSELECT\n  2;SELECT 3;\n"
    assert split_statements(sql) == [
        Statement("SELECT 1", 0),
        Statement("SELECT\n  2", 3),
        Statement("SELECT 3", 4),
    ]


@pytest.mark.parametrize("sql", ["SELECT 'open", "SELECT $$open;", "/* open ;", "E'\\", "(;"])
def test_unfinished_text_comes_back_whole(sql: str) -> None:
    assert "".join(texts(sql)) in (sql, "")
