"""Seats for more than oneself: 报名 2人, 我报名，带一个朋友, 名额让给同事. A seat belongs to a
person, who takes it and gives it back; whoever brings somebody, or has more to tell than the
list notes, learns that at once."""

from __future__ import annotations

import dataclasses

from bot.chat.context import Request, Services
from bot.chat.router import Router
from bot.events.reading.elsewhere import names_database
from bot.events.reading.turns import after_page
from bot.events.replies import joined
from bot.expressions import Expression
from bot.messages import Reply, ReplyKind, Role
from handlers.salon_asked import nearest
from handlers.salon_choice import handle_of
from handlers.signup.signup import sign_up
from handlers.signup.words import ONLY_NAMES, seat_for_each

router = Router("plus_ones", "替别人报名")

_MOST_CHARACTERS = 40
# Patterns.
_KIN = (
    r"(?:朋友|同事|同学|家属|家人|孩子|小孩|老婆|老公|爱人|对象|男朋友|女朋友|室友|老师|领导"
    r"|兄弟|哥们|闺蜜|搭档|别人|[他她它]们?|人)"
)
_SEVERAL = r"(?:[两二俩三四五六七八九十几\d]+\s*(?:个|位|名)?)"
_OTHERS = Expression(
    rf"(?:带|和|跟|与|叫上|加上|拉上|连同)(?:我的?|他|一?[个位名]|{_SEVERAL})*{_KIN}"
    rf"|(?:帮|替|给|代)(?:我的?|[他她]|一?[个位]|{_SEVERAL})*{_KIN}"
    rf"|我的?{_KIN}.{{0,3}}(?:报|参加)|(?:报名?|我们|一共|总共){_SEVERAL}人?(?:名额|座位|位置|[名位]|$)|[+＋]\s*[1-9一二两三]"
)
_SOMEBODY = Expression(
    r"(?:请|麻烦|能不能|可以)*(?:(?:把|将|给)(?!我)\S{1,8}?(?:也|先)?[加写放添填]?[加进到入上]+\S{0,12}?(?:报名表?|名单|候补)[里中上内]?"
    r"|(?:帮|替|给|代)(?!(?:我|忙|一下)*(?:也|先)*[报参]|\S*(?:取消|退))\S{1,8}?(?:也|先)?(?:报(?:一?个|一?下)?名|参加(?:一下)?))[吧呗了。.!！]*"
)
_SIGNS_UP = Expression(
    r"报(?:[一两二俩三四五\d]*[个位]?)(?:名|上|$|[吧呗了。！!])|参加|名额|一起[来去报]"
)
_ONESELF = Expression(r"^(?:我|本人)(?:也|要|想|先|来|就)*(?:报(?:个)?名|参加|报一个)|^报名")
_PASSES_ON = Expression(
    r"(?:把|将)?我?的?(?:名额|位[子置]|座位|票|报名)(?:就)?(?:让给|转给|给|换给|转让给?|换成)(?!靠|最|第|[左右前后上下里外中\d])\S{1,12}"
    r"|我?(?:来不了|去不了|有事|不去)了?[，,。\s]*(?:就|那|改|换)?(?:让|由|换成?|叫)\S{1,8}?(?:替我|代我)?(?:去|来|参加|顶)[吧了。]*"
    r"|(?:能|可以)?(?:换|转|让)(?:个)?人(?:去|来|参加)?(?:行|可以|好|成)?[吗不？?。]*|(?:名额|报名)(?:能|可以)?(?:转让|转给别人)[吗么？?]*"
)
_ASKS = Expression(r"[?？]|吗|怎么|如何|多少|几[个位]人|什么|可不可以|能不能")

# 我吃素, 我名字改成王小二: what no list of sign-ups has.
_OF_ONESELF = Expression(
    r"(?:可以|能|怎么|帮我|请|麻烦|把)*(?:我|报名|名单)(?:报名|名单|登记|填)?[上里时的]{0,2}(?:名字|姓名|昵称|手机号?|电话|单位)[^，,。]{0,8}(?:改|换|错|不对|[写填是叫])[^，,。]{0,12}"
    r"|(?:可以|能|怎么|帮我)*[改换](?:一下)?我?(?:的|报名|名单)+(?:上|里|时)?的?(?:名字|姓名|昵称)\S{0,4}"
    r"|我(?:们)?(?:是|对|要)?[^，,。]{0,6}(?:吃素|素食|素餐|不吃|不能吃|忌口|清真|过敏)\S{0,6}"
)


@router.dialogue(role=Role.MEMBER, longest=_MOST_CHARACTERS)
async def tell_what_is_noted(request: Request, services: Services) -> Reply | None:
    """To whoever is on a list."""
    text = request.text.strip()
    if not _OF_ONESELF.fullmatch(text) or names_database(text):
        return None
    own = await services.attendance.signups.of_person(request.message.person)
    return Reply.text(f"{ONLY_NAMES}什么也没有改。", ReplyKind.EVENT) if own else None


@router.dialogue(role=Role.MEMBER, longest=_MOST_CHARACTERS)
async def sign_up_alone(request: Request, services: Services) -> Reply | None:
    """「我报名，带一个朋友」 signs up who said it, and tells how the others do."""
    text = request.text.strip()
    if not nearest(services) or names_database(text) or after_page(request.history):
        return None
    if _PASSES_ON.fullmatch(text):
        return _not_passed_on(services)
    if _SOMEBODY.fullmatch(text) and not _ASKS.search(text):
        return Reply.text(
            seat_for_each(handle_of(nearest(services)[0], services)), ReplyKind.EVENT
        )
    if _ASKS.search(text) or not (_SIGNS_UP.search(text) and _OTHERS.search(text)):
        return None
    rule = seat_for_each(handle_of(nearest(services)[0], services))
    if not _ONESELF.search(text):
        return Reply.text(rule, ReplyKind.EVENT)
    own = await sign_up(request.with_arguments(""), services)
    return own and dataclasses.replace(own, markdown=joined([own.markdown, rule]))


def _not_passed_on(services: Services) -> Reply:
    handle = handle_of(nearest(services)[0], services)
    return Reply.text(
        f"名额不能转给别人：您发「取消报名 {handle}」让出来，要来的人自己发「报名 {handle}」。"
        "有人在候补的话，空出的名额先给候补的第一个。",
        ReplyKind.EVENT,
    )
