"""Questions on signing up for a salon: whether one still can, how, until when, how many are in.

The record answers them for salons of the past; before a salon only the store knows.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.attendance import windows_of
from bot.attendance.signups import Standing
from bot.chat.context import Request, Services
from bot.chat.router import Router
from bot.events import Salon
from bot.events.elsewhere import names_database, says_salon
from bot.events.meant import Meant, was_lately
from bot.events.replies import bullets, headline, joined, people_count
from bot.events.turns import after_page
from bot.expressions import Expression
from bot.messages import Reply, ReplyKind, Role
from bot.precedence import computed
from handlers.salon_asked import ASIDES, MOST_CHARACTERS, is_ahead, meant, nearest
from handlers.salon_choice import about, handle_of
from handlers.signup import show_own
from handlers.signup_words import NOTHING_AHEAD, moment, standing_words

router = Router("signup_questions")

_ABOUT = Expression(r"报名|名额|报满|候补")
_ASKS = Expression(
    r"怎么|如何|哪里|在哪|多少|几个|几人|人数|截止|满了|满没|还有|还能|可以|能不能|情况|方式|链接|入口"
    r"|开始|什么时候"
)
# The same in whatever order, where nothing else is said: 现在报了几个人, 还有位子没.
_MATTER = (
    r"报名|报上|报满|报(?=了|的|过|几|多|得|不|还)|名额|候补|空[位座]|[座席]位|位[子置]|坑位?"
    r"|满(?=了|没|人|吗|员)|座(?=吗|么|没|了|$)|参加|参与|[要会]来|(?<=人)来|来(?=几个?人|多少人)"
)
_HOW_MANY = r"多少|多不多|多吗|几|人数|人多|人员?|位|名(?!单)|个|数量|数目|数"
_OTHERS = (
    r"情况|进度|统计|怎么样|咋样|如何|谁|哪些|名单|截止|结束|关闭|开放|时间|日期|什么时候|啥时候"
    r"|来得及|赶得[上及]|晚|剩下?|余|够|满|员|上|开始|怎么|咋|哪里|哪儿|入口|链接|多|少|看|目标|差|离"
)
_WORDS = Expression(rf"(?:{_MATTER}|{_HOW_MANY}|{_OTHERS}|{ASIDES}|我|想|人|和|活动|的?话)++")
_CORE = Expression(_MATTER)
_OPEN_QUESTION = Expression(
    r"[?？吗么没嘛]|多少|几|人数|情况|进度|统计|怎么|咋|如何|谁|哪|名单|截止|来得及|赶得|有没有|是不是"
    r"|能不能|可不可以|什么时候|剩|数$|多不多|不$"
)
# What only a salon to come has; how people sign up in general stands in the pages.
_OF_COMING = Expression(r"链接|入口|网址|在哪|哪里|截止|满了|满没|还能|还可以|还有|开始|什么时候")
# 分享报名链接有奖吗: not about signing up.
_ELSEWHERE = Expression("奖|抽|分享|晒|转发|转报|转链|朋友圈|礼品|赞(?!助)|截图|登记")
# Of what was: 报过名的有多少, 往期, 历届.
_OF_PAST = Expression(r"过(?!期)|往期|历[届年史]|以[前往]|之前|从前|去年|前年")
_CAN = Expression(
    r"(?:能|可以|可不可以)(?:不能)?.{0,4}(?:报|参加)|来得及|赶得[上及]|(?:还|有|没).{0,3}(?:名额|空?[位座坑])"
    r"|报.{0,2}[得不][上了]"
)
_COUNTS = Expression("多少|几|人数|情况|谁|名单|统计|多吗")
_ANY = Expression(r"有(?:没有)?人")
_FULL, _CLOSED, _WHO = Expression("满"), Expression("截止|结束|关闭"), Expression("谁|名单|哪些人")
# 我报上了吗, 报名成功没有, 我候补第几: not 我这里报了错怎么办.
_OWN = Expression(
    r"(?:我.{0,4}|^(?:请问)?)(?:报(?:上|名(?:了|上|成功))|(?:排上|候补(?:上|到)?)了?(?=.{0,4}[几吗没])).{0,5}"
    r"(?:吗|(?<![怎什])么|没有?|第几个?)[?？!！。 ]*$"
)
_OWN_WORDS = Expression(
    rf"(?:报名|报上|报|候补|成功|活动|沙龙|什么|啥|几[场期个次]|哪[些几一]?[场期个次]?|多少|情况|状态|记录"
    rf"|查|看|名单|名额|名|里面?|几点|时间|地点|[那这][场期次]|一下|我|{ASIDES})++"
)
_OWN_CORE = Expression(r"我(?!们).*(?:报|名[单额])|报.*我(?!们)")
_OWN_ASKS = Expression(
    r"[?？吗么没]|什么|啥|几[场期个次点]|哪|有没有|情况|状态|记录|时间|地点|[查看].*我"
    r"|^我(?:已经)?报(?:过|了?名)?名?了$"
)
_NOT_OWN = Expression(r"能|可以|怎么|多少人|几个人|想|要")
# 我排第几, 前面还有几个, 轮到我了没: whoever waits asks for the place in the line.
_LINE = Expression(
    rf"(?:我|前[面边]|第|几|多少|位|名|个|人|排|队|候补|轮|轮到|转正|递补|补上|补|名额|号|等|{ASIDES})++"
)
_LINE_CORE = Expression(
    r"排.{0,3}(?:第?几|多少)|第几[位个名]|前[面边].{0,4}(?:几|多少)|(?:轮|排|等)到我|转正|递补|候补.{0,3}(?:到|上)|补上"
)
# 我来不了了: how to give the seat back stands below one's own sign-ups.
_LEAVES = Expression(
    r"我?(?:怎么|如何|咋)?(?:才能)?(?:临时|有事|可能|想|要|得|就|这次|都|的)*(?:取消|退出|不(?:想|能)?(?:去|来|报|参加)|[去来]不[了成]"
    r"|没法[去来]|参加不了)(?:这次|这场|活动|沙龙|了|吧)*(?:怎么办|怎么取消|咋办)?"
)
_LEAVES_CORE = Expression(r"取消|退出|不.?[去来报参]|[去来]不|没法[去来]|参加不了")
_BRIEF = 3  # characters
_MORE = 2  # salons that stand below the nearest


@router.dialogue(role=Role.MEMBER, longest=MOST_CHARACTERS)
async def answer_signup_question(request: Request, services: Services) -> Reply | None:
    """None whenever it is about something else, or about a salon that is over."""
    text = request.text.strip()
    if await _is_own(text, request, services):
        return await show_own(request, services)
    if _ELSEWHERE.search(text) or names_database(text):
        return None
    broadly = _ABOUT.search(text) and _ASKS.search(text)
    if not broadly and not _CORE.search(text):
        return None
    said = await meant(request, services)
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
    if said.named:
        return None
    if said.salons and _COUNTS.search(text):
        return None
    if not closely:
        return await _never_opened(text, request, services)
    return _none_ahead(text, services)


async def _is_own(text: str, request: Request, services: Services) -> bool:
    """Whether somebody asks for their own sign-up or place."""
    if _OWN.search(text):
        return True
    plain = "".join(text.split()).strip("。.!！?？~～，,")
    own = _OWN_WORDS.fullmatch(plain) and _OWN_CORE.search(plain) and _OWN_ASKS.search(text)
    if own and not _NOT_OWN.search(plain):
        return True
    line = _LINE.fullmatch(plain) and _LINE_CORE.search(plain)
    if line and "我" in plain and nearest(services) and not _after_page(request):
        return True
    if not line and not _LEAVES_CORE.search(plain):
        return False
    leaves = not line and _LEAVES.fullmatch(
        (await meant(request, services)).rest.strip("。.!！?？~～，,")
    )
    # 取消 alone may be said to a preview, and 取消活动 is an organizer's.
    ordered = plain == "取消" or services.router.named(plain) is not None
    if leaves and not ordered and nearest(services) and not _after_page(request):
        return True
    if not (line or leaves):
        return False
    if after_page(request.history) and not ("我" in plain or says_salon(plain)):
        return False  # 取消它, after a page on sessions
    return bool(await services.attendance.signups.of_person(request.message.person))


def _after_page(request: Request) -> bool:
    """我排第几, after a page on queues: of that."""
    return bool(request.history) and request.history[-1].kind is ReplyKind.ANSWER


def _asked(said: Meant, text: str, services: Services) -> list[Salon]:
    """The salons to come that are meant; the nearest ones when none is said, or when the one
    spoken of is over."""
    if said.named:
        return [salon for salon in said.salons if is_ahead(salon, services)]
    if said.single is not None and is_ahead(said.single, services):
        return [said.single]
    over = said.salons and (_COUNTS.search(text) or _CAN.search(text))
    return [] if over else nearest(services)


async def _standing(
    salons: Sequence[Salon], text: str, request: Request, services: Services
) -> Reply:
    """How full the first is and how to get in, with what one asked first; the others in a line."""
    salon = salons[0]
    standings = await services.attendance.signups.standings()
    standing = standings.get(salon.id, Standing())
    until = windows_of(salon, services.settings.zone).signup_until
    closes = moment(until, services.settings.zone)
    over = services.now() >= until
    full = salon.capacity is not None and standing.seated >= salon.capacity
    if over:
        how = f"报名已经在 {closes} 截止了。"
    elif full:
        how = f"名额满了，{closes} 截止。@我 发「报名 {handle_of(salon, services)}」会排候补。"
    else:
        queue = "，满了会排候补" if salon.capacity is not None else ""
        how = f"{closes} 截止。@我 发「报名 {handle_of(salon, services)}」就行{queue}。"
    lead = _lead(text, bool(_count(salon, standing)), over=over, full=full)
    whose = _names_of(salon, request, services) if _WHO.search(text) else ""
    more = [f"{headline(s)}：{_numbers(s, standings.get(s.id))}" for s in salons[1 : _MORE + 1]]
    return Reply(
        markdown=joined([
            f"{lead}**{headline(salon)}**：{_numbers(salon, standing)}，{how}",
            whose,
            f"另外还有：\n\n{bullets(more)}" if more else "",
        ]),
        title=f"报名：{headline(salon)}"[:30],
        kind=ReplyKind.EVENT,
        topic=about(salon),
    )  # fmt: skip


def _lead(text: str, some: bool, *, over: bool, full: bool) -> str:
    """Yes or no, where that was asked."""
    if _CAN.search(text):
        return "不能报了。" if over else "满了，还能排候补。" if full else "能报。"
    if _FULL.search(text):
        return "满了。" if full else "没满。"
    if _CLOSED.search(text):
        return "截止了。" if over else "还没截止。"
    if _ANY.search(text):
        return "有人报名。" if some else "还没有人报名。"
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


def _gone(said: Meant, text: str, services: Services) -> Reply | None:
    """The salon that is meant does not take place, or has taken place and is asked for a
    seat; with the next one."""
    salon = said.single
    if salon is None or is_ahead(salon, services):
        return None
    if not salon.is_cancelled and not _CAN.search(text):
        return None
    ahead = nearest(services)
    then = f"近期的是 {headline(ahead[0])}，发「报名 {handle_of(ahead[0], services)}」。"
    why = "，不能报名" if salon.is_cancelled else " 已经办过了，不能报名"
    return Reply(
        markdown=f"**{headline(salon)}**{why}。{then if ahead else NOTHING_AHEAD}",
        title="不能报名",
        kind=ReplyKind.EVENT,
        topic=about(salon),
    )


def _none_ahead(text: str, services: Services) -> Reply | None:
    """Without a salon to come: that, and the numbers of the last one if it was lately."""
    last = was_lately(services.salons.book.salons, services.now(), services.settings.zone)
    if _CAN.search(text) or _OF_COMING.search(text) or last is not None:
        was = f"上一场是 **{headline(last)}**：报名 {people_count(last.signups)}。" if last else ""
        return Reply(
            markdown=joined([was, NOTHING_AHEAD]),
            title="近期没有可报名的活动",
            kind=ReplyKind.EVENT,
            topic=about(last) if last else {},
        )
    return None


async def _never_opened(text: str, request: Request, services: Services) -> Reply | None:
    """报名链接在哪, beside other words: nothing to sign up for, unless the record knows more."""
    if not _OF_COMING.search(text):
        return None
    found = await computed(services.salons.answer, text, request.history, services.now())
    return None if found else Reply.text(NOTHING_AHEAD, ReplyKind.EVENT)
