"""The short run of two instances: nothing left, nothing doubled, nobody's answers turned round."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.chaos.instances import Pair, Plan


@pytest.mark.timeout(300)
async def test_what_one_of_two_leaves_the_other_ends_once_and_in_order(
    tmp_path: Path, postgres_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = Plan(kills=1, pauses=1)
    outcome = await Pair(plan, tmp_path, postgres_url).run()
    with capsys.disabled():
        print(f"\n{outcome.table()}")
    assert outcome.acknowledged > plan.rounds * plan.in_a_row // 2
    assert (outcome.kills, outcome.pauses) == (1, 1)
    assert outcome.under_way_elsewhere > 0
    assert outcome.missing_rows == []
    assert outcome.unfinished == []
    assert outcome.answered_twice == []
    assert outcome.answered_unseen == []
    assert outcome.out_of_order == []
    assert outcome.states["unknown"] <= outcome.sending_at_stops
    assert outcome.states["rejected"] == 0
