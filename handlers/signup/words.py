"""Sentences on sign-ups that several commands say alike."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.attendance.signups import Standing
from bot.attendance.windows import windows_of
from bot.events import Salon
from bot.events.reading.turns import none_coming
from bot.events.replies import headline, joined
from bot.messages import Reply, ReplyKind

NOTHING_AHEAD = "近期还没有安排活动，没有可报名的。定下来了会在群里说。"


def nothing_ahead(before: str = "", last: Salon | None = None) -> Reply:
    """That there is nothing to sign up for, after what is said of the ``last`` salon."""
    return Reply(
        markdown=joined([before, NOTHING_AHEAD]),
        title="近期没有可报名的活动",
        kind=ReplyKind.EVENT,
        topic=none_coming([last] if last else ()),
    )


def standing_words(salon: Salon, standing: Standing | None) -> str:
    """「报名 25/25，候补 5 人」; without a capacity only how many there are."""
    standing = standing or Standing()
    seats = f"/{salon.capacity}" if salon.capacity is not None else " 人"
    waiting = f"，候补 {standing.waiting} 人" if standing.waiting else ""
    return f"报名 {standing.seated}{seats}{waiting}"


def seat_for_each(handle: str) -> str:
    """To whoever wants seats for several."""
    return f"一人一个名额，要本人来报：要来的每个人都自己 @我 或私聊我发「报名 {handle}」。"


ONLY_NAMES = (
    "报名只记您在钉钉的名字，电话、单位、饮食和备注都没有地方记，有要交代的请直接告诉组织者。"
)


def moment(at: datetime, zone: ZoneInfo) -> str:
    """「12 月 5 日 14:00」"""
    local = at.astimezone(zone)
    return f"{local.month} 月 {local.day} 日 {local:%H:%M}"


def not_open_yet(salon: Salon, zone: ZoneInfo) -> str:
    """To whoever wants to check in before one can."""
    opens = moment(windows_of(salon, zone).checkin_from, zone)
    return f"还没到签到时间：{headline(salon)} 从 {opens} 开始签到。"


def span(start: datetime, end: datetime, zone: ZoneInfo) -> str:
    """「12 月 5 日 13:00–17:30」; with both days where it passes midnight."""
    local = end.astimezone(zone)
    if local.date() == start.astimezone(zone).date():
        return f"{moment(start, zone)}–{local:%H:%M}"
    return f"{moment(start, zone)} 到 {moment(end, zone)}"


def place_in_line(ahead: int) -> str:
    """Where somebody stands on the waiting list."""
    return f"前面还有 {ahead} 人" if ahead else "排在第一个"
