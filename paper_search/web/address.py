"""A question and its limits as an address that can be sent to a colleague, and back.

In: what stands in the fields of the page, or the parts of an address; out: one ``Form``, its address, or the
``Filters`` it means. Promise: ``from_items(parse_qsl(to_query(form))) == form`` for every form that is tidy.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import quote, urlencode

from paper_search.errors import QueryError
from paper_search.records import Document, Filters, Passage
from paper_search.text import squeeze
from paper_search.web.dates import read_date

QUESTION_LIMIT = 500
FEWEST, MOST = 10, 50
_VALUES, _VALUE_LENGTH = 40, 300


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of the page as they stand; the dates as typed. ``k`` is how many passages are shown."""

    question: str = ""
    authorities: tuple[str, ...] = ()
    committees: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    since: str = ""
    until: str = ""
    k: int = FEWEST

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


def from_fields(*fields: object) -> Form:
    """The form in the six fields of the page, in its own order, whatever a visitor may have sent in their place."""
    question, authorities, committees, kinds, since, until = (*fields, *[None] * 6)[:6]
    return Form(
        question=_line(question),
        authorities=_values(authorities),
        committees=_values(committees),
        kinds=_values(kinds),
        since=_line(since, 40),
        until=_line(until, 40),
    )


def from_items(items: Iterable[tuple[str, str]]) -> Form:
    """The form in the parts of an address; ``authority``, ``committee`` and ``kind`` may stand there repeatedly."""
    parts: dict[str, list[str]] = {}
    for name, value in items:
        parts.setdefault(name, []).append(value)
    first = {name: values[0] for name, values in parts.items()}
    many = [parts.get(name, []) for name in ("authority", "committee", "kind")]
    form = from_fields(first.get("q"), *many, first.get("since"), first.get("until"))
    wanted = first.get("k", "")
    shown = int(wanted) if wanted.isascii() and wanted.isdecimal() and len(wanted) < 4 else FEWEST
    return replace(form, k=min(max(shown, FEWEST), MOST))


def to_query(form: Form) -> str:
    """The part of the address behind ``?``; empty for an empty form."""
    items = [
        ("q", form.question),
        *(("authority", value) for value in form.authorities),
        *(("committee", value) for value in form.committees),
        *(("kind", value) for value in form.kinds),
        ("since", form.since),
        ("until", form.until),
        ("k", "" if form.k == FEWEST else str(form.k)),
    ]
    return urlencode([(name, value) for name, value in items if value], errors="replace")


def page_address(form: Form) -> str:
    """The address of the page with this form in it."""
    query = to_query(form)
    return f"/?{query}" if query else "/"


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
