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

from paper_search.citations.format import NOT_STATED, day, is_recognised, page_label, where
from paper_search.errors import QueryError
from paper_search.records import Document, Passage
from paper_search.text.spans import squeeze

Style = Literal["text", "markdown", "html", "ris"]
STYLES: tuple[Style, ...] = get_args(Style)

_MARKDOWN = re.compile(r"[\\`*_\[\]<>#|~&$]|^[-+=]|(?<=^\d)[.)]|(?<=^\d\d)[.)]")
_WEB = re.compile(r"https?://[^\s\"'<>()\[\]\\{}|^`\x00-\x1f]+")


@dataclass(frozen=True, slots=True)
class Parts:
    """A citation in its parts, each in words; ``where`` is the paragraph, minute or heading, ``pages`` the page."""

    authority: str
    committee: str
    day: str
    title: str
    status: str | None
    where: str
    pages: str
    by_ocr: bool
    url: str | None


def cite(passage: Passage, document: Document, style: str = "text") -> str:
    """The citation of a passage. Raises QueryError for a style that there is none of."""
    written = _WRITTEN.get(style)
    if written is None:
        raise QueryError(f"There is no style {style!r} of citations; choose one of {', '.join(STYLES)}.")
    return written(passage, document)


def parts(passage: Passage, document: Document) -> Parts:
    """The parts of a citation, each that nothing states as "not stated"."""
    meeting = document.meeting
    return Parts(
        authority=_on_one_line(meeting.authority or f"authority {NOT_STATED}"),
        committee=_on_one_line(meeting.committee or f"committee {NOT_STATED}"),
        day=day(document) or f"date {NOT_STATED}",
        title=_on_one_line(document.title or f"title {NOT_STATED}"),
        status=document.status,
        where=_on_one_line(where(passage) or f"paragraph {NOT_STATED}"),
        pages=page_label(passage.locator) or f"page {NOT_STATED}",
        by_ocr=is_recognised(passage, document),
        url=document.url if document.url and _WEB.fullmatch(document.url) else None,
    )


def _on_one_line(words: str) -> str:
    """The words without what cannot be printed."""
    return "".join(each for each in squeeze(words) if each.isprintable())


def _line(said: Parts, title: str, plain: Callable[[str], str] = str) -> str:
    """The parts in one line; ``title`` is set already, the others are set by ``plain``."""
    status = f" ({plain(said.status)})" if said.status else ""
    before = ", ".join(plain(part) for part in (said.authority, said.committee, said.day))
    recognised = " (read by OCR)" if said.by_ocr else ""
    return f"{before}, {title}{status}, {plain(said.where)} ({plain(said.pages)}){recognised}"


def _text(passage: Passage, document: Document) -> str:
    said = parts(passage, document)
    return _line(said, f"“{said.title}”" if document.title else said.title)


def _markdown(passage: Passage, document: Document) -> str:
    said = parts(passage, document)
    title = f"*{_for_markdown(said.title)}*" if document.title else said.title
    linked = f"[{title}](<{said.url}>)" if said.url else title
    return _line(said, linked, _for_markdown)


def _for_markdown(words: str) -> str:
    return _MARKDOWN.sub(r"\\\g<0>", words)


def _html(passage: Passage, document: Document) -> str:
    said = parts(passage, document)
    title = f"<cite>{escape(said.title)}</cite>" if document.title else escape(said.title)
    linked = f'<a href="{escape(said.url)}">{title}</a>' if said.url else title
    return f"<p>{_line(said, linked, escape)}</p>"


def _ris(passage: Passage, document: Document) -> str:
    """One record of type report, one tag a line. A date that is not stated has no place in a field of numbers and is
    said in a note."""
    said = parts(passage, document)
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
        ("N1", _line(said, f"“{said.title}”" if document.title else said.title)),
        ("ID", _on_one_line(passage.passage_id)),
    ]
    return "\n".join([*(f"{tag}  - {value}" for tag, value in fields), "ER  - "])


_WRITTEN: dict[str, Callable[[Passage, Document], str]] = {
    "text": _text,
    "markdown": _markdown,
    "html": _html,
    "ris": _ris,
}
