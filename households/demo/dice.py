"""Repeatable chance: one stream of random numbers per seed and purpose."""

import random
from bisect import bisect
from collections.abc import Iterable
from itertools import accumulate
from typing import Generic, TypeVar

T = TypeVar("T")


def dice(seed: int, *purpose: object) -> random.Random:
    """A stream of its own for one purpose.

    Streams that share no state keep a change in one corner of the city from moving everything
    else, and give a village the same people in a small city as in the whole one.
    """
    return random.Random("/".join(map(str, (seed, *purpose))))


class Weighted(Generic[T]):
    """Values drawn by weight; the weights are summed once."""

    def __init__(self, weights: dict[T, float] | Iterable[tuple[T, float]]) -> None:
        pairs = list(weights.items() if isinstance(weights, dict) else weights)
        self._values = [value for value, _ in pairs]
        self._sums = list(accumulate(weight for _, weight in pairs))
        self._total = self._sums[-1]

    def draw(self, rng: random.Random) -> T:
        return self._values[bisect(self._sums, rng.random() * self._total)]
