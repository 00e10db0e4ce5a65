"""Writes invented knowledge pages and asks the book that is made of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import yaml

from bot.events.book.calendar import SalonBook
from bot.events.questions import SalonReply, answer_question
from bot.events.record.models import AddedReplay
from bot.folder import KnowledgeFile, scan
from bot.knowledge.words.tokens import Segmenter, open_segmenter
from bot.messages import ReplyKind, Turn
from bot.settings import Limits

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
# When no salon of the record is ahead: only then the model of the day is told unasked.
AFTERWARDS = datetime(2026, 12, 20, 4, 0, tzinfo=UTC)


@cache
def _segmenter() -> Segmenter:
    return open_segmenter(())


def word_kinds(text: str) -> list[tuple[str, str]]:
    """The parts of speech that the running bot goes by."""
    return _segmenter().tag(text)


def write_page(root: Path, path: str, meta: Mapping[str, object] | str, body: str = "") -> None:
    """One page; ``meta`` as a mapping or, to be able to write it wrongly, as text."""
    front = meta if isinstance(meta, str) else yaml.safe_dump(dict(meta), allow_unicode=True)
    target = root / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(f"---\n{front.strip()}\n---\n\n{body}\n", encoding="utf-8")


def read_pages(root: Path) -> tuple[KnowledgeFile, ...]:
    return scan([root], Limits()).files


def make_book(root: Path, replays: Sequence[AddedReplay] = ()) -> SalonBook:
    return SalonBook.from_files(read_pages(root), replays)


def ask(book: SalonBook, text: str, *earlier: str, now: datetime = NOW) -> SalonReply | None:
    """The reply to ``text`` after ``earlier`` messages of the same person."""
    history: list[Turn] = []
    for message in earlier:
        reply = answer_question(book, message, history, now, SHANGHAI, word_kinds)
        kind = ReplyKind.EVENT if reply else ReplyKind.ANSWER
        history.append(Turn(message, kind, now, reply.topic if reply else {"page": "faq/a.md"}))
    return answer_question(book, text, history, now, SHANGHAI, word_kinds)


def told(book: SalonBook, text: str, *earlier: str, now: datetime = NOW) -> str:
    """The Markdown of the reply; fails when the message was not taken as about salons."""
    reply = ask(book, text, *earlier, now=now)
    assert reply is not None, f"not answered: {text}"
    return reply.markdown


def missing(
    book: SalonBook, text: str, parts: Sequence[str], *earlier: str, now: datetime = NOW
) -> list[str]:
    """Which of ``parts`` the reply does not say; a test wants none."""
    answer = told(book, text, *earlier, now=now)
    return [part for part in parts if part not in answer]
