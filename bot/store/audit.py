"""Who did what that needed a right: one row for each message and act."""

from __future__ import annotations

from datetime import datetime

from bot.store.connection import Transaction, to_text


def audit(
    tx: Transaction, staff_id: str, action: str, detail: str, source: str, now: datetime
) -> bool:
    """Note it in the transaction that does it. False when the message ``source`` did the
    same before."""
    changed = tx.execute(
        "audit.add",
        staff_id=staff_id,
        action=action,
        detail=detail,
        source=source,
        now=to_text(now),
    )
    return changed == 1


def audited(tx: Transaction, source: str, action: str) -> str | None:
    """The detail of what the message ``source`` did before; None when it did not. A message
    whose answer was interrupted is handled once more: what it did it must not do again, nor
    say that there was nothing to do."""
    row = tx.one("audit.of_source", source=source, action=action)
    return str(row["detail"]) if row else None
