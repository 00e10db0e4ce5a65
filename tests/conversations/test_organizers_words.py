"""Organizers who write as they speak: what is missing, what is called off, what changes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.clock import FixedClock
from tests.conversations.living_bot import (
    TALKATIVE,
    Bot,
    as_fixture,
    code_of,
    confirmed,
    say,
    small_bot,
)

SALON = (
    "新建活动 标题：PG天天象上 第 16 期 苏州 时间：12月12日 14:00-17:30 城市：苏州 场地：咖啡馆 "
    "议程：14:00-15:00 逻辑复制实践 张三（某某公司）；15:30-16:00 企业圆桌 名额：1"
)


bot = as_fixture(small_bot, limits=TALKATIVE)


async def test_a_step_that_has_nothing_is_passed_over(bot: Bot) -> None:
    await say(bot, "新建活动")
    assert "不能跳过" in await say(bot, "还没想好")
    await say(bot, "PG夜谈")
    assert "不能跳过" in await say(bot, "时间还没定")
    await say(bot, "12月18日 19:00-21:00")
    await say(bot, "长沙")
    for said in ("场地还没找好", "没有", "不用", "没有赞助", "先没有"):
        told = await say(bot, said)
        assert "先不写" in told
        assert "记下了" not in told
    preview = await say(bot, "不限人数")
    for word in ("场地", "地址", "议程", "赞助", "直播", "名额"):
        assert word not in preview


async def test_what_cannot_be_used_says_how_to_go_on(bot: Bot) -> None:
    await say(bot, "新建活动 标题：PG夜谈 城市：长沙")
    told = await say(bot, "改天吧")
    assert "跳过" not in told
    await say(bot, "12月18日")
    for _ in range(4):
        await say(bot, "跳过")
    told = await say(bot, "腾讯会议")
    assert "这一步问的是直播" in told
    assert "没有就发「跳过」" in told
    assert "接着可以发" in told
    assert "9/9" in await say(bot, "跳过")


async def test_a_field_without_content_is_left_out_of_one_message(bot: Bot) -> None:
    preview = await say(
        bot, "新建活动 标题：PG夜谈 时间：12月18日 19:00 场地：待定 赞助：暂时没有 直播：无"
    )
    assert "还没有保存" in preview
    for word in ("场地", "赞助", "直播"):
        assert word not in preview


@pytest.mark.parametrize(
    ("begun", "after", "told"),
    [
        ("新建活动", "PG夜谈第3场", "刚才建到一半的活动半小时没有下文，已经作废"),
        ("新建活动", "PG天天象上 第 19 期 长沙", "重新发「新建活动」"),
        ("公告", "本周直播改到周六", "刚才的公告半小时没有下文，已经作废"),
    ],
)
async def test_whoever_comes_too_late_is_told_once(
    bot: Bot, clock: FixedClock, begun: str, after: str, told: str
) -> None:
    await say(bot, begun)
    clock.move(timedelta(minutes=33))
    assert "作废" not in (await bot.ask(after)).text  # somebody else
    assert told in await say(bot, after)
    assert "作废" not in await say(bot, after)


async def test_a_question_after_the_lapse_is_answered(bot: Bot, clock: FixedClock) -> None:
    await say(bot, "新建活动")
    clock.move(timedelta(minutes=40))
    told = await say(bot, "vacuum full 会锁表吗")
    assert "作废" in told
    assert "ACCESS EXCLUSIVE" in told
    await say(bot, "新建活动")
    clock.move(timedelta(hours=5))
    assert "作废" not in await say(bot, "vacuum full 会锁表吗")


@pytest.mark.parametrize("begun", [True, False])
@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (
            "下周六在苏州办第17期",
            ("时间：2026 年 12 月 5 日", "城市：苏州", "期号：17", "PG天天象上 第 17 期 苏州"),
        ),
        ("12月20日下午2点到5点在长沙搞一场沙龙", ("时间：2026 年 12 月 20 日", "城市：长沙")),
        ("我们打算这周日晚上8点办一期活动", ("时间：2026 年 11 月 29 日",)),
    ],
)
async def test_a_sentence_is_no_title(
    bot: Bot, begun: bool, said: str, kept: tuple[str, ...]
) -> None:
    if begun:
        await say(bot, "新建活动")
    told = await say(bot, said if begun else f"新建活动 {said}")
    for words in kept:
        assert words in told
    assert "活动叫什么" in told
    assert "标题：" not in told
    told = await say(bot, "PG天天象上 岁末场")
    assert "在哪个" in told


async def test_a_sentence_may_say_the_title_as_well(bot: Bot) -> None:
    told = await say(bot, "新建活动 下周五晚上7点在武汉办PG夜谈")
    assert "PG夜谈" in told
    assert "武汉" in told


@pytest.mark.parametrize("said", ["12月跨年夜谈", "1024程序员节特别场", "周末读书会", "开源之夜"])
async def test_a_title_may_have_a_day_in_it(bot: Bot, said: str) -> None:
    told = await say(bot, f"新建活动 {said}")
    assert f"标题：{said}" in told


async def test_a_step_that_is_answered_already_is_not_asked(bot: Bot) -> None:
    assert "名额：80" in await say(bot, "新建活动 12月20日下午2点在长沙办第18期，限80人")
    await say(bot, "PG天天象上 岁末场")
    for _ in range(4):
        await say(bot, "没有")
    preview = await say(bot, "没有直播")
    assert "名额：80 人" in preview
    assert "期号：第 18 期" in preview


async def test_a_preview_says_what_changes_and_no_more(bot: Bot) -> None:
    await confirmed(bot, SALON)
    for person in ("xiaoyu", "haoran"):
        await bot.ask("报名 16", by=person)
    preview = await say(bot, "第16期名额改成3")
    assert "\n\n- 名额：1 人 → 3 人（候补的前 1 人转正）" in preview
    assert "议程" not in preview
    assert "咖啡馆" not in preview
    done = await say(bot, f"确认 {preview.split('确认 ')[1][:4]}")
    assert "改好了：**第 16 期 · 苏州" in done
    assert "名额：1 人 → 3 人" in done

    assert "场地：咖啡馆 → 大象书店" in await say(bot, "改活动 16 场地：大象书店")
    assert "赞助：没有 → 某某公司" in await say(bot, "改活动 16 赞助：某某公司")
    assert "场地：咖啡馆 → 没有" in await say(bot, "改活动 16 场地：待定")
    assert "名额：3 人 → 不限" in await say(bot, "改活动 16 名额：不限")
    assert "本来就是这样" in await say(bot, "改活动 16 赞助：没有")
    assert "提醒：换成新的规则" in await say(bot, "改活动 16 提醒：前三天上午10点")


async def test_what_was_odd_of_an_agenda_is_said_once(bot: Bot) -> None:
    assert "空着" in await say(bot, SALON)
    await confirmed(bot, SALON.replace("16", "17", 1).replace("第 16", "第 17"))
    preview = await say(bot, "改期 17 12月13日 15:00")
    assert "12 月 12 日（周六）14:00–17:30 → 2026 年 12 月 13 日（周日）15:00" in preview
    assert "空着" not in preview
    preview = await say(bot, "加议程 17 16:45-17:30 闪电演讲")
    assert "议程：加上 16:45–17:30 闪电演讲" in preview
    assert "闪电演讲" in preview
    assert preview.count("空着") == 1


NIGHT = "新建活动 标题：PG夜谈 第3场 时间：12月10日 19:00-21:00 城市：武汉 场地：光谷书店"


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("第16期取消，场地没了", "场地没了"),
        ("夜谈不办了，讲师生病", "讲师生病"),
        ("讲师生病了，武汉那场不办了", "讲师生病了"),
        ("因为台风，取消苏州那场", "台风"),
        ("苏州那场办不成了，因为赞助方退出", "赞助方退出"),
        ("苏州那场不搞了，人太少，下次再办", "人太少，下次再办"),
        ("第16期不办了 没人报名", "没人报名"),
        ("武汉那场取消吧", ""),
    ],
)
async def test_a_salon_is_called_off_with_its_reason(bot: Bot, said: str, why: str) -> None:
    await confirmed(bot, SALON)
    await confirmed(bot, NIGHT)
    told = await say(bot, said)
    assert "取消活动预览" in told
    assert ("16" in told) is ("16" in said or "苏州" in said)
    assert f"照常举行 → 已取消{f'（{why}' if why else ''}" in told


@pytest.mark.parametrize(
    "said",
    [
        "第16期取消，改到12月20日",
        "第16期取消，还是换个地方？",
        "取消了，谢谢",
        "查询取消，连接没了",
        "事务不提交，取消了",
    ],
)
async def test_what_is_no_calling_off(bot: Bot, said: str) -> None:
    await confirmed(bot, SALON)
    assert "取消活动预览" not in await say(bot, said)


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("武汉那场换个地方，改到 图书馆3楼", "图书馆3楼"),
        ("夜谈换场地，定在东湖咖啡", "东湖咖啡"),
        ("武汉那场挪到东湖图书馆", "东湖图书馆"),
        ("把夜谈的地方改成国际会议中心", "国际会议中心"),
        ("武汉那场的场地换成：T3 报告厅", "T3 报告厅"),
    ],
)
async def test_a_salon_gets_another_place(bot: Bot, said: str, place: str) -> None:
    await confirmed(bot, NIGHT)
    assert f"场地：光谷书店 → {place}" in await say(bot, said)


@pytest.mark.parametrize(
    ("said", "title", "label"),
    [
        ("武汉那场的回放 https://example.com/r/3 下午", "PG夜谈", "下午：https"),
        ("夜谈回放来了：https://example.com/r/4", "PG夜谈", "回放：https"),
        ("武汉的录像链接 上半场：https://example.com/r/5", "PG夜谈", "上半场：https"),
        ("回放好了 https://example.com/r/6", "PG夜谈", "回放：https"),
        ("昨晚的录像 https://example.com/r/9", "PG夜谈", "回放：https"),
        ("还有回放 https://example.com/r/7", "PG夜谈", "回放：https"),
        ("也贴一下武汉下午的回放 https://example.com/r/8", "PG夜谈", "下午：https"),
    ],
)
async def test_a_replay_is_added_in_a_sentence(
    bot: Bot, clock: FixedClock, said: str, title: str, label: str
) -> None:
    await confirmed(bot, NIGHT)
    clock.move(timedelta(days=18))
    told = await say(bot, said)
    assert "添加一条回放" in told, told
    assert title in told
    assert label in told


async def test_the_preview_of_a_replay_is_changed_in_a_sentence(
    bot: Bot, clock: FixedClock
) -> None:
    await confirmed(bot, NIGHT)
    clock.move(timedelta(days=18))
    old = code_of(await say(bot, "武汉那场的回放 https://example.com/r/3"))
    assert "上午场：https://example.com/r/3" in await say(bot, "标签写上午场")
    told = await say(bot, "链接换成 https://example.com/r/4")
    assert "上午场：https://example.com/r/4" in told
    assert "已经取消了" in await say(bot, f"确认 {old}")
    assert "添加回放「上午场」" in await say(bot, f"确认 {code_of(told)}")


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("帮我发个公告：第16期苏州开始报名啦", "第16期苏州开始报名啦"),
        ("麻烦发一条通知，明天停电，机房维护", "明天停电，机房维护"),
        ("群里通知一下：谁要来武汉？", "谁要来武汉？"),
        ("起草公告：@筹备群 周三碰头", "周三碰头"),
    ],
)
async def test_an_announcement_is_drafted_in_a_sentence(bot: Bot, said: str, text: str) -> None:
    told = await say(bot, said)
    assert told.split("\n\n")[1].startswith("**预览**")
    assert text in told


async def test_a_salon_is_made_in_a_sentence(bot: Bot) -> None:
    told = await say(bot, "帮我建个活动，下周五晚上8点，线上直播，讲 PG 18 新特性，名额100")
    assert "新活动预览" in told
    for words in ("标题：PG 18 新特性", "12 月 4 日（周五）20:00", "名额：100 人", "场地：线上"):
        assert words in told
    told = await say(bot, "想办一场沙龙，12月27日下午两点，长沙，老张请客")
    assert "没有用上：「老张请客」" in told
    assert "城市：长沙" in told
    assert "活动叫什么" in told


@pytest.mark.parametrize(
    "said", ["怎么发公告，要确认吗", "帮我建个索引，大表上的", "想办活动，怎么弄"]
)
async def test_a_question_is_no_wish(bot: Bot, said: str) -> None:
    told = await say(bot, said)
    assert "**预览**" not in told
    assert "记下了" not in told


@pytest.mark.parametrize("said", ["结束时间延到六点", "改期 16 14:00-18:00"])
async def test_what_has_begun_may_end_later(clock: FixedClock, tmp_path: Path, said: str) -> None:
    async with small_bot(tmp_path, clock, held_on="2018-12-05", limits=TALKATIVE) as bot:
        await confirmed(bot, SALON)
        clock.set_to(datetime(2026, 12, 12, 6, 30, tzinfo=UTC))
        preview = await say(bot, said)
        assert "2026 年 12 月 12 日（周六）14:00–18:00" in preview
        assert "这一场已经开始了" in preview
        assert "12 月 13 日" not in preview
        assert "已经过去了" in await say(bot, "改期 16 14:10-18:00")


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (
            "这周四的直播改到周五晚7点",
            "11 月 26 日（周四）20:00 这一次改到 2026 年 11 月 27 日（周五）19:00",
        ),
        ("把这周四的答疑改成周五晚7点", "这一次改到 2026 年 11 月 27 日（周五）19:00"),
        ("这周四的直播停一次", "停播一次"),
        ("下周四直播先停", "12 月 3 日（周四）20:00 停播一次"),
    ],
)
async def test_one_day_of_a_series_is_changed_in_a_sentence(
    bot: Bot, said: str, told: str
) -> None:
    await confirmed(bot, "新建系列 每周四晚上8点到9点 直播答疑 https://example.com/live")
    assert told in await say(bot, said)


async def test_members_wish_in_vain(bot: Bot) -> None:
    await confirmed(bot, SALON)
    for said in ("第16期取消，场地没了", "帮我发个公告：大家好", "苏州那场挪到图书馆"):
        assert "预览" not in (await bot.ask(said)).text


async def test_beginning_anew_loses_nothing(bot: Bot) -> None:
    await say(bot, "帮我建一场新沙龙，12月12日下午两点，在杭州")
    told = await say(bot, "新建沙龙")
    assert "接着刚才没建完的" in told
    assert "杭州" in told
    assert "1/9" in told
    await say(bot, "算了")
    assert "接着" not in (await say(bot, "新建沙龙")).split("接着可以发")[0]


@pytest.mark.parametrize("said", ["谁报名了", "现在几个人报名了", "有多少人签到"])
async def test_a_question_on_who_comes_is_no_field(bot: Bot, said: str) -> None:
    await say(bot, "新建活动")
    assert "记下了" not in await say(bot, said)
    await say(bot, "PG夜谈")
    await say(bot, "12月12日 14:00")
    for _ in range(4):
        assert "记下了" not in await say(bot, said)
        await say(bot, "跳过")


async def test_a_city_may_stand_before_its_place(bot: Bot) -> None:
    preview = await say(bot, "新建活动，12月19日下午2点到5点，杭州西溪湿地，名字叫PG夜谈")
    assert "城市：杭州" in preview
    assert "场地：西溪湿地" in preview
    assert "没有用上" not in preview


async def test_a_salon_without_a_number_is_called_by_its_name(bot: Bot) -> None:
    await confirmed(bot, "新建活动 标题：PG茶会 时间：12月18日 14:00-17:30 城市：长沙")
    told = await confirmed(bot, "新建活动 标题：夜谈 时间：12月18日 19:00-21:00 城市：长沙")
    assert "报名 夜谈" in told
    assert "salon-" not in told
    assert "报名成功：**夜谈" in (await bot.ask("报名 夜谈")).text


@pytest.mark.parametrize(
    ("said", "there"),
    [
        ("标题改成 PG 年终专场", "→ PG 年终专场"),
        ("地址写清楚一点：科技路1号", "→ 科技路1号"),
        ("换个场地，去软件园B座", "→ 软件园B座"),
        ("直播地址更新一下 https://live.example.com/1", "→ https://live.example.com/1"),
        ("会场换到创业大厦三楼", "→ 创业大厦三楼"),
        ("场地变了，改成软件园B座", "→ 软件园B座"),
        ("名额再放15个", "1 人 → 16 人"),
        ("取消人数限制", "→ 不限"),
        ("张三讲到三点一刻", "14:00–15:15"),
        ("张三的分享控制在30分钟以内", "14:00–14:30"),
        ("给大家说一声周六正常举行", "周六正常举行"),
        ("告诉所有人停车免费", "停车免费"),
        ("结束时间延到六点", "14:00–18:00"),
        ("散场时间改到晚上七点", "14:00–19:00"),
        ("场地周六有冲突，改周日同一时间", "2026 年 12 月 13 日（周日）14:00–17:30"),
        ("改到周五", "2026 年 12 月 11 日（周五）14:00–17:30"),
        ("嘉宾来不了，改到12月19日", "2026 年 12 月 19 日（周六）14:00–17:30"),
        ("群里说一声：直播链接当天给", "直播链接当天给"),
        ("发到两个群：赠书五本", "赠书五本"),
        ("发到所有群：赠书五本", "赠书五本"),
        # In few words.
        ("16 限 50", "1 人 → 50 人"),
        ("加一个分享：李四讲《备份》，单位某某公司", "备份：李四（某某公司）"),
        ("16期的议程加两项：\n16:00-16:15 抽奖\n16:15-16:30 合影", "加上 16:00–16:15 抽奖"),
        ("张三的分享延长10分钟", "14:00–15:10 逻辑复制实践"),
        ("企业圆桌缩短10分钟", "15:30–15:50 企业圆桌"),
        ("第一个议题的张三换成王五", "逻辑复制实践：王五"),
        ("公告 发到所有群：赠书五本", "沙龙筹备群：马上发"),
        ("发到学习群一个通知：周六见", "周六见"),
        ("苏州那场改下时间，提前半小时", "2026 年 12 月 12 日（周六）13:30–17:00"),
        ("delay 16 一周", "2026 年 12 月 19 日（周六）14:00–17:30"),
        ("推迟苏州那场两天", "2026 年 12 月 14 日（周一）14:00–17:30"),
        ("推迟苏州那场到12月20日", "2026 年 12 月 20 日（周日）14:00–17:30"),
        ("postpone 16 to 12月20日", "2026 年 12 月 20 日（周日）14:00–17:30"),
        ("提前16期到12月5日", "2026 年 12 月 5 日（周六）14:00–17:30"),
        ("cancel 苏州那场", "照常举行 → 已取消"),
        ("把16期 cancel 掉", "照常举行 → 已取消"),
        ("人数控制在50以内", "1 人 → 50 人"),
        ("报名到前一天中午就关", "→ 2026-12-11 12:00"),
        ("报名截止明晚8点", "→ 2026-11-24 20:00"),
        ("第16期改名叫“年终盛典”", "→ 年终盛典"),
        ("张三换成他们公司的张工", "张工（某某公司）"),
        ("张三说要晚到，和企业圆桌换一下顺序", "对调议程预览"),
        ("写个总结发群里：本期到场50人", "本期到场50人"),
        ("让大家填一下问卷 https://wj.example.com/1", "填一下问卷"),
        ("每周三晚八点直播", "**直播** 每周三 20:00"),
        ("每周五下午3点半PG答疑 https://example.com/live", "**PG答疑** 每周五 15:30"),
    ],
)
async def test_what_is_to_be_otherwise_is_a_preview(
    clock: FixedClock, tmp_path: Path, said: str, there: str
) -> None:
    async with small_bot(tmp_path, clock, held_on="2018-12-05", limits=TALKATIVE) as bot:
        await confirmed(bot, SALON)
        preview = await say(bot, said)
        assert there in preview
        assert "确认 " in preview


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("公告后天上午十点发", "定时公告 后天上午十点 内容"),
        ("每个月第一个周日都办", "新建系列"),
        ("让刘浩然也能发公告", "授权 员工号 组织者"),
        ("把张三放到最后讲", "本来就是这样"),
        ("中奖的人走了，重抽一个", "最近一周这里没有抽过奖"),
        ("帮成员3报名", "要本人来报"),
        ("张三讲到13:00", "结束的时间请写得晚一些"),
        ("给报了名的人分别发个消息", "不能只发给一部分人"),
        ("小李忘了签到，帮他签一下", "还没到签到时间"),
        ("取消的那场还办", "恢复活动"),
    ],
)
async def test_the_way_is_told(clock: FixedClock, tmp_path: Path, said: str, told: str) -> None:
    async with small_bot(tmp_path, clock, held_on="2018-12-05", limits=TALKATIVE) as bot:
        await confirmed(bot, SALON)
        answer = await say(bot, said)
        assert told in answer
        assert "确认 " not in answer


async def test_a_place_in_the_hall_is_no_seat(bot: Bot) -> None:
    assert "名额不能转给" not in await say(bot, "位置换成左边")


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("算了，不建了", "什么也没有保存"),
        ("不弄了", "什么也没有保存"),
        ("稍等一下", "半小时以内接着发"),
        ("我想想", "半小时以内接着发"),
        ("取消张三", "要取消的是 张三 的什么"),
        ("张三换成王五", "换讲师预览"),
        ("在群里说一声：记得带电脑", "记得带电脑"),
        ("现在报了多少人", "报名 0"),
        ("场地换成大象书店", "场地：大象书店"),
        ("名额：50", "名额：50"),
    ],
)
async def test_what_is_said_in_between_becomes_no_field(
    clock: FixedClock, tmp_path: Path, said: str, told: str
) -> None:
    async with small_bot(tmp_path, clock, held_on="2018-12-05", limits=TALKATIVE) as bot:
        await confirmed(bot, SALON)
        for step in ("新建活动", "PG夜谈", "12月18日 19:00-21:00"):
            await say(bot, step)
        answer = await say(bot, said)
        assert told in answer
        assert f"城市：{said}" not in answer


@pytest.mark.parametrize(
    ("said", "taps"),
    [
        ("西安那场的回放链接换成 https://example.com/r/4", 2),
        ("第15期的回放 新的是 https://example.com/r/4", 2),
        ("西安那场的回放发错了", 1),
        ("西安那场的回放链接不对，撤掉", 1),
    ],
)
async def test_a_wrong_replay_is_taken_off_before_another_comes(
    clock: FixedClock, tmp_path: Path, said: str, taps: int
) -> None:
    async with small_bot(tmp_path, clock, held_on="2018-12-05", limits=TALKATIVE) as bot:
        assert "还没有登记回放" in await say(bot, said)
        preview = await say(bot, "西安那场的回放发到群里 https://example.com/r/3")
        assert "回放：https://example.com/r/3" in preview
        await say(bot, f"确认 {preview.split('确认 ')[1][:4]}")
        told = await say(bot, said)
        assert "回放 删除 15 回放" in told
        assert told.count("dtmd:") == taps
        assert "确认 " not in told


@pytest.mark.parametrize("what", ["照片", "PPT", "资料"])
async def test_other_links_are_for_an_announcement(bot: Bot, what: str) -> None:
    told = await say(bot, f"{what} https://example.com/p 发群里")
    assert f"[公告 {what}：https://example.com/p]" in told


async def test_a_link_that_was_just_posted_is_put_right(clock: FixedClock, tmp_path: Path) -> None:
    async with small_bot(tmp_path, clock, held_on="2018-12-05", limits=TALKATIVE) as bot:
        assert "删除" not in await say(bot, "链接错了，换成 https://example.com/r/4")
        await confirmed(bot, "西安那场的回放 https://example.com/r/3")
        told = await say(bot, "链接错了，换成 https://example.com/r/4")
        for order in ("回放 删除 15 回放", "回放 添加 15 回放 https://example.com/r/4"):
            assert f"[{order}]" in told


async def test_a_weekday_may_stand_behind_a_comma(bot: Bot) -> None:
    told = await say(bot, "新建活动 标题：夜谈 时间：下个月19号，周六下午两点到五点半")
    assert "时间：2026 年 12 月 19 日（周六）14:00–17:30" in told
    told = await say(bot, "新建活动 标题：夜谈 时间：下个月19号，周日下午两点")
    assert "是周六，不是周日" in told


@pytest.mark.parametrize("said", ["80个人吧", "大概80人", "最多80个", "80人左右"])
async def test_a_number_of_people_is_taken_at_any_step(bot: Bot, said: str) -> None:
    for step in ("新建活动", "PG夜谈", "12月18日 19:00", "长沙", "东湖书店"):
        await say(bot, step)
    await say(bot, "跳过")
    assert "先不写" in await say(bot, "议程先不做")
    await say(bot, "跳过")
    assert "先不写" in await say(bot, "直播先不做")
    assert "名额：80 人" in await say(bot, said)


ARTICLE = """【重磅】PG天天象上 · 第十六期 ｜ 苏州站

时　间：2026年12月19日（星期六）14:00-17:30
地点 | 慢书房

【议程安排】
14:10-14:50　逻辑复制实践　唐修　某某公司
15:30-15:50　茶歇
15:50-17:00　圆桌：国产化之路

报名方式：扫描下方二维码
长按识别二维码关注我们"""


async def test_an_article_is_pasted_with_what_stands_below_it(bot: Bot) -> None:
    told = await say(bot, ARTICLE)
    for words in (
        "12 月 19 日（周六）14:00–17:30",
        "场地：慢书房",
        "逻辑复制实践：唐修（某某公司）",
    ):
        assert words in told
    agenda = told.split("议程：")[1].split("请核对")[0].split("没有用上")[0]
    assert "二维码" not in agenda
    assert "没有用上" in told


@pytest.mark.parametrize(
    "said",
    [
        "限50",
        "cancel a running query",
        "delay the commit 5分钟",
        "推迟执行 vacuum 一天",
        "move table to 新表空间",
        "报名截止时间",
        "把数据推到下周",
        "让大家都能连数据库",
        "让大家久等了，抱歉",
        "让各位见笑了",
        "每天凌晨3点开始备份",
        "怎么创建活动表",
        "每天早上9点备份",
        "还是用以前的版本",
        "各位大佬，索引失效了，日志里没有报错，请问这是什么原因，应该怎么办",
    ],
)
async def test_what_is_no_order_in_few_words(bot: Bot, said: str) -> None:
    await confirmed(bot, SALON)
    assert "确认 " not in await say(bot, said)


@pytest.mark.parametrize("said", ["把苏州那场推到下周", "第16期挪到年后吧"])
async def test_whoever_names_no_day_is_asked_for_it(bot: Bot, said: str) -> None:
    await confirmed(bot, SALON)
    assert "改到什么时候" in await say(bot, said)
    assert "12 月 27 日" in await say(bot, "12月27日")


async def test_a_day_just_past_is_not_of_next_year(bot: Bot) -> None:
    assert "11 月 20 日 已经过了" in (told := await say(bot, "新建活动 标题：夜谈 时间：11月20日"))
    assert "2027 年" in told
    assert "2027 年 1 月 20 日" in await say(bot, "新建活动 标题：夜谈 时间：1月20日")


async def test_each_link_of_a_salon_is_a_replay(bot: Bot, clock: FixedClock) -> None:
    clock.set_to(datetime(2026, 12, 7, 7, tzinfo=UTC))
    told = await say(
        bot, "回放好了，上半场 https://example.com/r/1 下半场 https://example.com/r/2"
    )
    assert "上半场：https://example.com/r/1" in told
    assert "下半场：https://example.com/r/2" in told
    assert told.count("确认请发") == 2
    await confirmed(bot, SALON)
    clock.move(timedelta(days=18))
    told = await say(bot, "苏州回放链接 https://example.com/r/3 和 https://example.com/r/4")
    assert "第1段：https://example.com/r/3" in told
    assert "第2段：https://example.com/r/4" in told


async def test_whoever_was_put_in_gets_a_company(bot: Bot) -> None:
    await confirmed(bot, SALON)
    await say(bot, "张三换成王五")
    assert "王五（丙公司）" in await say(bot, "他是丙公司的")
    assert "王五（丁集团）" in await say(bot, "她来自丁集团")


async def test_what_was_asked_of_the_bot_is_no_question_on_a_salon(bot: Bot) -> None:
    await confirmed(bot, SALON)
    assert "[未答]" in await say(bot, "大家都问了什么")
    assert "能报" in await say(bot, "西安还有名额吗")
    assert "一共 1 期" not in await say(bot, "苏州呢")


async def test_what_speaks_to_many_may_be_announced(bot: Bot) -> None:
    said = "尊敬的各位同事：\n因机房搬迁，12月3日22:00至24:00服务暂停，给您带来不便敬请谅解。"
    assert "前面写上「公告」" in await say(bot, said)
    said = "【通知】本周六活动改到四楼路演厅，请各位提前十分钟到场签到，带上工牌。"
    assert "前面写上「公告」" in await say(bot, said)
    assert "[新建活动]" in await say(bot, "我是这次的组织者，下个月办一场沙龙，应该怎么做？")


async def test_another_day_is_of_the_announcement_just_shown(bot: Bot, clock: FixedClock) -> None:
    await confirmed(bot, SALON)
    clock.move(timedelta(seconds=5))
    await say(bot, "公告 明天记得带电脑")
    clock.move(timedelta(seconds=5))
    assert "后天记得带电脑" in await say(bot, "改成后天")
    clock.move(timedelta(seconds=5))
    told = await say(bot, "改成第八期")
    assert "草稿没有变" in told


async def test_a_deadline_is_put_off_from_what_it_is(bot: Bot) -> None:
    await confirmed(bot, SALON)
    assert "没有写报名截止" in await say(bot, "报名截止往后延一天")
    await confirmed(bot, "16期报名截止到12月10日晚上8点")
    assert "→ 2026-12-11 20:00" in await say(bot, "报名截止往后延一天")


async def test_a_salon_that_is_not_made_yet_is_told_more_of_and_not_called_off(bot: Bot) -> None:
    await say(bot, SALON)
    assert "还没有建" in await say(bot, "取消苏州那场")
    assert "分区表：王五" in await say(bot, "讲师是王五，讲分区表")


async def test_what_was_called_off_is_moved_or_stays(bot: Bot) -> None:
    await confirmed(bot, SALON)
    await confirmed(bot, "取消活动 16")
    assert "不用再取消" in await say(bot, "取消活动 16")
    assert "确认以后恢复举行" in await say(bot, "16期改到12月20日")


async def test_another_sponsor_stands_beside_the_first(bot: Bot) -> None:
    await confirmed(bot, SALON)
    await confirmed(bot, "16期再加一个赞助 甲公司")
    assert "甲公司 → 甲公司、乙公司" in await say(bot, "16期再加一个赞助 乙公司")
    assert "没有叫「运维群」的群" in await say(bot, "给运维群发一条：明天停电")


async def test_one_day_of_a_series_moves_to_no_day_just_past(bot: Bot) -> None:
    await confirmed(bot, "新建系列 每周四晚上8点 直播答疑")
    assert "已经有叫「直播答疑」" in await say(bot, "新建系列 每周五晚上8点 直播答疑")
    assert "11 月 20 日 20:00 已经过了" in await say(bot, "改播 本周四 改到 11月20日晚8点")


async def test_what_is_of_an_announcement_is_no_city(bot: Bot) -> None:
    for step in ("新建活动", "PG夜谈", "12月25日 19:00"):
        await say(bot, step)
    assert "没有记成城市" in await say(bot, "明早那条别发了")


async def test_two_fields_may_answer_one_step(bot: Bot) -> None:
    for step in ("新建活动", "PG夜谈", "12月25日 19:00"):
        await say(bot, step)
    told = await say(bot, "场地是展览馆，地址是科技路1号")
    assert "场地：展览馆；地址：科技路1号" in told
