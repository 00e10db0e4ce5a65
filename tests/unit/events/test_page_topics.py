"""Questions that lean on the page which answered the turn before."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.events.book.calendar import SalonBook
from bot.events.questions import SalonReply, answer_question
from bot.events.reading.situation import on_subject_before, situation_of
from bot.messages import ReplyKind, Turn
from tests.unit.events.pages import (
    NOW,
    SHANGHAI,
    ask,
    make_book,
    told,
    word_kinds,
    write_page,
)

_DEBATED = "faq/debate-03-1-count.md"


@pytest.fixture
def debates(tmp_path: Path) -> SalonBook:
    salon = {"id": "salon-3", "number": 3, "title": "某某沙龙", "date": "2025-10-25",
             "city": "洛阳", "interaction": "辩论",
             "replays": [{"label": "上午", "url": "https://example.org/live/776"}]}  # fmt: skip
    write_page(tmp_path, "events/luoyang.md", salon, "一场沙龙。")
    lead = "数行数先看统计。出自[洛阳场辩论](../events/luoyang.md)。"
    write_page(tmp_path, _DEBATED, {"title": "count 怎么加速"}, lead)
    person = {"title": "王语嫣", "name": "王语嫣", "orgs": ["社区"]}
    write_page(tmp_path, "people/wang.md", person, "王语嫣。\n\n- 武学专利 9 项")
    return make_book(tmp_path)


def _after(book: SalonBook, question: str, asked: str, page: str) -> SalonReply | None:
    history = [Turn(asked, ReplyKind.ANSWER, NOW, {"page": page})]
    return answer_question(book, question, history, NOW, SHANGHAI, word_kinds)


@pytest.mark.parametrize(
    "question", ["这题是哪场辩的", "这是哪一期的辩题", "在哪场提的", "哪年讨论的"]
)
@pytest.mark.parametrize("page", [_DEBATED, "faq/count-slow.md"])
def test_the_debate_that_a_page_comes_from_is_told(
    debates: SalonBook, question: str, page: str
) -> None:
    reply = _after(debates, question, "count 太慢怎么加速", page)

    assert reply is not None
    assert "「count 怎么加速」是辩论的题目" in reply.markdown
    assert "第 3 期 · 洛阳" in reply.markdown


def test_a_subject_that_only_a_debate_had_is_found_there(debates: SalonBook) -> None:
    assert "「count 怎么加速」是辩论的内容" in told(debates, "哪场聊过count加速")
    assert "没有写到「kafka」" in told(debates, "哪场聊过kafka")


def test_the_number_of_a_recording_names_it(debates: SalonBook) -> None:
    assert "live/776" in told(debates, "776是哪场")
    other = ask(debates, "777是哪场")
    assert other is None or "live" not in other.markdown


def test_a_page_of_no_debate_comes_from_none(debates: SalonBook) -> None:
    reply = _after(debates, "这题是哪场辩的", "死锁怎么查", "faq/deadlock.md")

    assert reply is None or "题目" not in reply.markdown


def test_somebody_whose_page_was_shown_may_be_asked_about(debates: SalonBook) -> None:
    reply = _after(debates, "专利几项", "谁管武学", "people/wang.md")

    assert reply is not None
    assert "9 项" in reply.markdown


@pytest.mark.parametrize(
    ("question", "part"),
    [("几号", "2025 年 10 月 25 日"), ("有录像吗", "live/776"), ("互动形式呢", "辩论")],
)
def test_the_page_of_a_salon_is_a_topic_as_well(
    debates: SalonBook, question: str, part: str
) -> None:
    reply = _after(debates, question, "洛阳", "events/luoyang.md")

    assert reply is not None
    assert "第 3 期" in reply.markdown
    assert part in reply.markdown


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("谁讲过这个", "谁讲过列存"),
        ("沙龙上讲过吗", "哪期讲过列存"),
        ("有讲这个的沙龙吗", "哪期讲过列存"),
        ("有讲师讲过吗", "谁讲过列存"),
        ("有哪些讲师", "有哪些讲师"),
        ("能再讲讲吗", "能再讲讲吗"),
        ("大理那期谁讲过", "大理那期谁讲过"),
        ("有人讲过索引吗", "有人讲过索引吗"),
    ],
)
def test_who_spoke_of_the_page_before_is_asked_of_its_subject(
    book: SalonBook, question: str, meant: str
) -> None:
    history = [Turn("列存怎么用", ReplyKind.ANSWER, NOW, {"page": "guide/columnar.md"})]
    situation = situation_of(book, history, NOW, SHANGHAI)

    assert on_subject_before(situation, question, history[-1].question) == meant
