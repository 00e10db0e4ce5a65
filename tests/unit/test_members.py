"""Roles: from the configuration and by chat, by staff id and only in our organisation."""

from __future__ import annotations

from datetime import timedelta

from bot.chat.inbox import Inbox
from bot.members import Members
from bot.messages import Act, IncomingMessage, Role
from bot.store.sqlite import SqliteStore
from tests.builders import make_message
from tests.conftest import NOON


def _members(store: SqliteStore) -> Members:
    return Members(store, admins=["boss"], organizers=["lin"])


async def _role(store: SqliteStore, members: Members, message: IncomingMessage) -> Role:
    return await store.run(lambda tx: members.role_of(tx, message))


async def test_a_role_needs_a_staff_id_of_our_organisation(store: SqliteStore) -> None:
    members = _members(store)
    assert await _role(store, members, make_message(staff_id="boss")) is Role.ADMIN
    assert await _role(store, members, make_message(staff_id="lin")) is Role.ORGANIZER
    assert (
        await _role(store, members, make_message(staff_id="x", sender_nick="boss")) is Role.MEMBER
    )
    stranger = make_message(staff_id="boss", same_organisation=False)
    assert await _role(store, members, stranger) is Role.MEMBER


async def test_a_role_is_given_once_kept_and_taken_back(store: SqliteStore) -> None:
    members = _members(store)
    assert await members.grant("new", Role.ORGANIZER, Act("boss", "r/1", NOON))
    assert not await members.grant("new", Role.ADMIN, Act("boss", "r/1", NOON))
    after = _members(store)
    assert await after.role_named("new") is Role.ORGANIZER
    assert await after.with_role(Role.ORGANIZER) == ["lin", "boss", "new"]
    assert await after.revoke("new", Act("boss", "r/2", NOON))
    assert await after.revoke("new", Act("boss", "r/2", NOON))  # after a restart
    assert not await after.revoke("new", Act("boss", "r/3", NOON))
    assert await after.role_named("new") is Role.MEMBER


async def test_what_is_taken_back_once_is_not_taken_again_by_the_same_message(
    store: SqliteStore,
) -> None:
    members = _members(store)
    await members.grant("new", Role.ORGANIZER, Act("boss", "r/1", NOON))
    assert await members.revoke("new", Act("boss", "r/2", NOON))
    await members.grant("new", Role.ORGANIZER, Act("boss", "r/3", NOON))
    assert await members.revoke("new", Act("boss", "r/2", NOON))
    assert await members.granted() == {"new": Role.ORGANIZER}


async def test_what_is_given_or_taken_counts_at_once_for_everybody(store: SqliteStore) -> None:
    one, other = _members(store), _members(store)
    await one.grant("new", Role.ORGANIZER, Act("boss", "r/1", NOON))
    assert await _role(store, other, make_message(staff_id="new")) is Role.ORGANIZER
    await other.revoke("new", Act("boss", "r/2", NOON))
    assert await _role(store, one, make_message(staff_id="new")) is Role.MEMBER


async def test_who_wrote_is_known_by_the_id_that_rights_hang_on(store: SqliteStore) -> None:
    members, inbox = _members(store), Inbox(store, timedelta(minutes=10))
    await inbox.accept(make_message(staff_id="new", message_id="1"), NOON)
    await inbox.accept(
        make_message(staff_id="guest", message_id="2", same_organisation=False), NOON
    )
    assert await members.has_written("new")
    assert not await members.has_written("guest")
    assert not await members.has_written("nobody")
    assert not await members.has_written("")


async def test_what_the_configuration_gives_nobody_takes_by_chat(store: SqliteStore) -> None:
    members = _members(store)
    assert not await members.revoke("boss", Act("lin", "r/1", NOON))
    assert members.is_configured("boss")
    assert await members.role_named("boss") is Role.ADMIN


async def test_every_act_is_on_record(store: SqliteStore) -> None:
    members = _members(store)
    await members.grant("new", Role.ADMIN, Act("boss", "r/1", NOON))
    await members.revoke("new", Act("boss", "r/2", NOON))
    latest, first = await members.audit()
    assert (first.staff_id, first.action, first.detail) == ("boss", "role.grant", "new admin")
    assert (latest.action, latest.source, latest.happened_at) == ("role.revoke", "r/2", NOON)
