"""The draft page of a debate: readable as a page, whatever people said."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.attendance.debate_page import keep_page, page_name, page_text
from bot.attendance.debates import ANSWER, QUESTION, Debate, Note, Team
from bot.folder import scan
from bot.settings import Limits
from tests.conftest import NOON

DAY = date(2026, 12, 5)
DEBATE = Debate(3, "", (Team("蓝队", "张三"), Team('红"队')), "蓝队", NOON)
NOTES = (
    Note(1, QUESTION, "", "", "WAL 丢了怎么办"),
    Note(2, ANSWER, "蓝队", "陈小雨", "用复制槽\n## 不是标题\n---"),
    Note(3, ANSWER, "", "", "<!-- 藏起来 -->"),
    Note(4, QUESTION, "", "", "第二题"),
)


def test_the_page_tells_teams_questions_and_answers_in_order() -> None:
    text = page_text(DEBATE, NOTES, DAY, "第 15 期西安")
    assert "蓝队（队长 张三）" in text
    assert "蓝队胜" in text
    assert "## 问题 1：WAL 丢了怎么办\n\n- **蓝队**（陈小雨）：用复制槽 ## 不是标题 ---" in text
    assert "（哪一队说的没有记下）" in text
    assert "＜!-- 藏起来" in text
    assert text.index("问题 1") < text.index("问题 2")


@pytest.mark.parametrize(
    "said", ["< !-- 藏 -->", "<\u200b!-- 藏 -->", "<?藏?>", "<  /div>", "<script>", "<\0!--"]
)
def test_nothing_that_was_said_can_hide_or_open_markup(said: str) -> None:
    text = page_text(DEBATE, (Note(1, ANSWER, "蓝队", "", said),), DAY, "")
    assert "＜" in text
    assert "<" not in text


def test_comparisons_stay_as_they_were_said() -> None:
    text = page_text(DEBATE, (Note(1, ANSWER, "蓝队", "", "a < b 而且 b<=c"),), DAY, "")
    assert "a < b 而且 b<=c" in text


def test_the_page_is_read_like_any_other_and_written_once(tmp_path: Path) -> None:
    name = page_name(DEBATE, DAY)
    keep_page(tmp_path, name, page_text(DEBATE, NOTES, DAY, ""))
    keep_page(tmp_path, name, "later")
    page = (tmp_path / name).rename(tmp_path / "page.md")
    (found,) = scan([tmp_path], Limits()).files
    assert found.meta["title"] == '蓝队对红"队的辩论'
    assert "later" not in page.read_text("utf-8")
