"""A question and its limits as an address that can be sent to a colleague, and back.

``from_items(parse_qsl(to_query(form))) == form`` holds for every form that is tidy. The addresses of the site's other
pages are built here too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from urllib.parse import parse_qsl, quote, quote_plus, urlencode

from paper_search.errors import QueryError
from paper_search.records import LIMIT_KINDS, Document, Filters, LimitKind, Passage
from paper_search.text.dates import parse_typed_date
from paper_search.text.spans import Span, collapse_whitespace

MAX_QUESTION_CHARS, MAX_WORDS_CHARS, MAX_DATE_CHARS, MAX_ID_CHARS = 500, 200, 40, 2000
PASSAGES_PER_PAGE, MAX_PAGES = 10, 5
MAX_PASSAGES = PASSAGES_PER_PAGE * MAX_PAGES
MAX_RESULTS = 50
"""The most passages that a program may ask for at once."""
_READ_LATER = "reading=later"
_MAX_VALUES, _MAX_VALUE_CHARS = 40, 300
MAX_MARKS = 20
"""An address names so many marks of a paper."""
ANSWER_VIEWS = ("/", "/ask", "/compare", "/timeline")
"""The views that a visitor can go to a paper from, and back to."""
_SPAN = re.compile(r"(\d{1,9})-(\d{1,9})", re.ASCII)
# A page has the question in dozens of its addresses, and each paper in several.
_quote_once, _quote_plus_once = lru_cache(maxsize=512)(quote), lru_cache(maxsize=512)(quote_plus)
MAX_FIELDS, MAX_QUERY_CHARS = 4 * _MAX_VALUES, 40_000
"""An address may have so many parts, and characters behind its ``?``."""


@dataclass(frozen=True, slots=True)
class SearchForm:
    """A question and its limits; the dates as typed.

    ``page`` counts from 1, ten passages each. ``newest`` puts the best of them in the order of their meetings, newest
    first. ``unlimited`` are the kinds of limits that are not taken from the words of the question.
    """

    question: str = ""
    authorities: tuple[str, ...] = ()
    committees: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    since: str = ""
    until: str = ""
    newest: bool = False
    page: int = 1
    unlimited: tuple[LimitKind, ...] = ()

    def to_filters(self) -> Filters:
        """Return the limits that are meant.

        Raises:
            QueryError: for a date that cannot be read, or an end before its beginning.
        """
        since, until = parse_typed_date(self.since), parse_typed_date(self.until, end=True)
        if since and until and until < since:
            raise QueryError("The last date lies before the first: exchange the two, or leave one empty.")
        return Filters(self.authorities, self.committees, self.kinds, since, until, unlimited=self.unlimited)


def clean_values(raw: object) -> tuple[str, ...]:
    """Return the values of a field that may be repeated, without those that no filter can have."""
    values = raw if isinstance(raw, list | tuple) else [raw]
    usable = (value for value in values if isinstance(value, str) and value and len(value) <= _MAX_VALUE_CHARS)
    return tuple(dict.fromkeys(usable))[:_MAX_VALUES]


def clean_line(raw: object, limit: int = MAX_QUESTION_CHARS + 1) -> str:
    """Return what was typed as one line of up to ``limit`` characters; empty for what is no text."""
    return collapse_whitespace(raw[: 4 * limit])[:limit] if isinstance(raw, str) else ""


def from_items(items: Iterable[tuple[str, str]]) -> SearchForm:
    """Return the form in the parts of an address; ``authority``, ``committee`` and ``kind`` may be repeated."""
    parts = group_items(items)
    first = {name: values[0] for name, values in parts.items()}
    return SearchForm(
        question=clean_line(first.get("q")),
        authorities=clean_values(parts.get("authority", [])),
        committees=clean_values(parts.get("committee", [])),
        kinds=clean_values(parts.get("kind", [])),
        since=clean_line(first.get("since"), MAX_DATE_CHARS),
        until=clean_line(first.get("until"), MAX_DATE_CHARS),
        newest=first.get("order") == "newest",
        page=_parse_page_number(first.get("p", "")),
        unlimited=tuple(kind for kind in LIMIT_KINDS if kind in parts.get("any", [])),
    )


def from_query(raw: object) -> SearchForm:
    """Return the form in the part of an address behind ``?``, whatever a visitor may have sent in its place."""
    return from_items(parse_items(raw))


def parse_items(raw: object) -> list[tuple[str, str]]:
    """Return the names and values in the part of an address behind ``?``; none where there are too many."""
    query = raw[:MAX_QUERY_CHARS].lstrip("?") if isinstance(raw, str) else ""
    try:
        return parse_qsl(query, max_num_fields=MAX_FIELDS, errors="replace")
    except ValueError:
        return []


def group_items(items: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Return the values of each name, in their order."""
    parts: dict[str, list[str]] = {}
    for name, value in items:
        parts.setdefault(name, []).append(value)
    return parts


def is_read_later(query: str) -> bool:
    """Return True if an address asks for the quotes in the order of the search, as the scripts of the pages do.

    Args:
        query: the part of the address behind ``?``.
    """
    return _READ_LATER in query[-MAX_QUERY_CHARS:].split("&")


def parse_body(body: bytes, max_fields: int) -> list[tuple[str, str]]:
    """Return the names and values of a form that was sent as ``application/x-www-form-urlencoded``.

    Args:
        body: the body of the request.
        max_fields: how many fields it may have.

    Raises:
        QueryError: it has more.
    """
    try:
        return parse_qsl(body.decode("utf-8", "replace"), max_num_fields=max_fields)
    except ValueError:
        raise QueryError("This form has more fields than any of this site. Open its page and send it again.") from None


def with_question(form: SearchForm, question: object) -> SearchForm:
    """Return the same limits with another question, from its first page; what that names is not left open."""
    cleaned = clean_line(question)
    # What one question names and is not held to says nothing of another.
    unlimited = form.unlimited if cleaned == form.question else ()
    return replace(form, question=cleaned, page=1, unlimited=unlimited)


def _parse_page_number(raw: str) -> int:
    page = int(raw) if raw.isascii() and raw.isdecimal() and len(raw) < 4 else 1
    return min(max(page, 1), MAX_PAGES)


def to_query(form: SearchForm) -> str:
    """Return the part of the address behind ``?``; empty for an empty form."""
    return urlencode([item for item in to_items(form) if item[1]], quote_via=_quote_plus_once, errors="replace")


def to_items(form: SearchForm) -> list[tuple[str, str]]:
    """Return the names and values of which the address is made, empty ones too.

    The page is called ``p``: Gradio has a use of its own for ``page``.
    """
    return [
        ("q", form.question),
        *(("authority", value) for value in form.authorities),
        *(("committee", value) for value in form.committees),
        *(("kind", value) for value in form.kinds),
        ("since", form.since),
        ("until", form.until),
        ("order", "newest" if form.newest else ""),
        *(("any", kind) for kind in form.unlimited),
        ("p", "" if form.page == 1 else str(form.page)),
    ]


def build_search_url(form: SearchForm, view: str = "/") -> str:
    """Return the address of a view, by default the question page, with this form in it."""
    query = to_query(form)
    return f"{view}?{query}" if query else view


@dataclass(frozen=True, slots=True)
class AnswerTrail:
    """The answer that a visitor goes to a paper from, and the words of it in that paper.

    Attributes:
        form: the question and its limits; without a question there is no answer to go back to.
        view: the address of the view that gave the answer, one of ``ANSWER_VIEWS``.
        marks: the words of the answer, as offsets in the paper's reading text, in the order of the paper.
    """

    form: SearchForm = SearchForm()
    view: str = "/"
    marks: tuple[Span, ...] = ()

    @property
    def answer_url(self) -> str:
        """The address of the answer; empty without a question."""
        return build_search_url(self.form, self.view) if self.form.question else ""

    def to_items(self) -> list[tuple[str, str]]:
        """Return the parts of an address that carry the trail on; an address can hold the first of many marks."""
        marks = "_".join(f"{start}-{end}" for start, end in self.marks[:MAX_MARKS])
        view = "" if self.view == "/" or not self.form.question else self.view
        items = [("marks", marks), ("answer", view), *(to_items(self.form) if self.form.question else ())]
        return [item for item in items if item[1]]


NO_TRAIL = AnswerTrail()


def parse_trail(items: Iterable[tuple[str, str]]) -> AnswerTrail:
    """Return the trail in the parts of an address, without what no address of this site has.

    Args:
        items: the names and values behind the ``?``.
    """
    parts = list(items)
    first = {name: values[0] for name, values in group_items(parts).items()}
    view = first.get("answer", "/")
    marks = (_parse_span(mark) for mark in first.get("marks", "").split("_")[:MAX_MARKS])
    return AnswerTrail(
        from_items(parts), view if view in ANSWER_VIEWS else "/", tuple(sorted({mark for mark in marks if mark}))
    )


def _parse_span(text: str) -> Span | None:
    match = _SPAN.fullmatch(text)
    return (int(match[1]), int(match[2])) if match and int(match[1]) < int(match[2]) else None


def build_view_url(
    doc_id: str,
    passage_id: str = "",
    span: Span | None = None,
    trail: AnswerTrail = NO_TRAIL,
    *,
    page: int | None = None,
    as_text: bool = False,
) -> str:
    """Return where a passage is shown on its page, its words marked and in sight.

    Args:
        doc_id: the paper.
        passage_id: the passage, if any; it goes along to other pages, so that there is a way back to it.
        span: a part of the passage that alone is marked, as offsets in the paper's reading text.
        trail: the answer that the link stands in.
        page: the page of the file, from 1; None for the one that the passage stands on.
        as_text: True for the words of a PDF.
    """
    start, end = (str(span[0]), str(span[1])) if span else ("", "")
    place = [("passage", passage_id), ("from", start), ("to", end), ("page", str(page or ""))]
    items = [item for item in (*place, ("view", "text" if as_text else "")) if item[1]] + trail.to_items()
    address = f"/view/{quote(doc_id, errors='replace')}"
    query = urlencode(items, quote_via=_quote_once, errors="replace")
    return f"{address}?{query}{'#passage' if passage_id else ''}" if query else address


def build_feed_url(form: SearchForm) -> str:
    """Return the address of the feed of a question with its limits."""
    return f"/feed?{to_query(strip_page_options(form))}"


def strip_page_options(form: SearchForm) -> SearchForm:
    """Return the form without what only a page has: an order, and a page of its list."""
    return replace(form, newest=False, page=1)


def build_passage_url(view: str, passage_id: str) -> str:
    """Return the address of a view of one passage, such as those like it."""
    return f"{view}?{urlencode({'passage': passage_id}, quote_via=_quote_once, errors='replace')}"


def build_document_url(document: Document, passage: Passage | None = None, as_text: bool = False) -> str:
    """Return the address of a paper, at the page of a PDF or at the marked passage of anything else.

    Args:
        document: the paper; one that is a part of a pack begins at its first page.
        passage: the passage to go to.
        as_text: True for the words of a PDF.
    """
    pages = passage.locator.pages if passage else document.part_pages
    return build_url_from_id(document.doc_id, passage.passage_id if passage else None, pages, as_text)


def build_url_from_id(
    doc_id: str, passage_id: str | None, pages: tuple[int, int] | int | None = None, as_text: bool = False
) -> str:
    """Return the address of a paper from its parts.

    Args:
        doc_id: the paper.
        passage_id: the passage to go to, if any.
        pages: the page or the first and last page, from 1; None where the format has none.
        as_text: True for the words of a PDF.
    """
    items = [("id", doc_id), ("passage", passage_id or ""), ("view", "text" if as_text else "")]
    query = urlencode([item for item in items if item[1]], quote_via=_quote_once, errors="replace")
    page = pages[0] if isinstance(pages, tuple) else pages
    fragment = "passage" if as_text or page is None else f"page={page}"
    return f"/paper?{query}#{fragment}" if passage_id or page else f"/paper?{query}"
