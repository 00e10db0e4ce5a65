"""试问: what the bot says to a question, and what it goes by."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from bot.chat.context import Services
from bot.chat.rehearsal import Rehearsed, rehearse
from bot.console.entry import HOME, Visit
from bot.knowledge.answering.follow_up import command as wish_of
from bot.messages import ReplyKind, Turn
from bot.precedence import answering, computed

_VERDICTS = {
    ReplyKind.ANSWER: "按知识页答",
    ReplyKind.EVENT: "按沙龙记录答",
    ReplyKind.REFUSAL: "不答",
    ReplyKind.SMALLTALK: "寒暄",
    ReplyKind.HELP: "提示怎么用",
    ReplyKind.COMMAND: "提示怎么用",
}
_MOST_BEFORE = 4  # questions that were asked before this one
_NOTHING: dict[str, Any] = {
    "reply": None,
    "acts": False,
    "manual": "",
    "evidence": "",
    "nearest": (),
    "verdict": "",
    "new_page": "",
}


async def trial(services: Services, visit: Visit) -> dict[str, Any]:
    """The reply to ``q`` in the group ``group``, after the questions ``after``."""
    limits = services.settings.limits
    groups = [(one.conversation_id, one.name) for one in services.settings.groups]
    query = visit.request.query
    question = query.get("q", "").strip()[: limits.question_chars]
    before = [one[: limits.question_chars] for one in query.getall("after", [])]
    before = before[-_MOST_BEFORE:]
    ids = [group for group, _ in groups]
    chosen = query.get("group", "")
    if chosen not in ids:
        chosen = ids[0] if ids else ""
    found = await _tried(services, question, before, chosen) if question else _NOTHING

    def ask_next(text: str) -> str:
        said = [("after", one) for one in [*before, question][-_MOST_BEFORE:]]
        return f"{HOME}/trial?{urlencode([('q', text), ('group', chosen), *said])}"

    return {
        "template": "trial.html",
        "question": question,
        "before": before if question else (),
        "groups": groups,
        "chosen": chosen,
        "ask_next": ask_next,
        "folder": services.settings.knowledge.paths[0],
    } | found


async def _tried(
    services: Services, question: str, before: Sequence[str], conversation_id: str
) -> dict[str, Any]:
    """One member's questions, each with those before it; whatever of these would have done
    something is a turn that nothing leans on."""
    asker = uuid4().hex
    await services.salons.catch_up()
    turns: list[Turn] = []
    with answering():
        for text in (*before, question):
            said = await rehearse(
                text, services, asker=asker, conversation_id=conversation_id, history=turns
            )
            last, reply = turns, said.reply
            if reply is not None:
                turns = [*turns, Turn(text, reply.kind, services.now(), reply.topic)]
        shown = _shown(said) | await _evidence(services, question, said, last, conversation_id)
        return shown | {"new_page": _new_page(question, services) if said.refused else ""}


def _new_page(question: str, services: Services) -> str:
    """What a page that answers it may begin with."""
    today = services.now().astimezone(services.settings.zone).date()
    title = json.dumps(question, ensure_ascii=False)  # a question may hold what YAML reads
    return f'---\ntitle: {title}\nversions: "14-18"\nupdated: {today}\n---\n在这里写答案。\n'


async def _evidence(
    services: Services, question: str, said: Rehearsed, turns: Sequence[Turn], conversation_id: str
) -> dict[str, Any]:
    """What the pages have on it. 展开 and the like are no questions: they show more of the
    answer before."""
    reply = said.reply
    if reply is None or reply.kind not in (ReplyKind.ANSWER, ReplyKind.REFUSAL):
        return {}
    if wish_of(question):
        return {}
    caution = services.settings.caution_in(conversation_id)
    evidence = await computed(lambda: services.knowledge.explain(question, turns, caution=caution))
    nearest = dict.fromkeys(passage.path for passage in evidence.passages)
    return {"evidence": evidence.markdown, "nearest": nearest}


def _shown(said: Rehearsed) -> dict[str, Any]:
    command = said.route.command
    return _NOTHING | {
        "reply": said.reply,
        "acts": said.acts,
        "manual": command.manual if command and said.acts else "",
        "verdict": _verdict(said),
    }


def _verdict(said: Rehearsed) -> str:
    """Who replies, and for the pages and the record of salons by what."""
    route, reply = said.route, said.reply
    if route.command is not None:
        return f"由「{route.command.name}」命令处理"
    if route.subject:
        refused = reply is not None and reply.kind is ReplyKind.REFUSAL
        return f"由「{route.subject}」的问答处理{'，不答' if refused else ''}"
    return _VERDICTS[reply.kind] if reply is not None else "不回"
