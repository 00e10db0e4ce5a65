"""辩论: two teams, their questions and answers noted as they happen.

Only what mentions the bot or is quoted to it reaches it, and a quote carries no name: the
bot keeps the words and asks whose they are.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from datetime import timedelta

from bot.attendance.debate_page import DRAFT_HINT, keep_page, page_name, page_text
from bot.attendance.debates import ANSWER, QUESTION, Debate, NewNote, Note, Team
from bot.attendance.people import Attendee
from bot.chat.context import Request, Services
from bot.chat.guards import matching
from bot.chat.router import Router
from bot.errors import UserError
from bot.events.replies import short_name
from bot.expressions import Expression
from bot.markdown import escape_text
from bot.messages import Destination, Reply, Role
from bot.schedule.deliveries import DeliveryKind, NewDelivery
from handlers.salon_asked import opened

router = Router("debate")

USAGE = "辩论 开始 甲队（队长 张三） vs 乙队（队长 李四）"
_STEP = Expression(r"\s*(开始|问题|答|归|结束)(?:(?:\s*[：:]|\s)\s*(.*))?", re.DOTALL)
_TEAMS = Expression(
    r"(.+?)(?:(?<![a-z])(?:vs\.?|pk)(?![a-z])|对阵)\s*(.+)", re.IGNORECASE | re.DOTALL
)
_TEAM = Expression(
    r"([^()（）]{1,30}?)\s*(?:[（(]\s*(?:队长\s*[:：]?)?\s*([^()（）]{1,20}?)\s*[)）])?"
)
_NAMED = Expression(
    r"[\s（(【「]*(?P<name>[^\s：:，,。、）)】」]+)(?P<end>[\s：:，,。、）)】」]+|$)"
)
_ADDRESSED = Expression(r"[，,。、]")
_WINS = Expression(r"^胜者\s*(?:[：:是]\s*)?|(?:队?获胜|胜出|胜利|赢了?|胜)[。!！]*$")
_SOME_TEAM = Expression(r"\s*([^\s:：，,]{1,8}队)[\s:：，,]+\S")
_WHOSE = Expression(
    r"(\d{1,4})\s*(?:号[\s：:，,]*|[\s：:，,]+)([^\s：:，,]+)(?:[\s：:，,]+(\S.{0,30}))?"
)
_DRAWN = "平局"


@router.command(
    "辩论",
    aliases=("debate",),
    help="企业辩论：成员发「辩论 答 队名 内容」；组织者用 开始、问题、归、结束",
    usage="辩论 答 队名 内容",
    everyday=True,
    reads=matching(_STEP),
)
async def debate(request: Request, services: Services, said: re.Match[str]) -> Reply:
    """One word for all steps; who may do which is checked here."""
    return await take_step(said[1], (said[2] or "").strip(), request, services)


async def take_step(step: str, words: str, request: Request, services: Services) -> Reply:
    """One of the steps. Raises UserError for whose it is not, and where it cannot be."""
    if not request.message.is_group:
        raise UserError("辩论在群里进行，请在辩论的群里 @我。")
    if step != "答" and request.role < Role.ORGANIZER:
        raise UserError(
            f"「辩论 {step}」要{Role.ORGANIZER.label}才能用。要回答请发「辩论 答 队名 内容」。"
        )
    return await _STEPS[step](words, request, services)


async def _start(words: str, request: Request, services: Services) -> Reply:
    salon = opened(services, within=timedelta(0))  # the one that is on right now, if any
    debate = await services.attendance.debates.start(
        request.message.conversation_id,
        salon.id if salon else "",
        _teams(words),
        request.act(services),
    )
    one, two = debate.teams
    return Reply(
        markdown=f"**辩论开始：{escape_text(str(one))} vs {escape_text(str(two))}**\n\n"
        f"- 主持：发「辩论 问题 …」出题，「辩论 结束 胜者」收场\n"
        f"- 队员：@我 发「辩论 答 {escape_text(one.name)} …」，之后可以省掉队名\n"
        "- 没有 @我 的发言我看不到；组织者引用那条消息，发「辩论 答」就能记下",
        title=f"辩论：{one.name} vs {two.name}",
    )


async def _ask(words: str, request: Request, services: Services) -> Reply:
    debate = await _open(request, services)
    text = words or request.quoted
    if not text:
        raise UserError("请把问题写在后面，比如：辩论 问题 WAL 丢了怎么不重搭从库")
    note = await services.attendance.debates.note(
        debate, NewNote(QUESTION, text, request.source), services.now()
    )
    notes = await services.attendance.debates.notes(debate)
    asked = sum(one.kind == QUESTION and one.number <= note.number for one in notes)
    return Reply(markdown=f"**问题 {asked}**：{escape_text(text)}", title=f"辩论问题 {asked}")


async def _answer(words: str, request: Request, services: Services) -> Reply:
    """Keep an answer: the sender's own, or what an organizer quotes."""
    debates, now = services.attendance.debates, services.now()
    debate = await _open(request, services)
    attendee = Attendee.of(request.message)
    own = await debates.team_of(debate, attendee.person)
    team, text = _team_and_text(words, debate, own)
    strange = _SOME_TEAM.match(words) if team is None else None
    # 「蓝队说得不对」 from the other team is about them.
    if strange and debate.team_named(strange[1]) is None:
        raise UserError(
            f"这场辩论没有「{escape_text(strange[1])}」，队名是 {debate.names}，没有记下。"
        )
    if request.quoted and not text:
        if request.role < Role.ORGANIZER:
            raise UserError("引用别人的话要请组织者来记；自己的回答请直接写在后面。")
        name = team.name if team else ""
        new = NewNote(ANSWER, request.quoted, request.source, team=name)
        return _ask_whose(await debates.note(debate, new, now), debate)
    if not text:
        raise UserError(f"请把回答写在后面，比如：辩论 答 {debate.teams[0].name} 用复制槽")
    known = team.name if team else own
    if not known:
        example = f"辩论 答 {debate.teams[0].name} …"
        raise UserError(f"您是哪一队？请带上队名（{debate.names}），比如：{example}")
    note = await debates.note(
        debate, NewNote(ANSWER, text, request.source, known, attendee.nick, attendee.person), now
    )
    return Reply.text(f"记下了，{note.number} 号：{escape_text(known)} 的回答。")


async def _attribute(words: str, request: Request, services: Services) -> Reply:
    debate = await _open(request, services)
    match = _WHOSE.fullmatch(words)
    team = debate.team_named(match[2]) if match else None
    if match is None or team is None:
        example = f"辩论 归 3 {debate.teams[0].name} 张三"
        raise UserError(f"请写编号和队名（{debate.names}），比如：{example}")
    speaker = (match[3] or "").strip()
    if not await services.attendance.debates.attribute(debate, int(match[1]), team.name, speaker):
        raise UserError(f"没有 {match[1]} 号回答，请核对编号。")
    by = f"（{escape_text(speaker)}）" if speaker else ""
    return Reply.text(f"{match[1]} 号记在 {escape_text(team.name)}{by} 名下。")


async def _end(words: str, request: Request, services: Services) -> Reply:
    """Close the debate; its draft goes into the folder, or to the admins."""
    winner = _WINS.sub("", words).strip()
    debate = await services.attendance.debates.open_in(request.message.conversation_id)
    if debate is not None and winner and winner != _DRAWN:
        team = debate.team_named(winner)
        if team is None:
            example = f"辩论 结束 {debate.teams[0].name}"
            raise UserError(f"胜者要写 {debate.names} 或 {_DRAWN}，比如：{example}")
        winner = team.name
    writable = services.settings.knowledge.writable

    def outgoing(debate: Debate, notes: Sequence[Note]) -> Iterable[NewDelivery]:
        return () if writable else _to_admins(debate, notes, request, services)

    ended = await services.attendance.debates.end(
        request.message.conversation_id, winner, outgoing, request.act(services)
    )
    if ended is None:
        raise UserError(f"这个群里没有进行中的辩论。开始一场：{USAGE}")
    kept = await _kept(*ended, request, services) if writable else "草稿已私聊发给管理员"
    return Reply(markdown=_summary(*ended, kept), title="辩论结束")


_STEPS: dict[str, Callable[[str, Request, Services], Awaitable[Reply]]] = {
    "开始": _start,
    "问题": _ask,
    "答": _answer,
    "归": _attribute,
    "结束": _end,
}


def _teams(words: str) -> tuple[Team, Team]:
    match = _TEAMS.fullmatch(words)
    sides = [_TEAM.fullmatch(side.strip()) for side in match.groups()] if match else []
    teams = [Team(side[1].strip(), (side[2] or "").strip()) for side in sides if side]
    if len(teams) != 2 or teams[0].name == teams[1].name:
        raise UserError(f"请写明两个不同的队，比如：{USAGE}")
    return teams[0], teams[1]


async def _open(request: Request, services: Services) -> Debate:
    found = await services.attendance.debates.open_in(request.message.conversation_id)
    if found is None:
        raise UserError(f"这个群里没有进行中的辩论。组织者可以开始一场：{USAGE}")
    return found


def _team_and_text(words: str, debate: Debate, own: str) -> tuple[Team | None, str]:
    """The team that the words begin with, and the rest. ``own``: the sender's team where it
    is known; 「蓝队，你们说错了」 from another is said to that team, not by it."""
    match = _NAMED.match(words)
    team = debate.team_named(match["name"]) if match else None
    if match is None or team is None:
        return None, words
    if own and own != team.name and _ADDRESSED.search(match["end"]):
        return None, words
    return team, words[match.end() :].strip()


def _ask_whose(note: Note, debate: Debate) -> Reply:
    one, two = debate.teams
    whose = f"记在 {escape_text(note.team)} 名下" if note.team else "还不知道是哪一队的"
    names = (note.team,) if note.team else (one.name, two.name)
    return Reply(
        markdown=f"记下了，{note.number} 号，{whose}。引用里没有名字：这是谁说的？"
        f"请发「辩论 归 {note.number} {escape_text(names[0])} 名字」，名字可以不写。",
        title=f"{note.number} 号是谁说的",
        follow_ups=() if note.team else tuple(f"辩论 归 {note.number} {n}" for n in names),
    )


def _page(
    debate: Debate, notes: Sequence[Note], services: Services, hint: str = ""
) -> tuple[str, str]:
    """Name and text of the draft."""
    day = debate.started_at.astimezone(services.zone).date()
    salon = services.salons.book.get(debate.salon_id)
    occasion = f" {short_name(salon)}" if salon else ""
    return page_name(debate, day), page_text(debate, notes, day, occasion, hint)


def _to_admins(
    debate: Debate, notes: Sequence[Note], request: Request, services: Services
) -> Iterator[NewDelivery]:
    """To every admin; where none is configured, to who ended the debate."""
    name, text = _page(debate, notes, services)
    for staff_id in services.settings.roles.admins or (request.message.staff_id,):
        yield NewDelivery(
            key=f"debate:{debate.id}:{staff_id}",
            kind=DeliveryKind.NOTICE,
            subject=f"debate:{debate.id}",
            destination=Destination(staff_id=staff_id),
            title="辩论的页面草稿",
            markdown=f"**辩论的页面草稿**，{DRAFT_HINT}。先存成 {name} 也行：\n\n"
            f"````markdown\n{text}````",
            due_at=services.now(),
        )


async def _kept(
    debate: Debate, notes: Sequence[Note], request: Request, services: Services
) -> str:
    """Write the draft; when that fails it goes to the admins, and nothing is lost."""
    # Only into the file: a chat cannot show a comment as it must be written.
    name, text = _page(debate, notes, services, f"<!-- 草稿：{DRAFT_HINT}，再删掉这份草稿。 -->")
    try:
        await asyncio.to_thread(keep_page, services.settings.knowledge.paths[0], name, text)
    except UserError as error:
        drafts = _to_admins(debate, notes, request, services)
        await services.outbox.enqueue(drafts, services.now())
        return f"草稿没能写进知识文件夹（{error}），已改为私聊发给管理员"
    return f"草稿写在知识文件夹的 {name}，请管理员整理"


def _summary(debate: Debate, notes: Sequence[Note], kept: str) -> str:
    asked = sum(note.kind == QUESTION for note in notes)
    answered = len(notes) - asked
    unknown = [str(n.number) for n in notes if n.kind == ANSWER and not n.team]
    result = {"": "", _DRAWN: "平局。"}.get(debate.winner, f"恭喜 {escape_text(debate.winner)}！")
    left = f"\n\n{'、'.join(unknown)} 号没有写明是哪一队，草稿里标出来了。" if unknown else ""
    return f"**辩论结束**：{result}记下 {asked} 个问题、{answered} 条回答；{kept}。{left}"
