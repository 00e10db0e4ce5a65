"""Who hears of a change of a salon by itself, in words: before it is confirmed, and after."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from bot.attendance.change_notices import Reach
from bot.attendance.signups import Standing
from bot.chat.context import Services
from bot.events import Salon
from bot.events.replies import bullets

# The keys of a page that people act upon.
_TOLD = frozenset({"date", "start", "venue", "city", "status"})


async def who_hears(payload: Mapping[str, str], salon: Salon | None, services: Services) -> str:
    """What happens by itself after a change of what people act upon, and what does not."""
    if salon is None or not _TOLD & json.loads(payload["changes"]).keys():
        return ""
    reach = await services.attendance.changes.reach(salon)
    lines = [_told_words(reach)] if reach.people else []
    lines.append(
        "已经收到过提醒的群，我会去说明改动；还没有提醒过的群不会另外通知，"
        "要告诉大家请发「公告 内容」。"
    )
    return f"\n\n{bullets(lines)}"


async def notes_on_people(
    salon: Salon, changes: Mapping[str, Any], standing: Standing, services: Services
) -> list[str]:
    """For the preview: that people will hear of it, and that nobody loses a seat."""
    notes = []
    seats = changes.get("capacity")
    if seats is not None and seats < standing.seated:
        notes.append(f"已经有 {standing.seated} 人报名，多出来的人名额保留，不再收新的")
    if _TOLD & changes.keys():
        reach = await services.attendance.changes.reach(salon)
        if reach.people:
            notes.append(f"确认以后，报名和候补的 {reach.people} 人会收到通知")
    return notes


def _told_words(reach: Reach) -> str:
    """「报名和候补的 30 人我会通知到：私聊 24 人，……」: who hears of a change, and how."""
    ways = []
    if reach.private:
        ways.append(f"私聊 {reach.private} 人")
    if reach.in_groups:
        where = "群里" if reach.groups == 1 else f" {reach.groups} 个群里各"
        ways.append(f"另外 {reach.in_groups} 人不在组织里，在报名的{where}说一条")
    if reach.passed_on:
        ways.append(f"另外 {reach.passed_on} 人联系不上，会私聊请组织者转告")
    return f"报名和候补的 {reach.people} 人我会通知到：{'；'.join(ways)}。"
