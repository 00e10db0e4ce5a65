"""没答上 and 试问: what members asked in vain, and what the bot says to a question and why."""

from __future__ import annotations

import asyncio
import dataclasses
import secrets
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from aiohttp import web

from bot.chat.context import Request, Services
from bot.console.entry import HOME, Visit
from bot.feedback import UnansweredQuestion
from bot.knowledge import Refusal
from bot.messages import IncomingMessage, MessageKind, Reply, ReplyKind, Role
from bot.precedence import computed

_MOST = 200
_VERDICTS = {
    ReplyKind.ANSWER: "按知识页答",
    ReplyKind.EVENT: "按沙龙记录答",
    ReplyKind.REFUSAL: "不答",
    ReplyKind.SMALLTALK: "寒暄",
    ReplyKind.HELP: "提示怎么用",
    ReplyKind.COMMAND: "命令",
}


async def open_questions(
    services: Services,
) -> tuple[Sequence[UnansweredQuestion], Sequence[UnansweredQuestion]]:
    """What was asked in vain and still is; and what is answered by now."""
    asked = await services.feedback.unanswered(_MOST)
    answer = services.knowledge.answer

    def still_refused() -> list[bool]:
        return [isinstance(answer(one.question), Refusal) for one in asked]

    refused = await asyncio.to_thread(still_refused)
    pairs = list(zip(asked, refused, strict=True))
    return [one for one, still in pairs if still], [one for one, still in pairs if not still]


class Questions:
    def __init__(self, services: Services) -> None:
        self._services = services

    async def unanswered(self, _: Visit) -> dict[str, Any]:
        waiting, done = await open_questions(self._services)
        return {
            "template": "questions.html",
            "waiting": waiting,
            "done": done,
            "zone": self._services.settings.zone,
        }

    async def dismiss(self, visit: Visit) -> web.StreamResponse:
        """Off the list, with a trace of who did it."""
        question = str((await visit.request.post()).get("question", ""))
        await self._services.feedback.dismiss(
            question,
            by=visit.staff_id,
            source=f"console/{secrets.token_hex(8)}",
            now=self._services.now(),
        )
        raise web.HTTPSeeOther(f"{HOME}/questions")

    async def trial(self, visit: Visit) -> dict[str, Any]:
        """The reply to ``q`` in the group ``group``, and what it goes by."""
        services = self._services
        groups = services.settings.groups
        question = visit.request.query.get("q", "").strip()
        chosen = visit.request.query.get("group", "")
        found: dict[str, Any] = {"reply": None, "evidence": "", "nearest": (), "verdict": ""}
        if question:
            question = question[: services.settings.limits.question_chars]
            found = await self._tried(question, chosen)
        return {
            "template": "trial.html",
            "question": question,
            "groups": [(one.conversation_id, one.name) for one in groups],
            "chosen": chosen,
            "ask_again": lambda text: f"{HOME}/trial?{urlencode({'q': text, 'group': chosen})}",
        } | found

    async def _tried(self, question: str, conversation_id: str) -> dict[str, Any]:
        reply = await self._reply(question, conversation_id)
        services = self._services
        caution = services.settings.caution_in(conversation_id)
        evidence = None
        if reply is not None and reply.kind in (ReplyKind.ANSWER, ReplyKind.REFUSAL):
            evidence = await computed(
                lambda: services.knowledge.explain(question, (), caution=caution)
            )
        return {
            "reply": reply,
            "evidence": evidence.markdown if evidence else "",
            "nearest": dict.fromkeys(p.path for p in evidence.passages) if evidence else (),
            "verdict": _VERDICTS[reply.kind] if reply else "不回",
        }

    async def _reply(self, question: str, conversation_id: str) -> Reply | None:
        """As a member who asks for the first time gets it. Commands are not run: the page
        asks, it does not act."""
        services = self._services
        services = dataclasses.replace(services, feedback=services.feedback.rehearsal())
        asker = uuid4().hex
        message = IncomingMessage(
            robot_code="console",
            message_id=asker,
            kind=MessageKind.TEXT,
            text=question,
            conversation_id=conversation_id or asker,
            is_group=True,
            sender_id=asker,
            received_at=services.now(),
        )
        assert services.router.fallback is not None
        request = Request(message=message, text=question, role=Role.MEMBER)
        return await services.router.fallback(request, services)
