"""How long something lasts, as people say it: 半小时, 一刻钟, 20分钟, 14:00-14:45."""

from __future__ import annotations

import re

from bot.events.words.wording import NUMERAL, number_in
from bot.expressions import Expression
from handlers.salons.words import CLOCK

DURATION = rf"(?:(?:半|{NUMERAL})个?半?(?:小时|钟头)|[一三两]?刻钟|{NUMERAL}\s*分钟?)"
_MINUTES = Expression(
    rf"(?:(?P<half>半)|(?P<count>{NUMERAL}))个?(?P<more>半)?(?P<unit>小时|钟头|刻钟|\s*分钟?)"
)


def has_hours(words: str) -> bool:
    """Whether a beginning and an end stand in it."""
    return re.search(rf"{CLOCK}\s*[-–—~～到至]\s*{CLOCK}", words) is not None


def minutes_in(span: str) -> int:
    """一刻钟, 一个半小时, 20分钟."""
    said = _MINUTES.fullmatch(span.strip().removesuffix("以内").removesuffix("内"))
    if said is None:
        return 15 if span.endswith("刻钟") else 0
    unit = {"刻": 15, "小": 60, "钟": 60}.get(said["unit"].strip()[0], 1)
    if said["half"]:
        return unit // 2
    return (number_in(said["count"]) or 0) * unit + (unit // 2 if said["more"] else 0)
