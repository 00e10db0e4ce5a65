"""The talks of two salons beside each other: what one had and the other had not, what is
new, and what both had."""

from __future__ import annotations

from collections.abc import Sequence

from bot.events.answers import facts
from bot.events.book.topics import alike
from bot.events.reading.asking import Question
from bot.events.reading.said_beside import is_relative
from bot.events.reading.turns import topic
from bot.events.record.models import Salon, Talk
from bot.events.replies import SalonReply, bullets, joined, salon_list, short_name, talk_line
from bot.events.words.vocabulary import OF_TALKS, Word
from bot.expressions import Expression

_GONE = Expression(
    "(?:没|砍|去|取消|少|拿|撤|删|换)掉?了|不(?:再|讲了)|少(?:讲|安排)?了?个?(?:哪|什么|啥|几)"
    "|[没缺](?:有|讲|安排|提)*(?:过|到)?的|[没缺](?:有|讲|安排|提)*(?:过|到)?(?:哪|什么|啥)"
)
_NEW = Expression(
    "新增|新加|新出|多出|多了|增加|加了|新的|才(?:有|出现|开始)"
    "|多(?:讲|说|聊|安排|排|加)了?(?:出|出来)?个?(?:哪|什么|啥|几)|多(?:哪|什么|啥)(?:几?个|道|些)"
)
_BOTH = Expression("都(?:有|讲|出现)|共同|(?<!不)相同|(?<![不没])一样|重复|重合")
_CHANGED = Expression("不同|不一样|变化|区别|差别|变了")
_WHETHER = Expression("(?:一样|相同|重复|重合)的?[吗么吧不没]|是不是.*(?:一样|相同|重复)")
_SAME = Expression("(?<![不没])(?:一样|相同|重复|重合)(?!多|长|久|少)")
# 没写讲师的议题, 没讲过的: of one salon.
_JUST_LISTS = Expression("[没缺](?:有)?(?:写|标|讲|提|安排)?")
_EVERYWHERE = Expression(
    "(?:每一?|各|所有|全部)的?[期场次届站].{0,2}都(?:讲|有|出现|安排|分享)(?:过|到|了)?的"
)
_PAIR = 2
_BESIDE = ("少", "多", "新", "变")  # parts of what asks


def answer(question: Question) -> SalonReply | None:
    """13期有14期没有的议题, 里面哪个到下一期就没了, 比上一期新增了什么议题, 两期都讲的."""
    if found := _alike_salons(question) or _in_every(question):
        return found
    text = _without_names(question)
    asked = next((s for s in (_GONE, _NEW, _BOTH, _CHANGED) if s.search(text)), None)
    if asked is None or not _is_about_talks(question):
        return None
    if _left_over(question, asked):
        return None
    pair = _pair(question)
    if pair is None and asked in (_GONE, _NEW) and not _JUST_LISTS.search(text):
        pair = _with_former(question)
    if pair is None:
        return None
    earlier, later = sorted(pair, key=lambda s: s.held_on)
    gone = _without(earlier.talks, later.talks)
    new = _without(later.talks, earlier.talks)
    both = [talk for talk in earlier.talks if talk not in gone]
    names = f"{short_name(earlier)}和{short_name(later)}"
    parts: list[str] = []
    if asked is _BOTH and question.says(_WHETHER):
        parts += _whether_same(gone, new, both, (earlier, later))
    elif asked is _BOTH:
        parts.append(_listed(f"{names}都有的议题", both))
    else:
        parts.append(_listed(f"{short_name(earlier)}有、{short_name(later)}没有的议题", gone))
        parts.append(_listed(f"{short_name(later)}有、{short_name(earlier)}没有的议题", new))
        if asked is _NEW or not gone:
            parts.reverse()
        told = [part for part in parts if not part.endswith("没有。")]
        parts = told if told and asked is not _CHANGED else parts
    heads = salon_list((earlier, later))
    about = topic("salon", [earlier, later], (Word.TALKS,))
    return SalonReply(joined([heads, *parts]), "议题的变化", about)


def _whether_same(
    gone: Sequence[Talk], new: Sequence[Talk], both: Sequence[Talk], pair: tuple[Salon, Salon]
) -> list[str]:
    """讲的一样吗: yes or no first, then what both had, or what only one of them had."""
    if not gone and not new:
        return [_listed("议题一样，都有的", both)]
    earlier, later = map(short_name, pair)
    parts = [f"不完全一样，相同的有 {len(both)} 个。" if both else "不一样，没有相同的议题。"]
    parts += [_listed(f"{earlier}有、{later}没有的议题", gone)] if gone else []
    return [*parts, *([_listed(f"{later}有、{earlier}没有的议题", new)] if new else [])]


def _alike_salons(question: Question) -> SalonReply | None:
    """哪两期的议题完全一样: the salons with the same talks, together."""
    text = question.text
    among = question.has(Word.WHICH) and question.has(Word.TALKS, Word.TELL)
    if not (among and _SAME.search(text)) or question.is_scoped or not question.is_nearly_clear:
        return None
    groups: list[list[Salon]] = []
    for salon in question.book.standalone:
        same = next((g for g in groups if _same_talks(g[0].talks, salon.talks)), None)
        if same:
            same.append(salon)
        elif salon.talks:
            groups.append([salon])
    found = [group for group in groups if len(group) > 1]
    lines = [f"{facts.names(g)}：{len(g[0].talks)} 个议题" for g in found]
    head = "议题一样的：" if found else "没有哪两期的议题一样。"
    about = topic("list", [salon for group in found for salon in group], (Word.TALKS,))
    return SalonReply(joined([head, bullets(lines)]), "议题一样的", about)


def _in_every(question: Question) -> SalonReply | None:
    """每场都讲的议题: those that every salon had, or else those that most had."""
    if not question.says(_EVERYWHERE) or not question.has(Word.TALKS, Word.TELL):
        return None
    if not question.is_nearly_clear:
        return None
    within = question.scope.salons if question.is_scoped else question.book.standalone
    salons = [salon for salon in within if salon.talks]
    where: dict[str, list[Salon]] = {}
    for salon in salons:
        for talk in salon.talks:
            title = next((one for one in where if alike(one, talk.title)), talk.title)
            if salon not in (told := where.setdefault(title, [])):
                told.append(salon)
    most = max(map(len, where.values()), default=0)
    if most < _PAIR:
        return None
    best = [(title, told) for title, told in where.items() if len(told) == most]
    all_ = most == len(salons)
    head = "每期都有的议题：" if all_ else f"没有每期都讲的议题，讲得最多的有 {most} 期："
    lines = [title if all_ else f"{title}（{facts.names(told)}）" for title, told in best]
    about = topic("list", best[0][1], (Word.TALKS,))
    return SalonReply(joined([head, bullets(lines)]), "议题", about)


def _same_talks(one: Sequence[Talk], other: Sequence[Talk]) -> bool:
    return len(one) == len(other) and not (_without(one, other) or _without(other, one))


def _without_names(question: Question) -> str:
    """The message with its names blanked: the 都讲 of 成都讲过的 asks for nothing."""
    text = list(question.text)
    for span in question.reading.spans:
        if span.names:
            text[span.start : span.end] = " " * (span.end - span.start)
    return "".join(text)


def _left_over(question: Question, asked: Expression) -> bool:
    """Whether more is unexplained than what asks."""
    text = _without_names(question)
    asking = {at for match in asked.finditer(text) for at in range(*match.span())}
    gaps = ((a, b) for a, b in question.reading.gaps if text[a:b].strip())
    return any(not asking.issuperset(range(a, b)) and text[a:b] not in _BESIDE for a, b in gaps)


def _is_about_talks(question: Question) -> bool:
    if question.has(*OF_TALKS):
        return True
    listed = {Word.TALKS, Word.TELL} & set(question.former_words)
    return bool(listed) and not question.facts


def _pair(question: Question) -> tuple[Salon, Salon] | None:
    """The two that are named; one that is named and the one spoken of or before it."""
    named = question.each_named or (question.scope.salons if question.scope.named else ())
    stepped = question.scope.single if is_relative(question.reading) else None
    others = [s for s in (stepped, question.spoken_of) if s is not None and s not in named]
    if len(named) == 1 and others:
        return others[0], named[0]
    if len(named) > _PAIR:  # of the salons of one city the one next to the other
        cities = {s.city: [o for o in named if o.city == s.city] for s in named}
        alone = [own[0] for own in cities.values() if len(own) == 1]
        if len(cities) != _PAIR or len(alone) != 1:
            return None
        near = [s for s in named if s is not alone[0]]
        return min(near, key=lambda s: abs(s.held_on - alone[0].held_on)), alone[0]
    return (named[0], named[1]) if len(named) == _PAIR else None


def _with_former(question: Question) -> tuple[Salon, Salon] | None:
    """第14期少了哪个议题: than the one before it."""
    one = question.scope.single if question.scope.named else None
    before = question.book.beside(one, -1) if one else None
    return (before, one) if one and before else None


def _without(talks: Sequence[Talk], others: Sequence[Talk]) -> list[Talk]:
    return [talk for talk in talks if not any(alike(talk.title, other.title) for other in others)]


def _listed(head: str, talks: Sequence[Talk]) -> str:
    if not talks:
        return f"{head}：没有。"
    return joined([f"{head} {len(talks)} 个：", bullets(map(talk_line, talks))])
