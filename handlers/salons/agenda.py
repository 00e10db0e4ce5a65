"""加议程, 议程检查: organizers add talks to a salon by the command."""

from __future__ import annotations

from bot.chat.context import Request, Services
from bot.chat.router import Router
from bot.errors import UserError
from bot.events.record.agenda_lines import AGENDA_EXAMPLE, check_agenda, read_agenda, talk_meta
from bot.events.record.agenda_rows import rows_below
from bot.events.replies import bullets, headline
from bot.expressions import Expression
from bot.messages import Reply, Role
from handlers.salon_asked import nearest
from handlers.salon_choice import chosen_salon, gives_order, handle_of, names_salon, salon_and_rest
from handlers.salons.changes import edited
from handlers.salons.talk_hours import in_order
from handlers.salons.talk_targets import salon_said
from handlers.salons.targets import Target, previewed, rows_of, shown_target, target_ordered

router = Router("agenda")

_MOST_CHARACTERS = 2_000
# 「南京的议程更新一下：」, with the rows below.
_ALL_ANEW = Expression(
    r"(?!.*(?:另外|同时|顺便|场地|会场|地[点址]|名额|标题))"
    r"(?P<whose>[^?？\n]{0,30}?)(?:议程|日程|流程|议题安排)(?!检查)[^?？\n]{0,20}"
)
# Before 议程, where no salon is named: anything else is whose it is.
_OF_NOBODY = Expression(
    r"(?:请|麻烦|帮我|把|将|给|这个?|是|就|[这那本下]一?[期场次站]|活动|沙龙|[最更]?新|最终|完整|全部|整个|详细"
    r"|重新|[改换发加补添在里的]|几|[一两][个条项]|一?下|[，,：:\s])*+"
)
_MORE_OF_IT = Expression("加|补|添|增")
_CLOCK = r"\d{1,2}\s*[:：]\s*\d{2}"
_HOURS = Expression(rf"\s*{_CLOCK}\s*(?:[-–—~～至到]|\s)")


def _pasted(text: str) -> tuple[str, str] | None:
    """What stands above the rows of an agenda, and these; None where it speaks of no agenda."""
    head, rows = rows_below(text)
    return (head, rows) if rows and _ALL_ANEW.fullmatch(head.strip()) else None


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
    return await _with_more(Target(salon), words, request, services)


@router.dialogue(role=Role.ORGANIZER, longest=_MOST_CHARACTERS, reads=_pasted)
async def take_agenda(request: Request, services: Services, said: tuple[str, str]) -> Reply | None:
    """「南京的议程重新发一下：」 and its rows: the whole agenda anew, or these as well."""
    head, rows = said
    shown = await shown_target(request, services)
    ahead = nearest(services)
    named, _ = salon_said(head, [*ahead, *([shown.salon] if shown else [])])
    if not named:  # wherever it stands: 议程更新 南京
        named = next((one.city for one in ahead if one.city and one.city in head), "")
    target = await target_ordered(named, request, services, "改活动 15 议程：…")
    whose = _ALL_ANEW.fullmatch(head.strip())
    if target is None or not (named or (whose and _OF_NOBODY.fullmatch(whose["whose"]))):
        return None
    if not _MORE_OF_IT.search(head):
        return await edited(target, {"议程": rows}, request, services)
    return await _with_more(target, rows, request, services)


async def _with_more(target: Target, rows: str, request: Request, services: Services) -> Reply:
    talks = [*await rows_of(target, services), *map(talk_meta, read_agenda(rows))]
    return await previewed("加议程预览", target, {"talks": in_order(talks)}, request, services)


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
