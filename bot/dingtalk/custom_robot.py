"""A group's custom robot: the long-lived webhook that can notify people unasked.

It takes a key (``msgUuid``), and the same key twice is one message, so after a timeout the same
send may simply be tried again. Its pace is checked before a delivery is claimed
(``bot/schedule/pace.py``).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Sequence

from yarl import URL

from bot.clock import Clock
from bot.dingtalk.formats import webhook_body
from bot.dingtalk.refusals import TOO_FAST_CODES
from bot.dingtalk.wire import Wire
from bot.errors import DeliveryError, Stops
from bot.messages import SendReceipt
from bot.settings import Group


class CustomRobot:
    """One group's custom robot."""

    def __init__(self, group: Group, wire: Wire, clock: Clock) -> None:
        self._webhook = group.webhook.get_secret_value() if group.webhook else ""
        self._secret = group.webhook_secret.get_secret_value() if group.webhook_secret else ""
        self._wire = wire
        self._clock = clock

    async def send(self, title: str, parts: Sequence[str], key: str) -> SendReceipt:
        """Post all parts; the first one notifies everybody. Raises DeliveryError, after which the
        whole may be sent again unless the error is permanent."""
        for number, part in enumerate(parts):
            body = webhook_body(title, part, everyone=number == 0, key=f"{key}:{number}")
            try:
                await self._wire.post(self._address(), body)
            except DeliveryError as error:
                error.repeatable = True
                if error.code in TOO_FAST_CODES:
                    error.stops = Stops.ROBOT
                raise (error.after_parts(number) if error.permanent else error) from None
        return SendReceipt("webhook")

    def _address(self) -> URL:
        url = URL(self._webhook)
        if not self._secret:
            return url
        stamp = str(int(self._clock.now().timestamp() * 1000))
        return url.update_query(timestamp=stamp, sign=sign(stamp, self._secret))


def sign(timestamp: str, secret: str) -> str:
    """The signature of a timestamp; the address carries it URL-encoded."""
    message = f"{timestamp}\n{secret}".encode()
    return base64.b64encode(hmac.new(secret.encode(), message, hashlib.sha256).digest()).decode()
