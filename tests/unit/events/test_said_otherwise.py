"""Denials, existence and comparisons that the wording hides."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.events.book.calendar import SalonBook
from tests.unit.events.conftest import event
from tests.unit.events.pages import make_book, read_pages, told, write_page


@pytest.mark.parametrize(
    ("question", "earlier", "said", "unsaid"),
    [
        ("有没有讲时序的", (), "时序压缩", "没有写到"),
        ("北方办过几次", (), "一共 3 期", "大理"),
        ("活动办了多久了", (), "距今", "签到"),
        ("你们是哪年开始办的", (), "2024 年 3 月 9 日", ""),
        ("讲列存的那个老师还讲过什么", (), "时序压缩", ""),
        ("讲列存的那位还讲过别的没", (), "时序压缩", ""),
        ("老师讲的列存在哪里可以看", (), "example.org/dali/am", ""),
        ("有女讲师吗", (), "私人信息", ""),
        ("怎么联系那位讲师", (), "私人信息", ""),
        ("周末以外办的有吗", (), "没有在工作日办的", "周六"),
        ("第1期和第2期都来了谁", (), "都来的有 1 家：青铜数据", ""),
        ("第2期和第3期都来过的企业", (), "没有都写到的企业", ""),
        ("青铜数据的谁讲过分区表", (), "石破天", ""),
        ("石破天和段正淳谁讲得多", (), "一样多", ""),
        ("喀什有没有办过第二次", (), "喀什有记录的：第 4 期喀什", "大理"),
        ("大理大学来过吗", (), "名单里没有「大理大学」", "苍山银行"),
        ("第2期的微博链接", (), "没有写到「微博」", "example.org"),
        ("发我", ("大理那期有回放吗",), "https://example.org/dali/pm", ""),
        ("加起来", ("2024年办了几期", "2025年的呢"), "加起来 4 期", ""),
        ("10月份办了几期，2025年的", (), "第 3 期", "喀什"),
        ("讲分区表的有几场", (), "第 3 期", ""),
        ("除了青铜数据的还有谁讲过", (), "段正淳", "石破天"),
        ("不是青铜数据的讲师有几个", (), "段正淳", "石破天"),
        ("前两场有几场在洛阳", (), "一共 1 期", "2025"),
        ("洛阳前两场", (), "第 3 期", "大理"),
        ("电力公司来过吗", (), "没有写行业", ""),
        ("有银行来吗", (), "苍山银行", "大学"),
        ("回放链接打不开怎么办", (), "example.org/dali/am", ""),
        ("想听分区表的分享", (), "石破天", ""),
        ("第4期在喀什，报了75人对吧", (), "是的，第 4 期在喀什，第 4 期喀什报名 75 人", ""),
        ("喀什报名100人对吧", (), "不是，第 4 期喀什报名 75 人", ""),
        ("喀什有75人，第1期有多少", (), "40 人", "75 人"),
        ("洛阳办了2次，大理几次", (), "一共 1 期", "洛阳"),
        ("上半年办得多还是下半年多", (), "上半年 2 期，下半年 3 期", ""),
        ("青铜数据和苍山银行谁来得多", (), "青铜数据来得多，多 1 期", "讲师"),
        ("大理和喀什之间还去过哪", (), "第 3 期", "第 2 期"),
        ("第1期和第2期中间隔了几场", (), "第 1 期洛阳和第 2 期大理之间没有别的沙龙", "天"),
        ("大理往后数两场是哪几场", (), "第 4 期", "第 5 期"),
        ("第2期的城市、赞助方一次说完", (), "洱海空间", "第 3 期"),
        ("第四次是在喀什哪里办的", (), "第 4 期", "没有和"),
        ("青铜数据有来凑热闹吗", (), "青铜数据参加过 2 期", "热闹"),
        ("青铜数据和丐帮来过吗", (), "没有「丐帮」", ""),
        ("大理的回放现在在哪里", (), "example.org/dali/am", "门牌"),
        ("大理没录吧", (), "example.org/dali/am", ""),
        ("还没覆盖到的城市，青岛算一个吧", (), "没有青岛的沙龙", ""),
        ("刘老师在不在讲师里", (), "没有姓刘的", ""),
        ("苍山银行那位讲师贵姓 题目是", (), "段正淳", "姓题"),
        ("连着三期都讲的是谁", (), "没有连着 3 期都讲的讲师", ""),
        ("段正淳和王语嫣是同一场么", (), "没有在同一期讲过", "是的"),
        ("分区表第一次讲是啥时候", (), "2025 年 10 月 25 日", "2024"),
        ("第一次讲时序压缩在哪个城市", (), "泉州", "洛阳"),
        ("哪些公司既去过洛阳又去过大理", (), "洛阳、大理都来的有 1 家：青铜数据", ""),
        ("两家以上公司到场的有几期", (), "记下的参会企业不少于 2 家的有 3 期", "人次"),
        ("报名过百但没有回放的", (), "报名不少于 100 人、没有回放的有 1 期", "大理"),
        ("洛阳比喀什多还是少", (), "报名", ""),
        ("大理和喀什谁多", (), "报名 75 人", ""),
        ("喀什是不是不到80人", (), "是的，第 4 期喀什报名 75 人", ""),
        ("喀什报名超过80人了吗", (), "没有，第 4 期喀什报名 75 人", ""),
        ("第1期报名是不是才三十出头", (), "不是，第 1 期洛阳报名 40 人", ""),
        ("大理报名有两百人吗", (), "说不准", ""),
        ("西北地区去过吗", (), "第 4 期", "名单"),
        ("云南还有哪些城市没去过", (), "没去过的：昆明、丽江、曲靖。去过的是大理", ""),
        ("下一场在西安吗", (), "接下来是第 5 期泉州", ""),
        ("厦门啥时候轮到", (), "没有厦门的沙龙", ""),
        ("洛阳那几次赞助商是不是同一家", (), "一样：", ""),
        ("第1跟第2期赞助商是不是同一个", (), "不一样：", ""),
        ("哪一期没有写赞助", (), "每期都有赞助方的记录", "0 期"),
        ("议题有三个的是哪几期", (), "没有议题正好 3 个的沙龙", ""),
        ("石破天和段正淳是一个公司的吗", (), "不是。", ""),
        ("讲列存那位还讲过啥", (), "时序压缩", ""),
    ],
)
def test_what_is_meant(
    book: SalonBook, question: str, earlier: tuple[str, ...], said: str, unsaid: str
) -> None:
    answer = told(book, question, *earlier)
    assert said in answer
    assert not unsaid or unsaid not in answer


@pytest.mark.parametrize("question", ["今天有什么活动", "今年还办不办了", "明年有没有计划"])
def test_a_time_without_a_salon_is_told_with_what_comes(book: SalonBook, question: str) -> None:
    answer = told(book, question)
    assert "没有安排沙龙" in answer or "第 5 期" in answer


def test_a_subject_is_looked_for_by_its_other_names(record: Path) -> None:
    named = {"压缩": ["列存"]}
    pages = read_pages(record)
    book = SalonBook.from_files(pages, renamed=lambda text: named.get(text.strip(), ()))
    answer = told(book, "谁讲过压缩")
    assert "时序压缩" in answer
    assert "列存在物流里的实践" in answer


def test_how_long_there_was_none_counts_from_the_last(book: SalonBook) -> None:
    answer = told(book, "停了多久了")
    assert "第 4 期 · 喀什" in answer
    assert "距今" in answer


def test_one_that_was_called_off_was_not_the_last(tmp_path: Path) -> None:
    for number, day, more in ((1, "2024-03-09", {}), (2, "2025-03-09", {"status": "cancelled"})):
        write_page(tmp_path, f"events/{number}.md", event(number, day, "洛阳", **more))
    assert "第 1 期 · 洛阳" in told(make_book(tmp_path), "停了多久了")
