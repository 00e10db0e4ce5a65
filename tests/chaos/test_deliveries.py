"""The short chaos run of deliveries: nothing is lost in silence, no announcement doubled."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.chaos.deliveries import POINTS, Harness, Plan


@pytest.mark.timeout(300)
async def test_nothing_is_lost_in_silence_and_no_announcement_comes_twice(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    outcome = await Harness(Plan(), tmp_path).run()
    with capsys.disabled():
        print(f"\n{outcome.table()}")
    assert outcome.unfinished == []
    assert outcome.sent_unseen == []
    assert outcome.unlisted == []
    assert outcome.doubled_announcements == []
    assert outcome.doubled_unmarked == []
    assert sum(outcome.states.values()) == outcome.deliveries
    assert set(outcome.kills) == set(POINTS)
