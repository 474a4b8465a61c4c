"""The papers held: the list, searched by title and limited, and how many there are of which committee and year.

Every paper that may be shown is in the list. The chart and its table count all of them, whatever the list is limited
to. Which files are unread or held back is told only to whoever may see it; everybody is told how many.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from paper_search.records import Document
from paper_search.text.counts import format_count
from paper_search.text.dates import format_date
from paper_search.text.spans import collapse_whitespace, strip_accents
from paper_search.web.components.charts import HoldingsChart, make_holdings_chart
from paper_search.web.components.index_status import MissingFiles, describe_status, make_missing
from paper_search.web.components.list_controls import (
    MAX_OPTION_CHARS,
    ListForm,
    ListPage,
    Option,
    OptionList,
    TextField,
    make_list_pages,
)
from paper_search.web.components.paper_counts import (
    UNDATED,
    UNSTATED,
    DocumentCounts,
    count_documents,
    get_meeting_year,
)
from paper_search.web.components.passage_card import (
    Badge,
    Replacement,
    find_published_url,
    format_title,
    make_badges,
    make_replacement,
)
from paper_search.web.forms import build_document_url
from paper_search.web.html import clip
from paper_search.web.library_protocol import LibraryProtocol

DOCUMENTS_PER_PAGE = 25
_MAX_FIELD_CHARS, _MAX_FACT_CHARS = 300, 160


# -- which papers are listed -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DocumentListQuery:
    """The papers to list: words of their titles, and one value each or none.

    ``year`` may be ``UNDATED``, any other ``UNSTATED``.
    """

    words: str = ""
    authority: str = ""
    committee: str = ""
    kind: str = ""
    year: str = ""
    page: int = 1


def from_items(items: Iterable[tuple[str, str]]) -> DocumentListQuery:
    """Return the query in the parts of an address, whatever a visitor may have sent in their place."""
    fields: dict[str, str] = {}
    for name, value in items:
        fields.setdefault(name, collapse_whitespace(value[: 4 * _MAX_FIELD_CHARS])[:_MAX_FIELD_CHARS])
    page = fields.get("page", "")
    return DocumentListQuery(
        words=fields.get("title", ""),
        authority=fields.get("authority", ""),
        committee=fields.get("committee", ""),
        kind=fields.get("kind", ""),
        year=fields.get("year", ""),
        page=max(int(page), 1) if page.isascii() and page.isdecimal() and len(page) < 6 else 1,
    )


def build_list_url(list_query: DocumentListQuery) -> str:
    """Return the address of a list."""
    parts = [*_to_items(list_query), ("page", str(list_query.page) if list_query.page > 1 else "")]
    query = urlencode([(name, value) for name, value in parts if value], errors="replace")
    return f"/papers?{query}" if query else "/papers"


def _to_items(list_query: DocumentListQuery) -> list[tuple[str, str]]:
    return [
        ("title", list_query.words),
        ("authority", list_query.authority),
        ("committee", list_query.committee),
        ("kind", list_query.kind),
        ("year", list_query.year),
    ]


def filter_documents(documents: Iterable[Document], list_query: DocumentListQuery) -> list[Document]:
    """Return the papers wanted, newest first, undated ones last; within a day by council, item and title."""
    words = _normalise(list_query.words).split()
    matches = [
        document
        for document in documents
        if _is_match(document, list_query) and all(word in _build_search_text(document) for word in words)
    ]
    matches.sort(key=_sort_key)
    return sorted(matches, key=lambda document: document.meeting.held_on or date.min, reverse=True)


def _is_match(document: Document, list_query: DocumentListQuery) -> bool:
    meeting = document.meeting
    limits = (
        (list_query.authority, meeting.authority),
        (list_query.committee, meeting.committee),
        (list_query.kind, document.kind),
    )
    is_of_year = list_query.year in ("", str(get_meeting_year(document) or UNDATED))
    return is_of_year and all(limit in ("", value or UNSTATED) for limit, value in limits)


def _build_search_text(document: Document) -> str:
    """Return what words are looked for in: the title, the number of the item and the name of the file."""
    return _normalise(f"{document.title or ''} {document.agenda_item or ''} {document.doc_id.rsplit('/', 1)[-1]}")


def _normalise(text: str) -> str:
    """Return text without capitals and accents."""
    return strip_accents(text.casefold())


def _sort_key(document: Document) -> tuple[str, str, int, str, str]:
    meeting, item = document.meeting, document.agenda_item or ""
    number = int(item) if item.isascii() and item.isdecimal() and len(item) < 6 else 0
    return meeting.authority or "~", meeting.committee or "~", number, document.title or "~", document.doc_id


# -- what is shown -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ListLimit:
    """A limit in force, and the list without it."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class DocumentListEntry:
    """A paper in the list; ``facts`` are its council, committee, date, item and pages, as far as stated."""

    title: str
    url: str
    facts: tuple[str, ...]
    badges: tuple[Badge, ...]
    text_url: str | None
    published_url: str | None
    replacement: Replacement


@dataclass(frozen=True, slots=True)
class CountCell:
    """The number of papers that a committee has of a year, and the list of them."""

    documents: int
    url: str


@dataclass(frozen=True, slots=True)
class CountRow:
    """A committee in the table of counts."""

    authority: str
    committee: str
    cells: tuple[CountCell, ...]


@dataclass(frozen=True, slots=True)
class CountTable:
    """The papers held by committee and year."""

    years: tuple[str, ...]
    rows: tuple[CountRow, ...]


@dataclass(frozen=True, slots=True)
class PapersView:
    """All that the page of papers shows."""

    heading: str
    status: str
    missing_count: int
    form: ListForm
    limits: tuple[ListLimit, ...]
    entries: tuple[DocumentListEntry, ...]
    first: int
    total: int
    pages: tuple[ListPage, ...]
    chart: HoldingsChart | None
    table: CountTable
    missing: MissingFiles | None


def make_papers(library: LibraryProtocol, list_query: DocumentListQuery, with_reasons: bool = False) -> PapersView:
    """Return the page of papers.

    Args:
        library: the papers that the visitor may see.
        list_query: which of them are listed.
        with_reasons: True for a visitor who may see which files are unread or held back.
    """
    documents = library.documents()
    coverage, status = library.coverage(), library.status()
    counts = count_documents(documents)
    matches = filter_documents(documents, list_query)
    last = -(-len(matches) // DOCUMENTS_PER_PAGE)
    page = min(list_query.page, last)
    first = (page - 1) * DOCUMENTS_PER_PAGE
    return PapersView(
        heading=_summarise(matches, documents, list_query),
        status=describe_status(coverage, status),
        missing_count=coverage.unread + coverage.held_back + coverage.read_in_part,
        form=_make_form(documents, list_query),
        limits=_make_limits(list_query),
        entries=tuple(_make_entry(document) for document in matches[max(first, 0) : first + DOCUMENTS_PER_PAGE]),
        first=first + 1,
        total=len(matches),
        pages=make_list_pages(page, last, lambda number: build_list_url(replace(list_query, page=number))),
        chart=make_holdings_chart(counts),
        table=_make_table(counts),
        missing=make_missing(coverage, status, with_reasons),
    )


def _summarise(matches: Sequence[Document], documents: Sequence[Document], list_query: DocumentListQuery) -> str:
    papers = format_count(len(documents), "paper")
    if any(value for _, value in _to_items(list_query)):
        return f"{len(matches):,} of {papers}"
    councils = len({document.meeting.authority for document in documents if document.meeting.authority})
    return f"{papers} of {format_count(councils, 'council')}" if councils else papers


def _make_form(documents: Sequence[Document], list_query: DocumentListQuery) -> ListForm:
    words = TextField("title", "Words in the title", list_query.words, _MAX_FIELD_CHARS, is_wide=True)
    return ListForm("/papers", "Papers", (words,), _make_option_lists(documents, list_query))


def _make_option_lists(documents: Sequence[Document], list_query: DocumentListQuery) -> tuple[OptionList, ...]:
    meetings = [document.meeting for document in documents]
    years = [str(get_meeting_year(document) or UNDATED) for document in documents]
    return (
        _make_options("authority", "Council", (meeting.authority for meeting in meetings), list_query.authority),
        _make_options("committee", "Committee", (meeting.committee for meeting in meetings), list_query.committee),
        _make_options("kind", "Kind", (document.kind for document in documents), list_query.kind),
        _make_options("year", "Year", years, list_query.year),
    )


def _make_options(name: str, title: str, values: Iterable[str | None], chosen: str) -> OptionList:
    """Return one value of those that papers state, or any."""
    counts: dict[str, int] = {}
    for value in values:
        counts[value or UNSTATED] = counts.get(value or UNSTATED, 0) + 1
    if chosen:
        counts.setdefault(chosen, 0)
    order = sorted(counts, key=lambda value: (value in (UNSTATED, UNDATED), value.casefold()), reverse=name == "year")
    labels = {value: value.capitalize() if name == "kind" else value for value in order}
    options = (
        Option(value, f"{clip(labels[value], MAX_OPTION_CHARS)} ({counts[value]:,})", value == chosen)
        for value in order
    )
    return OptionList(name, title, tuple(options))


def _make_limits(list_query: DocumentListQuery) -> tuple[ListLimit, ...]:
    """Return what the list is limited to, each with the list without it."""
    without = {
        "title": replace(list_query, page=1, words=""),
        "authority": replace(list_query, page=1, authority=""),
        "committee": replace(list_query, page=1, committee=""),
        "kind": replace(list_query, page=1, kind=""),
        "year": replace(list_query, page=1, year=""),
    }
    return tuple(
        ListLimit(f"“{value}”" if name == "title" else value, build_list_url(without[name]))
        for name, value in _to_items(list_query)
        if value
    )


def _make_entry(document: Document) -> DocumentListEntry:
    meeting = document.meeting
    facts = (
        meeting.authority or "Council not stated",
        meeting.committee or "Committee not stated",
        format_date(meeting.held_on) if meeting.held_on else "Date not stated",
        f"item {document.agenda_item}" if document.agenda_item else "",
        format_count(document.pages, "page") if document.pages else "",
    )
    return DocumentListEntry(
        title=format_title(document),
        url=build_document_url(document),
        facts=tuple(clip(fact, _MAX_FACT_CHARS) for fact in facts if fact),
        badges=make_badges(document),
        text_url=build_document_url(document, as_text=True) if document.pages else None,
        published_url=find_published_url(document),
        replacement=make_replacement(document),
    )


def _make_table(counts: DocumentCounts) -> CountTable:
    years = tuple(str(year or UNDATED) for year in counts.years)
    rows = []
    for row in counts.rows:
        authority, committee = row.authority or UNSTATED, row.committee or UNSTATED
        documents = dict(row.by_year)
        cells = (
            CountCell(
                documents.get(year, 0),
                build_list_url(DocumentListQuery(authority=authority, committee=committee, year=name)),
            )
            for year, name in zip(counts.years, years, strict=True)
        )
        rows.append(CountRow(authority, committee, tuple(cells)))
    return CountTable(years, tuple(rows))
