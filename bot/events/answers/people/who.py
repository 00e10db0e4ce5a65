"""Who somebody is and what they talked about; and who spoke for a company."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.events.answers.agenda.notes import line
from bot.events.answers.asked_facts import asked_words, items_named
from bot.events.answers.people import person_page, speaker_lists
from bot.events.answers.people.described import ASKS_IF_IT_IS, by_description, yes_or_no
from bot.events.answers.people.given_talks import (
    about,
    all_talks_told,
    card,
    compared,
    given_by,
    introduced,
    met,
    nth_meant,
    talks_told,
)
from bot.events.answers.telling import told
from bot.events.book.companies import CompanyGroup
from bot.events.book.topics import Entry
from bot.events.reading.asking import Question
from bot.events.reading.turns import kept, topic
from bot.events.record.models import Person
from bot.events.replies import SalonReply, bullets, joined, short_name
from bot.events.words.names import Kind
from bot.events.words.vocabulary import Word
from bot.expressions import Expression

_TALKS = (Word.TELL, Word.TALKS, Word.GIVE, Word.SPEAKERS, Word.WHICH, Word.COUNT, Word.EXISTS,
          Word.LISTING, Word.COME, Word.PLACE, Word.CITY)  # fmt: skip
_GARNISH = 4  # characters that may stay unexplained where a talk is surely asked for
_TOGETHER = Expression(
    "同[台场框]|同一?个?[期场次届站天]|一[起块同]|碰过?[面头]|(?:是|在)一[期场次]|(?<!哪)一[期场次]的?吗"
)
# 某某是某家的吗
OF_COMPANY = Expression(
    "是.{1,12}(?:的|家的?|人|员工)(?:吗|么|吧|不)|(?:什么|啥)关系|(?:属于|来自)"
)
_SAME_COMPANY = Expression("(?:同一?|一)[个家]?(?:公司|单位|企业|家)的?")
_WHO_MORE = Expression(
    "(?:谁|哪[个位])的?.{0,4}[讲分享]{1,2}.{0,4}(?:多|少)|谁的?(?:议题|分享|题目)(?:数|更)*(?:多|少)"
)
_THEIR_OTHERS = Expression(
    "(?:那个?|的).{0,3}(?:人|老师|讲师|嘉宾|位)(?:都|也|后来|以前)*(?:还|又|另外)(?:都|在哪)?(?:讲|分享)"
)
_SELF = (Word.ROLE, Word.ORG, Word.OVERVIEW, Word.WHO)
_ELSEWHERE = (Word.CLOCK, Word.DURATION, Word.HOWTO, Word.PAGES, Word.TRAINING, Word.PRIVATE)
# Of these a salon is asked, also where a speaker says which.
BY_SALON = (
    Word.REPLAYS, Word.SIGNUPS, Word.HEADCOUNT, Word.DATE, Word.SPONSOR, Word.ATTENDANCE,
    Word.VENUE, Word.ADDRESS, Word.CAPTAINS, Word.WINNER, Word.TEAMS, Word.RECAP, Word.IMAGES,
)  # fmt: skip


def answer(question: Question) -> SalonReply | None:
    """X讲过什么, X是谁, X在上海讲了啥, 某公司有谁讲过."""
    if listed := speaker_lists.unsigned_talks(question) or speaker_lists.of_place(question):
        return listed
    if (people := people_named(question)) and (page := _of_page(question, people)):
        return page
    if question.has(Word.BESIDES) and question.has(Word.MOST, Word.LEAST):
        return None  # 除了某某谁讲得最多: of the others
    elsewhere = [word for word in _ELSEWHERE if question.has(word)]
    # 「某某讲怎么选型那场有回放吗」: the words stand in what the talk is about.
    titled = question.has(*BY_SALON)
    titled = titled and question.has(Word.GIVE, Word.TELL, Word.REPLAYS)
    if set(elsewhere) - ({Word.HOWTO, Word.PAGES} if titled else set()):
        return None
    if question.has(Word.BESIDES) or (question.companies and speaker_lists.leaves_out(question)):
        if people and question.asks_who_else and (others := speaker_lists.others_there(question)):
            return others
        if people and question.has(Word.REFERENCE) and question.asks_who_else:
            return _salon_facts(question, people)  # 某某那场还有谁讲
        return speaker_lists.besides(question)
    if described := by_description(question, people):
        return described
    if people:
        return of_people(question, people)
    if question.matter == "company" and question.continues and (them := _of_company(question)):
        return them
    spoke = question.has(Word.SPEAKERS, Word.TELL, Word.TALKS, Word.GIVE, Word.WHO, Word.ROLE)
    spoke = spoke or (bool(question.companies) and "谁" in question.text)
    came = question.has(Word.COME, Word.COMPANIES) and not question.has(
        Word.GIVE, Word.TELL, Word.SPEAKERS
    )
    if came and len(question.companies) > 1:
        return None  # 某家和某家谁来得多
    if spoke and (question.companies or _guessed(question)):
        return _of_companies(question)
    return None


def _of_page(question: Question, people: Sequence[Person]) -> SalonReply | None:
    """What a person's page says to a yes or no: who is in a list, what is told of a subject."""
    one = people[0]
    if len(people) > 1 or question.has(Word.PRIVATE):
        return None
    if listed := speaker_lists.listed_in(question, one):
        return about(question, people, joined([listed, talks_told(question, one)]))
    if items := person_page.covered(question, one):
        return about(question, people, joined(["会讲到，资料里写的是：", bullets(items)]))
    return None


def _of_company(question: Question) -> SalonReply | None:
    """他们有人讲过吗, after a company."""
    asks = question.has(Word.SPEAKERS, Word.GIVE, Word.TELL)
    if not asks or question.companies or question.is_scoped:
        return None
    groups = question.book.companies_of(kept(question.topic, "company"))
    return of_groups(question, groups) if groups else None


def people_named(question: Question) -> list[Person]:
    """The people that are named; by their role only where nobody is named."""
    keys = question.named(Kind.PERSON) or question.named(Kind.ROLE)
    return question.book.people_of(keys)


def of_people(question: Question, people: Sequence[Person]) -> SalonReply | None:
    """What is asked of these people, named or spoken of before."""
    if len(people) > 1 and asks_whether_they_met(question):
        return about(question, people, met(question, people))
    if len(people) > 1 and question.says(_WHO_MORE) and not question.facts[1:]:
        return about(question, people, compared(question, people))
    left = sum(map(len, question.rest))
    asked_of_page = not question.has(*BY_SALON, *_TALKS[:4])
    if (
        left
        and len(people) == 1
        and asked_of_page
        and (lines := person_page.said(question, people[0]))
    ):
        return about(question, people, joined([f"**{introduced(people[0])}**", bullets(lines)]))
    of_talks = question.has(
        Word.TELL, Word.SPEAKERS, Word.WHICH, Word.TALKS, Word.GIVE, Word.REPLAYS
    )
    if left > (_GARNISH if of_talks else 0) and not _names_that_one(question):
        return None
    if left and question.has(Word.GIVE) and question.says(ASKS_IF_IT_IS):
        return None  # 讲某题的是某某吧: of the talk
    # 某某那期有哪些人讲, 某某那场第一个议题: of all who spoke there.
    asked = question.has(Word.SPEAKERS, Word.COMPANIES) or items_named(question)
    others = question.has(Word.REFERENCE) and asked
    if len(people) > 1 and question.says(_SAME_COMPANY):
        return about(
            question, people, joined([_same_company(question, people), *map(card, people)])
        )
    if question.companies and question.says(OF_COMPANY):
        return _whether_of_company(question, people)
    if question.has(*BY_SALON) or (others and not question.is_scoped):
        return _salon_facts(question, people)
    if question.named(Kind.ROLE) and question.has(*_SELF) and not question.named(Kind.PERSON):
        return about(question, people, joined(map(card, people)))
    if question.has(Word.ROLE, Word.ORG):
        cards = [card(person) for person in people]
        if question.has(Word.GIVE, Word.TELL, Word.WHICH, Word.PLACE, Word.CITY, Word.DATE):
            cards += [talks_told(question, person) for person in people]
        return about(question, people, joined(cards))
    if question.has(*_TALKS) or question.is_scoped:
        return about(question, people, joined(talks_told(question, person) for person in people))
    if question.matter == "person" and question.continues:
        return about(question, people, joined(talks_told(question, person) for person in people))
    return about(question, people, joined(map(card, people)))


def asks_whether_they_met(question: Question) -> bool:
    """某某和某某同台过吗; not what each of them told there, nor at a salon that is named."""
    text = question.text
    apart = question.is_scoped or question.has(Word.TELL, Word.TALKS, *BY_SALON)
    both = question.has(Word.WHICH) and "都" in text and "分别" not in text
    said = "".join(match[0] for match in _TOGETHER.finditer(text))
    left = [piece for piece in question.rest if piece not in said]
    return not apart and not left and bool(both or said)


def _same_company(question: Question, people: Sequence[Person]) -> str:
    names = {person.name for person in people}
    same = any(names <= set(group.speakers) for group in question.book.companies)
    return yes_or_no(question, same)


def _whether_of_company(question: Question, people: Sequence[Person]) -> SalonReply:
    """某某是某家的吗: yes or no, and who they are."""
    own = speaker_lists.speakers_for(question.book, question.companies)
    verdict = yes_or_no(question, all(person.name in own for person in people))
    return about(question, people, joined([verdict, *map(card, people)]))


def _names_that_one(question: Question) -> bool:
    """「某某那场讲缓存的有没有录像」: the salon is meant that they spoke at, however the rest
    describes it."""
    spans = question.reading.spans
    ends = {s.end for s in spans if any(name.kind is Kind.PERSON for name in s.names)}
    that = any(s.value is Word.REFERENCE and s.start in ends for s in spans)
    return that and question.has(*BY_SALON)


def _of_companies(question: Question) -> SalonReply | None:
    """The speakers of a company and their talks."""
    if question.companies and sum(map(len, question.rest)) > _GARNISH:
        return None
    keys = question.companies or _guessed(question)
    return of_groups(question, question.book.companies_of(keys))


def of_groups(question: Question, groups: Sequence[CompanyGroup]) -> SalonReply | None:
    """Who spoke for these companies, and what about."""
    names = dict.fromkeys(name for group in groups for name in group.speakers)
    people = question.book.people_of(names)
    if people and question.has(*BY_SALON):
        return _salon_facts(question, people)
    if people := _of_subject(question, people) or people:
        told_ = [talks_told(question, person) for person in people]
        named = "、".join(group.key for group in groups)
        head = f"{named}讲过的有 {len(people)} 位：" if question.has(Word.COUNT) else ""
        return about(question, people, joined([head, *told_]))
    if not question.companies and question.matter != "company":
        return None
    named = "、".join(group.key for group in groups)
    theirs = speaker_lists.speakers_for(question.book, [group.key for group in groups])
    alike = [person for person in question.book.people if person.name in theirs]
    if alike and question.is_scoped:
        where = "、".join(map(short_name, question.scope.salons))
        return SalonReply(f"{where}没有记录{named}的讲师。", f"{named}的讲师", topic("company"))
    if alike:  # 阿里云 beside 阿里
        number = f" {len(alike)} 位" if question.has(Word.COUNT) else ""
        head = f"没有单位写作{named}的讲师，单位名字相近的有{number}："
        return about(question, alike, joined([head, bullets(map(introduced, alike))]))
    return SalonReply(f"记录里没有{named}的讲师。", f"{named}的讲师", topic("company"))


def _of_subject(question: Question, people: Sequence[Person]) -> list[Person]:
    """某家的谁讲过内核: those of them with a talk on what is left over."""
    found = question.book.topics.find(question.topic_words())
    titles = {entry.title for entry in found} if question.rest else set()
    return [p for p in people if any(one.title in titles for one in given_by(question, p))]


def _salon_facts(question: Question, people: Sequence[Person]) -> SalonReply | None:
    """周飞那场有回放吗: facts of the salons where they spoke."""
    every = [one.salon for person in people for one in given_by(question, person)]
    given = [salon for salon in dict.fromkeys(every) if salon]
    within = question.scope.salons if question.is_scoped else question.book.salons
    salons = nth_meant(question, given) or [salon for salon in given if salon in within]
    if salons:
        words = asked_words(question)
        of_talk = [word for word in words if word in (Word.TELL, Word.TALKS)]
        if of_talk and len(of_talk) < len(words) and not question.has(Word.REFERENCE):
            # 某某讲了什么，有回放吗: the talk is theirs, the rest the salon's.
            rest = told(question, salons, [word for word in words if word not in of_talk])
            spoke = [talks_told(question, person) for person in people]
            return replace(rest, markdown=joined([*spoke, rest.markdown]))
        return told(question, salons, words)
    if question.rest or question.has(Word.OVERVIEW):
        return None  # 某某的自我介绍在哪看
    if given:  # at others than those that are named
        return about(question, people, joined(talks_told(question, one) for one in people))
    names = "、".join(person.name for person in people)
    markdown = f"{names}在各期的当期记录里没有写到，所以说不出是哪一场。"
    own = {person.name for person in people}
    items = [i for i in question.book.agenda.items if own & {s.name for s in i.speakers}]
    if question.has(Word.DATE) and items:  # 某某啥时候上台
        markdown += "沙龙模板里（没有写日期）排在："
        return about(question, people, joined([markdown, bullets(map(line, items))]))
    return about(question, people, joined([markdown, *map(card, people)]))


def _guessed(question: Question) -> list[str]:
    """A company by a part of its name, where that is all that is left unexplained."""
    if len(question.rest) != 1 or not question.has(Word.COME, Word.SPEAKERS, Word.ROLE, Word.WHO):
        return []
    names = question.book.names.guess(question.rest[0], Kind.COMPANY)
    return [name.key for name in names] if len(names) == 1 else []


def their_others(question: Question, entries: Sequence[Entry]) -> SalonReply | None:
    """讲列存的那个老师还讲过什么: all that the speakers of these talks told."""
    if not question.says(_THEIR_OTHERS) or question.asks_who_else:
        return None
    names = dict.fromkeys(s.name for entry in entries for s in entry.speakers)
    people = question.book.people_of(names)
    if not people:
        return None
    return about(question, people, joined(all_talks_told(question, one) for one in people))
