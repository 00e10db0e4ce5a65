"""Questions about one salon or a few: what, where, when, who, how many, and the replays."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.events.answers import facts
from bot.events.asking import TELLING, Question, topic
from bot.events.models import Replay, Salon
from bot.events.names import Kind
from bot.events.numbers import ITEM_UNITS
from bot.events.replies import SalonReply, headline, joined, short_name, talk_line, title_for
from bot.events.topics import terms_of
from bot.events.vocabulary import Word
from bot.events.wording import tidy

_TITLES = {
    Word.REPLAYS: "回放", Word.TALKS: "议题", Word.TELL: "议题", Word.SPEAKERS: "讲师",
    Word.COMPANIES: "参会企业", Word.SIGNUPS: "报名", Word.HEADCOUNT: "人数", Word.SPONSOR: "赞助",
    Word.ATTENDANCE: "人次", Word.WINNER: "辩论", Word.RECAP: "小结", Word.ADDRESS: "地址",
}  # fmt: skip
_PARTS = {
    Word.MORNING: re.compile("上午|早|上半|前半|morning"),
    Word.AFTERNOON: re.compile("下午|午后|晚|下半|后半|afternoon"),
}
_CATEGORIES = (
    (
        re.compile("大学|高校|学校|院校|学院"),
        re.compile("大学|学院|师范|理工|财经|邮电|中科大|商学院"),
    ),
    (re.compile("银行"), re.compile("银行")),
    (re.compile("医院|医疗"), re.compile("医院|医疗")),
    (re.compile("证券|交易所|金融机构|保险"), re.compile("证券|交易所|金融|保险|人寿|人保|银行")),
)
_COUNTS = {Word.SIGNUPS, Word.HEADCOUNT, Word.ATTENDANCE}
_OF_FORM = {
    Word.RECAP, Word.DISCUSSED, Word.WINNER, Word.TEAMS, Word.CAPTAINS, Word.REPLAYS,
    Word.SPEAKERS,
}  # fmt: skip
_HELD = re.compile(r"(?:有过?|办过?|开过?|搞过?|去过)(?:没有?)?(?:沙龙|活动)")
_INTO = re.compile(r"(?:在|去|到|来|去过|来过|到过)$")
_GARNISH = 6  # characters that may stay unexplained when the wording is certain
_ANY_NAME = frozenset({Kind.CITY, Kind.SPONSOR, Kind.VENUE, Kind.COMPANY, Kind.PERSON})


def answer(question: Question) -> SalonReply | None:
    """Facts of the salons that are named, or that the turn before was about."""
    if question.has(Word.HOWTO):
        return None
    unknown = question.unknown_before_reference() or _unknown_place(question)
    if unknown and not question.is_scoped:
        return _by_unknown(question, unknown)
    if question.scope.missing or question.scope.beyond:
        return _absent(question)
    if question.is_scoped:
        return _scoped(question)
    if question.continues and question.around and question.matter in _LEANS_ON_SALONS:
        return _continued(question)
    return None


_LEANS_ON_SALONS = ("salon", "list", "talk", "company", "person", "figures", "agenda")


def _scoped(question: Question) -> SalonReply | None:
    """The message says which salons it means."""
    salons = question.scope.salons
    words = asked_words(question)
    left = sum(map(len, question.rest))
    garnish = question.is_strong and left <= _GARNISH and not question.is_about_something_else
    if words and (not left or garnish):
        return told(question, salons, words)
    if not question.is_clear:
        return _by_label(question, words) or _by_venue(question) or _section(question)
    if question.former_words and question.topic and not question.has(Word.WHICH):
        return told(question, salons, question.former_words)
    if question.is_strong or question.has(Word.OVERVIEW, Word.UPCOMING):
        only_which = question.has(Word.WHICH) or question.is_relative
        return told(question, salons, (Word.WHICH,) if only_which and len(salons) > 1 else ())
    return None


def _by_label(question: Question, words: Sequence[Word]) -> SalonReply | None:
    """直播回顾2, 主会场的录像: what is left over stands in a recording's label."""
    salon = question.scope.single
    if salon is None or Word.REPLAYS not in words or question.has(Word.HOWTO):
        return None
    meant = [r for r in salon.replays if all(piece in tidy(r.label) for piece in question.rest)]
    if not meant:
        return None
    markdown = joined([f"**{headline(salon)}**", facts.replays(salon, meant)])
    return SalonReply(markdown, title_for([salon], "回放"), topic("salon", [salon], words))


def _by_venue(question: Question) -> SalonReply | None:
    """是在某大学办的吗: a part of the name of the place or the sponsor."""
    salon = question.scope.single
    if salon is None or not question.has(Word.HOLD, Word.PLACE, Word.VENUE):
        return None
    names = question.book.names.guess(question.rest[0], frozenset({Kind.SPONSOR, Kind.VENUE}))
    if len(question.rest) == 1 and any(salon.id in question.book.salons_named(n) for n in names):
        return told(question, [salon], (Word.PLACE,))
    return None


def _continued(question: Question) -> SalonReply | None:
    """Facts of the salons of the turn before, or another part of the same facts."""
    words = asked_words(question)
    if words:
        return told(question, question.around, words)
    if question.has(*_PARTS) or question.reading.ordinals:
        return told(question, question.around, question.former_words)
    return None


def asked_words(question: Question) -> tuple[Word, ...]:
    """The facts asked for, with what the wording makes of them."""
    words = list(question.facts)
    if question.has(Word.SUM) and question.scope.single and not set(words) & _COUNTS:
        words.append(Word.HEADCOUNT)
    if question.named(Kind.FORM):
        words = _of_form(words, question.reading.text)
    if Word.SPONSOR in words and len(words) > 1 and question.sponsors:
        words.remove(Word.SPONSOR)  # 「某家赞助那次」 says which, and does not ask
    if Word.LIVE in words:
        words = [word for word in words if word not in (Word.ADDRESS, Word.PLACE)]
        if not any(salon.live_url for salon in question.scope.salons):
            words[words.index(Word.LIVE)] = Word.REPLAYS
    if Word.HEADCOUNT in words and set(words) & {Word.SIGNUPS, Word.ATTENDANCE}:
        words.remove(Word.HEADCOUNT)
    if question.has(Word.WHICH) and not words:
        words.append(Word.WHICH)
    return tuple(words)


def _of_form(words: list[Word], text: str) -> list[Word]:
    """What is asked of a round table or a debate: 圆桌聊了什么 is not about the talks."""
    if "议题" not in text:
        told_ = (Word.TELL, Word.TALKS)
        words = list(dict.fromkeys(Word.DISCUSSED if w in told_ else w for w in words))
    return words if set(words) & _OF_FORM else [*words, Word.INTERACTION]


def told(question: Question, salons: Sequence[Salon], words: Sequence[Word]) -> SalonReply:
    """The asked facts of these salons as a reply."""
    markdown = _narrowed(question, salons, words) or facts.tell_all(salons, words)
    if Word.COMPANIES in words and (some := _of_category(question, salons)):
        markdown = joined([markdown, some])
    what = next((_TITLES[word] for word in words if word in _TITLES), "")
    return SalonReply(
        markdown,
        title_for(salons, what),
        topic("salon", salons, words),
        _follow_ups(salons, words),
    )


def _narrowed(question: Question, salons: Sequence[Salon], words: Sequence[Word]) -> str:
    """A part of one salon's replays or talks: 下午的回放, 第二个议题."""
    salon = salons[0] if len(salons) == 1 else None
    orders = [o for o in question.reading.ordinals if o.unit and o.unit in ITEM_UNITS]
    if salon is None:
        return ""
    if Word.REPLAYS in words and salon.replays and (orders or question.has(*_PARTS)):
        return joined([f"**{headline(salon)}**", facts.replays(salon, _chosen(question, salon))])
    if orders and set(words) & {Word.TALKS, Word.TELL, Word.SPEAKERS} and salon.talks:
        at = orders[0].numbers[0]
        index = at - 1 if at > 0 else at
        if -len(salon.talks) <= index < len(salon.talks):
            line = talk_line(salon.talks[index])
            speaker = "" if salon.talks[index].speakers else "讲师没有记录。"
            number = index + 1 if index >= 0 else len(salon.talks) + index + 1
            return joined([f"**{headline(salon)}**", f"第 {number} 个议题：{line}", speaker])
        return joined([f"**{headline(salon)}**", f"一共只记了 {len(salon.talks)} 个议题。"])
    return ""


def _chosen(question: Question, salon: Salon) -> list[Replay]:
    chosen = list(salon.replays)
    for word, labels in _PARTS.items():
        if question.has(word):
            chosen = [replay for replay in chosen if labels.search(replay.label)]
    for ordinal in question.reading.ordinals:
        if ordinal.unit and ordinal.unit in ITEM_UNITS:
            picked = [n - 1 if n > 0 else n for n in ordinal.numbers]
            chosen = [chosen[i] for i in picked if -len(chosen) <= i < len(chosen)]
    return chosen


def _of_category(question: Question, salons: Sequence[Salon]) -> str:
    """「其中的高校」: names whose own words say what kind of place they are."""
    for asked, telling in _CATEGORIES:
        if match := asked.search(question.reading.text):
            names = [c.name for s in salons for c in s.companies if telling.search(c.name)]
            found = "、".join(dict.fromkeys(names))
            return f"其中看名字是{match[0]}一类的：{found}" if found else ""
    return ""


def _by_unknown(question: Question, unknown: str) -> SalonReply | None:
    """「X那场」 where X is not a name: a part of one, the subject of a talk, or unknown."""
    words = asked_words(question)
    guessed = question.book.names.guess(unknown, _ANY_NAME)
    ids = {id_ for name in guessed for id_ in question.book.salons_named(name)}
    if not ids:
        ids = {e.salon_id for e in question.book.topics.find(unknown) if e.salon_id}
    salons = [salon for salon in question.book.salons if salon.id in ids]
    if salons:
        return told(question, salons, words)
    if len(unknown) < 2 or len(question.rest) > 1:
        return None
    return _no_such(question, f"记录里没有和「{unknown}」对得上的沙龙。")


def _unknown_place(question: Question) -> str:
    """「青岛」 of 在青岛办过吗, where it is no city of the record."""
    if len(question.rest) != 1 or not question.has(Word.HOLD, Word.COME, Word.SALON):
        return ""
    text, place = question.reading.text, question.rest[0]
    start = text.find(place)
    asks = question.has(Word.EXISTS, Word.DATE, Word.COUNT, Word.WHICH)
    into = _INTO.search(text[:start]) or _HELD.match(text, start + len(place))
    return place if asks and 1 < len(place) < 5 and into else ""


def _absent(question: Question) -> SalonReply | None:
    """Named, but not in the record; or after its end."""
    if not question.is_clear and (not question.is_strong or question.is_about_something_else):
        return None
    if question.scope.beyond and question.has(Word.UPCOMING):
        return _no_more(question)
    relative = any(when.relative for when in question.reading.whens)
    if not question.is_strong and (relative or not set(asked_words(question)) & TELLING):
        return None
    if not question.scope.beyond:
        return _no_such(question, f"记录里没有和「{question.scope.missing}」对得上的沙龙。")
    if question.has(Word.PREVIOUS, Word.FORMER):
        first = short_name(question.book.salons[0])
        return _no_such(question, f"再往前没有了，记录从{first}开始。")
    return _no_more(question)


def _no_more(question: Question) -> SalonReply:
    """Asked for what comes after the record."""
    last = question.book.salons[-1]
    markdown = f"之后的沙龙还没有记录。目前记到的最后一场是{short_name(last)}。"
    return SalonReply(markdown, "沙龙：之后没有记录", topic("salon", [last]))


def _no_such(question: Question, sentence: str) -> SalonReply:
    """Says what is missing, and what there is instead."""
    book = question.book
    named = [salon for city in question.named(Kind.CITY) for salon in book.in_city(city)]
    if named:
        where = "、".join(dict.fromkeys(salon.city for salon in named))
        known = f"{where}有记录的：{facts.names(named)}。"
    else:
        cities = f"，办过的城市：{'、'.join(book.cities)}" if book.cities else ""
        known = f"现有 {len(book)} 场{cities}。"
    return SalonReply(joined([sentence, known]), "沙龙：没有这条记录", topic("salon"))


def _section(question: Question) -> SalonReply | None:
    """A part of the salon's page whose heading has the words that are left over."""
    salon = question.scope.single
    if salon is None or question.has(Word.HOWTO):
        return None
    wanted = terms_of(question.topic_words())
    for section in salon.sections:
        if wanted & terms_of(section.heading.replace(salon.city, " ")):
            markdown = joined([f"**{headline(salon)} · {section.heading}**", section.text])
            return SalonReply(
                markdown, title_for([salon], section.heading), topic("salon", [salon])
            )
    return None


def _follow_ups(salons: Sequence[Salon], words: Sequence[Word]) -> tuple[str, ...]:
    """Questions that stand alone, for what is recorded of this salon and was not asked."""
    if len(salons) != 1:
        return ()
    salon = salons[0]
    name = (
        f"第{salon.number}期" if salon.number is not None else f"{salon.city}{salon.held_on}那场"
    )
    offers = (
        (Word.TALKS, f"{name}讲了什么"),
        (Word.REPLAYS, f"{name}的回放"),
        (Word.COMPANIES, f"{name}来了哪些企业"),
        (Word.RECAP, f"{name}讨论了哪些问题"),
        (Word.SPEAKERS, f"{name}的讲师有谁"),
    )
    asked = {Word.TALKS if word is Word.TELL else word for word in words}
    open_ = [
        text for word, text in offers if word not in asked and facts.has_recorded(salon, word)
    ]
    return tuple(open_[:3])
