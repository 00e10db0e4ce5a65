"""Typed settings: defaults < the TOML file < ``XIANGWEN_…`` < ``DINGTALK_OPENAPI_ENDPOINT``.

One class per TOML table, the default beside the field. The only place (with ``bot/cli``)
that reads the environment. Paths in the file are relative to the file.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from datetime import time, timedelta
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, field_validator
from pydantic_settings import (
    BaseSettings,
    InitSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

ENV_PREFIX = "XIANGWEN_"
NESTED = "__"
CONFIG_VARIABLE = "XIANGWEN_CONFIG"
ENDPOINT_VARIABLE = "DINGTALK_OPENAPI_ENDPOINT"
# Variables with our prefix that are no settings.
NOT_SETTINGS = frozenset({CONFIG_VARIABLE, "XIANGWEN_TEST_POSTGRES"})

# What a reminder's text may name; `bot.schedule.rules` fills it in.
REMINDER_FACTS = (
    "title",
    "number",
    "date",
    "weekday",
    "start",
    "end",
    "city",
    "venue",
    "address",
    "live_url",
    "when",
)

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def parse_duration(value: object) -> object:
    """``"90s"``, ``"15m"``, ``"1h"``, ``"7d"`` → timedelta; anything else passes through."""
    if isinstance(value, str) and (match := re.fullmatch(r"(\d+)\s*([smhdw])", value.strip())):
        return timedelta(**{_UNITS[match[2]]: int(match[1])})
    return value


Duration = Annotated[timedelta, BeforeValidator(parse_duration)]


class Table(BaseModel):
    """A TOML table: frozen, and a key it does not know is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class DingTalk(Table):
    client_id: str = ""
    client_secret: SecretStr = SecretStr("")
    robot_code: str = ""
    api_base: str = "https://api.dingtalk.com"
    oapi_base: str = "https://oapi.dingtalk.com"

    @property
    def robot(self) -> str:
        """The robot's code; DingTalk's own default is the client id."""
        return self.robot_code or self.client_id


class KnowledgeTable(Table):
    paths: tuple[Path, ...] = (Path("knowledge"),)
    writable: bool = False


class Storage(Table):
    url: SecretStr = SecretStr("sqlite:///data/xiangwen.db")
    index_dir: Path = Path("data/index")


class Roles(Table):
    admins: tuple[str, ...] = ()
    organizers: tuple[str, ...] = ()
    notify: tuple[str, ...] = ()


class Group(Table):
    name: str
    conversation_id: str
    webhook: SecretStr | None = None
    webhook_secret: SecretStr | None = None


class ReminderRule(Table):
    """``before`` whole days take the wall clock ``at``; shorter ones count back from the
    start. ``text`` may name any of REMINDER_FACTS in braces."""

    name: str
    before: Duration
    at: time | None = None
    text: str = "**{title}** {when}开始：{date}（{weekday}）{start}，{city}{venue}。"
    groups: tuple[str, ...] = ()

    @field_validator("text")
    @classmethod
    def _known_placeholders(cls, value: str) -> str:
        for name in re.findall(r"\{(\w+)\}", value):
            if name not in REMINDER_FACTS:
                raise ValueError(f"里的 {{{name}}} 不认识，可用的有：{'、'.join(REMINDER_FACTS)}")
        return value


class Web(Table):
    listen: str = "127.0.0.1:8080"
    public_url: str = ""


class Limits(Table):
    file_bytes: int = Field(2_000_000, ge=1_000)
    folder_bytes: int = Field(200_000_000, ge=1_000)
    files: int = Field(20_000, ge=1)
    front_matter_bytes: int = Field(16_384, ge=64)
    question_chars: int = Field(4_000, ge=16)
    command_chars: int = Field(16_000, ge=16)
    queue: int = Field(1_000, ge=1)
    workers: int = Field(8, ge=1, le=256)
    handler_seconds: float = Field(30, gt=0)
    resume_minutes: int = Field(10, ge=1)
    follow_up_minutes: int = Field(10, ge=1)
    person_per_minute: int = Field(20, ge=1)
    reply_bytes: int = Field(4_000, ge=500, le=20_000)
    http_seconds: float = Field(10, gt=0)


def environment() -> Mapping[str, str]:
    return os.environ


def _endpoint() -> dict[str, Any]:
    """DingTalk's own variable moves the API host, as it does for its SDKs."""
    base = environment().get(ENDPOINT_VARIABLE)
    return {"dingtalk": {"api_base": base}} if base else {}


class Settings(BaseSettings):
    """Everything the bot may be told. Built by ``load_settings``."""

    model_config = SettingsConfigDict(
        frozen=True, extra="forbid", env_prefix=ENV_PREFIX, env_nested_delimiter=NESTED
    )
    timezone: str = "Asia/Shanghai"
    dingtalk: DingTalk = DingTalk()
    knowledge: KnowledgeTable = KnowledgeTable()
    storage: Storage = Storage()
    roles: Roles = Roles()
    groups: tuple[Group, ...] = ()
    reminders: tuple[ReminderRule, ...] = ()
    web: Web = Web()
    limits: Limits = Limits()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The file arrives as init values, so the environment stands before it."""
        return (InitSettingsSource(settings_cls, _endpoint()), env_settings, init_settings)

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError):
            raise ValueError('要写时区名，例如 "Asia/Shanghai"') from None
        return value

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    def group_named(self, name: str) -> Group | None:
        return next((g for g in self.groups if name in (g.name, g.conversation_id)), None)
