"""王坚讲过吗: a name that is no speaker's and in no title, where nothing else knows it either."""

from __future__ import annotations

from bot.events.asking import Question
from bot.events.garnish import WordKinds
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
    Word.SALON, Word.COUNT, Word.WHICH, Word.EVERY, Word.LISTING, Word.NEGATION,
})  # fmt: skip
_ASKED = (Word.GIVE, Word.TELL, Word.TALKS, Word.SPEAKERS)
_AROUND = Expression("^(?:(?:邀请|请|邀)过?|有)+|(?:的人|[那这]边|是|在|来|去|有|的)+$")
_PROPER = ("nr", "nt", "nz")  # parts of speech
_SHORTEST, _LONGEST = 2, 8  # characters


def lacking(question: Question) -> tuple[str, SalonReply] | None:
    """The name that was asked for, and that the record has no talk by it or on it; None for
    whatever asks anything else, or names what the record knows."""
    if not _SPOKE.search(question.reading.text):
        return None
    names = [_AROUND.sub("", name) for name in question.unknown_names()]
    spans = question.reading.spans
    asked = question.has(*_ASKED) or _INVITED.search(question.reading.text)
    if len(names) != 1 or question.is_scoped or not asked:
        return None
    name = names[0]
    plain = all(span.value in _BESIDE for span in spans)
    if not plain or not _SHORTEST <= len(name) <= _LONGEST or _is_known(question, name):
        return None
    said = f"记录里没有「{name}」：没有叫这个名字的讲师，议题里也没有写到。"
    offers = ("往期讲师有谁",) if question.book.people else ()
    return name, SalonReply(said, f"没有{name}的分享"[:30], topic("person"), offers)


def names_somebody(name: str, kinds: WordKinds | None) -> bool:
    """Whether the name is one word, of a person, a place or a company: 腾讯, and not 索引."""
    words = kinds(name) if kinds else ()
    return len(words) == 1 and words[0][1].startswith(_PROPER)


def _is_known(question: Question, name: str) -> bool:
    titles = (tidy(talk.title) for salon in question.book.salons for talk in salon.talks)
    return bool(question.book.topics.find(name)) or any(name in title for title in titles)
