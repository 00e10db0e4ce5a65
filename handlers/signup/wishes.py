"""Signing up and withdrawing in people's own words: 我也报名, 报名：无锡, 帮我取消报名."""

from __future__ import annotations

from bot.attendance.signups import Standing
from bot.chat.context import Request, Services
from bot.chat.router import Router
from bot.events import Salon
from bot.events.reading.meant import Meant
from bot.events.reading.turns import after_page
from bot.events.replies import headline, joined
from bot.events.words.regions import is_city
from bot.expressions import Expression, made_of
from bot.messages import Reply, ReplyKind, Role
from handlers.salon_asked import LONGEST_QUESTION, is_ahead, meant, nearest
from handlers.salon_choice import handle_of, on_salon
from handlers.salon_lists import MOST_LISTED, for_each, salons_listed
from handlers.signup.signup import open_ones, place_of, sign_up, takes_signups, withdraw
from handlers.signup.words import nothing_ahead, standing_words

router = Router("signup_wishes", "报名和退出")

# Patterns: how one asks for it, and the small words around.
_JOIN = (
    r"(?i:sign\s?up(?:\s+for)?)|报(?:个|上|下|一下|一个)?名|报(?:上|一个|个)?(?=$|吧|呗|啊|呀)|参加|参与|(?:算|加|带|留)我一个"
    r"|(?:占|留)个?[位座坑]子?"
)
_ASIDE = (
    r"请|麻烦|劳驾|帮忙|帮我|替我|给我|我们?|俺|本人|自己|也|想要?|要|来|去|就|都|先|再|还是|打算|准备"
    r"|那么?|好的?|嗯|行|一下|一个|个|下|这个?|次|场|的|了|吧|呀|啊|哈|呗|哦|啦|可以吗|行吗|好吗|谢谢|多谢"
    r"|你好|您好|现在|在|会|和|跟|与|[+＋]1"
)
_SMALL = Expression(rf"(?:{_JOIN}|{_ASIDE})++")
_WANTS = Expression(r"我(?!们)|俺|本人|帮忙|报个|报一|一下|[+＋]1")
# 我想去, +1, where a salon is named or spoken of.
_GOES = Expression(
    r"我(?!们).{0,6}(?:想|要|也|会|准备|打算).{0,3}[去来]|^(?:好|很|挺|真)?想[去来]"
    r"|^我?.{0,2}(?:想|要|来|准备)报(?![错警告表销价道废文复])|^[+＋]\s?1[。!！~]*$"
)
# 报名上海, 想去厦门: an order where the salon stands behind it.
_ORDERS = Expression(r"我?(?:好|很|挺|真)?(?:想|要)?(?:报个?名?|[去来])")
_GOES_TO = Expression(
    r"我?(?:也|好|很|挺|真)?(?:想|要|打算|准备)(?:[去来]|参加|报名?)(?P<city>[\u3400-\u9fff]{2,4}?)市?(?:那[边场]|这[边场])?"
    r"(?:的?(?:活动|沙龙|聚会))?(?:[听玩看]+)?[啊呀吧哦了]?[。.!！~～]*"
)
_WANTS_ANY = Expression(rf"(?:来|先|就|也|那|想|要|再)*(?:{_JOIN})[吧呗啊呀啦]?")
_SIGNS_UP = Expression(rf"{_JOIN}|候补|名额")
_BY_NAME = Expression("报个?名|报上")
# 我报名了 tells of it, and is no order; 我去参加了 likewise.
_TELLS = Expression(
    r"(?:我|已经)(?:已经|都)?(?:报(?:上|过|好)?名?(?:上|过|好)?了|参加了|报名?过)$"
)
_JOINS = Expression(r"[和跟与，,、\s]+$")  # what is left between salons that were taken out
_EITHER = Expression("还是|或|要么")
_AT_ONCE = Expression(
    r"(?:报个?名|(?i:sign\s?up(?:\s+for)?))\s*[:：,，、\-—]?\s*(?P<salon>[^\s:：,，].{0,20}?)\s*[吧呗啊呀。!！~～]*"
)
# 15和16都报名, 两场我都报: what stands before it, and how many there are.
_ALL_OF_THEM = Expression(
    r"我?(?:也|想|要|就)*(?P<salons>.*?)[,，、\s]*"
    r"(?P<those>[这那]?(?:(?<!\d)(?P<count>[两二三四234几])?[场期次个])?)"
    r"我?(?:全都|都|全|一起|一块儿?)(?:要|想|给我|帮我)*(?:报(?:个|上|一下)?名?|参加)"
    r"(?:一下|了?吧|呗|啊|呀|哈|哦)*[。.!！~～]*"
)
# 大家都报名, 还没报名的快报名: said to everybody, and signs up nobody.
_CALLS = Expression(
    r"(?!.*(?:提醒|通知|告诉|催))(?:都(?=[去来快赶])|[^，,我]{0,12}?(?:大[家伙]|各位|你们|同学们?|朋友们?|伙伴们?|全员|全体|所有人|(?:没|未)报名?的))"
    rf"(?:都|也|快|赶[紧快]|抓紧|记得|一起|请|来|去|可以|还|就|[，,\s])*(?:{_JOIN})(?!情况|人数|信息|[表数的过])[^，,我]{{0,8}}"
)
_COUNTS = {"两": 2, "二": 2, "三": 3, "四": 4}
_FOR_OTHERS = Expression(
    r"(?:能不能|可以|想|请|麻烦)*(?:帮|替|给|代)(?:我的?)?"
    r"(?P<who>(?!我|忙|个|一下|大家|取消|退|撤|把|报|也|看|查)[\u3400-\u9fffA-Za-z]{1,6}?)"
    r"(?:也|都|一起)*(?P<act>取消报名|报(?:个|上|一下)?名)(?:一下|吗|么|吧|可以吗|行吗|了)*[?？。!！]*"
)
_LEAVING = Expression(rf"{_ASIDE}|把|掉|取消|撤[销回]|退出?|删|报名|候补|名额")
_LEAVES = Expression("(?=.*(?:取消|撤|退|删)).*(?:报名|候补|名额)")
_QUITTING = Expression(rf"{_ASIDE}|把|掉|[退撤]出?")
_BACK = Expression("退|撤")
_ASKS = Expression(r"怎么|咋|如何|多少|几|谁|什么|啥|哪|有没有|[吗么没][?？]?$|[?？]$")
_POLITELY = Expression(r"(?:可以|行|好)[吗么不][?？]?$")


@router.dialogue(role=Role.MEMBER, longest=LONGEST_QUESTION)
async def sign_up_as_people_say(request: Request, services: Services) -> Reply | None:
    """None for whatever asks, or has anything else in it."""
    text = request.text.strip()
    if not (_GOES.search(text) or _SIGNS_UP.search(text) or _BACK.search(text)):
        return None
    if (other := _FOR_OTHERS.fullmatch(text)) and nearest(services):
        return _not_for_others(other["act"], services)
    if _ASKS.search(_POLITELY.sub("", text)):
        return None
    if _CALLS.fullmatch(text) and nearest(services):
        return _not_for_others("", services)
    said = await meant(request, services)
    plain = said.rest.strip("。.!！~～，,")
    leaves = _LEAVES.match(plain) and made_of(_LEAVING, plain)
    if leaves or await _quits(plain, said, request, services):
        leaving = said.single if said.named else None
        return await withdraw(_about(leaving, request), services)
    if words := _named_after(text, services):
        return await sign_up(request.with_arguments(words), services)
    if every := await _every_one(text, said, plain, request, services):
        return every
    if not _wants(text, plain, said, services):
        return _none_there(text, services)
    if said.named and said.single is None:
        several = _each_by_name(said, plain, services)
        return await for_each(sign_up, several, "报名", request, services) if several else None
    if not _SIGNS_UP.search(plain):
        return await _what_to_go_to(said, request, services)
    salon = said.single if said.named or _is_open(said, services) else None
    if salon is None and not nearest(services):
        by_name = _BY_NAME.search(plain) or not after_page(request.history)
        return nothing_ahead() if by_name else None
    return await sign_up(_about(salon, request), services)


def _wants(text: str, plain: str, said: Meant, services: Services) -> bool:
    """Whether it is an order for a seat, and neither a wish for one nor the news of it."""
    if not _SMALL.fullmatch(plain) or _TELLS.search(_JOINS.sub("", plain)):
        return False
    if _WANTS.search(plain):
        return True
    if not said.named:
        return _WANTS_ANY.fullmatch(plain) is not None
    # 无锡报名 alone asks how many did.
    ordered = _ORDERS.fullmatch(plain) is not None and text.startswith(plain)
    return ordered and bool(nearest(services))


async def _every_one(
    text: str, said: Meant, plain: str, request: Request, services: Services
) -> Reply | None:
    """15和16都报名; 两场都报名, of those spoken of or of all that are to come. Where it may be
    others than meant, how each is written."""
    match = _ALL_OF_THEM.fullmatch(text)
    if match is None:
        return None
    if named := match["salons"].strip():
        listed = salons_listed(named, services)
        several = listed or _each_by_name(said, plain, services)
        if len(several) == 1 and "我" not in text:  # 西安都报名啊: all of whom it is said to
            return _not_for_others("", services)
        if listed:
            return await sign_up(request.with_arguments(named), services)
        return await for_each(sign_up, several, "报名", request, services) if several else None
    ahead = nearest(services)
    if not ahead:
        return nothing_ahead()
    if match["those"] and not match["count"] and "我" not in text:  # 这场都报名
        return _not_for_others("", services)
    spoken_of = [s for s in said.salons if is_ahead(s, services)]
    salons = spoken_of if len(spoken_of) > 1 else ahead
    digit = match["count"] or ""
    count = int(digit) if digit.isdecimal() else _COUNTS.get(digit, len(salons))
    if match["those"] and count == len(salons) <= MOST_LISTED:
        words = [salon.id for salon in salons]
        return await for_each(sign_up, words, "报名", request, services)
    both = "，".join(handle_of(salon, services) for salon in ahead[:MOST_LISTED])
    how = f"几场一起报，这样发：报名 {both}" if len(ahead) > 1 else ""
    return Reply.text(joined([open_ones(ahead, services), how]), ReplyKind.EVENT)


async def _what_to_go_to(said: Meant, request: Request, services: Services) -> Reply | None:
    """想去厦门, 我也想去: the salon that is named or spoken of, else the next one."""
    if said.single is not None and _is_open(said, services):
        return await _offered(said.single, request, services)
    if said.named or after_page(request.history):
        return _none_there(request.text.strip(), services)
    ahead = nearest(services)
    return await _offered(ahead[0], request, services) if ahead else nothing_ahead()


async def _offered(salon: Salon, request: Request, services: Services) -> Reply | None:
    """想去厦门 is a wish, and takes no seat by itself: what there is, and the order for it."""
    seats = services.attendance.signups
    own = await seats.of_person(request.message.person)
    if any(one.salon_id == salon.id for one in own) or not takes_signups(salon, services):
        return await sign_up(_about(salon, request), services)
    standing = (await seats.standings()).get(salon.id, Standing())
    full = salon.capacity is not None and standing.seated >= salon.capacity
    state = f"{'满了，还能排候补' if full else '还能报'}（{standing_words(salon, standing)}）"
    order = f"报名 {handle_of(salon, services)}"
    markdown = f"**{headline(salon)}** {state}，我还没有替您报。要去的话发「{order}」。"
    return on_salon(
        salon,
        f"要报名吗：{headline(salon)}",
        joined([markdown, place_of(salon)]),
        follow_ups=(order,),
    )


def _none_there(text: str, services: Services) -> Reply | None:
    """想去桂林, where nothing is planned there: that, and what is planned. None for what is
    no city."""
    match, ahead = _GOES_TO.fullmatch(text), nearest(services)
    city = match["city"] if match else ""
    if not is_city(city) or any(one.city == city for one in ahead):
        return None
    if not ahead:
        return nothing_ahead(f"{city}没有活动要办。")
    then = open_ones(ahead, services)
    return Reply.text(f"{city}近期没有安排活动。{then}", ReplyKind.EVENT)


async def _quits(plain: str, said: Meant, request: Request, services: Services) -> bool:
    """帮我退了吧, 退掉厦门的: of a seat, from whoever has one."""
    if not (_BACK.search(plain) and made_of(_QUITTING, plain)) or not (
        said.named or _WANTS.search(plain)
    ):
        return False
    if after_page(request.history) and not said.named:
        return False
    return bool(await services.attendance.signups.of_person(request.message.person))


def _is_open(said: Meant, services: Services) -> bool:
    return said.single is not None and is_ahead(said.single, services)


def _each_by_name(said: Meant, plain: str, services: Services) -> list[str]:
    """我想报名西安和厦门: each of them has a city of its own, so that all are meant."""
    salons = said.salons
    apart = len({salon.city for salon in salons}) == len(salons) <= MOST_LISTED
    if not apart or not _BY_NAME.search(plain) or _EITHER.search(plain):
        return []
    return [s.id for s in salons] if all(is_ahead(s, services) for s in salons) else []


def _named_after(text: str, services: Services) -> str:
    """「报名：无锡」, 「报名无锡和21期」: the salons to come that stand right after the word, in
    words of a command; empty where there are none."""
    match = _AT_ONCE.fullmatch(text)
    if match is None:
        return ""
    book, listed = services.salons.book, salons_listed(match["salon"], services)
    if listed:
        there = all(any(is_ahead(s, services) for s in book.find(one)) for one in listed)
        return match["salon"] if there else ""
    found = (salon for salon in book.find(match["salon"]) if is_ahead(salon, services))
    return next((salon.id for salon in found), "")


def _about(salon: Salon | None, request: Request) -> Request:
    return request.with_arguments(salon.id if salon else "")


def _not_for_others(act: str, services: Services) -> Reply:
    what = "取消报名" if act.startswith("取消") else "报名"
    handle = handle_of(nearest(services)[0], services)
    who = "请对方" if act else "我没有替谁报，要来的自己"
    return Reply.text(
        f"{what}要本人来：{who} @我 或私聊我发「{what} {handle}」。", ReplyKind.EVENT
    )
