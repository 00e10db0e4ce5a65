"""Which PostgreSQL programs are found, and in which order."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.proof import programs
from bot.proof.programs import Programs, installed_programs, programs_in


def install(folder: Path, version: str) -> Path:
    folder.mkdir(parents=True)
    (folder / "initdb").touch()
    pg_ctl = folder / "pg_ctl"
    pg_ctl.write_text(f"#!/bin/sh\necho 'pg_ctl (PostgreSQL) {version}'\n", "utf-8")
    pg_ctl.chmod(0o755)
    return folder


def test_newest_is_first_and_a_version_stands_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = install(tmp_path / "9", "9.6.24")
    middle = install(tmp_path / "15", "15.18 (Debian 15.18-0+deb12u1)")
    new = install(tmp_path / "a", "18.4")
    again = install(tmp_path / "b", "18.1")
    beta = install(tmp_path / "c", "19beta1")
    folders = [old, middle, new, again, beta, tmp_path / "none"]
    monkeypatch.setattr(programs, "_folders", lambda: iter(folders))
    monkeypatch.setattr(programs, "can_run", lambda: True)
    assert installed_programs() == [
        Programs(beta, 19),
        Programs(new, 18),
        Programs(middle, 15),
        Programs(old, 9),
    ]


def test_nothing_is_found_where_nothing_can_be_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = install(tmp_path / "18", "18.4")
    monkeypatch.setattr(programs, "_folders", lambda: iter([folder]))
    monkeypatch.setattr(programs, "can_run", lambda: False)
    assert installed_programs() == []


def test_folder_may_be_the_one_above(tmp_path: Path) -> None:
    install(tmp_path / "pg" / "bin", "17.10")
    assert programs_in(tmp_path / "pg") == Programs(tmp_path / "pg" / "bin", 17)


@pytest.mark.parametrize("words", ["#!/bin/sh\necho nothing\n", "not a program"])
def test_what_does_not_tell_its_version_is_none(tmp_path: Path, words: str) -> None:
    folder = install(tmp_path / "18", "18.4")
    (folder / "pg_ctl").write_text(words, "utf-8")
    assert programs_in(folder) is None
