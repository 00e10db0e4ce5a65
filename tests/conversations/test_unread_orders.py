"""What organizers order and no command reads."""

from __future__ import annotations

import pytest

from tests.conversations.living_bot import TALKATIVE, Bot, as_fixture, confirmed, say
from tests.conversations.salon_bot import salon_bot

RULES = ({"name": "活动前一天", "before": "1d", "at": "10:00"},)
bot = as_fixture(salon_bot, limits=TALKATIVE, reminders=RULES)


@pytest.mark.parametrize(
    ("said", "command"),
    [
        ("照着上一期的模板再来一期，1月22号晚上7点半", "新建活动 标题"),
        ("加一场", "新建活动 标题"),
        ("再加一期吧", "新建活动 标题"),
        ("同时办两场：周六杭州，周日上海", "新建活动 标题"),
        ("这期延期，时间待定", "改期 哪一期"),
        ("下周的活动取消", "取消活动 哪一期"),
        ("嘉宾加上李四，阿里云的", "加议程 哪一期"),
        ("提前两小时再提醒一次", "改活动 哪一期"),
        ("把沙龙的海报换一下", "改活动 哪一期"),
        ("名单导出成表格发到邮箱", "名单 哪一期"),
    ],
)
async def test_an_order_leads_to_its_command(bot: Bot, said: str, command: str) -> None:
    told = await say(bot, said)
    assert "什么也没有改" in told
    assert command in told
    assert "出处" not in told


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("踢掉成员1", "不能替别人取消报名"),
        ("候补转正", "按先后自动转正"),
        ("活动结束了", "自动结束"),
        ("结束活动", "出席 哪一期"),
        ("给小雨组织者权限", "权限列表"),
    ],
)
async def test_what_cannot_be_ordered_says_why(bot: Bot, said: str, told: str) -> None:
    answer = await say(bot, said)
    assert told in answer
    assert "帮助" in answer


@pytest.mark.parametrize("said", ["role", "con", "sta"])
async def test_the_beginning_of_an_english_word_is_a_question(bot: Bot, said: str) -> None:
    assert "只打了一半" not in await say(bot, said)


async def test_who_sees_the_questions_is_told(bot: Bot) -> None:
    for said in ("没答上来的有哪些", "大家都问了什么"):
        told = await say(bot, said)
        assert "管理员看得到" in told
        assert "未答" in told


async def test_a_number_of_people_is_offered_to_be_noted(bot: Bot) -> None:
    assert "[出席 3 60]" in await say(bot, "第3期实到 60 人")
    assert "出席" not in await say(bot, "来了28个连接")


async def test_a_command_that_does_not_fit_is_no_page(bot: Bot) -> None:
    told = await say(bot, "抽奖 xyz")
    assert "抽奖 哪一期" in told
    assert "出处" not in told


@pytest.mark.parametrize(
    "said", ["统计一下", "给我看看数据", "看看这次活动的数据", "活动数据导出来", "导出"]
)
async def test_numbers_are_shown_where_they_are(bot: Bot, said: str) -> None:
    told = await say(bot, said)
    assert "名单 哪一期" in told
    assert "控制台" not in told


async def test_all_commands_are_asked_for_in_many_ways(bot: Bot) -> None:
    for said in ("组织者命令有哪些", "有哪些命令", "命令列表"):
        assert "组织者还能用" in await say(bot, said)


@pytest.mark.parametrize(
    ("said", "command"),
    [
        ("新建活", "新建活动 标题"),
        ("抽", "抽奖 哪一期"),
        ("建沙", "新建活动 标题"),
        ("抽个奖", "抽奖 哪一期"),
        ("报名情", "报名 哪一期"),
    ],
)
async def test_a_half_typed_word_is_completed(bot: Bot, said: str, command: str) -> None:
    assert command in await say(bot, said)


@pytest.mark.parametrize(
    "said",
    [
        "活动表加个字段",
        "取消正在执行的活动会话",
        "介绍一下第2期活动",
        "把第2期的议程发我",
        "办过几期",
    ],
)
async def test_questions_and_databases_are_answered_as_ever(bot: Bot, said: str) -> None:
    told = await say(bot, said)
    assert "什么也没有改" not in told
    assert "没看懂" not in told


@pytest.mark.parametrize(
    ("said", "what"),
    [
        ("抽三个幸运观众", "抽奖"),
        ("再抽一个", "抽奖"),
        ("第15期改名叫哈哈", "改活动"),
        ("第15期改到12月20日", "改活动"),
        ("地点：我家", "改活动"),
        ("加一个分享：张三讲《AIO》", "加议程"),
        ("给所有群发一条：元旦快乐", "在群里发公告"),
        ("提醒大家报名", "在群里发公告"),
    ],
)
async def test_members_hear_whose_business_an_order_is(bot: Bot, said: str, what: str) -> None:
    assert f"{what}由组织者来办" in (await bot.ask(said)).text


@pytest.mark.parametrize(
    "said", ["第15期在哪里", "加一个索引", "第15期的地点是哪", "第15期改到12月20日了吗"]
)
async def test_members_questions_are_answered(bot: Bot, said: str) -> None:
    assert "由组织者来办" not in (await bot.ask(said)).text


@pytest.mark.parametrize("said", ["明天提醒大家", "到时候提醒大家", "怎么提醒大家开会"])
async def test_a_reminder_without_its_words_is_told_how(bot: Bot, said: str) -> None:
    assert "用「定时公告」" in (await bot.ask(said, by=bot.organizer)).text


async def test_members_orders_are_none(bot: Bot) -> None:
    assert "什么也没有改" not in (await bot.ask("这期延期，时间待定")).text


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("开场前两小时再提醒一次", "改活动 15 提醒：前两小时"),
        ("第15期提醒提前一天发就行", "改活动 15 提醒：提前一天"),
        ("提醒就别发了", "改活动 15 提醒：不发"),
        ("前一天的提醒不用发了", "改活动 15 提醒：不要 活动前一天"),
        ("提前三天上午10点提醒，开始前两小时再提醒", "改活动 15 提醒：提前三天上午10点；前两小时"),
        ("下一期放在1月23日长沙", "新建活动 时间：1月23日 城市：长沙"),
        ("下一期放在1月23日长沙", "改期 15 1月23日"),
        ("后天提醒大家带身份证", "定时公告 后天9点 带身份证"),
        ("通知报了名的人：一楼大堂签到", "公告 一楼大堂签到"),
    ],
)
async def test_an_order_is_written_out_to_be_tapped(bot: Bot, said: str, written: str) -> None:
    assert f"[{written}]" in await say(bot, said)
    assert "确认 " not in (await bot.ask(said, by=bot.member)).text


async def test_no_other_salon_is_changed_than_the_one_that_is_named(bot: Bot) -> None:
    assert "[改活动" not in await say(bot, "第3期的提醒就别发了")


async def test_who_is_no_speaker_is_shown_the_agenda(bot: Bot) -> None:
    told = await say(bot, "王小明来不了，换赵四讲")
    assert "什么也没有改" in told
    assert "逻辑复制实践：唐修" in told


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("把刘浩然的权限收了", "收回 员工号"),
        ("收回小雨的组织者权限", "收回 员工号"),
        ("我有什么权限", "身份：组织者"),
        ("候补第一个是谁", "没有人候补"),
        ("最多只能来30人，改一下", "capacity: 30"),
        ("先不接受报名了", "signup_until:"),
        ("我刚才改了什么", "没有确认过什么"),
    ],
)
async def test_what_organizers_ask_back(bot: Bot, said: str, told: str) -> None:
    assert told in await say(bot, said)


async def test_an_organizer_sees_what_they_did(bot: Bot) -> None:
    await confirmed(bot, "公告 周六照常")
    told = await say(bot, "我刚才改了什么")
    assert "周六照常" in told or "公告" in told
    assert "审计" in told
