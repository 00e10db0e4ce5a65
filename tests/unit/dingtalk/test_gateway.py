"""Where the gateway sends us: the ticket is written so that it arrives, and nobody reads it."""

from __future__ import annotations

import json

import pytest
from yarl import URL

from bot.dingtalk.gateway import GatewayError, _address


def answer(endpoint: str, ticket: str = "t") -> str:
    return json.dumps({"endpoint": endpoint, "ticket": ticket})


def test_a_ticket_arrives_as_it_was_given() -> None:
    url = _address(answer("wss://a.example/connect", "a+b/c&d= é"), secure=True)
    assert URL(str(url)).query["ticket"] == "a+b/c&d= é"
    assert "a%2Bb" in str(url)


def test_from_https_the_way_goes_on_encrypted() -> None:
    with pytest.raises(GatewayError, match="加密"):
        _address(answer("ws://a.example/connect"), secure=True)
    with pytest.raises(GatewayError, match="加密"):
        _address(answer("http://a.example/connect"), secure=False)
    assert _address(answer("ws://127.0.0.1:1/connect"), secure=False).scheme == "ws"
