"""Linear models of a few features, fitted by hand-written descent: no library for it.

Both are small on purpose: weights that fit on one line can be read and argued about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
_STEPS = 400
_RATE = 0.05


@dataclass(frozen=True, slots=True)
class Choice:
    """Candidates of one question (rows of features) and which of them are right."""

    features: Matrix
    right: NDArray[np.bool_]


def fit_choice(choices: Sequence[Choice], penalty: float) -> Matrix:
    """Weights under which right candidates come before the others (softmax per question)."""
    useful = [choice for choice in choices if choice.right.any() and not choice.right.all()]
    everything = np.concatenate([choice.features for choice in useful])
    spread = everything.std(axis=0) + 1e-9
    scaled = [(choice.features / spread, choice.right) for choice in useful]

    def gradient(weights: Matrix) -> Matrix:
        total: Matrix = penalty * weights
        for features, right in scaled:
            scores = features @ weights
            chances = np.exp(scores - scores.max())
            chances /= chances.sum()
            wanted = chances * right
            total = total + features.T @ (chances - wanted / wanted.sum())
        return np.asarray(total / len(scaled))

    return np.asarray(_descend(gradient, everything.shape[1]) / spread)


def fit_yes_no(features: Matrix, yes: NDArray[np.bool_], penalty: float) -> tuple[Matrix, float]:
    """Weights and intercept of a logistic model; both answers count alike in total."""
    spread = features.std(axis=0) + 1e-9
    scaled = np.column_stack([features / spread, np.ones(len(features))])
    share = np.where(yes, 0.5 / yes.sum(), 0.5 / (~yes).sum())

    def gradient(weights: Matrix) -> Matrix:
        chances = 1 / (1 + np.exp(-(scaled @ weights)))
        slope = scaled.T @ (share * (chances - yes)) + penalty * weights / len(features)
        return np.asarray(slope)

    weights = _descend(gradient, scaled.shape[1])
    return weights[:-1] / spread, float(weights[-1])


def folds(count: int, parts: int, seed: int) -> Iterator[tuple[list[int], list[int]]]:
    """(train, test) places, each place once in a test part."""
    order = np.random.default_rng(seed).permutation(count).tolist()
    for part in range(parts):
        test = order[part::parts]
        chosen = set(test)
        yield [place for place in order if place not in chosen], test


def _descend(gradient: Callable[[Matrix], Matrix], size: int) -> Matrix:
    """Adam: steps of one size whatever the features' scale."""
    weights, mean, square = np.zeros(size), np.zeros(size), np.zeros(size)
    for step in range(1, _STEPS + 1):
        slope = gradient(weights)
        mean = 0.9 * mean + 0.1 * slope
        square = 0.99 * square + 0.01 * slope**2
        weights = weights - _RATE * (mean / (1 - 0.9**step)) / (
            np.sqrt(square / (1 - 0.99**step)) + 1e-9
        )
    return weights
