"""A compact reader of Voikko's Finnish dictionary: the transducer that the package pyvoikko brings.

The file: `KFST`, a header (version, numbers of symbols, transitions and final states, weighted), the symbols as
zero-terminated UTF-8, then compressed with xz the transitions (from, to, input, output) and the final states.
The code of pyvoikko is never run: it keeps a Python object for every transition.
"""

import lzma
import struct
from array import array
from bisect import bisect_left
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np

MAGIC = b"KFST"
HEADER = struct.Struct("!HHII?")
TRANSITION = np.dtype([("source", ">u4"), ("target", ">u4"), ("input", ">u2"), ("output", ">u2")])
EMPTY = ("@0@", "@_EPSILON_SYMBOL_@")
LONGEST = 64
MOST_STEPS = 20_000
"""A word is given up when it has more letters, or needs more states, than this: no real word does."""
JUNCTION, MOST_REMEMBERED = 2, 10_000
"""Transitions without a letter that make a state worth remembering, and how much of it is."""
END = -1

Flags = tuple[tuple[str, str], ...]
"""The values of the flag diacritics that are set, by name."""
Step = tuple[int, tuple[int, ...], Flags]
"""A state, the codes written on the way there, and the flags then."""


class Transducer:
    """Readings of words; takes 8 bytes for a transition and 6 for a state.

    Raises ValueError if `data` is not such a file.
    """

    def __init__(self, data: bytes) -> None:
        if data[: len(MAGIC)] != MAGIC:
            raise ValueError("This is not a transducer of Voikko.")
        _version, n_symbols, n_transitions, n_finals, is_weighted = HEADER.unpack_from(data, len(MAGIC))
        if is_weighted:
            raise ValueError("A transducer with weights is not understood.")
        *names, packed = data[len(MAGIC) + HEADER.size :].split(b"\0", n_symbols)
        symbols = [name.decode() for name in names]
        body = lzma.decompress(packed)
        rows = np.frombuffer(body, TRANSITION, n_transitions)
        finals = np.frombuffer(body, ">u4", n_finals, rows.nbytes)
        self._symbols = ["" if symbol.startswith("@") else symbol for symbol in symbols]
        self._codes = {symbol: code for code, symbol in enumerate(symbols) if len(symbol) == 1}
        self._flags = {
            code: symbol.strip("@").split(".")
            for code, symbol in enumerate(symbols)
            if symbol.startswith("@") and symbol not in EMPTY
        }
        self._moves: dict[tuple[Flags, int], Flags | None] = {}
        self._flag_sets: dict[Flags, Flags] = {}
        self._reached: dict[tuple[int, Flags, int], list[Step]] = {}
        self._arrange(rows, finals, np.array([symbol.startswith("@") for symbol in symbols]))

    def _arrange(self, rows: Any, finals: Any, reads_nothing: Any) -> None:
        """Sort the transitions by state, those that read no letter before the others, then by letter."""
        n_states = int(max(rows["source"].max(), rows["target"].max())) + 1
        free = reads_nothing[rows["input"]]
        order = np.lexsort((rows["input"], ~free, rows["source"]))
        ends = np.cumsum(np.bincount(rows["source"], minlength=n_states))
        self._starts = array("I", b"\0\0\0\0" + ends.astype(np.uint32).tobytes())
        self._n_free = array("B", np.bincount(rows["source"][free], minlength=n_states).astype(np.uint8).tobytes())
        self._targets = array("I", rows["target"][order].astype(np.uint32).tobytes())
        self._inputs = array("H", rows["input"][order].astype(np.uint16).tobytes())
        self._outputs = array("H", rows["output"][order].astype(np.uint16).tobytes())
        self._is_final = bytearray(n_states)
        for state in finals.tolist():
            self._is_final[state] = 1

    def lookup(self, word: str) -> list[tuple[str, ...]]:
        """The readings of a word in small letters, each as the symbols of its output; none if it is not known."""
        codes = [self._codes.get(letter, -1) for letter in word]
        if -1 in codes or len(codes) > LONGEST:
            return []
        starts, n_free, targets = self._starts, self._n_free, self._targets
        inputs, outputs = self._inputs, self._outputs
        n, steps = len(codes), 0
        found: dict[tuple[str, ...], None] = {}
        stack: list[tuple[int, int, Any, Flags]] = [(0, 0, None, ())]
        while stack and steps < MOST_STEPS:
            state, place, written, flags = stack.pop()
            steps += 1
            if place == n:
                for _state, output, _flags in self._reach(state, flags, END):
                    found[self._spelt((written, output))] = None
            elif n_free[state]:
                for target, output, after in self._reach(state, flags, codes[place]):
                    stack.append((target, place + 1, (written, output), after))
            else:
                code, end = codes[place], starts[state + 1]
                row = bisect_left(inputs, code, starts[state], end)
                while row < end and inputs[row] == code:
                    stack.append((targets[row], place + 1, (written, (outputs[row],)), flags))
                    row += 1
        return list(found)

    def _reach(self, state: int, flags: Flags, code: int) -> list[Step]:
        """Where one gets by reading one letter, or where the word may END, after any way that reads nothing.

        Only states from which several such ways go on are remembered: there the ends of nearly all words meet.
        """
        start, letters = self._starts[state], self._starts[state] + self._n_free[state]
        is_junction = letters - start >= JUNCTION
        key = state, flags, code
        if is_junction and key in self._reached:
            return self._reached[key]
        steps = self._here(state, flags, code, letters)
        for row in range(start, letters):
            free, output = self._inputs[row], self._outputs[row]
            after = self._move(flags, free) if free in self._flags else flags
            if after is not None:
                further = self._reach(self._targets[row], after, code)
                steps += [(target, (output, *outputs), then) for target, outputs, then in further]
        if is_junction:
            if len(self._reached) >= MOST_REMEMBERED:
                self._reached.clear()
            self._reached[key] = steps
        return steps

    def _here(self, state: int, flags: Flags, code: int, letters: int) -> list[Step]:
        """The steps that start in the state itself, whose transitions for letters begin in row `letters`."""
        if code == END:
            return [(state, (), flags)] if self._is_final[state] else []
        end = self._starts[state + 1]
        row = bisect_left(self._inputs, code, letters, end)
        steps: list[Step] = []
        while row < end and self._inputs[row] == code:
            steps.append((self._targets[row], (self._outputs[row],), flags))
            row += 1
        return steps

    def _spelt(self, written: Any) -> tuple[str, ...]:
        """The symbols of a chain of (before, codes), in order and without the empty ones."""
        pieces = []
        while written is not None:
            written, codes = written
            pieces.append(codes)
        symbols = (self._symbols[code] for codes in reversed(pieces) for code in codes)
        return tuple(symbol for symbol in symbols if symbol)

    def _move(self, flags: Flags, code: int) -> Flags | None:
        """The flags after a flag diacritic, None where it bars the way; remembered, there are a few thousand."""
        key = flags, code
        if key not in self._moves:
            after = _moved(dict(flags), *self._flags[code])
            self._moves[key] = None if after is None else self._flag_sets.setdefault(after, after)
        return self._moves[key]


def _moved(held: dict[str, str], kind: str, name: str, value: str = "") -> Flags | None:
    """The flags that one flag diacritic leaves of `held`, None where it bars the way."""
    now = held.get(name)
    match kind:
        case "C":
            held.pop(name, None)
        case "P":
            held[name] = value
        case "U" if now in (None, value):
            held[name] = value
        case "R" if now is not None and value in ("", now):
            pass
        case "D" if now is None or value not in ("", now):
            pass
        case _:
            return None
    return tuple(sorted(held.items()))


def path() -> Path | None:
    """Where pyvoikko keeps the dictionary, None if it is not installed."""
    spec = find_spec("pyvoikko")
    folders = (spec.submodule_search_locations if spec else None) or ()
    files = (Path(folder) / "voikko.kfst" for folder in folders)
    return next((file for file in files if file.is_file()), None)


class _Held:
    """The dictionary of this process."""

    lock = Lock()
    transducer: Transducer | None = None


def transducer() -> Transducer:
    """The dictionary, loaded at the first call. Raises FileNotFoundError where pyvoikko is not installed."""
    if _Held.transducer is None:
        with _Held.lock:
            if _Held.transducer is None:
                file = path()
                if file is None:
                    raise FileNotFoundError("The package pyvoikko is not installed.")
                _Held.transducer = Transducer(file.read_bytes())
    return _Held.transducer
