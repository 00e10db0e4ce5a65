"""An announcement: what is said, to whom and when, and how that is written down.

Pure. A draft's payload and a row of the recurring ones are made of it and read back.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.clock import to_utc
from bot.expressions import Expression
from bot.markdown import close_fence, without_marks
from bot.schedule.rules import after_quiet
from bot.settings import Group
from bot.store import from_text, to_text

# In a draft's payload: the code of the announcement in whose place it stands.
REPLACES = "replaces"
# Brackets are a part of an address where Markdown says where it ends.
_LINK = Expression(
    r"(?<=\]\()https?://(?:[^\s<>()]|\([^\s<>()]*\))+"
    r"|https?://[^\s<>()（）「」『』《》【】“”‘’，。；、！？：`|]+"
)
# Where a link of Markdown leads, and addresses that say something in the name of who taps them.
_TARGET = Expression(r"\]\(\s*<?\s*([^\s)>]*)|^\s*\[[^\]]+\]:\s*<?(\S+)", re.MULTILINE)
_HARMLESS = Expression(r"(?:https?|dingtalk)://.*|(?:mailto|tel):.*|[^:&]*", re.IGNORECASE)
_SPEAKS = Expression(r"dtmd:|sendmessage", re.IGNORECASE)
_NONE_GONE: Mapping[str, str] = {}
_NOT_THE_END = ".,;:!?*_~'\"]}"


@dataclass(frozen=True, slots=True)
class Recurrence:
    """A repetition on the wall clock: from ``first`` on, at ``clock``, by ``rrule``."""

    rrule: str
    first: date
    clock: time
    words: str

    def moments(self, after: datetime, until: datetime, zone: ZoneInfo) -> Iterator[datetime]:
        """The instants after ``after`` and not later than ``until``, in order."""
        from dateutil.rrule import rrulestr  # on use: 10 ms of a start

        start = datetime.combine(self.first, time(0))
        for found in rrulestr(self.rrule, dtstart=start):
            moment = to_utc(found.date(), self.clock, zone)
            if moment > until:
                return
            if moment > after:
                yield moment

    def to_json(self) -> str:
        return json.dumps(
            {
                "rrule": self.rrule,
                "first": self.first.isoformat(),
                "clock": self.clock.strftime("%H:%M"),
                "words": self.words,
            },
            ensure_ascii=False,
        )

    @classmethod
    def from_json(cls, text: str) -> Recurrence:
        values: dict[str, str] = json.loads(text)
        return cls(
            rrule=values["rrule"],
            first=date.fromisoformat(values["first"]),
            clock=time.fromisoformat(values["clock"]),
            words=values["words"],
        )


@dataclass(frozen=True, slots=True)
class Announcement:
    """``groups`` are conversation ids; empty: all that are configured. ``at`` None: as soon
    as it is confirmed."""

    text: str
    groups: tuple[str, ...] = ()
    everyone: bool = False
    at: datetime | None = None
    recurrence: Recurrence | None = None

    @property
    def links(self) -> tuple[str, ...]:
        found = (link.rstrip(_NOT_THE_END) for link in _LINK.findall(self.text))
        return tuple(dict.fromkeys(found))

    @property
    def unsafe_link(self) -> str:
        """The first address that does more than open a page: a tap on it would say something,
        perhaps a command, in the name of whoever reads it. Empty where there is none."""
        if speaks := _SPEAKS.search(self.text):
            before = self.text[: speaks.start()].split(None)[-1:]
            begun = before[0] if before and not self.text[speaks.start() - 1].isspace() else ""
            return begun + self.text[speaks.start() :].split(None, 1)[0]
        targets = (found[1] or found[2] or "" for found in _TARGET.finditer(self.text))
        return next((one for one in targets if not _HARMLESS.fullmatch(one)), "")

    def among(self, groups: Sequence[Group]) -> tuple[Group, ...]:
        """The configured groups that it goes to."""
        return tuple(g for g in groups if not self.groups or g.conversation_id in self.groups)

    def to_payload(self) -> dict[str, str]:
        return {
            "text": self.text,
            "groups": json.dumps(self.groups),
            "everyone": "1" if self.everyone else "",
            "at": to_text(self.at) if self.at else "",
            "recurrence": self.recurrence.to_json() if self.recurrence else "",
        }

    @classmethod
    def from_payload(cls, payload: Mapping[str, Any]) -> Announcement:
        return cls(
            text=payload["text"],
            groups=tuple(json.loads(payload.get("groups") or "[]")),
            everyone=bool(payload.get("everyone")),
            at=from_text(payload["at"]) if payload.get("at") else None,
            recurrence=(
                Recurrence.from_json(payload["recurrence"]) if payload.get("recurrence") else None
            ),
        )


@dataclass(frozen=True, slots=True)
class Leg:
    """An announcement in one group. ``quiet``: put off by the group's quiet hours. ``gone``:
    why nothing can be posted there now; it leaves when the group is back in time."""

    group: Group
    due_at: datetime
    everyone: bool
    quiet: bool
    gone: str = ""


def legs(
    announcement: Announcement,
    groups: Sequence[Group],
    moment: datetime,
    zone: ZoneInfo,
    *,
    heed_quiet: bool = True,
    gone: Mapping[str, str] = _NONE_GONE,
) -> list[Leg]:
    """Where it goes and when, the first first: never one of ``gone`` (why, by conversation
    id), since the others wait for it. @所有人 needs the group's own robot."""
    found = []
    for group in announcement.among(groups):
        due_at = after_quiet(moment, group, zone) if heed_quiet else moment
        everyone = announcement.everyone and group.webhook is not None
        reason = gone.get(group.conversation_id, "")
        found.append(Leg(group, due_at, everyone, due_at > moment, reason))
    return sorted(found, key=lambda leg: (bool(leg.gone), leg.due_at))


def day_of(moment: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The local day of a moment, as its first instant and that of the next."""
    day = moment.astimezone(zone).date()
    return to_utc(day, time(0), zone), to_utc(day + timedelta(days=1), time(0), zone)


def announcement_title(text: str) -> str:
    """The line of the push message: 公告 and the first words of it."""
    return f"公告：{without_marks(text.strip().splitlines()[0])[:24]}"


def announcement_markdown(text: str) -> str:
    """An announcement as the groups see it."""
    return f"### 📢 公告\n\n{close_fence(text.strip())}"
