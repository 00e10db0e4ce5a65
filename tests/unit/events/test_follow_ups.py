"""A message that leans on the turn before it, and one that must not."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.events.book.calendar import SalonBook
from tests.unit.events.pages import ask, make_book, missing, told, write_page


@pytest.mark.parametrize(
    ("earlier", "question", "parts"),
    [
        ("第2期在哪办的", "视频有没", ["dali/am", "dali/pm"]),
        ("第2期在哪办的", "是谁出的场地", ["洱海空间"]),
        ("喀什那场报了多少人", "那大理呢", ["2xx"]),
        ("喀什那场报了多少人", "它前一期呢", ["第 3 期", "120 人"]),
        ("大理那期的回放", "只要上半场", ["dali/am"]),
        ("大理那期的回放", "第二个", ["dali/pm"]),
        ("石破天讲过哪些", "段正淳呢", ["列存"]),
        ("石破天讲过哪些", "大理讲的呢", ["大理", "没有"]),
        ("石破天讲过哪些", "洛阳办过几次", ["2 期", "第 3 期"]),
        ("石破天讲过哪些", "大理办过没", ["第 2 期"]),
        ("石破天讲过哪些", "第3期是在洛阳吧", ["是的", "第 3 期"]),
        ("石破天讲过哪些", "第3期在洛阳，报名300人对吧", ["不是", "120 人"]),
        ("段正淳是谁", "喀什搞过几场", ["第 4 期"]),
        ("青铜数据来过吗", "苍山银行呢", ["大理"]),
        ("报名最多的是哪期", "最少的呢", ["第 1 期"]),
        ("报名最多的是哪期", "排第二的呢", ["第 4 期"]),
        ("讲列存的是谁", "在哪期", ["大理"]),
        ("2024年办了几期", "2025年呢", ["喀什"]),
        ("一般几点签到", "接着是什么", ["社区近况"]),
        ("第2章多长时间", "第三章呢", ["90 分钟"]),
        ("第2章讲什么", "下一章呢", ["第 3 章 高可用"]),
        ("第2章讲什么", "讲多久", ["150 分钟"]),
        ("第2章多长时间", "比第一章长多少", ["相差 105 分钟"]),
        ("第2章多长时间", "和第三章加起来多久", ["合计 240 分钟"]),
        ("培训几章", "都叫啥", ["入门与安装", "高可用"]),
        ("培训几章", "第一个讲多长", ["45 分钟"]),
        ("培训几章", "讲切换的有几个", ["第 3 章"]),
        ("第2章讲什么", "里面有执行计划吗", ["第 2 章"]),
        ("大理那期的回放", "编号2的", ["dali/pm"]),
        ("大理那期的回放", "1和2", ["dali/am", "dali/pm"]),
        ("洛阳第二次", "报名多少", ["120 人"]),
        ("石破天在洛阳第3期讲了啥", "他那场在哪办的", ["铜驼书房"]),
        ("段正淳在大理讲了啥", "那场别的人呢", ["讲师 1 位"]),
        ("第3章讲什么", "前一章呢", ["索引与优化", "执行计划"]),
        ("大理那场报了多少人", "就没个准数吗", ["2xx"]),
        ("喀什那场报了多少人", "真的只有这么点吗", ["75 人"]),
        ("喀什那场报了多少人", "算上洛阳第3期一共多少", ["195"]),
        ("洛阳和喀什哪个人多", "差多少", ["多"]),
        ("大理上午的回放", "另外那段呢", ["dali/pm"]),
        ("大理那期的回放", "第2段地址", ["dali/pm"]),
        ("第3期辩论谁赢了", "谁跟谁辩的", ["甲骨队 对 竹简队"]),
        ("第3期几号", "离第4期几天", ["56 天"]),
        ("第3期在哪", "互动是什么形式", ["辩论"]),
        ("青铜数据有谁讲过", "讲师叫什么", ["石破天", "分区表"]),
        ("回放一共几条", "都是哪几期的", ["有回放的有 1 期", "大理"]),
        ("大理读书会什么时候成立的", "带队的是谁", ["一灯大师"]),
        ("段正淳是谁", "专利几项", ["专利 8 项"]),
        ("王语嫣是谁", "哪期人最多", ["第 3 期", "120 人"]),
        ("王语嫣讲什么", "她那节讲几分钟", ["40 分钟"]),
        ("喀什那场报了多少人", "流程呢", ["喀什", "PG 综合"]),
        ("大理那场报了多少人", "链接呢", ["dali/am", "dali/pm"]),
        ("大理那场报了多少人", "url发一下", ["dali/am"]),
        ("喀什那场报了多少人", "有链接没", ["没有回放记录"]),
        ("喀什那场报了多少人", "往前数一期", ["第 3 期", "120 人"]),
        ("大理那场报了多少人", "往后推一场呢", ["第 3 期", "120 人"]),
        ("去过哪些城市", "一共几个", ["办过的城市有 3 个"]),
        ("喀什那场报了多少人", "为啥这么少", ["75 人", "原因没有写"]),
        ("石破天是谁", "微信", ["私人信息"]),
        ("第3期第1个议题", "下一个", ["第 2 个", "企业辩论赛"]),
        ("有圆桌的是哪几期", "有辩论的", ["第 3 期"]),
        ("第3期最后一个议题", "上一个", ["第 1 个", "分区表"]),
        ("喀什那场报了多少人", "算了 大理吧", ["大理", "2xx"]),
    ],
)
def test_a_follow_up_keeps_what_it_does_not_say(
    book: SalonBook, earlier: str, question: str, parts: list[str]
) -> None:
    assert missing(book, question, parts, earlier) == []


def test_a_part_of_the_recording_leaves_out_the_rest(book: SalonBook) -> None:
    assert "dali/am" not in told(book, "下午那段就行", "大理那期的回放")


def test_another_part_of_the_recording_leaves_out_the_one_before(book: SalonBook) -> None:
    assert "dali/am" not in told(book, "另外那段呢", "大理上午的回放")


def test_a_topic_lasts_over_several_turns(book: SalonBook) -> None:
    assert "洱海空间" in told(book, "赞助的呢", "大理那期几号", "有录像吗", "报了多少人")


@pytest.mark.parametrize(
    "question",
    [
        "里面有序列吗",
        "error: value 2147483647 out of range，自增写不进去了",
        "怎么配置",
        "那 mysql 呢",
        "原理是什么",
        "老版本咋弄",
        "谢谢",
        "为什么",
        "存储上限是多少",
    ],
)
def test_other_matters_are_not_drawn_into_the_salon_talked_about(
    book: SalonBook, question: str
) -> None:
    assert ask(book, question, "第2期在哪办的") is None


@pytest.mark.parametrize("question", ["那大理呢", "第二个呢", "然后呢", "有地址吗"])
def test_a_turn_of_the_knowledge_is_not_taken_over(book: SalonBook, question: str) -> None:
    assert ask(book, question, "怎么看执行计划") is None


def test_a_fact_that_two_words_ask_for_is_told_once(book: SalonBook) -> None:
    assert told(book, "第3期赢的队伍叫什么").count("胜方") == 1


@pytest.mark.parametrize(
    ("question", "earlier", "parts"),
    [
        ("他还讲过别的吗", "王语嫣是谁", ["没有别的分享，只有这一个"]),
        ("第二个是哪场讲的", "石破天讲过什么", ["第 3 期 · 洛阳"]),
    ],
)
def test_one_and_no_other_of_the_talks_of_a_person(
    book: SalonBook, question: str, earlier: str, parts: list[str]
) -> None:
    assert missing(book, question, parts, earlier) == []


def test_the_second_talk_is_told_without_the_first(book: SalonBook) -> None:
    assert "第 1 期" not in told(book, "第二个是哪场讲的", "石破天讲过什么")


def test_which_has_it_after_a_list_is_of_that_list(tmp_path: Path) -> None:
    for number, (form, recorded) in enumerate((("圆桌", 1), ("圆桌", 0), ("辩论", 1)), 1):
        meta = {
            "id": f"s{number}", "number": number, "title": f"沙龙 第 {number} 期",
            "date": date(2024, number, 9), "city": "洛阳大理喀什"[2 * number - 2 : 2 * number],
            "interaction": form,
        }  # fmt: skip
        if recorded:
            meta["replays"] = [{"label": "全天", "url": f"https://example.org/{number}"}]
        write_page(tmp_path, f"events/{number}.md", meta, "## 概况\n\n一场。")
    book = make_book(tmp_path)

    answer = told(book, "哪场有回放", "有圆桌的是哪些")
    assert "其中有回放的有 1 期" in answer
    assert "第 1 期 · 洛阳" in answer
    assert "喀什" not in answer
    assert "一共 2 期" in answer
    assert "有辩论的有 1 期" in told(book, "哪场有辩论", "有回放的有哪些")


@pytest.mark.parametrize(
    ("question", "earlier", "parts"),
    [
        ("错了 我问喀什", ["大理是哪天"], ["喀什", "2025 年 12 月 20 日"]),
        ("打错了，是喀什", ["大理是哪天"], ["2025 年 12 月 20 日"]),
        ("链接发我", ["段正淳讲的啥", "有视频吗"], ["dali/am", "dali/pm"]),
        ("发我链接", ["大理有回放吗"], ["dali/am"]),
        ("里面有圆桌的呢", ["报名不到100的有哪些"], ["有圆桌的有 1 期", "第 1 期"]),
        ("最多的是哪个", ["报名不到100的有哪些"], ["第 4 期 · 喀什", "75 人"]),
        ("大理第二位讲师是谁", [], ["写了名字的讲师一共 1 位"]),
        ("第一位是哪家的", ["大理那场谁讲的"], ["第 1 位讲师：段正淳（苍山银行）"]),
    ],
)
def test_what_goes_on_with_what_was_told(
    book: SalonBook, question: str, earlier: list[str], parts: list[str]
) -> None:
    assert missing(book, question, parts, *earlier) == []


@pytest.mark.parametrize(
    ("earlier", "told_apart"),
    [
        (("第3期几号", "第4期呢"), "56 天"),
        (("第3期多少人报名", "第4期呢"), "多 45 人"),
        (("第3期几个议题", "第4期呢"), "多 1 个"),
    ],
)
@pytest.mark.parametrize("question", ["差多少", "相差多少"])
def test_how_much_apart_is_of_what_was_asked(
    book: SalonBook, question: str, earlier: tuple[str, str], told_apart: str
) -> None:
    assert told_apart in told(book, question, *earlier)


def test_two_salons_shown_one_after_the_other_are_compared(book: SalonBook) -> None:
    assert "多 45 人" in told(book, "哪个人多", "第3期", "第4期")


@pytest.mark.parametrize(
    "question",
    ["刚才那个沙龙有回放吗", "那场有录像吗", "说回那期 有视频吗", "刚问的那次活动 回放发我"],
)
def test_a_salon_is_gone_back_to_behind_a_page(book: SalonBook, question: str) -> None:
    answer = told(book, question, "大理那场报了多少人", "怎么看执行计划")

    assert "第 2 期 · 大理" in answer
    assert "dali/am" in answer


def test_the_next_question_of_a_debate(tmp_path: Path) -> None:
    meta = {"id": "s1", "number": 1, "title": "沙龙 第 1 期 洛阳", "date": date(2024, 3, 9),
            "city": "洛阳", "interaction": "辩论"}  # fmt: skip
    write_page(tmp_path, "events/1.md", meta, "## 概况\n\n一场。")
    for number, title in enumerate(("锁怎么看", "表为什么膨胀", "参数怎么改"), 1):
        text = f"{title}，这是[洛阳场辩论](../events/1.md)的回答。"
        write_page(tmp_path, f"faq/debate-1-{number}.md", {"title": title}, text)
    book = make_book(tmp_path)

    assert "表为什么膨胀" in told(book, "下一题呢", "洛阳辩论赛第一题是啥")
    assert "参数怎么改" in told(book, "再下一题", "洛阳辩论赛第一题是啥", "下一题呢")
    assert "锁怎么看" in told(book, "上一题呢", "洛阳第二题是什么")
    assert "前面没有了" in told(book, "上一题呢", "洛阳辩论赛第一题是啥")
    assert "参数怎么改" in told(book, "最后一题是什么", "第1期辩论谁赢了")
