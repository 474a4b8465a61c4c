"""A paper's identity and metadata, from what the manifest, the paper and its folders say, in that order.

In: the paper's path in the corpus, its hash, its reading and its row in a manifest; out: a ``Document``. Promised:
what is stated nowhere is None; the date is the day the meeting was held, not the day a paper was filed; a paper
that only mentions exemption is public, one that declares itself not for publication is exempt.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from urllib.parse import unquote

from paper_search.access import exemption as exempt
from paper_search.access.exemption import declares_exempt
from paper_search.ingest.metadata import title as titles
from paper_search.ingest.metadata.folders import Folders, agreed, filed, folders_above
from paper_search.ingest.metadata.manifest import Row
from paper_search.ingest.metadata.meeting import ITEM_PAGE, Head, head, is_item_page, stated
from paper_search.ingest.metadata.status import standing
from paper_search.records import Document, Meeting, Reading
from paper_search.text.spans import squeeze

__all__ = ["agreed", "declares_exempt", "describe", "folders_above", "held_back"]

_ITEM_STAMP = re.compile(
    r"(?:\bAgenda\s+Item|[–|,-]\s*Item)\s+(?:No\.?\s*)?:?\s*(\d{1,3}[A-Za-z]?)\b(?!\s*[./]\d)", re.IGNORECASE
)
_ITEM_FIELD = re.compile(
    r"^\W*(?:\w+\s*/\s*)?(?:Agenda\s+)?Item\s*(?:No\.?|Number)?[\s:|.]*(\d{1,3}[A-Za-z]?)\s*$", re.IGNORECASE
)
_ITEM_ENCLOSED = re.compile(r"\bAgenda\s+Item\s+No\.?\s+(\d{1,3}[A-Za-z]?)\s+(?=\S)", re.IGNORECASE)
_ITEM_FILE = re.compile(r"^Item\s+(?:No\.?\s*)?(\d{1,3}[A-Za-z]?)\b", re.IGNORECASE)


def describe(source: str, sha256: str, reading: Reading, row: Row | None, above: Folders = ()) -> Document:
    """What is known of one paper.

    Args:
        source: its path in the corpus, with forward slashes.
        sha256: the hash of its file, as hexadecimal digits.
        reading: the paper as read.
        row: its line in a manifest, which has the last word.
        above: the folders that the corpus stands in, itself the last. They may be anybody's, so they count only
            where one is plainly a body's name ("planning-committee") or a council's that the paper names as well.
    """
    given = row or Row()
    path = PurePosixPath(unquote(source))
    top = head(reading)
    kind = given.kind or titles.kind(reading, top, path.name)
    meeting = _meeting(given, reading, path, kind, above)
    held_because = held_back(source, reading, row, kind)
    title = given.title or titles.title(reading, top, path.name, kind, meeting)
    return Document(
        doc_id=source,
        source=source,
        sha256=sha256,
        kind=kind,
        title=title,
        meeting=meeting,
        agenda_item=given.agenda_item or _agenda_item(reading, top, path.name, kind),
        status=given.status or standing(reading, top, kind),
        pages=len(reading.page_starts) or None,
        url=given.url,
        access="exempt" if held_because else "public",
        held_because=held_because,
        textless_pages=reading.textless_pages,
        recognised_pages=reading.recognised_pages,
    )


def _meeting(row: Row, reading: Reading, path: PurePosixPath, kind: str | None, above: Folders) -> Meeting:
    said = stated(reading, path.name)
    placed = filed(path.parts[:-1], above, reading.text)
    # Minutes are often filed under the meeting that confirms them, so a folder's date is not theirs.
    held_on = said.held_on or (None if kind == "minutes" else placed.held_on)
    return Meeting(
        authority=row.authority or said.authority or placed.authority,
        committee=row.committee or said.committee or placed.committee,
        held_on=row.meeting_date or held_on,
    )


def _agenda_item(reading: Reading, top: Head, file_name: str, kind: str | None) -> str | None:
    if kind == "minutes" and not is_item_page(top):
        return None
    stamps = {match.group(1) for one in reading.dropped if (match := _ITEM_STAMP.search(one.text))}
    if len(stamps) == 1:
        return next(iter(stamps))
    if kind == "agenda frontsheet":
        return None
    enclosed = _ITEM_ENCLOSED.findall(squeeze(top.text)) if kind == "supplement/public pack" else []
    if len(set(enclosed)) == 1:
        return str(enclosed[0])
    page = next((match["item"] for line in top.lines[:12] if (match := ITEM_PAGE.match(line))), None)
    if page:
        return str(page)
    field = next((match.group(1) for line in top.lines[:15] if (match := _ITEM_FIELD.match(line))), None)
    named = _ITEM_FILE.match(file_name)
    return field or (named.group(1) if named else None)


def held_back(source: str, reading: Reading, row: Row | None, kind: str | None = None) -> str | None:
    """Why a paper is held back as exempt, or None; ``kind`` as ``describe`` states it, where it is known already."""
    given = row or Row()
    path = PurePosixPath(unquote(source))
    top = head(reading)
    kind = kind or given.kind or titles.kind(reading, top, path.name)
    first = reading.blocks[0].page if reading.blocks else None
    margins = [one.text for one in reading.dropped if one.page in (first, None)]
    opening = exempt.opening_of(margins, top.lines)
    return exempt.because(str(path), given.access, kind, opening, len(reading.text.split()))
