"""While a salon is coming: what is asked without one means that which is spoken of, else the
next; the model of the day and the past only where they are asked for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.events.book.calendar import SalonBook
from bot.events.record.models import AddedReplay
from tests.unit.events.conftest import event
from tests.unit.events.pages import ask, make_book, told, write_page

_BEFORE = datetime(2031, 3, 2, 2, tzinfo=UTC)
_THAT_EVENING = datetime(2031, 3, 15, 12, tzinfo=UTC)
_NEXT_DAY = datetime(2031, 3, 16, 2, tzinfo=UTC)
_EVENTS: tuple[dict[str, object], ...] = (
    event(1, "2024-05-18", "大理", talks=[{"title": "列存", "speakers": ["段正淳"]}],
          replays=[{"label": "上午场", "url": "https://example.org/dali/am"}]),
    event(2, "2025-03-08", "敦煌", signups=90),
    {"id": "teatime", "title": "茶话会 泉州", "date": "2031-03-09", "city": "泉州",
     "start": "19:30", "end": "21:00", "venue": "西街小院", "status": "planned",
     "talks": [{"title": "备份故事", "speakers": ["黄蓉（桃花岛）"]}]},
    event(3, "2031-03-15", "敦煌", start="13:30", end="17:00", venue="鸣沙书屋",
          address="阳关路 8 号", status="planned",
          talks=[{"title": "时序压缩", "start": "13:30", "end": "14:20",
                  "speakers": ["郭靖（襄阳数据）"]},
                 {"title": "企业辩论赛", "start": "16:00", "end": "17:00"}]),
)  # fmt: skip
_AGENDA = {"title": "议程", "agenda": [
    {"part": "上午", "start": "08:50", "end": "09:10", "title": "签到"},
    {"part": "下午", "start": "15:30", "end": "16:30", "title": "企业辩论赛"},
]}  # fmt: skip


def _record(root: Path, events: Sequence[dict[str, object]]) -> SalonBook:
    for meta in events:
        write_page(root, f"events/{meta['id']}.md", meta, "## 概况\n\n一场沙龙。")
    write_page(root, "salon/agenda.md", _AGENDA)
    return make_book(root)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> SalonBook:
    return _record(tmp_path_factory.mktemp("coming"), _EVENTS)


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> SalonBook:
    """Only the third of the salons is to come."""
    events = [meta for meta in _EVENTS if meta["id"] != "teatime"]
    return _record(tmp_path_factory.mktemp("one"), events)


@pytest.mark.parametrize("question", [
    "几点", "几点开始啊", "几点结束", "什么时候", "是哪天", "周几呀", "在哪", "在哪儿办",
    "地址发一下", "怎么去", "怎么过去", "这次活动几点", "活动在哪里", "沙龙什么时候",
    "本期几点开始", "几点开始 要带啥", "几点签到", "下一期什么时候", "下期啥时候 在哪 有谁讲",
    "最近一场几点开始", "敦煌几点开始", "15号几点", "时序压缩几点讲", "郭靖几点讲", "辩论几点",
    "到几点", "活动多长时间", "第3期什么时候", "开始了吗",
])  # fmt: skip
def test_day_hour_and_place_are_those_of_the_next(one: SalonBook, question: str) -> None:
    answer = told(one, question, now=_BEFORE)

    assert "第 3 期 · 敦煌 · 2031 年 3 月 15 日" in answer
    assert "13:30–17:00" in answer
    assert "鸣沙书屋" in answer
    assert "模板" not in answer


@pytest.mark.parametrize(("question", "part"), [
    ("谁讲", "郭靖（襄阳数据）"), ("嘉宾是谁", "郭靖"), ("讲师都有谁", "郭靖"),
    ("讲什么", "时序压缩"), ("有啥内容", "时序压缩"), ("流程", "16:00–17:00 企业辩论赛"),
    ("下午讲什么", "时序压缩"), ("上午谁讲", "上午没有安排"),
    ("下午四点半在讲什么", "企业辩论赛"), ("有直播吗", "还没有发布"),
    ("直播地址发我下", "还没有发布"), ("能看直播吗", "还没有发布"), ("合影几点", "没有单独写"),
    ("明天几点开始", "接下来是第 3 期敦煌，2031 年 3 月 15 日（周六）13:30–17:00"),
])  # fmt: skip
def test_the_rest_too(one: SalonBook, question: str, part: str) -> None:
    answer = told(one, question, now=_BEFORE)

    assert part in answer
    assert "模板" not in answer


@pytest.mark.parametrize(("question", "part"), [
    ("最长的环节是哪个", "60 分钟"), ("每个人讲多久", "50 分钟"), ("有上午场吗", "上午没有安排"),
    ("下午场有哪些", "13:30–14:20 时序压缩"),
    ("主持人是谁", "没有单独写「主持人」"), ("第一个议题讲完几点", "13:30–14:20"),
    ("一点半讲的什么", "时序压缩"), ("时序压缩讲完了吗", "13:30–14:20"),
])  # fmt: skip
def test_its_agenda_has_hours_and_takes_the_place_of_the_model(
    one: SalonBook, question: str, part: str
) -> None:
    answer = told(one, question, now=_BEFORE)

    assert part in answer
    assert "模板" not in answer


@pytest.mark.parametrize(("question", "part"), [
    ("郭靖以前讲过吗", "郭靖，襄阳数据"), ("段正淳之前在沙龙讲过什么", "列存"),
    ("以前讲过列存吗", "大理"), ("郭靖之前是谁讲", "前面没有了"),
])  # fmt: skip
def test_before_is_earlier_that_day_unless_somebody_spoke_once(
    one: SalonBook, question: str, part: str
) -> None:
    assert part in told(one, question, now=_BEFORE)


@pytest.mark.parametrize("question", [
    "两点以后讲什么", "下午两点之后还有什么", "我两点才能到，赶得上哪些",
    "赶得上哪些 我两点到", "2点后有哪些议题",
])  # fmt: skip
def test_from_an_hour_on_is_all_that_follows(one: SalonBook, question: str) -> None:
    answer = told(one, question, now=_BEFORE)

    assert "时序压缩" in answer
    assert "辩论赛" in answer


def test_until_an_hour_is_all_before_it(one: SalonBook) -> None:
    assert "辩论" not in told(one, "四点前讲什么", now=_BEFORE)
    assert "时序压缩" not in told(one, "三点以后讲什么", now=_BEFORE)


@pytest.mark.parametrize("question", [
    "下一场在敦煌哪里", "下期敦煌几点", "敦煌下一场什么时候", "下一场敦煌有哪些议题",
])  # fmt: skip
def test_the_next_in_a_city_is_the_one_to_come_there(one: SalonBook, question: str) -> None:
    assert "第 3 期 · 敦煌 · 2031 年 3 月 15 日" in told(one, question, now=_BEFORE)


def test_the_next_of_a_city_is_behind_it_where_one_is(book: SalonBook) -> None:
    assert "第 3 期" in told(book, "泉州的下一场在哪", now=_BEFORE)
    assert "西街小院" in told(book, "下一场在泉州哪里", now=_BEFORE)


def test_a_talk_that_was_told_is_gone_on_with(one: SalonBook) -> None:
    assert "50 分钟" in told(one, "他讲多久", "郭靖几点讲", now=_BEFORE)
    assert "襄阳数据" in told(one, "他是哪个公司的", "郭靖几点讲", now=_BEFORE)
    answer = told(one, "谁来讲", "第一个讲什么", now=_BEFORE)
    assert "郭靖" in answer
    assert "辩论" not in answer


@pytest.mark.parametrize(("earlier", "question", "part"), [
    ("", "谁赞助的", "赞助方没有记录"), ("", "15号有沙龙", "2031 年 3 月 15 日"),
    ("", "16号有沙龙吗", "16号没有安排沙龙。接下来是第 3 期敦煌"),
    ("", "周日也有吗", "周日没有安排沙龙"), ("", "周六几点", "13:30–17:00"),
    ("周六几点", "周日呢", "周日没有安排沙龙"), ("", "大理下次啥时候去", "大理近期没有安排"),
    ("", "大理什么时候再办", "大理近期没有安排"), ("第1期在哪", "那这一期呢", "鸣沙书屋"),
    ("", "不在敦煌能看直播吗", "直播地址还没有发布"),
    ("", "大理有活动吗", "大理近期没有安排沙龙。接下来是第 3 期敦煌"),
    ("", "最近大理还有沙龙吗", "大理近期没有安排"), ("", "大理有没有沙龙", "大理近期没有安排"),
])  # fmt: skip
def test_what_is_not_of_it_says_what_comes(
    one: SalonBook, earlier: str, question: str, part: str
) -> None:
    before = (earlier,) if earlier else ()

    assert part in told(one, question, *before, now=_BEFORE)


def test_where_it_comes_for_the_first_time_nothing_was_before(book: SalonBook) -> None:
    for question in ("以前去过泉州吗", "泉州办过没", "去年在泉州办过吗"):
        assert "泉州以前没有办过" in told(book, question, now=_BEFORE)
    assert "第 2 期" in told(book, "以前去过敦煌吗", now=_BEFORE)


def test_somebody_whom_no_page_names_is_said_to_be_unknown(book: SalonBook) -> None:
    answer = told(book, "他还讲过别的吗", "第2期谁讲的", now=_BEFORE)

    assert "讲师名字没有记录" in answer


@pytest.mark.parametrize(("question", "part"), [
    ("一般几点开始", "08:50"), ("模板里几点签到", "08:50"), ("谁讲过", "段正淳"),
    ("大理那场谁讲的", "段正淳"), ("一共办了几期", "一共办过 2 期"), ("大理那期在哪", "大理"),
])  # fmt: skip
def test_the_model_and_the_past_are_told_to_whoever_asks(
    one: SalonBook, question: str, part: str
) -> None:
    assert part in told(one, question, now=_BEFORE)


@pytest.mark.parametrize("question", ["请假流程怎么走", "报销流程", "你们几点下班"])
def test_what_else_has_a_way_and_an_hour_is_not_told_of_it(one: SalonBook, question: str) -> None:
    reply = ask(one, question, now=_BEFORE)
    assert reply is None or "第 3 期 · 敦煌 · 2031 年 3 月 15 日（周六）**" not in reply.markdown


@pytest.mark.parametrize("question", ["日期", "where", "location", "时间", "pg 18 什么时候发布"])
def test_a_word_of_the_database_is_no_question_about_it(one: SalonBook, question: str) -> None:
    assert ask(one, question, now=_BEFORE) is None


def test_after_a_page_the_hour_and_the_place_are_asked_of_that(one: SalonBook) -> None:
    assert ask(one, "在哪", "配置文件怎么改", now=_BEFORE) is None
    assert ask(one, "几点开始", "配置文件怎么改", now=_BEFORE) is None
    assert "13:30" in told(one, "活动几点开始", "配置文件怎么改", now=_BEFORE)


@pytest.mark.parametrize(("earlier", "question", "part"), [
    ("敦煌那场在哪", "几点", "13:30"), ("茶话会几点", "在哪", "西街小院"),
    ("茶话会几点", "谁讲", "黄蓉"), ("茶话会在哪", "下一期什么时候", "19:30"),
    ("茶话会在哪", "那下一期呢", "第 3 期"), ("第3期在哪", "下一期什么时候", "19:30"),
    ("第3期在哪", "那下一期呢", "之后还没有安排"), ("第1期在哪", "下一期什么时候", "19:30"),
    ("第1期在哪", "下一期呢", "第 2 期"),
])  # fmt: skip
def test_the_one_spoken_of_comes_first(
    book: SalonBook, earlier: str, question: str, part: str
) -> None:
    answer = told(book, question, earlier, now=_BEFORE)

    assert part in answer
    assert "没有安排了" not in answer


@pytest.mark.parametrize(("question", "part"), [
    ("最近一期什么时候", "茶话会"), ("下下一期什么时候", "第 3 期"), ("最近一期人多吗", "90 人"),
])  # fmt: skip
def test_nearest_is_to_come_or_was_held_by_what_is_asked(
    book: SalonBook, question: str, part: str
) -> None:
    assert part in told(book, question, now=_BEFORE)


def test_a_salon_to_come_is_told_without_what_only_the_past_has(one: SalonBook) -> None:
    reply = ask(one, "介绍一下第3期", now=_BEFORE)

    assert reply is not None
    assert "13:30–17:00" in reply.markdown
    assert "没有" not in reply.markdown
    assert not [offer for offer in reply.follow_ups if "讲了" in offer]


def test_that_evening_it_is_still_spoken_of_and_the_last_one(one: SalonBook) -> None:
    assert "13:30–17:00" in told(one, "几点结束的", "第3期讲什么", now=_THAT_EVENING)
    assert "13:30–17:00" in told(one, "几点结束", now=_THAT_EVENING)
    assert "时序压缩" in told(one, "上一期讲了什么", now=_THAT_EVENING)


@pytest.mark.parametrize("question", [
    "回放出来了吗", "回放有了吗", "录像什么时候放出来", "视频上传了没", "有回放吗", "上次的回放",
    "最近一期的回放",
])  # fmt: skip
def test_replays_are_those_of_the_newest(one: SalonBook, question: str, tmp_path: Path) -> None:
    answer = told(one, question, now=_NEXT_DAY)
    assert "第 3 期" in answer
    assert "还没有回放" in answer
    assert "dali/am" in answer
    events = [meta for meta in _EVENTS if meta["id"] != "teatime"]
    _record(tmp_path, events)
    added = make_book(tmp_path, [AddedReplay("salon-3", "下午", "https://example.org/dh")])
    answer = told(added, question, now=datetime(2032, 1, 1, tzinfo=UTC))
    assert answer.index("第 3 期") < answer.index("example.org/dh") < answer.index("第 1 期大理")


@pytest.mark.parametrize("question", ["回放", "有回放吗", "回放呢"])
def test_replays_after_an_older_salon_are_its_own(one: SalonBook, question: str) -> None:
    answer = told(one, question, "大理那期在哪", now=datetime(2032, 1, 1, tzinfo=UTC))

    assert "dali/am" in answer
    assert "第 3 期" not in answer


def test_what_is_asked_of_all_replays_is_not_narrowed_to_one(one: SalonBook) -> None:
    assert "第 1 期" in told(one, "有几场有回放", "第2期在哪", now=_NEXT_DAY)
    assert "还没有办" in told(one, "回放出来了吗", "第3期在哪", now=_BEFORE)


@pytest.mark.parametrize(("question", "part"), [
    ("会录像吗", "茶话会 泉州还没有办"), ("这次有回放吗", "茶话会 泉州还没有办"),
    ("到时候有录像吗", "茶话会 泉州还没有办"), ("第3期有回放吗", "第 3 期敦煌还没有办"),
    ("下一期会录像吗", "茶话会 泉州还没有办"), ("泉州那场有录像吗", "茶话会 泉州还没有办"),
    ("大理有回放吗", "example.org/dali/am"), ("哪些期有回放", "example.org/dali/am"),
])  # fmt: skip
def test_recordings_of_what_is_to_come_are_not_there_yet(
    book: SalonBook, question: str, part: str
) -> None:
    assert part in told(book, question, now=_BEFORE)


@pytest.mark.parametrize("question", ["有录像吗", "有回放吗", "会录像吗", "第3期有回放吗"])
def test_nor_are_those_of_what_is_under_way(one: SalonBook, question: str) -> None:
    during = datetime(2031, 3, 15, 6, tzinfo=UTC)

    assert "第 3 期敦煌正在进行" in told(one, question, now=during)


@pytest.mark.parametrize("question", [
    "有直播吗", "最近有直播吗", "直播在哪看", "有直播链接吗", "可以线上参加吗", "能看直播吗",
])  # fmt: skip
def test_with_nothing_ahead_no_stream_is_planned(book: SalonBook, question: str) -> None:
    answer = told(book, question, now=datetime(2032, 1, 1, tzinfo=UTC))

    assert answer.startswith("近期没有安排直播。")
    assert "第 1 期大理" in answer
