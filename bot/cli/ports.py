"""Whether an address is free to listen on; which port and names the sandbox page gets."""

from __future__ import annotations

import errno
import os
import socket
from typing import Any

from bot.errors import BotError, os_reason

_TRIED = 20
_EVERYWHERE = "0.0.0.0"


def free_port(host: str, wanted: int) -> int:
    """``wanted`` or the next free port above it; 0 stays 0. Raises BotError."""
    for port in range(wanted, min(wanted + _TRIED, 65536)):
        try:
            _bind(socket.AF_INET, (host, port))
        except OSError as error:
            if error.errno in (errno.EADDRINUSE, errno.EACCES):
                continue
            raise BotError(
                f"不能在 {host} 上监听（{os_reason(error)}），请把 --host 换成本机的地址。"
            ) from None
        return wanted if wanted == 0 else port
    raise BotError(f"端口 {wanted} 起的 {_TRIED} 个都用不了，请用 --port 换一个。")


def taken(listen: str) -> str:
    """Why nothing can listen on ``host:port`` now, in Chinese; empty when something can."""
    host, _, port = listen.rpartition(":")
    try:
        where = socket.getaddrinfo(
            host.strip("[]") or "127.0.0.1", int(port), type=socket.SOCK_STREAM
        )
        for family, *_, address in where:
            _bind(family, address)
    except OSError as error:
        return os_reason(error)
    return ""


def _bind(family: int, address: Any) -> None:
    """Take it for a moment as a server will: a closed connection blocks nothing. Raises
    OSError."""
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        if os.name == "posix":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(address)


def names_of(host: str) -> frozenset[str]:
    """The names under which a page that listens on ``host`` is opened on purpose."""
    if host == _EVERYWHERE:
        name = socket.gethostname()
        return frozenset({name.lower(), *_addresses(name)})
    return frozenset({host.lower()})


def shown_host(host: str) -> str:
    return "127.0.0.1" if host == _EVERYWHERE else host


def _addresses(name: str) -> set[str]:
    try:
        return set(socket.gethostbyname_ex(name)[2])
    except OSError:
        return set()
