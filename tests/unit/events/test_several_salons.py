"""What is asked of several salons at once: what changed, what was debated where, which had
so many of something, and recordings by what they are called."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from bot.events.book.calendar import SalonBook
from tests.unit.events.pages import ask, make_book, told, write_page

_SUBJECTS = st.lists(
    st.sampled_from(["茶园灌溉", "古籍检索", "地铁票务", "极光观测", "冷链追溯"]),
    min_size=4, max_size=4, unique=True,
)  # fmt: skip


def _salon(
    number: int, city: str, day: date, talks: list[str], **more: object
) -> dict[str, object]:
    return {"id": f"s{number}", "number": number, "title": f"第 {number} 期 {city}",
            "date": day, "city": city, "talks": [{"title": t} for t in talks], **more}  # fmt: skip


@settings(max_examples=16)
@given(_SUBJECTS)
def test_what_one_salon_had_and_another_had_not(subjects: list[str]) -> None:
    gone, new, kept, other = (f"{subject}系统的实践" for subject in subjects)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        write_page(root, "events/1.md", _salon(1, "琅峪", date(2024, 3, 9), [gone, kept]))
        write_page(root, "events/2.md", _salon(2, "漯邑", date(2024, 5, 18), [kept, new]))
        write_page(root, "events/3.md", _salon(3, "亳鄞", date(2024, 7, 20), [other]))
        book = make_book(root)
    only_first = f"第 1 期琅峪有、第 2 期漯邑没有的议题 1 个：\n\n- {gone}"
    only_second = f"第 2 期漯邑有、第 1 期琅峪没有的议题 1 个：\n\n- {new}"
    expected = {
        "第1期有第2期没有的议题是哪个": (only_first,),
        "漯邑比琅峪少了哪个议题": (only_first,),
        "漯邑相比上一期新增了哪些主题": (only_second,),
        "1和2两期都讲了的是什么": (f"都有的议题 1 个：\n\n- {kept}",),
        "第1期有哪些议题｜里面哪个到第2期就没了": (only_first,),
        f"哪期没有{subjects[2]}的议题": ("第 3 期",),
        f"亳鄞有没有讲{subjects[0]}": ("没有写到", other),
        "议题有两个的是哪几期": ("有 2 期", "第 1 期", "第 2 期"),
        "哪一期只有一个议题": ("有 1 期", "第 3 期"),
        "议题数跟琅峪一样多的还有吗": ("第 2 期",),
    }
    for question, parts in expected.items():
        *earlier, last = question.split("｜")
        answer = told(book, last, *earlier)
        for part in parts:
            assert part in answer, f"{question} → {answer}"


@pytest.fixture(scope="module")
def debated(tmp_path_factory: pytest.TempPathFactory) -> SalonBook:
    """Two debates with their questions, and salons with recordings."""
    root = tmp_path_factory.mktemp("debated")
    videos = [{"label": "直播-上午", "url": "https://example.org/live/71"},
              {"label": "直播-下午", "url": "https://example.org/od/72.mp4"}]  # fmt: skip
    speaker = {"title": "古籍检索平台", "speakers": ["欧墨笙（穹络网络）"]}
    for number, city, day, more in (
        (1, "琅峪", date(2024, 3, 9), {"interaction": "圆桌", "replays": videos}),
        (2, "漯邑", date(2024, 5, 18), {"interaction": "辩论", "talks": [speaker]}),
        (3, "亳鄞", date(2024, 7, 20), {"interaction": "辩论", "talks": [speaker],
                                        "sponsor": "鲲鹏大学山海书院", "signups": 64}),
        (4, "琅峪", date(2025, 1, 4), {"talks": [speaker], "replays": videos[:1],
                                      "sponsor": "榕树咖啡馆"}),
    ):  # fmt: skip
        write_page(root, f"events/{number}.md", {**_salon(number, city, day, []), **more})
    for number, title in (
        (2, "表膨胀是什么原因"), (2, "从库延迟怎么查"), (3, "隔离级别怎么选"),
    ):  # fmt: skip
        body = f"{title}，出自[第 {number} 期的辩论](../events/{number}.md)。\n\n答案在这里。"
        write_page(root, f"debates/{number}-{len(title)}.md", {"title": title}, body)
    return make_book(root)


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("直播-下午那个是哪期的", ["第 1 期", "od/72.mp4"]),
        ("只发mp4的", ["od/72.mp4"]),
        ("辩论第二场在哪办的", ["亳鄞"]),
        ("辩论是从哪期取代圆桌的", ["第一次有辩论", "漯邑"]),
        ("圆桌搞到哪一期就没了", ["最后一次有圆桌", "第 2 期漯邑起是辩论"]),
        ("辩论和圆桌哪个办得多", ["辩论 2 期", "圆桌 1 期"]),
        ("连着三期都上台讲的是谁", ["欧墨笙", "第 4 期琅峪"]),
        ("欧墨笙第一次讲是在哪期", ["第 2 期"]),
        ("在鲲鹏那个书院办的，报了多少人", ["第 3 期", "64 人"]),
        ("哪些场是在咖啡馆办的", ["第 4 期"]),
        ("哪场辩论聊过表膨胀", ["第 2 期", "表膨胀是什么原因"]),
        ("隔离级别那道题是哪场辩的", ["第 3 期"]),
        ("有没有辩论提到从库延迟", ["第 2 期"]),
        ("漯邑辩论第二道题问的啥", ["第 2 个问题"]),
        ("几场辩论的问答加起来总共多少题", ["3 个"]),
        ("哪场辩论题最少", ["第 3 期"]),
        ("哪两期挨得最近", ["间隔最短的", "第 2 期", "第 3 期"]),
        ("圆卓是哪一期办的", ["第 1 期"]),
        ("第一期和第四期差了多久", ["相隔 301 天"]),
    ],
)
def test_salons_are_found_by_what_was_done_there(
    debated: SalonBook, question: str, parts: list[str]
) -> None:
    answer = told(debated, question)

    for part in parts:
        assert part in answer


@pytest.mark.parametrize(
    ("earlier", "question", "parts"),
    [
        (["哪几期有回放"], "其他的为啥没有", ["有 2 期", "原因没有写"]),
        (["辩论从哪期开始"], "之前是什么形式", ["第 1 期", "圆桌"]),
        (["琅峪的回放"], "第1期上午那条录像打不开，还有别的吗", ["od/72.mp4"]),
    ],
)
def test_a_follow_up_may_ask_for_the_others(
    debated: SalonBook, earlier: list[str], question: str, parts: list[str]
) -> None:
    answer = told(debated, question, *earlier)

    for part in parts:
        assert part in answer


def test_what_is_not_wanted_is_left_out(debated: SalonBook) -> None:
    answer = told(debated, "第1期就发我第一条，别的城市也不用")

    assert "live/71" in answer
    assert "od/72" not in answer


@pytest.mark.parametrize("question", [
    "模板数据库最多多大", "12版本有14版本没有的参数", "表膨胀在哪个视图里看",
    "mp4文件存成什么类型", "undo在哪个版本讨论过",
])  # fmt: skip
def test_the_same_words_about_a_database_are_not_taken(debated: SalonBook, question: str) -> None:
    assert ask(debated, question) is None
