"""Counts over the whole record, and who or what comes up most often in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.events.answers import facts
from bot.events.book.calendar import SalonBook
from bot.events.reading.asking import Question
from bot.events.reading.turns import topic
from bot.events.replies import SalonReply, bullets, headline, joined, salon_list
from bot.events.words.names import Kind
from bot.events.words.numbers import SALON_UNITS
from bot.events.words.vocabulary import OF_PEOPLE, Word
from bot.events.words.wording import NUMERAL, number_in
from bot.expressions import Expression

_MOST_NAMES = 12
_NEVER = Expression("[没未](?:有)?[去来到办]")
_TIMES = Expression(
    rf"(?P<more>不止一|不只一|多|好几)[{SALON_UNITS}]|(?P<again>重复|反复|再次|又)(?=[去来到办讲])"
    rf"|(?P<only>[只仅][^一]{{0,4}})?(?<![第上前近后这那])(?P<number>{NUMERAL})(?:[{SALON_UNITS}]|个(?=(?:以上)?的?(?:议题|主题|题|分享)))"
)


def of_record(question: Question, words: Sequence[Word]) -> SalonReply | None:
    """How many cities, speakers, talks … there are; of salons themselves by year."""
    if question.has(Word.EVERY) and len(words) > 1:
        return None
    if again := repeated(question, words):
        return again
    cities = bool(set(words) & {Word.CITY, Word.PLACE})
    counts = question.has(Word.COUNT, Word.TOTAL)
    counted = [count(question.book) for word, count in _COUNTS.items() if counts and word in words]
    if not cities and not counted:
        return None if words and tuple(words) != (Word.WHICH,) else _extent(question)
    # 一共办了几场，去了几个城市，讲了多少议题: all that is asked.
    parts = [_held(question)] if _counts_held(question) else []
    parts += [_cities(question)] if cities else []
    return _total(joined([*parts, *counted]), words)


def _counts_held(question: Question) -> bool:
    """几场 beside what else is counted, and no 几次 of a city."""
    return not set("期场届").isdisjoint("".join(question.said(Word.COUNT)))


def _held(question: Question) -> str:
    held = [s for s in question.book.standalone if not s.is_cancelled]
    past = sum(salon.held_on < question.today for salon in held)
    return f"一共办过 {past} 期。"


def repeated(question: Question, words: Sequence[Word]) -> SalonReply | None:
    """来过三次以上的公司, 去过不止一次的城市: who or what comes up at least so often."""
    match = _TIMES.search(question.text)
    group = next((g for g in _GROUPS if set(g.words) & set(words)), None)
    did = (Word.COME, Word.HOLD, Word.GIVE, Word.SPONSOR, Word.SPEAKERS)
    if match is None or group is None or not question.has(*did):
        return None
    least = 2 if match["more"] or match["again"] else number_in(match["number"]) or 2
    only = bool(match["only"])
    if least < 2 and not only:
        return None
    counts = Counter(group.of(question))
    found = [(s, n) for s, n in counts.most_common() if n == least or (n > least and not only)]
    so_often = f"{group.did}过{'正好' if only else ''} {least} 期{'' if only else '以上'}的"
    if not found:
        return _total(f"没有{so_often}。", words)
    if only and len(found) > _MOST_NAMES:
        return _total(f"{so_often}有 {len(found)} {group.unit}，太多了就不一一列了。", words)
    lines = bullets(f"{name}：{n} 期" for name, n in found)
    head = f"{so_often}有 {len(found)} {group.unit}："
    return _total(joined([head, lines]), words)


def _cities(question: Question) -> str:
    held = (s for s in question.book.standalone if s not in question.ahead)
    counts = Counter(salon.city for salon in held if salon.city)
    names = "、".join(f"{city}（{n} 次）" if n > 1 else city for city, n in counts.items())
    none_else = "，别的城市都没有办过的记录" if question.says(_NEVER) else ""
    return f"办过的城市有 {len(counts)} 个：{names}{none_else}。"


def _talks(book: SalonBook) -> str:
    total = sum(len(salon.talks) for salon in book.standalone)
    return f"各期记下的议题一共 {total} 个（同一题目在几期讲过就算几个）。"


def _companies(book: SalonBook) -> str:
    number = sum(1 for group in book.companies if group.attended)
    return f"各期名单里一共记下 {number} 家不同的企业；名单多以「等」收尾，不是全部。"


def _replays(book: SalonBook) -> str:
    having = [salon for salon in book.standalone if salon.replays]
    total = sum(len(salon.replays) for salon in having)
    lines = bullets(f"{headline(s)}：{facts.brief(s, Word.REPLAYS)}" for s in having)
    return joined([f"回放一共 {total} 条，在 {len(having)} 期里：", lines])


def not_of_sponsors(question: Question) -> SalonReply | None:
    """某家赞助过吗, of a guest who never did."""
    asks = question.has(Word.EXISTS, Word.COUNT, Word.WHICH) and question.is_clear
    if not asks or set(question.facts) - {Word.COMPANIES} != {Word.SPONSOR} or question.is_scoped:
        return None
    said = f"赞助方里没有{'、'.join(question.companies)}。{_sponsors(question.book)}"
    return SalonReply(said, "沙龙：赞助", topic("list", words=(Word.SPONSOR,)))


def _sponsors(book: SalonBook) -> str:
    names = dict.fromkeys(name for salon in book.standalone for name in salon.sponsors)
    return f"赞助方一共 {len(names)} 家：{'、'.join(names)}。"


def _questions(book: SalonBook) -> str:
    having = [salon for salon in book.standalone if len(salon.recaps) > 1]
    lines = bullets(f"{headline(s)}：{len(s.recaps)} 个" for s in having)
    total = sum(len(salon.recaps) for salon in having)
    return joined([f"留下的问题一共 {total} 个，在 {len(having)} 期里：", lines])


_COUNTS: dict[Word, Callable[[SalonBook], str]] = {
    Word.TALKS: _talks,
    Word.COMPANIES: _companies,
    Word.REPLAYS: _replays,
    Word.SPONSOR: _sponsors,
    Word.DISCUSSED: _questions,
}


def _extent(question: Question) -> SalonReply | None:
    """How many salons there were, by year."""
    if not (question.is_strong or question.has(Word.HOLD)) or not question.has(
        Word.COUNT, Word.TOTAL, Word.LISTING, Word.EVERY, Word.WHICH
    ):
        return None
    salons = [salon for salon in question.book.standalone if not salon.is_cancelled]
    held = [salon for salon in salons if salon.held_on < question.today]
    ahead = salons[len(held) :]
    years = Counter(salon.held_on.year for salon in held)
    by_year = "，".join(f"{year} 年 {number} 期" for year, number in sorted(years.items()))
    parts = [f"一共办过 {len(held)} 期（{by_year}）：", salon_list(held)] if held else []
    parts += [f"还有 {len(ahead)} 期已经安排：", salon_list(ahead)] if ahead else []
    if not parts:
        return None
    return SalonReply(joined(parts), "沙龙列表", topic("list", salons))


def _total(markdown: str, words: Sequence[Word]) -> SalonReply:
    return SalonReply(markdown, "沙龙统计", topic("salon", words=words))


def most_often(question: Question) -> SalonReply | None:
    """The city, sponsor, speaker, company or month that comes up most often."""
    if question.has(*OF_PEOPLE):
        return None
    if any("谁" not in role for role in question.said(Word.ROLE)):
        return None  # 谁职位最高
    found = next((g for g in _GROUPS if _comes_up(question, g)), None) or _former_group(question)
    counts = Counter(found.of(question)) if found else Counter()
    if question.has(Word.BESIDES):
        for name in (*question.companies, *question.named(Kind.PERSON, Kind.CITY)):
            counts.pop(name, None)
    if found is None or not counts:
        return None
    least = question.has(Word.LEAST) and not question.has(Word.MOST)
    best = min(counts.values()) if least else max(counts.values())
    names = [name for name, number in counts.items() if number == best]
    shown = "、".join(names[:_MOST_NAMES])
    shown += f" 等 {len(names)} 个" if len(names) > _MOST_NAMES else ""
    told = _total(f"{found.label}最{'少' if least else '多'}的：{shown}，{best} 期。", ())
    return replace(told, topic=_topic_of(question, found, names)) if len(names) == 1 else told


def _comes_up(question: Question, group: _Group) -> bool:
    """除了某家谁来得最多: who comes is a guest, unless they speak."""
    guests = question.has(Word.COME) and not question.has(Word.SPEAKERS, Word.GIVE)
    return question.has(*group.words) and not (guests and Word.WHO in group.words)


def _former_group(question: Question) -> _Group | None:
    """哪个最多, after the cities or the speakers were told."""
    if not question.continues or question.facts:
        return None
    former = question.former_words
    return next((g for g in _GROUPS if set(g.words) & set(former)), None)


def _topic_of(question: Question, group: _Group, names: Sequence[str]) -> Mapping[str, str]:
    """What 哪几期 after the most frequent means."""
    one = names[0]
    if Word.COMPANIES in group.words:
        return topic("company", company=one)
    if Word.SPEAKERS in group.words:
        return topic("person", person=one)
    having = [s for s in question.scope.salons if one == s.city or one in s.sponsors]
    return topic("list", having, group.words[:1], group=one)


@dataclass(frozen=True, slots=True)
class _Group:
    """Something salons have one or more of; ``of`` names it once for each salon. ``did``: what
    whoever is counted, by ``unit``, did there."""

    words: tuple[Word, ...]
    label: str
    did: str
    unit: str
    of: Callable[[Question], Iterable[str]]


def _when_of(question: Question) -> Iterable[str]:
    months = "月" in question.text
    for salon in question.scope.salons:
        year = f"{salon.held_on.year} 年"
        yield f"{year} {salon.held_on.month} 月" if months else year


_GROUPS = (
    _Group(
        (Word.SPONSOR,),
        "赞助",
        "赞助",
        "家",
        lambda q: (n for s in q.scope.salons for n in s.sponsors),
    ),
    _Group(
        (Word.SPEAKERS, Word.WHO),
        "有记录的分享",
        "讲",
        "位",
        lambda q: (one.name for s in q.scope.salons for one in s.speakers),
    ),
    _Group((Word.DATE,), "办得", "办", "个", _when_of),
    _Group(
        (Word.CITY, Word.PLACE),
        "办得",
        "办",
        "个",
        lambda q: (s.city for s in q.scope.salons if s.city),
    ),
    _Group(
        (Word.COMPANIES, Word.COME, Word.ORG),
        "参加",
        "来",
        "家",
        lambda q: (group.key for group in q.book.companies for _ in group.attended),
    ),
)
