"""One passage found, as a card. In: a hit, its citation and its snippet; out: one safe list item of HTML.

Promises: the paper's title links to the place in the paper; authority, committee and date are always there,
as "not stated" where the paper does not say; the passage's whole text can be opened where only a part is shown.
"""

from __future__ import annotations

from paper_search.citations.format import format_location as place_in_paper
from paper_search.citations.format import format_pages, is_recognised
from paper_search.records import Citation, Document, Hit, Passage, Snippet
from paper_search.text.dates import format_date
from paper_search.text.spans import Span
from paper_search.web.forms import build_document_url, build_passage_url, build_url_from_id, build_view_url
from paper_search.web.html import clip, escape, format_count, mark_spans, tag

_MAX_TITLE_CHARS, _MAX_LINE_CHARS, _MAX_COPY_CHARS, _MAX_TABLE_CHARS = 240, 600, 4000, 8000
_CELL_SEPARATOR = " | "
_UNLABELLED_KINDS = ("paragraph", "bullet", "minute", "heading")
_STATUS_LABELS = {
    "draft": "Draft: not yet confirmed",
    "cancelled": "Cancelled",
    "replaced": "Replaced by a later paper",
}


def render_link(address: str, words: str) -> str:
    """A link to a page of this site."""
    return tag("a", tag("bdi", escape(clip(words, _MAX_LINE_CHARS))), href=address)


def format_title(document: Document) -> str:
    """The paper's title, cut to what a heading can hold; "Title not stated" where it has none."""
    return clip(document.title or "Title not stated", _MAX_TITLE_CHARS)


def _render_value(value: str | None, unknown: str) -> str:
    return (
        tag("bdi", escape(clip(value, _MAX_TITLE_CHARS))) if value else tag("span", escape(unknown), class_="unknown")
    )


def render_citation_line(document: Document, passage: Passage) -> str:
    """The citation line: authority, committee, date held, and the place in the paper."""
    meeting = document.meeting
    place = passage.locator
    numbered = place.minute or place.agenda_item or place.paragraph
    stands = (place_in_paper(passage) if numbered else "", format_pages(place))
    parts = [
        _render_value(meeting.authority, "Authority not stated"),
        _render_value(meeting.committee, "Committee not stated"),
        _render_value(format_date(meeting.held_on) if meeting.held_on else None, "Date not stated"),
        *(tag("bdi", escape(clip(each, _MAX_TITLE_CHARS)), class_="place") for each in stands if each),
    ]
    return tag("p", tag("span", " · ", class_="dot").join(parts), class_="where")


def render_badges(document: Document, passage: Passage | None = None) -> str:
    """What kind of paper and of passage this is, and what the paper says of its own standing."""
    kind = document.kind or "Kind of paper not stated"
    shown = [tag("span", escape(kind.capitalize()), class_="badge")]
    if passage and passage.kind not in _UNLABELLED_KINDS:
        shown.append(tag("span", escape(passage.kind.capitalize()), class_="badge passage-kind"))
    shown += _render_status_badges(document)
    if passage and is_recognised(passage, document):
        shown.append(tag("span", "Read by OCR: may be misread", class_="badge standing"))
    return tag("p", " ".join(shown), class_="badges")


def _render_status_badges(document: Document) -> list[str]:
    if not document.status or document.status == "confirmed":
        return []
    words = _STATUS_LABELS.get(document.status, document.status.capitalize())
    return [tag("span", escape(clip(words, 80)), class_="badge standing")]


def render_quote_notes(passage: Passage, document: Document) -> str:
    """What a reader of a quote must know beyond its citation: who speaks, and that a paper is no final one."""
    parts = []
    if passage.attribution:
        parts.append(tag("span", "Attributed to " + _render_value(passage.attribution, ""), class_="speaker"))
    parts += _render_status_badges(document)
    return tag("span", " ".join(parts), class_="quote-notes") if parts else ""


def _render_headings(passage: Passage) -> str:
    lines = []
    if passage.headings:
        path = tag("span", " › ", class_="dot").join(
            _render_value(heading, "") for heading in passage.headings if heading
        )
        lines.append(tag("p", path, class_="path"))
    if passage.attribution:
        lines.append(tag("p", "Attributed to " + _render_value(passage.attribution, ""), class_="speaker"))
    if passage.lead_in:
        lines.append(
            tag("p", escape(clip(passage.lead_in, _MAX_LINE_CHARS)), class_="lead-in", dir="auto", lang=passage.lang)
        )
    return "".join(lines)


def _render_body(passage: Passage, text: str, marks: tuple[Span, ...], name: str) -> str:
    inner = (
        render_table(text, marks)
        if passage.kind == "table" and len(text) <= _MAX_TABLE_CHARS
        else mark_spans(text, marks)
    )
    return tag("div", inner, class_=name, dir="auto", lang=passage.lang)


def render_table(text: str, marks: tuple[Span, ...] = ()) -> str:
    """Lines of "cell | cell" as a table; the marks are offsets in the text."""
    rows, at = [], 0
    for line in text.split("\n"):
        cells = []
        for cell in line.split(_CELL_SEPARATOR):
            inside = [(start - at, end - at) for start, end in marks]
            cells.append(tag("td", mark_spans(cell, inside)))
            at += len(cell) + len(_CELL_SEPARATOR)
        at += 1 - len(_CELL_SEPARATOR)
        rows.append(tag("tr", "".join(cells)))
    return tag("table", tag("tbody", "".join(rows)))


def _render_text(hit: Hit, snippet: Snippet) -> str:
    text = hit.passage.text
    shown = _render_body(hit.passage, snippet.text, snippet.marks, "passage")
    if snippet.text.strip() == text.strip():
        return shown
    whole = _render_body(hit.passage, text, (), "passage whole")
    return shown + tag("details", tag("summary", "The whole passage") + whole)


def _render_also_in(citations: tuple[Citation, ...]) -> str:
    if not citations:
        return ""
    items = "".join(
        tag("li", render_link(build_url_from_id(each.doc_id, each.passage_id, each.page), each.label))
        for each in citations
    )
    summary = tag("summary", f"Also in {format_count(len(citations), 'other place')}")
    return tag("details", summary + tag("ul", items), class_="also")


def render_published_link(document: Document) -> str:
    """A link to where the council published the paper, where a web address of one is known."""
    if not document.url or not document.url.startswith(("https://", "http://")):
        return ""
    return tag("a", "Where it was published", href=document.url, rel="noopener noreferrer external")


def render_replacement(document: Document) -> str:
    """A link to the paper that takes the place of this one, and the other places where its words were published."""
    newer = document.replaced_by
    shown = [tag("a", "The paper that takes its place", href=build_url_from_id(newer, None))] if newer else []
    if document.also_at:
        places = "; ".join(_render_copy_place(place) for place in document.also_at)
        shown.append(tag("span", "Also published at " + places))
    return tag("p", " ".join(shown), class_="fine") if shown else ""


def _render_copy_place(place: str) -> str:
    """A path, with the page of the file where the copy stands inside a pack."""
    path, _, page = place.partition("#page=")
    return tag("bdi", escape(clip(path, _MAX_TITLE_CHARS))) + (f", page {escape(page)}" if page else "")


def render_copy_button(citation: Citation) -> str:
    """A button that puts the citation's line where it can be pasted from."""
    named = tag("span", " of " + tag("bdi", escape(clip(citation.label, _MAX_LINE_CHARS))), class_="unseen")
    copied = clip(citation.label, _MAX_COPY_CHARS)
    return tag("button", "Copy citation" + named, type="button", class_="button quiet", data_copy=copied)


def _render_links(document: Document, passage: Passage, citation: Citation) -> str:
    """What can be done with a passage: see it on its page, cite it, look for its like."""
    links = [
        tag("a", "Show on page", href=build_view_url(document.doc_id, passage.passage_id)),
        render_copy_button(citation),
        tag("a", "More like this", href=build_passage_url("/like", passage.passage_id)),
        render_published_link(document),
    ]
    return tag("p", " ".join(filter(None, links)), class_="links")


def _render_context(document: Document, passage: Passage) -> str:
    """The paragraphs around a passage, fetched when they are unfolded; without scripts, a link to them."""
    read = render_link(build_document_url(document, passage, as_text=True), "Read it in the text of the paper")
    inner = tag("summary", "Context") + tag("div", read, class_="fetched", aria_live="polite")
    return tag("details", inner, class_="context", data_fetch=build_passage_url("/around", passage.passage_id))


def render_card(hit: Hit, citation: Citation, snippet: Snippet, footer_html: str = "") -> str:
    """A list item holding one hit: title, citation line, words with marks, what to do with it, and other places;
    ``below`` is safe HTML for its end."""
    title = tag("a", tag("bdi", escape(format_title(hit.document))), href=build_document_url(hit.document, hit.passage))
    name = f"hit-{hit.rank}"
    inner = (
        render_badges(hit.document, hit.passage)
        + tag("h2", title, id=name, title=clip(citation.label, _MAX_LINE_CHARS))
        + render_citation_line(hit.document, hit.passage)
        + _render_headings(hit.passage)
        + _render_text(hit, snippet)
        + _render_links(hit.document, hit.passage, citation)
        + _render_context(hit.document, hit.passage)
        + render_replacement(hit.document)
        + _render_also_in(hit.also_in)
        + footer_html
    )
    return tag("li", tag("article", inner, aria_labelledby=name), class_="card")
