"""Short codes by which people name a row: read from a screen and typed on a phone."""

from __future__ import annotations

import secrets

from bot.store.connection import Transaction

# Without 0/O and 1/I/L, which look alike.
_ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"


def code_pattern(length: int) -> str:
    """A regular expression for codes of this length."""
    return rf"[{_ALPHABET}]{{{length}}}"


def free_code(tx: Transaction, by_code: str, length: int, alphabet: str = _ALPHABET) -> str:
    """A code that the query ``by_code`` finds no row of."""
    while True:
        code = "".join(secrets.choice(alphabet) for _ in range(length))
        if tx.one(by_code, code=code) is None:
            return code
