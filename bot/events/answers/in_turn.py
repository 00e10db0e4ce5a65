"""All answers in the order in which they are asked, and what a message must be for some."""

from __future__ import annotations

from collections.abc import Callable

from bot.events.answers import (
    at_hand,
    criteria,
    days,
    links,
    listings,
    lists,
    missing,
    premises,
    recordings,
    salons,
    unrecorded,
    upcoming,
)
from bot.events.answers.agenda import day as agenda
from bot.events.answers.figures import grouped, limits, operations as figures
from bot.events.answers.people import companies, person_page, same_people, who as people
from bot.events.answers.talks import (
    by_subject as talks,
    differences as talk_changes,
    order as talk_order,
    recaps,
)
from bot.events.answers.training import course
from bot.events.reading.asking import Question
from bot.events.replies import SalonReply
from bot.events.words.vocabulary import NOT_OF_RECORD, OF_PEOPLE, OF_TALKS, Word

Answer = Callable[[Question], SalonReply | None]
Condition = Callable[[Question], bool]

# Words with one of which something else is asked than of the training, of a talk's place among
# the others, of guests, of salons by what they had.
_NOT_OF_LESSONS = (
    Word.REPLAYS, Word.LIVE, Word.ADDRESS, Word.PAGES, Word.SPEAKERS, Word.SIGNUPS,
    Word.SPONSOR, Word.HEADCOUNT, Word.PRIVATE,
)  # fmt: skip
_NOT_OF_ORDER = (
    Word.CLOCK, Word.DURATION, Word.TRAINING, Word.CHAPTER, Word.REPLAYS, Word.SIGNUPS, Word.CITY,
    Word.PLACE, Word.SPONSOR, Word.HEADCOUNT, Word.WINNER,
)  # fmt: skip
_NOT_OF_GUESTS = (
    *OF_PEOPLE, *OF_TALKS, Word.REPLAYS, Word.SPEAKERS, Word.SPONSOR, Word.TRAINING, Word.HOWTO,
    Word.PAGES,
)  # fmt: skip
_NOT_BY_FACTS = (*NOT_OF_RECORD, Word.MOST, Word.LEAST)


def _where(answer: Answer, *conditions: Condition) -> Answer:
    """The answer to what meets all of these; none to anything else."""
    return lambda question: answer(question) if all(c(question) for c in conditions) else None


def _no(*words: Word) -> Condition:
    return lambda question: not question.has(*words)


def _nearly_clear(question: Question) -> bool:
    return question.is_nearly_clear


def _in_record(question: Question) -> bool:
    return not (question.scope.missing or question.scope.beyond)


# Each with what it answers, and behind 「before」 those that would answer the same message too,
# in a way that is not meant: past those it must not move.
ANSWERS: tuple[Answer, ...] = (
    person_page.private,  # 讲师的电话 — before all that know the speaker or the salon
    lists.no_more,  # 还有吗, after a list that was whole
    links.answer,  # live/582是哪一期的
    links.article,  # WalMiner那篇在哪
    upcoming.nothing_planned,  # 12月有沙龙吗 — before listings and salons: those tell of the past
    # While one is ahead, without a name it is meant: before recordings, agenda (the model
    # of the day), days, listings, missing and salons.
    at_hand.answer,  # 几点开始, 在哪, 谁讲, 有直播吗
    recordings.newest,  # 回放出来了吗 — before listings: only the newest
    # 第4章要多久 — before salons: 第4章 is no 第4期
    _where(course.answer, _no(*_NOT_OF_LESSONS)),
    # 某某讲完接着谁上 — before agenda and people
    _where(talk_order.answer, _no(*_NOT_OF_ORDER)),
    talk_changes.answer,  # 13期比14期多讲了哪个 — before figures, talks, listings and salons
    agenda.answer,  # 辩论几点到几点 — before people, listings, missing and salons
    # 某案例那部分讲几分钟: after the day, whose items last as well
    _where(course.by_title, _no(*_NOT_OF_LESSONS)),
    premises.answer,  # 第6期是在广州吧 — before people, missing, listings and salons
    same_people.answer,  # 他还讲过什么 — before people and talks
    people.answer,  # 某某讲过什么 — before companies (who also spoke), talks, missing, listings
    # 某家来过吗 — before figures, talks, missing and listings
    _where(companies.answer, _no(*_NOT_OF_GUESTS)),
    missing.unseen,  # 直辖市还有哪个没去过 — before listings
    missing.other_cities,  # 甲地和乙地都去过吗: one of them is in the record
    grouped.answer,  # 每年各办了几场, 圆桌和辩论哪个办得多 — before days, figures and listings
    # 哪个月办了两场 — before figures and listings
    _where(days.answer, _no(*NOT_OF_RECORD, Word.AGENDA), _nearly_clear),
    limits.as_many,  # 议题有两个的是哪几期 — before listings
    # 哪场之后就没回放了 — before missing, listings and salons
    _where(criteria.ceased, _no(*_NOT_BY_FACTS), _nearly_clear),
    figures.answer,  # 报名最多的是哪场, 一共多少人 — before listings and salons
    recaps.answer,  # 哪场辩论聊过膨胀 — before talks: of the debates only
    talks.answer,  # 哪期讲过X — before listings and salons
    # 有圆桌没回放的 — before listings, which take one condition
    _where(criteria.answer, _no(*_NOT_BY_FACTS), _nearly_clear),
    unrecorded.why,  # 为什么没有回放 — before listings, missing and salons
    recordings.answer,  # 第一条是mp4吗, 回放打不开 — before listings and salons
    # 哪几期有回放, 办过几次 — before salons
    _where(
        listings.answer,
        _no(Word.TRAINING, Word.CHAPTER, Word.HOWTO, Word.PRIVATE),
        _in_record,
    ),
    _where(missing.answer, _no(Word.HOWTO)),  # X那场, 第99期: what is named is not there
    # 第5期谁赞助的: whatever is asked of the salons that are named or spoken of
    _where(salons.answer, _in_record),
)
