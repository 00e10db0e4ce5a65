"""Two salons or more beside each other: which has more, how many times, how far apart."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from bot.events.answers.metrics import Metric, exact, reply, value
from bot.events.asking import Question
from bot.events.models import Salon
from bot.events.replies import SalonReply, bullets, headline, joined, short_name
from bot.events.turns import topic
from bot.events.vocabulary import Word

_YEAR = 365  # days


def compare(question: Question, metric: Metric, salons: Sequence[Salon]) -> SalonReply:
    ordered = sorted(salons, key=lambda s: -(exact(metric.of(s)) or -1))
    lines = bullets(f"{headline(s)}：{value(metric, s)}" for s in ordered)
    numbers = [exact(metric.of(s)) for s in ordered]
    first, second = numbers[0], numbers[1]
    verdict = ""
    if first is not None and second is not None:
        verdict = (
            "一样多。"
            if first == second
            else (
                f"{short_name(ordered[0])}最多，比第二多 {first - second} {metric.unit}。"
                if len(ordered) > 2
                else f"{short_name(ordered[0])}多 {first - second} {metric.unit}。"
            )
        )
    if "倍" in question.reading.text and first and second:
        verdict += f"是{short_name(ordered[1])}的 {first / second:.1f} 倍。"
    return reply(metric, joined([lines, verdict]), salons)


def gap(salons: Sequence[Salon]) -> SalonReply:
    ordered = sorted(salons, key=lambda s: s.held_on)
    lines = bullets(map(headline, ordered))
    steps = [(one, other, (other.held_on - one.held_on).days) for one, other in pairwise(ordered)]
    gaps = [f"{short_name(one)}到{short_name(other)}相隔 {days} 天" for one, other, days in steps]
    adjacent = "，正好是连着的" if all(days == 1 for _, _, days in steps) else ""
    verdict = f"{'，'.join(gaps)}{adjacent}。"
    return SalonReply(joined([lines, verdict]), "沙龙日期", topic("salon", ordered, (Word.DATE,)))


def since(salon: Salon | None, today: date) -> SalonReply | None:
    """How long ago a salon was."""
    if salon is None or salon.held_on > today:
        return None
    days = (today - salon.held_on).days
    years = f"，约 {days / 365.25:.1f} 年" if days > _YEAR else ""
    markdown = joined([headline(salon), f"距今 {days} 天{years}。"])
    return SalonReply(markdown, "沙龙日期", topic("salon", [salon], (Word.DATE,)))
