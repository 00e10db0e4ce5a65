"""The index file may be deleted, damaged, old or shared, and nobody notices."""

from __future__ import annotations

import errno
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from bot.folder import KnowledgeFile, scan
from bot.knowledge import Knowledge
from bot.knowledge.index.index_file import IndexFile, Stored, index_path, page_key
from bot.knowledge.index.snapshot import build_snapshot, index_document
from bot.knowledge.pages.documents import read_document
from bot.knowledge.ranking.confidence import THRESHOLD
from bot.settings import Limits
from tests.unit.knowledge.pages import open_pages, refresh, write_pages

QUESTION = "淘汰策略"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_pages(tmp_path / "pages")


def first(knowledge: Knowledge) -> str:
    return knowledge.search(QUESTION)[0].path


def test_unchanged_pages_are_taken_from_the_file(root: Path, tmp_path: Path) -> None:
    assert first(open_pages(root, tmp_path)) == "faq/memory.md"
    again = Knowledge(tmp_path, [root])
    assert refresh(again, root).changed == 0
    assert first(again) == "faq/memory.md"


@pytest.mark.parametrize("damage", [b"", b"not a database", b"SQLite format 3\0" + b"\xff" * 9000])
def test_a_damaged_file_is_built_anew(root: Path, tmp_path: Path, damage: bytes) -> None:
    open_pages(root, tmp_path)
    index_path(tmp_path, [root]).write_bytes(damage)
    knowledge = Knowledge(tmp_path, [root])
    assert refresh(knowledge, root).changed == 3
    assert first(knowledge) == "faq/memory.md"
    assert refresh(Knowledge(tmp_path, [root]), root).changed == 0


def told(knowledge: Knowledge) -> list[object]:
    """All that can be quoted, how it is found, and what is said to a few questions."""
    questions = (QUESTION, "缓存内存满了怎么办", "怎么清理旧日志", "502", "今天天气")
    return [
        knowledge.answerer.snapshot.documents,
        *(knowledge.search(question) for question in questions),
        *(knowledge.answer(question) for question in questions),
    ]


def test_bytes_changed_anywhere_change_no_answer(root: Path, tmp_path: Path) -> None:
    open_pages(root, tmp_path)
    path = index_path(tmp_path, [root])
    whole = path.read_bytes()
    expected = told(open_pages(root, tmp_path / "other"))
    noticed = 0
    for length, step in ((64, 1024), (1, 751)):
        for start in range(0, len(whole) - length, step):
            flipped = bytes(byte ^ 0x01 for byte in whole[start : start + length])
            path.write_bytes(whole[:start] + flipped + whole[start + length :])
            knowledge = Knowledge(tmp_path, [root])
            noticed += refresh(knowledge, root).changed > 0
            assert told(knowledge) == expected, start
    assert noticed


@pytest.mark.parametrize(
    ("is_now", "becomes"),
    [
        ("缓存内存满了怎么办", "缓存内存满了怎么搞"),  # what is quoted
        ("faq/memory.md", "faq/memorx.md"),
        ("maxmemory\n", "maxmemorx\n"),  # a term, in the list of all
    ],
)
def test_a_word_that_became_another_is_noticed(
    root: Path, tmp_path: Path, is_now: str, becomes: str
) -> None:
    expected = told(open_pages(root, tmp_path))
    path = index_path(tmp_path, [root])
    whole = path.read_bytes()
    assert is_now.encode() in whole
    path.write_bytes(whole.replace(is_now.encode(), becomes.encode()))
    knowledge = Knowledge(tmp_path, [root])
    assert refresh(knowledge, root).changed
    assert told(knowledge) == expected


def test_passages_are_those_of_the_page_in_memory(root: Path, tmp_path: Path) -> None:
    """Also when they come from the file: a folder's text is not held twice."""
    open_pages(root, tmp_path)
    found = scan([root], Limits())
    knowledge = Knowledge(tmp_path, [root])
    assert knowledge.refresh(found).changed == 0
    texts = {file.path: file.text for file in found.files}
    for document in knowledge.answerer.snapshot.documents:
        assert all(section.whole is texts[document.path] for section in document.sections)


def test_a_page_that_is_read_otherwise_than_before_is_cut_anew(root: Path, tmp_path: Path) -> None:
    """Its places would be those of other words."""
    open_pages(root, tmp_path)
    found = scan([root], Limits())
    files = tuple(replace(file, text=f"新：{file.text}") for file in found.files)
    knowledge = Knowledge(tmp_path, [root])
    assert knowledge.refresh(replace(found, files=files)).changed
    assert knowledge.search("淘汰策略")[0].text.startswith("- `allkeys-lru`")


def test_a_page_that_went_while_nobody_looked_leaves_the_file(root: Path, tmp_path: Path) -> None:
    open_pages(root, tmp_path)
    (root / "faq/log.md").unlink()
    assert refresh(Knowledge(tmp_path, [root]), root).changed == 1
    assert refresh(Knowledge(tmp_path, [root]), root).changed == 0


def test_a_threshold_that_became_another_is_forgotten(root: Path, tmp_path: Path) -> None:
    knowledge = open_pages(root, tmp_path)
    kept = knowledge.calibrate([QUESTION, "怎么清理旧日志"], ["今天天气", "推荐一部电影"])
    assert open_pages(root, tmp_path).answerer.threshold == kept.threshold
    path = index_path(tmp_path, [root])
    whole, digits = path.read_bytes(), str(kept.threshold).encode()
    assert digits in whole
    path.write_bytes(whole.replace(digits, bytes([digits[0] ^ 0x01]) + digits[1:]))
    assert open_pages(root, tmp_path).answerer.threshold == THRESHOLD


def test_terms_beyond_two_bytes_stand_beside_shorter_ones(tmp_path: Path) -> None:
    """A page whose terms came late has wide numbers, the others keep theirs."""
    ids = iter([*range(6), 70_000, 70_001])
    files = [
        KnowledgeFile(tmp_path, path, "# 题\n\n正文\n", {}, 1, path) for path in ("a.md", "b.md")
    ]
    early, late = (
        index_document(
            read_document(file),
            file.digest,
            lambda text: next(ids).to_bytes(4, sys.byteorder) if text else b"",
        )
        for file in files
    )
    terms = {f"词{number}": number for number in range(70_002)}
    file = IndexFile(tmp_path / "index.db", "test")
    pages = dict(zip(map(page_key, files), (early, late), strict=True))
    file.save(Stored(pages, terms), pages, ())

    loaded = IndexFile(tmp_path / "index.db", "test").load(files)

    found = {key[1]: page.ids for key, page in loaded.pages.items()}
    assert {path: each.tolist() for path, each in found.items()} == {
        "a.md": early.ids.tolist(),
        "b.md": late.ids.tolist(),
    }
    assert found["a.md"].itemsize == 2
    assert found["b.md"].itemsize == 4
    snapshot = build_snapshot(list(loaded.pages.values()), loaded.terms)
    assert snapshot.postings.of(int(late.ids[-1]))[0].tolist() == [1]


def test_a_page_whose_terms_do_not_fit_its_passages_is_cut_anew(tmp_path: Path) -> None:
    """As of a version of the program that counted otherwise and said it did not."""
    page = KnowledgeFile(tmp_path, "a.md", "# 题\n\n正文\n", {}, 1, "a")
    whole = index_document(read_document(page), "a", lambda text: bytes(4) if text else b"")
    for wrong in (replace(whole, lengths=whole.lengths[:-1]), replace(whole, ids=whole.ids + 1)):
        file = IndexFile(tmp_path / "index.db", "test")
        file.save(Stored({page_key(page): wrong}, {"词": 0}), [page_key(page)], ())
        assert not IndexFile(tmp_path / "index.db", "test").load([page]).pages


def test_a_threshold_that_cannot_be_kept_counts_all_the_same(
    root: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("在这里")
    knowledge = open_pages(root, blocked / "index")
    found = knowledge.calibrate([QUESTION, "怎么清理旧日志"], ["今天天气", "推荐一部电影"])
    assert knowledge.answerer.threshold == found.threshold
    assert "threshold was not kept" in caplog.text


def test_new_words_mean_a_new_index(root: Path, tmp_path: Path) -> None:
    open_pages(root, tmp_path)
    (root / "words.txt").write_text("淘汰策略\n", encoding="utf-8")
    assert refresh(Knowledge(tmp_path, [root]), root).changed == 3


def test_a_folder_that_cannot_be_written_is_searched_all_the_same(
    root: Path, tmp_path: Path
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("在这里")
    assert first(open_pages(root, blocked / "index")) == "faq/memory.md"


def test_a_damaged_file_that_cannot_be_removed_is_passed_over(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_pages(root, tmp_path)
    index_path(tmp_path, [root]).write_bytes(b"not a database")

    def refuse(path: Path, missing_ok: bool = False) -> None:
        raise PermissionError(errno.EACCES, "refused", str(path))

    monkeypatch.setattr(Path, "unlink", refuse)
    assert first(open_pages(root, tmp_path)) == "faq/memory.md"


def test_two_processes_never_mix_their_terms(root: Path, tmp_path: Path) -> None:
    one, other = Knowledge(tmp_path, [root]), Knowledge(tmp_path, [root])
    refresh(one, root)
    refresh(other, root)
    (root / "new.md").write_text("# 全新的一页\n\n独一无二的内容\n", encoding="utf-8")
    refresh(one, root)
    (root / "other.md").write_text("# 另外一页\n\n截然不同的话\n", encoding="utf-8")
    refresh(other, root)
    refresh(one, root)
    third = open_pages(root, tmp_path)
    for question, path in (("独一无二", "new.md"), ("截然不同", "other.md")):
        for knowledge in (one, other, third):
            assert knowledge.search(question)[0].path == path


def test_each_set_of_folders_has_its_own_file(tmp_path: Path) -> None:
    sets = ([tmp_path / "a"], [tmp_path / "b"], [tmp_path / "a", tmp_path / "b"])
    assert len({index_path(tmp_path, folders) for folders in sets}) == 3
