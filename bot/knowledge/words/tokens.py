"""Cuts text into terms: Han runs go to a segmenter, everything else to rules of our own.

rjieba gives the same Han words as jieba at twenty times the speed, and is used where it is
installed. Identifiers, versions, paths and parameter names become terms whole and in parts.
"""

from __future__ import annotations

import logging
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache, partial
from importlib import metadata
from itertools import count
from pathlib import Path
from typing import Any

from bot.expressions import Expression
from bot.script import normalise

# A run of Han, a command of psql (\\dt, but not the \\t of C:\\tmp), or a chunk of letters, digits
# and the joiners that live inside names, versions and paths. Linear: what was taken is never
# given back.
_CHUNK = Expression(
    r"\\(?<![a-z0-9_:.\\]\\)[a-z]{1,14}+(?![a-z0-9_\\])"
    r"|[\u3400-\u4dbf\u4e00-\u9fff々〇]++"
    r"|[^\W\u3400-\u9fff々〇](?:[^\W\u3400-\u9fff々〇]++|[.\-/:+#$]++)*+"
)
_HAN = Expression(r"[\u3400-\u4dbf\u4e00-\u9fff々〇]")
_JOINERS = Expression(r"[.\-/:+#$]+")
_LETTERS_AND_DIGITS = Expression(r"[^\W\d_]+|\d+")
_LONGEST = 48
RULES_VERSION = 7
_NO_WORDS = ("时报",)  # in the dictionary for newspapers: 启动时报错 is 时 and 报错
_opened = count()


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text, its place there, and the smaller terms inside it."""

    text: str
    parts: tuple[str, ...]
    start: int
    end: int
    is_han: bool
    kind: str = ""  # part of speech as the segmenter's dictionary has it: v, n, d, …


@dataclass(frozen=True, slots=True)
class Segmenter:
    """Han segmentation by one of the two libraries, by the dictionary alone: guessing new words
    (HMM) glues together neighbours that nobody ever wrote as one word.

    ``name`` goes into the index file; ``tag`` gives words with their part of speech.
    """

    name: str
    cut_for_search: Callable[[str], list[str]]
    tag: Callable[[str], list[tuple[str, str]]]


# Engines that were made ahead; each is used once.
_ahead: list[Any] = []


def prepare_segmenter() -> None:
    """Make the engine of the next ``open_segmenter`` now: reading the dictionary stops all threads
    for some 100 ms, which nobody notices before there is an event loop."""
    with suppress(ImportError):  # without rjieba the slower one reads its own cache
        _ahead.append(_new_rjieba())


def open_segmenter(words: Iterable[str], cache_dir: Path | None = None) -> Segmenter:
    """rjieba where it is installed, else jieba; both know ``words``."""
    try:
        return _open_rjieba(words)
    except ImportError:
        return open_jieba(words, cache_dir)


def _new_rjieba() -> Any:
    import rjieba

    # The import has made an instance with the whole dictionary, of 30 MB: the first caller takes
    # that one, to which nobody else can have added words.
    made = getattr(rjieba.cut, "__self__", None) if next(_opened) == 0 else None
    return made or rjieba.Jieba()


def _open_rjieba(words: Iterable[str]) -> Segmenter:
    engine = _ahead.pop() if _ahead else _new_rjieba()
    for word in words:
        engine.add_word(word, None, None)
    for word in _NO_WORDS:
        engine.add_word(word, 0, None)
    name = f"rjieba {metadata.version('rjieba')}"
    return Segmenter(
        name,
        partial(engine.cut_for_search, hmm=False),
        lambda run: [(word, kind or "x") for word, kind in engine.tag(run, False)],
    )


def open_jieba(words: Iterable[str], cache_dir: Path | None = None) -> Segmenter:
    """A jieba tokenizer of our own that neither warns nor logs. Its cache is in ``cache_dir``: the
    shared temporary folder, jieba's default, is writable by strangers."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba
        from jieba import posseg
    jieba.default_logger.handlers.clear()
    jieba.default_logger.setLevel(logging.WARNING)
    engine = jieba.Tokenizer()
    engine.tmp_dir = str(cache_dir) if cache_dir else None
    engine.initialize()
    for word in words:
        engine.add_word(word)
    for word in _NO_WORDS:
        engine.add_word(word, 0)
    tagger = posseg.POSTokenizer(engine)
    return Segmenter(
        f"jieba {metadata.version('jieba')}",
        lambda run: engine.lcut_for_search(run, HMM=False),
        lambda run: [(pair.word, pair.flag) for pair in tagger.cut(run, HMM=False)],
    )


class Tokenizer:
    """Cuts normalised text. ``terms`` is for pages, ``words`` for questions."""

    def __init__(self, segmenter: Segmenter) -> None:
        self._segmenter = segmenter
        self.name = f"{segmenter.name} rules {RULES_VERSION}"
        # Words of questions and quotations repeat. Some megabytes at most for a tokenizer.
        self._han_terms = lru_cache(maxsize=8_192)(self._cut_han)
        self._chunk_terms = lru_cache(maxsize=4_096)(chunk_terms)

    def terms(self, text: str) -> list[str]:
        """All terms of a text in order, whole words and parts."""
        found: list[str] = []
        for chunk in self.chunks(text):
            found += self.terms_of(chunk)
        return found

    def chunks(self, text: str) -> list[str]:
        """The runs of Han, names, versions and paths of a text, in order."""
        return _CHUNK.findall(normalise(text))

    def terms_of(self, chunk: str) -> tuple[str, ...]:
        """The terms of a chunk; those of recent chunks are remembered."""
        return self._han_terms(chunk) if _is_han(chunk) else self._chunk_terms(chunk)

    def cut(self, chunk: str) -> Sequence[str]:
        """The terms of a chunk for callers that remember by themselves."""
        return self._segmenter.cut_for_search(chunk) if _is_han(chunk) else chunk_terms(chunk)

    def words(self, text: str) -> list[Word]:
        """The words of a normalised question with their places in it."""
        return list(self._words(text))

    def kinds(self, text: str) -> list[tuple[str, str]]:
        """The words of any text in order, undivided, with their part of speech."""
        return self._segmenter.tag(text)

    def _words(self, text: str) -> Iterator[Word]:
        for match in _CHUNK.finditer(text):
            chunk, start = match.group(), match.start()
            if not _is_han(chunk):
                whole, *parts = chunk_terms(chunk) or [""]
                if whole:
                    yield Word(whole, tuple(parts), start, match.end(), False)
                continue
            for piece, kind in self._segmenter.tag(chunk):
                inside = tuple(p for p in self._han_terms(piece) if p != piece)
                yield Word(piece, inside, start, start + len(piece), True, kind)
                start += len(piece)

    def _cut_han(self, run: str) -> tuple[str, ...]:
        # The chunks that are remembered have the same words again and again.
        return tuple(map(sys.intern, self._segmenter.cut_for_search(run)))


def _is_han(chunk: str) -> bool:
    return _HAN.match(chunk) is not None


def chunk_terms(chunk: str) -> tuple[str, ...]:
    """Terms of a chunk without Han, the whole first.

    ``pg_stat_activity`` → itself, pg, stat, activity; ``17.5`` → itself, 17, 5;
    ``pg12`` → itself, pg, 12; ``indexes`` → index.
    """
    if chunk.isalpha() and len(chunk) <= _LONGEST:  # most are one word
        return (stem(chunk),)
    chunk = chunk.strip(".-/:+#$")[: _LONGEST * 4]
    pieces = [piece for piece in _JOINERS.split(chunk) if piece]
    if len(pieces) < 2:
        return tuple(_piece_terms(pieces[0])) if pieces else ()
    inside = [term for piece in pieces for term in _piece_terms(piece)]
    return (chunk, *inside) if len(chunk) <= _LONGEST else tuple(inside)


def _piece_terms(piece: str) -> Iterator[str]:
    if len(piece) > _LONGEST:
        return
    whole = piece.strip("_")
    if not whole:
        return
    if whole[0] == "\\":
        yield whole
        yield stem(whole[1:])
        return
    yield stem(whole) if "_" not in whole else whole
    parts = [part for part in whole.split("_") if part]
    for part in parts:
        runs = _LETTERS_AND_DIGITS.findall(part)
        if len(parts) > 1:
            yield stem(part)
        if len(runs) > 1:
            yield from runs


def stem(word: str) -> str:
    """The singular of an English plural; everything else unchanged."""
    if len(word) < 4 or not word.endswith("s") or not word.isascii():
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes")):
        return word[:-2]
    if word.endswith(("ss", "us", "is", "os", "as")):
        return word
    return word[:-1]
