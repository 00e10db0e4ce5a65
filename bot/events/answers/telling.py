"""The reply that tells the asked facts of some salons, narrowed as the message narrows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.events.answers import coming_facts, facts, talk_places
from bot.events.answers.asked_facts import LABELS_OF_PARTS, items_named
from bot.events.answers.figures.groups import GUEST, SPEAKER, Group
from bot.events.reading.asking import Question
from bot.events.reading.turns import several, topic
from bot.events.record.models import Replay, Salon, Talk
from bot.events.replies import (
    SalonReply,
    asked_as,
    bullets,
    headline,
    joined,
    talk_line,
    title_for,
)
from bot.events.words.names import Kind
from bot.events.words.vocabulary import Word
from bot.events.words.wording import tidy
from bot.expressions import Expression

_TITLES = {
    Word.REPLAYS: "回放", Word.TALKS: "议题", Word.TELL: "议题", Word.SPEAKERS: "讲师",
    Word.COMPANIES: "参会企业", Word.SIGNUPS: "报名", Word.HEADCOUNT: "人数", Word.SPONSOR: "赞助",
    Word.ATTENDANCE: "人次", Word.WINNER: "辩论", Word.RECAP: "小结", Word.ADDRESS: "地址",
}  # fmt: skip
# What a message may call a kind of company, and what such companies are called.
_CATEGORIES = tuple(
    (Expression(asked), Expression(telling))
    for asked, telling in (
        ("大学|高校|学校|院校|学院", "大学|学院|师范|理工|财经|邮电|中科大"),
        ("银行", "银行"),
        ("医院|医疗", "医院|医疗"),
        ("证券|交易所|券商", "证券|交易所|[上深北]交所"),
        ("保险", "保险|人寿|人保"),
        (
            "金融(?:机构|企业|公司|类|行业)",
            "证券|交易所|[上深北]交所|金融|金服|保险|人寿|人保|银行",
        ),
    )
)
# 来了几所大学: those alone; 都来了谁，有高校吗 asks for the others, too.
_OF_KIND = Expression(
    "(?:几|多少|哪)(?:个|家|些|所|几家?|几个)?(?:大学|高校|学校|院校|银行|医院|证券|保险)|什么(?:大学|高校|银行|医院|金融)"
)
_AT_EACH = Expression("既|重[复合叠]|都讲|都有讲|同时|两[场期边]都")
_IN_COMMON = Expression("都|既|共同|同时|重复|重合|交集|一样的|相同")
_NOBODY = Expression("(?!)")
_WHICH_OF_THEM = Expression("哪一?(?:[条段]|个(?:视频|录像|回放))")  # 哪条里有张三
_MOST_FOLLOW_UPS = 3
_MOST_NAMED = 6  # salons
_DEBATED = {Word.RECAP, Word.DISCUSSED, Word.INTERACTION}


def told(question: Question, salons: Sequence[Salon], words: Sequence[Word]) -> SalonReply:
    """The asked facts of these salons as a reply."""
    markdown = _narrowed(question, salons, words)
    if not markdown and salons and all(s in question.ahead for s in salons):
        if words and set(words) <= coming_facts.KNOWN:
            reply = coming_facts.tell_ahead(question, salons, words)
            offers = (*_of_all(question, salons), *reply.follow_ups)
            return replace(reply, follow_ups=offers[:_MOST_FOLLOW_UPS])
        markdown = "" if words else joined(map(coming_facts.card, salons))
    markdown = markdown or facts.tell_all(salons, words)
    if Word.COMPANIES in words and len(salons) > 1 and question.says(_IN_COMMON):
        markdown = joined([_met(question, salons, GUEST), markdown])
    if Word.SPEAKERS in words and len(salons) > 1 and question.says(_AT_EACH):
        markdown = joined([_met(question, salons, SPEAKER), markdown])
    if Word.COMPANIES in words and (some := _of_category(question, salons)):
        only = len(salons) == 1 and set(words) == {Word.COMPANIES} and question.says(_OF_KIND)
        markdown = joined([f"**{headline(salons[0])}**", some] if only else [markdown, some])
    what = next((_TITLES[word] for word in words if word in _TITLES), "")
    one = _chosen_talk(question, salons, words)
    about = topic("salon", salons, words)
    orders = items_named(question) if _DEBATED & set(words) else []
    about |= {"question": str(orders[0].numbers[0])} if orders else {}  # 下一题呢
    if Word.REPLAYS in words and len(salons) == 1:
        about["shown"] = " ".join(r.url for r in salons[0].replays if r.url in markdown)
    if one is not None:  # 他还讲过什么, 是哪家的: of this talk
        names = several(s.name for s in one.speakers)
        about = topic("talk", salons, words, talk=tidy(one.title), person=names)
    ahead = len(salons) == 1 and salons[0] in question.ahead
    offers = (*_of_all(question, salons), *_follow_ups(salons, words, ahead=ahead))
    return SalonReply(markdown, title_for(salons, what), about, offers[:_MOST_FOLLOW_UPS])


def of_one(
    salon: Salon, title: str, words: Sequence[Word], *parts: str, **more: str
) -> SalonReply:
    """What is told of one salon, below its headline."""
    about = topic("salon", [salon], words, **more)
    return SalonReply(joined([f"**{headline(salon)}**", *parts]), title, about)


def _of_all(question: Question, salons: Sequence[Salon]) -> list[str]:
    """「14期都讲了什么」 may mean all of them where there are as many: how to ask for that."""
    counted = sum(salon.number is not None for salon in question.book.standalone)
    before, said, asked = question.text.partition(f"{counted}期都")
    last = [salon.number for salon in salons] == [counted]
    return [f"每一期都{asked}"] if said and last and not before.endswith("第") else []


def _chosen_talk(
    question: Question, salons: Sequence[Salon], words: Sequence[Word]
) -> Talk | None:
    """第四个 of the talks of one salon."""
    orders = items_named(question)
    if len(salons) != 1 or not orders or Word.REPLAYS in words:
        return None
    asked = set(words) & {Word.TALKS, Word.TELL, Word.SPEAKERS}
    return talk_places.talk_in(salons[0].talks, orders[0].numbers[0]) if asked else None


def _narrowed(question: Question, salons: Sequence[Salon], words: Sequence[Word]) -> str:
    """A part of one salon's replays or talks: 下午的回放, 第二个议题; empty for the whole."""
    if len(salons) != 1:
        return _nth_of_each(question, salons, words)
    salon, orders = salons[0], items_named(question)
    part = ""
    rest = _other_recordings(question, salon) if Word.REPLAYS in words else []
    if rest:
        part = facts.replays(salon, rest)
    elif Word.REPLAYS in words and salon.replays and (orders or question.has(*LABELS_OF_PARTS)):
        chosen = _chosen(question, salon)
        if question.has(Word.BESIDES) and len(chosen) < len(salon.replays):
            chosen = [r for r in salon.replays if r not in chosen]  # 下午的打不开，还有别的吗
        part = facts.replays(salon, chosen)
        if question.has(*LABELS_OF_PARTS) and not _by_part(salon):
            part = joined(["回放没有标明哪条是上午、哪条是下午。", part])
    elif Word.REPLAYS in words and len(salon.replays) > 1 and question.says(_WHICH_OF_THEM):
        part = joined(["没有写哪条回放里有谁、有哪个议题。", facts.replays(salon)])
    elif _asks_part_of_talks(question, salon, words):
        part = joined(["没有写哪些在上午、哪些在下午。", facts.talks(salon)])
    elif orders and set(words) & {Word.TALKS, Word.TELL, Word.SPEAKERS} and salon.talks:
        numbers = [number for one in orders for number in one.numbers]
        of_speakers = question.has(Word.SPEAKERS, Word.WHO, Word.ROLE, Word.ORG)
        if salon.speakers and all(one.unit in "位名" for one in orders):
            part = talk_places.nth_speakers(salon, numbers)
            return joined([f"**{headline(salon)}**", part])
        part = talk_places.nth_talks(salon, numbers, of_speakers=of_speakers)
    elif orders and set(words) & {Word.RECAP, Word.DISCUSSED, Word.INTERACTION} and salon.recaps:
        part = talk_places.nth_question(salon, orders[0].numbers[0])
    return joined([f"**{headline(salon)}**", part]) if part else ""


def _asks_part_of_talks(question: Question, salon: Salon, words: Sequence[Word]) -> bool:
    """合肥下午讲了啥, where no talk has its hour."""
    of_part = question.has(*LABELS_OF_PARTS) and not set(words) - {Word.TALKS, Word.TELL}
    return of_part and bool(salon.talks) and salon.start is None


def _nth_of_each(question: Question, salons: Sequence[Salon], words: Sequence[Word]) -> str:
    """南京以后每场的第一个议题: that of each."""
    orders = items_named(question)
    if len(orders) != 1 or not set(words) <= {Word.TALKS, Word.TELL, Word.SPEAKERS}:
        return ""
    number = orders[0].numbers[0]
    nth = [(salon, talk_places.talk_in(salon.talks, number)) for salon in salons]
    return bullets(f"{headline(salon)}：{talk_line(talk)}" for salon, talk in nth if talk)


def _other_recordings(question: Question, salon: Salon) -> list[Replay]:
    """另外那条呢: those that the turn before left out."""
    shown = question.topic.get("shown", "").split()
    if not shown or not question.has(Word.BESIDES) or salon not in question.around:
        return []
    return [replay for replay in salon.replays if replay.url not in shown]


def _chosen(question: Question, salon: Salon) -> list[Replay]:
    """The recordings of a part of the day, or those in a place of their order."""
    chosen = list(salon.replays)
    parts = [labels for word, labels in LABELS_OF_PARTS.items() if question.has(word)]
    if parts and _by_part(salon):
        chosen = [r for r in chosen if any(labels.search(r.label) for labels in parts)]
    if orders := items_named(question):
        places = [n - 1 if n > 0 else n for ordinal in orders for n in ordinal.numbers]
        chosen = [chosen[at] for at in places if -len(chosen) <= at < len(chosen)]
    return chosen


def _by_part(salon: Salon) -> bool:
    """Whether the recordings say which part of the day they are of; else all are told."""
    return any(
        labels.search(r.label) for r in salon.replays for labels in LABELS_OF_PARTS.values()
    )


def _met(question: Question, salons: Sequence[Salon], group: Group) -> str:
    """第3期和第5期都来了谁, 有没有讲师既在上海又在南京讲过: who stands in each of their lists."""
    tally = group.tally(question.book, salons)
    if many := len(salons) > _MOST_NAMED:
        salons = [salon for salon in salons if any(salon in own for own in tally.values())]
    cities = question.named(Kind.CITY) if question.says(_AT_EACH) else []  # 既去过甲地又去过乙地
    there = [[s for s in salons if s.city == city] for city in cities] or [[s] for s in salons]
    met = [one for one, own in tally.items() if all(any(s in own for s in at) for at in there)]
    names = "、".join(cities) or ("各期" if many else facts.names(salons))
    if not met:
        return f"{names}的名单里没有都写到的{'企业' if group is GUEST else '讲师'}。"
    did = f"{group.did}过" if group is SPEAKER else group.did
    return f"{names}都{did}的有 {len(met)} {group.unit}：{'、'.join(met)}"


def _of_category(question: Question, salons: Sequence[Salon]) -> str:
    """「其中的高校」: names whose own words say what kind of place they are."""
    said, telling = category(question.text)
    if not said:
        return ""
    names = [c.name for s in salons for c in s.companies if telling.search(c.name)]
    found = "、".join(dict.fromkeys(names))
    if not found and question.has(Word.EXISTS):
        return f"从名字看没有{said}。"
    return f"从名字看是{said}的有 {len(set(names))} 家：{found}" if found else ""


def category(text: str) -> tuple[str, Expression]:
    """The kind of guests that a message speaks of, and what their names have in them; an
    empty word and no name when it speaks of none."""
    for asked, telling in _CATEGORIES:
        if match := asked.search(text):
            return match[0], telling
    return "", _NOBODY


def _follow_ups(salons: Sequence[Salon], words: Sequence[Word], *, ahead: bool) -> tuple[str, ...]:
    """Questions that stand alone, for what is recorded of this salon and was not asked."""
    if len(salons) != 1:
        return ()
    salon = salons[0]
    name = asked_as(salon)
    offers = (
        (Word.TALKS, f"{name}{'讲什么' if ahead else '讲了什么'}"),
        (Word.REPLAYS, f"{name}的回放"),
        (Word.COMPANIES, f"{name}来了哪些企业"),
        (Word.RECAP, f"{name}讨论了哪些问题"),
        (Word.SPEAKERS, f"{name}的讲师有谁"),
    )
    same = {Word.TELL: Word.TALKS, Word.DISCUSSED: Word.RECAP}
    asked = {same.get(word, word) for word in words}
    open_ = [
        text for word, text in offers if word not in asked and facts.has_recorded(salon, word)
    ]
    return tuple(open_[:_MOST_FOLLOW_UPS])
