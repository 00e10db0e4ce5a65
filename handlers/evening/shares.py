"""Sharing a salon elsewhere: members report it, organizers confirm its likes."""

from __future__ import annotations

import re

from bot.attendance.people import Attendee
from bot.attendance.shares import LIKES_TO_PASS, Share
from bot.chat.context import Request, Services
from bot.chat.guards import anything, matching
from bot.chat.router import Router
from bot.errors import UserError
from bot.events.replies import headline
from bot.expressions import Expression
from bot.markdown import escape_text
from bot.messages import Reply, Role
from handlers.salon_asked import opened
from handlers.salon_choice import of_these_weeks

router = Router("shares")

_ASKING = Expression(r"[?？吗呢]|怎么|什么|哪|如何|几个|多少")
_LIKES = Expression(r"\s*[#＃]?(?P<number>\d{1,9})\s*号?\s+(?P<likes>\d{1,7})\s*[个赞]*\s*")


def _reports(arguments: str) -> bool:
    return anything(arguments) and not _ASKING.search(re.sub(r"https?://\S+", "", arguments))


def _reports_link(arguments: str) -> bool:
    """「分享」 is an everyday word: without a slash only with a link is it the command."""
    return "http" in arguments and _reports(arguments)


@router.command(
    "分享", help="同「晒图」，后面要有链接", usage="分享 链接", everyday=True, takes=_reports_link
)
@router.command(
    "晒图",
    aliases=("share",),
    help="报告自己晒的图或文章，集够赞可以参加分享抽奖",
    usage="晒图 链接或说明",
    takes=_reports,
)
async def report_share(request: Request, services: Services) -> Reply:
    """Keep the report under a number that an organizer confirms."""
    salon = of_these_weeks(services) or opened(services)
    if salon is None:
        raise UserError("还没有办过活动，等活动开始以后再晒图吧。")
    share = await services.attendance.shares.report(
        salon.id,
        Attendee.of(request.message),
        request.arguments.strip(),
        source=request.source,
        now=services.now(),
    )
    return Reply(
        markdown=f"收到，记为 **{share.id} 号**（{headline(salon)}）。"
        f"赞超过 {LIKES_TO_PASS} 个以后，请组织者看一眼，发「点赞 {share.id} 赞数」确认。",
        title=f"晒图 {share.id} 号",
    )


@router.command(
    "点赞",
    aliases=("likes",),
    role=Role.ORGANIZER,
    help=f"确认一份晒图的赞数，超过 {LIKES_TO_PASS} 个进入分享抽奖",
    usage="点赞 编号 赞数",
    everyday=True,
    reads=matching(_LIKES),
)
async def confirm_likes(request: Request, services: Services, said: re.Match[str]) -> Reply:
    """Note what the organizer saw; a later look replaces an earlier one."""
    share = await services.attendance.shares.confirm(
        int(said["number"]), int(said["likes"]), request.act(services)
    )
    if share is None:
        raise UserError(f"没有 {said['number']} 号晒图，请核对编号，比如：点赞 12 38")
    return Reply(markdown=_confirmed(share), title=f"{share.id} 号晒图：{share.likes} 个赞")


def _confirmed(share: Share) -> str:
    told = f"**{share.id} 号**（{escape_text(share.nick)}）：{share.likes} 个赞，"
    if share.passes:
        return told + "已进入分享抽奖的名单。"
    return told + f"还没有超过 {LIKES_TO_PASS} 个，暂时不进名单；之后多了可以再确认一次。"
