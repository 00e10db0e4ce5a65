"""The workbook, read back."""

from __future__ import annotations

import io
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from bot.attendance.roster import Roster
from bot.attendance.signups import Signup, SignupState
from tests.conftest import NOON
from tests.unit.attendance.salons import make_attendee


@pytest.mark.parametrize("nick", ["=1+1", "@SUM(A1)", "https://evil.example", "江 帆"])
def test_a_nickname_is_never_a_formula_or_a_link(nick: str) -> None:
    signup = Signup("s", make_attendee(nick=nick), SignupState.SEATED, 1, NOON, "m")
    content = Roster([signup], []).to_xlsx(ZoneInfo("Asia/Shanghai"))
    sheet = openpyxl.load_workbook(io.BytesIO(content))["报名"]
    cell = sheet["B2"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (nick, "s", None)
