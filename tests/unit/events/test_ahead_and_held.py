"""What is asked without a name while salons are ahead, and the morning after: none of it is
told of the model of the day, and nothing that is to come counts as held."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.events.book.calendar import SalonBook
from tests.unit.events.conftest import event
from tests.unit.events.pages import ask, make_book, missing, told, write_page

_BEFORE = datetime(2026, 12, 7, 2, tzinfo=UTC)
_DAY_AFTER = datetime(2026, 12, 13, 2, tzinfo=UTC)
_MODEL = {
    "title": "议程",
    "agenda": [
        {"part": "上午", "start": "09:00", "end": "09:20", "title": "签到"},
        {"part": "下午", "start": "14:00", "end": "15:30", "title": "待定议题"},
        {"part": "下午", "start": "15:30", "end": "16:30", "title": "企业辩论赛"},
    ],
}
_COMING = event(
    3, "2026-12-12", "泉州", sponsor="刺桐软件", status="planned", start="13:30", end="17:30",
    talks=[
        {"title": "时序压缩", "start": "13:30", "end": "14:20", "speakers": [{"name": "段正淳"}]},
        {"title": "茶歇", "start": "14:20", "end": "14:40"},
        {"title": "列存提速", "start": "14:40", "end": "15:30", "speakers": [{"name": "木婉清"}]},
        {"title": "企业辩论赛", "start": "15:30", "end": "17:30"},
    ],
)  # fmt: skip
_LATER = event(4, "2026-12-26", "大理", sponsor="洱海空间", status="planned", start="14:00")


def _book(folder: Path, *ahead: dict[str, object]) -> SalonBook:
    held = [
        event(1, "2024-03-09", "洛阳", sponsor="牡丹云", signups=40, interaction="辩论"),
        event(
            2, "2024-05-18", "大理", sponsor="洱海空间", interaction="圆桌", status="held",
            companies=["苍山银行", "青铜数据"],
            replays=[{"label": "上午场", "url": "https://example.org/dali/am"}],
        ),
    ]  # fmt: skip
    for meta in (*held, *ahead):
        write_page(folder, f"events/{meta['id']}.md", meta, "## 概况\n\n一场沙龙。")
    write_page(folder, "salon/agenda.md", _MODEL)
    return make_book(folder)


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> SalonBook:
    return _book(tmp_path_factory.mktemp("one"), _COMING)


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> SalonBook:
    return _book(tmp_path_factory.mktemp("two"), _COMING, _LATER)


@pytest.mark.parametrize(("asked", "part"), [
    ("茶歇后是谁", "木婉清"), ("茶歇前是谁", "段正淳"), ("几点吃茶歇", "14:20–14:40"),
    ("休息完讲什么", "列存提速"), ("木婉清什么时候上场", "14:40–15:30"),
    ("都是谁讲", "段正淳"),
    ("辩论之前是什么", "列存提速"), ("泉州场茶歇后是谁", "木婉清"),
    ("最后一个讲的是谁", "木婉清"), ("压轴的是什么", "企业辩论赛"),
    ("有辩论吗", "15:30–17:30 企业辩论赛"), ("有没有圆桌", "没有单独写这一段"),
    ("十二号下午是吧", "13:30–17:30"), ("是12号吧", "是的，第 3 期泉州"),
    ("是周日对吧", "不是，第 3 期泉州"), ("这是第几期", "**第 3 期**"),
    ("月底有活动吗", "没有安排"),
])  # fmt: skip
def test_without_a_name_the_one_ahead_is_meant(one: SalonBook, asked: str, part: str) -> None:
    reply = told(one, asked, now=_BEFORE)
    assert part in reply, reply
    assert "模板" not in reply, reply


@pytest.mark.parametrize("asked", ["都谁赞助的", "两场分别什么时候", "两场都在哪", "这两场谁讲"])
def test_of_several_ahead_each_is_told(two: SalonBook, asked: str) -> None:
    assert missing(two, asked, ["第 3 期 · 泉州", "第 4 期 · 大理"], now=_BEFORE) == []


def test_after_one_ahead_another_city_is_the_one_ahead_there(two: SalonBook) -> None:
    reply = told(two, "大理呢", "泉州讲什么", now=_BEFORE)
    assert "2026 年 12 月 26 日" in reply
    assert "2024" not in reply


@pytest.mark.parametrize("asked", ["再下一场呢", "下下场在哪", "月底那场几点"])
def test_the_one_behind_the_next(two: SalonBook, asked: str) -> None:
    reply = told(two, asked, now=_BEFORE)
    assert "第 4 期 · 大理" in reply
    assert "泉州" not in reply, reply


@pytest.mark.parametrize(("asked", "parts"), [
    ("办过几个城市", ["办过的城市有 2 个：洛阳、大理。"]),
    ("没有回放的有几场", ["有 1 期", "洛阳"]),
    ("大理办过几次", ["第 4 期 · 大理 · 2026 年 12 月 26 日（周六）（还没有办）"]),
    ("报名最少的是哪场", ["第 1 期 · 洛阳"]),
    ("厦门办过吗", ["现有 2 场，办过的城市：洛阳、大理。"]),
])  # fmt: skip
def test_what_is_to_come_was_not_held(two: SalonBook, asked: str, parts: list[str]) -> None:
    assert missing(two, asked, parts, now=_BEFORE) == []
    assert "泉州没有" not in told(two, asked, now=_BEFORE)


@pytest.mark.parametrize(("asked", "part"), [
    ("昨天茶歇后是谁", "木婉清"), ("昨天压轴的是谁", "木婉清"), ("这期谁讲的", "讲师 2 位"),
    ("昨天是周六对吧", "是的"),
])  # fmt: skip
def test_the_morning_after(one: SalonBook, asked: str, part: str) -> None:
    assert part in told(one, asked, now=_DAY_AFTER)


@pytest.mark.parametrize(("turns", "parts"), [
    (["洛阳有回放吗", "那哪场有"], ["有回放的有 1 期", "大理"]),
    (["洛阳场有人讲列存吗", "那哪场有"], ["列存提速", "泉州"]),
    (["去过洛阳吗", "啥时候", "第几期来着"], ["**第 1 期**在洛阳"]),
    (["大理2024年那场来了哪些公司", "除了苍山银行呢"], ["青铜数据"]),
    (["2024年3月之后还办了几场"], ["第 2 期 · 大理"]),
    (["最早有回放的是哪场", "最晚呢"], ["第 2 期 · 大理"]),
    (["厦门呢，办过没有"], ["记录里没有厦门的沙龙"]),
    (["以前有圆桌吗"], ["有圆桌的有 1 期"]),
])  # fmt: skip
def test_from_the_turn_before(one: SalonBook, turns: list[str], parts: list[str]) -> None:
    *earlier, asked = turns
    assert missing(one, asked, parts, *earlier, now=_BEFORE) == []


def test_a_day_after_the_year_is_no_claim_of_the_one_ahead(one: SalonBook) -> None:
    reply = ask(one, "是2024年吧", now=_BEFORE)
    assert reply is None or "不是，第 3 期" not in reply.markdown
