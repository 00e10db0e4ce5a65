"""A dialogue that has lapsed: whoever answers it after that learns why nothing comes of it."""

from __future__ import annotations

import dataclasses

from bot.chat.context import Request, Services
from bot.chat.router import Router
from bot.messages import Reply, ReplyKind, Role
from handlers.questions.ask import answer_question

router = Router("lapsed")

# What has been begun, and the word that begins it again; by the topic of the dialogue.
_BEGUN = {
    "salon.new": ("刚才建到一半的活动", "新建活动"),
    "salon.move": ("刚才的改期", "改期"),
    "announcement": ("刚才的公告", "公告"),
}


@router.dialogue(role=Role.ORGANIZER, longest=None)
async def tell_of_the_lapse(request: Request, services: Services) -> Reply | None:
    """Said once, above the answer where the message has one of its own."""
    lapsed = await services.dialogues.take_lapsed(request.message, services.now())
    if lapsed is None or lapsed.topic not in _BEGUN:
        return None
    what, command = _BEGUN[lapsed.topic]
    told = f"{what}半小时没有下文，已经作废，什么也没有保存。要接着做，请重新发「{command}」。"
    reply = await answer_question(request, services)
    if reply.kind not in (ReplyKind.ANSWER, ReplyKind.EVENT):
        return Reply(markdown=told, title=f"{what}已经作废", follow_ups=(command,))
    return dataclasses.replace(reply, markdown=f"{told}\n\n{reply.markdown}")
