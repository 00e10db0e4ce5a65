"""How near in meaning a question and passages are, by sentence vectors.

Vectors come from universal-sentence-encoder-multilingual v3 (Yang et al. 2019, "Multilingual
Universal Sentence Encoder for Semantic Retrieval"), a small convolutional model that runs
in numpy. They order pages that the words found; they find none by themselves.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.allocator import give_back_memory
from bot.knowledge.pages.documents import Document
from bot.precedence import give_way, giving_way

MODEL = "use-multilingual-3 200 b"  # changes with the model and with what is encoded
DIMENSIONS = 512
_CHARS = 200  # of a passage with its headings, and of a question
_LEVELS = 127
_AT_ONCE = 4  # passages in a batch, so that other threads wait only briefly
_REMEMBERED = 64  # questions, each of which is looked at several times

Floats = NDArray[np.float32]


class Encoder:
    """Safe from any thread. ``load`` takes most of a second and 90 MB; without it the first text
    waits for that."""

    def __init__(self) -> None:
        self._loading = threading.Lock()
        self._loaded: Any = None
        self.question = lru_cache(maxsize=_REMEMBERED)(self._question)

    def encode(self, texts: Sequence[str]) -> Floats:
        """Vectors of length 1: (texts, DIMENSIONS)."""
        return np.asarray(self.load().encode([_begun(text) for text in texts]), np.float32)

    def _question(self, text: str) -> Floats:
        return np.asarray(self.encode([text])[0], np.float32)

    @property
    def is_loaded(self) -> bool:
        return self._loaded is not None

    def load(self) -> Any:
        """The model. Blocks while it is not loaded yet."""
        with self._loading:
            if self._loaded is None:
                with giving_way():
                    self._loaded = _load()
            return self._loaded


def _load() -> Any:
    from bot.knowledge.vectors.sentence_model import SentenceModel  # on use: many need none

    model = SentenceModel()
    model.encode(["。"])
    give_back_memory()  # reading it took some megabytes more
    return model  # only when it works, which questions rely on


def _begun(text: str) -> str:
    """What the model sees of a text, without lone surrogates, which it cannot read."""
    return text[:_CHARS].encode("utf-8", "replace").decode("utf-8")


@dataclass(frozen=True, slots=True)
class Vectors:
    """Sentence vectors with a byte for each number: row i stands for ``scales[i] * rows[i]``. A
    scale of zero: not computed yet."""

    scales: Floats
    rows: NDArray[np.int8]

    @classmethod
    def of(cls, vectors: Floats) -> Vectors:
        scales = np.abs(vectors).max(axis=1, initial=0.0) / _LEVELS
        safe = np.where(scales > 0, scales, 1.0)[:, None]
        return cls(scales.astype(np.float32), np.rint(vectors / safe).astype(np.int8))

    @classmethod
    def missing(cls, count: int) -> Vectors:
        return cls(np.zeros(count, np.float32), np.zeros((count, DIMENSIONS), np.int8))

    @classmethod
    def joined(cls, parts: Sequence[Vectors]) -> Vectors:
        if not parts:
            return cls.missing(0)
        return cls(
            np.concatenate([part.scales for part in parts]),
            np.concatenate([part.rows for part in parts]),
        )

    def __len__(self) -> int:
        return len(self.scales)

    def part(self, start: int, end: int) -> Vectors:
        return Vectors(self.scales[start:end], self.rows[start:end])

    def fill(self, start: int, part: Vectors) -> None:
        """Write rows that are missing. A reader in another thread never sees half a row: it looks
        first at the scale, which is written last."""
        end = start + len(part)
        self.rows[start:end] = part.rows
        self.scales[start:end] = part.scales

    @property
    def share_known(self) -> float:
        """The share of rows that are computed; there must be a row."""
        return float((self.scales > 0).mean())

    @classmethod
    def read(cls, data: bytes) -> Vectors:
        """The inverse of ``data``. Raises ValueError."""
        count, rest = divmod(len(data), DIMENSIONS + 4)
        if rest:
            raise ValueError("vectors of another size")
        scales = np.frombuffer(data, "<f4", count).astype(np.float32)
        rows = np.frombuffer(data, np.int8, offset=4 * count).reshape(count, DIMENSIONS)
        return cls(scales, rows)

    @property
    def data(self) -> bytes:
        return self.scales.astype("<f4").tobytes() + self.rows.tobytes()


@dataclass(frozen=True, slots=True)
class Meaning:
    """The vectors of all passages of a snapshot, by row, then those of the ways in which each
    page is asked for; of page d from row ``asked[d]`` to ``asked[d + 1]``. And what encodes a
    question. ``refused``: the vectors of messages that no page answers, in their order; none
    while they are not computed."""

    encoder: Encoder
    vectors: Vectors
    asked: NDArray[np.int64]
    refused: Vectors = field(default_factory=lambda: Vectors.missing(0))

    def likeness(self, sentence: str, rows: NDArray[Any] | Sequence[int]) -> Floats:
        """Cosine of the question with the passages of these rows; those without a vector
        are as near as the others on average."""
        scales = self.vectors.scales[rows]
        products = self.vectors.rows[rows].astype(np.float32) @ self.encoder.question(sentence)
        found = np.asarray(scales * products, np.float32)
        there = scales > 0
        if not there.all():
            found[~there] = found[there].mean() if there.any() else 0.0
        return found

    def asked_rows(self, document: int) -> range:
        """Of the ways in which a page is asked for."""
        return range(int(self.asked[document]), int(self.asked[document + 1]))

    def nearest_refused(self, sentence: str) -> float:
        """Cosine of the question with the message to refuse that is most like it; there is at
        least one."""
        products = self.refused.rows.astype(np.float32) @ self.encoder.question(sentence)
        return float((self.refused.scales * products).max())

    def without_refused(self, place: int) -> Meaning:
        """The same as if one of the messages to refuse were none of them: whoever measures with
        it must not find it."""
        known = self.refused
        rest = Vectors.joined([known.part(0, place), known.part(place + 1, len(known))])
        return replace(self, refused=rest)


def texts_of(document: Document) -> list[str]:
    """The texts of a document that get a vector: every passage under its title and headings, of
    which only the beginning counts, then every way in which the page is asked for."""
    passages = (
        " › ".join((document.title, *section.trail)) + "\n" + section.text
        for section in document.sections
    )
    return [*passages, *document.asked]


def encode_more(
    encoder: Encoder, everything: Sequence[str], start: int = 0, until: float = math.inf
) -> Vectors:
    """Of these texts from ``start`` on, a few at least, until that moment of
    ``time.monotonic``."""
    parts = []
    while start < len(everything):
        texts = everything[start : start + _AT_ONCE]
        parts.append(Vectors.of(encoder.encode(texts)))
        give_way()
        start += len(texts)
        if time.monotonic() >= until:
            break
    return Vectors.joined(parts)
