"""Practical questions before a salon: 停车, 发票, 能带朋友吗, 迟到了还能进吗, is it free.

What the salon's own page says of the matter is told first, then what the salons' pages say.
Where neither says anything, that is said with whom to ask: near to these words there is
always some page of something else.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass

from bot.chat.context import Request, Services
from bot.chat.router import Router
from bot.events import Salon
from bot.events.answers.coming_facts import where as where_to
from bot.events.reading.elsewhere import names_database, says_salon
from bot.events.reading.turns import after_page, speaks_of_lessons
from bot.events.replies import bullets, headline, joined, short_name, talk_line
from bot.expressions import Expression, made_of
from bot.markdown import escape_text
from bot.messages import Reply, ReplyKind, Role
from handlers.questions.ask import answer_question
from handlers.salon_asked import ASIDES, is_ahead, meant, nearest
from handlers.salon_choice import about, handle_of

router = Router("practical", "到场须知")


@dataclass(frozen=True, slots=True)
class Matter:
    """Something of the day that people need to know. ``said``: a pattern of how it is asked
    for, ``told``: of how a page tells it. ``asked``: what is asked of the pages in its place,
    where they go by other words. ``surely``: no database has it."""

    name: str
    said: str
    told: str
    asked: str = ""
    surely: bool = True


_SOMEBODY = (
    "朋友|同事|同学|家属|家人|孩子|小孩|小朋友|娃|老婆|老公|爱人|对象|男朋友|女朋友|室友|老师|领导|别人|人"
    "|宠物|狗|猫"
)
_COSTS = "收费|要钱|交钱|花钱|免费|门票|票价|报名费|参会费|入场费|费用|多少钱"
_COMPANY, _LATE, _WAY = "带人", "迟到早退", "路线"
# The first that fits is meant.
_MATTERS = (
    Matter("发票", "发票|收据|报销|invoices?|receipts?", "发票|收据|报销", surely=False),
    Matter(
        "证件",
        "身份证|证件|工牌|学生证|工作证|护照|访客登记|id cards?",
        "身份证|证件|登记|工牌",
        surely=False,
    ),
    Matter(
        _COMPANY,
        f"带(?:上|个|几个|一个|着|自己的?)*(?:{_SOMEBODY})"
        f"|(?:{_SOMEBODY})(?:能不能|可不可以|能|可以)(?:一起|也|跟着)*[来去]|bring",
        f"带(?:{_SOMEBODY})|家属|同行|陪同|随行",
    ),
    Matter(
        _LATE,
        "迟到|晚到|[来到去]晚|晚(?:一?点|一会儿?|半个?小时|几分钟)(?:再)?[到来去]|中途|早退|提前(?:走|离开|离场)|late",
        "迟到|晚到|中途|早退|提前离",
    ),
    Matter(
        _WAY,
        "(?:怎么|如何|咋)?(?:坐|乘|搭|换)(?:什么|啥|几路|几号|哪)?(?:车|地铁|公交|线|高铁|路)|地铁|公交|打车|打的|高铁|火车站|机场|几号线|路线|远不远|近不近|多远|[远近](?=吗|么|嘛|不)|过[去来].{0,3}(?:多久|多长|几个|远)|(?<=从).{2,4}(?:怎么|如何|咋)(?:过?去|过来|走)",
        "地铁|公交|打车|高铁|火车站|机场|路线|出口",
    ),
    Matter(
        "课件",
        "(?:ppt|课件|讲义|幻灯片?|slides?).{0,3}(?:到时候?|[会之完]后|会|[能可让]以?拍)",
        "ppt|课件|讲义|幻灯",
        "沙龙课件",
    ),
    Matter("停车", "停车|车位|停得下|开车|自驾|parking|park", "停车|车位"),
    Matter(
        "吃饭和茶歇",
        "[午晚早中聚会]?[饭餐]|盒饭|吃的|吃饭|下午茶|茶[歇水点]|点心|水果|零食|饮料|喝的|喝水|有水|lunch|dinner|food|snacks?|drinks?",
        "饭|餐|茶歇|点心|饮料|咖啡豆",
    ),
    Matter("住宿", "住宿|酒店|宾馆|住哪里?|hotels?", "住宿|酒店|宾馆"),
    Matter(
        "要带什么",
        "带(?:上|个|台)*(?:笔记本)?电脑|带(?:上|个)*(?:笔记本|纸笔|充电器|名片|水杯|什么|啥)(?:东西)?|laptops?",
        "电脑|自带|请带|携带",
    ),
    Matter("着装", "穿什么|穿啥|着装|正装|dress", "着装|正装|穿"),
    Matter(
        "参会证书", "(?:参会|结业|培训|参加)(?:证书|证明)|发证书|盖章|邀请函", "证书|证明|邀请函"
    ),
    Matter("网络和插座", "wi-?fi|无线网|插座|插线板|充电", "wi-?fi|无线网|插座|充电"),
    Matter(
        # Not the bare cost of a plan.
        "费用",
        rf"{_COSTS}|(?:is|are)\b.{{0,20}}\bfree|how much.{{0,12}}(?:cost|pay)|tickets?|admission",
        _COSTS,
        "沙龙要钱吗",
        surely=False,
    ),
    Matter(
        "谁能参加",
        "(?:外[地省市]|异地|非会员|学生|新[人手]|小白|零基础|外行)(?:的?(?:人|朋友|同学))?的?(?:能不能|可不可以|能|可以)"
        "(?:去|来|参加|听)|(?:谁|什么人|哪些人|哪类人|啥人|什么样的人|所有人|任何人)(?:都)?(?:能|可以|能够|适合)(?:去|来)?(?:参加|听|参会|去|来)"
        "|(?:适合|面向)(?:新[人手]|小白|零基础|初学者?|学生|外行|谁|什么人|哪些人|哪类人)(?=.?[吗么不参来听]|$)"
        "|who can|who may|can anyone",
        "适合|面向|参加",
        "沙龙适合什么人参加",
        surely=False,
    ),
)
_VERBS = (
    "[场站]|带|穿|[之以]?后|结束|完|离|半个?小时|错过|[远近]|会后|拍照?|录|共享|分享|下载|给|ppt|课件|讲义|幻灯片?|slides?|开|进得?去?|入|进场|入场|离场|走|吃|喝|管|包|供应?|提供|安排|准备|需要|用|方便|好|怎么样?|咋|如何|多少|什么|啥"
    "|自理|解决|自备|收|交|发|开|写|登记|查|看|一起|自己|现场|活动|沙龙|会场|门口|附近|楼下|场地|我|你们|的话|必须|一定|得|让|允许|早|晚"
    "|(?:每一?|一)[期场次回趟]|听|元|都|中午|晚上|下午|地方|东西|几|位|里|上|过|吧|不|免费|人|如果|要是|万一|只|想|参加|停|放|找|订|推荐|哪里?|哪儿|和|跟|与"
    "|or|is|are|do|does|can|could|may|will|there|any|anyone|it|this|that|the|a|an|to|for|i|we|you|my|me|if|am|at|on|in|of"
    "|have|has|need|provided?|salon|event|meetup|attend|join|come|get|go|still|allowed|open|be|who|what|should|friends?"
    "|available|colleagues?|enter|how|much|charge|require[ds]?|with|id"
)
# Whence, which is no salon: 离上海远吗, 从上海过去多久.
_FROM = Expression(
    r"(?:从|离|距离?|由)[\u3400-\u9fff]{2,4}?(?:市|站|[那这]边)*(?=[远近多过出坐开打怎有要到]|$)"
)
_FAR = Expression("[远近]|多久")
_ASKED = {matter: Expression(matter.said) for matter in _MATTERS}
_TOLD = {matter: Expression(matter.told) for matter in _MATTERS}
_WORD = Expression(
    rf"{'|'.join(matter.said for matter in _MATTERS)}|{_VERBS}|{ASIDES}|[?？!！。，,~～\s]"
)
_ASKS = Expression(
    r"[?？吗么嘛]|[没不]$|([\u4e00-\u9fff])不\1|怎|咋|如何|哪|多[少久远长]|什么|啥|谁|几|能|可以|有没|要不|需不|用不|管|包|提供|要带|需要|好[停进]"
    r"|^(?:is|are|do|does|can|could|may|will|who|what|how)\b|any"
)
# 怎么查身份证: of what stands in a database.
_OF_DATA = Expression("(?:怎么|如何|咋)(?:查|存|校验|脱敏|加密|设计|显示|隐藏)")
_BRIEF = 4  # characters of a matter that is said alone: 停车
_LONGEST = 40  # characters
_SALON_PAGES = ("salon/", "training/", "events/")
_UNKNOWN = Expression("没有?(?:记录|写|提到?|说明)|未(?:记录|写)")
_SENTENCE = Expression(r"[^。！？\n]*[。！？]?")
_MARK = Expression(r"^\s*(?:[-*]|\d+\.)\s+|\[([^\[\]]*)\]\([^)]*\)")
_MOST = 3  # sentences
_SOURCES = "\n\n出处："  # below it titles are named, which tell nothing


@router.dialogue(role=Role.MEMBER, longest=_LONGEST)
async def tell_practical(request: Request, services: Services) -> Reply | None:
    """None for whatever says anything else, or means a salon that is over."""
    text = request.text.strip()
    low = text.lower()
    matter = next((one for one, asked in _ASKED.items() if asked.search(low)), None)
    if matter is None or names_database(low):
        return None
    elsewhere = after_page(request.history) or speaks_of_lessons(request.history)
    elsewhere = elsewhere or _OF_DATA.search(low) is not None
    if elsewhere and not (matter.surely or says_salon(text)):
        return None
    if matter.name == _WAY:
        request = dataclasses.replace(request, text=_FROM.sub("", text))
    said = await meant(request, services)
    rest = said.rest.lower() or low
    asks = _ASKS.search(low) or _ASKS.search(rest) or len(rest) <= _BRIEF
    if not asks or not made_of(_WORD, rest):
        return None
    salon = said.single
    over = said.named and (salon is None or not is_ahead(salon, services))
    if over and not (matter.name == _WAY and _FAR.search(low)):
        return None  # how far a city is, no days between salons tell
    if salon is None or not (over or is_ahead(salon, services)):
        salon = next(iter(nearest(services)), None)
    own = _own(salon, matter) if salon else []
    if salon and own:
        return _from_page(salon, own, matter)
    return await _from_pages(salon, matter, request, services)


def _own(salon: Salon, matter: Matter) -> list[str]:
    """What the salon's page tells of the matter, in its agenda or its text."""
    told = _TOLD[matter]
    breaks = [talk_line(t) for t in salon.talks if not t.speakers and told.search(t.title)]
    return breaks + list(_sentences((part.text for part in salon.sections), matter))


def _from_page(salon: Salon, told: list[str], matter: Matter) -> Reply:
    lines = bullets(escape_text(sentence) for sentence in told[:_MOST])
    return Reply(
        markdown=joined([f"**{headline(salon)}**", lines]),
        title=f"{matter.name}：{short_name(salon)}"[:30],
        kind=ReplyKind.EVENT,
        topic=about(salon),
        sources=(salon.path,) if salon.path else (),
    )


async def _from_pages(
    salon: Salon | None, matter: Matter, request: Request, services: Services
) -> Reply | None:
    """What a page of the salons answers, as far as it says anything of the matter; else that
    nothing does."""
    asked = dataclasses.replace(request, text=matter.asked) if matter.asked else request
    reply = await answer_question(asked, services)
    not_told = Reply(
        markdown=_not_told(salon, matter, services),
        title=f"{matter.name}没有记录",
        kind=ReplyKind.REFUSAL,
        topic=about(salon) if salon else {},
    )
    if reply.kind is not ReplyKind.ANSWER or not reply.sources:
        return not_told
    told = list(_sentences([reply.markdown.partition(_SOURCES)[0]], matter))
    # A reply of two pages may tell of the matter in the other one's words; what it only
    # points to, whether PostgreSQL itself costs anything, tells nothing.
    source = _source_in(reply.markdown)
    quoted = reply.sources[: max(source.count("]("), 1)]
    recorded = bool(told) and all(page.startswith(_SALON_PAGES) for page in quoted)
    if recorded and not any(map(_UNKNOWN.search, told)):
        return reply
    # A page was found, and not one of this: whoever keeps the pages should know.
    await services.feedback.note_unanswered(
        request.text, request.message.conversation_id, services.now(), reply.sources[0]
    )
    if not recorded:
        return not_told
    return dataclasses.replace(
        not_told,
        markdown=joined([not_told.markdown, source]),
        kind=ReplyKind.ANSWER,  # a page that says so is one
        topic={**reply.topic, **not_told.topic},
        sources=reply.sources[:1],
    )


def _not_told(salon: Salon | None, matter: Matter, services: Services) -> str:
    """That it is nowhere told, whom to ask, and what is known all the same."""
    where = f"{short_name(salon)}的活动页和沙龙资料里都" if salon else "沙龙资料里"
    said = f"{matter.name}：{where}没有记录，我不知道，请直接问组织者。"
    if salon is None:
        return f"{said}近期也还没有安排活动。"
    if matter.name == _COMPANY:
        order = f"报名 {handle_of(salon, services)}"
        return f"{said}要来的每个人都要自己报名：请对方发「{order}」。"
    if matter.name == _WAY and is_ahead(salon, services):
        return f"{said}{where_to(salon)}，可以按它导航。"
    if matter.name == _LATE:
        return f"{said}签到从开始前一小时到结束一直有效，迟到了也能签。"
    return said


def _source_in(markdown: str) -> str:
    """The line of an answer that names its page."""
    return next((line for line in markdown.splitlines() if line.startswith(_SOURCES.strip())), "")


def _sentences(texts: Iterable[str], matter: Matter) -> Iterable[str]:
    """The sentences that tell of the matter, without their marks."""
    for text in texts:
        for match in _SENTENCE.finditer(text):
            sentence = _MARK.sub(r"\1", match[0]).strip()
            if not sentence.startswith("**") and _TOLD[matter].search(sentence):
                yield sentence
