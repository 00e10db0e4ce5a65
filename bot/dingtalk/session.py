"""Session webhooks: the way back that each message brings along, while it lives."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import timedelta

import aiohttp
from yarl import URL

from bot.clock import Clock
from bot.dingtalk.formats import webhook_body
from bot.dingtalk.guard import trusted_webhook
from bot.dingtalk.wire import post
from bot.messages import IncomingMessage
from bot.settings import Settings

logger = logging.getLogger(__name__)

# A webhook about to end is not begun with: the request would arrive too late.
_MARGIN = timedelta(seconds=5)


class SessionWebhooks:
    """Checks and uses them. Their addresses are secrets and appear in no log or error."""

    def __init__(self, settings: Settings, http: aiohttp.ClientSession, clock: Clock) -> None:
        self._dingtalk = settings.dingtalk
        self._seconds = settings.limits.http_seconds
        self._http = http
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
        body = webhook_body(title, text, mentions=mentions, key=key)
        await post(self._http, url, body, seconds=self._seconds)
