"""What the page of a person says of them beyond the fields that the record reads."""

from __future__ import annotations

from collections.abc import Sequence

from bot.events.book.topics import terms_of
from bot.events.reading.asking import Question
from bot.events.record.models import Person
from bot.events.words.vocabulary import Word
from bot.events.words.wording import tidy
from bot.expressions import Expression
from bot.pinyin import is_han

_LINKED = Expression(r"（?\[[^\]]*\]\([^)]*\)）?")
_RELATIVE = Expression(r"（?\[[^\]]*\]\((?!https?:)[^)]*\)）?")  # leads nowhere from a chat
_ASKS = Expression("什么|啥|谁|哪|几|多少|吗|么|没")
# 某某会讲跟谁的区别吗, 某某那场会提到移动对象吗
_COVERS = Expression(
    "(?:会不会|会|要|有没有|是否|是不是)(?:讲|提|说|谈|聊|涉及|介绍|包括|包含)(?:一下|一讲|到|及|过)?(?P<what>.{2,}?)"
    "(?:吗|么|不|没有?|嘛|吧|呢)?$"
)
_PART = Expression(r"(?m)^##+ ")
_HALF = 0.5
_FEW_TERMS = 2
_SHORT = 16  # characters


def said(question: Question, person: Person) -> list[str]:
    """某某拿过什么奖: the items that have half of what is left over, else those under a heading
    that has (某某得过啥荣誉); empty without a question."""
    if not (question.has(Word.EXISTS) or question.says(_ASKS)):
        return []
    wanted = {term for piece in question.rest for term in terms_of(piece)}

    def speaks_of_it(text: str) -> bool:
        return sum(term in tidy(text) for term in wanted) >= _HALF * max(len(wanted), 1)

    shown = [_RELATIVE.sub("", item) for item in _items(person)]
    if found := [item for item in shown if speaks_of_it(item)]:
        return found
    headed = (
        part for part in _PART.split(person.text)[1:] if speaks_of_it(part.partition("\n")[0])
    )
    return [_RELATIVE.sub("", item) for part in headed for item in _items_of(part)]


def covered(question: Question, person: Person) -> list[str]:
    """某某会讲跟谁的区别吗: what the page says of it; empty where it says nothing."""
    match = _COVERS.search(question.text)
    wanted = terms_of(match["what"]) if match else set()
    if not wanted:
        return []
    shown = [_RELATIVE.sub("", item) for item in _items(person)]
    return [s for s in shown if sum(t in tidy(s) for t in wanted) > _HALF * len(wanted)]


def told_of(question: Question, words: str) -> list[tuple[Person, str]]:
    """去O三大痛点是哪场讲的: the talks, on somebody's page, that tell of all the words."""
    wanted = terms_of(words)
    if len(wanted) < _FEW_TERMS:
        return []
    pairs = ((p, _RELATIVE.sub("", item)) for p in question.book.people for item in _items(p))
    return [
        (p, item) for p, item in pairs if "：" in item and all(t in tidy(item) for t in wanted)
    ]


def detailed(question: Question, people: Sequence[Person]) -> list[str]:
    """跟谁比有区别, 快多少倍, after somebody or their talk: the items that have all of the
    telling words; empty where another thing is asked."""
    reading = question.reading
    if len(people) != 1 or len(reading.text) > _SHORT or not _ASKS.search(reading.text):
        return []
    said = [(s.value, reading.text[s.start : s.end]) for s in reading.spans]
    told = [word for value, word in said if value is Word.HOWTO]
    told += [word for value, word in said if value is Word.PAGES and not _ASKS.search(word)]
    wanted = [*told, *question.rest] if question.rest or told else []
    if not wanted or not all(map(_is_telling, wanted)):
        return []
    items = [_RELATIVE.sub("", item) for item in _items(people[0])]
    return [item for item in items if all(word in tidy(item) for word in wanted)]


def _is_telling(word: str) -> bool:
    return all(map(is_han, word)) or len(word) > 1


def about(page: str, title: str) -> str:
    """「：去O的动力在哪」: what a person's page says behind the title of a talk."""
    items = (line for line in page.splitlines() if line.startswith("- "))
    line = next((item for item in items if title in item), "")
    _, mark, said = _LINKED.sub("", line.partition(title)[2]).partition("：")
    return f"：{said.strip()}" if mark and said.strip() else ""


def _items(person: Person) -> list[str]:
    return _items_of(person.text)


def _items_of(text: str) -> list[str]:
    return [line[2:] for line in text.splitlines() if line.startswith("- ")]
