"""Small pages on a real server: what is promised must come, and nothing stays behind."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from bot.errors import BotError
from bot.folder import KnowledgeFile
from bot.knowledge.pages.runnable import RunnablePage, read_runnable
from bot.proof.server import Server, open_server
from bot.proof.sql_proof import SqlReport, Verdict, prove_pages


def page(text: str, path: str = "faq/a.md") -> RunnablePage:
    return read_runnable(KnowledgeFile(Path("/k"), path, text, {}, 1, ""))


def run(server: Server, *texts: str) -> SqlReport:
    return prove_pages(server, [page(text, f"faq/{n}.md") for n, text in enumerate(texts)])


def block(sql: str, expect: str = "ok", before: str = "") -> str:
    return f"{before}\n```sql run\n{sql}\n```\n<!-- expect: {expect} -->\n"


@pytest.mark.parametrize(
    ("sql", "expect"),
    [
        ("SELECT 1;", "ok"),
        ("SELECT * FROM generate_series(1, 3);", "rows 3"),
        ("BEGIN; SELECT 2; COMMIT;", "value 2"),
        ("SELECT true, 1;", "value true"),
        ("SELECT NULL;", "value NULL"),
        ("SELECT '{\"a\": [1]}'::jsonb;", 'value {"a": [1]}'),
        ("SELECT '张三', '深圳市';", "contains 深圳"),
        ("CREATE TABLE t(id int PRIMARY KEY); INSERT INTO t VALUES (1), (1);", "error 23505"),
        ("CREATE TABLE t(id int);\nCREATE INDEX CONCURRENTLY ON t (id);\nVACUUM t;", "ok"),
        ("SELECT '50%', '%s';", "contains %s"),
    ],
)
def test_promise_that_holds_passes(server: Server, sql: str, expect: str) -> None:
    report = run(server, block(sql, expect))
    assert report == SqlReport(pages=1, passed=1, failures=(), skips=())


@pytest.mark.parametrize(
    ("sql", "expect", "line", "words"),
    [
        ("SELECT 1;\nSELECT\n  nothing;", "ok", 5, "执行失败：42703"),
        ("SELECT 1;\n\nSELECT 2;", "rows 2", 5, "应当是 rows 2，却是 1 行"),
        ("SELECT 1;", "value 2", 3, "却是 「1」"),
        ("SELECT 1 WHERE false;", "value 2", 3, "没有行"),
        ("SELECT 'abc';", "contains x", 3, "应当有「x」"),
        ("CREATE TABLE t();", "rows 0", 3, "没有返回结果集"),
        ("SELECT 1;", "error 22012", 3, "却成功了"),
        ("SELECT 1/0;", "error 23505", 3, "应当是 error 23505，却执行失败：22012"),
        ("SELECT 1/0;\nSELECT 1;", "error 22012", 3, "却执行失败：22012"),
    ],
)
def test_promise_that_fails_names_the_line(
    server: Server, sql: str, expect: str, line: int, words: str
) -> None:
    (failure,) = run(server, block(sql, expect)).failures
    assert failure.path == "faq/0.md"
    assert failure.line == line
    assert words in failure.text


def test_set_up_that_fails_is_named_with_its_line(server: Server) -> None:
    text = block("SELECT 1;", before="<!-- setup:\ncreate table t();\ndrop table u;\n-->")
    assert [(f.line, f.text.split("：")[0]) for f in run(server, text).failures] == [
        (3, "准备数据（setup）失败")
    ]


def test_blocks_of_a_page_share_their_data_and_pages_do_not(server: Server) -> None:
    first = block("CREATE TABLE t AS SELECT 1 AS id;") + block("SELECT * FROM t;", "rows 1")
    assert run(server, first, block("SELECT * FROM t;", "error 42P01")).passed == 3


def test_failed_transaction_ends_with_its_block(server: Server) -> None:
    text = block("BEGIN;\nSELECT 1/0;", "error 22012") + block("SELECT 1;", "value 1")
    assert run(server, text).passed == 2


def test_later_blocks_run_although_one_fails(server: Server) -> None:
    report = run(server, block("SELECT 1;", "value 2") + block("SELECT 1;", "value 1"))
    assert (report.passed, len(report.failures)) == (1, 1)


def test_what_the_server_lacks_is_skipped_and_named(server: Server) -> None:
    needs = ("version 99", "version 9-10", "extension no_such_thing", "collation nowhere")
    text = "".join(block("SELECT x;", before=f"<!-- requires: {need} -->") for need in needs)
    report = run(server, text)
    assert report.failures == ()
    assert [skip.text for skip in report.skips] == [
        "需要 PostgreSQL 99 以上",
        "需要 PostgreSQL 9–10",
        "需要扩展 no_such_thing",
        "需要排序规则 nowhere",
    ]


def test_what_need_not_be_created_is_asked_of_the_server(server: Server) -> None:
    xml = block("SELECT xml '<a/>';", before="<!-- requires: extension libxml -->")
    report = run(server, xml)
    assert report.failures == ()
    assert report.passed == ("libxml" in server.extensions)


@pytest.mark.parametrize(
    ("sql", "before"),
    [
        ("create extension IF NOT EXISTS no_such_thing;", ""),
        ("-- 先装上\nCREATE EXTENSION no_such_thing WITH SCHEMA public;", ""),
        ('SELECT 1;\nCREATE EXTENSION "no_such_thing" CASCADE;', ""),
        ("SELECT x;", "<!-- setup: create extension no_such_thing; -->"),
        (
            "CREATE EXTENSION no_such_thing;",
            "<!-- requires: extension no_such_thing -->",
        ),
    ],
)
def test_extension_that_a_block_creates_is_required_by_it(
    server: Server, sql: str, before: str
) -> None:
    report = run(server, block(sql, before=before))
    assert (report.failures, [skip.text for skip in report.skips]) == (
        (),
        ["需要扩展 no_such_thing"],
    )


def test_extension_that_is_meant_to_be_missing_is_tried(server: Server) -> None:
    code = "58P01" if server.version < 15 else "0A000"
    assert run(server, block("CREATE EXTENSION no_such_thing;", f"error {code}")).passed == 1


def test_version_within_the_range_runs(server: Server) -> None:
    text = block("SELECT 1;", before=f"<!-- requires: version 9-{server.version} -->")
    assert run(server, text).passed == 1


def test_statement_without_end_is_cancelled(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.proof.sql_proof._BLOCK_SECONDS", 0.2)
    text = "SET statement_timeout = 0; SELECT pg_sleep(600);"
    (failure,) = run(server, block(text)).failures
    assert "57014" in failure.text


def test_nothing_stays_on_the_server(server: Server) -> None:
    def objects() -> set[tuple[object, ...]]:
        with psycopg.connect(server.conninfo) as connection:
            return set(
                connection.execute(
                    "SELECT datname FROM pg_database UNION SELECT rolname FROM pg_roles"
                    " UNION SELECT slot_name FROM pg_replication_slots"
                )
            )

    before = objects()
    text = block(
        "CREATE ROLE xw_reader; CREATE TABLE t(); GRANT SELECT ON t TO xw_reader;\n"
        "CREATE DATABASE xw_second;"
    )
    assert run(server, text).passed == 1
    assert objects() == before


def test_comment_that_proves_nothing_fails_the_page(server: Server) -> None:
    report = run(server, "<!-- expect: ok -->\n")
    assert report.failures == (Verdict("faq/0.md", 1, report.failures[0].text),)


def test_wrong_address_is_an_error_that_keeps_the_secret() -> None:
    dsn = "postgresql://u:geheim@127.0.0.1:1/x?connect_timeout=2"
    with pytest.raises(BotError, match="XIANGWEN_TEST_POSTGRES") as raised, open_server(dsn):
        pass
    assert "geheim" not in str(raised.value)
