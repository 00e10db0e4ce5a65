"""The sandbox page's own API: what the browser asks of it, and who may ask."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp
import pytest

from bot.clock import SystemClock
from bot.messages import Destination, Reply
from bot.sandbox.chat import ChatPage
from bot.sandbox.emulator import Emulator
from tests.conftest import NOON
from tests.conversations.living_bot import living_bot, write_knowledge

STUDY = "cidSandboxStudyGroup0000000001=="
SINGLE = "cidSandboxSinglexiaoyu="


class Browser:
    """Plain HTTP as the page does it, without the page."""

    def __init__(self, emulator: Emulator, http: aiohttp.ClientSession) -> None:
        self._http = http
        self.base = emulator.base_url

    async def get(self, path: str, **headers: str) -> tuple[int, Any, Any]:
        async with self._http.get(self.base + path, headers=headers) as answer:
            is_json = answer.content_type == "application/json"
            body = await answer.json() if is_json else await answer.text()
            return answer.status, body, answer.headers

    async def post(self, path: str, body: Any, **headers: str) -> tuple[int, Any]:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        async with self._http.post(self.base + path, json=body, headers=named) as answer:
            is_json = answer.content_type == "application/json"
            return answer.status, await answer.json() if is_json else await answer.text()

    async def post_text(self, path: str, text: str) -> tuple[int, Any]:
        headers = {"Content-Type": "application/json"}
        async with self._http.post(self.base + path, data=text, headers=headers) as answer:
            return answer.status, await answer.json()

    def stream(self, after: int = 0, **headers: str) -> Any:
        return self._http.ws_connect(f"{self.base}/sandbox/stream?after={after}", headers=headers)


@pytest.fixture
def clock() -> SystemClock:
    running = SystemClock()
    running.set_to(NOON)
    return running


@pytest.fixture
async def emulator(clock: SystemClock) -> AsyncIterator[Emulator]:
    emulator = Emulator(clock)
    ChatPage(emulator, clock, zone=ZoneInfo("Asia/Shanghai"))
    async with emulator:
        yield emulator


@pytest.fixture
async def browser(emulator: Emulator) -> AsyncIterator[Browser]:
    async with aiohttp.ClientSession() as http:
        yield Browser(emulator, http)


def say(text: str, **changes: Any) -> dict[str, Any]:
    return {"chat": STUDY, "person": "xiaoyu", "text": text} | changes


async def next_line(socket: aiohttp.ClientWebSocketResponse) -> dict[str, Any]:
    while True:
        message = await socket.receive_json(timeout=30)
        if message["type"] == "line":
            line: dict[str, Any] = message["line"]
            return line


async def test_the_page_comes_whole_from_here_under_a_strict_policy(browser: Browser) -> None:
    status, page, headers = await browser.get("/")
    assert status == 200
    assert headers["Content-Security-Policy"].startswith("default-src 'self';")
    assert "style=" not in page
    assert "<style" not in page
    assert "onclick" not in page
    for marker in ('src="', 'href="'):
        for address in (part.split('"')[0] for part in page.split(marker)[1:]):
            assert address.startswith(("/sandbox/static/", "#")), address


async def test_every_script_and_sheet_is_there_with_its_type(browser: Browser) -> None:
    for name, kind in (("main.js", "text/javascript"), ("base.css", "text/css")):
        status, _, headers = await browser.get(f"/sandbox/static/{name}")
        assert (status, headers["Content-Type"]) == (200, f"{kind}; charset=utf-8")
        again, _, _ = await browser.get(
            f"/sandbox/static/{name}", **{"If-None-Match": headers["ETag"]}
        )
        assert again == 304
    assert (await browser.get("/sandbox/static/chat.py"))[0] == 404
    assert (await browser.get("/sandbox/static/..%2Fchat.py"))[0] == 404


async def test_state_tells_people_chats_lines_and_time(browser: Browser) -> None:
    await browser.post("/sandbox/say", say("大家好", mention=False))
    _, state, _ = await browser.get("/sandbox/state")
    assert {person["roleLabel"] for person in state["people"]} == {
        "成员",
        "组织者",
        "管理员",
        "外部成员",
    }
    assert [line["preview"] for line in state["lines"]] == ["大家好"]
    assert state["pulse"]["now"].startswith("2026-11-23T04:00")
    assert len(state["pulse"]["examples"]) == 3


async def test_only_what_mentions_the_bot_counts_as_heard(browser: Browser) -> None:
    await browser.post("/sandbox/say", say("闲聊", mention=False))
    await browser.post("/sandbox/say", say("@象问 慢查询怎么办", mention=False))
    await browser.post("/sandbox/say", say("私下问", chat=SINGLE))
    _, state, _ = await browser.get("/sandbox/state")
    heard = {line["preview"]: not line["unheard"] for line in state["lines"]}
    assert heard == {"闲聊": False, "@象问 慢查询怎么办": True, "私下问": True}


async def test_what_is_said_while_the_bot_starts_waits_for_it(
    browser: Browser, emulator: Emulator, clock: SystemClock, tmp_path: Path
) -> None:
    _, answer = await browser.post("/sandbox/say", say("VACUUM FULL 会锁表吗"))
    assert answer["early"]
    assert not answer["lost"]
    folder = write_knowledge(tmp_path / "knowledge")
    async with living_bot(emulator, folder, tmp_path / "data", clock) as bot:
        assert "ACCESS EXCLUSIVE" in (await bot.next_line()).text
        _, answer = await browser.post("/sandbox/say", say("在吗"))
        assert not answer["early"]
        assert not answer["lost"]


async def test_what_nobody_could_hear_is_told(browser: Browser, emulator: Emulator) -> None:
    emulator.gateway.sockets.opened = 1  # the bot was there, and is gone
    _, answer = await browser.post("/sandbox/say", say("在吗"))
    assert answer["lost"]
    _, answer = await browser.post("/sandbox/say", say("闲聊", mention=False))
    assert not answer["lost"]


@pytest.mark.parametrize(
    "body",
    [
        say("在吗", chat="nowhere"),
        say("在吗", person="nobody"),
        say("在吗", chat=SINGLE, person="haoran"),
        say("在吗", quote="msg-of-another-chat"),
        say("在吗", kind="telegram"),
        say("   ", mention=False),
        say("长" * 20_001),
        say("在吗", mention="yes"),
        {"chat": STUDY},
        [],
    ],
)
async def test_nonsense_is_refused_with_a_sentence(browser: Browser, body: Any) -> None:
    status, answer = await browser.post("/sandbox/say", body)
    assert status == 400
    assert answer["error"].endswith("。")


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, '{"chat":' * 50_000])
async def test_what_is_no_json_is_refused_with_a_sentence(browser: Browser, text: str) -> None:
    status, answer = await browser.post_text("/sandbox/say", text)
    assert (status, answer["error"]) == (400, "请求不是 JSON。")


async def test_a_form_of_another_site_cannot_speak(browser: Browser, emulator: Emulator) -> None:
    posted = await browser.post("/sandbox/say", say("嘿"), Origin="https://evil.example")
    assert posted[0] == 403
    posted = await browser.post("/sandbox/say", say("嘿"), Sec_Fetch_Site="cross-site")
    assert posted[0] == 403
    posted = await browser.post("/sandbox/say", say("嘿"), Content_Type="text/plain")
    assert posted[0] == 400
    assert emulator.lines(STUDY) == []
    assert (await browser.post("/sandbox/say", say("嘿"), Origin=browser.base))[0] == 200


async def test_another_host_name_is_refused(browser: Browser) -> None:
    assert (await browser.get("/", Host="evil.example"))[0] == 403
    assert (await browser.get("/sandbox/state", Host="evil.example:8765"))[0] == 403
    assert (await browser.get("/", Host="127.0.0.1:80; script-src *"))[0] == 403
    for name in ("localhost:8765", "127.0.0.1", "[::1]:8765"):
        assert (await browser.get("/", Host=name))[0] == 200


async def test_another_site_cannot_listen(browser: Browser) -> None:
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        async with browser.stream(Origin="https://evil.example"):
            pass
    assert refused.value.status == 403


async def test_the_stream_tells_what_was_missed_and_then_what_comes(
    browser: Browser, emulator: Emulator
) -> None:
    for text in ("一", "二"):
        await emulator.say(STUDY, "xiaoyu", text)
    async with browser.stream(after=emulator.lines(STUDY)[0].seq) as socket:
        assert (await socket.receive_json(timeout=30))["type"] == "hello"
        assert (await next_line(socket))["preview"] == "@象问 二"
        await emulator.say(STUDY, "haoran", "三")
        assert (await next_line(socket))["preview"] == "@象问 三"


async def test_the_stream_tells_that_the_clock_moved(browser: Browser, clock: SystemClock) -> None:
    async with browser.stream() as socket:
        first = None
        while first is None:
            message = await socket.receive_json(timeout=30)
            first = message if message["type"] == "pulse" else None
        clock.move(timedelta(hours=1))
        moved = await socket.receive_json(timeout=30)
    assert moved["shift"] - first["shift"] == 3600


async def test_the_clock_goes_forward_to_a_moment_and_back(
    browser: Browser, clock: SystemClock
) -> None:
    await browser.post("/sandbox/clock", {"forward": 86_400})
    assert f"{clock.now():%m-%d %H:%M}" == "11-24 04:00"
    await browser.post("/sandbox/clock", {"to": "2026-12-05T09:00"})
    assert f"{clock.now():%m-%d %H:%M}" == "12-05 01:00"
    _, pulse = await browser.post("/sandbox/clock", {"reset": True})
    assert pulse["shift"] == 0


@pytest.mark.parametrize("wish", [{"to": "明天"}, {"forward": "1h"}, {"forward": 1e8 * 9}, {}])
async def test_a_clock_that_is_moved_nowhere_stands(browser: Browser, wish: Any) -> None:
    status, answer = await browser.post("/sandbox/clock", wish)
    assert status == 400
    assert answer["error"].endswith("。")


async def test_faults_are_switched_while_it_runs(browser: Browser, emulator: Emulator) -> None:
    wanted = {"point": "session", "name": "gone", "times": 2}
    _, answer = await browser.post("/sandbox/faults", wanted)
    assert [(one["label"], one["times"]) for one in answer["faults"]] == [
        ("会话 webhook 回复：webhook 失效（300001）", 2)
    ]
    await browser.post("/sandbox/faults/remove", wanted)
    assert emulator.faults.active == []
    status, answer = await browser.post("/sandbox/faults", wanted | {"name": "flood"})
    assert (status, answer["error"]) == (400, "没有这种故障。")


async def test_every_preset_and_deed_works(browser: Browser) -> None:
    _, page, _ = await browser.get("/")
    presets = re.findall('class="chip" data-point="(.*?)" data-name="(.*?)"', page)
    for point, name in presets:
        wanted = {"point": point, "name": name, "times": 1}
        assert (await browser.post("/sandbox/faults", wanted))[0] == 200
    await browser.post("/sandbox/faults/clear", {})
    deeds = re.findall('data-do="(.*?)"', page)
    for deed in deeds:
        assert (await browser.post("/sandbox/platform", {"do": deed}))[0] == 200
    assert presets
    assert deeds


async def test_the_inspector_shows_requests_without_secrets(
    browser: Browser, emulator: Emulator
) -> None:
    client = {"appKey": emulator.client_id, "appSecret": emulator.client_secret}
    await browser.post("/v1.0/oauth2/accessToken", client)
    await browser.post("/v1.0/robot/groupMessages/send", {"robotCode": "x"})
    _, answer, _ = await browser.get("/sandbox/requests")
    assert [one["label"] for one in answer["requests"]] == ["主动发群消息", "换取令牌"]
    assert answer["requests"][0]["refused"] == "unauthorized: Unauthorized"
    text = str(answer)
    assert emulator.client_secret not in text
    assert "sandbox-token" not in text


async def test_what_is_coming_is_shown_as_it_will_be_posted(clock: SystemClock) -> None:
    emulator = Emulator(clock)
    page = ChatPage(emulator, clock, zone=ZoneInfo("Asia/Shanghai"))
    async with emulator, aiohttp.ClientSession() as http:
        browser = Browser(emulator, http)
        assert (await browser.get("/sandbox/coming"))[1] == {"coming": []}

        async def forecast() -> list[tuple[datetime, Destination, Reply]]:
            post = Reply(markdown="**明天**见 <b>", title="提醒")
            return [(NOON, Destination(conversation_id=STUDY), post)]

        page.foresee(forecast)
        (coming,) = (await browser.get("/sandbox/coming"))[1]["coming"]
    assert (coming["to"], coming["title"]) == ("PostgreSQL 学习群", "提醒")
    assert "<strong>明天</strong>" in coming["html"]
    assert "<b>" not in coming["html"]
