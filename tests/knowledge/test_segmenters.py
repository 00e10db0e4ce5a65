"""Over the shipped pages and word lists rjieba cuts as jieba does, its reference."""

from __future__ import annotations

import pytest

from bot.folder import scan
from bot.knowledge.words.tokens import Tokenizer, open_jieba, open_segmenter
from bot.knowledge.words.vocabulary import load_vocabulary
from bot.settings import Limits
from tests.bench.measures import SHIPPED


def test_shipped_pages_have_the_same_terms_with_either() -> None:
    pytest.importorskip("rjieba")
    found = scan([SHIPPED], Limits(), starter=SHIPPED)
    words = load_vocabulary(found.vocabulary).words
    assert words
    opened = open_segmenter(words)
    assert opened.name.startswith("rjieba")
    fast, reference = Tokenizer(opened), Tokenizer(open_jieba(words))
    texts = [*(file.text for file in found.files), *words]
    different = [text for text in texts if fast.terms(text) != reference.terms(text)]
    assert not different
