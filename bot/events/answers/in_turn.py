"""All answers in the order in which they are asked."""

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
from bot.events.answers.figures import limits, operations as figures
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

# Each with what it answers, and behind 「before」 those that would answer the same message too,
# in a way that is not meant: past those it must not move.
ANSWERS: tuple[Callable[[Question], SalonReply | None], ...] = (
    person_page.private,  # 讲师的电话 — before all that know the speaker or the salon
    lists.no_more,  # 还有吗, after a list that was whole
    links.answer,  # live/582是哪一期的
    links.article,  # WalMiner那篇在哪
    upcoming.nothing_planned,  # 12月有沙龙吗 — before listings and salons: those tell of the past
    # While one is ahead, without a name it is meant: before recordings, agenda (the model
    # of the day), days, listings, missing and salons.
    at_hand.answer,  # 几点开始, 在哪, 谁讲, 有直播吗
    recordings.newest,  # 回放出来了吗 — before listings: only the newest
    course.answer,  # 第4章要多久 — before salons: 第4章 is no 第4期
    talk_order.answer,  # 某某讲完接着谁上 — before agenda and people
    talk_changes.answer,  # 13期比14期多讲了哪个 — before figures, talks, listings and salons
    agenda.answer,  # 辩论几点到几点 — before people, listings, missing and salons
    course.by_title,  # 某案例那部分讲几分钟: after the day, whose items last as well
    premises.answer,  # 第6期是在广州吧 — before people, missing, listings and salons
    same_people.answer,  # 他还讲过什么 — before people and talks
    people.answer,  # 某某讲过什么 — before companies (who also spoke), talks, missing, listings
    companies.answer,  # 某家来过吗 — before figures, talks, missing and listings
    missing.other_cities,  # 甲地和乙地都去过吗: one of them is in the record
    days.answer,  # 哪个月办了两场 — before figures and listings
    limits.as_many,  # 议题有两个的是哪几期 — before listings
    criteria.ceased,  # 哪场之后就没回放了 — before missing, listings and salons
    figures.answer,  # 报名最多的是哪场, 一共多少人 — before listings and salons
    recaps.answer,  # 哪场辩论聊过膨胀 — before talks: of the debates only
    talks.answer,  # 哪期讲过X — before listings and salons
    criteria.answer,  # 有圆桌没回放的 — before listings, which take one condition
    unrecorded.why,  # 为什么没有回放 — before listings, missing and salons
    listings.answer,  # 哪几期有回放, 办过几次 — before salons
    missing.answer,  # X那场, 第99期: what is named is not there
    salons.answer,  # 第5期谁赞助的: whatever is asked of the salons that are named or spoken of
)
