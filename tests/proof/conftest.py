"""One PostgreSQL for all proofs: the one that all tests share."""

from __future__ import annotations

import pytest

from bot.proof.server import Server


@pytest.fixture
def server(postgres: Server) -> Server:
    return postgres
