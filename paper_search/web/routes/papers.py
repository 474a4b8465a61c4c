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
from paper_search.text.dates import said
from paper_search.text.spans import squeeze
from paper_search.web.components import index_status as state
from paper_search.web.components import years
from paper_search.web.components.paper_counts import UNDATED, UNSTATED, Tally, tally, year_of
from paper_search.web.components.passage_card import badges, published, standing, title_of
from paper_search.web.forms import paper_address
from paper_search.web.html import clip, counted, escape, tag
from paper_search.web.library_protocol import Library

ON_A_PAGE = 25
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which papers are listed: words of their titles, and one value each or none; ``year`` may be ``UNDATED``, any
    other ``UNSTATED``."""

    words: str = ""
    authority: str = ""
    committee: str = ""
    kind: str = ""
    year: str = ""
    page: int = 1


def from_items(items: Iterable[tuple[str, str]]) -> Wanted:
    """What is wanted, in the parts of an address, whatever a visitor may have sent in their place."""
    given: dict[str, str] = {}
    for name, value in items:
        given.setdefault(name, squeeze(value[: 4 * _LONGEST])[:_LONGEST])
    page = given.get("page", "")
    return Wanted(
        words=given.get("title", ""),
        authority=given.get("authority", ""),
        committee=given.get("committee", ""),
        kind=given.get("kind", ""),
        year=given.get("year", ""),
        page=max(int(page), 1) if page.isascii() and page.isdecimal() and len(page) < 6 else 1,
    )


def address(wanted: Wanted) -> str:
    """The address of the list."""
    parts = [*_parts(wanted), ("page", str(wanted.page) if wanted.page > 1 else "")]
    query = urlencode([(name, value) for name, value in parts if value], errors="replace")
    return f"/papers?{query}" if query else "/papers"


def _parts(wanted: Wanted) -> list[tuple[str, str]]:
    return [
        ("title", wanted.words),
        ("authority", wanted.authority),
        ("committee", wanted.committee),
        ("kind", wanted.kind),
        ("year", wanted.year),
    ]


def listed(documents: Iterable[Document], wanted: Wanted) -> list[Document]:
    """The papers wanted, newest first, undated ones last; within a day by council, item and title."""
    words = _folded(wanted.words).split()
    kept = [each for each in documents if _fits(each, wanted) and all(word in _searched(each) for word in words)]
    kept.sort(key=_place)
    return sorted(kept, key=lambda each: each.meeting.held_on or date.min, reverse=True)


def _fits(document: Document, wanted: Wanted) -> bool:
    meeting = document.meeting
    stated = (meeting.authority, meeting.committee, document.kind)
    asked = (wanted.authority, wanted.committee, wanted.kind)
    is_of_year = wanted.year in ("", str(year_of(document) or UNDATED))
    return is_of_year and all(want in ("", value or UNSTATED) for want, value in zip(asked, stated, strict=True))


def _searched(document: Document) -> str:
    """What a title is searched in: it, the number of its item and the name of its file."""
    return _folded(f"{document.title or ''} {document.agenda_item or ''} {document.doc_id.rsplit('/', 1)[-1]}")


def _folded(text: str) -> str:
    """Without capitals and accents."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def _place(document: Document) -> tuple[str, str, int, str, str]:
    meeting, item = document.meeting, document.agenda_item or ""
    number = int(item) if item.isascii() and item.isdecimal() and len(item) < 6 else 0
    return meeting.authority or "~", meeting.committee or "~", number, document.title or "~", document.doc_id


def shown(library: Library, wanted: Wanted, with_reasons: bool = False) -> str:
    """The whole view."""
    documents = library.documents()
    coverage, status = library.coverage(), library.status()
    held = tally(documents)
    found = listed(documents, wanted)
    head = tag("h1", escape(_summary(found, documents, wanted))) + state.lines(coverage, status)
    jump = tag("p", tag("a", "What is held, as a picture", href="#held") + state.jump(coverage), class_="links")
    beside = tag("section", tag("h2", "What is held", id="held") + _held(held), class_="aside", aria_labelledby="held")
    entries = tag("div", _form(documents, wanted) + _chips(wanted) + _entries(found, wanted), class_="listed")
    missing = state.missing(coverage, status, with_reasons)
    return head + jump + tag("div", entries + beside, class_="two wide-list") + missing


def _summary(found: Sequence[Document], documents: Sequence[Document], wanted: Wanted) -> str:
    if any(value for _, value in _parts(wanted)):
        return f"{len(found):,} of {counted(len(documents), 'paper')}"
    councils = len({each.meeting.authority for each in documents if each.meeting.authority})
    of = f" of {counted(councils, 'council')}" if councils else ""
    return f"{counted(len(documents), 'paper')}{of}"


# -- the form ------------------------------------------------------------------------------------------------------


def _form(documents: Sequence[Document], wanted: Wanted) -> str:
    words = tag("label", "Words of the title", for_="title") + (
        f'<input class="field" id="title" name="title" type="search" maxlength="{_LONGEST}" autocomplete="off" '
        f'value="{escape(wanted.words)}">'
    )
    meetings = [each.meeting for each in documents]
    lists = (
        _choice("authority", "Council", (each.authority or UNSTATED for each in meetings), wanted.authority),
        _choice("committee", "Committee", (each.committee or UNSTATED for each in meetings), wanted.committee),
        _choice("kind", "Kind", (each.kind or UNSTATED for each in documents), wanted.kind),
        _choice("year", "Year", (str(year_of(each) or UNDATED) for each in documents), wanted.year),
    )
    button = tag("button", "Show", class_="button", type="submit")
    inner = tag("div", words, class_="grow") + "".join(lists) + button
    return tag("form", inner, action="/papers", method="get", role="search", class_="choosing", aria_label="Papers")


def _choice(name: str, title: str, values: Iterable[str], chosen: str) -> str:
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


def _chips(wanted: Wanted) -> str:
    """What the list is limited to, each a link that takes it away."""
    fields = {"title": "words", "authority": "authority", "committee": "committee", "kind": "kind", "year": "year"}
    links = []
    for name, value in _parts(wanted):
        if value:
            free = replace(wanted, page=1, **{fields[name]: ""})
            words = f"“{value}”" if name == "title" else value
            cross = tag("span", " ✕", aria_hidden="true") + tag("span", " (remove)", class_="unseen")
            inner = tag("bdi", escape(clip(words, 120))) + cross
            links.append(tag("li", tag("a", inner, href=address(free), class_="chip")))
    if not links:
        return ""
    return tag("div", tag("ul", "".join(links), class_="chips", aria_label="Limits in force"), class_="results")


# -- the list ------------------------------------------------------------------------------------------------------


def _entries(found: Sequence[Document], wanted: Wanted) -> str:
    if not found:
        return tag("p", "No paper fits. " + tag("a", "Show all papers", href="/papers"), class_="panel notice")
    last = -(-len(found) // ON_A_PAGE)
    page = min(wanted.page, last)
    first = (page - 1) * ON_A_PAGE
    items = "".join(tag("li", _entry(each)) for each in found[first : first + ON_A_PAGE])
    upto = min(first + ON_A_PAGE, len(found))
    label = tag("p", escape(f"Papers {first + 1:,} to {upto:,}, newest first"), class_="fine", id="list")
    entries = tag("ol", items, class_="entries", start=str(first + 1), aria_labelledby="list")
    return label + entries + _pages(replace(wanted, page=page), last)


def _entry(document: Document) -> str:
    meeting = document.meeting
    item = f"item {document.agenda_item}" if document.agenda_item else ""
    pages = counted(document.pages, "page") if document.pages else ""
    day = said(meeting.held_on) if meeting.held_on else "Date not stated"
    stated = (
        meeting.authority or "Authority not stated",
        meeting.committee or "Committee not stated",
        day,
        item,
        pages,
    )
    line = tag("span", " · ", class_="dot").join(tag("bdi", escape(clip(each, 160))) for each in stated if each)
    title = tag("h2", tag("a", tag("bdi", escape(title_of(document))), href=paper_address(document)))
    text = tag("a", "Words only", href=paper_address(document, as_text=True)) if document.pages else ""
    links = tag("p", text + published(document), class_="links") if text or document.url else ""
    facts = tag("div", badges(document) + links, class_="facts")
    return title + tag("p", line, class_="where") + facts + standing(document)


def _pages(wanted: Wanted, last: int) -> str:
    """Links to the pages of the list near this one, its first and its last."""
    if last < 2:
        return ""
    near = sorted({1, last, *(page for page in range(wanted.page - 2, wanted.page + 3) if 1 <= page <= last)})
    links = []
    for page in near:
        current = "page" if page == wanted.page else None
        words = tag("span", "Page ", class_="unseen") + f"{page:,}"
        links.append(tag("li", tag("a", words, href=address(replace(wanted, page=page)), aria_current=current)))
    pages = tag("nav", tag("ul", "".join(links)), class_="pages", aria_label="Pages of the list")
    return tag("div", pages, class_="results")


# -- how much of what ----------------------------------------------------------------------------------------------


def _held(held: Tally) -> str:
    if not held.rows:
        return tag("p", "Nothing yet: put papers into the corpus folder and build the index.")
    drawn = years.picture(held)
    return drawn + tag("details", tag("summary", "The same as a table, with links") + _table(held))


def _table(held: Tally) -> str:
    names = [str(year or UNDATED) for year in held.years]
    heads = "".join(tag("th", escape(name), scope="col") for name in ("Council", "Committee", *names))
    rows = []
    for row in held.rows:
        papers = dict(row.by_year)
        of = Wanted(authority=row.authority or UNSTATED, committee=row.committee or UNSTATED)
        cells = "".join(
            tag("td", _cell(papers.get(year, 0), replace(of, year=name)))
            for year, name in zip(held.years, names, strict=True)
        )
        named = tag("td", tag("bdi", escape(row.authority or UNSTATED)))
        rows.append(tag("tr", named + tag("th", tag("bdi", escape(row.committee or UNSTATED)), scope="row") + cells))
    caption = tag("caption", "Papers held, by committee and year of the meeting", class_="unseen")
    table = tag("table", caption + tag("thead", tag("tr", heads)) + tag("tbody", "".join(rows)))
    return tag("div", table, class_="wide", tabindex="0", role="region", aria_label="Papers held, as a table")


def _cell(papers: int, wanted: Wanted) -> str:
    return tag("a", f"{papers:,}", href=address(wanted)) if papers else "0"
