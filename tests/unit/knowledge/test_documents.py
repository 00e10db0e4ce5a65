"""Pages are cut at their headings, and nothing that belongs together is torn."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.folder import KnowledgeFile
from bot.knowledge.answering.answers import heading_of
from bot.knowledge.pages.blocks import searchable
from bot.knowledge.pages.documents import PASSAGE_CHARS, Document, read_document


def document(text: str, path: str = "faq/page.md", **meta: Any) -> Document:
    return read_document(KnowledgeFile(Path("/k"), path, text, meta, 1, "d"))


def test_sections_carry_the_trail_of_their_headings() -> None:
    page = document("# 甲\n\n引言\n\n## 乙\n\n### 丙\n\n正文\n\n## 丁 ##\n\n尾\n")
    assert page.title == "甲"
    assert [(s.trail, s.text) for s in page.sections] == [
        ((), "引言"),
        (("乙", "丙"), "正文"),
        (("丁",), "尾"),
    ]


def test_a_line_below_a_heading_makes_it_one() -> None:
    page = document("甲\n====\n\n引言\n\n- 项\n\n乙\n--\n\n正文\n\n一行\n又一行\n----\n")
    assert page.title == "甲"
    assert [s.trail for s in page.sections] == [(), ("乙",)]
    assert page.sections[1].text == "正文\n\n一行\n又一行\n----"


def test_the_fence_around_code_is_no_word_of_the_index() -> None:
    words = searchable("列出：\n\n  ```sql\n  select 1\n  ```").split()
    assert words == ["列出：", "select", "1"]


def test_the_title_of_the_front_matter_wins_and_names_are_kept() -> None:
    page = document(
        "正文", title="标题", aliases=["别名", 7], asked=["咋弄"], tags="标签", talks=[{"t": "讲"}]
    )
    assert (page.title, page.names) == ("标题", ("别名", "7", "标签"))
    assert page.asked == ("咋弄",)
    assert page.extra.splitlines() == ["讲", "faq page"]


@pytest.mark.parametrize(
    ("path", "title", "words"),
    [
        ("faq/备份怎么做.md", "备份怎么做", "faq 备份怎么做"),
        ("components/date-picker/docs.md", "date-picker/docs", "components date picker docs"),
        ("guide/backup/README.md", "backup", "guide backup README"),
        ("index.md", "index", "index"),
        (f"清洁 {'3f' * 16}.md", "清洁", f"清洁 {'3f' * 16}"),
    ],
)
def test_a_page_without_a_heading_is_named_by_its_file_and_found_by_its_path(
    path: str, title: str, words: str
) -> None:
    page = read_document(KnowledgeFile(Path("/k"), path, "正文", {}, 1, "d"))
    assert (page.title, page.extra) == (title, words)


def test_an_exported_page_does_not_begin_with_the_columns_of_its_table() -> None:
    text = "# 清洁\n\nCreated: November 3, 2026\n状态: 完成\n\n每周一次。\n\n主机: a\n"
    exported = document(text, f"清洁 {'3f' * 16}.md")
    assert [one.text for one in exported.sections] == ["每周一次。\n\n主机: a"]
    assert "Created" in document(text).sections[0].text


def test_hidden_comments_go_and_runnable_blocks_look_plain() -> None:
    page = document("<!-- setup: x;\ny -->\n```sql run\nSELECT 1;\n```\n<!-- expect: ok -->\n")
    assert page.sections[0].text == "```sql\nSELECT 1;\n```"


def test_a_passage_is_a_stretch_of_its_page_unless_something_was_left_out() -> None:
    text = "# 甲\n\n同一句\n\n## 乙\n\n同一句\n\n## 丙\n\n前\n<!-- 批注 -->\n后\n\n## 丁\n\n尾\n"
    page = document(text)
    assert [s.text for s in page.sections] == ["同一句", "同一句", "前\n后", "尾"]
    assert [s.whole is text for s in page.sections] == [True, True, False, True]
    assert page.sections[1].start == text.rindex("同一句")


def test_a_fence_that_nothing_closes_ends_with_the_page() -> None:
    page = document("先看这段：\n\n```python\nprint(1)\n\nprint(2)\n")
    assert page.sections[-1].text.endswith("```python\nprint(1)\n\nprint(2)\n```")


def test_comments_and_headings_inside_a_fence_are_code() -> None:
    text = "```\n# 不是标题\n<!-- 不是注释 -->\n\n## 也不是\n```"
    assert [s.text for s in document(text).sections] == [text]


def test_long_sections_are_split_between_blocks() -> None:
    paragraph = "一句话。" * 60
    code = "```\n" + "SELECT 1;\n" * 300 + "```"
    page = document("\n\n".join([paragraph, paragraph, code, *[paragraph] * 6]))
    texts = [section.text for section in page.sections]
    assert len(texts) > 3
    assert sum(code in text for text in texts) == 1
    assert all(len(text) < 2 * PASSAGE_CHARS for text in texts if code not in text)


def test_list_items_stay_a_tight_list() -> None:
    text = "说明：\n\n- 一\n- 二\n  续\n\n- **`x`**\n\n  解释\n"
    assert document(text).sections[0].text == "说明：\n\n- 一\n- 二\n  续\n\n- **`x`**\n\n  解释"


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("components/modal/docs.md", "modal/docs"),
        ("components/modal/index.md", "modal"),
        ("faq/vacuum.md", "vacuum"),
        ("README.md", "README"),
    ],
)
def test_a_page_without_a_title_is_named_so_that_it_is_told_apart(path: str, title: str) -> None:
    assert document("正文", path).title == title


def test_headings_are_shown_as_their_words_alone() -> None:
    page = document("# 甲\n\n## 为何 `onBlur` 失效？ {#faq-blur}\n\n正文\n")
    assert heading_of(page, page.sections[0].trail) == "甲 › 为何 onBlur 失效？"


def test_what_leads_to_a_list_is_cut_with_it() -> None:
    listing = "\n".join(f"- 第 {n} 项：{'说明' * 30}" for n in range(12))
    page = document(f"{'前文。' * 280}\n\n有这几种办法：\n\n{listing}\n")
    assert len(page.sections) > 1
    assert page.sections[1].text.startswith("有这几种办法：\n\n- 第 0 项")


@pytest.mark.parametrize(
    ("text", "title", "trails"),
    [
        ("## 甲\n\n一\n\n### 乙\n\n二\n", "甲", [(), ("乙",)]),
        ("## 甲\n\n一\n\n## 乙\n\n二\n", "page", [("甲",), ("乙",)]),
        ("### 甲\n\n一\n\n## 乙\n\n二\n", "page", [("甲",), ("乙",)]),
        ("引言\n\n## 甲\n\n一\n", "page", [(), ("甲",)]),
    ],
)
def test_a_page_cut_out_of_a_longer_one_is_called_by_its_only_heading(
    text: str, title: str, trails: list[tuple[str, ...]]
) -> None:
    page = document(text)
    assert (page.title, [section.trail for section in page.sections]) == (title, trails)
