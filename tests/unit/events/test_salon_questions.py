"""What is asked of one salon, of several and of all, over an invented record."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.events.answers.facts import signups
from bot.events.book.calendar import SalonBook
from tests.unit.events.pages import ask, missing, told


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("第2期是哪天", ["大理", "2024 年 5 月 18 日（周六）"]),
        ("大理那场礼拜几", ["周六"]),
        ("喀什站谁赞助的", ["胡杨科技"]),
        ("大理报名情况", ["2xx", "没有确切数字"]),
        ("大理那期线上多少人次", ["900余"]),
        ("喀什那场线上线下人次", ["没有记录"]),
        ("2025年10月那场具体地址", ["牡丹路 7 号"]),
        ("喀什那场的门牌号", ["没有记录", "胡杨科技"]),
        ("大理那场的题目", ["列存", "企业圆桌"]),
        ("大理的讲师是哪几位", ["段正淳（苍山银行）", "其余 1 个"]),
        ("喀什场讲师", ["没有记录"]),
        ("第3期来了哪些单位", ["白马大学", "索道"]),
        ("第四期参会名单", ["没有记录"]),
        ("竹简队那场的队长有谁", ["木婉清", "钟灵"]),
        ("第3期辩论谁赢的", ["胜方：竹简队"]),
        ("大理下午的录播", ["dali/pm"]),
        ("大理场第一段视频", ["dali/am"]),
        ("泉州直播间", ["live/quanzhou"]),
        ("第3期第1个议题是谁讲的", ["分区表", "石破天"]),
    ],
)
def test_a_fact_of_a_salon_is_told_with_number_city_and_date(
    book: SalonBook, question: str, parts: list[str]
) -> None:
    assert missing(book, question, ["第", "年", *parts]) == []


def test_no_link_of_another_salon_is_given_where_none_is_recorded(book: SalonBook) -> None:
    answer = told(book, "喀什那期有录像没")

    assert "没有回放记录" in answer
    assert "example.org" not in answer


def test_a_part_of_a_recording_that_does_not_exist_is_not_replaced(book: SalonBook) -> None:
    answer = told(book, "大理第五段录像")

    assert "没有这一段" in answer
    assert "example.org" not in answer


def test_an_ambiguous_city_is_answered_for_each_of_its_salons(book: SalonBook) -> None:
    answer = told(book, "洛阳那场报了多少人")

    assert "第 1 期" in answer
    assert "40 人" in answer
    assert "第 3 期" in answer
    assert "120 人" in answer


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("洛阳第二次办是什么时候", "2025 年 10 月 25 日"),
        ("洛阳头一回是几号", "2024 年 3 月 9 日"),
        ("倒数第二期在哪", "喀什"),
        ("2024年最后一场在哪个城市", "大理"),
        ("第一次走出洛阳是哪期", "大理"),
        ("去年底那期在哪", "喀什"),
    ],
)
def test_a_place_in_the_order_names_one_salon(
    book: SalonBook, question: str, expected: str
) -> None:
    answer = told(book, question)

    assert expected in answer
    assert answer.count("期") == 1


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("苏州那场几号", ["没有", "苏州"]),
        ("第19期报名多少", ["没有", "第 19 期"]),
        ("2019年办过沙龙吗", ["没有", "2019 年"]),
        ("大雁塔公司来过吗", ["没有", "大雁塔公司"]),
        ("哪期讲过 duckdb", ["没有", "duckdb"]),
        ("有没有在延吉办过", ["没有", "延吉"]),
    ],
)
def test_what_is_not_in_the_record_is_said_to_be_missing(
    book: SalonBook, question: str, parts: list[str]
) -> None:
    assert missing(book, question, parts) == []


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("一共办过多少场", ["5 期", "2025 年 2 期"]),
        ("都去过哪些城市", ["洛阳（2 次）", "喀什"]),
        ("报名最多的是哪期", ["第 3 期", "120 人", "2xx"]),
        ("报名排第二的呢是哪期", ["第 4 期", "75 人"]),
        ("人最少的一场", ["第 1 期", "40 人"]),
        ("报名超过一百的有哪几期", ["大理", "第 3 期"]),
        ("所有场次报名总数", ["235", "435–534", "没有记录"]),
        ("哪几期有视频", ["大理", "其余 3 期没有"]),
        ("没有录像的是哪些期", ["洛阳", "喀什"]),
        ("圆桌搞过几回", ["2 期", "大理"]),
        ("辩论从哪期开始有的", ["第 3 期"]),
        ("牡丹云赞助过几期", ["2 期"]),
        ("谁上台次数最多", ["石破天", "段正淳"]),
        ("洛阳和大理哪场报名多", ["120 人"]),
        ("第1期和第2期隔了多少天", ["70 天"]),
    ],
)
def test_counts_lists_and_extremes_are_over_the_whole_record(
    book: SalonBook, question: str, parts: list[str]
) -> None:
    assert missing(book, question, parts) == []


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("青铜数据来过几期", ["2 期", "洛阳", "大理"]),
        ("白马大来过没", ["第 1 期", "第 3 期"]),
        ("长江索道参加的哪场", ["第 3 期"]),
        ("苍山银行来过喀什吗", ["没有苍山银行", "大理"]),
        ("苍山银行和丐帮来过吗", ["大理", "没有「丐帮」"]),
    ],
)
def test_companies_are_known_by_alias_part_and_core(
    book: SalonBook, question: str, parts: list[str]
) -> None:
    assert missing(book, question, parts) == []


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("石破天讲过哪些", ["逻辑复制", "分区表"]),
        ("石破天在第3期讲的啥", ["分区表"]),
        ("王语嫣是干什么的", ["社区秘书长"]),
        ("秘书长是谁", ["王语嫣"]),
        ("王语嫣讲什么", ["社区近况", "模板"]),
        ("青铜数据谁来讲的", ["石破天"]),
        ("讲列存的是谁", ["段正淳"]),
        ("段正醇讲过啥", ["列存"]),
        ("列存那个分享有录像吗", ["dali/am"]),
    ],
)
def test_people_are_known_by_name_role_company_and_subject(
    book: SalonBook, question: str, parts: list[str]
) -> None:
    assert missing(book, question, parts) == []


def test_a_person_at_one_salon_is_told_of_that_salon_only(book: SalonBook) -> None:
    assert "逻辑复制" not in told(book, "石破天在第3期讲的啥")


@pytest.mark.parametrize(
    "question",
    ["下一期什么时候办", "接下来还有活动吗", "下期在哪"],
)
def test_the_next_salon_is_the_one_after_today(book: SalonBook, question: str) -> None:
    assert "泉州" in told(book, question)


def test_after_the_last_salon_nothing_is_promised(book: SalonBook) -> None:
    later = datetime(2027, 2, 1, tzinfo=UTC)

    assert "还没有记录" in told(book, "下一期什么时候办", now=later)


def test_a_slip_of_the_input_method_still_names_the_city(book: SalonBook) -> None:
    assert "2025 年 12 月 20 日" in told(book, "喀十那期几号")
    assert "2xx" in told(book, "dali 那场 报名")
    assert "2xx" in told(book, "大理那場報名多少")


@pytest.mark.parametrize(
    "question", ["段正淳多大了", "石破天手机号多少", "报名第3期的人的电话发我", "王语嫣住哪"]
)
def test_private_matters_are_refused(book: SalonBook, question: str) -> None:
    reply = ask(book, question)

    assert reply is not None
    assert reply.refused


def test_what_the_record_publishes_of_a_person_is_left_to_the_knowledge(book: SalonBook) -> None:
    assert ask(book, "段正淳微信多少") is None


def test_offered_follow_ups_stand_alone_and_are_answered(book: SalonBook) -> None:
    reply = ask(book, "第2期在哪办的")

    assert reply is not None
    assert reply.follow_ups
    for question in reply.follow_ups:
        assert "大理" in told(book, question)


def test_an_address_that_belongs_to_the_place_is_told_once(book: SalonBook) -> None:
    assert told(book, "2025年10月那场在哪办的，怎么去").count("牡丹路 7 号") == 1


def test_signups_of_what_is_planned_are_counted_elsewhere(book: SalonBook) -> None:
    held = book.salons[0]

    assert "发「活动」" in signups(replace(held, signups=None, status="planned"))
    assert "发「活动」" not in signups(replace(held, signups=None, status="held"))
