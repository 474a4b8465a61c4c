"""A passage and its paper in, its citation out in the form that a letter, a page or a reference manager takes.

The parts and their order are those of ``citations``; here each is always there, and one that nothing states is said to
be "not stated". Promised: words of a paper are escaped for the form they are put in and never change its shape; an
address is linked only where it is one of the web.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import Literal, get_args

from paper_search.citations.format import NOT_STATED, format_location, format_meeting_date, format_pages, is_recognised
from paper_search.errors import QueryError
from paper_search.records import Document, Passage
from paper_search.text.spans import collapse_whitespace

Style = Literal["text", "markdown", "html", "ris"]
STYLES: tuple[Style, ...] = get_args(Style)

_MARKDOWN_SIGNS = re.compile(r"[\\`*_\[\]<>#|~&$]|^[-+=]|(?<=^\d)[.)]|(?<=^\d\d)[.)]")
_WEB_ADDRESS = re.compile(r"https?://[^\s\"'<>()\[\]\\{}|^`\x00-\x1f]+")


@dataclass(frozen=True, slots=True)
class CitationParts:
    """A citation in its parts, each in words; ``where`` is the paragraph, minute or heading, ``pages`` the page."""

    authority: str
    committee: str
    day: str
    title: str
    status: str | None
    location: str
    pages: str
    by_ocr: bool
    url: str | None


def cite(passage: Passage, document: Document, style: str = "text") -> str:
    """The citation of a passage. Raises QueryError for a style that there is none of."""
    written = _FORMATTERS.get(style)
    if written is None:
        raise QueryError(f"There is no style {style!r} of citations; choose one of {', '.join(STYLES)}.")
    return written(passage, document)


def build_parts(passage: Passage, document: Document) -> CitationParts:
    """The parts of a citation, each that nothing states as "not stated"."""
    meeting = document.meeting
    return CitationParts(
        authority=_clean_line(meeting.authority or f"authority {NOT_STATED}"),
        committee=_clean_line(meeting.committee or f"committee {NOT_STATED}"),
        day=format_meeting_date(document) or f"date {NOT_STATED}",
        title=_clean_line(document.title or f"title {NOT_STATED}"),
        status=document.status,
        location=_clean_line(format_location(passage) or f"paragraph {NOT_STATED}"),
        pages=format_pages(passage.locator) or f"page {NOT_STATED}",
        by_ocr=is_recognised(passage, document),
        url=document.url if document.url and _WEB_ADDRESS.fullmatch(document.url) else None,
    )


def _clean_line(words: str) -> str:
    """The words without what cannot be printed."""
    return "".join(each for each in collapse_whitespace(words) if each.isprintable())


def _join_parts(citation: CitationParts, title: str, format_part: Callable[[str], str] = str) -> str:
    """The parts in one line; ``title`` is set already, the others are set by ``plain``."""
    status = f" ({format_part(citation.status)})" if citation.status else ""
    before = ", ".join(format_part(part) for part in (citation.authority, citation.committee, citation.day))
    recognised = " (read by OCR)" if citation.by_ocr else ""
    return f"{before}, {title}{status}, {format_part(citation.location)} ({format_part(citation.pages)}){recognised}"


def _format_text(passage: Passage, document: Document) -> str:
    said = build_parts(passage, document)
    return _join_parts(said, f"“{said.title}”" if document.title else said.title)


def _format_markdown(passage: Passage, document: Document) -> str:
    said = build_parts(passage, document)
    title = f"*{_escape_markdown(said.title)}*" if document.title else said.title
    linked = f"[{title}](<{said.url}>)" if said.url else title
    return _join_parts(said, linked, _escape_markdown)


def _escape_markdown(words: str) -> str:
    return _MARKDOWN_SIGNS.sub(r"\\\g<0>", words)


def _format_html(passage: Passage, document: Document) -> str:
    said = build_parts(passage, document)
    title = f"<cite>{escape(said.title)}</cite>" if document.title else escape(said.title)
    linked = f'<a href="{escape(said.url)}">{title}</a>' if said.url else title
    return f"<p>{_join_parts(said, linked, escape)}</p>"


def _format_ris(passage: Passage, document: Document) -> str:
    """One record of type report, one tag a line. A date that is not stated has no place in a field of numbers and is
    said in a note."""
    said = build_parts(passage, document)
    held_on = document.meeting.held_on
    status = f" ({said.status})" if said.status else ""
    pages = passage.locator.pages
    fields = [
        ("TY", "RPRT"),
        ("TI", said.title + status),
        ("AU", said.authority),
        ("PB", said.authority),
        ("T2", said.committee),
        *([("PY", f"{held_on:%Y}"), ("DA", f"{held_on:%Y/%m/%d}/")] if held_on else []),
        *([("M3", document.kind)] if document.kind else []),
        *([("SP", f"{pages[0]}"), ("EP", f"{pages[1]}")] if pages else []),
        *([("UR", said.url)] if said.url else []),
        ("N1", _join_parts(said, f"“{said.title}”" if document.title else said.title)),
        ("ID", _clean_line(passage.passage_id)),
    ]
    return "\n".join([*(f"{tag}  - {value}" for tag, value in fields), "ER  - "])


_FORMATTERS: dict[str, Callable[[Passage, Document], str]] = {
    "text": _format_text,
    "markdown": _format_markdown,
    "html": _format_html,
    "ris": _format_ris,
}
