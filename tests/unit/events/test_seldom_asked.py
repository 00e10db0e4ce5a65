"""Questions that come once in a while: days beside each other, pictures, places of an order that
are not there, families of names, what is left when somebody or somewhere is left out."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.events.book.calendar import SalonBook
from tests.unit.events.conftest import event
from tests.unit.events.pages import AFTERWARDS, make_book, missing, write_page

_WHO = [{"name": "赵半山", "org": "红花会"}]
_SALONS = (
    event(1, "2018-09-29", "杭州", sponsor="钱塘水军", signups=40, attendance="2200余",
          start="13:30", live_url="https://example.org/live/1", images=["https://example.org/1.jpg"],
          companies=["铁胆庄", "镇远镖局"], interaction="圆桌", recap=True,
          replays=[{"label": "上午", "url": "https://example.org/r1"}],
          talks=[{"title": "暗器十二法", "speakers": _WHO}, {"title": "圆桌"}]),
    event(2, "2018-10-13", "北京", sponsor="武当派", signups=60, interaction="圆桌",
          companies=["铁胆庄"], talks=[{"title": "太极拳理", "speakers": _WHO}]),
    event(3, "2018-10-14", "温州", sponsor="雁荡山", signups="1xx", attendance=700,
          interaction="辩论", debate={"teams": ["红队", "花队"]}, talks=[
              {"title": "百花错拳", "speakers": [{"name": "陈家洛", "org": "红花会"}]}]),
    event(4, "2019-03-02", "武汉", sponsor="钱塘水军", signups=90, talks=[
        {"title": "奔雷手", "speakers": [{"name": "文泰来", "org": "红花会分舵"}]},
        {"title": "鸳鸯刀", "speakers": [{"name": "骆冰", "org": "神刀门"}]}]),
)  # fmt: skip
_AGENDA = {
    "title": "议程",
    "agenda": [
        {"part": "上午", "start": "09:00", "end": "09:20", "title": "签到", "minutes": 20},
        {"part": "上午", "start": "09:20", "end": "10:00", "title": "《会务》", "minutes": 40,
         "speakers": [{"name": "陈家洛", "org": "红花会"}]},
        {"part": "上午", "start": "10:00", "end": "12:00", "title": "《拳经》", "minutes": 120,
         "speakers": [{"name": "陈家洛", "org": "红花会"}]},
        {"part": "下午", "start": "13:30", "end": "14:00", "title": "《镖法》", "minutes": 30,
         "speakers": [{"name": "赵半山", "org": "红花会"}]},
        {"part": "下午", "start": "14:00", "end": "16:00", "title": "待定议题"},
        {"part": "下午", "start": "16:00", "end": "17:00", "title": "比武大赛", "minutes": 60},
    ],
    "topic_pool": ["用户《迁移故事》"],
}  # fmt: skip


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> SalonBook:
    root: Path = tmp_path_factory.mktemp("seldom")
    for salon in _SALONS:
        write_page(root, f"events/{salon['id']}.md", salon)
    write_page(root, "salon/agenda.md", _AGENDA)
    for path, name, orgs, roles in (
        ("zhao", "赵半山", ["红花会"], ["红花会三当家"]), ("luo", "骆冰", ["神刀门"], []),
        ("chen", "陈家洛", ["红花会"], ["总舵主"]), ("wen", "文泰来", ["红花会分舵"], []),
    ):  # fmt: skip
        page = {"title": name, "name": name, "orgs": orgs, "roles": roles}
        write_page(root, f"people/{path}.md", page, f"{name}。")
    return make_book(root)


@pytest.mark.parametrize(
    ("turns", "parts"),
    [
        (["和第2期同月的有哪些"], ["同在 2018 年 10 月", "第 3 期"]),
        (["和第4期同月的是哪场"], ["2019 年 3 月只有这一期"]),
        (["挨着的两场都是谁赞助的"], ["第 2 期", "武当派", "雁荡山"]),
        (["第1期有照片吗"], ["[图 1](https://example.org/1.jpg)"]),
        (["有照片的是哪几期"], ["第 1 期", "1 张图"]),
        (["第1期几点开始"], ["13:30"]),
        (["第1期有直播吗"], ["https://example.org/live/1"]),
        (["温州辩论谁赢了"], ["红队 对 花队", "胜负没有记录"]),
        (["议题数字不准的是哪期"], ["都是确切数字"]),
        (["温州是不是报名最多的"], ["1xx", "排不出名次"]),
        (["人次第三多的是哪场"], ["只有 2 个名次"]),
        (["人次超过2250的有哪些"], ["没有"]),
        (["一共几家赞助商"], ["赞助方一共 3 家"]),
        (["一共来了多少家企业"], ["2 家不同的企业"]),
        (["除了赵半山谁讲得最多"], ["陈家洛、文泰来、骆冰，1 期"]),
        (["除了钱塘水军哪家赞助最多"], ["武当派、雁荡山，1 期"]),
        (["2018年办了几场", "2019年呢", "加起来几场"], ["加起来 4 期"]),
        (["哪家赞助最多", "哪几次"], ["第 1 期", "第 4 期"]),
        (["除了杭州还去过浙江别的地方吗"], ["温州"]),
        (["北京前后两场是哪"], ["第 1 期 · 杭州", "第 3 期 · 温州"]),
        (["北京以后每场的第一个议题"], ["百花错拳", "奔雷手"]),
        (["18年到19年办了几场"], ["一共 4 期"]),
        (["18年国庆前办了几场"], ["第 1 期"]),
        (["国庆后两场"], ["第 2 期", "第 3 期"]),
        (["上上期在哪"], ["第 3 期 · 温州"]),
        (["第2期什么时候", "第二天那场是温州吧"], ["是的", "第 3 期"]),
        (["流程里除了陈家洛还有谁上台"], ["《镖法》"]),
        (["陈家洛讲的最长的是哪个"], ["《拳经》"]),
        (["活动几点到几点"], ["签到", "比武大赛"]),
        (["议程里有哪些讲师"], ["《会务》", "《镖法》"]),
        (["十一点到一点在干嘛"], ["《拳经》"]),
        (["比30分钟短的环节有哪些"], ["签到"]),
        (["压轴是谁讲"], ["《镖法》", "待定议题"]),
        (["中午休息多久"], ["12:00–13:30", "90 分钟"]),
        (["直辖市都去过吗"], ["没去过的：上海、天津、重庆", "去过的是北京"]),
        (["姓骆的讲师有吗"], ["骆冰"]),
        (["有几个讲师是红花会的"], ["红花会」的 3 位"]),
        (["杭州来了哪些企业", "里面有镖局吗"], ["有：镇远镖局"]),
        (["最后一次没辩论的"], ["最后一次没有辩论", "第 4 期", "一共 3 期没有辩论"]),
        (["姓胡的讲师有吗"], ["没有姓胡的"]),
        (["讲师都是红花会的吗"], ["不是", "3 位"]),
        (["赵老师是总舵主吗"], ["赵半山"]),
    ],
)
def test_what_is_asked_once_in_a_while(few: SalonBook, turns: list[str], parts: list[str]) -> None:
    *earlier, asked = turns
    assert missing(few, asked, parts, *earlier, now=AFTERWARDS) == []
