"""Who somebody is and what they talked about; and who spoke for a company."""

from __future__ import annotations

from collections.abc import Sequence

from bot.events.answers import person_page, speaker_lists
from bot.events.answers.agenda_notes import line
from bot.events.answers.given_talks import card, given_by, introduced, talks_told
from bot.events.answers.telling import asked_words, told
from bot.events.asking import Question
from bot.events.companies import CompanyGroup
from bot.events.models import Person
from bot.events.names import Kind
from bot.events.replies import SalonReply, bullets, joined
from bot.events.turns import topic
from bot.events.vocabulary import Word
from bot.expressions import Expression

_TALKS = (Word.TELL, Word.TALKS, Word.GIVE, Word.SPEAKERS, Word.WHICH, Word.COUNT, Word.EXISTS,
          Word.LISTING, Word.COME, Word.PLACE, Word.CITY)  # fmt: skip
_GARNISH = 4  # characters that may stay unexplained where a talk is surely asked for
_PRONOUN = Expression("[他她](?!们)|[两三四五2-5]次|这[位人]|[这那]个?(?:人|老师|嘉宾|讲师)")
_COLLEAGUES = Expression(
    "同(?:一?[个家])?(?:公司|单位)|同事"
    "|(?:(?:[他她这那]们?|该)(?:的|所在)?(?:一?家|公司|单位|企业|那边|那里)|(?:公司|单位)里?)"
    ".{0,3}(?:有|来|派).{0,3}(?:谁|哪|别人|人|其他|另)"
)
_THEIRS = Expression("[那这他她]们?家")
_OWN_COMPANY = Expression("[他她]的?(?:单位|公司|东家)(?:是|叫|在)*(?:哪里?|哪家|什么|啥)?呢?")
_CAME = Expression("[来去到]过|参加|参会")
_SPOKE = Expression("讲|分享|演讲|上台|登台")
_FAMILY = Expression("姓(?![的名氏啥什哪么])([\u3400-\u9fff])")
_SELF = (Word.ROLE, Word.ORG, Word.OVERVIEW, Word.WHO)
_ELSEWHERE = (Word.CLOCK, Word.DURATION, Word.HOWTO, Word.PAGES, Word.TRAINING, Word.PRIVATE)
_BY_SALON = (
    Word.REPLAYS, Word.SIGNUPS, Word.HEADCOUNT, Word.DATE, Word.SPONSOR, Word.ATTENDANCE,
    Word.VENUE, Word.ADDRESS, Word.CAPTAINS, Word.WINNER, Word.TEAMS, Word.RECAP, Word.IMAGES,
)  # fmt: skip


def answer(question: Question) -> SalonReply | None:
    """X讲过什么, X是谁, X在上海讲了啥, 某公司有谁讲过."""
    if (people := _people(question)) and (page := _of_page(question, people)):
        return page
    elsewhere = [word for word in _ELSEWHERE if question.has(word)]
    # 「某某讲怎么选型那场有回放吗」: the words stand in what the talk is about.
    titled = question.has(*_BY_SALON)
    titled = titled and question.has(Word.GIVE, Word.TELL, Word.REPLAYS)
    if set(elsewhere) - ({Word.HOWTO, Word.PAGES} if titled else set()):
        return None
    if question.has(Word.BESIDES):
        if people and question.has(Word.REFERENCE) and question.asks_who_else:
            return _salon_facts(question, people)  # 某某那场还有谁讲
        return speaker_lists.besides(question)
    if not people and (family := _of_family(question)):
        return family
    if people:
        return _of_people(question, people)
    if question.matter == "company" and question.continues and (them := _of_former(question)):
        return them
    spoke = question.has(Word.SPEAKERS, Word.TELL, Word.TALKS, Word.GIVE, Word.WHO, Word.ROLE)
    spoke = spoke or (bool(question.companies) and "谁" in question.reading.text)
    if spoke and (question.companies or _guessed(question)):
        return _of_companies(question)
    return None


def _of_page(question: Question, people: Sequence[Person]) -> SalonReply | None:
    """What a person's page says to a yes or no: who is in a list, what is told of a subject."""
    one = people[0]
    if len(people) > 1 or question.has(Word.PRIVATE):
        return None
    if listed := speaker_lists.listed_in(question, one):
        return _reply(question, people, joined([listed, talks_told(question, one)]))
    if items := person_page.covered(question, one):
        return _reply(question, people, joined(["会讲到，资料里写的是：", bullets(items)]))
    return None


def _of_family(question: Question) -> SalonReply | None:
    """姓赵的讲师有几个: those of that name, or that there is none."""
    match = _FAMILY.search(question.reading.text)
    if match is None or not question.has(Word.SPEAKERS, Word.GIVE, Word.WHO, Word.TELL):
        return None
    if question.book.topics.find(question.topic_words(), question.rest):
        return None  # 讲工业时序的是哪个姓赵的
    people = [person for person in question.book.people if person.name.startswith(match[1])]
    if not people:
        return SalonReply(f"讲师里没有姓{match[1]}的。", "讲师名单", topic("person"))
    lines = bullets(map(introduced, people))
    markdown = joined([f"姓{match[1]}的讲师有 {len(people)} 位：", lines])
    return _reply(question, people, markdown)


def _of_former(question: Question) -> SalonReply | None:
    """他们有人讲过吗, after a company."""
    asks = question.has(Word.SPEAKERS, Word.GIVE, Word.TELL)
    if not asks or question.companies or question.is_scoped:
        return None
    keys = question.topic.get("company", "").split("|")
    groups = [group for key in keys if (group := question.book.company(key))]
    return _of_groups(question, groups) if groups else None


def _people(question: Question) -> list[Person]:
    """The people that are named; by their role only where nobody is named."""
    keys = question.named(Kind.PERSON) or question.named(Kind.ROLE)
    return [person for key in keys if (person := question.book.person(key))]


def _of_people(question: Question, people: Sequence[Person]) -> SalonReply | None:
    left = sum(map(len, question.rest))
    asked_of_page = not question.has(*_BY_SALON, *_TALKS[:4])
    if (
        left
        and len(people) == 1
        and asked_of_page
        and (lines := person_page.said(question, people[0]))
    ):
        return _reply(question, people, joined([f"**{introduced(people[0])}**", bullets(lines)]))
    of_talks = question.has(
        Word.TELL, Word.SPEAKERS, Word.WHICH, Word.TALKS, Word.GIVE, Word.REPLAYS
    )
    if left > (_GARNISH if of_talks else 0) and not _names_that_one(question):
        return None
    # 某某那期有哪些人讲: all who spoke there.
    others = question.has(Word.REFERENCE) and question.has(Word.SPEAKERS, Word.COMPANIES)
    if question.has(*_BY_SALON) or (others and not question.is_scoped):
        return _salon_facts(question, people)
    if question.named(Kind.ROLE) and question.has(*_SELF) and not question.named(Kind.PERSON):
        return _reply(question, people, joined(map(card, people)))
    if question.has(Word.ROLE, Word.ORG):
        cards = [card(person) for person in people]
        if question.has(Word.GIVE, Word.TELL, Word.WHICH, Word.PLACE, Word.CITY, Word.DATE):
            cards += [talks_told(question, person) for person in people]
        return _reply(question, people, joined(cards))
    if question.has(*_TALKS) or question.is_scoped:
        return _reply(question, people, joined(talks_told(question, person) for person in people))
    if question.matter == "person" and question.continues:
        return _reply(question, people, joined(talks_told(question, person) for person in people))
    return _reply(question, people, joined(map(card, people)))


def _names_that_one(question: Question) -> bool:
    """「某某那场讲缓存的有没有录像」: the salon is meant that they spoke at, however the rest
    describes it."""
    spans = question.reading.spans
    ends = {s.end for s in spans if isinstance(s.value, tuple)
            and any(name.kind is Kind.PERSON for name in s.value)}  # fmt: skip
    that = any(s.value is Word.REFERENCE and s.start in ends for s in spans)
    return that and question.has(*_BY_SALON)


def _of_companies(question: Question) -> SalonReply | None:
    """The speakers of a company and their talks."""
    if question.companies and sum(map(len, question.rest)) > _GARNISH:
        return None
    groups = [
        g for key in question.companies or _guessed(question) if (g := question.book.company(key))
    ]
    return _of_groups(question, groups)


def _of_groups(question: Question, groups: Sequence[CompanyGroup]) -> SalonReply | None:
    names = dict.fromkeys(name for group in groups for name in group.speakers)
    people = [person for name in names if (person := question.book.person(name))]
    if people and question.has(*_BY_SALON):
        return _salon_facts(question, people)
    if people:
        told_ = [talks_told(question, person) for person in people]
        named = "、".join(group.key for group in groups)
        head = f"{named}讲过的有 {len(people)} 位：" if question.has(Word.COUNT) else ""
        return _reply(question, people, joined([head, *told_]))
    if not question.companies and question.matter != "company":
        return None
    named = "、".join(group.key for group in groups)
    return SalonReply(f"记录里没有{named}的讲师。", f"{named}的讲师", topic("company"))


def _salon_facts(question: Question, people: Sequence[Person]) -> SalonReply | None:
    """周飞那场有回放吗: facts of the salons where they spoke."""
    given = [one.salon for person in people for one in given_by(question, person) if one.salon]
    salons = [
        s for s in dict.fromkeys(given) if not question.is_scoped or s in question.scope.salons
    ]
    if salons:
        return told(question, salons, asked_words(question))
    if question.rest or question.has(Word.OVERVIEW):
        return None  # 某某的自我介绍在哪看
    names = "、".join(person.name for person in people)
    markdown = f"{names}在各期的当期记录里没有写到，所以说不出是哪一场。"
    own = {person.name for person in people}
    items = [i for i in question.book.agenda.items if own & {s.name for s in i.speakers}]
    if question.has(Word.DATE) and items:  # 某某啥时候上台
        markdown += "沙龙模板里（没有写日期）排在："
        return _reply(question, people, joined([markdown, bullets(map(line, items))]))
    return _reply(question, people, joined([markdown, *map(card, people)]))


def _guessed(question: Question) -> list[str]:
    """A company by a part of its name, where that is all that is left unexplained."""
    if len(question.rest) != 1 or not question.has(Word.COME, Word.SPEAKERS, Word.ROLE, Word.WHO):
        return []
    names = question.book.names.guess(question.rest[0], frozenset({Kind.COMPANY}))
    return [name.key for name in names] if len(names) == 1 else []


def continued(question: Question) -> SalonReply | None:
    """合肥讲的呢, 他是哪家的: the same person at another salon, or who it is."""
    of_day = question.matter == "agenda" and question.has(Word.ORG)
    if question.matter not in ("person", "talk") and not of_day:
        return None
    names = question.topic.get("person", "").split("|")
    people = [person for name in names if (person := question.book.person(name))]
    if not people or question.named(Kind.PERSON) or question.companies:
        return None
    orders = [o for o in question.reading.ordinals if o.unit in ("个", "位")]
    if len(people) > 1 and orders and 0 < (number := orders[0].numbers[0]) <= len(people):
        people = people[number - 1 : number]  # 第二个人讲的什么
    if not question.is_scoped and (lines := person_page.detailed(question, people)):
        return _reply(question, people, joined([f"**{introduced(people[0])}**", bullets(lines)]))
    if _asks_for_colleagues(question):
        return _colleagues(question, people)
    if not question.continues:
        return None
    if _OWN_COMPANY.fullmatch(question.reading.text):
        return _reply(question, people, joined(map(card, people)))
    theirs = question.has(Word.COMPANIES) or _THEIRS.search(question.reading.text)
    if theirs and question.has(Word.COME):
        return None  # 他公司来过几次
    given_there = question.has(Word.TELL, Word.TALKS, Word.GIVE, Word.SPEAKERS)
    if question.has(Word.HOLD) and not given_there and not _PRONOUN.search(question.reading.text):
        return None  # 某地办过几次: salons are held, and not by a speaker
    if question.has(Word.ROLE, Word.ORG):
        return _reply(question, people, joined(map(card, people)))
    others = question.has(Word.BESIDES) and question.has(Word.TELL, Word.TALKS, Word.GIVE)
    if (
        question.matter == "person"
        and question.has(Word.SPEAKERS)
        and not (question.is_scoped or question.asks_who_else or question.has(Word.REFERENCE))
    ):
        return _reply(question, people, joined(talks_told(question, person) for person in people))
    if question.has(Word.REFERENCE) and set(question.facts) - {Word.TELL, Word.SPEAKERS}:
        return None  # 他那场在哪办的
    told_ = (Word.TELL, Word.TALKS, Word.GIVE, Word.COUNT, Word.CITY, Word.PLACE, Word.WHICH)
    of_person = question.matter == "person" or bool(_PRONOUN.search(question.reading.text))
    of_person = of_person and question.has(*told_) and not question.is_scoped
    of_person = of_person and not question.has(*_BY_SALON)
    ranks = question.has(Word.MOST, Word.LEAST, Word.RANK, Word.TOP)
    if ranks and not question.has(Word.TELL, Word.TALKS, Word.GIVE):
        of_person = bool(_PRONOUN.search(question.reading.text))  # 哪期人最多 is of all
    if (others or of_person) and not question.asks_who_else:
        return _reply(question, people, joined(talks_told(question, person) for person in people))
    if not question.is_scoped:
        return None
    if question.facts and not question.has(Word.TELL, Word.TALKS, Word.GIVE):
        return None
    return _reply(question, people, joined(talks_told(question, person) for person in people))


def _asks_for_colleagues(question: Question) -> bool:
    """他们家还有谁讲过; 他们公司去过哪几场 is of the company."""
    text = question.reading.text
    came = _CAME.search(text) and not _SPOKE.search(text)
    return bool(_COLLEAGUES.search(text)) and not came and not question.is_scoped


def _colleagues(question: Question, people: Sequence[Person]) -> SalonReply | None:
    """All who spoke for the same companies, and that nobody else did where it is so."""
    own = {person.name for person in people}
    groups = [group for group in question.book.companies if own & set(group.speakers)]
    if not groups:
        return None
    if any(set(group.speakers) - own for group in groups):
        return _of_groups(question, groups)
    companies = "、".join(group.key for group in groups)
    head = f"{companies}讲过的，记录里只有{'、'.join(person.name for person in people)}："
    told_ = joined([head, *(talks_told(question, person) for person in people)])
    return _reply(question, people, told_)


def _reply(question: Question, people: Sequence[Person], markdown: str) -> SalonReply:
    salons = dict.fromkeys(
        one.salon for person in people for one in given_by(question, person) if one.salon
    )
    within = [
        salon for salon in salons if not question.is_scoped or salon in question.scope.salons
    ]
    names = "|".join(person.name for person in people)
    return SalonReply(markdown, f"讲师：{people[0].name}", topic("person", within, person=names))
