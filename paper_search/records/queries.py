"""Questions: what is asked, what it is limited to, and what an engine finds for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

AnswerKind = Literal["number", "date", "count", "share", "money", "frequency"]
"""What an answer is by its form, where a question says so; "number" is any, where it says no more."""


@dataclass(frozen=True, slots=True)
class ExpectedAnswer:
    """What kinds of answer a question asks for, any of them being one; none where its words say nothing of that.

    ``counted`` are the stems of what is counted, where the kind is "count".
    """

    kinds: frozenset[AnswerKind] = frozenset()
    counted_stems: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.kinds)

    @property
    def is_plain(self) -> bool:
        """Whether any number or date is an answer of this kind."""
        return self.kinds <= {"number", "date"}


@dataclass(frozen=True, slots=True)
class Filters:
    """What a question is limited to; an empty tuple or None limits nothing. Dates are inclusive.

    What the asker may see is no filter: a snapshot of the index is opened for it. ``indexed_since`` lets through what
    was indexed, or indexed anew with another content, on that day (of UTC) or later.
    """

    authorities: tuple[str, ...] = ()
    committees: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    indexed_since: date | None = None

    def __bool__(self) -> bool:
        named = self.authorities or self.committees or self.kinds
        return bool(named or self.since or self.until or self.indexed_since)


@dataclass(frozen=True, slots=True)
class ExactTerm:
    """What a question gives exactly: quoted words, a reference, a sum, a date or a name. ``forms`` are the ways
    in which papers print it; ``key`` stands for all of them ("5000000" for £5m, "2025-01-09" for 9 January 2025)."""

    kind: Literal["words", "reference", "sum", "date", "name"]
    key: str
    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Acronym:
    """Letters and what they stand for, as a passage defines them; ``papers`` is how many papers define them so."""

    short: str
    long: str
    passage_id: str = ""
    papers: int = 1


@dataclass(frozen=True, slots=True)
class QuestionFeatures:
    """What a question asks for beside being matched.

    Every passage found holds each of ``phrases``; those that hold ``exacts`` come first. ``speaker`` is whose words are
    wanted, as the question has it. ``topic`` is the one word that the question consists of. ``defining`` is
    what the letters stand for whose meaning is asked; ``otherwise`` is the question with letters in the place
    of what they stand for, or the other way round. ``sought`` is what an answer would hold.
    """

    phrases: tuple[ExactTerm, ...] = ()
    exact_terms: tuple[ExactTerm, ...] = ()
    speaker: str | None = None
    topic: str | None = None
    wants_recent: bool = False
    wants_each_authority: bool = False
    wants_formalities: bool = False
    wants_decision: bool = False
    expected_answer: ExpectedAnswer = ExpectedAnswer()
    definitions: tuple[Acronym, ...] = ()
    alternative_text: str | None = None


@dataclass(frozen=True, slots=True)
class Query:
    """A question, what it is limited to, how many hits are wanted, and what its words ask for."""

    text: str
    filters: Filters = Filters()
    k: int = 10
    features: QuestionFeatures = QuestionFeatures()


@dataclass(frozen=True, slots=True)
class ScoredPassage:
    """A passage id with an engine's score; a higher score is always better."""

    passage_id: str
    score: float


@dataclass(frozen=True, slots=True)
class Candidates:
    """What an engine retrieved: two lists, each best first, ties settled by passage id."""

    dense: tuple[ScoredPassage, ...] = ()
    lexical: tuple[ScoredPassage, ...] = ()
