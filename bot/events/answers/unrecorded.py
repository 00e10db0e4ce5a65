"""What is asked of one salon that no record has a place for (上海场的摄影师是谁, 花了多少钱); and
why something is not there, or not exact: that it is so, and that no reason is given."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.events.answers import facts
from bot.events.answers.asked_facts import asked_words
from bot.events.answers.lists import first_present, listed, with_and_without
from bot.events.answers.telling import told
from bot.events.reading.asking import Question
from bot.events.reading.turns import topic
from bot.events.record.models import Salon
from bot.events.replies import SalonReply, short_name
from bot.events.words.vocabulary import OF_PEOPLE, Word
from bot.events.words.wording import ASKS_OPENLY
from bot.expressions import Expression

# 怎么没有回放, and not 打不开怎么办
_WHY = Expression("为什么|为啥|为何|(?:怎么|咋|干嘛)(?:都|就|会|还|又)*(?:[没不未写只]|是\\d)")
_NOT = Expression("[没不未]|只有")
_THE_OTHERS = Expression(
    "(?:那|这)?(?:其[他它余]|别|剩下?)的?(?:几?[期场个次]|城市)?(?:怎么|咋|为[啥何]|为什么)"
    "(?:都|就)?没有?(?:呢|啊)?"
)
_INEXACT = Expression(
    "(?:写|是|记|报)的?(?:成|作|个)?\\d*x{1,3}|(?:不是|没有?|没写|不给).{0,2}[准确]数|[不没].{0,3}准确?$|不写清楚"
)
_SO_MANY = Expression("(?:这么|那么|最|才|只有|特别|太)[多少]")
# Without a salon, these mean one all the same.
_OF_ALL = {Word.REPLAYS, Word.ATTENDANCE, Word.RECAP}
_PEOPLE = Expression("人")
_ASKS = Expression(f"[吗么没]$|{ASKS_OPENLY}|怎|有没有|是否|是不是")
_SPENT = Expression("花了?(?:多少|几)|花费|成本|预算|开销|开支|经费")
_CONTENT = ("n", "v")  # parts of speech
_NAMES = {
    Word.SPONSOR: "赞助方", Word.SIGNUPS: "报名人数", Word.TALKS: "议题", Word.SPEAKERS: "讲师",
    Word.COMPANIES: "参会企业", Word.REPLAYS: "回放", Word.RECAP: "讨论小结",
}  # fmt: skip


def why(question: Question) -> SalonReply | None:
    """某地那场为什么没回放, 为什么没有到场人数, and after a number 为啥不是准数."""
    if not question.says(_WHY):
        return None
    return (
        _of_the_others(question) or _of_number(question) or _of_one(question) or _of_all(question)
    )


def _without_reason(reply: SalonReply) -> SalonReply:
    return replace(reply, markdown=f"{reply.markdown}\n\n原因没有写。")


def _of_the_others(question: Question) -> SalonReply | None:
    """其他的为啥没有, after those that have: which lack it."""
    present = first_present(question.former_words)
    if not question.matter or not _THE_OTHERS.fullmatch(question.text) or present is None:
        return None
    lacking = [s for s in question.held if not facts.has_recorded(s, present)]
    return _without_reason(listed(f"没有记录的有 {len(lacking)} 期：", lacking, (present,)))


def _of_number(question: Question) -> SalonReply | None:
    """为啥不是准数, 为什么是1xx, 为啥这么少: of the salon that is named or whose number was just
    told."""
    former = question.around if set(OF_PEOPLE) & set(question.former_words) else ()
    salons = question.scope.salons if question.is_scoped else former
    inexact = question.says(_INEXACT) and any(isinstance(s.signups, str) for s in salons)
    if len(salons) != 1 or not (inexact or (question.says(_SO_MANY) and question.is_clear)):
        return None
    return _without_reason(told(question, salons, (Word.SIGNUPS,)))


def _of_one(question: Question) -> SalonReply | None:
    """Of the salon that is named, or that was spoken of."""
    asks = question.has(Word.NEGATION, Word.EXISTS) and question.is_clear
    leans = not question.is_scoped and question.matter == "salon"
    salons = question.around if leans else question.scope.salons
    words = asked_words(question)
    if not asks or len(salons) != 1 or not words:
        return None
    if any(facts.has_recorded(salons[0], word) for word in words):
        return None
    return _without_reason(told(question, salons, words))


def _of_all(question: Question) -> SalonReply | None:
    """为什么没有到场人数, 为啥只有三期有回放: which salons have it."""
    word = first_present(asked_words(question))
    if word not in _OF_ALL or question.is_scoped or question.matter or not question.says(_NOT):
        return None
    if not question.is_clear or (word is Word.ATTENDANCE and not question.says(_PEOPLE)):
        return None
    spans = tuple(s for s in question.reading.spans if s.value is not Word.NEGATION)
    plain = replace(question, reading=replace(question.reading, spans=spans))
    return _without_reason(with_and_without(plain, question.book.standalone, word))


def of_one(question: Question) -> SalonReply | None:
    return spent(question) or _step(question) or _channel(question)


def spent(question: Question) -> SalonReply | None:
    """南京那场花了多少钱: not what it costs to come."""
    salon = question.scope.single if question.is_scoped and question.is_strong else None
    asks = question.says(_SPENT) and not question.facts
    return not_recorded(salon, "花费") if salon and asks else None


def _held_one(question: Question) -> Salon | None:
    """The one salon that is named, where it is over and none of its facts is asked for."""
    salon = question.scope.single if question.is_scoped else None
    return None if question.facts or salon in question.ahead else salon


def _step(question: Question) -> SalonReply | None:
    """第5期的主持人是谁: a part of the day that only a salon's own page could tell."""
    salon, said = _held_one(question), question.said(Word.STEP)
    return not_recorded(salon, said[0]) if salon and said else None


def _channel(question: Question) -> SalonReply | None:
    """第8期的微博链接: where it was told of besides, which only its own page could say."""
    salon = _held_one(question)
    if salon is None or len(question.rest) != 1:
        return None
    what = question.rest[0]
    link = re.search(f"{re.escape(what)}的?(?:链接|网址|推文|帖子|文章)", question.text)
    known = any(what in f"{replay.label} {replay.url}" for replay in salon.replays)
    return not_recorded(salon, what) if link and not known else None


def left_over(question: Question, words: Sequence[tuple[str, str]]) -> SalonReply | None:
    """``words``: what nothing explains, each with its part of speech."""
    salon = _held_one(question)
    if salon is None or not question.is_strong or not question.says(_ASKS):
        return None
    if question.has(Word.OVERVIEW, Word.HOWTO):
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
