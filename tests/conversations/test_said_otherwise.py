"""Orders and questions of organizers and admins in words of their own, one a class."""

from __future__ import annotations

import pytest

from tests.conversations.living_bot import TALKATIVE, Bot, as_fixture, code_of, say
from tests.conversations.salon_bot import salon_bot

bot = as_fixture(salon_bot, limits=TALKATIVE, knowledge={"writable": True})


async def _last(bot: Bot, *said: str) -> str:
    """What the last of them is answered; 确认 takes the code that was shown."""
    told = ""
    for words in said:
        told = await say(bot, f"确认 {code_of(told)}" if words == "确认" else words)
    return told


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (("西安先别让人报了",), "关闭报名预览"),
        (("西安先不让报名", "确认", "又可以报了，放开吧"), "重新开放报名预览"),
        (("西安停止报名", "确认", "让大家继续报名吧"), "重新开放报名预览"),
        (("西安停止报名", "确认", "重新开报名"), "重新开放报名预览"),
        (("西安限40人，超了候补",), "25 人 → 40 人"),
        (("每人最多带一个人来，西安",), "没有带几个人的限制"),
        (("唐修来不了了，换成李林讲索引",), "14:30–15:15 索引：李林"),
        (("西安的议程里，第一个改成30分钟",), "14:30–15:00 逻辑复制实践"),
    ],
)
async def test_of_a_salon(bot: Bot, said: tuple[str, ...], told: str) -> None:
    assert told in await _last(bot, *said)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (("明天早上9点发个公告：西安见", "改成10点吧"), "（周二）10:00"),
        (("明天晚上8点发个公告：西安见", "改成9点吧"), "（周二）21:00"),
        (("明天晚上8点发个公告：西安见", "还是早上9点"), "（周二）09:00"),
        (("每周一上午9点提醒大家交稿", "确认", "别再每周一发了"), "交稿（每周一 09:00）"),
        (("明天9点发个公告：西安见", "确认", "撤了吧，不发了"), "不想发了发「取消 编号」"),
        (("明天9点发个公告：西安见", "确认", "定时的都有哪些"), "西安见（11-24 09:00）"),
    ],
)
async def test_of_an_announcement(bot: Bot, said: tuple[str, ...], told: str) -> None:
    assert told in await _last(bot, *said)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("第2期的回放加一个下午场的 https://example.com/x", "下午场：https://example.com/x"),
        ("第2期的录像 https://example.com/x 放上去", "回放：https://example.com/x"),
        ("建个系列：每月第二个周六在西安办一场", "请先写多久一次、几点，再写标题"),
        ("以后每周四晚上8点办一次直播答疑", "**直播答疑** 每周四 20:00"),
        ("和上一期一样再建一场，12月26日，城市换成深圳", "城市：深圳"),
        ("帮我建两场活动，12月19日上海，12月26日深圳", "一次建一场"),
    ],
)
async def test_of_what_is_to_be(bot: Bot, said: str, told: str) -> None:
    assert told in await say(bot, said)


@pytest.mark.parametrize("said", ["每周四晚上8点播什么", "每月办几次沙龙", "怎么建系列"])
async def test_a_question_makes_no_series(bot: Bot, said: str) -> None:
    assert "系列预览" not in await say(bot, said)


async def test_a_debate_ends_with_its_name_behind(bot: Bot) -> None:
    assert "活动到时间自动结束" not in await say(bot, "结束辩论")
    await say(bot, "辩论 开始 甲队 vs 乙队")
    assert "辩论 结束 甲队" in await say(bot, "结束辩论")


@pytest.mark.parametrize("said", ["谁改了西安的时间", "西安的时间谁改的", "谁把西安改了"])
async def test_who_changed_a_salon_is_told_to_admins(bot: Bot, said: str) -> None:
    await _last(bot, "西安改到12月6日", "确认", "发公告：西安见", "确认")
    told = (await bot.ask(said, by=bot.admin)).text
    assert "改期（原来 2026 年 12 月 5 日" in told
    assert "公告" not in told
    assert "改期（原来" in await say(bot, said)


async def test_what_is_asked_most_in_vain_comes_first(bot: Bot) -> None:
    for words in ("帮我算算双色球号码", "帮我算算双色球号码", "股票明天涨不涨"):
        await bot.ask(words, by=bot.member)
    told = (await bot.ask("问得最多的是什么", by=bot.admin)).text
    assert told.index("双色球") < told.index("股票")
    assert "管理员看得到" in await say(bot, "大家问得最多的是啥")
