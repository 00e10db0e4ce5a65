"""The sandbox page as a person uses it: by what it shows, in a real Chromium."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.async_api import Locator, Page, expect

from bot.clock import SystemClock
from bot.sandbox.emulator import Emulator

STUDY = "cidSandboxStudyGroup0000000001=="
SALON = "cidSandboxSalonGroup0000000002=="


@dataclass(frozen=True, slots=True)
class ChatWindow:
    """One open page, and the world behind it."""

    page: Page
    emulator: Emulator
    clock: SystemClock

    @property
    def bubbles(self) -> Locator:
        return self.page.locator("#lines .line")

    @property
    def answers(self) -> Locator:
        """Lines that came through a session webhook."""
        return self.bubbles.filter(has=self.page.get_by_text("回复", exact=True))

    @property
    def last(self) -> Locator:
        return self.bubbles.last

    async def open(self, address: str) -> None:
        await self.page.goto(address)
        await self.page.wait_for_selector("body.ready")

    async def say(self, text: str) -> None:
        await self.page.get_by_label("消息", exact=True).fill(text)
        await self.page.keyboard.press("Enter")

    async def ask(self, text: str) -> Locator:
        """Say it and wait for one more answer, which is returned."""
        before = await self.answers.count()
        await self.say(text)
        await expect(self.answers).to_have_count(before + 1)
        return self.answers.last

    async def become(self, name: str) -> None:
        await self.page.get_by_label("我是谁").select_option(label=name)

    async def go_to(self, chat: str) -> None:
        await self.page.locator("#chats button").filter(has_text=chat).click()
        await expect(self.page.locator("#chat-title")).to_have_text(chat)

    async def quote(self, bubble: Locator) -> None:
        await bubble.hover()
        await bubble.get_by_role("button", name="引用").click()

    async def texts(self) -> list[str]:
        return await self.page.locator("#lines .content").all_inner_texts()
