"""Who and what the imitated DingTalk knows: people, conversations, and the lines in them.

Pure memory, no network. The page and the tests read it; the endpoints write to it.
"""

from __future__ import annotations

import asyncio
import itertools
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import uuid4

BOT = "bot"
BOT_NAME = "象问"
HOME_CORP = "dingsandboxhomecorp00000000000000"
OTHER_CORP = "dingsandboxothercorp0000000000000"
BOT_USER_ID = "$:LWCP_v1:$SandboxBotUser0000000000=="
# The app of the organisation, and the robot that it has.
CLIENT_ID = ROBOT_CODE = "dingsandboxrobot0001"
CLIENT_SECRET = "sandbox-client-secret"

_KEPT_LINES = 5_000


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in the chats. An empty ``staff_id`` means: of another organisation."""

    id: str
    nick: str
    staff_id: str = ""
    role: str = "member"  # member, organizer, admin or outsider; only for the page
    corp_id: str = HOME_CORP

    @property
    def sender_id(self) -> str:
        return f"$:LWCP_v1:$Sandbox{self.id}=="

    @property
    def union_id(self) -> str:
        return f"SandboxUnion{self.id}iEiE"

    @property
    def is_outsider(self) -> bool:
        return not self.staff_id


@dataclass(frozen=True, slots=True)
class Chat:
    """A group, or the 1:1 conversation of one person with the bot.

    ``webhook_token`` and ``webhook_secret`` belong to the group's custom robot, if any.
    ``has_bot`` turns False when the robot is taken out or the group disbanded.
    """

    id: str
    title: str
    members: tuple[str, ...]
    is_group: bool = True
    webhook_token: str = ""
    webhook_secret: str = ""
    has_bot: bool = True
    disbanded: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One line as it stands in a chat, where ``World.add`` gives it ``id`` and ``seq``.

    ``text`` is what people see (an @ shows the nickname), ``raw`` what was sent.
    ``at`` are the ids of the people whom it really notifies. ``route`` tells how a line
    of the bot came: session, openapi or webhook. ``kind`` is the platform's msgtype;
    ``media`` is the id of the file that the line shows.
    """

    chat_id: str
    kind: str
    text: str
    raw: str
    sent_at: datetime
    author: str = BOT
    author_name: str = BOT_NAME
    title: str = ""
    at: tuple[str, ...] = ()
    quote: str = ""
    route: str = ""
    key: str = ""
    recalled: bool = False
    media: str = ""
    id: str = ""
    seq: int = 0

    @property
    def from_bot(self) -> bool:
        return self.author == BOT


@dataclass(frozen=True, slots=True)
class Media:
    """A file that was brought to the platform; ``kind`` is image or file."""

    id: str
    name: str
    kind: str
    content: bytes = field(repr=False)


def default_people() -> tuple[Person, ...]:
    """Two members, an organizer, an admin and somebody from outside."""
    return (
        Person("xiaoyu", "陈小雨", "050001"),
        Person("haoran", "刘浩然", "050002"),
        Person("linxi", "林溪", "050003", "organizer"),
        Person("zhoulan", "周岚", "050004", "admin"),
        Person("jiangfan", "江帆", "", "outsider", OTHER_CORP),
    )


def default_groups(people: Iterable[Person]) -> tuple[Chat, ...]:
    """A group with a custom robot, and one without: both ways of sending occur."""
    everyone = tuple(person.id for person in people)
    return (
        Chat(
            "cidSandboxStudyGroup0000000001==",
            "PostgreSQL 学习群",
            everyone,
            webhook_token="sandboxwebhooktoken0001",
            webhook_secret="SECsandbox00000000000000000001",
        ),
        Chat("cidSandboxSalonGroup0000000002==", "沙龙筹备群", everyone),
    )


def single_chat(person: Person) -> Chat:
    return Chat(f"cidSandboxSingle{person.id}=", person.nick, (person.id,), is_group=False)


@dataclass(slots=True)
class World:
    """All chats and their lines. Everyone who subscribed gets each new or changed line."""

    people: dict[str, Person]
    chats: dict[str, Chat]
    media: dict[str, Media] = field(default_factory=dict)
    _lines: dict[str, deque[Line]] = field(default_factory=dict)
    _by_key: dict[str, Line] = field(default_factory=dict)
    _subscribers: set[asyncio.Queue[Line]] = field(default_factory=set)
    _sequence: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    @classmethod
    def of(cls, people: Iterable[Person], groups: Iterable[Chat]) -> World:
        known = {person.id: person for person in people}
        singles = [single_chat(person) for person in known.values() if not person.is_outsider]
        return cls(known, {chat.id: chat for chat in (*groups, *singles)})

    def person_by_staff_id(self, staff_id: str) -> Person | None:
        return next((p for p in self.people.values() if staff_id and p.staff_id == staff_id), None)

    def single_of(self, person: Person) -> Chat | None:
        return self.chats.get(single_chat(person).id)

    def lines(self, chat_id: str) -> list[Line]:
        return list(self._lines.get(chat_id, ()))

    def line(self, chat_id: str, line_id: str) -> Line | None:
        return next((line for line in self._lines.get(chat_id, ()) if line.id == line_id), None)

    def line_by_key(self, key: str) -> Line | None:
        return self._by_key.get(key)

    def add(self, new: Line) -> Line:
        seq = next(self._sequence)
        line = replace(new, id=f"msgSandbox{seq:06d}{uuid4().hex[:8]}==", seq=seq)
        self._lines.setdefault(line.chat_id, deque(maxlen=_KEPT_LINES)).append(line)
        if line.key:
            self._by_key[line.key] = line
        self._tell(line)
        return line

    def recall(self, line: Line) -> Line:
        gone = replace(line, recalled=True)
        lines = self._lines[line.chat_id]
        for position, other in enumerate(lines):
            if other.id == line.id:
                lines[position] = gone
        self._by_key[line.key] = gone
        self._tell(gone)
        return gone

    def subscribe(self) -> asyncio.Queue[Line]:
        """Every new line, and every line again when it is recalled."""
        queue: asyncio.Queue[Line] = asyncio.Queue()
        self._subscribers.add(queue)
        return queue

    def unsubscribe(self, queue: asyncio.Queue[Line]) -> None:
        self._subscribers.discard(queue)

    async def first_line(self, wanted: Callable[[Line], bool], timeout: float) -> Line:
        """The first line, present or coming, that is wanted; TimeoutError if none comes."""
        queue = self.subscribe()
        try:
            for lines in self._lines.values():
                for line in lines:
                    if wanted(line):
                        return line
            async with asyncio.timeout(timeout):
                while not wanted(line := await queue.get()):
                    pass
            return line
        finally:
            self.unsubscribe(queue)

    def _tell(self, line: Line) -> None:
        for queue in self._subscribers:
            queue.put_nowait(line)
