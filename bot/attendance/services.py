"""The services around attending, put together over one store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.attendance.change_notices import ChangeNotices
from bot.attendance.checkins import Checkins
from bot.attendance.debates import Debates
from bot.attendance.draws import Draws
from bot.attendance.forgetting import Forgetting
from bot.attendance.roster import Headcounts
from bot.attendance.shares import Shares
from bot.attendance.signups import Signups
from bot.events import Salons
from bot.settings import Group
from bot.store import Store


@dataclass(frozen=True, slots=True)
class Attendance:
    """What handlers use of this package."""

    signups: Signups
    changes: ChangeNotices
    checkins: Checkins
    shares: Shares
    draws: Draws
    headcounts: Headcounts
    debates: Debates
    forgetting: Forgetting

    @classmethod
    def over(
        cls,
        store: Store,
        salons: Salons,
        groups: Sequence[Group],
        zone: ZoneInfo,
        notify: Sequence[str],
    ) -> Attendance:
        """``notify`` are told what cannot be told to the person whom it concerns."""
        signups = Signups(store, zone, notify, groups)
        return cls(
            signups=signups,
            changes=ChangeNotices(store, salons, groups, zone, notify),
            checkins=Checkins(store),
            shares=Shares(store),
            draws=Draws(store),
            headcounts=Headcounts(store),
            debates=Debates(store),
            forgetting=Forgetting(store, signups, salons, zone),
        )
