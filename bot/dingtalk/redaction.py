"""Keeps secrets out of the log, whoever writes the line.

Webhooks, tickets and tokens are addresses or headers that any library may put into an error. The
command line installs one filter on its handler, and no other code has to think of it.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote

from bot.expressions import Expression
from bot.settings import Settings

_HIDDEN = "***"
_SHORTEST = 6  # shorter values would blank out ordinary words

_PATTERNS = tuple(
    Expression(pattern, re.IGNORECASE)
    for pattern in (
        r"(\b(?:ticket|session|access_token|sign)=)[^&\s\"'<>]+",
        r"(\b(?:accessToken|ticket|appSecret|clientSecret|client_secret|sessionWebhook"
        r"|webhook_secret)[\"']?\s*[:=]\s*[\"'])[^\"']+",
        r"(x-acs-dingtalk-access-token[\"']?\s*[:=,]\s*[\"']?)[^\s\"',)]+",
        r"(\w://[^/\s:@]*:)[^/\s@]+(?=@)",
    )
)


# One of these is in whatever the patterns find; most lines have none.
_SIGN = Expression(r"(?:session|sign)=|ticket|token|secret|webhook|@", re.IGNORECASE)


class Redaction(logging.Filter):
    """A filter that lets every record pass, without the secrets in it."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        super().__init__()
        known = {one for one in secrets if len(one) >= _SHORTEST}
        known |= {quote(one, safe="") for one in known}
        # The longest first: one secret may be the beginning of another.
        self._secrets = sorted(known, key=len, reverse=True)

    @classmethod
    def of(cls, settings: Settings) -> Redaction:
        """With every secret that the settings hold."""
        return cls(_secrets_of(settings))

    def redact(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, _HIDDEN)
        for pattern in _PATTERNS if _SIGN.search(text) else ():
            text = pattern.sub(rf"\g<1>{_HIDDEN}", text)
        return text

    def filter(self, record: logging.LogRecord) -> bool:
        try:
            message = record.getMessage()
        except (TypeError, ValueError):  # arguments that do not fit; logging would print them all
            message = f"{record.msg} {record.args}"
        record.msg, record.args = self.redact(message), None
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = self.redact(record.exc_text)
        if record.stack_info:
            record.stack_info = self.redact(record.stack_info)
        return True


def _secrets_of(settings: Settings) -> Iterator[str]:
    yield settings.dingtalk.client_secret.get_secret_value()
    for group in settings.groups:
        if group.webhook is not None:
            yield group.webhook.get_secret_value()
        if group.webhook_secret is not None:
            yield group.webhook_secret.get_secret_value()
