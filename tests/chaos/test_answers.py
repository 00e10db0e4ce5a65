"""The short chaos run: what is acknowledged ends, and nobody is answered twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.chaos.harness import Harness, Plan


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    "plan",
    [
        pytest.param(Plan(), id="redelivery-dropped-sockets-20-kills"),
        pytest.param(Plan(messages=60, kills=4, send_faults=True), id="failing-sends"),
        pytest.param(Plan(messages=60, kills=3, pause=0.05, gentle=True), id="stopped-under-load"),
    ],
)
async def test_every_acknowledged_message_ends_and_none_is_answered_twice(
    plan: Plan, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    outcome = await Harness(plan, tmp_path).run()
    with capsys.disabled():
        print(f"\n{outcome.table()}")
    # What the platform pushed while nobody was connected is lost on its side: the harness
    # has compared the rest with the platform's own count.
    assert outcome.acknowledged > plan.messages // 2
    assert outcome.kills == plan.kills
    assert outcome.missing_rows == []
    assert outcome.unfinished == []
    assert outcome.answered_twice == []
    assert outcome.answered_unseen == []
    assert outcome.states["unknown"] <= outcome.unknown_allowed
    if plan.gentle:  # told to stop, it finishes what has begun to leave
        assert outcome.in_flight_at_kills == 0
    assert outcome.states["rejected"] == 0
