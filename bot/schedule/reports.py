"""What became of deliveries that did not arrive: told to people, each once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime

from bot.messages import Destination
from bot.schedule.deliveries import (
    Delivery,
    DeliveryKind,
    DeliveryState,
    NewDelivery,
    announcement_code,
    enqueue,
    gone_groups,
    notice,
    readable,
)
from bot.store import Row, Store, Transaction

# A whole clause each, for whoever has not asked; the one-word names are the states' labels.
_FATES = {
    DeliveryState.FAILED: "没有发出去",
    DeliveryState.UNKNOWN: "钉钉没有答复，可能已经发出，也可能没有",
    DeliveryState.EXPIRED: "过了时间，没有发",
}
_MOST_PLACES = 3
# What nobody waits for: a greeting that came to nothing, or a notice to the same people.
_SILENT = frozenset({DeliveryKind.NOTICE, DeliveryKind.WELCOME, DeliveryKind.REQUEST})


class LossReports:
    """``run`` turns failed, unknown and expired deliveries into one notice to each of
    ``notify``, and of an announcement also to who wrote and who confirmed it. ``place``
    names a destination for people. ``beside`` enqueues what else ``notify`` must
    be told, in the same transaction."""

    def __init__(
        self,
        store: Store,
        notify: Iterable[str],
        place: Callable[[Destination], str],
        *,
        beside: Callable[[Transaction, Sequence[str], datetime], object] | None = None,
    ) -> None:
        self._store = store
        self._notify = tuple(notify)
        self._place = place
        self._beside = beside

    async def run(self, now: datetime) -> int:
        """How many deliveries were looked at; 0 when there is nothing new to tell."""
        return await self._store.run(lambda tx: self._report(tx, now))

    def _report(self, tx: Transaction, now: datetime) -> int:
        if self._beside is not None:
            self._beside(tx, self._notify, now)
        rows = tx.all("deliveries.unreported")
        found = list(readable(rows))
        gone = gone_groups(tx)
        lost = [delivery for delivery in found if delivery.kind not in _SILENT]
        for staff_id, theirs in self._concerned(tx, lost).items():
            enqueue(tx, [self._notice(staff_id, theirs, gone, now)], now)
        read = {delivery.id for delivery in found}
        if unread := [row for row in rows if row["id"] not in read]:
            enqueue(tx, (_of_unread(staff_id, unread, now) for staff_id in self._notify), now)
        for row in rows:
            tx.execute("deliveries.mark_reported", id=row["id"])
        return len(rows)

    def _concerned(self, tx: Transaction, lost: list[Delivery]) -> dict[str, list[Delivery]]:
        """Who is told of what."""
        told: dict[str, list[Delivery]] = {staff_id: list(lost) for staff_id in self._notify}
        for delivery in lost:
            if delivery.kind is not DeliveryKind.ANNOUNCEMENT:
                continue
            row = tx.one("drafts.by_code", code=announcement_code(delivery))
            for staff_id in {row["author"], row["confirmed_by"]} if row else ():
                theirs = told.setdefault(staff_id, []) if staff_id else []
                if delivery not in theirs:
                    theirs.append(delivery)
        return {staff_id: theirs for staff_id, theirs in told.items() if theirs}

    def _notice(
        self, staff_id: str, lost: list[Delivery], gone: Collection[str], now: datetime
    ) -> NewDelivery:
        lines = "\n".join(f"- {self._line(alike, gone)}" for alike in _alike(lost))
        title = f"有 {len(lost)} 条消息没有确定送到"
        name = f"lost:{lost[0].id}:{lost[-1].id}:{lost[0].attempts}"
        return notice(name, staff_id, title, f"**{title}**\n\n{lines}", now)

    def _line(self, alike: Sequence[Delivery], gone: Collection[str]) -> str:
        """What became of the same message in one place or in many."""
        first = alike[0]
        announced = first.kind is DeliveryKind.ANNOUNCEMENT
        title = first.title.removeprefix("公告：")
        code = f"（编号 {announcement_code(first)}）" if announced else ""
        errors = dict.fromkeys(delivery.error for delivery in alike if delivery.error)
        reasons = "；".join(list(errors)[:_MOST_PLACES])
        why = f"（{reasons}）" if reasons else ""
        fate = f"{_FATES[first.state]}{why}"
        advice = f"。{_advice(alike, gone)}" if announced else ""
        return f"{first.kind.label}「{title}」{code}→ {self._places(alike)}：{fate}{advice}"

    def _places(self, alike: Sequence[Delivery]) -> str:
        places = list(dict.fromkeys(self._place(delivery.destination) for delivery in alike))
        told = "、".join(places[:_MOST_PLACES])
        if len(places) > _MOST_PLACES:
            whose = "个群" if alike[0].destination.is_group else "个人"
            told += f" 等 {len(places)} {whose}"
        return f"{told}，共 {len(alike)} 条" if len(alike) > len(places) else told


def _alike(lost: Iterable[Delivery]) -> Iterable[list[Delivery]]:
    """The same message with the same fate, wherever it went."""
    found: dict[tuple[str, ...], list[Delivery]] = {}
    for delivery in lost:
        kind, error = delivery.kind, delivery.error
        if kind is DeliveryKind.ANNOUNCEMENT:
            error = ""  # one line for each, with its number
        place = "group" if delivery.destination.is_group else "person"
        key = (kind.value, delivery.subject, delivery.title, delivery.state, error, place)
        found.setdefault(key, []).append(delivery)
    return found.values()


def _advice(alike: Sequence[Delivery], gone: Collection[str]) -> str:
    """``gone``: the groups for which nothing waits."""
    code = announcement_code(alike[0])
    if alike[0].state is DeliveryState.UNKNOWN:
        look = f"它不会自己重发，请到群里看一眼，没有的话发「补发 {code} 群名」"
    else:
        look = f"它不会自己重发，要发就发「补发 {code} 群名」"
    more = f"，「投递 {code}」看每个群" if len(alike) > 1 else ""
    waiting = any(
        not one.waits_for
        and (one.state is DeliveryState.UNKNOWN or one.destination.conversation_id not in gone)
        for one in alike
    )
    go_on = f"；其余的群如果还在等，发「继续 {code}」" if waiting else ""
    return f"{look}{more}{go_on}"


def _of_unread(staff_id: str, rows: Sequence[Row], now: datetime) -> NewDelivery:
    """Of what a later version left: all that can be told is how it is headed."""
    titles = list(dict.fromkeys(row["title"] for row in rows))
    told = "、".join(f"「{title}」" for title in titles[:_MOST_PLACES])
    return notice(
        f"unread:{rows[0]['id']}:{rows[-1]['id']}",
        staff_id,
        f"有 {len(rows)} 条消息读不了",
        f"**有 {len(rows)} 条消息这一版程序读不了，没有确定送到：**{told}"
        f"{' 等' if len(titles) > _MOST_PLACES else ''}。\n\n"
        "可能是装回了旧版本，请装回新的版本；这几条不会再发，要紧的请另外告诉大家。",
        now,
    )
