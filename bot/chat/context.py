"""What a handler gets: the request, and the services that can help it.

Both are frozen and typed, so that a test can pass its own. Handlers return a Reply and never send.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, TypeVar
from zoneinfo import ZoneInfo

from bot.announcements.platform import LinkChecker, Platform
from bot.announcements.service import Announcements
from bot.attendance.services import Attendance
from bot.chat.dialogues import Dialogues
from bot.clock import Clock
from bot.drafts import Drafts
from bot.events import Salons
from bot.events.editing.salon_editing import SalonEditing
from bot.events.editing.series_editing import SeriesEditing
from bot.feedback import Feedback
from bot.knowledge import Knowledge
from bot.members import Members
from bot.messages import Act, IncomingMessage, Reply, Role, Turn
from bot.schedule.outbox import Outbox
from bot.schedule.replays import ReplayPosts
from bot.settings import Settings
from bot.sign_ins import SignIns

if TYPE_CHECKING:
    from bot.chat.open_questions import OpenQuestions
    from bot.chat.router import Router


@dataclass(frozen=True, slots=True)
class Request:
    """One message with what the dispatcher found out about it.

    ``command``: the command that was recognised, or whose word the text begins with although the
    rest does not fit it. ``arguments`` is the text after the word; ``direct``: it was written
    with a slash, and so certainly meant as a command.
    """

    message: IncomingMessage
    text: str
    role: Role
    history: Sequence[Turn] = ()
    command: str = ""
    arguments: str = ""
    direct: bool = False

    @property
    def source(self) -> str:
        """The key of the message, by which a redelivered command acts once."""
        return self.message.source

    def act(self, services: Services) -> Act:
        """An act of the sender, now."""
        return Act(self.message.staff_id, self.source, services.now())

    @property
    def quoted(self) -> str:
        """The words of the message that this one replies to; empty when there are none."""
        return self.message.quoted.strip()

    def with_arguments(self, arguments: str) -> Request:
        """The same request with other words behind its command."""
        return replace(self, arguments=arguments)


@dataclass(frozen=True, slots=True)
class Services:
    """Everything a handler may use."""

    settings: Settings
    clock: Clock
    knowledge: Knowledge
    salons: Salons
    feedback: Feedback
    drafts: Drafts
    announcements: Announcements
    platform: Platform
    links: LinkChecker
    attendance: Attendance
    editing: SalonEditing
    dialogues: Dialogues
    series: SeriesEditing
    outbox: Outbox
    replays: ReplayPosts
    members: Members
    sign_ins: SignIns
    open_questions: OpenQuestions
    router: Router
    reload: Callable[[], Awaitable[str]]  # reads the folder again; a Chinese summary
    status: Callable[[], Awaitable[str]]  # how the bot is, in Chinese Markdown
    console: Callable[[], str]  # where a browser finds the console; empty: nowhere

    def now(self) -> datetime:
        return self.clock.now()

    def today(self) -> date:
        return self.now().astimezone(self.zone).date()

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of whatever names none of its own."""
        return self.settings.zone


T = TypeVar("T")
# Of a command, and of the fallback: they always reply.
Answering = Callable[[Request, Services], Awaitable[Reply]]
# Of a dialogue: None when the message is not for it.
Handler = Callable[[Request, Services], Awaitable[Reply | None]]
# The same that are also given what their registration read in the message, such as a match.
AnsweringOf = Callable[[Request, Services, T], Awaitable[Reply]]
HandlerOf = Callable[[Request, Services, T], Awaitable[Reply | None]]
