"""index, ask and search: the contract that programs rely on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.unit.cli.conftest import Run

ANSWER_KEYS = ["question", "reply", "kind", "refused", "passages", "ms"]


def test_index_counts_pages_and_names_what_it_skipped(xiangwen: Run, pages: Path) -> None:
    (pages / "old.md").write_bytes("旧编码".encode("gb18030"))
    report = xiangwen("index", "--json", "--knowledge", pages).json
    assert list(report) == ["documents", "passages", "seconds", "changed", "skipped"]
    assert (report["documents"], report["changed"]) == (2, 2)
    assert report["passages"] >= 3
    (skipped,) = report["skipped"]
    assert skipped["path"] == "old.md"
    assert "UTF-8" in skipped["reason"]


def test_index_says_as_text_what_it_skipped_and_where_the_line_is(
    xiangwen: Run, pages: Path
) -> None:
    (pages / "old.md").write_bytes("旧编码".encode("gb18030"))
    (pages / "tests").mkdir(exist_ok=True)
    answered = "- question: 表膨胀怎么处理\n  page: vacuum.md\n"
    (pages / "tests" / "all.yaml").write_text(answered, "utf-8")
    outcome = xiangwen("index", "--calibrate", "--knowledge", pages)
    assert outcome.code == 0, outcome.err
    assert "没有收录 old.md" in outcome.out
    assert "该答的答了" in outcome.out
    assert "没有相关的段落" in xiangwen("search", "的", "--knowledge", pages).out


def test_an_index_that_cannot_be_kept_fails(xiangwen: Run, pages: Path, no_config: Path) -> None:
    (no_config / "data").write_text("a file where the folder should be")
    outcome = xiangwen("index", "--knowledge", pages)
    assert outcome.code == 1
    assert "收录 2 页" in outcome.out
    assert "索引没有写进" in outcome.err
    assert "磁盘空间" in outcome.err


def test_index_counts_added_changed_and_removed_pages(xiangwen: Run, pages: Path) -> None:
    arguments = ("index", "--json", "--knowledge", pages)
    xiangwen(*arguments)
    assert xiangwen(*arguments).json["changed"] == 0
    (pages / "new.md").write_text("---\ntitle: 新页\n---\n\n新的内容。\n", "utf-8")
    (pages / "vacuum.md").write_text("---\ntitle: 换了\n---\n\n换了内容。\n", "utf-8")
    (pages / "events" / "2031-03-08-lanzhou.md").unlink()
    assert xiangwen(*arguments).json["changed"] == 3


def test_an_answer_is_one_json_object(xiangwen: Run, pages: Path) -> None:
    outcome = xiangwen("ask", "表膨胀怎么处理", "--json", "--knowledge", pages)
    assert (outcome.code, outcome.err) == (0, "")
    answer = outcome.json
    assert list(answer) == ANSWER_KEYS
    assert answer["question"] == "表膨胀怎么处理"
    assert (answer["kind"], answer["refused"]) == ("answer", False)
    assert "VACUUM" in answer["reply"]
    assert answer["ms"] > 0
    best = answer["passages"][0]
    assert list(best) == ["path", "heading", "score"]
    assert best["path"] == "vacuum.md"
    assert best["heading"].startswith("表膨胀怎么处理")
    scores = [passage["score"] for passage in answer["passages"]]
    assert scores == sorted(scores, reverse=True)


def test_without_json_the_reply_alone_is_printed(xiangwen: Run, pages: Path) -> None:
    outcome = xiangwen("ask", "表膨胀怎么处理", "--knowledge", pages)
    assert "VACUUM" in outcome.out
    assert not outcome.out.startswith("{")


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("兰州那场在哪里办", "event"),
        ("谢谢", "smalltalk"),
        ("帮助", "help"),
        ("量子纠缠的超光速通信怎么收费", "refusal"),
        ("", "help"),
    ],
)
def test_every_kind_of_reply_is_named(
    xiangwen: Run, pages: Path, question: str, kind: str
) -> None:
    outcome = xiangwen("ask", question, "--json", "--knowledge", pages)
    assert outcome.code == 0
    assert outcome.json["kind"] == kind
    assert outcome.json["refused"] is (kind == "refusal")


def test_the_ranking_is_there_for_every_kind_and_as_long_as_wanted(
    xiangwen: Run, pages: Path
) -> None:
    for question in ("兰州那场在哪里办", "VACUUM 和量子纠缠"):
        answer = xiangwen("ask", question, "--json", "--knowledge", pages, "--top", 1).json
        assert len(answer["passages"]) == 1
    assert (
        xiangwen("ask", "兰州", "--json", "--knowledge", pages, "--top", 0).json["passages"] == []
    )


def test_now_sets_the_clock(xiangwen: Run, pages: Path) -> None:
    def reply(now: str) -> str:
        arguments = ("ask", "下一场沙龙是什么时候", "--json", "--knowledge", pages)
        return str(xiangwen(*arguments, "--now", now).json["reply"])

    assert "兰州" in reply("2031-03-01T12:00")
    assert reply("2031-03-09T12:00+08:00") != reply("2031-03-01T12:00")


def test_a_batch_answers_every_line_in_order(xiangwen: Run, pages: Path, tmp_path: Path) -> None:
    lines = [
        {"id": "a", "question": "表膨胀怎么处理"},
        {"id": "b", "question": "几点开始", "context": ["兰州那场在哪里办"]},
        {"id": "c", "question": "谢谢", "context": []},
    ]
    path = tmp_path / "questions.jsonl"
    path.write_text("\n".join(json.dumps(line) for line in lines), "utf-8")
    outcome = xiangwen("ask", "--batch", path, "--json", "--knowledge", pages)
    assert (outcome.code, outcome.err) == (0, "")
    assert [line["id"] for line in outcome.lines] == ["a", "b", "c"]
    assert [list(line) for line in outcome.lines] == [["id", *ANSWER_KEYS]] * 3
    assert [line["kind"] for line in outcome.lines] == ["answer", "event", "smalltalk"]
    assert "14:00" in outcome.lines[1]["reply"]


def test_a_bad_line_is_named_and_the_others_are_answered(
    xiangwen: Run, pages: Path, tmp_path: Path
) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text('{"id": 1}\nnonsense\n{"id": 3, "question": "谢谢"}\n', "utf-8")
    outcome = xiangwen("ask", "--batch", path, "--json", "--knowledge", pages)
    assert outcome.code == 1
    first, second, third = outcome.lines
    assert list(first) == ["id", "error"]
    assert (first["id"], second["id"]) == (1, None)
    assert third["kind"] == "smalltalk"
    assert "2 行" in outcome.err


def test_a_question_as_long_as_a_log_is_no_heavier_than_one_that_was_cut(
    xiangwen: Run, pages: Path
) -> None:
    question = "表膨胀怎么处理 " * 600  # more than the bot reads
    longer = question + "几点开始 " * 3000
    first, second = (
        xiangwen("ask", one, "--json", "--knowledge", pages).lines[0] for one in (question, longer)
    )
    assert first["passages"] == second["passages"]


def test_each_line_of_a_batch_is_a_new_person(xiangwen: Run, pages: Path, tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text('{"question": "兰州那场在哪里办"}\n{"question": "几点开始"}\n', "utf-8")
    # With the salon ahead its hour is told without one being spoken of.
    after = ("--now", "2032-01-01T12:00")
    first, second = xiangwen("ask", "--batch", path, "--json", "--knowledge", pages, *after).lines
    assert first["kind"] == "event"
    assert "14:00" not in second["reply"]


def test_search_ranks_without_answering(xiangwen: Run, pages: Path) -> None:
    ranking = xiangwen("search", "VACUUM FULL 锁表", "--json", "--knowledge", pages).json
    assert ranking[0]["path"] == "vacuum.md"
    assert "怎么把空间还给系统" in ranking[0]["heading"]
    assert "vacuum.md" in xiangwen("search", "VACUUM", "--knowledge", pages).out


def test_nothing_is_written_but_the_index(xiangwen: Run, pages: Path, tmp_path: Path) -> None:
    xiangwen("ask", "表膨胀怎么处理", "--knowledge", pages)
    xiangwen("ask", "量子纠缠的超光速通信怎么收费", "--knowledge", pages)
    xiangwen("search", "VACUUM", "--knowledge", pages)
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["index"]


def test_each_set_of_folders_has_its_own_index(xiangwen: Run, pages: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "one.md").write_text("---\ntitle: 一页\n---\n\n一页内容。\n", "utf-8")
    assert xiangwen("index", "--json", "--knowledge", pages).json["documents"] == 2
    assert xiangwen("index", "--json", "--knowledge", other).json["documents"] == 1
    both = ("index", "--json", "--knowledge", pages, "--knowledge", other)
    assert xiangwen(*both).json["documents"] == 3
    assert xiangwen("index", "--json", "--knowledge", pages).json["changed"] == 0
    assert len(list((tmp_path / "data" / "index").glob("*.db"))) == 3


def test_half_a_character_in_a_question_is_no_fault(xiangwen: Run, pages: Path) -> None:
    outcome = xiangwen("ask", "表膨胀怎么处理 \udcff", "--json", "--knowledge", pages)
    assert outcome.code == 0
    assert outcome.json["kind"] == "answer"
