from __future__ import annotations

from pathlib import Path

import pytest

from bot.lint.findings import Severity
from tests.unit.lint.conftest import GOOD, LONG, TESTS, Lint, Write


def named(findings: Lint, rule: str) -> list[tuple[str, int]]:
    """Where a rule found something; nothing else may have been found."""
    found = findings()
    assert {finding.rule for finding in found} <= {rule}
    return [(finding.file, finding.line) for finding in found]


def test_good_folder_has_no_findings(findings: Lint) -> None:
    assert findings() == []


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("title: 表膨胀了怎么办\n", "title: [表膨胀了怎么办]\n", 2),
        ("tags: [vacuum]", "tags: [NULL, 空值]", 4),
        ("aliases: [table bloat]", "aliases: {a: b}", 3),
        ("updated: 2026-11-23", "updated: 上周", 6),
        ("source: https://www", "source: www", 7),
        ('versions: "14-18"', "versions: [14, 15]", 5),
    ],
)
def test_front_matter_of_the_wrong_kind_is_named(
    findings: Lint, write: Write, old: str, new: str, line: int
) -> None:
    write("faq/bloat.md", GOOD.replace(old, new))
    assert named(findings, "front-matter") == [("faq/bloat.md", line)]


def test_page_that_cannot_be_read_is_named_with_its_line(findings: Lint, write: Write) -> None:
    write("faq/broken.md", "---\ntitle: a\naliases: [b\n---\n正文\n")
    assert named(findings, "unreadable") == [("faq/broken.md", 3)]


def test_a_key_that_is_written_twice_is_named(findings: Lint, write: Write) -> None:
    write("faq/bloat.md", GOOD.replace("updated: ", "updated: 2026-11-22\nupdated: ", 1))
    assert named(findings, "written-twice") == [("faq/bloat.md", 7)]


def test_a_slip_in_a_key_is_named_and_the_key_of_another_program_is_not(
    findings: Lint, write: Write
) -> None:
    write("faq/bloat.md", GOOD.replace("updated: ", "cssclass: wide\nudpated: ", 1))
    assert ("unknown-key", "是不是想写 updated？") in [(o.rule, o.remedy) for o in findings()]
    assert "cssclass" not in str(findings())


def test_code_without_an_end_is_named_at_its_beginning(findings: Lint, write: Write) -> None:
    write("faq/bloat.md", f"{GOOD}\n```text\n$ psql\n")
    line = GOOD.count("\n") + 2
    assert named(findings, "open-fence") == [("faq/bloat.md", line)]


@pytest.mark.parametrize(
    ("code", "below"),
    [("SELECT 1;\nSELECT ‘abc’;", 2), ("SELECT count（*） FROM t;", 1), ("SELECT 1，2;", 1)],
)
def test_chinese_signs_in_sql_are_named(
    findings: Lint, write: Write, code: str, below: int
) -> None:
    write("faq/bloat.md", f"{GOOD}\n```sql\n{code}\n```\n")
    assert named(findings, "sql-sign") == [("faq/bloat.md", GOOD.count("\n") + 2 + below)]


def test_chinese_signs_in_what_sql_quotes_are_text(findings: Lint, write: Write) -> None:
    code = "-- 注意，“甲”\nSELECT '是，‘乙’' AS \"列（一）\" /* 说明；\n很长 */;\nDO $$ '，' $$;"
    code += "\nDO $f$ '，' -- （\n$f$;"
    write("faq/bloat.md", f"{GOOD}\n```sql\n{code}\n```\n\n```text\n报错：（略），“甲”\n```\n")
    assert findings() == []


@pytest.mark.parametrize(
    ("old", "new", "rule", "line"),
    [
        ("aliases: [table bloat]", "aliases: 表虚胖、table bloat", "one-text", 3),
        ("aliases: [table bloat]", "aliases: [“table bloat”，“表虚胖”]", "curly-quote", 3),
        ('versions: "14-18"', "versions: “14-18”", "curly-quote", 5),
        ("aliases: [table bloat]", "aliases: [读、写都慢, “膨胀”是什么]", "", 0),
        ("aliases: [table bloat]", "aliases: [“table bloat”和“表虚胖”]", "", 0),
        ("aliases: [table bloat]", "aliases: table bloat", "", 0),
    ],
)
def test_chinese_signs_in_the_head_are_named(
    findings: Lint, write: Write, old: str, new: str, rule: str, line: int
) -> None:
    write("faq/bloat.md", GOOD.replace(old, new))
    assert named(findings, rule) == ([("faq/bloat.md", line)] if rule else [])


def test_a_picture_is_named_since_no_answer_shows_it(findings: Lint, write: Write) -> None:
    write(
        "faq/bloat.md", f"{GOOD}\n看图：![结构](https://example.com/a.png)\n\n`![](x)` 是图片。\n"
    )
    assert named(findings, "picture") == [("faq/bloat.md", GOOD.count("\n") + 2)]


def test_a_head_without_its_rules_is_told_what_it_lacks(findings: Lint, write: Write) -> None:
    write("plan.md", "title: 强化学习从哪里学起\n\n先学价值迭代。\n")
    assert "各加一行 ---" in next(one.remedy for one in findings() if one.rule == "title")


def test_a_conflict_that_git_left_is_named(findings: Lint, write: Write) -> None:
    write("faq/bloat.md", f"{GOOD}\n<<<<<<< HEAD\n甲。\n=======\n乙。\n>>>>>>> main\n")
    assert ("faq/bloat.md", GOOD.count("\n") + 2) in {
        (one.file, one.line) for one in findings() if one.rule == "unreadable"
    }


def test_a_heading_without_its_space_is_named(findings: Lint, write: Write) -> None:
    write("faq/bloat.md", f"{GOOD}\n##怎么避免\n\n正文。\n\n#备份 #运维\n\n## 别的\n\n正文。\n")
    assert named(findings, "heading") == [("faq/bloat.md", GOOD.count("\n") + 2)]


def test_a_heading_serves_as_the_title(findings: Lint, write: Write) -> None:
    title = "title: 表膨胀了怎么办\n"
    untitled = GOOD.replace(title, "")
    write("faq/bloat.md", untitled.replace("---\n表", "---\n# 表膨胀了怎么办\n\n表"))
    assert findings() == []
    write("faq/bloat.md", untitled)
    assert ("faq/bloat.md", 1) in [(one.file, one.line) for one in findings()]


def test_a_note_that_is_called_like_its_file_has_a_title(findings: Lint, write: Write) -> None:
    write("随机森林.md", "# 随机森林\n\n很多棵决策树投票。\n")
    assert "title" not in [one.rule for one in findings()]


def test_a_page_without_words_is_named_and_a_salon_needs_none(
    findings: Lint, write: Write
) -> None:
    write("plan.md", "# 强化学习从哪里学起\n")
    write("pictures.md", "# 变换器的结构图\n\n![](pic.png)\n")
    write("pic.png", "png")
    write("events/1.md", "---\nid: ml-1\ntitle: 炼丹之夜\ndate: 2026-10-18\n---\n")
    found = [(one.file, one.line) for one in findings() if one.rule == "wordless"]
    assert found == [("pictures.md", 1), ("plan.md", 1)]


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("faq/a.markdown", ".md 结尾"),
        ("faq/a.md.txt", ".md 结尾"),
        ("faq/手册.docx", "另存成 Markdown"),
        ("faq/glossary.txt", "最上层"),
        ("Words.txt", "小写"),
        ("faq/slides.pdf", ""),  # a page links to it
        ("faq/~$手册.docx", ""),
        ("faq/a.png", ""),
        ("inbox/a.docx", ""),
    ],
)
def test_what_looks_like_a_page_and_is_none_is_named(
    findings: Lint, write: Write, path: str, wanted: str
) -> None:
    write("faq/bloat.md", f"{GOOD}\n讲稿在 [这里](slides.pdf)。\n")
    write("faq/slides.pdf", "x")
    write(path, "x")
    found = [one for one in findings() if one.rule == "no-page"]
    assert [one.file for one in found] == ([path] if wanted else [])
    assert all(wanted in one.remedy for one in found)


@pytest.mark.parametrize("key", ["versions", "updated"])
def test_page_on_postgresql_says_its_age(findings: Lint, write: Write, key: str) -> None:
    lines = [line for line in GOOD.split("\n") if not line.startswith(key)]
    write("faq/bloat.md", "\n".join(lines))
    assert named(findings, "dated") == [("faq/bloat.md", 1)]


@pytest.mark.parametrize(
    "link",
    ["../guide/lang.md", "long.md", "/guide/long.md", "../../outside.md", "../guide/long.md x"],
)
def test_dead_link_is_an_error(findings: Lint, write: Write, link: str) -> None:
    target = link if " " not in link else '../guide/l.md "x"'
    write("faq/bloat.md", GOOD.replace("../guide/long.md", target))
    (finding,) = findings()
    assert (finding.rule, finding.line) == ("dead-link", 9)
    assert finding.severity is Severity.ERROR
    assert target.split()[0] in finding.what


def test_a_link_by_reference_is_followed(findings: Lint, write: Write) -> None:
    write("faq/bloat.md", f"{GOOD}\n见[那一页][1]。\n\n[1]: nowhere.md\n")
    (finding,) = findings()
    assert (finding.rule, "nowhere.md" in finding.what) == ("dead-link", True)


@pytest.mark.parametrize(
    ("comment", "said"),
    [
        ("", False),
        ("-- 这样写不行\n", False),
        ("SELECT '22012';\n", False),
        ("-- 报错 22012：除数是 0\n", True),
        ("SELECT 1; -- ERROR 22012\n", True),
    ],
)
def test_example_that_is_meant_to_fail_says_so_in_the_code(
    findings: Lint, write: Write, comment: str, said: bool
) -> None:
    example = f"```sql run\n{comment}SELECT 1 / 0;\n```\n<!-- expect: error 22012 -->\n"
    write("faq/bloat.md", f"{GOOD}\n## 除零\n\n{example}")
    line = GOOD.count("\n") + 5
    assert named(findings, "failing-example") == ([] if said else [("faq/bloat.md", line)])


def test_living_links_and_links_in_code_are_left_alone(findings: Lint, write: Write) -> None:
    more = (
        "\n[图](../pic.png)、[本页](#膨胀怎么查)、[手册](https://example.org/a(b).html)、"
        '[长事务](../guide/long.md#x "题")、`a[1](x)`\n\n```text\n[x](nowhere.md)\n```\n'
        "<!-- [x](nowhere.md) -->\n"
    )
    write("faq/bloat.md", GOOD + more)
    write("pic.png", "png")
    assert findings() == []


def test_same_title_is_an_error_and_same_alias_advice(findings: Lint, write: Write) -> None:
    write("guide/long.md", LONG.replace("长事务怎么找", "表膨胀了 怎么办"))
    (finding, *_) = [f for f in findings() if f.rule == "duplicate-name"]
    assert (finding.file, finding.severity) == ("guide/long.md", Severity.ERROR)
    write("guide/long.md", LONG.replace("versions", "aliases: [Table Bloat]\nversions"))
    (finding,) = [f for f in findings() if f.rule == "duplicate-name"]
    assert (finding.file, finding.line, finding.severity) == (
        "guide/long.md",
        3,
        Severity.WARNING,
    )


def test_the_same_heading_for_a_title_is_advice(findings: Lint, write: Write) -> None:
    write("guide/note.md", "# 表膨胀了怎么办\n\n看学习曲线。\n")
    (finding,) = [f for f in findings() if f.rule == "duplicate-name"]
    assert (finding.file, finding.severity) == ("guide/note.md", Severity.WARNING)


def test_page_that_repeats_another_is_named(findings: Lint, write: Write) -> None:
    body = "".join(f"第{n}步要看的是参数{n * 37}和视图{n * 91}的差别。" for n in range(40))
    write("salon/a.md", f"---\ntitle: 甲乙丙丁\n---\n{body}\n")
    write("salon/b.md", f"---\ntitle: 戊己庚辛\n---\n{body[:600]}另外再说几句别的。\n")
    rules = {(f.rule, f.file) for f in findings()}
    assert ("near-duplicate", "salon/b.md") in rules
    assert ("near-duplicate", "salon/a.md") not in rules


def test_heading_that_does_not_find_its_page_is_named(findings: Lint, write: Write) -> None:
    for name in ("赵注意", "钱注意", "孙注意"):
        write(f"people/{name}.md", f"---\ntitle: {name}\n---\n{name}讲过一次。\n")
    write("faq/bloat.md", GOOD.replace("## 膨胀怎么查", "## 注意"))
    assert named(findings, "heading-finds") == [("faq/bloat.md", 11)]


@pytest.mark.parametrize(
    ("name", "text"),
    [("words.txt", "# 词\n逻辑复制槽\nab词\n"), ("glossary.txt", "max_wal_size | 上限\n")],
)
def test_terms_that_stay_whole_are_left_alone(
    findings: Lint, write: Write, name: str, text: str
) -> None:
    write(name, text)
    assert findings() == []


def test_term_that_a_neighbour_tears_is_named_where_it_stands(
    findings: Lint, write: Write
) -> None:
    write("words.txt", "逻辑槽\n槽同步\n建表\n表达式索引\n")
    lines = "先看逻辑槽同步。\n\n再看逻辑槽同步，建表达式索引。\n\n又是逻辑槽同步。\n"
    more = "建表达式索引。\n\n还建表达式索引。\n"
    write("people/a.md", f"---\ntitle: 逻辑槽同步\n---\n逻辑槽在这里。\n\n{lines}\n{more}")
    (finding,) = findings()
    assert (finding.rule, finding.file, finding.line) == ("torn-term", "people/a.md", 6)
    assert "「逻辑槽」在页面里有 3 处被切断" in finding.what


def test_replay_without_label_and_impossible_date_are_named(findings: Lint, write: Write) -> None:
    write(
        "events/a.md",
        "---\nid: salon-1\ntitle: 第 1 期\ndate: 2026-05-30\nreplays:\n"
        "  - label: 上午\n    url: https://example.org/1\n  - url: https://example.org/2\n---\n回顾。\n",
    )
    write("events/b.md", '---\nid: salon-2\ntitle: 第 2 期\ndate: "2026-02-30"\n---\n回顾。\n')
    assert [(f.rule, f.file, f.line) for f in findings()] == [
        ("replay-label", "events/a.md", 8),
        ("record", "events/b.md", 4),
    ]


def test_comment_that_proves_nothing_is_an_error(findings: Lint, write: Write) -> None:
    write("faq/bloat.md", GOOD.replace("rows 1", "row 1"))
    (finding,) = findings()
    assert (finding.rule, finding.line, finding.severity) == ("proof", 17, Severity.ERROR)


@pytest.mark.parametrize(
    ("need", "prose", "code", "told"),
    [
        ("16", "", "", False),
        ("16", "16 起有新的视图。", "", True),
        ("16", "", "-- 16 起\n", True),
        ("14", "", "", True),
        ("10-16", "", "", False),
        ("10-16", "16 及以前看这里。", "", True),
        ("10-16", "17 起改名了，以前是：", "", True),
        ("10-18", "", "", True),
        ("16", "大约 160 行，占 16.5 MB。", "", False),
    ],
)
def test_block_of_one_version_tells_its_readers(
    findings: Lint, write: Write, need: str, prose: str, code: str, told: bool
) -> None:
    block = f"<!-- requires: version {need} -->\n```sql run\n{code}SELECT 1;\n```\n"
    write("faq/bloat.md", f"{GOOD}\n## 死元组的比例\n\n{prose}\n\n{block}")
    found = findings()
    assert [finding.rule for finding in found] == ([] if told else ["untold-version"])
    assert all(finding.line == 25 for finding in found)


def test_page_without_enough_tests_is_named(findings: Lint, write: Write) -> None:
    write(
        "tests/a.yaml", TESTS.replace("- question: 死元组一大堆咋清\n  cites: faq/bloat.md\n", "")
    )
    assert named(findings, "few-tests") == [("faq/bloat.md", 2)]


def test_question_in_the_pages_own_words_is_named(findings: Lint, write: Write) -> None:
    write("tests/a.yaml", TESTS.replace("死元组一大堆咋清", "表膨胀了怎么清"))
    assert named(findings, "own-words") == [("tests/a.yaml", 3)]


def test_question_that_the_page_has_as_a_way_of_asking_is_named(
    findings: Lint, write: Write
) -> None:
    asked = "asked:\n  - 我的死元组一大堆了，咋清啊\n"
    write("faq/bloat.md", GOOD.replace("tags:", asked + "tags:"))
    assert named(findings, "own-words") == [("tests/a.yaml", 3)]
    write("faq/bloat.md", GOOD.replace("tags:", "asked: {a: 1}\ntags:"))
    assert [f.rule for f in findings()] == ["front-matter"]


def test_two_pages_that_are_asked_for_in_the_same_way_are_named(
    findings: Lint, write: Write
) -> None:
    write("faq/bloat.md", GOOD.replace("tags:", "asked: [磁盘越占越多]\ntags:"))
    write("guide/long.md", LONG.replace("versions", "asked: [磁盘 越占越多]\nversions"))
    (finding,) = [f for f in findings() if f.rule == "duplicate-name"]
    assert (finding.file, finding.severity) == ("guide/long.md", Severity.WARNING)
    assert "faq/bloat.md 的问法" in finding.message


def test_entry_that_cannot_be_asked_is_an_error(findings: Lint, write: Write) -> None:
    write("tests/a.yaml", TESTS + "- question: 某个问题\n  cites: faq/nothing.md\n")
    (finding,) = findings()
    assert (finding.rule, finding.line, finding.severity) == ("answer-test", 11, Severity.ERROR)


def test_every_finding_says_where_and_what_to_do(
    findings: Lint, write: Write, folder: Path
) -> None:
    write("faq/bloat.md", "# 题\n\n[x](y.md)\n")
    write("tests/a.yaml", "- question: a\n")
    for finding in findings():
        assert (folder / finding.file).is_file()
        assert finding.line >= 1
        assert finding.remedy or "，" in finding.what
        assert not finding.message.endswith("。。")
