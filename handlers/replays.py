"""回放: where there are recordings; for organizers also the way to add one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.chat.context import Request, Services
from bot.chat.router import Router
from bot.errors import UserError
from bot.events import Salon
from bot.events.replies import bullets, headline, link
from bot.messages import Reply, Role
from handlers.announce import add_replay, adds_replay
from handlers.salon_choice import names_salon

router = Router("replays")

_ADDING = re.compile(r"\s*(?:添加|增加|新增|add)\b", re.IGNORECASE)
_MOST = 10


def _takes(arguments: str) -> bool:
    return bool(_ADDING.match(arguments)) or names_salon(arguments)


@router.command(
    "回放",
    aliases=("replay", "录像"),
    help="找回放，什么都不写就列出全部；组织者发「回放 添加 期号 标签 链接」登记",
    usage="回放 城市或期号或讲师或关键词",
    takes=_takes,
)
async def show_replays(request: Request, services: Services) -> Reply | None:
    """The replays of every salon that fits. Organizers add one with 「回放 添加 …」."""
    words = request.arguments.strip(" 。.!！")
    if _ADDING.match(request.arguments):
        return await _add(request, services)
    salons = services.salons.book.salons
    if not words:
        return _listed([s for s in salons if s.replays], "目前还没有回放。")
    found = _fitting(words, services)
    if not found:
        raise UserError(
            f"没有找到和「{words[:20]}」有关的场次。可以写城市、期号、讲师或题目里的词，"
            "比如：回放 上海、回放 7；只发「回放」列出全部。"
        )
    names = "、".join(headline(salon) for salon in found[:3])
    return _listed([s for s in found if s.replays], f"{names} 还没有回放。")


async def _add(request: Request, services: Services) -> Reply:
    if request.role < Role.ORGANIZER:
        raise UserError(f"添加回放要{Role.ORGANIZER.label}才能用，您目前是{request.role.label}。")
    if not adds_replay(request.arguments):
        raise UserError(
            "添加回放的用法：回放 添加 期号 标签 链接，比如：回放 添加 7 上午 https://…"
        )
    return await add_replay(request, services)


def _fitting(words: str, services: Services) -> Sequence[Salon]:
    """Salons that the words name, or whose talks, speakers or replays contain them."""
    book = services.salons.book
    if found := book.find(words):
        return found
    wanted = words.lower()
    return [salon for salon in book.salons if wanted in _speaks_of(salon).lower()]


def _speaks_of(salon: Salon) -> str:
    talks = (f"{t.title} {' '.join(s.name for s in t.speakers)}" for t in salon.talks)
    return "\n".join([salon.title, *talks, *(replay.label for replay in salon.replays)])


def _listed(salons: Sequence[Salon], otherwise: str) -> Reply:
    """The latest salon first; every link of each."""
    if not salons:
        return Reply.text(otherwise)
    parts = [
        f"**{headline(salon)}**\n\n{bullets(link(r.label, r.url) for r in salon.replays)}"
        for salon in salons[::-1][:_MOST]
    ]
    if len(salons) > _MOST:
        parts.append(f"还有更早的 {len(salons) - _MOST} 场，加上城市或期号再找，比如：回放 上海。")
    return Reply(markdown="\n\n".join(parts), title=f"{len(salons)} 场有回放")
