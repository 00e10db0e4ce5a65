"""Draws in organizers' own words: the exact command is offered, since a draw begins before
everybody's eyes and cannot be taken back."""

from __future__ import annotations

import dataclasses
import re

from bot.attendance.draws import Origin
from bot.chat.context import Request, Services
from bot.chat.guards import matching
from bot.chat.router import Router
from bot.events.replies import joined
from bot.events.words.wording import NUMERAL, number_in
from bot.expressions import Expression
from bot.markdown import escape_text
from bot.messages import Reply, Role
from handlers.evening.draw import draws_lately, salon_and_prize
from handlers.evening.draw_words import Wish, leaves_out_winners, read_loosely
from handlers.salon_choice import handle_of

router = Router("draw_offers")

_MOST_CHARACTERS = 60
_DRAWS = Expression("抽|[一二三四五六七八九特头]等奖|特等奖|幸运奖|参与奖")
_PRIZES = Expression(r"[，,、；;。\n]+")
_NO_DRAW = Expression(
    r"抽(?:样|象|查|屉|空|取行|数据|取前)|取样|字符|用户|记录|\d\s*[条行]|[一二两三四五六七八九十]条"
)
_IS_ABSENT = r"(?:[没不]在|没[来到]|不[来要]|走了|联系不上|缺席|弃权|放弃|找不到)"
_ONCE_MORE = r"(?:(?:再|继续|接着|重新?|加|补)(?:来)?抽|抽奖(?:再|重)?来|重抽|再开奖?)"
# 王五走了，再抽一个
_AGAIN = Expression(
    rf"(?:[^，,。]{{0,14}}{_IS_ABSENT}[^，,。]{{0,4}}[，,。\s]+)?"
    rf"(?:那就?|请|麻烦|我们|咱们|现在|好|[，,\s])*{_ONCE_MORE}(?:奖)?\s*(?:一[次轮遍下]|(?P<places>{NUMERAL})\s*[个名位人份])?(?:人|中奖者?|奖|吧|了|呗|啊|[。.!！\s])*"
)
_VOID = Expression(
    r"(?:上一?次|刚才|这次|那次|上一?轮|前面|的|把|[，,\s])*(?:抽奖|开奖|中奖(?:结果|名单)?|抽的奖?)(?:结果|名单)?(?:的)?"
    r"(?:作废|不算数?|取消|无效|重来|撤销|有问题|搞错|弄错|抽?错)(?:了|掉|吧)*(?:[，,。\s]*(?:重来|重新?抽(?:一次|奖)?|再来|再抽一?次?))?[了吧。.!！]*"
)


@router.dialogue(role=Role.ORGANIZER, longest=_MOST_CHARACTERS, reads=matching(_AGAIN))
async def offer_once_more(request: Request, services: Services, said: re.Match[str]) -> Reply:
    """「再抽一个」: like the last one here, without those who have won."""
    return await _like_the_last(request, services, number_in(said["places"] or ""), fresh=True)


@router.dialogue(role=Role.ORGANIZER, longest=_MOST_CHARACTERS, takes=leaves_out_winners)
async def offer_without_winners(request: Request, services: Services) -> Reply:
    first = "抽奖命令最后写上「不重复」，这一场中过奖的人就不在名单里。"
    return await _like_the_last(request, services, None, first, fresh=True)


@router.dialogue(role=Role.ORGANIZER, longest=_MOST_CHARACTERS, takes=matching(_VOID))
async def tell_it_stands(request: Request, services: Services) -> Reply:
    """A draw that was opened is public and stays in the record; another may follow."""
    first = (
        "开过的奖改不了：种子和中奖的号已经公布，记录一直在。"
        "要重抽，就再抽一次，并在群里说明上一次不算。"
    )
    return await _like_the_last(request, services, None, first)


def read_draws(text: str) -> list[Wish] | None:
    """One wish for each prize; None where the text wants no draw."""
    if not _DRAWS.search(text) or _NO_DRAW.search(text):
        return None
    whole = read_loosely(text)
    wishes = [whole] if whole else [read_loosely(part) for part in _PRIZES.split(text) if part]
    found = [wish for wish in wishes if wish is not None]
    return found if found and len(found) == len(wishes) else None


def wants_draw(text: str) -> bool:
    """Whether the text orders a draw, in whatever words."""
    patterns = (_AGAIN, _VOID)
    return bool(read_draws(text)) or any(one.fullmatch(text) for one in patterns)


@router.dialogue(role=Role.ORGANIZER, longest=_MOST_CHARACTERS, reads=read_draws)
async def offer_draws(request: Request, services: Services, found: list[Wish]) -> Reply | None:
    """「从签到的人里抽两位送鼠标垫」, 「一等奖1个，二等奖2个」: one command for each prize."""
    found = [dataclasses.replace(wish, words=wish.words or ("幸运奖",)) for wish in found]
    return _offered([_wished(wish, services) for wish in found], "", request)


async def _like_the_last(
    request: Request, services: Services, places: int | None, first: str = "", fresh: bool = False
) -> Reply:
    last = next(iter(await draws_lately(services, request.message.conversation_id)), None)
    if last is None:
        return Reply.text(
            f"{first if fresh else ''}最近一周这里没有抽过奖。"
            "这样开始一次：抽奖 哪一期 奖品 人数，比如：抽奖 T恤 2人"
        )
    if not last.is_drawn:
        code = last.record.code
        return Reply(
            markdown=f"抽奖 {code}（{escape_text(last.prize)}）还没有开奖，"
            f"先发「开奖 {code} 见证词」。",
            title=f"抽奖 {code} 还没有开奖",
            follow_ups=(f"开奖 {code}",),
        )
    salon = services.salons.book.get(last.salon_id)
    where = handle_of(salon, services) if salon else last.salon_id
    again = _command(where, last.prize, places or last.record.places, last.origin, fresh)
    return _offered([again], first, request)


def _wished(wish: Wish, services: Services) -> str:
    salon, prize = salon_and_prize(wish, services)
    where, origin = handle_of(salon, services), wish.origin or Origin.CHECKINS
    return _command(where, prize, wish.places, origin, wish.fresh)


def _command(where: str, prize: str, places: int, origin: str, fresh: bool) -> str:
    return f"抽奖 {where} {prize} {places}人 来源:{origin}{' 不重复' if fresh else ''}"


def _offered(commands: list[str], first: str, request: Request) -> Reply:
    lines = "\n".join(f"- {escape_text(command)}" for command in commands)
    here = request.message.is_group
    how = "这样发就开始" if here else "抽奖要当着大家的面，请在群里这样发"
    begun = f"还没有开始。{how}，名单马上定下、哈希公布到群里：\n\n{lines}"
    more = "名单来源可以是签到、报名或分享；末尾写「不重复」就不含这一场中过奖的人。"
    return Reply(
        markdown=joined([first, begun, more]),
        title="开始抽奖",
        follow_ups=tuple(commands[:3]) if here else (),
    )
