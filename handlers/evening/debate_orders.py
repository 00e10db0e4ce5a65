"""A debate in organizers' own words: 「下一个问题：…」, 「3 号算红队的」, 「红队赢了，结束吧」.

What only notes something is done; a beginning and an end are offered, since they stand.
"""

from __future__ import annotations

import re

from bot.attendance.debates import ANSWER, Debate
from bot.chat.context import Request, Services
from bot.chat.guards import matching
from bot.chat.router import Router
from bot.errors import UserError
from bot.expressions import Expression
from bot.markdown import escape_text
from bot.messages import Reply, Role
from handlers.evening.debate import USAGE, take_step

router = Router("debate_orders")

_MOST_CHARACTERS = 300
_BRIEF = 60
_SMALL = r"(?:我们|咱们|大家|现在|那就?|请|好|可以|准备|[，,。！!\s])*"
_BEGINS = Expression(
    rf"{_SMALL}(?:开始|来一?[场个]|进行|发起|开一?场|搞一?[场个])?(?:企业)?辩论(?:赛)?(?:现在|马上|就|正式)*(?:开始|吧|了)*[，,：:。\s]*(?P<teams>\S.*?)?[吧了。.!！]*",
    re.IGNORECASE,
)
_VERSUS = Expression(r"\s*(?:vs\.?|pk|对阵|对|和|跟|与)\s*", re.IGNORECASE)
_ASKED = Expression(
    r"(?:下一个?|第[一二三四五六七八九十\d]{1,2}个?|新的?|最后一?个?)?(?:问题|辩题|题目?)(?:来了|是)?[：:，,\s]+(?P<text>\S.*)",
    re.DOTALL,
)
_WHOSE = Expression(
    r"(?:(?P<number>\d{1,4})\s*号?|[这那刚才]+(?:一?[条个句段]|的)?(?:回答|答案)?)(?:应该?)?(?:是|算|归|记|算作|记在|记给|给)+(?P<team>[^\s的]{1,20}?)(?:名下|头上|那边)?的?[吧了。.!！]*"
)
_ENDS = Expression(
    rf"{_SMALL}(?:这场)?(?:辩论(?:赛)?)?(?:就)?(?:到此)?(?:结束|收场|为止|完了)(?:这场)?(?:辩论(?:赛)?)?[吧了]*[，,。！!\s]*(?:(?:恭喜|胜者是?|赢的是)?(?P<winner>\S{{1,20}}?)(?:获胜|胜出|赢|胜)?了?)?[。.!！]*"
    r"|(?P<first>平局|[^\s，,]{1,20}?(?=获胜|胜出|赢|胜))(?:获胜|胜出|赢|胜)?了?"
    r"(?:[，,。！!\s]*(?:辩论)?(?:就)?(?:到此)?(?:结束|收场|为止)(?:这场)?(?:辩论)?)?[吧了。.!！]*"
)


async def _open(request: Request, services: Services) -> Debate | None:
    if not request.message.is_group:
        return None
    return await services.attendance.debates.open_in(request.message.conversation_id)


@router.dialogue(role=Role.ORGANIZER, longest=_BRIEF, reads=matching(_BEGINS))
async def offer_to_begin(
    request: Request, services: Services, said: re.Match[str]
) -> Reply | None:
    """「开始辩论吧，红队对蓝队」."""
    if await _open(request, services) is not None:
        return None
    teams = [one for one in _VERSUS.split(said["teams"] or "") if one.strip()]
    if len(teams) != 2:
        return None if said["teams"] else Reply.text(f"哪两队？这样开始：{USAGE}")
    command = f"辩论 开始 {teams[0].strip()} vs {teams[1].strip()}"
    where = "这样发就开始" if request.message.is_group else "请在辩论的群里这样发"
    return Reply(
        markdown=f"还没有开始，{where}：\n\n- {escape_text(command)}\n\n"
        "队名后面可以写（队长 名字）。",
        title="开始辩论",
        follow_ups=(command,) if request.message.is_group else (),
    )


@router.dialogue(role=Role.ORGANIZER, longest=_MOST_CHARACTERS, reads=matching(_ASKED))
async def ask(request: Request, services: Services, said: re.Match[str]) -> Reply | None:
    """「下一个问题：…」 while a debate is on."""
    if await _open(request, services) is None:
        return None
    return await take_step("问题", said["text"], request, services)


@router.dialogue(role=Role.ORGANIZER, longest=_BRIEF, reads=matching(_WHOSE))
async def attribute(request: Request, services: Services, said: re.Match[str]) -> Reply | None:
    """「这条算红队的」: what is quoted, else the last answer that is nobody's yet."""
    debate = await _open(request, services)
    team = debate.team_named(said["team"]) if debate else None
    if debate is None or team is None:
        return None
    if request.quoted and not said["number"]:
        return await take_step("答", team.name, request, services)
    notes = await services.attendance.debates.notes(debate)
    open_ones = [one.number for one in notes if one.kind == ANSWER and not one.team]
    number = said["number"] or (open_ones[-1] if open_ones else "")
    if not number:
        raise UserError(
            f"没有还不知道是谁的回答。引用那条消息发「辩论 答 {team.name}」就记下，"
            f"已经记下的写上编号：辩论 归 3 {team.name}"
        )
    return await take_step("归", f"{number} {team.name}", request, services)


@router.dialogue(role=Role.ORGANIZER, longest=_BRIEF, reads=matching(_ENDS))
async def offer_to_end(request: Request, services: Services, said: re.Match[str]) -> Reply | None:
    """「辩论结束，红队赢了」; None where no debate is on."""
    debate = await _open(request, services)
    if debate is None:
        return None
    winner = said["winner"] or said["first"] or ""
    team = debate.team_named(winner)
    if winner and team is None and winner != "平局":
        return None
    names = [team.name if team else winner] if winner else [one.name for one in debate.teams]
    commands = tuple(f"辩论 结束 {name}" for name in (*names, *(() if winner else ("平局",))))
    return Reply(
        markdown="还没有结束。结束以后不能再记，确定就发：\n\n"
        + "\n".join(f"- {escape_text(command)}" for command in commands),
        title="结束辩论",
        follow_ups=commands,
    )
