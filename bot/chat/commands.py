"""A command, and a text that was recognised as one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.chat.context import Handler
from bot.messages import Role


@dataclass(frozen=True, slots=True)
class Command:
    """One command, as ``Router.command`` registers it. ``takes`` decides whether arguments are
    meant for it when there is no slash. ``usage`` is shown in the help and when arguments do
    not fit. ``glued`` decides the same for arguments that follow the word without a blank, as in
    「报名第7期」. ``everyday``: the bare word says something else as well, such as 「点赞」."""

    name: str
    help: str
    takes: Callable[[str], object]
    handler: Handler
    usage: str
    aliases: tuple[str, ...] = ()
    role: Role = Role.MEMBER
    glued: Callable[[str], object] | None = None
    everyday: bool = False

    @property
    def words(self) -> tuple[str, ...]:
        """What it may be called by, in any case."""
        return (self.name, *self.aliases)

    @property
    def manual(self) -> str:
        """How it is written and what it does, as Markdown."""
        also = "、".join(self.aliases)
        who = f"{self.role.label}才能用。" if self.role > Role.MEMBER else ""
        lines = (f"**{self.usage}**", f"{self.help}。{who}", f"也可以写：{also}" if also else "")
        return "\n\n".join(line for line in lines if line)


@dataclass(frozen=True, slots=True)
class Match:
    """A recognised command, or (``command`` None) a slash word that nobody knows."""

    command: Command | None
    word: str
    arguments: str
    direct: bool
