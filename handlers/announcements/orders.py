"""What organizers say to have something told to the groups: 「明早九点跟筹备群说一声，带电脑」.

Such an order is read from its beginning, part by part: when, to whom, that it is to be told,
and as what. In whatever order they stand, the text is what follows the last of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.events.editing.times import FoundTime, ParsedTime, find_time, or_none
from bot.expressions import Expression
from bot.settings import Group
from handlers.announcements import order_words as words
from handlers.announcements.words import Targets, group_at, read_targets, told, unknown_group

_LONGEST_TIME = 40
_LEAST = 2
_LONGEST_HEAD = 120  # characters before the text; behind them nobody says whom
_NOBODY = Targets((), False)


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be told; ``text`` is empty where that is still to be said. ``when`` None: at
    once; ``said_when``: the words of it. ``timed``: at a time that is still to be said."""

    text: str
    targets: Targets
    when: ParsedTime | None = None
    said_when: str = ""
    timed: bool = False


@dataclass(slots=True)
class _Reading:
    """How far an order is read, and which parts were there."""

    text: str
    groups: Sequence[Group]
    now: datetime
    zone: ZoneInfo
    at: int = 0
    chosen: dict[str, None] = field(default_factory=dict)
    everyone: bool = False
    when: FoundTime | None = None
    said_when: str = ""
    targets: int = 0
    to: bool = False  # the part before was a 给, and whom is to follow
    addressed: bool = False  # 给大家, 在群里: what is said there is an order
    timed: bool = False
    tells: bool = False
    sends: bool = False
    notice: bool = False
    once: bool = False  # 说一声, 通知一下
    unknown: str = ""
    quoted: str = ""  # 把「…」发到群里

    @property
    def is_whole(self) -> bool:
        """Whether it is said that something is told, and to whom or as what."""
        return bool(self.targets and self.tells) or (
            self.sends and bool(self.targets or self.notice)
        )

    @property
    def has_verb(self) -> bool:
        return self.tells or self.sends

    def takes(self, pattern: Expression) -> bool:
        found = pattern.match(self.text, self.at)
        if found is None or not found[0]:
            return False
        self.at = found.end()
        return True

    def takes_time(self) -> bool:
        if self.when is not None:
            return False
        said = self.text[self.at : self.at + _LONGEST_TIME]
        found = or_none(find_time, said, self.now, self.zone)
        if found is None or found.start or (found.time.clock is None and not found.time.has_day):
            return False
        begun = self.tells or self.sends or self.notice
        end = self.at + found.end
        if begun and not self.timed and not words.HOUR_FOLLOWS.match(self.text, end):
            return False
        self.when, self.said_when, self.at = found, said[: found.end], end
        return True

    def takes_target(self, *, bare: bool) -> bool:
        """Whom: everybody, or groups by their names. ``bare``: no 给 stands before it."""
        if self.takes(words.EVERYONE):
            self.everyone = True
        elif found := group_at(self.text, self.at, self.groups):
            group, self.at = found
            self.chosen[group.conversation_id] = None
            self.takes(words.OF_GROUP)
        elif not (
            self.takes(words.GROUPS) or ((not bare or self.has_verb) and self.takes(words.PEOPLE))
        ):
            if not bare and self.takes(words.GROUP_SPOKEN_TO):
                pass
            elif not bare and (name := words.SOME_GROUP.match(self.text, self.at)):
                self.unknown, self.at = name[0], name.end()
                self.takes(words.OF_GROUP)
            else:
                return False
        self.targets += 1
        self.takes(words.ONCE)
        return True


def read_order(text: str, groups: Sequence[Group], now: datetime, zone: ZoneInfo) -> Order | None:
    """The order that ``text`` is; None for whatever is none, or says nothing to be told.
    Raises UserError for a group that is not registered."""
    reading = _Reading(text.strip(), groups, now, zone)
    while not reading.is_whole and _takes_part(reading):
        pass
    while reading.is_whole and reading.at < _LONGEST_HEAD and _takes_more(reading):
        pass
    return _ordered(reading)


def _takes_part(reading: _Reading) -> bool:
    """One of the parts before it is clear what is ordered."""
    if reading.at >= min(len(reading.text), _LONGEST_HEAD):
        return False
    if reading.takes(words.TO):
        reading.to = True
        return True
    to, reading.to = reading.to, False
    reading.addressed = reading.addressed or to
    if reading.takes_target(bare=not to):
        _takes_others(reading)
        return True
    if reading.takes_time():
        return True
    if not reading.quoted and (quoted := words.QUOTED.match(reading.text, reading.at)):
        reading.quoted, reading.at = quoted["text"], quoted.end()
        return True
    if reading.takes(words.TIMED):
        reading.timed = True
        return True
    return _takes_verb(reading, to) or reading.takes(words.PLEASE)


def _takes_others(reading: _Reading) -> None:
    """The other groups of a list: 学习群和筹备群."""
    while not reading.everyone and (joined := words.AND.match(reading.text, reading.at)):
        before, reading.at = reading.at, joined.end()
        if not reading.takes_target(bare=True):
            reading.at = before
            return


def _takes_verb(reading: _Reading, to: bool) -> bool:
    if to:
        return False
    if reading.takes(words.TO_ALL_AT_ONCE):
        reading.sends = reading.once = True
        reading.targets += 1
    elif reading.takes(words.MAKES) or reading.takes(words.SENDS):
        reading.sends = True
        reading.to = reading.text[reading.at - 1] == "到"
        _takes_notice(reading)
    elif found := words.NAMED.match(reading.text, reading.at):
        reading.at, reading.notice = found.end(), True
        reading.once = reading.once or bool(found["once"])
        reading.tells = reading.tells or "通知" in found[0]
    elif found := words.TELLS.match(reading.text, reading.at):
        # 大家说要改到周日 is no order, 跟大家说 and 群里说一声 are.
        if found["says"] and not found["once"] and not reading.addressed:
            return False
        reading.at, reading.tells = found.end(), True
        reading.once = reading.once or bool(found["once"])
    else:
        return False
    return True


def _takes_notice(reading: _Reading) -> None:
    found = words.NOTICE.match(reading.text, reading.at)
    if found is not None:
        reading.at, reading.notice = found.end(), True
        reading.timed = reading.timed or "定时" in found[0]


def _takes_more(reading: _Reading) -> bool:
    """What may still stand before the text: 给大家, 到学习群, 通知, and an hour that was
    promised by 定时."""
    before = reading.at
    if not reading.has_verb and _takes_verb(reading, False):
        return True
    if not reading.notice and reading.sends:
        _takes_notice(reading)
        if reading.at > before:
            return True
    if reading.notice and reading.takes(words.SENDS):  # 写个通知发到群里
        return True
    if reading.takes_target(bare=True):
        _takes_others(reading)
        return True
    if reading.takes(words.TO) and reading.takes_target(bare=False):
        _takes_others(reading)
        return True
    reading.at = before
    if reading.when is None and (reading.timed or reading.notice):
        reading.takes(words.SOFT)
        if reading.takes_time():
            reading.takes(words.SENDS)
            reading.takes(words.BEFORE_AT)
            return True
    reading.at = before
    return False


def _ordered(reading: _Reading) -> Order | None:
    """None where it is not sure enough that the rest is what is to be told."""
    if reading.quoted:
        rest = reading.text[reading.at :]
        later = words.LATER.fullmatch(rest) is not None
        if not reading.is_whole or not (later or words.NO_MORE.fullmatch(rest)):
            return None  # two texts, or a quotation that is none of what is to be told
        reading.text, reading.at = f"：{reading.quoted}{rest if later else ''}", 0
    intro = words.INTRO.match(reading.text, reading.at)
    soft = words.SOFT.match(reading.text, reading.at)
    mark = intro or soft
    text = reading.text[mark.end() if mark else reading.at :].strip()
    clear = intro is not None or (
        (reading.is_whole and (reading.tells or soft is not None))
        or (reading.notice and reading.once)
    )
    named = reading.is_whole or reading.notice
    if intro and (reading.when or reading.chosen) and (reading.sends or reading.everyone):
        named = True  # 每周一九点发：…, 明天十点@所有人：…
    if reading.is_whole and words.NO_TEXT.fullmatch(text) and not reading.unknown:
        clear, text = True, ""
    elif not clear or not named or len(text.strip("。.!！~ ")) < _LEAST:
        return None
    if intro is None and words.QUESTION.search(text):
        return None
    if reading.unknown:
        raise unknown_group(reading.unknown, reading.groups)
    when, said_when, text = _when(reading, text)
    more, text = read_targets(text, reading.groups) if text[:1] in ("@", "＠") else (_NOBODY, text)
    chosen = tuple(dict.fromkeys((*reading.chosen, *more.groups)))
    targets = Targets(chosen, reading.everyone or more.everyone)
    return Order(told(text), targets, when, said_when, reading.timed and when is None)


def _when(reading: _Reading, text: str) -> tuple[ParsedTime | None, str, str]:
    """The time of it, which may stand at the end as well: 「…，今晚七点发」; and the text."""
    if reading.when is not None:
        # 今天发个公告 is not put off.
        now = words.TODAY.fullmatch(reading.said_when) is not None
        return (None, "", text) if now else (reading.when.time, reading.said_when, text)
    for later in _endings(text):
        found = or_none(find_time, later, reading.now, reading.zone)
        if found and not found.start and found.end == len(later):
            whole = text.rindex(later)
            return found.time, later, text[:whole].rstrip("，,。；; \t\n定在到就请这条个")
    return None, "", text


def _endings(text: str) -> Iterable[str]:
    last = text[-_LONGEST_TIME:]
    ends = (match for at in range(len(last)) if (match := words.LATER.fullmatch(last, at)))
    return (match["when"] for match in ends)
