"""The people of the turn before once more: at another salon, who they are, their colleagues."""

from __future__ import annotations

from collections.abc import Sequence

from bot.events.answers.people import person_page
from bot.events.answers.people.given_talks import about, card, introduced, talks_told
from bot.events.answers.people.who import (
    BY_SALON,
    OF_COMPANY,
    asks_whether_they_met,
    of_groups,
    of_people,
)
from bot.events.reading.asking import Question
from bot.events.reading.turns import kept, topic
from bot.events.record.models import Person
from bot.events.replies import SalonReply, bullets, joined, short_name
from bot.events.words.names import Kind
from bot.events.words.vocabulary import OF_TALKS, Word
from bot.expressions import Expression

_PRONOUN = Expression("[他她](?!们)|[两三四五2-5]次|这[位人]|[这那]个?(?:人|老师|嘉宾|讲师)")
_SOMEBODY = Expression("[他她](?!们)|这[位人]|那位")
_COLLEAGUES = Expression(
    "同(?:一?[个家])?(?:公司|单位)|同事"
    "|(?:(?:[他她这那]们?|该)(?:的|所在)?(?:一?家|公司|单位|企业|那边|那里)|(?:公司|单位)里?)"
    ".{0,3}(?:有|来|派).{0,3}(?:谁|哪|别人|人|其他|另)"
)
_THEIRS = Expression("[那这他她]们?家")
_OWN_COMPANY = Expression("[他她]的?(?:单位|公司|东家)(?:是|叫|在)*(?:哪里?|哪家|什么|啥)?呢?")
_WHO = Expression("那?(?:是|叫)?(?:谁|啥名字?|什么名字)(?:啊|呀|呢|来着|讲的)*")
_CAME = Expression("[来去到]过|参加|参会")
_SPOKE = Expression("讲|分享|演讲|上台|登台")


def answer(question: Question) -> SalonReply | None:
    """合肥讲的呢, 他是哪家的: the same person at another salon, or who it is."""
    people = _talked_about(question)
    if question.matter == "talk" and question.end and len(question.around) > 1:
        return None  # 最早呢: of the salons that had it
    if not people:
        return _nobody(question)
    of_company = question.says(OF_COMPANY) and question.says(_PRONOUN)  # 他是某家的吗
    if question.named(Kind.PERSON) or (question.companies and not of_company):
        return None
    if of_company or (len(people) > 1 and asks_whether_they_met(question)):
        return of_people(question, people)
    if not question.is_scoped and (lines := person_page.detailed(question, people)):
        return about(question, people, joined([f"**{introduced(people[0])}**", bullets(lines)]))
    if _asks_for_colleagues(question):
        return _colleagues(question, people)
    if not question.continues:
        return None
    if _OWN_COMPANY.fullmatch(question.text) or _WHO.fullmatch(question.text):
        return about(question, people, joined(map(card, people)))
    asks = question.has(Word.ROLE, Word.ORG) or _asks_for_talks(question)
    return of_people(question, people) if asks and not _is_of_salons(question) else None


def _nobody(question: Question) -> SalonReply | None:
    """他还讲过别的吗, of a salon whose speakers no page names."""
    salon = question.around[0] if len(question.around) == 1 else None
    asked = (
        question.says(_SOMEBODY) and question.continues and Word.SPEAKERS in question.former_words
    )
    if salon is None or salon.speakers or question.is_scoped or not asked:
        return None
    said = f"{short_name(salon)}的讲师名字没有记录，所以不知道是谁，也查不到还讲过什么。"
    return SalonReply(
        said, f"{short_name(salon)}：讲师", topic("salon", [salon], (Word.SPEAKERS,))
    )


def _talked_about(question: Question) -> list[Person]:
    """Of whom the turn before was; one of them, where the message counts: 第二个人讲的什么."""
    of_day = question.matter == "agenda" and question.has(Word.ORG)
    if question.matter not in ("person", "talk") and not of_day:
        return []
    people = question.book.people_of(kept(question.topic, "person"))
    orders = [o for o in question.reading.ordinals if o.unit in ("个", "位")]
    if len(people) > 1 and orders and 0 < (number := orders[0].numbers[0]) <= len(people):
        return people[number - 1 : number]
    return people


def _is_of_salons(question: Question) -> bool:
    """他公司来过几次, and 某地办过几次: salons are held, and not by a speaker."""
    text = question.text
    theirs = question.has(Word.COMPANIES) or _THEIRS.search(text)
    if theirs and question.has(Word.COME):
        return True
    given_there = question.has(*OF_TALKS, Word.SPEAKERS)
    return question.has(Word.HOLD) and not given_there and not _PRONOUN.search(text)


def _asks_for_talks(question: Question) -> bool:
    """他还讲过什么, 合肥讲的呢; not 他那场在哪办的, which is of the salon."""
    if (
        question.matter == "person"
        and question.has(Word.SPEAKERS)
        and not (question.is_scoped or question.asks_who_else or question.has(Word.REFERENCE))
    ):
        return True
    if question.has(Word.REFERENCE) and set(question.facts) - {Word.TELL, Word.SPEAKERS}:
        return False
    if question.matter == "talk" and question.reading.ordinals and not _is_of_person(question):
        return question.has(*OF_TALKS) and question.is_scoped  # 第一次是哪场, of a talk
    others = question.has(Word.BESIDES) and question.has(*OF_TALKS)
    if (others or _is_of_person(question)) and not question.asks_who_else:
        return True
    return question.is_scoped and (not question.facts or question.has(*OF_TALKS))


def _is_of_person(question: Question) -> bool:
    """讲过几次, 他去过哪; 哪期人最多 is of all salons."""
    pronoun = question.says(_PRONOUN)
    ranks = question.has(Word.MOST, Word.LEAST, Word.RANK, Word.TOP)
    if ranks and not question.has(*OF_TALKS):
        return pronoun
    if question.is_scoped or not (pronoun or question.matter == "person"):
        return False
    asked = (*OF_TALKS, Word.COUNT, Word.CITY, Word.PLACE, Word.WHICH)
    return question.has(*asked) and not question.has(*BY_SALON)


def _asks_for_colleagues(question: Question) -> bool:
    """他们家还有谁讲过; 他们公司去过哪几场 is of the company."""
    text = question.text
    came = _CAME.search(text) and not _SPOKE.search(text)
    return bool(_COLLEAGUES.search(text)) and not came and not question.is_scoped


def _colleagues(question: Question, people: Sequence[Person]) -> SalonReply | None:
    """All who spoke for the same companies, and that nobody else did where it is so."""
    own = {person.name for person in people}
    groups = [group for group in question.book.companies if own & set(group.speakers)]
    if not groups:
        return None
    if any(set(group.speakers) - own for group in groups):
        return of_groups(question, groups)
    companies = "、".join(group.key for group in groups)
    head = f"{companies}讲过的，记录里只有{'、'.join(person.name for person in people)}："
    told_ = joined([head, *(talks_told(question, person) for person in people)])
    return about(question, people, told_)
