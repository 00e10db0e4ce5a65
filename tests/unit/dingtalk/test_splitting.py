"""Long texts: parts that fit, lose nothing, and read well by themselves."""

from __future__ import annotations

import re

from hypothesis import given, strategies as st

from bot.dingtalk.splitting import fence_of, split_markdown, wire_size

SQL = "select pid, wait_event from pg_stat_activity where state <> 'idle';"


def test_a_short_text_stays_whole() -> None:
    assert split_markdown("#### 好\n\n正文", 500) == ["#### 好\n\n正文"]


def test_cuts_stand_between_paragraphs() -> None:
    paragraphs = [f"第 {n} 段，" + "内容" * 20 for n in range(12)]
    parts = split_markdown("\n\n".join(paragraphs), 600)
    assert len(parts) > 1
    assert [p for part in parts for p in part.split("\n\n")] == paragraphs


def test_a_code_block_is_never_cut_where_it_fits() -> None:
    block = "```sql\n" + "\n\n".join([SQL] * 5) + "\n```"
    parts = split_markdown(f"{'前言。' * 60}\n\n{block}\n\n{'结语。' * 60}", 700)
    assert block in parts


def test_a_code_block_that_is_too_long_becomes_several() -> None:
    lines = [f"-- {n}\n{SQL}" for n in range(40)]
    parts = split_markdown("```sql\n" + "\n".join(lines) + "\n```", 800)
    assert len(parts) > 1
    for part in parts:
        assert part.startswith("```sql\n")
        assert part.endswith("\n```")
    inner = "\n".join(part.removeprefix("```sql\n").removesuffix("\n```") for part in parts)
    assert inner == "\n".join(lines)


def test_a_heading_stays_with_its_text() -> None:
    parts = split_markdown(f"{'甲' * 100}\n\n#### 小标题\n\n{'乙' * 100}", 400)
    assert parts == ["甲" * 100, "#### 小标题\n\n" + "乙" * 100]


def test_a_heading_without_room_for_its_text_stands_alone() -> None:
    parts = split_markdown(f"{'甲' * 50}\n\n#### {'题' * 60}\n\n{'乙' * 60}", 200)
    assert parts == ["甲" * 50, "#### " + "题" * 60, "乙" * 60]


def test_a_long_line_behind_the_marks_is_not_repeated() -> None:
    parts = split_markdown(f"```{'x' * 300}\n" + "select 1;\n" * 100 + "```", 800)
    assert all(part.startswith("```\n") for part in parts[1:])
    assert sum(part.count("select 1;") for part in parts) == 100


def test_an_endless_line_is_cut_behind_a_sentence() -> None:
    parts = split_markdown("这是一个完整的句子。" * 60, 500)
    assert all(part.endswith("。") for part in parts)


blocks = st.lists(
    st.one_of(
        st.text(alphabet='字a 。，*_"\\`#🐘\n', max_size=400),
        st.text(alphabet="select字 ;\n'\"", max_size=400).map(lambda t: f"```sql\n{t}\n```"),
        st.just("#### 标题"),
    ),
    max_size=6,
)


@given(blocks, st.integers(200, 1500))
def test_parts_fit_and_lose_nothing(pieces: list[str], limit: int) -> None:
    text = "\n\n".join(pieces)
    parts = split_markdown(text, limit)
    assert all(wire_size(part) - 2 <= limit for part in parts)
    assert words("".join(parts)) == words(text)


def words(text: str) -> str:
    """Everything but blanks and fences, which cuts may add."""
    return re.sub(r"\s+|`{3,}(sql)?", "", text)


@given(st.lists(st.text(alphabet="select字 ;\n'\"", max_size=600), min_size=1, max_size=4))
def test_every_part_closes_the_fences_it_opens(codes: list[str]) -> None:
    text = "\n\n".join(f"说明\n\n```sql\n{code}\n```" for code in codes)
    for part in split_markdown(text, 400):
        assert sum(bool(fence_of(line)) for line in part.split("\n")) % 2 == 0
