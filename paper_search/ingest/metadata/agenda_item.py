"""Number of the agenda item that a document belongs to, where the document, its stamp or its file name states it."""

from __future__ import annotations

import re

from paper_search.ingest.metadata.head import ITEM_PAGE_PATTERN, DocumentHead
from paper_search.ingest.metadata.published_page import find_published_page
from paper_search.records import Reading
from paper_search.text.spans import collapse_whitespace

_STAMP_PATTERN = re.compile(
    r"(?:\b(?:Agenda\s+Item|Eitem\s+(?:ar\s+yr\s+)?Agenda)|[–|,-]\s*(?:Item|Eitem))\s+(?:No\.?\s*|Rhif\s*)?:?\s*(\d{1,3}[A-Za-z]?)\b(?!\s*[./]\d)",
    re.IGNORECASE,
)
_FIELD_PATTERN = re.compile(
    r"^\W*(?:\w+\s*/\s*)?(?:(?:Agenda\s+)?Item|Eitem(?:\s+(?:ar\s+yr\s+)?Agenda)?)\s*(?:No\.?|Number|Ref(?:erence)?|Rhif)?[\s:|.]*(\d{1,3}[A-Za-z]?)\s*$",
    re.IGNORECASE,
)
_LABELLED_TITLE_PATTERN = re.compile(
    r"^\W*(?:(?:Agenda\s+)?Item|Eitem(?:\s+Agenda)?)\s*(?:No\.?|Number|Rhif)?\s*(\d{1,3}[A-Za-z]?)\s*[:–—-]\s+(?=\S)",
    re.IGNORECASE,
)
_CELL_PATTERN = re.compile(
    r"\b(?:Agenda\s+Item|Item\s+N(?:o\.?|umber)|Eitem\s+Agenda)\s*(?:No\.?|Number)?\s*[:|.]\s*\|?\s*(\d{1,3}[A-Za-z]?)\s*(?:\||$)",
    re.IGNORECASE,
)
_BRACKET_PATTERN = re.compile(
    r"\((?:Agenda\s+)?(?:Item|Eitem)\s+(?:No\.?\s*)?(\d{1,3}[A-Za-z]?)\.?\)\s*$", re.IGNORECASE
)
_MINUTE_PATTERN = re.compile(
    r"^\W*(?:Extract\s+.*\b)?(?:Minute|Cofnod)\s*(?:No\.?|Number|Rhif)?\s*:?\s*(\d{1,4}[A-Za-z]?)\W*$", re.I
)
"""The heading of one minute that is published alone."""
_ENCLOSED_ITEM_PATTERN = re.compile(r"\bAgenda\s+Item\s+No\.?\s+(\d{1,3}[A-Za-z]?)\s+(?=\S)", re.IGNORECASE)
_FILE_ITEM_PATTERN = re.compile(
    r"^(?:Agenda[\s_-]+)?Item[\s_-]+(?:No\.?[\s_-]*)?(\d{1,3}[A-Za-z]?)(?![A-Za-z\d])", re.IGNORECASE
)
_MAX_FIELD_LINES, _MAX_TITLE_LINES = 15, 6
"""Lines in which a field may state the item, and lines of the title, which may begin or end with it."""


def find_agenda_item(reading: Reading, head: DocumentHead, file_name: str, kind: str | None) -> str | None:
    """Return the number of the agenda item, as printed, or None.

    Args:
        reading: the document as read.
        head: its head.
        file_name: its file name.
        kind: its kind: an agenda and minutes have every item, unless they are the minutes of one.
    """
    page = find_published_page(head)
    if page is not None and page.form != "meeting":
        return page.agenda_item or _find_field(head)
    if kind == "minutes":
        return _find_first(_MINUTE_PATTERN, head.lines[:_MAX_TITLE_LINES])
    stamps = {match.group(1) for dropped in reading.dropped if (match := _STAMP_PATTERN.search(dropped.text))}
    if len(stamps) == 1:
        return next(iter(stamps))
    if kind == "agenda frontsheet":
        return None
    if kind == "supplement/public pack":
        enclosed = set(_ENCLOSED_ITEM_PATTERN.findall(collapse_whitespace(head.text)))
        if len(enclosed) == 1:
            return str(next(iter(enclosed)))
    item_page = next((match["item"] for line in head.lines[:12] if (match := ITEM_PAGE_PATTERN.match(line))), None)
    file_name_item = _FILE_ITEM_PATTERN.match(file_name)
    return item_page or _find_field(head) or (file_name_item.group(1) if file_name_item else None)


def _find_field(head: DocumentHead) -> str | None:
    """Return the item that a field of the head or its title states."""
    fields, titles = head.lines[:_MAX_FIELD_LINES], head.lines[:_MAX_TITLE_LINES]
    return (
        _find_first(_FIELD_PATTERN, fields)
        or _find_first(_CELL_PATTERN, fields)
        or _find_first(_LABELLED_TITLE_PATTERN, titles)
        or _find_first(_BRACKET_PATTERN, titles)
    )


def _find_first(pattern: re.Pattern[str], lines: tuple[str, ...]) -> str | None:
    return next((match.group(1) for line in lines if (match := pattern.search(line))), None)
