"""Talking to the bot in the sandbox page, as a member of the group would."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import expect

from tests.browser.conftest import OpenWindow
from tests.browser.pages import STUDY, ChatWindow
from tests.browser.scripted_bot import ScriptedBot

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_question_is_answered_in_the_group(window: ChatWindow) -> None:
    answer = await window.ask("流复制怎么配置？")
    await expect(answer).to_contain_text("流复制怎么配置")
    await expect(answer.locator(".mention.me")).to_have_text("@陈小雨")
    await expect(window.page.locator("#welcome")).to_be_hidden()


async def test_an_example_of_the_empty_chat_is_one_tap(window: ChatWindow) -> None:
    await window.page.locator("#welcome .chip").first.click()
    await expect(window.answers).to_have_count(1)


async def test_without_the_mention_the_bot_hears_nothing(
    window: ChatWindow, bot: ScriptedBot
) -> None:
    await window.page.get_by_role("button", name="@象问").click()
    await window.say("中午吃什么")
    await expect(window.last).to_contain_text("机器人收不到")
    await window.page.get_by_role("button", name="@象问").click()
    await window.ask("在吗")
    assert [data["text"]["content"].strip() for data in bot.heard] == ["在吗"]


async def test_shift_enter_breaks_the_line_and_enter_sends(
    window: ChatWindow, bot: ScriptedBot
) -> None:
    await window.page.get_by_label("消息", exact=True).press_sequentially("select 1;")
    await window.page.keyboard.press("Shift+Enter")
    await window.page.keyboard.type("select 2;")
    await window.page.keyboard.press("Enter")
    await expect(window.answers).to_have_count(1)
    assert bot.heard[0]["text"]["content"].strip() == "select 1;\nselect 2;"


async def test_another_person_speaks_in_another_group(
    window: ChatWindow, bot: ScriptedBot
) -> None:
    await window.go_to("沙龙筹备群")
    await window.become("林溪（组织者）")
    await window.ask("下一期是什么时候")
    assert bot.heard[0]["senderNick"] == "林溪"
    assert bot.heard[0]["conversationTitle"] == "沙龙筹备群"
    await window.go_to("PostgreSQL 学习群")
    await expect(window.bubbles).to_have_count(0)


async def test_somebody_from_outside_may_ask_but_has_no_single_chat(
    window: ChatWindow, bot: ScriptedBot
) -> None:
    await expect(window.page.locator("#chats li")).to_have_count(3)
    await window.become("江帆（外部成员）")
    await expect(window.page.locator("#chats li")).to_have_count(2)
    await window.ask("可以问吗")
    assert "senderStaffId" not in bot.heard[0]


async def test_each_person_has_an_own_single_chat(window: ChatWindow) -> None:
    await window.go_to("象问")
    await expect(window.page.get_by_role("button", name="@象问")).to_be_hidden()
    await window.ask("私下问一句")
    await window.become("周岚（管理员）")
    await expect(window.page.locator("#chat-about")).to_contain_text("周岚")
    await expect(window.bubbles).to_have_count(0)


async def test_a_quoted_line_goes_along(window: ChatWindow, bot: ScriptedBot) -> None:
    line_id = await window.emulator.say(STUDY, "haoran", "备库一直追不上", mention_bot=False)
    quoted = window.page.locator(f'[data-line="{line_id}"]')
    await window.quote(quoted)
    await expect(window.page.locator("#quote")).to_contain_text("刘浩然：备库一直追不上")
    await window.ask("这个怎么办")
    assert bot.heard[0]["text"]["repliedMsg"]["msgId"] == line_id
    mine = window.bubbles.filter(has_text="这个怎么办").first
    await expect(mine.locator(".bubble-quote")).to_have_text("刘浩然：备库一直追不上")
    await expect(window.page.locator("#quote")).to_be_hidden()


async def test_a_follow_up_is_one_tap_and_mentions_the_bot(
    window: ChatWindow, bot: ScriptedBot
) -> None:
    answer = await window.ask("流复制怎么配置？")
    await answer.locator(".tap").click()
    await expect(window.answers).to_have_count(2)
    assert bot.heard[1]["text"]["content"].strip() == "那主从延迟呢？"
    await expect(window.bubbles.nth(2)).to_contain_text("@象问 那主从延迟呢？")


async def test_what_the_bot_says_unasked_appears_by_itself(
    window: ChatWindow, bot: ScriptedBot
) -> None:
    await window.go_to("沙龙筹备群")
    key = await bot.announce(STUDY, "**明天下午两点**开始", title="沙龙提醒")
    item = window.page.locator("#chats button").filter(has_text="PostgreSQL 学习群")
    await expect(item.locator(".badge")).to_have_text(re.compile("^1"))
    await expect(item).to_contain_text("沙龙提醒")
    await window.go_to("PostgreSQL 学习群")
    await expect(window.last).to_contain_text("主动发送")
    await expect(item.locator(".badge")).to_have_count(0)
    await bot.recall(STUDY, key)
    await expect(window.last).to_have_class(re.compile("recalled"))
    await expect(window.bubbles).to_have_count(1)


async def test_two_windows_see_the_same_chat(open_window: OpenWindow) -> None:
    mine, theirs = await open_window(), await open_window()
    await theirs.become("刘浩然（成员）")
    await mine.ask("大家都看得到吗")
    await expect(theirs.bubbles).to_have_count(2)
    await expect(theirs.bubbles.first).to_contain_text("陈小雨")


async def test_a_draft_stays_with_its_chat(window: ChatWindow) -> None:
    box = window.page.get_by_label("消息", exact=True)
    await box.fill("还没写完")
    await window.go_to("沙龙筹备群")
    await expect(box).to_have_value("")
    await window.go_to("PostgreSQL 学习群")
    await expect(box).to_have_value("还没写完")
