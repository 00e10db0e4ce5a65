"""How fast a group's own robot may speak, counted in the store before anything is claimed.

A robot that posts more than so many messages in a minute is blocked for ten. Who waited for
its turn with the row already claimed would leave it in doubt when the process ends meanwhile,
though nothing had left; and two processes, or two runs, would each count for themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from bot.messages import Destination, Reply
from bot.schedule.deliveries import Delivery
from bot.schedule.digests import digest
from bot.store import Row, Transaction, from_text

# A second longer than the platform's minute: what left 60 s apart can arrive closer.
_WINDOW = timedelta(seconds=61)

EVERYTHING = "everything"


def robot_of(destination: str) -> str:
    """The name under which a group's own robot rests."""
    return f"robot {destination}"


def rest(tx: Transaction, name: str, now: datetime, until: datetime) -> None:
    """Nothing of ``name`` leaves until then; also after a restart, in every process."""
    tx.execute("rests.begin", what=name, now=now, until=until)


class RobotPace:
    """``posts`` says how many messages of the group's own robot a reply takes there, 0 when
    it goes another way. ``most`` may be posted in a minute."""

    def __init__(self, posts: Callable[[Destination, Reply], int], most: int) -> None:
        self._posts = posts
        self._most = most

    def take(self, tx: Transaction, batch: Sequence[Delivery], now: datetime) -> datetime | None:
        """Reserve the room for all of the message. When there is none: the moment from
        which there is."""
        destination = batch[0].destination
        cost = min(self._posts(destination, digest(batch)), self._most)
        if not cost:
            return None
        rows = tx.all(
            "robot_posts.lately", destination=str(destination), since=now - _WINDOW, now=now
        )
        if (moment := self._free_at(rows, cost)) is not None:
            return moment
        tx.execute("robot_posts.forget", before=now - _WINDOW)
        tx.execute("robot_posts.add", destination=str(destination), posts=cost, now=now)
        return None

    def _free_at(self, rows: list[Row], cost: int) -> datetime | None:
        over = sum(row["posts"] for row in rows) + cost - self._most
        moment = None
        for row in rows:
            if over <= 0:
                break
            over -= row["posts"]
            moment = from_text(row["posted_at"]) + _WINDOW
        return moment
