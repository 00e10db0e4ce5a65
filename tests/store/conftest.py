"""Every store there is: what is promised of one is promised of both."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.store import Store, open_store
from tests.postgres import fresh_database


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where a store can be opened that is not there yet."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/data/xiangwen.db"
        return
    with fresh_database(request.getfixturevalue("postgres")) as opened:
        yield opened


@pytest.fixture
async def either(url: str) -> AsyncIterator[Store]:
    store = await open_store(url)
    yield store
    await store.close()
