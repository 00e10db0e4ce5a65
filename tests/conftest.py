"""What every test gets: a clean environment, a fixed clock, a real store in a temp folder."""

from __future__ import annotations

import gc
import os
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from bot.clock import FixedClock
from bot.proof.server import Server
from bot.store import Store, open_store
from tests.made_stores import made_stores
from tests.one_model import one_model, sentence_model
from tests.postgres import fresh_database, shared_server, store_url
from tests.skips import pytest_sessionfinish, pytest_terminal_summary
from tests.waiting import leaping_time, prompt_watchers
from tests.word_lists import word_lists

__all__ = [
    "leaping_time",
    "made_stores",
    "one_model",
    "prompt_watchers",
    "pytest_sessionfinish",
    "pytest_terminal_summary",
    "sentence_model",
    "word_lists",
]

# Vectors take a second for a hundred pages: only tests that are about them want them.
os.environ.setdefault("XIANGWEN_KNOWLEDGE__VECTORS", "false")
_KEPT = ("XIANGWEN_TEST_POSTGRES", "XIANGWEN_TEST_STORE", "XIANGWEN_KNOWLEDGE__VECTORS")

# Where nothing compiled may be left behind, every bot that a test starts in a process of its own
# would compile a thousand modules: a second of CPU each time.
if sys.dont_write_bytecode:
    _COMPILED = tempfile.TemporaryDirectory(prefix="compiled-")
    os.environ["PYTHONPYCACHEPREFIX"] = _COMPILED.name
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# A thousand stores and indexes wait for the disk with each commit, and no test cuts the power.
_IN_MEMORY = Path("/dev/shm")
if _IN_MEMORY.is_dir() and shutil.disk_usage(_IN_MEMORY).free > 4 << 30:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(_IN_MEMORY))

# How long an example takes is the machine's affair, and its neighbours'.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)  # 12:00 in Shanghai, a Monday


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No variable of the developer's reaches a test."""
    for name in list(os.environ):
        if (
            name.startswith("XIANGWEN_") and name not in _KEPT
        ) or name == "DINGTALK_OPENAPI_ENDPOINT":
            monkeypatch.delenv(name)


@pytest.fixture(autouse=True, scope="module")
def memory_of_commands() -> Iterator[None]:
    """A command that has started keeps what it made from being collected; tests run hundreds
    of them in one process."""
    yield
    if gc.get_freeze_count():
        gc.unfreeze()
        gc.collect()


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    opened = await open_store(store_url(tmp_path / "data" / "xiangwen.db"))
    yield opened
    await opened.close()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    with shared_server() as opened:
        yield opened


@pytest.fixture
def postgres_url(postgres: Server) -> Iterator[str]:
    """An empty PostgreSQL database of the test's own."""
    with fresh_database(postgres) as url:
        yield url


@pytest.fixture
def no_config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path
