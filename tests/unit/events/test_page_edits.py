"""Event pages written and changed by the bot: only what is meant changes."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import example, given, strategies as st

from bot.errors import UserError
from bot.events.record.page_edits import edit_page, meta_of, new_page

PAGE = """---
# 西安，场地待定
id: salon-15-xian
title: "PG天天象上 第 15 期 西安"   # 对外的名字
date: 2026-12-05  # 等场地确认
start: "14:00"
talks:
  - {title: 逻辑复制实践}
  # 圆桌还没定
  - {title: 企业圆桌}
# 场地
venue: 大象咖啡
---

## 概况

在西安。
"""


def test_only_the_changed_lines_change() -> None:
    edited = edit_page(PAGE, {"date": date(2026, 12, 7), "end": "18:00"})
    expected = PAGE.replace("date: 2026-12-05  #", "date: 2026-12-07  #").replace(
        'start: "14:00"\n', 'start: "14:00"\nend: "18:00"\n'
    )
    assert edited == expected


def test_a_key_is_removed_with_all_its_lines() -> None:
    edited = edit_page(PAGE, {"talks": None})
    assert "talks" not in meta_of(edited)
    assert "# 场地\nvenue: 大象咖啡" in edited


def test_windows_line_ends_stay() -> None:
    edited = edit_page(PAGE.replace("\n", "\r\n"), {"city": "西安"})
    assert edited.count("\n") == edited.count("\r\n")
    assert meta_of(edited)["city"] == "西安"


def test_a_page_without_front_matter_is_refused() -> None:
    with pytest.raises(UserError, match="直接改文件"):
        edit_page("## 概况\n", {"city": "西安"})


def test_a_value_over_several_lines_is_replaced_whole() -> None:
    page = "---\nid: a\ntitle: >-\n  很长的\n  标题\ncity: 西安\n---\n"
    assert edit_page(page, {"title": "短"}) == "---\nid: a\ntitle: 短\ncity: 西安\n---\n"


_TEXTS = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp", "Cn", "Co")), min_size=1, max_size=20
).filter(lambda text: "\ufeff" not in text)


@given(_TEXTS, _TEXTS)
@example("A:?", "0")
def test_any_text_is_written_so_that_it_reads_back(title: str, venue: str) -> None:
    page = new_page({"id": "a", "title": title, "talks": [{"title": title}]}, "正文")
    edited = edit_page(page, {"venue": venue, "title": venue})
    assert meta_of(edited) == {
        "id": "a", "title": venue, "venue": venue, "talks": [{"title": title}],
    }  # fmt: skip
