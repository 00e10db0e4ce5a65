"""Questions with words that no vocabulary has, about several salons at once, or beside chat."""

from __future__ import annotations

from datetime import date

import pytest

from bot.events.book.calendar import SalonBook
from bot.events.reading.message import read
from bot.events.reading.page_questions import asked_of_pages
from bot.events.reading.weighing import without_garnish
from bot.events.words.vocabulary import Word
from tests.unit.events.pages import AFTERWARDS, ask, missing, told, word_kinds

TODAY = date(2026, 11, 23)


def test_the_reading_explains_as_much_as_it_can(book: SalonBook) -> None:
    reading = read(book, "第2期和第3期报名加起来多少", TODAY)

    assert reading is not None
    assert reading.has(Word.SUM)
    assert not reading.rest


@pytest.mark.parametrize(
    ("question", "rest"),
    [
        ("大理那趟登记了多少", []),  # a measure word
        ("大理的足球队报名多少", ["足球队"]),  # a noun is a subject of its own
        ("大理的kafka报名多少", ["kafka"]),
    ],
)
def test_only_loose_words_are_garnish(book: SalonBook, question: str, rest: list[str]) -> None:
    reading = read(book, question, TODAY)
    assert reading is not None
    plainer = without_garnish(reading, word_kinds)

    assert (plainer or reading).rest == rest


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("大理那趟办活动埋单的是谁", ["洱海空间"]),
        ("有没有非周末办的，我周末要带娃", ["没有在工作日"]),
        ("2025年国庆之后头一场在哪", ["第 3 期", "洛阳"]),
        ("上次来洛阳是哪天", ["2025 年 10 月 25 日"]),
        ("哪几个月份没办过", ["2024 年 4 月"]),
        ("报名最少的两场", ["40 人", "75 人"]),
        ("报名最多和最少的是哪场", ["120 人", "40 人"]),
        ("第1期和第3期报名加起来多少", ["160 人"]),
        ("第3期报名是第1期的几倍", ["3.0 倍"]),
        ("喀什报名比第1期多几个", ["35 人"]),
        ("报名数不准的是哪期", ["第 2 期", "2xx"]),
        ("除了洛阳还去过哪", ["大理", "喀什"]),
        ("除了牡丹云还有谁赞助过", ["洱海空间", "胡杨科技"]),
        ("来过不止一次的公司有哪些", ["青铜数据：2 期", "白马大学：2 期"]),
        ("只去过一次的城市有哪些", ["大理：1 期"]),
        ("第2期是在喀什吗", ["不是", "第 2 期在大理", "第 4 期喀什"]),
        ("报名最多那场谁赞助的", ["120 人", "牡丹云"]),
        ("第3期到第4期隔多久", ["56 天"]),
        ("喀什办过没", ["第 4 期"]),
        ("石破天那期还有哪些人讲", ["其余 1 个议题没有写讲师名字", "石破天"]),
        ("哪期第一次讲到分区表", ["第 3 期"]),
        ("石破天讲分区表那场的队长", ["木婉清"]),
        ("洛阳和喀什哪边的人多", ["120 人", "75 人", "第 3 期洛阳最多"]),
        ("2024年除了3月还办过吗", ["大理"]),
        ("除了2024年还办过几场", ["洛阳", "喀什"]),
        ("第4期之后还有安排吗", ["泉州"]),
        ("段正淳拿过什么奖", ["镇南王杯"]),
        # by the heading over them
        ("段正淳2019年得过啥荣誉", ["镇南王杯", "茶花栽培"]),
        (
            "哪几场是圆桌 哪几场是辩论",
            ["圆桌 2 期：第 1 期洛阳、第 2 期大理", "辩论 1 期：第 3 期洛阳"],
        ),
        ("第一次有圆桌是哪一期", ["第一次有圆桌", "第 1 期"]),
        ("从哪期起不再搞圆桌", ["最后一次有圆桌"]),
        ("有哪些大学的老师来讲过", ["段正淳", "石破天"]),
        ("还有其他讲师吗", ["段正淳", "石破天"]),
        ("哪些场来了大学", ["第 1 期洛阳：白马大学", "第 3 期洛阳：白马大学"]),
        ("喀什那场来了几百号人", ["75 人"]),
        ("洛阳第3期和大理谁的线上人次高", ["1500", "900余"]),
        ("段正淳在哪家单位上班", ["苍山银行"]),
        ("分区表那个主题排第几个", ["第 1 个议题"]),
        ("苍山银行参加的那期谁赞助的", ["洱海空间"]),
        ("牡丹云跟你们沙龙什么关系呀", ["洛阳"]),
        ("不是牡丹云赞助的有哪几场", ["洱海空间", "胡杨科技", "刺桐软件"]),
        ("牡丹云没赞助的场次", ["洱海空间", "胡杨科技"]),
        ("第二少报名的是哪场（最少的我知道是喀什）", ["75 人"]),
        ("报名在50到100之间的有哪些", ["75 人"]),
        ("七十来人报名的那场", ["喀什"]),
        ("报名四十上下的是哪期", ["40 人"]),
        ("人最多的一场比人最少的多多少", ["相差 80 人"]),
        ("总报名人数有多少", ["235 人"]),
        ("姓段的讲师有几个", ["1 位", "段正淳"]),
        ("姓赵的讲师有吗", ["没有姓赵的"]),
        ("有圆桌没回放的是哪几期", ["有圆桌、没有回放的有 1 期", "洛阳"]),
        ("2024年没有回放的场次", ["没有回放的有 1 期", "第 1 期"]),
        ("牡丹云赞助、又没有圆桌的场", ["有 1 期", "第 3 期"]),
        ("有人次记录但报名没过百的", ["没有报名"]),
        ("大理办完接着去哪了", ["第 3 期", "洛阳"]),
        ("喀什前一天有活动吗", ["没有和「12 月 19 日」对得上"]),
    ],
)
def test_what_is_asked_of_several_salons_is_worked_out(
    book: SalonBook, question: str, parts: list[str]
) -> None:
    assert missing(book, question, parts) == []


@pytest.mark.parametrize(
    ("earlier", "question", "part"),
    [
        (("洛阳第一次办是哪天",), "第二次呢", "2025 年 10 月 25 日"),
        (("大理报名", "第3期报名多少"), "差几天", "525 天"),
        (("大理来了哪些企业",), "有银行吗", "苍山银行"),
        (("大理来了哪些企业",), "长江索道在不在", "名单里没有"),
        (("喀什有回放吗",), "那哪些有", "dali/am"),
        (("石破天讲过什么",), "讲过几次", "逻辑复制"),
        (("哪期讲过列存",), "分区表呢", "石破天"),
        (("第1章多久",), "下一章呢", "150 分钟"),
        (("第1章多久", "第2章呢"), "两个加起来", "合计 195 分钟"),
        (("第1章多久", "第2章呢"), "哪个更长", "相差 105 分钟"),
        (("第3期赢的是哪队",), "对手叫啥队", "甲骨队"),
        (("喀什报名多少",), "大理咧", "2xx"),
        (("哪期讲过列存",), "他还讲过什么", "时序压缩"),
        (("大理的回放",), "其他城市有吗", "有回放的有 1 期"),
        (("喀什报名多少",), "排第几", "从多到少排第 2"),
        (("一般几点签到",), "到几点", "09:20"),
    ],
)
def test_a_follow_up_leans_on_what_was_told(
    book: SalonBook, earlier: tuple[str, ...], question: str, part: str
) -> None:
    assert part in told(book, question, *earlier)


@pytest.mark.parametrize(
    ("question", "part"),
    [
        ("第1章和第2章一共多少分钟", "195 分钟"),
        ("一二章差多少分钟", "相差 105 分钟"),
        ("超过一小时的是哪几章", "第 3 章"),
        ("执行计划在哪两章讲", "第 2 章"),
    ],
)
def test_chapters_are_added_and_compared(book: SalonBook, question: str, part: str) -> None:
    assert part in told(book, question)


@pytest.mark.parametrize(
    "question",
    [
        "国足下一场几点踢",
        "最近一次崩溃是哪天",
        "演唱会下一场在哪",
        "哪场事务回滚最多",
        "第几次重启了",
        "周末大理会下雨吗",
        "苍山银行招聘吗",
        "下午两点开始慢",
        "公司有多少人",
        "报名系统的表怎么设计",
        "连着两天都下单的用户怎么找",
        "备库回放慢怎么查",
        "这活动要不要花钱",
        "文章里说的索引是啥",
        "每周直播几点开始",
        "直播一般是周几",
        "段正淳写过书没",
    ],
)
def test_what_only_sounds_like_a_salon_is_left_alone(book: SalonBook, question: str) -> None:
    assert ask(book, question) is None


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("群全称", True),
        ("群里有几百人了", True),
        ("每周直播是几点", True),
        ("直播定在周几", True),
        ("每周备份一次够吗", False),
        ("每个月都办吗", True),
        ("月月都有吗", True),
        ("多长时间搞一回", True),
        ("一个月一场吗", True),
        ("几周一次行吗", False),  # of anything
        ("每月一个分区", False),
        ("参会的都是啥行业的", True),
        ("QR Code发一下", True),
        ("DingTalk group的二维码发一下", True),
        ("中午管饭不", True),
        ("下午茶呢", True),
        ("拉我进群呗", True),
        ("沙龙送哪本书", True),
        ("群里谁最帅", False),  # one word too many
        ("中奖了", False),  # no question
        ("影响大吗", False),  # of anything
        ("集群有哪些", False),
        ("段正淳的微信群", False),
    ],
)
def test_only_what_is_understood_wholly_is_surely_for_the_pages(
    book: SalonBook, message: str, expected: bool
) -> None:
    assert bool(asked_of_pages(book, message, TODAY, word_kinds)) is expected


@pytest.mark.parametrize("who", ["在校学生", "高中生", "实习生", "刚毕业的", "外行", "产品经理"])
@pytest.mark.parametrize("asks", ["能去听不", "能参加吗", "可以来听听吗", "能不能来旁听"])
def test_whoever_it_is_may_ask_whether_to_come(book: SalonBook, who: str, asks: str) -> None:
    assert asked_of_pages(book, who + asks, TODAY, word_kinds).endswith("沙龙要钱吗、适合谁")


def test_what_is_learnt_is_asked_by_the_name_of_its_page(book: SalonBook) -> None:
    assert asked_of_pages(book, "这课能学到啥", TODAY, word_kinds).endswith("培训 学完的收益")


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("哪些城市没办过辩论", ["没有辩论的城市有", "大理", "喀什"]),
        ("哪些城市没有回放", ["没有回放的城市有", "洛阳"]),
        ("没去过哪些城市", ["办过的城市有 3 个", "别的城市都没有办过的记录"]),
        ("赞助过两次以上的是谁", ["赞助过 2 期以上的有 1 家", "牡丹云"]),
        ("第2期的企业比第1期多吗", ["第 1 期 · 洛阳", "一样多"]),
        ("大理和洛阳第3期哪个企业多", ["记下的参会企业 2 家"]),
        ("报名人数中位数是多少", ["中位数是 75 人", "第 2 期大理写作「2xx」"]),
        ("周六办的有几场，周日呢", ["周六 5 期，周日 0 期"]),
        ("大理有没有讲物流的", ["列存在物流里的实践"]),
    ],
)
def test_denials_and_comparisons_of_what_is_counted(
    book: SalonBook, question: str, parts: list[str]
) -> None:
    assert missing(book, question, parts) == []


def test_a_city_that_had_it_once_does_not_lack_it(book: SalonBook) -> None:
    assert "洛阳" not in told(book, "哪些城市没办过辩论")


@pytest.mark.parametrize(
    "question", ["最晚的回放是几号", "最新的录像是哪天的", "最早的回放是哪天"]
)
def test_the_recordings_at_an_end_are_of_a_salon_that_has_some(
    book: SalonBook, question: str
) -> None:
    assert "dali/am" in told(book, question, now=AFTERWARDS)


def test_the_recordings_of_the_last_salon_are_its_own(book: SalonBook) -> None:
    assert told(book, "最后一场的回放", now=AFTERWARDS).startswith("**第 5 期")


def test_who_is_right_is_nobody_that_spoke(book: SalonBook) -> None:
    assert ask(book, "我跟同事谁说的对") is None
