"""What stands before an announcement's text: which groups, @所有人, and when."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.announcements import Announcement
from bot.announcements.text import Recurrence
from bot.errors import UserError
from bot.events.editing.times import find_time, unreadable
from bot.events.words.wording import NUMERAL, number_in
from bot.expressions import Expression
from bot.settings import Group

_EVERYONE = Expression(r"@(?:所有人|全体成员|全员|all)(?![a-z])[\s,，:：]*", re.IGNORECASE)
_SENT_TO = Expression(r"(?:发到|发往|发给)\s*([^：:\n]{1,200})[：:]\s*")
_ALL_GROUPS = Expression(
    rf"(?:我们|咱们|[这那])?(?:(?:所有|全部|各个?|每个)(?:的)?|(?P<count>{NUMERAL})个)群(?:里|里面)?"
)
_BETWEEN = Expression(r"[、,，]|\s和\s|\s+")
_AFTER_NAME = Expression(r"[\s,，:：]*")
_NAME_ENDS = " \t\n，,：:、@"
_LEAST, _MOST = 2, 60  # characters of a name that stands before the text


@dataclass(frozen=True, slots=True)
class Targets:
    """Conversation ids (none: every group), and whether everybody is called."""

    groups: tuple[str, ...]
    everyone: bool


def read_targets(text: str, groups: Sequence[Group]) -> tuple[Targets, str]:
    """The targets at the beginning of ``text``, and the text without them. Raises
    UserError for a group that is not registered."""
    chosen: dict[str, None] = {}
    everyone = False
    text = text.strip()
    while True:
        if match := _EVERYONE.match(text):
            everyone, text = True, text[match.end() :]
        elif match := _SENT_TO.match(text):
            if _is_all(match[1], groups):
                chosen |= {group.conversation_id: None for group in groups}
                text = text[match.end() :]
                continue
            for name in filter(None, _BETWEEN.split(_protected(match[1], groups))):
                chosen[_named(name.lstrip("@").replace("\0", " "), groups)] = None
            text = text[match.end() :]
        elif text.startswith("@"):
            text = text[1:].lstrip()
            group, length = _group_before(text, groups)
            chosen[group.conversation_id] = None
            rest = text[length:]
            text = rest[len(_AFTER_NAME.match(rest)[0]) :]  # type: ignore[index]
        else:
            return Targets(tuple(chosen), everyone), text.strip()


def calls_everyone(text: str) -> bool:
    """Whether the text itself looks like a call to everybody, which it is not."""
    return _EVERYONE.search(text) is not None


def read_scheduled(
    text: str, targets: Targets, now: datetime, zone: ZoneInfo
) -> tuple[Announcement, str]:
    """「明晚8点 内容」 or 「每周四晚上8点 内容」: the announcement, and what was understood
    of the time. Raises UserError with an example."""
    found = find_time(text, now, zone)
    if found is None or text[: found.start].strip(" ，,。:："):
        raise unreadable(text.split(maxsplit=1)[0] if text.split() else "")
    time = found.time
    if time.clock is None:
        raise UserError(f"「{time.understood}」还少一个钟点，例如：定时公告 明晚8点 内容。")
    if time.past:
        raise UserError(f"{time.understood} 已经过去了，请写一个还没到的时间。")
    body = text[found.end :].lstrip(" ，,。:：")
    recurrence = None
    if time.rrule:
        words = time.understood.split("，第一次")[0]
        recurrence = Recurrence(time.rrule, time.day, time.clock, words)
    announcement = Announcement(
        text=body,
        groups=targets.groups,
        everyone=targets.everyone,
        at=time.start,
        recurrence=recurrence,
    )
    return announcement, time.shown


def group_named(name: str, groups: Sequence[Group]) -> Group:
    """The group that a person means: its name, or the only one that contains the words.
    Raises UserError."""
    conversation_id = _named(name.strip().lstrip("@"), groups)
    return next(group for group in groups if group.conversation_id == conversation_id)


def _protected(names: str, groups: Sequence[Group]) -> str:
    """Names with blanks in them kept whole."""
    for group in groups:
        names = names.replace(group.name, group.name.replace(" ", "\0"))
    return names


def _is_all(name: str, groups: Sequence[Group]) -> bool:
    """「两个群」 of two, 「所有群」."""
    said = _ALL_GROUPS.fullmatch(name.strip())
    return said is not None and (not said["count"] or number_in(said["count"]) == len(groups))


def _named(name: str, groups: Sequence[Group]) -> str:
    for group in groups:
        if _key(name) == _key(group.name):
            return group.conversation_id
    near = _containing(name, groups)
    if len(near) != 1:
        raise _unknown(name, groups, near)
    return near[0].conversation_id


def _key(name: str) -> str:
    """What is the same of a name however it is typed on a phone."""
    return "".join(name.split()).casefold()


def _containing(name: str, groups: Sequence[Group]) -> list[Group]:
    return [group for group in groups if _key(name) in _key(group.name)]


def _group_before(text: str, groups: Sequence[Group]) -> tuple[Group, int]:
    """The group that the text begins with, and how long its name is there: the whole name,
    or the part of one group's name alone. Where the text goes on without a blank, such a
    part must be the end of the name: 「学习群今晚八点」. Raises UserError."""
    for length in range(min(len(text), _MOST), 0, -1):
        said = text[:length]
        if said[-1].isspace():
            continue
        if whole := [group for group in groups if _key(group.name) == _key(said)]:
            return whole[0], length
        near = _containing(said, groups)
        if text[length : length + 1] not in _NAME_ENDS:  # nothing at all is in it
            near = [group for group in near if _key(group.name).endswith(_key(said))]
        if len(near) == 1 and length >= _LEAST:
            return near[0], length
    name = re.split(r"[\s，,：:]", text, maxsplit=1)[0]
    raise _unknown(name, groups, _containing(name, groups))


def _unknown(name: str, groups: Sequence[Group], near: Sequence[Group] = ()) -> UserError:
    names = "、".join(group.name for group in (near or groups))
    which = "像这样的有" if near else "登记的群有"
    example = f"例如：公告 @{(near or groups)[0].name} 今晚八点直播。" if groups else ""
    return UserError(f"没有叫「{name[:20]}」的群，{which}：{names}。{example}")
