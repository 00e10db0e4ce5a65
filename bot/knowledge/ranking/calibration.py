"""Where to draw the line between answer and refusal, from examples.

The weights stay; only the threshold moves, within bounds, so that a few odd examples
cannot make the bot talk about everything or nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files

from bot.knowledge.ranking.confidence import THRESHOLD

BOUND = 1.5
_ENOUGH = 20  # examples of a kind below which the default stays
_KEPT = 0.95  # share of answerable questions that should be answered
_STEP = 0.1


@dataclass(frozen=True, slots=True)
class Calibration:
    """``kept``: share of the answerable that is answered, ``refused``: of the others."""

    threshold: float
    kept: float
    refused: float


def calibrate(answerable: Sequence[float], refuse: Sequence[float]) -> Calibration:
    """The threshold under which most questions are on the right side among those that
    keep enough of the answerable; the default where examples are few. The arguments are
    confidences."""
    if min(len(answerable), len(refuse)) < _ENOUGH:
        return _at(THRESHOLD, answerable, refuse)
    steps = round(BOUND / _STEP)
    found = [_at(step * _STEP, answerable, refuse) for step in range(-steps, steps + 1)]
    good = [one for one in found if one.kept >= _KEPT] or found[:1]
    return max(good, key=lambda one: (one.kept + one.refused, -abs(one.threshold)))


def messages_to_refuse() -> list[str]:
    """What people send to any group and no page on PostgreSQL answers."""
    text = files("bot.knowledge.ranking").joinpath("refuse.txt").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


def _at(threshold: float, answerable: Sequence[float], refuse: Sequence[float]) -> Calibration:
    kept = sum(value >= threshold for value in answerable) / (len(answerable) or 1)
    refused = sum(value < threshold for value in refuse) / (len(refuse) or 1)
    return Calibration(round(threshold, 2), kept, refused)
