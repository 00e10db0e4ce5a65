"""How people put right what was said before: 「还是12月7日吧」, 「地址写错了，是科技路」.

A field is the one that is named; else who asks knows which it may be.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.events.editing.salon_fields import FIELD_OF
from bot.events.words.wording import NUMERAL
from bot.expressions import Expression
from handlers.salons.edit_words import NO_VALUE

_FIELDS = {**FIELD_OF, "截止日期": "报名截止", "截止": "报名截止", "名字": "标题"}
FIELD_NAMES = "|".join(sorted(_FIELDS.keys() - {"议程", "提醒"}, key=len, reverse=True))
WRONG = (
    r"(?:有?(?:[写打弄搞说发改选记]错了?)|不对|不是|错了|算了|等等|等下|啊|哦|呃|嗯|哎|那"
    r"|.{1,4}(?:对的|没错|没问题|不变)|[，,。！!\s])"
)
_TO = (
    r"(?:还是|应该?是|应该|也|就|再|得|要"
    r"|(?:改|换|写|变|调|挪|补|加|填|定|设|限|放|排)(?:到|成|为|在|上|回)?|是|用|叫|为|[：:，,\s])"
)
_CORRECTS = Expression(
    rf"(?P<wrong>{WRONG}*)(?P<field>{FIELD_NAMES})?的?(?P<too>{WRONG}*)(?P<to>{_TO}*)\s*"
    r"[《「“\"]?(?P<value>\S.*?)[》」”\"]?(?:吧|了|好了|就行|啦|哈|[。.!！~\s])*"
)
# With one of these something else is wanted; 换个话题 has none.
_FIRM = Expression(r"错|不对|不是|还是|应该|[改换写变调][到成为]")
# 「周六改成周日」, 「不是6号，是13号」: what was, and what is to be.
_FROM_TO = Expression(
    r"(?P<old>\S{1,12}?)(?:改成|换成|改为|改到|应该是|[，,\s]+(?:而|应该)?是)(?P<value>\S.*)"
)
_COMPARED = Expression(r"(?:[多少早晚高低][点些]|太.{1,2}了?|不够)[，,。\s]*(?P<value>\S.*)")
_NUMBER = Expression(rf"(?P<count>{NUMERAL})\s*[个人位名]?(?:名额|座位?)?")
_FLOOR = Expression(rf"{NUMERAL}(?:号楼|[楼层室])")


@dataclass(frozen=True, slots=True)
class Said:
    """``firm``: its words say that something else is wanted; ``how``: these words."""

    field: str
    value: str
    firm: bool
    how: str = ""


def read_correction(text: str, is_there: Callable[[str], bool]) -> Said | None:
    """``is_there``: whether what stood before says so."""
    said = _CORRECTS.fullmatch(text)
    if said is None or NO_VALUE.match(said["value"]):
        return None
    field, value = _FIELDS.get(said["field"] or "", ""), said["value"]
    how = f"{said['wrong']}{said['too']}{said['to']}"
    inner = None if field else _FROM_TO.fullmatch(value)
    if inner and not is_there(inner["old"]):
        return None
    inner = inner or (None if field else _COMPARED.fullmatch(value))
    if inner:
        return Said("", inner["value"], firm=True, how="改成")
    return Said(field, value, firm=_FIRM.search(how) is not None, how=how)


def count_in(words: str) -> str:
    """「80人」 as 80; empty where it is no number of people."""
    number = _NUMBER.fullmatch(words)
    return number["count"] if number else ""


def in_place(old: str, new: str) -> str:
    """「3楼」 of 「高新路1号2楼」: no address by itself, but another floor."""
    return _FLOOR.sub(new, old) if _FLOOR.fullmatch(new) else new
