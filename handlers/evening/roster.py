"""Organizers: the list of a salon as a file in 1:1, and how many came."""

from __future__ import annotations

import asyncio
import re

from bot.attendance.roster import Roster
from bot.chat.context import Request, Services
from bot.chat.guards import matching
from bot.chat.router import Router
from bot.errors import UserError
from bot.events import Salon
from bot.events.editing.times import or_none, parse_time
from bot.events.replies import headline, people_count
from bot.expressions import Expression
from bot.messages import Attachment, Reply, Role
from handlers.salon_choice import (
    chosen_salon,
    handle_of,
    is_next,
    names_salon,
    of_these_weeks,
    salon_at_hand,
)

router = Router("roster")

_LIST_OF = Expression(
    r"(?:请|麻烦|帮我|给我|导出|下载|发我|看看|看)*+(?P<salon>\S.{0,20}?)??(?:那场|这场|活动|沙龙)?的?"
    r"(?:(?:报名|签到|参会|候补|到场)?的?名单|(?:报名|签到|参会|到场)(?:登记)?表|花名册)(?:导出来?|打印|发|给|我|出来|一下|一份|下)*[。!！]*"
)
_CAME = Expression(r"\s*(?P<salon>\S.*?)\s+(?P<people>\d{1,6})\s*[人位]?\s*")

_THAT_ONE = Expression("[那这](?:一?[场期次])?$")
# 「实际来了28人」, 「第14期到场 60 人」: to be noted, and not asked.
_CAME_SAID = Expression(
    r"(?P<salon>\S.{0,20}?)??[，,\s]*(?:实际|最后|最终|今天|这次|一共|总共|现场|昨天)*(?:来了|到了|实到|到场(?:了|人数)?|出席了?|到会)"
    r"(?:是|有|[：:])*\s*(?P<people>\d{1,5})\s*(?:个?人|位)?(?:[，,\s]*线上.{0,8})?(?:了|吧|[。.!！])*"
)


@router.command(
    "名单",
    aliases=("roster",),
    role=Role.ORGANIZER,
    help="私聊里取报名、候补和签到的名单（xlsx）",
    usage="名单 哪一期",
    takes=names_salon,
)
async def send_roster(request: Request, services: Services) -> Reply:
    """The workbook, to the organizer alone: names are nobody else's business."""
    if request.message.is_group:
        raise UserError("名单里有大家的名字，只在私聊里给：请私聊我发「名单」。")
    salon = salon_at_hand(request.arguments, services, "名单 7")
    attendance = services.attendance
    roster = Roster(
        await attendance.signups.of_salon(salon.id), await attendance.checkins.of_salon(salon.id)
    )
    if not roster.signups and not roster.checkins:
        return Reply.text(f"{headline(salon)} 还没有人报名，也没有人签到。")
    await attendance.headcounts.note_list_given(salon.id, request.act(services))
    came = await attendance.headcounts.of_salon(salon.id)
    counted = f"，组织者记的到场 {came} 人" if came is not None else ""
    # In a thread: the first time imports the library, and a thousand names take their time.
    workbook = await asyncio.to_thread(roster.to_xlsx, services.zone)
    name = f"名单-{salon.held_on:%Y%m%d}-{handle_of(salon, services)}.xlsx"
    return Reply(
        markdown=f"**{headline(salon)}** 的名单在上面的文件里："
        f"报名 {len(roster.seated)} 人，候补 {len(roster.waiting)} 人，"
        f"签到 {len(roster.checkins)} 人（其中没报名的 {len(roster.walk_ins)} 人）{counted}。"
        "\n\n里面是个人信息，用完请删除，不要转到群里。",
        title=f"名单：{headline(salon)}"[:30],
        attachments=(Attachment(name, workbook),),
    )


@router.dialogue(role=Role.ORGANIZER, longest=None, reads=matching(_LIST_OF))
async def send_roster_as_people_say(
    request: Request, services: Services, said: re.Match[str]
) -> Reply | None:
    """「16期的名单」, 「签到表」 from an organizer."""
    salon = said["salon"] or ""
    known = names_salon(salon) and services.salons.book.find(salon)
    if salon and not (known or is_next(salon)):
        return None
    return await send_roster(request.with_arguments(salon), services)


@router.command(
    "出席",
    aliases=("attended",),
    role=Role.ORGANIZER,
    help="记下一场实际来了多少人",
    usage="出席 哪一期 人数",
    reads=matching(_CAME),
)
async def record_attendance(request: Request, services: Services, said: re.Match[str]) -> Reply:
    """Keep the number beside the record; a number in the file is never contradicted."""
    salon = chosen_salon(said["salon"], services, "出席 7 88", to_come=False)
    people, now = int(said["people"]), services.now()
    if salon.held_on > now.astimezone(services.zone).date():
        raise UserError(f"{headline(salon)} 还没有办，办完再记到场人数。")
    earlier = await services.attendance.headcounts.of_salon(salon.id)
    if salon.attendance not in (None, people, earlier):
        raise UserError(
            f"活动文件 {salon.path} 里记的是 {people_count(salon.attendance)}，"
            "和您说的不一样。要改请改文件里的 attendance，免得两处对不上。"
        )
    act = request.act(services)
    before = await services.attendance.headcounts.record(salon.id, people, act)
    await services.salons.refresh()
    was = f"（原来记的是 {before} 人）" if before not in (None, people) else ""
    return Reply.text(f"已记下：{headline(salon)} 到场 {people} 人{was}。")


@router.dialogue(role=Role.ORGANIZER, longest=40, reads=matching(_CAME_SAID))
async def offer_to_record(
    request: Request, services: Services, said: re.Match[str]
) -> Reply | None:
    """A number that somebody tells may be of anything: the command for it is offered."""
    words = _THAT_ONE.sub("", (said["salon"] or "").strip(" 的，,"))
    ordered = request.text.strip().startswith("出席")  # whose writing is told elsewhere
    found = _of_day(words, services) if words else None
    if ordered or (words and found is None and not services.salons.book.find(words)):
        return None
    if words and found is None:
        found = chosen_salon(words, services, "出席 7 88", to_come=False)
    salon = found or of_these_weeks(services)
    if salon is None or (not words and salon.held_on > services.today()):
        return None
    if salon.held_on > services.today():
        raise UserError(f"{headline(salon)} 还没有办，办完以后再记到场人数。")
    command = f"出席 {handle_of(salon, services)} {said['people']}"
    return Reply(
        markdown=f"要把 **{headline(salon)}** 到场记成 {said['people']} 人，发「{command}」。",
        title="记到场人数",
        follow_ups=(command,),
    )


def _of_day(words: str, services: Services) -> Salon | None:
    """The only salon of 昨天, 上周六."""
    found = or_none(parse_time, words, services.now(), services.zone)
    held = services.salons.book.on_day(found.day) if found and found.has_day else ()
    return held[0] if len(held) == 1 else None
