from __future__ import annotations

from pathlib import Path

import pytest

from bot.proof.answer_tests import AnswerTest, AnswerTests, read_answer_tests

PAGES = ("faq/table-bloat.md", "guide/upsert.md")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "tests").mkdir()
    return tmp_path


def read(folder: Path, text: str, name: str = "a.yaml") -> AnswerTests:
    (folder / "tests" / name).write_text(text, encoding="utf-8")
    return read_answer_tests(folder, 100_000, PAGES)


def test_entries_come_in_order_with_their_lines(folder: Path) -> None:
    text = """# 膨胀
- question: 磁盘占用怎么没降
  cites: faq/table-bloat.md
- question: "有就改 没有就加: 一条语句"
  context: [怎么插入, 那更新呢]
  cites: [guide/upsert.md, faq/table-bloat.md]
  contains: ON CONFLICT
- question: 今天股票涨了吗
  refuse: true
"""
    found = read(folder, text)
    assert found.problems == []
    assert found.tests == [
        AnswerTest("tests/a.yaml", 2, "磁盘占用怎么没降", cites=("faq/table-bloat.md",)),
        AnswerTest(
            "tests/a.yaml",
            4,
            "有就改 没有就加: 一条语句",
            context=("怎么插入", "那更新呢"),
            cites=("guide/upsert.md", "faq/table-bloat.md"),
            contains=("ON CONFLICT",),
        ),
        AnswerTest("tests/a.yaml", 8, "今天股票涨了吗", refuse=True),
    ]


@pytest.mark.parametrize("written", ["57014", "2024-01-31", "off", "1.50"])
def test_question_is_what_stands_there_not_what_yaml_makes_of_it(
    folder: Path, written: str
) -> None:
    (test,) = read(folder, f"- question: {written}\n  refuse: true\n").tests
    assert test.question == written


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("- question: a\n  cite: x\n", 2, "是不是 cites"),
        ("- question: a\n  answer: x\n", 2, "能写的有"),
        ("- cites: faq/table-bloat.md\n", 1, "缺少 question"),
        ("- question: a\n", 1, "没写期望"),
        ("- question: a\n  cites: []\n", 2, "是空的"),
        ("- question: a\n  cites: faq/table-bloat.md\n  refuse: true\n", 1, "只留一种"),
        ("- question: a\n  refuse: false\n", 2, "只能写 true"),
        ("- question: a\n  question: b\n  refuse: true\n", 2, "写了两次"),
        ("- question:\n    a: b\n  refuse: true\n", 2, "一段文字"),
        ("- question: a\n  context: b\n  refuse: true\n", 2, "应当是一个列表"),
        ("- question: ${} 和 #{} 的区别\n  refuse: true\n", 1, "被当成注释"),
        ("- question: a\n  cites: faq/table-bloa.md\n", 1, "是不是 faq/table-bloat.md"),
        ("- just words\n", 1, "键: 值"),
        ("question: a\n", 1, "应当是一个列表"),
        ("- question: a: b\n", 1, "不是合法的 YAML"),
        ("- question: [a\n", 2, "不是合法的 YAML"),
        ("- question: a\x07\n", 1, "特殊字符"),
        ("- question: a\n  refuse: true\n- question: a\n  refuse: true\n", 3, "同一个问题"),
    ],
)
def test_misfit_is_named_with_line_and_remedy(
    folder: Path, text: str, line: int, words: str
) -> None:
    (problem,) = read(folder, text).problems
    assert (problem.file, problem.line) == ("tests/a.yaml", line)
    assert words in problem.remedy


def test_one_misfit_does_not_hide_the_others(folder: Path) -> None:
    found = read(folder, "- question: a\n- question: b\n  refuse: true\n")
    assert [test.question for test in found.tests] == ["b"]
    assert len(found.problems) == 1


def test_folder_without_tests_has_none(tmp_path: Path) -> None:
    assert read_answer_tests(tmp_path, 1_000, ()) == AnswerTests(tmp_path)


def test_file_that_cannot_be_read_is_named(folder: Path) -> None:
    (folder / "tests" / "b.yaml").write_bytes("- question: 问".encode("gbk"))
    (folder / "tests" / "c.yaml").write_text("x" * 2_000, encoding="utf-8")
    found = read_answer_tests(folder, 1_000, ())
    assert [problem.file for problem in found.problems] == ["tests/b.yaml", "tests/c.yaml"]


def test_only_yaml_files_are_read(folder: Path) -> None:
    (folder / "tests" / "notes.txt").write_text("- question: a\n", encoding="utf-8")
    (folder / "tests" / ".a.yaml.swp.yaml").write_text("- question: a\n", encoding="utf-8")
    assert read(folder, "", "empty.yaml") == AnswerTests(folder)
