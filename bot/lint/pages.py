"""Rules for a page by itself: its front matter, its links, its hidden proof, its replays."""

from __future__ import annotations

import difflib
import posixpath
import re
import sys
from collections.abc import Collection, Iterator
from datetime import date, datetime
from typing import Any
from urllib.parse import unquote

from bot.events.record.fields import head_lines, line_of
from bot.expressions import Expression
from bot.folder import KnowledgeFile
from bot.knowledge.pages.documents import name_of_file, read_document
from bot.knowledge.pages.runnable import ExpectKind, RunnablePage, read_runnable
from bot.lint.findings import Finding, on_page
from bot.lint.lines import fences, headings, prose_lines

# Pages that answer questions on PostgreSQL: what they say ages with its versions.
_AGEING = ("faq/", "guide/")
# Pages of a record are built alike (概况, 议题, 回放): their headings name no subject, and what is
# asked of them is answered from their heads.
RECORD = ("events/", "people/", "salon/", "training/")
_KEYS = frozenset({"title", "aliases", "asked", "tags", "versions", "updated", "source"})
_LISTS = frozenset({"aliases", "asked", "tags"})
_TEXTS = "一组文字（- 开头的列表），冒号多的要加引号"
_LINK = Expression(r"\]\(\s*<?([^()\s<>]+(?:\([^()\s]*\)[^()\s<>]*)?)>?[^()]*\)")
_REFERENCE = Expression(r"^ {0,3}\[[^\]]+\]:\s*<?(\S+?)>?(?:\s|$)")
_ELSEWHERE = Expression(r"[A-Za-z][A-Za-z0-9+.-]*:|//|#")
_PICTURE = Expression(r"!\[[^\]\n]{0,200}\]\(")
# A head that stands in no head: what a note of another program may begin with, too.
_BARE_TITLE = Expression(r"\s*title[ \t]*[:：]")
_SEVERAL = Expression("[、，；,;|]")
_IN_CURLY = "[“‘”’][^“‘”’]*[“‘”’]"
_CURLY = Expression(rf"{_IN_CURLY}(?:[，,、；;\s]+{_IN_CURLY})*")  # not “快照”和“锁”
# Where such signs are text: comments and what is quoted, up to the end if it is not closed.
_SQL_WORDS = Expression(
    r"--[^\n]*|/\*.*?(?:\*/|\Z)|'[^']*'?|\"[^\"]*\"?|(\$\w*\$).*?(?:\1|\Z)", re.DOTALL
)
_CHINESE_SIGN = Expression("[“”‘’，；（）]")
_SQL_COMMENT = Expression(r"--(.*)")
_KEY = Expression(r"([A-Za-z_][\w-]*):(?:\s|$)")
_VERSIONS = Expression(r"\s*(\d{1,2})(?:\s*[-–~]\s*(\d{1,2}))?")
_NUMBER = Expression(r"(?<![\d.])\d{1,2}(?![\d.])")
_GLUED = Expression(r"#{1,6}[\u4e00-\u9fff][^#\n]{0,40}")
_URL = Expression(r"https?://[^\s/]+\S*")


def check_page(file: KnowledgeFile, files: Collection[str]) -> Iterator[Finding]:
    """Everything that a page shows by itself. ``files`` are the paths in all folders."""
    yield from _front_matter(file)
    yield from _written_twice(file)
    yield from _code(file)
    yield from _slips(file)
    yield from _links(file, files)
    yield from _replays(file)
    page = read_runnable(file)
    for problem in page.problems:
        yield on_page(file, problem.line, "proof", problem.remedy)
    yield from _failing_examples(file, page)
    yield from _untold_versions(file, page)


def _untold_versions(file: KnowledgeFile, page: RunnablePage) -> Iterator[Finding]:
    """The comment that a block needs a version is hidden: its readers have to be told too."""
    first, last = _versions(file)
    for block in page.blocks:
        for need in block.requires:
            lower = need.version > first
            upper = bool(need.last_version) and need.last_version < last
            if not (lower or upper):
                continue
            told = {need.version} if lower else set()
            told |= {need.last_version, need.last_version + 1} if upper else set()
            shown = _section_above(file, block.code.line) + "\n" + block.code.text
            if told & {int(number) for number in _NUMBER.findall(shown)}:
                continue
            said = f"{need.version} 起" if not upper else f"{need.last_version} 及以前"
            yield on_page(
                file, block.code.line, "untold-version",
                f"这段 SQL 不是每个适用版本都有（{said}），这一节和代码里都没有说",
                f"请写明「{said}」，注释里的 requires 群友看不到",
            )  # fmt: skip


def _versions(file: KnowledgeFile) -> tuple[int, int]:
    """The first and the last that the page is for; all there are where it does not say."""
    match = _VERSIONS.match(str(file.meta.get("versions") or ""))
    if match is None:
        return 0, sys.maxsize
    return int(match[1]), int(match[2] or match[1])


def _section_above(file: KnowledgeFile, line: int) -> str:
    """The prose from the heading over a line of the file down to it."""
    section: list[str] = []
    for number, text in prose_lines(file):
        if number >= line:
            break
        if text.startswith("#"):
            section.clear()
        section.append(text)
    return "\n".join(section)


def _failing_examples(file: KnowledgeFile, page: RunnablePage) -> Iterator[Finding]:
    """Code is read, quoted and copied by itself: what is meant to fail says so in it."""
    for block in page.blocks:
        code = block.expect.value
        if block.expect.kind is not ExpectKind.ERROR:
            continue
        if not any(code in said[1] for said in _SQL_COMMENT.finditer(block.code.text)):
            yield on_page(
                file, block.code.line, "failing-example",
                f"这段 SQL 是会报错的例子（{code}），代码里没有说",
                f"请在里面加一行注释，例如「-- 报错 {code}：为什么」，免得有人照抄",
            )  # fmt: skip


def _front_matter(file: KnowledgeFile) -> Iterator[Finding]:
    meta = file.meta
    page = read_document(file)
    # A note is often called like its file, and says so in its heading.
    if (
        not meta.get("title")
        and page.title == name_of_file(file.path)
        and page.title not in {heading for _, heading in headings(file)}
    ):
        bare = _BARE_TITLE.match(file.text)
        remedy = "请在开头那几行的前后各加一行 ---" if bare else "请补上"
        yield _at(file, "title", "title", "没有 title（标题），会用文件名代替", remedy)
    if page.is_wordless and not file.path.startswith(RECORD):
        yield on_page(
            file, 1, "wordless", "没有正文，问到它也答不上",
            "请写上；还没写好的在 front matter 里写 draft: true",
        )  # fmt: skip
    for key, ok, wanted in (
        ("title", _is_text, "一段文字"),
        ("aliases", _are_texts, _TEXTS),
        ("asked", _are_texts, _TEXTS),
        ("tags", _are_texts, "一组文字，例如 [vacuum, 膨胀]"),
        ("versions", _is_text, '一段文字，例如 "14-18"'),
        ("updated", _is_day, "日期，例如 2026-11-23"),
        ("source", _is_url, "完整的网址（https://…）"),
    ):
        if meta.get(key) is not None and not ok(meta[key]):
            what = f"{key} 不对，没有用上"
            yield _at(file, key, "front-matter", what, f"应当是{wanted}")
        else:
            yield from _marks(file, key, meta.get(key))
    for key in meta.keys() - _KEYS:
        if near := difflib.get_close_matches(key, _KEYS - meta.keys(), 1, 0.8):
            yield _at(file, key, "unknown-key", f"不认识 {key}", f"是不是想写 {near[0]}？")
    if file.path.startswith(_AGEING):
        for key, name in (("versions", "适用版本"), ("updated", "改动日期")):
            if meta.get(key) in (None, ""):
                yield _at(
                    file, key, "dated", f"没有 {key}（{name}）", "请补上，群友要知道它管不管用"
                )


def _marks(file: KnowledgeFile, key: str, value: Any) -> Iterator[Finding]:
    """The signs of a Chinese sentence, which part and quote nothing for a program."""
    if key in _LISTS and isinstance(value, str) and _SEVERAL.search(value):
        what = f"{key} 写成了一段文字，只算一个"
        yield _at(file, key, "one-text", what, "几个的话请各写一行，前面是两个空格和「- 」")
    for text in value if isinstance(value, list) else [value]:
        if isinstance(text, str) and _CURLY.fullmatch(text):
            what = f"{key} 的「{text[0]}」是中文的引号，会算作文字"
            yield _at(file, key, "curly-quote", what, "请换成英文的引号，或者去掉")


def _written_twice(file: KnowledgeFile) -> Iterator[Finding]:
    """YAML takes the last of two values without a word."""
    seen: set[str] = set()
    for line, text in enumerate(head_lines(file), 1):
        if not (match := _KEY.match(text)):
            continue
        if match[1] in seen:
            yield on_page(
                file, line, "written-twice",
                f"{match[1]} 写了两次，只有后面这一处算数", "请只留一个",
            )  # fmt: skip
        seen.add(match[1])


def _code(file: KnowledgeFile) -> Iterator[Finding]:
    """Behind a fence that is not closed all of the page is code; what a word processor or an
    input method made of the signs of SQL fails for whoever copies it."""
    for fence in fences(file):
        if not fence.is_closed:
            yield on_page(
                file, fence.line, "open-fence",
                "代码块没有结束，后面的正文都成了代码", "请在代码后面补上一行 ```",
            )  # fmt: skip
        bare = _SQL_WORDS.sub(lambda words: "\n" * words[0].count("\n"), fence.code)
        if fence.info.startswith("sql") and (sign := _CHINESE_SIGN.search(bare)):
            yield on_page(
                file, fence.line + 1 + bare.count("\n", 0, sign.start()), "sql-sign",
                f"SQL 里的「{sign[0]}」是中文的，照抄会报错", "请换成英文的标点",
            )  # fmt: skip


def _slips(file: KnowledgeFile) -> Iterator[Finding]:
    """Headings that are none, and pictures, which no answer shows."""
    for line, text in prose_lines(file):
        if _PICTURE.search(text):
            yield on_page(
                file, line, "picture", "图片在群里看不到，回答里会略去",
                "请用文字写出图里的内容，或者写成链接：去掉 [ 前面的 !，地址用完整的网址",
            )  # fmt: skip
        if _GLUED.fullmatch(text):
            yield on_page(
                file, line, "heading", f"「{text}」的 # 后面少一个空格，不算标题", "请补上空格"
            )


def _links(file: KnowledgeFile, files: Collection[str]) -> Iterator[Finding]:
    for line, text in prose_lines(file):
        targets = [match[1] for match in _LINK.finditer(text)]
        if match := _REFERENCE.match(text):
            targets.append(match[1])
        for target in targets:
            if not _ELSEWHERE.match(target) and not _is_there(file, target, files):
                yield on_page(
                    file, line, "dead-link",
                    f"链接 {target} 指的文件不存在",
                    "请改成存在的页面，路径从这一页所在的文件夹算起",
                )  # fmt: skip


def _is_there(file: KnowledgeFile, target: str, files: Collection[str]) -> bool:
    """Pages are known by name; another file may be looked up, but not outside the folder."""
    path = unquote(re.split(r"[?#]", target, maxsplit=1)[0])
    if path.startswith("/"):
        return False
    wanted = posixpath.normpath(posixpath.join(posixpath.dirname(file.path), path))
    if wanted in files:
        return True
    return not wanted.startswith("..") and (file.root / wanted).is_file()


def _replays(file: KnowledgeFile) -> Iterator[Finding]:
    replays = file.meta.get("replays")
    for row, replay in enumerate(replays if isinstance(replays, list) else ()):
        if not (isinstance(replay, dict) and replay.get("label")):
            yield on_page(
                file, line_of(file, "replays", row), "replay-label",
                f"第 {row + 1} 条回放没有 label，群里只能叫它「回放 {row + 1}」",
                "请写上是哪一段，例如 label: 上午",
            )  # fmt: skip


def _is_text(value: Any) -> bool:
    return isinstance(value, str | int | float) and not isinstance(value, bool)


def _are_texts(value: Any) -> bool:
    return _is_text(value) or (isinstance(value, list) and all(map(_is_text, value)))


def _is_day(value: Any) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime)


def _is_url(value: Any) -> bool:
    return isinstance(value, str) and _URL.fullmatch(value) is not None


def _at(file: KnowledgeFile, key: str, rule: str, what: str, remedy: str) -> Finding:
    return on_page(file, line_of(file, key), rule, what, remedy)
