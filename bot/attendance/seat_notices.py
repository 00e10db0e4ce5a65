"""What somebody is told who moved up from the waiting list, and on which way."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from bot.attendance.people import Attendee
from bot.events import Salon
from bot.events.replies import headline
from bot.markdown import escape_text
from bot.messages import Destination
from bot.schedule.deliveries import DeliveryKind, NewDelivery


def withdrawal(salon: Salon) -> str:
    """What to say to give a seat back. Of a salon without a number its city, or its day, which
    among the person's own sign-ups name it; nobody has to copy an id."""
    which = salon.city or f"{salon.held_on:%Y-%m-%d}"
    return f"取消报名 {salon.number if salon.number is not None else which}"


def place_told(key: str, salon_id: str) -> int:
    """The place in the queue that a notice with this key is about."""
    return int(key.removeprefix(f"seat:{salon_id}:").partition(":")[0])


def seat_notices(
    salon: Salon,
    attendee: Attendee,
    place: int,
    notify: Sequence[str],
    due_at: datetime,
    gone: Collection[str],
) -> Iterator[NewDelivery]:
    """One to the person; in the group where an outsider signed up; where neither works, as
    in a group that is ``gone``, to those who can pass it on. The caller sees to when it is
    too late to say so."""
    name = escape_text(attendee.nick)
    news = f"**{headline(salon)}** 空出了名额，已经从候补转为正式报名。"
    leave = f"来不了的话请发「{withdrawal(salon)}」，把名额让给后面的人。"
    if attendee.staff_id:
        told = {Destination(staff_id=attendee.staff_id): f"您候补的 {news}\n\n{leave}"}
    elif attendee.told_in and attendee.told_in not in gone:
        group = Destination(conversation_id=attendee.told_in)
        told = {group: f"**{name}**，您候补的 {news}\n\n{leave}"}
    else:
        passing_on = f"{name} 候补的 {news}\n\n对方不在组织里，我联系不上，请转告。"
        told = {Destination(staff_id=staff_id): passing_on for staff_id in notify}
    for destination, markdown in told.items():
        yield NewDelivery(
            key=f"seat:{salon.id}:{place}:{destination}",
            kind=DeliveryKind.SEAT,
            subject=salon.id,
            destination=destination,
            title="候补转正：您有名额了",
            markdown=markdown,
            due_at=due_at,
        )
