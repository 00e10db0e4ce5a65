"""The pressure scenarios in small: everybody is answered; how fast is printed, not asserted."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.chaos.pressure import flood, real_answers, slow_answers


@pytest.mark.timeout(200)
async def test_nobody_is_left_out_beside_slow_answers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = await slow_answers(tmp_path, quick=60)
    with capsys.disabled():
        print("\n" + "\n".join(rows))
    assert "| 60/60 |" in rows[1]


@pytest.mark.timeout(200)
async def test_a_flood_of_one_person_leaves_the_others_their_answers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = await flood(tmp_path, messages=600, others=20)
    with capsys.disabled():
        print("\n" + "\n".join(rows))
    assert "| 20/20 |" in rows[1]
    assert "| 8/8 |" in rows[2]


@pytest.mark.timeout(200)
async def test_real_questions_are_answered_while_pages_are_edited(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = await real_answers(tmp_path, people=10, questions=3)
    with capsys.disabled():
        print("\n" + "\n".join(rows))
    assert "| 30/30 |" in rows[0]
