"""The weights of the sentence model, read once for all tests that use it: each reading takes two
seconds."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture(scope="session")
def sentence_model() -> Any:
    from bot.knowledge.vectors import meaning

    return meaning._load()


@pytest.fixture
def one_model(monkeypatch: pytest.MonkeyPatch, sentence_model: Any) -> None:
    """Whoever loads the model does all of it but the reading."""
    from bot.knowledge.vectors import sentence_model as module

    monkeypatch.setattr(module, "SentenceModel", lambda: sentence_model)
