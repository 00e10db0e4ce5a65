"""Questions on signing up for a salon to come: how, until when, how many are in.

The record answers them for salons of the past; before a salon only the store knows.
"""

from __future__ import annotations

from bot.attendance import coming, windows_of
from bot.chat.context import Request, Services
from bot.chat.router import Router
from bot.events import Salon, SalonReply
from bot.events.replies import headline
from bot.events.wording import tidy
from bot.expressions import Expression
from bot.messages import Reply, ReplyKind, Role
from bot.precedence import computed
from handlers.salon_choice import about, handle_of
from handlers.signup import show_own
from handlers.signup_words import moment, standing_words

router = Router("signup_questions")

_ABOUT = Expression(r"报名|名额|报满|候补")
_ASKS = Expression(
    r"怎么|如何|哪里|在哪|多少|几个|几人|人数|截止|满了|满没|还有|还能|可以|能不能|情况|方式|链接|入口"
    r"|开始|什么时候"
)
# What only a salon to come has; how people sign up in general stands in the pages.
_OF_COMING = Expression(r"链接|入口|网址|在哪|哪里|截止|满了|满没|还能|还有|开始|什么时候")
# No record tells of these; 开始 alone is its first salon.
_OPENING = Expression(r"(?:开始|开放|开启)报名|报名.{0,4}(?:开始|开放|开启|链接|入口|网址)")
_NAMES_ONE = Expression(r"[\d第上前那年]|最[早后近]")
# 分享报名链接有奖吗: not about signing up.
_ELSEWHERE = Expression("奖|抽|分享|晒|转发|转报|转链|朋友圈|礼品|赞(?!助)|截图|登记")
# 我报上了吗, 报名成功没有, 我候补第几: not 我这里报了错怎么办.
_OWN = Expression(
    r"(?:我.{0,4}|^(?:请问)?)(?:报(?:上|名(?:了|上|成功))|(?:排上|候补(?:上|到)?)了?(?=.{0,4}[几吗没])).{0,5}"
    r"(?:吗|(?<![怎什])么|没有?|第几个?)[?？!！。 ]*$"
)
# 我来不了了: how to give the seat back stands below one's own sign-ups.
_LEAVES = Expression(
    r"我?(?:临时|有事|可能|想|要|得)*(?:取消|不去|不来|去不了|来不了|参加不了)(?:这次|这场|活动|沙龙|了)*"
    r"(?:怎么办|怎么取消|咋办)?[。!！?？~～]*"
)
_NOTHING_AHEAD = "近期还没有安排活动，报名还没有开始。定下来了会在群里说。"


@router.dialogue(role=Role.MEMBER, longest=24)
async def answer_signup_question(request: Request, services: Services) -> Reply | None:
    """None whenever it is about something else, or about a salon that is over."""
    text = request.text.strip()
    if _OWN.search(text):
        return await show_own(request, services)
    if _LEAVES.fullmatch(text) and await services.attendance.signups.of_person(
        request.message.person
    ):
        return await show_own(request, services)
    if not (_ABOUT.search(text) and _ASKS.search(text)) or _ELSEWHERE.search(text):
        return None
    said = await _recorded(text, request, services)
    salon = _salon_asked(text, said, services)
    if salon is None and said is None and _OF_COMING.search(text) and not _ahead(services):
        return Reply.text(_NOTHING_AHEAD, ReplyKind.EVENT)
    if salon is None:
        return None
    standing = (await services.attendance.signups.standings()).get(salon.id)
    until = windows_of(salon, services.settings.zone).signup_until
    closes = moment(until, services.settings.zone)
    if services.now() >= until:
        how = f"报名已经在 {closes} 截止了。"
    elif standing and salon.capacity is not None and standing.seated >= salon.capacity:
        how = f"名额满了，{closes} 截止。@我 发「报名 {handle_of(salon, services)}」会排候补。"
    else:
        full = "，满了会排候补" if salon.capacity is not None else ""
        how = f"{closes} 截止。@我 发「报名 {handle_of(salon, services)}」就行{full}。"
    return Reply(
        markdown=f"**{headline(salon)}**：{standing_words(salon, standing)}，{how}",
        title=f"报名：{headline(salon)}"[:30],
        kind=ReplyKind.EVENT,
        topic=about(salon),
    )


async def _recorded(text: str, request: Request, services: Services) -> SalonReply | None:
    """What the record of salons says to the question."""
    named = any(services.salons.book.names.find(tidy(text))) or _NAMES_ONE.search(text)
    if _OPENING.search(text) and not named:
        return None
    return await computed(services.salons.answer, text, request.history, services.now())


def _ahead(services: Services) -> list[Salon]:
    # A number in the file is the record's own, and stands.
    unrecorded = [salon for salon in services.salons.book.salons if salon.signups is None]
    ahead = coming(unrecorded, services.now(), services.settings.zone)
    # Whoever names none means a salon, not the weekly stream that is sooner.
    return sorted(ahead, key=lambda salon: bool(salon.series))


def _salon_asked(text: str, said: SalonReply | None, services: Services) -> Salon | None:
    """The salon to come that the question names, as the record reads it (``said``) or by a
    name that stands in it; the next one when it names none."""
    ahead = _ahead(services)
    if not ahead:
        return None
    if said is None:
        return ahead[0]
    named = said.topic.get("salons", "").split()
    if found := next((salon for salon in ahead if [salon.id] == named), None):
        return found
    book = services.salons.book
    there = {id_ for item in book.names.find(tidy(text)) for id_ in book.salons_named(item.name)}
    meant = [salon for salon in ahead if salon.id in there]
    return meant[0] if len(meant) == 1 else None
