"""What crosses layers: a message that came in, a reply that goes out, and where it goes.

Nothing here knows DingTalk, a database or a clock. All of it is frozen and comparable.
"""

from __future__ import annotations

import enum
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


class Role(enum.IntEnum):
    """What a person may do; a higher role includes the lower ones."""

    MEMBER = 1
    ORGANIZER = 2
    ADMIN = 3

    @property
    def label(self) -> str:
        return {Role.MEMBER: "成员", Role.ORGANIZER: "组织者", Role.ADMIN: "管理员"}[self]


class MessageKind(enum.StrEnum):
    """What kind of content a message carries, as far as the bot treats them differently."""

    TEXT = "text"
    VOICE = "voice"  # text is the platform's recognition
    MEDIA = "media"  # picture, file, video: nothing to read
    QUOTA = "quota"  # the organisation's quota is used up: the text was withheld
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class IncomingMessage:
    """One message for the bot, normalised: no own mention, no invisible characters.

    ``message_id`` is stable over redeliveries and unique only together with
    ``robot_code``. ``staff_id`` is empty for people outside the organisation.
    ``session_webhook`` is a secret. ``quoted``: the words of the message that it replies to, the
    only way to show the bot a message that did not @ it.
    """

    robot_code: str
    message_id: str
    kind: MessageKind
    text: str
    conversation_id: str
    is_group: bool
    sender_id: str
    received_at: datetime
    sender_nick: str = ""
    staff_id: str = ""
    same_organisation: bool = False
    session_webhook: str = field(default="", repr=False)
    webhook_expires_at: datetime | None = None
    quoted: str = ""

    @property
    def source(self) -> str:
        """The key of the message: what it has done once it does not do again."""
        return f"{self.robot_code}/{self.message_id}"

    @property
    def person(self) -> str:
        """The key of the sender, outsiders included; never the nickname."""
        return self.sender_id or self.staff_id


@dataclass(frozen=True, slots=True)
class Act:
    """Who does something that is recorded, by which message, and when. ``source`` is the key of
    the message, so that one that is delivered twice acts once."""

    staff_id: str
    source: str
    now: datetime


@dataclass(frozen=True, slots=True)
class Destination:
    """A group (``conversation_id``) or one person (``staff_id``); never a URL."""

    conversation_id: str = ""
    staff_id: str = ""

    def __post_init__(self) -> None:
        if bool(self.conversation_id) == bool(self.staff_id):
            raise ValueError("a destination is either a group or a person")

    @property
    def is_group(self) -> bool:
        return bool(self.conversation_id)

    def __str__(self) -> str:
        return f"group:{self.conversation_id}" if self.is_group else f"person:{self.staff_id}"

    @classmethod
    def parse(cls, text: str) -> Destination:
        """The inverse of ``str()``; raises ValueError."""
        kind, _, name = text.partition(":")
        if kind == "group":
            return cls(conversation_id=name)
        if kind == "person":
            return cls(staff_id=name)
        raise ValueError(f"not a destination: {text!r}")


class ReplyKind(enum.StrEnum):
    """What a reply is; ``xiangwen ask --json`` prints it as ``kind``."""

    ANSWER = "answer"
    EVENT = "event"
    SMALLTALK = "smalltalk"
    REFUSAL = "refusal"
    HELP = "help"
    COMMAND = "command"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a reply. The ending of ``name`` tells what it is; a ``.png`` is
    shown as a picture."""

    name: str
    content: bytes = field(repr=False)

    @property
    def is_picture(self) -> bool:
        return self.name.endswith(".png")


@dataclass(frozen=True, slots=True)
class Reply:
    """What to say. ``markdown`` is in the project's plain dialect (docs/markdown.md).

    ``follow_ups`` are texts that one tap sends as the asker; routes that cannot do that leave
    them out. ``topic`` is what a follow-up question may lean on (which salon, which attribute,
    which page); it is kept with the turn and never shown. ``mention_everyone``: only a custom
    robot can. ``sources``: the pages that it speaks from, the most telling first, for those who
    check answers; members see what the markdown says of them. ``attachments`` can only go to a
    person of the organisation, in 1:1. ``in_dialogue``: the next question of a dialogue that an
    organizer is in; it does not count against what one person may be told in a minute.
    """

    markdown: str
    title: str = ""
    kind: ReplyKind = ReplyKind.COMMAND
    follow_ups: tuple[str, ...] = ()
    mention_asker: bool = True
    mention_everyone: bool = False
    topic: Mapping[str, str] = field(default_factory=dict)
    sources: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    in_dialogue: bool = False

    @classmethod
    def text(cls, text: str, kind: ReplyKind = ReplyKind.COMMAND) -> Reply:
        """A reply of one or a few sentences whose title is its first line."""
        return cls(markdown=text, title=text.strip().split("\n", 1)[0][:30], kind=kind)


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier message of the same person in the same conversation, and its topic."""

    question: str
    kind: ReplyKind
    asked_at: datetime
    topic: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SendReceipt:
    """What the platform said of a message it accepted. ``key`` lets it be recalled later; of a
    message in several parts, the keys of all, joined by commas."""

    route: str
    key: str = ""


# Commits that a reply is about to leave; False: it must not leave.
Leaving = Callable[[], Awaitable[bool]]


class Sender(Protocol):
    """The way out; ``bot.dingtalk.sender`` implements it."""

    async def send(
        self, destination: Destination, reply: Reply, *, key: str, again: bool = False
    ) -> SendReceipt:
        """Say something unasked. ``key`` names the delivery and makes a retry harmless where the
        route can do that; ``again``: an earlier try may already stand in the chat. Raises
        DeliveryError."""
        ...

    def posts(self, destination: Destination, reply: Reply) -> int:
        """How many messages of a group's own robot, which are counted per minute, ``send`` would
        make of it; 0: it goes another way."""
        ...

    async def reply(
        self, message: IncomingMessage, reply: Reply, *, leaving: Leaving | None = None
    ) -> SendReceipt:
        """Answer a message on the best route that still works. Raises DeliveryError.

        An answer may have to wait its turn. ``leaving`` is awaited when it is about to
        leave; when that returns False nothing is sent, and DeliveryError is raised.
        """
        ...


# Returns after the row is committed; raises StoreError when it could not be.
Accept = Callable[[IncomingMessage], Awaitable[None]]
