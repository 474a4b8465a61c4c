"""A page of a PDF as it looks, with a passage marked on it.

The picture's words stand beside it for those who do not see it. Only what was found without doubt is marked, and a page
on which nothing could be marked says so. Nothing leads outside the pages of the paper.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote, urlencode

from paper_search.records import Document, Passage
from paper_search.rendering.cache import Box, HighlightRequest, PageImage, PageImageCache
from paper_search.text.spans import Span, collapse_whitespace
from paper_search.web.forms import NO_TRAIL, AnswerTrail, build_view_url
from paper_search.web.html import clip

_CONTEXT_CHARS = 300
"""Characters of the reading text beside a passage, to tell its place from the same words elsewhere on the page."""
_MAX_ALT_CHARS, _MAX_LABEL_CHARS = 6000, 300
_MAX_TRIED_PAGES = 4
"""The pages of a passage on which its words are looked for, which is as many as a drawing looks at."""


@dataclass(frozen=True, slots=True)
class PdfPageView:
    """A page to be shown: of which paper, which one, with which passage (and which part of it) on it.

    ``trail`` is the answer that the visitor came from.
    """

    document: Document
    path: Path
    page: int
    passage: Passage | None = None
    span: Span | None = None
    trail: AnswerTrail = NO_TRAIL


@dataclass(frozen=True, slots=True)
class PageViewer:
    """A page as it is shown: its picture in dots, the boxes to mark as fractions of it, and the pages beside it.

    ``mark_label`` names the marked words to who does not see the boxes.
    """

    page: int
    image_url: str
    alt: str
    width: int
    height: int
    boxes: tuple[Box, ...]
    mark_label: str
    caption: str
    previous_url: str | None
    next_url: str | None


def find_first_page(document: Document, passage: Passage | None) -> int:
    """Return the page to begin with: the passage's, or the paper's own first."""
    if passage and passage.locator.pages:
        return passage.locator.pages[0]
    return find_page_range(document)[0]


def find_page_range(document: Document) -> tuple[int, int]:
    """Return the first and the last page of the paper in its file."""
    return document.part_pages or (1, document.pages or 1)


def draw_marked_page(
    page_view: PdfPageView, text: str, page_images: PageImageCache
) -> tuple[PdfPageView, PageImage | None]:
    """Return the page on which the marked words begin, and its picture.

    A passage may run over several pages, and the part of it that is marked stand on a later one. Where the words are
    found on none, the first page of the passage is returned; without a passage, the first of the paper.

    Args:
        page_view: the paper, and what is to be marked; its page is not looked at.
        text: the reading text of the paper.
        page_images: what draws pages.
    """
    passage, begins = page_view.passage, find_first_page(page_view.document, page_view.passage)
    ends = passage.locator.pages[1] if passage and passage.locator.pages else begins
    last = min(ends, find_page_range(page_view.document)[1], begins + _MAX_TRIED_PAGES - 1)
    views = [replace(page_view, page=page) for page in range(begins, max(begins, last) + 1)]
    drawn = ((view, draw_page(view, text, page_images)) for view in views)
    marked = next(((view, image) for view, image in drawn if image is not None and image.boxes), None)
    return marked or (views[0], draw_page(views[0], text, page_images))


def draw_page(page_view: PdfPageView, text: str, page_images: PageImageCache) -> PageImage | None:
    """Return the page as a picture; None where there is none, or where the file is not the one that was indexed.

    Args:
        page_view: the page, and the passage to be marked on it.
        text: the reading text of the paper.
        page_images: what draws pages.
    """
    first, last = find_page_range(page_view.document)
    # The pages of an attachment are not those of the file.
    if page_view.document.is_attachment or not first <= page_view.page <= last:
        return None
    highlight = _build_highlight(page_view, text)
    return page_images.draw(page_view.path, page_view.page, highlight, page_view.document.sha256)


def _build_highlight(page_view: PdfPageView, text: str) -> HighlightRequest | None:
    passage = page_view.passage
    if passage is None or passage.locator.pages is None:
        return None
    first, last = passage.locator.pages
    if not first <= page_view.page <= last or text[passage.start : passage.end] != passage.text:
        return None
    start, end = page_view.span or (passage.start, passage.end)
    before, after = text[max(start - _CONTEXT_CHARS, 0) : start], text[end : end + _CONTEXT_CHARS]
    return HighlightRequest(text[start:end], (first, last), before, after)


def make_page_viewer(page_view: PdfPageView, page_image: PageImage, page_words: str) -> PageViewer:
    """Return the page, its marks, its number, and the way to the next.

    Args:
        page_view: the page, and the passage on it.
        page_image: its picture.
        page_words: its words, as they were read: the file may hold others, which the page does not show.
    """
    document, page = page_view.document, page_view.page
    words = clip(collapse_whitespace(page_words), _MAX_ALT_CHARS) or "a picture without words"
    first, last = find_page_range(document)
    return PageViewer(
        page=page,
        image_url=build_image_url(document, page),
        alt=f"Page {page}: {words}",
        width=page_image.width,
        height=page_image.height,
        boxes=page_image.boxes,
        caption=_describe_page(page_view, page_image),
        mark_label=_describe_mark(page_view),
        previous_url=_build_page_url(page_view, page - 1) if page > first else None,
        next_url=_build_page_url(page_view, page + 1) if page < last else None,
    )


def _build_page_url(page_view: PdfPageView, page: int) -> str:
    passage_id = page_view.passage.passage_id if page_view.passage else ""
    return build_view_url(page_view.document.doc_id, passage_id, page_view.span, page_view.trail, page=page)


def _describe_mark(page_view: PdfPageView) -> str:
    passage = page_view.passage
    if passage is None:
        return ""
    start, end = page_view.span or (passage.start, passage.end)
    words = passage.text[start - passage.start : end - passage.start]
    return clip(collapse_whitespace(f"Marked words: {words}"), _MAX_LABEL_CHARS)


def _describe_page(page_view: PdfPageView, page_image: PageImage) -> str:
    is_complete_file = find_page_range(page_view.document) == (1, page_image.pages)
    number = f"Page {page_view.page} of {page_image.pages}" if is_complete_file else f"Page {page_view.page}"
    if page_view.passage is None or page_view.passage.locator.pages is None:
        return f"{number}."
    begins, ends = page_view.passage.locator.pages
    if not begins <= page_view.page <= ends:
        pages = f"page {begins}" if begins == ends else f"pages {begins} to {ends}"
        return f"{number}. The passage is on {pages}."
    if page_image.boxes:
        return f"{number}. The passage is marked." + (" It goes on to the next page." if begins != ends else "")
    return f"{number}. The passage is on this page. We could not find its exact place, so nothing is marked."


def build_image_url(document: Document, page: int) -> str:
    """Return where the picture of a page is; pages count from 1."""
    return f"/picture/{quote(document.doc_id, errors='replace')}?{urlencode({'page': page})}"
