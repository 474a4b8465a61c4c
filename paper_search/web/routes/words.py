"""The words of a paper on a page of ours. In: a paper, its reading text and perhaps a passage; out: safe HTML.

Promises: all words are escaped and shown as they were read, marks change no character, and a passage is marked where it
stands or not at all.
"""

from __future__ import annotations

from paper_search.citations.format import cite
from paper_search.records import Document, Passage
from paper_search.text.spans import Span
from paper_search.web.components.passage_card import (
    format_title,
    render_badges,
    render_citation_line,
    render_copy_button,
    render_link,
    render_published_link,
    render_replacement,
)
from paper_search.web.forms import build_document_url, build_view_url
from paper_search.web.html import clip, escape, tag

_TEXT_NOTE = "The words of the paper as they were read for searching; layout, charts and pictures are not shown."


def render_marked_text(text: str, passage: Passage | None, span: Span | None = None) -> str:
    """What a page shows below its head: the whole reading text, the span or else the passage marked."""
    if passage is None or text[passage.start : passage.end] != passage.text:
        shown = escape(text)
    else:
        start, end = span or (passage.start, passage.end)
        found = tag("mark", escape(text[start:end]), id="passage", tabindex="-1")
        shown = escape(text[:start]) + found + escape(text[end:])
    return tag("p", _TEXT_NOTE, class_="fine") + tag("div", shown, class_="reading", dir="auto")


def render_document_header(document: Document, passage: Passage | None, *links: str) -> str:
    """What stands above a paper's words or pages: what it is, where the passage stands, how to cite it, ``links``."""
    title = tag("bdi", escape(format_title(document)))
    shown = render_badges(document, passage) + tag("h1", title)
    if passage:
        citation = cite(passage, document)
        cited = "Cite as: " + tag("bdi", escape(clip(citation.label, 600)))
        shown += render_citation_line(document, passage) + tag(
            "p", cited + " " + render_copy_button(citation), class_="cite"
        )
    every = [*links, render_published_link(document)]
    return shown + tag("p", " ".join(filter(None, every)), class_="links") + render_replacement(document)


def render_passage_link(words: str = "Go to the passage") -> str:
    """A link to what is marked."""
    return tag("a", escape(words), href="#passage", class_="jump")


def render_file_link(document: Document, passage: Passage | None = None, page: int | None = None) -> str:
    """A link to the file, at the passage's page or another."""
    address = build_document_url(document, passage)
    if page is not None:
        address = f"{address.partition('#')[0]}#page={page}"
    return render_link(address, "Open the PDF" if page is None else f"Open the PDF at page {page}")


def render_text_link(document: Document, passage: Passage | None) -> str:
    """A link to the words of a paper that is shown as pages."""
    return render_link(build_document_url(document, passage, as_text=True), "Read its words")


def render_page_link(document: Document, passage: Passage) -> str:
    """A link to the page that a passage stands on."""
    return render_link(build_view_url(document.doc_id, passage.passage_id), "Show on page")
