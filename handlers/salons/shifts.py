"""By how much a salon is put off or forward: 「推迟一周」, 「提前半小时」."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta

from dateutil.relativedelta import relativedelta

from bot.errors import UserError
from bot.events import Salon
from bot.events.editing.times import when_text
from bot.events.replies import headline
from bot.events.words.wording import NUMERAL, number_in
from bot.expressions import Expression
from handlers.salons.words import AFTER, BEFORE, SALON, SMALL

EXAMPLE = "改期 15 12月6日 14:00"
_FARTHEST = 999  # days, weeks or months: beyond, the calendar ends
_BY = Expression(
    rf"{BEFORE}{SALON}{SMALL}(?:改(?:一?下|个)?(?:时间|日期)[，,]\s?)?"
    r"(?:(?P<back>推迟|延期|延后|延迟|顺延|推后|[往向]?后[推延挪移调]|再?晚|(?i:delay|postpone))|(?P<forth>提前|提早|再?早|[往向]?前[提挪移调]))"
    rf"了?(?P<of>[^到至月]{{0,12}}?)\s*(?P<count>半|{NUMERAL})\s*个?(?P<unit>天|日|周|星期|礼拜|月|小时|钟头|分钟)(?:再?开始|举行|再?办|开场)?{AFTER}"
)
# 时间晚了8小时: of a time zone. Of a salon it is 晚半小时开始, 15期晚一小时.
_OF_CLOCKS = Expression(
    r"(?:时间|时区)(?:都|总|老)?是?[晚早]了?.*|[晚早]了?\s*[8八]\s*个?(?:小时|钟头)了?"
)
_DAY, _WEEK, _HOUR = relativedelta(days=1), relativedelta(weeks=1), timedelta(hours=1)
_MONTH = relativedelta(months=1)
_OF_DAYS = {"天": _DAY, "日": _DAY, "周": _WEEK, "星期": _WEEK, "礼拜": _WEEK, "月": _MONTH}
_OF_HOURS = {"小时": _HOUR, "钟头": _HOUR, "分钟": timedelta(minutes=1)}
_UNITS: dict[str, timedelta | relativedelta] = {**_OF_HOURS, **_OF_DAYS}


def read_shift(text: str) -> re.Match[str] | None:
    """What the whole text puts off or forward; the salon stands before the verb (``salon``) or
    behind it (``of``), or nowhere."""
    return None if _OF_CLOCKS.fullmatch(text) else _BY.fullmatch(text)


def shifted(salon: Salon, said: re.Match[str]) -> str:
    """The time that 「推迟一周」 means, as one writes it. Raises UserError."""
    half, of_hours = said["count"] == "半", said["unit"] in _OF_HOURS
    count = 0.5 if half else number_in(said["count"]) or 0
    if count > _FARTHEST:
        raise UserError(f"改不了这么远，请直接写新的时间，比如：{EXAMPLE}")
    if of_hours and salon.start is None:
        raise UserError(f"{headline(salon)} 还没有定几点，请写新的时间，比如：{EXAMPLE}")
    if half and not of_hours:
        raise UserError(f"请写改到哪一天，比如：{EXAMPLE}")
    by = _UNITS[said["unit"]] * count
    before = datetime.combine(salon.held_on, salon.start or time())
    moved = before + by if said["back"] else before - by
    return when_text(moved.date(), moved.time() if of_hours else None)
