"""Counts over the whole record, and who or what comes up most often in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from bot.events.answers import facts
from bot.events.answers.figures.grouped import repeated
from bot.events.answers.figures.metrics import METRICS, known_of
from bot.events.book.calendar import SalonBook
from bot.events.reading.asking import Question
from bot.events.reading.turns import topic
from bot.events.replies import SalonReply, bullets, headline, joined, salon_list
from bot.events.words.vocabulary import Word
from bot.expressions import Expression

_COUNTED = (Word.TALKS, Word.COMPANIES, Word.REPLAYS, Word.SPONSOR, Word.DISCUSSED)
_NEVER = Expression("[没未](?:有)?[去来到办]")


def of_record(question: Question, words: Sequence[Word]) -> SalonReply | None:
    """How many cities, speakers, talks … there are; of salons themselves by year."""
    if question.has(Word.EVERY) and len(words) > 1:
        return None
    if again := repeated(question, words):
        return again
    cities = bool(set(words) & {Word.CITY, Word.PLACE})
    counts = question.has(Word.COUNT, Word.TOTAL)
    counted = [_number_of(question, word) for word in _COUNTED if counts and word in words]
    if not cities and not counted:
        return None if words and tuple(words) != (Word.WHICH,) else _extent(question)
    # 一共办了几场，去了几个城市，讲了多少议题: all that is asked.
    parts = [f"一共办过 {len(question.held)} 期。"] if _counts_held(question) else []
    parts += [_cities(question)] if cities else []
    return _total(joined([*parts, *counted]), words)


def _counts_held(question: Question) -> bool:
    """几场 beside what else is counted, and no 几次 of a city."""
    return not set("期场届").isdisjoint("".join(question.said(Word.COUNT)))


def _cities(question: Question) -> str:
    counts = Counter(salon.city for salon in question.held if salon.city)
    names = "、".join(f"{city}（{n} 次）" if n > 1 else city for city, n in counts.items())
    none_else = "，别的城市都没有办过的记录" if question.says(_NEVER) else ""
    return f"办过的城市有 {len(counts)} 个：{names}{none_else}。"


def _number_of(question: Question, word: Word) -> str:
    """How many there are of what salons have numbers of, or of who was there."""
    book = question.book
    if word is Word.COMPANIES:
        number = sum(1 for group in book.companies if group.attended)
        return f"各期名单里一共记下 {number} 家不同的企业；名单多以「等」收尾，不是全部。"
    if word is Word.SPONSOR:
        return _sponsors(book)
    metric = next(metric for metric in METRICS if metric.word is word)
    known = known_of(metric, book.standalone)
    if word is Word.DISCUSSED:
        known = [(number, salon) for number, salon in known if number > 1]  # one is a summary
    total = f"{metric.label}一共 {sum(n for n, _ in known)} {metric.unit}"
    if word is Word.TALKS:
        return f"各期记下的{total}（同一题目在几期讲过就算几个）。"
    lines = bullets(f"{headline(s)}：{facts.brief(s, word)}" for _, s in known)
    return joined([f"{total}，在 {len(known)} 期里：", lines])


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


def _extent(question: Question) -> SalonReply | None:
    """How many salons there were, by year."""
    if not (question.is_strong or question.has(Word.HOLD)) or not question.has(
        Word.COUNT, Word.TOTAL, Word.LISTING, Word.EVERY, Word.WHICH
    ):
        return None
    held, standalone = question.held, question.book.standalone
    ahead = [s for s in standalone if s not in held and not s.is_cancelled]
    years = Counter(salon.held_on.year for salon in held)
    by_year = "，".join(f"{year} 年 {number} 期" for year, number in sorted(years.items()))
    parts = [f"一共办过 {len(held)} 期（{by_year}）：", salon_list(held)] if held else []
    parts += [f"还有 {len(ahead)} 期已经安排：", salon_list(ahead)] if ahead else []
    if not parts:
        return None
    return SalonReply(joined(parts), "沙龙列表", topic("list", (*held, *ahead)))


def _total(markdown: str, words: Sequence[Word]) -> SalonReply:
    return SalonReply(markdown, "沙龙统计", topic("salon", words=words))
