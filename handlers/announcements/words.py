"""What stands before an announcement's text: which groups, @所有人, and when."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.announcements.text import Announcement, Recurrence
from bot.errors import UserError
from bot.events.editing.times import ParsedTime, find_time, unreadable
from bot.events.words.wording import NUMERAL, number_in
from bot.expressions import Expression
from bot.settings import Group

_INTRODUCED = Expression(r"^(?:公告|通知)?的?(?:内容|正文)(?:就?是|为)?\s*[：:，,]\s*")
_TITLED = Expression(
    r"(?:标题|题目)(?:就?[是叫]|[：:])\s*+(?P<title>[^\n，,；;]{1,60}?)[^\S\n]*+[，,；;。\n]\s*(?:内容|正文)(?:就?是|[：:])\s*(?P<text>\S.*)",
    re.DOTALL,
)
_EVERYONE = Expression(r"@(?:所有人|全体成员|全员|all)(?![a-z])[\s,，:：]*", re.IGNORECASE)
_SENT_TO = Expression(r"(?:发到|发往|发给)\s*([^：:\n]{1,200})[：:]\s*")
_ALL_GROUPS = Expression(
    rf"(?:我们|咱们|[这那])?(?:(?:所有|全部|各个?|每个)(?:的)?|(?P<count>{NUMERAL})个)群(?:里|里面)?"
)
_BETWEEN = Expression(r"[、,，]|\s和\s|\s+")
_LISTED = Expression(r"[、,，]|\s*(?:和|跟|与|以及)\s*")
_SOME_NAME = Expression("[^发给到只单也都还是]{1,10}群")
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
            names = filter(None, _BETWEEN.split(_protected(match[1], groups)))
            named = (group_named(name.replace("\0", " "), groups) for name in names)
            whom = groups if _is_all(match[1], groups) else named
            chosen |= {group.conversation_id: None for group in whom}
            text = text[match.end() :]
        elif text.startswith("@"):
            text = text[1:].lstrip()
            group, length = _group_before(text, groups)
            chosen[group.conversation_id] = None
            rest = text[length:]
            text = rest[len(_AFTER_NAME.match(rest)[0]) :]  # type: ignore[index]
        else:
            return Targets(tuple(chosen), everyone), text.strip()


def told(text: str) -> str:
    """The text itself, without 「内容：」 before it; a 标题 becomes its first line."""
    titled = _TITLED.fullmatch(text)
    return f"{titled['title']}\n{titled['text']}" if titled else _INTRODUCED.sub("", text)


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
    body = text[found.end :].lstrip(" ，,。:：")
    return scheduled(body, targets, time), time.shown


def scheduled(text: str, targets: Targets, time: ParsedTime | None) -> Announcement:
    """The announcement at a time that was read, or at once. Raises UserError for a time
    without an hour, and for one that is over."""
    if time is None:
        return Announcement(text, targets.groups, targets.everyone)
    if time.clock is None:
        raise UserError(f"「{time.understood}」还少一个钟点，例如：定时公告 明晚8点 内容。")
    if time.past:
        raise UserError(f"{time.understood} 已经过去了，请写一个还没到的时间。")
    return Announcement(text, targets.groups, targets.everyone, time.start, recurrence_of(time))


def recurrence_of(time: ParsedTime) -> Recurrence | None:
    """The repetition of a time that has one, with its hour."""
    if not time.rrule or time.clock is None:
        return None
    return Recurrence(time.rrule, time.day, time.clock, time.understood.split("，第一次")[0])


def spoken_groups(words: str, groups: Sequence[Group]) -> tuple[str, ...] | None:
    """The conversation ids of 「学习群和筹备群」, 「所有群」; None for what is no list of groups.
    Raises UserError for one that is not registered."""
    if _is_all(words, groups):
        return tuple(group.conversation_id for group in groups)
    names = [name.strip() for name in _LISTED.split(words) if name.strip()]
    found = [group_at(name, 0, groups) for name in names]
    for name, one in zip(names, found, strict=True):
        if one is None and _SOME_NAME.fullmatch(name):
            raise unknown_group(name, groups)
    if not found or not all(one and one[1] == len(n) for n, one in zip(names, found, strict=True)):
        return None
    return tuple(dict.fromkeys(one[0].conversation_id for one in found if one))


def _protected(names: str, groups: Sequence[Group]) -> str:
    """Names with blanks in them kept whole."""
    for group in groups:
        names = names.replace(group.name, group.name.replace(" ", "\0"))
    return names


def _is_all(name: str, groups: Sequence[Group]) -> bool:
    """「两个群」 of two, 「所有群」."""
    said = _ALL_GROUPS.fullmatch(name.strip())
    return said is not None and (not said["count"] or number_in(said["count"]) == len(groups))


def group_named(name: str, groups: Sequence[Group]) -> Group:
    """The group that a person means: its name, or the only one that contains the words.
    Raises UserError."""
    name = name.strip().lstrip("@")
    near = [one for one in groups if _key(name) == _key(one.name)] or _containing(name, groups)
    if len(near) != 1:
        raise unknown_group(name, groups, near)
    return near[0]


def _key(name: str) -> str:
    """What is the same of a name however it is typed on a phone."""
    return "".join(name.split()).casefold()


def _containing(name: str, groups: Sequence[Group]) -> list[Group]:
    return [group for group in groups if _key(name) in _key(group.name)]


def group_at(text: str, at: int, groups: Sequence[Group]) -> tuple[Group, int] | None:
    """The group whose name, or the end of it with its 群, stands there, and where that ends."""
    if at >= len(text) or not any(text[at].casefold() in _key(group.name) for group in groups):
        return None
    for end in range(min(len(text), at + _MOST), at + _LEAST - 1, -1):
        key = _key(text[at:end])
        if text[end - 1].isspace() or text[at].isspace():
            continue
        short = key.endswith("群") and len(key) > _LEAST
        for is_it in (str.__eq__, str.endswith, _says)[: 3 if short else 1]:
            fits = [group for group in groups if is_it(_key(group.name), key)]
            if len(fits) == 1:
                return fits[0], end
    return None


def _says(name: str, key: str) -> bool:
    """「南京群」, for 南京同学群."""
    return name.endswith("群") and key[:-1] in name


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
    raise unknown_group(name, groups, _containing(name, groups))


def unknown_group(name: str, groups: Sequence[Group], near: Sequence[Group] = ()) -> UserError:
    """The error for a name that no registered group has."""
    names = "、".join(group.name for group in (near or groups))
    which = "像这样的有" if near else "登记的群有"
    example = f"例如：公告 @{(near or groups)[0].name} 今晚八点直播。" if groups else ""
    return UserError(f"没有叫「{name[:20]}」的群，{which}：{names}。{example}")
