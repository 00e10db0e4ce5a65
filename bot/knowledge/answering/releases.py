"""Releases that are newer than the pages: of PG 19 nothing is known where pages say 14–18."""

from __future__ import annotations

from collections.abc import Iterable

from bot.expressions import Expression
from bot.knowledge.pages.documents import Document

_PRODUCT = r"(?:postgre(?:sql|s)?|pgsql|pg)"
_SPAN = Expression(r"[\d.,、\s–—-]+")  # 14–18; and not 2019 年的记录
_MAJOR = Expression(r"(?<![\d.])\d{2}(?![\d.])")
# pg 20 个连接, pg 64 位: a number of something else.
_COUNTED = (
    r"(?! ?(?:[kmgt]b?\b|%|倍|秒|分|小时|天|周|个|位|台|张|条|人|万|亿|千|百|核|次|年|月|号|日|岁"
    r"|种|行|列|块|元|级|期|节|层|点|集群|连接|并发|用户|进程|线程))"
)
_NAMED = Expression(rf"(?<![a-z_]){_PRODUCT}[ -]?v?(\d{{2}})(?![\d.a-z_:/-]){_COUNTED}")
_EDITION = Expression(r"(?<![\d.第a-z_-])(\d{2}) ?(?:版本|大版本|版(?!块|面|权|式)|beta|rc\d)")
_AWAITED = Expression(
    rf"(?:时候|何时|几时|哪天)(?:会|能|才)?(?:出到?|发布|推出) ?v?(\d{{2}})(?!\d){_COUNTED}"
)
_FARTHEST = 15  # releases ahead: a larger number is none of a release
_OF_ITSELF = Expression(
    r"特性|功能|变化|改进|改了|改动|新增|加了|多了|发布|推出|出了?(?:吗|没|来|$)|什么时候|啥时候|何时|哪天"
    r"|多会儿|支持到|beta|值得|稳定|移除|去掉|有(?:啥|什么|哪些)"
)


def newest(documents: Iterable[Document]) -> int:
    """The newest major release that pages say they hold for; 0 where none says so."""
    spans = (d.versions for d in documents if _SPAN.fullmatch(d.versions))
    return max((int(n) for span in spans for n in _MAJOR.findall(span)), default=0)


def beyond(text: str, known: int, *, nameless: bool = True) -> int:
    """The release that a normalised question names and that is newer than ``known``; else 0.
    ``nameless``: 25 版 is one, too; in pages on something else it is one of that."""
    if not known:
        return 0
    editions = _EDITION.finditer(text) if nameless else ()
    found = (*_NAMED.finditer(text), *editions, *_AWAITED.finditer(text))
    numbers = [int(match[1]) for match in found]
    return max((n for n in numbers if known < n <= known + _FARTHEST), default=0)


def is_dealt_with(document: Document, release: int) -> bool:
    """Whether a page speaks of it."""
    named = Expression(rf"(?:{_PRODUCT}|版本) ?{release}(?!\d)|(?<!\d){release} ?(?:版|起|beta)")
    said = (document.title, *document.names, *(section.text for section in document.sections))
    return any(named.search(text.lower()) for text in said)


def asks_of_itself(text: str) -> bool:
    """What is new in it, when it comes; and not how something is done that it may share with
    those before."""
    return _OF_ITSELF.search(text) is not None
