"""A file as a build would read it, as plain text for a terminal: metadata, what is left out, and every passage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paper_search.citations.format import NOT_STATED, format_meeting_date
from paper_search.citations.unread_parts import describe_unread_parts
from paper_search.cli.layout import escape_unprintable, wrap_paragraph
from paper_search.cli.terminal import format_unread_file
from paper_search.text.counts import format_count
from paper_search.text.dates import format_date
from paper_search.text.spans import collapse_whitespace

if TYPE_CHECKING:
    from paper_search.records import Passage
    from paper_search.records.documents import DocumentPreview


def format_preview(preview: DocumentPreview) -> str:
    """Return metadata, dropped text and every passage of a file, so that a fault is seen at a glance."""
    dropped = [
        f"  page {text.page or '-'}: {text.why}: {collapse_whitespace(text.text)[:80]}"
        for text in preview.reading.dropped
    ]
    hidden = [
        f"  page {text.page or '-'}: {format_count(text.words, 'word')} {text.why}" for text in preview.reading.hidden
    ]
    listed = [f"  {format_unread_file(entry)}" for entry in preview.unread]
    unread = [f"  {line}" for line in describe_unread_parts(preview.reading.unread_parts)]
    return "\n".join(
        [
            *_format_document(preview),
            *_format_other_dates(preview),
            *_format_pack_documents(preview),
            f"blocks:      {len(preview.reading.blocks)}",
            f"passages:    {len(preview.passages)}",
            *(["dropped:", *dropped] if dropped else []),
            *(["hidden:", *hidden] if hidden else []),
            *(["not read:", *unread] if unread else []),
            *(["a build lists:", *listed] if listed else []),
            "",
            *map(_format_passage, preview.passages),
        ]
    )


def _format_other_dates(preview: DocumentPreview) -> list[str]:
    """Return the days that other places state than the one that dates the paper, where they differ."""
    held_on = preview.document.meeting.held_on
    others = [stated for stated in preview.stated_dates if stated.day != held_on]
    return [f"{'other date:':12} {format_date(stated.day)} ({stated.place})" for stated in others]


def _format_pack_documents(preview: DocumentPreview) -> list[str]:
    """Return the papers of a pack, one to a line: pages, item, kind and title."""
    lines = [f"papers:      {len(preview.documents)}"] if preview.documents else []
    for paper in (part.document for part in preview.documents):
        first, last = paper.part_pages or (0, 0)
        item = f"item {paper.agenda_item}" if paper.agenda_item else "no item"
        title = paper.title or f"title {NOT_STATED}"
        pages = f"pp. {first}–{last}" if first else paper.doc_id.partition("#")[2] or "own pages"
        held_back = " (held back)" if paper.access == "exempt" else ""
        lines.append(f"  {pages}  {item:8} {paper.kind or 'kind ' + NOT_STATED:22} {title}{held_back}")
    return lines


def _format_access(preview: DocumentPreview) -> str:
    """Return who a build would let see the papers of a file."""
    names = {"public": "public", "members": "members alone", "exempt": "exempt (held back, shown to nobody)"}
    levels = [paper.document.access for paper in preview.documents] or [preview.document.access]
    if len(set(levels)) == 1:
        return names[levels[0]]
    return "; ".join(f"{levels.count(level)} of {len(levels)} papers {names[level]}" for level in dict.fromkeys(levels))


def _format_document(preview: DocumentPreview) -> list[str]:
    document, meeting = preview.document, preview.document.meeting
    fields = (
        ("title", document.title),
        ("authority", meeting.authority),
        ("committee", meeting.committee),
        ("date", format_meeting_date(document)),
        ("kind", document.kind),
        ("item", document.agenda_item),
        ("status", document.status),
        ("access", _format_access(preview)),
        ("pages", document.pages),
        *(("also at", escape_unprintable(place)) for place in document.also_at),
    )
    return [f"{name + ':':12} {value if value is not None else NOT_STATED}" for name, value in fields]


def _format_passage(passage: Passage) -> str:
    locator = passage.locator
    numbers = [
        f"{name} {value}"
        for name, value in (
            ("minute", locator.minute),
            ("item", locator.agenda_item),
            ("within", locator.within),
            ("para", locator.paragraph),
        )
        if value
    ]
    pages = f"p. {locator.pages[0]}–{locator.pages[1]}" if locator.pages else ""
    head = " · ".join(part for part in (passage.kind, *numbers, pages, " > ".join(passage.headings)) if part)
    lines = [f"[{passage.passage_id}]", f"  {head}"]
    if passage.lead_in:
        lines.append(wrap_paragraph(f"lead-in: {passage.lead_in}", "  "))
    columns = " | ".join(passage.columns)
    if columns and columns != passage.lead_in:
        lines.append(wrap_paragraph(f"columns: {columns}", "  "))
    if passage.attribution:
        lines.append(f"  speaker: {passage.attribution}")
    if passage.lang:
        lines.append(f"  language: {passage.lang}")
    return "\n".join([*lines, wrap_paragraph(passage.text, "    "), ""])
