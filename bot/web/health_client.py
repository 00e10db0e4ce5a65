"""Asks a running bot on this machine how it is; `check` uses it."""

from __future__ import annotations

from typing import Any

import aiohttp

_SECONDS = 2.0


async def running_health(listen: str) -> dict[str, Any] | None:
    """What ``/health`` of the bot on ``listen`` says; None when nothing of ours answers."""
    host, _, port = listen.rpartition(":")
    host = "127.0.0.1" if host in ("", "0.0.0.0", "[::]") else host
    timeout = aiohttp.ClientTimeout(total=_SECONDS)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout) as http,
            http.get(f"http://{host}:{port}/health") as answer,
        ):
            body = await answer.json()
    except (aiohttp.ClientError, TimeoutError, ValueError):
        return None
    return body if isinstance(body, dict) and "stream" in body else None
