"""What salons are compared by, and the numbers that their counts stand for."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.events.models import Count, Salon
from bot.events.replies import SalonReply
from bot.events.turns import topic
from bot.events.vocabulary import Word

_ABOUT = re.compile(r"(?:约|近)?(\d+)(?:余|多|\+|人|左右|以上|来)*")
_MASKED = re.compile(r"(\d+)([xX×*]+)")


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


def exact(count: Count | None) -> int | None:
    """The number to rank by: 88, 「2200余」 → 2200; 「1xx」 has none."""
    if isinstance(count, str):
        match = _ABOUT.fullmatch(count.strip())
        return int(match[1]) if match else None
    return count


def bounds(count: Count | None) -> tuple[int, int] | None:
    """The least and most it may be: 「1xx」 → 100–199."""
    if (number := exact(count)) is not None:
        return number, number
    if isinstance(count, str) and (match := _MASKED.fullmatch(count.strip())):
        scale = 10 ** len(match[2])
        return int(match[1]) * scale, int(match[1]) * scale + scale - 1
    return None


def value(metric: Metric, salon: Salon) -> str:
    count = metric.of(salon)
    return (
        f"{metric.label} {count} {metric.unit}" if count is not None else f"{metric.label}没有记录"
    )


def reply(metric: Metric, markdown: str, salons: Sequence[Salon], **more: str) -> SalonReply:
    words = (metric.word,)
    return SalonReply(
        markdown,
        f"沙龙：{metric.label}",
        topic("figures", salons, words, metric=metric.word.value, **more),
    )
