"""Records of documents (people say "papers"): metadata, readings, passages, and relations to one another."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from typing import Literal

from paper_search.records.standing import mask_unmatched

BlockKind = Literal["heading", "text", "table"]
PassageKind = Literal[
    "heading", "paragraph", "minute", "bullet", "resolution", "recommendation", "front matter", "table"
]
Access = Literal["public", "members", "exempt"]
HeldBackCode = Literal["exempt", "review"]
"""Why a paper is held back: it is exempt, or it carries a marking that a person must look at."""
HELD_BACK_CODES = frozenset(("exempt", "review", "withdrawn"))
"""Codes of the unread list that stand for a decision: their words are shown nowhere, whatever file they stand in."""
REDACTION_CODE = "redaction"
"""Code of a paper that is shown as words alone: its file holds words that are covered and not taken out."""
NOT_FINAL_STATUSES = ("draft", "replaced", "cancelled", "withdrawn")
"""What a paper says of itself where it is not, or no longer, what holds."""
PUBLIC: tuple[Access, ...] = ("public",)
"""The papers that everybody may see."""
MEMBERS: tuple[Access, ...] = ("public", "members")
"""The papers that members may see: exempt ones that were released to them too. Nobody is shown what is exempt."""

DOCUMENT_KINDS = (
    "report",
    "minutes",
    "agenda frontsheet",
    "decision record",
    "appendix",
    "supplement/public pack",
    "questions",
)
"""The kinds of paper a reader may state; a paper of which none is stated has kind ``None``."""

ATTACHMENT_PREFIX = "attachment="
"""Opens the name, within its file, of a paper that is attached to it."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """The body that met, and when: authority, committee and date held."""

    authority: str | None = None
    committee: str | None = None
    held_on: date | None = None


@dataclass(frozen=True, slots=True)
class StatedDate:
    """A day that a paper states as that of its meeting: in its "text" or "title", its "file name" or its "folder"."""

    day: date
    place: Literal["text", "title", "file name", "folder"]


@dataclass(frozen=True, slots=True)
class Document:
    """Identity and metadata of one council paper (people say "paper").

    ``source`` is the path inside the corpus, with forward slashes. ``doc_id`` outlives a rebuild: it is the
    source, with ``#part`` behind it where one file holds several papers. ``pages`` counts PDF pages, ``None``
    where the format has none; ``part_pages`` are the first and the last that the paper takes up in a file that holds
    several. ``also_at`` lists the other places at which the same words were published: a path, with ``#page=`` and
    the first page behind it where the copy stands inside such a file.
    ``status`` is what a manifest says of it, or the paper of itself ("draft", "confirmed", "cancelled", "replaced");
    ``replaced_by`` is the doc_id of the paper that replaces this one, where the papers say so. ``held_back_reason``
    is the rule by which a paper is held back, in words that quote nothing of it, and ``held_back_code`` says whether it
    is exempt or to be reviewed. ``textless_pages`` and
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
    held_back_reason: str | None = None
    held_back_code: HeldBackCode | None = None
    textless_pages: tuple[int, ...] = ()
    recognised_pages: tuple[int, ...] = ()

    @property
    def is_attachment(self) -> bool:
        """True for a paper attached to its file: its pages are its own, and not those of the file."""
        return self.doc_id.startswith(f"{self.source}#{ATTACHMENT_PREFIX}")

    @property
    def authority_key(self) -> str:
        """Its authority, to tell authorities apart; where none is stated its own id, since it may be any other's."""
        return self.meeting.authority or self.doc_id


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
class DroppedText:
    """Text of a page that is in no passage, and why ("running head", "page number", "blank page notice")."""

    page: int | None
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class HiddenText:
    """Words that stand in a file but are not shown: how many, on which page, and why. The words are not kept.

    ``page`` is None where the format has no pages. ``why`` completes "12 words ...": "hidden under a black box",
    "printed white on white", "outside the page". ``is_redaction`` is True where somebody meant to take the words out
    and only covered them, which is the publisher's mistake and for a person to look at.
    """

    page: int | None
    words: int
    why: str
    is_redaction: bool = False


TEXTLESS_PAGE = "a picture without words"
"""The reason why a page that shows pictures and holds no words is not read, see ``UnreadPart``."""


@dataclass(frozen=True, slots=True)
class UnreadPart:
    """A part of a paper that could not be read, while the rest of the paper was: it is "read in part".

    ``page`` is the page of the file, counted from 1, None where it has no pages or the part stands on none. ``reason``
    completes "page 4: ...": "a picture without words". It quotes nothing of the paper.
    """

    page: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class Reading:
    """One file as a reader read it.

    ``text`` is the reading text: for .txt exactly the file as decoded, for the others the words that are shown, in
    reading order. Blocks are in order, do not overlap, and hold every character of the text that is not
    white space. ``page_starts[i]`` is the offset in ``text`` at which page i + 1 begins (empty without pages);
    ``printed_pages[i]`` is the number printed on that page, where one is. ``info`` is the file's own document
    information. ``textless_pages`` are the pages that show pictures but hold no words;
    ``recognised_pages`` those whose words were read off such pictures by text recognition (OCR). ``dropped`` holds all
    else that is printed: headers and footers, stamps, annotations, page titles. ``hidden`` says what is not shown.
    ``unread_parts`` are what could not be read, the textless pages among them. ``attachments`` are the papers attached
    to the file, each with pages of its own; a portfolio may hold nothing else.
    Struck-through words stand in the text between marks, see ``records.strikethrough``.
    """

    text: str
    blocks: tuple[Block, ...]
    page_starts: tuple[int, ...] = ()
    printed_pages: tuple[str | None, ...] = ()
    dropped: tuple[DroppedText, ...] = ()
    info: tuple[tuple[str, str], ...] = ()
    textless_pages: tuple[int, ...] = ()
    recognised_pages: tuple[int, ...] = ()
    hidden: tuple[HiddenText, ...] = ()
    unread_parts: tuple[UnreadPart, ...] = ()
    attachments: tuple[Attachment, ...] = ()

    def pages(self, start: int, end: int) -> tuple[int, int] | None:
        """Return the first and last 1-based page that a span touches, or None without pages.

        Args:
            start: offset in ``text`` at which the span begins.
            end: offset behind its last character.
        """
        if not self.page_starts:
            return None
        first = max(bisect_right(self.page_starts, start), 1)
        last = max(bisect_right(self.page_starts, max(end - 1, start)), first)
        return first, last


@dataclass(frozen=True, slots=True)
class Attachment:
    """A paper attached to a file: its name there, and the paper as read. It has no attachments of its own."""

    name: str
    reading: Reading


@dataclass(frozen=True, slots=True)
class Locator:
    """The place of a passage. A number alone never identifies it: minute, item and paragraph are three things.

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
    """The unit that is embedded, ranked and cited: usually one numbered paragraph or one minute.

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

    @property
    def standing_text(self) -> str:
        """The text with a space for every character that is struck through or marks a note, so that offsets stay.

        It is what is matched, ranked, embedded and compared; ``text`` is what is shown and quoted, note marks included.
        """
        return mask_unmatched(self.text)

    def is_on_page(self, page: int) -> bool:
        """Return True if some of the passage stands on a page of the file, counted from 1."""
        pages = self.locator.pages
        return pages is not None and pages[0] <= page <= pages[1]


@dataclass(frozen=True, slots=True)
class Arrival:
    """Moments of UTC, "2025-01-30T09:00:00Z": when a paper was first indexed, and when with its present content."""

    added_at: str
    changed_at: str


@dataclass(frozen=True, slots=True)
class FileFingerprint:
    """Size, time and hash of a file when it was hashed: while the first two are these, so is its content."""

    size: int
    mtime_ns: int
    sha256: str


@dataclass(frozen=True, slots=True)
class UnreadFile:
    """A file of the corpus that is not in the index: its path, the reason for a clerk, and what to do next.

    ``code`` is the reason in one word, for programs: "password", "scanned", "truncated", "empty", "mismatch",
    "time", "memory", "damaged", "unsupported", "exempt" (held back on purpose, not a fault) and the like.
    """

    source: str
    code: str
    reason: str
    next_step: str


@dataclass(frozen=True, slots=True)
class SupersedesClaim:
    """That a paper replaces another: the title and the agenda item it names, where it names them."""

    title: str | None = None
    agenda_item: str | None = None


@dataclass(frozen=True, slots=True)
class DocumentSummary:
    """The facts that relate a paper to others.

    ``document`` has the status and the places as the paper alone gives them. ``content_hash`` stands for its words,
    None where they are too few. ``copy_rank`` orders copies, the lowest is the one to show. ``supersedes`` is what it
    says that it replaces.
    """

    document: Document
    content_hash: str | None
    copy_rank: int
    supersedes: SupersedesClaim | None = None


@dataclass(frozen=True, slots=True)
class DocumentRelation:
    """The relation of a paper to others: ``same_as`` is the doc_id of the copy that is shown in its place."""

    same_as: str | None = None
    also_at: tuple[str, ...] = ()
    status: str | None = None
    replaced_by: str | None = None


@dataclass(frozen=True, slots=True)
class DocumentPreview:
    """One file as a build would see it: its metadata, what the reader found, and its passages.

    For a pack, ``documents`` are the papers in it, each with its own reading text; ``passages`` are then those of all
    of them, as spans of the reading text of the whole file. ``stated_dates`` are the days that the file's places state
    as that of its meeting, the strongest first; only that one dates it. ``unread`` is what a build would list of the
    file: what of it is held back, and what is shown as words alone.
    """

    document: Document
    reading: Reading
    passages: tuple[Passage, ...]
    documents: tuple[DocumentPreview, ...] = ()
    stated_dates: tuple[StatedDate, ...] = ()
    unread: tuple[UnreadFile, ...] = ()
