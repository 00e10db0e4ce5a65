"""Which talks of the salons a stretch of a message means, each with its place: by who gave it,
for which company, what it was about, its number, or the turn before; and what stands in a place
of a salon's order: its second talk, its last question."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from bot.events.reading.asking import Question
from bot.events.reading.message import read
from bot.events.reading.turns import kept
from bot.events.record.models import Salon, Talk
from bot.events.replies import joined, speaker, summary, talk_line
from bot.events.words.names import Kind
from bot.events.words.numbers import ITEM_UNITS, SALON_UNITS
from bot.events.words.vocabulary import Word
from bot.events.words.wording import tidy
from bot.expressions import Expression

# Words that may as well belong to the title of a talk.
MAY_BE_OF_TITLE = (
    Word.FILLER, Word.HOWTO, Word.PAGES, Word.HEADCOUNT, Word.OVERVIEW, Word.COMPARE, Word.VENUE,
    Word.MOST, Word.COMPANIES, Word.LIVE, Word.HOLD, Word.GIVE,
)  # fmt: skip
# With one of these and no talk named, 之后 is after a salon: 之后还来过吗.
_OF_SALONS = (Word.HOLD, Word.COME, Word.SALON, Word.DATE, Word.UPCOMING, Word.DISCUSSED)
_LEAST = 0.5
TALK_UNITS = "个位项讲名条"
ITEM = f"[{TALK_UNITS}]"
SPOKE = "(?:讲|说|聊|分享|演讲|介绍|做|搞|上台|上)"
_END = f"(?:第[一1]{ITEM}|头一?{ITEM}|最后一?{ITEM}|倒数第?[一1]{ITEM}?|压轴的?|打头阵?的?)"
_END += f"(?:{SPOKE}的?|讲师|嘉宾|议题|分享|环节)?"
PLACE = Expression(
    f"(?:是|排|在|安排|放)*(?:在|到)?第几{ITEM}?(?![{SALON_UNITS}章节大])|几号位"
    f"|是不是{_END}|是?{_END}(?=吗|么|吧|嘛)"
)
_INSIDE = Expression("之间|中间|当中|夹着")
_BETWEEN = Expression(
    f"(?P<one>.{{1,40}}?)(?:和|跟|与|、|(?<![签报迟])[到至])(?P<other>.{{1,40}}?)(?:{_INSIDE.pattern})"
)
PRECEDES = Expression(
    "(?:谁|哪(?:一?[个家位])?)(?:更|比较)?(?:先|在前|靠前|早|后|在后|靠后|晚)|谁先谁后|先后"
)
OF_TALK = Expression(
    "讲|议题|主题|题目|分享|演讲|谁|哪位|嘉宾|老师|上台|出场|环节|那场|topic|talk|那个(?=[完后前之下上排])"
)
_ONCE = Expression(f"(?P<surely>[以从]前|曾经?)?(?(surely)|之前)[^谁哪]{{0,10}}{SPOKE}过(?!程)")
HOW = Expression("怎么(?!样)|如何|咋(?!样)|怎样")
_SEVERAL = Expression("和|跟|与|、|都|几个")
_MAY_STAY = 4  # characters beside a name


@dataclass(frozen=True, slots=True)
class Place:
    """A talk where it stands; ``order`` counts from 1."""

    salon: Salon
    order: int

    @property
    def talk(self) -> Talk:
        return self.salon.talks[self.order - 1]

    def beside(self, step: int) -> Place | None:
        order = self.order + step
        return Place(self.salon, order) if 1 <= order <= len(self.salon.talks) else None


def between(text: str) -> re.Match[str] | None:
    """The two sides (``one``, ``other``) of what is asked to stand between."""
    return _BETWEEN.search(text) if _INSIDE.search(text) else None


def spoke_before(question: Question) -> bool:
    """王小明以前讲过吗: at another salon, and not earlier in the day."""
    said = _ONCE.search(question.text)
    return bool(said and (said["surely"] or question.named(Kind.PERSON)))


def part_of(question: Question, text: str) -> Question | None:
    """A stretch of the message as a question of its own in the same conversation."""
    reading = read(question.book, text, question.today)
    return replace(question, reading=reading) if reading else None


def sides_of(question: Question, match: re.Match[str]) -> list[Question | None]:
    """The two sides (``one``, ``other``) of a match, each as a question of its own."""
    return [part_of(question, match[side]) for side in ("one", "other")]


def places(question: Question) -> list[Place]:
    """The talks that are named; empty where none is, or where the model of the day has it
    and no salon is named."""
    scope = question.scope
    if scope.missing or scope.beyond:
        return []
    everywhere = list(_all(question))
    named = (scope.named and not question.companies) or question.has_salon_name
    within = [p for p in everywhere if p.salon in scope.salons] if named else everywhere
    if own := _of_speakers(question):
        found = [p for p in within if own & {s.name for s in p.talk.speakers}]
        alike = _about(question, found)
        left = sum(map(len, question.rest))
        return alike or (found if left <= _MAY_STAY else [])
    if forms := question.named(Kind.FORM):
        return [p for p in within if named and any(form in p.talk.title for form in forms)]
    if about := _about(question, within, elsewhere=not named):
        around = [p for p in about if p.salon in question.around]
        return about if named else around or about
    if question.rest:
        return []
    numbered = [o for o in question.reading.ordinals if o.unit and o.unit in ITEM_UNITS]
    salon = scope.single if named else question.spoken_of
    if numbered and salon:
        count = len(salon.talks)
        orders = [place_of(count, number) for number in numbered[0].numbers]
        return [Place(salon, order) for order in orders if 1 <= order <= count]
    return [] if named else _former(question, within)


def _all(question: Question) -> Iterator[Place]:
    for salon in question.book.salons:
        for order in range(1, len(salon.talks) + 1):
            yield Place(salon, order)


def _of_speakers(question: Question) -> set[str]:
    """The people that are named, and those who spoke for a company that is."""
    keys = question.named(Kind.PERSON)
    people = {p.name for p in question.book.people_of(keys)} | set(keys)
    companies = question.named(Kind.COMPANY)
    groups = question.book.companies_of(companies)
    return people | {name for group in groups for name in group.speakers}


def _about(question: Question, within: list[Place], *, elsewhere: bool = False) -> list[Place]:
    """Those of ``within`` that the unexplained words are about."""
    words = question.topic_words(MAY_BE_OF_TITLE)
    entries = question.book.topics.find(words, question.rest, _LEAST)
    if elsewhere and any(entry.item for entry in entries):
        return []
    several = question.says(_SEVERAL)
    best: dict[str, int] = {}
    for entry in entries:
        best.setdefault(entry.salon_id, entry.order)
    found = {(entry.salon_id, entry.order) for entry in entries} if several else set(best.items())
    return [p for p in within if (p.salon.id, p.order) in found]


def _former(question: Question, within: list[Place]) -> list[Place]:
    """The talk of the turn before, or what its speaker gave."""
    if question.matter not in ("talk", "person") or not question.is_clear:
        return []
    if question.has(*_OF_SALONS):
        return []  # 之后还来过吗
    title = question.topic.get("talk", "")
    names = set(kept(question.topic, "person"))
    here = [p for p in within if p.salon in question.around]
    if title:
        return [p for p in here if tidy(p.talk.title) == title]
    return [p for p in here if names & {s.name for s in p.talk.speakers}]


def nth_talks(salon: Salon, numbers: Iterable[int], *, of_speakers: bool) -> str:
    """The talks in these places; negative numbers count from the end. ``of_speakers``: a
    speaker is asked for, so that a place whose talk names none is told with the one in the
    same place among those that do."""
    parts = dict.fromkeys(_nth_talk(salon, number, of_speakers) for number in numbers)
    return joined(parts)


def place_of(count: int, number: int) -> int:
    """The place from 1; 0 or less, or more than ``count``, where there is none."""
    return number if number > 0 else count + number + 1


def _nth_talk(salon: Salon, number: int, of_speakers: bool) -> str:
    count = len(salon.talks)
    place = place_of(count, number)
    if not 1 <= place <= count:
        return f"一共只记了 {count} 个议题。"
    talk = salon.talks[place - 1]
    line = f"第 {place} 个议题：{talk_line(talk)}"
    if talk.speakers:
        return line
    named = [talk for talk in salon.talks if talk.speakers]
    among = place_of(len(named), number)
    other = ""
    if of_speakers and 1 <= among <= len(named):
        said = (
            f"第 {among} 个"
            if number > 0
            else "最后一个"
            if number == -1
            else f"倒数第 {-number} 个"
        )
        other = f"只算写了讲师名字的，{said}是：{talk_line(named[among - 1])}"
    return joined([line, "讲师没有记录。", other])


def nth_speakers(salon: Salon, numbers: Iterable[int]) -> str:
    """第三位讲师: the speakers in these places, among those whose names are written."""
    named = [(one, talk) for talk in salon.talks for one in talk.speakers]
    lines: dict[str, None] = {}
    for number in numbers:
        place = place_of(len(named), number)
        if not 1 <= place <= len(named):
            lines[f"写了名字的讲师一共 {len(named)} 位。"] = None
            continue
        one, talk = named[place - 1]
        lines[f"第 {place} 位讲师：{speaker(one)}，讲的是{talk.title}"] = None
    return joined(lines)


def talk_in(talks: Sequence[Talk], number: int) -> Talk | None:
    place = place_of(len(talks), number)
    return talks[place - 1] if 1 <= place <= len(talks) else None


def nth_question(salon: Salon, number: int) -> str:
    """The question of a debate in this place, with the first words of its answer."""
    count = len(salon.recaps)
    place = place_of(count, number)
    if not 1 <= place <= count:
        return f"一共只记了 {count} 个问题。"
    recap = salon.recaps[place - 1]
    return joined([f"第 {place} 个问题：{recap.title}", summary(recap.lead)])
