"""Answers: hits, quotes with their citations, what was searched, and the lists that are made of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from paper_search.records.documents import Arrival, Document, Passage
from paper_search.records.queries import AnswerType, NamedLimit
from paper_search.records.standing import add_minute_number
from paper_search.records.tables import QuotedTable, TableRow

Match = Literal["strong", "partial", "doubtful", "none"]
"""How well what was found meets a question; "doubtful" speaks of the matter and may not answer, "none" was refused."""


@dataclass(frozen=True, slots=True)
class Citation:
    """A reference to a passage.

    Attributes:
        label: the line that an officer would accept.
        page: the first PDF page.
    """

    label: str
    doc_id: str
    passage_id: str
    source: str
    page: int | None


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found.

    Attributes:
        rank: from 1.
        also_in: the places that print the same words again.
    """

    rank: int
    score: float
    passage: Passage
    document: Document
    dense_rank: int | None = None
    lexical_rank: int | None = None
    also_in: tuple[Citation, ...] = ()

    @property
    def matched_text(self) -> str:
        """The words in which an exact term is looked for: the passage's, and the number of its minute."""
        return add_minute_number(self.passage.standing_text, self.passage.locator.minute)


@dataclass(frozen=True, slots=True)
class Snippet:
    """The part of a passage worth showing.

    Attributes:
        marks: (start, end) offsets in the text of what matched.
    """

    text: str
    marks: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class LeadIn:
    """The words that a list item hangs from ("Resolved that the Committee:").

    Attributes:
        text: the reading text of the same paper from ``start`` to ``end``, so that it can be checked like the quote.
    """

    text: str
    doc_id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class AnswerTypeMatch:
    """The types of answer that a question asks for, and those of them that a quote has."""

    asked: frozenset[AnswerType] = frozenset()
    has: frozenset[AnswerType] = frozenset()

    @property
    def is_met(self) -> bool:
        """True if the quote has one of the types asked for, or none is."""
        return not self.asked or bool(self.has)


@dataclass(frozen=True, slots=True)
class Quote:
    """Exact words of a passage.

    Attributes:
        text: the reading text from ``start`` to ``end``, never corrected.
        lead_in: is there where the words cannot be understood without it: what an item hangs from, the heads of the
            columns of a row.
        type_match: the type of answer asked for, and whether the words have it.
        highlight: (start, end) offsets in the text of the words that answer; None where nothing was read for it.
        row: a row of a table with the heads of its columns, to be shown in place of the text; None for other words.
        table: the rows that it holds, to be shown as a table; None for other words.
    """

    text: str
    start: int
    end: int
    citation: Citation
    passage: Passage
    document: Document
    lead_in: LeadIn | None = None
    type_match: AnswerTypeMatch = AnswerTypeMatch()
    highlight: tuple[int, int] | None = None
    row: TableRow | None = None
    table: QuotedTable | None = None

    @property
    def shown_lead_in(self) -> str | None:
        """The words to show in front of it; None for a row that holds the heads of its columns."""
        return self.lead_in.text if self.lead_in and not (self.row and self.row.has_heads) else None

    @property
    def table_lead_in(self) -> str | None:
        """The words to show in front of its table; None where they are the heads of the table's columns."""
        return None if self.table and self.table.heads else self.shown_lead_in


@dataclass(frozen=True, slots=True)
class Coverage:
    """The papers searched and the papers not searched: the honest half of "no answer found".

    Attributes:
        waiting: passages that can be found by their words only so far.
        read_in_part: those of the papers searched of which some parts could not be read.
        missing_councils: those whose papers cannot be reached at the moment, the empty text for papers that state none.
    """

    papers: int
    passages: int
    authorities: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    undated: int = 0
    outside_filters: int = 0
    unread: int = 0
    held_back: int = 0
    waiting: int = 0
    read_in_part: int = 0
    missing_councils: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ConfidenceFeatures:
    """Figures that the confidence is predicted from; the first three 0 to 1, the next two at most 0.

    Attributes:
        weakest_term: how well the best passage matches that weighted piece of the question which it matches worst: one
            rare word that nothing comes near to pulls it down.
        answer_score: how well the best sentence does that has the kind of answer asked for (a number, a date, a name).
        pooled_cosine: the cosine of the question as a whole with the sentence nearest to it as a whole.
        dense_rank_log: minus the logarithm of the first hit's rank by cosine.
        corpus_size_log: minus the logarithm of the number of passages: among many more, some come near by chance.
        type_met: 1 where the first quote has the type of answer asked for, or none is asked for, else 0.
        reader_best: the greatest log odds that the reader gives one of the passages, of those that have the most of the
            names and years of the question; None where there is no reader.
        quote_alone: those that it gives the first quote without the rest of its passage.
        capped_cosine: the pooled cosine, up to where it says that the papers speak of another matter altogether.
    """

    weakest_term: float
    answer_score: float
    pooled_cosine: float
    dense_rank_log: float
    corpus_size_log: float
    type_met: float = 1.0
    reader_best: float | None = None
    quote_alone: float | None = None
    capped_cosine: float = 0.0


@dataclass(frozen=True, slots=True)
class Answer:
    """Quotes in order, or none.

    Attributes:
        match: how well the quotes meet the question; "none" where the confidence is below the threshold.
        confidence: from 0 to 1.
        remarks: what the question names and nothing held has, then how it was read, in plain words.
        also: sentences that say the same as one of the quotes with another figure or date: another council's, or
            another paper's of another day.
        named_limits: the limits that were taken from the words of the question.
        missing: those of the remarks that say what the question names and nothing held has.
    """

    question: str
    match: Match
    confidence: float
    quotes: tuple[Quote, ...]
    hits: tuple[Hit, ...]
    coverage: Coverage
    remarks: tuple[str, ...] = ()
    also: tuple[Quote, ...] = ()
    named_limits: tuple[NamedLimit, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def is_found(self) -> bool:
        """True if anything is quoted as an answer."""
        return self.match != "none"


@dataclass(frozen=True, slots=True)
class MissingPart:
    """A part of a question that nothing held has.

    Attributes:
        remark: the sentence that says so.
        ceiling: the best match that an answer without it can be.
    """

    remark: str
    ceiling: Match


@dataclass(frozen=True, slots=True)
class SearchResults:
    """Passages found, and in plain words how the question was read where that is not plain to see.

    Attributes:
        named_limits: the limits that were taken from the words of the question.
    """

    hits: tuple[Hit, ...]
    remarks: tuple[str, ...] = ()
    named_limits: tuple[NamedLimit, ...] = ()


@dataclass(frozen=True, slots=True)
class Similar:
    """A passage and those that say the like.

    Attributes:
        coverage: what was searched.
        elsewhere: True if other authorities come first.
    """

    passage: Passage
    document: Document
    hits: tuple[Hit, ...]
    coverage: Coverage
    elsewhere: bool = False


# -- one question, authority by authority --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Position:
    """The answer of one authority's papers.

    Attributes:
        document_count: its papers.
        searched_count: those of its papers that the limits let through.
        match: how well the quotes meet the question.
        nearest: the passage that came nearest where nothing was found.
    """

    authority: str
    document_count: int
    searched_count: int
    match: Match = "none"
    confidence: float = 0.0
    quotes: tuple[Quote, ...] = ()
    nearest: Hit | None = None

    @property
    def has_answer(self) -> bool:
        """True if its papers answer the question."""
        return bool(self.quotes)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Each authority's position: the surest first, then those that say nothing, then those of which nothing is held.

    Attributes:
        unattributed: papers within the limits that state no authority, and so were compared with none.
    """

    question: str
    positions: tuple[Position, ...]
    coverage: Coverage
    unattributed: int = 0
    remarks: tuple[str, ...] = ()

    @property
    def has_answer(self) -> bool:
        """True if any authority's papers answer the question."""
        return any(position.has_answer for position in self.positions)


# -- one matter along its meetings ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Event:
    """A passage of a matter.

    Attributes:
        max_sim: how well it matches the matter's words, from 0 to 1.
        link: what ties it to the matter where its words alone do not.
    """

    passage: Passage
    document: Document
    max_sim: float
    link: str | None = None

    @property
    def held_on(self) -> date | None:
        """The day of its paper's meeting."""
        return self.document.meeting.held_on


@dataclass(frozen=True, slots=True)
class Timeline:
    """A matter's events in order.

    Attributes:
        left_out: the passages looked at that match the matter less well or come behind others of their paper.
        match: how well the best of the passages meet the matter as a question.
        nearest: the passage that came nearest where nothing was found.
    """

    matter: str
    events: tuple[Event, ...]
    left_out: int
    coverage: Coverage
    remarks: tuple[str, ...] = ()
    nearest: Hit | None = None
    match: Match = "none"

    @property
    def has_events(self) -> bool:
        """True if there is an event."""
        return bool(self.events)


@dataclass(frozen=True, slots=True)
class NewPassage:
    """A passage of a matter, and when its paper came."""

    passage: Passage
    document: Document
    arrival: Arrival


@dataclass(frozen=True, slots=True)
class WhatsNew:
    """The passages that came since a day, the newest first; none where none of it is of the matter.

    Attributes:
        match: how well the best of them meet the matter as a question.
        remarks: what the matter names and nothing held has, and how it was read.
    """

    question: str
    since: date
    passages: tuple[NewPassage, ...]
    built_at: str | None = None
    match: Match = "none"
    remarks: tuple[str, ...] = ()
