"""Typed settings: one class per TOML table, the default beside the field.

Plain values: nothing here reads a file or the environment (``bot.settings.file`` does), so
that the sandbox and the tests can build settings that no variable can change.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import time, timedelta
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    field_validator,
    model_validator,
)

from bot.messages import Destination
from bot.settings.values import (
    check_store_url,
    parse_duration,
    parse_listen,
    parse_quiet_hours,
    parse_wall_time,
    parse_web_address,
    parse_zone,
)

# What a reminder's text may name; `bot.schedule.rules` fills it in.
REMINDER_FACTS = (
    *("title", "number", "date", "weekday", "start", "end"),
    *("city", "venue", "address", "live_url", "when"),
)

_STARTING = "**{title}** 现在开始。直播：{live_url}"
_THANKS = "**{title}** 结束了，谢谢各位讲师和每一位到场、看直播的朋友。回放一整理好就发到这里。"


def _secret(check: Callable[[str], object]) -> AfterValidator:
    def checked(value: SecretStr) -> SecretStr:
        check(value.get_secret_value())
        return value

    return AfterValidator(checked)


def _or_empty(check: Callable[[str], str]) -> AfterValidator:
    return AfterValidator(lambda value: check(value) if value else value)


def _no_truth(value: object) -> object:
    # TOML's true would otherwise pass for the number 1.
    if isinstance(value, bool):
        raise ValueError("要写数字")
    return value


Count = Annotated[int, BeforeValidator(_no_truth)]
Seconds = Annotated[float, BeforeValidator(_no_truth), Field(allow_inf_nan=False)]
Duration = Annotated[timedelta, BeforeValidator(parse_duration)]
WallTime = Annotated[time, BeforeValidator(parse_wall_time)]
WebAddress = Annotated[str, AfterValidator(parse_web_address)]


class Table(BaseModel):
    """A TOML table: frozen, and a key it does not know is an error. What is copied out of a
    page or a chat brings blanks along."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class DingTalk(Table):
    client_id: str = ""
    client_secret: SecretStr = SecretStr("")
    robot_code: str = ""
    api_base: WebAddress = "https://api.dingtalk.com"
    oapi_base: WebAddress = "https://oapi.dingtalk.com"

    @property
    def robot(self) -> str:
        """The robot's code; DingTalk's own default is the client id."""
        return self.robot_code or self.client_id


class KnowledgeTable(Table):
    """``vectors``: order what the words found by meaning too."""

    paths: tuple[Path, ...] = (Path("knowledge"),)
    writable: bool = False
    vectors: bool = True


class Storage(Table):
    """``url``: a SQLite file, or a PostgreSQL database that several instances share."""

    url: Annotated[SecretStr, _secret(check_store_url)] = SecretStr("sqlite:///data/xiangwen.db")
    index_dir: Path = Path("data/index")

    @property
    def address(self) -> str:
        """The URL with whatever secret it holds: for opening only."""
        return self.url.get_secret_value()


class Roles(Table):
    """``two_person``: an announcement is confirmed by somebody other than its author."""

    admins: tuple[str, ...] = ()
    organizers: tuple[str, ...] = ()
    notify: tuple[str, ...] = ()
    two_person: bool = False

    @property
    def told(self) -> tuple[str, ...]:
        """Who hears of trouble: ``notify``, else the admins. Never nobody, if anybody is
        named at all."""
        return self.notify or self.admins


MAX_CAUTION = 3.0  # beyond it a group would be answered everything or nothing


class Group(Table):
    """``quiet`` is ``"22:00-08:00"`` in ``timezone``, or in that of the bot; what falls into
    these hours waits for their end. ``caution`` moves the threshold of refusal there."""

    name: str = Field(min_length=1)
    conversation_id: str = Field(min_length=1)
    webhook: Annotated[SecretStr, _secret(parse_web_address)] | None = None
    webhook_secret: SecretStr | None = None
    welcome: str = ""
    quiet: str = ""
    timezone: Annotated[str, _or_empty(parse_zone)] = ""
    caution: float = Field(0.0, ge=-MAX_CAUTION, le=MAX_CAUTION)

    @field_validator("quiet")
    @classmethod
    def _two_times(cls, value: str) -> str:
        if value:
            parse_quiet_hours(value)
        return value

    @property
    def quiet_hours(self) -> tuple[time, time] | None:
        """From when until when nothing is posted there unasked."""
        return parse_quiet_hours(self.quiet) if self.quiet else None


class ReminderRule(Table):
    """One of ``before`` the start, ``at_start``, or ``after`` the end. Whole days take the
    wall clock ``at``; shorter ones count from the start or the end. ``text`` may name any
    of REMINDER_FACTS in braces."""

    name: str = Field(min_length=1)
    before: Duration | None = None
    at_start: bool = False
    after: Duration | None = None
    at: WallTime | None = None
    text: str = "**{title}** {when}开始：{date}（{weekday}）{start}，{city}{venue}。"
    groups: tuple[str, ...] = ()

    @field_validator("text")
    @classmethod
    def _known_placeholders(cls, value: str) -> str:
        for name in re.findall(r"\{(\w+)\}", value):
            if name not in REMINDER_FACTS:
                raise ValueError(f"里的 {{{name}}} 不认识，可用的有：{'、'.join(REMINDER_FACTS)}")
        return value

    @model_validator(mode="after")
    def _one_moment(self) -> ReminderRule:
        if (self.before is not None) + self.at_start + (self.after is not None) != 1:
            raise ValueError(
                f"[[reminders]] {self.name} 要写 before（活动前多久）、at_start = true"
                "（开始时）、after（结束后多久）三者之一"
            )
        return self

    @property
    def words(self) -> str:
        """The text of the rule; the default one suits its moment."""
        if "text" in self.model_fields_set or self.before is not None:
            return self.text
        return _STARTING if self.at_start else _THANKS


class Web(Table):
    """``listen`` is ``host:port``; empty: no web server."""

    listen: Annotated[str, _or_empty(parse_listen)] = "127.0.0.1:8080"
    public_url: Annotated[str, _or_empty(parse_web_address)] = ""


class Limits(Table):
    """Bounds. What meets one of them names it, so that an admin knows what to raise."""

    file_bytes: Count = Field(2_000_000, ge=1_000)
    folder_bytes: Count = Field(200_000_000, ge=1_000)
    files: Count = Field(20_000, ge=1)
    front_matter_bytes: Count = Field(16_384, ge=64)
    question_chars: Count = Field(4_000, ge=16)
    command_chars: Count = Field(16_000, ge=16)
    queue: Count = Field(1_000, ge=1)
    workers: Count = Field(64, ge=1, le=256)
    handler_seconds: Seconds = Field(30, gt=0)
    resume_minutes: Count = Field(10, ge=1, le=1_440)
    follow_up_minutes: Count = Field(10, ge=1, le=1_440)
    reply_bytes: Count = Field(4_000, ge=500, le=20_000)
    http_seconds: Seconds = Field(10, gt=0)
    keep_attendance_days: Count = Field(180, ge=1, le=3_660)
    group_per_minute: Count = Field(20, ge=1, le=6_000)
    wait_seconds: Seconds = Field(30, gt=0)
    calls_per_second: Count = Field(20, ge=1)
    calls_per_month: Count = Field(10_000, ge=0)
    sends_at_once: Count = Field(20, ge=1, le=256)
    digest_minutes: Count = Field(3, ge=0, le=60)
    everyone_per_day: Count = Field(1, ge=0)


class Settings(Table):
    """Everything the bot may be told. ``load_settings`` reads it from file and environment."""

    timezone: Annotated[str, AfterValidator(parse_zone)] = "Asia/Shanghai"
    dingtalk: DingTalk = DingTalk()
    knowledge: KnowledgeTable = KnowledgeTable()
    storage: Storage = Storage()
    roles: Roles = Roles()
    groups: tuple[Group, ...] = ()
    reminders: tuple[ReminderRule, ...] = ()
    web: Web = Web()
    limits: Limits = Limits()

    @model_validator(mode="after")
    def _names_fit(self) -> Settings:
        """Names are keys: of groups in rules, of rules in the deliveries."""
        problems = [
            *_twice("[[groups]] name", (group.name for group in self.groups)),
            *_twice("[[groups]] conversation_id", (g.conversation_id for g in self.groups)),
            *_twice("[[reminders]] name", (rule.name for rule in self.reminders)),
            *(
                f"[[reminders]] {rule.name} 的 groups 里的「{name}」"
                "不在 [[groups]] 里，请改成那里的 name"
                for rule in self.reminders
                for name in rule.groups
                if self.group_named(name) is None
            ),
        ]
        if problems:
            raise ValueError("；".join(dict.fromkeys(problems)))
        return self

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    def caution_in(self, conversation_id: str) -> float:
        """How much surer than elsewhere the bot must be to answer there; 0 in groups that
        are not listed, and 1:1."""
        found = (g.caution for g in self.groups if g.conversation_id == conversation_id)
        return next(found, 0.0)

    def group_named(self, name: str) -> Group | None:
        return next((g for g in self.groups if name in (g.name, g.conversation_id)), None)

    def place_of(self, to: Destination) -> str:
        """Where it goes, as people know it."""
        if not to.is_group:
            return f"单聊 {to.staff_id}"
        group = self.group_named(to.conversation_id)
        return group.name if group else f"群 {to.conversation_id}"


def _twice(key: str, names: Iterable[str]) -> Iterator[str]:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            yield f"{key} 有两个「{name}」，请改掉一个"
        seen.add(name)
