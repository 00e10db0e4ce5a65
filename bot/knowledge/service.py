"""Knowledge: the index of a set of folders, and the answers it gives.

``refresh`` builds the new state beside the one that serves, and swaps one reference; searches in
other threads go on with the state they began with.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from bot.folder import Scan, Skipped
from bot.knowledge.answering import refusals
from bot.knowledge.answering.answerer import Answerer
from bot.knowledge.answering.answers import Answer, Passage, Refusal
from bot.knowledge.answering.evidence import Evidence
from bot.knowledge.answering.examples import asking_names
from bot.knowledge.answering.follow_up import earlier
from bot.knowledge.answering.look import Look
from bot.knowledge.index.index_file import IndexFile, PageKey, Stored, index_path, page_key
from bot.knowledge.index.numbering import Numbering
from bot.knowledge.index.snapshot import IndexedDocument, Snapshot, build_snapshot, index_document
from bot.knowledge.pages.documents import read_document
from bot.knowledge.question.query import QueryBuilder
from bot.knowledge.ranking.calibration import BOUND, Calibration, calibrate
from bot.knowledge.ranking.confidence import THRESHOLD
from bot.knowledge.vectors.meaning import Meaning
from bot.knowledge.vectors.page_vectors import PageVectors
from bot.knowledge.words.screening import screen
from bot.knowledge.words.tokens import Tokenizer, open_segmenter
from bot.knowledge.words.vocabulary import Vocabulary, load_vocabulary
from bot.messages import Turn
from bot.precedence import give_way, is_crowded
from bot.script import normalise

_MOST_RENAMED = 12  # ways to say a question with another name in it


@dataclass(frozen=True, slots=True)
class IndexReport:
    """``changed`` counts added, changed and removed documents; ``unsaved``: why not on disk."""

    documents: int
    passages: int
    seconds: float
    changed: int
    skipped: tuple[Skipped, ...]
    unsaved: str


class Knowledge:
    """Searches are safe from any thread; refreshes run one after the other. ``to_refuse``:
    messages that no page answers; with vectors, what is like one of them is doubted."""

    def __init__(
        self,
        index_dir: Path,
        folders: Sequence[Path],
        *,
        vectors: bool = False,
        to_refuse: Sequence[str] = (),
    ) -> None:
        self._index_dir = index_dir
        self._path = index_path(index_dir, folders)
        self._refreshing = threading.Lock()
        self._unsaved = ""
        self._answerer: Answerer | None = None
        self._is_behind = False  # a refresh broke off after it had taken in what changed
        self._stored: Stored | None = None
        self._file: IndexFile | None = None
        self._tokenizer: Tokenizer | None = None
        self._vocabulary = Vocabulary()
        self._lists: tuple[tuple[str, str], ...] | None = None  # what it was read from
        self._vectors = PageVectors(index_dir, to_refuse) if vectors else None
        self._places_refused = {message: place for place, message in enumerate(to_refuse)}

    def refresh(self, scan: Scan) -> IndexReport:
        """Bring the index to what ``scan`` found. Blocking: call it in a thread."""
        began = time.monotonic()
        with self._refreshing:
            lists, order = self._lists, self._order
            behind, self._is_behind = self._is_behind, True
            tokenizer = self._prepare(scan)
            changed = self._update(scan, tokenizer)
            same = self._lists == lists and self._order == order and not changed
            if self._answerer is None or behind or not same:
                snapshot = self._build()
                builder = QueryBuilder.over(snapshot, tokenizer, self._vocabulary)
                if self._answerer is not None:  # whoever is served would wait for it
                    builder.prepare()
                meaning = self._meaning()
                self._answerer = Answerer.over(snapshot, builder, self._threshold(), meaning)
            self._is_behind = False
            snapshot = self.answerer.snapshot
        return IndexReport(
            documents=len(snapshot.documents),
            passages=snapshot.size,
            seconds=time.monotonic() - began,
            changed=changed,
            skipped=scan.skipped,
            unsaved=self._unsaved,
        )

    def deepen(self, seconds: float) -> int:
        """Give sentence vectors to pages that have none, for about that long, and load what
        a question needs; then to the messages to refuse. How many of these and the pages are
        still without. Blocking; whoever asks meanwhile is answered without them."""
        if (vectors := self._vectors) is None:
            return 0
        with self._refreshing:
            missing, refusing = vectors.missing, not vectors.knows_refused
            ready = self._answerer is None or self._answerer.meaning is not None
        if ready and not missing and not refusing:
            return 0
        vectors.load()
        found = vectors.encode(missing, seconds)
        refused = vectors.encode_refused(seconds) if refusing and not missing else None
        with self._refreshing:
            vectors.keep(found)
            if refused is not None:
                vectors.keep_refused(refused)
            left = len(vectors.missing)
            if not left and self._answerer is not None:
                self._answerer = replace(self._answerer, meaning=vectors.meaning())
            return left + (not vectors.knows_refused)

    def prepare(self) -> None:
        """Make now what the first questions would have to wait for. Blocking; gives way to
        answers."""
        if self._answerer is not None:
            self._answerer.builder.prepare()

    @property
    def without_vectors(self) -> int | None:
        """How many pages wait for their sentence vectors; None when none are wanted. Does not
        block."""
        return None if self._vectors is None else len(self._vectors.missing)

    @property
    def size(self) -> int:
        """How many passages are served."""
        return self._answerer.snapshot.size if self._answerer else 0

    @property
    def answerer(self) -> Answerer:
        """What answers now, for measurements. Raises LookupError before a refresh."""
        if self._answerer is None:
            raise LookupError("nothing is indexed yet")
        return self._answerer

    @property
    def is_on_postgres(self) -> bool:
        """Whether PostgreSQL is what the pages of some folder deal with."""
        return self._answerer is not None and self._answerer.snapshot.is_on_postgres

    def search(self, question: str, top: int = 5) -> list[Passage]:
        """The ranking of a question, best first; empty before the first refresh."""
        answerer = self._answerer
        return answerer.search(question, top) if answerer else []

    def answer(
        self,
        question: str,
        history: Sequence[Turn] = (),
        *,
        quote: str = "",
        caution: float = 0.0,
    ) -> Answer | Refusal:
        """An answer in the pages' own words, or an honest refusal. ``history`` is newest
        last; ``quote`` is the message that was quoted with the question; ``caution`` is added to
        the threshold. While many people wait for answers, words alone decide."""
        answerer = self._answerer
        if answerer is None:
            return Refusal(refusals.NOT_READY)
        if is_crowded():  # the question's own vector takes as long as half of the rest
            answerer = replace(answerer, meaning=None)
        return answerer.more_careful(caution).answer(question, history, quote)

    def look(self, question: str) -> Look:
        """What an answer would go by, before any decision, for those who measure: a message to
        refuse as if it were none. Raises LookupError before a refresh."""
        answerer, place = self.answerer, self._places_refused.get(question)
        if place is not None and answerer.meaning is not None:
            answerer = replace(answerer, meaning=answerer.meaning.without_refused(place))
        return answerer.look(question)

    def not_on_page(self, question: str, history: Sequence[Turn]) -> Refusal:
        """The refusal of a message that may go on with the page of the last answer, where what was
        found for it is on something else."""
        return self.answerer.not_on_page(question, earlier(history))

    def explain(
        self, question: str, history: Sequence[Turn] = (), *, caution: float = 0.0
    ) -> Evidence:
        """Why this question, asked after ``history``, is answered or refused. Raises LookupError
        before the first refresh."""
        return self.answerer.more_careful(caution).explain(question, history)

    def word_kinds(self, text: str) -> list[tuple[str, str]]:
        """The words of a text in order, undivided, with their part of speech (``x`` for terms of
        the subject); before the first refresh the whole text as one word."""
        tokenizer = self._tokenizer
        return tokenizer.kinds(text) if tokenizer else [(text, "x")]

    def subjects(self, text: str) -> list[tuple[int, int]]:
        """(start, end) of each name of the glossary in a text."""
        plain = normalise(text)
        if len(plain) != len(text):
            return []
        return [(m.start, m.end) for m in self._vocabulary.find(plain) if m.names]

    def renamed(self, text: str) -> list[str]:
        """The variants of a text in which one name of the subject is replaced by another name of
        the same thing (SQL Server, MSSQL)."""
        plain = normalise(text)
        found = (
            f"{plain[: match.start]} {name} {plain[match.end :]}"
            for match in self._vocabulary.find(plain)
            for name in match.names
            if normalise(name) != plain[match.start : match.end]
        )
        return list(islice(found, _MOST_RENAMED))

    def examples(self, count: int = 3) -> list[str]:
        """Questions that the pages answer, for a greeting."""
        return asking_names(self._answerer.snapshot, count) if self._answerer else []

    def calibrate(self, answerable: Sequence[str], refuse: Sequence[str]) -> Calibration:
        """Measure the threshold of refusal on examples and keep it with the index."""
        with self._refreshing:
            good, bad = (
                [self.look(q).value for q in questions if screen(normalise(q)) is None]
                for questions in (answerable, refuse)
            )
            found = calibrate(good, bad)
            self._answerer = replace(self.answerer, threshold=found.threshold)
            if self._stored is not None and self._file is not None:
                self._stored.threshold = found.threshold
                self._file.keep_threshold(found.threshold)
        return found

    @property
    def _order(self) -> list[PageKey]:
        return list(self._stored.pages) if self._stored else []

    def _threshold(self) -> float:
        kept = self._stored.threshold if self._stored else None
        return THRESHOLD if kept is None else min(max(kept, -BOUND), BOUND)

    def _prepare(self, scan: Scan) -> Tokenizer:
        """The tokenizer for this scan's words; new words mean a new index."""
        if self._tokenizer is not None and scan.vocabulary == self._lists:
            return self._tokenizer
        vocabulary = load_vocabulary(scan.vocabulary)
        if self._tokenizer is None or vocabulary.digest != self._vocabulary.digest:
            segmenter = open_segmenter(vocabulary.words, self._index_dir)
            self._tokenizer = Tokenizer(segmenter)
            self._file = IndexFile(self._path, f"{self._tokenizer.name} {vocabulary.digest}")
            self._stored = self._file.load(scan.files)
        self._vocabulary = vocabulary
        self._lists = scan.vocabulary  # last: if anything above fails, all of it is done again
        return self._tokenizer

    def _update(self, scan: Scan, tokenizer: Tokenizer) -> int:
        assert self._stored is not None
        assert self._file is not None
        stored = self._stored
        numbering = Numbering(tokenizer, stored.terms)  # searches still read the old ones
        wanted: dict[PageKey, IndexedDocument] = {}
        changed: list[PageKey] = []
        for file in scan.files:
            key = page_key(file)
            known = stored.pages.get(key)
            if known is None or known.digest != file.digest:
                known = index_document(read_document(file), file.digest, numbering.ids)
                changed.append(key)
            wanted[key] = known
            give_way()
        removed = (stored.pages.keys() | stored.outdated) - wanted.keys()
        self._stored = Stored(wanted, numbering.terms, stored.threshold)
        if changed or removed:
            self._unsaved = self._file.save(self._stored, changed, removed)
        return len(changed) + len(removed)

    def _build(self) -> Snapshot:
        assert self._stored is not None
        return build_snapshot(list(self._stored.pages.values()), self._stored.terms)

    def _meaning(self) -> Meaning | None:
        if self._vectors is None or self._stored is None:
            return None
        self._vectors.arrange(list(self._stored.pages.values()))
        return self._vectors.meaning()
