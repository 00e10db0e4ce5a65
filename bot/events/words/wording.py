"""One form for what people type about salons, and the numbers they write in characters."""

from __future__ import annotations

from functools import lru_cache

from bot.clock import WEEKDAYS
from bot.expressions import Expression
from bot.script import normalise

_MARKS = Expression(r"[^\w\u3400-\u9fff+#.:/~、&%@-]+")
_DOTS = Expression(r"(?<![a-z0-9])\.|\.(?![a-z0-9])|:(?!\d)|(?<!\d):")
_HAN = "\u3400-\u9fff"
_GAPS = Expression(rf"(?<=[{_HAN}、]) +| +(?=[{_HAN}、])|(?<=\d) +(?=\d?[年月日号期场])")
# In a chat a space between characters is a comma: 下午几点散 我要赶车.
_BETWEEN_CLAUSES = Expression(rf"[，,。；;！!？?~～…\n]+|(?<=[{_HAN}]) +(?=[{_HAN}])")
_DIGITS = dict(zip("〇零一二两三四五六七八九", (0, 0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
_UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10_000}
# Characters of grammar: a stretch with one of them is no slip of a name or a noun.
GRAMMAR = frozenset("那这的了是在有吗几哪谁没不呢")
# What asks for something else than yes or no, as a part of patterns.
ASKS_OPENLY = "谁|哪|什么|啥|几|多少"
NUMERAL = r"(?:\d{1,6}|[〇零一二两三四五六七八九十百千万]{1,6})"


# A message and its clauses are tidied by each look at them: kept just long enough.
@lru_cache(maxsize=64)
def tidy(text: str) -> str:
    """Simplified, lower case, punctuation as spaces, and no spaces beside Han characters.
    Idempotent."""
    plain = _DOTS.sub(" ", _MARKS.sub(" ", normalise(text)))
    return _GAPS.sub("", " ".join(plain.split()))


def weekday_in(character: str) -> int:
    """As dates count them; 日 and 天 are Sunday."""
    return min(f"{WEEKDAYS}天".index(character), 6)


def stand_in_order(characters: str, text: str) -> bool:
    """浙大 in 浙江大学."""
    rest = iter(text)
    return all(character in rest for character in characters)


def clauses_of(text: str) -> list[str]:
    return [clause for clause in _BETWEEN_CLAUSES.split(text) if clause.strip()]


def number_in(numeral: str) -> int | None:
    """The value of ``NUMERAL``: 14, 十四, 一百二, 二〇一八. None when it is not one."""
    if numeral.isdecimal():
        return int(numeral)
    if not numeral or any(c not in _DIGITS and c not in _UNITS for c in numeral):
        return None
    if not any(c in _UNITS for c in numeral):
        return int("".join(str(_DIGITS[c]) for c in numeral))
    total = section = digit = 0
    unit = 10
    for character in numeral:
        if character in _DIGITS:
            digit = _DIGITS[character]
            continue
        unit = _UNITS[character]
        if unit == 10_000:
            total, section = (total + section + digit) * unit or unit, 0
        else:
            section += (digit or 1) * unit
        digit = 0
    # 一百二 is 120, 一百零二 is 102.
    tail = digit * unit // 10 if numeral[-2:-1] in _UNITS and unit > 10 else digit
    return total + section + tail
