"""Rules for answer tests: each page has some, in words that are not its own."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from bot.events.record.fields import line_of
from bot.folder import KnowledgeFile
from bot.knowledge.words.salience import is_function_word
from bot.knowledge.words.tokens import Tokenizer
from bot.lint.findings import Finding, on_page
from bot.proof.answer_tests import AnswerTest, AnswerTests
from bot.script import normalise

# Pages that are asked for in many ways. A person or a salon is asked for by its name.
_TESTED = ("faq/", "guide/", "salon/", "training/")
_LEAST = 2
_SHARE = 0.5


def check_tests(
    folders: Sequence[AnswerTests],
    files: Sequence[KnowledgeFile],
    tokenizer: Tokenizer,
    stop_words: Collection[str],
) -> Iterator[Finding]:
    """Entries that cannot be asked, pages without enough tests, and questions that only
    repeat a page's own names."""
    for folder in folders:
        for problem in folder.problems:
            yield Finding(folder.root, problem.file, problem.line, "answer-test", problem.remedy)
    words = _Words(tokenizer, stop_words)
    for folder in folders:
        pages = {file.path: file for file in files if file.root == folder.root}
        yield from _too_few(folder, pages.values())
        for test in folder.tests:
            # The first page is the one asked for, the others answer as well.
            path = next(iter(test.cites), "")
            if not path.startswith(_TESTED) or path not in pages:
                continue
            if shared := words.repeated(test, pages[path]):
                yield Finding(
                    folder.root, test.file, test.line, "own-words",
                    f"「{test.question}」一半以上是 {path} 标题、别名或问法里的词"
                    f"（{'、'.join(shared)}）",
                    "请换成群友自己的说法",
                )  # fmt: skip


def _too_few(folder: AnswerTests, files: Collection[KnowledgeFile]) -> Iterator[Finding]:
    counts = {file.path: 0 for file in files}
    for test in folder.tests:
        for path in test.cites:
            if path in counts:
                counts[path] += 1
    for file in files:
        if file.path.startswith(_TESTED) and counts[file.path] < _LEAST:
            yield on_page(
                file, line_of(file, "title"), "few-tests",
                f"只有 {counts[file.path]} 条答案测试",
                f"请在 tests/ 里补到 {_LEAST} 条，照群里的问法写",
            )  # fmt: skip


class _Words:
    """Content words: neither stop words nor those that only hold a sentence together."""

    def __init__(self, tokenizer: Tokenizer, stop_words: Collection[str]) -> None:
        self._tokenizer = tokenizer
        self._stop_words = stop_words

    def repeated(self, test: AnswerTest, file: KnowledgeFile) -> list[str]:
        """The words that a question shares with title and aliases; empty when they are
        less than half of it. All of them where the page has it among the ways to ask: a
        test of that would find what was put there."""
        asked = self._content(test.question)
        names = [file.meta.get("title"), *_texts(file.meta.get("aliases"))]
        own = {word for name in names if isinstance(name, str) for word in self._content(name)}
        shared = [word for word in asked if word in own]
        if any(set(asked) <= set(self._content(w)) for w in _texts(file.meta.get("asked"))):
            shared = asked
        return shared if asked and len(shared) >= _SHARE * len(asked) else []

    def _content(self, text: str) -> list[str]:
        words = self._tokenizer.words(normalise(text))
        return list(
            dict.fromkeys(
                word.text
                for word in words
                if word.text not in self._stop_words and not is_function_word(word)
            )
        )


def _texts(value: object) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [text for text in values if isinstance(text, str)]
