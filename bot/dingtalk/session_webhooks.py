"""Session webhooks: the way back that each message brings along, while it lives.

Such a webhook leads to DingTalk's hosts over https, or to a configured one. Following it
anywhere would let whoever can forge a frame make the bot post to any address (SSRF).
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import timedelta
from functools import cache

from yarl import URL

from bot.clock import Clock
from bot.dingtalk.formats import webhook_body
from bot.dingtalk.wire import Wire
from bot.messages import IncomingMessage
from bot.settings import DingTalk

logger = logging.getLogger(__name__)

# A webhook that ends within this time is not used: the request might arrive too late.
_MARGIN = timedelta(seconds=5)
_HOSTS = frozenset(
    {"oapi.dingtalk.com", "api.dingtalk.com", "oapi.dingtalk.io", "api.dingtalk.io"}
)


class SessionWebhooks:
    """Checks and uses the webhooks, whose addresses are secrets and appear in no log or error."""

    def __init__(self, dingtalk: DingTalk, wire: Wire, clock: Clock) -> None:
        self._dingtalk = dingtalk
        self._wire = wire
        self._clock = clock

    def live(self, message: IncomingMessage) -> URL | None:
        """The message's webhook, unless it is missing, ended or leads elsewhere."""
        until = message.webhook_expires_at
        if not message.session_webhook or (until and until - _MARGIN <= self._clock.now()):
            return None
        url = trusted_webhook(message.session_webhook, self._dingtalk)
        if url is None:
            logger.warning("message %s: its webhook leads elsewhere", message.message_id)
        return url

    async def post(
        self, url: URL, title: str, text: str, *, mentions: Sequence[str] = (), key: str = ""
    ) -> None:
        """One message. Raises DeliveryError, SessionExpired when the webhook has ended."""
        await self._wire.post(url, webhook_body(title, text, mentions=mentions, key=key))


def trusted_webhook(address: str, dingtalk: DingTalk) -> URL | None:
    """The address, or None when it leads elsewhere. It is returned parsed, and used so: what was
    checked is what is called."""
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
