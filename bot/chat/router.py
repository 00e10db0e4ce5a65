"""Commands: registering them, recognising them, and the help text that follows.

A command word is recognised with or without a leading slash. Without one it counts only when
the first token is exactly the word and the command takes the rest:
「公告怎么发」 is a question, 「公告 今晚八点直播」 is a command.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any, TypedDict, TypeVar, Unpack, overload

from bot.chat.context import Answering, AnsweringOf, Handler, HandlerOf
from bot.chat.dialogues import Dialogue
from bot.chat.guards import Fitting, given, guarded, nothing
from bot.expressions import Expression
from bot.messages import Role

_SLASHES = "/／"
# How people end a command word. Stripped, not matched: a pattern that is anchored only at the end
# would be tried at each character of a flood of !.
_STRESS = "。.!！~～"
_PARTICLES = tuple("啊呀吧哦")
_LEADING = Expression(r"[\s/／]+")
_TOKEN = Expression(r"\s*(\S+)\s*(.*)", re.DOTALL)
T = TypeVar("T")
H = TypeVar("H", bound=Handler)


@dataclass(frozen=True, slots=True)
class Command:
    """One command, as ``Router.command`` registers it. ``takes`` decides whether arguments are
    meant for it when there is no slash. ``usage`` is shown in the help and when arguments do
    not fit. ``glued`` decides the same for arguments that follow the word without a blank, as in
    「报名第7期」. ``everyday``: the bare word says something else as well, such as 「点赞」."""

    name: str
    help: str
    takes: Callable[[str], object]
    handler: Answering
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


def _unstressed(word: str) -> str:
    """「报名吧！」 → 「报名」."""
    word = word.rstrip(_STRESS)
    return word[:-1] if word.endswith(_PARTICLES) else word


class _More(TypedDict, total=False):
    """What else a command may have, as in ``Command``; ``usage`` is its name by default."""

    usage: str
    aliases: tuple[str, ...]
    role: Role
    glued: Callable[[str], object]
    everyday: bool


class Router:
    """The commands of one topic, and at most one fallback for everything else. ``subject``: what
    its dialogues are about, in Chinese, for the console."""

    def __init__(self, topic: str, subject: str = "") -> None:
        self.topic = topic
        self.subject = subject
        self.commands: list[Command] = []
        self.dialogues: list[tuple[str, Fitting]] = []
        self.continued: dict[str, Fitting] = {}
        self.fallback: Answering | None = None
        self._by_word: dict[str, Command] = {}

    @overload
    def command(
        self,
        name: str,
        *,
        help: str,
        takes: Callable[[str], object] = nothing,
        **more: Unpack[_More],
    ) -> Callable[[Answering], Answering]: ...

    @overload
    def command(
        self, name: str, *, help: str, reads: Callable[[str], T | None], **more: Unpack[_More]
    ) -> Callable[[AnsweringOf[T]], AnsweringOf[T]]: ...

    def command(
        self,
        name: str,
        *,
        help: str,
        takes: Callable[[str], object] = nothing,
        reads: Callable[[str], Any] | None = None,
        **more: Unpack[_More],
    ) -> Callable[[Any], Any]:
        """Register a handler, which is returned unchanged. With ``reads`` in place of ``takes``
        the arguments belong to the command unless ``reads`` returns None, and the handler is given
        what it returned."""
        more.setdefault("usage", name)

        def register(handler: Any) -> Any:
            fits, does = (takes, handler) if reads is None else given(reads, handler)
            self._add(Command(name, help, fits, does, **more))
            return handler

        return register

    @overload
    def dialogue(
        self, *, role: Role, longest: int | None, takes: Callable[[str], object] | None = None
    ) -> Callable[[H], H]: ...

    @overload
    def dialogue(
        self, *, role: Role, longest: int | None, reads: Callable[[str], T | None]
    ) -> Callable[[HandlerOf[T]], HandlerOf[T]]: ...

    def dialogue(
        self,
        *,
        role: Role,
        longest: int | None,
        takes: Callable[[str], object] | None = None,
        reads: Callable[[str], Any] | None = None,
    ) -> Callable[[Any], Any]:
        """Register a handler that is asked before the fallback; it returns None when the message
        is not for it. It gets only messages of people with at least that role, of at most
        ``longest`` characters (None: any number), and that it ``takes`` or ``reads``, as a
        command does its arguments. Raises ValueError for a handler for members in a router
        without a subject."""
        if role is Role.MEMBER and not self.subject:
            raise ValueError(f"router {self.topic} answers members and has no subject")

        def register(handler: Any) -> Any:
            self.dialogues.append((self.subject, guarded(handler, role, longest, takes, reads)))
            return handler

        return register

    def continues(
        self, topic: str, *, longest: int | None
    ) -> Callable[[HandlerOf[Dialogue]], HandlerOf[Dialogue]]:
        """Register the handler of a dialogue of several messages. Whoever is in one is answered
        there first; it returns None when the message is not for it. It is given the dialogue, and
        only messages of at most ``longest`` characters (None: any number)."""

        def register(handler: HandlerOf[Dialogue]) -> HandlerOf[Dialogue]:
            # No dialogue is looked up for members (`chat/routes.py`).
            self.continued[topic] = guarded(handler, Role.ORGANIZER, longest)
            return handler

        return register

    def otherwise(self, handler: Answering) -> Answering:
        """Register the handler of everything that is no command."""
        if self.fallback is not None:
            raise ValueError(f"router {self.topic} has two fallbacks")
        self.fallback = handler
        return handler

    @classmethod
    def joined(cls, routers: Iterable[Router]) -> Router:
        """All routers as one. Raises ValueError for a command word that two of them have."""
        whole = cls("all")
        for router in routers:
            for command in router.commands:
                whole._add(command)
            whole.dialogues += router.dialogues
            whole.continued |= router.continued
            if router.fallback is not None:
                whole.otherwise(router.fallback)
        return whole

    def match(self, text: str) -> Match | None:
        """The command in a text; None when it is not a command."""
        token = _TOKEN.match(text)
        if token is None:
            return None
        first, arguments = token[1], token[2].strip()
        if first[0] in _SLASHES:
            return self._slashed(text.strip(), first.lstrip(_SLASHES), arguments)
        command = self.named(first)
        if command is None:
            return self._glued(text.strip()) or self._said(text.strip())
        return Match(command, first, arguments, direct=False) if command.takes(arguments) else None

    def _slashed(self, text: str, word: str, arguments: str) -> Match | None:
        """Text that begins with a slash is a command, a mistyped one, or a path."""
        if not word:  # a blank behind the slash
            match = self.match(_LEADING.sub("", f" {arguments}", count=1))
            return replace(match, direct=True) if match and match.command else None
        command = self.named(word)
        if command is None:
            if re.search(r"[/\\.]", word):  # /etc/passwd, /dev/shm
                return None
            if glued := self._glued(text.lstrip(_SLASHES)):
                return replace(glued, direct=True)
            if arguments and self.near(word) is None:  # 「/data 满了怎么办」
                return None
        return Match(command, word, arguments, direct=True)

    def _said(self, text: str) -> Match | None:
        """「报名！」, 「报名吧」: a word that needs no arguments, said with some emphasis."""
        word = _unstressed(text)
        command = self.named(word)
        return Match(command, word, "", False) if command and command.takes("") else None

    def bare(self, text: str, role: Role) -> Command | None:
        """The command whose word is the whole text although it needs arguments: the sender wants
        to know how it is written."""
        command = self.named(_unstressed(text.strip()))
        if command is None or command.everyday or role < command.role or command.takes(""):
            return None
        return command

    def meant(self, text: str, role: Role) -> Command | None:
        """The command whose word begins a text although the rest does not fit it."""
        token = _TOKEN.match(text)
        command = self.named(_unstressed(token[1])) if token is not None else None
        if command is None or role < command.role:
            return None
        # 「为什么 查询很慢」 begins with an everyday word, whose command needs no explaining.
        return None if command.everyday and command.usage == command.name else command

    def _glued(self, text: str) -> Match | None:
        """A command whose arguments follow its word without a blank; the longest word wins."""
        found = [
            Match(command, word, text[len(word) :].strip(), direct=False)
            for command in self.commands
            if command.glued is not None
            for word in command.words
            if text.startswith(word) and command.glued(text[len(word) :].strip())
        ]
        return max(found, key=lambda match: len(match.word), default=None)

    def near(self, word: str) -> str | None:
        """The command word that a mistyped one may have meant."""
        words = [w for command in self.commands for w in command.words]
        return next(iter(difflib.get_close_matches(word, words, n=1, cutoff=0.5)), None)

    def named(self, word: str) -> Command | None:
        return self._by_word.get(word.lower())

    def _add(self, command: Command) -> None:
        for word in command.words:
            other = self._by_word.setdefault(word.lower(), command)
            if other is not command:
                raise ValueError(
                    f"command word {word!r} is for {other.name!r} and for {command.name!r}"
                )
        self.commands.append(command)
