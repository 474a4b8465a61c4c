"""The nouns that every room of the house speaks: frozen, slotted, tuples not lists.

Nothing comes in and nothing is computed here beyond what a record can say of itself. Two promises run
through all of it: unknown is ``None`` (people are shown "not stated"), and a passage is a span of the
reading text it came from, so that every quote can be checked by machine.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

BlockKind = Literal["heading", "text", "table"]
PassageKind = Literal[
    "heading", "paragraph", "minute", "bullet", "resolution", "recommendation", "front matter", "table"
]
Access = Literal["public", "members", "exempt"]
PUBLIC: tuple[Access, ...] = ("public",)
"""The papers that everybody may see."""
MEMBERS: tuple[Access, ...] = ("public", "members")
"""The papers that members may see: exempt ones that were released to them too. Nobody is shown what is exempt."""

PAPER_KINDS = (
    "report",
    "minutes",
    "agenda frontsheet",
    "decision record",
    "appendix",
    "supplement/public pack",
    "questions",
)
"""The kinds of paper a reader may state; a paper of which none is stated has kind ``None``."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """The body that met, and when: authority + committee + date held."""

    authority: str | None = None
    committee: str | None = None
    held_on: date | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """Identity and metadata of one council paper (people say "paper").

    ``source`` is the path inside the corpus, with forward slashes. ``doc_id`` outlives a rebuild: it is the
    source, with ``#part`` behind it where one file holds several papers. ``pages`` counts PDF pages, ``None``
    where the format has none; ``part_pages`` are the first and the last that the paper takes up in a file that holds
    several. ``also_at`` lists the other places at which the same words were published: a path, with ``#page=`` and
    the first page behind it where the copy stands inside such a file.
    ``status`` is what the paper says of itself ("draft", "confirmed", "cancelled", "replaced"), else ``None``;
    ``replaced_by`` is the doc_id of the paper that replaces this one, where the papers say so. ``held_because`` is
    the rule by which an exempt paper is held back, in words that quote nothing of it. ``textless_pages`` and
    ``recognised_pages`` are those of its reading.
    """

    doc_id: str
    source: str
    sha256: str
    kind: str | None = None
    title: str | None = None
    meeting: Meeting = Meeting()
    agenda_item: str | None = None
    status: str | None = None
    pages: int | None = None
    url: str | None = None
    access: Access = "public"
    also_at: tuple[str, ...] = ()
    replaced_by: str | None = None
    part_pages: tuple[int, int] | None = None
    held_because: str | None = None
    textless_pages: tuple[int, ...] = ()
    recognised_pages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """A run of text as a reader found it; lives only during a build.

    ``text == reading.text[start:end]``. ``page`` is the 1-based PDF page it starts on. ``level`` is a heading's
    depth (1 is the outermost) where the reader can tell, e.g. from an HTML or DOCX heading or a type size.
    """

    kind: BlockKind
    text: str
    start: int
    end: int
    page: int | None = None
    level: int | None = None


@dataclass(frozen=True, slots=True)
class Dropped:
    """Text of a page that is in no passage, and why ("running head", "page number", "blank page notice")."""

    page: int | None
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Reading:
    """One file as a reader read it.

    ``text`` is the reading text: for .txt and .md exactly the file as decoded, for the others the words in
    reading order. Blocks are in order, do not overlap, and hold every character of the text that is not
    white space. ``page_starts[i]`` is the offset in ``text`` at which page i + 1 begins (empty without pages);
    ``printed_pages[i]`` is the number printed on that page, where one is. ``info`` is the file's own document
    information. ``textless_pages`` are the pages that show pictures but hold no words;
    ``recognised_pages`` those whose words were read off such pictures by text recognition (OCR).
    """

    text: str
    blocks: tuple[Block, ...]
    page_starts: tuple[int, ...] = ()
    printed_pages: tuple[str | None, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    info: tuple[tuple[str, str], ...] = ()
    textless_pages: tuple[int, ...] = ()
    recognised_pages: tuple[int, ...] = ()

    def pages(self, start: int, end: int) -> tuple[int, int] | None:
        """The first and last 1-based page that the span touches, or None without pages."""
        if not self.page_starts:
            return None
        first = max(bisect_right(self.page_starts, start), 1)
        last = max(bisect_right(self.page_starts, max(end - 1, start)), first)
        return first, last


@dataclass(frozen=True, slots=True)
class Locator:
    """Where a passage stands. A number alone never identifies it: minute, item and paragraph are three things.

    ``paragraph`` is the passage's own printed number without a closing full stop ("4.12", "a)", "(ii)");
    ``within`` is the number of the paragraph it stands in ("32" for an item "a)" of paragraph 32, "4.3" for a
    bullet beneath paragraph 4.3), outermost first where there are several ("32 a)").
    """

    pages: tuple[int, int] | None = None
    printed_page: str | None = None
    paragraph: str | None = None
    minute: str | None = None
    agenda_item: str | None = None
    within: str | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """What is embedded, ranked and cited: usually one numbered paragraph or one minute.

    ``start`` and ``end`` are character offsets in the document's reading text, and ``text`` is that slice.
    ``headings`` is the path from the outermost heading inwards; ``lead_in`` the parent sentence a list item
    hangs from ("Resolved that the Committee:"); ``attribution`` who is reported as speaking, as printed.
    ``columns`` are the heads of the columns that a table's rows stand under, where the text does not print them
    itself; ``lang`` is the passage's language where it is not English ("cy").
    """

    passage_id: str
    doc_id: str
    kind: PassageKind
    text: str
    start: int
    end: int
    headings: tuple[str, ...] = ()
    lead_in: str | None = None
    locator: Locator = Locator()
    attribution: str | None = None
    columns: tuple[str, ...] = ()
    lang: str | None = None


@dataclass(frozen=True, slots=True)
class Filters:
    """What a question is limited to; an empty tuple or None limits nothing. Dates are inclusive.

    ``access`` is what the asker may see. It is no choice of his: an engine puts there what its snapshot is for, and as
    such it does not count as a limit. ``arrived`` lets through what was indexed, or indexed anew with another content,
    on that day (of UTC) or later.
    """

    authorities: tuple[str, ...] = ()
    committees: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    access: tuple[Access, ...] = PUBLIC
    arrived: date | None = None

    def __bool__(self) -> bool:
        named = self.authorities or self.committees or self.kinds
        return bool(named or self.since or self.until or self.arrived)


@dataclass(frozen=True, slots=True)
class Arrival:
    """When a paper was first indexed, and when with the content it has now: moments of UTC, "2025-01-30T09:00:00Z"."""

    added_at: str
    changed_at: str


@dataclass(frozen=True, slots=True)
class Exact:
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
class Asked:
    """What a question asks for beside being matched.

    Every passage found holds each of ``phrases``; those that hold ``exacts`` come first. ``speaker`` is whose words are
    wanted, as the question has it. ``topic`` is the one word that the question consists of. ``defining`` is
    what the letters stand for whose meaning is asked; ``otherwise`` is the question with letters in the place
    of what they stand for, or the other way round.
    """

    phrases: tuple[Exact, ...] = ()
    exacts: tuple[Exact, ...] = ()
    speaker: str | None = None
    topic: str | None = None
    wants_recent: bool = False
    wants_each_authority: bool = False
    wants_formalities: bool = False
    wants_decision: bool = False
    defining: tuple[Acronym, ...] = ()
    otherwise: str | None = None


@dataclass(frozen=True, slots=True)
class Query:
    """A question, what it is limited to, how many hits are wanted, and what its words ask for."""

    text: str
    filters: Filters = Filters()
    k: int = 10
    asked: Asked = Asked()


@dataclass(frozen=True, slots=True)
class Scored:
    """A passage id with an engine's score; a higher score is always better."""

    passage_id: str
    score: float


@dataclass(frozen=True, slots=True)
class Candidates:
    """What an engine retrieved: two lists, each best first, ties settled by passage id."""

    dense: tuple[Scored, ...] = ()
    lexical: tuple[Scored, ...] = ()


@dataclass(frozen=True, slots=True)
class Citation:
    """Whose words they are. ``label`` is the line an officer would accept; ``page`` the first PDF page."""

    label: str
    doc_id: str
    passage_id: str
    source: str
    page: int | None


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found. ``rank`` starts at 1. ``also_in`` cites the places that print the same words again."""

    rank: int
    score: float
    passage: Passage
    document: Document
    dense_rank: int | None = None
    lexical_rank: int | None = None
    also_in: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class Snippet:
    """The part of a passage worth showing. ``marks`` are (start, end) offsets in ``text`` of what matched."""

    text: str
    marks: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class LeadIn:
    """The words that a list item hangs from ("Resolved that the Committee:"): ``text`` is the reading text of the same
    paper from ``start`` to ``end``, so that it can be checked like the quote itself."""

    text: str
    doc_id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Quote:
    """Exact words of a passage: ``text`` is the reading text from ``start`` to ``end``, never corrected. ``lead_in``
    is there where the words cannot be understood without it."""

    text: str
    start: int
    end: int
    citation: Citation
    passage: Passage
    document: Document
    lead_in: LeadIn | None = None


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was searched, and what was not: the honest half of "nothing found". ``waiting`` passages can be found by
    their words only so far."""

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


@dataclass(frozen=True, slots=True)
class Answer:
    """Quotes in order, or none. ``confidence`` is 0 to 1; below the threshold ``found`` is False. ``remarks`` say in
    plain words how the question was read, and what of it no paper holds. ``also`` are sentences that say the same as
    one of the quotes with another figure or date: another council's, or another paper's of another day."""

    question: str
    found: bool
    confidence: float
    quotes: tuple[Quote, ...]
    hits: tuple[Hit, ...]
    coverage: Coverage
    remarks: tuple[str, ...] = ()
    also: tuple[Quote, ...] = ()


@dataclass(frozen=True, slots=True)
class Listing:
    """Passages found, and in plain words how the question was read where that is not plain to see."""

    hits: tuple[Hit, ...]
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hint:
    """What a file looked like when it was hashed: while its size and time are these, its content is."""

    size: int
    mtime_ns: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Unread:
    """A file of the corpus that is not in the index: its path, the reason for a clerk, and what to do next.

    ``code`` is the reason in one word, for programs: "password", "scanned", "truncated", "empty", "mismatch",
    "time", "memory", "damaged", "unsupported", "exempt" (held back on purpose, not a fault) and the like.
    """

    source: str
    code: str
    reason: str
    next_step: str


@dataclass(frozen=True, slots=True)
class Facet:
    """One value a filter can take, and how many papers carry it."""

    value: str
    papers: int


@dataclass(frozen=True, slots=True)
class Facets:
    """What the index holds, for filters to offer."""

    authorities: tuple[Facet, ...] = ()
    committees: tuple[Facet, ...] = ()
    kinds: tuple[Facet, ...] = ()
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """The model that was asked for: its folder or name; "auto", "int8" or "fp32"; and the folder for what is derived
    from it, None for the user's own."""

    model: str
    precision: str = "auto"
    cache: Path | None = None


@dataclass(frozen=True, slots=True)
class EncoderInfo:
    """Which encoder made a vector: two encoders with one fingerprint give the same rows."""

    name: str
    fingerprint: str
    dimensions: int
    max_tokens: int


@dataclass(frozen=True, slots=True)
class Status:
    """The state of an index. ``waiting`` passages have words but no vector yet; ``notes`` name the papers of which
    only some pages could be read."""

    papers: int
    passages: int
    waiting: int
    generation: int
    encoder: EncoderInfo | None
    unread: tuple[Unread, ...] = ()
    built_at: str | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What one build did. ``seconds`` is wall time; ``passages`` counts those written in this build."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: int = 0
    unread: tuple[Unread, ...] = ()
    pages: int = 0
    passages: int = 0
    embedded: int = 0
    dropped: int = 0
    seconds: float = 0.0
    generation: int = 0
    notes: tuple[str, ...] = field(default=())
