"""draw verify: from a file, from pieces, and when something does not fit."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.attendance.test_lottery import ENTRIES, SEED, VECTOR_ORDER, make_record
from tests.unit.cli.conftest import Run


def test_a_record_verifies(xiangwen: Run, tmp_path: Path) -> None:
    file = tmp_path / "record.txt"
    file.write_text(make_record().to_text(), "utf-8")
    outcome = xiangwen("draw", "verify", file)
    assert outcome.code == 0
    assert f"1. {VECTOR_ORDER[0]}\n2. {VECTOR_ORDER[1]}\n" in outcome.out
    assert "验证通过" in outcome.out


def test_the_pieces_verify_too(xiangwen: Run, tmp_path: Path) -> None:
    file = tmp_path / "list.txt"
    file.write_text("\n".join(ENTRIES), "utf-8")
    pieces = ("--seed", SEED, "--list", file, "--code", "K7QFA", "--places", 2)
    outcome = xiangwen("draw", "verify", *pieces, "--witness", "大象")
    assert outcome.code == 0
    assert f"1. {VECTOR_ORDER[0]}" in outcome.out


def test_a_changed_record_fails(xiangwen: Run, tmp_path: Path) -> None:
    file = tmp_path / "record.txt"
    file.write_text(make_record().to_text().replace("大象", "小象"), "utf-8")
    outcome = xiangwen("draw", "verify", file)
    assert outcome.code == 1
    assert "对不上" in outcome.err


@pytest.mark.parametrize("arguments", [(), ("--seed", "x")])
def test_half_of_it_is_wrong_usage(xiangwen: Run, arguments: tuple[str, ...]) -> None:
    outcome = xiangwen("draw", "verify", *arguments)
    assert outcome.code == 2
    assert "--places" in outcome.err


def test_another_file_is_named(xiangwen: Run, tmp_path: Path) -> None:
    (tmp_path / "x").write_text("你好", "utf-8")
    outcome = xiangwen("draw", "verify", tmp_path / "x")
    assert outcome.code == 1
    assert "不是抽奖记录" in outcome.err


def test_a_file_that_is_not_there_is_wrong_usage(xiangwen: Run, tmp_path: Path) -> None:
    outcome = xiangwen("draw", "verify", tmp_path / "none.txt")
    assert outcome.code == 2
    assert "检查路径" in outcome.err
