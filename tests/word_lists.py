"""The word lists of a knowledge folder, read once for all tests.

Nearly every bot of the tests has the shipped lists. Reading them, and giving their words to the
segmenter, was two thirds of its start; whoever has them only looks things up in them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

_KEPT = 2  # the shipped lists, and none; a segmenter is 30 MB


@pytest.fixture(autouse=True, scope="session")
def word_lists(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Where a collected test needs them; for others nothing is imported."""
    service: Any = sys.modules.get("bot.knowledge.service")
    if service is None:
        yield
        return
    read = lru_cache(_KEPT)(service.load_vocabulary)
    cache, open_segmenter = tmp_path_factory.mktemp("segmenter"), service.open_segmenter
    opened = lru_cache(_KEPT)(lambda words: open_segmenter(words, cache))

    def segmenter(words: Iterable[str], _: Path) -> Any:
        return opened(tuple(words))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(service, "load_vocabulary", lambda lists: read(tuple(lists)))
        patch.setattr(service, "open_segmenter", segmenter)
        yield
