"""The emulator itself: it must refuse what DingTalk refuses, or it would hide faults."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from yarl import URL

from bot.clock import FixedClock
from bot.sandbox.emulator import Emulator

SUBSCRIPTIONS = [
    {"type": "EVENT", "topic": "*"},
    {"type": "CALLBACK", "topic": "/v1.0/im/bot/messages/get"},
]


def address_of(opened: Any) -> URL:
    return URL(opened["endpoint"]).with_query(ticket=opened["ticket"])


class Client:
    """The plainest possible bot: one socket and raw calls."""

    def __init__(self, emulator: Emulator, http: aiohttp.ClientSession) -> None:
        self.emulator = emulator
        self.http = http
        self.token = ""

    async def post(self, path: str, body: Any, **headers: str) -> tuple[int, Any]:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        async with self.http.post(self.emulator.base_url + path, json=body, headers=named) as r:
            return r.status, await r.json()

    async def ticket(self, **changes: Any) -> tuple[int, Any]:
        body = {
            "clientId": self.emulator.client_id,
            "clientSecret": self.emulator.client_secret,
            "subscriptions": SUBSCRIPTIONS,
            "ua": "test/1.0",
        }
        path = "/v1.0/gateway/connections/open"
        return await self.post(path, body | changes, Accept="application/json")

    async def connect(self) -> aiohttp.ClientWebSocketResponse:
        _, opened = await self.ticket()
        return await self.http.ws_connect(address_of(opened))

    async def send(self, point: str, **changes: Any) -> tuple[int, Any]:
        if not self.token:
            login = {
                "appKey": self.emulator.client_id,
                "appSecret": self.emulator.client_secret,
            }
            _, answer = await self.post("/v1.0/oauth2/accessToken", login)
            self.token = answer["accessToken"]
        body: dict[str, Any] = {
            "robotCode": self.emulator.robot_code,
            "openConversationId": self.emulator.groups[0].id,
            "msgKey": "sampleMarkdown",
            "msgParam": json.dumps({"title": "预告", "text": "#### 周四见"}),
        }
        path = f"/v1.0/robot/{point}"
        return await self.post(path, body | changes, x_acs_dingtalk_access_token=self.token)


@pytest.fixture
def client(emulator: Emulator, http: aiohttp.ClientSession) -> Client:
    return Client(emulator, http)


async def test_a_mention_reaches_the_bot_and_other_talk_does_not(
    emulator: Emulator, client: Client
) -> None:
    socket = await client.connect()
    group = emulator.groups[0]
    await emulator.say(group.id, "haoran", "大家晚上好", mention_bot=False)
    message_id = await emulator.say(group.id, "xiaoyu", "什么是 WAL")
    frame = json.loads(await socket.receive_str())
    data = json.loads(frame["data"])
    assert data["msgId"] == message_id
    assert data["text"]["content"] == " 什么是 WAL"
    assert data["senderStaffId"] == "050001"
    assert [line.text for line in emulator.lines(group.id)] == ["大家晚上好", "@象问 什么是 WAL"]
    await socket.close()


async def test_an_unacknowledged_message_comes_again_with_a_new_header_id(
    emulator: Emulator, client: Client, clock: FixedClock
) -> None:
    socket = await client.connect()
    await emulator.say(emulator.groups[0].id, "xiaoyu", "什么是 WAL")
    first = json.loads(await socket.receive_str())
    clock.move(timedelta(seconds=61))
    second = json.loads(await socket.receive_str(timeout=30))
    assert first["headers"]["messageId"] != second["headers"]["messageId"]
    assert first["data"] == second["data"]
    await socket.close()


async def test_an_acknowledged_message_does_not_come_again(
    emulator: Emulator, client: Client, clock: FixedClock
) -> None:
    socket = await client.connect()
    await emulator.say(emulator.groups[0].id, "xiaoyu", "什么是 WAL")
    frame = json.loads(await socket.receive_str())
    headers = {"messageId": frame["headers"]["messageId"], "contentType": "application/json"}
    ack = {"code": 200, "headers": headers, "message": "OK", "data": '{"response":null}'}
    await socket.send_str(json.dumps(ack))
    assert await emulator.gateway.settled()
    assert [a.code for a in emulator.gateway.acks] == [200]
    await socket.close()


async def test_a_ticket_opens_one_connection_and_lives_ninety_seconds(
    emulator: Emulator, client: Client, clock: FixedClock, http: aiohttp.ClientSession
) -> None:
    _, opened = await client.ticket()
    await (await http.ws_connect(address_of(opened))).close()
    with pytest.raises(aiohttp.WSServerHandshakeError):
        await http.ws_connect(address_of(opened))
    _, stale = await client.ticket()
    clock.move(timedelta(seconds=91))
    with pytest.raises(aiohttp.WSServerHandshakeError):
        await http.ws_connect(address_of(stale))


async def test_wrong_credentials_are_refused_with_the_platforms_shape(client: Client) -> None:
    status, body = await client.ticket(clientSecret="wrong")
    assert (status, body["code"]) == (401, "authFailed")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"robotCode": "other"}, "invalidParameter.robotCode.notExsit"),
        ({"openConversationId": "cidNowhere=="}, "invalid.openConversationId"),
        ({"msgParam": {"title": "a", "text": "b"}}, "invalidParameter.msgParam.invalid"),
        ({"msgParam": '{"text":"b"}'}, "invalidParameter.msgParam.invalid"),
        ({"msgKey": "markdown"}, "invalidParameter.msgKey.invalid"),
        (
            {"msgParam": json.dumps({"title": "a", "text": "字" * 5_000}, ensure_ascii=False)},
            "invalidParameter.msgParam.tooLong",
        ),
    ],
)
async def test_a_malformed_group_message_is_refused(
    client: Client, emulator: Emulator, changes: dict[str, Any], code: str
) -> None:
    status, body = await client.send("groupMessages/send", **changes)
    assert (status, body["code"]) == (400, code)
    assert emulator.refused[-1].refused.startswith(code)
    assert emulator.bot_lines(emulator.groups[0].id) == []


async def test_an_expired_token_is_refused_with_http_400(
    client: Client, emulator: Emulator
) -> None:
    assert (await client.send("groupMessages/send"))[0] == 200
    emulator.openapi.expire_token()
    status, body = await client.send("groupMessages/send")
    assert (status, body["code"]) == (400, "InvalidAuthentication")


async def test_a_sent_message_can_be_recalled_and_subscribers_see_it(
    client: Client, emulator: Emulator
) -> None:
    lines = emulator.world.subscribe()
    _, sent = await client.send("groupMessages/send")
    _, recalled = await client.send(
        "groupMessages/recall", processQueryKeys=[sent["processQueryKey"], "unknown"]
    )
    assert recalled["successResult"] == [sent["processQueryKey"]]
    assert list(recalled["failedResult"]) == ["unknown"]
    assert [(await lines.get()).recalled for _ in range(2)] == [False, True]


async def test_a_direct_message_names_the_people_it_could_not_reach(
    client: Client, emulator: Emulator
) -> None:
    _, body = await client.send("oToMessages/batchSend", userIds=["050001", "999999"])
    assert body["invalidStaffIdList"] == ["999999"]
    chat = emulator.single_chat("xiaoyu")
    assert chat is not None
    assert [line.raw for line in emulator.lines(chat.id)] == ["#### 周四见"]


async def webhook_of(emulator: Emulator, client: Client) -> str:
    socket = await client.connect()
    await emulator.say(emulator.groups[0].id, "xiaoyu", "什么是 WAL")
    data = json.loads(json.loads(await socket.receive_str())["data"])
    await socket.close()
    return str(data["sessionWebhook"]).removeprefix(emulator.base_url)


def markdown(text: str, **more: Any) -> dict[str, Any]:
    return {"msgtype": "markdown", "markdown": {"title": "答", "text": text}, **more}


@pytest.mark.parametrize(
    ("body", "errcode"),
    [
        ({"msgtype": "markdown", "markdown": {"title": "", "text": "x"}}, 40035),
        ({"msgtype": "poem", "poem": {}}, 400105),
        (markdown("x", at={"atUserIds": [None]}), 40035),
        (markdown("x", at={"atUserIds": ["1"] * 51}), 40035),
        (markdown("x" * 20_001), 460101),
        (["not an object"], 40035),
    ],
)
async def test_a_malformed_session_reply_is_refused_with_http_200(
    client: Client, emulator: Emulator, body: Any, errcode: int
) -> None:
    webhook = await webhook_of(emulator, client)
    status, answer = await client.post(webhook, body)
    assert (status, answer["errcode"]) == (200, errcode)
    assert emulator.bot_lines(emulator.groups[0].id) == []


async def test_a_mention_counts_only_when_listed_and_written(
    client: Client, emulator: Emulator
) -> None:
    webhook = await webhook_of(emulator, client)
    await client.post(webhook, markdown("@050001 好", at={"atUserIds": ["050001"]}))
    await client.post(webhook, markdown("好", at={"atUserIds": ["050001"]}))
    await client.post(webhook, markdown("@050001 好"))
    written, unwritten, unlisted = emulator.bot_lines(emulator.groups[0].id)
    assert (written.text, written.at) == ("@陈小雨 好", ("xiaoyu",))
    assert (unwritten.at, unlisted.at) == ((), ())


async def test_a_session_webhook_expires_after_ninety_minutes(
    client: Client, emulator: Emulator, clock: FixedClock
) -> None:
    webhook = await webhook_of(emulator, client)
    clock.move(timedelta(minutes=91))
    _, answer = await client.post(webhook, markdown("晚了"))
    assert answer["errcode"] == 300001


async def test_the_custom_robot_checks_the_signature(client: Client, emulator: Emulator) -> None:
    path = "/robot/send?access_token=sandboxwebhooktoken0001"
    _, answer = await client.post(f"{path}&timestamp=1&sign=x", markdown("x"))
    assert answer["errcode"] == 310000


async def test_a_request_that_was_carried_out_may_go_unanswered(
    client: Client, emulator: Emulator
) -> None:
    emulator.faults.add("group", "applied-reset")
    with pytest.raises(aiohttp.ClientError):
        await client.send("groupMessages/send")
    assert len(emulator.bot_lines(emulator.groups[0].id)) == 1


async def test_the_quota_frame_withholds_the_text(client: Client, emulator: Emulator) -> None:
    emulator.faults.add("push", "quota")
    socket = await client.connect()
    await emulator.say(emulator.groups[0].id, "xiaoyu", "什么是 WAL")
    data = json.loads(json.loads(await socket.receive_str())["data"])
    assert data["errorCode"] == "20001"
    assert "text" not in data
    await socket.close()
