"""Conversions between records and rows of the index.

Only this package knows the columns. A record that is written and read back is equal to itself.
"""

from __future__ import annotations

import json
from collections.abc import Sequence, Sized
from datetime import date
from functools import lru_cache
from typing import Any, Protocol

from paper_search.records import Document, Locator, Meeting, Passage
from paper_search.records.documents import SupersedesClaim

DOCUMENT_COLUMNS = (
    "doc_id, source, sha256, kind, title, authority, committee, held_on, agenda_item, status, pages, url, access,"
    " also_at, replaced_by, part_pages, textless_pages, recognised_pages"
)
PASSAGE_COLUMNS = (
    "passage_id, kind, text, span_start, span_end, headings, lead_in, paragraph, within, minute, agenda_item,"
    " first_page, last_page, printed_page, attribution, columns, lang"
)
PREFIXED_DOCUMENT_COLUMNS = ", ".join(
    f"d.{name.strip()} AS document_{name.strip()}" for name in DOCUMENT_COLUMNS.split(",")
)
PREFIXED_PASSAGE_COLUMNS = ", ".join(f"p.{name.strip()}" for name in PASSAGE_COLUMNS.split(","))
_PASSAGE_NAMES = tuple(name.strip() for name in PASSAGE_COLUMNS.split(","))
_PREFIXED_DOCUMENT_NAMES = tuple(f"document_{name.strip()}" for name in DOCUMENT_COLUMNS.split(","))


class Row(Protocol):
    """A row of a table, whichever database it came from."""

    def __getitem__(self, column: str, /) -> Any:
        """Return the value of a column."""


def placeholders(values: Sized) -> str:
    """Return an SQL parameter for each of the values, separated by commas."""
    return ", ".join("?" * len(values))


def document_to_row(document: Document) -> tuple[Any, ...]:
    """Return the values of DOCUMENT_COLUMNS."""
    meeting = document.meeting
    return (
        document.doc_id,
        document.source,
        document.sha256,
        document.kind,
        document.title,
        meeting.authority,
        meeting.committee,
        meeting.held_on.isoformat() if meeting.held_on else None,
        document.agenda_item,
        document.status,
        document.pages,
        document.url,
        document.access,
        json.dumps(document.also_at),
        document.replaced_by,
        json.dumps(document.part_pages) if document.part_pages else None,
        json.dumps(document.textless_pages),
        json.dumps(document.recognised_pages),
    )


def document_from_row(row: Row) -> Document:
    """Return the Document of a row that holds DOCUMENT_COLUMNS, each prefixed ``document_``."""
    (
        doc_id,
        source,
        sha256,
        kind,
        title,
        authority,
        committee,
        held_on,
        agenda_item,
        status,
        pages,
        url,
        access,
        also_at,
        replaced_by,
        part_pages,
        textless_pages,
        recognised_pages,
    ) = [row[name] for name in _PREFIXED_DOCUMENT_NAMES]
    return Document(
        doc_id=doc_id,
        source=source,
        sha256=sha256,
        kind=kind,
        title=title,
        meeting=Meeting(authority, committee, date.fromisoformat(held_on) if held_on else None),
        agenda_item=agenda_item,
        status=status,
        pages=pages,
        url=url,
        access=access,
        also_at=_parse_list(also_at),
        replaced_by=replaced_by,
        part_pages=_parse_page_range(part_pages),
        textless_pages=_parse_list(textless_pages),
        recognised_pages=_parse_list(recognised_pages),
    )


# Most lists are empty, and the passages of a section share theirs.
@lru_cache(maxsize=4096)
def _parse_list(text: str) -> tuple[Any, ...]:
    return tuple(json.loads(text))


def _parse_page_range(text: str | None) -> tuple[int, int] | None:
    if text is None:
        return None
    first, last = json.loads(text)
    return first, last


def passage_to_row(passage: Passage) -> tuple[Any, ...]:
    """Return the values of PASSAGE_COLUMNS."""
    locator = passage.locator
    first, last = locator.pages or (None, None)
    return (
        passage.passage_id,
        passage.kind,
        passage.text,
        passage.start,
        passage.end,
        json.dumps(passage.headings, ensure_ascii=False),
        passage.lead_in,
        locator.paragraph,
        locator.within,
        locator.minute,
        locator.agenda_item,
        first,
        last,
        locator.printed_page,
        passage.attribution,
        json.dumps(passage.columns),
        passage.lang,
    )


def passage_from_row(row: Row) -> Passage:
    """Return the Passage of a row that holds PASSAGE_COLUMNS and ``document_doc_id``."""
    return passage_from_values([row[name] for name in _PASSAGE_NAMES], row["document_doc_id"])


def passage_from_values(values: Sequence[Any], doc_id: str) -> Passage:
    """Return the Passage of the values of PASSAGE_COLUMNS, which is quicker than to ask a row for each by its name.

    Args:
        values: the values, in the order of the columns.
        doc_id: the document of the passage.
    """
    (
        passage_id,
        kind,
        text,
        start,
        end,
        headings,
        lead_in,
        paragraph,
        within,
        minute,
        agenda_item,
        first_page,
        last_page,
        printed_page,
        attribution,
        columns,
        lang,
    ) = values
    pages = None if first_page is None else (first_page, last_page)
    return Passage(
        passage_id=passage_id,
        doc_id=doc_id,
        kind=kind,
        text=text,
        start=start,
        end=end,
        headings=_parse_list(headings),
        lead_in=lead_in,
        locator=Locator(pages, printed_page, paragraph, minute, agenda_item, within),
        attribution=attribution,
        columns=_parse_list(columns),
        lang=lang,
    )


def claim_to_text(claim: SupersedesClaim | None) -> str | None:
    """Return what a document says that it replaces, as JSON."""
    return json.dumps([claim.title, claim.agenda_item], ensure_ascii=False) if claim else None


def claim_from_text(text: str | None) -> SupersedesClaim | None:
    """Return the claim that ``claim_to_text`` wrote."""
    return SupersedesClaim(*json.loads(text)) if text else None
