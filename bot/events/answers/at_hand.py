"""几点, 在哪, 怎么去, 谁讲, 有直播吗, while a salon is coming or under way: without a name the
one that is spoken of is meant, else the next. Told with hour and place.

The model of the day and the past are told only where they are asked for, or nothing is ahead.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.events.answers.asked_facts import LABELS_OF_PARTS, items_named
from bot.events.answers.coming_facts import (
    IN_DETAIL,
    KNOWN,
    OF_WHEN,
    OF_WHERE,
    forms_of,
    is_called,
    no_stream,
    none_planned,
    only_streams,
    tell_ahead,
)
from bot.events.answers.telling import told
from bot.events.reading.asking import Question
from bot.events.reading.message import Span, read
from bot.events.reading.turns import told_none_coming, topic
from bot.events.record.hours import nearest, salons_first
from bot.events.record.models import Salon
from bot.events.replies import SalonReply, held_at, short_name
from bot.events.words.dates import When
from bot.events.words.names import Kind
from bot.events.words.numbers import SALON_UNITS
from bot.events.words.vocabulary import IN_ANY_QUESTION, Word
from bot.events.words.wording import number_in
from bot.expressions import Expression

# What may stand beside what is asked; anything else asks for more than the day and the place.
_BESIDE = IN_ANY_QUESTION | {
    Word.REFERENCE, Word.UNIT, Word.BEGIN, Word.END, Word.WHO, Word.GIVE, Word.LISTING, Word.NEXT,
    Word.LAST, Word.UPCOMING, Word.DURATION, Word.TOTAL, *LABELS_OF_PARTS,
}  # fmt: skip
_NAMES = frozenset({Kind.CITY, Kind.SALON, Kind.VENUE, Kind.FORM, Kind.PERSON})
# Said of what was held, or of how it mostly is.
_PAST = Expression(
    "过(?![去来节])|[讲聊说办开搞来到请]了(?![吗么没])|[办开讲搞来请]的(?!是)|往[期届常]|哪一?年|几几年|那[次回]|历[届次年史]|[以之]前|当时"
)
_USUAL = Expression("一般|通常|平时|模板|样例|示例|惯例|每[次期场天周]|标准")
_STREAM = Expression(
    "直播的?(?:链接|地址|网址|入口)|直播.{0,6}哪|哪.{0,6}直播|[看听]直播|线上|在线"
)
# 怎么看直播, 直播要报名吗: the stream is what is asked for.
_TO_WATCH = frozenset({Word.LIVE, Word.ATTENDANCE, Word.REPLAYS, Word.PLACE, Word.SIGNUPS})
_WAY_IN = Expression("(?:怎么|如何|咋|怎样)(?:才能|可以|能|去)?(?:[收观]?看|听|进去?|参加|报名?)?")
_WHERE_TO_WATCH = Expression("哪.{0,4}[看听]直播|直播.{0,3}哪.{0,3}[看听]")
_IN_PERSON = "线下"
_COUNTS = Expression("多少|几个?人|人[数次]")
_RECORDED = Expression("回[放看顾]|录|补看|重播")
# One of these alone, or in Latin letters, is a word of the database as well.
_KEYWORD = Expression(
    "(?:日期|时间|位置|定位|内容|话题|主题|题目|报告|课题|标题|环节|[ -~]+)[?？]?"
)
_MOST = 3  # salons
# 两场分别什么时候, 都谁赞助的: of all that are ahead, or of as many.
_EACH = Expression("都|分别|各自?|每场")
_AS_MANY = Expression(f"(?P<count>[两二三23])(?:[{SALON_UNITS}]|个(?:沙龙|活动))")
_IS_IT = Expression("(?:是|对|没错)吧$|(?:是|对)[吗不](?:是|对)?$")
_SEVERAL = (Word.LISTING, Word.COUNT, Word.WHICH)
_TOLD_OF_TALK = (Word.TALKS, Word.TELL, Word.SPEAKERS)
_WHOSE = {Word.SPEAKERS, Word.SPONSOR}
_OF_TALK = {*_TOLD_OF_TALK, Word.CLOCK, Word.DATE}
_LATEST = Expression("最近|最新|近期|(?:最后|末)一?[场期届次]")
_OF_DAY = OF_WHEN | OF_WHERE
_OF_ALL = Expression("沙龙.{0,2}(?:有|都|请|来)?(?:哪些|哪几|都)|(?:哪些|哪几|都).{0,4}沙龙")
# After a page of another subject 在哪 and 什么时候 are asked of that.
_SURE = (Word.SALON, Word.SPEAKERS, Word.LIVE, Word.TELL)
_ELSEWHERE = ("agenda", "course", "talk", "person", "company", "page")
_OF_EVENTS = (
    Word.SALON, Word.BEGIN, Word.END, Word.AGENDA, Word.LIVE, Word.SPEAKERS, Word.TELL,
)  # fmt: skip


def answer(question: Question) -> SalonReply | None:
    """What is asked of the salons that are meant, as far as all of the message is that."""
    words = asked_ahead(question) or _again(question)
    if not words or speaks_of_past(question):
        return None
    if question.paged and not _is_sure(question):
        return None
    none_said = told_none_coming(question.topic) and words != (Word.LIVE,)
    if none_said and not (question.ahead or question.is_scoped or _over_today(question)):
        return none_planned(question, words)
    if _IN_PERSON in question.text and (streams := only_streams(question)):
        return streams
    if is_guessed(question) and not _is_sure(question):
        return None
    alone = _KEYWORD.fullmatch(question.text) and not question.has(Word.SALON)
    if alone and not question.around:
        return None
    live = Word.LIVE in words and set(words) <= (OF_WHEN | {Word.LIVE})  # 直播几点
    if live and not question.ahead and (len(words) == 1 or not question.is_scoped):
        return no_stream(question, surely=_wants_stream(question))
    if question.scope.missing and question.ahead:
        return _none_then(question)
    salons = _meant(question, words)
    if items_named(question):
        return _one_talk(question, salons, words)
    return tell_ahead(question, salons, words) if salons else None


def _one_talk(
    question: Question, salons: Sequence[Salon], words: Sequence[Word]
) -> SalonReply | None:
    """第三个讲什么, 第二个几点: of the talks of the salon to come."""
    if len(salons) != 1 or not salons[0].talks or set(words) - _OF_TALK:
        return None
    return told(question, salons, [w for w in words if w in _TOLD_OF_TALK] or (Word.TALKS,))


def speaks_of_past(question: Question) -> bool:
    """谁讲过, 一般几点开始: of what was held, or of how it mostly is."""
    text = question.text
    return bool(_PAST.search(text) or _USUAL.search(text))


def asked_ahead(question: Question) -> tuple[Word, ...]:
    """The facts of a salon to come that are asked for; empty where anything else is."""
    text = question.text
    if _wants_stream(question):
        return (Word.LIVE,)
    recorded = _RECORDED.search(text) or _COUNTS.search(text)
    is_stream = question.says(_STREAM) and not recorded
    words: list[Word] = []
    counted = (Word.COUNT, Word.LISTING) if _each_ahead(question) else ()
    for span in question.reading.spans:
        value = span.value
        if value in (Word.REPLAYS, Word.ATTENDANCE) and is_stream:
            words.append(Word.LIVE)
        elif value in counted or (value is Word.ELSEWHERE and is_stream):
            continue
        elif value is Word.SPONSOR and not counted and question.has(*_SEVERAL):
            return ()  # 赞助商有哪些: of all
        elif isinstance(value, Word) and value in KNOWN:
            words.append(value)
        elif value in (Word.INTERACTION, Word.PAGES) and forms_of(question):
            continue
        elif not _may_stand(span) and not (value is Word.ROLE and _WHOSE & {*words}):
            return ()
    words += _implied(question, words)
    if question.rest and not _with_talk(question):
        return ()
    if question.named(Kind.PERSON) and not (_with_talk(question) and set(words) <= _OF_DAY):
        return ()
    kinds = set(words) & {Word.TALKS, Word.TELL, Word.SPEAKERS}
    if kinds and _OF_ALL.search(text) and not question.has(Word.REFERENCE, Word.NEXT):
        return ()
    return tuple(dict.fromkeys(words))


def _implied(question: Question, words: Sequence[Word]) -> list[Word]:
    """What is asked for without a word of its own: 到几点, 都是谁讲, 有辩论吗."""
    who = "".join(question.said(Word.LISTING, Word.WHO))
    if question.has(Word.GIVE) and (question.has(Word.WHO) or "谁" in who):
        return [Word.SPEAKERS]
    began = question.has(Word.BEGIN, Word.END) and question.has(Word.EXISTS)
    began = began or "几点" in question.text  # 到几点, 几点散
    lasts = question.has(Word.DURATION) and question.has(Word.SALON)  # 活动多长时间
    is_it = question.has(*LABELS_OF_PARTS) and question.says(_IS_IT)  # 十二号下午是吧
    if not words and (began or lasts or is_it):
        return [Word.CLOCK]  # 开始了吗
    has_form = not words and question.has(Word.EXISTS) and forms_of(question)
    return [Word.AGENDA] if has_form else []


def _again(question: Question) -> tuple[Word, ...]:
    """深圳呢, after the one ahead in 苏州: the same of the one ahead there."""
    ahead = question.around and all(salon in question.ahead for salon in question.around)
    alone = question.named(Kind.CITY) and not (question.facts or question.rest)
    former = question.former_words
    return former if ahead and alone and set(former) <= KNOWN else ()


def _each_ahead(question: Question) -> Sequence[Salon]:
    """All the salons ahead, where the message counts as many; empty where it does not."""
    row = tuple(salon for salon in question.ahead if not salon.series)
    match = _AS_MANY.search(question.text)
    count = number_in(match["count"]) if match else None
    return row if count == len(row) and not question.around else ()


def _wants_stream(question: Question) -> bool:
    text = question.text
    asks = question.has(Word.HOWTO, Word.SIGNUPS) or _WHERE_TO_WATCH.search(text)
    if "直播" not in text or question.rest or not asks:
        return False
    others = (s for s in question.reading.spans if s.value is not Word.HOWTO)
    plain = all(s.value in _TO_WATCH or _may_stand(s) for s in others)
    counts = _RECORDED.search(text) or _COUNTS.search(text)
    return plain and all(map(_WAY_IN.fullmatch, question.said(Word.HOWTO))) and not counts


def _may_stand(span: Span) -> bool:
    value = span.value
    if isinstance(value, tuple):
        return any(name.kind in _NAMES for name in value)
    return isinstance(value, When) or not isinstance(value, Word) or value in _BESIDE


def _with_talk(question: Question) -> list[Salon]:
    """逻辑复制几点讲, 李娜几点讲, 夜话几点: the salons ahead with a talk on what is left over, or
    by whoever is named, or that are called so."""
    names, forms = question.named(Kind.PERSON), forms_of(question)
    if names:
        return [s for s in question.ahead if any(one.name in names for one in s.speakers)]
    if forms and not question.rest:
        return [s for s in question.ahead if any(f in t.title for f in forms for t in s.talks)]
    if called := [salon for salon in question.ahead if is_called(question, salon)]:
        return called
    entries = question.book.topics.find(question.topic_words(), question.rest)
    ids = {entry.salon_id for entry in entries}
    return [salon for salon in question.ahead if salon.id in ids]


def is_guessed(question: Question) -> bool:
    """请假流程怎么走: read with a verb or more passed over, which may be what is asked."""
    plain = read(question.book, question.text, question.today)
    return bool(plain and plain.rest) and not question.rest


def _is_sure(question: Question) -> bool:
    strong = question.is_strong and not question.is_vague
    return strong or question.has(*_SURE) or "几点" in question.text


def _meant(question: Question, words: Sequence[Word]) -> Sequence[Salon]:
    """The salons that the message names and that are ahead, those spoken of, or the next."""
    ahead, whens = question.ahead, question.reading.whens
    if Word.LIVE in words and whens and not question.has_salon_name:
        then = [s for s in ahead if s.live_url and all(w.fits(s.held_on) for w in whens)]
        if then:
            return then[:1]
    # 最后几点颁奖: the last of the day, not of the salons.
    within = question.has(Word.LAST) and not question.unordered.named
    within = within and not question.says(_LATEST)
    afar = Word.LIVE in words and question.has(Word.ELSEWHERE)  # 不在苏州能看直播吗
    if question.is_scoped and not within and not afar:
        named = [salon for salon in question.scope.salons if salon in ahead]
        whole = len(named) == len(question.scope.salons)
        loosely = whens or question.named(Kind.CITY)
        named = named if whens else [*salons_first(named)]
        return named if len(named) <= _MOST and (whole or loosely) else ()
    around = question.around
    every = [salon for salon in ahead if not salon.series]
    each = set(words) <= _OF_DAY | {Word.SPONSOR} and question.says(_EACH) and not around
    if _each_ahead(question) or (each and 1 < len(every) <= _MOST):
        return every
    if some := [salon for salon in around if salon in ahead]:
        return some if len(some) <= _MOST else some[:1]
    if told_none_coming(question.topic) or _wants_stream(question):
        around = ()  # what was held: neither was that asked for
    if len(around) == 1 and around[0].series:
        return [salon for salon in ahead if salon.series == around[0].series][:1]
    if len(around) == 1:
        # One that was held: only its own hours keep the model from being told for it.
        of_day = around[0].start is not None and set(words) <= OF_WHEN
        return around if of_day and not question.rest else ()
    coming = next(iter(_with_talk(question)), None) or nearest(ahead)
    if (coming is None or coming.series) and Word.LIVE not in words:
        coming = _over_today(question) or coming
    if coming is None or (around and not set(words) & IN_DETAIL):
        return ()
    elsewhere = question.matter in _ELSEWHERE and not question.has(Word.SALON, Word.REFERENCE)
    if elsewhere and question.is_clear:
        return ()
    return [coming]


def _over_today(question: Question) -> Salon | None:
    """The salon that ended a few hours ago, which people still speak of."""
    today = question.book.on_day(question.today)
    over = [s for s in today if not (s.series or s.is_cancelled) and s not in question.ahead]
    return over[-1] if over and over[-1].start else None


def _none_then(question: Question) -> SalonReply | None:
    """明天几点开始, where nothing is on that day: what comes instead."""
    coming = nearest(question.ahead)
    soon = any(when.relative for when in question.reading.whens)
    if coming is None or not soon or not question.has(*_OF_EVENTS):
        return None
    head = f"{question.scope.missing}没有安排活动。"
    markdown = f"{head}接下来是{short_name(coming)}，{held_at(coming)}。"
    return SalonReply(markdown, "沙龙：没有安排", topic("salon", [coming]))
