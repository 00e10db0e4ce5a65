"""Prize draws that anybody can check: hashes before, seed and winners after."""

from __future__ import annotations

import re
from datetime import timedelta

from bot.attendance.draws import DRAW_CODE, Draw, NewDraw, Origin
from bot.attendance.lottery import tidy_witness
from bot.chat.context import Request, Services
from bot.chat.guards import matching
from bot.chat.router import Router
from bot.errors import UserError
from bot.events import Salon
from bot.events.reading.turns import after_page
from bot.events.replies import headline
from bot.expressions import Expression, made_of
from bot.markdown import escape_text
from bot.messages import Reply, ReplyKind, Role
from handlers.evening.draw_words import Wish, read_loosely, read_wish
from handlers.salon_asked import ASIDES, AT_HAND, nearest, opened
from handlers.salon_choice import chosen_salon, handle_of, of_these_weeks

router = Router("draw", "抽奖")

_EXAMPLE = "抽奖 7 《数据库实战》 3人 来源:签到"
_MOST_PLACES = 999
_MOST_DRAWS = 10
_LATELY = timedelta(days=7)
_OWN_LUCK = Expression(
    r"(?:请问|看看|查一?下)?我(?:有没有|是不是|到底|刚才|这次)?(?:被?抽|中)(?:中|到|上)?(?:奖)?"
    r"了?(?:吗|没有?|么|没中)?[?？。!！]*"
)
_WINNERS = Expression(
    r"(?:公布|宣布|念|贴|发|一[下遍]|请问|看看|查一?下|刚才|今天|这次|最近|昨天|昨晚|前天|的)*(?:都有)?(?:(?:哪些人|谁|有谁)(?:抽?中|得|获)了?奖?|中奖(?:的)?(?:都)?(?:是|有)?"
    r"(?:谁|哪些人|名单|结果|人)|抽奖(?:的)?(?:结果|名单)|抽[中到]了?谁|获奖名单)(?:了|的|是|有|谁|呢|啊)*[?？。!！]*"
)
_HOW = Expression(  # 抽奖怎么抽, 几点抽奖, 没签到能抽奖吗
    rf"抽(?:奖|取|到)?|开奖|签(?:到|过)?|参加|参与|报名|名单|公平|公正|作弊|随机|规则|方式|流程|怎么样?|咋|如何"
    rf"|什么(?:时候|时间|条件)?|啥时候|几点|几个|多少|名额|谁|要|得|必须|没|能|可以|现场|待会儿?|[?？]|{ASIDES}"
)
_ASKS_HOW = Expression("[?？吗么没]|怎|咋|如何|几|多少|什么|啥|谁|规则|方式|流程")
_IN_SHORT = (
    "现场抽奖由组织者在群里发起，什么时候抽也由组织者定；默认从签到的人里抽，"
    "也可能从报名或分享的人里抽，开始时会写明。一人一个号；名单和种子的哈希先公布，再开奖，"
    "发「抽奖记录 编号」谁都能验证。\n\n"
    "转发、晒图得奖是另一种，问「分享得奖怎么参加」。"
)
_CODE = Expression(
    rf"\s*(?P<code>{DRAW_CODE})(?:\s+(?P<witness>\S.{{0,60}}?))?\s*", re.IGNORECASE | re.DOTALL
)
_ONLY_CODE = Expression(rf"\s*(?P<code>{DRAW_CODE})\s*[。.]?\s*", re.IGNORECASE)

_OPEN_IT = Expression(
    "(?:请|现在|可以|那就?|开始|准备|帮我|大家)*(?:开奖|开始抽奖|抽奖开始|开始抽)(?:了|吧|啦)*[。.!！]*"
)


@router.command(
    "抽奖",
    aliases=("draw",),
    role=Role.ORGANIZER,
    help="在群里开始一次可验证的抽奖：先公布人数和哈希，再开奖；来源是签到、报名或分享，"
    "末尾写「不重复」就不含这一场中过奖的人",
    usage="抽奖 哪一期 奖品 人数 来源",
    reads=read_wish,
    glued=read_loosely,
)
async def promise_draw(request: Request, services: Services, wish: Wish) -> Reply:
    """Fix list and seed; only their hashes are shown."""
    if not request.message.is_group:
        raise UserError("抽奖要当着大家的面：请在群里发，哈希先公布，开奖后谁都能验证。")
    if not 0 < wish.places <= _MOST_PLACES:
        raise UserError(f"抽几个人要写 1 到 {_MOST_PLACES}，比如：{_EXAMPLE}")
    if not wish.words:
        raise UserError(f"抽 {wish.places} 个，奖品是什么？这样发：抽奖 T恤 {wish.places}人")
    salon, prize = salon_and_prize(wish, services)
    origin = wish.origin or Origin.CHECKINS
    new = NewDraw(
        salon_id=salon.id,
        prize=prize[:60],
        places=wish.places,
        origin=origin,
        conversation_id=request.message.conversation_id,
        fresh=wish.fresh,
    )
    await _refuse_twice(new, request, services)
    try:
        draw = await services.attendance.draws.promise(new, request.act(services))
    except UserError as error:
        again = f"抽奖 {handle_of(salon, services)} {prize} {wish.places}人 来源:报名"
        other = f"还没有人签到的话，可以从报名的人里抽：{again}" if wish.origin is None else ""
        raise UserError(f"{headline(salon)}：{error}{escape_text(other)}") from None
    record = draw.record
    without = "，这一场中过奖的不在内" if wish.fresh else ""
    return Reply(
        markdown=f"**抽奖 {record.code}：{escape_text(draw.prize)}，{record.places} 名**\n\n"
        f"- 场次：{headline(salon)}\n"
        f"- 名单：{draw.origin}的 {len(record.entries)} 人，一人一个号，名单已经定下{without}\n"
        f"- 名单哈希：`{record.list_sha256}`\n"
        f"- 种子哈希：`{record.seed_sha256}`\n\n"
        f"请现场一位朋友随口说几个字作见证词，组织者发「开奖 {record.code} 见证词」就开奖。"
        f"看自己的号、抄下名单：发「抽奖记录 {record.code}」。",
        title=f"抽奖 {record.code}：{draw.prize}",
    )


async def draws_lately(services: Services, conversation_id: str = "") -> list[Draw]:
    """Of the last days, the latest first; those of one group where it is named."""
    draws = await services.attendance.draws.lately(services.now() - _LATELY, _MOST_DRAWS)
    return [d for d in draws if conversation_id in ("", d.conversation_id)]


async def _refuse_twice(new: NewDraw, request: Request, services: Services) -> None:
    """The same draw waits here already: whoever sends it again has not seen that. Raises
    UserError."""
    wanted = (new.salon_id, new.prize, new.places, new.origin)
    for one in await draws_lately(services, new.conversation_id):
        there = (one.salon_id, one.prize, one.record.places, one.origin)
        if there == wanted and not one.is_drawn and one.source != request.source:
            code = one.record.code
            raise UserError(
                f"同样的抽奖已经开始了一次，还没有开：{code}。发「开奖 {code} 见证词」开它；"
                "要再抽一份，开了以后发「再抽一次」。"
            )


@router.command(
    "开奖",
    aliases=("opendraw",),
    role=Role.ORGANIZER,
    help="开奖：公布中奖的人和种子；后面可以写现场说的见证词",
    usage="开奖 编号 见证词",
    reads=matching(_CODE),
)
async def hold_draw(request: Request, services: Services, said: re.Match[str]) -> Reply:
    """Compute the winners, once; again it shows what was drawn."""
    draw = await _draw_of(said["code"], services)
    if request.message.conversation_id != draw.conversation_id:
        raise UserError(f"抽奖 {draw.record.code} 要在公布哈希的那个群里开奖。")
    draw = await services.attendance.draws.draw(
        draw, tidy_witness(said["witness"] or ""), request.act(services)
    )
    return Reply(
        markdown=f"**开奖 {draw.record.code}：{escape_text(draw.prize)}**\n\n{_winners(draw)}\n\n"
        f"- 种子：`{draw.record.seed}`\n"
        f"- 见证词：{escape_text(draw.record.witness) or '（没有）'}\n"
        f"- 名单哈希：`{draw.record.list_sha256}`\n\n"
        f"要验证：发「抽奖记录 {draw.record.code}」，把记录存成文件，"
        "运行 `xiangwen draw verify 文件`。",
        title=f"开奖 {draw.record.code}：{draw.prize}",
    )


@router.dialogue(role=Role.ORGANIZER, longest=20, takes=matching(_OPEN_IT))
async def offer_open_draws(request: Request, services: Services) -> Reply | None:
    """「开奖」 without a code: those of this group that wait for it."""
    here = await draws_lately(services, request.message.conversation_id)
    waiting = [d for d in here if not d.is_drawn]
    if not waiting:
        return None
    lines = [f"- {d.record.code}：{escape_text(d.prize)}，{d.record.places} 名" for d in waiting]
    code = waiting[0].record.code
    return Reply(
        markdown="还没有开奖的：\n\n"
        + "\n".join(lines)
        + f"\n\n发「开奖 {code} 见证词」；见证词请现场一位朋友随口说，也可以不写。",
        title="开哪一次奖",
        follow_ups=tuple(f"开奖 {d.record.code}" for d in waiting[:3]),
    )


@router.command(
    "抽奖记录",
    aliases=("drawrecord",),
    help="看一次抽奖的全部记录和自己的号，可以拿去验证",
    usage="抽奖记录 编号",
    reads=matching(_ONLY_CODE),
)
async def show_record(request: Request, services: Services, said: re.Match[str]) -> Reply:
    """The public record; it holds entries only, no names."""
    draw = await _draw_of(said["code"], services)
    own = draw.of(request.message.person)
    mine = f"您的号是 `{own}`。" if own else "您不在这次的名单里。"
    state = "" if draw.is_drawn else "还没有开奖，种子开奖后公布。"
    return Reply(
        markdown=f"**抽奖 {draw.record.code} 的记录**　{mine}{state}\n\n"
        f"```text\n{draw.record.to_text()}```",
        title=f"抽奖 {draw.record.code} 的记录",
    )


@router.dialogue(role=Role.MEMBER, longest=None, takes=matching(_OWN_LUCK))
async def tell_own_luck(request: Request, services: Services) -> Reply:
    """「我中奖了吗」: every draw of the last days that the asker is in."""
    draws = await draws_lately(services)
    if not draws:
        return Reply.text("最近没有抽过奖。")
    mine = [(draw, own) for draw in draws if (own := draw.of(request.message.person))]
    if not mine:
        return Reply.text("最近的抽奖名单里没有您。名单来自签到、报名或分享，报名不等于签到。")
    lines = [
        f"- 抽奖 {d.record.code}（{escape_text(d.prize)}）：{_luck(d, own)}" for d, own in mine
    ]
    return Reply(markdown="\n".join(lines), title="您的抽奖")


@router.dialogue(role=Role.MEMBER, longest=None, takes=matching(_WINNERS))
async def tell_winners(request: Request, services: Services) -> Reply | None:
    """「谁中奖了」 where draws were held lately; elsewhere the pages answer."""
    here = await draws_lately(services, request.message.conversation_id)
    if not here:
        # Members may ask how one wins anything; an organizer asks for the list.
        surely = request.role >= Role.ORGANIZER or opened(services, AT_HAND) is not None
        return Reply.text("最近一周这里没有抽过奖。") if surely else None
    parts = [
        f"**抽奖 {d.record.code}：{escape_text(d.prize)}**\n\n"
        + (_winners(d) if d.is_drawn else "还没有开奖")
        for d in here
    ]
    return Reply(markdown="\n\n".join(parts), title="最近的抽奖")


@router.dialogue(role=Role.MEMBER, longest=20)
async def tell_how(request: Request, services: Services) -> Reply | None:
    """抽奖怎么抽, while a salon is at hand; else the pages answer."""
    text = request.text.strip()
    if "抽" not in text or not made_of(_HOW, text) or not _ASKS_HOW.search(text):
        return None
    ahead = [salon for salon in nearest(services) if not salon.series]
    at_hand = (ahead or opened(services, AT_HAND)) and not after_page(request.history)
    return Reply.text(_IN_SHORT, ReplyKind.EVENT) if at_hand else None


def _luck(draw: Draw, entry: str) -> str:
    if not draw.is_drawn:
        return f"还没有开奖，您的号是 `{entry}`"
    return "**中了**，请找组织者领奖" if entry in draw.record.winners else "这次没有抽中"


def salon_and_prize(wish: Wish, services: Services) -> tuple[Salon, str]:
    """The first word is a salon when there is one of that name and a prize behind it. Without
    one it is that of these weeks, or the next: shares are drawn for before it begins."""
    book = services.salons.book
    if len(wish.words) > 1 and book.find(wish.words[0]):
        salon = chosen_salon(wish.words[0], services, _EXAMPLE, to_come=False)
        return salon, " ".join(wish.words[1:])
    current = of_these_weeks(services)
    if current is None:
        raise UserError(f"最近没有办过活动，请写明哪一期，比如：{_EXAMPLE}")
    return current, " ".join(wish.words)


def _winners(draw: Draw) -> str:
    """By nick and entry: two people of one name are told apart."""
    return "\n".join(
        f"{rank}. {escape_text(draw.nicks.get(entry, '')) or '（昵称已删除）'}（号 {entry}）"
        for rank, entry in enumerate(draw.record.winners, 1)
    )


async def _draw_of(code: str, services: Services) -> Draw:
    draw = await services.attendance.draws.find(code)
    if draw is None:
        raise UserError(f"没有编号为 {code.upper()} 的抽奖，请核对公布哈希那条消息里的编号。")
    return draw
