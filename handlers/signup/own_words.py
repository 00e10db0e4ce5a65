"""Whether somebody asks for their own sign-up or place: 我报上了吗, 我排第几, 我来不了了."""

from __future__ import annotations

from bot.chat.context import Request, Services
from bot.events.reading.elsewhere import says_salon
from bot.events.reading.turns import after_page
from bot.expressions import Expression
from bot.messages import Role
from handlers.salon_asked import ASIDES, meant, nearest

# 我报上了吗, 报名成功没有, 我候补第几: not 我这里报了错怎么办.
_OWN = Expression(
    r"(?:我.{0,4}|^(?:请问)?)(?:报(?:上|名(?:了|上|成功))|(?:排上|候补(?:上|到)?)了?(?=.{0,4}[几吗没])).{0,5}"
    r"(?:吗|(?<![怎什])么|没有?|第几个?)[?？!！。 ]*$"
)
_OWN_WORDS = Expression(
    rf"(?:报名|报上|报|候补|成功|活动|沙龙|什么|啥|几[场期个次]|哪[些几一]?[场期个次]?|多少|情况|状态|记录"
    rf"|查|看|对|名单|名额|名|里面?|几点|时间|地点|[那这][场期次]|一下|我|{ASIDES})++"
)
_OWN_CORE = Expression(r"我(?!们).*(?:报|名[单额])|报.*我(?!们)")
_OWN_ASKS = Expression(
    r"[?？吗么没]|对吧$|什么|啥|几[场期个次点]|哪|有没有|情况|状态|记录|时间|地点|[查看].*我"
    r"|^我(?:已经)?报(?:过|了?名)?名?了$"
)
_NOT_OWN = Expression(r"能|可以|怎么|多少人|几个人|想|要")
# 我报的那个取消了吗: of whatever one is in; 我能去吗, of who waits.
_OWN_STATE = Expression(
    r"(?:(?:那|我|之前)+报(?:了?名)?|报(?=的名))的?(?:那?[个场期次]|名)?(?:活动|沙龙)?的?(?:是不是|有没有|会不会|时间|还)?"
    r"(?:取消|改期|推迟|延期|改时间|照常|正常|变|改|办|开|算数?|有效|作废|保留|怎么办|咋办)(?:了|吗|么|没有?|不|啊|呀|举行|进行)*"
)
_MAY_GO = Expression(
    r"我(?:还|也|到底)?(?:能不能|可不可以|能|可以)[去来参](?:加)?(?:吗|么|不|了)*"
)
# 我排第几, 前面还有几个, 轮到我了没: whoever waits asks for the place in the line.
_LINE = Expression(
    rf"(?:我|前[面边]|第|几|多少|位|名|个|人|[排候补]得?上|排|队|候补|轮|轮到|转正|递补|补|名额|号|等|{ASIDES})++"
)
_LINE_CORE = Expression(
    r"排.{0,3}(?:第?几|多少)|第几[位个名]|前[面边].{0,4}(?:几|多少)|(?:轮|排|等)到我|转正|递补|候补.{0,3}(?:到|上)|补上|^(?:我|还)*(?:能|可以)(?:不能)?[排补轮候]+得?[到上]"
)
# 我来不了了: how to give the seat back stands below one's own sign-ups.
_LEAVES = Expression(
    r"(?:(?:算了|还是|那天|当天|报(?:了|上)?名?了?|但是?|可是?|结果|万一|如果|要是|[，,])*我?(?:怎么|如何|咋)?(?:才能)?(?:临时|突然|帮我|替我|又|那天|当天|有事|可能|想|要|得|就|这次|都|的)*(?:取消|退出|不(?:想|能)?(?:去|来|报|参加|等|排队?|候补)|[去来]不[了成]"
    r"|没法[去来]|参加不了|退(?=[掉了吧]|$))(?:掉|这次|这场|活动|沙龙|了|吧)*(?:怎么办|怎么取消|咋办)?)++"
)
_LEAVES_CORE = Expression(r"取消|退出|不.?[去来报参等排候]|[去来]不|没法[去来]|参加不了")
_GIVES_UP = Expression("不.?[等排候]")  # 不等了, of whoever waits
_MARKS = "。.!！?？~～，,"
_HOW_OUT = Expression(
    r"我?的?(?:报名|名额).{0,4}(?:怎么|如何|咋|能不能|可以|能)(?:才能)?(?:取消|退)(?:掉|了|吗|么)*"
    r"|(?:怎么|如何|咋)(?:才能)?(?:取消|退掉?)(?:我的)?(?:报名|名额)(?:呢|啊)?"
)


async def is_own(text: str, request: Request, services: Services) -> bool:
    """Whether somebody asks for their own sign-up or place."""
    plain = "".join(text.split()).strip(_MARKS)
    if _OWN.search(text) or _OWN_STATE.fullmatch(plain) or _asks_for_own(text, plain):
        return True
    if _HOW_OUT.fullmatch(plain) and nearest(services):
        return True
    if _MAY_GO.fullmatch(plain):
        return await _is_in_any(request, services)
    on_page = after_page(request.history)
    if _LINE.fullmatch(plain) and _LINE_CORE.search(plain):
        if "我" in plain and not (on_page and nearest(services)):
            return True
    elif not await _leaves(plain, request, services):
        return False
    elif not (on_page or _orders(plain, request, services)) and nearest(services):
        return True
    if on_page and not ("我" in plain or says_salon(plain)):
        return False  # 取消它, after a page on sessions
    return await _is_in_any(request, services)


def _asks_for_own(text: str, plain: str) -> bool:
    """报名情况查一下我的, in whatever order, where nothing else is said."""
    own = _OWN_WORDS.fullmatch(plain) and _OWN_CORE.search(plain) and _OWN_ASKS.search(text)
    return own is not None and _NOT_OWN.search(plain) is None


async def _leaves(plain: str, request: Request, services: Services) -> bool:
    """我来不了了; with whatever salon is named in it."""
    if not _LEAVES_CORE.search(plain):
        return False
    rest = (await meant(request, services)).rest.strip(_MARKS)
    return _LEAVES.fullmatch(rest) is not None


def _orders(plain: str, request: Request, services: Services) -> bool:
    """Whether it may be no question: 取消 alone may be said to a preview, 取消活动 is an
    organizer's, and 下周的活动取消 from one is of the salon, not of a seat."""
    if plain == "取消" or services.router.named(plain) or _GIVES_UP.search(plain):
        return True
    return request.role >= Role.ORGANIZER and "我" not in plain and says_salon(plain)


async def _is_in_any(request: Request, services: Services) -> bool:
    return bool(await services.attendance.signups.of_person(request.message.person))
