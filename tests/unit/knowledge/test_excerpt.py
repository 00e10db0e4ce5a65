"""What is shown of a passage."""

from __future__ import annotations

from bot.knowledge.excerpt import GAP, Measure, excerpt, without_page_links


def counting(*words: str) -> Measure:
    return lambda text: float(sum(word in text for word in words))


def test_a_short_passage_is_quoted_whole() -> None:
    assert excerpt("甲。\n\n乙。", 100, counting("甲")).text == "甲。\n\n乙。"


def test_of_a_long_list_the_items_that_answer_are_kept() -> None:
    items = [f"- `option_{n}`：第 {n} 个选项的说明文字，说得比较长一些。" for n in range(30)]
    shown = excerpt("\n".join(items), 120, counting("option_17"))
    assert shown.cut
    assert "option_17" in shown.text
    assert "option_3" not in shown.text


def test_of_a_long_table_the_head_and_the_rows_that_answer_are_kept() -> None:
    rows = [f"| 名字{n} | {'值' * 20} |" for n in range(40)]
    table = "\n".join(["| 名字 | 值 |", "| --- | --- |", *rows])
    shown = excerpt(table, 300, counting("名字33")).text
    assert shown.startswith("| 名字 | 值 |\n| --- | --- |")
    assert "名字33" in shown
    assert shown.count("\n") < 12


def test_of_a_long_paragraph_whole_sentences_are_kept() -> None:
    text = "开头一句。" + "无关的句子在这里。" * 60 + "答案是四十二。" + "又一句。" * 40
    shown = excerpt(text, 200, counting("四十二")).text
    assert shown.startswith("开头一句。")
    assert "答案是四十二。" in shown
    assert GAP in shown


def test_code_is_never_cut() -> None:
    code = "```sql\n" + "SELECT 1;\n" * 30 + "```"
    shown = excerpt(f"这样查：\n\n{code}\n\n" + "别的话。" * 100, 200, counting("SELECT")).text
    assert code in shown


def test_links_to_other_pages_become_their_words() -> None:
    text = "见[日志](../faq/log.md)和[官网](https://example.org/a)。![图](x.png)"
    assert without_page_links(text) == "见日志和[官网](https://example.org/a)。"
