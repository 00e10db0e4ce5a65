"""Setting up series and their exceptions, each by a draft that was confirmed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from bot.drafts import confirm_draft
from bot.errors import UserError
from bot.events.record.series import Series, occurrence_id
from bot.events.replies import day as day_in_words
from bot.events.salons import Salons
from bot.expressions import Expression
from bot.messages import Act
from bot.store import Store, Transaction, audit, by_whom


class SeriesEditing:
    """``apply`` does what a series' draft says, in one transaction with the confirmation."""

    def __init__(self, store: Store, salons: Salons) -> None:
        self._store = store
        self._salons = salons

    @property
    def series(self) -> Sequence[Series]:
        """The series that have not ended."""
        return [one for one in self._salons.series if one.ended_on is None]

    def on_day(self, day: date, words: str) -> tuple[Series, date]:
        """The series, and its day by the rule, that is held on ``day``; ``words`` narrow it
        to a title. Raises UserError when there is none, or more than one."""
        book = self._salons.book
        words = "" if _ANY.fullmatch(words) else words.strip(" 的")
        found = [
            (series, nominal)
            for series in self.series
            if words in series.title
            for nominal in series.days(day - _WINDOW, day + _WINDOW)
            if (salon := book.get(occurrence_id(series, nominal))) and salon.held_on == day
        ]
        if not found:
            raise UserError(f"{day_in_words(day)}没有系列活动。发「系列」看接下来的日子。")
        if len(found) > 1:
            names = "、".join(series.title for series, _ in found)
            raise UserError(f"这一天有 {len(found)} 个系列：{names}。请在后面写上名字。")
        return found[0]

    async def apply(self, payload: Mapping[str, str], code: str, by: Act) -> bool:
        """False when it had been done before. Raises UserError; then nothing has happened."""
        fresh = await self._store.run(lambda tx: _apply(tx, payload, code, by))
        await self._salons.refresh()
        return fresh


# What people call a day of a series that is the only one: 这周四的直播.
_ANY = Expression(r"(?:[这那]一?[场次期]|直播|活动|系列|分享|的|先|就|\s)*")
_WINDOW = date(2000, 3, 1) - date(2000, 1, 1)


def _apply(tx: Transaction, payload: Mapping[str, str], code: str, by: Act) -> bool:
    if not confirm_draft(tx, code, by):
        return False
    act, about = payload["act"], {k: v for k, v in payload.items() if k not in ("act", "what")}
    if act == "series.add":
        kept: dict[str, object] = {
            **about,
            "minutes": int(about["minutes"]),
            "on_holidays": int(about["on_holidays"]),
            "asks_replay": int(about.get("asks_replay", "0")),
            "reminders": about.get("reminders", ""),
            **by_whom(by),
        }
        if not tx.execute("series.add", **kept):
            raise UserError(f"编号 {payload['id']} 已经用过了，请换一个标题。")
    elif act == "series.except":
        moved = {"moved_on": about.get("moved_on"), "moved_start": about.get("moved_start")}
        tx.execute("series.except", **(about | moved | by_whom(by)))
    else:
        tx.execute("series.end", id=payload["id"], day=payload["day"])
    detail = " ".join(str(part) for part in payload.values())[:400]
    audit(tx, by, act, detail)
    return True
