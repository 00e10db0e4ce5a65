"""What the folders are about: software that their pages deal with whether they name it or not.

In pages on PostgreSQL the word PostgreSQL tells nothing; where several folders are searched
together, it tells one from another.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.knowledge.index.postings import Postings
from bot.knowledge.words import software

_SHARE = 0.25  # of a folder's pages must name what they deal with
_MOST = 0.6  # of its pages name what no longer tells one of them from another
_LEAST = 3  # further pages: in a small folder so many may mention it in passing


@dataclass(frozen=True, slots=True)
class Subjects:
    """``postings``: of passages and, behind these, of documents by what they are called;
    ``document_of`` each passage, ``folder_of`` each document."""

    postings: Postings
    document_of: NDArray[np.integer[Any]]
    folder_of: NDArray[np.integer[Any]]

    def folders(self, term: int, share: float = _SHARE) -> NDArray[np.bool_]:
        """For each folder whether a term is its subject: ``share`` of its pages and a few more
        have the term, or are called so."""
        rows, _ = self.postings.of(term)
        having = np.zeros(len(self.folder_of), np.bool_)
        having[self.document_of[rows[rows < len(self.document_of)]]] = True
        pages = np.bincount(self.folder_of)
        naming = np.bincount(self.folder_of[having], minlength=len(pages))
        return np.asarray(naming >= share * pages + _LEAST)

    def implied(self, terms: Mapping[str, int]) -> dict[int, int]:
        """For software that most pages of some folder deal with, by its term, how many passages
        such folders have."""
        found: dict[int, int] = {}
        for name in software.latin_names():
            if (term := terms.get(name)) is not None and (
                about := self.folders(term, _MOST)
            ).any():
                found[term] = int(about[self.folder_of[self.document_of]].sum())
        return found
