"""What is asked of one salon that no record has a place for: 上海场的摄影师是谁, 花了多少钱."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.events.answers import facts
from bot.events.reading.asking import Question
from bot.events.reading.turns import topic
from bot.events.record.models import Salon
from bot.events.replies import SalonReply, short_name
from bot.events.words.vocabulary import Word
from bot.expressions import Expression

_ASKS = Expression("[吗么没]$|谁|多少|几|什么|啥|哪|怎|有没有|是否|是不是")
_SPENT = Expression("花了?(?:多少|几)|花费|成本|预算|开销|开支|经费")
_CONTENT = ("n", "v")  # parts of speech
_NAMES = {
    Word.SPONSOR: "赞助方", Word.SIGNUPS: "报名人数", Word.TALKS: "议题", Word.SPEAKERS: "讲师",
    Word.COMPANIES: "参会企业", Word.REPLAYS: "回放", Word.RECAP: "讨论小结",
}  # fmt: skip


def of_one(question: Question) -> SalonReply | None:
    return spent(question) or _step(question) or _channel(question)


def spent(question: Question) -> SalonReply | None:
    """南京那场花了多少钱: not what it costs to come."""
    salon = question.scope.single if question.is_scoped and question.is_strong else None
    asks = question.says(_SPENT) and not question.facts
    return not_recorded(salon, "花费") if salon and asks else None


def _step(question: Question) -> SalonReply | None:
    """第5期的主持人是谁: a part of the day that only a salon's own page could tell."""
    salon = question.scope.single
    said = question.said(Word.STEP)
    if salon is None or not said or question.facts or salon in question.ahead:
        return None
    return not_recorded(salon, said[0])


def _channel(question: Question) -> SalonReply | None:
    """第8期的微博链接: where it was told of besides, which only its own page could say."""
    salon = question.scope.single
    if salon is None or len(question.rest) != 1 or salon in question.ahead or question.facts:
        return None
    what = question.rest[0]
    link = re.search(f"{re.escape(what)}的?(?:链接|网址|推文|帖子|文章)", question.text)
    known = any(what in f"{replay.label} {replay.url}" for replay in salon.replays)
    return not_recorded(salon, what) if link and not known else None


def left_over(question: Question, words: Sequence[tuple[str, str]]) -> SalonReply | None:
    """``words``: what nothing explains, each with its part of speech."""
    salon = question.scope.single if question.is_scoped else None
    if salon is None or question.facts or not question.is_strong or salon in question.ahead:
        return None
    if question.has(Word.OVERVIEW, Word.HOWTO) or not question.says(_ASKS):
        return None
    content = [w for w, kind in words if len(w) > 1 and kind.startswith(_CONTENT)]
    return not_recorded(salon, "".join(content)) if len(content) == 1 else None


def not_recorded(salon: Salon, what: str) -> SalonReply:
    """That this is not in the record of the salon, and what is."""
    known = "、".join(name for word, name in _NAMES.items() if facts.has_recorded(salon, word))
    has = f"记下的有：{known}。" if known else ""
    said = f"{short_name(salon)}的记录里没有写到「{what}」。{has}"
    return SalonReply(
        said, f"{short_name(salon)}：没有记录", topic("salon", [salon]), refused=True
    )
