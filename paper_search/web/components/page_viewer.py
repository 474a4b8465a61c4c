"""A page of a PDF as it looks, with a passage marked on it. In: a paper, its file, a page number; out: safe HTML.

Promises: the picture's words stand beside it for those who do not see it; only what was found without doubt is marked,
and a page on which nothing could be marked says so; nothing leads outside the pages of the paper.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode

from paper_search.records import Document, Passage
from paper_search.rendering.cache import Picture, Pictures, Words
from paper_search.text.spans import Span
from paper_search.web.forms import view_address
from paper_search.web.html import clip, escape, tag

_AROUND = 300
"""Characters of the reading text beside a passage, to tell its place from the same words elsewhere on the page."""
_ALT = 6000


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page to be shown: of which paper, which one, with which passage (and which part of it) on it."""

    document: Document
    path: Path
    page: int
    passage: Passage | None = None
    span: Span | None = None


def first_page(document: Document, passage: Passage | None) -> int:
    """The page to begin with: the passage's, or the paper's own first."""
    if passage and passage.locator.pages:
        return passage.locator.pages[0]
    return document.part_pages[0] if document.part_pages else 1


def bounds(document: Document) -> tuple[int, int]:
    """The first and the last page of the paper in its file."""
    return document.part_pages or (1, document.pages or 1)


def draw(leaf: Leaf, text: str, pictures: Pictures) -> Picture | None:
    """The page as a picture; None where there is none."""
    first, last = bounds(leaf.document)
    if not first <= leaf.page <= last:
        return None
    return pictures.draw(leaf.path, leaf.page, _wanted(leaf, text))


def _wanted(leaf: Leaf, text: str) -> Words | None:
    passage = leaf.passage
    if passage is None or passage.locator.pages is None:
        return None
    first, last = passage.locator.pages
    if not first <= leaf.page <= last or text[passage.start : passage.end] != passage.text:
        return None
    start, end = leaf.span or (passage.start, passage.end)
    return Words(text[start:end], (first, last), text[max(start - _AROUND, 0) : start], text[end : end + _AROUND])


def shown(leaf: Leaf, picture: Picture) -> str:
    """The page, its marks, its number, and the way to the next."""
    size = {"width": str(picture.width), "height": str(picture.height)}
    alt = (
        f"Page {leaf.page}: {clip(picture.text, _ALT)}"
        if picture.text
        else f"Page {leaf.page}: a picture without words"
    )
    image = f'<img src="{escape(image_address(leaf.document, leaf.page))}" alt="{escape(alt)}" {_attributes(size)}>'
    turning = _turning(leaf)
    sheet = tag("div", image + _marks(picture), class_="sheet")
    return turning + tag("figure", sheet + tag("figcaption", escape(_said(leaf, picture))), class_="leaf") + turning


def _attributes(named: dict[str, str]) -> str:
    return " ".join(f'{name}="{value}"' for name, value in named.items())


def _marks(picture: Picture) -> str:
    """The boxes on a sheet of its own above the picture; attributes and no styles, which the policy forbids."""
    if not picture.boxes:
        return ""
    rects = "".join(
        f'<rect x="{left:.5f}" y="{top:.5f}" width="{width:.5f}" height="{height:.5f}"/>'
        for left, top, width, height in picture.boxes
    )
    return (
        f'<svg viewBox="0 0 1 1" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        f'<g id="passage">{rects}</g></svg>'
    )


def _said(leaf: Leaf, picture: Picture) -> str:
    first, last = bounds(leaf.document)
    number = f"Page {leaf.page} of {picture.pages}" if first == 1 and last == picture.pages else f"Page {leaf.page}"
    if leaf.passage is None or leaf.passage.locator.pages is None:
        return f"{number}."
    begins, ends = leaf.passage.locator.pages
    if not begins <= leaf.page <= ends:
        return f"{number}. The passage stands on {_pages(begins, ends)}."
    if picture.boxes:
        return f"{number}. The passage is marked." + (" It goes on over the page." if begins != ends else "")
    return f"{number}. The passage stands on this page; its exact place could not be told, so nothing is marked."


def _pages(first: int, last: int) -> str:
    return f"page {first}" if first == last else f"pages {first} to {last}"


def _turning(leaf: Leaf) -> str:
    first, last = bounds(leaf.document)
    links = [
        _turn(leaf, leaf.page - 1, "Previous page") if leaf.page > first else "",
        tag("span", f"Page {leaf.page}"),
        _turn(leaf, leaf.page + 1, "Next page") if leaf.page < last else "",
    ]
    return tag("p", " ".join(filter(None, links)), class_="turning")


def _turn(leaf: Leaf, page: int, words: str) -> str:
    return tag("a", words, href=page_address(leaf.document, leaf.passage, page))


def page_address(document: Document, passage: Passage | None, page: int) -> str:
    """Where a page of a paper is shown; the passage goes along, so that there is a way back to it."""
    if passage is not None:
        return f"{view_address(document.doc_id, passage.passage_id)}&page={page}"
    return f"/view/{quote(document.doc_id, errors='replace')}?page={page}"


def image_address(document: Document, page: int) -> str:
    """Where the picture itself is."""
    return f"/picture/{quote(document.doc_id, errors='replace')}?{urlencode({'page': page})}"
