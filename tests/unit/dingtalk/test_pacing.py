"""Lanes, on a time of their own."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Awaitable
from datetime import timedelta

import pytest

from bot.dingtalk.pacing import Answer, Lane, Pace
from bot.errors import DeliveryError
from bot.messages import Reply, SendReceipt
from bot.tasks import Tasks
from tests.builders import make_message
from tests.conftest import NOON

pytestmark = pytest.mark.usefixtures("leaping_time")

SOON = Pace(per_window=6, seconds=0.3, patience=0.15)


class Recorder:
    """What a lane delivered: who was in each message, and whether it was within the window."""

    def __init__(self) -> None:
        self.sent: list[tuple[list[str], bool]] = []
        self.error: DeliveryError | None = None

    async def deliver(self, answers: list[Answer], free: bool) -> SendReceipt:
        if self.error is not None:
            raise self.error
        self.sent.append(([answer.message.text for answer in answers], free))
        return SendReceipt("session")


def answer(text: str, person: str = "p1") -> Answer:
    message = make_message(text, sender_id=person)
    now = asyncio.get_running_loop().time()
    return Answer(message, Reply(text), [text], now)


def lane(recorder: Recorder, pace: Pace = SOON) -> Lane:
    return Lane(pace, recorder.deliver, asyncio.get_running_loop().time, Tasks())


async def all_of(*waiting: Awaitable[SendReceipt]) -> list[SendReceipt]:
    async with asyncio.timeout(5):
        return list(await asyncio.gather(*waiting))


def test_by_default_it_is_what_the_platform_allows() -> None:
    pace = Pace()
    assert (pace.per_window, pace.seconds > 60) == (20, True)


async def test_answers_within_the_window_go_at_once_and_alone() -> None:
    recorder = Recorder()
    one = lane(recorder)
    await all_of(*(one.submit(answer(str(n), f"p{n}")) for n in range(6)))
    assert recorder.sent == [([str(n)], True) for n in range(6)]


async def test_what_waited_too_long_comes_merged() -> None:
    recorder = Recorder()
    one = lane(recorder)
    receipts = await all_of(*(one.submit(answer(str(n), f"p{n}")) for n in range(10)))
    assert len(receipts) == 10
    assert len(recorder.sent) == 7
    assert recorder.sent[-1] == ((["6", "7", "8", "9"]), False)


async def test_one_persons_flood_leaves_room_for_the_others() -> None:
    recorder = Recorder()
    one = lane(recorder)
    flood = [asyncio.create_task(one.submit(answer(f"f{n}", "flooder"))) for n in range(20)]
    await asyncio.sleep(0)
    await all_of(one.submit(answer("other", "p2")))
    assert recorder.sent == [*(([f"f{n}"], True) for n in range(3)), (["other"], True)]
    await all_of(*flood)
    assert len(recorder.sent) < 9


async def test_beside_others_one_person_has_a_third() -> None:
    recorder = Recorder()
    one = lane(recorder, Pace(per_window=20, seconds=60, patience=60))
    await all_of(one.submit(answer("other", "p2")))
    flood = [asyncio.create_task(one.submit(answer(str(n)))) for n in range(20)]
    await asyncio.sleep(0.05)
    assert len(recorder.sent) == 1 + 6
    await one.close()
    await asyncio.gather(*flood, return_exceptions=True)


async def test_the_answer_before_one_that_waits_knows_it() -> None:
    one = lane(Recorder(), Pace(per_window=20, seconds=60, patience=60))
    told = [answer(str(n)) for n in range(10)]
    await all_of(*map(one.submit, told))
    assert [each.is_last for each in told] == [False] * 9 + [True]


async def test_who_asks_alone_is_answered_at_once_for_longer() -> None:
    recorder = Recorder()
    one = lane(recorder, Pace(per_window=20, seconds=60, patience=60))
    flood = [asyncio.create_task(one.submit(answer(str(n)))) for n in range(20)]
    await asyncio.sleep(0.05)
    assert len(recorder.sent) == 10
    await all_of(*(one.submit(answer(f"other {n}", f"o{n}")) for n in range(10)))
    await one.close()
    await asyncio.gather(*flood, return_exceptions=True)


async def test_a_long_answer_takes_as_much_as_its_parts() -> None:
    recorder = Recorder()
    one = lane(recorder, Pace(per_window=3, seconds=0.2, patience=5))
    long = answer("long")
    long.parts = ["1", "2", "3"]
    await all_of(one.submit(long))
    waiting = asyncio.create_task(one.submit(answer("next", "p2")))
    await asyncio.sleep(0)
    assert recorder.sent == [(["long"], True)]
    await all_of(waiting)
    assert recorder.sent == [(["long"], True), (["next"], True)]


async def test_a_failure_reaches_everyone_in_the_message_and_not_the_next() -> None:
    recorder = Recorder()
    one = lane(recorder)
    await all_of(*(one.submit(answer(str(n), f"p{n}")) for n in range(6)))
    recorder.error = DeliveryError("繁忙", retry_after=2)
    waiting = [asyncio.create_task(one.submit(answer(str(n), f"q{n}"))) for n in range(2)]
    done = await asyncio.wait_for(asyncio.gather(*waiting, return_exceptions=True), 5)
    assert [str(error) for error in done] == ["繁忙", "繁忙"]
    recorder.error = None
    await all_of(one.submit(answer("later", "p9")))
    assert recorder.sent[-1][0] == ["later"]


async def test_what_does_not_fit_into_one_message_comes_in_the_next() -> None:
    recorder = Recorder()
    one = Lane(SOON, recorder.deliver, asyncio.get_running_loop().time, Tasks(), merged_bytes=900)
    await all_of(*(one.submit(answer(str(n), f"p{n}")) for n in range(10)))
    merged = [texts for texts, _ in recorder.sent if len(texts) > 1]
    assert merged[0] == ["6", "7"]
    assert sorted(text for texts, _ in recorder.sent for text in texts) == list("0123456789")


async def test_steps_of_a_dialogue_go_on_while_half_of_the_window_is_left() -> None:
    recorder = Recorder()
    slow = Pace(per_window=20, seconds=60, patience=60)
    one = lane(recorder, slow)
    steps = [answer(f"step {n}") for n in range(12)]
    for step in steps:
        step.reply = dataclasses.replace(step.reply, in_dialogue=True)
    told = [asyncio.create_task(one.submit(step)) for step in steps]
    chatter = [asyncio.create_task(one.submit(answer(f"question {n}"))) for n in range(6)]
    await asyncio.sleep(0.05)
    assert sum(task.done() for task in told) == 12  # ten beside the limit, two within it
    assert sum(task.done() for task in chatter) == 4
    # Room for others is left.
    await all_of(*(one.submit(answer(f"other {n}", "p2")) for n in range(4)))
    await one.close()
    await asyncio.gather(*chatter, return_exceptions=True)


async def test_in_a_single_chat_one_person_has_the_whole_window() -> None:
    recorder = Recorder()
    one = lane(recorder)
    answers = [answer(str(n)) for n in range(6)]
    for each in answers:
        each.message = dataclasses.replace(each.message, is_group=False)
    await all_of(*(one.submit(each) for each in answers))
    assert len(recorder.sent) == 6


@pytest.mark.parametrize("waiting", [False, True])
async def test_an_answer_that_may_not_leave_is_not_sent(waiting: bool) -> None:
    async def no() -> bool:
        return False

    recorder = Recorder()
    one = lane(recorder)
    if waiting:
        await all_of(*(one.submit(answer(str(n), f"p{n}")) for n in range(6)))
    held, other = answer("held", "a"), answer("other", "b")
    held.leaving = no
    outcomes = await asyncio.wait_for(
        asyncio.gather(one.submit(held), one.submit(other), return_exceptions=True), 5
    )
    assert isinstance(outcomes[0], DeliveryError)
    assert outcomes[0].code == "not-ours"
    assert outcomes[1] == SendReceipt("session")
    assert recorder.sent[-1][0] == ["other"]


async def test_a_send_that_stalls_does_not_hold_up_those_behind_it() -> None:
    begun, stalled = asyncio.Event(), asyncio.Event()
    recorder = Recorder()

    async def deliver(answers: list[Answer], free: bool) -> SendReceipt:
        if answers[0].message.text == "stalls":
            begun.set()
            await stalled.wait()
        return await recorder.deliver(answers, free)

    one = Lane(SOON, deliver, asyncio.get_running_loop().time, Tasks())
    await all_of(*(one.submit(answer(str(n), f"p{n}")) for n in range(6)))
    waiting = [asyncio.create_task(one.submit(answer("stalls", "a")))]
    await asyncio.wait_for(begun.wait(), 5)
    await all_of(one.submit(answer("next", "b")))
    assert recorder.sent[-1][0] == ["next"]
    stalled.set()
    await all_of(*waiting)


class Holding(Recorder):
    """Delivers what is in ``held`` only when it is let go."""

    def __init__(self, *held: str) -> None:
        super().__init__()
        self.held = {text: asyncio.Event() for text in held}

    async def deliver(self, answers: list[Answer], free: bool) -> SendReceipt:
        if (held := self.held.get(answers[0].message.text)) is not None:
            await held.wait()
        return await super().deliver(answers, free)


async def test_answers_of_one_person_stay_in_order_when_a_send_is_slow() -> None:
    recorder = Holding("first")
    one = lane(recorder, Pace(per_window=20, seconds=60, patience=60))
    texts = [("first", "a"), ("second", "a"), ("third", "a"), ("other", "b")]
    waiting = [asyncio.create_task(one.submit(answer(*each))) for each in texts]
    await asyncio.sleep(0.02)
    assert recorder.sent == [(["other"], True)]
    assert not one.is_idle
    recorder.held["first"].set()
    await all_of(*waiting)
    assert [texts for texts, _ in recorder.sent] == [["other"], ["first"], ["second"], ["third"]]


async def test_what_waits_for_a_slow_send_comes_merged_after_it() -> None:
    """Whoever waited behind it is overdue by then, and nobody else had to wait."""
    recorder = Holding("first")
    one = lane(recorder)
    waiting = [asyncio.create_task(one.submit(answer(t, "a"))) for t in ("first", "2", "3")]
    await asyncio.sleep(SOON.patience + 0.05)
    assert recorder.sent == []
    await all_of(one.submit(answer("other", "b")))
    recorder.held["first"].set()
    await all_of(*waiting)
    assert [texts for texts, _ in recorder.sent] == [["other"], ["first"], ["2", "3"]]


async def test_a_send_that_fails_or_is_given_up_lets_the_next_of_that_person_go() -> None:
    recorder = Holding("first")
    one = lane(recorder)
    waiting = [asyncio.create_task(one.submit(answer(text, "a"))) for text in ("first", "second")]
    await asyncio.sleep(0.02)
    waiting[0].cancel()
    await all_of(waiting[1])
    recorder.error = DeliveryError("繁忙")
    with pytest.raises(DeliveryError):
        await all_of(one.submit(answer("third", "b")))
    recorder.error = None
    await all_of(one.submit(answer("fourth", "b")))
    assert [texts for texts, _ in recorder.sent] == [["second"], ["fourth"]]


async def test_a_short_answer_does_not_pass_a_long_one_of_the_same_person() -> None:
    recorder = Recorder()
    one = lane(recorder, Pace(per_window=4, seconds=0.3, patience=5))
    await all_of(one.submit(answer("before", "b")))
    long, short = answer("long", "a"), answer("short", "a")
    long.parts = ["1", "2", "3", "4"]
    await all_of(one.submit(long), one.submit(short), one.submit(answer("other", "c")))
    sent = [texts for texts, _ in recorder.sent]
    assert sent == [["before"], ["other"], ["long"], ["short"]]


async def test_a_step_of_a_dialogue_passes_what_the_same_person_waits_for() -> None:
    recorder = Recorder()
    one = lane(recorder, Pace(per_window=20, seconds=60, patience=60))
    await all_of(one.submit(answer("other", "b")))
    waiting = [asyncio.create_task(one.submit(answer(str(n), "a"))) for n in range(8)]
    await asyncio.sleep(0)
    step = answer("step", "a")
    step.reply = dataclasses.replace(step.reply, in_dialogue=True)
    await all_of(one.submit(step))
    answered = [texts for texts, _ in recorder.sent]
    assert answered == [["other"], *([str(n)] for n in range(6)), ["step"]]
    await one.close()
    await asyncio.gather(*waiting, return_exceptions=True)


async def test_what_is_tried_again_comes_before_what_was_asked_after_it() -> None:
    recorder = Recorder()
    one = lane(recorder)
    one.rest(0.1)
    second, again = answer("second", "a"), answer("first", "a")
    again.message = dataclasses.replace(again.message, received_at=NOON - timedelta(seconds=1))
    await all_of(one.submit(second), one.submit(again))
    assert [text for texts, _ in recorder.sent for text in texts] == ["first", "second"]


async def test_what_is_tried_again_comes_with_what_was_asked_after_it_when_they_are_merged() -> (
    None
):
    recorder = Recorder()
    one = lane(recorder, Pace(per_window=6, seconds=5.0, patience=0.2))
    one.rest(5.0)
    second = asyncio.create_task(one.submit(answer("second", "a")))
    await asyncio.sleep(0.15)
    again = answer("first", "a")
    again.message = dataclasses.replace(again.message, received_at=NOON - timedelta(seconds=1))
    await all_of(one.submit(again), second)
    assert recorder.sent == [(["first", "second"], False)]


async def test_closing_a_lane_ends_the_waiting() -> None:
    recorder = Recorder()
    one = lane(recorder)
    await all_of(*(one.submit(answer(str(n), f"p{n}")) for n in range(6)))
    waiting = asyncio.create_task(one.submit(answer("late", "a")))
    await asyncio.sleep(0)
    await one.close()
    assert isinstance((await asyncio.gather(waiting, return_exceptions=True))[0], BaseException)
    assert len(recorder.sent) == 6


async def test_who_gives_up_waiting_is_forgotten() -> None:
    recorder = Recorder()
    one = lane(recorder)
    await all_of(*(one.submit(answer(str(n), f"p{n}")) for n in range(6)))
    waiting = asyncio.create_task(one.submit(answer("given up", "q")))
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    await all_of(one.submit(answer("next", "p2")))
    assert [text for texts, _ in recorder.sent for text in texts] == [*"012345", "next"]


async def test_a_lane_that_rests_keeps_its_answers_until_they_come_merged() -> None:
    recorder = Recorder()
    one = lane(recorder)
    one.rest(60)
    await all_of(*(one.submit(answer(str(n), f"p{n}")) for n in range(3)))
    assert recorder.sent == [(["0", "1", "2"], False)]


async def test_while_calls_are_scarce_answers_wait_for_the_window() -> None:
    recorder = Recorder()
    time = asyncio.get_running_loop().time
    one = Lane(SOON, recorder.deliver, time, Tasks(), sparing=lambda: True)
    await all_of(*(one.submit(answer(str(n), f"p{n}")) for n in range(9)))
    assert [free for _, free in recorder.sent] == [True] * len(recorder.sent)
    assert recorder.sent[6:] == [(["6", "7", "8"], True)]
