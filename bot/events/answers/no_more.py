"""还有吗, 还有别的吗: after all that the record has was listed, that this is all."""

from __future__ import annotations

from bot.events.reading.asking import Question
from bot.events.replies import SalonReply
from bot.expressions import Expression

_LISTS = ("person", "company", "list")
_MORE = Expression(
    "(?:那|就)?(?:还有|有没有|没有?)(?:别的|其他的?|其它的?|更多的?)?"
    "(?:分享|议题|企业|公司|场次?|期)?(?:了|吗|么|没|呢|啊)+"
)


def answer(question: Question) -> SalonReply | None:
    """Only right after a list, which is always told whole."""
    listed = question.matter in _LISTS or (question.matter == "salon" and len(question.around) > 1)
    if not listed or not _MORE.fullmatch(question.text):
        return None
    return SalonReply("记录里就这些，没有别的了。", "没有别的了", dict(question.topic))
