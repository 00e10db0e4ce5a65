"""The shared state of all instances; the only folder with SQL."""

from bot.store.audit import audit, audited, by_whom
from bot.store.connection import Row, Store, Transaction, from_text, named, to_text
from bot.store.fence import fenced
from bot.store.only_reading import WouldWrite, only_reading
from bot.store.opening import open_store

__all__ = [
    "Row",
    "Store",
    "Transaction",
    "WouldWrite",
    "audit",
    "audited",
    "by_whom",
    "fenced",
    "from_text",
    "named",
    "only_reading",
    "open_store",
    "to_text",
]
