"""Where a webhook may lead: DingTalk's hosts over https, and the configured ones.

A session webhook arrives in a message; following it anywhere would let whoever can forge
a frame make the bot post to any address (SSRF).
"""

from __future__ import annotations

from functools import cache

from yarl import URL

from bot.settings import DingTalk

_HOSTS = frozenset(
    {"oapi.dingtalk.com", "api.dingtalk.com", "oapi.dingtalk.io", "api.dingtalk.io"}
)


def trusted_webhook(address: str, dingtalk: DingTalk) -> URL | None:
    """The address, parsed as it will be called, or None when it leads elsewhere.

    The parsed form is returned and used, so that what was checked is what is called.
    """
    try:
        url = URL(address)
        origin = url.origin() if url.absolute else None
    except ValueError:
        return None
    if origin is None or url.user is not None or url.password is not None:
        return None
    if url.scheme == "https" and url.host in _HOSTS and url.port == 443:
        return url
    for base in (dingtalk.api_base, dingtalk.oapi_base):
        if origin == _origin(base):
            return url
    return None


@cache
def _origin(base: str) -> URL:
    return URL(base).origin()
