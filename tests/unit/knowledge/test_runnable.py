from __future__ import annotations

from pathlib import Path

import pytest

from bot.folder import KnowledgeFile
from bot.knowledge.pages.documents import read_document
from bot.knowledge.pages.runnable import (
    Expectation,
    ExpectKind,
    Requirement,
    RunnablePage,
    read_runnable,
)

PAGE = """第一段。

<!-- requires: extension pg_trgm -->
<!-- setup:
  create table t(id int);
  insert into t values (1);
-->
```sql run
SELECT *
FROM t;
```
<!-- expect: rows 1 -->

```sql
SELECT 'not run';
```

1. 列表里的块

   ```sql run
   SELECT 'a';
   ```
   <!-- expect: value a -->
"""


def page(text: str, body_line: int = 1) -> KnowledgeFile:
    return KnowledgeFile(Path("/k"), "faq/a.md", text, {}, body_line, "")


def read(text: str) -> RunnablePage:
    return read_runnable(page(text))


def test_block_carries_setup_requirement_and_expectation() -> None:
    first, second = read(PAGE).blocks
    assert first.code.text == "SELECT *\nFROM t;"
    assert first.setups[0].text == "create table t(id int);\n  insert into t values (1);"
    assert first.requires == (Requirement(extension="pg_trgm"),)
    assert first.expect == Expectation(ExpectKind.ROWS, "1")
    assert second.expect == Expectation(ExpectKind.VALUE, "a")
    assert second.setups == ()


def test_requirement_may_name_the_last_version_too() -> None:
    (block,) = read("<!-- requires: version 14-16 -->\n```sql run\nSELECT 1;\n```").blocks
    assert block.requires == (Requirement(version=14, last_version=16),)


def test_lines_are_those_of_the_file() -> None:
    block = read_runnable(page(PAGE, body_line=11)).blocks[0]
    lines = PAGE.split("\n")
    assert lines[block.code.line - 11] == "SELECT *"
    assert lines[block.setups[0].line - 11].strip() == "create table t(id int);"


def test_reader_never_sees_what_proves_the_page() -> None:
    document = read_document(page(PAGE))
    shown = "\n".join(section.text for section in document.sections)
    assert "SELECT *" in shown
    assert "expect" not in shown
    assert "insert into" not in shown
    assert "sql run" not in shown


@pytest.mark.parametrize(
    ("text", "expectation"),
    [
        ("ok", Expectation()),
        ("rows 0", Expectation(ExpectKind.ROWS, "0")),
        ("value 张三 · 2", Expectation(ExpectKind.VALUE, "张三 · 2")),
        ("contains Seq Scan", Expectation(ExpectKind.CONTAINS, "Seq Scan")),
        ("error 25P02", Expectation(ExpectKind.ERROR, "25P02")),
    ],
)
def test_expectation_is_read(text: str, expectation: Expectation) -> None:
    found = read(f"```sql run\nSELECT 1;\n```\n<!-- expect: {text} -->\n")
    assert found.problems == ()
    assert found.blocks[0].expect == expectation


def test_block_without_expectation_must_just_succeed() -> None:
    assert read("```sql run\nSELECT 1;\n```").blocks[0].expect == Expectation()


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("<!-- expect: ok -->", 1, "前面没有"),
        ("```sql run\nSELECT 1;\n```\n<!-- expect: ok -->\n<!-- expect: ok -->", 5, "前面没有"),
        ("```sql run\nSELECT 1;\n```\n<!-- expect: error -->", 4, "SQLSTATE"),
        ("```sql run\nSELECT 1;\n```\n<!-- expect: rows many -->", 4, "rows 行数"),
        ("```sql run\nSELECT 1;\n```\n<!-- expect: fine -->", 4, "expect 要写"),
        ("```sql run\nSELECT 1;\n```\n<!-- expct: ok -->", 4, "是不是 expect"),
        ("text\n\n<!-- setup: select 1; -->\n\ntext", 3, "后面没有"),
        ("<!-- requires: docker -->\n```sql run\nSELECT 1;\n```", 1, "requires 要写"),
    ],
)
def test_comment_that_proves_nothing_is_named(text: str, line: int, words: str) -> None:
    (problem,) = read(text).problems
    assert problem.line == line
    assert words in problem.remedy


def test_comment_without_key_is_nobodys_business() -> None:
    found = read("<!-- 待补：配图 -->\n\n```text\n<!-- expect: ok -->\n```\n")
    assert found.problems == ()
    assert found.blocks == ()
