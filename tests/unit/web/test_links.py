"""Links are looked at over real HTTP; none of them leads into our own network."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.announcements.text import Announcement
from bot.web import links
from bot.web.links import LinkPolicy, LinkProbe


class Site:
    """A server whose paths misbehave; ``heard`` are (method, path, cookie)."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, str, str]] = []
        self.let_go = asyncio.Event()
        app = web.Application()
        app.router.add_route("*", "/{what}", self._answer)
        self.server = TestServer(app)
        self.elsewhere = "http://127.0.0.1:1/"

    @property
    def origin(self) -> str:
        return f"http://{self.server.host}:{self.server.port}"

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        what = request.match_info["what"]
        self.heard.append((request.method, what, request.headers.get("Cookie", "")))
        if what.isdigit():
            return web.Response(status=int(what))
        if what.startswith("get-"):  # knows no HEAD
            status = 405 if request.method == "HEAD" else int(what.removeprefix("get-"))
            return web.Response(status=status)
        if what == "endless":
            if request.method == "HEAD":
                return web.Response(status=405)
            response = web.StreamResponse(headers={"Set-Cookie": "a=b"})
            await response.prepare(request)
            while not self.let_go.is_set():
                await response.write(b"x" * 65_536)
            return response
        if what == "hangs":
            await self.let_go.wait()
        targets = {"there": "/200", "round": "/round", "away": self.elsewhere, "file": "file:///x"}
        location = targets.get(what, "")
        headers = {"Set-Cookie": "session=secret"} | ({"Location": location} if location else {})
        return web.Response(status=302 if location else 200, headers=headers)


@asynccontextmanager
async def looking(**policy: Any) -> AsyncIterator[LinkProbe]:
    probe = LinkProbe(LinkPolicy(**policy))
    try:
        yield probe
    finally:
        await probe.close()


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    site = Site()
    await site.server.start_server()
    yield site
    site.let_go.set()
    await site.server.close()


async def _said(site: Site, *paths: str, **policy: Any) -> list[str]:
    async with looking(allowed=frozenset({site.origin}), **policy) as probe:
        return await probe.check([f"{site.origin}/{path}" for path in paths])


async def test_each_link_gets_its_word(site: Site) -> None:
    cases = {
        "200": "可以打开",
        "404": "打不开（404）",
        "500": "打不开（500）",
        "403": "没有验证（要登录或不让程序访问，403）",
        "429": "没有验证（要登录或不让程序访问，429）",
        "get-200": "可以打开",
        "get-404": "打不开（404）",
        "there": "可以打开",
        "round": "打不开（跳转太多）",
        "file": "打不开（网址写错了）",
    }
    assert dict(zip(cases, await _said(site, *cases), strict=True)) == cases


async def test_a_name_is_looked_up_and_called(site: Site) -> None:
    origin = f"http://localhost:{site.server.port}"
    async with looking(allowed=frozenset({origin})) as probe:
        assert await probe.check([f"{origin}/200"]) == ["可以打开"]


async def test_a_body_is_not_read_and_no_cookie_goes_back(site: Site) -> None:
    assert await _said(site, "endless", "there") == ["可以打开"] * 2
    assert [cookie for *_, cookie in site.heard if cookie] == []


async def test_what_takes_too_long_is_given_up(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(links, "_SECONDS", 0.3)
    assert await _said(site, "hangs", "200") == ["没有验证（超时）", "可以打开"]


async def test_only_so_many_are_looked_at(site: Site) -> None:
    said = await _said(site, *["200"] * 12)
    assert said == ["可以打开"] * 10 + ["没有验证（只看前 10 个）"] * 2


async def test_a_redirect_leads_into_our_network_as_little_as_a_link(site: Site) -> None:
    other = Site()
    await other.server.start_server()
    site.elsewhere = f"{other.origin}/200"
    assert await _said(site, "away") == ["没有验证（不是公网地址）"]
    assert other.heard == []
    await other.server.close()


@pytest.mark.parametrize(
    "link",
    [
        "http://127.0.0.1:{port}/200",
        "http://localhost:{port}/200",
        "http://127.1:{port}/200",
        "http://2130706433:{port}/200",
        "http://0x7f.1:{port}/200",
        "http://0:{port}/200",
        "http://[::1]:{port}/200",
        "http://[::ffff:127.0.0.1]:{port}/200",
        "http://[64:ff9b::7f00:1]:{port}/200",
        "http://①②⑦.0.0.1:{port}/200",
        "http://10.1.2.3/",
        "http://192.168.1.1/",
        "http://100.64.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://224.0.0.1/",
        "http://[fe80::1]/",
        "http://[fd00::1]/",
        "http://someone:secret@example.com/",
    ],
)
async def test_our_own_network_is_not_called(link: str, site: Site) -> None:
    async with looking() as probe:
        (said,) = await probe.check([link.format(port=site.server.port)])
    assert said in ("没有验证（不是公网地址）", "打不开（网址写错了）", "打不开（没有这个域名）")
    assert site.heard == []


def _names(*addresses: str) -> Callable[..., list[Any]]:
    def found(host: str, port: int, *_: object) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in addresses]

    return found


async def test_a_name_counts_as_the_worst_of_its_addresses(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", _names("93.184.216.34", "127.0.0.1"))
    async with looking() as probe:
        said = await probe.check([f"http://pages.example:{site.server.port}/200"])
    assert said == ["没有验证（不是公网地址）"]
    assert site.heard == []


@pytest.mark.parametrize(
    ("code", "said"),
    [(socket.EAI_NONAME, "打不开（没有这个域名）"), (socket.EAI_AGAIN, "没有验证（网络不通）")],
)
async def test_an_unknown_name_is_not_the_same_as_no_network(
    code: int, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> list[Any]:
        raise socket.gaierror(code, "…")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    async with looking() as probe:
        assert await probe.check(["https://pages.example/"]) == [said]


async def test_a_lookup_that_hangs_holds_up_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    released = threading.Event()
    monkeypatch.setattr(links, "_SECONDS", 0.2)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_: released.wait(20) and [])
    try:
        async with looking() as probe:
            said = await probe.check([f"https://{n}.example/" for n in range(10)])
            assert said == ["没有验证（超时）"] * 10
            assert await asyncio.to_thread(lambda: "free") == "free"
    finally:
        released.set()


async def test_without_the_world_nothing_is_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []

    def look_up(*args: object) -> list[Any]:
        asked.append(args)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    async with looking(outside=False) as probe:
        said = await probe.check(["https://example.com/", "http://93.184.216.34/"])
    assert said == ["没有验证（不访问外网）"] * 2
    assert asked == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("看 https://a.example/x。", ("https://a.example/x",)),
        ("看 https://a.example/x.", ("https://a.example/x",)),
        ("**https://a.example/x**", ("https://a.example/x",)),
        ("[名字](https://a.example/x) 和《https://b.example》",
         ("https://a.example/x", "https://b.example")),
        ("https://a.example/x https://a.example/x", ("https://a.example/x",)),
        ("[名字](https://a.example/x_(y))", ("https://a.example/x_(y)",)),
        ("(见 https://a.example/x)", ("https://a.example/x",)),
        ("没有", ()),
    ],
)  # fmt: skip
def test_what_counts_as_a_link(text: str, found: tuple[str, ...]) -> None:
    assert Announcement(text).links == found
