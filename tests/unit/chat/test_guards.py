"""What stands between a message and a handler is looked at before the handler runs."""

from __future__ import annotations

import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, cast

import pytest

from bot.chat.context import Request, Services
from bot.chat.dialogues import Dialogue
from bot.chat.guards import matching
from bot.chat.router import Router
from bot.chat.routes import answer
from bot.expressions import Expression
from bot.messages import Reply, Role
from bot.settings import Settings
from tests.builders import make_message

_COUNTED = Expression(r"数到\s*(\d+)")


async def _count(request: Request, services: Services, said: re.Match[str]) -> Reply:
    return Reply.text(f"数到了 {said[1]}")


async def _say_ok(request: Request, services: Services) -> Reply:
    return Reply.text("好")


async def _ask(request: Request, services: Services) -> Reply:
    return Reply.text("答")


async def _told(
    router: Router, text: str, role: Role = Role.MEMBER, running: Dialogue | None = None
) -> str:
    async def current(*_: object) -> Dialogue | None:
        return running

    if router.fallback is None:
        router.otherwise(_ask)
    services = SimpleNamespace(
        router=router,
        settings=Settings(),
        dialogues=SimpleNamespace(current=current),
        now=lambda: None,
    )
    request = Request(make_message(text), text, role)
    reply = await answer(request, cast(Services, services), 5.0)
    assert reply is not None
    return reply.markdown


@pytest.mark.parametrize(
    ("text", "role", "told"),
    [
        ("数到 12", Role.ORGANIZER, "数到了 12"),
        ("  数到 12\n", Role.ADMIN, "数到了 12"),
        ("数到 12", Role.MEMBER, "答"),
        ("数到 1234567", Role.ORGANIZER, "答"),
        ("从一数到 12", Role.ORGANIZER, "答"),
    ],
)
async def test_a_dialogue_gets_what_its_conditions_let_through(
    text: str, role: Role, told: str
) -> None:
    router = Router("counting", "数数")
    router.dialogue(role=Role.ORGANIZER, longest=8, reads=matching(_COUNTED))(_count)
    assert await _told(router, text, role) == told


async def test_a_pattern_never_sees_what_is_too_long_or_of_somebody_else() -> None:
    seen: list[str] = []

    def reads(text: str) -> re.Match[str] | None:
        seen.append(text)
        return None

    router = Router("counting", "数数")
    router.dialogue(role=Role.ADMIN, longest=10, reads=reads)(_count)
    router.dialogue(role=Role.ADMIN, longest=10, takes=reads)(_say_ok)
    await _told(router, "请" * 11, Role.ADMIN)
    await _told(router, "请", Role.ORGANIZER)
    assert seen == []
    await _told(router, "请", Role.ADMIN)
    assert seen == ["请", "请"]


@pytest.mark.parametrize("found", ["", 0, (), frozenset[str]()])
async def test_what_was_read_may_be_empty(found: object) -> None:
    """「通知发了吗」 asks for no kinds, which are all of them."""

    async def show(request: Request, services: Services, read: object) -> Reply:
        return Reply.text(f"读到 {read!r}")

    router = Router("reading", "读数")
    router.dialogue(role=Role.MEMBER, longest=None, reads=lambda text: found)(show)
    router.command("读", help="…", reads=lambda arguments: found)(show)
    assert await _told(router, "随便什么") == f"读到 {found!r}"
    assert await _told(router, "/读") == f"读到 {found!r}"


async def test_a_command_is_given_what_it_read() -> None:
    router = Router("counting", "数数")
    router.command("数", help="…", usage="数 数到几", reads=matching(_COUNTED))(_count)
    assert await _told(router, "数 数到 12") == "数到了 12"
    assert await _told(router, "/数 数到 12") == "数到了 12"
    assert await _told(router, "/数 到哪") == "「数」的用法：数 数到几"
    assert (await _told(router, "数 到哪")).startswith("答")


async def test_a_handler_may_have_a_command_and_words_of_its_own() -> None:
    router = Router("counting", "数数")
    command = router.command("数", help="…", usage="数 数到几", reads=matching(_COUNTED))
    dialogue = router.dialogue(role=Role.ADMIN, longest=20, reads=matching(_COUNTED))
    dialogue(command(_count))
    assert await _told(router, "数 数到 12") == "数到了 12"
    assert await _told(router, "数到 12", Role.ADMIN) == "数到了 12"
    assert await _told(router, "数到 12", Role.ORGANIZER) == "答"


@pytest.mark.parametrize(
    ("text", "role", "topic", "told"),
    [
        ("三", Role.ORGANIZER, "counting", "三，在 7 之后"),
        ("三", Role.MEMBER, "counting", "答"),
        ("三", Role.ORGANIZER, "another", "答"),
        ("三百三十三", Role.ORGANIZER, "counting", "答"),
    ],
)
async def test_who_goes_on_is_given_where_the_sender_stands(
    text: str, role: Role, topic: str, told: str
) -> None:
    router = Router("counting", "数数")

    @router.continues("counting", longest=4)
    async def go_on(request: Request, services: Services, dialogue: Dialogue) -> Reply:
        return Reply.text(f"{request.text}，在 {dialogue.state['number']} 之后")

    running = Dialogue(topic, {"number": 7}, "robot/m0")
    assert await _told(router, text, role, running) == told


@pytest.mark.parametrize("forgotten", ["role", "longest"])
def test_no_dialogue_is_registered_without_its_conditions(forgotten: str) -> None:
    conditions: dict[str, Any] = {"role": Role.ADMIN, "longest": 20}
    del conditions[forgotten]
    register: Callable[..., object] = Router("forgetful").dialogue
    with pytest.raises(TypeError, match=forgotten):
        register(**conditions)


def test_a_pattern_is_not_compiled_by_its_registration() -> None:
    pattern = Expression(r"数到\s*(\d+)")
    router = Router("counting", "数数")
    router.command("数", help="…", reads=matching(pattern))(_count)
    router.dialogue(role=Role.MEMBER, longest=None, reads=matching(pattern))(_count)
    assert not pattern.is_compiled
