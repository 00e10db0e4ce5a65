"""Greetings, thanks, goodbyes: short and friendly, never a knowledge passage.

A text is smalltalk only when all of it is: 「你好」 is, 「你好，怎么看锁等待」 is a question.
So the text is eaten piece by piece, and what cannot be eaten makes it a question.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime
from enum import IntEnum
from functools import cache

from bot.clock import WEEKDAYS
from bot.events.words.word_files import sections_of
from bot.expressions import Expression
from bot.messages import Reply, ReplyKind
from bot.phrases import Phrases
from bot.pinyin import sounds, spellings


class Mood(IntEnum):
    """What a piece says; of several, the highest decides the reply."""

    FILLER = 0
    ACKNOWLEDGED = 1
    FEELING = 2
    GREETING = 3
    NEWCOMER = 4
    ASKING = 5
    GOODBYE = 6
    THANKS = 7
    PRAISE = 8
    BLAME = 9
    AFFECTION = 10
    WISH = 11
    IDENTITY = 12
    ABILITY = 13
    SELF = 14
    HUMAN = 15
    PASTIME = 16
    CLOCK = 17


def _read_pieces() -> tuple[list[Mood], Phrases]:
    moods = sections_of("smalltalk.txt", "handlers.questions")
    pieces = [(Mood[name.upper()], line) for name, lines in moods for line in lines]
    return [mood for mood, _ in pieces], Phrases([piece for _, piece in pieces])


_MOODS, _PIECES = _read_pieces()
STICKERS = Expression(r"\[[\u4e00-\u9fff]{1,4}\]")  # 钉钉's own little pictures
_BESIDE_HAN = Expression(r"(?<=[\u4e00-\u9fff])\s+(?=\w)|(?<=\w)\s+(?=[\u4e00-\u9fff])")
_NOISE = Expression(r"\[[\u4e00-\u9fff]{1,4}\]|[^\w\s~～👍']+|_", re.UNICODE)

_REPLIES: dict[Mood, str] = {
    Mood.ACKNOWLEDGED: "好的，有问题随时问我。",
    Mood.FEELING: "都不容易，歇一歇。{topics}可以交给我，随时问。",
    Mood.GREETING: "你好，我在！我是象问，{topics}都可以问我。",
    Mood.NEWCOMER: "你好，欢迎！我是问答机器人象问，{topics}，@我就行。",
    Mood.ASKING: "请说，直接把问题发出来就行；报错原文、SQL 也可以整段贴给我。",
    Mood.GOODBYE: "再见，有问题下次再来找我。",
    Mood.THANKS: "不客气，能帮上忙就好。",
    Mood.PRAISE: "谢谢夸奖！有问题随时问我。",
    Mood.BLAME: "抱歉没帮上忙。换个说法再问一次，或者把报错原文贴出来，我再找找看。",
    Mood.AFFECTION: "谢谢喜欢！我是机器人，能帮大家查资料就很开心，有问题随时问我。",
    Mood.WISH: "谢谢，也祝您快乐！",
    Mood.IDENTITY: "我是象问，这个群的问答机器人，{topics}都可以问我；"
    "我按知识库里的页面回答，都附出处。发「帮助」看我能做什么。",
    Mood.ABILITY: "我是问答机器人象问，{topics}都可以问，回答都附出处。发「帮助」看全部用法。",
    Mood.SELF: "我是机器人象问，没有年龄、家乡和心情这些。{topics}可以问我。",
}
_DECLINED = {
    Mood.HUMAN: "我是机器人，转接不了真人，也不知道谁在线。直接把问题发在群里，不用 @我，"
    "群友看到会回答。",
    Mood.PASTIME: "这个我不知道，也不会。{topics}可以问我，闲聊请找群友。",
}
_CLOCK = (
    "现在是 {now:%H:%M}，今天 {now.year} 年 {now.month} 月 {now.day} 日，星期{weekday}（{zone}）。"
)
_LONGEST = 40
_BEGUN = Expression(r"\s*([^\s,，。.!！?？:：~～]+)[\s,，。.!！?？:：~～]+")
_GOOD_PART = 0.4
# Of what a part is enough: 猫两天不吃饭了 is no greeting.
_SURE = (Mood.THANKS, Mood.AFFECTION, Mood.WISH)
_TO_US = Expression(r"(?:小象|象问|小?机器人)|[你您]")
_ASKS = Expression(r"[吗么嘛谁啥哪几怎?？]|什么|多少|如何|求")
_PART_OF_DAY = Expression(
    r"(?:早上|上午|中午|下午|晚上|新年)好|[早午晚]安|good (?:morning|afternoon|evening|night)",
    re.IGNORECASE,
)
# As typed in Latin letters, or with other characters of the same sound: nihao, 泥嚎, 在马.
_SPOKEN = "你好 大家好 在吗 早安 早呀 谢谢 谢谢你 再见 晚安 拜拜 收到".split()


def asks_ability(text: str) -> bool:
    """「都有啥」: what we can do, or more of what was spoken of before."""
    return len(text) <= _LONGEST and _mood(text) is Mood.ABILITY


def is_blame(text: str) -> bool:
    """「还是不行」: what was said before was of no use."""
    return len(text) <= _LONGEST and _mood(text) is Mood.BLAME


def small_talk(text: str, now: datetime, topics: str = "") -> Reply | None:
    """The reply to a text that is nothing but smalltalk; None for anything else. ``now`` is
    the time where the group lives, ``topics`` what we answer."""
    if len(text) > _LONGEST:
        return None
    mood = _mood(text)
    if mood is None or mood is Mood.FILLER:
        return None
    if mood is Mood.CLOCK:
        said = _CLOCK.format(now=now, weekday=WEEKDAYS[now.weekday()], zone=now.tzinfo or "")
        return Reply.text(said, ReplyKind.SMALLTALK)
    return _in_words(mood, text, topics)


def chatter(text: str, topics: str) -> Reply | None:
    """The reply to a message that names nothing we could look up: to the greeting, thanks or
    wish that a good part of it is, or to who asks us of anything else: 你推荐哪个手机.
    ``topics``: what we answer."""
    if len(text) > _LONGEST:
        return None
    mood = None if _ASKS.search(text) else _mood(text, loosely=True)
    if mood not in _SURE and not (mood and _PART_OF_DAY.search(text)):
        mood = (mood or Mood.PASTIME) if _TO_US.match(text) else None
    return _in_words(mood, text, topics) if mood in (*_REPLIES, *_DECLINED) else None


def _in_words(mood: Mood, text: str, topics: str) -> Reply:
    """The reply to a mood, which returns 早上好 and 晚安 as they were said."""
    if mood in _DECLINED:
        return Reply.text(_DECLINED[mood].format(topics=topics), ReplyKind.REFUSAL)
    said = _REPLIES[mood].format(topics=topics)
    if told := _PART_OF_DAY.search(text):
        said = re.sub("^(?:你好|再见)", told[0], said)
    return Reply.text(said, ReplyKind.SMALLTALK)


def without_greeting(text: str) -> str:
    """A question without what opens it: 「你好，想问个问题 怎么看锁」 → 「怎么看锁」."""
    while (begun := _BEGUN.match(text)) and begun.end() < len(text):
        if len(begun[1]) > _LONGEST or _mood(begun[1]) not in (Mood.GREETING, Mood.ASKING):
            break
        text = text[begun.end() :]
    return text


def _mood(text: str, loosely: bool = False) -> Mood | None:
    """``loosely``: of any text that known pieces are a good part of."""
    plain = _NOISE.sub(" ", unicodedata.normalize("NFKC", text).lower()).strip()
    rest = _BESIDE_HAN.sub("", plain)  # 你是 ai 吗
    if not rest:
        # Nothing but punctuation or emoji: a wave, to be acknowledged.
        plain = STICKERS.sub("", text)
        return Mood.ACKNOWLEDGED if text.strip() and not re.search(r"[\w?？]", plain) else None
    found = Mood.FILLER
    rest = _by_sound().get(rest.replace(" ", "")) or next(
        (said for sound in sounds(rest) if (said := _by_sound().get(sound))), rest
    )
    whole, told = len(rest), 0
    while rest:
        piece = _next_piece(rest)
        if piece is None and not loosely:
            return None
        mood, length = piece or (Mood.FILLER, 1)
        if not loosely or length > 1:
            found = max(found, mood)
            told += length
        rest = rest[length:].strip()
    return found if not loosely or told >= _GOOD_PART * whole else None


@cache
def _by_sound() -> dict[str, str]:
    return {key: said for said in _SPOKEN for key in (*spellings(said), *sounds(said))}


def _next_piece(rest: str) -> tuple[Mood, int] | None:
    """The longest piece at the start of ``rest``; of equals, the stronger mood."""
    found = (
        (match.end(), _MOODS[number])
        for number, match in _PIECES.at_start(rest)
        if _ends_well(rest, match.end())
    )
    length, mood = max(found, default=(0, Mood.FILLER))
    return (mood, length) if length else None


def _ends_well(rest: str, end: int) -> bool:
    """A Latin piece must not be the beginning of a longer word (hi | history)."""
    if end >= len(rest) or not rest[end - 1].isascii():
        return True
    return not (rest[end - 1].isalnum() and rest[end].isascii() and rest[end].isalnum())
