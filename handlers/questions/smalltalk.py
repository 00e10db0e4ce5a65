"""Greetings, thanks, goodbyes: short and friendly, never a knowledge passage.

A text is smalltalk only when all of it is: 「你好」 is, 「你好，怎么看锁等待」 is a question.
So the text is eaten piece by piece, and what cannot be eaten makes it a question.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime
from enum import IntEnum
from importlib.resources import files

from bot.clock import WEEKDAYS
from bot.expressions import Expression
from bot.messages import Reply, ReplyKind
from bot.phrases import Phrases


class Mood(IntEnum):
    """What a piece says; of several, the highest decides the reply."""

    FILLER = 0
    ACKNOWLEDGED = 1
    GREETING = 2
    NEWCOMER = 3
    GOODBYE = 4
    THANKS = 5
    PRAISE = 6
    BLAME = 7
    WISH = 8
    IDENTITY = 9
    ABILITY = 10
    HUMAN = 11
    PASTIME = 12
    CLOCK = 13


def _read_pieces() -> tuple[list[Mood], Phrases]:
    pieces: list[tuple[Mood, str]] = []
    mood = Mood.FILLER
    for line in (
        files("handlers.questions").joinpath("smalltalk.txt").read_text("utf-8").splitlines()
    ):
        if heading := re.fullmatch(r"\[(\w+)\]", line):
            mood = Mood[heading[1].upper()]
        elif line and not line.startswith("#"):
            pieces.append((mood, line))
    return [mood for mood, _ in pieces], Phrases([piece for _, piece in pieces])


_MOODS, _PIECES = _read_pieces()
STICKERS = Expression(r"\[[\u4e00-\u9fff]{1,4}\]")  # 钉钉's own little pictures
_BESIDE_HAN = Expression(r"(?<=[\u4e00-\u9fff])\s+(?=\w)|(?<=\w)\s+(?=[\u4e00-\u9fff])")
_NOISE = Expression(r"\[[\u4e00-\u9fff]{1,4}\]|[^\w\s~～👍]+|_", re.UNICODE)

_REPLIES: dict[Mood, str] = {
    Mood.ACKNOWLEDGED: "好的，有问题随时问我。",
    Mood.GREETING: "你好！我是象问，{topics}都可以问我。",
    Mood.NEWCOMER: "你好，欢迎！我是问答机器人象问，{topics}，@我就行。",
    Mood.GOODBYE: "再见，有问题下次再来找我。",
    Mood.THANKS: "不客气，能帮上忙就好。",
    Mood.PRAISE: "谢谢夸奖！有问题随时问我。",
    Mood.BLAME: "抱歉没帮上忙。换个说法再问一次，或者把报错原文贴出来，我再找找看。",
    Mood.WISH: "谢谢，也祝您快乐！",
    Mood.IDENTITY: "我是象问，这个群的问答机器人，{topics}都可以问我；"
    "我按知识库里的页面回答，都附出处。发「帮助」看我能做什么。",
    Mood.ABILITY: "我是问答机器人象问，{topics}都可以问，回答都附出处。发「帮助」看全部用法。",
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
    if mood in _DECLINED:
        return Reply.text(_DECLINED[mood].format(topics=topics), ReplyKind.REFUSAL)
    return Reply.text(_REPLIES[mood].format(topics=topics), ReplyKind.SMALLTALK)


def without_greeting(text: str) -> str:
    """A question without the greeting before it: 「你好，怎么看锁」 → 「怎么看锁」."""
    match = re.match(
        r"\s*(?:(?:你|您|大家|各位|老师|大佬们?)?好|hi|hello|嗨|哈喽|早上好|下午好|晚上好|在吗|请教(?:一下|下)?"
        r"|请问(?:一下|下)?|打扰(?:一下|了)?)[\s,，。.!！:：~～]+",
        text,
        re.IGNORECASE,
    )
    return text[match.end() :] if match and match.end() < len(text) else text


def _mood(text: str) -> Mood | None:
    plain = _NOISE.sub(" ", unicodedata.normalize("NFKC", text).lower()).strip()
    rest = _BESIDE_HAN.sub("", plain)  # 你是 ai 吗
    if not rest:
        # Nothing but punctuation or emoji: a wave, to be acknowledged.
        plain = STICKERS.sub("", text)
        return Mood.ACKNOWLEDGED if text.strip() and not re.search(r"[\w?？]", plain) else None
    found = Mood.FILLER
    while rest:
        piece = _next_piece(rest)
        if piece is None:
            return None
        mood, length = piece
        found = max(found, mood)
        rest = rest[length:].strip()
    return found


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
