"""Commands as people mistype and misuse them: each gets an answer that helps on."""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path

import pytest

from bot.clock import FixedClock
from bot.messages import Role
from handlers import routers
from tests.conversations.living_bot import Bot, as_fixture, code_of, own_chat, say_alone
from tests.conversations.salon_bot import salon_bot

WHOLE = "新建活动 标题：PG天天象上 第 16 期 苏州 时间：12月12日 14:00-17:30 城市：苏州"


bot = as_fixture(salon_bot)


@pytest.mark.parametrize("said", ["报名！", "我要报名吧", "报名啊。", "报名~"])
async def test_a_command_may_be_said_with_emphasis(bot: Bot, said: str) -> None:
    assert "报名成功" in (await bot.ask(said)).text


@pytest.mark.parametrize(
    ("said", "answered"),
    [
        ("签到", "签到 口令"),
        ("签到 12", "六位数字"),
        ("签到 abc123", "六位数字"),
        ("晒图", "晒图 链接或说明"),
        ("抽奖记录", "抽奖记录 编号"),
        ("取消报名", "没有报名近期的活动"),
    ],
)
async def test_a_member_is_shown_how_a_command_is_written(
    bot: Bot, said: str, answered: str
) -> None:
    assert answered in (await bot.ask(said)).text


@pytest.mark.parametrize(
    ("said", "answered"),
    [
        ("改期", "改期 哪一期 新的时间"),
        ("取消活动", "取消活动 哪一期"),
        ("取消", "取消 编号"),
        ("开奖。", "开奖 编号 见证词"),
        ("点赞", "夸奖"),
        ("确认AAAA", "没有编号"),
        ("公告：今晚八点直播", "今晚八点直播"),
        ("发公告：今晚八点直播", "📢 公告"),
        ("群发 今晚八点直播", "📢 公告"),
    ],
)
async def test_an_organizer_is_shown_how_a_command_is_written(
    bot: Bot, said: str, answered: str
) -> None:
    assert answered in await say_alone(bot, said)


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ("公告怎么发", "公告 内容"),
        ("怎么撤回公告？", "撤回 编号"),
        ("帮我发个公告", "请把公告内容发给我"),
        ("怎么改活动时间", "改期 哪一期 新的时间"),
        ("怎么建活动", "新建活动 标题"),
        ("我想建一场沙龙", "新建活动 标题"),
        ("怎么订阅日历", "日历"),
        ("在哪看名单", "名单 哪一期"),
        ("明天上午9点提醒大家交作业", "**预览**"),
        ("怎么取消提醒", "每一场的提醒"),
        ("帮我通知大家明天停机", "**预览**"),
        ("撤回刚才的公告", "撤回 编号"),
        ("取消刚才那个公告", "取消 编号"),
        ("公告发错了怎么办", "公告"),
        ("多少人看了公告", "投递 编号"),
        ("导出名单", "还没有人报名"),
        ("谁没签到", "还没开始签到"),
        ("活动提醒怎么改", "每一场的提醒"),
        ("定时公告怎么写", "定时公告 明晚8点 内容"),
        ("删除刚才的公告", "撤回 编号"),
        ("怎么删掉活动", "取消活动 哪一期"),
        ("添加回放", "回放 城市或期号"),
        ("重新抽奖", "抽奖 哪一期"),
    ],
)
async def test_who_asks_how_is_shown_the_command(bot: Bot, asked: str, answered: str) -> None:
    assert answered in (await say_alone(bot, asked)).split("\n")[0]


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ("帮助 撤回公告", "撤回 编号"),
        ("帮助 怎么发公告", "公告 内容"),
        ("帮助 新建", "新建系列"),
        ("帮助 改期", "改期 哪一期"),
    ],
)
async def test_help_finds_the_command_that_is_meant(bot: Bot, asked: str, answered: str) -> None:
    assert answered in await say_alone(bot, asked)


async def test_help_with_anything_else_is_a_question(bot: Bot) -> None:
    assert "这样写" not in await say_alone(bot, "帮助 看下锁表")


@pytest.mark.parametrize("asked", ["怎么当组织者", "我能当组织者吗", "组织者是谁", "联系组织者"])
async def test_a_member_learns_whom_to_ask_for_rights(bot: Bot, asked: str) -> None:
    told = (await bot.ask(asked)).text
    assert "您目前是成员" in told
    assert "0500" not in told


@pytest.mark.parametrize("asked", ["群管理员都有谁", "谁是群管理员", "群的管理员是哪位"])
async def test_who_runs_the_group_is_no_question_of_our_rights(bot: Bot, asked: str) -> None:
    assert "您目前是成员" not in (await bot.ask(asked)).text


@pytest.mark.parametrize("order", ["replay of 西安", "replay for the 西安", "回放 西安"])
async def test_a_replay_is_asked_for_with_english_words_between(bot: Bot, order: str) -> None:
    assert "没有找到" not in (await bot.ask(order)).text


@pytest.mark.parametrize("said", ["西安那场的名单", "第15期报名名单", "给我15期的签到名单"])
async def test_an_organizer_asks_for_a_list_in_own_words(bot: Bot, said: str) -> None:
    assert "还没有人报名" in await say_alone(bot, said)
    assert "还没有人报名" not in (await bot.ask(said)).text


async def test_whoever_forgot_that_a_salon_is_being_made_is_told(bot: Bot) -> None:
    await say_alone(bot, "新建活动 周末读书会")
    told = await say_alone(bot, "机器人你还好吗再说")
    assert "看不懂" in told
    assert "正在建活动" in told
    assert "算了" in told


async def test_a_member_who_asks_how_learns_who_may(bot: Bot) -> None:
    assert "组织者才能用" in (await bot.ask("公告怎么发")).text


@pytest.mark.parametrize(
    "asked", ["怎么授权", "状态怎么看", "回放怎么用", "怎么重载", "备库怎么改时间", "审计怎么做"]
)
async def test_a_word_of_databases_is_no_command(bot: Bot, asked: str) -> None:
    assert "才能用" not in (await bot.ask(asked)).text


async def test_more_of_nothing_is_no_question(bot: Bot) -> None:
    assert "上一条技术问题" in (await bot.ask("展开")).text
    assert "展开" not in (await bot.ask("未答", by=bot.admin)).text


async def test_a_bare_word_is_no_help_for_those_who_may_not(bot: Bot) -> None:
    assert "哪一期" not in (await bot.ask("改期")).text


async def test_a_draft_is_confirmed_however_its_code_is_written(bot: Bot) -> None:
    code = code_of(await say_alone(bot, WHOLE))
    told = await say_alone(bot, f"确定{code.lower()}")
    assert "活动建好了" in told
    assert "公告 内容" in told  # what comes next


@pytest.mark.parametrize("said", ["算了", "算了，不改了", "取消", "先不发了", "不要了"])
async def test_the_only_draft_is_dropped_without_its_code(bot: Bot, said: str) -> None:
    code = code_of(await say_alone(bot, WHOLE))
    assert f"草稿 {code} 已取消" in await say_alone(bot, said)
    assert "已经取消" in await say_alone(bot, f"确认 {code}")
    first = code_of(await say_alone(bot, "公告 周六见"))
    second = code_of(await say_alone(bot, "公告 周日见"))
    told = await say_alone(bot, said)
    assert "您有 2 份草稿" in told
    assert "公告" in await say_alone(bot, f"确认 {first}")
    assert "公告" in await say_alone(bot, f"确认 {second}")


@pytest.mark.parametrize("said", ["不要改", "不改了", "先别改了"])
async def test_an_announcement_that_is_not_to_change_stays(bot: Bot, said: str) -> None:
    code = code_of(await say_alone(bot, "公告 周六见"))
    assert f"发「确认 {code}」才算数" in await say_alone(bot, said)
    assert f"草稿 {code} 已取消" in await say_alone(bot, f"算了，{said}")


@pytest.mark.parametrize("said", ["不发了", "算了，先不发了", "那就别发了吧"])
async def test_what_is_confirmed_and_waits_is_offered_to_be_stopped(bot: Bot, said: str) -> None:
    assert "取消" not in await say_alone(bot, said)
    code = code_of(await say_alone(bot, "定时公告 明晚8点 周六见"))
    await say_alone(bot, f"确认 {code}")
    assert f"[取消 {code}]" in await say_alone(bot, said)
    await say_alone(bot, f"取消 {code}")
    assert code not in await say_alone(bot, said)


async def test_all_drafts_are_spoken_of_at_once(bot: Bot) -> None:
    first = code_of(await say_alone(bot, "公告 周六见"))
    second = code_of(await say_alone(bot, "公告 周日见"))
    told = await say_alone(bot, "都确认")
    assert "一份一份来" in told
    assert f"[确认 {first}]" in told
    assert f"[确认 {second}]" in told
    assert "已取消" in await say_alone(bot, "全部取消吧")
    for code in (first, second):
        assert "已经取消" in await say_alone(bot, f"确认 {code}")


@pytest.mark.parametrize("said", ["好的", "可以，发吧", "确认", "对！"])
async def test_a_yes_without_the_code_is_not_taken_for_done(bot: Bot, said: str) -> None:
    assert "还没有生效" not in await say_alone(bot, said)
    code = code_of(await say_alone(bot, WHOLE))
    told = await say_alone(bot, said)
    assert "还没有生效" in told
    assert f"发「确认 {code}」" in told
    await say_alone(bot, f"取消 {code}")
    assert "还没有生效" not in await say_alone(bot, said)


@pytest.mark.parametrize(
    "said",
    [
        "把第16期改到12月13日",
        "把第 16 期改到12月13日",
        "第16期改期到12月13日吧",
        "16推迟到 12月13日",
        "改期 16 12月13日",
        "改期 第 16 期 12月13日",
        "改期 16 期12月13日",
        "苏州那场往后推一天",
        "第16期推迟1天吧",
        "能不能把16期挪到12月13号？",
        "12号那场改到13号",
        "把12月12日的活动推迟一天",
    ],
)
async def test_a_salon_is_moved_as_people_say_it(bot: Bot, said: str) -> None:
    await _made(bot)
    assert "2026 年 12 月 13 日（周日）14:00–17:30" in await say_alone(bot, said)


async def _made(bot: Bot) -> None:
    code = code_of(await say_alone(bot, WHOLE))
    await say_alone(bot, f"确认 {code}")


@pytest.mark.parametrize(
    "said", ["我要改期，改到12月20号", "改到12月20号吧", "下一期延期到12月20日", "推迟15天"]
)
async def test_without_a_name_it_is_the_next_salon_that_moves(bot: Bot, said: str) -> None:
    assert "date: 2026-12-20" in await say_alone(bot, said)


@pytest.mark.parametrize("said", ["推迟99999个月", "提前999999天"])
async def test_no_salon_is_moved_out_of_the_calendar(bot: Bot, said: str) -> None:
    assert "改不了这么远" in await say_alone(bot, said)


@pytest.mark.parametrize(
    "said", ["把 statement_timeout 改成 60:00", "把备份时间改到2月30日", "把有效期改到12月31日"]
)
async def test_what_is_no_salon_is_not_moved(bot: Bot, said: str) -> None:
    told = await say_alone(bot, said)
    assert not any(words in told for words in ("没有 60 点", "2 月没有", "没有找到「有效期」"))


@pytest.mark.parametrize("said", ["换个时间", "我想改一下活动时间", "下一期要延期", "改期"])
@pytest.mark.parametrize("then", ["12月20号", "那就改到12月20号吧", "推迟15天"])
async def test_who_says_no_new_time_is_asked_for_it(bot: Bot, said: str, then: str) -> None:
    assert "改到什么时候" in await say_alone(bot, said)
    assert "大象咖啡" in await say_alone(bot, "西安那场在哪里办")
    assert "date: 2026-12-20" in await say_alone(bot, then)


async def test_who_was_asked_for_a_time_may_leave_it(bot: Bot) -> None:
    await say_alone(bot, "换个时间")
    assert "不改了" in await say_alone(bot, "算了")
    assert "date:" not in await say_alone(bot, "12月20号")


@pytest.mark.parametrize(
    "said", ["第16期不办了", "取消第16期", "苏州那场取消吧", "取消活动 16 什么设备都没有"]
)
async def test_a_salon_is_called_off_as_people_say_it(bot: Bot, said: str) -> None:
    await _made(bot)
    told = await say_alone(bot, said)
    assert "取消活动预览" in told
    assert "还没有保存" in told


async def test_a_salon_is_changed_as_people_say_it(bot: Bot) -> None:
    await _made(bot)
    assert "场地：没有 → 苏州图书馆" in await say_alone(bot, "16期的地点换成苏州图书馆")
    assert "名额：不限 → 50 人" in await say_alone(bot, "把第16期的名额改成50")
    assert "改活动 哪一期" in await say_alone(bot, "想换个场地")


@pytest.mark.parametrize(
    "said",
    [
        "活动取消了吗",
        "取消查询",
        "把字段改成 bigint",
        "时区改到上海",
        "推迟约束检查",
        "这期不办了吗",
    ],
)
async def test_what_only_sounds_like_a_change_is_a_question(bot: Bot, said: str) -> None:
    assert "预览" not in await say_alone(bot, said)
    assert "改到什么时候" not in await say_alone(bot, said)


@pytest.mark.parametrize(
    "text", ["想要" * 20, "改时间" * 13 + "x", "取消" * 20, "推迟" * 18 + "1", "看" * 99]
)
async def test_a_flood_of_small_words_takes_no_time(bot: Bot, text: str) -> None:
    started = time.process_time()
    await say_alone(bot, text)
    assert time.process_time() - started < 1


async def test_a_flood_of_small_words_of_an_admin_takes_no_time(bot: Bot) -> None:
    """「一共有」 was one word of the pattern and two as well: each doubled the ways to read it."""
    started = time.process_time()
    chat = own_chat(bot, bot.admin)
    await bot.ask("知识库" + "一共有" * 26 + "吗", by=bot.admin, chat=chat)
    assert time.process_time() - started < 1


@pytest.mark.parametrize(
    "order",
    [
        "加议程 16 14:00-15:00 如何读懂执行计划 张三",
        "加议程 16 两点到三点 什么时候该加索引？ 张三",
        "改活动 16 标题：如何读懂执行计划？",
    ],
)
async def test_a_title_may_ask(bot: Bot, order: str) -> None:
    await _made(bot)
    assert "预览" in await say_alone(bot, order)


@pytest.mark.parametrize("text", ["下一期改到12月20日", "本周四停播", "取消第15期", "名额改成50"])
async def test_the_text_of_an_announcement_is_nosay_alone(bot: Bot, text: str) -> None:
    await say_alone(bot, "公告")
    told = await say_alone(bot, text)
    assert "📢 公告" in told
    assert text in told


async def test_a_new_time_alone_is_that_of_the_next_salon(bot: Bot) -> None:
    assert "date: 2026-12-13" in await say_alone(bot, "改期 12月13日")


async def test_a_new_salon_may_begin_with_its_title(bot: Bot) -> None:
    told = await say_alone(bot, "新建活动 周六下午读书会")
    assert "记下了，标题：周六下午读书会" in told
    assert "什么时候" in told


@pytest.mark.parametrize(
    ("said", "answered"),
    [
        ("授权 陈小雨 组织者", "要写员工号，不能写名字"),
        ("把小雨设成组织者", "要写员工号，不能写名字"),
        ("给 050001 组织者权限", "050001 现在是组织者"),
        ("授权 050001", "授权 050001 组织者"),
        ("授权 给050001 成为组织者", "050001 现在是组织者"),
        ("/状太", "状态"),
        ("以文件为准 乱写", "比如：以文件为准 15"),
        ("把 050001 设成组织者", "050001 现在是组织者"),
        ("让050001当管理员吧", "050001 现在是管理员"),
        ("收回 050001 的权限", "现在谁都没有"),
        ("取消授权 050001", "现在谁都没有"),
        ("谁是管理员", "管理员 050004（配置里写的）"),
        ("重新加载", "知识库已重新读取"),
        ("机器人状态", "象问的状态"),
        ("机器人挂了吗", "象问的状态"),
        ("知识库有多少页", "象问的状态"),
        ("最近有什么问题没答上来", "没有答不上来的问题"),
        ("怎么加知识", "[knowledge] paths"),
        ("怎么给人加权限", "授权 员工号"),
        ("没答上来的问题", "没有答不上来的问题"),
        ("查看审计", "还没有要权限的操作"),
        ("怎么导出活动", "events export"),
        ("取消 050001 的组织者权限", "现在谁都没有"),
        ("把050001的权限收回吧", "现在谁都没有"),
        ("管理员是谁", "管理员 050004（配置里写的）"),
        ("让050001也能发公告", "050001 现在是组织者"),
        ("050001 加成组织者", "050001 现在是组织者"),
        ("050001 不当组织者了", "现在谁都没有"),
        ("把 050001 的组织者撤了", "现在谁都没有"),
        ("给 haoran 开组织者权限", "我还没有收到过员工号 haoran"),
        ("撤销 haoran 的权限", "收回权限要写员工号"),
        ("让刘浩然帮我管活动", "要写员工号，不能写名字"),
        ("刘浩然现在还有权限吗", "管理员 050004（配置里写的）"),
        ("是谁给 050001 权限的", "还没有要权限的操作"),
        ("检查知识库", "知识库已重新读取"),
        ("我改了页面怎么还没生效", "知识库已重新读取"),
        ("哪几个文件读不了", "知识库已重新读取"),
        ("你和钉钉的连接正常吗", "象问的状态"),
        ("群友问的哪些你不会", "没有答不上来的问题"),
        ("后台怎么进", "控制台没有开"),
        ("你是什么版本", "版本："),
        ("我的员工号是多少", "050004"),
        ("怎么看本群编号", "050004"),
        ("群号是多少", "我不知道"),
        ("连接正常吗", "我不知道"),  # of a database
        ("哪些查询有问题", "我不知道"),
    ],
)
async def test_an_admin_is_told_what_was_meant(bot: Bot, said: str, answered: str) -> None:
    await bot.ask("我是谁")  # a role is given only to who was heard
    chat = own_chat(bot, bot.admin)
    assert answered in (await bot.ask(said, by=bot.admin, chat=chat)).text


PRIVILEGED = [c for router in routers for c in router.commands if c.role > Role.MEMBER]


@pytest.mark.parametrize("words", ["nobody 皇帝", "甲 乙 丙 丁 戊 己 庚", "！@#￥%", "99999", ""])
@pytest.mark.parametrize("in_group", [True, False])
async def test_a_command_with_wrong_arguments_is_answered_with_how_it_is_written(
    clock: FixedClock, tmp_path: Path, words: str, in_group: bool
) -> None:
    limits = {"group_per_minute": 6000}
    async with salon_bot(tmp_path, clock, limits=limits) as bot:
        chat = bot.group if in_group else own_chat(bot, bot.admin)
        for command in PRIVILEGED:
            said = f"{command.name} {words}".strip()
            told = (await bot.ask(said, by=bot.admin, chat=chat)).text
            assert "这个问题我不知道" not in told or command.usage in told, (said, told)
            if words and not command.everyday and not command.takes(words):
                assert command.usage in told, (said, told)
            if command.name in ("公告", "新建活动"):
                await bot.ask("算了", by=bot.admin, chat=chat)
            await bot.emulator.gateway.settled()
            bot.skip(chat)
        unanswered = (await bot.ask("未答", by=bot.admin, chat=chat)).text
    assert "皇帝" not in unanswered


async def test_a_question_that_begins_with_a_commands_word_is_answered(bot: Bot) -> None:
    chat = own_chat(bot, bot.admin)
    told = (await bot.ask("取消 第2期的回放在哪", by=bot.admin, chat=chat)).text
    assert "example.com/live/2" in told
    assert "取消 编号" in told
    refused = (await bot.ask("为什么 天是蓝的")).text
    assert "命令" not in refused


async def test_what_goes_out_next_is_told_by_time(bot: Bot) -> None:
    assert "4 条" in await say_alone(bot, "待发")  # two are asked for the replay, twice
    code = (await say_alone(bot, "定时公告 每天晚上8点 交作业")).partition("确认 ")[2][:4]
    await say_alone(bot, f"确认 {code}")
    told = await say_alone(bot, "接下来发什么")
    assert "今后两周要发 32 条" in told
    assert "后面还有 2 条" in told
    assert "11-23 20:00 公告：交作业（PostgreSQL 学习群、沙龙筹备群）" in told


async def test_nobody_becomes_an_admin_by_a_word_of_sql(bot: Bot) -> None:
    chat = own_chat(bot, bot.admin)
    told = (await bot.ask("把 postgres 设成管理员", by=bot.admin, chat=chat)).text
    assert "现在是管理员" not in told
    told = (await bot.ask("把 050001 设成管理员", by=bot.organizer)).text
    assert "现在是管理员" not in told


async def test_the_list_of_a_salon_that_is_just_over_needs_no_number(
    bot: Bot, clock: FixedClock
) -> None:
    await bot.ask("报名", by="p0")
    clock.move(timedelta(days=12, hours=7))  # the evening after it
    file = await bot.ask("名单", by=bot.organizer, chat=own_chat(bot, bot.organizer))
    assert file.text == "名单-20261205-15.xlsx"


@pytest.mark.parametrize("said", ["我是谁？", "／ 我是谁", "/我是谁"])
async def test_who_am_i_is_understood_however_it_is_asked(bot: Bot, said: str) -> None:
    assert "成员" in (await bot.ask(said)).text


async def test_a_call_to_everybody_asks_for_nothing(bot: Bot) -> None:
    assert "比如" in (await bot.ask("@所有人")).text


@pytest.mark.parametrize("said", ["确认", "撤回。"])
async def test_a_command_without_its_code_is_no_announcement(bot: Bot, said: str) -> None:
    assert "公告内容" in await say_alone(bot, "公告")
    assert "编号" in await say_alone(bot, said)
    assert "今晚八点直播" in await say_alone(bot, "今晚八点直播")
