"""Drafts and their short codes, as commands make, read and show them."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Mapping, Sequence

from bot.chat.context import Request, Services
from bot.drafts import CODE_PATTERN, Draft
from bot.expressions import Expression, made_of
from bot.messages import Reply

# In the topic of a reply: the code of the draft that it shows.
SHOWN = "draft"
_CODE = Expression(rf"\s*({CODE_PATTERN})\s*[。.]?\s*", re.IGNORECASE)
_CODE_AND_WORDS = Expression(rf"({CODE_PATTERN})(?:\s+(\S.*))?", re.IGNORECASE)


# How people give up what was begun, and the small words around.
_REFUSES = Expression(
    "取消(?:掉|新建|创建)?|算了|放弃|退出|[不别](?:想|要)?[要用发建改弄办搞]|先不"
)
NO = rf"{_REFUSES.pattern}|[了吧啊就先那都哎。.!！~～,， ]|等等|等一?下|全部?|一起|两[份个]"
_GIVES_UP = Expression(NO)


def gives_up(text: str) -> bool:
    """「算了吧，先不发了」: nothing but that it is not wanted any more."""
    return _REFUSES.search(text) is not None and made_of(_GIVES_UP, text)


def code_alone(arguments: str) -> str | None:
    """The code in capitals; None where there is more, or none."""
    said = _CODE.fullmatch(arguments)
    return said[1].upper() if said else None


def code_and_words(arguments: str) -> tuple[str, str] | None:
    """The code in capitals and the text behind it, which may be empty."""
    said = _CODE_AND_WORDS.fullmatch(arguments.strip("。. \n\t\u3000"))
    return (said[1].upper(), said[2] or "") if said else None


def code_with(*words: str) -> Callable[[str], tuple[str, str] | None]:
    """Reads a code that stands alone or with one of these words behind it."""

    def read(arguments: str) -> tuple[str, str] | None:
        said = code_and_words(arguments)
        return said if said and said[1] in ("", *words) else None

    return read


async def drafted(
    kind: str, payload: Mapping[str, str], request: Request, services: Services
) -> Draft:
    """A new draft of the sender's; when the message comes again, the same one."""
    return await services.drafts.add(kind, payload, request.act(services))


async def shown_draft(request: Request, services: Services) -> Draft | None:
    """The sender's newest draft, if it is the one that was shown to them last in this chat: a
    draft for one group must not be shown in another."""
    shown = next((t.topic[SHOWN] for t in reversed(request.history) if SHOWN in t.topic), "")
    drafts = await services.drafts.waiting(request.message.staff_id, services.now())
    return drafts[0] if drafts and drafts[0].code == shown else None


def one_below_another(shown: Sequence[Reply]) -> Reply:
    """Several previews in one message, each with its own code."""
    return dataclasses.replace(
        shown[-1],
        markdown="\n\n---\n\n".join(one.markdown for one in shown),
        follow_ups=tuple(way for one in shown for way in one.follow_ups),
    )


def how_to_confirm(draft: Draft) -> str:
    return f"确认请发「确认 {draft.code}」，放弃请发「取消 {draft.code}」，30 分钟内有效。"


def confirm_or_cancel(code: str) -> tuple[str, str]:
    """The two replies to a draft, to be tapped."""
    return f"确认 {code}", f"取消 {code}"
