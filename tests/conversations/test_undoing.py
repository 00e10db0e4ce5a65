"""What organizers got wrong and want back, in a word and without the code of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.clock import FixedClock
from tests.conversations.living_bot import (
    TALKATIVE,
    Bot,
    as_fixture,
    confirmed,
    say,
    small_bot,
)
from tests.waiting import eventually

SALON = "新建活动 标题：PG天天象上 第 16 期 苏州 时间：12月12日 14:00-17:30 城市：苏州 名额：2"


bot = as_fixture(small_bot, limits=TALKATIVE)


@pytest.mark.parametrize(
    "said",
    [
        "恢复活动 16",
        "恢复活动",
        "搞错了，没取消",
        "第16期不取消了",
        "苏州那场照常举行",
        "恢复苏州那场",
        "场地又有了，照常举行",
        "算了还是照常",
        "哎，还是照常办吧",
    ],
)
async def test_a_salon_that_was_called_off_comes_back(bot: Bot, said: str) -> None:
    await confirmed(bot, SALON)
    assert "已取消" in await confirmed(bot, "取消活动 16")
    assert "已取消 → 照常举行" in await confirmed(bot, said)
    assert "照常举行" in (await bot.ask("苏州那场还办吗")).text


async def test_only_what_was_called_off_comes_back(bot: Bot) -> None:
    await confirmed(bot, SALON)
    assert "没有取消" in await say(bot, "恢复活动 16")
    assert "近期没有取消了的活动" in await say(bot, "恢复活动")
    assert "恢复" not in await say(bot, "第16期照常举行")
    assert "要组织者才能用" in (await bot.ask("恢复活动 16")).text


async def test_a_wrong_replay_is_taken_off(bot: Bot) -> None:
    await confirmed(bot, "回放 添加 15 上午 https://example.com/wrong")
    await confirmed(bot, "回放 添加 15 下午 https://example.com/right")
    assert "要组织者才能用" in (await bot.ask("回放 删除 15 上午")).text
    assert "下午：https://example.com/right" in await say(bot, "回放 删除 15")
    assert "已去掉" in await say(bot, "回放 删除 15 上午")
    told = (await bot.ask("回放 15")).text
    assert "right" in told
    assert "wrong" not in told
    acts = (await bot.ask("审计", by=bot.admin)).text
    assert "去掉了「PG天天象上 第 15 期 西安」的回放" in acts
    assert "已去掉" in await say(bot, "回放 删除 15 https://example.com/right")
    assert "没有回放" in await say(bot, "回放 删除 15 下午")


async def test_a_further_replay_is_of_the_salon_that_is_named(bot: Bot) -> None:
    link = "https://example.com/r3"
    assert "还没有办过的活动" in await say(bot, f"再加一个下午场的回放 {link}")
    assert "下午：" in await say(bot, f"再加一个西安下午场的回放 {link}")


async def test_a_replay_of_a_file_is_changed_in_the_file(bot: Bot) -> None:
    page = bot.folder / "events" / "2026-12-05-xian.md"
    added = 'replays:\n  - {label: 下午, url: "https://example.com/page"}\n---\n## 概况'
    page.write_text(page.read_text("utf-8").replace("---\n## 概况", added), "utf-8")
    await bot.ask("重载", by=bot.admin)
    assert "写在知识文件夹" in await say(bot, "回放 删除 15 下午")


@pytest.mark.parametrize("said", ["写错了 撤回", "撤回刚才的公告", "撤回", "刚才那条说错了，撤回"])
async def test_the_last_announcement_is_offered_for_recall(bot: Bot, said: str) -> None:
    done = await confirmed(bot, "公告 明天开会")
    code = done.split("公告 ")[1][:4]
    told = await say(bot, said)
    assert "明天开会" in told
    assert f"撤回 {code}" in told


async def test_whether_it_went_out_is_told_without_its_name(bot: Bot) -> None:
    assert "最近一周" not in await say(bot, "发出去了吗")
    await confirmed(bot, "公告 明天开会")
    groups = bot.emulator.groups
    await eventually(lambda: all(bot.unread(one.id) for one in groups))
    bot.skip()
    assert "明天开会" in await say(bot, "发出去了吗？")
    assert "最近一周" not in (await bot.ask("发出去了吗")).text  # a member


async def test_a_draw_is_opened_without_its_code_at_hand(bot: Bot) -> None:
    await confirmed(bot, SALON)
    await bot.ask("报名 16")
    code = (await say(bot, "抽奖 16 图书 1 报名")).split("抽奖 ")[1][:5]
    told = await say(bot, "开奖")
    assert f"{code}：图书，1 名" in told
    await say(bot, f"开奖 {code} 下雨")
    assert code not in await say(bot, "开奖")


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("再加5个名额", "名额：2 人 → 7 人"),
        ("第16期多放三个座位", "名额：2 人 → 5 人"),
        ("地址改成 平江路 8 号大象书店", "地址：没有 → 平江路 8 号大象书店"),
        ("加议程 14:00-14:30 开场 林溪", "14:00–14:30 开场"),
        ("再加一个 14:30-15:30 逻辑复制实战 刘浩然（云图）", "逻辑复制实战"),
        ("第16期加个议题：15:30-16:00 圆桌 林溪", "15:30–16:00 圆桌"),
    ],
)
async def test_small_changes_need_no_command(bot: Bot, said: str, told: str) -> None:
    await confirmed(bot, SALON.replace("12月12日", "12月2日"))  # then it is the next
    preview = await say(bot, said)
    assert told in preview
    assert "还没有保存" in preview


async def test_an_address_of_a_server_is_no_salons(bot: Bot) -> None:
    assert "还没有保存" not in await say(bot, "地址改成 10.0.0.5")


@pytest.mark.parametrize(
    "said",
    [
        *("提醒什么时候发", "下一条提醒几点发？", "接下来这两周会自动发哪些提醒"),
        *("现在有什么要发的", "还有哪些没发", "开场前会提醒大家吗"),
    ],
)
async def test_what_goes_out_next_is_asked_in_a_sentence(bot: Bot, said: str) -> None:
    assert "今后两周" in await say(bot, said)


@pytest.mark.parametrize("said", ["我想办一场沙龙", "建个活动", "帮我组织一次活动"])
async def test_whoever_wants_a_salon_is_led_to_the_first_step(bot: Bot, said: str) -> None:
    reply = await say(bot, said)
    assert "接着可以发" in reply
    assert "[新建活动]" in reply


@pytest.mark.parametrize("said", ["还是原来的时间吧", "哎还是原来的时间", "算了，改回原来的日子"])
async def test_what_was_otherwise_before_is_named(bot: Bot, clock: FixedClock, said: str) -> None:
    await confirmed(bot, SALON)
    clock.move(timedelta(seconds=5))
    await confirmed(bot, "第16期推迟一周")
    assert "12 月 19 日（周六）14:00–17:30 → 2026 年 12 月 12 日" in await say(bot, said)


async def test_only_what_was_changed_is_changed_back(bot: Bot, clock: FixedClock) -> None:
    await confirmed(bot, SALON)
    clock.move(timedelta(seconds=5))
    await confirmed(bot, "第16期场地换成会展中心")
    for said in ("还是原来的时间", "还是用以前的版本"):
        assert "→ 原来" not in (told := await say(bot, said))
        assert "→ 以前" not in told
    assert "场地：会展中心 → 没有" in await say(bot, "还是原来的场地")


@pytest.mark.parametrize(
    ("done", "way"),
    [
        ("回放 添加 15 上午 https://example.com/r/1", "回放 删除 15 上午"),
        ("新建系列 每周四晚上8点 直播答疑", "结束系列 直播答疑"),
    ],
)
async def test_what_is_taken_back_by_a_command_names_it(bot: Bot, done: str, way: str) -> None:
    await confirmed(bot, done)
    assert f"发「{way}」" in await say(bot, "撤销")
