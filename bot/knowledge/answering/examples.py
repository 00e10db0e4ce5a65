"""Questions that the pages answer, to show what can be asked."""

from __future__ import annotations

from bot.expressions import Expression
from bot.knowledge.index.snapshot import Snapshot
from bot.knowledge.pages.documents import Document

_ASKS = Expression(r"怎么|什么|为什么|如何|哪|吗|多少|为何")
_QUESTION_FOLDERS = ("faq/", "guide/")
_LONGEST = 20


def asking_names(snapshot: Snapshot, count: int) -> list[str]:
    """Titles and other names that ask something, from all over the folders, but not from
    records."""
    told = (d for n, d in enumerate(snapshot.documents) if n not in snapshot.records)
    documents = [d for d in told if not d.is_wordless]
    pages = [d for d in documents if d.path.startswith(_QUESTION_FOLDERS)] or documents
    asking = [q for q in map(_asked_by, pages) if q] or [d.title for d in pages]
    step = max(len(asking) // (count + 1), 1)
    return asking[step::step][:count] or asking[:count]


def _asked_by(document: Document) -> str:
    """A name of the page that reads as a question somebody would type; the title first."""
    names = (document.title, *document.names)
    return next((n for n in names if len(n) <= _LONGEST and _ASKS.search(n)), "")
