"""What organizers wish in a sentence where a command is needed: a new salon, a replay.

Each is the preview of that command; nothing happens before its 确认."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence

from bot.chat.context import Request, Services
from bot.chat.guards import matching
from bot.chat.router import Router
from bot.errors import UserError
from bot.events import Salon
from bot.events.editing.planned_words import A_SALON, planned_parts, when_pasted
from bot.events.editing.times import or_none, parse_time
from bot.events.replies import joined
from bot.expressions import Expression
from bot.markdown import escape_text
from bot.messages import Reply, Role
from handlers.announcements.wishes import wants_announcement
from handlers.draft_codes import one_below_another
from handlers.salon_asked import opened
from handlers.salon_choice import chosen_salon
from handlers.salons.creation import create_salon
from handlers.salons.previews import unused
from handlers.salons.replays import replaced, show_replays
from handlers.salons.words import BEFORE, OF_SALONS, SALON

router = Router("wishes")

_ASKS = Expression(r"[?？]|吗\s*$|怎么|如何|能不能|可不可以|是不是|有没有")
_A_LINE_ASKS = Expression(r"(?:[?？]|吗[。.!！]*)\s*$", re.MULTILINE)
_NEW_SALON = Expression(
    rf"(?:(?:和|跟|照着?|按照?)[^，,]{{1,10}}(?:一样|的样子)?[地的]?[，,\s]*(?:再|另外?)+)?{BEFORE}(?:(?P<bare>(?:新[建增开]|创建)(?=\s))|(?:新[建增开]|创建|建立?|安排|组织|发起|举办|办|搞|加)\s*(?:一[场期次](?=[，,：:\s])|(?:一?[个场次期]|一下)?\s*(?:新的?)?"
    r"(?:线[上下]|技术|直播)?的?(?:活动|沙龙|分享会?|交流会)))\s*[，,：:。；;\s]\s*(?P<rest>\S.*)",
    re.DOTALL,
)
_REPLAY = Expression(
    rf"{BEFORE}(?:再|还有?|也|又)?(?:(?:添加|加|登记|上传|补|更新|贴|放)(?:上|一?[条个份下])?)?+{SALON}(?:活动|沙龙|直播|场)?的?(?P<part>上午|下午|晚上|上半场|下半场)?场?的?"
    r"(?P<what>回放|录像|录播|课件|讲义|PPT|幻灯片?|照片|合影|相册|资料)(?:的?(?:链接|地址|视频))?"
    r"(?:来了|出来了|出了|好了|有了|放这了?|放[在到]这[里儿]?了?|[放传挂贴发登加](?:上[来去]?|好|出来|一下)了?|是|在|如下|发你|给你)*[\s，,：:（(]*+"
    r"(?P<before>[^\s:：/]{0,12}?)[\s：:]*+(?P<url>https?://\S+?)[）)]?(?:[\s，,；;]+(?P<after>\S.{0,39}|[^/]{0,40}https?://[\s\S]*))?",
    re.IGNORECASE,
)
# 「上午 https://…，下午 https://…」
_LINKS = Expression(
    r"(?:和|还有|以及)?([^\s，,。；;：:/]{0,12})[\s：:]{0,8}(https?://[^\s，,；;）)]+)"
)
_RECORDINGS = ("回放", "录像", "录播")
# 「回放链接换成 https://…」: what stands there is no name of it.
_IN_PLACE = Expression(r"(?:[换改]|更[新正换]|新的|正确|应该?是|错).{0,8}")
_ROUND_LABEL = Expression(
    r"^(?:再|也|先|给)*(?:加|补|添|登)(?:上|一?[个条段份]|进)+|^(?:[放传挂贴发加登][上到进出][来去]?|登记)[了吧]*$|的$"
)
_SENT = Expression(r"(?:发|转|贴)(?:到|给|在)?(?:各?个?群里?|大家)(?:里面?)?|通知(?:一下)?大家")
_WRONG = Expression(
    rf"{BEFORE}{SALON}(?:活动|沙龙|直播)?的?(?:回放|录像|录播)(?:的?(?:链接|地址|视频))?(?:先|都|给|[，,\s])*"
    r"(?:[发贴写登搞弄]?错了?|有问题|失效了?|不对|打不开了?|撤(?:下来?|掉|回)?|删(?:掉|了|除)?|下架)(?:[了吧，,。\s]|撤回|重发|撤掉|删掉)*"
)
_LAST = Expression("(?:把|将)?(?:上一?|最近|刚办完的?|[昨前][天晚]|上周)(?:那|一)*[场期次个]?")
# 停机维护通知, with its 时间 and 地点: nobody is invited. Talks are on 升级 and 迁移 as well.
_OF_MACHINES = Expression(
    "维护|停[机服电水]|割接|(?:故障|升级|迁移|扩容|切换|演练)(?:的|工作|操作)?(?:通[知告]|公告|窗口|期间)"
)
_OF_PEOPLE = Expression(rf"{OF_SALONS}|分享|主题|主讲|交流|聚会|夜[谈话]|见面|培训")
_MOST_CHARACTERS, _LONGEST_PASTED = 300, 2_000
_BRIEF = 40


@router.dialogue(role=Role.ORGANIZER, longest=_MOST_CHARACTERS, reads=matching(_NEW_SALON))
async def salon_as_people_say(
    request: Request, services: Services, match: re.Match[str]
) -> Reply | None:
    """「帮我建个活动，下周五晚上8点，名额100」: 新建活动 with what could be read."""
    said, unread = planned_parts(match["rest"], services.now(), services.zone)
    if not said.keys() & {"时间", "城市", "标题", "期号"} or _ASKS.search(request.text):
        return None
    if match["bare"] and not said.keys() & {"期号", "城市", "场地", "议程"}:
        return None  # 新建 一个订阅端
    if (
        "标题" not in said
        and unread
        and (match["rest"].startswith(unread[0]) or A_SALON.search(unread[0]))
    ):
        said["标题"] = unread.pop(0)
    fields = " ".join(f"{field}：{words}" for field, words in said.items())
    reply = await create_salon(request.with_arguments(fields), services)
    return reply and unused(unread, reply)


@router.dialogue(role=Role.ORGANIZER, longest=_LONGEST_PASTED, reads=when_pasted)
async def salon_as_pasted(request: Request, services: Services, when: str) -> Reply | None:
    """「【PG天天象上】第15期\n时间：…\n地点：…」: what 新建活动 makes of it. None where its day is
    none to come."""
    now, text = services.now(), request.text
    of_machines = _OF_MACHINES.search(text) and not _OF_PEOPLE.search(text)
    if of_machines or _A_LINE_ASKS.search(text) or wants_announcement(text, services):
        return None
    found = or_none(parse_time, when, now, services.zone)
    if found is None or not found.has_day or found.past:
        return None
    begun = await services.dialogues.current(request.message, now)
    reply = await create_salon(request.with_arguments(text), services)
    if reply is None or begun:
        return reply
    guess = "看着是一场新活动，先当成「新建活动」；要原样发到群里，前面写上「公告」再发一遍。"
    return dataclasses.replace(reply, markdown=joined([guess, reply.markdown]))


@router.dialogue(role=Role.ORGANIZER, longest=_MOST_CHARACTERS, reads=matching(_REPLAY))
async def replay_as_people_say(
    request: Request, services: Services, match: re.Match[str]
) -> Reply | None:
    """「西安那场的回放 https://… 下午」: 回放 添加. Without a salon it is of the last one."""
    if _ASKS.search(match[0]):
        return None
    if match["what"] not in _RECORDINGS:
        return _of_others(match["salon"].strip(" 的，,：:"), match["what"], match["url"])
    salon = _shown_in(match["salon"], services)
    if salon is None:
        said = escape_text(match["salon"].strip(" 的，,：:")[:20])
        none = f"没有找到「{said}」这一期" if said else "还没有办过的活动"
        raise UserError(f"{none}，请写期号或城市，这样登记：回放 添加 7 上午 {match['url']}")
    if more := _LINKS.findall(match["after"] or ""):
        links = [(match["before"] or match["part"] or "", match["url"]), *more]
        parts = [(s.removesuffix("回放") or f"第{n}段", u) for n, (s, u) in enumerate(links, 1)]
        return await _added(parts, salon, request, services)
    label = (match["after"] or match["before"] or match["part"] or "").strip()
    if _IN_PLACE.fullmatch(label):
        return replaced(salon, match["url"], services)
    label = "" if _SENT.fullmatch(label) else _ROUND_LABEL.sub("", label)
    return await _added([(label, match["url"])], salon, request, services)


async def _added(
    links: Sequence[tuple[str, str]], salon: Salon, request: Request, services: Services
) -> Reply:
    """「上午 https://… 下午 https://…」: a preview and a code for each."""
    shown: list[Reply] = []
    for label, url in links:
        message = request.message
        if (label, url) != links[-1]:  # each has a draft of its own
            message = dataclasses.replace(message, message_id=f"{message.message_id}/{url}")
        words = " ".join(filter(None, ("添加", salon.id, label, url)))
        order = dataclasses.replace(request, message=message, arguments=words, direct=False)
        shown += filter(None, [await show_replays(order, services)])
    return one_below_another(shown)


@router.dialogue(role=Role.ORGANIZER, longest=_BRIEF, reads=matching(_WRONG))
async def tell_how_to_correct(
    request: Request, services: Services, match: re.Match[str]
) -> Reply | None:
    """「回放链接发错了」, of the last one where none is named."""
    salon = _shown_in(match["salon"], services)
    return None if salon is None else replaced(salon, "", services)


def _of_others(words: str, what: str, url: str) -> Reply:
    """The record keeps recordings only; slides are told to the groups, or put on a page."""
    call = f"公告 {words}{what}：{url}"
    return Reply(
        markdown=f"{what}没有单独登记的地方。要发给大家，发一条公告（先预览）；"
        f"想让我以后能答「{what}在哪」，请管理员写进知识页面。",
        title=f"{what}发到哪里",
        follow_ups=(call,),
    )


def _shown_in(words: str, services: Services) -> Salon | None:
    """The salon of a replay. Raises UserError where several have that name."""
    words = words.strip(" 的，,：:")
    if not words or _LAST.fullmatch(words):
        return opened(services)
    if not services.salons.book.find(words):
        return None
    return chosen_salon(words, services, "回放 添加 7 上午 https://…", to_come=False)
