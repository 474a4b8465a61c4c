"""A passage that was found, as a card.

The paper's title links to the place in the paper. Authority, committee and date are always there, as "not stated" where
the paper does not say. The passage's full text can be opened where only a part is shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from paper_search.answering.snippets import build_snippet
from paper_search.citations.format import cite, format_location, format_pages, is_recognised
from paper_search.records import Answer, Citation, Document, Hit, Passage, Snippet
from paper_search.retrieval.register.matter_ties import is_of_one_matter
from paper_search.text.dates import format_date
from paper_search.text.spans import Span
from paper_search.web.components.answer_trails import NO_TRAILS, AnswerTrails
from paper_search.web.forms import build_document_url, build_passage_url, build_url_from_id, build_view_url
from paper_search.web.html import clip
from paper_search.web.register_forms import build_matter_url

_MAX_TITLE_CHARS, _MAX_TABLE_CHARS, _MAX_STATUS_CHARS, _MAX_NAME_HEADING_CHARS = 240, 8000, 80, 80
_MAX_EXCERPT_CHARS = 240
"""Two lines of a list that is as wide as a desk."""
_CELL_SEPARATOR = " | "
_UNLABELLED_KINDS = ("paragraph", "bullet", "minute", "heading")
_STATUS_LABELS = {
    "draft": "Draft: not yet confirmed",
    "cancelled": "Cancelled",
    "replaced": "Replaced by a later paper",
}


@dataclass(frozen=True, slots=True)
class Link:
    """A link to a page of this site."""

    url: str
    label: str


@dataclass(frozen=True, slots=True)
class Badge:
    """A label of a paper or a passage; ``css_class`` is what it has beside ``badge``."""

    label: str
    css_class: str = ""


@dataclass(frozen=True, slots=True)
class CitationLine:
    """Authority, committee and date in words, each None where not stated, and the place in the paper."""

    authority: str | None
    committee: str | None
    held_on: str | None
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MarkedText:
    """Text and the offsets of what is marked in it."""

    text: str
    marks: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class PassageText:
    """The words of a passage or of a part of it; ``rows`` are its cells where they are shown as a table."""

    text: str
    marks: tuple[Span, ...] = ()
    lang: str | None = None
    rows: tuple[tuple[MarkedText, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class PublishedCopy:
    """Another place at which a paper was published; ``page`` is that of the file it stands in, else empty."""

    path: str
    page: str


@dataclass(frozen=True, slots=True)
class Replacement:
    """The paper that takes the place of one, where there is one, and the places of its copies."""

    newer_url: str | None
    copies: tuple[PublishedCopy, ...]


@dataclass(frozen=True, slots=True)
class CardActions:
    """The actions of a card beside its links: a box for the evidence pack, and perhaps a question to judge."""

    question: str
    asks_feedback: bool


@dataclass(frozen=True, slots=True)
class PassageCard:
    """All that the card of a passage shows."""

    anchor: str
    passage_id: str
    title: str
    citation: str
    name: str
    badges: tuple[Badge, ...]
    citation_line: CitationLine
    headings: tuple[str, ...]
    attribution: str | None
    lead_in: str | None
    snippet: PassageText
    full_text: PassageText | None
    document_url: str
    view_url: str
    similar_url: str
    matter_url: str | None
    context_url: str
    text_url: str
    published_url: str | None
    replacement: Replacement
    also_in: tuple[Link, ...]
    actions: CardActions | None = None


@dataclass(frozen=True, slots=True)
class FoldedCard:
    """A card and what is shown of it while it is folded.

    Attributes:
        excerpt: the words with most of the question's; None where the passage is quoted above them.
    """

    card: PassageCard
    excerpt: PassageText | None


def make_folded_cards(
    hits: Sequence[Hit], answer: Answer, actions: CardActions, trails: AnswerTrails = NO_TRAILS
) -> tuple[FoldedCard, ...]:
    """Return the cards of a list, each folded to a few lines.

    Args:
        hits: the passages to list.
        answer: the answer that they belong to, whose quotes are not shown again.
        actions: what is offered below a card.
        trails: the trails of the answer.
    """
    quoted = {quote.passage.passage_id for quote in (*answer.quotes, *answer.also)}
    titles = _tell_titles_apart([hit.document for hit in hits])
    return tuple(
        FoldedCard(
            replace(make_card(hit, answer.question, actions, trails), title=titles[hit.document.doc_id]),
            None if hit.passage.passage_id in quoted else _make_excerpt(hit.passage, answer.question),
        )
        for hit in hits
    )


def _tell_titles_apart(documents: Sequence[Document]) -> dict[str, str]:
    """Return the title of each paper of a list; behind it what tells it from others of the same title.

    A title is the name of a link, and those that read the same should lead to the same paper. They are told apart by
    their day, or else by their kind, or else by their file.
    """
    by_title: dict[str, dict[str, Document]] = {}
    for document in documents:
        by_title.setdefault(format_title(document), {})[document.doc_id] = document
    titles: dict[str, str] = {}
    for title, papers in by_title.items():
        ways = ([tell(paper) for paper in papers.values()] for tell in (_format_day, _format_kind, _find_file_name))
        told = next((way for way in ways if len(set(way)) == len(papers)), list(papers))
        titles |= {
            doc_id: f"{title} ({word})" if len(papers) > 1 else title for doc_id, word in zip(papers, told, strict=True)
        }
    return titles


def _format_day(document: Document) -> str:
    return format_date(document.meeting.held_on) if document.meeting.held_on else "date not stated"


def _format_kind(document: Document) -> str:
    return document.kind or "kind not stated"


def _find_file_name(document: Document) -> str:
    return document.source.rsplit("/", 1)[-1]


def _make_excerpt(passage: Passage, question: str) -> PassageText:
    """Return what is shown of a passage in two lines, as plain words, a table's too."""
    snippet = build_snippet(question, passage.text, _MAX_EXCERPT_CHARS)
    return PassageText(snippet.text, snippet.marks, passage.lang)


def make_card(
    hit: Hit, question: str, actions: CardActions | None = None, trails: AnswerTrails = NO_TRAILS
) -> PassageCard:
    """Return the card of a hit.

    Args:
        hit: the passage found.
        question: the words whose matches are marked in the passage.
        actions: what is offered below the card, if anything.
        trails: the trails of the answer that it is a part of.
    """
    passage, document = hit.passage, hit.document
    snippet, citation = build_snippet(question, passage.text), cite(passage, document).label
    return PassageCard(
        anchor=f"hit-{hit.rank}",
        passage_id=passage.passage_id,
        title=format_title(document),
        citation=citation,
        name=_name_passage(passage, citation),
        badges=make_badges(document, passage),
        citation_line=make_citation_line(document, passage),
        headings=tuple(heading for heading in passage.headings if heading),
        attribution=passage.attribution,
        lead_in=passage.lead_in,
        snippet=make_passage_text(passage, snippet),
        full_text=_make_full_text(passage, snippet),
        document_url=build_document_url(document, passage),
        view_url=build_view_url(document.doc_id, passage.passage_id, trail=trails.get(document.doc_id)),
        similar_url=build_passage_url("/like", passage.passage_id),
        matter_url=build_matter_url(document.doc_id) if is_of_one_matter(document) else None,
        context_url=build_passage_url("/around", passage.passage_id),
        text_url=build_document_url(document, passage, as_text=True),
        published_url=find_published_url(document),
        replacement=make_replacement(document),
        also_in=tuple(_make_citation_link(citation) for citation in hit.also_in),
        actions=actions,
    )


def format_title(document: Document) -> str:
    """Return the paper's title, cut to what a heading can hold; "Title not stated" where it has none."""
    return clip(document.title or "Title not stated", _MAX_TITLE_CHARS)


def _name_passage(passage: Passage, citation: str) -> str:
    """Return what the links of a passage are told apart by: its citation, and its heading where it has no number."""
    if passage.locator.paragraph or passage.locator.minute or not passage.headings:
        return citation
    return f"{citation}, “{clip(passage.headings[-1], _MAX_NAME_HEADING_CHARS)}”"


def make_citation_line(document: Document, passage: Passage) -> CitationLine:
    """Return authority, committee, date held, and the place of a passage in its paper."""
    meeting, locator = document.meeting, passage.locator
    is_numbered = locator.minute or locator.agenda_item or locator.paragraph
    places = (format_location(passage) if is_numbered else "", format_pages(locator))
    return CitationLine(
        authority=meeting.authority,
        committee=meeting.committee,
        held_on=format_date(meeting.held_on) if meeting.held_on else None,
        places=tuple(place for place in places if place),
    )


def make_badges(document: Document, passage: Passage | None = None) -> tuple[Badge, ...]:
    """Return the kind of a paper and of a passage, and what the paper says of its own status."""
    badges = [Badge((document.kind or "Kind of paper not stated").capitalize())]
    if passage and passage.kind not in _UNLABELLED_KINDS:
        badges.append(Badge(passage.kind.capitalize(), "passage-kind"))
    badges += make_status_badges(document)
    if passage and is_recognised(passage, document):
        badges.append(Badge("Read by OCR: may be misread", "standing"))
    return tuple(badges)


def make_status_badges(document: Document) -> tuple[Badge, ...]:
    """Return a warning where a paper is not final or not valid; nothing for a confirmed one."""
    if not document.status or document.status == "confirmed":
        return ()
    label = _STATUS_LABELS.get(document.status, document.status.capitalize())
    return (Badge(clip(label, _MAX_STATUS_CHARS), "standing"),)


def make_passage_text(passage: Passage, snippet: Snippet) -> PassageText:
    """Return a part of a passage to be shown, as rows of cells where the passage is a table."""
    is_table = passage.kind == "table" and len(snippet.text) <= _MAX_TABLE_CHARS
    rows = _split_cells(snippet) if is_table else ()
    return PassageText(snippet.text, snippet.marks, passage.lang, rows)


def _make_full_text(passage: Passage, snippet: Snippet) -> PassageText | None:
    if snippet.text.strip() == passage.text.strip():
        return None
    return make_passage_text(passage, Snippet(passage.text))


def _split_cells(snippet: Snippet) -> tuple[tuple[MarkedText, ...], ...]:
    """Return lines of "cell | cell" as rows; the marks, offsets in the text, become offsets in each cell."""
    rows, offset = [], 0
    for line in snippet.text.split("\n"):
        cells = []
        for cell in line.split(_CELL_SEPARATOR):
            cells.append(MarkedText(cell, tuple((start - offset, end - offset) for start, end in snippet.marks)))
            offset += len(cell) + len(_CELL_SEPARATOR)
        offset += 1 - len(_CELL_SEPARATOR)
        rows.append(tuple(cells))
    return tuple(rows)


def _make_citation_link(citation: Citation) -> Link:
    return Link(build_url_from_id(citation.doc_id, citation.passage_id, citation.page), citation.label)


def find_published_url(document: Document) -> str | None:
    """Return where the council published the paper; None where no web address of it is known."""
    is_web_address = document.url and document.url.startswith(("https://", "http://"))
    return document.url if is_web_address else None


def make_replacement(document: Document) -> Replacement:
    """Return the paper that takes the place of this one, and the other places where its words were published."""
    newer = document.replaced_by
    copies = (place.partition("#page=") for place in document.also_at)
    return Replacement(
        newer_url=build_url_from_id(newer, None) if newer else None,
        copies=tuple(PublishedCopy(path, page) for path, _, page in copies),
    )
