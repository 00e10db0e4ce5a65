"""Says in a group, by the OpenAPI, what the real bot never would: for tests of the page."""

from __future__ import annotations

import json
from typing import Any

import aiohttp

from bot.sandbox.emulator import Emulator


class Announcer:
    """Posts as the robot does. Open and close ``http`` around it."""

    def __init__(self, emulator: Emulator, http: aiohttp.ClientSession) -> None:
        self._emulator = emulator
        self._http = http

    async def announce(self, chat_id: str, markdown: str, *, title: str = "通知") -> str:
        """Returns the key that recalls it."""
        body = {
            "openConversationId": chat_id,
            "msgKey": "sampleMarkdown",
            "msgParam": json.dumps({"title": title, "text": markdown}),
        }
        answer = await self._call("/v1.0/robot/groupMessages/send", body)
        return str(answer["processQueryKey"])

    async def recall(self, chat_id: str, key: str) -> None:
        body = {"openConversationId": chat_id, "processQueryKeys": [key]}
        await self._call("/v1.0/robot/groupMessages/recall", body)

    async def _call(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        client = {"appKey": self._emulator.client_id, "appSecret": self._emulator.client_secret}
        token = (await self._post("/v1.0/oauth2/accessToken", client, {}))["accessToken"]
        headers = {"x-acs-dingtalk-access-token": token}
        return await self._post(path, {"robotCode": self._emulator.robot_code, **body}, headers)

    async def _post(
        self, path: str, body: dict[str, Any], headers: dict[str, str]
    ) -> dict[str, Any]:
        address = self._emulator.base_url + path
        async with self._http.post(address, json=body, headers=headers) as response:
            response.raise_for_status()
            answer: dict[str, Any] = await response.json()
            return answer
