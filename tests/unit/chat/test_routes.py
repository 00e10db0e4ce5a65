"""What goes wrong in a handler is a sentence for a person, never what a program said."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import cast

import pytest

from bot.chat.context import Request, Services
from bot.chat.router import Router
from bot.chat.routes import answer
from bot.errors import DeliveryError, StoreError, UserError
from bot.messages import Reply, Role
from bot.settings import Settings
from tests.builders import make_message


async def _answered(error: Exception | None, limit_seconds: float = 5.0) -> str:
    """The reply of a bot with one command, which raises this or takes for ever."""
    router = Router("failing")

    @router.command("试试", help="什么也办不成")
    async def fail(request: Request, services: Services) -> Reply:
        if error is not None:
            raise error
        await asyncio.Event().wait()
        return Reply.text("")

    services = cast(Services, SimpleNamespace(router=router, settings=Settings()))
    reply = await answer(
        Request(make_message("试试"), "试试", Role.MEMBER), services, limit_seconds
    )
    assert reply is not None
    return reply.markdown


@pytest.mark.parametrize(
    ("error", "words", "has_code"),
    [
        (UserError("没有这一期。"), "没有这一期。", False),
        (DeliveryError("没有调用这个接口的权限"), "没有调用这个接口的权限", True),
        (StoreError("写数据库失败（disk I/O error）。"), "我这里出了点问题", True),
        (RuntimeError("NoneType has no attribute"), "我这里出了点问题", True),
    ],
)
async def test_people_read_what_they_can_act_upon(
    error: Exception, words: str, has_code: bool
) -> None:
    told = await _answered(error)
    assert words in told
    assert ("编号" in told) is has_code
    assert "disk" not in told
    assert "NoneType" not in told


async def test_a_handler_that_takes_too_long_is_given_up() -> None:
    assert "想得太久" in await _answered(None, 0.01)
