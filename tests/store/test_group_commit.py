"""Work that overlaps shares a commit, and nothing else."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from types import CodeType

import pytest

from bot.errors import StoreError
from bot.store import group_commit
from bot.store.group_commit import GroupCommit

Work = Callable[[sqlite3.Connection], int]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "x.db"


@pytest.fixture
def connection(path: Path) -> Iterator[sqlite3.Connection]:
    opened = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    opened.execute("PRAGMA journal_mode=WAL")
    opened.execute("CREATE TABLE t (n INTEGER PRIMARY KEY, filler TEXT)")
    yield opened
    opened.close()


@pytest.fixture
def commits(
    connection: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> Iterator[GroupCommit]:
    # Who shares a commit would else depend on how busy the machine is.
    monkeypatch.setattr(group_commit, "_SECONDS", 60.0)
    with ThreadPoolExecutor(1) as thread:
        yield GroupCommit(connection, thread)


def add(number: int, filler: str = "", then: Callable[[], None] = lambda: None) -> Work:
    def work(connection: sqlite3.Connection) -> int:
        connection.execute("INSERT INTO t VALUES (?, ?)", (number, filler))
        then()
        return number

    return work


def stored(path: Path) -> list[int]:
    """What another connection sees, that is: what is committed."""
    with closing(sqlite3.connect(path)) as other:
        return [n for (n,) in other.execute("SELECT n FROM t ORDER BY n")]


def assert_set(gate: threading.Event) -> None:
    assert gate.wait(10)


class Gate:
    """Holds the thread inside the first piece of work until the others have queued up."""

    def __init__(self) -> None:
        self._open = threading.Event()

    async def queued_behind(
        self, commits: GroupCommit, works: list[Work]
    ) -> list[int | BaseException]:
        first = asyncio.ensure_future(commits.run(add(0, then=lambda: assert_set(self._open))))
        others = [asyncio.ensure_future(commits.run(work)) for work in works]
        await asyncio.sleep(0)  # each runs up to where it waits
        self._open.set()
        return await asyncio.gather(first, *others, return_exceptions=True)


async def test_what_overlaps_shares_commits_and_each_gets_its_own_result(
    commits: GroupCommit, connection: sqlite3.Connection, path: Path
) -> None:
    statements: list[str] = []
    connection.set_trace_callback(statements.append)
    outcomes = await Gate().queued_behind(commits, [add(n) for n in range(1, 41)])
    assert outcomes == list(range(41))
    assert stored(path) == list(range(41))
    assert statements.count("COMMIT") < 41


async def test_it_is_committed_when_the_result_is_there(commits: GroupCommit, path: Path) -> None:
    for number in range(5):
        await commits.run(add(number))
        assert stored(path) == list(range(number + 1))


async def test_work_that_raises_takes_nobody_along(commits: GroupCommit, path: Path) -> None:
    def stop() -> None:
        raise ValueError("stop")

    works = [add(1), add(2, then=stop), add(1), add(3)]  # the third one: a key twice
    outcomes = await Gate().queued_behind(commits, works)
    assert outcomes[:2] == [0, 1]
    assert isinstance(outcomes[2], ValueError)
    assert isinstance(outcomes[3], StoreError)
    assert outcomes[4] == 3
    assert stored(path) == [0, 1, 3]


async def test_nothing_is_promised_that_a_full_disk_has_undone(
    commits: GroupCommit, connection: sqlite3.Connection, path: Path
) -> None:
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count={pages + 20}")
    works = [add(n, "x" * 9_000) for n in range(1, 30)]
    outcomes = await Gate().queued_behind(commits, works)
    kept = [outcome for outcome in outcomes if isinstance(outcome, int)]
    refused = [outcome for outcome in outcomes if not isinstance(outcome, int)]
    assert stored(path) == kept
    assert refused
    assert all(isinstance(outcome, StoreError) for outcome in refused)
    connection.execute("PRAGMA max_page_count=100000")
    assert await commits.run(add(100)) == 100


@pytest.fixture
def orphan(connection: sqlite3.Connection) -> Work:
    """Work that succeeds and whose commit fails."""
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("CREATE TABLE of_t (n REFERENCES t (n) DEFERRABLE INITIALLY DEFERRED)")

    def work(connection: sqlite3.Connection) -> int:
        connection.execute("INSERT INTO of_t VALUES (999)")
        return 0

    return work


async def test_a_commit_that_fails_is_told_to_whose_it_is_and_ends_nothing(
    commits: GroupCommit, orphan: Work, path: Path
) -> None:
    with pytest.raises(StoreError):
        await commits.run(orphan)
    assert await commits.run(add(1)) == 1
    assert stored(path) == [1]


async def test_a_commit_that_fails_takes_only_its_cause_along(
    commits: GroupCommit, orphan: Work, path: Path
) -> None:
    works = [add(n) for n in range(1, 40)]
    outcomes = await Gate().queued_behind(commits, [*works[:20], orphan, *works[20:]])
    assert isinstance(outcomes.pop(21), StoreError)
    assert outcomes == list(range(40))
    assert stored(path) == list(range(40))


async def test_work_that_ends_the_transaction_takes_nobody_along(
    commits: GroupCommit, connection: sqlite3.Connection, path: Path
) -> None:
    """As a full disk or a broken one does."""

    def end(connection: sqlite3.Connection) -> int:
        connection.execute("INSERT OR ROLLBACK INTO t VALUES (1, '')")
        return 0

    works = [add(n) for n in range(1, 40)]
    outcomes = await Gate().queued_behind(commits, [*works[:20], end, *works[20:]])
    assert isinstance(outcomes.pop(21), StoreError)
    assert outcomes == list(range(40))
    assert stored(path) == list(range(40))


async def test_what_is_ready_does_not_wait_for_work_known_to_be_long(
    commits: GroupCommit, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(group_commit, "_SECONDS", 0.01)
    seen: list[list[int]] = []

    def long(connection: sqlite3.Connection) -> int:
        seen.append(stored(path))
        time.sleep(0.02)
        return 0

    await commits.run(long, long.__code__)
    gate = threading.Event()
    works: list[tuple[Work, CodeType | None]] = [
        (add(1, then=lambda: assert_set(gate)), None),
        (add(2), None),
        (long, long.__code__),
        (add(3), None),
    ]
    tasks = [asyncio.ensure_future(commits.run(work, code)) for work, code in works]
    await asyncio.sleep(0)
    gate.set()
    await asyncio.gather(*tasks)
    assert seen == [[], [1, 2]]
    assert stored(path) == [1, 2, 3]


def level(number: int, seen: list[tuple[int, int]]) -> Work:
    """Work that notes how the transaction around it waits for the disk: 2 is FULL."""

    def work(connection: sqlite3.Connection) -> int:
        seen.append((number, connection.execute("PRAGMA synchronous").fetchone()[0]))
        return add(number)(connection)

    return work


async def test_only_durable_work_waits_for_the_disk(commits: GroupCommit, path: Path) -> None:
    seen: list[tuple[int, int]] = []
    for number, durable in ((1, True), (2, False), (3, False), (4, True)):
        await commits.run(level(number, seen), durable=durable)
        assert stored(path)[-1] == number  # committed, so that the process may die
    assert seen == [(1, 2), (2, 1), (3, 1), (4, 2)]


async def test_durable_work_that_waits_takes_others_along_but_never_goes_along_with_them(
    commits: GroupCommit, connection: sqlite3.Connection
) -> None:
    seen: list[tuple[int, int]] = []
    gate = threading.Event()
    begun = threading.Event()

    def held(connection: sqlite3.Connection) -> int:
        begun.set()
        assert_set(gate)
        return 0

    statements: list[str] = []
    connection.set_trace_callback(statements.append)
    running = [commits.run(held, durable=False)]
    await asyncio.to_thread(begun.wait, 10)
    for number, durable in ((1, False), (2, True), (3, False)):
        running.append(commits.run(level(number, seen), durable=durable))
    gate.set()
    await asyncio.gather(*running)
    # The first had begun; with it went what is as little durable, and nothing more.
    assert seen == [(1, 1), (2, 2), (3, 2)]
    assert statements.count("COMMIT") == 2

    gate.clear()
    behind = commits.run(held)
    running = [commits.run(level(n, seen), durable=n == 5) for n in (4, 5)]
    gate.set()
    await asyncio.gather(behind, *running)
    assert seen[3:] == [(4, 2), (5, 2)]


async def test_durable_work_is_durable_when_it_is_done_once_more(
    commits: GroupCommit, orphan: Work, path: Path
) -> None:
    seen: list[tuple[int, int]] = []
    gate = threading.Event()
    first = commits.run(add(1, then=lambda: assert_set(gate)))
    works = [commits.run(level(n, seen), durable=n == 3) for n in (2, 3)]
    failing = commits.run(orphan)
    gate.set()
    assert isinstance((await asyncio.gather(failing, return_exceptions=True))[0], StoreError)
    await asyncio.gather(first, *works)
    assert seen == [(2, 2), (3, 2), (2, 1), (3, 2)]
    assert stored(path) == [1, 2, 3]


async def test_what_is_handed_over_first_is_done_first_whoever_awaits_it(
    commits: GroupCommit,
) -> None:
    order: list[int] = []
    first = commits.run(add(1, then=lambda: order.append(1)), durable=False)
    await commits.run(add(2, then=lambda: order.append(2)))
    assert order == [1, 2]
    assert await first == 1


async def test_a_database_that_is_locked_is_said_and_waited_for_again(
    commits: GroupCommit, connection: sqlite3.Connection, path: Path
) -> None:
    connection.execute("PRAGMA busy_timeout=0")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="别的程序正占着它"):
        await commits.run(add(1))
    other.execute("ROLLBACK")
    other.close()
    assert await commits.run(add(1)) == 1


async def test_work_of_a_cancelled_caller_is_finished(commits: GroupCommit, path: Path) -> None:
    gate = threading.Event()
    running = asyncio.ensure_future(commits.run(add(1, then=lambda: assert_set(gate))))
    await asyncio.sleep(0)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    gate.set()
    assert await commits.run(add(2)) == 2
    assert stored(path) == [1, 2]


async def test_an_end_waits_for_no_more_work(
    connection: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(group_commit, "_STAYS_SECONDS", 3600.0)
    with ThreadPoolExecutor(1) as thread:
        commits = GroupCommit(connection, thread)
        assert await commits.run(add(1)) == 1
        commits.end()
        async with asyncio.timeout(30):
            await asyncio.get_running_loop().run_in_executor(thread, int)
