"""Salons by several conditions at once: 有圆桌没回放的, 2018年下半年没有回放的场次.

Each condition is a fact that a salon has or has not, or what was done there; the salons
that the message names (a year, a sponsor) are one more. Where one ended (哪场之后就没回放了): the
last salon that had it and the first after it that had not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from bot.events.answers import facts
from bot.events.answers.asked_facts import asked_words
from bot.events.answers.talk_places import place_of
from bot.events.answers.telling import told
from bot.events.reading.asking import Question
from bot.events.reading.turns import topic
from bot.events.record.models import Salon
from bot.events.replies import SalonReply, bullets, headline, joined, salon_list, short_name
from bot.events.words.names import Kind
from bot.events.words.vocabulary import Word
from bot.expressions import Expression

# What a salon may be chosen by.
_CHOSEN_BY = (
    Word.REPLAYS, Word.RECAP, Word.DISCUSSED, Word.IMAGES, Word.ATTENDANCE, Word.SPEAKERS,
    Word.COMPANIES, Word.WINNER, Word.CAPTAINS, Word.SPONSOR, Word.INTERACTION, Word.SIGNUPS,
)  # fmt: skip
_WITHOUT = Expression(
    "(?:没有?|无|缺少?|不带|未)(?:留|写|记|标|搞|办|安排|提供)?(?:下|过|录|明|了)?$"
)
_WITH = Expression("(?:有|带|含|留了?|办过?|搞过?|既|又|且|兼)(?:了|过|下|有)*$")
_JOINED = Expression(
    "(?:记录|讨论|环节|赛|数据|名[字单]|姓名|信息|链接|地址)?(?:的|(?:那|这)?[几些]?[期场次]|里|有|又|也|还|且|并|而|但|可|却|同时|没|无"
    "|不|和|跟|、|$)"
)
_AND = ("和", "跟", "与", "、", "及")
_THOSE = Expression("^(?:那|其中|里面)?(?:有|带|没|办过?|搞过?).{1,8}的(?:呢|吗|有(?:哪|几).*)?$")
_TOGETHER = Expression("又有?|且|并|同时|还有|也有")
_SELECTS = (Word.WHICH, Word.COUNT, Word.LISTING, Word.EVERY, Word.UNIT, Word.WHO, Word.CITY)
_SEVERAL = 2
_GAVE_WAY = Expression("^(?!.*被).*(?:取代|代替|[顶接]替|替[代掉]|替换(?![成为]))")
_BECAME = Expression("[改换变被]")
_CEASED = Expression(
    "(?:之后|以后|往后|过后|后面?|开始|起|从此)[，,]?(?:就|便|都|再也?|也)*+"
    "(?:没|不|停|取消|断|无|缺)"
)
# 从哪期起不再搞圆桌, 圆桌搞到哪期就没了
_ENDED = Expression("不再|没有?.{0,3}了(?=$|的)|(?:停|断|取消|消失)了|为止|[到至]哪")
_FEW = 6  # salons


@dataclass(frozen=True, slots=True)
class Criterion:
    """``word`` is the fact that it is about; ``wanted`` whether salons must have it."""

    word: Word
    label: str
    wanted: bool
    fits: Callable[[Salon], bool]


def answer(question: Question) -> SalonReply | None:
    """The salons that fit all that is said, where more than one thing is."""
    scope = question.unordered if question.end else question.scope
    if scope.missing or scope.beyond:
        return None
    if question.companies or question.named(Kind.PERSON) or not selects(question):
        return None
    criteria = list(stated(question))
    if _among_those(question, criteria):
        scope = replace(scope, salons=tuple(_those(question, criteria[0])), named=True)
    scoped = scope.named and len(scope.salons) > 1
    if len(criteria) + scoped < _SEVERAL or not criteria:
        return None
    together = question.sponsors or question.says(_TOGETHER)
    chosen = _among_those(question, criteria)
    if len(criteria) == 1 and criteria[0].wanted and not together and not chosen:
        return None  # 2019年有录像的: told with those that have none
    found = [s for s in scope.salons if all(c.fits(s) for c in criteria)]
    if question.end and found:  # 第一场有圆桌没回放的
        return nth_of(question, found, all_of(criteria), question.end)
    words = [c.word for c in criteria]
    others = [w for w in asked_words(question) if w not in {*words, Word.INTERACTION, Word.WHICH}]
    label = all_of(criteria).label
    shown = [c.word for c in criteria if c.wanted and c.word is Word.REPLAYS]
    more = facts.told_beside(others) and not question.sponsors
    lines = [facts.line(salon, [*shown, *others] if more else shown) for salon in found]
    markdown = (
        joined([f"{label}的有 {len(found)} 期：", bullets(lines)])
        if found
        else f"{label}的一期也没有。"
    )
    return SalonReply(markdown, "沙龙列表", topic("list", found, words))


def all_of(criteria: Sequence[Criterion]) -> Criterion:
    """All of them as one; it is about what the first is about."""
    first = criteria[0]
    label = "、".join(c.label for c in criteria)
    return Criterion(first.word, label, first.wanted, lambda s: all(c.fits(s) for c in criteria))


def nth_of(
    question: Question, salons: Sequence[Salon], of: Criterion, place: int
) -> SalonReply | None:
    """第一次有圆桌是哪天, 最早有录像的是哪期: the facts asked of the one in that place of those
    that fit, which counts from the end when negative."""
    yet = of.wanted or of.word is Word.INTERACTION  # what is to come has no recording yet
    having = [s for s in salons if of.fits(s) and (yet or s not in question.ahead)]
    at = place_of(len(having), place)
    if not 1 <= at <= len(having):
        return None
    times = {1: "第一次", -1: "最后一次"}.get(place, f"第 {at} 次")
    reply = told(question, [having[at - 1]], asked_words(question) or (of.word,))
    in_all = f"一共 {len(having)} 期{of.label}。"
    return replace(reply, markdown=joined([f"{times}{of.label}：", reply.markdown, in_all]))


def _among_those(question: Question, criteria: Sequence[Criterion]) -> bool:
    """有圆桌的呢, after a list: those of it that fit."""
    several = question.matter in ("list", "figures", "company") and len(question.around) > 1
    listed = several and question.continues
    return listed and len(criteria) == 1 and question.says(_THOSE)


def _those(question: Question, one: Criterion) -> Sequence[Salon]:
    """The list; after 有圆桌的 all of them for 有辩论的, which is another of the same kind."""
    another = one.word in question.former_words and not any(map(one.fits, question.around))
    return question.book.standalone if another else question.around


def narrowed(question: Question, salons: Sequence[Salon], asked: Word | None) -> tuple[Salon, ...]:
    """Of 有回放的里面报名最多的 those with recordings, of 圆桌场平均几个议题 those with one; all
    of them where nothing is said. ``asked`` is what is counted, which does not choose."""
    criteria = [c for c in stated(question) if c.word is not asked]
    forms = question.named(Kind.FORM)
    if forms and all(c.word is not Word.INTERACTION for c in criteria):
        criteria.append(_of_form(forms))
    return tuple(s for s in salons if all(c.fits(s) for c in criteria))


def stated(question: Question) -> Iterator[Criterion]:
    """The conditions of a message in their order."""
    text, end, lacked = question.text, 0, False
    for span in question.reading.spans:
        before, after = text[: span.start], text[span.end :]
        also = bool(end) and text[end : span.start] in _AND  # 有回放和小结的
        without = lacked if also else _WITHOUT.search(before) is not None
        joins = _JOINED.match(after) and (also or without or _WITH.search(before))
        if span.value is Word.SPONSOR and question.sponsors:
            continue  # 牡丹云没赞助的: which salons, not what they lack
        forms = [name.key for name in span.names if name.kind is Kind.FORM]
        if not joins or not (forms or span.value in _CHOSEN_BY):
            continue
        end, lacked = span.end, without
        if isinstance(span.value, Word):
            yield of_fact(span.value, wanted=not without)
        else:
            yield _of_form(forms, wanted=not without)


def of_fact(word: Word, *, wanted: bool = True) -> Criterion:
    label = f"{'有' if wanted else '没有'}{facts.LABELS[word]}"
    return Criterion(word, label, wanted, lambda s: facts.has_recorded(s, word) == wanted)


def form_asked(question: Question) -> Criterion | None:
    """What was done together there, as a message names it; of 圆桌改辩论 and 圆桌被辩论取代 what
    it became, and of 辩论题, which is read as one word, the 辩论."""
    known = dict.fromkeys(s.interaction for s in question.book.salons if s.interaction)
    forms = question.named(Kind.FORM) or [form for form in known if form in question.text]
    if forms and question.says(_GAVE_WAY):
        forms = forms[:1]
    elif question.says(_BECAME):
        forms = forms[-1:]
    return _of_form(forms) if forms else None


def _of_form(forms: Sequence[str], *, wanted: bool = True) -> Criterion:
    label = f"{'有' if wanted else '没有'}{'、'.join(forms)}"
    return Criterion(Word.INTERACTION, label, wanted,
                     lambda s: any(form in s.interaction for form in forms) == wanted)  # fmt: skip


def selects(question: Question) -> bool:
    """Whether salons are chosen, and not one of them asked about: 没有录像的, 有几场."""
    return question.has(*_SELECTS) or question.text.endswith(("的", "的场", "的期", "的呢"))


def ceased(question: Question) -> SalonReply | None:
    """哪场之后就没回放了, 从哪期开始不办圆桌了: where nothing had it any more; and that there is
    no such end, where the last had it."""
    form = form_asked(question) if question.named(Kind.FORM) else None
    ends = question.says(_CEASED) and question.has(Word.WHICH, Word.DATE)
    if not ends and not (form and question.says(_ENDED) and not question.scope.single):
        return None
    word = next((w for w in asked_words(question) if w in facts.LABELS), None)
    asked = form or (of_fact(word) if word else None)
    having = [salon for salon in question.held if asked and asked.fits(salon)]
    if asked is None or not having:
        return None
    last = having[-1]
    without = question.held[question.held.index(last) + 1 :]
    label, about = asked.label.removeprefix("有"), topic("salon", [last], (asked.word,))
    if not without:
        said = f"到记录里的最后一场（{short_name(last)}）都还有{label}。"
        return SalonReply(said, f"沙龙：{label}", about)
    now = without[0].interaction if form else ""
    since = f"，{short_name(without[0])}起是{now}" if now else ""
    head = f"最后一次有{label}的是 **{headline(last)}**，从{short_name(without[0])}开始没有。"
    later = f"之后 {len(without)} 期都没有{label}{since}"
    few = len(without) <= _FEW
    told_ = joined([head, f"{later}：", salon_list(without)]) if few else f"{head}{later}。"
    return SalonReply(told_, f"沙龙：{label}", about)
