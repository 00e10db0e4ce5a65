"""The talks of a salon in their order, over invented salons whose talks are shuffled."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from bot.events.book.calendar import SalonBook
from tests.unit.events.pages import ask, make_book, told, write_page


@dataclass(frozen=True)
class Given:
    """A talk with who gave it and for whom; ``subject`` is what people call it."""

    subject: str
    title: str
    speaker: str
    org: str


_TALKS = (
    Given("茶园灌溉", "茶园灌溉系统的存储改造", "欧墨笙", "穹络网络科技有限公司"),
    Given("古籍检索", "古籍检索平台的升级之路", "尉澜珩", "茗舟软件"),
    Given("地铁票务", "地铁票务里的分布式事务", "邬霁晔", "鲲霖数据"),
    Given("极光观测", "极光观测数据的压缩实践", "祁砚萱", "璞麓信息"),
)
_ORDERS = st.permutations(_TALKS)


def _book(root: Path, talks: Sequence[Given]) -> SalonBook:
    first = {"id": "first", "number": 1, "title": "第 1 期", "date": date(2024, 3, 9),
             "city": "漯邑", "talks": [{"title": "社区近况"}]}  # fmt: skip
    listed = [{"title": t.title, "speakers": [{"name": t.speaker, "org": t.org}]} for t in talks]
    second = {"id": "second", "number": 2, "title": "第 2 期", "date": date(2024, 5, 18),
              "city": "琅峪", "interaction": "圆桌",
              "talks": [*listed, {"title": "企业圆桌"}]}  # fmt: skip
    write_page(root, "events/first.md", first)
    write_page(root, "events/second.md", second)
    return make_book(root)


@settings(max_examples=24)
@given(_ORDERS)
def test_talks_are_told_by_their_place_beside_others(talks: list[Given]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        book = _book(Path(folder), talks)

    for question, parts in _expected(talks).items():
        *earlier, last = question.split("｜")
        answer = told(book, last, *earlier)
        for part in parts:
            assert part in answer, f"{question} → {answer}"


def _expected(talks: Sequence[Given]) -> dict[str, tuple[str, ...]]:
    """Questions as they may be typed, those before them first, and what must be told."""
    one, two, three, four = talks
    brand = two.org[:2]
    return {
        f"{one.speaker}讲完接着谁上": (two.speaker, two.title),
        f"{one.subject}那个后面是谁讲的": (two.speaker,),
        f"{brand}讲完{two.subject} 后面接着谁上": (three.speaker,),
        f"{two.speaker}下一位是谁": (three.speaker,),
        f"琅峪{two.subject}之后一个讲的啥": (three.title,),
        f"{three.subject}前面那个讲的什么": (two.title,),
        f"{three.subject}那个主题，它前一个讲的是什么": (two.title,),
        f"谁在{four.speaker}前面讲": (three.speaker,),
        f"{three.speaker}排在谁后面": (two.speaker,),
        f"{one.speaker}后面还有谁": (two.speaker, three.speaker, four.speaker, "企业圆桌"),
        f"{one.speaker}后面两个是谁": (two.speaker, three.speaker),
        f"{one.speaker}和{three.speaker}中间是谁": (two.speaker,),
        f"{two.subject}那个主题跟{three.subject}之间还有别的吗": ("前后挨着",),
        "琅峪圆桌前面一个是什么": (four.title,),
        f"{one.speaker}前面还有谁": ("前面没有了",),
        "琅峪第二个议题后面是哪个": (three.title,),
        f"{three.speaker}是第几个讲的": ("第 3 个",),
        f"琅峪场{two.subject}那个排第几个": ("第 2 个",),
        f"{four.speaker}是第一个讲的吗": ("第 4 个",),
        f"{two.subject}那个完了接的是谁": (three.speaker,),
        "琅峪第二第三个议题分别是什么": (two.title, three.title),
        "琅峪最先讲的是什么": (one.title,),
        "琅峪最后一个环节是啥": ("企业圆桌",),
        f"{two.subject}那场还有谁讲": (one.speaker, three.speaker, four.speaker),
        f"{three.speaker}和{two.speaker}谁先讲": (f"第 2 个：{two.title}",),
        f"{one.speaker}讲的什么｜后面一个呢": (two.title,),
        f"{one.speaker}讲的什么｜下一个呢｜再往后呢": (three.title,),
        f"{two.subject}是谁讲的｜紧跟着后面是谁": (three.speaker,),
        f"{two.speaker}讲的什么｜前面那个呢": (one.title,),
    }


@pytest.mark.parametrize("question", [
    "古籍检索之后怎么备份", "茶园灌溉和地铁票务之间选哪个", "极光观测排第几",
    "主从切换之后怎么办", "vacuum之前要做什么", "上一个版本怎么升级", "后面的索引失效了怎么办",
])  # fmt: skip
def test_what_comes_after_something_else_is_no_talk(tmp_path: Path, question: str) -> None:
    assert ask(_book(tmp_path, _TALKS), question) is None


def test_a_step_from_a_salon_still_leads_to_a_salon(book: SalonBook) -> None:
    assert "第 4 期" in told(book, "第3期后面一期在哪")
    assert "喀什" in told(book, "洛阳第二次办完，下一个城市是哪")
