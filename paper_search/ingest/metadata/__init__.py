"""Identity and metadata of a document, from the manifest, the document itself and its folders, in that order.

A field that is stated nowhere is None. The date is the day the meeting was held, not the day a document was filed. A
document that only mentions exemption is public; one that declares itself not for publication is exempt.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from urllib.parse import unquote

from paper_search.access import exemption
from paper_search.access.exemption import LIST_KINDS, HeldBack, PrintedPage, is_declared_exempt
from paper_search.access.review_markings import has_numbered_parts
from paper_search.ingest.metadata.agenda_item import find_agenda_item
from paper_search.ingest.metadata.document_type import find_document_kind
from paper_search.ingest.metadata.folders import Folders, find_parent_folders, meeting_from_folders, unify_authorities
from paper_search.ingest.metadata.head import document_head
from paper_search.ingest.metadata.manifest import ManifestRow
from paper_search.ingest.metadata.meeting import find_stated_dates, find_stated_meeting
from paper_search.ingest.metadata.paper_bounds import find_inner_heads, has_page_references
from paper_search.ingest.metadata.publisher import find_addressed_council
from paper_search.ingest.metadata.status import minutes_status
from paper_search.ingest.metadata.title import find_title
from paper_search.ingest.printed_pages import collect_file_margins, collect_printed_pages
from paper_search.records import Document, Meeting, Reading
from paper_search.records.documents import StatedDate
from paper_search.text.authorities import is_authority_name, is_misread
from paper_search.text.struck import mask_reading

__all__ = [
    "describe",
    "find_held_back",
    "find_parent_folders",
    "is_declared_exempt",
    "list_stated_dates",
    "unify_authorities",
]


def describe(
    source: str, sha256: str, reading: Reading, row: ManifestRow | None, parent_folders: Folders = ()
) -> Document:
    """Describe one document.

    Args:
        source: its path in the corpus, with forward slashes.
        sha256: the hash of its file, as hexadecimal digits.
        reading: the document as read.
        row: its line in a manifest, which has the last word.
        parent_folders: the folders that the corpus stands in, itself the last. They may be anyone's, so one
            counts only where it is plainly a body's name ("planning-committee") or a council's that the document
            names as well.

    Returns:
        The document with its metadata.
    """
    stated = row or ManifestRow()
    path = PurePosixPath(unquote(source))
    printed, reading = reading, mask_reading(reading)
    head = document_head(reading)
    kind = stated.kind or find_document_kind(reading, head, path.name)
    meeting = _resolve_meeting(stated, reading, path, kind, parent_folders)
    # A marking that is struck through still has to be looked at.
    held_back = find_held_back(source, printed, row, kind)
    title = stated.title or find_title(reading, head, path.name, kind, meeting)
    return Document(
        doc_id=source,
        source=source,
        sha256=sha256,
        kind=kind,
        title=title,
        meeting=meeting,
        agenda_item=stated.agenda_item or find_agenda_item(reading, head, path.name, kind),
        status=stated.status or minutes_status(reading, head, kind),
        pages=len(reading.page_starts) or None,
        url=stated.url,
        access="exempt" if held_back else "public",
        held_back_reason=held_back.reason if held_back else None,
        held_back_code=held_back.code if held_back else None,
        textless_pages=reading.textless_pages,
        recognised_pages=reading.recognised_pages,
    )


def _resolve_meeting(
    row: ManifestRow, reading: Reading, path: PurePosixPath, kind: str | None, parent_folders: Folders
) -> Meeting:
    stated = find_stated_meeting(reading, path.name, kind)
    from_folders = meeting_from_folders(path.parts[:-1], parent_folders, reading.text)
    # Minutes are often filed under the meeting that confirms them, so a folder's date is not theirs.
    held_on = stated.held_on or (None if kind == "minutes" else from_folders.held_on)
    return Meeting(
        authority=row.authority or _resolve_authority(stated.authority, from_folders.authority, reading),
        committee=row.committee or stated.committee or from_folders.committee,
        held_on=row.meeting_date or held_on,
    )


def list_stated_dates(document: Document, reading: Reading) -> tuple[StatedDate, ...]:
    """Return every day that a document's words, its file name and its folders state as that of its meeting.

    Args:
        document: the document as described.
        reading: the document as read.

    Returns:
        The days with their places, the strongest first. A folder's day is none of minutes', which are often filed
        under the meeting that confirms them.
    """
    path = PurePosixPath(unquote(document.source))
    stated = find_stated_dates(mask_reading(reading), path.name, document.kind)
    filed = None if document.kind == "minutes" else meeting_from_folders(path.parts[:-1], (), reading.text).held_on
    return (*stated, StatedDate(filed, "folder")) if filed else stated


def _resolve_authority(stated: str | None, filed: str | None, reading: Reading) -> str | None:
    """Return the authority that the head states, else the folders, else the internet addresses in the text.

    A folder's short name says less than an address, and a name that is misread from a scan less than the folder's.
    """
    if stated and filed and is_misread(stated, filed):
        return filed
    if stated or (filed and is_authority_name(filed)):
        return stated or filed
    return find_addressed_council(reading) or filed


def find_held_back(source: str, reading: Reading, row: ManifestRow | None, kind: str | None = None) -> HeldBack | None:
    """Return why a document is held back as a whole, or None: by a rule, or by what it prints on its first page.

    Args:
        source: its path in the corpus, with forward slashes.
        reading: the document as read.
        row: its line in a manifest.
        kind: its kind as ``describe`` states it, where it is known already.
    """
    stated = row or ManifestRow()
    path = PurePosixPath(unquote(source))
    rule = exemption.find_stated_rule(str(path), stated.access)
    if rule or stated.access is not None:
        return rule
    kind = kind or stated.kind or find_document_kind(reading, document_head(reading), path.name)
    return _judge_opening(reading, kind in LIST_KINDS)


def _judge_opening(reading: Reading, is_list: bool) -> HeldBack | None:
    """Return what the file says of itself as a whole, and on the first page that holds words."""
    pages = collect_printed_pages(reading)
    first = next((page for page in pages if page.lines or page.margins), PrintedPage(None, (), ()))
    has_parts = has_numbered_parts(line for page in pages for line in page.lines)
    is_list = is_list or has_page_references(first.lines)
    # A title that is printed twice is no list of appendices.
    margins = tuple(dict.fromkeys((*collect_file_margins(reading), *first.margins)))
    of_file = PrintedPage(first.page, margins, first.lines)
    held_back = exemption.judge_page(of_file, is_list=is_list, has_parts=has_parts)
    if held_back is not None or not is_list or reading.page_starts:
        return held_back
    # Without pages nothing can be set apart: an exempt report behind an agenda holds back the whole file.
    inner = (exemption.judge_page(PrintedPage(None, (), head)) for head in find_inner_heads(first.lines))
    return next((found for found in inner if found is not None and found.code == "exempt"), None)
