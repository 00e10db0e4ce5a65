"""Whether a salon takes place: cancelled, moved, or as planned; with a yes or a no.

The record has a day for each salon and answers which one that is. What is asked here is
whether it still holds, which a list of days leaves open.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.chat.context import Request, Services
from bot.chat.router import Router
from bot.events import Salon
from bot.events.editing.times import when_text
from bot.events.reading.elsewhere import says_salon
from bot.events.reading.meant import Meant, is_of_these_days
from bot.events.reading.turns import after_page
from bot.events.replies import bullets, short_name
from bot.expressions import Expression
from bot.markdown import escape_text
from bot.messages import Reply, ReplyKind, Role
from handlers.salon_asked import (
    ASIDES,
    LONGEST_QUESTION,
    is_ahead,
    is_under_way,
    meant,
    nearest,
    when_and_where,
)
from handlers.salon_choice import on_salon

router = Router("salon_status", "改期和取消")

# Patterns.
_OFF = r"取消|停办|不(?:再|会)?(?:举?办|搞|开|举行)|叫停|泡汤|黄(?=了)|作罢|告吹"
_MOVE = (
    r"改期|推迟|延期|延后|延迟|推后|顺延|(?:改|换|变更?|调整?)(?:个|一下)?(?:时间|日期|日子|地方|地点|场地|会场)"
    r"|(?:时间|日期|日子|地[点方]|场[地子]|会场)(?:有|没|没有)?(?:改|换|变)(?:动|化|更)?|(?:改|挪|推|换|移|延)(?:到|在|至)"
    r"|原(?:来|先|本)?(?:是|说)?(?:定|计划|安排)(?:的?(?:在|于|是)|的|了)?|本来(?:是|说)?(?:定|安排)(?:的?(?:在|于)|的)?"
    r"|变动|变化|变更|没变|有变|变了|提前(?=了|吗|没|到)"
)
_ON = r"照常|如期|正常|照旧|按[时期]|举[办行]|进行|(?<=[还不])[办开搞]|[补重另]?办(?=[不吗么])"
_WHY = r"为(?:什么|啥|何)|咋(?:就)?|怎么(?:就)?|(?:是|有)?(?:什么|啥)原因|原因|理由"
_WHEN = (
    r"什么(?:时[候间]|日子)|啥时候?|几月|几号|哪一?[天日]|何时|[周星期礼拜]+几|几点|哪(?:里|儿|$)"
    r"|什么地方"
)
_WORDS = Expression(rf"(?:{_OFF}|{_MOVE}|{_ON}|{_WHY}|{_WHEN}|[以之]后|时间|日期|日子|{ASIDES})++")
_CORE = Expression(
    rf"{_OFF}|{_MOVE}|照常|如期|照旧|正常|按[时期]|还(?:会|要|能|再)?(?:举?办|开|搞|举行)|[补重另]办"
)
# 哪场取消了, 哪个活动改期了: which of those to come.
_WHICH = Expression(r"(?:都?有)?哪(?!一?[天日]|里|儿)(?:一|几|些)?[期场届站次个]?(?:沙龙|活动)?")
_ASKS = Expression(
    r"哪(?:一|几|些)?[期场届站次个些]|"
    rf"[?？]|[吗么没嘛]|(?:没|不会).*吧|^(?:听|据)说|是不是|有没有|是否|有无|会不会|还[办开搞]不|{_WHY}|{_WHEN}"
)
# 嘉兴有活动吗, where what was planned there is off.
_ANY_THERE = Expression(r"有(?:没有)?(?:安排)?(?:活动|沙龙)(?:吗|么|没有?|不)?[?？]?$")
# 能推迟吗 asks for a change; 没取消吧 does not.
_WISHES = Expression(r"(?<!不)(?:能|可以|可不可以|想)(?!办|照|如|正|按|举)")
_SAYS_OFF, _SAYS_MOVE = Expression(_OFF), Expression(_MOVE)
_SAYS_AGAIN = Expression("[补重另]办")
_SAYS_WHY = Expression(_WHY)
# 怎么取消 asks for the way, 取消不了 of what does not work.
_HOW_OFF = Expression("(?:怎么|如何|咋)(?:才能|样)?取消[呢啊呀?？]*$|取消不[了掉]")
_EVER = Expression("过(?!期)")
_OF_SALON = Expression(r"活动|沙龙|[期场]|停办|[补重另]办|照常|时间|地[点方]|场地|会场")
# 变了吗, 还开吗: of anything, unless a salon is named or spoken of.
_SURELY = Expression("取消|改期|推迟|延期|延后|如期|(?:原|本)(?:来|先)?(?:是|说)?(?:定|计划)")


@dataclass(frozen=True, slots=True)
class _State:
    """A salon, and where it was moved from."""

    salon: Salon
    before: str = ""


@router.dialogue(role=Role.MEMBER, longest=LONGEST_QUESTION)
async def tell_whether_it_takes_place(request: Request, services: Services) -> Reply | None:
    """None for whatever has anything else in it, and without a salon of these days for what
    may be about anything."""
    text = request.text.strip()
    any_there = _ANY_THERE.search(text) is not None
    asks = any_there or (_CORE.search(text) and _ASKS.search(text))
    if not asks or _HOW_OFF.search(text):
        return None
    said = await meant(request, services)
    if any_there and not (said.named and said.single and said.single.is_cancelled):
        return None
    which = _WHICH.search(text) is not None and not _EVER.search(text)
    rest = _WHICH.sub("", said.rest) if which else said.rest
    if (said.compares and not which) or not _WORDS.fullmatch(rest) or _WISHES.search(rest):
        return None
    surely = _SURELY.search(text) or _OF_SALON.search(text)
    if not said.salons and (said.named or not surely or _leans_on_page(request, text)):
        return None
    salons = _off_and_ahead(services) if which and not said.named else _asked(said, services)
    if not salons:
        if _EVER.search(said.rest) or not surely:
            return None
        return Reply.text("近期没有安排活动，也没有取消或改期的。", ReplyKind.EVENT)
    states = [_State(salon, await _before(salon, services)) for salon in salons]
    told = _told(states, said.rest, services)
    return on_salon(salons[0], f"{short_name(salons[0])}：是否照常", told)


def _leans_on_page(request: Request, text: str) -> bool:
    """取消了吗, after a page on cancelling queries; 怎么改时间, after one on its jobs."""
    if after_page(request.history) and not says_salon(text):
        return True
    answered = bool(request.history) and request.history[-1].kind is ReplyKind.ANSWER
    return answered and not _OF_SALON.search(text)


def _asked(said: Meant, services: Services) -> list[Salon]:
    """The one that is meant; without one whatever is to come and what was cancelled of it."""
    now, zone = services.now(), services.zone
    live = [salon for salon in said.salons if is_of_these_days(salon, now, zone)]
    if not live and nearest(services) and _SAYS_MOVE.search(said.rest):
        return _off_and_ahead(services)  # 听说改到南京了: wherever that is
    if live or len(said.salons) == 1:
        return live or list(said.salons)
    return [] if said.salons else _off_and_ahead(services)


def _off_and_ahead(services: Services) -> list[Salon]:
    today, known = services.today(), services.salons.book.standalone
    off = [salon for salon in known if salon.is_cancelled and salon.held_on >= today]
    return sorted([*off, *nearest(services)[:3]], key=lambda salon: salon.held_on)


async def _before(salon: Salon, services: Services) -> str:
    on, start = await services.attendance.changes.moved_from(salon) or ("", "")
    return f"{when_text(date.fromisoformat(on))} {start}".strip() if on else ""


def _told(states: Sequence[_State], asked: str, services: Services) -> str:
    if len(states) == 1:
        return _sentence(states[0], asked, services)
    off = [one for one in states if one.salon.is_cancelled]
    moved = [one for one in states if one.before and one not in off]
    # 改期了没: what moved stands first, what is off does so otherwise.
    moves = _SAYS_MOVE.search(asked) is not None
    first = moved if moves else off
    if first:
        head = f"有 {len(first)} 场{'改期' if moves else '取消'}了："
    elif moves:
        head = f"没有改期的，有 {len(off)} 场取消了：" if off else "都没有改期："
    else:
        head = "都没有取消，照常："
    told = [*first, *(one for one in states if one not in first)]
    return f"{head}\n\n{bullets(_sentence(one, asked, services) for one in told)}"


def _sentence(state: _State, asked: str, services: Services) -> str:
    salon, name = state.salon, f"**{escape_text(short_name(state.salon))}**"
    when = when_and_where(salon)
    if salon.is_cancelled:
        why = f"（{escape_text(salon.cancel_reason)}）" if salon.cancel_reason else ""
        unsaid = "没有写原因。" if _SAYS_WHY.search(asked) and not why else ""
        unsaid += "补办还没有安排。" if "办" in asked and _SAYS_AGAIN.search(asked) else ""
        return f"{name} 取消了{why}，原定 {when}，请不要前往。{unsaid}"
    if not is_ahead(salon, services):
        return f"{name} 没有取消，已经办过了：{when}。"
    if state.before:
        kept = "没有取消，" if _SAYS_OFF.search(asked) else ""
        return f"{name} {kept}改期了：原定 {state.before}，改到 **{when}**。"
    if is_under_way(salon, services):
        return f"{name} 没有取消，正在进行：{when}。"
    kept = "没有改期" if _SAYS_MOVE.search(asked) else ""
    kept = kept or ("没有取消" if _SAYS_OFF.search(asked) else "照常举行")
    return f"{name} {kept}{'' if kept.startswith('照常') else '，照常举行'}：{when}。"
