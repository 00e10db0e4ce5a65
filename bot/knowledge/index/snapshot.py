"""One immutable state of the index: pages, passages and postings that belong together.

A refresh builds the next one beside it and swaps; whoever searches keeps the old one
until done.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.knowledge.index.postings import (
    Field,
    Ids,
    Offsets,
    Postings,
    Values,
    first_of_each,
    ranges,
    rarity,
)
from bot.knowledge.index.subjects import Subjects
from bot.knowledge.pages.blocks import searchable
from bot.knowledge.pages.documents import Document, Section, words_of_file
from bot.knowledge.words import software
from bot.precedence import give_way
from bot.script import normalise

# For each field the weight of a term, and how much a long field is discounted.
_FIELDS = {
    "title": (4.0, 0.0),
    "file": (2.0, 0.0),
    "names": (2.0, 0.0),
    "extra": (0.7, 0.3),
    "heading": (2.0, 0.0),
    "body": (1.0, 0.5),
}
_PER_PASSAGE = ("heading", "body")
_PER_DOCUMENT = ("title", "file", "names", "extra")
_SHORT = np.iinfo(np.uint16)
AnyIds = Ids | NDArray[np.uint16]


@dataclass(frozen=True, slots=True)
class IndexedDocument:
    """A page with its term ids. ``lengths``: the numbers of terms in title, file, names and extra,
    then in the heading trail of every passage, then in the body of every passage; ``ids``: the
    terms in that order, in two bytes each where all of them fit."""

    document: Document
    digest: str
    lengths: Ids
    ids: AnyIds


@dataclass(frozen=True, slots=True)
class Called:
    """What documents are called. Row d has the terms in the title of document d, each once; row d
    plus the number of documents has those in the name of its file, with ids of their own: the term
    plus ``known``, the number of terms. ``shares``: the share of each term in its name, by
    rarity. A row without terms has one that nothing asks for."""

    names: Field
    shares: Values
    known: int

    @classmethod
    def by(cls, titles: Field, files: Field, worth: Values) -> Called:
        known = len(worth)
        apart = Field(files.ids.astype(np.int32) + known, files.offsets)
        names = _each_once(_one_after_another(titles, apart), 2 * known)
        worths = np.concatenate([worth, worth, [0.0]])[names.ids]
        mass = np.add.reduceat(worths, names.offsets[:-1]) if names.rows else worths
        shares = worths / np.repeat(np.where(mass > 0, mass, 1.0), np.diff(names.offsets))
        return cls(names, shares.astype(np.float32), known)

    def titles(self) -> set[int]:
        """The terms of all titles."""
        ids = self.names.ids[: self.names.offsets[self.names.rows // 2]]
        return set(ids[ids < self.known].tolist())

    def asked(
        self, documents: NDArray[np.integer[Any]], asked: Offsets, typed: Offsets
    ) -> tuple[Values, Values]:
        """Of each document which share of its title, by rarity, are terms that are ``asked``
        for, and which of its file's name are ``typed``."""
        wanted = np.zeros(2 * self.known + 1, np.bool_)
        wanted[asked] = True
        wanted[typed + self.known] = True
        rows = np.concatenate([documents, documents + self.names.rows // 2])
        first = self.names.offsets[rows]
        sizes = self.names.offsets[rows + 1] - first
        places = ranges(first, sizes)
        held = self.shares[places] * wanted[self.names.ids[places]]
        sums = np.add.reduceat(held, sizes.cumsum() - sizes)
        return sums[: len(documents)], sums[len(documents) :]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """``postings`` weigh, by passage, heading and body together with what the document is called
    (title, file, names and extra); the rows behind all passages are documents by what they are
    called alone. ``called`` and ``length_shares`` are for the second step of the ranking."""

    documents: tuple[Document, ...]
    sections: tuple[Section, ...]
    document_of: NDArray[np.int32]
    folder_of: NDArray[np.int32]  # of each document
    first_passage: Offsets
    terms: Mapping[str, int]
    postings: Postings
    called: Called
    holders: NDArray[np.int64]  # how many passages hold each term, in themselves or in a name
    term_idf: Values  # rarity of each term among all passages
    term_counts: NDArray[np.int64]  # how often each stands in all bodies
    term_total: int
    length_shares: Values  # of each passage: very short ones say little
    records: frozenset[int]  # the documents that keep a record
    subjects: Subjects
    implied: Mapping[int, int]  # by software: how many passages are about it, said or not

    @property
    def size(self) -> int:
        return len(self.sections)

    @property
    def is_on_postgres(self) -> bool:
        """Whether PostgreSQL is what the pages of some folder deal with."""
        return software.is_subject_of(self.terms, self.implied)

    def passages_of(self, documents: NDArray[np.int32]) -> NDArray[np.int64]:
        """The rows of all passages of some documents, one document after another."""
        starts = self.first_passage[documents]
        return ranges(starts, self.first_passage[documents + 1] - starts)

    def rows_of(self, document: int) -> slice:
        """The rows of one document's passages."""
        first, end = self.first_passage[document : document + 2].tolist()
        return slice(first, end)

    def is_about(self, document: int, term: str) -> bool:
        """Whether a term is the subject of a document's folder."""
        number = self.terms.get(term)
        return number is not None and self.implies(document, number)

    def implies(self, document: int, term: int) -> bool:
        """``is_about`` by the number of the term."""
        return bool(self.subjects.folders(term)[self.folder_of[document]])


def is_record(document: Document) -> bool:
    """Whether a page is on a single event: such are asked through the salons' own data."""
    return document.path.startswith("events/")


def term_lists(sections: int) -> int:
    """How many lists of terms a page of so many passages has."""
    return len(_FIELDS) + (sections - 1) * len(_PER_PASSAGE)


def index_document(
    document: Document, digest: str, ids_of: Callable[[str], bytes]
) -> IndexedDocument:
    """``ids_of`` gives the numbers of the terms of a text, in four bytes each."""
    names = "\n".join(document.names)
    # 「mysql 里叫什么」 as a way to ask for a page does not make it a page on MySQL.
    asked = map(software.without_names, map(normalise, document.asked))
    extra = "\n".join((document.extra, *asked))
    once = (document.title, words_of_file(document.path), names, extra)
    rows = [ids_of(text) for text in once]
    rows += [ids_of("\n".join(section.trail)) for section in document.sections]
    rows += [ids_of(searchable(section.text)) for section in document.sections]
    ids: AnyIds = np.frombuffer(b"".join(rows), np.int32)
    lengths = np.array([len(row) // ids.itemsize for row in rows], np.int32)
    if ids.max(initial=0) <= _SHORT.max:
        ids = ids.astype(_SHORT.dtype)
    return IndexedDocument(document, digest, lengths, ids)


def build_snapshot(pages: Sequence[IndexedDocument], terms: Mapping[str, int]) -> Snapshot:
    """Fast enough to be repeated for every change: a few numpy calls over all terms."""
    count = len(terms)
    sizes = [len(page.document.sections) for page in pages]
    fields = _gather(pages)
    passages = Postings.build([fields[name] for name in _PER_PASSAGE], count)
    titles = Postings.build([fields[name] for name in _PER_DOCUMENT], count)
    sections = tuple(section for page in pages for section in page.document.sections)
    first_passage = np.concatenate([[0], np.cumsum(sizes, dtype=np.int64)])
    term_idf = np.maximum(rarity(passages.row_count, np.diff(passages.starts)), 0.0)
    postings = passages.with_titles(titles, first_passage)
    document_of = np.repeat(np.arange(len(pages), dtype=np.int32), sizes)
    folder_of = _folders(pages)
    subjects = Subjects(postings, document_of, folder_of)
    return Snapshot(
        documents=tuple(page.document for page in pages),
        sections=sections,
        folder_of=folder_of,
        document_of=document_of,
        first_passage=first_passage,
        terms=terms,
        postings=postings,
        called=Called.by(fields["title"], fields["file"], term_idf),
        holders=np.diff(postings.starts) - np.diff(titles.starts),
        term_idf=term_idf,
        term_counts=np.bincount(fields["body"].ids, minlength=count),
        term_total=len(fields["body"].ids),
        length_shares=_length_shares(sections),
        records=frozenset(n for n, page in enumerate(pages) if is_record(page.document)),
        subjects=subjects,
        implied=subjects.implied(terms),
    )


def _folders(pages: Sequence[IndexedDocument]) -> NDArray[np.int32]:
    numbers: dict[str, int] = {}
    roots = (page.document.root for page in pages)
    return np.array([numbers.setdefault(root, len(numbers)) for root in roots], np.int32)


def _length_shares(sections: Sequence[Section]) -> NDArray[np.float32]:
    lengths = np.array([len(section.text) for section in sections], np.float32)
    return np.asarray(np.log1p(lengths) / 7, np.float32)


def _one_after_another(first: Field, second: Field) -> Field:
    """The rows of one field, then those of the other."""
    offsets = np.concatenate([first.offsets, second.offsets[1:] + first.offsets[-1]])
    return Field(np.concatenate([first.ids, second.ids]), offsets)


def _each_once(field: Field, nothing: int) -> Field:
    """Each id of a row once; an empty row gets ``nothing``, which is greater than all ids."""
    sizes = np.diff(field.offsets)
    empty = np.flatnonzero(sizes == 0)
    rows = np.concatenate([np.repeat(np.arange(field.rows), sizes), empty])
    ids = np.concatenate([field.ids, np.full(len(empty), nothing)])
    keys = rows * (nothing + 1) + ids
    keys.sort()
    keys = keys[first_of_each(keys)]  # np.unique imports all of numpy.ma
    rows, ids = np.divmod(keys, nothing + 1)
    return Field(ids.astype(np.int32), np.searchsorted(rows, np.arange(field.rows + 1)))


def _gather(pages: Sequence[IndexedDocument]) -> dict[str, Field]:
    """The term ids of all pages, field by field."""
    sizes = np.array([len(page.document.sections) for page in pages], np.int64)
    rows = np.where([name in _PER_PASSAGE for name in _FIELDS], sizes[:, np.newaxis], 1)
    numbers = np.tile(np.arange(len(_FIELDS), dtype=np.int8), len(pages))
    field_of = numbers.repeat(rows.ravel())  # of each row
    # The first is empty and of four bytes, and so is the whole.
    lengths = np.concatenate([np.zeros(0, np.int32), *(page.lengths for page in pages)])
    ids = np.concatenate([np.zeros(0, np.int32), *(page.ids for page in pages)])
    give_way()
    field_of_term = field_of.repeat(lengths)
    fields = {}
    for number, name in enumerate(_FIELDS):
        give_way()
        offsets = np.concatenate([[0], lengths[field_of == number].cumsum(dtype=np.int64)])
        fields[name] = Field(ids[field_of_term == number], offsets, *_FIELDS[name])
    return fields
