"""A session webhook may lead to DingTalk and nowhere else."""

from __future__ import annotations

import pytest

from bot.dingtalk.session_webhooks import trusted_webhook
from bot.settings import DingTalk

PLATFORM = DingTalk()
SANDBOX = DingTalk(api_base="http://127.0.0.1:8765", oapi_base="http://127.0.0.1:8765")


@pytest.mark.parametrize(
    "address",
    [
        "https://oapi.dingtalk.com/robot/sendBySession?session=x",
        "https://api.dingtalk.com/v1.0/x",
        "https://OAPI.dingtalk.com:443/robot/sendBySession?session=x",
    ],
)
def test_the_platforms_own_hosts_are_trusted(address: str) -> None:
    assert trusted_webhook(address, PLATFORM) is not None


@pytest.mark.parametrize(
    "address",
    [
        "http://oapi.dingtalk.com/robot/sendBySession?session=x",
        "https://oapi.dingtalk.com.evil.example/robot",
        "https://evil.example/oapi.dingtalk.com",
        "https://oapi.dingtalk.com@evil.example/robot",
        "https://user:pass@oapi.dingtalk.com/robot",
        "https://evil.example#@oapi.dingtalk.com/",
        "https://evil.example\\@oapi.dingtalk.com/",
        "https://oapi.dingtalk.com:8443/robot",
        "http://127.0.0.1:8765/robot/sendBySession?session=x",
        "http://169.254.169.254/latest/meta-data",
        "file:///etc/passwd",
        "//oapi.dingtalk.com/robot",
        "oapi.dingtalk.com/robot",
        "https://",
        "https://[::1",
        "",
        "\x00",
    ],
)
def test_everything_else_is_not(address: str) -> None:
    assert trusted_webhook(address, PLATFORM) is None


def test_the_configured_host_is_trusted_with_its_port() -> None:
    assert trusted_webhook("http://127.0.0.1:8765/robot/sendBySession?session=x", SANDBOX)
    assert trusted_webhook("http://127.0.0.1:8766/robot/sendBySession?session=x", SANDBOX) is None
