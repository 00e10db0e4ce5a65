"""What is rehearsed never takes longer than an answer may."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from bot.chat.context import Request, Services
from bot.chat.rehearsal import rehearse
from bot.chat.router import Router
from bot.messages import Reply
from tests.conversations.living_bot import Bot, as_fixture, small_bot

bot = as_fixture(small_bot, limits={"handler_seconds": 0.05})


async def test_a_question_that_takes_too_long_is_refused(bot: Bot) -> None:
    router = Router("slow")

    @router.otherwise
    async def think(request: Request, services: Services) -> Reply:
        await asyncio.Event().wait()
        return Reply.text("")

    said = await rehearse("想很久的问题", replace(bot.app.assembly.services, router=router))
    assert said.refused
    assert said.reply is not None
    assert "想得太久" in said.reply.markdown
