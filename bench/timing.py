"""Times of single questions, and what is said of them."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median, quantiles
from typing import Any

from search.query import Query

Answer = Callable[[Query], Any]


@dataclass(frozen=True)
class Times:
    """Milliseconds of each question: the median of its repeats."""

    each: tuple[float, ...]

    @property
    def median(self) -> float:
        return median(self.each)

    @property
    def p95(self) -> float:
        return quantiles(self.each, n=20, method="inclusive")[-1]


def interleaved(answers: Sequence[Answer], questions: Sequence[Query], repeats: int) -> list[Times]:
    """Ask everybody every question in turn, `repeats` times after one round that is not counted."""
    spent: list[list[list[float]]] = [[[] for _ in questions] for _ in answers]
    for repeat in range(repeats + 1):
        for place, question in enumerate(questions):
            for who, answer in enumerate(answers):
                start = time.perf_counter_ns()
                answer(question)
                elapsed = (time.perf_counter_ns() - start) / 1e6
                if repeat:
                    spent[who][place].append(elapsed)
    return [Times(tuple(median(times) for times in of_one)) for of_one in spent]
