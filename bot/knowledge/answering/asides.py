"""The part of a message that asks, when the whole of it meets no page.

People say what is the matter beside what they ask: 面试被问懵了, 通俗点, and the program in
which an error was seen: spring boot 连 pg 报 FATAL: … The part is tried by itself; whether
it is answered surely enough is for the answerer to say.
"""

from __future__ import annotations

import re

from bot.expressions import Expression
from bot.knowledge.answering.follow_up import width

_CLAUSES = Expression(r"[\s,，;；。!！?？~～…]+")
# The words of the server begin after its own mark, or where Chinese gives way to a sentence.
_ERROR = Expression(r"\b(?:fatal|error|panic|错误|致命错误) ?[:：] ?", re.IGNORECASE)
_REPORTED = Expression(
    r"(?:报错?|提示|抛出?|显示|出现)了?[:：]? ?(?=[A-Za-z\"']+(?: [^\s\u3400-\u9fff]+){2})"
)
# The client in which it was seen: powerbi 连 pg refused.
_CLIENT = Expression(
    r"^[a-z][\w.+#-]*(?: [a-z][\w.+#-]*)? ?[里上用]?"
    r"(?=(?:连接?|访问|登录)[不上到]* ?(?:pg|postgres\w*|数据库)(?![\w_]))",
    re.IGNORECASE,
)
_ASKS = Expression(r"怎|什么|如何|为何|[吗呢哪啥咋几]|多少|能不能|区别|办法|网址|链接|地址|官网")
_LATIN = Expression(r"[A-Za-z]")
_MOST_CLAUSES = 4
_MAIN = 0.55  # share of the whole, by its width, that comes before what is said beside
_LEAST = 10  # width of it; a Han letter is 2 wide


def asking_part(text: str) -> str:
    """The error that is quoted, without where it was seen; else all but the last clause,
    when that one neither names nor asks anything; empty when the message has no such part."""
    for mark in (_ERROR, _REPORTED):
        found = list(mark.finditer(text))
        if found and found[0].start() and (part := text[found[-1].end() :].strip()):
            return part
    if (client := _CLIENT.match(text)) and len(text) > client.end() + _LEAST:
        return text[client.end() :]
    clauses = [clause for clause in _CLAUSES.split(text) if clause]
    if not 1 < len(clauses) <= _MOST_CLAUSES:
        return ""
    # What a message is about comes first: 人大金仓 授权文件过期 does not ask about files.
    main, beside = " ".join(clauses[:-1]), clauses[-1]
    # Nor is a name by itself what is asked: mysql binlog 占满磁盘.
    if main.isascii() or _LATIN.search(beside) or _ASKS.search(beside):
        return ""
    return main if width(main) >= max(_LEAST, _MAIN * width(f"{main}{beside}")) else ""
