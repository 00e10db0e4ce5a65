"""init writes what is missing, for the owner's eyes, and touches nothing that is there."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import NoReturn

import pytest

from bot.settings.file import load_settings, shipped_knowledge, starter_dir
from tests.unit.cli.conftest import Run


def test_it_writes_a_config_and_the_knowledge(xiangwen: Run, no_config: Path) -> None:
    outcome = xiangwen("init")
    assert outcome.code == 0
    config = no_config / "config.toml"
    assert config.read_bytes() == (starter_dir() / "config.example.toml").read_bytes()
    copied = {p.relative_to(no_config / "knowledge") for p in no_config.rglob("knowledge/**/*.md")}
    shipped = {p.relative_to(shipped_knowledge()) for p in shipped_knowledge().rglob("*.md")}
    assert copied == {path for path in shipped if path.parts[0] != "inbox"}
    assert (no_config / "knowledge" / "glossary.txt").is_file()
    assert not list(no_config.rglob(".*"))
    for words in ("config.toml", "knowledge", "xiangwen check", "xiangwen run"):
        assert words in outcome.out


def test_what_it_writes_is_a_valid_configuration(xiangwen: Run, no_config: Path) -> None:
    xiangwen("init")
    loaded = load_settings(no_config / "config.toml")
    assert loaded.warnings == ()
    assert loaded.settings.knowledge.paths == (no_config / "knowledge",)


@pytest.mark.skipif(os.name != "posix", reason="permissions are POSIX")
def test_only_the_owner_can_read_the_config(xiangwen: Run, no_config: Path) -> None:
    before = os.umask(0)
    try:
        xiangwen("init")
    finally:
        os.umask(before)
    assert stat.S_IMODE((no_config / "config.toml").stat().st_mode) == 0o600


def test_it_overwrites_nothing_and_says_so(xiangwen: Run, no_config: Path) -> None:
    (no_config / "config.toml").write_text("# mine\n")
    (no_config / "knowledge").mkdir()
    (no_config / "knowledge" / "mine.md").write_text("mine")
    outcome = xiangwen("init")
    assert outcome.code == 0
    assert outcome.out.count("没有动它") == 2
    assert (no_config / "config.toml").read_text() == "# mine\n"
    assert [path.name for path in (no_config / "knowledge").iterdir()] == ["mine.md"]


def test_it_writes_into_a_folder_that_it_makes(xiangwen: Run, no_config: Path) -> None:
    outcome = xiangwen("init", "new/group")
    assert outcome.code == 0
    assert (no_config / "new" / "group" / "config.toml").is_file()
    assert "cd new/group" in outcome.out
    assert sorted(path.name for path in no_config.iterdir()) == ["new"]


def test_a_folder_that_is_a_file_is_one_sentence(xiangwen: Run, no_config: Path) -> None:
    (no_config / "taken").write_text("")
    outcome = xiangwen("init", "taken")
    assert outcome.code == 1
    assert outcome.err.count("\n") == 1
    assert "taken" in outcome.err


def test_a_config_that_was_not_written_to_its_end_is_not_left_behind(
    xiangwen: Run, no_config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> NoReturn:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fdopen", full)
    outcome = xiangwen("init")
    assert outcome.code == 1
    assert "写不了 config.toml（磁盘满了）" in outcome.err
    assert not list(no_config.iterdir())
