"""Questions that lean on the one before: 怎么配置, 那 mysql 呢, 为啥它优先.

Says whether a message may be such a one, and which earlier question and page it leans on.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.messages import ReplyKind, Turn
from bot.script import normalise

_LEANS = re.compile(
    r"^(?:那|那么|还有|它|这|该|要是|如果|不用|换成|除了|另外|再|具体|详细|为啥|为什么|历史|以前|老|旧)"
    r"|(?:呢|的呢|的话)[?。!]*$"
    r"|[它其]|这个|那个|这种|那种|上面|前面说"
)
_LEAD = re.compile(r"^(?:那么|那|还有|另外|再)")
_SHORT = 10
_COMMANDS = {
    "展开": "expand",
    "详细点": "expand",
    "详细说说": "expand",
    "全文": "expand",
    "换一个": "next",
    "换一个答案": "next",
    "还有别的吗": "next",
    "来源": "sources",
    "出处": "sources",
    "出处呢": "sources",
}


@dataclass(frozen=True, slots=True)
class Earlier:
    """What a follow-up can lean on. ``page`` and ``heading`` are of the last answer."""

    question: str
    page: str = ""
    heading: str = ""
    shown: tuple[str, ...] = ()


def earlier(history: Sequence[Turn]) -> Earlier | None:
    """The last turn, if it was about knowledge; salons keep their own follow-ups."""
    if not history or history[-1].kind not in (ReplyKind.ANSWER, ReplyKind.REFUSAL):
        return None
    turn = history[-1]
    asked = turn.topic.get("asked", "") or turn.question
    shown = tuple(page for page in turn.topic.get("shown", "").split("\n") if page)
    return Earlier(asked, turn.topic.get("page", ""), turn.topic.get("heading", ""), shown)


def leans(text: str) -> bool:
    """Does a message by its form say only half of what it asks?"""
    text = normalise(text).strip()
    return _LEANS.search(text) is not None or len(text) <= _SHORT


def clearly_leans(text: str) -> bool:
    return _LEANS.search(normalise(text).strip()) is not None


def without_lead(text: str) -> str:
    """那大键呢 → 大键呢: the word that leans asks for nothing, and glued to the next one it
    may look like a name."""
    return _LEAD.sub("", normalise(text).strip())


def command(text: str) -> str:
    """``expand``, ``next`` or ``sources`` for the words that act on the last answer."""
    return _COMMANDS.get(normalise(text).strip(" ?。!,.~"), "")
