"""What is held: the list of papers, searched by title and limited, and how much of what. In: a library and an address's
parts; out: safe HTML.

Promises: every paper that may be shown is in the list; the picture and its table count all of them, whatever the list
is limited to; which files are unread or held back is told only to who may see it, everybody is told how many.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from paper_search.records import Document
from paper_search.text.dates import format_date
from paper_search.text.spans import collapse_whitespace
from paper_search.web.components import index_status, years
from paper_search.web.components.paper_counts import (
    UNDATED,
    UNSTATED,
    DocumentCounts,
    count_documents,
    get_meeting_year,
)
from paper_search.web.components.passage_card import (
    format_title,
    render_badges,
    render_published_link,
    render_replacement,
)
from paper_search.web.forms import build_document_url
from paper_search.web.html import clip, escape, format_count, tag
from paper_search.web.library_protocol import LibraryProtocol

DOCUMENTS_PER_PAGE = 25
_MAX_FIELD_CHARS = 300


@dataclass(frozen=True, slots=True)
class DocumentListQuery:
    """Which papers are listed: words of their titles, and one value each or none; ``year`` may be ``UNDATED``, any
    other ``UNSTATED``."""

    words: str = ""
    authority: str = ""
    committee: str = ""
    kind: str = ""
    year: str = ""
    page: int = 1


def from_items(items: Iterable[tuple[str, str]]) -> DocumentListQuery:
    """What is wanted, in the parts of an address, whatever a visitor may have sent in their place."""
    given: dict[str, str] = {}
    for name, value in items:
        given.setdefault(name, collapse_whitespace(value[: 4 * _MAX_FIELD_CHARS])[:_MAX_FIELD_CHARS])
    page = given.get("page", "")
    return DocumentListQuery(
        words=given.get("title", ""),
        authority=given.get("authority", ""),
        committee=given.get("committee", ""),
        kind=given.get("kind", ""),
        year=given.get("year", ""),
        page=max(int(page), 1) if page.isascii() and page.isdecimal() and len(page) < 6 else 1,
    )


def build_list_url(list_query: DocumentListQuery) -> str:
    """The address of the list."""
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
    """The papers wanted, newest first, undated ones last; within a day by council, item and title."""
    words = _normalise(list_query.words).split()
    kept = [
        each
        for each in documents
        if _is_match(each, list_query) and all(word in _build_search_text(each) for word in words)
    ]
    kept.sort(key=_sort_key)
    return sorted(kept, key=lambda each: each.meeting.held_on or date.min, reverse=True)


def _is_match(document: Document, list_query: DocumentListQuery) -> bool:
    meeting = document.meeting
    stated = (meeting.authority, meeting.committee, document.kind)
    asked = (list_query.authority, list_query.committee, list_query.kind)
    is_of_year = list_query.year in ("", str(get_meeting_year(document) or UNDATED))
    return is_of_year and all(want in ("", value or UNSTATED) for want, value in zip(asked, stated, strict=True))


def _build_search_text(document: Document) -> str:
    """What a title is searched in: it, the number of its item and the name of its file."""
    return _normalise(f"{document.title or ''} {document.agenda_item or ''} {document.doc_id.rsplit('/', 1)[-1]}")


def _normalise(text: str) -> str:
    """Without capitals and accents."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def _sort_key(document: Document) -> tuple[str, str, int, str, str]:
    meeting, item = document.meeting, document.agenda_item or ""
    number = int(item) if item.isascii() and item.isdecimal() and len(item) < 6 else 0
    return meeting.authority or "~", meeting.committee or "~", number, document.title or "~", document.doc_id


def render_document_list(library: LibraryProtocol, list_query: DocumentListQuery, with_reasons: bool = False) -> str:
    """The whole view."""
    documents = library.documents()
    coverage, status = library.coverage(), library.status()
    held = count_documents(documents)
    found = filter_documents(documents, list_query)
    head = tag("h1", escape(_summarise(found, documents, list_query))) + index_status.render_status(coverage, status)
    jump = tag(
        "p",
        tag("a", "What is held, as a picture", href="#held") + index_status.render_missing_link(coverage),
        class_="links",
    )
    beside = tag(
        "section", tag("h2", "What is held", id="held") + _render_holdings(held), class_="aside", aria_labelledby="held"
    )
    entries = tag(
        "div",
        _render_form(documents, list_query) + _render_chips(list_query) + _render_entries(found, list_query),
        class_="listed",
    )
    missing = index_status.render_missing(coverage, status, with_reasons)
    return head + jump + tag("div", entries + beside, class_="two wide-list") + missing


def _summarise(matches: Sequence[Document], documents: Sequence[Document], list_query: DocumentListQuery) -> str:
    if any(value for _, value in _to_items(list_query)):
        return f"{len(matches):,} of {format_count(len(documents), 'paper')}"
    councils = len({each.meeting.authority for each in documents if each.meeting.authority})
    of = f" of {format_count(councils, 'council')}" if councils else ""
    return f"{format_count(len(documents), 'paper')}{of}"


# -- the form ------------------------------------------------------------------------------------------------------


def _render_form(documents: Sequence[Document], list_query: DocumentListQuery) -> str:
    words = tag("label", "Words of the title", for_="title") + (
        f'<input class="field" id="title" name="title" type="search" maxlength="{_MAX_FIELD_CHARS}" autocomplete="off" '
        f'value="{escape(list_query.words)}">'
    )
    meetings = [each.meeting for each in documents]
    lists = (
        _render_choice("authority", "Council", (each.authority or UNSTATED for each in meetings), list_query.authority),
        _render_choice(
            "committee", "Committee", (each.committee or UNSTATED for each in meetings), list_query.committee
        ),
        _render_choice("kind", "Kind", (each.kind or UNSTATED for each in documents), list_query.kind),
        _render_choice("year", "Year", (str(get_meeting_year(each) or UNDATED) for each in documents), list_query.year),
    )
    button = tag("button", "Show", class_="button", type="submit")
    inner = tag("div", words, class_="grow") + "".join(lists) + button
    return tag("form", inner, action="/papers", method="get", role="search", class_="choosing", aria_label="Papers")


def _render_choice(name: str, title: str, values: Iterable[str], chosen: str) -> str:
    """One value of those held, or any."""
    counts: dict[str, int] = {}
    for value in values:
        counts[value] = counts.get(value, 0) + 1
    if chosen and chosen not in counts:
        counts[chosen] = 0
    order = sorted(counts, key=lambda value: (value in (UNSTATED, UNDATED), value.casefold()), reverse=name == "year")
    options = [tag("option", "Any", value="")]
    for value in order:
        words = value.capitalize() if name == "kind" else value
        on = "selected" if value == chosen else None
        options.append(tag("option", escape(f"{clip(words, 80)} ({counts[value]:,})"), value=value, selected=on))
    field = tag("select", "".join(options), id=f"by-{name}", name_=name, class_="field")
    return tag("div", tag("label", escape(title), for_=f"by-{name}") + field)


def _render_chips(list_query: DocumentListQuery) -> str:
    """What the list is limited to, each a link that takes it away."""
    fields = {"title": "words", "authority": "authority", "committee": "committee", "kind": "kind", "year": "year"}
    links = []
    for name, value in _to_items(list_query):
        if value:
            free = replace(list_query, page=1, **{fields[name]: ""})
            words = f"“{value}”" if name == "title" else value
            cross = tag("span", " ✕", aria_hidden="true") + tag("span", " (remove)", class_="unseen")
            inner = tag("bdi", escape(clip(words, 120))) + cross
            links.append(tag("li", tag("a", inner, href=build_list_url(free), class_="chip")))
    if not links:
        return ""
    return tag("div", tag("ul", "".join(links), class_="chips", aria_label="Limits in force"), class_="results")


# -- the list ------------------------------------------------------------------------------------------------------


def _render_entries(matches: Sequence[Document], list_query: DocumentListQuery) -> str:
    if not matches:
        return tag("p", "No paper fits. " + tag("a", "Show all papers", href="/papers"), class_="panel notice")
    last = -(-len(matches) // DOCUMENTS_PER_PAGE)
    page = min(list_query.page, last)
    first = (page - 1) * DOCUMENTS_PER_PAGE
    items = "".join(tag("li", _render_entry(each)) for each in matches[first : first + DOCUMENTS_PER_PAGE])
    upto = min(first + DOCUMENTS_PER_PAGE, len(matches))
    label = tag("p", escape(f"Papers {first + 1:,} to {upto:,}, newest first"), class_="fine", id="list")
    entries = tag("ol", items, class_="entries", start=str(first + 1), aria_labelledby="list")
    return label + entries + _render_pagination(replace(list_query, page=page), last)


def _render_entry(document: Document) -> str:
    meeting = document.meeting
    item = f"item {document.agenda_item}" if document.agenda_item else ""
    pages = format_count(document.pages, "page") if document.pages else ""
    day = format_date(meeting.held_on) if meeting.held_on else "Date not stated"
    stated = (
        meeting.authority or "Authority not stated",
        meeting.committee or "Committee not stated",
        day,
        item,
        pages,
    )
    line = tag("span", " · ", class_="dot").join(tag("bdi", escape(clip(each, 160))) for each in stated if each)
    title = tag("h2", tag("a", tag("bdi", escape(format_title(document))), href=build_document_url(document)))
    text = tag("a", "Words only", href=build_document_url(document, as_text=True)) if document.pages else ""
    links = tag("p", text + render_published_link(document), class_="links") if text or document.url else ""
    facts = tag("div", render_badges(document) + links, class_="facts")
    return title + tag("p", line, class_="where") + facts + render_replacement(document)


def _render_pagination(list_query: DocumentListQuery, last: int) -> str:
    """Links to the pages of the list near this one, its first and its last."""
    if last < 2:
        return ""
    near = sorted({1, last, *(page for page in range(list_query.page - 2, list_query.page + 3) if 1 <= page <= last)})
    links = []
    for page in near:
        current = "page" if page == list_query.page else None
        words = tag("span", "Page ", class_="unseen") + f"{page:,}"
        links.append(
            tag("li", tag("a", words, href=build_list_url(replace(list_query, page=page)), aria_current=current))
        )
    pages = tag("nav", tag("ul", "".join(links)), class_="pages", aria_label="Pages of the list")
    return tag("div", pages, class_="results")


# -- how much of what ----------------------------------------------------------------------------------------------


def _render_holdings(counts: DocumentCounts) -> str:
    if not counts.rows:
        return tag("p", "Nothing yet: put papers into the corpus folder and build the index.")
    drawn = years.render_holdings_chart(counts)
    return drawn + tag("details", tag("summary", "The same as a table, with links") + _render_table(counts))


def _render_table(counts: DocumentCounts) -> str:
    names = [str(year or UNDATED) for year in counts.years]
    heads = "".join(tag("th", escape(name), scope="col") for name in ("Council", "Committee", *names))
    rows = []
    for row in counts.rows:
        papers = dict(row.by_year)
        of = DocumentListQuery(authority=row.authority or UNSTATED, committee=row.committee or UNSTATED)
        cells = "".join(
            tag("td", _render_cell(papers.get(year, 0), replace(of, year=name)))
            for year, name in zip(counts.years, names, strict=True)
        )
        named = tag("td", tag("bdi", escape(row.authority or UNSTATED)))
        rows.append(tag("tr", named + tag("th", tag("bdi", escape(row.committee or UNSTATED)), scope="row") + cells))
    caption = tag("caption", "Papers held, by committee and year of the meeting", class_="unseen")
    table = tag("table", caption + tag("thead", tag("tr", heads)) + tag("tbody", "".join(rows)))
    return tag("div", table, class_="wide", tabindex="0", role="region", aria_label="Papers held, as a table")


def _render_cell(document_count: int, list_query: DocumentListQuery) -> str:
    return tag("a", f"{document_count:,}", href=build_list_url(list_query)) if document_count else "0"
