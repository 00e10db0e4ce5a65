"""What people take for granted, doubt, or ask for by how it compares: held against the record."""

from __future__ import annotations

import pytest

from bot.events.book.calendar import SalonBook
from tests.unit.events.pages import AFTERWARDS, missing, told


@pytest.mark.parametrize(
    ("earlier", "question", "parts"),
    [
        ("洛阳第一次那场多少人", "报名50人对吧", ["不是", "第 1 期洛阳报名 40 人"]),
        ("洛阳第一次那场多少人", "报名40对吧", ["是的", "第 1 期洛阳报名 40 人"]),
        ("喀什那场多少人", "是周六吧", ["是的", "2025 年 12 月 20 日（周六）"]),
        ("大理那场多少人", "在喀什吧", ["不是", "第 2 期在大理", "第 4 期喀什"]),
    ],
)
def test_a_claim_may_be_on_the_salon_spoken_of(
    book: SalonBook, earlier: str, question: str, parts: list[str]
) -> None:
    assert missing(book, question, parts, earlier) == []


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("喀什那场好像是周日吧", ["不是", "（周六）"]),
        ("喀什是工作日办的吧", ["不是", "（周六）"]),
        ("大理回放有两条吗", ["是的", "回放 2 条"]),
        ("第3期1500是报名人数吗", ["不是", "报名 120 人", "线上线下人次才是 1500"]),
        ("第3期线上线下1500是报名人数吗", ["不是", "报名 120 人"]),
        ("大理报名210人吧", ["说不准", "2xx"]),
        ("大理报名310人吧", ["不是", "2xx"]),
        ("喀什那场有30家企业来吧", ["说不准", "没有记录"]),
        ("喀什是最后一站吗", ["不是", "第 5 期泉州"]),
        ("段正淳是青铜数据的吗", ["不是", "苍山银行"]),
        ("讲逻辑复制的是石破天吧", ["是的", "第 1 期 · 洛阳"]),
        ("讲逻辑复制的是段正淳吧", ["不是", "石破天（青铜数据）"]),
        ("讲师都是苍山的人么", ["不是", "3 位", "1 位", "段正淳"]),
        ("是不是都在周末", ["是的", "办过的 4 期都这样"]),
    ],
)
def test_numbers_weekdays_and_people_are_claimed_too(
    book: SalonBook, question: str, parts: list[str]
) -> None:
    assert missing(book, question, parts) == []


@pytest.mark.parametrize("question", ["大理第一条是mp4吗", "第2期赞助方和场地是不是一家"])
def test_no_number_of_anything_is_claimed(book: SalonBook, question: str) -> None:
    assert not told(book, question).startswith(("是的", "不是，第"))


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("大理之后的几场都在哪", ["一共 3 期", "第 3 期", "第 5 期"]),
        ("大理之后办过几场", ["一共 3 期"]),
        ("喀什之前那几期谁赞助的", ["第 1 期", "第 2 期", "第 3 期", "洱海空间"]),
        ("洛阳比大理多办几场", ["洛阳多 1 期：洛阳 2 期，大理 1 期"]),
        ("2024年和2025年哪年办得多", ["一样多"]),
        ("办过圆桌的城市有几个", ["2 个城市：洛阳、大理"]),
        ("75是哪场的数", ["第 4 期 · 喀什", "报名 75 人"]),
        ("哪几场报名一样多", ["没有一样多的"]),
        ("第1期和第3期赞助商一样吗", ["一样：", "牡丹云"]),
        ("第一场和第三场的讲师有重复的吗", ["都讲过的有 1 位：石破天"]),
        ("青铜数据赞助过吗", ["赞助方里没有青铜数据", "牡丹云"]),
        ("参会企业里有没有银行", ["第 2 期大理：苍山银行"]),
        ("有几个讲师是社区的", ["1 位", "王语嫣"]),
        ("段正淳讲过几期", ["讲过 1 期", "列存在物流里的实践"]),
        ("第一期是在哪办的？我猜是喀什", ["第 1 期 · 洛阳"]),
    ],
)
def test_several_salons_are_counted_and_compared(
    book: SalonBook, question: str, parts: list[str]
) -> None:
    assert missing(book, question, parts) == []


def test_whether_those_listed_are_alike(book: SalonBook) -> None:
    assert told(book, "报名都一样吗", "洛阳去过几次").startswith("不一样：")


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("大理的录像能下载吗", ["没有写", "是网页", "https://example.org/dali/am"]),
        ("大理那两条视频分别讲的啥", ["没有写哪条回放里有哪个议题", "列存"]),
        ("推荐看哪场回放", ["哪场更值得看，记录里没有说", "第 2 期"]),
        ("西安咋一直不来", ["记录里没有西安的沙龙"]),
    ],
)
def test_what_is_not_written_is_said_first(
    book: SalonBook, question: str, parts: list[str]
) -> None:
    assert missing(book, question, parts) == []


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("第二个几点", ["第 5 期 · 泉州", "14:20"]),
        ("第三个讲什么", ["第 5 期 · 泉州", "只记了 2 个议题"]),
        ("后面这半年的几场都在哪", ["一共 1 期", "泉州"]),
    ],
)
def test_what_is_ahead_is_meant(book: SalonBook, question: str, parts: list[str]) -> None:
    assert missing(book, question, parts) == []


def test_nothing_is_planned_in_a_stretch_of_time_from_today(book: SalonBook) -> None:
    assert missing(book, "未来三个月有沙龙吗", ["没有安排"], now=AFTERWARDS) == []


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("整个上午多长", ["上午从 09:00 到 10:00，一共 1 小时"]),
        ("签到在辩论前多久", ["从 09:20 到 15:30，一共 6 小时 10 分钟"]),
        ("签到完是不是就是社区近况", ["09:00–09:20 签到", "09:20–10:00 《社区近况》"]),
        ("最前面那章叫什么", ["第 1 章 入门与安装"]),
    ],
)
def test_the_day_and_the_course_by_their_order(
    book: SalonBook, question: str, parts: list[str]
) -> None:
    assert missing(book, question, parts, now=AFTERWARDS) == []
