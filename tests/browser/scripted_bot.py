"""A bot of a few lines for the page's own tests: it speaks the real protocol and knows nothing.

It answers every message that reaches it by the session webhook, and says what a test wants
said unasked, by the OpenAPI.
"""

from __future__ import annotations

import asyncio
import json
from typing import Any
from urllib.parse import quote

import aiohttp

from bot.sandbox.emulator import Emulator

_TOPIC = "/v1.0/im/bot/messages/get"


class ScriptedBot:
    """Connects on entering, leaves on exit. ``heard`` are the payloads it was pushed."""

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator
        self._http = aiohttp.ClientSession(headers={"Accept": "application/json"})
        self._task: asyncio.Task[None] | None = None
        self.heard: list[dict[str, Any]] = []

    async def __aenter__(self) -> ScriptedBot:
        self._task = asyncio.create_task(self._listen(), name="scripted-bot")
        async with asyncio.timeout(5):
            await self._emulator.gateway.sockets.wait_opened()
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        await self._http.close()

    async def _listen(self) -> None:
        wanted = {
            "clientId": self._emulator.client_id,
            "clientSecret": self._emulator.client_secret,
            "subscriptions": [{"type": "CALLBACK", "topic": _TOPIC}],
        }
        opened = await self._post("/v1.0/gateway/connections/open", wanted)
        address = f"{opened['endpoint']}?ticket={quote(opened['ticket'])}"
        async with self._http.ws_connect(address) as socket:
            async for message in socket:
                frame = json.loads(message.data)
                headers = {"messageId": frame["headers"].get("messageId", "")}
                ack = {"code": 200, "headers": headers, "message": "OK", "data": "{}"}
                await socket.send_json(ack)
                if frame["type"] == "CALLBACK":
                    await self._answer(json.loads(frame["data"]))

    async def _answer(self, data: dict[str, Any]) -> None:
        self.heard.append(data)
        words = data.get("text", {}).get("content", "").strip() or "你好"
        tap = f"dtmd://dingtalkclient/sendMessage?content={quote('那主从延迟呢？', safe='')}"
        text = f"你问的是「{words}」。\n\n> 来源：测试页\n\n[那主从延迟呢？]({tap})"
        body: dict[str, Any] = {"msgtype": "markdown", "markdown": {"title": words, "text": text}}
        if staff_id := data.get("senderStaffId"):
            body["markdown"]["text"] = f"@{staff_id} {text}"
            body["at"] = {"atUserIds": [staff_id]}
        async with self._http.post(data["sessionWebhook"], json=body) as response:
            assert (await response.json())["errcode"] == 0

    async def announce(self, chat_id: str, markdown: str, *, title: str = "通知") -> str:
        """Say something unasked in a group; returns the key that recalls it."""
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
        token = (await self._post("/v1.0/oauth2/accessToken", client))["accessToken"]
        headers = {"x-acs-dingtalk-access-token": token}
        return await self._post(path, {"robotCode": self._emulator.robot_code, **body}, headers)

    async def _post(
        self, path: str, body: dict[str, Any], headers: dict[str, str] | None = None
    ) -> dict[str, Any]:
        address = self._emulator.base_url + path
        async with self._http.post(address, json=body, headers=headers) as response:
            response.raise_for_status()
            answer: dict[str, Any] = await response.json()
            return answer
