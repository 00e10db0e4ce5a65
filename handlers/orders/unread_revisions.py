"""What is said to the preview of an announcement and read by nothing: how it can be changed, in
place of a refusal."""

from __future__ import annotations

from datetime import timedelta

from bot.chat.context import Request, Services
from bot.chat.router import Router
from bot.expressions import Expression
from bot.messages import Reply, ReplyKind, Role
from handlers.announcements.revising import how_to_revise
from handlers.draft_codes import shown_draft
from handlers.questions.ask import answer_question

router = Router("unread_revisions")

_MOST_CHARACTERS = 60
_ASKING = Expression(
    r"[?？]|[吗呢么]$|怎么|如何|为什么|什么|哪|谁|多少|几[个位点]|能不能|是不是|有没有"
)
_AT_ONCE = timedelta(minutes=5)


@router.dialogue(role=Role.ORGANIZER, longest=_MOST_CHARACTERS)
async def tell_how_to_revise(request: Request, services: Services) -> Reply | None:
    """None where the last turn was of anything else, and for what is answered."""
    now = services.now()
    last = request.history[-1] if request.history else None
    if last is None or last.kind is not ReplyKind.COMMAND or now - last.asked_at > _AT_ONCE:
        return None
    if _ASKING.search(request.text):
        return None
    draft = await shown_draft(request, services)
    if draft is None or draft.kind != "announcement":
        return None
    reply = await answer_question(request, services)
    refused = reply is None or reply.kind is ReplyKind.REFUSAL
    return how_to_revise(draft, "这句话没看懂，草稿没有变。") if refused else reply
