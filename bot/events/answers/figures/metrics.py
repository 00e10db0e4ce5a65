"""What salons are compared by, and the numbers that their counts stand for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from bot.events.reading.turns import topic
from bot.events.record.models import PLANNED, Count, Salon
from bot.events.replies import SalonReply, bullets, headline, short_name
from bot.events.words.vocabulary import Word
from bot.expressions import Expression

_ABOUT = Expression(r"(?:约|近)?(\d+)(?:余|多|\+|人|左右|以上|来)*")
_AND_MORE = Expression("(?:余|多|\\+|以上)")
_MASKED = Expression(r"(\d+)([xX×*]+)")


@dataclass(frozen=True, slots=True)
class Metric:
    """Something that salons are compared by. ``unit`` follows the number."""

    word: Word
    label: str
    unit: str
    of: Callable[[Salon], Count | None]


METRICS: tuple[Metric, ...] = (
    Metric(Word.ATTENDANCE, "线上线下人次", "人次", lambda s: s.attendance),
    Metric(Word.SIGNUPS, "报名", "人", lambda s: s.signups),
    Metric(Word.TALKS, "议题", "个", lambda s: len(s.talks) or None),
    Metric(Word.REPLAYS, "回放", "条", lambda s: len(s.replays) or None),
    Metric(Word.SPEAKERS, "有名字的讲师", "位", lambda s: len(s.speakers) or None),
    Metric(Word.COMPANIES, "记下的参会企业", "家", lambda s: len(s.companies) or None),
    Metric(Word.DISCUSSED, "留下的问题", "个", lambda s: len(s.recaps) or None),
)
# What a measure word counts.
OF_MEASURE = {
    "人": Word.SIGNUPS, "号人": Word.SIGNUPS, "个人": Word.SIGNUPS, "人次": Word.ATTENDANCE,
    "条": Word.REPLAYS, "段": Word.REPLAYS, "家": Word.COMPANIES, "位": Word.SPEAKERS,
    "道": Word.DISCUSSED,
}  # fmt: skip


def exact(count: Count | None) -> int | None:
    """The number to rank by: 88, 「2200余」 → 2200; 「1xx」 has none."""
    if isinstance(count, str):
        match = _ABOUT.fullmatch(count.strip())
        return int(match[1]) if match else None
    return count


def known_of(metric: Metric, salons: Iterable[Salon]) -> list[tuple[int, Salon]]:
    """The salons that have an exact number, each behind its own."""
    return [(n, s) for s in salons if (n := exact(metric.of(s))) is not None]


def bounds(count: Count | None) -> tuple[int, int] | None:
    """The least and most it may be: 「1xx」 → 100–199, 「2200余」 → 2200–2299."""
    if (number := exact(count)) is not None:
        if isinstance(count, str) and _AND_MORE.search(count):
            zeros = len(str(number)) - len(str(number).rstrip("0"))
            return number, number + 10**zeros - 1
        return number, number
    if isinstance(count, str) and (match := _MASKED.fullmatch(count.strip())):
        scale = 10 ** len(match[2])
        return int(match[1]) * scale, int(match[1]) * scale + scale - 1
    return None


def value(metric: Metric, salon: Salon) -> str:
    count = metric.of(salon)
    if count is None:
        return "还没有办" if salon.status == PLANNED else f"{metric.label}没有记录"
    return f"{metric.label} {count} {metric.unit}"


def values(metric: Metric, salons: Iterable[Salon]) -> str:
    """A line for each."""
    return bullets(f"{headline(salon)}：{value(metric, salon)}" for salon in salons)


def reply(metric: Metric, markdown: str, salons: Sequence[Salon], **more: str) -> SalonReply:
    words = (metric.word,)
    return SalonReply(
        markdown,
        f"沙龙：{metric.label}",
        topic("figures", salons, words, metric=metric.word.value, **more),
    )


def left_out(metric: Metric, salons: Sequence[Salon], how: str = "没有参加比较") -> str:
    """Names whoever has no exact number, and says ``how`` that was dealt with."""
    worded = [
        f"{short_name(s)}写作「{c}」"
        for s in salons
        if isinstance(c := metric.of(s), str) and exact(c) is None
    ]
    absent = [s for s in salons if metric.of(s) is None and s.status != PLANNED]
    notes = [f"{'、'.join(worded)}，没有确切数字，{how}。"] if worded else []
    if absent and len(absent) <= 3:
        notes.append(f"{'、'.join(map(short_name, absent))}没有记录。")
    elif absent:
        notes.append(f"另外 {len(absent)} 期没有记录。")
    return "".join(notes)


@dataclass(frozen=True, slots=True)
class Measure:
    """What is counted of a member: its salons, or a number of theirs, added or on average."""

    metric: Metric | None = None
    averages: bool = False

    @property
    def unit(self) -> str:
        return self.metric.unit if self.metric else "期"

    def of(self, salons: Sequence[Salon]) -> int:
        if self.metric is None:
            return len(salons)
        numbers = [number for number, _ in known_of(self.metric, salons)]
        return round(sum(numbers) / (len(numbers) or 1 if self.averages else 1))

    def knows(self, salons: Sequence[Salon]) -> bool:
        return self.metric is None or bool(known_of(self.metric, salons))

    def told(self, salons: Sequence[Salon]) -> str:
        if self.metric is None:
            return f"{len(salons)} 期"
        if len(salons) == 1:
            return value(self.metric, salons[0])
        if not salons:
            return "没有办过沙龙"
        if not self.knows(salons):
            return f"{self.metric.label}没有确切数字"
        how = "平均每期约" if self.averages else "合计"
        return f"{self.metric.label}{how} {self.of(salons)} {self.unit}"

    def unknown(self, salons: Sequence[Salon]) -> str:
        return left_out(self.metric, salons, "没有算进去") if self.metric else ""
