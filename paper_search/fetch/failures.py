"""The list of what could not be fetched, for a clerk: ``failures.csv`` in the work folder of an authority."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from paper_search.fetch.journal import Journal, JournalDocument, JournalMeeting
from paper_search.fetch.manifests import make_cell, replace_file

FAILURES_NAME = "failures.csv"
FAILURE_COLUMNS = (
    "source", "when", "committee", "meeting_date", "item", "title", "code", "reason", "next_step", "next_try", "page",
)  # fmt: skip
LISTED_CODES = frozenset(("link", "host"))
"""Codes of what is listed and is no failure: no run ever loads it."""
UNCERTAIN_CODES = frozenset(("restricted", "flags", "placeholder", "denied", "missing", "gone", "again"))
"""Codes of documents that the council may have restricted: their titles are not shown."""
_CLOSED_CODES = frozenset(("flags", "gone"))
"""Codes of documents whose titles are in no list: the site says not, or says no more, that they are public."""
Failure = Mapping[str, str]
"""One line of the list, by column."""


def list_failures(source: str, journal: Journal) -> list[Failure]:
    """Return what is listed as not had: documents, and meetings that could not be read.

    Args:
        source: the name of the source.
        journal: its journal.

    Returns:
        The lines, by committee, day and title. What is restricted is not among them.
    """
    meetings = {meeting.meeting_id: meeting for meeting in journal.list_meetings()}
    lines = [_describe_meeting(source, meeting) for meeting in meetings.values() if meeting.code]
    lines += [
        _describe_document(
            source,
            meetings.get(document.meeting_id),
            _hide_title(document) if document.code in _CLOSED_CODES else document,
        )
        for document in journal.list_documents()
        if document.code and document.code != "restricted"
    ]
    return sorted(lines, key=_sort_key)


def list_public_failures(source: str, journal: Journal) -> list[Failure]:
    """Return the list for a page of the site: a document that may be restricted has its id, and no title.

    Args:
        source: the name of the source.
        journal: its journal.

    Returns:
        The lines of ``list_failures``, in the same order, without papers that were moved out of the corpus.
    """
    meetings = {meeting.meeting_id: meeting for meeting in journal.list_meetings()}
    lines = [_describe_meeting(source, meeting) for meeting in meetings.values() if meeting.code]
    lines += [
        _describe_document(source, meetings.get(document.meeting_id), _hide_title(document))
        for document in journal.list_documents()
        if document.code not in (None, "restricted") and document.state != "held back"
    ]
    return sorted(lines, key=_sort_key)


def write_failures(folder: Path, source: str, failures: Iterable[Failure]) -> None:
    """Write the list of a source; those of other sources of the authority stay.

    Args:
        folder: the work folder of the authority.
        source: the name of the source.
        failures: its lines.
    """
    path = folder / FAILURES_NAME
    others = [line for line in read_failures(path) if line["source"] != source]
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, FAILURE_COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(sorted([*others, *failures], key=lambda line: line["source"]))
    replace_file(path, text.getvalue().encode())


def read_failures(path: Path) -> list[Failure]:
    """Return the lines of a list; none where there is no such file, or where somebody has damaged it."""
    if not path.exists():
        return []
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return [{name: line.get(name) or "" for name in FAILURE_COLUMNS} for line in csv.DictReader(file)]
    except (csv.Error, UnicodeDecodeError):
        # It is made from the journals, and each run writes its own lines again.
        return []


def _sort_key(line: Failure) -> tuple[str, ...]:
    return tuple(line[name] for name in ("committee", "meeting_date", "title", "page"))


def _hide_title(document: JournalDocument) -> JournalDocument:
    return replace(document, title="", item=None) if document.code in UNCERTAIN_CODES else document


def _describe_meeting(source: str, meeting: JournalMeeting) -> Failure:
    return {
        "source": source,
        "when": meeting.failed_at or "",
        "committee": make_cell(meeting.committee),
        "meeting_date": meeting.held_on or "",
        "item": "",
        "title": "The whole meeting",
        "code": meeting.code or "",
        "reason": meeting.reason or "",
        "next_step": meeting.next_step or "",
        "next_try": "",
        "page": meeting.page_url or "",
    }


def _describe_document(source: str, meeting: JournalMeeting | None, document: JournalDocument) -> Failure:
    return {
        "source": source,
        "when": document.failed_at or "",
        "committee": make_cell(meeting.committee if meeting else ""),
        "meeting_date": (meeting.held_on if meeting else None) or "",
        "item": make_cell(document.item),
        "title": make_cell(document.title or f"Document {document.document_id}"),
        "code": document.code or "",
        "reason": document.reason or "",
        "next_step": document.next_step or "",
        "next_try": document.next_try or "",
        "page": document.page_url or "",
    }
