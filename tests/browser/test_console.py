"""The console in a real Chromium: from the chat by clicking, on a screen and on a phone."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from bot.clock import SystemClock
from bot.sandbox.emulator import Emulator
from tests.browser.pages import ChatWindow
from tests.conversations.living_bot import Bot, living_bot, write_knowledge

pytestmark = pytest.mark.asyncio(loop_scope="session")

MENU = ("概况", "没答上", "试问", "知识页", "活动", "投递", "操作记录")
UNKNOWN = "火星上怎么部署集群 <img src=x onerror=window.hacked=1>"
LONG = "verylong" * 40

OpenConsole = Callable[..., Awaitable[Page]]


@pytest_asyncio.fixture(loop_scope="session")
async def bot(emulator: Emulator, tmp_path: Path, clock: SystemClock) -> AsyncIterator[Bot]:
    folder = write_knowledge(tmp_path / "knowledge")
    wide = f"| 参数 | 说明 |\n|---|---|\n| `{LONG}` | {'说明' * 60} |"
    (folder / "faq" / f"{LONG[:100]}.md").write_text(
        f"---\ntitle: 很长的一页 {LONG}\n---\n{wide}\n\n```sql\nselect '{LONG}';\n```\n", "utf-8"
    )
    sections = "\n\n".join(f"## 第 {n} 步\n{'逻辑复制先建发布。' * 60}" for n in range(1, 7))
    (folder / "faq" / "logical.md").write_text(
        f"---\ntitle: 逻辑复制怎么建\n---\n先在发布端建发布。\n\n{sections}\n", "utf-8"
    )
    changes = {
        "reminders": [{"name": "前一天", "before": "1d", "at": "10:00"}],
        "groups": [
            *emulator.group_tables(),
            {"name": "名字很长的群" * 9, "conversation_id": "cid"},
        ],
        "web": {"listen": "127.0.0.1:0"},
    }
    async with living_bot(emulator, folder, tmp_path, clock, **changes) as running:
        assert running.app.web is not None
        await running.app.web.ready.wait()
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def open_console(
    browser: Browser, emulator: Emulator, clock: SystemClock, bot: Bot
) -> AsyncIterator[OpenConsole]:
    """Goes there as an admin does: asks in one-to-one, clicks the link, then the button. What
    a page logs as an error, a refusal of its own policy included, fails the test."""
    contexts: list[Any] = []
    complaints: list[str] = []

    async def open_one(**how: Any) -> Page:
        for question in (UNKNOWN, f"月球上怎么部署 {LONG}"):
            await bot.ask(question)
        how = {"viewport": {"width": 1280, "height": 900}, "locale": "zh-CN"} | how
        context = await browser.new_context(**how)
        contexts.append(context)
        context.set_default_timeout(8_000)
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        context.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
        window = ChatWindow(await context.new_page(), emulator, clock)
        await window.open(emulator.base_url)
        await window.become("周岚（管理员）")
        await window.page.locator("#chats [data-chat^=cidSandboxSingle]").click()
        await expect(window.page.locator("#chat-title")).to_have_text("象问")
        await window.say("控制台")
        link = window.last.get_by_role("link", name="打开控制台")
        async with context.expect_page() as opened:
            await link.click()
        page = await opened.value
        await page.get_by_role("button", name="进入控制台").click()
        await expect(page.get_by_role("heading", name="概况")).to_be_visible()
        return page

    yield open_one
    for context in contexts:
        await context.close()
    # Whoever has left and looks once more is told so by this status.
    assert [text for text in complaints if "status of 401" not in text] == []


async def _go_to(page: Page, name: str) -> None:
    await page.get_by_label("控制台").get_by_role("link", name=name, exact=True).click()
    current = page.locator(".bar [aria-current=page]")
    await expect(current).to_have_text(name)


async def test_from_the_chat_through_every_page_and_out(open_console: OpenConsole) -> None:
    page = await open_console()
    assert page.url.endswith("/console")
    for name in MENU:
        await _go_to(page, name)
        await expect(page.locator("h1")).to_be_visible()
        assert await page.evaluate("window.hacked") is None
    await page.get_by_role("button", name="退出").click()
    await expect(page.get_by_text("这里只给管理员看")).to_be_visible()


async def test_a_question_is_tried_and_its_chip_goes_on_with_it(
    open_console: OpenConsole,
) -> None:
    page = await open_console()
    await _go_to(page, "试问")
    await page.get_by_label("问题").fill("逻辑复制怎么建")
    await page.get_by_role("button", name="问", exact=True).click()
    await expect(page.locator("#reply")).to_contain_text("第 1 步")
    await expect(page.locator("#evidence")).to_be_visible()
    chip = page.locator("#answer .chip").first
    asked = await chip.inner_text()
    await chip.click()
    await expect(page.get_by_label("问题")).to_have_value(asked)
    await expect(page.get_by_text("接着「逻辑复制怎么建」问")).to_be_visible()
    await expect(page.locator("#verdict")).to_have_text("按知识页答")


async def test_what_would_be_done_is_told_and_not_done(open_console: OpenConsole) -> None:
    page = await open_console()
    await _go_to(page, "试问")
    await page.get_by_label("问题").fill("报名")
    await page.get_by_role("button", name="问", exact=True).click()
    await expect(page.locator("#verdict")).to_have_text("由「报名」命令处理")
    await expect(page.locator("#acts")).to_contain_text("这里没有办")
    await expect(page.locator("#answer")).to_contain_text("报名 哪一期")
    await page.get_by_label("问题").fill("还有名额吗")
    await page.get_by_role("button", name="问", exact=True).click()
    await expect(page.locator("#verdict")).to_have_text("由「报名情况」的问答处理")
    await expect(page.locator("#reply")).to_contain_text("报名 45 人")


async def test_a_question_is_crossed_out(open_console: OpenConsole) -> None:
    page = await open_console()
    await _go_to(page, "没答上")
    rows = page.locator("main tbody tr")
    await expect(rows).to_have_count(2)
    await page.get_by_role("button", name=f"划掉：{UNKNOWN}").click()
    await expect(rows).to_have_count(1)
    await _go_to(page, "操作记录")
    await expect(page.locator("main tbody tr").first).to_contain_text("火星上怎么部署集群")


async def test_a_page_is_found_and_the_folder_read_again(
    open_console: OpenConsole, bot: Bot
) -> None:
    page = await open_console()
    await _go_to(page, "知识页")
    await page.get_by_label("找页面").fill("vacuum")
    await page.keyboard.press("Enter")
    await page.locator("main tbody a").click()
    await expect(page.locator("h1")).to_have_text("VACUUM FULL 会锁表吗")
    await expect(page.get_by_text("我读到的 2 段")).to_be_visible()
    await page.get_by_role("link", name="← 知识页").click()
    await page.get_by_role("button", name="马上重新读取").click()
    await expect(page.get_by_role("status")).to_contain_text("知识库已重新读取")


async def test_a_phone_scrolls_in_one_direction_only(open_console: OpenConsole) -> None:
    page = await open_console()
    await page.set_viewport_size({"width": 375, "height": 800})
    home = page.url
    addresses = [
        *(f"{home}{part}" for part in ("", "/questions", "/pages", "/salons", "/acts")),
        f"{home}/deliveries",
        f"{home}/trial?q=VACUUM FULL 会锁表吗",
        f"{home}/trial?q=月球上怎么部署 {LONG}",
        f"{home}/trial?q=报名",
        f"{home}/trial?q=提醒和公告都发出去了吗",
        f"{home}/pages/0/faq/{LONG[:100]}.md",
        f"{home}/nowhere",
        f"{home}/enter",
    ]
    for address in addresses[:-2] + addresses[-1:]:
        await page.goto(address)
        width, room = await page.evaluate(
            "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
        )
        assert width <= room, address
        hidden = await page.evaluate(
            "[...document.querySelectorAll('nav, .card.table, .card:not(.content) > .table')]"
            ".filter(one => one.scrollWidth > one.clientWidth + 1).map(one => one.outerHTML)"
        )
        assert hidden == [], address
        cut = await page.evaluate(
            "[...document.querySelectorAll('button, .chip, nav a, .tag')]"
            ".filter(one => one.checkVisibility() && one.scrollWidth > one.clientWidth + 1)"
            ".map(one => one.outerHTML)"
        )
        assert cut == [], address


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_words_stand_out_from_their_ground(open_console: OpenConsole, scheme: str) -> None:
    # Without transitions: a colour that is on its way is nobody's.
    page = await open_console(color_scheme=scheme, reduced_motion="reduce")
    for name in MENU:
        await _go_to(page, name)
        pale = await page.evaluate(_PALE)
        assert pale == [], name


# Every text whose contrast to the nearest painted ground is below WCAG's 4.5.
_PALE = """() => {
  const parts = (c) => c.match(/[\\d.]+/g).map(Number);
  const light = (c) => {
    const [r, g, b] = parts(c).map((v) => v / 255)
      .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (one) => {
    for (let at = one; at; at = at.parentElement) {
      const painted = getComputedStyle(at).backgroundColor;
      if ((parts(painted)[3] ?? 1) === 1) return painted;
    }
    return "rgb(255, 255, 255)";
  };
  const written = (one) => [...one.childNodes]
    .some((n) => n.nodeType === 3 && n.textContent.trim());
  return [...document.querySelectorAll("body *")]
    .filter((one) => written(one) && one.checkVisibility() && !one.matches(".skip"))
    .map((one) => {
      const pair = [light(getComputedStyle(one).color), light(ground(one))].sort((a, b) => b - a);
      return [(pair[0] + 0.05) / (pair[1] + 0.05), one.outerHTML.slice(0, 120)];
    })
    .filter(([contrast]) => contrast < 4.5);
}"""
