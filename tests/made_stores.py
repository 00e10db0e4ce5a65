"""New databases of the tests, copied from one that the migrations have made.

Each of a thousand stores began with sixteen migrations, which are tested by themselves
(`tests/store`); opening the copy goes the way of every later start.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pytest

from bot.store import sqlite
from bot.store.connection import migrations


@pytest.fixture(autouse=True, scope="session")
def made_stores(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    connect = sqlite._connect

    @lru_cache(maxsize=1)
    def made(_: tuple[tuple[str, str], ...]) -> Path:
        path = tmp_path_factory.mktemp("store") / "made.db"
        connect(path).close()  # takes what the log holds into the file
        return path

    def connect_to_copy(path: Path) -> sqlite3.Connection:
        if not path.exists():
            shutil.copyfile(made(tuple(migrations("sqlite"))), path)
        return connect(path)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sqlite, "_connect", connect_to_copy)
        yield
