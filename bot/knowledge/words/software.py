"""Other software that a question names, and whether a page deals with it.

How to run Kafka is no question for a page on PostgreSQL that mentions Kafka once. A page deals
with software that stands alone in its title, other names or headings, that it shows in code, or
that it names again and again.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping, Set
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from bot.expressions import Expression
from bot.knowledge.words.tokens import stem

_OWN = ("postgresql", stem("postgres"), "pg", "pgsql")
# The one name that is written in two words; postgresql server is ours.
_APART, _TOGETHER = Expression(r"(?<![a-z])sql server"), "sqlserver"
_COMES_BACK = 3  # times from which a page deals with what it names
_LATIN = Expression(r"[a-z][a-z0-9_.+#-]+")
_SHOWN = Expression(r"```.*?```|`[^`\n]+`", re.DOTALL)
_QUOTED = Expression(r'"[^"\n]*"')
_LIKENED = Expression(r"(?:像|类似|好比|仿照|模仿).{1,12}?(?:那样|那种|一样|似的|这样)")
_WAY = Expression(r"怎么|如何|怎样|咋|how to|how do|(?:配置|安装|部署|搭建|设置|调优|教程|步骤)$")
_TROUBLE = Expression(
    r"满了|占满|爆了|忘[了记]|报错|失败|不同步|连不上|起不来|启动不了|挂了|崩了|丢了|坏了|锁[了住表]"
)
_SETTING = Expression(
    r"设置?(?:成|为)?(?:多少|多大|几)|(?:多少|多大|几个?)(?:合适|合理|才对)|怎么定"
)
_LIKE = Expression(
    r"实现|对应|等[价同]|替[代换]|代替|换成|改[成写]|写法|[怎咋]么?[写用改]|how do i (?:write|do)"
)
# mysql 的 find_in_set: who names what another database has asks for its like; all have sql.
_THEIRS = Expression(
    r"([a-z0-9]+) ?的 ?((?!(?:sql|d[dm]l)(?![a-z0-9_]))[a-z][a-z0-9_]{2,})(?:\(\))?"
    r" ?(?:函数|语法|命令)?$"
)
_COMPARED = Expression(
    r"比|区别|差别|差异|不同|一样|支持|还是|迁|换|转|替代|代替|类似|对应|相当|同步|进来|过来|跟|和|与|这边|这儿|vs"
    r"|postgre|(?<![a-z])pg(?![a-z_])|pgsql|psql"
)


@dataclass(frozen=True, slots=True)
class Page:
    """What tells the subject of a page, normalised: ``names`` are title, other names and headings,
    ``text`` is the whole page, ``quoted`` the passage that would be shown."""

    names: tuple[str, ...]
    text: str
    quoted: str


def named(text: str, words: Iterable[str]) -> list[str]:
    """The other software in a normalised question with these words, sorted. What an error quotes
    is somebody's role or table: role "odoo" does not exist."""
    known, as_written = _lists(), _as_written()
    bare = _QUOTED.sub(" ", text)
    found = {
        word
        for word in words
        if word in as_written and (as_written[word] in bare or word not in text)
    }
    found.update(name for name in (*known["han"], _TOGETHER) if name in _spelled(text))
    return sorted(name for name in found if not is_likened(text, name))


def only_of(text: str, words: Iterable[str]) -> str:
    """The one piece of other software, as it is written, that a question is about, without a word
    of PostgreSQL or of comparing; else empty."""
    found = named(text, words)
    alone = len(found) == 1 and not _COMPARED.search(text)
    return _as_written().get(found[0], found[0]) if alone else ""


def is_subject_of(terms: Mapping[str, int], subjects: Container[int]) -> bool:
    """Whether PostgreSQL is among the terms that are the subject of a folder."""
    return any(terms.get(name) in subjects for name in _OWN)


def is_ours(words: Iterable[str]) -> bool:
    """Whether PostgreSQL is among the words of a question."""
    return any(word in _OWN for word in words)


def is_database(name: str) -> bool:
    return name in _lists()["databases"]


def is_likened(text: str, name: str) -> bool:
    """Whether it only serves as a comparison: 像 excel 公式那样."""
    return any(name in simile for simile in _LIKENED.findall(text))


def is_operated(names: Iterable[str], question: str) -> bool:
    """Whether a question asks how to do something with another database itself, or how to get it
    out of trouble: 怎么设置 es 的分片, mysql 忘记密码."""
    if not _lists()["databases"] >= set(names):
        return False
    trouble = _TROUBLE.search(question) and question.startswith(tuple(names))
    return bool(trouble) or _WAY.search(question) is not None


def is_setting(question: str) -> bool:
    """Whether a question asks which value something should have: kafka 分区数设多少."""
    return _SETTING.search(question) is not None


def is_topic(names: Iterable[str], question: str) -> bool:
    """Whether a question is about that software, and not about its equivalent in PostgreSQL: mysql
    binlog 满了怎么清, but not mysql 的 group_concat 怎么实现."""
    return question.startswith(tuple(names)) and not _LIKE.search(question)


def shown(text: str) -> list[str]:
    """The pieces of a text that are code."""
    return _SHOWN.findall(text)


def only_compared(name: str, question: str) -> bool:
    """Whether it is a database that the question compares with PostgreSQL, or migrates from."""
    return name in _lists()["databases"] and _COMPARED.search(question) is not None


def deals_with(page: Page, name: str, question: str) -> bool:
    """Whether a page is about a piece of software. Databases are compared all the time: for
    those it is enough to be named, where the question compares."""
    if any(is_called(title, name) for title in page.names):
        return True
    if name in _lists()["databases"]:
        names = _spelled("\n".join(page.names))
        compared = only_compared(name, question) and name in _spelled(page.quoted)
        theirs = _THEIRS.match(question)
        likened = theirs and theirs[1] == name and theirs[2] in _LATIN.findall(names)
        return name in names or compared or bool(likened)
    return any(name in part for part in shown(page.text)) or page.text.count(name) >= _COMES_BACK


def is_called(title: str, name: str) -> bool:
    """Is that piece of software what a title names, and nothing else beside it?"""
    title = _spelled(title)
    return name in title and not _is_list(title, name)


def _spelled(text: str) -> str:
    return _APART.sub(_TOGETHER, text)


def _is_list(title: str, name: str) -> bool:
    """Whether a title names other tools or databases besides; hikaricp is hikari."""
    lists = _lists()
    return any(
        not stem(word).startswith(name) and (word in lists["databases"] or word in lists["others"])
        for word in _LATIN.findall(title)
    )


def without_names(text: str) -> str:
    """A normalised text with other software left out."""
    known = _as_written()
    bare = _LATIN.sub(lambda word: " " if stem(word[0]) in known else word[0], text)
    for name in _lists()["han"]:
        bare = bare.replace(name, " ")
    return bare


def latin_names() -> list[str]:
    """The known software with Latin names, PostgreSQL too, as terms of the index."""
    return [*_OWN, *(name for name in _as_written() if name.isascii())]


@cache
def _as_written() -> Mapping[str, str]:
    """Names by their term, which lacks a plural's s: kubernetes, and windows, which is no
    window."""
    lists = _lists()
    return {stem(name): name for name in sorted(lists["databases"] | lists["others"])}


@cache
def _lists() -> Mapping[str, Set[str]]:
    text = files("bot.knowledge.words").joinpath("other_software.txt").read_text(encoding="utf-8")
    lists: dict[str, set[str]] = {"databases": set(), "others": set()}
    part = ""
    for line in text.splitlines():
        if line.endswith(":") and line[:-1] in lists:
            part = line[:-1]
        elif part and not line.startswith("#"):
            lists[part].update(line.split())
    return {**lists, "han": {name for name in lists["others"] if not name.isascii()}}
