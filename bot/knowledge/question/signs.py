"""Operators that are asked about by their sign: 「::」是什么意思. Signs are no terms of the index,
so one that stands apart in a short message is replaced by its name."""

from __future__ import annotations

import re

from bot.expressions import Expression

_LONGEST = 30  # a longer message is about what it quotes
_LITTLE = 10  # a message with no more than this besides asks about the sign itself
_CALLED = {
    "::": "两个冒号类型转换",
    "$$": "双美元符号",
    "||": "双竖线运算符",
    "->": "json 箭头运算符",
    "->>": "json 箭头运算符",
    "#>>": "json 路径运算符",
    "@>": "包含运算符",
    "<@": "被包含运算符",
    "&&": "有交集运算符",
    "@@": "全文检索运算符",
    "<->": "距离运算符",
    "<=>": "余弦距离运算符",
    "~*": "正则运算符",
    "!~": "正则运算符",
}
_SIGN = Expression(
    r"(?<![\w')\]}])(?:" + "|".join(map(re.escape, sorted(_CALLED, key=len, reverse=True))) + ")"
    r"(?![^\s\u4e00-\u9fff?!。,\"`」])"
)


def read_aloud(text: str) -> str:
    """The message, with signs that stand apart in it written as words."""
    if len(text) > _LONGEST:
        return text
    rest = _SIGN.sub("", text)
    whose = " sql 里的符号 " if rest != text and len(rest) <= _LITTLE else " "
    return _SIGN.sub(lambda found: f"{whose}{_CALLED[found.group()]} ", text)
