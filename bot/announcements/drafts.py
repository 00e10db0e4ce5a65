"""Drafts: what somebody is about to do, as a row with a short code.

Confirming one, its audit entry and its deliveries are one transaction of the caller's, so
that a redelivered or resumed command acts once.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.store import Row, Transaction, from_text, to_text
from bot.store.codes import code_pattern, free_code

_LENGTH = 4
CODE_PATTERN = code_pattern(_LENGTH)
_KEEP = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody is about to do. ``payload`` is the kind's own business."""

    code: str
    kind: str
    payload: Mapping[str, str]
    author: str
    state: str
    expires_at: datetime

    @classmethod
    def from_row(cls, row: Row) -> Draft:
        return cls(
            code=row["code"],
            kind=row["kind"],
            payload=json.loads(row["payload"]),
            author=row["author"],
            state=row["state"],
            expires_at=from_text(row["expires_at"]),
        )


def add_draft(
    tx: Transaction,
    kind: str,
    payload: Mapping[str, str],
    *,
    author: str,
    source: str,
    now: datetime,
) -> Draft:
    """Keep a draft; the same message gives the same draft again."""
    tx.execute(
        "drafts.add",
        code=free_code(tx, "drafts.by_code", _LENGTH),
        kind=kind,
        payload=json.dumps(dict(payload), ensure_ascii=False),
        author=author,
        source=source,
        now=to_text(now),
        expires_at=to_text(now + _KEEP),
    )
    row = tx.one("drafts.by_source", source=source)
    assert row is not None
    return Draft.from_row(row)
