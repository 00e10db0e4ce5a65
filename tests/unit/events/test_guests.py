"""Guests of names that no list has, beside others, and speakers at the same salon."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.events.book.calendar import SalonBook
from tests.unit.events.pages import ask, make_book, missing, told, write_page


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("比亚迪来过没", "比亚迪"),  # 比 compares nothing here
        ("得物来过吗", "得物"),  # nor is 得 a particle
        ("有赞来过吗", "有赞"),
        ("b站来过吗", "b站"),
        ("小米来过的吧？", "小米"),
        ("滴滴呢有来吗", "滴滴"),
        ("请问小米来过吗", "小米"),
        ("大理那次知乎来过的吧", "知乎"),
    ],
)
def test_a_guest_of_no_list_is_called_by_the_whole_name(
    book: SalonBook, question: str, name: str
) -> None:
    assert f"参会企业名单里没有「{name}」" in told(book, question)


@pytest.mark.parametrize(
    "question",
    ["他们来过吗", "有人来过吗", "讲mysql的来过吗", "谁来过", "运维能参加吗", "cto可以来吗"],
)
def test_who_is_named_by_nothing_is_no_guest(book: SalonBook, question: str) -> None:
    reply = ask(book, question)

    assert reply is None or "名单里没有" not in reply.markdown


def test_another_city_is_no_guest(book: SalonBook) -> None:
    assert "记录里没有青岛的沙龙" in told(book, "青岛来过吗")


def test_what_may_be_short_for_a_name_is_told_as_a_guess(book: SalonBook) -> None:
    assert told(book, "重长来过吗").startswith(
        "没有写作「重长」的，按「重庆长江索道股份有限公司」"
    )
    assert "没有写作" not in told(book, "长江索道来过吗")


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("大理那场青铜数据以外来了谁", ["第 2 期", "记下 1 个名字", "苍山银行"]),
        ("大理那场除了青铜数据还有哪些公司", ["第 2 期", "记下 1 个名字", "苍山银行"]),
        ("谁来得最多", ["参加最多的：青铜数据"]),
        ("2024年以外办过几场", ["一共 3 期", "2025 年 10 月 25 日"]),
        ("银行来了哪几家", ["第 2 期大理：苍山银行"]),
        ("石破天和段正淳同台过没", ["没有在同一期讲过", "石破天", "段正淳"]),
    ],
)
def test_guests_beside_others(book: SalonBook, question: str, parts: list[str]) -> None:
    assert missing(book, question, parts) == []


def test_those_who_spoke_at_the_same_salon(tmp_path: Path) -> None:
    both = [
        {"title": "慢查询", "speakers": [{"name": "石破天", "org": "青铜数据"}]},
        {"title": "备份", "speakers": [{"name": "段正淳", "org": "苍山银行"}]},
    ]
    for number, talks in ((1, both), (2, both[:1])):
        held = f"2024-0{number}-09"
        meta = {
            "id": f"s{number}",
            "number": number,
            "title": "沙龙",
            "date": held,
            "city": "大理",
        }
        write_page(tmp_path, f"events/s{number}.md", {**meta, "talks": talks})
    book = make_book(tmp_path)

    for question in ("石破天和段正淳同台过没", "石破天跟段正淳一起讲的是哪场"):
        answer = told(book, question)
        assert "都讲过的有 1 期" in answer
        assert "石破天：慢查询" in answer
        assert "段正淳：备份" in answer
        assert "第 2 期" not in answer
    assert "第 2 期" in told(book, "石破天和段正淳各讲了什么")
    assert "都讲过的有 1 期" in told(book, "他们同场过吗", "石破天和段正淳各讲了什么")


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("洛阳上一次是啥时候", ["2025 年 10 月 25 日"]),
        ("洛阳最后一场离第一场多久", ["相隔 595 天"]),
        ("第2期比第4期多几个议题", ["第 2 期大理多 1 个"]),
        ("石破天讲没讲过分区", ["《分区表的一万种死法》"]),
        ("段正淳是苍山银行的吗", ["单位：苍山银行"]),
        ("段正淳跟苍山银行什么关系", ["单位：苍山银行"]),
        ("哪个讲师来自洛阳", ["单位名字里也没有写洛阳的"]),
        ("2025年平均多久办一次", ["一共 56 天，办了 2 期，平均约 56 天一期"]),
    ],
)
def test_how_one_stands_to_another(book: SalonBook, question: str, parts: list[str]) -> None:
    assert missing(book, question, parts) == []


def test_who_only_wants_to_come_is_no_guest(book: SalonBook) -> None:
    reply = ask(book, "我们是做媒体的 想参与找哪位")

    assert reply is None or "名单里没有" not in reply.markdown


def test_one_of_those_listed_is_picked(book: SalonBook) -> None:
    assert missing(book, "第二个在哪", ["第 4 期", "喀什"], "2025年办了几场") == []
    assert "第 3 期" not in told(book, "第二个在哪", "2025年办了几场")
    assert missing(book, "第二个在哪", ["第 2 期", "大理"], "青铜数据来过几次") == []
    assert "列存在物流里的实践" in told(book, "第一个议题", "大理讲了什么")


def test_who_else_spoke_leaves_out_who_is_named(tmp_path: Path) -> None:
    meta = {
        "id": "salon-1", "number": 1, "title": "沙龙 第 1 期 敦煌", "date": date(2024, 3, 9),
        "city": "敦煌",
        "talks": [
            {"title": "甲", "speakers": [{"name": "令狐冲", "org": "华山"}]},
            {"title": "乙", "speakers": [{"name": "任盈盈", "org": "黑木崖"}]},
        ],
    }  # fmt: skip
    write_page(tmp_path, "events/1.md", meta, "## 概况\n\n一场。")
    book = make_book(tmp_path)

    for question in ("敦煌那场除了令狐冲还有谁", "敦煌除了令狐冲还有谁讲"):
        answer = told(book, question)
        assert "任盈盈" in answer
        assert "令狐冲" not in answer


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("青铜数据哪几场没来", ["名单里没有青铜数据的有 1 期", "第 3 期 · 洛阳", "第 4 期喀什"]),
        ("哪几期没有苍山银行", ["名单里没有苍山银行的有 2 期", "第 1 期", "第 3 期"]),
        ("白马大学缺席了哪些场", ["第 2 期 · 大理"]),
        ("白马大学最早是哪次来的", ["最早一次是 **第 1 期 · 洛阳"]),
        ("青铜数据来过几回，最后一次是哪场", ["最后一次是 **第 2 期 · 大理", "2 期"]),
    ],
)
def test_where_a_company_stayed_away_and_when_it_came_first(
    book: SalonBook, question: str, parts: list[str]
) -> None:
    assert missing(book, question, parts) == []


def test_who_did_come_is_not_asked_for_absences(book: SalonBook) -> None:
    assert "没有青铜数据" not in told(book, "青铜数据来没来过")


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("重庆跟大理都去过吗", ["重庆：没有办过的记录", "大理：1 期", "第 2 期大理"]),
        ("去过苏州、洛阳没", ["苏州：没有", "洛阳：2 期"]),
        ("青岛和大连办过吗", ["青岛：没有", "大连：没有"]),
    ],
)
def test_each_city_is_told_for_itself(book: SalonBook, question: str, parts: list[str]) -> None:
    assert missing(book, question, parts) == []


def test_those_of_a_kind_that_came_most_often_are_named_first(book: SalonBook) -> None:
    assert told(book, "哪家大学来得最勤").startswith("来得最多的是白马大学，2 期。")
    assert "来得最多" not in told(book, "有大学来过吗")
    assert told(book, "2025年哪家大学来得最多").startswith("来得最多的是白马大学，1 期。")


def test_the_same_day_is_the_same_salon(book: SalonBook) -> None:
    assert "没有在同一期讲过" in told(book, "段正淳和王语嫣是同一天讲的不")


def test_another_guest_after_one_is_asked_for_in_the_same_way(book: SalonBook) -> None:
    assert "名单里没有「腾讯」" in told(book, "腾讯呢", "青铜数据来过吗")


@pytest.mark.parametrize(
    ("question", "verdict"),
    [
        ("白马大学和白马大是一家吗", "是同一家，只是写法不同"),
        ("青铜数据跟白马大学是同一家公司吗", "是两家"),
    ],
)
def test_two_spellings_may_be_one_company(book: SalonBook, question: str, verdict: str) -> None:
    assert verdict in told(book, question)


@pytest.mark.parametrize(
    ("question", "part"),
    [
        ("石破天最后一次来是哪天", "第 3 期"),
        ("石破天第一次来是哪年", "第 1 期"),
        ("石破天第一次讲的那场报名多少", "40 人"),
    ],
)
def test_a_place_among_what_somebody_gave_names_the_salon(
    book: SalonBook, question: str, part: str
) -> None:
    assert part in told(book, question)


def test_a_description_is_no_nickname(tmp_path: Path) -> None:
    meta = {"title": "石破天", "name": "石破天", "aliases": ["青铜讲师"], "orgs": ["青铜数据"]}
    write_page(tmp_path, "people/shi.md", meta)
    event = {
        "id": "s-1", "number": 1, "title": "某某沙龙", "date": date(2024, 3, 9),
        "talks": [
            {"title": "踩坑记", "speakers": [{"name": "石破天", "org": "青铜数据"}]},
            {"title": "企业圆桌"},
        ],
    }  # fmt: skip
    write_page(tmp_path, "events/s-1.md", event)
    book = make_book(tmp_path)
    assert "青铜讲师" not in told(book, "石破天讲过什么")
    assert "第 2 个议题：企业圆桌" in told(book, "石破天讲的那场第二个议题是啥")
