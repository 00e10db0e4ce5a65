"""How many may be taken in any stretch of time."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from bot.dingtalk.window import Window


@given(st.lists(st.floats(0, 50), max_size=200), st.integers(1, 20), st.floats(0.5, 70))
def test_no_stretch_of_the_window_holds_more_than_its_count(
    pauses: list[float], count: int, seconds: float
) -> None:
    window, now, taken = Window(count, seconds), 0.0, []
    for pause in pauses:
        now += pause
        now += window.delay(now)
        window.take(now)
        taken.append(now)
    for first, later in zip(taken, taken[count:], strict=False):
        assert later - first >= seconds * 0.999999


def test_a_window_that_rests_is_not_idle() -> None:
    window = Window(20, 61)
    assert window.is_idle(100.0)
    window.rest(100.0, 60.0)
    assert not window.is_idle(159.0)
    assert window.is_idle(160.0)


def test_the_burst_may_use_the_whole_window() -> None:
    window = Window(20, 61)
    for _ in range(20):
        assert window.delay(100.0) == 0
        window.take(100.0)
    assert window.delay(130.0) == pytest.approx(31)
