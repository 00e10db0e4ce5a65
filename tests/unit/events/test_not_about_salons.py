"""Messages with a city, a company, a number or a word of salons that are not about them."""

from __future__ import annotations

import pytest

from bot.events.calendar import SalonBook
from tests.unit.events.pages import ask


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
        "前三条记录怎么取",
        "第一次连接特别慢",
        "最后一条数据怎么查",
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


def test_an_empty_record_answers_nothing() -> None:
    assert ask(SalonBook.from_files(()), "下一期什么时候办") is None


def test_a_word_that_only_sounds_like_a_city_is_no_city(book: SalonBook) -> None:
    assert ask(book, "罗扬地址") is None
    assert ask(book, "罗扬那场的地址") is not None
