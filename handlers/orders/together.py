"""Several orders in one message: 「改到下午三点，另外场地换成创业咖啡」.

Each clause that begins an order is carried out on the preview of the one before, so that one
code confirms all of them; another salon that is named has a preview and a code of its own. What
is no change of a salon, such as 跟大家说一声, is offered.
"""

from __future__ import annotations

import dataclasses
import re
import secrets
from collections.abc import Sequence
from operator import itemgetter

from bot.chat.context import Request, Services
from bot.chat.router import Router
from bot.errors import UserError
from bot.events.replies import joined
from bot.expressions import Expression
from bot.markdown import escape_text
from bot.messages import Reply, Role, Turn
from handlers.draft_codes import SHOWN, one_below_another, shown_draft
from handlers.orders import corrections
from handlers.salon_asked import all_ahead
from handlers.salons import changes, moving, signup_limits, talk_changes
from handlers.salons.edit_words import ASKS, THANKS
from handlers.salons.talk_targets import salon_said

router = Router("together")

_MOST_CHARACTERS = 160
_MOST = 5
_ORDERS = Router.joined(
    one.router for one in (signup_limits, talk_changes, moving, changes, corrections)
)
# What a further order begins with: a word that joins it, or what it changes.
_JOINING = r"(?:另外|同时|顺便|还有|并且?|而且|然后|再|也|把|将|[，,\s])*+"
_MATTER = (
    "(?:场地|地[点址方]|会场|时间|日期|标题|名[字额]|人数|报名|截止|城市|赞助商?|讲师|嘉宾|单位|公司|题目"
    "|第.{1,3}[个项位])"
)
_SAME = "(?:[不别][用要能]?[变动改换]|照[旧常])"
_VERB = rf"(?:{_SAME}|[改换变调挪加增减限设定延推提到至]|截止|不限|放到|取消|去掉|删|还是)"
_NOT = "(?:先|暂时|就)*(?:不用|不要|不必|别|不)(?:再|急着)?"
_SIGNED_UP = "(?:通知|告诉|提醒)(?:一下)?(?:所有|已经?)*报了?名"
_TELLING = (
    rf"(?:{_NOT})?(?:[跟和给向]\S{{0,4}}(?:大家|群)|[在到往]?各?个?群里?(?=也?(?:[说讲发喊通提告]))|发一?[个条]?(?:公告|通知)"
    rf"|(?:通知|告诉|提醒)(?:一下)?(?:大家|群)|{_SIGNED_UP})"
)
_OF_CLAUSE = r"[^\s，,；;。]"
_BETWEEN = r"\s{0,8}[，,；;。\n]\s{0,8}(?![^《「“]*[》」”])"  # outside of quotes
_NEXT = Expression(
    rf"{_BETWEEN}(?=(?:另外|同时|顺便|还有|并且|然后)"
    rf"|{_JOINING}(?:{_OF_CLAUSE}{{1,8}}的)?{_MATTER}{_OF_CLAUSE}{{0,8}}?{_VERB}"
    rf"|{_JOINING}(?:场地|地[址点]|会场|地方|赞助商?|题目)的?(?:就?[是在为]|[：:\s])|{_JOINING}{_TELLING}|\S{{1,12}}截止报名)"
)
_JOINED = Expression(_JOINING)
_TELLS = Expression(_TELLING)
# 「…，发公告：…」: all that stands behind it is told, and none of it is an order.
_TOLD = Expression(
    rf"[，,；;。\n]\s{{0,8}}{_JOINING}(?P<tells>{_TELLING}{_OF_CLAUSE}{{0,4}}?[：:]\s{{0,8}}(?P<text>\S.*))",
    re.DOTALL,
)
_SAYS = Expression(
    rf"{_TELLING}(?:里面?|也|再|[说讲发喊]明?|通知|告诉|提醒|大家|一下|一?[声遍]|[：:，,\s])*+(?P<text>.*)",
    re.DOTALL,
)
_UNTOLD = (
    (Expression(_NOT), "我不会另发公告；已经收到过提醒的群，我会去说明改动。"),
    (Expression(_SIGNED_UP), "改期、换地方和取消，报了名的人都会收到通知，不用另发。"),
)
_ANOTHER = "说的是另一场，请单独发一条。"
# 「西安和成都的开始时间都改成13:30」
_OF_SALON = r"(?:[这那两二]*[个场站期])?(?:活动|沙龙)?的?"
_ALL = Expression(r"(?:都|全|均|统一|一起)+(?=[改换变调挪加增减限设定延推提截停取不])")
_STAYS = Expression(rf"{_MATTER}的?(?:都|也|还是|就|先|暂时)*{_SAME}[了的吧。.!！]*")
_REMOVES = Expression("第.{1,3}[个项位].{0,6}(?:去掉|删|取消|拿掉|砍|不要)")


@router.dialogue(role=Role.ORGANIZER, longest=_MOST_CHARACTERS)
async def carry_out_together(request: Request, services: Services) -> Reply | None:
    """None where the first is no order on a salon."""
    text = THANKS.sub("", request.text.strip())
    lead, parts = ("", ()) if ASKS.search(text) else _parts(text, services)
    if not parts or len(parts) > _MOST:
        return None
    await services.drafts.cancel_parts(request.act(services))
    whole: Reply | None = None
    shown: list[Reply] = []  # the last one of each salon
    done, left, why = list[str](), list[tuple[str, str]](), ""
    for part in parts:
        message, history = request.message, request.history
        if part is not parts[-1]:
            # Each has a draft of its own, and a new one where the message comes again, which
            # then goes on from it; the last has that of the message.
            fresh = f"{message.message_id}#{secrets.token_hex(4)}"
            message = dataclasses.replace(message, message_id=fresh)
        if whole is not None:  # as if the orders before had been messages of their own
            history = (*history, Turn("", whole.kind, services.now(), whole.topic))
        words = part if whole else f"{lead}{part}"
        said = dataclasses.replace(request, message=message, text=words, history=history)
        reply, why = None, ""
        if not _TELLS.match(part):
            reply, why = await _carried_out(said, services, further=whole is not None)
        if reply is not None and left and whole is None:
            # Nobody knows whether the salon that the first named is the one of this.
            await services.drafts.cancel(await services.drafts.look_up(reply.topic[SHOWN]))
            reply, why = None, "前一项没有做成，请单独再说一次，写上是哪一场。"
        if reply is not None:
            shown = [*(shown if why else shown[:-1]), reply]
            whole = reply
            done.append(words)
        elif why or left or whole:
            left.append((part, why))
        else:
            return None
    undone = (_left(*one, done or parts) for one in left)
    if whole is None:
        raise UserError("\n\n".join(undone) if len(parts) > 1 else why)
    together = one_below_another(shown)
    return dataclasses.replace(together, markdown=joined([together.markdown, *undone]))


def _parts(text: str, services: Services) -> tuple[str, Sequence[str]]:
    """The salon that a text names before or behind its orders, and these; none for one that
    stands as it is read elsewhere."""
    ahead = all_ahead(services)
    known = "|".join(re.escape(one.city) for one in ahead if one.city) or "第"
    known = rf"(?:{known}|第.{{1,3}}期)"
    both = re.fullmatch(
        rf"(?:把|将)?({known}){_OF_SALON}[和跟与、]({known}){_OF_SALON}(\S.*)", text
    )
    if both and not _NEXT.search(text):
        return "", [f"{one}的{_ALL.sub('', both[3], count=1)}" for one in both.groups()[:2]]
    named, rest = salon_said(text, ahead)
    before = text.endswith(rest)
    told = _TOLD.search(rest)
    orders = _NEXT.split(rest[: told.start()] if told else rest)
    another = rf"{_BETWEEN}(?={_JOINING}{known}{_OF_CLAUSE}{{0,8}}?{_VERB})"
    orders = [part for one in orders for part in re.split(another, one)]
    said = (part for one in orders if (part := _JOINED.sub("", one, count=1).strip()))
    first, *more = (*said, *([told["tells"]] if told else [])) or (rest,)
    if not more and (before or not named):
        return "", ()
    lead = text[: len(text) - len(rest)].rstrip("，,：: \n") if before else f"{named}的"
    # All of one salon before another, so that one code confirms them; and 第二个去掉，第三个改成
    # 30分钟: both are counted as they stand now.
    salons, ordered = [named], list[tuple[int, bool, str]]()
    for part in (first, *more):
        named = salon_said(part, ahead)[0] or named
        salons += [] if named in salons else [named]
        if not _STAYS.fullmatch(part):
            ordered.append((salons.index(named), _REMOVES.search(part) is not None, part))
    return lead, [part for *_, part in sorted(ordered, key=itemgetter(0, 1))]


async def _carried_out(
    request: Request, services: Services, *, further: bool
) -> tuple[Reply | None, str]:
    """The preview of one order; else why there is none, as far as that is known. With both it
    is of another salon than the one before, which it names."""
    before = await shown_draft(request, services) if further else None
    for _, fitting in _ORDERS.dialogues:
        try:
            handler = fitting(request)
            reply = await handler(request, services) if handler else None
        except UserError as error:
            why = str(error)
            return None, why.replace("，什么也没有改", "") if further else why
        if reply is None:
            continue
        now = await shown_draft(request, services)
        if SHOWN not in reply.topic:
            if before and now is None:  # it took back what was ordered before
                return reply, ""
            # It asks, which only an order by itself may.
            await services.dialogues.end(request.message)
            break
        draft = await services.drafts.look_up(reply.topic[SHOWN])
        if before and draft.payload.get("id") != before.payload.get("id"):
            if salon_said(request.text, all_ahead(services))[0]:
                return reply, _ANOTHER
            await services.drafts.cancel(draft)
            return None, _ANOTHER
        return reply, ""
    return None, ""


def _left(part: str, why: str, done: Sequence[str]) -> str:
    """What is to be done about what is not in the preview."""
    if _TELLS.match(part):
        for words, note in _UNTOLD:
            if words.match(part):
                return f"「{escape_text(part)}」：{note}"
        told = _SAYS.match(part)
        text = told["text"] if told and len(told["text"]) > 2 else "，".join(done)
        then = f"确认以后发「公告 {escape_text(text)}」，先看预览再发"
        return f"「{escape_text(part)}」还没有做：{then}。"
    return f"「{escape_text(part)}」没有算进去{f'：{why}' if why else '，请单独发一条。'}"
