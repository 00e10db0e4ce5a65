"""Whoever loads lets those who answer go first, and gets done under any load."""

from __future__ import annotations

import asyncio
import sys
import threading
import time
from contextlib import suppress

import pytest

from bot import precedence
from bot.precedence import answering, computed, give_way, short_turns


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(precedence, "_WAIT_SECONDS", 5.0)
    monkeypatch.setattr(precedence, "_WORK_SECONDS", 0.0)


def loading() -> threading.Thread:
    thread = threading.Thread(target=give_way)
    thread.start()
    return thread


def test_it_waits_for_the_last_answer() -> None:
    with answering():
        with answering():
            thread = loading()
        thread.join(0.05)
        assert thread.is_alive()
    thread.join(1)
    assert not thread.is_alive()


def test_nobody_is_waited_for_where_nobody_asks() -> None:
    with pytest.raises(ZeroDivisionError), answering():
        _ = 1 / 0
    began = time.monotonic()
    give_way()
    assert time.monotonic() - began < 1


def test_however_much_is_asked_it_gets_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(precedence, "_WAIT_SECONDS", 0.01)
    monkeypatch.setattr(precedence, "_WORK_SECONDS", 60.0)  # since the last wait
    with answering():
        for thread in [loading() for _ in range(3)]:
            thread.join(2)
            assert not thread.is_alive()

        def often() -> None:
            for _ in range(1_000):
                give_way()

        thread = threading.Thread(target=often)
        thread.start()
        thread.join(2)
        assert not thread.is_alive()


async def test_a_reload_that_was_asked_for_does_not_wait_for_itself() -> None:
    began = time.monotonic()
    with answering():
        await asyncio.to_thread(give_way)
    assert time.monotonic() - began < 1


def test_turns_are_short_for_as_long_as_a_foreign_load_takes() -> None:
    usual = sys.getswitchinterval()
    with suppress(ValueError), short_turns():
        assert sys.getswitchinterval() < usual / 5
        raise ValueError("broken")
    assert sys.getswitchinterval() == usual


async def test_few_answers_are_computed_at_once() -> None:
    under_way, most = 0, 0
    lock = threading.Lock()

    def work(number: int) -> int:
        nonlocal under_way, most
        with lock:
            under_way += 1
            most = max(most, under_way)
        time.sleep(0.01)
        with lock:
            under_way -= 1
        return number

    found = await asyncio.gather(*(computed(work, number) for number in range(8)))

    assert found == list(range(8))
    assert most == precedence._AT_ONCE


async def test_what_is_computed_for_an_answer_waits_for_no_answer() -> None:
    with answering():
        await asyncio.wait_for(computed(give_way), 1)


async def test_what_goes_wrong_in_a_thread_reaches_who_asked() -> None:
    with pytest.raises(ZeroDivisionError):
        await computed(divmod, 1, 0)
