"""The settings' models: what they accept, and what they keep to themselves."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from pydantic import SecretStr, ValidationError

from bot.settings import DingTalk, Group, Limits, ReminderRule, Roles, Settings, Web
from bot.settings.values import parse_duration


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("90s", timedelta(seconds=90)),
        ("15m", timedelta(minutes=15)),
        ("2 h", timedelta(hours=2)),
        ("7d", timedelta(days=7)),
        ("2w", timedelta(weeks=2)),
        ("0m", timedelta(0)),
    ],
)
def test_a_duration_is_a_number_and_a_unit(text: str, expected: timedelta) -> None:
    assert parse_duration(text) == expected


@pytest.mark.parametrize("value", [1, 1.5, "1", "-1d", "1 day", "", "999999d", None])
def test_a_duration_without_a_clear_unit_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match="要写时长"):
        parse_duration(value)


@pytest.mark.parametrize("value", ["10:00", "9:05", time(10, 0)])
def test_a_wall_time_is_text_or_a_local_time(value: object) -> None:
    assert ReminderRule.model_validate({"name": "a", "before": "1d", "at": value}).at is not None


@pytest.mark.parametrize("value", ["24:00", "10:60", "10", "10:00Z", 600, "上午十点"])
def test_anything_else_is_no_wall_time(value: object) -> None:
    with pytest.raises(ValidationError):
        ReminderRule.model_validate({"name": "a", "before": "1d", "at": value})


def test_a_reminder_may_name_only_known_facts() -> None:
    with pytest.raises(ValidationError, match="speaker"):
        ReminderRule(name="a", before=timedelta(days=1), text="{title} {speaker}")


def test_a_reminder_goes_only_to_groups_that_exist() -> None:
    rule = ReminderRule(name="前一天", before=timedelta(days=1), groups=("学习群",))
    with pytest.raises(ValidationError, match="学习群"):
        Settings(reminders=(rule,))
    Settings(reminders=(rule,), groups=(Group(name="学习群", conversation_id="cid1"),))


def test_two_groups_cannot_share_a_name_or_a_conversation() -> None:
    first = Group(name="一群", conversation_id="cid1")
    for second in (
        Group(name="一群", conversation_id="cid2"),
        Group(name="二群", conversation_id="cid1"),
    ):
        with pytest.raises(ValidationError):
            Settings(groups=(first, second))


def test_true_is_no_number() -> None:
    with pytest.raises(ValidationError):
        Limits.model_validate({"workers": True})


@pytest.mark.parametrize("zone", ["", "Asia", "Asia/Atlantis", "../etc/passwd"])
def test_an_unknown_time_zone_is_refused(zone: str) -> None:
    with pytest.raises(ValidationError):
        Settings(timezone=zone)


def test_an_address_loses_its_last_slash() -> None:
    assert DingTalk(api_base="http://127.0.0.1:8000/").api_base == "http://127.0.0.1:8000"


@pytest.mark.parametrize("address", ["", "api.dingtalk.com", "ftp://a", "https://", "https://a b"])
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(ValidationError):
        DingTalk(api_base=address)


@pytest.mark.parametrize("listen", ["8080", "localhost:", "localhost:99999", "http://a:1"])
def test_the_web_listens_on_an_address_and_a_port(listen: str) -> None:
    with pytest.raises(ValidationError):
        Web(listen=listen)
    assert Web(listen="").listen == ""


def test_secrets_do_not_show() -> None:
    settings = Settings(
        dingtalk=DingTalk(client_id="id", client_secret=SecretStr("canary-1")),
        groups=(
            Group(
                name="群",
                conversation_id="cid",
                webhook=SecretStr("https://oapi.example.com/robot/send?access_token=canary-2"),
                webhook_secret=SecretStr("canary-3"),
            ),
        ),
    )
    shown = f"{settings!r} {settings} {settings.model_dump()} {settings.model_dump_json()}"
    assert "canary" not in shown


def test_the_robot_is_the_client_unless_told_otherwise() -> None:
    assert DingTalk(client_id="one").robot == "one"
    assert DingTalk(client_id="one", robot_code="two").robot == "two"


def test_no_variable_reaches_settings_built_in_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XIANGWEN_TIMEZONE", "Europe/Berlin")
    monkeypatch.setenv("DINGTALK_OPENAPI_ENDPOINT", "http://canary.invalid")
    assert Settings() == Settings.model_validate({})
    assert Settings().timezone == "Asia/Shanghai"
    assert "canary" not in Settings().dingtalk.api_base


def test_trouble_is_told_to_the_admins_when_nobody_is_named_for_it() -> None:
    assert Roles(admins=("1",)).told == ("1",)
    assert Roles(admins=("1",), notify=("2", "3")).told == ("2", "3")


def test_blanks_around_what_was_copied_are_no_part_of_it() -> None:
    settings = Settings.model_validate(
        {"dingtalk": {"client_id": " a", "client_secret": "b\n"}, "roles": {"admins": ["1 "]}}
    )
    assert (settings.dingtalk.client_id, settings.roles.admins) == ("a", ("1",))
    assert settings.dingtalk.client_secret.get_secret_value() == "b"
