"""Who did what that needed a right: one row for each message and act."""

from __future__ import annotations

from bot.messages import Act
from bot.store.connection import Transaction


def audit(tx: Transaction, by: Act, action: str, detail: str) -> bool:
    """Note it in the transaction that does it. False when this very message did the same
    before."""
    changed = tx.execute("audit.add", action=action, detail=detail, **by_whom(by))
    return changed == 1


def by_whom(by: Act) -> dict[str, object]:
    """What a row says of the act that made it."""
    return {"staff_id": by.staff_id, "source": by.source, "now": by.now}


def audited(tx: Transaction, source: str, action: str) -> str | None:
    """The detail of what the message ``source`` did before; None when it did not. A message
    whose answer was interrupted is handled once more: what it did it must not do again, nor
    say that there was nothing to do."""
    row = tx.one("audit.of_source", source=source, action=action)
    return str(row["detail"]) if row else None
