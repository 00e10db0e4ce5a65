"""A number that a message says beside something that salons have: 回放有三条, 报名300人."""

from __future__ import annotations

from dataclasses import dataclass

from bot.events.answers.figures.metrics import METRICS, Metric
from bot.events.reading.asking import Question
from bot.events.words.vocabulary import Word
from bot.events.words.wording import NUMERAL, number_in
from bot.expressions import Expression

_OF_MEASURE = {
    "人": Word.SIGNUPS, "号人": Word.SIGNUPS, "个人": Word.SIGNUPS, "人次": Word.ATTENDANCE,
    "条": Word.REPLAYS, "段": Word.REPLAYS, "家": Word.COMPANIES, "位": Word.SPEAKERS,
    "道": Word.DISCUSSED,
}  # fmt: skip
_MEASURES = "|".join((*_OF_MEASURE, "个", "名", "项", "部", "张", "题"))
_COUNTED = Expression(
    rf"(?<![a-z0-9.])({NUMERAL})(?![a-z0-9.])(?:多|余|来)?({_MEASURES})?(?![年月日号点期场届站次章]|回(?![放看顾])|季度)"
)
_ONLY = Expression("(?:有|只|就|才|仅|共)$")
_ALONE = 9  # below that, a bare numeral of one character counts nothing: 一样


@dataclass(frozen=True, slots=True)
class Claimed:
    """``said``: how the message says it."""

    number: int
    metric: Metric
    said: str


def counted(question: Question) -> Claimed | None:
    """The one number of a message that counts what salons have; none where there are two."""
    found = []
    others = [s for s in question.reading.spans if not isinstance(s.value, Word)]
    for match in _COUNTED.finditer(question.text):
        if any(s.start < match.end() and match.start() < s.end for s in others):
            continue
        number = number_in(match[1])
        if number == 1 and not _ONLY.search(question.text[: match.start()]):
            continue  # 是不是一家
        if number is None or (number <= _ALONE and not match[2] and not match[1].isdecimal()):
            continue
        if metric := _metric(question, match[2] or ""):
            found.append(Claimed(number, metric, match[0]))
    return found[0] if len(found) == 1 else None


def _metric(question: Question, measure: str) -> Metric | None:
    words = [s.value for s in question.reading.spans]  # 线上线下1500是报名人数吗: the last
    said = next((m for word in reversed(words) for m in METRICS if m.word is word), None)
    if said is None and question.has(Word.EQUAL, Word.HEADCOUNT):
        measure = measure if measure == "人次" else "人"
    word = _OF_MEASURE.get(measure)
    return said or next((m for m in METRICS if m.word is word), None)
