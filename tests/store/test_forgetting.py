"""One person's data, in every table there is, of either database: none is left."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import pytest

from bot.attendance.checkins import Refusal
from bot.attendance.forgetting import Whose
from bot.attendance.roster import Roster
from bot.attendance.services import Attendance
from bot.events import Salons
from bot.messages import Act
from bot.schedule.deliveries import DeliveryKind, enqueue, notice
from bot.settings.values import is_postgres, sqlite_path
from bot.store import Row, Store, Transaction
from bot.store.connection import migrations
from bot.store.sqlite_tables import SqliteTables
from tests.conftest import NOON
from tests.unit.attendance.salons import make_attendee, make_salon

_ZONE = ZoneInfo("Asia/Shanghai")
_PERSON, _STAFF_ID, _NICK = "sender-zhao", "staff-0501", "赵小满"
_CHANGE, _NOTICE = DeliveryKind.CHANGE, DeliveryKind.NOTICE
_ME, _BY = Whose(_PERSON, _STAFF_ID), Act(_STAFF_ID, "robot/now", NOON)
# What these columns hold is somebody's; of all others the test knows a value that fits.
_SOMEBODYS = {
    "person": _PERSON,
    "staff_id": _STAFF_ID,
    "nick": _NICK,
    "speaker": _NICK,
    "author": _STAFF_ID,
    "destination": f"person:{_STAFF_ID}",
}
_FITTING: Mapping[str, Any] = {
    "messages.state": "answered",
    "drafts.state": "confirmed",
    "deliveries.state": "sent",
    "deliveries.kind": "seat",
    "deliveries.markdown": f"**{_NICK}**，您候补的空出了名额",
    "deliveries.key": f"seat:salon:1:person:{_STAFF_ID}",
    "deliveries.subject": "signups-salon_id",
    "checkin_misses.missed_at": "2026-11-01T00:00:00Z",
    "signups.state": "seated",
    "debate_notes.kind": "answer",
    "debate_notes.debate_id": 1,
    "draw_entries.code": "draws-code",
    "series_exceptions.series_id": "series-id",
    "role_grants.role": "admin",
    "audit_entries.action": "checkin.vouch",
    "audit_entries.detail": f"checkins-salon_id {_NICK}",
    "unanswered_questions.conversation_id": "messages-conversation_id",
    "rests.name": "answers cid",
}
_NOBODYS = {"claimed_by", "robot_posts.destination", "silenced_groups.conversation_id"}
_NUMBERS = {
    *("reported", "revision", "minutes", "on_holidays", "asks_replay", "place", "people"),
    *("likes", "winners", "rank", "number", "sequence", "attempts", "resends", "exact", "alone"),
    *("everyone", "posts", "calls", "beats"),
}


def _schema() -> Mapping[str, tuple[str, ...]]:
    connection = sqlite3.connect(":memory:")
    for _, script in migrations("sqlite"):
        connection.executescript(script)
    return SqliteTables(connection).columns


@contextmanager
def _raw(url: str) -> Iterator[Any]:
    """A connection beside the store's."""
    if is_postgres(url):
        with psycopg.connect(url, autocommit=True) as server:
            yield server
        return
    connection = sqlite3.connect(sqlite_path(url), isolation_level=None)
    try:
        yield connection
    finally:
        connection.close()


def _value(table: str, column: str) -> Any:
    full = f"{table}.{column}"
    if column in _NUMBERS:
        return 1
    if full in _FITTING:
        return _FITTING[full]
    if column in _NOBODYS or full in _NOBODYS:
        return "nobody"
    if column in _SOMEBODYS:
        return _SOMEBODYS[column]
    return _STAFF_ID if column.endswith("_by") else f"{table}-{column}"


def _fill(url: str) -> None:
    """A row in every table, as far as it can be told of somebody theirs."""
    with _raw(url) as connection:
        for table, columns in _schema().items():
            values = {
                one: _value(table, one) for one in columns if one != "id" or table == "series"
            }
            for column in columns:
                if column in _NUMBERS:
                    values[column] = 1
            if table == "chat_salons":
                values["id"] = "chat"
            mark = "%s" if is_postgres(url) else "?"
            names, marks = ", ".join(values), ", ".join(mark for _ in values)
            connection.execute(
                f"INSERT INTO {table} ({names}) VALUES ({marks})", list(values.values())
            )


def _where(url: str, words: str) -> set[str]:
    """The columns in which these words stand."""
    found = set()
    with _raw(url) as connection:
        for table, columns in _schema().items():
            rows = connection.execute(f"SELECT {', '.join(columns)} FROM {table}").fetchall()
            for row in rows:
                found |= {
                    f"{table}.{column}"
                    for column, value in zip(columns, row, strict=True)
                    if words in str(value)
                }
    return found


def _rows(url: str, table: str) -> int:
    with _raw(url) as connection:
        ((count,),) = connection.execute(f"SELECT count(*) FROM {table}").fetchall()
    return int(count)


@pytest.fixture
def attendance(either: Store) -> Attendance:
    return Attendance.over(either, Salons(either, _ZONE), (), _ZONE, ())


async def test_nothing_is_left_of_somebody_but_what_a_right_was_used_for(
    url: str, attendance: Attendance
) -> None:
    _fill(url)
    theirs = {
        f"{table}.{one}"
        for table, columns in _schema().items()
        for one in columns
        if (one in _SOMEBODYS or one.endswith("_by")) and one not in _NOBODYS
    }
    filled = _where(url, _PERSON) | _where(url, _STAFF_ID) | _where(url, _NICK)
    assert theirs - _NOBODYS <= filled  # a new table is asked about as well

    await attendance.forgetting.forget(_ME, _BY)

    assert _where(url, _PERSON) == set()
    assert _where(url, _NICK) == set()
    assert _where(url, _STAFF_ID) == {"audit_entries.staff_id"}


async def test_what_others_are_counted_with_stays(url: str, attendance: Attendance) -> None:
    _fill(url)
    kept = await attendance.forgetting.kept(_ME)
    assert kept["signups"] == kept["draws"] == kept["acts"] == 1
    counted = ("messages", "signups", "checkins", "draw_entries", "deliveries", "debate_notes")
    before = {table: _rows(url, table) for table in counted}
    assert await attendance.forgetting.forget(_ME, _BY) == kept
    assert {table: _rows(url, table) for table in counted} == before
    assert _rows(url, "shares") == _rows(url, "turns") == _rows(url, "role_grants") == 0
    assert _rows(url, "unanswered_questions") == 0
    assert dict(await attendance.forgetting.kept(_ME)) == {"acts": 1}


async def test_nobody_else_is_touched(url: str, either: Store, attendance: Attendance) -> None:
    _fill(url)
    await attendance.forgetting.forget(Whose("sender-li", "staff-9"), _BY)
    assert _where(url, _PERSON) >= {"signups.person", "messages.person", "turns.person"}
    assert _rows(url, "shares") == _rows(url, "unanswered_questions") == 1
    # An outsider has no staff id, which many others have not either.
    await attendance.forgetting.forget(Whose("sender-wu", ""), _BY)
    assert _where(url, _PERSON) >= {"signups.person", "checkins.person"}


async def test_a_staff_id_alone_finds_whoever_wrote(url: str, attendance: Attendance) -> None:
    _fill(url)
    await attendance.forgetting.forget(Whose(_STAFF_ID, _STAFF_ID), _BY)
    assert _where(url, _PERSON) == set()


async def test_a_redelivered_message_is_still_known(
    url: str, either: Store, attendance: Attendance
) -> None:
    _fill(url)
    await attendance.forgetting.forget(_ME, _BY)
    again = {
        **{"robot": "messages-robot", "message_id": "messages-message_id", "payload": "{}"},
        **{"conversation_id": "cid", "person": _PERSON, "staff_id": _STAFF_ID},
        **{"claimed_by": either.instance, "now": NOON},
    }
    assert await either.run(lambda tx: tx.execute("messages.accept", **again)) == 0
    assert await attendance.forgetting.has_forgotten(_BY.source)
    assert not await attendance.forgetting.has_forgotten("robot/other")
    # Taken up again it must not take what has come since.
    await attendance.checkins.vouch("salon", make_attendee("z", person=_PERSON), _BY)
    await attendance.forgetting.forget(_ME, _BY)
    assert "checkins.person" in _where(url, _PERSON)


async def test_forgotten_people_are_in_no_draw_any_more(
    url: str, either: Store, attendance: Attendance
) -> None:
    _fill(url)
    await attendance.forgetting.forget(_ME, _BY)
    for of in ("signups", "checkins"):
        read = partial(_entrants, of=of)
        assert await either.run(read) == []


def _entrants(tx: Transaction, of: str) -> list[Row]:
    return tx.all(f"draws.from_{of}", salon_id=f"{of}-salon_id")


async def test_the_roster_still_counts_who_came_with_a_seat(attendance: Attendance) -> None:
    salon, one = make_salon(), make_attendee(person=_PERSON, staff_id=_STAFF_ID, nick=_NICK)
    await attendance.signups.sign_up(salon, one, "robot/m1", NOON)
    await attendance.checkins.vouch(salon.id, one, _BY)
    walked_in = make_attendee("w", person=_PERSON, staff_id=_STAFF_ID)
    await attendance.checkins.vouch("salon-2", walked_in, _BY)
    await attendance.forgetting.forget(_ME, _BY)
    signups = await attendance.signups.of_salon(salon.id)
    roster = Roster(signups, await attendance.checkins.of_salon(salon.id))
    assert (len(roster.seated), len(roster.checkins), roster.walk_ins) == (1, 1, [])
    (elsewhere,) = await attendance.checkins.of_salon("salon-2")
    assert elsewhere.attendee.nick == "（已删除）"
    assert not elsewhere.attendee.is_outsider


async def test_seats_go_on_moving_after_somebody_who_had_moved_up_is_forgotten(
    attendance: Attendance,
) -> None:
    salon, notices = make_salon(capacity=1), attendance.signups
    for name in ("first", _PERSON, "third"):
        one = make_attendee(name, person=name)
        await notices.sign_up(salon, one, f"robot/{name}", NOON)
    assert await notices.withdraw(salon, "first", "robot/gone", NOON)  # the next is to hear of it
    await attendance.forgetting.forget(Whose(_PERSON, f"staff-{_PERSON}"), _BY)
    assert await notices.withdraw(salon, "third", "robot/gone-too", NOON)


async def test_a_name_goes_only_where_it_is_somebodys(
    url: str, either: Store, attendance: Attendance
) -> None:
    for number, nick in enumerate(("的", "的哥")):
        one = make_attendee(nick, nick=nick)
        await attendance.checkins.vouch("salon", one, Act("", f"robot/m{number}", NOON))
    words = {
        "pass:salon": "的、阿花",
        "salon-2": "您报名的活动",
        "notice": "单聊 staff-的：的确没送到",
    }
    sent = [
        replace(notice(subject, "admin", "", said, NOON, subject=subject), kind=kind)
        for (subject, said), kind in zip(words.items(), (_CHANGE, _CHANGE, _NOTICE), strict=True)
    ]
    await either.run(lambda tx: enqueue(tx, sent, NOON))
    with _raw(url) as connection:
        connection.execute("UPDATE deliveries SET state = 'sent'")
    await attendance.forgetting.forget(Whose("sender-的", "staff-的"), _BY)
    with _raw(url) as connection:
        told = dict(connection.execute("SELECT subject, markdown FROM deliveries").fetchall())
        vouched = connection.execute("SELECT detail FROM audit_entries ORDER BY id").fetchall()
    gone = {"pass:salon": "（已删除）、阿花", "notice": "单聊 （已删除）：的确没送到"}
    assert told == {**words, **gone}
    assert [detail for (detail,) in vouched][:2] == ["salon （已删除）", "salon 的哥"]


async def test_whoever_guesses_codes_stays_locked_out(attendance: Attendance) -> None:
    one = make_attendee(person=_PERSON)
    for number in range(5):
        await attendance.checkins.check_in(
            "000000", one, lambda _: None, source=f"robot/m{number}", now=NOON
        )
    await attendance.forgetting.forget(_ME, _BY)
    again = await attendance.checkins.check_in(
        "000000", one, lambda _: None, source="robot/m5", now=NOON
    )
    assert again == (Refusal.TOO_MANY, "")
