"""Replays are posted as soon as a link exists, whether it came by chat or in a file.

Which links were there before stands in the store, so that each is posted once; those that
are there when the bot looks for the first time are old news.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.events.record.models import Salon
from bot.messages import Act, Destination
from bot.schedule.deliveries import DeliveryKind, NewDelivery, enqueue
from bot.schedule.rules import after_quiet
from bot.settings import Group
from bot.store import Store, Transaction, audit, audited

_BASELINE = "replays"
# A link found for an older salon is tidying up, not news.
_NEWS = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class NewReplay:
    """A replay link for a salon."""

    salon: Salon
    label: str
    url: str


class ReplayPosts:
    """Adds replays and posts them to every configured group, each link once."""

    def __init__(self, store: Store, groups: Sequence[Group], zone: ZoneInfo) -> None:
        self._store = store
        self._groups = tuple(groups)
        self._zone = zone

    async def add(self, new: NewReplay, by: Act) -> bool:
        """Keep the replay and enqueue its posts; False when the salon has this link."""
        return await self._store.run(lambda tx: self._add(tx, new, by))

    async def remove(self, old: NewReplay, by: Act) -> bool:
        """Forget a replay that came by chat, and post no more of it; False when it did not
        come by chat."""
        return await self._store.run(lambda tx: self._remove(tx, old, by))

    async def notice(self, salons: Iterable[Salon], now: datetime) -> int:
        """Post the links that came into the files since the last look; how many."""
        found = [(salon, replay.label, replay.url) for salon in salons for replay in salon.replays]

        def work(tx: Transaction) -> int:
            first = tx.execute("planner.make_mark", mark=_BASELINE, now=now) == 1
            fresh = [
                one for one in found if _see(tx, one[0].id, one[2], now) and _is_news(one[0], now)
            ]
            if first:
                return 0
            for salon, label, url in fresh:
                enqueue(tx, self._posts(salon, label, url, now), now)
            return len(fresh)

        return await self._store.run(work)

    def _add(self, tx: Transaction, new: NewReplay, by: Act) -> bool:
        added = tx.execute(
            "events.add_replay",
            salon_id=new.salon.id,
            label=new.label,
            url=new.url,
            added_by=by.staff_id,
            source=by.source,
            now=by.now,
        )
        if not added:
            return False
        audit(tx, by, "replay.add", f"{new.salon.id} {new.label} {new.url}")
        _see(tx, new.salon.id, new.url, by.now)
        enqueue(tx, self._posts(new.salon, new.label, new.url, by.now), by.now)
        return True

    def _remove(self, tx: Transaction, old: NewReplay, by: Act) -> bool:
        known = {"salon_id": old.salon.id, "url": old.url}
        if tx.execute("events.remove_replay", **known) == 0:
            # A message that is handled once more has already done it.
            return audited(tx, by.source, "replay.remove") is not None
        audit(tx, by, "replay.remove", f"{old.salon.id} {old.label} {old.url}")
        prefix = f"replay:{old.salon.id}:{old.url}:"
        for row in tx.all("deliveries.pending_of_kind", kind=DeliveryKind.REPLAY.value):
            if str(row["key"]).startswith(prefix):
                tx.execute("deliveries.supersede", id=row["id"], now=by.now)
        return True

    def _posts(self, salon: Salon, label: str, url: str, now: datetime) -> Iterable[NewDelivery]:
        for group in self._groups:
            due_at = after_quiet(now, group, self._zone)
            yield NewDelivery(
                key=f"replay:{salon.id}:{url}:{group.conversation_id}",
                kind=DeliveryKind.REPLAY,
                subject=salon.id,
                destination=Destination(conversation_id=group.conversation_id),
                title=f"回放来了：{salon.title}",
                markdown=f"**{salon.title} 的回放来了**\n\n- {label}：{url}\n\n"
                f"想看别的场次，@我 说「回放 城市名」就行。",
                due_at=due_at,
                expires_at=due_at + timedelta(days=3),
            )


def _see(tx: Transaction, salon_id: str, url: str, now: datetime) -> bool:
    """Whether this link is seen for the first time."""
    changed = tx.execute("planner.see_replay", salon_id=salon_id, url=url, now=now)
    return changed == 1


def _is_news(salon: Salon, now: datetime) -> bool:
    age = now.date() - salon.held_on
    return timedelta(days=-1) <= age <= _NEWS
