"""A replay that came by chat: kept, and posted to the groups, in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.events.models import Salon
from bot.messages import Destination
from bot.schedule.outbox import DeliveryKind, NewDelivery, enqueue
from bot.settings import Group
from bot.store import Store, Transaction, to_text


@dataclass(frozen=True, slots=True)
class NewReplay:
    """A replay link for a salon, and who brings it by which message."""

    salon: Salon
    label: str
    url: str
    staff_id: str
    source: str


class ReplayPosts:
    """Adds replays and posts them to every configured group, each link once."""

    def __init__(self, store: Store, groups: Sequence[Group]) -> None:
        self._store = store
        self._groups = tuple(groups)

    async def add(self, new: NewReplay, now: datetime) -> bool:
        """Keep the replay and enqueue its posts; False when the salon has this link."""
        return await self._store.run(lambda tx: self._add(tx, new, now))

    def _add(self, tx: Transaction, new: NewReplay, now: datetime) -> bool:
        added = tx.execute(
            "events.add_replay",
            salon_id=new.salon.id,
            label=new.label,
            url=new.url,
            added_by=new.staff_id,
            source=new.source,
            now=to_text(now),
        )
        if not added:
            return False
        tx.execute(
            "audit.add",
            staff_id=new.staff_id,
            action="replay.add",
            detail=f"{new.salon.id} {new.label} {new.url}",
            source=new.source,
            now=to_text(now),
        )
        enqueue(tx, (self._post(new, group, now) for group in self._groups), now)
        return True

    def _post(self, new: NewReplay, group: Group, now: datetime) -> NewDelivery:
        return NewDelivery(
            key=f"replay:{new.salon.id}:{new.url}:{group.conversation_id}",
            kind=DeliveryKind.REPLAY,
            subject=new.salon.id,
            destination=Destination(conversation_id=group.conversation_id),
            title=f"回放来了：{new.salon.title}",
            markdown=f"**{new.salon.title} 的回放来了**\n\n- {new.label}：{new.url}\n\n"
            f"想看别的场次，@我 说「回放 城市名」就行。",
            due_at=now,
            expires_at=now + timedelta(days=3),
        )
