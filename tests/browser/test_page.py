"""The page around the chat: safety, reconnecting, the clock, panels, narrow screens."""

from __future__ import annotations

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import expect

from bot.clock import SystemClock
from bot.sandbox.chat import ChatPage
from bot.sandbox.emulator import Emulator
from tests.browser.announcer import Announcer
from tests.browser.cable import Cable
from tests.browser.conftest import OpenWindow
from tests.browser.pages import STUDY, ChatWindow

pytestmark = pytest.mark.asyncio(loop_scope="session")

ATTACKS = (
    "<script>window.hacked = 1</script>",
    '<img src=x onerror="window.hacked = 1">',
    '"><svg onload=window.hacked=1>',
    "[点我](javascript:window.hacked=1)",
    "![x](javascript:window.hacked=1)",
    "`<iframe srcdoc='<script>parent.hacked=1</script>'>`",
)


async def test_what_people_write_stays_text(window: ChatWindow) -> None:
    for attack in ATTACKS:
        await window.emulator.say(STUDY, "haoran", attack, mention_bot=False)
    await expect(window.bubbles).to_have_count(len(ATTACKS))
    assert await window.texts() == list(ATTACKS)
    assert await window.page.evaluate("window.hacked") is None


async def test_what_the_bot_writes_cannot_do_harm_either(
    window: ChatWindow, announcer: Announcer
) -> None:
    for attack in ATTACKS:
        await announcer.announce(STUDY, f"{attack}\n\n```\n{attack}\n```", title=attack)
    await expect(window.bubbles).to_have_count(len(ATTACKS))
    for tag in ("script", "img", "svg", "iframe", "[href^=javascript]"):
        assert await window.page.locator(f"#lines .content {tag}").count() == 0
    for link in await window.page.locator("#lines .dead-link").all():
        await link.click()
    assert await window.page.evaluate("window.hacked") is None
    await expect(window.bubbles.first).to_contain_text("手机钉钉可能整条空白")


async def test_after_a_break_nothing_is_missing_and_nothing_double(
    open_window: OpenWindow, announcer: Announcer, emulator: Emulator
) -> None:
    async with Cable(emulator.base_url) as cable:
        window = await open_window(cable.address)
        await window.ask("断线之前")
        for round_ in range(3):
            cable.cut()
            await expect(window.page.locator("#banner")).to_contain_text("重新连接")
            await announcer.announce(STUDY, f"断线时说的 {round_}", title="提醒")
            cable.mend()
            await expect(window.last).to_contain_text(f"断线时说的 {round_}")
            await expect(window.page.locator("#banner")).to_be_hidden()
        await window.ask("断线之后")
        assert await window.bubbles.count() == 2 + 3 + 2
        ids = await window.page.evaluate(
            "[...document.querySelectorAll('#lines .line')].map(line => line.dataset.line)"
        )
        assert ids == [line.id for line in emulator.lines(STUDY)]


async def test_what_cannot_be_sent_stays_in_the_composer(
    open_window: OpenWindow, emulator: Emulator
) -> None:
    async with Cable(emulator.base_url) as cable:
        window = await open_window(cable.address)
        cable.cut()
        await window.say("写了半天的问题")
        await expect(window.page.locator("#banner")).to_contain_text("连不上沙箱")
        box = window.page.get_by_label("消息", exact=True)
        await expect(box).to_have_value("写了半天的问题")
        cable.mend()
        await window.page.keyboard.press("Enter")
        await expect(window.bubbles.first).to_contain_text("写了半天的问题")


async def test_a_sandbox_started_anew_is_shown_anew(
    open_window: OpenWindow, emulator: Emulator, clock: SystemClock
) -> None:
    await emulator.say(STUDY, "haoran", "上一次运行", mention_bot=False)
    async with Cable(emulator.base_url) as cable:
        window = await open_window(cable.address)
        await expect(window.bubbles).to_have_count(1)
        cable.cut()
        other = Emulator(clock)
        ChatPage(other, clock, zone=ZoneInfo("Asia/Shanghai"))
        async with other:
            await other.say(STUDY, "linxi", "新的一次运行", mention_bot=False)
            cable.target = other.base_url
            cable.mend()
            await expect(window.bubbles).to_have_text(re.compile("新的一次运行"))
            cable.cut()


async def test_the_clock_moves_and_says_so(window: ChatWindow) -> None:
    tool = window.page.locator(".clock-tool")
    await tool.click()
    await window.page.get_by_role("button", name="回到现在").click()
    await expect(window.page.locator("#clock-shift")).to_have_text("和现在一致")
    await window.page.get_by_role("button", name="快进 1 天").click()
    await expect(window.page.locator("#clock-shift")).to_have_text("比现在快 1 天")
    assert window.clock.offset == timedelta(days=1)
    await window.page.get_by_label("跳到").fill("2031-12-05T09:00")
    await window.page.get_by_role("button", name="跳转").click()
    await expect(window.page.locator("#big-now")).to_contain_text("2031年12月5日 周五 09:00")
    await expect(tool).to_contain_text("12月5日 周五 09:00")
    await window.ask("现在几号")
    await expect(window.page.locator("#lines .moment").last).to_have_text("09:00")
    await window.page.get_by_role("button", name="回到现在").click()
    await expect(window.page.locator("#clock-shift")).to_have_text("和现在一致")
    assert window.clock.offset == timedelta(0)


async def test_a_fault_is_switched_on_seen_in_the_requests_and_gone(window: ChatWindow) -> None:
    page = window.page
    await page.get_by_role("button", name="开发者").click()
    await page.get_by_role("tab", name="故障").click()
    await page.get_by_role("button", name="主动发送被限流").click()
    await expect(page.locator("#active-faults li")).to_have_count(1)
    await page.get_by_role("button", name="全部取消").click()
    await expect(page.locator("#active-faults li")).to_have_count(0)
    await page.get_by_role("tab", name="请求").click()
    await window.ask("这次会留下记录")
    first = page.locator("#requests li").first
    await expect(first).to_contain_text("会话 webhook 回复")
    await first.locator("summary").click()
    await expect(first.locator("pre").first).to_contain_text('"msgtype"')


async def test_help_puts_a_command_into_the_composer(window: ChatWindow) -> None:
    await window.page.get_by_role("button", name="帮助").click()
    await window.page.locator(".command").filter(has_text="回放 添加").click()
    box = window.page.get_by_label("消息", exact=True)
    await expect(box).to_have_value(re.compile("^回放 添加"))
    await expect(box).to_be_focused()


async def test_tabs_turn_by_arrow_and_escape_closes(window: ChatWindow) -> None:
    page = window.page
    opener = page.get_by_role("button", name="帮助")
    await opener.click()
    await expect(page.get_by_role("tab", name="帮助")).to_be_focused()
    await page.keyboard.press("ArrowRight")
    await expect(page.get_by_role("tab", name="时钟")).to_be_focused()
    await expect(page.get_by_role("tabpanel", name="时钟")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.locator("#drawer")).to_be_hidden()
    await expect(opener).to_be_focused()


async def test_a_phone_scrolls_in_one_direction_only(
    open_window: OpenWindow, announcer: Announcer
) -> None:
    window = await open_window(
        viewport={"width": 375, "height": 800}, is_mobile=True, has_touch=True
    )
    long_word = "https://example.com/" + "verylong" * 40
    wide = "| 参数 | 说明 |\n|:---|:---|\n| `max_slot_wal_keep_size_of_all` | 很长很长的说明文字 |"
    code = f"```sql\nselect '{'x' * 300}';\n```"
    await announcer.announce(STUDY, f"# {'标题' * 30}\n\n{long_word}\n\n{wide}\n\n{code}")
    await window.emulator.say(STUDY, "haoran", "字" * 400 + long_word, mention_bot=False)
    await window.page.locator("#chats button").first.tap()
    await expect(window.bubbles).to_have_count(2)
    for box in ("document.documentElement", "document.querySelector('#scroller')"):
        width, room = await window.page.evaluate(f"[{box}.scrollWidth, {box}.clientWidth]")
        assert width <= room, box
    await window.page.get_by_role("button", name="返回会话列表").tap()
    await expect(window.page.locator("#chats")).to_be_visible()


async def test_the_phone_preview_is_as_narrow_as_a_phone(window: ChatWindow) -> None:
    await window.page.get_by_role("button", name="手机预览").click()
    width = await window.page.evaluate("document.querySelector('#client').clientWidth")
    assert width == 375
    await expect(window.page.locator("#chats")).to_be_hidden()
    await window.ask("手机上问一句")
    await window.page.get_by_role("button", name="返回会话列表").click()
    await expect(window.page.locator("#chats")).to_be_visible()


async def test_new_lines_are_announced_to_screen_readers(window: ChatWindow) -> None:
    log = window.page.get_by_role("log")
    await expect(log).to_have_attribute("aria-live", "polite")
    await window.ask("会读出来吗")
    unnamed = await window.page.evaluate(
        "[...document.querySelectorAll('button, select, textarea, input')]"
        ".filter(one => one.checkVisibility() && !one.labels?.length && !one.ariaLabel"
        " && !one.textContent.trim()).map(one => one.outerHTML)"
    )
    assert unnamed == []


async def test_the_way_back_of_a_phone_leads_to_the_chats(open_window: OpenWindow) -> None:
    window = await open_window(viewport={"width": 390, "height": 844})
    page, chats = window.page, window.page.locator("#chats")
    await window.go_to("PostgreSQL 学习群")
    await expect(chats).to_be_hidden()
    await page.go_back()
    await expect(chats).to_be_visible()
    await window.go_to("沙龙筹备群")
    await page.reload()
    await page.wait_for_selector("body.ready")
    await expect(chats).to_be_hidden()
    await page.locator("#back").click()
    await expect(chats).to_be_visible()


async def test_a_tool_that_is_only_a_sign_has_its_name(open_window: OpenWindow) -> None:
    window = await open_window(viewport={"width": 390, "height": 844})
    for name in ("帮助", "开发者"):
        await expect(window.page.get_by_role("button", name=name)).to_be_visible()
