"""A paper's identity and metadata, from what the manifest, the paper and its folders say, in that order.

In: the paper's path in the corpus, its hash, its reading and its row in a manifest; out: a ``Document``. Promised:
what is stated nowhere is None; the date is the day the meeting was held, not the day a paper was filed; a paper
that only mentions exemption is public, one that declares itself not for publication is exempt.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from urllib.parse import unquote

from paper_search.access import exemption
from paper_search.access.exemption import is_declared_exempt
from paper_search.ingest.metadata.document_type import find_document_kind
from paper_search.ingest.metadata.folders import Folders, find_parent_folders, meeting_from_folders, unify_authorities
from paper_search.ingest.metadata.head import ITEM_PAGE_PATTERN, DocumentHead, document_head, is_item_page
from paper_search.ingest.metadata.manifest import ManifestRow
from paper_search.ingest.metadata.meeting import find_stated_meeting
from paper_search.ingest.metadata.status import minutes_status
from paper_search.ingest.metadata.title import find_title
from paper_search.records import Document, Meeting, Reading
from paper_search.text.spans import collapse_whitespace

__all__ = ["describe", "find_held_back_reason", "find_parent_folders", "is_declared_exempt", "unify_authorities"]

_ITEM_STAMP_PATTERN = re.compile(
    r"(?:\bAgenda\s+Item|[–|,-]\s*Item)\s+(?:No\.?\s*)?:?\s*(\d{1,3}[A-Za-z]?)\b(?!\s*[./]\d)", re.IGNORECASE
)
_ITEM_FIELD_PATTERN = re.compile(
    r"^\W*(?:\w+\s*/\s*)?(?:Agenda\s+)?Item\s*(?:No\.?|Number)?[\s:|.]*(\d{1,3}[A-Za-z]?)\s*$", re.IGNORECASE
)
_ENCLOSED_ITEM_PATTERN = re.compile(r"\bAgenda\s+Item\s+No\.?\s+(\d{1,3}[A-Za-z]?)\s+(?=\S)", re.IGNORECASE)
_FILE_ITEM_PATTERN = re.compile(r"^Item\s+(?:No\.?\s*)?(\d{1,3}[A-Za-z]?)\b", re.IGNORECASE)


def describe(
    source: str, sha256: str, reading: Reading, row: ManifestRow | None, parent_folders: Folders = ()
) -> Document:
    """What is known of one paper.

    Args:
        source: its path in the corpus, with forward slashes.
        sha256: the hash of its file, as hexadecimal digits.
        reading: the paper as read.
        row: its line in a manifest, which has the last word.
        above: the folders that the corpus stands in, itself the last. They may be anybody's, so they count only
            where one is plainly a body's name ("planning-committee") or a council's that the paper names as well.
    """
    given = row or ManifestRow()
    path = PurePosixPath(unquote(source))
    top = document_head(reading)
    kind = given.kind or find_document_kind(reading, top, path.name)
    meeting = _resolve_meeting(given, reading, path, kind, parent_folders)
    held_because = find_held_back_reason(source, reading, row, kind)
    title = given.title or find_title(reading, top, path.name, kind, meeting)
    return Document(
        doc_id=source,
        source=source,
        sha256=sha256,
        kind=kind,
        title=title,
        meeting=meeting,
        agenda_item=given.agenda_item or _find_agenda_item(reading, top, path.name, kind),
        status=given.status or minutes_status(reading, top, kind),
        pages=len(reading.page_starts) or None,
        url=given.url,
        access="exempt" if held_because else "public",
        held_back_reason=held_because,
        textless_pages=reading.textless_pages,
        recognised_pages=reading.recognised_pages,
    )


def _resolve_meeting(
    row: ManifestRow, reading: Reading, path: PurePosixPath, kind: str | None, parent_folders: Folders
) -> Meeting:
    said = find_stated_meeting(reading, path.name)
    placed = meeting_from_folders(path.parts[:-1], parent_folders, reading.text)
    # Minutes are often filed under the meeting that confirms them, so a folder's date is not theirs.
    held_on = said.held_on or (None if kind == "minutes" else placed.held_on)
    return Meeting(
        authority=row.authority or said.authority or placed.authority,
        committee=row.committee or said.committee or placed.committee,
        held_on=row.meeting_date or held_on,
    )


def _find_agenda_item(reading: Reading, head: DocumentHead, file_name: str, kind: str | None) -> str | None:
    if kind == "minutes" and not is_item_page(head):
        return None
    stamps = {match.group(1) for one in reading.dropped if (match := _ITEM_STAMP_PATTERN.search(one.text))}
    if len(stamps) == 1:
        return next(iter(stamps))
    if kind == "agenda frontsheet":
        return None
    enclosed = (
        _ENCLOSED_ITEM_PATTERN.findall(collapse_whitespace(head.text)) if kind == "supplement/public pack" else []
    )
    if len(set(enclosed)) == 1:
        return str(enclosed[0])
    page = next((match["item"] for line in head.lines[:12] if (match := ITEM_PAGE_PATTERN.match(line))), None)
    if page:
        return str(page)
    field = next((match.group(1) for line in head.lines[:15] if (match := _ITEM_FIELD_PATTERN.match(line))), None)
    named = _FILE_ITEM_PATTERN.match(file_name)
    return field or (named.group(1) if named else None)


def find_held_back_reason(
    source: str, reading: Reading, row: ManifestRow | None, kind: str | None = None
) -> str | None:
    """Why a paper is held back as exempt, or None; ``kind`` as ``describe`` states it, where it is known already."""
    given = row or ManifestRow()
    path = PurePosixPath(unquote(source))
    top = document_head(reading)
    kind = kind or given.kind or find_document_kind(reading, top, path.name)
    first = reading.blocks[0].page if reading.blocks else None
    margins = [one.text for one in reading.dropped if one.page in (first, None)]
    opening = exemption.collect_opening_lines(margins, top.lines)
    return exemption.held_back_reason(str(path), given.access, kind, opening, len(reading.text.split()))
