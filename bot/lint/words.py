"""Terms that the tokenizer tears apart: by themselves, or because a neighbour takes a part."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.expressions import Expression
from bot.folder import KnowledgeFile
from bot.knowledge.words.tokens import Tokenizer
from bot.lint.findings import Finding, on_page
from bot.lint.lines import prose_lines
from bot.script import normalise

_HAN = Expression(r"[\u3400-\u4dbf\u4e00-\u9fff]+")
_TERM = Expression(r"[\u3400-\u4dbf\u4e00-\u9fff]{2,8}|[a-z][a-z0-9_.]*")
_OFTEN = 3  # times that a term is torn in the pages: less is chance


def check_lists(
    root: Path, lists: Sequence[tuple[str, str]], tokenizer: Tokenizer
) -> Iterator[Finding]:
    """``lists`` are (file name, text) of a folder's words.txt and glossary.txt. Phrases that
    are several words by the way they are written are left alone."""
    for name, text in lists:
        for number, line in enumerate(text.splitlines(), 1):
            stripped = line.strip()
            if not stripped or stripped.startswith("#") or " > " in stripped:
                continue
            terms = stripped.split("|") if name == "glossary.txt" else stripped.split()[:1]
            for term in (normalise(one).strip() for one in terms):
                words = [word.text for word in tokenizer.words(term)]
                if _TERM.fullmatch(term) and len(words) > 1:
                    yield Finding(
                        root, name, number, "torn-term",
                        f"分词器把「{term}」切成了 {' / '.join(words)}",
                        "请把它写进 words.txt，已经在里面的换一个写法",
                    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Torn:
    """Where a term was torn first."""

    file: KnowledgeFile
    line: int
    run: str
    words: tuple[str, ...]


def check_pages(
    files: Sequence[KnowledgeFile], terms: Collection[str], tokenizer: Tokenizer
) -> Iterator[Finding]:
    """Terms that are often torn in the pages' own sentences: a question that has the term
    does not find them there."""
    known = frozenset(term for term in terms if len(term) > 1)
    longest = max(map(len, known), default=0)
    counts: Counter[str] = Counter()
    first: dict[str, _Torn] = {}
    cut: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {}
    for file in files:
        for line, text in prose_lines(file):
            for run in _HAN.findall(normalise(text)):
                if run not in cut:
                    cut[run] = _cut(run, known, longest, tokenizer)
                words, torn = cut[run]
                counts.update(torn)
                for term in torn:
                    first.setdefault(term, _Torn(file, line, run, words))
    for term, count in counts.items():
        if count >= _OFTEN:
            where = first[term]
            yield on_page(
                where.file, where.line, "torn-term",
                f"「{term}」在页面里有 {count} 处被切断，例如这里的"
                f"「{where.run}」切成了 {' / '.join(where.words)}",
                "请把旁边连着的词也写进 words.txt，或去掉粘住它的词",
            )  # fmt: skip


def _cut(
    run: str, known: Collection[str], longest: int, tokenizer: Tokenizer
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(words of a run of Han, terms that begin with a word and end inside another). Where
    that other word is a longer term, 建 / 表空间, it is read as meant."""
    words = tokenizer.words(run)
    ends = {word.end for word in words}
    torn = []
    for word in words:
        for size in range(len(word.text) + 1, min(longest, len(run) - word.start) + 1):
            term, end = run[word.start : word.start + size], word.start + size
            if term not in known or end in ends:
                continue
            over = next(other.text for other in words if other.start < end < other.end)
            if not (over in known and len(over) > size):
                torn.append(term)
    return tuple(word.text for word in words), tuple(torn)
