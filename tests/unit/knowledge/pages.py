"""A small folder of pages for the tests of this part, about things PostgreSQL is not."""

from __future__ import annotations

from pathlib import Path

from bot.folder import scan
from bot.knowledge import IndexReport, Knowledge
from bot.settings import Limits
from tests.builders import write_files

PAGES = {
    "faq/memory.md": """---
title: 缓存内存满了怎么办
aliases: [写不进缓存, maxmemory]
versions: "6-7"
source: https://example.org/memory
---
到达 `maxmemory` 之后写入会失败，要么加内存，要么淘汰旧键（eviction）。见[日志](log.md)。

## 淘汰策略怎么选

- `allkeys-lru`：淘汰最久没用的键。
- `volatile-ttl`：先淘汰快要过期的键。

## 找出大键

```bash
cache-cli --bigkeys
```
""",
    "faq/log.md": """---
title: 日志把磁盘占满
---
容器日志默认没有上限，设 `max-size` 之后重建容器。

## 清理旧日志

用 `truncate` 清空正在写的日志文件，不要直接删除。
""",
    "guide/gateway.md": """# 网关返回 502

502 表示网关连不上后端（upstream）。

## 超时设置

调大 `proxy_read_timeout`，再重新加载配置。
""",
}
WORDS = {
    "glossary.txt": "后端 | upstream | 上游\n缓存 | cache\n爆了, 占满 > 内存 | 磁盘\n",
    "synonyms.txt": "# 近义词\n删 删除\n倒掉 > 清理\n",
    "stopwords.txt": "怎么\n怎么办\n的\n吗\n呢\n",
    "typos.txt": "redsi > redis\n",
    "words.txt": "大键\n淘汰\n",
}


def write_pages(root: Path, pages: dict[str, str] | None = None) -> Path:
    return write_files(root, {**(PAGES if pages is None else pages), **WORDS})


def refresh(knowledge: Knowledge, root: Path) -> IndexReport:
    return knowledge.refresh(scan([root], Limits(), starter=root))


def open_pages(root: Path, index_dir: Path) -> Knowledge:
    knowledge = Knowledge(index_dir, [root])
    refresh(knowledge, root)
    return knowledge
