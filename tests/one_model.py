"""The sentence model, read once for all tests that use it: each reading takes two seconds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest


@pytest.fixture(scope="session")
def sentence_model() -> Any:
    from bot.knowledge.vectors import meaning

    return meaning._load()


@pytest.fixture
def one_model(monkeypatch: pytest.MonkeyPatch, sentence_model: Any) -> Callable[[], Any]:
    """What reads it anew, for tests that are about that."""
    from bot.knowledge.vectors import meaning

    anew = meaning._load
    monkeypatch.setattr(meaning, "_load", lambda: sentence_model)
    return anew
