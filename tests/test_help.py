"""Every command that is run by hand says what it does, and does nothing else when asked."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
COMMANDS = [
    f"tests.{folder}.{file.stem}"
    for folder in ("bench", "chaos")
    for file in sorted((HERE / folder).glob("*.py"))
    if 'if __name__ == "__main__":' in file.read_text("utf-8")
]


@pytest.mark.filterwarnings("ignore:.*found in sys.modules")
# Of jieba, where nobody has compiled it before.
@pytest.mark.filterwarnings("ignore:.*invalid escape sequence")
@pytest.mark.parametrize("command", COMMANDS)
def test_help_is_printed(
    command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", [command, "--help"])
    with pytest.raises(SystemExit) as ended:
        runpy.run_module(command, run_name="__main__")
    assert ended.value.code == 0
    assert "usage:" in capsys.readouterr().out
