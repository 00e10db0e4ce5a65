"""Who signed up and who came, as a workbook for organizers."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.attendance.checkins import Checkin
from bot.attendance.people import Attendee
from bot.attendance.signups import Signup, SignupState
from bot.messages import Act
from bot.store import Store, Transaction, audit, by_whom

_HEADINGS = ("序号", "昵称", "员工号", "报名时间", "签到时间")
_WIDTHS = (6, 24, 16, 18, 18)
_OUTSIDER = "组织外"


@dataclass(frozen=True, slots=True)
class Roster:
    """The lists of one salon: seats and waiting list in the order of the queue, arrivals
    in the order of arrival."""

    signups: Sequence[Signup]
    checkins: Sequence[Checkin]

    @property
    def seated(self) -> list[Signup]:
        return [one for one in self.signups if one.state is SignupState.SEATED]

    @property
    def waiting(self) -> list[Signup]:
        return [one for one in self.signups if one.state is SignupState.WAITING]

    @property
    def walk_ins(self) -> list[Checkin]:
        """Who came without a seat."""
        seated = {one.attendee.person for one in self.seated}
        return [one for one in self.checkins if one.attendee.person not in seated]

    def to_xlsx(self, zone: ZoneInfo) -> bytes:
        """The workbook. Whatever people call themselves stays text: no cell is a formula."""
        import xlsxwriter  # on use: every start would wait for it

        out = io.BytesIO()
        book = xlsxwriter.Workbook(
            out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        )
        bold = book.add_format({"bold": True})
        arrivals = {one.attendee.person: one.at for one in self.checkins}
        for name, rows in (
            ("报名", [_signup_row(one, arrivals, zone) for one in self.seated]),
            ("候补", [_signup_row(one, arrivals, zone) for one in self.waiting]),
            ("现场来的", [_checkin_row(one, zone) for one in self.walk_ins]),
        ):
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            for column, (heading, width) in enumerate(zip(_HEADINGS, _WIDTHS, strict=True)):
                sheet.set_column(column, column, width)
                sheet.write_string(0, column, heading, bold)
            for number, row in enumerate(rows, 1):
                sheet.write_number(number, 0, number)
                for column, text in enumerate(row, 1):
                    sheet.write_string(number, column, text)
        book.close()
        return out.getvalue()


class Headcounts:
    """How many came, as an organizer counted; and who was given the list of their names."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def note_list_given(self, salon_id: str, by: Act) -> None:
        await self._store.run(lambda tx: audit(tx, by, "roster.given", salon_id))

    async def record(self, salon_id: str, people: int, by: Act) -> int | None:
        """Keep the number; the one that was kept before, if any."""

        def work(tx: Transaction) -> int | None:
            row = tx.one("headcounts.of_salon", salon_id=salon_id)
            if row is not None and row["source"] == by.source:
                return None
            tx.execute("headcounts.put", salon_id=salon_id, people=people, **by_whom(by))
            audit(tx, by, "headcount.record", f"{salon_id} {people}")
            return int(row["people"]) if row else None

        return await self._store.run(work)

    async def of_salon(self, salon_id: str) -> int | None:
        row = await self._store.run(lambda tx: tx.one("headcounts.of_salon", salon_id=salon_id))
        return int(row["people"]) if row else None


def _signup_row(signup: Signup, arrivals: dict[str, datetime], zone: ZoneInfo) -> list[str]:
    attendee = signup.attendee
    came = arrivals.get(attendee.person)
    arrived = _local(came, zone) if came else ""
    return [*_named(attendee), _local(signup.signed_up_at, zone), arrived]


def _checkin_row(checkin: Checkin, zone: ZoneInfo) -> list[str]:
    return [*_named(checkin.attendee), "", _local(checkin.at, zone)]


def _named(attendee: Attendee) -> list[str]:
    return [attendee.nick, _OUTSIDER if attendee.is_outsider else attendee.staff_id]


def _local(moment: datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"
