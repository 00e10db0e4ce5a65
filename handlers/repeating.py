"""Dates that a recurrence rule silently leaves out."""

from __future__ import annotations

from bot.expressions import Expression

_DAY = Expression(r"FREQ=MONTHLY;BYMONTHDAY=(29|30|31)")
_FIFTH = Expression(r"FREQ=MONTHLY;BYDAY=5[A-Z]{2}")


def left_out(rrule: str, verb: str) -> str:
    """A sentence on the months in which ``rrule`` has no day, and what to write instead; empty
    when every month has one. ``verb``: what is not done in these months, such as 发 or 办."""
    if match := _DAY.search(rrule):
        if match[1] == "29":
            months = "没有 29 号的月份（平年的 2 月）"
        else:
            months = f"没有 {match[1]} 号的月份"
        return f"{months}不{verb}；想每个月都{verb}，请写「每月最后一天」。"
    if _FIFTH.search(rrule):
        return f"没有第五个的月份不{verb}；想每个月都{verb}，请写「每月最后一个周几」。"
    return ""
