"""A knowledge folder of one good page with its tests, and the findings about it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.events import SalonBook
from bot.folder import scan
from bot.knowledge import Knowledge
from bot.lint.findings import Finding
from bot.lint.folders import lint
from bot.settings import Limits

GOOD = """---
title: 表膨胀了怎么办
aliases: [table bloat]
tags: [vacuum]
versions: "14-18"
updated: 2026-11-23
source: https://www.postgresql.org/docs/current/routine-vacuuming.html
---
表膨胀（bloat）是死元组没有及时回收，先用 VACUUM 回收，再看 [长事务](../guide/long.md)。

## 膨胀怎么查

<!-- setup: create table t(); -->
```sql run
SELECT * FROM pg_stat_user_tables;
```
<!-- expect: rows 1 -->
"""
LONG = """---
title: 长事务怎么找
versions: "14-18"
updated: 2026-11-23
---
长事务（long transaction）从 pg_stat_activity 里找，按开始时间排。
"""
TESTS = """- question: 删了很多行 磁盘还是满的
  cites: faq/bloat.md
- question: 死元组一大堆咋清
  cites: faq/bloat.md
- question: 谁的会话开了半天还不提交
  cites: guide/long.md
- question: begin 之后忘了 commit 的连接
  cites: guide/long.md
- question: 今天股票涨了吗
  refuse: true
"""

Write = Callable[[str, str], Path]
Lint = Callable[[], list[Finding]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "knowledge"


@pytest.fixture
def write(folder: Path) -> Write:
    """Writes one file of the folder."""

    def write_one(path: str, text: str) -> Path:
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")
        return target

    write_one("faq/bloat.md", GOOD)
    write_one("guide/long.md", LONG)
    write_one("tests/a.yaml", TESTS)
    write_one("stopwords.txt", "了\n怎么\n怎么办\n的\n")
    return write_one


@pytest.fixture
def findings(folder: Path, write: Write, tmp_path: Path) -> Lint:
    """Lints the folder as it stands."""

    def look() -> list[Finding]:
        root = folder.resolve()
        found = scan([root], Limits())
        knowledge = Knowledge(tmp_path / "index", [root])
        knowledge.refresh(found)
        problems = SalonBook.from_files(found.files).problems
        return lint([root], Limits(), knowledge, problems)

    return look
