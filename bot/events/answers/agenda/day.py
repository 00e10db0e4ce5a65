"""The order of a salon's day: when it begins and ends, what comes when, how long it takes.

A salon with times of its own is told by them; otherwise the agenda's model is, and the
reply says that it is one.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.events.answers.agenda.absent import (
    HOURS,
    absent_form,
    absent_step,
    hour_of_pooled,
    of_every_salon,
    of_gap,
    of_pool,
)
from bot.events.answers.agenda.hours import beside_hour, out_of_hours
from bot.events.answers.agenda.items import (
    ALL_DAY,
    PARTS,
    TOLD,
    after_the_last,
    asks_count,
    asks_of_each,
    asks_time,
    chosen,
    former_items,
    orders,
    step_of,
    subject,
)
from bot.events.answers.agenda.notes import heading, line, notes
from bot.events.answers.agenda.relations import names_item, related
from bot.events.answers.agenda.whose import about_day, on_own_day, own_of_coming, whose
from bot.events.answers.forms import BECAME
from bot.events.answers.talk_places import PLACE, spoke_before
from bot.events.reading.asking import Question
from bot.events.reading.message import Span
from bot.events.reading.turns import several
from bot.events.record.models import AgendaItem, Salon
from bot.events.replies import SalonReply, bullets, headline, joined
from bot.events.words.names import Kind
from bot.events.words.numbers import SALON_UNITS
from bot.events.words.vocabulary import Word
from bot.expressions import Expression

_OTHERS = (
    Word.REPLAYS, Word.LIVE, Word.TRAINING, Word.CHAPTER, Word.HOWTO, Word.PAGES, Word.SIGNUPS,
    Word.HEADCOUNT, Word.SPONSOR, Word.COMPANIES, Word.WHICH, Word.ATTENDANCE, Word.IMAGES,
)  # fmt: skip
_NOT_OF_DAY = (Word.ORG, Word.PLACE, Word.VENUE, Word.ADDRESS, Word.CITY, Word.WINNER)
_AND_THEN = Expression("[点半刻]呢$")  # 下午两点呢
_PLACED = Expression("[放排]在?(?:最|第)")  # 辩论安排在最后吗
_OF_DAY = Expression("什么时[候间]|啥时[候间]?|何时|时间|when")
_ASKS_WHAT = Expression(
    "什么|啥|谁|哪|干嘛|有.{0,2}安排|安排.{0,2}[没吗么]|迟到|来得及|行不行|赶[得不]上|晚不晚|会不会.?[晚迟]|错过|还[在有]|[能可].{0,2}走|[能可].{0,2}进|开门|门开|太早|早不早|早吗"
)


def answer(question: Question) -> SalonReply | None:
    """几点签到, 下午讲什么, 辩论几点到几点, 唐修讲多久, 开场完是谁."""
    question = on_own_day(question)
    agenda = question.book.agenda
    if not agenda.items or spoke_before(question):
        return None
    if left := of_gap(question):
        return _of_model(question, left, None)
    if found := absent_step(question) or of_every_salon(question):
        return found
    steps = step_of(question) or question.says(PLACE)
    if not steps and question.has(Word.POOL) and (pool := of_pool(question)):
        return pool if not question.is_scoped else None
    if _asks_another(question):
        return None
    if (items := related(question)) and not question.unordered.named:
        return _of_model(question, items, None)
    if pooled := hour_of_pooled(question) or of_pool(question):
        return pooled
    if not _is_about(question):
        return None
    salon = question.scope.single if _names_salon(question) else None
    if _names_salon(question) and salon is None:
        return None
    if salon and salon.start is not None:
        return None  # its own hours are told with its facts
    items = chosen(question)
    if not items and (nothing := _nothing_there(question, salon)):
        return nothing
    items = items or beside_hour(question, agenda.items)
    return _of_model(question, items, salon) if items else None


def _asks_another(question: Question) -> bool:
    """Whether what is asked is no part of the day; the 企业 of 企业辩论 asks nothing."""
    if len(question.named(Kind.FORM)) > 1 and question.says(BECAME):
        return True  # 圆桌是啥时候变成辩论的
    spans = question.reading.spans
    forms = {s.start for s in spans if any(name.kind is Kind.FORM for name in s.names)}
    return any(
        s.value in _OTHERS
        and not (s.value is Word.COMPANIES and s.end in forms)
        and not (s.value is Word.WHICH and question.says(PLACE))
        and not (s.value is Word.IMAGES and _is_item(question))
        and not (s.value is Word.PAGES and _in_a_title(question, s))
        for s in spans
    )


def _in_a_title(question: Question, span: Span) -> bool:
    titles = " ".join(item.title for item in question.book.agenda.items)
    return question.text[span.start : span.end] in titles


def _is_item(question: Question) -> bool:
    """合照在上午还是下午: when it is, not the picture that was taken."""
    asks = asks_time(question) or question.has(
        *PARTS, Word.DATE, Word.BEFORE, Word.AFTER, Word.AGENDA
    )
    return asks and not question.is_scoped and bool(subject(question))


def _is_about(question: Question) -> bool:
    if question.has(Word.POOL):
        return True
    names_salon = _names_salon(question)
    if question.matter == "agenda" and question.continues and not names_salon:
        return not question.has(*_NOT_OF_DAY)  # 哪个公司的, of who talks then
    if asks_time(question):
        if former_items(question) or (asks_of_each(question) and not names_salon):
            return True
        if names_salon:
            return question.has(Word.CLOCK) or bool(subject(question))
        named = subject(question) or question.named(Kind.PERSON) or question.has(*PARTS)
        timed = bool(question.reading.clock_times) or question.says(HOURS)
        timed = timed or question.says(ALL_DAY)
        ends = question.has(Word.LONGEST, Word.SHORTEST) and question.has(*TOLD)
        own = question.book.agenda.salon is not None and question.has(Word.GIVE, Word.TALKS)
        return bool(named) or question.is_strong or timed or ends or bool(orders(question)) or own
    if names_salon:
        return False
    leans = question.matter == "salon" and question.spoken_of and question.continues
    if leans and question.has(Word.AGENDA) and not subject(question):
        return False  # 议程, after a salon: its talks
    if question.has(Word.VENUE, Word.ADDRESS):
        return False  # 模板上写的会场
    if question.has(Word.AGENDA) or _counts_within(question):
        ordered = question.has(*TOLD, Word.BEGIN, Word.END, Word.AFTER, Word.BEFORE)
        return question.is_clear or ordered or names_item(question)
    if _of_whole_day(question):
        return True
    asks_when = question.has(Word.DATE) and not question.has(Word.FIRST)
    if _is_bare(question):
        return question.says(_OF_DAY)
    if asks_when and not question.is_strong and subject(question):
        return question.says(_OF_DAY)
    placed = question.has(Word.AFTER, Word.BEFORE) and step_of(question)
    placed = placed or question.has(Word.LONGEST, Word.SHORTEST)
    if placed and question.named(Kind.PERSON, Kind.FORM):
        return True
    return _asks_of_part(question) or names_item(question)


def _of_whole_day(question: Question) -> bool:
    """活动是全天吗."""
    asks = question.has(Word.EXISTS, Word.COMPARE) and question.has(Word.SALON, Word.AGENDA)
    asks = asks or (asks_count(question) and question.has(*TOLD, Word.DISCUSSED, Word.AGENDA))
    return asks and question.is_clear and question.says(ALL_DAY)


def _is_bare(question: Question) -> bool:
    """什么时候开始: nothing else is said, and nothing was spoken of before."""
    ends = question.has(Word.DATE) and question.has(Word.BEGIN, Word.END)
    if not ends or not question.is_clear or question.topic:
        return False
    return not (question.is_scoped or subject(question) or _asks_another(question))


def _asks_of_part(question: Question) -> bool:
    """下午讲什么, 三点在干嘛, 谁第一个讲, 最长的议题."""
    told = question.has(*TOLD) or bool(question.named(Kind.PERSON))
    both = all(map(question.has, PARTS)) or question.says(PLACE)
    if both and question.has(*PARTS) and subject(question):
        return True  # 合影在上午还是下午, 某题是上午第几个
    if question.reading.clock_times or question.has(*PARTS):
        if question.book.agenda.salon and question.is_clear and question.has(*PARTS):
            return True  # 有上午场吗, 下午有哪些
        at_hour = bool(question.reading.clock_times)  # 「下午两点开始慢」 tells, and asks nothing
        ends = question.has(Word.BEGIN, Word.END) and not at_hour
        ends = ends or (question.has(Word.FIRST, Word.LAST) and not at_hour)
        asks = told or ends or bool(orders(question))
        asks = asks or bool(question.named(Kind.FORM) and question.has(Word.EXISTS))
        said = at_hour and question.says(_ASKS_WHAT)
        whether = question.has(*PARTS) and question.has(Word.EXISTS) and not question.paged
        said = said or (at_hour and whether and question.is_clear)  # 下午是不是一点半
        said = said or (question.has(*PARTS) and question.is_clear and question.says(_AND_THEN))
        return asks or said
    if question.has(Word.LONGEST, Word.SHORTEST):
        return told
    return told and bool(orders(question)) and not question.around


def _names_salon(question: Question) -> bool:
    """Whether a salon is named; 下午第一场 counts within the day, and so do 合影前一个 and
    颁奖放在最后."""
    if _counts_within(question) or question.book.agenda.salon:
        return False
    if question.has(*PARTS) and not question.has_salon_name and not question.reading.whens:
        return not any(o.unit == "场" for o in question.reading.ordinals) and (
            question.unordered.named
        )
    return question.is_scoped


def _counts_within(question: Question) -> bool:
    """Whether what seems to step among salons stands beside an item of the day, without a
    measure word of salons."""
    former = bool(question.topic.get("item"))  # 再往后呢
    placed = question.says(_PLACED) and question.named(Kind.FORM)
    within = question.has(Word.AGENDA) or former or placed
    if not within or question.has_salon_name or question.reading.whens:
        return False
    steps = (Word.FIRST, Word.LAST, Word.NEXT, Word.PREVIOUS)
    said = question.said(*steps)
    if not said or any(set(word) & set(SALON_UNITS) for word in said):
        return False
    counted = (o.unit for o in question.reading.ordinals)
    of_salons = any(unit in SALON_UNITS for unit in counted if unit)
    named = subject(question) or question.named(Kind.PERSON)
    return bool(named or former) and not of_salons


def _nothing_there(question: Question, salon: Salon | None) -> SalonReply | None:
    """That no item is what is asked for: after the last, in a part of the day, of a form."""
    agenda = question.book.agenda
    if last := after_the_last(question):
        head = "之后没有别的安排了，最后是："
        markdown = joined([whose(agenda), head, bullets([line(last)])])
        return SalonReply(markdown, "沙龙时间安排", about_day(agenda))
    part = next((part for word, part in PARTS.items() if question.has(word)), "")
    if part and agenda.salon and question.is_clear and not subject(question):  # 有上午场吗
        return _of_model(question, agenda.items, None, f"{part}没有安排。")
    return absent_form(question) if salon is None else None


def _of_model(
    question: Question, items: Sequence[AgendaItem], salon: Salon | None, first: str = ""
) -> SalonReply:
    agenda = question.book.agenda
    parts = [
        f"{headline(salon)}：当期的时间表没有记录。" if salon else own_of_coming(question),
        whose(agenda),
        first,
        heading(question, items),
        bullets(map(line, items)),
        out_of_hours(question, items),
        *notes(question, items),
    ]
    asked = [part for word, part in PARTS.items() if question.has(word)]
    part = asked[0] if len(asked) == 1 else ""
    index = str(agenda.items.index(items[0])) if len(items) == 1 else ""
    names = several(s.name for s in items[0].speakers) if len(items) == 1 else ""
    return SalonReply(
        joined(parts),
        "沙龙时间安排",
        about_day(agenda, salon, item=index, part=part, person=names),
    )
