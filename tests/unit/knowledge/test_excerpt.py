"""What is shown of a passage."""

from __future__ import annotations

from bot.knowledge.pages.excerpt import GAP, Measure, excerpt
from bot.knowledge.pages.page_links import without_page_links


def counting(*words: str) -> Measure:
    return lambda text: float(sum(word in text for word in words))


def test_a_short_passage_is_quoted_whole() -> None:
    assert excerpt("甲。\n\n乙。", 100, counting("甲")) == "甲。\n\n乙。"


def test_of_a_long_list_the_items_that_answer_are_kept() -> None:
    items = [f"- `option_{n}`：第 {n} 个选项的说明文字，说得比较长一些。" for n in range(30)]
    shown = excerpt("\n".join(items), 120, counting("option_17"))
    assert "option_17" in shown
    assert "option_3" not in shown


def test_of_a_long_table_the_head_and_the_rows_that_answer_are_kept() -> None:
    rows = [f"| 名字{n} | {'值' * 20} |" for n in range(40)]
    table = "\n".join(["| 名字 | 值 |", "| --- | --- |", *rows])
    shown = excerpt(table, 300, counting("名字33"))
    assert shown.startswith("| 名字 | 值 |\n| --- | --- |")
    assert "名字33" in shown
    assert shown.count("\n") < 12


def test_of_a_long_paragraph_whole_sentences_are_kept() -> None:
    text = "开头一句。" + "无关的句子在这里。" * 60 + "答案是四十二。" + "又一句。" * 40
    shown = excerpt(text, 200, counting("四十二"))
    assert shown.startswith("开头一句。")
    assert "答案是四十二。" in shown
    assert GAP in shown


def test_code_is_never_cut() -> None:
    code = "```sql\n" + "SELECT 1;\n" * 30 + "```"
    shown = excerpt(f"这样查：\n\n{code}\n\n" + "别的话。" * 100, 200, counting("SELECT"))
    assert code in shown


def test_links_to_other_pages_become_their_words() -> None:
    text = "见[日志](../faq/log.md)和[官网](https://example.org/a)。![图](x.png)"
    assert without_page_links(text) == "见日志和[官网](https://example.org/a)。"
    text = "见[日志](log_(旧).md)和[官网](https://example.org/a_(b))。![图](x_(1).png)"
    assert without_page_links(text) == "见日志和[官网](https://example.org/a_(b))。"


def test_a_table_right_below_a_sentence_keeps_its_head() -> None:
    rows = [f"| 名字{n} | {'值' * 20} |" for n in range(40)]
    text = "\n".join(["选择功能的配置。", "| 名字 | 值 |", "| --- | --- |", *rows])
    shown = excerpt(text, 300, counting("名字33"))
    assert shown.startswith("选择功能的配置。\n\n| 名字 | 值 |\n| --- | --- |\n| 名字33 |")


def test_rows_that_hold_nothing_of_it_are_not_shown_beside_one_that_does() -> None:
    rows = [f"| 名字{n} | {'值' * 20} |" for n in range(40)]
    shown = excerpt("\n".join(["| 名字 | 值 |", "| --- | --- |", *rows]), 300, counting("名字33"))
    assert shown.count("\n") == 2


def test_items_come_with_what_introduces_the_list() -> None:
    items = [f"- 第 {n} 种办法，说得比较长一些，免得一下子放得下。" for n in range(20)]
    text = "前言。" + "旁的话。" * 40 + "\n\n有几种办法：\n\n" + "\n".join(items)
    shown = excerpt(text, 120, counting("第 7 种"))
    assert shown == f"有几种办法：\n\n- {GAP}\n{items[7]}"


def test_what_introduces_a_list_never_stands_alone() -> None:
    items = [f"- 第 {n} 种，{'说明' * 20}" for n in range(8)]
    text = "调大内存有几种办法：\n\n" + "\n".join(items) + "\n\n" + "旁的话。" * 60
    shown = excerpt(text, 100, counting("调大内存"))
    assert shown.startswith("调大内存有几种办法：\n\n- 第 0 种")


def test_a_sentence_that_leads_to_a_picture_is_left_out() -> None:
    text = "两个机房互为备份。部署如下图所示：\n\n![图](a.png)"
    assert excerpt(text, 200, counting("机房")) == "两个机房互为备份。"


def test_code_that_no_screen_holds_gives_way_and_says_so() -> None:
    code = "```tsx\n" + "const value = compute();\n" * 80 + "```"
    shown = excerpt(f"用 `compute` 计算：\n\n{code}", 300, counting("compute"), beyond="见别处")
    assert shown == "用 `compute` 计算：\n\n（代码有 80 行，放不下，见别处。）"


def test_code_is_apart_from_the_table_right_below_it() -> None:
    rows = "\n".join(f"| 名字{n} | {'值' * 20} |" for n in range(60))
    text = f"```jsx\n<Page />\n```\n| 名字 | 值 |\n| --- | --- |\n{rows}"
    shown = excerpt(text, 300, counting("名字33"))
    assert "<Page />" in shown
    assert "名字33" in shown
    assert len(shown) < 300


def test_links_whose_words_hold_brackets_are_links_too() -> None:
    text = "返回 [`Report[]`](/api/report)，或 [Item\\[\\]](#item)。"
    assert without_page_links(text) == "返回 `Report[]`，或 Item\\[\\]。"


SEE_ALSO = "正文一句。\n\n**相关主题**\n\n- [备份](backup.md)\n- [恢复](restore.md)"


def test_links_to_other_pages_at_the_end_are_left_out_with_their_label() -> None:
    assert excerpt(SEE_ALSO, 600, counting("正文")) == "正文一句。"
    assert excerpt("另见 [备份](b.md) 一页。", 600, counting("备份")) == "另见 备份 一页。"
    assert excerpt("正文。\n\n- 一项\n\n[备份](b.md)", 600, counting()) == "正文。\n\n- 一项"
    assert "官网" in excerpt("正文。\n\n[官网](https://a.org)", 600, counting("正文"))


def test_where_a_passage_is_nothing_else_they_stay() -> None:
    listing = SEE_ALSO.partition("\n\n")[2]
    assert excerpt(listing, 600, counting()) == "**相关主题**\n\n- 备份\n- 恢复"


def test_a_listing_that_holds_the_answer_is_named_where_it_is_too_long() -> None:
    listing = "\n".join(f"option_{n} = {n}  # 说明" for n in range(200))
    text = f"可以改配置。\n\n默认值如下：\n\n```\n{listing}\n```\n\n再看一眼。"
    shown = excerpt(text, 300, counting("option_17", "默认"), beyond="发「展开」")
    assert "默认值如下：\n\n（代码有 200 行，放不下，发「展开」。）" in shown


def test_of_two_listings_only_the_one_that_is_too_long_is_named() -> None:
    long = "\n".join(f"option_{n} = {n}" for n in range(100))
    text = f"先生成配置：\n\n```\nmake config\n```\n\n```\n{long}\n```\n\n{'末句。' * 50}"
    shown = excerpt(text, 300, counting("配置", "option"))
    assert "```\nmake config\n```\n\n（代码有 100 行，放不下。）" in shown


def test_a_short_table_below_a_long_lead_keeps_all_its_rows() -> None:
    rows = "| 名字 | 值 |\n| --- | --- |\n| 甲 | 淘汰 |\n| 乙 | 无 |"
    shown = excerpt(f"{'前言很长。' * 50}\n{rows}\n\n{'别的。' * 200}", 400, counting("淘汰"))
    assert rows in shown


def test_of_rows_that_answer_alike_as_many_are_shown_as_there_is_room_for() -> None:
    rows = [f"| 策略{n} | {'淘汰的做法' * 4} |" for n in range(30)]
    text = "\n".join(["| 名字 | 做法 |", "| --- | --- |", *rows])
    shown = excerpt(text, 300, counting("淘汰")).split("\n")
    assert shown == text.split("\n")[: len(shown)]
    assert 2 < len(shown) <= 8


def test_a_heading_within_a_passage_is_no_part_of_what_is_quoted() -> None:
    shown = excerpt(f"## 小标题\n\n先淘汰。\n\n{'别的。' * 200}", 300, counting("淘汰"))
    assert shown.startswith("先淘汰。")
