"""Names of one mechanism in memory, found by sound. It tells nobody what it holds."""

from collections.abc import Iterable, Iterator
from threading import RLock
from typing import Any, NamedTuple, NoReturn, Self
from uuid import UUID

from referral.rules.name_letters import READINGS
from referral.rules.names import (
    LEAST_LIKENESS,
    SLIP_FROM,
    likeness,
    sounds,
    words,
)

MOST_WORDS, LONGEST_WORD = 8, 40
"""Words kept of one name, and letters of one word: a record stays small."""
MOST_CASES = 1_000
"""Candidates of one question; a question that has more is too vague."""
_ALPHABET = tuple(
    sorted({sound for each in READINGS.values() for sound in "".join(each)})
)


class Named(NamedTuple):
    """What is searched of one case: words of the name, year of birth or 0, version.

    `version` is the row version of the sealed identity that it was taken from.
    """

    words: tuple[str, ...]
    born: int
    version: int

    def __repr__(self) -> str:
        return "<Named>"

    @classmethod
    def of(cls, parts: Iterable[object], born: object, version: int) -> Self:
        """From the parts of a name and an ISO day, as a sealed identity has them."""
        said = words(" ".join(part for part in parts if isinstance(part, str)))
        kept = tuple(word[:LONGEST_WORD] for word in said[:MOST_WORDS])
        year = str(born)[:4]
        return cls(kept, int(year) if year.isdecimal() else 0, version)


class Candidate(NamedTuple):
    """A case that may be meant, and how near its name is: 0 to 1."""

    case_id: UUID
    likeness: float
    born: int


class NameIndex:
    """Which cases have a name that sounds like this. Safe between threads."""

    def __init__(self) -> None:
        self._door = RLock()
        self._named: dict[UUID, Named] = {}
        self._cases: dict[str, set[UUID]] = {}
        self._sounds: dict[str, set[str]] = {}

    def __repr__(self) -> str:
        return "<NameIndex>"

    __str__ = __repr__

    def __reduce__(self) -> NoReturn:
        raise TypeError("names are not written down")

    def __len__(self) -> int:
        return len(self._named)

    def __getstate__(self) -> Any:  # noqa: ANN401 # what copying asks for
        raise TypeError("names are not written down")

    def clear(self) -> None:
        """Forget everything."""
        with self._door:
            self._named.clear()
            self._cases.clear()
            self._sounds.clear()

    def version(self, case_id: UUID) -> int:
        """The row version a case's name was taken from; 0 if it has none here."""
        known = self._named.get(case_id)
        return known.version if known else 0

    def put(self, case_id: UUID, named: Named) -> None:
        """Take a name, unless a newer one of the same case is here."""
        with self._door:
            if named.version < self.version(case_id):
                return
            self.drop(case_id)
            if not named.words:
                return
            shared = tuple(self._word(word) for word in named.words)
            self._named[case_id] = named._replace(words=shared)
            for word in shared:
                self._cases[word].add(case_id)

    def _word(self, word: str) -> str:
        """The word as it is kept, once for all cases that have it."""
        if word not in self._cases:
            self._cases[word] = set()
            for sound in sounds(word):
                self._sounds.setdefault(sound, set()).add(word)
            return word
        some = next(iter(self._cases[word]), None)
        if some is None:
            return word
        return next(each for each in self._named[some].words if each == word)

    def drop(self, case_id: UUID) -> None:
        """Forget one case."""
        with self._door:
            known = self._named.pop(case_id, None)
            for word in set(known.words if known else ()):
                self._cases[word].discard(case_id)
                if not self._cases[word]:
                    self._forget(word)

    def _forget(self, word: str) -> None:
        del self._cases[word]
        for sound in sounds(word):
            self._sounds[sound].discard(word)
            if not self._sounds[sound]:
                del self._sounds[sound]

    def find(self, name: str) -> list[Candidate]:
        """Cases in which every word of the name is found, the nearest first."""
        asked = words(name)[:MOST_WORDS]
        if not asked:
            return []
        with self._door:
            near: dict[UUID, float] | None = None
            for word in asked:
                here = self._near(word[:LONGEST_WORD])
                near = (
                    here
                    if near is None
                    else {c: near[c] + here[c] for c in near.keys() & here.keys()}
                )
            found = [
                Candidate(case, total / len(asked), self._named[case].born)
                for case, total in (near or {}).items()
            ]
        found.sort(key=lambda one: (-one.likeness, one.case_id))
        return found[:MOST_CASES]

    def _near(self, asked: str) -> dict[UUID, float]:
        """Cases with a word that may be this one, each with its nearest."""
        heard = {
            word
            for sound in _spread(sounds(asked))
            for word in self._sounds.get(sound, ())
        }
        found: dict[UUID, float] = {}
        for word in heard:
            near = likeness(asked, word)
            if near >= LEAST_LIKENESS:
                for case in self._cases[word]:
                    found[case] = max(near, found.get(case, 0.0))
        return found


def _spread(heard: frozenset[str]) -> Iterator[str]:
    """Sounds, and those that long ones are with one sound wrong or misplaced."""
    yield from heard
    for sound in heard:
        if len(sound) >= SLIP_FROM:
            yield from {
                rest[:place] + letter + rest[place:]
                for n in range(len(sound))
                for rest in (sound[:n] + sound[n + 1 :],)
                for place in range(len(sound))
                for letter in _ALPHABET
            }
