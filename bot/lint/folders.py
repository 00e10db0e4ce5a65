"""All rules over a set of folders, in one pass."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.events.record.models import Problem
from bot.expressions import Expression
from bot.folder import KnowledgeFile, Scan, scan
from bot.folder.text_files import read_text
from bot.knowledge import Knowledge
from bot.knowledge.words.tokens import Tokenizer, open_segmenter
from bot.knowledge.words.vocabulary import load_vocabulary
from bot.lint.coverage import check_tests
from bot.lint.findings import Finding, in_order
from bot.lint.likeness import check_likeness
from bot.lint.not_pages import check_not_pages
from bot.lint.pages import check_page
from bot.lint.search import check_findability
from bot.lint.words import check_lists, check_pages
from bot.proof.answer_tests import read_answer_tests
from bot.settings import Limits

_WORD_LISTS = ("words.txt", "glossary.txt")
_LINE = Expression(r"第 (\d+) 行")


def lint(
    folders: Sequence[Path],
    limits: Limits,
    knowledge: Knowledge,
    problems: Sequence[Problem] = (),
    *,
    starter: Path | None = None,
) -> list[Finding]:
    """Every finding, by file and line. ``knowledge`` is the index of these very folders,
    ``problems`` what the book of salons noted; ``starter`` the shipped folder, whose word
    lists always apply. Reads files and searches: call it in a thread."""
    found = scan(folders, limits, starter=starter)
    return in_order(list(_findings(found, limits, knowledge, problems)))


def _findings(
    found: Scan, limits: Limits, knowledge: Knowledge, problems: Sequence[Problem]
) -> Iterator[Finding]:
    files = found.files
    vocabulary = load_vocabulary(found.vocabulary)
    tokenizer = Tokenizer(open_segmenter(vocabulary.words))
    yield from _skipped(found)
    yield from check_not_pages(found.roots, files)
    yield from _salons(files, problems)
    yield from check_likeness(files)
    yield from check_findability(files, knowledge)
    paths = {file.path for file in files}
    for file in files:
        yield from check_page(file, paths)
    tests = [read_answer_tests(root, limits.file_bytes, paths) for root in found.roots]
    yield from check_tests(tests, files, tokenizer, vocabulary.stop_words)
    for root in found.roots:
        yield from check_lists(root, list(_lists(root, limits)), tokenizer)
    yield from check_pages(files, vocabulary.words, tokenizer)


def _skipped(found: Scan) -> Iterator[Finding]:
    for one in found.skipped:
        line = _LINE.search(one.reason)
        number = int(line[1]) if line else 1
        yield Finding(
            one.root or Path(), one.path, number, "unreadable", f"没有收录：{one.reason}"
        )


def _salons(files: Sequence[KnowledgeFile], problems: Sequence[Problem]) -> Iterator[Finding]:
    roots = {file.path: file.root for file in files}
    for one in problems:
        root = roots.get(one.file, Path())
        yield Finding(root, one.file, one.line, "record", one.remedy)


def _lists(root: Path, limits: Limits) -> Iterator[tuple[str, str]]:
    for name in _WORD_LISTS:
        try:
            yield name, read_text(root / name, limits.file_bytes)
        except (OSError, ValueError):
            continue  # the scan names a list that is there and cannot be read
