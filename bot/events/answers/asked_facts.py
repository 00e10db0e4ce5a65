"""Which facts a message asks for, with what its wording makes of the words in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from bot.events.reading.asking import Question
from bot.events.words.names import Kind
from bot.events.words.numbers import ITEM_UNITS, Ordinals
from bot.events.words.vocabulary import OF_PEOPLE, OF_TALKS, Word
from bot.expressions import Expression

LABELS_OF_PARTS = {
    Word.MORNING: Expression("上午|早|上半|前半|morning"),
    Word.AFTERNOON: Expression("下午|午后|晚|下半|后半|afternoon"),
}
# 链接打不开, after the recordings were told
BROKEN = Expression(
    "[打点看播放进刷]不[开了出动进]|失效|失灵|挂了|过期|坏[了掉]|卡[住了死]|[再重另]发"
)
_PROGRAMME = Expression("[议流日]程|agenda")
_LINK = Expression("链接|网址|link|url")
# 链接发我, after a salon: to its recordings, which are all that it has links to
_LINK_ALONE = Expression(
    "(?:把|那|都|全)*(?:链接|网址|links?|urls?)(?:呢|都|全|发|给|贴|我|来|出|过|一?下|吧|啊|吗|有|没|个)*"
    "|(?:有|没|发|给|贴|来|要|求|我|一?下|个)+(?:链接|网址|links?|urls?)(?:呢|吧|啊|吗|么|没)?"
)
# 发我一下, after the recordings were told
_SENT_ALONE = Expression(
    "(?:那|都|全|就|快)*[发给贴][给到]?(?:我|来|一?下|出来|过来)+(?:看看|吧|呗|啊|呀)*"
)
_OF_FORM = {
    Word.RECAP, Word.DISCUSSED, Word.WINNER, Word.TEAMS, Word.CAPTAINS, Word.REPLAYS,
    Word.SPEAKERS,
}  # fmt: skip
_OF_SALONS = ("salon", "list")
_OF_ONE_TALK = ("person", "talk")


def asked_words(question: Question) -> tuple[Word, ...]:
    """The facts asked for, in the order in which they are told."""
    words = list(question.facts)
    for understood in _IN_CONTEXT:
        words = understood(question, words)
    return tuple(words) or _unsaid(question)


def _with_headcount(question: Question, words: list[Word]) -> list[Word]:
    """那场有一百人吗, 两边加起来多少."""
    adds = question.has(Word.SUM, Word.OVER, Word.UNDER, Word.EQUAL)
    if adds and question.scope.single and not set(words) & set(OF_PEOPLE):
        return [*words, Word.HEADCOUNT]
    return words


def _with_recordings(question: Question, words: list[Word]) -> list[Word]:
    if Word.REPLAYS not in words and _counts_recordings(question, words):
        return [*words, Word.REPLAYS]
    return words


def _of_forms(question: Question, words: list[Word]) -> list[Word]:
    if question.named(Kind.FORM):
        return _of_form(words, question.text)
    if Word.REPLAYS in words:
        return [word for word in words if word is not Word.RECAP]  # 往期回顾在哪看
    return words


def _without_sponsor(question: Question, words: list[Word]) -> list[Word]:
    """「某家赞助那次」 says which, and does not ask."""
    if len(words) > 1 and Word.SPONSOR in words and question.sponsors:
        return [word for word in words if word is not Word.SPONSOR]
    return words


def _at_addresses(question: Question, words: list[Word]) -> list[Word]:
    """回放地址; 那个题的回放, after a talk."""
    if Word.REPLAYS not in words and Word.ADDRESS in words and _means_recordings(question):
        words = [*words, Word.REPLAYS]
    if Word.REPLAYS not in words:
        return words
    beside = {Word.ADDRESS, *((Word.TALKS,) if question.matter in _OF_ONE_TALK else ())}
    said = [s.value for s in question.reading.spans if s.value not in (Word.FILLER, Word.TOTAL)]
    if (Word.REPLAYS, Word.PLACE) in pairwise(said):  # 视频在哪里
        beside.add(Word.PLACE)
    return [word for word in words if word not in beside]


def _of_live(question: Question, words: list[Word]) -> list[Word]:
    """直播在哪看: of a salon that is over and had none, its recordings."""
    if Word.LIVE not in words:
        return words
    words = [word for word in words if word not in (Word.ADDRESS, Word.PLACE)]
    salons = question.scope.salons
    ahead = any(salon.held_on >= question.today for salon in salons)
    if not ahead and not any(salon.live_url for salon in salons):
        words[words.index(Word.LIVE)] = Word.REPLAYS
    return words


def _of_one_count(question: Question, words: list[Word]) -> list[Word]:
    """多少人报名 does not ask for every number."""
    if set(words) & {Word.SIGNUPS, Word.ATTENDANCE}:
        return [word for word in words if word is not Word.HEADCOUNT]
    return words


def _of_recap(question: Question, words: list[Word]) -> list[Word]:
    """主要说了啥, after the summary of a round table: of that."""
    goes_on = question.continues and not question.is_scoped and words == [Word.TELL]
    of_recap = {Word.RECAP, Word.DISCUSSED}
    former = [word for word in question.former_words if word in of_recap]
    return former if goes_on and former else words


# Each takes what those before it have made of the words.
_IN_CONTEXT: tuple[Callable[[Question, list[Word]], list[Word]], ...] = (
    _with_headcount,
    _with_recordings,
    _of_forms,
    _without_sponsor,
    _at_addresses,
    _of_live,
    _of_one_count,
    _of_recap,
)


def _unsaid(question: Question) -> tuple[Word, ...]:
    """What is asked for where no word for it is said: 第二段, 某地第一条, 第3期第一个环节."""
    text = question.text
    units = {ordinal.unit for ordinal in items_named(question)}
    of_part = question.has(*LABELS_OF_PARTS) and "段" in text and question.is_scoped
    if of_part or "段" in units:
        return (Word.REPLAYS,)
    again = BROKEN.search(text) or _SENT_ALONE.fullmatch(text)
    of_replays = again and Word.REPLAYS in question.former_words
    if of_replays or (question.around and _LINK_ALONE.fullmatch(text)):
        return (Word.REPLAYS,)
    numbered = any(o.unit in "期届" for o in question.reading.ordinals if o.unit)
    former = question.spoken_of if not set(question.former_words) & set(OF_TALKS) else None
    if "题" in units and (question.has_salon_name or numbered or (former and former.recaps)):
        return (Word.DISCUSSED,)
    if "条" in units and (question.has_salon_name or numbered):
        return (Word.REPLAYS,)
    if _PROGRAMME.search(text) and (question.is_scoped or question.spoken_of):
        return (Word.TALKS,)
    if units & {"个", "项"} and (question.has_salon_name or question.has(Word.AGENDA)):
        return (Word.TALKS,)
    if question.is_scoped and _LINK.search(text):
        return (Word.REPLAYS,)
    return (Word.WHICH,) if question.has(Word.WHICH) else ()


def _means_recordings(question: Question) -> bool:
    """第二段地址, 地址发我: where a recording is, after the recordings of a salon."""
    of_replays = question.former_words == (Word.REPLAYS,) and not question.is_scoped
    shown = question.spoken_of is not None and bool(question.spoken_of.replays)
    return of_replays and shown and question.said(Word.ADDRESS) == ["地址"]


def _counts_recordings(question: Question, words: Sequence[Word]) -> bool:
    """某地第二段的地址, 某地回顾2: of its recordings, not of the salon or its summary."""
    counted = any(ordinal.unit in "段条" for ordinal in items_named(question))
    return counted and bool({Word.ADDRESS, Word.RECAP} & set(words))


def _of_form(words: list[Word], text: str) -> list[Word]:
    """What is asked of a round table or a debate: 圆桌聊了什么 is not about the talks."""
    if "记录" in text and not set(words) & _OF_FORM:
        words = [*words, Word.RECAP]
    if "议题" not in text:
        told_ = (Word.TELL, Word.TALKS)
        words = list(dict.fromkeys(Word.DISCUSSED if w in told_ else w for w in words))
    if set(words) & _OF_FORM:
        return [word for word in words if word is not Word.COMPANIES]  # 企业圆桌
    return [*words, Word.INTERACTION]


def items_named(question: Question) -> list[Ordinals]:
    """第二个, 最后一条; of a salon that is named without it also 压轴的, 最先讲的."""
    found = [o for o in question.reading.ordinals if o.unit and o.unit in ITEM_UNITS]
    if question.picks_listed:
        found = [ordinal for ordinal in found if ordinal.unit != "个"]
    ends = question.has(*OF_TALKS, Word.SPEAKERS, Word.AGENDA)
    ends = ends and not question.has(Word.WHICH, Word.REPLAYS, *LABELS_OF_PARTS)
    if not found and ends and question.end and question.unordered.single:
        return [Ordinals((question.end,), "个")]
    return found
