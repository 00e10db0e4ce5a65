"""为什么: what the last answer goes by."""

from __future__ import annotations

from bot.chat.context import Request, Services
from bot.chat.router import Router
from bot.knowledge.answering.follow_up import command as wish_of
from bot.messages import Reply, ReplyKind
from bot.precedence import computed
from handlers.questions.pasted import without_program

router = Router("evidence")

_NOTHING_TO_EXPLAIN = "您还没有问过我问题。先问一句，再发「为什么」，我说说是按什么答的。"
_FROM_RECORD = "上一条是按沙龙记录里的时间、城市、讲师和议题答的，没有去搜资料。"


@router.command("为什么", aliases=("依据",), help="看上一条回答是按什么答的", everyday=True)
async def show_evidence(request: Request, services: Services) -> Reply:
    """Words, pages and the threshold behind the last answer or refusal."""
    kinds = (ReplyKind.ANSWER, ReplyKind.REFUSAL, ReplyKind.EVENT)
    # 展开 and the like are no questions: they show more of the answer to the one before.
    asked = (
        n
        for n, turn in enumerate(request.history)
        if turn.kind in kinds and not wish_of(turn.question)
    )
    place = max(asked, default=-1)
    if place < 0:
        return Reply.text(_NOTHING_TO_EXPLAIN, ReplyKind.HELP)
    turn = request.history[place]
    if turn.kind is ReplyKind.EVENT or {"matter", "salons"} & turn.topic.keys():
        return Reply.text(_FROM_RECORD, ReplyKind.HELP)
    before = request.history[:place]
    question = without_program(turn.question)
    caution = services.settings.caution_in(request.message.conversation_id)
    found = await computed(lambda: services.knowledge.explain(question, before, caution=caution))
    return Reply(markdown=found.markdown, title="上一条的依据", kind=ReplyKind.HELP)
