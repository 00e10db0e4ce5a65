"""Which address a group's own robot is called at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import pytest
from pydantic import SecretStr
from yarl import URL

from bot.clock import FixedClock
from bot.dingtalk.custom_robot import CustomRobot, sign
from bot.dingtalk.wire import Wire
from bot.settings import Group
from tests.conftest import NOON

WEBHOOK = "https://oapi.dingtalk.com/robot/send?access_token=abc"


class Called:
    """A wire that only notes where it is called."""

    def __init__(self) -> None:
        self.urls: list[URL] = []

    async def post(self, url: URL, body: Mapping[str, Any]) -> dict[str, Any]:
        self.urls.append(url)
        return {}


@pytest.mark.parametrize("secret", [None, SecretStr("SECxyz")])
async def test_only_a_robot_with_a_secret_signs(
    secret: SecretStr | None, clock: FixedClock
) -> None:
    called = Called()
    group = Group(
        name="组", conversation_id="cid", webhook=SecretStr(WEBHOOK), webhook_secret=secret
    )
    await CustomRobot(group, cast(Wire, called), clock).send("题", ["话"], "key")
    (url,) = called.urls
    stamp = str(int(NOON.timestamp() * 1000))
    signed = {"timestamp": stamp, "sign": sign(stamp, "SECxyz")} if secret else {}
    assert dict(url.query) == {"access_token": "abc"} | signed
