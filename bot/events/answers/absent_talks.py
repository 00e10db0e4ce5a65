"""王坚讲过吗: a name that is no speaker's and in no title, where nothing else knows it either."""

from __future__ import annotations

from bot.events.asking import Question
from bot.events.replies import SalonReply
from bot.events.turns import topic
from bot.events.vocabulary import Word
from bot.events.wording import tidy
from bot.expressions import Expression

_SPOKE = Expression(
    "[讲说聊谈]过|分享过|做过|来过|[请邀]请?过|上过台|来讲|(?:讲|分享)了|的(?:分享|演讲|议题|报告|课)"
    "|是(?:不是)?.{0,4}(?:讲师|嘉宾)|(?:讲|分享)(?:什么|啥|哪)"
)
_INVITED = Expression("[请邀]请?过|上过台")
_BESIDE = frozenset({
    Word.FILLER, Word.GIVE, Word.TELL, Word.TALKS, Word.SPEAKERS, Word.EXISTS, Word.COME,
    Word.SALON, Word.COUNT, Word.WHICH, Word.EVERY, Word.LISTING, Word.NEGATION, Word.BEFORE,
})  # fmt: skip
_ASKED = (Word.GIVE, Word.TELL, Word.TALKS, Word.SPEAKERS)
_AROUND = Expression("^(?:(?:邀请|请|邀)过?|有|关于|想[听看])+|(?:是|在|来|去|有|的)+$")
_SHORTEST, _LONGEST, _LONGEST_LATIN = 2, 8, 20  # characters


def lacking(question: Question) -> tuple[str, SalonReply] | None:
    """The name that was asked for, and that the record has no talk by it or on it; None for
    whatever asks anything else, or names what the record knows."""
    names = [_AROUND.sub("", name) for name in question.unknown_names()]
    spans = question.reading.spans
    asked = question.has(*_ASKED) or _INVITED.search(question.reading.text)
    if len(names) != 1 or question.is_scoped or not asked:
        return None
    name = names[0]
    plain = all(span.value in _BESIDE for span in spans) and _SPOKE.search(question.reading.text)
    longest = _LONGEST_LATIN if name.isascii() else _LONGEST
    if not plain or not _SHORTEST <= len(name) <= longest or _is_known(question, name):
        return None
    said = f"记录里没有「{name}」：没有叫这个名字的讲师，议题里也没有写到。"
    offers = ("往期讲师有谁",) if question.book.people else ()
    return name, SalonReply(said, f"没有{name}的分享"[:30], topic("person"), offers)


def untold(question: Question) -> SalonReply | None:
    """有没有讲过 pgvector 的, where a page knows what that is: that no talk is on it."""
    found = lacking(question)
    asks = question.has(Word.EXISTS, Word.SPEAKERS, Word.COUNT, Word.WHICH)
    if found is None or not asks:
        return None
    name = found[0]
    said = f"沙龙的议题里没有写到「{name}」。"
    return SalonReply(said, f"没有讲{name}的"[:30], topic("person"))


def _is_known(question: Question, name: str) -> bool:
    titles = (tidy(talk.title) for salon in question.book.salons for talk in salon.talks)
    return bool(question.book.topics.find(name)) or any(name in title for title in titles)
