"""试问: what the bot says to a question, and what it goes by."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from bot.chat.context import Request, Services
from bot.console.entry import HOME, Visit
from bot.errors import UserError
from bot.knowledge.follow_up import command as wish_of
from bot.messages import IncomingMessage, MessageKind, Reply, ReplyKind, Role, Turn
from bot.precedence import answering, computed

_VERDICTS = {
    ReplyKind.ANSWER: "按知识页答",
    ReplyKind.EVENT: "按沙龙记录答",
    ReplyKind.REFUSAL: "不答",
    ReplyKind.SMALLTALK: "寒暄",
    ReplyKind.HELP: "提示怎么用",
    ReplyKind.COMMAND: "命令",
}
_MOST_BEFORE = 4  # questions that were asked before this one
_NOTHING: dict[str, Any] = {"reply": None, "evidence": "", "nearest": (), "verdict": ""}


class Trial:
    def __init__(self, services: Services) -> None:
        self._services = services

    async def shown(self, visit: Visit) -> dict[str, Any]:
        """The reply to ``q`` in the group ``group``, after the questions ``after``."""
        limits = self._services.settings.limits
        groups = [(one.conversation_id, one.name) for one in self._services.settings.groups]
        query = visit.request.query
        question = query.get("q", "").strip()[: limits.question_chars]
        before = [one[: limits.question_chars] for one in query.getall("after", [])]
        before = before[-_MOST_BEFORE:]
        ids = [group for group, _ in groups]
        chosen = query.get("group", "")
        if chosen not in ids:
            chosen = ids[0] if ids else ""
        found = await self._tried(question, before, chosen) if question else _NOTHING

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
        } | found

    async def _tried(
        self, question: str, before: Sequence[str], conversation_id: str
    ) -> dict[str, Any]:
        services = self._services
        if (match := services.router.match(question)) is not None:
            told = match.command.manual if match.command else "没有这个命令。"
            return _NOTHING | {"reply": Reply(markdown=told), "verdict": "命令，在这里不办"}
        try:
            with answering():
                async with asyncio.timeout(services.settings.limits.handler_seconds):
                    return await self._answered(question, before, conversation_id)
        except UserError as error:
            return _NOTHING | {"reply": Reply.text(str(error)), "verdict": "提示怎么用"}
        except TimeoutError:
            return _NOTHING | {"reply": Reply.text("这个问题我想得太久了，没有答出来。")}

    async def _answered(
        self, question: str, before: Sequence[str], conversation_id: str
    ) -> dict[str, Any]:
        asker = uuid4().hex
        turns: list[Turn] = []
        for earlier in before:
            reply = await self._reply(earlier, turns, conversation_id or asker, asker)
            if reply is not None:
                turns.append(Turn(earlier, reply.kind, self._services.now(), reply.topic))
        reply = await self._reply(question, turns, conversation_id or asker, asker)
        if reply is None:
            return _NOTHING | {"verdict": "不回"}
        found = _NOTHING | {"reply": reply, "verdict": _VERDICTS[reply.kind]}
        # 展开 and the like are no questions: they show more of the answer before.
        if reply.kind not in (ReplyKind.ANSWER, ReplyKind.REFUSAL) or wish_of(question):
            return found
        services = self._services
        caution = services.settings.caution_in(conversation_id)
        evidence = await computed(
            lambda: services.knowledge.explain(question, turns, caution=caution)
        )
        if evidence is None:
            return found
        nearest = dict.fromkeys(passage.path for passage in evidence.passages)
        return found | {"evidence": evidence.markdown, "nearest": nearest}

    async def _reply(
        self, question: str, turns: Sequence[Turn], conversation_id: str, asker: str
    ) -> Reply | None:
        """As a member gets it. Commands are not run: the page asks, it does not act."""
        services = self._services
        services = dataclasses.replace(services, feedback=services.feedback.rehearsal())
        message = IncomingMessage(
            robot_code="console",
            message_id=uuid4().hex,
            kind=MessageKind.TEXT,
            text=question,
            conversation_id=conversation_id,
            is_group=True,
            sender_id=asker,
            received_at=services.now(),
        )
        assert services.router.fallback is not None
        request = Request(message=message, text=question, role=Role.MEMBER, history=tuple(turns))
        return await services.router.fallback(request, services)
