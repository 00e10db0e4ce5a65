"""Messages with a city, a company, a number or a word of salons that are not about them."""

from __future__ import annotations

import pytest

from bot.events.book.calendar import SalonBook
from bot.events.reading.elsewhere import in_database_words
from bot.events.reading.message import read
from bot.events.words.vocabulary import Word
from tests.unit.events.pages import NOW, ask

TODAY = NOW.date()


@pytest.mark.parametrize(
    "message",
    [
        "洛阳明天下雨吗",
        "大理有什么好玩的",
        "从洛阳到喀什坐火车多久",
        "喀什机房的备库延迟很高",
        "苍山银行理财利率",
        "青铜数据和 greenplum 哪个快",
        "列存怎么用",
        "逻辑复制踩坑了 怎么办",
        "流复制怎么切换",
        "回放冲突把查询取消了",
        "wal 回放太慢",
        "视频存在数据库里好不好",
        "签到表怎么设计",
        "报名表怎么去重",
        "按城市统计人数的 sql",
        "好久没来了",
        "每个城市报名人数的 sql 怎么写",
        "只能报名一次用什么约束",
        "用 sql 查报名超过 100 人的活动",
        "活动表和报名表怎么关联",
        "讲师表和议题表怎么关联",
        "前三条记录怎么取",
        "能强制 hash join 吗",
        "怎么入门",
        "第一次连接特别慢",
        "最后一条数据怎么查",
        "每个分组只取最新一条",
        "分组后统计最新的",
        "上一次 vacuum 是什么时候",
        "第一期工程何时上线",
        "每期账单怎么分区",
        "2024年的分区怎么删",
        "去年的数据归档到哪",
        "早上九点的慢 sql",
        "凌晨2点到4点做备份",
        "现在几点了",
        "今天星期几",
        "谁在锁表",
        "这个报错是谁的问题",
        "主题怎么换",
        "有回收站吗",
        "应该是没问题的",
        "内容太长了存不下",
        "超过 1000 个连接怎么办",
        "最多能建几个索引",
        "培训费多少钱",
        "怎么报名",
        "前五次很快 第六次开始就慢了",
        "进程被误杀 数据库自己会起来吗",
        "哪些公司在用 pg",
        "备份数据目录",
        "体系化培训几天",
        "想在沙龙上讲个题目 跟谁说",
        "移动对象快多少倍",
        "有午饭吗",
        "群二维码发一下",
        "课件在哪下载",
        "how often does it happen",
        "show all",
        "is there any replay lag",
        "how many events per second can it handle",
        "last week the database was down",
        "最近三天日志暴涨",
        "还办公吗",
        "你好",
        "谢谢",
        "嗯嗯",
        "",
        "。。。",
        "x" * 5000,
    ],
)
def test_a_message_that_is_not_about_salons_is_left_alone(book: SalonBook, message: str) -> None:
    assert ask(book, message) is None


@pytest.mark.parametrize(
    "message",
    [
        "洛阳这边统计信息过期",
        "统计信息多久更新一次",
        "培训环境怎么恢复到昨天",
        "两个日期差多少天",
        "学习路线 从哪开始看",
        "甲公司和 pg 什么关系",
        "培训库磁盘满了",
        "一共有多少个表怎么看",
        "议程表怎么加索引",
        "课程表和学生表怎么关联",
        "嘉宾表主键冲突了",
        "讲师表加字段锁表吗",
        "报名表一共多少行怎么查最快",
        "签到表按天分区",
        "场次表怎么设计",
        "registration 表加唯一约束",
        "回放日志卡住了",
        "洛阳机房回放慢",
        "大理节点复制延迟",
        "怎么重放 wal",
        "怎么回看历史 sql",
        "再看一遍执行计划怎么看",
        "怎么看有多少会话",
        "有多少个 session 在等锁",
        "活动连接数怎么查",
        "主题表怎么分区",
        "这个主题的消息积压",
        "第二期项目迁移用什么工具",
        "哪种场景适合 brin",
        "video 字段太大",
        "recording表 part 2 分区",
        "最近一次 checkpoint 什么时候",
        "按月统计报名人数 sql 怎么写",
        "两张表 pk 一样",
        "经纬度坐标怎么存",
        "倒着数第三行怎么取",
        "除开主库怎么只读",
        "比100大的值怎么筛",
        "三位数补零怎么写",
        "姓王的用户怎么模糊查",
        "备份要几个钟",
        "最长的查询跑了几个钟",
        "唔系吧 又死锁了",
        "边个进程占 cpu 最高",
        "没有用索引的查询是哪些",
        "隔一天跑一次任务",
        "我在苏州，这边搞过读写分离，怎么配",
        "我在大理，我们这边从库延迟大怎么办",
        "主库…不对，从库在大理延迟大",
    ],
)
def test_a_database_in_words_of_salons_is_left_alone(book: SalonBook, message: str) -> None:
    assert ask(book, message) is None


@pytest.mark.parametrize("count", ["几个", "哪几个", "机房各放几个", "第二", "多少个"])
@pytest.mark.parametrize("word", ["节点", "节拍器", "章程", "单元格", "单元测试"])
def test_a_word_that_begins_like_a_measure_is_no_chapter(
    book: SalonBook, count: str, word: str
) -> None:
    reading = read(book, f"{count}{word}", TODAY)
    assert reading is not None
    assert not reading.has(Word.CHAPTER)
    assert ask(book, f"流复制的主机房要{count}{word}") is None


@pytest.mark.parametrize(
    ("message", "plain"),
    [
        ("议程表怎么加索引", "表怎么加索引"),
        ("视频字段太大", "字段太大"),
        ("大理那场讲过索引表吗", "大理那场讲过索引表吗"),
    ],
)
def test_a_table_is_asked_for_without_what_is_in_it(message: str, plain: str) -> None:
    assert in_database_words(message) == plain


@pytest.mark.parametrize("message", ["多久跑一次", "什么时候开始", "要多长时间", "什么时候触发"])
def test_when_and_how_long_lean_on_the_page_before(book: SalonBook, message: str) -> None:
    assert ask(book, message, "autovacuum 怎么调") is None


@pytest.mark.parametrize("message", ["签到什么时候开始", "下一期什么时候", "沙龙一般多久"])
def test_a_salon_is_meant_after_any_page_where_it_is_named(book: SalonBook, message: str) -> None:
    assert ask(book, message, "autovacuum 怎么调") is not None


def test_an_empty_record_answers_nothing() -> None:
    assert ask(SalonBook.from_files(()), "下一期什么时候办") is None


def test_a_word_that_only_sounds_like_a_city_is_no_city(book: SalonBook) -> None:
    assert ask(book, "罗扬地址") is None
    assert ask(book, "罗扬那场的地址") is not None
