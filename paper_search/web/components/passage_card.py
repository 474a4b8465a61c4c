"""One passage found, as a card. In: a hit, its citation and its snippet; out: one safe list item of HTML.

Promises: the paper's title links to the place in the paper; authority, committee and date are always there,
as "not stated" where the paper does not say; the passage's whole text can be opened where only a part is shown.
"""

from __future__ import annotations

from paper_search.citations.format import is_recognised, page_label
from paper_search.citations.format import where as place_in_paper
from paper_search.records import Citation, Document, Hit, Passage, Snippet
from paper_search.text.dates import said
from paper_search.text.spans import Span
from paper_search.web.forms import paper_address, passage_address, source_address, view_address
from paper_search.web.html import clip, counted, escape, marked, tag

_TITLE, _LINE, _COPIED, _TABLE = 240, 600, 4000, 8000
_BETWEEN_CELLS = " | "
_PLAIN = ("paragraph", "bullet", "minute", "heading")
_STATUS = {
    "draft": "Draft: not yet confirmed",
    "cancelled": "Cancelled",
    "replaced": "Replaced by a later paper",
}


def link(address: str, words: str) -> str:
    """A link to a page of this site."""
    return tag("a", tag("bdi", escape(clip(words, _LINE))), href=address)


def title_of(document: Document) -> str:
    """The paper's title, cut to what a heading can hold; "Title not stated" where it has none."""
    return clip(document.title or "Title not stated", _TITLE)


def _run(value: str | None, unknown: str) -> str:
    return tag("bdi", escape(clip(value, _TITLE))) if value else tag("span", escape(unknown), class_="unknown")


def where(document: Document, passage: Passage) -> str:
    """The citation line: authority, committee, date held, and the place in the paper."""
    meeting = document.meeting
    place = passage.locator
    numbered = place.minute or place.agenda_item or place.paragraph
    stands = (place_in_paper(passage) if numbered else "", page_label(place))
    parts = [
        _run(meeting.authority, "Authority not stated"),
        _run(meeting.committee, "Committee not stated"),
        _run(said(meeting.held_on) if meeting.held_on else None, "Date not stated"),
        *(tag("bdi", escape(clip(each, _TITLE)), class_="place") for each in stands if each),
    ]
    return tag("p", tag("span", " · ", class_="dot").join(parts), class_="where")


def badges(document: Document, passage: Passage | None = None) -> str:
    """What kind of paper and of passage this is, and what the paper says of its own standing."""
    kind = document.kind or "Kind of paper not stated"
    shown = [tag("span", escape(kind.capitalize()), class_="badge")]
    if passage and passage.kind not in _PLAIN:
        shown.append(tag("span", escape(passage.kind.capitalize()), class_="badge passage-kind"))
    shown += _standing_badges(document)
    if passage and is_recognised(passage, document):
        shown.append(tag("span", "Read by OCR: may be misread", class_="badge standing"))
    return tag("p", " ".join(shown), class_="badges")


def _standing_badges(document: Document) -> list[str]:
    if not document.status or document.status == "confirmed":
        return []
    words = _STATUS.get(document.status, document.status.capitalize())
    return [tag("span", escape(clip(words, 80)), class_="badge standing")]


def quote_where(passage: Passage, document: Document) -> str:
    """What a reader of a quote must know beyond its citation: who speaks, and that a paper is no final one."""
    parts = []
    if passage.attribution:
        parts.append(tag("span", "Attributed to " + _run(passage.attribution, ""), class_="speaker"))
    parts += _standing_badges(document)
    return tag("span", " ".join(parts), class_="quote-notes") if parts else ""


def _stands(passage: Passage) -> str:
    lines = []
    if passage.headings:
        path = tag("span", " › ", class_="dot").join(_run(heading, "") for heading in passage.headings if heading)
        lines.append(tag("p", path, class_="path"))
    if passage.attribution:
        lines.append(tag("p", "Attributed to " + _run(passage.attribution, ""), class_="speaker"))
    if passage.lead_in:
        lines.append(tag("p", escape(clip(passage.lead_in, _LINE)), class_="lead-in", dir="auto", lang=passage.lang))
    return "".join(lines)


def _body(passage: Passage, text: str, marks: tuple[Span, ...], name: str) -> str:
    inner = table(text, marks) if passage.kind == "table" and len(text) <= _TABLE else marked(text, marks)
    return tag("div", inner, class_=name, dir="auto", lang=passage.lang)


def table(text: str, marks: tuple[Span, ...] = ()) -> str:
    """Lines of "cell | cell" as a table; the marks are offsets in the text."""
    rows, at = [], 0
    for line in text.split("\n"):
        cells = []
        for cell in line.split(_BETWEEN_CELLS):
            inside = [(start - at, end - at) for start, end in marks]
            cells.append(tag("td", marked(cell, inside)))
            at += len(cell) + len(_BETWEEN_CELLS)
        at += 1 - len(_BETWEEN_CELLS)
        rows.append(tag("tr", "".join(cells)))
    return tag("table", tag("tbody", "".join(rows)))


def _words(hit: Hit, part: Snippet) -> str:
    text = hit.passage.text
    shown = _body(hit.passage, part.text, part.marks, "passage")
    if part.text.strip() == text.strip():
        return shown
    whole = _body(hit.passage, text, (), "passage whole")
    return shown + tag("details", tag("summary", "The whole passage") + whole)


def _also(citations: tuple[Citation, ...]) -> str:
    if not citations:
        return ""
    items = "".join(
        tag("li", link(source_address(each.doc_id, each.passage_id, each.page), each.label)) for each in citations
    )
    summary = tag("summary", f"Also in {counted(len(citations), 'other place')}")
    return tag("details", summary + tag("ul", items), class_="also")


def published(document: Document) -> str:
    """A link to where the council published the paper, where a web address of one is known."""
    if not document.url or not document.url.startswith(("https://", "http://")):
        return ""
    return tag("a", "Where it was published", href=document.url, rel="noopener noreferrer external")


def standing(document: Document) -> str:
    """A link to the paper that takes the place of this one, and the other places where its words were published."""
    newer = document.replaced_by
    shown = [tag("a", "The paper that takes its place", href=source_address(newer, None))] if newer else []
    if document.also_at:
        places = "; ".join(_place(place) for place in document.also_at)
        shown.append(tag("span", "Also published at " + places))
    return tag("p", " ".join(shown), class_="fine") if shown else ""


def _place(place: str) -> str:
    """A path, with the page of the file where the copy stands inside a pack."""
    path, _, page = place.partition("#page=")
    return tag("bdi", escape(clip(path, _TITLE))) + (f", page {escape(page)}" if page else "")


def copy_button(citation: Citation) -> str:
    """A button that puts the citation's line where it can be pasted from."""
    named = tag("span", " of " + tag("bdi", escape(clip(citation.label, _LINE))), class_="unseen")
    copied = clip(citation.label, _COPIED)
    return tag("button", "Copy citation" + named, type="button", class_="button quiet", data_copy=copied)


def _links(document: Document, passage: Passage, citation: Citation) -> str:
    """What can be done with a passage: see it on its page, cite it, look for its like."""
    links = [
        tag("a", "Show on page", href=view_address(document.doc_id, passage.passage_id)),
        copy_button(citation),
        tag("a", "More like this", href=passage_address("/like", passage.passage_id)),
        published(document),
    ]
    return tag("p", " ".join(filter(None, links)), class_="links")


def _around(document: Document, passage: Passage) -> str:
    """The paragraphs around a passage, fetched when they are unfolded; without scripts, a link to them."""
    read = link(paper_address(document, passage, as_text=True), "Read it in the text of the paper")
    inner = tag("summary", "Context") + tag("div", read, class_="fetched", aria_live="polite")
    return tag("details", inner, class_="context", data_fetch=passage_address("/around", passage.passage_id))


def card(hit: Hit, citation: Citation, part: Snippet, below: str = "") -> str:
    """A list item holding one hit: title, citation line, words with marks, what to do with it, and other places;
    ``below`` is safe HTML for its end."""
    title = tag("a", tag("bdi", escape(title_of(hit.document))), href=paper_address(hit.document, hit.passage))
    name = f"hit-{hit.rank}"
    inner = (
        badges(hit.document, hit.passage)
        + tag("h2", title, id=name, title=clip(citation.label, _LINE))
        + where(hit.document, hit.passage)
        + _stands(hit.passage)
        + _words(hit, part)
        + _links(hit.document, hit.passage, citation)
        + _around(hit.document, hit.passage)
        + standing(hit.document)
        + _also(hit.also_in)
        + below
    )
    return tag("li", tag("article", inner, aria_labelledby=name), class_="card")
