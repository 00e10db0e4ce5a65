"""What is counted for each of several, and who or what has most of it: 每年办了几场, 每个城市最近
一场是哪天, 圆桌和辩论哪个办得多, 哪家赞助最多, 来过三次以上的公司.

One question is a group of salons, a measure of each member's salons, and what is done with those.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.events.answers import facts
from bot.events.answers.asked_facts import asked_words
from bot.events.answers.criteria import narrowed
from bot.events.answers.figures.groups import (
    Group,
    Tally,
    group_asked,
    group_counted,
    group_of_each,
    named_members,
    time_asked,
)
from bot.events.answers.figures.metric_choice import RANKING, metric_of, plain_rank
from bot.events.answers.figures.metrics import Measure, Metric, left_out, reply, value
from bot.events.answers.figures.rankings import order_asked, ordered_by, place_of, places_asked
from bot.events.reading.asking import TELLING, Question
from bot.events.reading.turns import topic
from bot.events.record.models import Salon
from bot.events.replies import SalonReply, bullets, headline, joined
from bot.events.words.names import Kind
from bot.events.words.numbers import SALON_UNITS
from bot.events.words.vocabulary import NOT_OF_RECORD, OF_PEOPLE, Word
from bot.events.words.wording import NUMERAL, number_in
from bot.expressions import Expression

_PAIR = 2
_MOST_NAMES = 12
_TIMES = Expression(
    rf"(?P<more>不止一|不只一|多|好几)[{SALON_UNITS}]|(?P<again>重复|反复|再次|又)(?=[去来到办讲])"
    rf"|(?P<only>[只仅][^一]{{0,4}})?(?<![第上前近后这那])(?P<number>{NUMERAL})(?:[{SALON_UNITS}]|个(?=(?:以上)?的?(?:议题|主题|题|分享)))"
)
_WHICH_HAD_MORE = Expression("(?:哪|谁|更).{0,8}[多少高低]|[多少高低]了?[几多]")
_EACH = Expression("各|分别|每种|[得更]多|[得更]少|多一?些|少一?些")


def answer(question: Question) -> SalonReply | None:
    """每年各办了几场, 18年比19年多办几场, 哪年报名多; who comes up most is ``most_often``."""
    if question.scope.missing or question.has(*NOT_OF_RECORD) or not question.is_nearly_clear:
        return None
    ours = question.is_strong or question.has(Word.HOLD) or set(question.facts) & TELLING
    each = group_of_each(question) if ours else None
    if each is not None:
        return _of_each(question, each)
    if compared := _compared(question):
        return compared
    time = time_asked(question) if ours and not question.asks_which_salon else None
    return _of_each(question, time, ranks=True) if time else None


def _of_each(question: Question, group: Group, *, ranks: bool = False) -> SalonReply | None:
    """``ranks``: the members themselves, where a number of theirs is asked of: 哪年报名最多."""
    few = bool(order_asked(question)[0])  # 每年报名最少的两场
    metric = None if question.counts_salons and not few else metric_of(question)
    asks = question.has(Word.MOST, Word.LEAST, Word.COMPARE) or question.says(_WHICH_HAD_MORE)
    if ranks and not (asks and metric and question.has(metric.word, Word.HEADCOUNT)):
        return None
    place = next((o.numbers[0] for o in question.reading.ordinals if o.unit in SALON_UNITS), 0)
    place = place or question.end
    among = question.book.standalone if question.reading.ordinals else question.unordered.salons
    salons = narrowed(question, among, metric.word if metric else None)
    tally = group.tally(question.book, [s for s in salons if s not in question.ahead])
    measure = Measure(metric, question.has(Word.AVERAGE))
    if metric and ranks:
        return _members_ranked(tally, measure, least=question.has(Word.LEAST))
    if metric and (question.has(*RANKING) or plain_rank(question) or few):
        return _ranked_in_each(question, tally, metric)
    if place and tally:
        return _places(question, tally, place)
    inner = None if metric else group_counted(question)
    if inner and inner is not group:
        return _within_each(question, tally, inner) if question.is_clear else None
    counted = question.has(Word.COUNT, Word.SORTED, Word.SUM, Word.TOTAL, Word.AVERAGE)
    if not counted and not (metric and metric.word in OF_PEOPLE):
        return None
    return _each(tally, measure)


def _members_ranked(tally: Tally, measure: Measure, *, least: bool) -> SalonReply | None:
    """哪年报名最多: the members in that order, behind them those of no exact number."""
    known = {member: measure.of(own) for member, own in tally.items() if measure.knows(own)}
    if not known:
        return None
    ordered = sorted(known, key=lambda member: known[member] * (1 if least else -1))
    best = "、".join(member for member in ordered if known[member] == known[ordered[0]])
    label = measure.metric.label if measure.metric else ""
    head = f"{label}最{'少' if least else '多'}的是 **{best}**："
    return _each({m: tally[m] for m in dict.fromkeys([*ordered, *tally])}, measure, head)


def _places(question: Question, tally: Tally, place: int) -> SalonReply:
    """每个城市最近一场, 每年第二场; ``place`` counts from 1, or from the end when negative."""
    words = [word for word in asked_words(question) if facts.told_beside([word])]
    rows = [salons[:: 1 if place > 0 else -1][abs(place) - 1 :] for salons in tally.values()]
    found = [salons[0] for salons in rows if salons]
    lines = bullets(facts.line(salon, words) for salon in found)
    return SalonReply(lines, "沙龙列表", topic("list", dict.fromkeys(found)))


def _ranked_in_each(question: Question, tally: Tally, metric: Metric) -> SalonReply:
    """每年报名最多的是哪场, 各城市报名第二的, 每年报名前三的."""
    every = [salon for salons in tally.values() for salon in salons]
    count, rising = order_asked(question)
    rank, least = places_asked(question, every)[0]
    found: list[Salon] = []
    lines: list[str] = []
    for member, salons in tally.items():
        there = ordered_by(metric, salons, rising=rising if count else least)
        if not count:
            numbers = list(dict.fromkeys(map(metric.of, there)))[rank - 1 : rank]
            there = [salon for salon in there if metric.of(salon) in numbers]
        there = there[:count]
        found += there
        lines += [f"{member}：{headline(s)}，{value(metric, s)}" for s in there]
    first_few = f"最{'少' if rising else '多'}的 {count} 期"
    asked = f"{metric.label}{first_few if count else place_of(rank, least=least) + '的'}"
    head = f"分开比，{asked}：" if lines else f"分开比，都没有{asked}。"
    return reply(metric, joined([head, bullets(lines), left_out(metric, every)]), found)


def _within_each(question: Question, tally: Tally, inner: Group) -> SalonReply:
    """每年去了几个城市, 各城市有多少讲师: each once, however often it comes up there."""
    lines: list[str] = []
    for member, salons in tally.items():
        own = inner.tally(question.book, salons)
        names = f"（{'、'.join(own)}）" if len(own) <= _MOST_NAMES else ""
        told = f"记下 {len(own)} {inner.unit}{names}" if own else "没有记录"
        lines.append(f"{member}：{told}")
    salons = list(dict.fromkeys(s for own in tally.values() for s in own))
    return SalonReply(bullets(lines), "沙龙统计", topic("list", salons))


def _each(tally: Tally, measure: Measure, head: str = "") -> SalonReply:
    lines = [f"{member}：{_told(measure, salons)}" for member, salons in tally.items()]
    salons = list(dict.fromkeys(s for own in tally.values() for s in own))
    markdown = joined([head, bullets(lines), measure.unknown(salons)])
    if measure.metric:
        return reply(measure.metric, markdown, salons)
    return SalonReply(markdown, "沙龙统计", topic("list", salons))


def _told(measure: Measure, salons: Sequence[Salon]) -> str:
    named = measure.metric is None and len(salons) > 0
    return f"{measure.told(salons)}（{facts.names(salons)}）" if named else measure.told(salons)


def _compared(question: Question) -> SalonReply | None:
    """2018比2019多办几场, 圆桌和辩论哪个办得多, 18年和19年平均报名哪年高, 圆桌和辩论各几次."""
    members = named_members(question)
    forms = len(question.named(Kind.FORM)) > 1
    asks = question.has(Word.COMPARE) or question.says(_WHICH_HAD_MORE)
    held = question.has(Word.HOLD) or question.counts_salons or question.asks_which_salon
    metric = None if question.counts_salons else metric_of(question)
    if metric and (question.named(Kind.CITY) or not question.has(metric.word, Word.HEADCOUNT)):
        return None  # two salons beside each other
    if len(members) == _PAIR and asks and (held or metric or forms):
        return _which_more(members, Measure(metric, question.has(Word.AVERAGE)))
    if forms and not metric and (question.has(Word.COUNT) or question.says(_EACH)):
        return of_forms(question)
    return None


def of_forms(question: Question) -> SalonReply:
    """The salons of each form that is named."""
    members = named_members(question)
    lines = [f"{form} {len(own)} 期：{facts.names(own)}" for form, own in members.items()]
    found = dict.fromkeys(salon for own in members.values() for salon in own)
    return SalonReply(bullets(lines), "沙龙：互动形式", topic("list", found, (Word.INTERACTION,)))


def _which_more(members: Tally, measure: Measure) -> SalonReply:
    more, less = sorted(members, key=lambda member: -measure.of(members[member]))
    apart = measure.of(members[more]) - measure.of(members[less])
    verdict = f"{more}多 {apart} {measure.unit}" if apart else "一样多"
    if not all(map(measure.knows, members.values())):
        verdict = "没有确切数字，比不出来"
    told = "，".join(f"{member} {measure.told(salons)}" for member, salons in members.items())
    salons = [salon for own in members.values() for salon in own]
    markdown = joined([f"{verdict}：{told}。", measure.unknown(salons)])
    return SalonReply(markdown, "沙龙列表", topic("list", salons))


def in_each(question: Question) -> str:
    """2018年和2019年各几场, 上海和杭州各几次, 周六几场周日几场: how many in each."""
    members = {} if question.has(Word.BESIDES) else named_members(question)
    told = "，".join(f"{member} {len(salons)} 期" for member, salons in members.items())
    whole = sum(map(len, members.values())) == len(question.scope.salons)  # not 春节前 and 2019年
    return f"（{told}）" if members and whole else ""


def repeated(question: Question, words: Sequence[Word]) -> SalonReply | None:
    """来过三次以上的公司, 去过不止一次的城市: who or what comes up at least so often."""
    match, group = _TIMES.search(question.text), group_asked(question, words)
    did = (Word.COME, Word.HOLD, Word.GIVE, Word.SPONSOR, Word.SPEAKERS)
    if match is None or group is None or not question.has(*did):
        return None
    least = 2 if match["more"] or match["again"] else number_in(match["number"]) or 2
    only = bool(match["only"])
    return at_least(question, group, least, only=only) if least >= _PAIR or only else None


def at_least(question: Question, group: Group, least: int, *, only: bool = False) -> SalonReply:
    """The members with so many salons or more, or, with ``only``, just so many."""
    tally = group.tally(question.book, narrowed(question, question.scope.salons, None))
    often = sorted(tally.items(), key=lambda one: 0 if Word.DATE in group.words else -len(one[1]))
    found = {m: s for m, s in often if len(s) == least or (len(s) > least and not only)}
    so_often = f"{group.did}过{'正好' if only else ''} {least} 期{'' if only else '以上'}的"
    if not found:
        return _total(f"没有{so_often}。", group.words)
    head = f"{so_often}有 {len(found)} {group.unit}"
    if only and len(found) > _MOST_NAMES:
        return _total(f"{head}，太多了就不一一列了。", group.words)
    return replace(_each(found, Measure(), f"{head}："), topic=topic("salon", words=group.words))


def most_often(question: Question) -> SalonReply | None:
    """The city, sponsor, speaker, company or month that comes up most often."""
    if question.has(*OF_PEOPLE) or any("谁" not in said for said in question.said(Word.ROLE)):
        return None  # 谁职位最高
    former = question.former_words if question.continues and not question.facts else ()
    group = group_asked(question, _said_of(question)) or group_asked(question, former)
    if group is None:
        return None
    tally = group.tally(question.book, narrowed(question, question.scope.salons, None))
    if question.has(Word.BESIDES):
        left = (*question.companies, *question.named(Kind.PERSON, Kind.CITY))
        tally = {member: salons for member, salons in tally.items() if member not in left}
    if not tally:
        return None
    least = question.has(Word.LEAST) and not question.has(Word.MOST)
    best = (min if least else max)(map(len, tally.values()))
    found = {member: salons for member, salons in tally.items() if len(salons) == best}
    shown = "、".join(list(found)[:_MOST_NAMES])
    shown += f" 等 {len(found)} 个" if len(found) > _MOST_NAMES else ""
    forms = "、".join(question.named(Kind.FORM))
    told = _total(f"{forms}{group.label}最{'少' if least else '多'}的：{shown}，{best} 期。", ())
    return replace(told, topic=_topic_of(group, found)) if len(found) == 1 else told


def _said_of(question: Question) -> list[Word]:
    """除了某家谁来得最多: who comes is a guest, unless they speak."""
    words = question.reading.words()
    guests = question.has(Word.COME) and not question.has(Word.SPEAKERS, Word.GIVE)
    return [word for word in words if not (guests and word is Word.WHO)]


def _topic_of(group: Group, found: Tally) -> Mapping[str, str]:
    """What 哪几期 after the most frequent means."""
    (one, having), *_ = found.items()
    if Word.COMPANIES in group.words:
        return topic("company", company=one)
    if Word.SPEAKERS in group.words:
        return topic("person", person=one)
    return topic("list", having, group.words[:1], group=one)


def _total(markdown: str, words: Sequence[Word]) -> SalonReply:
    return SalonReply(markdown, "沙龙统计", topic("salon", words=words))
