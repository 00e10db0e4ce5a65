"""加议程, 议程检查: organizers add talks to a salon, by the command or in their own words."""

from __future__ import annotations

import re

from bot.chat.context import Request, Services
from bot.chat.guards import matching
from bot.chat.router import Router
from bot.errors import UserError
from bot.events.record.agenda_lines import AGENDA_EXAMPLE, check_agenda, read_agenda, talk_meta
from bot.events.replies import bullets, headline
from bot.expressions import Expression
from bot.messages import Reply, Role
from handlers.salon_choice import chosen_salon, gives_order, handle_of, names_salon, salon_and_rest
from handlers.salons.differences import preview_change
from handlers.salons.words import BEFORE, SALON, salon_ordered

router = Router("agenda")

_MOST_CHARACTERS = 200
_CLOCK = r"\d{1,2}\s*[:：]\s*\d{2}"
_HOURS = Expression(rf"\s*{_CLOCK}\s*(?:[-–—~～至到]|\s)")
# 「再加一个 14:30-15:30 逻辑复制实战 刘浩然」, 「第16期加个议题：14:00-15:00 …」
_ONE_MORE = Expression(
    rf"{BEFORE}{SALON}(?:的?议程)?(?:里|上)?(?:再|还|也)*(?:加|补|添|增加)(?:上|了)?(?:一?[个项场条段]|一下)?"
    rf"(?:议程|议题|分享|演讲|主题|话题)?\s*[:：,，]?\s*(?P<talks>{_CLOCK}\s*[-–—~～至到]\s*{_CLOCK}.+)",
    re.DOTALL,
)


@router.command(
    "加议程",
    role=Role.ORGANIZER,
    help="给一场活动加一项或几项议程",
    usage="加议程 哪一期 起止时间 题目 讲师（单位）",
    takes=gives_order,
)
async def add_talks(request: Request, services: Services) -> Reply:
    example = f"加议程 15 {AGENDA_EXAMPLE}"
    if _HOURS.match(request.arguments):
        # Without a salon the next one is meant, which the preview shows.
        salon, words = chosen_salon("", services, example), request.arguments.strip()
    else:
        salon, words = salon_and_rest(request.arguments, services, example)
    if not words:
        raise UserError(f"请写上要加的议程，比如：{example}")
    talks = await services.editing.talks(salon)
    talks += [talk_meta(talk) for talk in read_agenda(words)]
    talks.sort(key=lambda row: str(row.get("start") or "99") if isinstance(row, dict) else "99")
    change = await services.editing.change(salon, {"talks": talks}, "加议程")
    return await preview_change("加议程预览", salon, change, request, services)


@router.command(
    "议程检查",
    aliases=("检查议程",),
    role=Role.ORGANIZER,
    help="看议程有没有空档和重叠",
    usage="议程检查 哪一期",
    takes=names_salon,
)
async def check_talks(request: Request, services: Services) -> Reply:
    salon = chosen_salon(request.arguments, services, "议程检查 15")
    if not any(talk.start for talk in salon.talks):
        raise UserError(
            f"{headline(salon)} 的议程还没有时间，"
            f"可以发：加议程 {handle_of(salon, services)} {AGENDA_EXAMPLE}"
        )
    found = check_agenda(salon.talks, salon.start, salon.end)
    told = bullets(found) if found else "没有空档，也没有重叠。"
    return Reply(markdown=f"**{headline(salon)}** 议程检查\n\n{told}", title="议程检查")


@router.dialogue(role=Role.ORGANIZER, longest=_MOST_CHARACTERS, reads=matching(_ONE_MORE))
async def talks_as_people_say(
    request: Request, services: Services, said: re.Match[str]
) -> Reply | None:
    """「再加一个 14:30-15:30 …」 from an organizer: the preview of it."""
    salon = await salon_ordered(said["salon"], request, services, f"加议程 15 {AGENDA_EXAMPLE}")
    if salon is None:
        return None
    arguments = f"{salon.id} {said['talks']}"
    return await add_talks(request.with_arguments(arguments), services)
