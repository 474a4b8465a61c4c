"""Citations in the form that a letter, a page or a reference manager takes: text, Markdown, HTML or RIS.

The parts and their order are those of ``citations.format``; here each part is always there, and one that nothing states
is said to be "not stated". Words of a paper are escaped for the form they are put in and never change its shape; an
address is linked only where it is one of the web.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import Literal, get_args

from paper_search.citations.format import (
    NOT_STATED,
    format_location,
    format_meeting_date,
    format_pages,
    is_recognised,
)
from paper_search.errors import QueryError
from paper_search.records import Document, Passage
from paper_search.text.spans import collapse_whitespace

Style = Literal["text", "markdown", "html", "ris"]
STYLES: tuple[Style, ...] = get_args(Style)

_MARKDOWN_SIGNS = re.compile(r"[\\`*_\[\]<>#|~&$]|^[-+=]|(?<=^\d)[.)]|(?<=^\d\d)[.)]")
_WEB_ADDRESS = re.compile(r"https?://[^\s\"'<>()\[\]\\{}|^`\x00-\x1f]+")


@dataclass(frozen=True, slots=True)
class CitationParts:
    """A citation in its parts, each in words.

    Attributes:
        location: the paragraph, minute or heading.
        pages: the page or pages.
    """

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
    """Return the citation of a passage in a style.

    Args:
        passage: the passage.
        document: its paper.
        style: one of ``STYLES``.

    Raises:
        QueryError: there is no such style.
    """
    format_citation = _FORMATTERS.get(style)
    if format_citation is None:
        raise QueryError(f"There is no citation style {style!r}. Choose one of {', '.join(STYLES)}.")
    return format_citation(passage, document)


def build_parts(passage: Passage, document: Document) -> CitationParts:
    """Return the parts of a citation, each that nothing states as "not stated"."""
    meeting = document.meeting
    return CitationParts(
        authority=_clean_line(meeting.authority or f"council {NOT_STATED}"),
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
    """Return the words on one line, without what cannot be printed."""
    return "".join(character for character in collapse_whitespace(words) if character.isprintable())


def _join_parts(citation: CitationParts, title: str, format_part: Callable[[str], str] = str) -> str:
    """Return the parts in one line.

    Args:
        citation: the parts.
        title: the title, formatted already.
        format_part: formats the others.
    """
    status = f" ({format_part(citation.status)})" if citation.status else ""
    meeting = ", ".join(format_part(part) for part in (citation.authority, citation.committee, citation.day))
    by_ocr = " (read by OCR)" if citation.by_ocr else ""
    place = f"{format_part(citation.location)} ({format_part(citation.pages)})"
    return f"{meeting}, {title}{status}, {place}{by_ocr}"


def _quote_title(citation: CitationParts, document: Document) -> str:
    return f"“{citation.title}”" if document.title else citation.title


def _format_text(passage: Passage, document: Document) -> str:
    citation = build_parts(passage, document)
    return _join_parts(citation, _quote_title(citation, document))


def _format_markdown(passage: Passage, document: Document) -> str:
    citation = build_parts(passage, document)
    title = f"*{_escape_markdown(citation.title)}*" if document.title else citation.title
    linked = f"[{title}](<{citation.url}>)" if citation.url else title
    return _join_parts(citation, linked, _escape_markdown)


def _escape_markdown(words: str) -> str:
    return _MARKDOWN_SIGNS.sub(r"\\\g<0>", words)


def _format_html(passage: Passage, document: Document) -> str:
    citation = build_parts(passage, document)
    title = f"<cite>{escape(citation.title)}</cite>" if document.title else escape(citation.title)
    linked = f'<a href="{escape(citation.url)}">{title}</a>' if citation.url else title
    return f"<p>{_join_parts(citation, linked, escape)}</p>"


def _format_ris(passage: Passage, document: Document) -> str:
    """Return one RIS record of type report, one tag a line.

    A date that is not stated has no place in a field of numbers and is said in a note.
    """
    citation = build_parts(passage, document)
    held_on = document.meeting.held_on
    status = f" ({citation.status})" if citation.status else ""
    pages = passage.locator.pages
    fields = [
        ("TY", "RPRT"),
        ("TI", citation.title + status),
        ("AU", citation.authority),
        ("PB", citation.authority),
        ("T2", citation.committee),
        *([("PY", f"{held_on:%Y}"), ("DA", f"{held_on:%Y/%m/%d}/")] if held_on else []),
        *([("M3", document.kind)] if document.kind else []),
        *([("SP", f"{pages[0]}"), ("EP", f"{pages[1]}")] if pages else []),
        *([("UR", citation.url)] if citation.url else []),
        ("N1", _join_parts(citation, _quote_title(citation, document))),
        ("ID", _clean_line(passage.passage_id)),
    ]
    return "\n".join([*(f"{tag}  - {value}" for tag, value in fields), "ER  - "])


_FORMATTERS: dict[str, Callable[[Passage, Document], str]] = {
    "text": _format_text,
    "markdown": _format_markdown,
    "html": _format_html,
    "ris": _format_ris,
}
