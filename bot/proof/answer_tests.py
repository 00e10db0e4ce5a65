"""Answer tests beside the pages: ``tests/*.yaml`` of a knowledge folder, read strictly.

An entry is a question with what must come of it. Every complaint names file and line and
says what to do; an entry with a complaint is not asked.
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from bot.errors import os_reason
from bot.folder.text_files import read_text

FOLDER = "tests"
_KEYS = ("question", "context", "cites", "contains", "refuse")
_SUFFIXES = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class AnswerTest:
    """``file`` is relative to the knowledge folder. ``cites``: one of these pages must be
    among the sources. ``contains``: the reply must hold each of these texts."""

    file: str
    line: int
    question: str
    context: tuple[str, ...] = ()
    cites: tuple[str, ...] = ()
    contains: tuple[str, ...] = ()
    refuse: bool = False


@dataclass(frozen=True, slots=True)
class EntryProblem:
    """An entry that cannot be asked, and the remedy (Chinese)."""

    file: str
    line: int
    remedy: str


@dataclass(slots=True)
class AnswerTests:
    """The tests of one knowledge folder."""

    root: Path
    tests: list[AnswerTest] = field(default_factory=list)
    problems: list[EntryProblem] = field(default_factory=list)


def read_answer_tests(root: Path, limit: int, pages: Collection[str]) -> AnswerTests:
    """All tests of a folder, file by file. ``limit`` bounds a file's bytes; ``pages`` are
    the paths that may be cited."""
    found = AnswerTests(root)
    for name in _files(root / FOLDER):
        file = f"{FOLDER}/{name}"
        try:
            text = read_text(root / file, limit)
        except (OSError, ValueError) as error:
            reason = os_reason(error) if isinstance(error, OSError) else str(error)
            found.problems.append(EntryProblem(file, 1, f"读不了（{reason}）"))
            continue
        _read_file(file, text, found)
    _note_repetitions(found)
    _note_unknown_pages(found, pages)
    return found


def _files(folder: Path) -> list[str]:
    try:
        names = os.listdir(folder)
    except (FileNotFoundError, NotADirectoryError):
        return []
    return sorted(n for n in names if n.endswith(_SUFFIXES) and not n.startswith("."))


def _note_repetitions(found: AnswerTests) -> None:
    first: dict[tuple[str, tuple[str, ...]], AnswerTest] = {}
    for test in found.tests:
        before = first.setdefault((test.question, test.context), test)
        if before is not test:
            remedy = f"和 {before.file} 第 {before.line} 行是同一个问题，请换一个问法或删掉"
            found.problems.append(EntryProblem(test.file, test.line, remedy))


def _note_unknown_pages(found: AnswerTests, pages: Collection[str]) -> None:
    for test in found.tests:
        for page in test.cites:
            if page not in pages:
                near = difflib.get_close_matches(page, pages, n=1)
                hint = f"，是不是 {near[0]}？" if near else "，请改成存在的页面"
                remedy = f"没有 {page} 这一页{hint}"
                found.problems.append(EntryProblem(test.file, test.line, remedy))


class _Unfit(Exception):
    """A value is not what it should be; (line, remedy)."""

    def __init__(self, line: int, remedy: str) -> None:
        super().__init__(remedy)
        self.line = line
        self.remedy = remedy


def _read_file(file: str, text: str, found: AnswerTests) -> None:
    def note(line: int, remedy: str) -> None:
        found.problems.append(EntryProblem(file, line, remedy))

    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        entries = _items(node, "文件") if node is not None else ()
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        note(line, "不是合法的 YAML，请检查缩进，并给含冒号、# 或特殊开头的文字加引号")
        return
    except (yaml.YAMLError, RecursionError):
        note(1, "不是合法的 YAML，请检查里面有没有特殊字符")
        return
    except _Unfit as unfit:
        note(unfit.line, f"{unfit.remedy}，每条以「- question: …」开头")
        return
    lines = text.split("\n")
    for entry in entries:
        try:
            found.tests.append(_test(file, entry, lines))
        except _Unfit as unfit:
            note(unfit.line, unfit.remedy)


def _test(file: str, node: yaml.Node, lines: Sequence[str]) -> AnswerTest:
    values = dict(_pairs(node))
    line = node.start_mark.line + 1
    if (question := values.get("question")) is None:
        raise _Unfit(line, "缺少 question（问题）")
    test = AnswerTest(
        file=file,
        line=line,
        question=_question(question, lines),
        context=_texts(values.get("context"), "context"),
        cites=_texts(values.get("cites"), "cites", one=True),
        contains=_texts(values.get("contains"), "contains", one=True),
        refuse=_flag(values.get("refuse")),
    )
    if test.refuse and (test.cites or test.contains):
        raise _Unfit(line, "refuse 不能和 cites、contains 一起写，请只留一种")
    if not (test.refuse or test.cites or test.contains):
        raise _Unfit(line, "没写期望，请写 cites（应当引用的页面）、contains 或 refuse: true")
    return test


def _question(node: yaml.Node, lines: Sequence[str]) -> str:
    text = _text(node, "question")
    if lines[node.end_mark.line][node.end_mark.column :].lstrip().startswith("#"):
        remedy = "# 后面的字被当成注释丢掉了，请给整个问题加上引号"
        raise _Unfit(node.end_mark.line + 1, remedy)
    return text


def _pairs(node: yaml.Node) -> Iterator[tuple[str, yaml.Node]]:
    line = node.start_mark.line + 1
    if not isinstance(node, yaml.MappingNode):
        raise _Unfit(line, "每条应当是「键: 值」，以「- question: …」开头")
    seen: set[str] = set()
    for key, value in node.value:
        name, at = str(key.value), key.start_mark.line + 1
        if name not in _KEYS:
            near = difflib.get_close_matches(name, _KEYS, n=1)
            hint = f"是不是 {near[0]}？" if near else f"能写的有 {'、'.join(_KEYS)}"
            raise _Unfit(at, f"不认识 {name}，{hint}")
        if name in seen:
            raise _Unfit(at, f"{name} 写了两次，多个值请写成列表 [甲, 乙]")
        seen.add(name)
        yield name, value


def _items(node: yaml.Node, name: str) -> Sequence[yaml.Node]:
    if not isinstance(node, yaml.SequenceNode):
        raise _Unfit(node.start_mark.line + 1, f"{name} 应当是一个列表")
    return list(node.value)


def _texts(node: yaml.Node | None, name: str, one: bool = False) -> tuple[str, ...]:
    """A list of texts; a single text counts as one where ``one``."""
    if node is None:
        return ()
    if one and isinstance(node, yaml.ScalarNode):
        return (_text(node, name),)
    texts = tuple(_text(item, name) for item in _items(node, name))
    if not texts:
        raise _Unfit(node.start_mark.line + 1, f"{name} 是空的，请写上内容或去掉这个键")
    return texts


def _text(node: yaml.Node, name: str) -> str:
    """What stands there, also where YAML would see a number or a date."""
    if not isinstance(node, yaml.ScalarNode) or not str(node.value).strip():
        raise _Unfit(node.start_mark.line + 1, f"{name} 应当是一段文字")
    return " ".join(str(node.value).split())


def _flag(node: yaml.Node | None) -> bool:
    if node is None:
        return False
    if not isinstance(node, yaml.ScalarNode) or str(node.value) != "true":
        raise _Unfit(node.start_mark.line + 1, "refuse 只能写 true；不用拒答就去掉这个键")
    return True
