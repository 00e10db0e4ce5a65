"""One spelling, reached the short way or the long one."""

from __future__ import annotations

import unicodedata

from hypothesis import given, settings, strategies as st

from bot.script import normalise


@given(st.text(max_size=12) | st.text("，：（）！Ａ１①㍿e\u0301锁鎖：\u200b\u3099か", max_size=8))
@settings(max_examples=300)
def test_the_short_way_is_nfkc(text: str) -> None:
    assert normalise(text) == normalise(unicodedata.normalize("NFKC", text))


def test_width_script_case_and_invisible_signs() -> None:
    assert normalise("ＰＧ　鎖\u200b，Ａ：１") == "pg 锁,a:1"
