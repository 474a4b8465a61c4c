"""A page of a PDF as it looks, with a passage marked on it. In: a paper, its file, a page number; out: safe HTML.

Promises: the picture's words stand beside it for those who do not see it; only what was found without doubt is marked,
and a page on which nothing could be marked says so; nothing leads outside the pages of the paper.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode

from paper_search.records import Document, Passage
from paper_search.rendering.cache import HighlightRequest, PageImage, PageImageCache
from paper_search.text.spans import Span
from paper_search.web.forms import build_view_url
from paper_search.web.html import clip, escape, tag

_CONTEXT_CHARS = 300
"""Characters of the reading text beside a passage, to tell its place from the same words elsewhere on the page."""
_MAX_ALT_CHARS = 6000


@dataclass(frozen=True, slots=True)
class PdfPageView:
    """A page to be shown: of which paper, which one, with which passage (and which part of it) on it."""

    document: Document
    path: Path
    page: int
    passage: Passage | None = None
    span: Span | None = None


def find_first_page(document: Document, passage: Passage | None) -> int:
    """The page to begin with: the passage's, or the paper's own first."""
    if passage and passage.locator.pages:
        return passage.locator.pages[0]
    return document.part_pages[0] if document.part_pages else 1


def find_page_range(document: Document) -> tuple[int, int]:
    """The first and the last page of the paper in its file."""
    return document.part_pages or (1, document.pages or 1)


def draw_page(page_view: PdfPageView, text: str, page_images: PageImageCache) -> PageImage | None:
    """The page as a picture; None where there is none."""
    first, last = find_page_range(page_view.document)
    if not first <= page_view.page <= last:
        return None
    return page_images.draw(page_view.path, page_view.page, _build_highlight(page_view, text))


def _build_highlight(page_view: PdfPageView, text: str) -> HighlightRequest | None:
    passage = page_view.passage
    if passage is None or passage.locator.pages is None:
        return None
    first, last = passage.locator.pages
    if not first <= page_view.page <= last or text[passage.start : passage.end] != passage.text:
        return None
    start, end = page_view.span or (passage.start, passage.end)
    return HighlightRequest(
        text[start:end], (first, last), text[max(start - _CONTEXT_CHARS, 0) : start], text[end : end + _CONTEXT_CHARS]
    )


def render_page_view(page_view: PdfPageView, page_image: PageImage) -> str:
    """The page, its marks, its number, and the way to the next."""
    size = {"width": str(page_image.width), "height": str(page_image.height)}
    alt = (
        f"Page {page_view.page}: {clip(page_image.text, _MAX_ALT_CHARS)}"
        if page_image.text
        else f"Page {page_view.page}: a picture without words"
    )
    image = f'<img src="{escape(build_image_url(page_view.document, page_view.page))}" alt="{escape(alt)}" {_format_attributes(size)}>'
    turning = _render_page_turner(page_view)
    sheet = tag("div", image + _render_marks(page_image), class_="sheet")
    return (
        turning
        + tag("figure", sheet + tag("figcaption", escape(_describe_page(page_view, page_image))), class_="leaf")
        + turning
    )


def _format_attributes(attributes: dict[str, str]) -> str:
    return " ".join(f'{name}="{value}"' for name, value in attributes.items())


def _render_marks(page_image: PageImage) -> str:
    """The boxes on a sheet of its own above the picture; attributes and no styles, which the policy forbids."""
    if not page_image.boxes:
        return ""
    rects = "".join(
        f'<rect x="{left:.5f}" y="{top:.5f}" width="{width:.5f}" height="{height:.5f}"/>'
        for left, top, width, height in page_image.boxes
    )
    return (
        f'<svg viewBox="0 0 1 1" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        f'<g id="passage">{rects}</g></svg>'
    )


def _describe_page(page_view: PdfPageView, page_image: PageImage) -> str:
    first, last = find_page_range(page_view.document)
    number = (
        f"Page {page_view.page} of {page_image.pages}"
        if first == 1 and last == page_image.pages
        else f"Page {page_view.page}"
    )
    if page_view.passage is None or page_view.passage.locator.pages is None:
        return f"{number}."
    begins, ends = page_view.passage.locator.pages
    if not begins <= page_view.page <= ends:
        return f"{number}. The passage stands on {_format_pages(begins, ends)}."
    if page_image.boxes:
        return f"{number}. The passage is marked." + (" It goes on over the page." if begins != ends else "")
    return f"{number}. The passage stands on this page; its exact place could not be told, so nothing is marked."


def _format_pages(first: int, last: int) -> str:
    return f"page {first}" if first == last else f"pages {first} to {last}"


def _render_page_turner(page_view: PdfPageView) -> str:
    first, last = find_page_range(page_view.document)
    links = [
        _render_page_link(page_view, page_view.page - 1, "Previous page") if page_view.page > first else "",
        tag("span", f"Page {page_view.page}"),
        _render_page_link(page_view, page_view.page + 1, "Next page") if page_view.page < last else "",
    ]
    return tag("p", " ".join(filter(None, links)), class_="turning")


def _render_page_link(page_view: PdfPageView, page: int, words: str) -> str:
    return tag("a", words, href=build_page_url(page_view.document, page_view.passage, page))


def build_page_url(document: Document, passage: Passage | None, page: int) -> str:
    """Where a page of a paper is shown; the passage goes along, so that there is a way back to it."""
    if passage is not None:
        return f"{build_view_url(document.doc_id, passage.passage_id)}&page={page}"
    return f"/view/{quote(document.doc_id, errors='replace')}?page={page}"


def build_image_url(document: Document, page: int) -> str:
    """Where the picture itself is."""
    return f"/picture/{quote(document.doc_id, errors='replace')}?{urlencode({'page': page})}"
