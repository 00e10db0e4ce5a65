"""恢复活动: a salon that was called off takes place after all, at its old time."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.attendance.windows import windows_of
from bot.chat.context import Request, Services
from bot.chat.guards import matching
from bot.chat.router import Router
from bot.errors import UserError
from bot.events import Salon
from bot.events.replies import headline
from bot.expressions import Expression
from bot.messages import Reply, Role
from handlers.salon_choice import handle_of, names_salon
from handlers.salons.differences import preview_change
from handlers.salons.words import AFTER, BEFORE, LONGEST_ORDER, MATTER, SALON

router = Router("reinstating")

_EXAMPLE = "恢复活动 15"
# 「恢复成都那场」, 「第16期还是照常办」, 「搞错了，没取消」; what stands before a comma is why
_AFTER_ALL = Expression(
    rf"(?:(?:(?:搞|弄|发|说|点|取消)错了?|算了|[哎唉]|等等)[，,。！!\s]*)*+(?:{BEFORE}恢复(?:举[行办])?{SALON}{MATTER}{AFTER}"
    rf"|(?:[^，,。；;?？]{{2,20}}[，,。；;])?{BEFORE}(?P<called>.{{0,20}}?){MATTER}(?:还是|又|重新)?"
    rf"(?:不取消|[没别]取消|不要取消|恢复(?:举[行办])?|照(?:[常旧原](?:举行|办)?|举行|办)){AFTER})"
)


@router.command(
    "恢复活动",
    aliases=("恢复沙龙", "恢复举行"),
    role=Role.ORGANIZER,
    help="取消了的活动照原来的时间恢复举行；换时间用「改期」",
    usage="恢复活动 哪一期",
    takes=names_salon,
)
async def reinstate_salon(request: Request, services: Services) -> Reply:
    words = request.arguments.strip(" 。.!！~")
    called_off = _called_off(words, services)
    if len(called_off) == 1:
        return await _reinstated(called_off[0], request, services)
    if called_off:
        raise UserError(f"取消了的有 {len(called_off)} 场，请写是哪一场，比如：{_EXAMPLE}")
    if found := words and services.salons.book.find(words):
        raise UserError(f"{headline(found[0])} 没有取消，或者时间已经过了，不用恢复。")
    raise UserError("近期没有取消了的活动。" if not words else f"请写期号或城市，比如：{_EXAMPLE}")


@router.dialogue(role=Role.ORGANIZER, longest=LONGEST_ORDER, reads=matching(_AFTER_ALL))
async def reinstate_as_people_say(
    request: Request, services: Services, said: re.Match[str]
) -> Reply | None:
    """「第16期不取消了」 from an organizer; None where no such salon was called off."""
    called_off = _called_off((said["salon"] or said["called"] or "").strip(" 的，,"), services)
    return await _reinstated(called_off[0], request, services) if len(called_off) == 1 else None


async def _reinstated(salon: Salon, request: Request, services: Services) -> Reply:
    """The preview of it. Raises UserError."""
    changes = {"status": "planned", "cancel_reason": None}
    change = await services.editing.change(salon, changes, "恢复举行")
    note = f"时间还是原来的，要换请发「改期 {handle_of(salon, services)} 新的时间」"
    return await preview_change("恢复活动预览", salon, change, request, services, [note])


def _called_off(words: str, services: Services) -> Sequence[Salon]:
    """Those that were called off and whose time has not passed; of these the ones that are
    named, where one is."""
    zone, now, book = services.zone, services.now(), services.salons.book
    salons = book.find(words) if words else book.salons
    return [one for one in salons if one.is_cancelled and not windows_of(one, zone).is_over(now)]
