"""Several orders in one message, and a salon that is named behind its order."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.chat.context import Request
from bot.clock import FixedClock
from bot.messages import Role
from handlers.orders import together
from tests.builders import make_message
from tests.conversations.living_bot import TALKATIVE, Bot, as_fixture, code_of, say, say_alone
from tests.conversations.salon_bot import salon_bot

bot = as_fixture(salon_bot, limits=TALKATIVE, knowledge={"writable": True})


@pytest.mark.parametrize(
    ("said", "there"),
    [
        ("西安改到下午三点，另外场地换成创业咖啡", ("15:00", "大象咖啡 → 创业咖啡")),
        (
            "西安那场，时间改成12月6号下午两点，地点改成云汇谷，名额改成50",
            ("6 日", "云汇谷", "50 人"),
        ),
        ("名额改成40人，12月3号截止报名", ("40 人", "2026-12-03 23:59")),
        ("场地改到二楼，西安的", ("大象咖啡 → 二楼",)),
        ("场地改到二楼，名额限40，西安那场", ("大象咖啡 → 二楼", "40 人")),
        ("西安的场地改到二楼", ("大象咖啡 → 二楼",)),
        (
            "场地变了，改到 软件园 C座，地址 科技二路65号",
            ("大象咖啡 → 软件园 C座", "科技二路65号"),
        ),
        ("唐修来不了了，换成 李林，题目是《备份》", ("备份：李林",)),
        ("唐修临时出差，让李林来讲，题目改《备份》", ("备份：李林",)),
        (
            "名额改成40人，另外报名截止到前一天晚上8点",
            ("40 人", "2026-12-04 20:00"),
        ),
    ],
)
async def test_all_of_them_are_in_one_preview(bot: Bot, said: str, there: tuple[str, ...]) -> None:
    told = await say(bot, said)
    assert told.count("还没有保存") == 1
    assert "接着刚才的草稿" not in told
    for words in there:
        assert words in told, words
    code = code_of(told)
    assert "改好了" in await say(bot, f"确认 {code}")


async def test_what_is_no_change_is_offered(bot: Bot) -> None:
    told = await say(bot, "周六改到二楼，跟大家说一声")
    assert "大象咖啡 → 二楼" in told
    assert "确认以后发「公告 周六改到二楼」" in told
    told = await say(bot, "第15期改到下午3点，另外名额改成一万人")
    assert "15:00" in told
    assert "没有算进去" in told


async def _another_is_ahead(bot: Bot) -> None:
    await say(bot, "新建活动 标题：PG 第 16 期 上海 时间：2026-12-19 14:00 城市：上海")
    await say(bot, f"确认 {code_of(bot.emulator.bot_lines(bot.group)[-1].text)}")


@pytest.mark.parametrize(
    "said",
    [
        "西安改到下午三点，另外上海的场地换成创业咖啡",
        "西安改到下午三点，上海的场地换成创业咖啡",
        "西安改到下午三点，上海改到12月20日",
        "西安改到下午三点\n上海场地改到三楼",
        "西安和上海都改到下午三点",
    ],
)
async def test_another_salon_has_a_preview_and_a_code_of_its_own(bot: Bot, said: str) -> None:
    await _another_is_ahead(bot)
    told = await say(bot, said)
    assert "15:00" in told
    of_xian, of_shanghai = told.split("---")
    assert "第 15 期" in of_xian
    assert "第 16 期" in of_shanghai
    for one in (of_xian, of_shanghai):
        assert "改好了" in await say(bot, f"确认 {code_of(one)}")


async def test_all_of_one_salon_has_one_code_wherever_another_stands(bot: Bot) -> None:
    await _another_is_ahead(bot)
    told = await say(
        bot, "西安的名额改成50，上海的场地换成创业大厦，另外西安的场地换成图书馆，时间改到下午三点"
    )
    of_xian, of_shanghai = told.split("---")
    for there in ("→ 50 人", "→ 图书馆", "15:00"):
        assert there in of_xian
    assert "创业大厦" in of_shanghai
    for one in (of_xian, of_shanghai):
        assert "改好了" in await say(bot, f"确认 {code_of(one)}")


async def test_another_salon_that_no_order_begins_with_is_one_of_its_own(bot: Bot) -> None:
    await _another_is_ahead(bot)
    told = await say(bot, "西安改到下午三点，另外取消第16期")
    assert "15:00" in told
    assert "说的是另一场" in told
    assert told.count("还没有保存") == 1


@pytest.mark.parametrize(
    "said",
    [
        "上期场地改到二楼，另外名额改成50",
        "第15期和第16期名额改成50，场地改到二楼",
        "上海名额改成一百万人，另外场地改到二楼",
    ],
)
async def test_no_order_goes_to_the_next_salon_for_want_of_the_one_named(
    bot: Bot, said: str
) -> None:
    await _another_is_ahead(bot)
    told = await say(bot, said)
    assert "还没有保存" not in told
    assert "前一项没有做成" in told


async def test_an_order_that_takes_back_the_one_before_leaves_nothing(bot: Bot) -> None:
    told = await say(bot, "西安场地改成二楼，另外场地改成大象咖啡")
    assert "什么也没有改" in told
    assert "还没有保存" not in told


async def test_a_message_that_comes_again_shows_what_its_code_confirms(
    bot: Bot, clock: FixedClock
) -> None:
    await _another_is_ahead(bot)
    message = make_message("上海改到下午三点，另外场地换成创业咖啡")
    request = Request(message, message.text, Role.ORGANIZER)
    ((_, fitting),) = together.router.dialogues
    handler = fitting(request)
    assert handler
    services = bot.app.assembly.services
    first = await handler(request, services)
    clock.move(timedelta(seconds=61))
    assert await handler(request, services) == first


async def test_a_message_that_comes_again_leaves_no_draft_unshown(
    bot: Bot, clock: FixedClock
) -> None:
    await _another_is_ahead(bot)
    message = make_message("上海名额改成50，西安场地换成创业咖啡")
    request = Request(message, message.text, Role.ORGANIZER)
    ((_, fitting),) = together.router.dialogues
    services = bot.app.assembly.services
    for _ in range(2):
        handler = fitting(request)
        assert handler
        told = await handler(request, services)
        assert told
        clock.move(timedelta(seconds=61))
    drafts = await services.drafts.waiting(message.staff_id, clock.now())
    assert len(drafts) == 2
    assert all(f"确认 {one.code}" in told.markdown for one in drafts)


@pytest.mark.parametrize(
    ("said", "there", "not_there"),
    [
        (
            "西安名额改成50，发公告：时间不变，场地改到二楼",
            "公告 时间不变，场地改到二楼",
            "→ 二楼",
        ),
        ("西安标题改成「PG，时间改变一切」，名额50", "PG，时间改变一切", "没有算进去"),
        ("西安名额改成50，场地不要改", "50 人", "→ 不"),
        ("西安名额改成50，场地改不了", "50 人", "→ 不"),
        ("西安改到下午三点了，场地换到哪里还没定", "15:00", "→ 哪"),
        ("西安名额改成50，第九个改成40分钟", "没有算进去", "什么也没有改"),
        ("西安改到12月6日，时间不变，地点照旧", "12 月 6 日", "没有算进去"),
        ("西安地点改到A座，时间照旧", "→ A座", "照旧"),
        ("西安改到12月6日，场地还是大象咖啡", "12 月 6 日", "场地：大象咖啡 →"),
        ("西安场地改到二楼，另外开奖", "「开奖」没有算进去，请单独发", "看懂"),
        ("西安场地改到大象咖啡，名额改成五", "「场地改到大象咖啡」", "「地改"),
        ("西安场地改到二楼，谢谢", "→ 二楼", "谢"),
        ("西安场地改到二楼，对吧", "什么也没有改", "→ 二楼"),
        ("西安场地改到二楼，先别发公告", "不会另发公告", "→ 二楼，"),
        ("西安场地改到二楼，通知报名的人", "报了名的人都会收到通知", "→ 二楼，"),
        ("西安名额改成50，场地换成二楼，跟大家说一声", "公告 西安名额改成50，场地换成二楼", "?"),
        ("西安名额改成50，顺便群里说一声周六带电脑", "确认以后发「公告 周六带电脑」", "?"),
        ("西安名额改成50，另外通知大家周六带电脑", "确认以后发「公告 周六带电脑」", "?"),
    ],
)
async def test_only_what_is_ordered_is_done(
    bot: Bot, said: str, there: str, not_there: str
) -> None:
    told = await say(bot, said)
    assert there in told, told
    assert not_there not in told.split("接着可以发")[0], told


async def test_each_that_cannot_be_done_says_why(clock: FixedClock, tmp_path: Path) -> None:
    async with salon_bot(tmp_path, clock) as bot:
        told = await say(bot, "西安改到下午三点，另外场地换成创业咖啡")
    assert 'start: "15:00"' in told
    assert "venue: 创业咖啡" in told


@pytest.mark.parametrize(
    "said", ["西安改到几点，场地改成哪里了？", "表结构改了，另外索引也改了", "西安那场，场地在哪"]
)
async def test_a_question_is_no_order(bot: Bot, said: str) -> None:
    assert "还没有保存" not in await say(bot, said)


@pytest.mark.parametrize(
    "said",
    [
        "明天的值班日程：\n9:00 巡检\n15:00 备份",
        "pg_cron 的日程：\n14:00 vacuum\n15:00 analyze",
        "西安的议程重新发一下，另外场地改到二楼：\n14:00-14:40 HOT更新，何亮，网易",
        "西安逻辑复制实践放到开场前面，后面的都往后推10分钟",
        "西安唐修的放到开场前面，后面的都往后推10分钟",
    ],
)
async def test_what_is_not_wholly_an_order_on_talks_changes_none(bot: Bot, said: str) -> None:
    assert "还没有保存" not in await say(bot, said)


async def test_why_a_salon_is_called_off_may_follow(bot: Bot) -> None:
    await say(bot, "取消第15期")
    told = await say(bot, "场地没了")
    assert "已取消（场地没了）" in told
    assert "大象咖啡" not in told
    assert "（场地没了）" not in await say(bot, "算了，不取消了")
    await say(bot, "取消第15期")
    assert "什么也没有改" in await say(bot, "不取消了")


@pytest.mark.parametrize(
    ("said", "there"),
    [
        ("15期场地从大象咖啡改成小象咖啡", "大象咖啡 → 小象咖啡"),
        ("西安的场地没了，换到图书馆", "大象咖啡 → 图书馆"),
        ("15期标题改成「年终专场」", "→ 年终专场"),
        ("协办方补一家云和数据", "赞助：没有 → 云和数据"),
        ("主办方改成PG社区", "活动里没有这一项"),
        ("我想限制只能带一个", "没有带几个人的限制"),
        ("报名要先审核", "报名没有审核"),
        ("西安的联系人写李雷", "活动里没有这一项"),
        ("把西安的签到打开", "到时间自动打开"),
        ("西安实际到场43人", "还没有办"),
        ("给西安那期提前一天晚上8点再提醒一次", "改活动 15 提醒：提前一天晚上8点"),
    ],
)
async def test_an_order_is_done_or_told_why_not(bot: Bot, said: str, there: str) -> None:
    assert there in await say(bot, said)


@pytest.mark.parametrize(
    ("said", "titles"),
    [
        ("所有议题往后推20分钟", ("14:20–14:50 开场", "14:50–15:35 逻辑复制实践")),
        ("从逻辑复制实践开始都往后推10分钟", ("14:00–14:30 开场", "14:40–15:25 逻辑复制实践")),
        ("西安茶歇安排在15:15到15:30", ("15:15–15:30 茶歇",)),
        (
            "在逻辑复制前面加一个议题 PG备份恢复 讲师马超 30分钟",
            ("14:30–15:00 PG备份恢复：马超", "15:00–15:45 逻辑复制实践"),
        ),
        ("逻辑复制实践调到开场前面讲", ("14:00–14:45 逻辑复制实践", "14:45–15:15 开场")),
        ("去掉开场，后面的往前提", ("14:00–14:45 逻辑复制实践",)),
        ("唐修来不了了，换成孙磊来讲逻辑复制", ("逻辑复制实践：孙磊",)),
        (
            "西安最后加一个议题，《向量检索》，周敏，小红书，16:30到17:10",
            ("16:30–17:10 向量检索：周敏（小红书）",),
        ),
        (
            "西安的议程重新发一下：\n1、14:00-14:40 HOT更新，何亮，网易\n2、14:40-15:00 茶歇",
            ("14:00–14:40 HOT更新：何亮（网易）", "14:40–15:00 茶歇"),
        ),
    ],
)
async def test_talks_are_ordered_by_where_they_stand(
    bot: Bot, said: str, titles: tuple[str, ...]
) -> None:
    told = await say(bot, said)
    assert "还没有保存" in told
    for title in titles:
        assert title in told, told


async def test_an_agenda_that_did_not_follow_stays(bot: Bot) -> None:
    await say(bot, f"确认 {code_of(await say(bot, '第15期改到23:00'))}")
    told = await say(bot, "第15期推迟20小时")
    assert "12 月 6 日（周日）19:00" in told
    assert "议程的时间没有变" in told


async def test_a_salon_is_told_at_once_and_goes_on(bot: Bot) -> None:
    told = await say(
        bot,
        "新建沙龙 PG天天象上 第17期 长沙 2027-01-23 14:00 国金中心T2\n"
        "序号\t时间\t议题\t讲师\t单位\n1\t14:00-14:40\t逻辑复制踩坑\t赵六\t美团\n2\t14:40-15:20\t自由交流",
    )
    for words in ("标题：PG天天象上 第17期 长沙  ", "城市：长沙", "国金中心T2", "赵六（美团）"):
        assert words in told, told
    told = await say(bot, "下午1点半开始，在西溪园区8号楼，限60人")
    for words in ("13:30", "西溪园区8号楼", "60 人", "赵六（美团）"):
        assert words in told, told


async def test_the_last_grant_is_offered_to_be_taken_back(bot: Bot) -> None:
    await say_alone(bot, "我是谁", by=bot.member)
    assert "没有授过权" in await say_alone(bot, "收回吧，授错人了", by=bot.admin)
    await say_alone(bot, "授权 050001 组织者", by=bot.admin)
    told = await say_alone(bot, "收回吧，授错人了", by=bot.admin)
    assert "收回就发「收回 050001」" in told
    assert "050001 现在是成员" in await say_alone(bot, "收回 050001", by=bot.admin)


async def test_who_may_what_is_told_in_many_words(bot: Bot) -> None:
    for said in ("谁能发公告", "现在有哪些管理员", "组织者有哪几位"):
        assert "谁有权限" in await say_alone(bot, said, by=bot.admin), said
    assert "没有禁言的开关" in await say_alone(bot, "禁言2小时", by=bot.admin)
