"""How a conversation about a page goes on: what leans on it, what leaves it, what stands
between, and who speaks."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.clock import FixedClock
from bot.sandbox.emulator import Emulator
from tests.builders import write_files
from tests.conversations.living_bot import Bot, living_bot, write_knowledge

_FILLER = "别的说明还有许多，一句接着一句，都和这一节说的事有关。" * 12
PAGES = {
    "faq/unlock.md": """---
title: 表被锁住了怎么解锁
aliases: [锁表, 解锁]
---
表被锁住就找出谁占着锁，让它提交，或者断开它。锁表多半是事务没提交。
""",
    "faq/copy-to-standby.md": """---
title: 主备复制延迟怎么看
aliases: [复制延迟, 主从延迟]
---
在主库查 `pg_stat_replication`，看三段各差多少。

## 在备库怎么查
在备库执行 `pg_last_xact_replay_timestamp()`。

## 延迟为什么大
备库上有长查询挡着回放，或者网络慢。没有主键的表更新会很慢。

## 怎么监控
把差值接进监控，超过 30 秒或者 1GB 就报警。
""",
    "guide/dump.md": f"""---
title: 用 pg_dump 备份数据库
aliases: [怎么备份, 逻辑备份]
---
`pg_dump -Fd -j 4` 导出一个库。

## 备份多久做一次
小库每晚一次。{_FILLER}

## pg_dump 的备份怎么恢复
用 `pg_restore -j 4` 恢复。{_FILLER}

## 只恢复一张表
恢复时加 `-t 表名`。{_FILLER}

## pg_dump 备份多大
压缩以后通常是库的五分之一。{_FILLER}
""",
    "guide/restart.md": """---
title: 怎么重启数据库
aliases: [重启]
---
用 `pg_ctl restart` 重启。
""",
    "guide/metrics.md": """---
title: PG 该监控哪些指标
aliases: [怎么监控, 监控]
---
监控连接数、长事务和磁盘。
""",
}


@pytest.fixture
async def bot(emulator: Emulator, clock: FixedClock, tmp_path: Path) -> AsyncIterator[Bot]:
    folder = write_files(write_knowledge(tmp_path / "knowledge"), PAGES)
    async with living_bot(emulator, folder, tmp_path / "data", clock) as running:
        yield running


@pytest.mark.parametrize("asked", ["那能不锁表吗", "不想锁表行不行", "要是不想锁表呢"])
async def test_the_page_talked_about_answers_before_one_that_is_named_like_the_words(
    bot: Bot, asked: str
) -> None:
    await bot.ask("vacuum full 会锁表吗")
    assert "pg_squeeze" in (await bot.ask(asked)).text


async def test_a_question_with_a_subject_of_its_own_leaves_the_page(bot: Bot) -> None:
    await bot.ask("主从延迟怎么看")
    assert "断开它" in (await bot.ask("表被锁住了怎么解锁")).text
    assert "pg_dump -Fd" in (await bot.ask("怎么备份一个库")).text


async def test_a_subject_lasts_over_several_messages(bot: Bot) -> None:
    await bot.ask("主从延迟怎么看")
    assert "30 秒" in (await bot.ask("怎么监控")).text
    assert "长查询挡着" in (await bot.ask("为什么会大呢")).text
    assert "pg_last_xact_replay_timestamp" in (await bot.ask("备库上在哪查")).text


async def test_thanks_and_a_salon_between_do_not_end_it(bot: Bot) -> None:
    await bot.ask("pg_dump 怎么备份数据库")
    await bot.ask("谢谢")
    assert "每晚一次" in (await bot.ask("那多久做一次")).text
    assert "2026 年 12 月 5 日" in (await bot.ask("西安那场是哪天")).text
    assert "-t 表名" in (await bot.ask("那只恢复一张表呢")).text
    assert "2026 年 12 月 5 日" in (await bot.ask("西安那场几号来着")).text


async def test_a_city_after_a_page_is_a_salons(bot: Bot) -> None:
    await bot.ask("pg_dump 怎么备份数据库")
    line = await bot.ask("那西安呢")
    assert "pg_dump" not in line.text


async def test_two_people_in_a_group_each_keep_their_own_subject(bot: Bot) -> None:
    await bot.ask("主从延迟怎么看")
    await bot.ask("pg_dump 怎么备份数据库", by=bot.other)
    assert "30 秒" in (await bot.ask("那怎么监控")).text
    assert "每晚一次" in (await bot.ask("多久做一次", by=bot.other)).text
    assert "长查询挡着" in (await bot.ask("为什么会大")).text


async def test_it_is_over_after_a_while(bot: Bot, clock: FixedClock) -> None:
    await bot.ask("主从延迟怎么看")
    clock.move(timedelta(minutes=11))
    assert "长事务和磁盘" in (await bot.ask("怎么监控")).text


async def test_what_the_page_lacks_is_said_of_that_page(bot: Bot) -> None:
    await bot.ask("主从延迟怎么看")
    line = await bot.ask("能合并吗")
    assert "不知道" in line.text
    assert "如果是接着问「主备复制延迟怎么看」" in line.text
    assert "长查询挡着" in (await bot.ask("为什么会大呢")).text


async def test_chatter_is_no_question_about_the_page(bot: Bot) -> None:
    await bot.ask("主从延迟怎么看")
    for chatter in ("中午吃啥", "这周末加班吗", "谁会修打印机"):
        assert "pg_stat_replication" not in (await bot.ask(chatter)).text, chatter


async def test_words_that_sound_like_a_salons_are_the_pages_after_one(bot: Bot) -> None:
    await bot.ask("主从延迟怎么看")
    assert "没有主键的表" in (await bot.ask("没有主键的呢")).text
    assert "主备复制延迟怎么看" in (await bot.ask("展开")).text


async def test_what_was_listed_is_chosen_by_its_number(bot: Bot) -> None:
    first = await bot.ask("pg_dump 怎么备份数据库")
    offered = first.text.partition("还可以问：")[2]
    assert offered.index("展开") < offered.index("备份多久做一次")
    assert "每晚一次" in (await bot.ask("第二个")).text
    assert "不知道" in (await bot.ask("第五个")).text


async def test_no_page_is_named_twice_in_one_reply(bot: Bot) -> None:
    line = await bot.ask("主从延迟怎么监控")
    sources, _, offered = line.text.partition("还可以问：")
    assert "PG 该监控哪些指标" in sources
    assert "PG 该监控哪些指标" not in offered


async def test_another_way_is_another_page(bot: Bot) -> None:
    first = await bot.ask("主从延迟怎么监控")
    other = await bot.ask("还有没有别的办法")
    assert "30 秒" in first.text
    assert "长事务和磁盘" in other.text
    assert "没有更多" in (await bot.ask("还有吗")).text


@pytest.mark.parametrize("said", ["还有吗", "还有没有", "后面还有吗", "接下来有什么", "还有什么"])
async def test_more_of_a_page_is_no_salon_ahead(bot: Bot, said: str) -> None:
    await bot.ask("主从延迟怎么监控")
    assert "第 15 期" not in (await bot.ask(said)).text
    assert "第 15 期" in (await bot.ask("最近还有活动吗")).text
