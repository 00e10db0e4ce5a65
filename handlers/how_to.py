"""Questions on how to use the bot itself: 「公告怎么发」「怎么撤回公告」, by its commands."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.chat.context import Request, Services
from bot.chat.router import Command, Router
from bot.messages import Reply, ReplyKind, Role

router = Router("how_to")

_ASKS = re.compile(r"怎么|如何|怎样|咋|哪里|在哪|教我|帮我|我想|我要|能不能|可不可以|想要")
_NO_MATTER = re.compile(
    "请问|麻烦|怎么样?|如何|怎样|咋样?|在?哪里|在哪儿?|教我|帮我|我想|我要|能不能|可不可以|想要|可以|应该|才能"
    "|发布|发送|发出|发起|操作|使用|设置|弄|搞|做|写|用|发|建|办|查|看|取|要|去|给|开始|一下|一个|一条|一份|一场"
    "|命令|功能|群里|大家|我们|时间|你|我|个|条|下|到|在|的|了|呢|啊|呀|吗|吧|[?？!！。，, ]"
)
# Words of commands that say as much of a database, of salons in general or of nothing: their
# questions belong to the pages and the record.
_ELSEWHERE = re.compile(
    "取消|确认|确定|继续|状态|运行状态|回放|录像|授权|收回|取消授权|撤销授权|重载|重新加载|审计|操作记录"
    "|系列|分享|命令|菜单|帮助|为什么|依据|活动|下期|下一期|下一场|议程|报名|签到|辩论|抽奖|直播安排"
)
_MOST_CHARACTERS = 20
_MOST = 2


@router.dialogue
async def show_how(request: Request, services: Services) -> Reply | None:
    """How the commands that the question names are written; None when it names anything
    else, or none of them."""
    text = request.text.strip()
    if len(text) > _MOST_CHARACTERS or not _ASKS.search(text):
        return None
    found = _named(text, services)
    if not found:
        return None
    # An organizer's commands are no help to members, who learn whom to ask.
    manuals = "\n\n".join(command.manual for command in found[:_MOST])
    may = all(command.role <= request.role for command in found[:_MOST])
    note = "" if may or request.role > Role.MEMBER else "\n\n需要的话，请找组织者帮忙。"
    title = f"{found[0].name}怎么写"
    return Reply(markdown=f"{manuals}{note}", title=title, kind=ReplyKind.HELP)


def _named(text: str, services: Services) -> list[Command]:
    """The commands whose words stand in the text, in its order, the longest word first;
    empty when there is more in it than they and a question."""
    words = {
        word: command
        for command in services.router.commands
        for word in command.words
        if len(word) > 1 and not _ELSEWHERE.fullmatch(word)
    }
    pieces = list(_pieces(text, sorted(words, key=len, reverse=True)))
    if "" in pieces:
        return []
    return list({words[word].name: words[word] for word in pieces}.values())


def _pieces(text: str, words: list[str]) -> Iterator[str]:
    """The command words of the text; an empty one for what is neither word nor question."""
    place = 0
    while place < len(text):
        word = next((w for w in words if text.startswith(w, place)), None)
        if word is not None:
            yield word
            place += len(word)
        elif match := _NO_MATTER.match(text, place):
            place = match.end()
        else:
            yield ""
            return
