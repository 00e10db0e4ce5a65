"""A small invented record: five salons in four cities, an agenda, a course, two people."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.events.book.calendar import SalonBook
from tests.unit.events.pages import make_book, write_page


def event(number: int, day: str, city: str, **more: object) -> dict[str, object]:
    return {
        "id": f"salon-{number}",
        "number": number,
        "title": f"某某沙龙 第 {number} 期 {city}",
        "date": date.fromisoformat(day),
        "city": city,
        **more,
    }


_EVENTS = (
    event(
        1, "2024-03-09", "洛阳", sponsor="牡丹云", signups=40, interaction="圆桌",
        companies=["青铜数据", {"name": "白马大学", "aliases": ["白马大"]}],
        talks=[{"title": "逻辑复制踩坑记", "speakers": [{"name": "石破天", "org": "青铜数据"}]}],
    ),
    event(
        2, "2024-05-18", "大理", sponsor="洱海空间", signups="2xx", attendance="900余",
        companies=["苍山银行", "青铜数据"], interaction="圆桌",
        replays=[
            {"label": "上午场", "url": "https://example.org/dali/am"},
            {"label": "下午场", "url": "https://example.org/dali/pm"},
        ],
        talks=[
            {"title": "列存在物流里的实践", "speakers": [{"name": "段正淳", "org": "苍山银行"}]},
            {"title": "企业圆桌"},
        ],
    ),
    event(
        3, "2025-10-25", "洛阳", sponsor="牡丹云", signups=120, attendance=1500,
        interaction="辩论", address="洛阳市涧西区牡丹路 7 号", venue="铜驼书房",
        companies=["重庆长江索道股份有限公司", "白马大学"],
        debate={"teams": ["甲骨队", "竹简队"], "captains": ["木婉清", "钟灵"], "winner": "竹简队"},
        talks=[
            {"title": "《分区表的一万种死法》", "speakers": ["石破天（青铜数据）"]},
            {"title": "企业辩论赛"},
        ],
    ),
    event(4, "2025-12-20", "喀什", sponsor="胡杨科技", signups=75, talks=[{"title": "PG 综合"}]),
    event(
        5, "2026-12-12", "泉州", sponsor="刺桐软件", start="13:30", end="17:30",
        venue="开元会客厅", live_url="https://example.org/live/quanzhou",
        talks=[
            {"title": "时序压缩", "start": "13:30", "end": "14:20",
             "speakers": [{"name": "段正淳", "org": "苍山银行"}]},
            {"title": "圆桌", "start": "14:20"},
        ],
    ),
)  # fmt: skip

_PARTS = {"salon-2": "\n\n## 读书会\n\n当天办起读书会，由一灯大师带队。"}

_AGENDA = {
    "title": "议程",
    "agenda": [
        {"part": "上午", "start": "09:00", "end": "09:20", "title": "签到"},
        {
            "part": "上午", "start": "09:20", "end": "10:00", "title": "《社区近况》",
            "speakers": [{"name": "王语嫣", "org": "社区"}], "minutes": 40,
        },
        {"part": "下午", "start": "14:00", "end": "15:30", "title": "待定议题"},
        {"part": "下午", "start": "15:30", "end": "16:30", "title": "企业辩论赛", "minutes": 60},
    ],
    "topic_pool": ["用户《迁移故事》"],
}  # fmt: skip

_COURSE = {
    "title": "培训六章",
    "total_text": "约 5 小时",
    "chapters": [
        {"number": 1, "title": "入门与安装", "minutes": 45, "keywords": ["编译", "目录结构"]},
        {"number": 2, "title": "索引与优化", "minutes": 150, "keywords": ["GIN", "执行计划"]},
        {
            "number": 3,
            "title": "高可用",
            "minutes": 90,
            "keywords": ["流复制", "切换", "机器学习"],
            "aliases": ["Patroni", "HA"],
        },
    ],
}


@pytest.fixture(scope="session")
def record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("record")
    for meta in _EVENTS:
        body = "## 概况\n\n一场沙龙。" + _PARTS.get(str(meta["id"]), "")
        write_page(root, f"events/{meta['id']}.md", meta, body)
    write_page(root, "salon/agenda.md", _AGENDA)
    write_page(root, "training/chapters.md", _COURSE)
    write_page(
        root,
        "people/wang.md",
        {"title": "王语嫣", "name": "王语嫣", "aliases": ["语嫣"], "roles": ["社区秘书长"],
         "orgs": ["社区"], "template_talks": ["《社区近况》"]},
        "王语嫣是社区秘书长。",
    )  # fmt: skip
    write_page(
        root,
        "people/duan.md",
        {"title": "段正淳", "name": "段正淳", "orgs": ["苍山银行"]},
        "投稿可以加微信联系段正淳。\n\n## 荣誉\n\n- 2019 年获奖的镇南王杯\n- 著有《茶花栽培》\n"
        "- 点穴专利 8 项",
    )
    return root


@pytest.fixture(scope="session")
def book(record: Path) -> SalonBook:
    return make_book(record)
