"""Queries: a question as it was parsed, its limits, and the candidates that an engine finds for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, NamedTuple, get_args

from paper_search.records.documents import Document, Passage

AnswerKind = Literal["number", "date", "count", "share", "money", "frequency"]
"""The form of an answer, where a question says so; "number" is any, where it says no more."""


@dataclass(frozen=True, slots=True)
class ExpectedAnswer:
    """The kinds of answer that a question asks for (in TREC QA: the expected answer type).

    Any of the kinds is an answer. There is none where the question's words say nothing of it.

    Attributes:
        kinds: the forms that an answer may have.
        counted_stems: the stems of what is counted, where a kind is "count".
    """

    kinds: frozenset[AnswerKind] = frozenset()
    counted_stems: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.kinds)

    @property
    def is_plain(self) -> bool:
        """True if any number or date is an answer of this kind."""
        return self.kinds <= {"number", "date"}


AnswerType = Literal[
    "person", "sum", "count", "share", "number", "frequency", "date", "duration", "place", "reason", "decision", "vote"
]
"""The type of a quote that answers: finer than ``AnswerKind``, which ranking reads."""
Aspect = Literal["actual", "planned"]
"""A figure that has been counted, or one that is aimed at, budgeted or forecast."""
FrontField = Literal[
    "attendance", "chair", "contact", "member", "meeting", "ward", "status", "agenda", "contents", "documents"
]
"""The fields of front matter that a question can ask for."""


@dataclass(frozen=True, slots=True)
class AskedAnswer:
    """Wishes of a question for the quote that answers it; quotes without them are not refused, they come later.

    Attributes:
        types: any of them is an answer; none where the question's form says nothing.
        counted_stems: the stems of what is counted, synonyms included.
        years: the years and financial years that the question names ("2024", "2024-25").
        aspect: the figure that it asks for, where it says which.
        front_fields: the fields of front matter that it asks for; else front matter is never quoted.
    """

    types: frozenset[AnswerType] = frozenset()
    counted_stems: frozenset[str] = frozenset()
    years: frozenset[str] = frozenset()
    aspect: Aspect | None = None
    front_fields: frozenset[FrontField] = frozenset()


LimitKind = Literal["authority", "committee", "date"]
"""The kinds of limits that the words of a question can name."""
LIMIT_KINDS: tuple[LimitKind, ...] = get_args(LimitKind)


@dataclass(frozen=True, slots=True)
class Filters:
    """The limits of a question; an empty tuple or None limits nothing. Dates are inclusive.

    What the asker may see is no filter: a snapshot of the index is opened for it.

    Attributes:
        indexed_since: lets through papers that were indexed, or indexed anew with another content, on that day (of
            UTC) or later; as a ``datetime`` of UTC, at that second or later.
        indexed_before: lets through those of which that was before this second of UTC.
        unlimited: the kinds of limits that are not taken from the words of the question, though it may name one.
    """

    authorities: tuple[str, ...] = ()
    committees: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    indexed_since: date | None = None
    unlimited: tuple[LimitKind, ...] = ()
    indexed_before: datetime | None = None

    def __bool__(self) -> bool:
        named = self.authorities or self.committees or self.kinds
        return bool(named or self.since or self.until or self.indexed_since or self.indexed_before)


@dataclass(frozen=True, slots=True)
class NamedLimit:
    """A limit that the words of a question name.

    Attributes:
        label: the name as the index spells it, or the time of the meeting ("March 2025").
        filters: this limit alone.
        is_held: False where no paper held is within it: nothing is limited then, and the answer says so.
        place: the place, where it stands for its council ("in Larkford"): passages of others that name it are within
            the limit as well. Empty where the council itself is named.
    """

    kind: LimitKind
    label: str
    filters: Filters
    is_held: bool = True
    place: str = ""

    @property
    def when(self) -> str:
        """The time of the meeting as a phrase: "on 4 March 2025", "in March 2025"."""
        is_day = self.filters.since is not None and self.filters.since == self.filters.until
        return f"{'on' if is_day else 'in'} {self.label}"


@dataclass(frozen=True, slots=True)
class ExactTerm:
    """Something that a question names exactly: quoted words, a reference, a sum, a date or a person's name.

    Attributes:
        key: stands for all forms ("5000000" for £5m, "2025-01-09" for 9 January 2025).
        forms: the ways in which papers print it.
    """

    kind: Literal["words", "reference", "sum", "date", "name"]
    key: str
    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Acronym:
    """An acronym and its expansion, as a passage defines them.

    Attributes:
        papers: how many papers define the acronym so.
    """

    short: str
    long: str
    passage_id: str = ""
    papers: int = 1


@dataclass(frozen=True, slots=True)
class Intent:
    """The wishes that the form of a question expresses beside its words. Each changes the order of hits only.

    Attributes:
        speaker: whose words are wanted, as the question has it.
        speaker_stems: the stems that tell the speaker from others.
        topic_stem: the stem of the one word that the question consists of.
    """

    speaker: str | None = None
    speaker_stems: frozenset[str] = frozenset()
    topic_stem: str | None = None
    wants_recent: bool = False
    wants_each_authority: bool = False
    wants_formalities: bool = False
    wants_decision: bool = False


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """A question parsed once, with the filters that it is limited to. Nothing downstream reads its text again.

    Attributes:
        text: the question, trimmed.
        filters: the limits, each name as the index spells it.
        spans: the words of the text, as (start, end) offsets.
        words: each of these words, normalised and without a possessive ending.
        stems: the Porter stem of each of these words.
        content_terms: the words that carry meaning, each once, in order; all words where none does.
        content_stems: the Porter stem of each content term.
        phrases: the quoted words; every passage found holds each of them.
        exact_terms: what else the question names exactly; passages that hold it come first.
        expected_answer: what an answer would hold.
        asked_answer: what a quote should have.
        intent: what the form of the question asks for.
        named_limits: what its words limit it to; the filters hold those of them that a paper held is within.
    """

    text: str
    filters: Filters = Filters()
    spans: tuple[tuple[int, int], ...] = ()
    words: tuple[str, ...] = ()
    stems: tuple[str, ...] = ()
    content_terms: tuple[str, ...] = ()
    content_stems: tuple[str, ...] = ()
    phrases: tuple[ExactTerm, ...] = ()
    exact_terms: tuple[ExactTerm, ...] = ()
    expected_answer: ExpectedAnswer = ExpectedAnswer()
    asked_answer: AskedAnswer = AskedAnswer()
    intent: Intent = Intent()
    named_limits: tuple[NamedLimit, ...] = ()


@dataclass(frozen=True, slots=True)
class RewrittenQuery:
    """A question as it was typed, and the wordings in which it is searched for.

    What a question asks for is read from its own words; passages are looked for by its wordings.

    Attributes:
        question: the question as typed.
        searched: the question with its spelling corrected; the question itself where there was nothing to correct.
        alternative: the question with acronyms expanded, or expansions contracted, where it has any.
        definitions: the acronyms whose meaning is asked for.
        missing_words: words of the wording searched for that no passage has, as they are spelled there.
        remarks: what was changed, in plain words.
    """

    question: ParsedQuery
    searched: ParsedQuery
    alternative: ParsedQuery | None = None
    definitions: tuple[Acronym, ...] = ()
    missing_words: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def wordings(self) -> tuple[ParsedQuery, ...]:
        """The wordings to search for, the question's own first."""
        return (self.searched, self.alternative) if self.alternative else (self.searched,)


class ScoredPassage(NamedTuple):
    """A passage id with an engine's score; a higher score is always better."""

    passage_id: str
    score: float


@dataclass(frozen=True, slots=True)
class Candidates:
    """The two lists that an engine retrieved, each best first, ties settled by passage id."""

    dense: tuple[ScoredPassage, ...] = ()
    lexical: tuple[ScoredPassage, ...] = ()


class FusedCandidate(NamedTuple):
    """A candidate with its fused score and its ranks, from 1, in the lists that hold it."""

    passage_id: str
    score: float
    dense_rank: int | None
    lexical_rank: int | None


class RankedPassage(NamedTuple):
    """A candidate with its passage and its paper, as the index holds them."""

    candidate: FusedCandidate
    passage: Passage
    document: Document
