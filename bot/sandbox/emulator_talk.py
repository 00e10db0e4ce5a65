"""People speak: a line appears in the chat, and what concerns the bot is pushed to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import uuid4

from bot.clock import Clock
from bot.sandbox.emulator_faults import Faults
from bot.sandbox.emulator_frames import KINDS, TOPIC_BOT, Spoken, callback_data
from bot.sandbox.emulator_gateway import Gateway, Push
from bot.sandbox.emulator_model import BOT_NAME, Chat, Line, Person, World


@dataclass(frozen=True, slots=True)
class Utterance:
    """What somebody says. ``kind`` is the platform's msgtype, ``quote`` a line's id."""

    chat: Chat
    person: Person
    text: str
    kind: str = "text"
    quote: str = ""
    mention_bot: bool = True
    mentions: tuple[Person, ...] = ()


class Talk:
    """Turns utterances into lines and pushes."""

    def __init__(
        self,
        clock: Clock,
        world: World,
        faults: Faults,
        gateway: Gateway,
        *,
        robot_code: str,
        open_session: Callable[[str], str],
    ) -> None:
        self._clock = clock
        self._world = world
        self._faults = faults
        self._gateway = gateway
        self._robot_code = robot_code
        self._open_session = open_session

    async def say(self, said: Utterance) -> Push | Line:
        """The push that carries it to the bot, or only the line when nothing is pushed."""
        if said.kind not in KINDS:
            raise ValueError(f"unknown kind {said.kind!r}")
        if said.person.id not in said.chat.members:
            raise ValueError(f"{said.person.id} is not in {said.chat.id}")
        line = self._add_line(said)
        if not said.chat.has_bot or (said.chat.is_group and not said.mention_bot):
            return line
        spoken = Spoken(
            line=line,
            person=said.person,
            chat=said.chat,
            robot_code=self._robot_code,
            webhook=self._open_session(said.chat.id),
            quoted=self._world.line(said.chat.id, said.quote) if said.quote else None,
            mentions=said.mentions,
        )
        withheld = self._faults.take("push", "quota") is not None
        data = callback_data(spoken, quota_used_up=withheld)
        push = Push(line.id, "CALLBACK", TOPIC_BOT, {}, data)
        await self._gateway.push(push)
        return push

    def _add_line(self, said: Utterance) -> Line:
        names = [other.nick for other in said.mentions]
        if said.mention_bot and said.chat.is_group:
            names.insert(0, BOT_NAME)
        shown = " ".join([*(f"@{name}" for name in names), said.text])
        return self._world.add(
            lambda seq: Line(
                id=f"msgSandbox{seq:06d}{uuid4().hex[:8]}==",
                seq=seq,
                chat_id=said.chat.id,
                author=said.person.id,
                author_name=said.person.nick,
                kind=said.kind,
                text=shown,
                raw=said.text,
                at=tuple(other.id for other in said.mentions),
                quote=said.quote,
                sent_at=self._clock.now(),
            )
        )
