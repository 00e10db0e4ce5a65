"""What organizers say to a preview that is not right yet: the draft goes on, and there is one."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.clock import FixedClock
from bot.sandbox.emulator import Emulator
from handlers.salons.edit_words import read_correction
from tests.builders import write_files
from tests.conversations.living_bot import (
    PAGE,
    TALKATIVE,
    Bot,
    code_of,
    living_bot,
    say,
    say_alone,
)

_XIAN = """---
id: salon-15-xian
number: 15
title: PG天天象上 第 15 期 西安
date: 2026-12-05
start: "14:00"
end: "17:30"
city: 西安
venue: 大象咖啡
capacity: 40
status: planned
talks:
  - {title: 开场, start: "14:00", end: "14:10"}
  - {title: 逻辑复制实践, speakers: [{name: 唐修, org: 某某公司}], start: "14:10", end: "15:00"}
  - {title: 分区表, speakers: [{name: 李林}, {name: 陈静}], start: "15:15", end: "16:00"}
---
"""
_CHENGDU = """---
id: salon-16-chengdu
number: 16
title: PG天天象上 第 16 期 成都
date: 2026-12-19
start: "13:30"
city: 成都
venue: 蓉城书院
status: planned
talks:
  - {title: 向量检索, speakers: [{name: 赵敏}], start: "13:30", end: "14:20"}
  - {title: 备份与恢复, speakers: [{name: 李林}], start: "14:30", end: "15:20"}
---
"""
_NEW = (
    "新建活动 标题：PG夜谈 时间：12月27日 19:00-21:00 城市：武汉 "
    "议程：19:00-19:40 索引 张三（甲公司）；19:40-20:20 锁 李四（乙公司）"
)

_PLACED = "新建活动 标题：PG夜谈 时间：12月27日 19:00-21:00 城市：武汉 场地：云谷 B座 3楼路演厅"


@pytest.fixture
async def bot(emulator: Emulator, clock: FixedClock, tmp_path: Path) -> AsyncIterator[Bot]:
    pages = {"events/15.md": _XIAN, "events/16.md": _CHENGDU, "faq/lock.md": PAGE}
    folder = write_files(tmp_path / "knowledge", pages)
    how = {"limits": TALKATIVE, "knowledge": {"writable": True}}
    async with living_bot(emulator, folder, tmp_path / "data", clock, **how) as running:
        yield running


@pytest.mark.parametrize(
    ("first", "then", "there", "gone"),
    [
        ("改活动 15 名额：60", "不对，是80", "→ 80 人", "60"),
        ("名额改成60", "名额还是不限吧", "→ 不限", "60"),
        ("名额改成60", "少点，50", "→ 50 人", "60"),
        ("第15期推迟一周", "不对，是推迟两周", "12 月 19 日（周六）14:00", "12 月 12 日"),
        ("改期 15 12月6日", "还是12月7日吧", "12 月 7 日（周一）14:00", "12 月 6 日"),
        ("第16期改到12月20日", "时间写错了，是两点半", "12 月 20 日（周日）14:30", "12 月 21 日"),
        ("场地换成创业大厦", "地址也写上高新路88号", "→ 高新路88号", "名额"),
        ("场地换成创业大厦", "写错了，是创新大厦", "→ 创新大厦", "创业大厦"),
        ("唐修换成孙立", "讲师名字打错了应该是孙丽", "逻辑复制实践：孙丽", "孙立"),
        ("唐修换成孙立", "单位是庚公司", "孙立（庚公司）", "逻辑复制实践：唐修\n"),
        ("唐修的题目改成《流复制》", "不对，是《级联复制》", "级联复制：唐修", "流复制"),
        ("加个分享：孙立讲索引调优", "时间五点到五点半", "17:00–17:30 索引调优：孙立", "几点"),
        ("开场删掉", "陈静也删掉", "分区表：李林", "开场"),
        ("分区表改到 16:00-16:40", "时间往后推10分钟", "16:10–16:50 分区表", "17:40"),
        ("唐修换成孙立", "讲师是孙丽不是孙立", "逻辑复制实践：孙丽", "不是"),
        (_NEW, "城市写错了，是长沙", "城市：长沙", "武汉"),
        (_NEW, "第二个议题换成《事务》", "19:40–20:20 事务：李四（乙公司）", "锁"),
        (_NEW, "李四讲到九点", "19:40–21:00 锁", "20:20"),
        (_NEW, "时间改成七点半到九点半", "12 月 27 日（周日）19:30–21:30", "07:30"),
        ("分区表改到 16:00-16:40", "错了，是16:10开始", "16:10–16:50 分区表", "16:40"),
        (_NEW, "换到28号", "12 月 28 日", "12 月 27 日"),
        (_NEW, "时间不对，是早上八点半", "12 月 27 日（周日）08:30", "过了"),
        (_NEW, "再加一个：王五讲分区表，八点二十到九点", "20:20–21:00 分区表：王五", "八点"),
        (_NEW, "第二个议题换成王五讲", "锁：王五", "李四"),
        (_NEW, "不对，是把第一个的讲师换成王五", "索引：王五", "张三"),
        (_PLACED, "不对，是四楼报告厅", "场地：云谷 B座 四楼报告厅", "3楼"),
        (_PLACED, "错了，是C座", "场地：云谷 C座 3楼路演厅", "B座"),
        (_PLACED, "不对，是小路演厅", "场地：小路演厅", "云谷"),
        (_PLACED, "报名截止到前一天晚上8点", "报名截止：2026-12-26 20:00", "截止到"),
    ],
)
async def test_a_correction_takes_the_place_of_the_draft(
    bot: Bot, first: str, then: str, there: str, gone: str
) -> None:
    before = code_of(await say(bot, first))
    told = await say(bot, then)
    assert there in told
    assert gone not in told.split("请核对")[0]
    assert "已经取消了" in await say(bot, f"确认 {before}")
    assert "已经确认过" not in await say(bot, f"确认 {code_of(told)}")


async def test_what_is_changed_back_leaves_no_draft(bot: Bot) -> None:
    code = code_of(await say(bot, "唐修换成孙立"))
    assert "什么也没有改" in await say(bot, "还是唐修吧")
    assert "已经取消了" in await say(bot, f"确认 {code}")


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("名额改成60", "索引改成60"),
        ("名额改成60", "为什么是60"),
        ("名额改成60", "第二个议题讲什么"),
        ("场地换成创业大厦", "换个话题"),
        ("场地换成创业大厦", "创业大厦在哪"),
        ("唐修换成孙立", "孙立是谁"),
    ],
)
async def test_what_is_no_correction_leaves_the_draft_alone(
    bot: Bot, first: str, then: str
) -> None:
    code = code_of(await say(bot, first))
    assert "作废" not in await say(bot, then)
    assert "改好了" in await say(bot, f"确认 {code}")


async def test_a_correction_is_of_the_chat_where_the_draft_was_shown(bot: Bot) -> None:
    code = code_of(await say(bot, "改期 15 12月6日"))
    assert "确认 " not in await say_alone(bot, "还是12月7日吧")
    assert "作废" not in (await bot.ask("还是12月7日吧")).text
    assert "改好了" in await say(bot, f"确认 {code}")


async def test_another_salon_is_another_draft(bot: Bot) -> None:
    first = code_of(await say(bot, "西安的场地换成大象书店"))
    told = await say(bot, "成都的名额改成60")
    assert "大象书店" not in told
    assert "改好了" in await say(bot, f"确认 {first}")
    assert "改好了" in await say(bot, f"确认 {code_of(told)}")


@pytest.mark.parametrize(
    ("said", "there"),
    [
        ("把第一个议题删掉", "去掉 14:10–15:00 逻辑复制实践"),
        ("成都那场的第二个议题换成《时序数据》", "14:30–15:20 时序数据：李林"),
        ("赵敏改讲 混合检索", "混合检索：赵敏"),
        ("李林不来了，就陈静一个人讲", "15:15–16:00 分区表：陈静"),
        ("第一个讲的人换成赵云（戊公司）", "逻辑复制实践：赵云（戊公司）"),
        ("第二项改到两点半开始", "14:30–15:20 逻辑复制实践"),
        ("加一个议题：MVCC，讲师 孙立（己公司），16:00-16:30", "MVCC：孙立（己公司）"),
        ("西安那场加个讲师孙立，讲索引调优", "索引调优：孙立"),
        ("西安场地换到创业大厦了，地址是高新路88号", "大象咖啡 → 创业大厦  \n- 地址："),
        ("西安改到线上办，腾讯会议 123", "→ 线上，腾讯会议 123"),
        ("第15期名额减少10个", "40 人 → 30 人"),
        ("16期场地改到天府三街8号", "蓉城书院 → 天府三街8号"),
        ("16期：赵敏→孙立", "向量检索：孙立"),
        ("成都场限80人", "→ 80 人"),
        ("唐修换成孙立来讲", "逻辑复制实践：孙立"),
        ("唐修的题目改成索引十讲", "索引十讲：唐修"),
        ("分区表加一个讲师孙立", "分区表：李林、陈静、孙立"),
        ("第三个议题的讲师换成孙立", "分区表：孙立"),
        ("🎉第15期改到12月12日🎉", "→ 2026 年 12 月 12 日"),
        ("第15期场地换成创业大厦 👍", "→ 创业大厦\n"),
        ("西安12月5日那场不办了，台风", "已取消（台风）"),
        ("唐修换成备库来讲", "不像人名"),
        ("改活动 15 名额：-5", "1 到 100000"),
    ],
)
async def test_a_talk_is_found_in_the_record(bot: Bot, said: str, there: str) -> None:
    if said.startswith("李林"):
        await say(bot, "西安那场讲什么")
    assert there in await say(bot, said)


async def test_of_two_salons_that_fit_one_is_asked_for(bot: Bot) -> None:
    told = await say(bot, "李林换成孙立")
    assert "有 2 场" in told
    assert "确认 " not in told
    assert "备份与恢复：孙立" in await say(bot, "成都那场李林换成孙立")


async def test_what_was_just_asked_for_is_what_changes(bot: Bot) -> None:
    await say(bot, "唐修讲什么")
    assert "复制踩坑：唐修" in await say(bot, "题目改成复制踩坑")


@pytest.mark.parametrize(
    "said",
    [
        "第一个议题改了吗",
        "唐修换成谁了",
        "唐修换人了没",
        "不要删第一个议题",
        "如果唐修来不了就换成孙立",
        "删掉第三个",
        "最后一步改成60",
        "把备份删掉",
    ],
)
async def test_what_only_sounds_like_an_order_changes_nothing(bot: Bot, said: str) -> None:
    assert "还没有保存" not in await say(bot, said)


async def test_a_place_that_is_not_there_shows_the_agenda(bot: Bot) -> None:
    told = await say(bot, "第十个议题删掉")
    assert "没有找到" in told
    assert "逻辑复制实践" in told
    assert "确认 " not in told


async def test_what_is_put_off_once_more_is_the_talk_that_was(bot: Bot) -> None:
    await say(bot, "分区表推迟10分钟")
    preview = await say(bot, "再推迟10分钟")
    assert "15:35–16:20 分区表" in preview
    assert "14:00–14:10 开场" in preview
    assert "12 月 12 日" in await say(bot, "第15期推迟一周")
    assert "12 月 13 日" in await say(bot, "再晚一天")


@pytest.mark.parametrize(
    ("order", "said", "there"),
    [
        ("西安地址加一下，高新路1号2楼", "不对，是3楼", "高新路1号2楼 → 高新路1号3楼"),
        ("场地：甲大厦3楼报告厅", "场地改到四楼", "甲大厦3楼报告厅 → 甲大厦四楼报告厅"),
        ("西安的赞助加上甲公司", "再加一个乙公司", "甲公司 → 甲公司、乙公司"),
        ("西安报名到12月3号截止", "改到4号", "2026-12-03 23:59 → 2026-12-04 23:59"),
        ("西安限30人", "写错了，是45", "30 人 → 45 人"),
        (
            "西安改到12月6日",
            "不对，应该是12月7日",
            "12 月 6 日（周日）14:00–17:30 → 2026 年 12 月 7 日",
        ),
    ],
)
async def test_what_was_just_confirmed_is_put_right(
    bot: Bot, order: str, said: str, there: str
) -> None:
    await say(bot, f"确认 {code_of(await say(bot, order))}")
    told = await say(bot, said)
    assert there in told
    assert "改好了" in await say(bot, f"确认 {code_of(told)}")


@pytest.mark.parametrize(
    ("said", "there"),
    [
        ("不对，是五楼", "3楼路演厅 → 云谷 B座 五楼路演厅"),
        ("不对，是12月28日", "12 月 28 日"),
        ("不对，是长沙", "城市：武汉 → 长沙"),
        ("名额不对，武汉是40", "名额：不限 → 40 人"),
        ("不对，武汉改到八点开始", "20:00–22:00"),
    ],
)
async def test_what_was_just_made_is_put_right(bot: Bot, said: str, there: str) -> None:
    await say(bot, f"确认 {code_of(await say(bot, _PLACED))}")
    told = await say(bot, said)
    assert there in told
    assert "改好了" in await say(bot, f"确认 {code_of(told)}")


@pytest.mark.parametrize(
    "said",
    ["不对，是死锁", "不对，是路演厅", "不对，是夜谈", "是五楼吗", "五楼", "不对，应该是锁表"],
)
async def test_what_is_made_may_be_followed_by_anything(bot: Bot, said: str) -> None:
    await say(bot, f"确认 {code_of(await say(bot, _PLACED))}")
    assert "还没有保存" not in await say(bot, said)


async def test_what_is_done_may_be_followed_by_anything(bot: Bot) -> None:
    await say(bot, f"确认 {code_of(await say(bot, '西安限30人'))}")
    for words in ("50", "不对，应该是锁表", "好的，辛苦"):
        assert "还没有保存" not in await say(bot, words)


async def test_a_speaker_by_place_is_no_title(bot: Bot) -> None:
    for whom in ("王五讲索引", "王五（甲公司）"):
        told = await say(bot, f"西安第二个讲师换成{whom}")
        assert "「分区表」有几位讲师" in told
        assert "李林换成王五" in told
    assert "索引：王五" in await say(bot, "西安第一个讲师换成王五讲索引")


async def test_an_order_that_names_no_salon_is_of_the_one_just_changed(bot: Bot) -> None:
    await say(bot, f"确认 {code_of(await say(bot, '第16期的名额改成50'))}")
    assert "蓉城书院 → 创业大厦" in await say(bot, "场地换成创业大厦")
    await say(bot, "算了")
    made = await say(bot, _NEW.replace("PG夜谈", "PG天天象上 第 17 期 武汉"))
    await say(bot, f"确认 {code_of(made)}")
    assert "第 17 期" in await say(bot, "名额改成50")


async def test_what_is_said_among_people_is_no_place(bot: Bot) -> None:
    order = code_of(await say(bot, "西安的场地换成创业大厦"))
    chat = ("还是你来安排吧", "应该是没问题的", "不对，是我看错了", "应该是老王负责的")
    for words in chat:
        assert "还没有保存" not in await say(bot, words)
    assert "→ 创业大厦" in await say(bot, f"确认 {order}")
    for words in chat:
        assert "还没有保存" not in await say(bot, words)
    order = code_of(await say(bot, "西安的场地换成图书馆"))
    assert "→ 我们公司" in await say(bot, "不对，是我们公司")


@pytest.mark.parametrize(
    ("said", "there"),
    [
        ("西安的标题改成“PG 高可用专场”，名字好听点", "→ PG 高可用专场\n"),
        ("西安的标题改成PG高可用专场，这样短一点", "→ PG高可用专场\n"),
        ("西安的场地改到创新大厦二楼，宽敞点", "→ 创新大厦二楼\n"),
        ("西安地址改成高新路1号，2楼", "→ 高新路1号，2楼\n"),
        ("西安议程：第一个去掉", "议程：去掉 14:10–15:00 逻辑复制实践"),
    ],
)
async def test_why_it_is_so_is_no_part_of_it(bot: Bot, said: str, there: str) -> None:
    assert there in await say(bot, said)


async def test_another_salon_is_put_right_as_this_one_was(bot: Bot) -> None:
    preview = await say(bot, "成都名额改成80")
    assert "40 人 → 60 人" in await say(bot, "不对，西安是60")
    assert "→ 80 人" in await say(bot, f"确认 {code_of(preview)}")
    assert "40 人 → 50 人" in await say(bot, "不对，西安是50")
    assert "80 人 → 90 人" in await say(bot, "不对，成都是90")


async def test_an_order_that_fails_leaves_the_salon_spoken_of(bot: Bot) -> None:
    await say(bot, f"确认 {code_of(await say(bot, '成都名额改成80'))}")
    assert "1 到 100000" in await say(bot, "名额改成一万亿")
    assert "成都" in await say(bot, "加个分享：孙立讲索引调优 15:30-16:00")


async def test_all_is_put_off_and_not_the_one_talk_that_was_changed(bot: Bot) -> None:
    await say(bot, "分区表改到 16:00-16:40")
    told = await say(bot, "时间都往后推半小时")
    assert "→ 2026 年 12 月 5 日（周六）14:30" in told
    assert "16:30–17:10 分区表" in told
    assert "14:40–15:30 逻辑复制实践" in told


async def test_drafts_stay_where_an_answer_came_in_between(bot: Bot) -> None:
    codes = [code_of(await say(bot, one)) for one in ("西安名额改成60", "成都名额改成80")]
    await say(bot, "vacuum full 会锁表吗")
    assert "已取消" not in await say(bot, "都不用了")
    for code in codes:
        assert "改好了" in await say(bot, f"确认 {code}")


async def test_a_notice_on_machines_invites_nobody(bot: Bot) -> None:
    notice = "{}\n时间：12月26日 14:00-17:00\n地点：{}"
    assert "活动预览" not in await say(bot, notice.format("停机维护通知", "西安机房"))
    assert "活动预览" not in await say(bot, notice.format("系统升级通知", "西安机房"))
    for title in ("升级迁移专场沙龙", "【PG 升级专场】", "PG 迁移那些事"):
        assert "活动预览" in await say(bot, notice.format(title, "武汉光谷"))


@pytest.mark.parametrize("unit", ["错", "对的", "不对，", "改到", "啊", "吧", "a"])
def test_a_flood_of_small_words_is_read_in_time(unit: str) -> None:
    began = time.process_time()
    read_correction(unit * 1_000, lambda _: True)
    assert time.process_time() - began < 0.5
