"""A model of the day that stands in no record is told by its page alone."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from hypothesis import given, settings, strategies as st

from tests.unit.events.pages import make_book, missing, write_page

_SUBJECTS = ("茶园灌溉", "古籍检索", "地铁票务", "极光观测", "潮汐测算")
_NAMES = st.builds(
    lambda family, one, other: f"{family}{one}{other}",
    st.sampled_from("欧阮尉邬闵祁"),
    st.sampled_from("墨砚澜霁"),
    st.sampled_from("笙珩晔萱"),
)


@dataclass(frozen=True)
class Day:
    """Two talks, a break, and what ends the day; ``minutes`` are their lengths."""

    begins: int  # minutes since midnight
    minutes: tuple[int, int, int, int]
    noon: int
    subjects: tuple[str, str, str]
    speakers: tuple[str, str]

    def clock(self, item: int) -> tuple[str, str]:
        """When the item begins and ends."""
        pauses = self.noon if item == len(self.minutes) - 1 else 0
        start = self.begins + sum(self.minutes[:item]) + pauses
        return _clock(start), _clock(start + self.minutes[item])


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


_LENGTHS = st.integers(2, 12).map(lambda fives: 5 * fives)
_DAYS = st.builds(
    Day,
    begins=st.integers(96, 114).map(lambda fives: 5 * fives),  # 08:00 to 09:30
    minutes=st.tuples(_LENGTHS, _LENGTHS, _LENGTHS, _LENGTHS).filter(lambda m: m[1] != m[2]),
    noon=st.integers(48, 60).map(lambda fives: 5 * fives),
    subjects=st.permutations(_SUBJECTS).map(lambda all_: (all_[0], all_[1], all_[2])),
    speakers=st.tuples(_NAMES, _NAMES).filter(lambda pair: pair[0][0] != pair[1][0]),
)


def _write(root: Path, day: Day) -> None:
    titles = ["签到", *(f"《{subject}的存储》" for subject in day.subjects[:2]), "企业辩论赛"]
    people: list[list[dict[str, str]]] = [[], *([{"name": s}] for s in day.speakers), []]
    rows = [
        {
            "part": "下午" if at == 3 else "上午",
            "start": day.clock(at)[0],
            "end": day.clock(at)[1],
            "title": title,
            "minutes": day.minutes[at],
            **({"speakers": people[at]} if people[at] else {}),
        }
        for at, title in enumerate(titles)
    ]
    write_page(
        root,
        "salon/agenda.md",
        {"title": "议程", "agenda": rows, "topic_pool": [f"用户《{day.subjects[2]}的经验》"]},
    )
    held = {"id": "one", "number": 1, "title": "第 1 期", "date": date(2019, 6, 1),
            "city": "某地", "interaction": "辩论"}  # fmt: skip
    write_page(root, "events/one.md", held)


@settings(max_examples=30)
@given(_DAYS)
def test_a_day_of_invented_hours_is_told_by_its_page(day: Day) -> None:
    with tempfile.TemporaryDirectory() as folder:
        _write(Path(folder), day)
        book = make_book(Path(folder))

    for question, parts in _expected(day).items():
        assert missing(book, question, parts) == [], question


def _expected(day: Day) -> dict[str, tuple[str, ...]]:
    one, other, third = day.subjects
    first, second = day.speakers
    spans = ["–".join(day.clock(at)) for at in range(4)]
    longer = one if day.minutes[1] > day.minutes[2] else other
    apart = abs(day.minutes[1] - day.minutes[2])
    return {
        "几点签到": (spans[0],),
        f"{first}啥时候上台": (spans[1],),
        f"{one}那个讲多久": (f"{day.minutes[1]} 分钟",),
        f"{second}讲完轮到什么环节": (spans[3],),
        f"{second}前面是谁讲的": (first,),
        f"{one}和{other}那个讲得哪个时间长": (f"《{longer}的存储》更长，多 {apart} 分钟",),
        f"{one}那个在{other}前面吗": (spans[1], spans[2]),
        f"{third}几点讲": ("没有单独的时间",),
        f"备选题目里讲{third}的是哪个": (f"用户《{third}的经验》",),
        "中午空出来多久": (f"{day.noon} 分钟",),
        "自由提问环节有多久": ("没有单独写", spans[3]),
        "辩论放在最后吗": (spans[3],),
        "签到后一个是啥": (spans[1],),
        "上午一共几个环节": ("一共 3 项",),
        "每一场都按这个流程吗": ("只有一份模板",),
        f"从签到到{other}一共多久": (f"从 {day.clock(0)[0]} 到 {day.clock(2)[1]}",),
        "早上六点半开门了吗": ("还没有开始" if day.begins > 390 else spans[0],),
        "散场是几点": (day.clock(3)[1],),
        **_steps(day, spans),
    }


def _steps(day: Day, spans: list[str]) -> dict[str, tuple[str, ...]]:
    """Each item by its time, its place, and what stands beside it."""
    names = ("签到", f"{day.subjects[0]}的存储", f"{day.subjects[1]}的存储", "辩论")
    found: dict[str, tuple[str, ...]] = {}
    for at, name in enumerate(names):
        for asked in ("几点", "到几点", "占多长时间", "排第几", "是第几个环节", "在上午还是下午"):
            found[f"{name}{asked}"] = (spans[at],)
        for asked in ("之后是啥", "完了是什么", "下一个环节是什么", "结束以后呢"):
            if at + 1 < len(names):
                found[f"{name}{asked}"] = (spans[at + 1],)
        for asked in ("前面是啥", "之前是什么", "前一个环节是什么", "上一个环节"):
            if at:
                found[f"{name}{asked}"] = (spans[at - 1],)
    return found
