"""An event that stands in no record is answered by its file alone."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from hypothesis import given, settings, strategies as st

from tests.unit.events.pages import make_book, missing, write_page

_PLACES = st.tuples(st.sampled_from("琅邳亳儋漯濮崂"), st.sampled_from("琊阪漳峪鄞邑埠")).map(
    "".join
)
_FAMILY = st.sampled_from("欧阮尉邬闵祁")
_GIVEN = st.tuples(st.sampled_from("墨砚澜霁"), st.sampled_from("笙珩晔萱")).map("".join)
_BRAND = st.tuples(st.sampled_from("穹茗鲲璞"), st.sampled_from("络舟霖麓")).map("".join)
_SUBJECT = st.sampled_from(["茶园灌溉", "古籍检索", "地铁票务", "极光观测"])


@dataclass(frozen=True)
class Invented:
    number: int
    day: date
    city: str
    sponsor: str
    company: str
    speaker: str
    subject: str
    signups: int
    attendance: int
    link: int


_EVENTS = st.builds(
    Invented,
    number=st.integers(30, 99),
    day=st.dates(date(2020, 1, 1), date(2026, 10, 31)),
    city=_PLACES,
    sponsor=_BRAND.map(lambda name: f"{name}空间"),
    company=_BRAND.map(lambda name: f"{name}网络科技有限公司"),
    speaker=st.builds(str.__add__, _FAMILY, _GIVEN),
    subject=_SUBJECT,
    signups=st.integers(201, 899),
    attendance=st.integers(1001, 8999),
    link=st.integers(1000, 9999),
)


def _write(root: Path, event: Invented) -> None:
    write_page(
        root,
        "events/invented.md",
        {
            "id": "invented",
            "number": event.number,
            "title": f"第 {event.number} 期 {event.city}",
            "date": event.day,
            "start": "14:15",
            "city": event.city,
            "venue": "榕树下讲堂",
            "address": f"{event.city}市解放路 12 号",
            "sponsor": event.sponsor,
            "signups": event.signups,
            "attendance": event.attendance,
            "interaction": "圆桌",
            "talks": [
                {"title": "社区近况"},
                {
                    "title": f"{event.subject}系统的存储改造",
                    "speakers": [{"name": event.speaker, "org": event.company}],
                },
            ],
            "companies": [event.company, "孤山寺"],
            "replays": [
                {"label": "第一段", "url": f"https://example.org/{event.link}/1"},
                {"label": "第二段", "url": f"https://example.org/{event.link}/2"},
            ],
        },
    )
    other = {"id": "other", "number": 1, "title": "第 1 期", "date": date(2019, 6, 1),
             "city": "某地", "signups": 10}  # fmt: skip
    write_page(root, "events/other.md", other)


@settings(max_examples=40)
@given(_EVENTS)
def test_an_event_of_invented_names_is_answered_by_its_file(event: Invented) -> None:
    link = f"https://example.org/{event.link}"
    day = f"{event.day.month} 月 {event.day.day} 日"
    company = event.company.removesuffix("网络科技有限公司")
    with tempfile.TemporaryDirectory() as folder:
        _write(Path(folder), event)
        book = make_book(Path(folder))

    for question, parts in _expected(event, day, company, link).items():
        assert missing(book, question, parts) == [], question


def _expected(event: Invented, day: str, company: str, link: str) -> dict[str, tuple[str, ...]]:
    """Questions as they may be typed, and what must stand in the answer."""
    city, number = event.city, str(event.number)
    return {
        f"{city}那回是哪天搞的": (day,),
        f"第{number}期去的哪座城市": (city, day),
        f"{city}站报名的有几个人": (f"{event.signups} 人",),
        f"{number}期线上线下多少人次": (str(event.attendance),),
        f"{city}那边办活动的地方，门牌号多少": ("解放路 12 号",),
        f"{city}那一场是谁掏的钱": (event.sponsor,),
        f"{event.sponsor}赞助的是哪次": (city, number),
        f"{city}那期的题目都有啥": (event.subject,),
        f"{event.subject}那个是哪位分享的": (event.speaker,),
        f"{event.speaker}说的是什么": (event.subject,),
        f"{event.speaker}在哪一场讲的": (number,),
        f"{company}派人来过没有": (number, city),
        "孤山寺参加了哪场": (city,),
        f"{city}那场到场的企业": (event.company,),
        f"{city}有没有录播": (f"{link}/1", f"{link}/2"),
        f"{city}第二段录像": (f"{link}/2",),
        f"{city}几点开始": ("14:15",),
        "最后一场报了几个": (f"{event.signups} 人",),
        "哪场报名的人最多": (city,),
        "前后一共搞过几场": ("2 期",),
        "圆桌是哪期": (number,),
        f"{city}辩论哪边赢了": ("没有",),
        # What no vocabulary has stands between the words that matter.
        f"{number}期那会儿登记参会的有多少": (f"{event.signups} 人",),
        f"{city}那趟埋单的是哪家": (event.sponsor,),
        f"哪期跑到{city}去了": (number, day),
        f"{event.subject}这块当时是请谁来讲的": (event.speaker,),
        f"{city}场录下来的东西还留着吗": (f"{link}/1",),
        # Figures.
        f"{city}报名比第1期多几个": (f"{event.signups - 10} 人",),
        f"{city}报名是第1期的几倍": (f"{event.signups / 10:.1f} 倍",),
        f"第1期跟第{number}期报名凑一起多少": (f"{event.signups + 10} 人",),
        "报名排倒数第二的是哪期": (city,),
        "报名不足二十人的有没有": ("第 1 期", "10 人"),
        "报名过两百的是哪场": (city,),
        # The calendar.
        f"{event.day.year}年{event.day.month}月办的是哪一场": (city,),
        f"除了{city}还到过哪": ("某地",),
        # What does not meet, or is not there.
        f"第1期是在{city}办的吗": ("某地", city),
        "第118期在哪个城市": ("没有", "第 118 期"),
        f"{city}那场队长是谁": ("没有",),
        f"{event.speaker}和{event.subject}是哪期": (number,),
    }
