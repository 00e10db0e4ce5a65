"""Short questions as members type them, that once met a page of something else: judged by the
page that is cited first. They say little beside a page's own names: no answer tests."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.cli import main

KNOWLEDGE = Path(__file__).resolve().parents[2] / "knowledge"
REFUSED = ""
ASKED = {
    r"\d 是啥意思": "guide/psql-commands.md",
    r"\l 什么意思": "guide/psql-commands.md",
    r"\x干啥用": "guide/psql-commands.md",
    r"\timing": "guide/psql-commands.md",
    "commit 很慢": "guide/slow-commit.md",
    "查询卡死了": "guide/find-blocking-locks.md",
    "怎么加用户": "guide/create-user-database.md",
    "怎么看表结构": "faq/show-create-table.md",
    "怎么清理日志": "guide/log-settings.md",
    "PostgreSQL 分页怎么写": "faq/offset-pagination.md",
    "pg 支持 json 吗": "faq/json-vs-jsonb.md",
    "pg什么版本": "faq/check-version.md",
    "prometheus 采什么指标": "guide/monitoring-metrics.md",
    "zabbix 监控 pg": "guide/monitoring-metrics.md",
    "mysql 的 group_concat 怎么实现": "guide/mysql-to-pg-syntax.md",
    "es 索引怎么重建": REFUSED,
    "mysql 慢查询怎么开": REFUSED,
    "mysql 主从怎么配": REFUSED,
    "zabbix 模板编号": REFUSED,
    "mybatis 批量插入": "faq/jdbc-batch-insert.md",
    "typeorm 怎么用 uuid": REFUSED,
    "内推 阿里 dba 岗位 35k 私聊": REFUSED,  # not the record's page on jobs
}


@pytest.mark.usefixtures("no_config")
def test_the_right_page_comes_first(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = tmp_path / "asked.jsonl"
    lines = [json.dumps({"id": question, "question": question}) for question in ASKED]
    asked.write_text("\n".join(lines), "utf-8")
    with pytest.raises(SystemExit):
        main(["ask", "--batch", str(asked), "--knowledge", str(KNOWLEDGE)])
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    found = {one["id"]: REFUSED if one["refused"] else one["passages"][0]["path"] for one in told}
    assert found == ASKED
    replies = {one["id"]: one["reply"] for one in told}
    assert "没有 mysql 自己怎么用" in replies["mysql 慢查询怎么开"]
    assert "自己怎么用" not in replies["typeorm 怎么用 uuid"]  # a page is called by it
