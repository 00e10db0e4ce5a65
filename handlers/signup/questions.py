"""Questions on signing up for a salon: whether one still can, how, until when, how many are in.

The record answers them for salons of the past; before a salon only the store knows.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.attendance.signups import Standing
from bot.attendance.windows import windows_of
from bot.chat.context import Request, Services
from bot.chat.router import Router
from bot.events import Salon
from bot.events.reading.elsewhere import names_database, says_salon
from bot.events.reading.meant import Meant, was_lately
from bot.events.reading.turns import after_page
from bot.events.replies import bullets, headline, joined, people_count
from bot.expressions import Expression
from bot.messages import Reply, Role
from handlers.salon_asked import ASIDES, LONGEST_QUESTION, is_ahead, meant, nearest
from handlers.salon_choice import handle_of, on_salon
from handlers.signup.own_words import is_own
from handlers.signup.signup import show_own, takes_signups
from handlers.signup.words import moment, nothing_ahead, standing_words

router = Router("signup_questions", "报名情况")

_ABOUT = Expression(r"报名|名额|报满|候补")
_ASKS = Expression(
    r"怎么|如何|哪里|在哪|多少|几个|几人|人数|截止|满了|满没|还有|还能|可以|能不能|情况|方式|链接|入口"
    r"|开始|什么时候"
)
# The same in whatever order, where nothing else is said: 现在报了几个人, 还有位子没.
_LIMIT = (
    r"限(?:制|额|定)?(?:人数)?(?=多少|几|不限|人)|限?不限(?:制|人数?)?|能坐(?=多少|几)|坐得下|容纳"
)
_MATTER = (
    rf"{_LIMIT}|"
    r"报名|报上|报满|排队|(?<=前[面边])排|报(?=了|的|过|几|多|得|不|还|吗|么|嘛)|名额|候补|空[位座]|[座席]位|位[子置]|坑位?"
    r"|满(?=了|没|人|吗|员)|(?<=没)满|座(?=吗|么|没|了|$)|参加|参与|[要会]来|(?:怎么|如何|咋|哪里?|哪儿|能|可以)报(?=$|[?？])|(?<=[能以都])[去来](?=[吗么不])|(?<=人)来|来(?=几个?人|多少人)"
)
_HOW_MANY = r"多少|多不多|多吗|几|人数|人多|人员?|位|名(?!单)|个|数量|数目|数"
_OTHERS = (
    r"情况|进度|统计|怎么样|咋样|如何|谁|哪些|名单|截止|结束|关闭|开放|第一|下一|最前|排|时间|日期|场地|会场|坐|办|[两几三](?:[场期]|个(?:活动|沙龙))(?=.?都?[能可要去报])|都|什么时候|啥时候"
    r"|来得及|赶得[上及]|晚|剩下?|余|够|满|员|上|开始|怎么|咋|哪里|哪儿|现场|当场|当天|临时|直接|条件|要求|门槛|什么|啥|取消|退|入口|链接|多|少|看|目标|差|离"
)
_WORDS = Expression(rf"(?:{_MATTER}|{_HOW_MANY}|{_OTHERS}|{ASIDES}|我|想|人|和|活动|的?话)++")
_CORE = Expression(_MATTER)
_OPEN_QUESTION = Expression(
    r"[?？吗么没嘛]|多少|几|人数|情况|进度|统计|怎么|咋|如何|谁|哪|名单|截止|来得及|赶得|有没有|是不是"
    r"|能不能|可不可以|什么时候|剩|数$|多不多|不$"
)
# What only a salon to come has; how people sign up in general stands in the pages.
_OF_COMING = Expression(r"链接|入口|网址|在哪|哪里|截止|满了|满没|还能|还可以|还有|开始|什么时候")
_OF_SALON = Expression(
    "^怎么参加|^咋参加|满员|满人|报$|^(?:在|去)?哪里?报|报上|限.{0,4}人|能坐|坐得下"
)
# 分享报名链接有奖吗, 直播要报名吗: not about signing up.
_ELSEWHERE = Expression("奖|抽|分享|晒|转发|转报|转链|朋友圈|礼品|赞(?!助)|截图|登记|直播")
# Of what was: 报过名的有多少, 往期, 历届.
_OF_PAST = Expression(r"过(?!期)|往期|历[届年史]|以[前往]|之前|从前|去年|前年")
_CAN = Expression(
    r"(?:能|可以|可不可以)(?:不能)?.{0,4}(?:报|参加|[去来](?=[吗么不]))|来得及|赶得[上及]|(?:还|有|没).{0,3}(?:名额|空?[位座坑])"
    r"|报.{0,2}[得不][上了]"
)
_COUNTS = Expression("多少|几|人数|情况|谁|名单|统计|多吗")
_ANY = Expression(r"有(?:没有)?人")
_FULL, _CLOSED, _WHO = Expression("满"), Expression("截止|结束|关闭"), Expression("谁|名单|哪些人")
_LIMITED, _WAITING = Expression(_LIMIT), Expression("候补|排")
# 有人退了会通知我吗, 排到我怎么知道
_PROMOTED = Expression("(?:退|[排轮]到|转正|递补|候补).{0,6}(?:通知|告诉|知道|提醒)")
_WHICH_OPEN = Expression(
    "(?:有)?哪(?:一|几|些|两)?[场期次个](?:活动|沙龙)?(?=.*(?:[还能没空]|有[名座位]))"
)
_BRIEF = 3  # characters
_SALON_PAGES = ("events/", "salon/")
_MORE = 2  # salons that stand below the nearest


@router.dialogue(role=Role.MEMBER, longest=LONGEST_QUESTION)
async def answer_signup_question(request: Request, services: Services) -> Reply | None:
    """None whenever it is about something else, or about a salon that is over."""
    text = request.text.strip()
    if await is_own(text, request, services):
        return await show_own(request, services)
    if _ELSEWHERE.search(text) or names_database(text):
        return None
    if _PROMOTED.search(text) and not after_page(request.history) and (ahead := nearest(services)):
        how = "有人退出时，候补按先后自动转正，到时私聊通知本人。"
        return on_salon(ahead[0], "候补转正", how)
    broadly = _ABOUT.search(text) and _ASKS.search(text)
    if not broadly and not _CORE.search(text):
        return None
    said = await meant(request, services)
    if _WHICH_OPEN.search(text) and not said.named:
        said = Meant(rest=_WHICH_OPEN.sub("", said.rest))  # 哪场还有名额: of those to come
    # 无锡报名: a salon, and nothing else said of it.
    asks = _OPEN_QUESTION.search(text) or (said.named and len(said.rest) <= _BRIEF)
    closely = bool(asks and _WORDS.fullmatch(said.rest))
    if said.compares or not (broadly or closely):
        return None
    if _OF_PAST.search(text) and not said.salons:
        return None
    if after_page(request.history) and not (said.named or says_salon(text)):
        return None  # 满了吗, after a page on connections
    salons = _asked(said, text, services)
    if salons:
        return await _standing(salons, text, request, services)
    if off := _gone(said, text, services):
        return off
    if said.named or not closely or (said.salons and _COUNTS.search(text)):
        return None
    return _none_ahead(text, request, services)


def _asked(said: Meant, text: str, services: Services) -> list[Salon]:
    """The salons to come that are meant; the nearest ones when none is said, or when the one
    spoken of is over."""
    if said.named:
        return [salon for salon in said.salons if is_ahead(salon, services)]
    if spoken_of := [salon for salon in said.salons if is_ahead(salon, services)]:
        return spoken_of
    over = said.salons and (_COUNTS.search(text) or _CAN.search(text))
    if over:
        return []
    # At a salon its own numbers may be asked for, but a seat only of what is still open.
    of_numbers = _COUNTS.search(text) and not _CAN.search(text)
    ahead = nearest(services)
    return ahead if of_numbers else sorted(ahead, key=lambda s: not takes_signups(s, services))


async def _standing(
    salons: Sequence[Salon], text: str, request: Request, services: Services
) -> Reply:
    """How full the first is and how to get in, with what one asked first; the others in a line."""
    salon = salons[0]
    standings = await services.attendance.signups.standings()
    standing = standings.get(salon.id, Standing())
    until = windows_of(salon, services.zone).signup_until
    closes = moment(until, services.zone)
    over = services.now() >= until
    full = salon.capacity is not None and standing.seated >= salon.capacity
    if over:
        how = f"报名已经在 {closes} 截止了。"
    elif full:
        how = f"名额满了，{closes} 截止。@我 发「报名 {handle_of(salon, services)}」会排候补。"
    else:
        queue = "，满了会排候补" if salon.capacity is not None else ""
        how = f"{closes} 截止。@我 发「报名 {handle_of(salon, services)}」就行{queue}。"
    lead = _lead(text, salon, standing, over=over, full=full)
    whose = _names_of(salon, request, services) if _WHO.search(text) else ""
    others = [s for s in salons[1:] or nearest(services) if s != salon] if over else salons[1:]
    more = [_beside(s, standings.get(s.id), services) for s in others[:_MORE]]
    return on_salon(
        salon,
        f"报名：{headline(salon)}",
        joined(
            [
                f"{lead}**{headline(salon)}**：{_numbers(salon, standing)}，{how}",
                whose,
                f"另外还有：\n\n{bullets(more)}" if more else "",
            ]
        ),
    )


def _lead(text: str, salon: Salon, standing: Standing, *, over: bool, full: bool) -> str:
    """Yes or no, where that was asked."""
    seats = salon.capacity
    if _CAN.search(text):
        return "不能报了。" if over else "满了，还能排候补。" if full else "能报。"
    if _FULL.search(text):
        return "满了。" if full else "没满。"
    if _CLOSED.search(text):
        return "截止了。" if over else "还没截止。"
    if _WAITING.search(text) and not standing.waiting:
        return "没有人候补。"
    if _LIMITED.search(text):
        return "名额不限。" if seats is None else f"限 {seats} 人。"
    if _ANY.search(text):
        return "有人报名。" if _count(salon, standing) else "还没有人报名。"
    return ""


def _names_of(salon: Salon, request: Request, services: Services) -> str:
    if request.role >= Role.ORGANIZER:
        return f"名字私聊我发「名单 {handle_of(salon, services)}」。"
    return "报名的人的名字只给组织者看。"


def _count(salon: Salon, standing: Standing) -> object:
    # A number in the file is the record's own, and stands.
    return standing.seated if salon.signups is None else salon.signups


def _numbers(salon: Salon, standing: Standing | None) -> str:
    if salon.signups is not None and standing in (None, Standing()):
        return f"报名 {people_count(salon.signups)}"
    return standing_words(salon, standing)


def _beside(salon: Salon, standing: Standing | None, services: Services) -> str:
    """Another one in a line, with how to get in."""
    way = (
        f"，发「报名 {handle_of(salon, services)}」"
        if takes_signups(salon, services)
        else "，已截止"
    )
    return f"{headline(salon)}：{_numbers(salon, standing)}{way}"


def _gone(said: Meant, text: str, services: Services) -> Reply | None:
    """The salon that is meant does not take place, or has taken place and is asked for a
    seat; with the next one."""
    salon = said.single
    if salon is None or is_ahead(salon, services):
        return None
    if not salon.is_cancelled and not _CAN.search(text):
        return None
    why = "，不能报名" if salon.is_cancelled else " 已经办过了，不能报名"
    was = f"**{headline(salon)}**{why}。"
    ahead = nearest(services)
    if not ahead:
        return nothing_ahead(was, salon)
    then = f"近期的是 {headline(ahead[0])}，发「报名 {handle_of(ahead[0], services)}」。"
    return on_salon(salon, "不能报名", f"{was}{then}")


def _none_ahead(text: str, request: Request, services: Services) -> Reply | None:
    """Without a salon to come: that, and the numbers of the last one if it was lately."""
    last = was_lately(services.salons.book.salons, services.now(), services.zone)
    page = request.history[-1].topic.get("page", "") if request.history else ""
    if page.startswith(_SALON_PAGES) and _COUNTS.search(text):
        return None  # 报名了几位, after the page of a salon that was held
    # 怎么参加, 满了没: of whatever the page before is on.
    sure = _ABOUT.search(text) or (_OF_SALON.search(text) and not after_page(request.history))
    if sure or _CAN.search(text) or _OF_COMING.search(text) or last is not None:
        was = f"上一场是 **{headline(last)}**：报名 {people_count(last.signups)}。" if last else ""
        return nothing_ahead(was, last)
    return None
