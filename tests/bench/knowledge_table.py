"""The tables of ``docs/knowledge.md``: ``python -m tests.bench.knowledge_table --write``.

Counts pages, runnable SQL and answer tests of the shipped knowledge by topic, so that the
document cannot claim what is not there. Without ``--write`` it prints them.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.folder import KnowledgeFile, scan
from bot.knowledge.pages.documents import read_document
from bot.knowledge.pages.runnable import read_runnable
from bot.proof.answer_tests import read_answer_tests
from bot.settings import Limits

ROOT = Path(__file__).resolve().parents[2]
KNOWLEDGE = ROOT / "knowledge"
DOCUMENT = ROOT / "docs" / "knowledge.md"
BEGIN, END = "<!-- tables: begin -->", "<!-- tables: end -->"

# A page belongs to the topic of its first tag that is in a row; later rows are general.
TOPICS = {
    "膨胀、清理与冻结": "vacuum 膨胀 冻结 MVCC",
    "锁与阻塞": "锁",
    "事务与隔离": "事务 隔离级别",
    "执行计划与统计信息": "执行计划 统计信息 EXPLAIN 并行 绑定变量",
    "索引": "索引 模糊查询",
    "分区": "分区",
    "JSON、数组与向量": "jsonb JSON 数组 向量",
    "字符串与中文检索": "字符串 全文检索 中文",
    "时间与时区": "时间 时区",
    "排序规则与编码": "排序规则 编码",
    "序列、主键与外键": "序列 主键 外键",
    "表、字段与类型": "DDL 类型 设计 视图 schema 约束 数值",
    "导入导出": "导入 导出 导入导出 COPY",
    "函数、过程与触发器": "PL/pgSQL 函数 触发器 LISTEN 游标",
    "外部数据与跨库": "外部数据 跨库",
    "连接与连接池": "连接 连接数 连接池",
    "认证与安全": "认证 安全 密码 审计 SSL",
    "角色与权限": "权限 角色",
    "内存与操作系统": "内存 OOM",
    "WAL、检查点与磁盘": "WAL checkpoint 磁盘 归档 表空间 空间",
    "备份与恢复": "备份 恢复 数据损坏 校验和",
    "复制与高可用": "复制 流复制 逻辑复制 同步复制 复制槽 备库 高可用 读写分离",
    "版本与升级": "版本 升级",
    "扩展": "扩展 PostGIS Citus GIS",
    "监控与日志": "监控 日志",
    "从 Oracle、MySQL 迁移": "Oracle MySQL 迁移",
    "安装、容器与工具": "安装 Docker psql 工具 Windows",
    "选型、国产与云": "选型 国产化 云数据库 学习 架构 Odoo",
    "常见报错": "报错",
    "SQL 写法": "SQL 聚合 Java 测试",
    "调优与运维": "优化 性能 运维 排障 参数 配置 删除",
}
_GENERAL = ("常见报错", "SQL 写法", "调优与运维")
_KINDS = {
    "faq": "一页答一个问题",
    "guide": "一步一步怎么做",
    "events": "每场沙龙",
    "salon": "沙龙本身",
    "training": "培训",
    "people": "讲师",
}
_RECAP = ("faq/debate-", "faq/roundtable-")


@dataclass(frozen=True, slots=True)
class Page:
    """A page as the tables count it."""

    path: str
    topic: str
    versions: str
    sections: int
    blocks: int
    tests: int


def read_pages(folder: Path) -> list[Page]:
    found = scan([folder], Limits())
    paths = {file.path for file in found.files}
    tests = read_answer_tests(folder, Limits().file_bytes, paths).tests
    asked = Counter(path for test in tests for path in test.cites)
    return [
        Page(
            path=file.path,
            topic=topic_of(file),
            versions=str(file.meta.get("versions") or ""),
            sections=len(read_document(file).sections),
            blocks=len(read_runnable(file).blocks),
            tests=asked[file.path],
        )
        for file in found.files
    ]


def topic_of(file: KnowledgeFile) -> str:
    """Of a page on PostgreSQL by its tags, the special before the general; empty for the
    record of the salon."""
    if not file.path.startswith(("faq/", "guide/")) or file.path.startswith(_RECAP):
        return ""
    tags = file.meta.get("tags")
    mine = [str(tag) for tag in tags] if isinstance(tags, list) else []
    topics = [topic for tag in mine for topic, words in TOPICS.items() if tag in words.split()]
    special = [topic for topic in topics if topic not in _GENERAL]
    if topics and topics[0] == "常见报错":
        return topics[0]
    return next(iter(special or topics), "其他")


def tables(pages: Sequence[Page]) -> str:
    blocks, tests = sum(p.blocks for p in pages), sum(p.tests for p in pages)
    head = (
        f"共 {len(pages)} 页、{sum(p.sections for p in pages)} 节，"
        f"可运行的 SQL {blocks} 块，答案测试引用页面 {tests} 次。"
    )
    return "\n\n".join((head, "\n".join(_by_kind(pages)), "\n".join(_by_topic(pages))))


def _by_kind(pages: Sequence[Page]) -> Iterator[str]:
    yield "| 文件夹 | 内容 | 页 | 可运行 SQL | 答案测试 |"
    yield "|---|---|---:|---:|---:|"
    for kind, meaning in _KINDS.items():
        inside = [p for p in pages if p.path.startswith(f"{kind}/")]
        recaps = sum(p.path.startswith(_RECAP) for p in inside)
        note = f"，其中 {recaps} 页是沙龙的辩论和圆桌" if recaps else ""
        yield f"| `{kind}/` | {meaning}{note} | {len(inside)} | {_sums(inside)} |"


def _by_topic(pages: Sequence[Page]) -> Iterator[str]:
    yield "| PostgreSQL 主题 | 页 | 适用版本 | 可运行 SQL | 答案测试 |"
    yield "|---|---:|---|---:|---:|"
    for topic in (*TOPICS, "其他"):
        inside = [page for page in pages if page.topic == topic]
        if inside:
            versions = _versions(page.versions for page in inside)
            yield f"| {topic} | {len(inside)} | {versions} | {_sums(inside)} |"


def _sums(pages: Sequence[Page]) -> str:
    return f"{sum(p.blocks for p in pages)} | {sum(p.tests for p in pages)}"


def _versions(texts: Iterable[str]) -> str:
    """The numbers of all pages, the usual range first: 14–18、17–18."""
    counts = Counter(
        match[0].replace("-", "–")
        for text in texts
        if (match := re.match(r"\d+(?:\s*-\s*\d+)?", text))
    )
    return "、".join(version for version, _ in counts.most_common())


def document(text: str, generated: str) -> str:
    """``text`` with what stands between the marks replaced."""
    head, _, rest = text.partition(BEGIN)
    _, _, tail = rest.partition(END)
    return f"{head}{BEGIN}\n{generated}\n{END}{tail}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="put them into docs/knowledge.md")
    arguments = parser.parse_args()
    generated = tables(read_pages(KNOWLEDGE))
    if arguments.write:
        text = DOCUMENT.read_text(encoding="utf-8")
        DOCUMENT.write_text(document(text, generated), encoding="utf-8")
    else:
        print(generated)


if __name__ == "__main__":
    main()
