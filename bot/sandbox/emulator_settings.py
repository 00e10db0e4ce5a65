"""The settings tables that make the bot talk to the imitation instead of the platform."""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import SecretStr

from bot.sandbox.emulator_model import Chat, Person
from bot.settings import Group, Roles


def group_table(chat: Chat, base_url: str) -> Group:
    """``[[groups]]`` for one group, its custom robot included."""
    if not chat.webhook_token:
        return Group(name=chat.title, conversation_id=chat.id)
    return Group(
        name=chat.title,
        conversation_id=chat.id,
        webhook=SecretStr(f"{base_url}/robot/send?access_token={chat.webhook_token}"),
        webhook_secret=SecretStr(chat.webhook_secret) if chat.webhook_secret else None,
    )


def roles_table(people: Iterable[Person]) -> Roles:
    """``[roles]`` by the people's role here; deafness and the like go to the admins."""
    people = tuple(people)
    admins = tuple(p.staff_id for p in people if p.role == "admin" and p.staff_id)
    organizers = tuple(p.staff_id for p in people if p.role == "organizer" and p.staff_id)
    return Roles(admins=admins, organizers=organizers, notify=admins)
