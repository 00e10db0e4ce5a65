"""What is told of a salon that is still to come: its hours and its place, then what was asked.
What is open is said to be open, not to be missing from a record."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time

from bot.events.answers import facts
from bot.events.answers.agenda.hours import hours_said, on_side
from bot.events.answers.agenda.items import subject
from bot.events.reading.asking import Question
from bot.events.reading.turns import none_coming, several, told_none_coming, topic
from bot.events.record.hours import nearest
from bot.events.record.models import Salon, Talk
from bot.events.replies import (
    SalonReply,
    asked_as,
    bullets,
    clock,
    headline,
    held_at,
    joined,
    link,
    period,
    short_name,
    speaker,
    talk_line,
    title_for,
)
from bot.events.words.names import Kind
from bot.events.words.vocabulary import Word
from bot.events.words.wording import tidy
from bot.expressions import Expression

OF_WHEN = frozenset({Word.CLOCK, Word.DATE, Word.WEEKDAY})
OF_WHERE = frozenset({Word.PLACE, Word.VENUE, Word.ADDRESS, Word.CITY})
OF_WHAT = frozenset({Word.TALKS, Word.TELL, Word.AGENDA})
KNOWN = OF_WHEN | OF_WHERE | OF_WHAT | {Word.SPEAKERS, Word.LIVE, Word.SPONSOR}
# Nobody asks these of several salons at once.
IN_DETAIL = frozenset({Word.CLOCK, Word.ADDRESS, Word.LIVE, Word.AGENDA})
_ALL = Expression("都|还|全|其[他它余]|别的|[上下]午|活动|沙龙")
_CHECKIN = Expression("签到|报到|入场|进场|sign ?in|check ?in")
_FORMS = ("圆桌", "辩论")
_NOON = time(12)
_FORENOON, _AFTERNOON = "上午", "下午"
_MOST_FOLLOW_UPS = 3
_MOST_NAMES = 4  # salons


def tell_ahead(question: Question, salons: Sequence[Salon], words: Sequence[Word]) -> SalonReply:
    """The asked facts of one salon or a few, and which others could be meant."""
    told = [_of_one(question, salon, words) for salon in salons]
    others = _streams_beside(question, salons) if Word.LIVE in words else ""
    offers = _follow_ups(question, salons, words)
    what = "直播" if Word.LIVE in words else "讲师" if Word.SPEAKERS in words else "安排"
    chosen = [t for s in salons for t in _chosen(question, s, words)] if len(salons) == 1 else []
    about = topic("salon", salons, words)
    if len(chosen) == 1:  # 他讲多久, 后面是谁
        names = several(one.name for one in chosen[0].speakers)
        about = topic("talk", salons, words, talk=tidy(chosen[0].title), person=names)
    return SalonReply(
        joined([_under_way(question, salons), *told, others]),
        title_for(salons, what),
        about,
        offers,
    )


def _under_way(question: Question, salons: Sequence[Salon]) -> str:
    """For who asks for the next one in the hall: that this one is not meant."""
    current = next((one for one in question.begun if not one.series), None)
    if current is None or current in salons or not question.has(Word.NEXT, Word.UPCOMING):
        return ""
    return f"{short_name(current)}正在进行，下一期是："


def no_stream(question: Question, *, surely: bool = False) -> SalonReply | None:
    """有直播吗, with nothing ahead: none, and then which recordings there are. None for what
    names a salon or a day, or may go on from one; ``surely``: it does not."""
    reading = question.reading
    leans = question.topic and not (surely or told_none_coming(question.topic))
    if reading.names or reading.whens or reading.ordinals or leans:
        return None
    having = [salon for salon in reversed(question.held) if salon.replays]
    names = "、".join(map(short_name, having[:_MOST_NAMES]))
    more = " 等" if len(having) > _MOST_NAMES else ""
    past = f"往期有回放的：{names}{more}，发「回放」全部列出。" if having else ""
    markdown = joined(["近期没有安排直播。", past])
    return SalonReply(markdown, "沙龙：直播", none_coming(having[:1]))


def none_planned(question: Question, words: Sequence[Word]) -> SalonReply:
    """几点, 在哪, after it was said that nothing is planned: so there is none of it yet, and
    which salon was the last."""
    asked = set(words)
    named = ((OF_WHEN, "时间"), (OF_WHERE, "地点"), ({Word.SPEAKERS}, "讲师"), (OF_WHAT, "议程"))
    what = "、".join(name for kinds, name in named if asked & kinds) or "安排"
    last = question.held[-1:]
    was = "".join(f"上一场是{short_name(one)}，{held_at(one)}。" for one in last)
    markdown = f"近期还没有安排活动，{what}也就还没有。{was}定下来了会在群里说。"
    return SalonReply(markdown, "近期没有安排", none_coming(last))


def only_streams(question: Question) -> SalonReply | None:
    """下次线下什么时候, where all that is ahead is the days of series: none, and those."""
    coming = nearest(question.ahead)
    named = question.is_scoped and not question.has(Word.NEXT)
    if coming is None or not coming.series or named:
        return None
    markdown = joined(["近期没有安排线下活动，线上的有：", _streams_beside(question, ())])
    return SalonReply(markdown, "沙龙：线下", topic("salon", [coming]))


def card(salon: Salon) -> str:
    """A salon to come in a few lines."""
    return joined([f"**{headline(salon)}**", bullets([_hours(salon), where(salon)]), talks(salon)])


def where(salon: Salon) -> str:
    """Where to go; for a stream, where to look."""
    place = "，".join(part for part in (salon.venue, salon.address) if part)
    if place:
        return f"地点：{place}"
    if salon.live_url:
        return f"线上直播：{link('直播地址', salon.live_url)}"
    return f"地点：{salon.city}，具体地点还没有定" if salon.city else "地点还没有定"


def talks(salon: Salon) -> str:
    return bullets(map(talk_line, _in_order(salon))) if salon.talks else ""


def _of_one(question: Question, salon: Salon, words: Sequence[Word]) -> str:
    asked = set(words)
    lines = [f"**{headline(salon)}**"]
    if asked & (OF_WHEN | OF_WHERE):
        lines += [_hours(salon), where(salon)]
    elif asked & OF_WHAT or question.reading.clock_times:
        lines.append(_hours(salon))
    if question.says(_CHECKIN):
        lines.append("到了现场发「签到 口令」，口令在大屏上，开始前一小时到结束有效。")
    elif part := _asked_talks(question, salon, words):
        lines.append(part)
    if Word.SPONSOR in asked:
        lines.append(facts.sponsor(salon))
    if Word.LIVE in asked:
        url = salon.live_url
        lines.append(f"直播：{link('直播地址', url)}" if url else "这一场的直播地址还没有发布。")
        if "报名" in question.text:
            lines.append("看直播不用报名，到时间点开地址就行；报名是留现场的座位。")
    return joined(dict.fromkeys(lines))


def _hours(salon: Salon) -> str:
    if not (hours := period(salon.start, salon.end)):
        return "几点开始还没有定"
    last = max((talk.end for talk in salon.talks if talk.end), default=None)
    until = f"，议程排到 {clock(last)}" if last and salon.end is None else ""
    return f"时间：{hours}{until}"


def _asked_talks(question: Question, salon: Salon, words: Sequence[Word]) -> str:
    """The talks that are asked for: of a part of the day, at an hour, on a subject, or all;
    empty where none are."""
    asked = set(words)
    of_talk, said = _of_talk(question, salon), _subject(question, salon)
    named = _chosen(question, salon, words)
    if not (of_talk or named or asked & (OF_WHAT | {Word.SPEAKERS})):
        return ""
    if not salon.talks:
        return "议程还没有公布。"
    row = _in_order(salon)
    if named or of_talk or (said and Word.AGENDA in asked):
        head = "" if named else "议程里没有单独写这一段。"
        return joined([head, bullets(map(talk_line, named or row))])
    if part := _part(question):
        row = [talk for talk in row if talk.start and (talk.start < _NOON) == (part == _FORENOON)]
        if not row:
            return f"{part}没有安排。"
    if hours := question.reading.clock_times:
        at = {hour for one in hours for hour in one.readings}
        meant = on_side(question, hours_said(question)) or (
            lambda start, end: any(start <= hour < end for hour in at)
        )
        timed = [(talk, talk.start, talk.end) for talk in row if talk.start and talk.end]
        row = [talk for talk, start, end in timed if meant(start, end)] or row
    if asked & OF_WHAT:
        return bullets(map(talk_line, row))
    named = [talk for talk in row if talk.speakers]
    lines = [f"{'、'.join(map(speaker, talk.speakers))}：{talk.title}" for talk in named]
    return bullets(lines) if lines else "讲师还没有公布。"


def _of_talk(question: Question, salon: Salon) -> bool:
    named = forms_of(question) or question.named(Kind.PERSON)
    return bool(named or (question.rest and not is_called(question, salon)))


def _subject(question: Question, salon: Salon) -> str:
    return "" if is_called(question, salon) else subject(question)


def _chosen(question: Question, salon: Salon, words: Sequence[Word]) -> list[Talk]:
    """The talks that are named, or the one that the turn before told of: 谁来讲, 几点."""
    said = _subject(question, salon)
    if _of_talk(question, salon) or (said and Word.AGENDA in words):
        return _on_subject(question, salon, _in_order(salon), said)
    alone = question.matter == "talk" and not (question.is_scoped or said or question.says(_ALL))
    if not alone or not set(words) <= {Word.SPEAKERS, Word.CLOCK, Word.TELL}:
        return []
    return [talk for talk in salon.talks if tidy(talk.title) == question.topic.get("talk")]


def _on_subject(question: Question, salon: Salon, row: Sequence[Talk], said: str) -> list[Talk]:
    forms, people = forms_of(question), question.named(Kind.PERSON)
    if people:
        return [talk for talk in row if any(one.name in people for one in talk.speakers)]
    if found := [t for t in row if any(word in t.title for word in (*forms, *said.split()))]:
        return found
    entries = question.book.topics.find(said, question.rest) if said else []
    titles = {tidy(entry.title) for entry in entries if entry.salon_id == salon.id}
    return [talk for talk in row if tidy(talk.title) in titles]


def is_called(question: Question, salon: Salon) -> bool:
    """夜话几点: whether what is left over stands in its title, with what is beside it where it
    is one character."""
    text, title, gaps = question.text, tidy(salon.title), question.reading.told_gaps
    pieces = (((a, b), (max(a - 1, 0), b), (a, b + 1)) for a, b in gaps)
    return bool(gaps) and all(
        any(b - a > 1 and len(text[a:b]) > 1 and text[a:b] in title for a, b in wider)
        for wider in pieces
    )


def forms_of(question: Question) -> list[str]:
    """圆桌 and 辩论, of which a salon may have a part of the day, and whatever else the pages
    tell of that stands in an agenda: 茶歇."""
    said = question.said(Word.INTERACTION)
    forms = question.named(Kind.FORM) + [word for word in said if word in _FORMS]
    titles = {talk.title for salon in question.ahead for talk in salon.talks}
    return forms + [word for word in question.said(Word.PAGES) if word in titles]


def _part(question: Question) -> str:
    early, late = question.has(Word.MORNING), question.has(Word.AFTERNOON)
    return "" if early == late else _FORENOON if early else _AFTERNOON


def _in_order(salon: Salon) -> list[Talk]:
    timed = all(talk.start for talk in salon.talks)
    return sorted(salon.talks, key=lambda t: t.start or time.min) if timed else [*salon.talks]


def _streams_beside(question: Question, salons: Sequence[Salon]) -> str:
    """The next day of each series, on a line of its own behind the salons."""
    days: dict[str, Salon] = {}
    for salon in question.ahead:
        if salon.series and salon not in salons:
            days.setdefault(salon.series, salon)
    told = {salon.series for salon in salons}
    return bullets(_stream(day) for series, day in days.items() if series not in told)


def _stream(day: Salon) -> str:
    url = f"，{link('直播地址', day.live_url)}" if day.live_url else ""
    return f"{headline(day)} {period(day.start, day.end)}{url}"


def _follow_ups(
    question: Question, salons: Sequence[Salon], words: Sequence[Word]
) -> tuple[str, ...]:
    """What else is known of it; and how to ask for the speakers of the past."""
    if len(salons) != 1 or salons[0].series or salons[0] not in question.ahead:
        return ()
    salon, asked = salons[0], set(words)
    name, offers = asked_as(salon), []
    if not asked & (OF_WHEN | OF_WHERE):
        offers.append(f"{name}几点开始，在哪")
    if salon.talks and not asked & OF_WHAT:
        offers.append(f"{name}讲什么")
    if salon.speakers and Word.SPEAKERS not in asked:
        offers.append(f"{name}谁讲")
    if not question.is_scoped and Word.SPEAKERS in asked:
        offers.append("往期讲师有谁")
    return tuple(offers[:_MOST_FOLLOW_UPS])
