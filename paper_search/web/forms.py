"""A question and its limits as an address that can be sent to a colleague, and back.

In: the parts of an address; out: one ``Form``, its address, or the ``Filters`` it means. Promise:
``from_items(parse_qsl(to_query(form))) == form`` for every form that is tidy.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, quote, urlencode

from paper_search.errors import QueryError
from paper_search.records import Document, Filters, Passage
from paper_search.text.dates import read_date
from paper_search.text.spans import Span, squeeze

QUESTION_LIMIT = 500
ON_A_PAGE, PAGES = 10, 5
MOST = ON_A_PAGE * PAGES
_VALUES, _VALUE_LENGTH, _LONGEST_QUERY = 40, 300, 40_000


@dataclass(frozen=True, slots=True)
class Form:
    """A question and its limits; the dates as typed. ``page`` counts from 1, ten passages each; ``newest`` puts the
    best of them in the order of their meetings, newest first."""

    question: str = ""
    authorities: tuple[str, ...] = ()
    committees: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    since: str = ""
    until: str = ""
    newest: bool = False
    page: int = 1

    def filters(self) -> Filters:
        """The limits meant. Raises QueryError for a date that cannot be read or an end before its beginning."""
        since, until = read_date(self.since), read_date(self.until, end=True)
        if since and until and until < since:
            raise QueryError("The last date lies before the first: exchange the two, or leave one empty.")
        return Filters(self.authorities, self.committees, self.kinds, since, until)


def _values(raw: object) -> tuple[str, ...]:
    given = raw if isinstance(raw, list | tuple) else [raw]
    kept = (value for value in given if isinstance(value, str) and value and len(value) <= _VALUE_LENGTH)
    return tuple(dict.fromkeys(kept))[:_VALUES]


def _line(raw: object, limit: int = QUESTION_LIMIT + 1) -> str:
    return squeeze(raw[: 4 * limit])[:limit] if isinstance(raw, str) else ""


def from_items(items: Iterable[tuple[str, str]]) -> Form:
    """The form in the parts of an address; ``authority``, ``committee`` and ``kind`` may stand there repeatedly."""
    parts: dict[str, list[str]] = {}
    for name, value in items:
        parts.setdefault(name, []).append(value)
    first = {name: values[0] for name, values in parts.items()}
    return Form(
        question=_line(first.get("q")),
        authorities=_values(parts.get("authority", [])),
        committees=_values(parts.get("committee", [])),
        kinds=_values(parts.get("kind", [])),
        since=_line(first.get("since"), 40),
        until=_line(first.get("until"), 40),
        newest=first.get("order") == "newest",
        page=_page(first.get("p", "")),
    )


def from_query(raw: object) -> Form:
    """The form in the part of an address behind ``?``, whatever a visitor may have sent in its place."""
    query = raw[:_LONGEST_QUERY].lstrip("?") if isinstance(raw, str) else ""
    try:
        return from_items(parse_qsl(query, max_num_fields=4 * _VALUES, errors="replace"))
    except ValueError:
        return Form()


def asking(form: Form, question: object) -> Form:
    """The same limits with another question, from its first page."""
    return replace(form, question=_line(question), page=1)


def _page(wanted: str) -> int:
    given = int(wanted) if wanted.isascii() and wanted.isdecimal() and len(wanted) < 4 else 1
    return min(max(given, 1), PAGES)


def to_query(form: Form) -> str:
    """The part of the address behind ``?``; empty for an empty form."""
    return urlencode([(name, value) for name, value in fields(form) if value], errors="replace")


def fields(form: Form) -> list[tuple[str, str]]:
    """The names and values of which the address is made, empty ones too. Gradio has a use of its own for ``page``."""
    return [
        ("q", form.question),
        *(("authority", value) for value in form.authorities),
        *(("committee", value) for value in form.committees),
        *(("kind", value) for value in form.kinds),
        ("since", form.since),
        ("until", form.until),
        ("order", "newest" if form.newest else ""),
        ("p", "" if form.page == 1 else str(form.page)),
    ]


def page_address(form: Form, view: str = "/") -> str:
    """The address of a view, the page itself unless named, with this form in it."""
    query = to_query(form)
    return f"{view}?{query}" if query else view


def view_address(doc_id: str, passage_id: str, span: Span | None = None) -> str:
    """Where a passage is shown on its page, its words marked, or those of a span of the paper's reading text alone."""
    marked = f"&from={span[0]}&to={span[1]}" if span else ""
    return passage_address(f"/view/{quote(doc_id, errors='replace')}", passage_id) + marked


def passage_address(view: str, passage_id: str) -> str:
    """A view of one passage, such as those like it."""
    return f"{view}?{urlencode({'passage': passage_id}, quote_via=quote, errors='replace')}"


def paper_address(document: Document, passage: Passage | None = None, as_text: bool = False) -> str:
    """The address of a paper, at the page of a PDF or at the marked passage of anything else; a paper of a pack alone
    is at its first page."""
    pages = passage.locator.pages if passage else document.part_pages
    return source_address(document.doc_id, passage.passage_id if passage else None, pages, as_text)


def source_address(
    doc_id: str, passage_id: str | None, pages: tuple[int, int] | int | None = None, as_text: bool = False
) -> str:
    """The same from its parts; ``pages`` counts from 1 and is None where the format has none."""
    items = [("id", doc_id), ("passage", passage_id or ""), ("view", "text" if as_text else "")]
    query = urlencode([item for item in items if item[1]], quote_via=quote, errors="replace")
    page = pages[0] if isinstance(pages, tuple) else pages
    fragment = "passage" if as_text or page is None else f"page={page}"
    return f"/paper?{query}#{fragment}" if passage_id or page else f"/paper?{query}"
