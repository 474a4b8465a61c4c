"""Other files that a web page shows inside itself: frames, embedded files, pages that are pictures."""

from __future__ import annotations

from collections.abc import Iterator

from bs4 import BeautifulSoup, Tag

from paper_search.ingest.readers.blocks import TextRun, make_run
from paper_search.ingest.readers.html_lengths import parse_pixels
from paper_search.records import UnreadPart
from paper_search.text.spans import collapse_whitespace

EMBEDDED_TAGS = ("iframe", "frame", "object", "embed", "applet")
FRAME, EMBEDDED_PDF, EMBEDDED_FILE = (
    "another page that the page shows in a frame",
    "a PDF that the page shows inside itself",
    "a file that the page shows inside itself",
)
DESCRIBED_PICTURES = "pictures of which only the descriptions are read"
MIN_FRAME_PIXELS = 30.0
"""Smaller frames count visitors and show nothing."""
MAX_PICTURE_PAGE_WORDS = 15
"""Words beside pictures that are the whole of a scanned paper: a title, a way back."""
_ADDRESS_ATTRIBUTES = ("src", "data", "code")


def list_embedded(main: Tag) -> tuple[UnreadPart, ...]:
    """Return what the document shows of other files, which are not read with it.

    Args:
        main: the element that holds the document, its frames still in it.
    """
    shown = [tag for tag in (main, *main.find_all(EMBEDDED_TAGS)) if tag.name in EMBEDDED_TAGS and _is_shown(tag)]
    outermost = [tag for tag in shown if tag.find_parent(EMBEDDED_TAGS) is None]
    return tuple(dict.fromkeys(UnreadPart(None, _describe(tag)) for tag in outermost))


def _is_shown(tag: Tag) -> bool:
    """Return True for an element that shows a file: it names one, and it is no mere dot."""
    sizes = (parse_pixels(str(tag.get(name) or ""), whole_pixels=1000.0) for name in ("width", "height"))
    is_dot = any(pixels is not None and pixels < MIN_FRAME_PIXELS for pixels in sizes)
    is_file = any(str(tag.get(name) or "").strip() not in ("", "about:blank") for name in _ADDRESS_ATTRIBUTES)
    return is_file and not is_dot and tag.find_parent(("noscript", "nav", "header", "footer", "aside")) is None


def _describe(tag: Tag) -> str:
    address = "".join(str(tag.get(name) or "") for name in _ADDRESS_ATTRIBUTES)
    stated = str(tag.get("type") or "").lower()
    if "pdf" in stated or address.partition("#")[0].partition("?")[0].lower().endswith(".pdf"):
        return EMBEDDED_PDF
    return FRAME if tag.name in ("iframe", "frame") else EMBEDDED_FILE


def read_pictures(main: Tag) -> Iterator[TextRun]:
    """Yield the descriptions of the pictures of a page that holds nothing else, such as a scanned letter.

    Args:
        main: the element that holds the document.
    """
    words = len(main.get_text().split())
    texts = [collapse_whitespace(str(image.get("alt") or "")) for image in main.find_all(("img", "area"))]
    described = sum(len(text.split()) for text in texts)
    if words <= MAX_PICTURE_PAGE_WORDS and described > max(words, 3):
        yield from (make_run("text", text) for text in texts if text)


def list_inline_pages(soup: BeautifulSoup) -> Iterator[tuple[Tag, BeautifulSoup]]:
    """Yield the frames whose page is written out in the page itself, each with its page."""
    for tag in soup.find_all("iframe"):
        source = tag.get("srcdoc")
        if source and not tag.find_parent("noscript"):
            yield tag, BeautifulSoup(str(source), "lxml")


def insert_page(tag: Tag, page: BeautifulSoup) -> None:
    """Put the words of a frame's page in the place of the frame."""
    children = list((page.body or page).children)
    tag.name, tag.attrs = "div", {}
    tag.clear()
    tag.extend(child.extract() for child in children)
