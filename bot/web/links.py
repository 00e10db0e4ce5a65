"""Looks whether links can be opened, without letting them lead into our own network.

A link is somebody's text: only public addresses are called, which is checked on what the
name resolved to, at the moment of connecting, and again for every redirect. No cookie goes
out, no body is read, and the whole look ends after three seconds.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import threading
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from bot.announcements.platform import BROKEN, GOOD, UNCHECKED, because

_SECONDS = 3.0
_MOST_LINKS = 10
_MOST_REDIRECTS = 5
_MOST_LOOKUPS = 16
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
# Refuses a machine, not a person: says nothing of whether the page is there.
_NOT_FOR_MACHINES = frozenset({401, 403, 407, 429, 999})
_SCHEMES = frozenset({"http", "https"})
_HEADERS = {"User-Agent": "Mozilla/5.0 (compatible; xiangwen link check)", "Accept": "*/*"}
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


@dataclass(frozen=True, slots=True)
class LinkPolicy:
    """``outside``: whether links into the world are followed at all; the sandbox does not.
    ``allowed`` are origins (``http://127.0.0.1:8765``) that may be called whatever their
    address: the imitated platform's."""

    outside: bool = True
    allowed: frozenset[str] = frozenset()

    def allows(self, url: URL) -> bool:
        return str(url.origin()) in self.allowed


class _Forbidden(OSError):
    """The name or the address leads into a network that is nobody's to look at."""


class LinkProbe:
    """Implements ``LinkChecker``. ``close`` it at the end."""

    def __init__(self, policy: LinkPolicy) -> None:
        self._policy = policy
        hosts = {(URL(origin).host, URL(origin).port) for origin in policy.allowed}
        self._http = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                resolver=_PublicResolver(hosts), use_dns_cache=False, force_close=True
            ),
            cookie_jar=aiohttp.DummyCookieJar(),
            headers=_HEADERS,
            timeout=aiohttp.ClientTimeout(total=_SECONDS),
            auto_decompress=False,
            read_bufsize=2**12,
        )

    async def close(self) -> None:
        await self._http.close()

    async def check(self, links: Sequence[str]) -> list[str]:
        tasks = [asyncio.create_task(self._look(link)) for link in links[:_MOST_LINKS]]
        if tasks:
            await asyncio.wait(tasks, timeout=_SECONDS)
        for task in tasks:
            task.cancel()
        found = await asyncio.gather(*tasks, return_exceptions=True)
        words = [one if isinstance(one, str) else because(UNCHECKED, "超时") for one in found]
        rest = len(links) - len(words)
        return words + [because(UNCHECKED, f"只看前 {_MOST_LINKS} 个")] * rest

    async def _look(self, link: str) -> str:
        try:
            return await self._follow(URL(link))
        except _Forbidden:
            return because(UNCHECKED, "不是公网地址")
        except TimeoutError:
            return because(UNCHECKED, "超时")
        except aiohttp.ClientConnectorDNSError as error:
            return _dns_words(error.os_error)
        except aiohttp.ClientConnectorError as error:
            if isinstance(error.os_error, _Forbidden):
                return because(UNCHECKED, "不是公网地址")
            if isinstance(error, aiohttp.ClientSSLError):
                return because(BROKEN, "证书有问题")
            return because(BROKEN, "连不上")
        except (aiohttp.ClientError, OSError):
            return because(BROKEN, "连不上")
        except ValueError:
            return because(BROKEN, "网址写错了")

    async def _follow(self, url: URL) -> str:
        for _ in range(_MOST_REDIRECTS + 1):
            if not self._may_call(url):
                return because(UNCHECKED, "不访问外网")
            status, location = await self._status(url)
            if status not in _REDIRECTS or not location:
                return _status_words(status)
            url = url.join(URL(location))
        return because(BROKEN, "跳转太多")

    def _may_call(self, url: URL) -> bool:
        """False where nothing outside is called. Raises for what is never called."""
        if url.scheme not in _SCHEMES or not url.host:
            raise ValueError("not a web address")
        if url.user is not None or url.password is not None:
            raise _Forbidden("an address with a password")
        if self._policy.allows(url):
            return True
        if not self._policy.outside:
            return False
        _require_public_literal(url)
        return True

    async def _status(self, url: URL) -> tuple[int, str]:
        """(status, where it is redirected to); GET where a server knows no HEAD."""
        status, location = await self._ask("HEAD", url)
        if status >= 400 and status not in _NOT_FOR_MACHINES - {403}:
            status, location = await self._ask("GET", url)
        return status, location

    async def _ask(self, method: str, url: URL) -> tuple[int, str]:
        response = await self._http.request(method, url, allow_redirects=False)
        try:
            return response.status, response.headers.get("Location", "")
        finally:
            response.close()  # the body is not ours to read


def _status_words(status: int) -> str:
    if status < 400:
        return GOOD
    if status in _NOT_FOR_MACHINES:
        return because(UNCHECKED, f"要登录或不让程序访问，{status}")
    return because(BROKEN, status)


def _dns_words(error: OSError) -> str:
    if isinstance(error, _Forbidden):
        return because(UNCHECKED, "不是公网地址")
    unknown = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}
    if error.errno in unknown:
        return because(BROKEN, "没有这个域名")
    return because(UNCHECKED, "网络不通")


def _require_public_literal(url: URL) -> None:
    """What aiohttp takes for an address it gives to the system unresolved, also 127.1 and
    2130706433: all of that must be a whole public address."""
    for host in (url.host or "", url.raw_host or ""):
        if ":" in host or host.replace(".", "").isdigit():
            _require_public(host)


def _require_public(address: str) -> None:
    """Raises for an address that is not one of the public internet."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        raise _Forbidden(f"{address} is no plain address") from None
    inside: list[Any] = [found]
    if isinstance(found, ipaddress.IPv6Address):
        inside += [found.ipv4_mapped, found.sixtofour, *(found.teredo or ())]
        if found in _NAT64:
            inside.append(ipaddress.IPv4Address(int(found) & 0xFFFF_FFFF))
    for one in inside:
        if one is not None and (not one.is_global or one.is_multicast):
            raise _Forbidden(f"{one} is not public")


class _PublicResolver(AbstractResolver):
    """Names to public addresses only. Each lookup has a thread of its own, which is left
    to itself when it takes too long: the loop's few threads are needed for other things."""

    def __init__(self, allowed: Collection[tuple[str | None, int | None]]) -> None:
        self._allowed = allowed
        self._under_way = 0

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        if self._under_way >= _MOST_LOOKUPS:
            raise OSError(socket.EAI_AGAIN, "too many lookups")
        found = await self._look_up(host, port, family)
        if (host, port) not in self._allowed:
            for *_, address in found:
                _require_public(str(address[0]).partition("%")[0])
        return [
            ResolveResult(
                hostname=host,
                host=str(address[0]),
                port=port,
                family=kind,
                proto=proto,
                flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
            )
            for kind, _, proto, _, address in found
        ]

    async def close(self) -> None:
        """Nothing is kept."""

    async def _look_up(self, host: str, port: int, family: int) -> list[Any]:
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[list[Any]] = loop.create_future()

        def settle(found: list[Any], error: OSError | None) -> None:
            self._under_way -= 1
            if answer.done():
                return
            if error is not None:
                answer.set_exception(error)
            else:
                answer.set_result(found)

        def work() -> None:
            found: list[Any] = []
            error: OSError | None = None
            try:
                found = socket.getaddrinfo(host, port, family, socket.SOCK_STREAM)
            except OSError as problem:
                error = problem
            except UnicodeError:
                error = OSError(socket.EAI_NONAME, "no name for a host")
            with suppress(RuntimeError):  # the loop is gone
                loop.call_soon_threadsafe(settle, found, error)

        self._under_way += 1
        threading.Thread(target=work, name="link-lookup", daemon=True).start()
        return await answer
