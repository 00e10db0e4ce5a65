"""Whoever loads lets those who answer go first, and gets done under any load."""

from __future__ import annotations

import asyncio
import sys
import threading
import time
from contextlib import ExitStack, suppress

import pytest

from bot import precedence
from bot.precedence import answering, computed, give_way, giving_way, is_crowded


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
    assert time.monotonic() - began < 4


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
    assert time.monotonic() - began < 4


def test_what_is_not_ours_gives_way_at_its_calls() -> None:
    done: list[int] = []

    def work() -> None:
        with suppress(ValueError), giving_way():
            done.append(1)  # a call, at which it waits
            raise ValueError("broken")
        done.append(2)

    with answering():
        thread = threading.Thread(target=work)
        thread.start()
        thread.join(0.05)
        assert not done
    thread.join(1)
    assert done == [1, 2]
    assert sys.getprofile() is None


async def test_few_answers_are_computed_at_once() -> None:
    under_way, most = 0, 0
    lock, together = threading.Lock(), threading.Barrier(precedence._AT_ONCE)

    def work(number: int) -> int:
        nonlocal under_way, most
        with lock:
            under_way += 1
            most = max(most, under_way)
        together.wait(5)  # for all that may be at work
        with lock:
            under_way -= 1
        return number

    found = await asyncio.gather(*(computed(work, number) for number in range(8)))

    assert found == list(range(8))
    assert most == precedence._AT_ONCE


async def test_what_is_computed_for_an_answer_waits_for_no_answer() -> None:
    with answering():
        await asyncio.wait_for(computed(give_way), 4)


async def test_what_goes_wrong_in_a_thread_reaches_who_asked() -> None:
    with pytest.raises(ZeroDivisionError):
        await computed(divmod, 1, 0)


def test_it_is_crowded_only_while_many_wait() -> None:
    with ExitStack() as waiting:
        for _ in range(precedence._CROWD):
            waiting.enter_context(answering())
        assert not is_crowded()
        with answering():
            assert is_crowded()
    assert not is_crowded()
