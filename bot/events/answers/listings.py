"""Which salons, how many of them, and facts of all: 哪几期有回放, 杭州办过几次, 往期讲师."""

from __future__ import annotations

from itertools import pairwise

from bot.events.answers import facts, forms, recordings
from bot.events.answers.asked_facts import asked_words
from bot.events.answers.criteria import form_asked, selects, stated
from bot.events.answers.figures import grouped, totals
from bot.events.answers.figures.groups import cities_of
from bot.events.answers.lists import (
    LISTED,
    PRESENT,
    counted_or_others,
    first_present,
    first_with,
    listed,
    with_and_without,
)
from bot.events.answers.people import speaker_lists
from bot.events.answers.people.attended import of_kind
from bot.events.answers.telling import category, told
from bot.events.reading.asking import TELLING, Question
from bot.events.reading.said_beside import is_relative
from bot.events.record.hours import nearest
from bot.events.replies import SalonReply
from bot.events.words.names import Kind
from bot.events.words.numbers import SALON_UNITS
from bot.events.words.vocabulary import Word
from bot.events.words.wording import ASKS_OPENLY
from bot.expressions import Expression

# Those that all but a few have, so that only 哪几期没有 asks which.
_ABSENT = (Word.SPONSOR, Word.SIGNUPS, Word.TALKS)
# These turn from the salon talked about to all of them.
_WHOLE_RECORD = (Word.WHICH, Word.EVERY, Word.TOTAL, Word.SALON, Word.HOLD, Word.FIRST, Word.MOST)
_COUNTING = (*LISTED, Word.SALON, Word.HOLD, Word.COME)
_LACKS = Expression("没有?(?:写|记|标|录)?(?:下|明|过)?(?:赞助|报名|议题|主题|金主|人报名)")
_KEYWORD = 4  # characters
_ASKING = Expression(f"{ASKS_OPENLY}|吗|没|列|都|名单|有|who|which|what|how")
_WANTS = Expression("要|发|给|求|来个|想看|看看")
_OTHER_ONES = Expression("(?:其他|其它|别的|另外|其余)的?(?:城市|地方|[场期站次])")
_HOW_MANY = Expression("多少|几[个座]")
_WHICH_HAVE = Expression("哪(?:些|几?[个期场])有")
_WHICH_NUMBER = Expression("第几[期场届]")
_GUESTS = Expression("参会|参加|名单|来宾|来的")
_CAME = Expression("来了|来过?的|参加")
_AT = Expression("在.{1,6}(?:办|开|搞)[过的]")
_INSIDE = Expression("[开办放设]在|里面?[办开搞]")  # 开在高校里的是哪场
_OF_HOSTS = {Word.SPONSOR, Word.VENUE, Word.PLACE, Word.CITY, Word.WHICH}


def answer(question: Question) -> SalonReply | None:
    """Lists and counts; facts of one salon are somebody else's matter."""
    if question.has(Word.BESIDES) and question.has(Word.MOST, Word.LEAST):
        return grouped.most_often(question)
    if question.companies and (none := totals.not_of_sponsors(question)):
        return none
    if question.companies or question.named(Kind.PERSON):
        return None
    one = question.spoken_of or (None if question.topic else nearest(question.ahead))
    if one and question.says(_WHICH_NUMBER) and _asks_only_which(question):
        return told(question, [one], (Word.WHICH,))  # 这是第几期
    if question.continues and (again := _of_those_listed(question)):
        return again
    if question.continues and question.around and not _turns_to_all(question):
        return None
    if question.rest:
        return _by_part_of_name(question)
    return _of_all_or_some(question)


def _of_those_listed(question: Question) -> SalonReply | None:
    """What goes on with the salons listed before: 哪几次, 那哪些有, 加起来几场."""
    of_group = bool(question.topic.get("group")) and _asks_which(question)
    if of_group or (len(question.around) > 1 and _asks_only_which(question)):
        words = question.former_words if of_group else ()
        return listed(f"一共 {len(question.around)} 期：", question.around, words)
    earlier = question.earlier
    if question.has(Word.SUM) and question.matter == "list" and earlier and not question.facts:
        both = [s for s in question.book.standalone if s in (*earlier, *question.around)]
        return listed(f"加起来 {len(both)} 期：", both, ())
    if some := counted_or_others(question):
        return some
    if question.matter == "list" and question.is_scoped and not question.facts:  # 大理几次
        return listed(f"一共 {len(question.scope.salons)} 期：", question.scope.salons, ())
    return _which_others(question)


def _turns_to_all(question: Question) -> bool:
    """有几场有回放, after one salon, is no question about that one."""
    if question.has(*_WHOLE_RECORD) and not _counts_of_one(question):
        return True
    return len(question.around) == 1 and question.counts_salons


def _is_ranked(question: Question) -> bool:
    """回放最晚的一场, 最晚的回放, of those that have one; not 最后一场的回放."""
    text, ends = question.text, (Word.FIRST, Word.LAST)
    beside = ((a, b) for a, b in pairwise(question.reading.spans) if a.end == b.start)
    return any(
        b.value in ends and text.startswith("最", b.start)
        if a.value in PRESENT
        else b.value is Word.REPLAYS and set(SALON_UNITS).isdisjoint(text[a.start : a.end])
        for a, b in beside
        if a.value in PRESENT or a.value in ends
    )


def _of_all_or_some(question: Question) -> SalonReply | None:
    """What a message asks that is explained by its words."""
    if reply := _of_those_with(question):
        return reply
    if question.end and any(not criterion.wanted for criterion in stated(question)):
        return first_with(question)  # 最后一次没辩论的
    of_form = question.named(Kind.FORM) and not question.has(Word.PAGES)
    often = question.has(Word.MOST, Word.LEAST) and not question.has(Word.WHICH)
    counted = {Word.SPONSOR, Word.CITY, *([Word.DATE] if of_form else ())}
    if often and set(question.facts) & counted:
        return grouped.most_often(question)  # 办圆桌最多的赞助商, 哪年圆桌最多
    if of_form and (reply := forms.answer(question)):
        return reply
    of_those = question.has(Word.WHICH) or any(stated(question)) or _is_ranked(question)
    if question.end and of_those:
        return first_with(question)
    if question.has(Word.MOST, Word.LEAST):
        return grouped.most_often(question)
    if question.has(Word.PAGES):
        return None
    return _of_scope(question) if question.is_scoped else _of_all(question)


def _counts_of_one(question: Question) -> bool:
    """一共几道题, after one salon: of that one."""
    others = (word for word in _WHOLE_RECORD if word is not Word.TOTAL)
    counted = set(question.facts) & {Word.DISCUSSED, Word.REPLAYS, Word.TALKS, Word.COMPANIES}
    one = len(question.around) == 1 and question.matter == "salon" and not question.is_scoped
    return one and bool(counted) and not question.has(*others) and not question.counts_salons


def _which_others(question: Question) -> SalonReply | None:
    """那哪些有, after a salon that has none."""
    counted = question.matter == "salon" and not question.around and question.has(Word.WHICH)
    elsewhere = question.has(Word.BESIDES) and question.says(_OTHER_ONES)
    asks = counted or elsewhere or question.says(_WHICH_HAVE)  # 都是哪几期的, after 回放一共几条
    plain = not set(question.facts) - {Word.CITY, Word.PLACE}
    if not plain or not asks or question.named(Kind.FORM):
        return None
    present = first_present(question.former_words)
    return with_and_without(question, question.book.standalone, present) if present else None


def _asks_which(question: Question) -> bool:
    """哪几次, after the city or sponsor that comes up most."""
    plain = not set(question.facts) - {Word.SPONSOR, Word.CITY, Word.PLACE, Word.DATE}
    asks = question.has(Word.WHICH, Word.COUNT, Word.LISTING)
    return plain and asks and not question.is_scoped and not question.has(Word.MOST, Word.LEAST)


def _asks_only_which(question: Question) -> bool:
    """哪几期, after how many there were."""
    said = {s.value for s in question.reading.spans}
    return Word.WHICH in said and said <= {Word.WHICH, Word.FILLER, Word.LISTING}


def _of_those_with(question: Question) -> SalonReply | None:
    """圆桌有小结那期的录像: the first fact says which salon, the others are asked of it."""
    words = [word for word in asked_words(question) if word is not Word.INTERACTION]
    if question.is_scoped or question.around or len(words) < 2 or words[0] not in PRESENT:
        return None
    if not question.has(Word.REFERENCE):
        return None
    form = form_asked(question) if question.named(Kind.FORM) else None
    having = [s for s in question.book.standalone
              if facts.has_recorded(s, words[0]) and (form is None or form.fits(s))]  # fmt: skip
    return told(question, having, words[1:]) if len(having) == 1 else None


def _of_all(question: Question) -> SalonReply | None:
    """No salon is named: a list over the whole record, if the wording is about salons."""
    words = asked_words(question)
    elsewhere = question.around or question.matter == "course"
    if (elsewhere and not question.has(*LISTED)) or not _asks(question):
        return None
    present = first_present(words)
    spoke = question.has(Word.SPEAKERS, Word.GIVE, Word.TELL)
    text = question.text
    said, telling = category(text)
    of_guests = question.has(Word.EXISTS) and _GUESTS.search(text)
    held = question.has(Word.HOLD) and question.has(Word.EXISTS) and _AT.search(text)
    if (
        said
        and Word.COMPANIES in words
        and (held or question.has(Word.COME, Word.WHICH) or _CAME.search(text) or of_guests)
        and not spoke
    ):
        inside = held or _INSIDE.search(text)
        if not inside and (them := of_kind(question, said)):
            return them
        words = (Word.SPONSOR,) if inside else words
    if said and Word.SPONSOR in words:
        found = [s for s in question.book.standalone if any(map(telling.search, s.sponsors))]
        return listed(f"赞助方是{said}的 {len(found)} 期：", found, (Word.SPONSOR,))
    if present is Word.REPLAYS and (some := recordings.by_label_or_link(question)):
        return some
    chosen_by_one = selects(question) and any(stated(question))  # 没写讲师的场
    placed = set(words) & {Word.CITY, Word.PLACE} and not question.has(Word.COUNT)
    which = present if question.has(Word.WHICH) or chosen_by_one or placed else None
    absent = next((w for w in words if w in _ABSENT and _LACKS.search(text)), None)
    if which or absent:
        return with_and_without(question, question.book.standalone, which or absent or words[0])
    counts_cities = Word.CITY in words and _HOW_MANY.search(text)
    if (counts_cities or question.has(*_COUNTING, Word.OVER)) and (
        reply := totals.of_record(question, words)
    ):
        return reply
    certain = question.is_strong or bool(set(words) & _surely_salons(question))
    if not certain or not words or words == (Word.WHICH,):
        return None
    if Word.SPEAKERS in words:
        return speaker_lists.speakers_of(question)
    if present and (not question.has(Word.EVERY) or words == (Word.REPLAYS,)):
        return with_and_without(question, question.book.standalone, present)
    return told(question, question.book.standalone, words)


def _surely_salons(question: Question) -> set[Word]:
    """The facts that tell by themselves that salons are meant: anybody has a company."""
    sure = set(TELLING) - {Word.WINNER, Word.TEAMS}
    if not question.has(Word.COME, Word.EVERY) and not question.says(_GUESTS):
        sure.discard(Word.COMPANIES)
    return sure


def _asks(question: Question) -> bool:
    """Whether it is a question at all, or a bare keyword, or speaks of salons outright."""
    text = question.text
    if question.is_strong or question.has(Word.LISTING, Word.EVERY, Word.TOTAL):
        return True
    wants = question.has(Word.REPLAYS) and _WANTS.search(text) is not None
    return len(text) <= _KEYWORD or wants or bool(_ASKING.search(text))


def _of_scope(question: Question) -> SalonReply | None:
    """Several salons are named by city, date or sponsor."""
    salons = question.scope.salons
    words = asked_words(question)
    outside = question.has(Word.BESIDES, Word.ELSEWHERE)
    if outside and (again := grouped.repeated(question, words)):
        return again
    counting = question.has(Word.COUNT, Word.LISTING, Word.TOTAL)
    counting = counting or (question.has(Word.WHICH) and not is_relative(question.reading))
    counting = counting or outside or (bool(question.reading.whens) and question.has(Word.HOLD))
    counting = counting or (question.has(Word.EXISTS) and question.has(Word.HOLD, Word.SALON))
    in_cities = cities_of(question, salons)
    counting = counting or bool(in_cities)
    present = first_present(words)
    hosts = not set(words) - _OF_HOSTS
    if hosts and question.sponsors and _leaves_them_out(question):
        return listed(f"其余 {len(salons)} 期：", salons, (Word.SPONSOR,))
    if present and question.has(Word.WHICH) and len(salons) > 1:
        return with_and_without(question, salons, present)
    if Word.SPONSOR in words and not question.sponsors:
        return None
    plain = not (set(words) - {Word.WHICH, Word.CITY, Word.PLACE, Word.DATE, Word.SPONSOR})
    if counting and plain and not question.reading.ordinals:
        counted = question.has(Word.COUNT, Word.BESIDES, Word.ELSEWHERE) and not question.end
        each = grouped.in_each(question)
        if len(salons) > 1 or counted:
            return listed(f"{in_cities}一共 {len(salons)} 期{each}：", salons, words)
    return None


def _leaves_them_out(question: Question) -> bool:
    """除了某家, 不是某家赞助的: the salons of all the others."""
    theirs = question.book.of_names(question.sponsors)
    return not any(salon in theirs for salon in question.scope.salons)


def _by_part_of_name(question: Question) -> SalonReply | None:
    """A sponsor by a part of its name, or the salon whose pages speak of the rest."""
    if question.has(Word.SPONSOR) and len(question.rest) <= 2 and not question.has_salon_name:
        wanted = "".join(question.topic_words().split())
        guess = question.book.names.guess
        names = guess(wanted, Kind.SPONSOR) or guess(question.rest[0], Kind.SPONSOR)
        salons = question.book.of_names(names)
        return listed(f"一共 {len(salons)} 期：", salons, (Word.SPONSOR,)) if salons else None
    if question.has(Word.WHICH) and not question.is_scoped and not question.is_vague:
        return _speaking_of(question)
    return None


def _speaking_of(question: Question) -> SalonReply | None:
    """The one salon whose page or recap speaks of the unexplained words."""
    found = question.book.pages.find(question.topic_words())
    if not 1 <= len(found) <= 2:
        return None
    words = [word for word in asked_words(question) if word is not Word.WHICH]
    return told(question, found, words or (Word.WHICH,))
