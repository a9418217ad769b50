"""The values of every practice: a set of practices per value, counts that leave out a facet's own selection."""

from array import array
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import numpy.typing as npt
from pyroaring import BitMap

from .growing import Growing

Numbers = npt.NDArray[np.uint32]
FEW = 1_500
"""Up to so many hits are counted by reading their values; more are counted by meeting each value's set."""


def bitmap(numbers: Numbers) -> BitMap:
    """The set of ascending numbers."""
    plain = array("I")
    plain.frombytes(np.ascontiguousarray(numbers, np.uint32).tobytes())
    return BitMap(plain)


def numbers(found: BitMap) -> Numbers:
    """The members of a set, ascending."""
    return np.frombuffer(found.to_array(), np.uint32) if found else np.empty(0, np.uint32)


class Facets:
    """Value sets and forward lists of practices numbered from 0. `with_` gives a newer one and leaves this as it is."""

    def __init__(self) -> None:
        self.live = BitMap()
        self._keys: list[tuple[str, str]] = []
        self._numbers: dict[tuple[str, str], int] = {}
        self._of_facet: dict[str, list[int]] = {}
        self._sets: dict[int, BitMap] = {}
        self._starts = Growing(np.int64, [0])
        self._values = Growing(np.int32)
        self._totals: npt.NDArray[np.int64] = np.zeros(0, np.int64)

    @classmethod
    def build(cls, practices: Iterable[Mapping[str, Iterable[str]]]) -> "Facets":
        """The facets of practices 0, 1, 2 …; each is facet → codes, broader concepts included."""
        building = Building()
        for values in practices:
            building.add(values)
        return building.done()

    def with_(self, added: Sequence[Mapping[str, Iterable[str]]], dead: Iterable[int]) -> "Facets":
        """The same with practices added at the end and others taken away.

        The arrays are shared, so only the newest may be asked for a newer one.
        """
        twin = Facets()
        twin._keys, twin._numbers, twin._of_facet = self._keys, self._numbers, self._of_facet
        twin._starts, twin._values = self._starts, self._values
        twin._sets, twin.live = dict(self._sets), self.live.copy()
        owned: set[int] = set()

        def own(value: int) -> BitMap:
            if value not in owned:
                twin._sets[value] = twin._sets[value].copy() if value in twin._sets else BitMap()
                owned.add(value)
            return twin._sets[value]

        starts, flat = self._starts.view(), self._values.view()
        for number in dead:
            twin.live.discard(number)
            for value in flat[starts[number] : starts[number + 1]].tolist():
                own(value).discard(number)
        for values in added:
            number = len(twin._starts) - 1
            found = twin._values_of(values)
            twin._values.extend(found)
            twin._starts.extend([len(twin._values)])
            twin.live.add(number)
            for value in found:
                own(value).add(number)
        twin._totals = np.zeros(len(self._keys), np.int64)
        twin._totals[: len(self._totals)] = self._totals
        for value in owned:
            twin._totals[value] = len(twin._sets[value])
        return twin

    def _values_of(self, values: Mapping[str, Iterable[str]]) -> list[int]:
        found = []
        for facet, codes in values.items():
            for code in dict.fromkeys(codes):
                key = (facet, code)
                number = self._numbers.get(key)
                if number is None:
                    number = self._numbers[key] = len(self._keys)
                    self._keys.append(key)
                    self._of_facet.setdefault(facet, []).append(number)
                found.append(number)
        return found

    def _count(self) -> None:
        self._totals = np.array([len(self._sets.get(n, ())) for n in range(len(self._keys))], np.int64)

    def having(self, facet: str, codes: Iterable[str]) -> BitMap:
        """The practices that have any of the codes."""
        sets = (self._sets.get(self._numbers.get((facet, code), -1)) for code in codes)
        return BitMap.union(*found) if (found := [s for s in sets if s is not None]) else BitMap()

    def counts(
        self, found: Numbers | None, chosen: Mapping[str, BitMap], outer: Mapping[str, Numbers | None]
    ) -> dict[str, dict[str, int]]:
        """Facet → code → number of practices (never 0).

        `found` are the practices within every choice (None: every practice there is); for each facet in `chosen` those
        in `outer` count instead, which leave out its own selection.
        """
        counts = self._of(found, [facet for facet in self._of_facet if facet not in chosen])
        for facet in chosen:
            counts.update(self._of(outer[facet], [facet] if facet in self._of_facet else []))
        return counts

    def _of(self, found: Numbers | None, facets: Sequence[str]) -> dict[str, dict[str, int]]:
        if found is not None and not len(found):
            return {}
        if found is None:
            totals = self._totals.tolist()
        elif len(found) <= FEW:
            totals = self._by_reading(found)
        else:
            totals = self._by_meeting(found, facets)
        keys, known = self._keys, len(totals)
        counts = {f: {keys[v][1]: totals[v] for v in self._of_facet[f] if v < known and totals[v]} for f in facets}
        return {facet: positive for facet, positive in counts.items() if positive}

    def _by_meeting(self, found: Numbers, facets: Iterable[str]) -> list[int]:
        met, sets = bitmap(found), self._sets
        totals = [0] * len(self._keys)
        for facet in facets:
            for value in self._of_facet[facet]:
                if value in sets:
                    totals[value] = met.intersection_cardinality(sets[value])
        return totals

    def _by_reading(self, found: Numbers) -> list[int]:
        starts = self._starts.view()
        first = starts[found]
        lengths = starts[found + 1] - first
        ends = np.cumsum(lengths)
        at = np.arange(int(ends[-1])) + np.repeat(first - (ends - lengths), lengths)
        counted: list[int] = np.bincount(self._values.view()[at], minlength=len(self._keys)).tolist()
        return counted


class Building:
    """Facets while very many practices are read: only numbers are kept of each."""

    def __init__(self) -> None:
        self._facets = Facets()
        self._members: dict[int, array[int]] = {}
        self._lengths, self._flat = array("I"), array("i")

    def add(self, values: Mapping[str, Iterable[str]]) -> None:
        """The next practice; facet → codes, broader concepts included."""
        number, found = len(self._lengths), self._facets._values_of(values)
        self._lengths.append(len(found))
        self._flat.extend(found)
        for value in found:
            members = self._members.get(value)
            if members is None:
                members = self._members[value] = array("I")
            members.append(number)

    def done(self) -> Facets:
        facets = self._facets
        lengths = np.frombuffer(self._lengths, np.uint32) if self._lengths else np.empty(0, np.uint32)
        facets._starts = Growing(np.int64, np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)]))
        facets._values = Growing(np.int32, np.frombuffer(self._flat, np.int32) if self._flat else ())
        facets._sets = {value: BitMap(members) for value, members in self._members.items()}
        facets.live = BitMap(range(len(self._lengths)))
        facets._count()
        return facets
