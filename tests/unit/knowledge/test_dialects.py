"""Pages of other generators, read without what only their sites understand."""

from __future__ import annotations

import time
from textwrap import dedent

import pytest
from hypothesis import given, strategies as st

from bot.knowledge.pages.dialects import plain_dialect


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("import X from '@theme/X';\n正文", "正文"),
        (
            "见[手册][m]。\n\n[m]: https://example.org/m '题'",
            "见[手册](https://example.org/m)。\n\n",
        ),
        ("结论[^1]。\n\n[^1]: 出自手册。", "结论。\n\n出自手册。"),
        ("> [!WARNING]\n> 会锁表", "> **注意**\n> 会锁表"),
        ("- [x] 备份\n- [ ] 演练", "- 备份\n- 演练"),
        (":tada: 支持 :white_check_mark:，12:30:45 起", " 支持 ✅，12:30:45 起"),
        ("按 <kbd>Ctrl</kbd>，<b>不要</b>松&nbsp;手", "按 `Ctrl`，**不要**松 手"),
        (
            '<a id="x"></a>看<a href="https://example.org/">这里</a>',
            "看[这里](https://example.org/)",
        ),
        ("{{< ref >}}正文{% raw %}", "正文"),
        ("[[备份|备份的页]]", "备份的页"),
        ("见 [[备份#怎么恢复]]。![[图.png]]", "见 备份 › 怎么恢复。"),
        ("==会锁表==，%%还没核对%%先备份。 ^4f2a9c", "**会锁表**，先备份。"),
        ("%%\n只给自己看\n%%\n正文", "\n正文"),
        ("#备份 #运维/日常\n正文", "\n正文"),
        ('<p class="admonition-title">Note</p>\n会锁表。', "\n\n**说明**\n\n会锁表。"),
        ('看<a href="../backup.html">备份</a>', "看[备份](../backup.html)"),
        ("<pre>select 1;\nselect 2;</pre>", "\n```\nselect 1;\nselect 2;\n```\n"),
        ("<pre>select 1;</pre>", "`select 1;`"),
        ("没有行<table></table>的表", "没有行的表"),
        ("<table><tr><td>左</td><td>右</td></tr></table>", "\n\n左\n\n右\n\n"),
        ('看<a href="../a.html">手册[1]</a>', "看手册[1]"),
        ("| 或 | a &#124; b &amp; c |", "| 或 | a &#124; b & c |"),
        (
            "<table><tr><td class='icon'><div>Note</div></td><td>会锁表。</td></tr></table>",
            "\n\n**说明** 会锁表。\n\n",
        ),
        (
            "| 名      | 值        |\n| ------- | :-------: |\n| `a    b` | 1         |",
            "| 名 | 值 |\n| --- | :---: |\n| `a    b` | 1 |",
        ),
        (
            "字段：\n| 名 | 值 |\n| - | - |\n| a | 1 |",
            "字段：\n\n| 名 | 值 |\n| - | - |\n| a | 1 |",
        ),
    ],
)
def test_what_only_a_site_understands_is_gone(written: str, read: str) -> None:
    assert plain_dialect(written) == read


@pytest.mark.parametrize(
    "plain",
    [
        "LIKE '%%a%%' 和 100%%、5%%，a==1 and b==2，`x ==y== z`，2 ^10",
        "#备份\n正文",
        "psql -d <dbname> 连上，`<b>` 和 `:tada:` 原样",
        "地点：杭州市西湖区文三路 90 号东部软件园科技广场\n时间：周六下午两点开始，请提前到场",
        "- `relname` `name` (references `pg_class`.`oid`)\n  表、索引、视图等的名字",
        "第一句说完了。\n第二句另起一行，也是故意的，不应当并到上一行的后面去。",
        "```html\n<div>:::tip</div>\nimport a from 'b'\n```",
        "数组 [[1,2],[3,4]] 和 [^a-z]",
        "<!-- expect: rows 1 -->",
        "> 谁说的一句话\n> - 再一句",
        "- 一项：\n\n    接着说 SELECT 1 这一句\n\n    再说",
        "上文\n\n    首行缩进的一段中文，不是代码。",
    ],
)
def test_what_is_plain_stays_as_it_is(plain: str) -> None:
    assert plain_dialect(plain) == plain


@given(st.lists(st.sampled_from(["```", "~~~", "````", "``` sql", "  ```", "  字", ""])))
def test_code_and_what_is_between_stay_as_they_are(lines: list[str]) -> None:
    """Fences side by side, one in another, one that is never closed."""
    text = "\n".join(lines)
    assert plain_dialect(text) == text


@given(st.lists(st.sampled_from(["```", "~~~", "````", "``` sql", "::: tip 标题"])))
def test_a_container_in_code_is_code(lines: list[str]) -> None:
    kept, fence = [], ""
    for line in lines:
        mark = line.split()[0] if line[0] in "`~" else ""
        kept += [line] if fence or mark else ["", "**标题**", ""]
        if mark and not fence:
            fence = mark
        elif mark.startswith(fence) and mark == line and fence:
            fence = ""
    assert plain_dialect("\n".join(lines)) == "\n".join(kept)


def test_containers_and_tabs_keep_their_titles_and_content() -> None:
    written = dedent(
        """\
        !!! warning "小心"
            会锁表。

            ```sql
            SELECT 1;
            ```

        === "Linux"

            用 apt。

        ::: details 为什么
        因为慢。
        :::

        <TabItem value="mac" label="macOS">

        用 brew。

        </TabItem>
        """
    )
    lines = [line for line in plain_dialect(written).split("\n") if line]
    assert lines == [
        "**小心**",
        "会锁表。",
        "```sql",
        "SELECT 1;",
        "```",
        "**Linux**",
        "用 apt。",
        "**为什么**",
        "因为慢。",
        "**macOS**",
        "用 brew。",
    ]


def test_a_table_in_html_becomes_one_in_markdown() -> None:
    written = (
        '<table id="t"><thead><tr><th>\n名字\n\n</th><th>\n值\n</th></tr></thead>'
        "<tbody><tr><td><p>a|b</p></td><td><code>x</code></td></tr></tbody></table>"
    )
    assert plain_dialect(written).strip() == "| 名字 | 值 |\n| --- | --- |\n| a｜b | `x` |"


def test_a_name_and_its_type_stand_above_what_it_means() -> None:
    written = "- `max_size` 整数，不写就是不限\n  一共能放多少条，超过就先丢掉最早放进去的那一条\n"
    assert plain_dialect(written) == written


def test_lines_broken_for_their_width_are_one_again() -> None:
    written = (
        "* 建立 socket 连接后，会判断当前已建立的连接数是否超过 *maxConnections*\n"
        "  的值，超过就报错。\n"
    )
    assert plain_dialect(written) == (
        "* 建立 socket 连接后，会判断当前已建立的连接数是否超过 *maxConnections* "
        "的值，超过就报错。\n"
    )


@pytest.mark.parametrize(
    "opening",
    [
        "x <!-- ",
        "<script>",
        "<details><summary>",
        "<h2>",
        '<a href="https://a.b/">',
        "<pre>",
        "{:.",
        "> ",
    ],
)
def test_what_is_never_closed_costs_one_look(opening: str) -> None:
    """Followed to the end of the page each time it took seconds at this length; a minute at
    the size that a page may have."""
    plain_dialect(opening)  # compiles the patterns
    text = opening * 15_000
    began = time.process_time()
    plain_dialect(text)
    assert time.process_time() - began < 1.0


def test_comments_behind_words_are_left_out_and_those_that_begin_stay() -> None:
    written = "甲 <!-- 藏 --> 乙 <!----> 丙<!-- 也藏 -->\n丁 <!-- 没完"
    assert plain_dialect(written) == "甲 乙 丙\n丁 <!-- 没完"


def test_what_stands_behind_the_last_end_tag_keeps_its_words() -> None:
    written = "<summary>一</summary>\n\n二\n\n<SUMMARY>三"
    assert [line for line in plain_dialect(written).split("\n") if line] == ["**一**", "二", "三"]


def test_code_in_a_quote_or_behind_an_indent_is_code() -> None:
    """Neither loses its tags, and the fence is closed where the quote ends."""
    written = dedent(
        """\
        > [!TIP]
        > 模板：
        > ```html
        > <div>x</div>

        再说：

            <config>
        后面

            SELECT '<b>';

            SELECT 2;

        完。
        """
    )
    lines = [line for line in plain_dialect(written).split("\n") if line.strip()]
    assert lines == [
        *("**提示**", "模板：", "```html", "<div>x</div>", "```"),
        *("再说：", "    <config>", "后面"),
        *("```", "SELECT '<b>';", "SELECT 2;", "```", "完。"),
    ]


def test_a_quote_in_a_quote_is_one() -> None:
    assert plain_dialect("> > 释义一句\n> > 再一句") == "\n> 释义一句\n> 再一句\n"


@given(st.lists(st.sampled_from(["> ```", "> a", ">> ~~~", "    x", "- y", "", "```", "> |a|"])))
def test_frames_are_opened_to_the_end(lines: list[str]) -> None:
    text = plain_dialect("\n".join(lines))
    assert plain_dialect(text) == text
