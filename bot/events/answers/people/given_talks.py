"""What somebody talked about, at which salons, and who they are, as it is told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from bot.events.answers.people import person_page
from bot.events.answers.talk_places import place_of
from bot.events.book.topics import alike
from bot.events.reading.asking import Question
from bot.events.reading.turns import several, topic
from bot.events.record.models import Person, Salon
from bot.events.replies import SalonReply, bullets, headline, joined, short_name
from bot.events.words.numbers import SALON_UNITS, TIMES
from bot.events.words.vocabulary import Word
from bot.expressions import Expression

T = TypeVar("T")
_HOW_OFTEN = Expression(f"(?<![第哪])(?:几|多少)[{SALON_UNITS}]")


@dataclass(frozen=True, slots=True)
class _Given:
    """A talk that somebody gave; ``salon`` is None where only the model names it."""

    title: str
    salon: Salon | None


def given_by(question: Question, person: Person) -> list[_Given]:
    found = [
        _Given(talk.title, salon)
        for salon in question.book.salons
        for talk in salon.talks
        if any(s.name == person.name or s.name in person.aliases for s in talk.speakers)
    ]
    titles = {given.title for given in found}
    for salon_id, title in person.talks:
        if title not in titles:
            found.append(_Given(title, question.book.get(salon_id)))
    return found + [_Given(title, None) for title in person.template_talks]


def talks_told(question: Question, person: Person) -> str:
    """The talks of a person, at the named salons where there are any."""
    given = given_by(question, person)
    alike = {e.title for e in question.book.topics.find(question.topic_words(), question.rest)}
    given = [one for one in given if one.title in alike] or given
    name = introduced(person)
    if nth := nth_meant(question, [one for one in given if one.salon]):
        return _listed(name, nth, person.text)  # 某某第一次讲是在哪期
    scope = question.scope
    if scope.named and not scope.missing:
        here = [one for one in given if one.salon in scope.salons]
        if not here:
            where = "、".join(map(short_name, scope.salons))
            others = joined([f"{where}没有记录{person.name}的分享。", _listed(name, given)])
            return others if given else f"{where}没有记录{person.name}的分享。"
        given = here
    if not given:
        return f"{name}：没有记录到分享的题目。"
    markdown = _listed(name, given, person.text)
    if len(given) == 1 and _asks_for_others(question):
        markdown = _only_one(person, markdown)
    there = {one.salon.id for one in given if one.salon and one.salon not in question.ahead}
    counted = there and question.says(_HOW_OFTEN) and not question.companies
    head = f"各期记录里讲过 {len(there)} 期。" if counted else ""
    return joined([head, markdown, _of_same_subject(question, given)])


def nth_meant(question: Question, every: Sequence[T]) -> list[T]:
    """第一次, 最后一次 of what somebody gave, or of where; empty where no place is said."""
    listed = TIMES + "个篇" if question.matter == "person" else TIMES  # 第二个是哪场讲的
    times = [o for o in question.reading.ordinals if o.unit and o.unit in listed]
    nth = times[0].numbers[0] if times else question.end
    at = place_of(len(every), nth) if nth and not question.has_salon_name else 0
    return [every[at - 1]] if 1 <= at <= len(every) else []


def all_talks_told(question: Question, person: Person) -> str:
    """讲列存的那个老师还讲过什么: whatever the message names is only one of them."""
    given = given_by(question, person)
    markdown = _listed(introduced(person), given, person.text)
    return _only_one(person, markdown) if len(given) == 1 else markdown


def _only_one(person: Person, markdown: str) -> str:
    return joined([f"记录里{person.name}没有别的分享，只有这一个：", markdown])


def _asks_for_others(question: Question) -> bool:
    """他还讲过别的吗; not of a company or a salon."""
    others = question.has(Word.BESIDES) and not question.is_scoped and not question.companies
    return others and not question.asks_who_else


def met(question: Question, people: Sequence[Person]) -> str:
    """某某和某某同台过吗, 都讲过的是哪场: the salons where all of them spoke, with their talks."""
    given = {person: given_by(question, person) for person in people}
    where = [{one.salon.id for one in own if one.salon} for own in given.values()]
    together = [s for s in question.book.salons if all(s.id in ids for ids in where)]
    names = "和".join(person.name for person in people)
    if not together:
        apart = [_listed(introduced(person), own) for person, own in given.items()]
        return joined([f"记录里{names}没有在同一期讲过。", *apart])
    asks_if = question.has(Word.EXISTS) and not question.has(Word.WHICH)
    lines = [f"{'是的，' if asks_if else ''}{names}都讲过的有 {len(together)} 期："]
    for salon in together:
        own = [f"{p.name}：{one.title}" for p in people for one in given[p] if one.salon is salon]
        lines += [f"**{headline(salon)}**", bullets(own)]
    return joined(lines)


def compared(question: Question, people: Sequence[Person]) -> str:
    """某某和某某谁讲得多: how many talks each has in the record and in the model."""
    counts = {
        person.name: Counter(one.salon is not None for one in given_by(question, person))
        for person in people
    }
    lines = [
        f"{name}：各期记录里 {n[True]} 个" + (f"，模板里 {n[False]} 个" if n[False] else "")
        for name, n in counts.items()
    ]
    totals = {name: n.total() for name, n in counts.items()}
    most = [name for name, number in totals.items() if number == max(totals.values())]
    alike = len(most) == len(totals)
    verdict = "一样多" if alike else f"{'、'.join(most)}讲得多"
    return joined([f"{verdict}：", bullets(lines)])


def _of_same_subject(question: Question, given: Sequence[_Given]) -> str:
    """Where salons had what stands only in the model under this name: 哪期讲过."""
    asks = question.has(Word.WHICH, Word.COUNT, Word.PLACE, Word.CITY, Word.DATE)
    if not asks or question.scope.named or any(one.salon for one in given):
        return ""
    names = "、".join(
        short_name(salon)
        for salon in question.book.salons
        if any(alike(talk.title, one.title) for talk in salon.talks for one in given)
    )
    return f"各期的议题里，{names}有同类的题目，当期没有写讲师。" if names else ""


def _listed(name: str, given: Iterable[_Given], page: str = "") -> str:
    """``page``: the person's own page, which may say of a talk what it was about."""
    at_salons: list[str] = []
    in_model: list[str] = []
    for one in given:
        about = person_page.about(page, one.title)
        if one.salon:
            at_salons.append(f"{one.title}（{headline(one.salon)}）{about}")
        else:
            in_model.append(one.title + about)
    parts = [f"**{name}**", bullets(at_salons)]
    if in_model:
        parts.append("沙龙模板里写在这个名字下的题目（不是某一期的当期记录）：")
        parts.append(bullets(in_model))
    return joined(parts)


def introduced(person: Person) -> str:
    about = "、".join((*person.roles[:1], *person.orgs[:1]))
    return f"{_called(person)}，{about}" if about else _called(person)


def _called(person: Person) -> str:
    # 中兴讲师 says who somebody is, and is no name of theirs.
    alias = next((a for a in person.aliases if len(a) <= 4 and not a.endswith("讲师")), "")
    return f"{person.name}（{alias}）" if alias else person.name


def card(person: Person) -> str:
    lines = [f"身份：{'、'.join(person.roles)}"] if person.roles else []
    if person.orgs:
        lines.append(f"单位：{'、'.join(person.orgs)}")
    titles = [title for _, title in person.talks] + list(person.template_talks)
    if titles:
        lines.append(f"分享过：{'；'.join(titles)}")
    return joined([f"**{_called(person)}**", bullets(lines) or "身份和单位没有记录。"])


def about(question: Question, people: Sequence[Person], markdown: str) -> SalonReply:
    """A reply on these people, which the next message may go on with."""
    salons = dict.fromkeys(
        one.salon for person in people for one in given_by(question, person) if one.salon
    )
    within = [
        salon for salon in salons if not question.is_scoped or salon in question.scope.salons
    ]
    names = several(person.name for person in people)
    return SalonReply(markdown, f"讲师：{people[0].name}", topic("person", within, person=names))
