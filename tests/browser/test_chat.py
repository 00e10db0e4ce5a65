"""Talking to the bot in the sandbox page, as a member of the group would."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import expect

from tests.browser.announcer import Announcer
from tests.browser.conftest import EXAMPLES, OpenWindow
from tests.browser.pages import SALON, STUDY, ChatWindow

pytestmark = pytest.mark.asyncio(loop_scope="session")

QUESTION = EXAMPLES[0]
SOURCE = "出处：VACUUM FULL 会锁表吗"


async def test_a_question_is_answered_in_the_group(window: ChatWindow) -> None:
    answer = await window.ask(QUESTION)
    await expect(answer).to_contain_text(SOURCE)
    await expect(answer.locator(".mention.me")).to_have_text("@陈小雨")
    await expect(window.page.locator("#welcome")).to_be_hidden()


async def test_an_example_of_the_empty_chat_is_one_tap(window: ChatWindow) -> None:
    await window.page.locator("#welcome").get_by_text(EXAMPLES[1]).click()
    await expect(window.answers).to_have_count(1)
    await expect(window.answers.last).to_contain_text("大象咖啡")


async def test_without_the_mention_the_bot_hears_nothing(window: ChatWindow) -> None:
    await window.page.get_by_role("button", name="@象问").click()
    await window.say(QUESTION)
    await expect(window.last).to_contain_text("机器人收不到")
    await window.page.get_by_role("button", name="@象问").click()
    await window.ask("我是谁")
    assert len(window.emulator.bot_lines(STUDY)) == 1


async def test_a_bare_mention_is_a_greeting_with_one_tap_questions(window: ChatWindow) -> None:
    hello = await window.ask("")
    await expect(hello).to_contain_text("我是象问")
    tap = hello.locator(".tap").first
    question = await tap.inner_text()
    await tap.click()
    await expect(window.answers).to_have_count(2)
    await expect(window.bubbles.nth(2).locator(".content")).to_have_text(f"@象问 {question}")


async def test_shift_enter_breaks_the_line_and_enter_sends(window: ChatWindow) -> None:
    await window.page.get_by_label("消息", exact=True).press_sequentially("select 1;")
    await window.page.keyboard.press("Shift+Enter")
    await window.page.keyboard.type("select 2;")
    await window.page.keyboard.press("Enter")
    await expect(window.bubbles.first).to_contain_text("select 2;")
    assert window.emulator.lines(STUDY)[0].raw == "select 1;\nselect 2;"


async def test_another_person_speaks_in_another_group(window: ChatWindow) -> None:
    await window.go_to("沙龙筹备群")
    await window.become("林溪（组织者）")
    answer = await window.ask("我是谁")
    await expect(answer).to_contain_text("组织者")
    assert window.emulator.lines(SALON)[0].author == "linxi"
    await window.go_to("PostgreSQL 学习群")
    await expect(window.bubbles).to_have_count(0)


async def test_somebody_from_outside_may_ask_but_has_no_single_chat(window: ChatWindow) -> None:
    await expect(window.page.locator("#chats li")).to_have_count(3)
    await window.become("江帆（外部成员）")
    await expect(window.page.locator("#chats li")).to_have_count(2)
    await expect(await window.ask(QUESTION)).to_contain_text(SOURCE)


async def test_each_person_has_an_own_single_chat(window: ChatWindow) -> None:
    await window.go_to("象问")
    await expect(window.page.get_by_role("button", name="@象问")).to_be_hidden()
    await window.ask(QUESTION)
    await window.become("周岚（管理员）")
    await expect(window.page.locator("#chat-about")).to_contain_text("周岚")
    await expect(window.bubbles).to_have_count(0)


async def test_a_quoted_line_goes_along(window: ChatWindow) -> None:
    line_id = await window.emulator.say(STUDY, "haoran", QUESTION, mention_bot=False)
    await window.quote(window.page.locator(f'[data-line="{line_id}"]'))
    await expect(window.page.locator("#quote")).to_contain_text(f"刘浩然：{QUESTION}")
    answer = await window.ask("不想锁表怎么办")
    await expect(answer).to_contain_text(SOURCE)
    assert window.emulator.lines(STUDY)[1].quote == line_id
    mine = window.bubbles.nth(1)
    await expect(mine.locator(".bubble-quote")).to_have_text(f"刘浩然：{QUESTION}")
    await expect(window.page.locator("#quote")).to_be_hidden()


async def test_an_announcement_is_confirmed_by_one_tap_and_appears_in_every_group(
    window: ChatWindow,
) -> None:
    await window.become("周岚（管理员）")
    preview = await window.ask("公告 周六下午两点见")
    await preview.locator(".tap").filter(has_text="确认").click()
    posted = window.bubbles.filter(has=window.page.get_by_text("主动发送", exact=True))
    await expect(posted).to_have_count(1)
    await expect(posted).to_contain_text("周六下午两点见")
    item = window.page.locator("#chats button").filter(has_text="沙龙筹备群")
    await expect(item.locator(".badge")).to_have_text(re.compile("^1"))
    await window.go_to("沙龙筹备群")
    await expect(window.last).to_contain_text("周六下午两点见")
    await expect(item.locator(".badge")).to_have_count(0)


async def test_what_is_recalled_turns_grey(window: ChatWindow, announcer: Announcer) -> None:
    key = await announcer.announce(STUDY, "发错了")
    await expect(window.last).to_contain_text("发错了")
    await announcer.recall(STUDY, key)
    await expect(window.last).to_have_class(re.compile("recalled"))
    await expect(window.bubbles).to_have_count(1)


async def test_the_clock_brings_the_reminder_of_the_day_before(window: ChatWindow) -> None:
    await window.page.locator(".clock-tool").click()
    await window.page.get_by_label("跳到").fill("2026-12-04T10:01")
    await window.page.get_by_role("button", name="跳转").click()
    await expect(window.last).to_contain_text("西安")
    await expect(window.last).to_contain_text("主动发送")


async def test_two_windows_see_the_same_chat(open_window: OpenWindow) -> None:
    mine, theirs = await open_window(), await open_window()
    await theirs.become("刘浩然（成员）")
    await mine.ask(QUESTION)
    await expect(theirs.bubbles).to_have_count(2)
    await expect(theirs.bubbles.first).to_contain_text("陈小雨")


async def test_a_draft_stays_with_its_chat(window: ChatWindow) -> None:
    box = window.page.get_by_label("消息", exact=True)
    await box.fill("还没写完")
    await window.go_to("沙龙筹备群")
    await expect(box).to_have_value("")
    await window.go_to("PostgreSQL 学习群")
    await expect(box).to_have_value("还没写完")
