"""Talks by their subject: who gave it, at which salon, and whether there was one at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain

from bot.events.answers import facts
from bot.events.answers.asked_facts import asked_words
from bot.events.answers.criteria import selects
from bot.events.answers.people import person_page
from bot.events.answers.people.described import ASKS_IF_IT_IS, yes_or_no
from bot.events.answers.people.who import their_others
from bot.events.answers.talk_places import MAY_BE_OF_TITLE
from bot.events.answers.telling import told
from bot.events.book.topics import Entry, closest, share_of, terms_of
from bot.events.reading import leftovers
from bot.events.reading.asking import Question
from bot.events.reading.turns import several, topic
from bot.events.record.models import Salon
from bot.events.replies import SalonReply, bullets, headline, joined, salon_list, speaker
from bot.events.words.names import Kind
from bot.events.words.vocabulary import OF_TALKS, WHICH_SALON, Word
from bot.events.words.wording import tidy
from bot.expressions import Expression

_ASKS_SPEAKER = (Word.SPEAKERS, Word.ORG)
_ASKS_SALON = (Word.WHICH, Word.COUNT)
_ABOUT_TALKS = (*_ASKS_SPEAKER, *_ASKS_SALON, *OF_TALKS)
_OTHERS = (Word.TRAINING, Word.CHAPTER, Word.CLOCK, Word.DURATION, Word.AGENDA, Word.POOL)
# The share of a message's own words that must stand in a title; who asks for a speaker, or
# says 那场, surely means a talk.
_LEAST, _LEAST_CERTAIN = 0.5, 0.34
# Asked of a talk, these mean the salon where it was given.
_OF_SALON = {
    Word.REPLAYS, Word.SIGNUPS, Word.HEADCOUNT, Word.ATTENDANCE, Word.SPONSOR, Word.PLACE,
    Word.DATE, Word.VENUE, Word.ADDRESS, Word.COMPANIES, Word.IMAGES, Word.CITY,
}  # fmt: skip
_TOLD_BESIDE = {Word.SPEAKERS, Word.CITY, Word.DATE, Word.PLACE, Word.WHICH}
_MOST = 8
_IN_TURN = Expression("^(?:那|还有).{2,12}|^.{2,12}呢$")
_LACKS = Expression("(?<!有)没有?(?:讲|安排|写|提)?过?|不(?:讲|含|包括)|缺")
_SURELY = 0.8
_PLACE = Expression("第几|几号位")
_ALIKE = 0.5  # of the words of a title
_HANGS_ON = Expression("(?:的有?|在|[那这]个)$")


def answer(question: Question) -> SalonReply | None:
    """谁讲的 X, 哪期讲过 X, 上海有讲 X 吗, and 谁讲的 after a talk was named."""
    if question.has(*_OTHERS):
        return None
    if question.is_clear:
        return _continued(question)
    pointed = question.has(Word.REFERENCE, Word.GIVE, Word.TALKS) or "那个" in question.text
    if question.matter == "talk" and question.says(_IN_TURN):
        return _reply(question, found) if (found := _found(question)) else None
    of_salon = question.has(*_OF_SALON) and (pointed or _is_sure(question))
    who = question.has(Word.ROLE, Word.WHO) and "那" in question.text
    if not (question.has(*_ABOUT_TALKS) or of_salon or who):
        return None
    asks = question.has(Word.WHICH) or Word.SPEAKERS in question.facts
    if question.has(Word.HOWTO, Word.PAGES) and not asks and not (pointed and of_salon):
        return None
    found = _found(question)
    if found:
        salons = [s for e in found if (s := question.book.get(e.salon_id))]
        words = asked_words(question)
        in_headline = Word.SPEAKERS in words and not set(words) - _TOLD_BESIDE
        asks_who = question.has(Word.SPEAKERS) or in_headline
        if salons and selects(question) and _lack_it(question):
            return _those_without(question, salons)
        if salons and _asks_who_else(question):
            return told(question, list(dict.fromkeys(salons)), (Word.SPEAKERS,))
        if others := their_others(question, found):
            return others
        if set(words) & _OF_SALON and salons and not asks_who:
            return told(question, list(dict.fromkeys(salons)), words)
        reply = _reply(question, found)
        if Word.REPLAYS in words and salons:  # 某老师讲的 X 在哪看
            watched = told(question, list(dict.fromkeys(salons)), (Word.REPLAYS,))
            reply = replace(reply, markdown=joined([reply.markdown, watched.markdown]))
        return reply
    known = any(map(question.book.topics.knows, question.rest))
    of_talks = question.has(Word.TALKS, Word.TELL) and question.is_strong
    if question.is_scoped and (known or of_talks) and (none := _not_among(question)):
        return none
    return _none(question)


def _lack_it(question: Question) -> bool:
    """没讲过时序的是哪几期; not 某地有没有讲时序的."""
    of_several = question.scope.single is None
    return of_several and question.says(_LACKS)


def _those_without(question: Question, salons: Sequence[Salon]) -> SalonReply:
    """哪场没有社区工作汇报."""
    every = question.scope.salons if question.is_scoped else question.book.standalone
    lacking = [salon for salon in every if salon not in salons]
    head = f"议题里没有写到「{_wanted(question)}」的有 {len(lacking)} 期："
    markdown = joined([head, salon_list(lacking)])
    return SalonReply(markdown, "议题：没有", topic("list", lacking, (Word.TALKS,)))


def _asks_who_else(question: Question) -> bool:
    """讲时序那场还有谁讲, 同场还有哪些嘉宾."""
    asks = question.has(Word.SPEAKERS, Word.WHO) or "谁" in question.text
    return asks and question.has(Word.BESIDES) and question.has(Word.REFERENCE)


def _is_sure(question: Question) -> bool:
    """工业时序的回放: a recording, and words that nearly all stand in one title."""
    words = question.topic_words()
    terms = terms_of(words)
    sure = question.has(Word.REPLAYS) and (len(terms) > 1 or words.isascii())
    return sure and bool(question.book.topics.find(words, question.rest, _SURELY))


def _found(question: Question) -> list[Entry]:
    """The talks that the unexplained words are about, at the named salons if any."""
    certain = question.has(Word.SPEAKERS, Word.REFERENCE)
    topics, words = question.book.topics, question.topic_words(MAY_BE_OF_TITLE)
    entries = topics.find(words, question.rest, _LEAST_CERTAIN if certain else _LEAST)
    if entries and not question.has(Word.REFERENCE):  # 谁讲过高可用: HA, too
        renamed = question.book.renamed(" ".join(question.rest))
        others = (topics.find(other, least=_SURELY) for other in renamed)
        entries = list(dict.fromkeys([*entries, *chain.from_iterable(others)]))
    at_end = question.end if question.has(*WHICH_SALON) else 0
    scope = question.unordered if at_end or question.has(Word.WHICH) else question.scope
    if scope.named and not scope.missing:
        ids = {salon.id for salon in scope.salons}
        entries = [entry for entry in entries if entry.salon_id in ids]
    if before := leftovers.before_reference(question.reading):  # 清华那场有人讲 X 吗
        hosts = question.book.names.guess(before, Kind.SPONSOR, Kind.VENUE)
        there = {id_ for name in hosts for id_ in question.book.salons_named(name)}
        entries = [e for e in entries if e.salon_id in there] if there else entries
    ids = {salon.id for salon in question.around}
    if not scope.named and question.matter == "salon":
        entries = [entry for entry in entries if entry.salon_id in ids] or entries
    return _first_of(question, entries) if at_end else entries


def _first_of(question: Question, entries: Sequence[Entry]) -> list[Entry]:
    """最早在哪期讲过 X: the talks of the first, or the last, salon that had one."""
    ids = {entry.salon_id for entry in entries}
    salons = [salon for salon in question.book.salons if salon.id in ids]
    if not salons:
        return list(entries)
    one = salons[0] if question.end > 0 else salons[-1]
    return [entry for entry in entries if entry.salon_id == one.id]


def _continued(question: Question) -> SalonReply | None:
    """主讲人是哪位, after a talk: its speakers, not those of the whole salon."""
    title = question.topic.get("talk", "")
    if question.is_scoped or not question.has(*_ASKS_SPEAKER, *_ASKS_SALON):
        return None
    entries = [entry for entry in question.book.topics.entries if tidy(entry.title) == title]
    return _reply(question, entries) if entries else None


def _none(question: Question) -> SalonReply | None:
    """No such talk; said only where it is certain that a talk of a salon is meant."""
    asked = question.has(Word.WHICH, Word.EXISTS, Word.COUNT)
    certain = question.is_strong and question.has(Word.GIVE) and asked
    if question.named(Kind.PERSON):
        return None
    wanted = _wanted(question)
    if not certain or len(question.rest) != 1 or not 1 < len(wanted) <= 16:
        return None
    if not question.is_scoped and (told_ := person_page.told_of(question, wanted)):
        lines = bullets(f"{person.name}：{item}" for person, item in told_)
        names = several(person.name for person, _ in told_)
        markdown = joined([f"题目里没有写「{wanted}」，讲到它的是：", lines])
        return SalonReply(markdown, f"议题：{wanted}"[:30], topic("person", person=names))
    where = (
        "、".join(s.city or s.title for s in question.scope.salons) if question.is_scoped else ""
    )
    place = f"{where}那场的" if where and len(question.scope.salons) == 1 else "沙龙的"
    markdown = f"{place}议题里没有写到「{wanted}」。"
    salons = question.scope.salons if question.is_scoped else ()
    return SalonReply(markdown, "议题：没有记录", topic("salon", salons, (Word.TALKS,)))


def _wanted(question: Question) -> str:
    """What a talk is looked for by: of 王坚在第7期讲过吗 the name."""
    return _HANGS_ON.sub("", question.topic_words().strip())


def _not_among(question: Question) -> SalonReply | None:
    """议题里有没有讲 X 的: that there is none, and all of them. Without a 有没有 all talks of
    that salon are told anyway."""
    salon, wanted = question.scope.single, _wanted(question)
    asks = question.has(Word.EXISTS) and question.has(Word.GIVE, Word.TELL)
    if salon is None or not asks or len(question.rest) != 1 or not salon.talks:
        return None
    markdown = joined([f"{headline(salon)}：议题里没有写到「{wanted}」。", facts.talks(salon)])
    return SalonReply(markdown, "议题：没有记录", topic("salon", [salon], (Word.TALKS,)))


def _reply(question: Question, entries: Sequence[Entry]) -> SalonReply:
    """Each talk with its speakers and salons; salons with the same title stand together."""
    titles: dict[str, list[Entry]] = {}
    if question.has(*_ASKS_SPEAKER):  # those that name one
        entries = sorted(entries, key=lambda entry: not entry.speakers)
    for entry in entries[: _MOST * 2]:
        titles.setdefault(tidy(entry.title), []).append(entry)
    paragraphs = [_paragraph(question, group) for group in list(titles.values())[:_MOST]]
    salons = dict.fromkeys(s for e in entries if (s := question.book.get(e.salon_id)))
    first = entries[0]
    model = (
        []
        if any(e.speakers for e in entries)
        else _in_model(question.book.topics.entries, first.title)
    )
    spoke = next((e.speakers for e in (*entries, *model) if e.speakers), ())
    names = several(s.name for s in spoke)
    others = _same_subject(question, model)
    head = f"讲过的一共 {len(salons)} 期：" if question.has(Word.COUNT) and len(salons) > 1 else ""
    if named := set(question.named(Kind.PERSON)):  # 讲某题的是某某吧
        own = any(s.name in named for e in (*entries, *model) for s in e.speakers)
        head = joined([yes_or_no(question, own), head]) if question.says(ASKS_IF_IT_IS) else head
    return SalonReply(
        joined([head, *paragraphs, others]),
        f"议题：{first.title}"[:30],
        topic("talk", salons, (Word.TALKS,), talk=tidy(first.title), person=names),
    )


def _paragraph(question: Question, group: Sequence[Entry]) -> str:
    speakers = {s.name: speaker(s) for entry in group for s in entry.speakers}
    salons: list[Salon] = [s for e in group if (s := question.book.get(e.salon_id))]
    lines = [f"讲师：{'、'.join(speakers.values())}" if speakers else "讲师没有记录"]
    order = question.says(_PLACE)
    lines += [
        f"{headline(salon)}{f'，第 {entry.order} 个议题' if order else ''}"
        for entry in group
        if (salon := question.book.get(entry.salon_id))
    ]
    if not salons:
        lines.append("写在沙龙模板里，不是某一期的当期记录")
    lines += _told_of(question, group)
    return joined([f"**{group[0].title}**", bullets(lines)])


def _told_of(question: Question, group: Sequence[Entry]) -> list[str]:
    """What the pages of its speakers say that a talk is about."""
    names = dict.fromkeys(s.name for entry in group for s in entry.speakers)
    people = question.book.people_of(names)
    said = (person_page.about(person.text, group[0].title) for person in people)
    return [f"讲的是{about}" for about in said if about]


def _same_subject(question: Question, model: Sequence[Entry]) -> str:
    """Where the salons name no speaker but the model does for the same subject."""
    asks = question.has(*_ASKS_SPEAKER) or Word.SPEAKERS in question.facts
    if not model or not asks:
        return ""
    names = "、".join(dict.fromkeys(speaker(s) for s in model[0].speakers))
    return f"当期没有写讲师；沙龙模板里同类的题目{model[0].title}由{names}讲。"


def _in_model(entries: Sequence[Entry], title: str) -> list[Entry]:
    """Talks that stand in the model under somebody's name, and whose title is mostly in
    this one."""
    words = terms_of(title)
    signed = [e for e in entries if not e.salon_id and e.speakers and terms_of(e.title)]
    return closest(signed, lambda e: share_of(terms_of(e.title), words), _ALIKE)
