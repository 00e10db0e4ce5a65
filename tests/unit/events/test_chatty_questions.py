"""Salon questions as they are typed in a chat: beside other talk, short, and leaning back."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bot.events.book.calendar import SalonBook
from bot.events.questions import answer_question
from bot.events.reading.page_questions import asked_of_pages
from bot.messages import ReplyKind, Turn
from tests.unit.events.pages import SHANGHAI, ask, missing, told, word_kinds

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("下午弄到几点散 我还得回去接娃", ["13:30–17:30"]),  # a clause behind a space
        ("大理下半场的录像就行 别的不用", ["dali/pm"]),
        ("吃过午饭几点继续", ["14:00–15:30"]),
        ("下午开场先讲什么", ["13:30–14:20"]),
        ("哪几个月停办了", ["2024 年 4 月"]),
        ("洛阳第2次除了石破天还有谁上台", ["石破天", "没有写讲师名字"]),
        ("没有录像的里面报名最多的是哪场", ["120 人"]),
        ("有录像的那几场人次最多的", ["900余"]),
        ("最早的一场跟最晚的一场隔了多久", ["第 1 期", "第 5 期", "相隔 1008 天"]),
        ("第1期距今多久", ["距今 989 天"]),
        ("圆桌和辩论各办过几期", ["圆桌 2 期", "辩论 1 期"]),
        ("大理站议题里有没有讲图计算的", ["没有写到「图计算」", "列存"]),
        ("来过的大学有哪些", ["第 1 期洛阳：白马大学", "第 3 期洛阳：白马大学"]),
        ("喀什为什么没有录像", ["没有回放记录", "原因没有写"]),
        ("去过吐鲁番吗", ["没有和「吐鲁番」对得上的沙龙"]),
        ("5期里几期没视频", ["第 1 期", "第 4 期"]),
        ("大理那场到了100人吗", ["2xx"]),
        ("喀什报名是不是最多的", ["75 人", "从多到少排第 2", "第 3 期洛阳"]),
        ("议题超过一个的那几期", ["第 2 期", "第 3 期"]),
        ("大理站有苍山的人来吗", ["有：苍山银行"]),
        ("工作日办的和周末办的各几期", ["周末 5 期"]),
        ("第2期和第3期哪场看的人多", ["1500", "900余"]),
        ("所有去过的城市完整说一遍", ["洛阳（2 次）", "喀什"]),
        ("青铜数据在大理那场吗", ["有，青铜数据参加过"]),
        ("3期都讲了哪些题目", ["第 3 期", "分区表的一万种死法"]),
        ("2期都来了哪些企业", ["第 2 期", "苍山银行"]),
        ("5期都在哪些城市", ["洛阳（2 次）", "喀什"]),
        ("大理回放2的下载地址", ["dali/pm"]),
        ("大理第二段的地址", ["dali/pm"]),
        ("段正淳那场讲列存省钱的有没有录像", ["dali/am"]),
    ],
)
def test_a_salon_is_told_whatever_stands_beside_the_question(
    book: SalonBook, question: str, parts: list[str]
) -> None:
    assert missing(book, question, parts) == []


@pytest.mark.parametrize(
    ("earlier", "question", "part"),
    [
        (("2025年办了几场",), "第二场在哪", "喀什"),
        (("2025年办了几场", "第一场在哪"), "第二场呢", "喀什"),
        (("2025年办了几场", "第一场在哪"), "另一场呢", "喀什"),
        (("喀什的前一期是哪期",), "再往前呢", "大理"),
        (("上次在洛阳是哪天",), "再上次呢", "2024 年 3 月 9 日"),
        (("大理那期的回放",), "不对，我问的是喀什", "没有回放记录"),
        (("大理那期的回放",), "不是大理，是喀什", "没有回放记录"),
        (("第3期报了多少人",), "报名和人次差挺多？各多少", "1500 人次"),
        (("第3期多少人报名", "第1期呢"), "差多少", "多 80 人"),
        (("喀什是几号",), "是周末吗", "第 4 期"),
        (("青铜数据来过吗",), "都是哪几次", "第 2 期"),
        (("苍山银行来过吗",), "他们有人讲过吗", "段正淳"),
        (("段正淳讲过什么",), "他公司来过几次", "苍山银行参加过 1 期"),
        (("王语嫣讲什么",), "讲多久", "40 分钟"),
        (("办得最多的城市是哪个",), "都是哪几次", "第 3 期 · 洛阳"),
        (("报名最多的两场",), "总人数", "195 人"),
    ],
)
def test_a_follow_up_finds_what_it_leaves_out(
    book: SalonBook, earlier: tuple[str, ...], question: str, part: str
) -> None:
    assert part in told(book, question, *earlier)


def test_a_refusal_between_does_not_end_the_topic(book: SalonBook) -> None:
    first = answer_question(book, "喀什那场报名多少", [], NOW, SHANGHAI, word_kinds)
    assert first is not None
    history = [
        Turn("喀什那场报名多少", ReplyKind.EVENT, NOW, first.topic),
        Turn("那边羊肉串贵不贵", ReplyKind.REFUSAL, NOW, {}),
    ]

    reply = answer_question(book, "那大理呢", history, NOW, SHANGHAI, word_kinds)

    assert reply is not None
    assert "2xx" in reply.markdown


@pytest.mark.parametrize(
    "question",
    [
        "学了十年 mysql 现在想转 从哪看起",
        "count慢得要命，大理那次怎么讲来着",
        "这个聚会 是图个啥",
        "表分区和索引怎么选",
        "我在大理，怎么装 postgis",
    ],
)
def test_what_another_clause_asks_is_not_passed_over(book: SalonBook, question: str) -> None:
    assert ask(book, question) is None


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("我们是卖发酵罐的 想跟你们谈合作", "想跟你们谈合作"),
        ("都是什么岗位的来听，我做测试的合适吗", "都是什么岗位的来听"),
        ("这课给谁听的，后端的甲壳虫能跟上不", "这课给谁听的"),
        ("这沙龙是个什么东东", "这沙龙是个什么东东 沙龙是什么活动"),
        ("这张表是个什么东西", ""),
        ("朋友圈要集多少赞", "朋友圈要集多少赞"),
        ("合作开发的分支怎么合并代码", ""),
    ],
)
def test_the_clause_that_asks_of_the_pages_is_found(
    book: SalonBook, message: str, expected: str
) -> None:
    assert asked_of_pages(book, message, TODAY, word_kinds) == expected


def test_as_many_as_there_are_may_be_all_of_them(book: SalonBook) -> None:
    reply = ask(book, "5期都讲了什么")

    assert reply is not None
    assert "第 5 期" in reply.markdown
    assert "每一期都讲了什么" in reply.follow_ups
    other = ask(book, "3期都讲了什么")
    assert other is not None
    assert "每一期都讲了什么" not in other.follow_ups
