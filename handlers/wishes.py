"""What organizers wish in a sentence where a command is needed: a new salon, an announcement,
a replay. Each is the preview of that command; nothing happens before its 确认."""

from __future__ import annotations

import dataclasses
import re

from bot.chat.context import Request, Services
from bot.chat.guards import matching
from bot.chat.router import Router
from bot.errors import UserError
from bot.events import Salon
from bot.events.planned_words import planned_parts
from bot.expressions import Expression
from bot.markdown import escape_text
from bot.messages import Reply, Role
from handlers.announce import draft_announcement
from handlers.replays import show_replays
from handlers.salon_asked import opened
from handlers.salon_choice import chosen_salon
from handlers.salon_creation import create_salon
from handlers.salon_words import BEFORE, SALON

router = Router("wishes")

_ASKS = Expression(r"[?？]|吗\s*$|怎么|如何|能不能|可不可以|是不是|有没有")
_NEW_SALON = Expression(
    rf"{BEFORE}(?:新建|创建|建立?|安排|组织|发起|举办|办|搞|加)\s*(?:一?[个场次期]|一下)?\s*(?:新的?)?"
    r"(?:线[上下]|技术|直播)?的?(?:活动|沙龙|分享会?|交流会)\s*[，,：:。；;\s]\s*(?P<rest>\S.*)",
    re.DOTALL,
)
_ANNOUNCE = Expression(
    rf"{BEFORE}(?:在|到|往)?(?:各?群里?|所有群)?(?:里|给大家|帮忙)?"
    r"(?:(?:发布?|起草|写|做|来|出)\s*(?:一?[个条份则]|一下)?\s*(?:群?公告|群?通知)(?:到各?群里?|给大家)?"
    r"|(?:公告|通知)一(?:下|声))\s*[：:，,\n]\s*(?P<text>\S.*)",
    re.DOTALL,
)
_REPLAY = Expression(
    rf"{BEFORE}(?:(?:添加|加|登记|上传|补|更新|贴|放)(?:上|一?[条个份])?)?+{SALON}(?:活动|沙龙|直播)?的?"
    r"(?P<what>回放|录像|录播|课件|讲义|PPT|幻灯片?)(?:的?(?:链接|地址|视频))?"
    r"(?:来了|出来了|出了|好了|有了|传好了|是|在|如下|发你|给你)*\s*[，,：:（(]?\s*"
    r"(?P<before>[^\s:：/]{0,12}?)\s*[：:]?\s*(?P<url>https?://\S+?)[）)]?(?:\s+(?P<after>\S.{0,39}))?",
    re.IGNORECASE,
)
_RECORDINGS = ("回放", "录像", "录播")
_MOST_CHARACTERS = 300


@router.dialogue(role=Role.ORGANIZER, longest=_MOST_CHARACTERS, reads=matching(_NEW_SALON))
async def salon_as_people_say(
    request: Request, services: Services, match: re.Match[str]
) -> Reply | None:
    """「帮我建个活动，下周五晚上8点，名额100」: 新建活动 with what could be read."""
    said, unread = planned_parts(match["rest"], services.now(), services.zone)
    if not said or _ASKS.search(request.text):
        return None
    fields = " ".join(f"{field}：{words}" for field, words in said.items())
    reply = await create_salon(request.with_arguments(fields), services)
    if reply is None or not unread:
        return reply
    left = "」「".join(escape_text(words) for words in unread)
    return dataclasses.replace(reply, markdown=f"没有用上：「{left}」。\n\n{reply.markdown}")


@router.dialogue(role=Role.ORGANIZER, longest=_MOST_CHARACTERS, reads=matching(_ANNOUNCE))
async def announcement_as_people_say(
    request: Request, services: Services, match: re.Match[str]
) -> Reply | None:
    """「帮我发个公告：…」; behind the colon may stand a question to everybody."""
    by_colon = match[0][: match.start("text")].rstrip().endswith(("：", ":"))
    if not by_colon and _ASKS.search(match[0]):
        return None
    return await draft_announcement(request.with_arguments(match["text"]), services)


@router.dialogue(role=Role.ORGANIZER, longest=_MOST_CHARACTERS, reads=matching(_REPLAY))
async def replay_as_people_say(
    request: Request, services: Services, match: re.Match[str]
) -> Reply | None:
    """「西安那场的回放 https://… 下午」: 回放 添加. Without a salon it is of the last one."""
    if _ASKS.search(match[0]):
        return None
    if match["what"] not in _RECORDINGS:
        return _of_slides(match["salon"].strip(" 的，,：:"), match["url"])
    salon = _shown_in(match["salon"], services)
    if salon is None:
        said = escape_text(match["salon"].strip(" 的，,：:")[:20])
        raise UserError(
            f"没有找到「{said}」这一期，请写期号或城市，这样登记：回放 添加 7 上午 {match['url']}"
        )
    label = (match["after"] or match["before"] or "").strip()
    arguments = " ".join(filter(None, ("添加", salon.id, label, match["url"])))
    return await show_replays(
        dataclasses.replace(request, arguments=arguments, direct=False), services
    )


def _of_slides(words: str, url: str) -> Reply:
    """The record keeps recordings only; slides are told to the groups, or put on a page."""
    call = f"公告 {words}课件：{url}"
    return Reply(
        markdown="课件没有单独登记的地方。要发给大家，发一条公告（先预览）；"
        "想让我以后能答「课件在哪」，请管理员写进知识页面。",
        title="课件发到哪里",
        follow_ups=(call,),
    )


def _shown_in(words: str, services: Services) -> Salon | None:
    """The salon of a replay. Raises UserError where several have that name."""
    words = words.strip(" 的，,：:")
    if not words:
        return opened(services)
    if not services.salons.book.find(words):
        return None
    return chosen_salon(words, services, "回放 添加 7 上午 https://…", to_come=False)
