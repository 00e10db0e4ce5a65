"""王坚讲过吗: a name that is no speaker's and in no title, where nothing else knows it either."""

from __future__ import annotations

from dataclasses import dataclass

from bot.events.reading import leftovers
from bot.events.reading.asking import Question
from bot.events.reading.turns import topic
from bot.events.reading.weighing import WordKinds
from bot.events.replies import SalonReply
from bot.events.words.vocabulary import OF_TALKS, Word
from bot.events.words.wording import tidy
from bot.expressions import Expression

_SPOKE = Expression(
    "[讲说聊谈]过|分享过|做过|来过|[请邀]请?过|上过台|来讲|(?:讲|分享)了|的(?:分享|演讲|议题|报告|课)"
    "|是(?:不是)?.{0,4}(?:讲师|嘉宾)|(?:讲|分享)[的过了]?是?(?:什么|啥|哪)"
)
_INVITED = Expression("[请邀]请?过|上过台")
_SPOKEN_ON = Expression("[讲聊]过|(?:分享|介绍)过|的(?:分享|演讲|议题|报告)")
_BESIDE = frozenset({
    Word.FILLER, Word.GIVE, Word.TELL, Word.TALKS, Word.SPEAKERS, Word.EXISTS, Word.COME,
    Word.SALON, Word.COUNT, Word.WHICH, Word.EVERY, Word.LISTING, Word.NEGATION, Word.BEFORE,
})  # fmt: skip
# 某老师讲的 X 在哪能看
_TO_WATCH = Expression("(?:讲|分享)的")
_AROUND = Expression(
    "^(?:(?:邀请|请|邀)过?|有|关于|想[听看]|那?个(?![人性]))+|(?:的人|[那这]边|是|在|来|去|有|的)+$"
)
_PROPER = ("nr", "nt", "nz")  # parts of speech
_SHORTEST, _LONGEST, _LONGEST_LATIN = 2, 8, 20  # characters


@dataclass(frozen=True, slots=True)
class AbsentTalks:
    """A ``name`` without a talk by it or on it. ``reply`` says so of a name, ``of_subject``
    of what a page knows (有没有讲过 pgvector 的), where whether it was spoken on is asked.
    ``is_somebody``: the name of a person, a place or a company."""

    name: str
    is_somebody: bool
    reply: SalonReply
    of_subject: SalonReply | None


def lacking(question: Question, kinds: WordKinds) -> AbsentTalks | None:
    """The name that was asked for, and that the record has no talk by it or on it; None for
    whatever asks anything else, or names what the record knows."""
    watched = question.has(Word.REPLAYS) and question.says(_TO_WATCH)
    if not watched and not question.says(_SPOKE):
        return None
    names = [_AROUND.sub("", name) for name in leftovers.names(question.reading)]
    spans = question.reading.spans
    asked = question.has(*OF_TALKS, Word.SPEAKERS) or question.says(_INVITED)
    if len(names) != 1 or question.is_scoped or not asked:
        return None
    name = names[0]
    plain = all(s.value in _BESIDE or (watched and s.value is Word.REPLAYS) for s in spans)
    longest = _LONGEST_LATIN if name.isascii() else _LONGEST
    if not plain or not _SHORTEST <= len(name) <= longest or _is_known(question, name):
        return None
    said = f"记录里没有「{name}」：没有叫这个名字的讲师，议题里也没有写到。"
    offers = ("往期讲师有谁",) if question.book.people else ()
    reply = SalonReply(said, f"没有{name}的分享"[:30], topic("person"), offers)
    return AbsentTalks(name, _names_somebody(name, kinds), reply, _of_subject(question, name))


def _of_subject(question: Question, name: str) -> SalonReply | None:
    asks = question.has(Word.EXISTS, Word.SPEAKERS, Word.COUNT, Word.WHICH)
    watched = question.has(Word.REPLAYS)
    if not asks or not (watched or question.says(_SPOKEN_ON)):
        return None
    said = f"沙龙的议题里没有写到「{name}」。"
    offers = ("哪几期有回放",) if watched else ()
    return SalonReply(said, f"没有讲{name}的"[:30], topic("person"), offers)


def _names_somebody(name: str, kinds: WordKinds) -> bool:
    """Whether the name is one word, of a person, a place or a company: 腾讯, and not 索引."""
    words = kinds(name)
    return len(words) == 1 and words[0][1].startswith(_PROPER)


def _is_known(question: Question, name: str) -> bool:
    titles = (tidy(talk.title) for salon in question.book.salons for talk in salon.talks)
    return bool(question.book.topics.find(name)) or any(name in title for title in titles)
