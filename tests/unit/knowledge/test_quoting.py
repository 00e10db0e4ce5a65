"""What is quoted of a page that is too long to be shown as it is written."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.knowledge.answering.quoting import Quote, Quoter
from bot.knowledge.ranking.two_steps import RankedDocument
from tests.unit.knowledge.pages import open_pages, write_pages

LONG = "这里说的是别的事情，和问的没有关系。" * 30
REST = "".join(f"## 附录{n}\n\n{LONG}\n\n" for n in "甲乙丙丁戊己庚")


def quoted(
    tmp_path: Path,
    text: str,
    places: Sequence[int],
    scores: Sequence[float],
    *,
    full: bool = False,
) -> Quote:
    """Of a page with so many sections, best first, for a question on 淘汰."""
    root = write_pages(tmp_path / "pages", {"manual.md": f"# 手册\n\n{text}{REST}"})
    snapshot = open_pages(root, tmp_path / "index").answerer.snapshot
    quoter = Quoter(snapshot, lambda words: float(words.count("淘汰")))
    return quoter.quote(RankedDocument(0, 9.0, tuple(places), tuple(scores)), full=full)


def test_two_short_passages_that_answer_alike_are_both_shown(tmp_path: Path) -> None:
    text = "## 策略\n\n按策略淘汰。\n\n## 期限\n\n到期淘汰。\n\n## 大键\n\n大键先淘汰。\n\n"
    quote = quoted(tmp_path, text, [1, 0, 2], [9.0, 8.0, 7.0])
    assert quote.parts == ("**策略**\n\n按策略淘汰。", "**期限**\n\n到期淘汰。")
    assert quote.cut


def test_a_long_passage_makes_room_for_one_that_nearly_answers_as_well(tmp_path: Path) -> None:
    text = f"## 策略\n\n按策略淘汰。{LONG}\n\n## 期限\n\n到期淘汰。{LONG}\n\n"
    both = quoted(tmp_path / "both", text, [0, 1], [9.0, 8.9])
    assert [part.splitlines()[0] for part in both.parts] == ["**策略**", "**期限**"]
    alone = quoted(tmp_path / "alone", text, [0, 1], [9.0, 6.0])
    assert len(alone.parts) == 1


def test_code_that_would_not_fit_then_keeps_all_the_room(tmp_path: Path) -> None:
    code = "\n".join(f"evict_{n:02} = {n}  # 淘汰" for n in range(40))
    text = f"## 策略\n\n```\n{code}\n```\n\n## 期限\n\n到期淘汰。{LONG}\n\n"
    quote = quoted(tmp_path, text, [0, 1], [9.0, 8.9])
    assert len(quote.parts) == 1
    assert code in quote.parts[0]


@pytest.mark.parametrize(("length", "parts"), [(300, 4), (900, 2)])
def test_on_demand_what_follows_is_shown_while_there_is_room(
    length: int, parts: int, tmp_path: Path
) -> None:
    follows = "".join(f"### 做法{n}\n\n{'淘汰以前先看。' * (length // 7)}\n\n" for n in "一二三")
    text = f"## 策略\n\n### 总说\n\n按策略淘汰。{LONG[:700]}\n\n{follows}"
    quote = quoted(tmp_path, text, [0], [9.0], full=True)
    assert len(quote.parts) == parts


def test_a_passage_comes_with_the_few_words_that_lead_to_it(tmp_path: Path) -> None:
    table = "\n".join(f"| 策略{n} | {'淘汰的做法' * 8} |" for n in range(60))
    text = f"## 策略\n\n下面是全部的策略。\n\n| 名字 | 做法 |\n| --- | --- |\n{table}\n\n"
    quote = quoted(tmp_path, text, [1], [9.0])
    assert quote.parts[0].startswith("下面是全部的策略。\n\n| 名字 |")
