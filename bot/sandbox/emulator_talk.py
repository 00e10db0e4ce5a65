"""People speak: a line appears in the chat, and what concerns the bot is pushed to it."""

from __future__ import annotations

from collections.abc import Callable

from bot.clock import Clock
from bot.sandbox.emulator_faults import Faults
from bot.sandbox.emulator_frames import KINDS, TOPIC_BOT, Spoken, callback_data
from bot.sandbox.emulator_gateway import Gateway, Push
from bot.sandbox.emulator_model import BOT_NAME, Chat, Line, Person, World


class Talk:
    """Turns what is said into lines and pushes. ``open_session`` gives the address at which a
    message in that chat can be answered."""

    def __init__(
        self,
        clock: Clock,
        world: World,
        faults: Faults,
        gateway: Gateway,
        open_session: Callable[[str], str],
    ) -> None:
        self._clock = clock
        self._world = world
        self._faults = faults
        self._gateway = gateway
        self._open_session = open_session

    async def say(
        self,
        chat: Chat,
        person: Person,
        text: str,
        *,
        kind: str,
        quote: str,
        mention_bot: bool,
        mentions: tuple[Person, ...],
    ) -> Line:
        """``kind`` is the platform's msgtype, ``quote`` a line's id."""
        if kind not in KINDS:
            raise ValueError(f"unknown kind {kind!r}")
        if person.id not in chat.members:
            raise ValueError(f"{person.id} is not in {chat.id}")
        names = [BOT_NAME] if mention_bot and chat.is_group else []
        names += [other.nick for other in mentions]
        line = self._world.add(
            Line(
                chat_id=chat.id,
                author=person.id,
                author_name=person.nick,
                kind=kind,
                text=" ".join([*(f"@{name}" for name in names), text]),
                raw=text,
                at=tuple(other.id for other in mentions),
                quote=quote,
                sent_at=self._clock.now(),
            )
        )
        if chat.has_bot and (mention_bot or not chat.is_group):
            quoted = self._world.line(chat.id, quote) if quote else None
            spoken = Spoken(line, person, chat, self._open_session(chat.id), quoted, mentions)
            withheld = self._faults.take("push", "quota") is not None
            data = callback_data(spoken, quota_used_up=withheld)
            await self._gateway.push(Push(line.id, "CALLBACK", TOPIC_BOT, {}, data))
        return line
