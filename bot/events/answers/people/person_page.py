"""What the page of a person says of them beyond the fields that the record reads; and that their
private life is not ours to tell, nor how to reach them but where that page says it."""

from __future__ import annotations

from collections.abc import Sequence, Set

from bot.events.book.topics import terms_of
from bot.events.reading.asking import Question
from bot.events.reading.turns import kept, topic
from bot.events.record.models import Person
from bot.events.replies import SalonReply, bullets, joined
from bot.events.words.names import Kind
from bot.events.words.vocabulary import Word
from bot.events.words.wording import ASKS_OPENLY, tidy
from bot.expressions import Expression
from bot.pinyin import is_han

_LINKED = Expression(r"（?\[[^\]]*\]\([^)]*\)）?")
_RELATIVE = Expression(r"（?\[[^\]]*\]\((?!https?:)[^)]*\)）?")
_ASKS = Expression(f"{ASKS_OPENLY}|吗|么|没")
# 某某会讲跟谁的区别吗, 某某那场会提到移动对象吗
_COVERS = Expression(
    "(?:会不会|会|要|有没有|是否|是不是)(?:讲|提|说|谈|聊|涉及|介绍|包括|包含)(?:一下|一讲|到|及|过)?(?P<what>.{2,}?)"
    "(?:吗|么|不|没有?|嘛|吧|呢)?$"
)
_PART = Expression(r"(?m)^##+ ")
_HALF = 0.5
_FEW_TERMS = 2
_SHORT = 16  # characters
_ABOUT_PEOPLE = (
    Word.SPEAKERS, Word.SIGNUPS, Word.COMPANIES, Word.CAPTAINS, Word.COME,
)  # fmt: skip
_TRAITS = Expression("[女男]|性别")
_GUESTS = Expression("[女男](?:讲师|嘉宾|老师)")
_PUBLISHED = ("微信", "邮箱", "邮件", "电话")


def said(question: Question, person: Person) -> list[str]:
    """某某拿过什么奖: the items that have half of what is left over, else those under a heading
    that has (某某得过啥荣誉); empty without a question."""
    if not (question.has(Word.EXISTS) or question.says(_ASKS)):
        return []
    wanted = {term for piece in question.rest for term in terms_of(piece)}
    if found := [item for item in _items(person.text) if _share(wanted, item) >= _HALF]:
        return found
    parts = _PART.split(person.text)[1:]
    headed = [part for part in parts if _share(wanted, part.partition("\n")[0]) >= _HALF]
    return [item for part in headed for item in _items(part)]


def covered(question: Question, person: Person) -> list[str]:
    """某某会讲跟谁的区别吗: what the page says of it; empty where it says nothing."""
    match = _COVERS.search(question.text)
    wanted = terms_of(match["what"]) if match else set()
    return [item for item in _items(person.text) if _share(wanted, item) > _HALF]


def told_of(question: Question, words: str) -> list[tuple[Person, str]]:
    """去O三大痛点是哪场讲的: the talks, on somebody's page, that tell of all the words."""
    wanted = terms_of(words)
    if len(wanted) < _FEW_TERMS:
        return []
    pairs = ((p, item) for p in question.book.people for item in _items(p.text))
    return [(p, item) for p, item in pairs if "：" in item and _share(wanted, item) == 1]


def detailed(question: Question, people: Sequence[Person]) -> list[str]:
    """跟谁比有区别, 快多少倍, after somebody or their talk: the items that have all of the
    telling words; empty where another thing is asked."""
    reading = question.reading
    if len(people) != 1 or len(reading.text) > _SHORT or not _ASKS.search(reading.text):
        return []
    told = reading.said(Word.HOWTO)
    told += [word for word in reading.said(Word.PAGES) if not _ASKS.search(word)]
    wanted = {*told, *question.rest}
    if not all(len(word) > 1 or is_han(word) for word in wanted):
        return []
    return [item for item in _items(people[0].text) if _share(wanted, item) == 1]


def _share(wanted: Set[str], text: str) -> float:
    """How much of what is wanted, if anything, stands in the text."""
    plain = tidy(text)
    return sum(word in plain for word in wanted) / max(len(wanted), 1)


def about(page: str, title: str) -> str:
    """「：去O的动力在哪」: what a person's page says behind the title of a talk."""
    items = (line for line in page.splitlines() if line.startswith("- "))
    line = next((item for item in items if title in item), "")
    _, mark, said = _LINKED.sub("", line.partition(title)[2]).partition("：")
    return f"：{said.strip()}" if mark and said.strip() else ""


def _items(text: str) -> list[str]:
    """The list items of a page, without what leads nowhere from a chat."""
    lines = (line for line in text.splitlines() if line.startswith("- "))
    return [_RELATIVE.sub("", line[2:]) for line in lines]


def _published(people: Sequence[Person], asked: Sequence[str]) -> SalonReply | None:
    """The way to reach somebody that their own page gives with a link."""
    for person in people:
        lines = [
            line.lstrip("- ").strip()
            for line in person.text.splitlines()
            if "](" in line and any(word in line.partition("](")[0] for word in asked)
        ]
        if lines:
            head = f"{person.name}公开的联系方式，记录里只有这些，没有写号码："
            return SalonReply(
                joined([head, bullets(lines)]), f"联系{person.name}"[:30], topic("private")
            )
    return None


def private(question: Question) -> SalonReply | None:
    """Refuses, unless the record itself publishes what is asked of this person."""
    if not question.has(Word.PRIVATE):
        return None
    names = question.named(Kind.PERSON, Kind.ROLE)
    if question.continues and question.matter == "person":
        names = names or kept(question.topic, "person")  # 微信, after who somebody is
    of_guests = question.has(*_ABOUT_PEOPLE) or question.says(_TRAITS)
    if not names and not (of_guests and question.is_nearly_clear):
        return None
    surely = question.has(*_ABOUT_PEOPLE) or question.says(_GUESTS) or question.is_strong
    if not names and not surely:
        return None  # 有没有女生, of anything
    people = question.book.people_of(names)
    asked = [word for word in _PUBLISHED if word in question.text]
    if published := _published(people, asked):
        return published
    if any(word in person.text for person in people for word in asked):
        return None
    who = "、".join(names) or "参会者和讲师"
    markdown = f"{who}的联系方式和个人情况属于私人信息，沙龙记录里没有，我也不提供。"
    return SalonReply(markdown, "不提供个人信息", topic("private"), refused=True)
