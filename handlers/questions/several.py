"""Several questions in one message: 「1. 怎么看锁 2. 怎么看表大小」.

Asked together they meet no page. Only a list that is numbered from one and whose every
item asks something is taken apart: steps, logs and plans are numbered too.
"""

from __future__ import annotations

import re

from bot.expressions import Expression

_MARK = Expression(
    r"(?:^|(?<=[\s,，;；。?？!！:：]))(?:[(（]?([1-9])(?:[、)）:：]|[.．](?!\d))|([①-⑨]))\s*"
)
_ASKS = Expression(
    r"[?？吗呢咋哪]|怎|如何|什么|啥|多少|几[个期场人天点]|(?:周|星期)几|为何|为什么|能不能|是否|是不是|有没有|区别|how|what|why",
    re.IGNORECASE,
)
_MOST = 5
_INTRODUCTION = 30  # characters before the first number: 请教几个问题：
_ITEM = 80  # characters; longer ones are texts, not questions


def several_questions(text: str) -> list[str]:
    """The items of a list of questions, two to five; empty for any other message."""
    marks = list(_MARK.finditer(text))
    numbers = [int(m[1]) if m[1] else ord(m[2]) - ord("①") + 1 for m in marks]
    if not 2 <= len(marks) <= _MOST or numbers != list(range(1, len(marks) + 1)):
        return []
    if marks[0].start() > _INTRODUCTION:
        return []
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    items = [
        " ".join(text[mark.end() : end].split()).strip(" ,，;；。")
        for mark, end in zip(marks, ends, strict=True)
    ]
    if all(2 < len(item) <= _ITEM and _ASKS.search(item) for item in items):
        return items
    return []
