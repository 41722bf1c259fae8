"""Answers to questions about what is stored, each kept for as long as it stands.

A question is a function that takes the store first, and its arguments. While it is worked out, it is noted which rows
it reads (:mod:`producflow.store.noting`) and what other answers said that it asked for. It stands as long as none of
those rows was written since and those answers, asked again, say the same; so one that rests on a part that is worked
out every second, but seldom says anything else, is seldom worked out again.

What an answer says is shared by everybody who asks, so nobody may change it in place: it is a copy of what was worked
out, and its arrays cannot be written to.
"""

import hashlib
import pickle
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from producflow.store.noting import Notes, Rows, noting, under_way

if TYPE_CHECKING:
    from producflow.store.reading import Reader

R = TypeVar("R")

MOST_BYTES = 128 * 1024**2
OVERHEAD = 1_000
"""What an entry takes beside what it says. [bytes]"""
OBJECTS = 6
"""How much an answer's objects take beside its arrays, for each byte that they are pickled to: 4 to 8, measured on what
pages show, which are mostly small tables."""
TURNS = 3
"""How often an answer made of several looks is tried before all of it is worked out from one committed state."""


@dataclass(frozen=True)
class Question:
    """What is asked: a function of a module, and its arguments but the store."""

    function: Callable[..., Any]
    arguments: tuple[Hashable, ...]


@dataclass(frozen=True)
class Answer(Generic[R]):
    """What a question came to."""

    value: R
    """Shared: never to be changed in place."""
    mark: bytes
    """The same for two answers that say the same."""


Parts = tuple[tuple[tuple["Answers", Question], bytes], ...]
"""Other answers, by whom they were asked of, and what they said."""


@dataclass(frozen=True)
class _Found:
    """An answer, since which commit it is known to stand, and what it rests on: replaced as a whole."""

    answer: Answer[Any]
    since: int
    rows: frozenset[Rows]
    parts: Parts


@dataclass
class _Kept:
    found: _Found | None = None
    weight: int = OVERHEAD
    lock: threading.RLock = field(default_factory=threading.RLock)


class Answers:
    """What has been asked of one store.

    Parameters
    ----------
    most_bytes : int
        How much is kept; what was asked for longest ago goes first. [bytes]
    """

    def __init__(self, store: "Reader", most_bytes: int = MOST_BYTES) -> None:
        self._store = store
        self._most_bytes = most_bytes
        self._kept: OrderedDict[Question, _Kept] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def ask(self, function: Callable[..., R], /, *arguments: Hashable) -> R:
        """Answer of ``function(store, *arguments)``.

        Parameters
        ----------
        function : callable
            Of a module, with no other inputs than what is stored and its arguments.
        *arguments
            Hashable.
        """
        return self.answer(function, *arguments).value

    def answer(self, function: Callable[..., R], /, *arguments: Hashable) -> Answer[R]:
        """The same with its mark, by which one can tell later whether it still says the same."""
        return self._answer(Question(function, arguments))

    def mark(self, question: Question) -> bytes:
        """What a question says now, by its mark."""
        return self._answer(question).mark

    def standing(self, function: Callable[..., R], /, *arguments: Hashable) -> R | None:
        """The answer if it stands as it is kept, without asking anything; else None."""
        with self._lock:
            kept = self._kept.get(Question(function, arguments))
        found = None if kept is None else kept.found
        # Whether parts still say the same can only be told by asking them.
        if found is None or found.parts:
            return None
        return found.answer.value if self._store.versions.stand(found.rows, found.since) else None

    def fresh(self, function: Callable[..., R], /, *arguments: Hashable) -> R:
        """Work an answer out anew, with all of its parts, from one committed state; nothing of it is kept."""
        with self._store.unmoved(), noting(None):
            return function(self._store, *arguments)

    @property
    def for_ever(self) -> bool:
        """Whether nothing that is asked here can ever say anything else: the rows are kept ones."""
        return self._store.session_type.frozen

    @property
    def size(self) -> int:
        """How much is kept. [bytes]"""
        return self._bytes

    def _answer(self, question: Question) -> Answer[Any]:
        # The one state that is looked at may be older than the last commit: what it shows is not taken from what is
        # kept, nor kept. What it reads is noted all the same, for the answer that this is a part of.
        if self._store.is_unmoved:
            return Answer(question.function(self._store, *question.arguments), b"")
        kept = self._entry(question)
        # Whoever asks the same meanwhile waits for this answer, instead of working it out a second time.
        with kept.lock:
            answer = self._standing(kept) or self._worked_out(question, kept)
        notes = under_way()
        if notes is not None and not self.for_ever:
            notes.parts[self, question] = answer.mark
        return answer

    def _entry(self, question: Question) -> _Kept:
        with self._lock:
            kept = self._kept.get(question)
            if kept is None:
                kept = self._kept[question] = _Kept()
                self._bytes += kept.weight
                self._drop()
            else:
                self._kept.move_to_end(question)
            return kept

    def _standing(self, kept: _Kept) -> Answer[Any] | None:
        now, found = self._store.commits, kept.found  # before the look: a commit in between is looked at next time
        if found is None:
            return None
        if found.since != now:
            if not self._store.versions.stand(found.rows, found.since) or not _say_the_same(found.parts):
                return None
            kept.found = replace(found, since=now)
        return found.answer

    def _worked_out(self, question: Question, kept: _Kept) -> Answer[Any]:
        for _ in range(TURNS):
            since, notes = self._store.commits, Notes()
            value = self._value(question, notes)
            if self._whole(notes, since):
                break
        else:
            since, notes = self._store.commits, Notes()
            with self._store.unmoved():
                value = self._value(question, notes)
        content = _Content(value)
        answer = None if kept.found is None else kept.found.answer
        if answer is None or answer.mark != content.mark:
            answer = Answer(content.value(), content.mark)
        kept.found = _Found(answer, since, frozenset(notes.rows), tuple(notes.parts.items()))
        self._weigh(question, kept, OVERHEAD + content.size)
        return answer

    def _value(self, question: Question, notes: Notes) -> Any:
        try:
            with noting(notes):
                return question.function(self._store, *question.arguments)
        except BaseException:
            outer = under_way()  # whoever lives with this failure rests on what it came from
            if outer is not None:
                outer.rows |= notes.rows
                outer.looks += notes.looks
                outer.parts |= notes.parts
            raise

    def _whole(self, notes: Notes, since: int) -> bool:
        """Whether all that an answer rests on held at one and the same time."""
        # A single look sees one committed state by itself.
        if self._store.commits == since or notes.looks + len(notes.parts) <= 1:
            return True
        return self._store.versions.stand(notes.rows, since) and _say_the_same(tuple(notes.parts.items()))

    def _weigh(self, question: Question, kept: _Kept, weight: int) -> None:
        with self._lock:
            if self._kept.get(question) is not kept:  # gone meanwhile
                return
            self._bytes += weight - kept.weight
            kept.weight = weight
            self._drop()

    def _drop(self) -> None:
        """Let go of what was asked for longest ago, as far as too much is kept."""
        while self._bytes > self._most_bytes:
            _, gone = self._kept.popitem(last=False)
            self._bytes -= gone.weight


def _say_the_same(parts: Parts) -> bool:
    # Asking again is no part of the answer that is being worked out.
    with noting(None):
        return all(answers.mark(question) == mark for (answers, question), mark in parts)


class _Content:
    """A value as bytes, which nobody can change: its arrays lie apart from the rest."""

    def __init__(self, value: Any) -> None:
        apart: list[pickle.PickleBuffer] = []
        self._rest = pickle.dumps(value, protocol=5, buffer_callback=apart.append)
        self._arrays = [bytes(buffer.raw()) for buffer in apart]

    @property
    def size(self) -> int:
        """How much memory it takes, about. [bytes]"""
        return OBJECTS * len(self._rest) + sum(len(array) for array in self._arrays)

    @property
    def mark(self) -> bytes:
        """The same for what says the same."""
        found = hashlib.blake2b(self._rest, digest_size=16)
        for array in self._arrays:
            found.update(array)
        return found.digest()

    def value(self) -> Any:
        """The value again, its arrays read-only."""
        return pickle.loads(self._rest, buffers=self._arrays)  # noqa: S301 -- made above
