"""Free text: smalltalk, salons, knowledge, or an honest refusal."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence

from bot.chat.context import Request, Services
from bot.chat.router import Router
from bot.events import SalonReply
from bot.expressions import Expression
from bot.knowledge import Answer, Refusal, goes_on, is_brief
from bot.knowledge.answering.follow_up import command as wish_of
from bot.knowledge.answering.refusals import NOT_UNDERSTOOD, OFF_SUBJECT
from bot.markdown import escape_text
from bot.messages import MessageKind, Reply, ReplyKind, Turn
from bot.precedence import computed
from handlers.guidance.help import hello
from handlers.questions.looked_up import SALON_PAGES, looked_up
from handlers.questions.none_told import or_none_told
from handlers.questions.pasted import without_program
from handlers.questions.several import several_questions
from handlers.questions.smalltalk import (
    STICKERS,
    asks_ability,
    chatter,
    is_blame,
    small_talk,
    without_greeting,
)

router = Router("ask")

# Called besides us: no part of the question.
_EVERYBODY = Expression(r"[@＠](?:所有人|all\b)", re.IGNORECASE)
# 钉钉 sends its own little pictures as words: [微笑].
_NO_TEXT = "我只看得懂文字，麻烦把问题打成文字再问我（报错信息可以直接贴原文）。"
_NOTHING_BEFORE = (
    "没有更多可看的：「展开」「换一个」「来源」说的是我上一条技术问题的回答，请先问一个问题。"
)
_NO_SPEECH = "这段语音我没听清，麻烦打字再发一次。"
_ONE_BY_ONE = (
    "您一次问了 {count} 个问题，我一次只能答一个，先答「{first}」；其余的点下面的就能接着问。"
)
_QUOTA = "本组织的钉钉消息额度用完了，我看不到消息内容，请联系组织管理员处理。"


@router.otherwise
async def answer_question(request: Request, services: Services) -> Reply:
    """The reply to whatever is no command. Questions that meet a refusal are kept."""
    message = request.message
    if message.kind is MessageKind.QUOTA:
        return Reply.text(_QUOTA, ReplyKind.REFUSAL)
    if message.kind in (MessageKind.MEDIA, MessageKind.UNKNOWN):
        return Reply.text(_NO_TEXT, ReplyKind.HELP)
    text = _EVERYBODY.sub(" ", request.text).strip()
    quoted = request.quoted
    if not text and not quoted:
        if message.kind is MessageKind.VOICE:
            return Reply.text(_NO_SPEECH, ReplyKind.HELP)
        return await hello(request, services)
    now = services.now().astimezone(services.zone)
    follows = bool(request.history) and request.history[-1].kind is ReplyKind.EVENT
    if not quoted and (reply := small_talk(text, now, _topics(services))) is not None:
        # 「都有啥」 asks what we can do, but not right after a salon.
        if is_blame(text) and _after_page(request.history):
            return dataclasses.replace(reply, follow_ups=("换一个",))
        if not (follows and asks_ability(text)):
            return reply
        found = await computed(_of_record, text, "", request, services)
        return _of_salons(found, services) if found else reply
    text = STICKERS.sub(" ", text).strip() or text
    text = without_program(text)
    text, note = _shortened(without_greeting(text), services.settings.limits.question_chars)
    text = services.salons.on_subject_before(text, request.history, services.now())
    rest: list[str] = []
    if not quoted and (questions := several_questions(text)):
        text, *rest = questions
    reply = await _reply(text, quoted, request, services)
    if rest:
        note = _ONE_BY_ONE.format(count=len(rest) + 1, first=escape_text(text))
        reply = dataclasses.replace(reply, follow_ups=tuple(rest))
    if note:
        reply = dataclasses.replace(reply, markdown=f"{note}\n\n{reply.markdown}")
    return reply


def _topics(services: Services) -> str:
    """What may be asked here, for who says hello: a folder may be on anything."""
    asked = "PostgreSQL 的问题" if services.knowledge.is_on_postgres else "群里常问的问题"
    return f"{asked}和沙龙的事" if services.salons.book.salons else asked


def _of_salons(found: SalonReply, services: Services) -> Reply:
    return Reply(
        markdown=found.markdown,
        title=found.title,
        kind=ReplyKind.REFUSAL if found.refused else ReplyKind.EVENT,
        follow_ups=found.follow_ups,
        topic=found.topic,
        sources=services.salons.sources(found),
    )


async def _reply(text: str, quoted: str, request: Request, services: Services) -> Reply:
    found = await computed(_found, text, quoted, request, services)
    if isinstance(found, SalonReply):
        return _of_salons(found, services)
    if isinstance(found, Refusal) and "asked" in found.topic and wish_of(text):
        return Reply.text(_NOTHING_BEFORE, ReplyKind.HELP)
    if isinstance(found, Refusal) and (meant := services.router.named(request.command)):
        return Reply(
            markdown=f"这样写「{meant.name}」我看不懂。\n\n{meant.manual}",
            title=f"{meant.name}怎么写",
            kind=ReplyKind.HELP,
        )
    if isinstance(found, Refusal):
        names_nothing = found.markdown in (NOT_UNDERSTOOD, OFF_SUBJECT)
        if names_nothing and (reply := chatter(text, _topics(services))) is not None:
            return reply
        if _pages_failed(found):
            nearest = found.passages[0].path if found.passages else ""
            await services.feedback.note_unanswered(
                text, request.message.conversation_id, services.now(), nearest
            )
        return Reply(
            markdown=found.markdown,
            title="这个我不知道",
            kind=ReplyKind.REFUSAL,
            topic=found.topic,
        )
    return _of_pages(found)


def _of_pages(found: Answer) -> Reply:
    return Reply(
        markdown=found.markdown,
        title=found.title,
        kind=ReplyKind.ANSWER,
        follow_ups=tuple(found.follow_ups),
        topic=found.topic,
        sources=tuple(dict.fromkeys(citation.path for citation in found.citations)),
    )


def _pages_failed(refusal: Refusal) -> bool:
    """Whether a page could have answered. What is refused for what it is (a sum, an order to
    us), or names nothing to look up, asks for no page."""
    return "asked" in refusal.topic and refusal.markdown != NOT_UNDERSTOOD


def _found(
    text: str, quoted: str, request: Request, services: Services
) -> Answer | Refusal | SalonReply:
    """What goes on with the page before, or the record of salons says, or the pages, or after
    all the record. CPU only: all in one thread, since each change of threads takes as long as
    some of these looks."""
    gone_on = None if quoted else _gone_on(text, request, services)
    found = gone_on or _of_record(text, quoted, request, services)
    return found or or_none_told(text, looked_up(text, quoted, request, services), services)


def _after_page(history: Sequence[Turn]) -> bool:
    """Was the last answer a page's, other than the salons'?"""
    kinds = (ReplyKind.ANSWER, ReplyKind.REFUSAL, ReplyKind.EVENT)
    told = (turn for turn in reversed(history) if turn.kind in kinds)
    turn = next((turn for turn in told if not turn.topic.get("beside")), None)
    page = turn.topic.get("page", "") if turn else ""
    return bool(page) and not page.startswith((*SALON_PAGES, "people/"))


def _gone_on(text: str, request: Request, services: Services) -> Answer | Refusal | None:
    """What goes on with the page of the last answer, before salons hear of it: 还有吗, be it
    that there is no more, 要主键吗. None for anything else."""
    if not _after_page(request.history) or not (goes_on(text) or is_brief(text)):
        return None
    now = services.now()
    if services.salons.are_named(text, now):
        return None
    if not goes_on(text) and services.salons.facts_asked(text, now, loosely=True):
        return None
    caution = services.settings.caution_in(request.message.conversation_id)
    found = services.knowledge.answer(text, request.history, caution=caution)
    if isinstance(found, Refusal):
        return found if wish_of(text) else None
    return found if found.goes_on else None


def _of_record(text: str, quoted: str, request: Request, services: Services) -> SalonReply | None:
    """What the record of salons surely says, with what is quoted where that is needed."""
    now = services.now()
    for words in (text, f"{quoted} {text}" if quoted else ""):
        found = services.salons.answer(words, request.history, now) if words.strip() else None
        if found is not None:
            return found
    return None


def _shortened(text: str, limit: int) -> tuple[str, str]:
    """The question within the limit, and a word about it when it had to be cut."""
    if len(text) <= limit:
        return text, ""
    return text[:limit], f"（消息太长，我只看了前 {limit} 个字。）"


async def answered_or(told: Reply, request: Request, services: Services) -> Reply | None:
    """The answer to a message that may be an order as well; ``told`` where it would be refused."""
    reply = await answer_question(request, services)
    return told if reply is None or reply.kind is ReplyKind.REFUSAL else reply
