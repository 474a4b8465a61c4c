"""Reader for web pages, above all the item and meeting pages of committee systems.

Words that a browser would not show are left out and counted, struck-through ones marked. Menus, searches, page headers
and the like are dropped and recorded; what is filled in, ticked or chosen in a form is read at its place. Other files
that the page shows inside itself are listed as not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from bs4 import BeautifulSoup, Tag

from paper_search.errors import UnreadableError
from paper_search.ingest.readers.blocks import TextRun, assemble_reading, find_empty_error
from paper_search.ingest.readers.furniture import clear_runs
from paper_search.ingest.readers.hidden_words import HiddenWords
from paper_search.ingest.readers.html_blocks import PageReader
from paper_search.ingest.readers.html_controls import fill_controls, print_controls
from paper_search.ingest.readers.html_counters import print_counters
from paper_search.ingest.readers.html_embedded import (
    DESCRIBED_PICTURES,
    EMBEDDED_TAGS,
    insert_page,
    list_embedded,
    list_inline_pages,
    read_pictures,
)
from paper_search.ingest.readers.html_frames import drop_frames, find_main, print_frame, read_outside, take_headers
from paper_search.ingest.readers.html_lists import note_list_styles
from paper_search.ingest.readers.html_stylesheets import StyleRules
from paper_search.ingest.readers.html_visibility import remove_invisible
from paper_search.records import DroppedText, Reading, UnreadPart
from paper_search.text.spans import collapse_whitespace

_TECHNICAL_META_PATTERN = re.compile(
    r"^(?:viewport|robots|googlebot|referrer|generator|theme-color|color-scheme|format-detection|.*token.*|.*csrf.*"
    r"|.*verification.*|msapplication-.*|apple-.*|og:(?:url|image.*|type|locale)|twitter:(?:card|site|image.*|creator))$"
)
_META_NAMES = {"description": "description", "dc.title": "subject", "dc.description": "description"}


def read_html(path: Path) -> Reading:
    """Read a web page.

    Args:
        path: the file.

    Returns:
        The reading, without pages.

    Raises:
        UnreadableError: the page shows no words (code empty), or pictures alone (code scanned).
    """
    soup = BeautifulSoup(path.read_bytes(), "lxml")
    info, hidden = tuple(_read_info(soup)), HiddenWords()
    dropped = [*_read_head(soup), *_show_page(soup, path, hidden), *drop_frames(soup)]
    main = find_main(soup)
    headers = take_headers(main)
    dropped += [text for part in (*headers, main) for text in _take_out(part)]
    embedded = list_embedded(main)
    dropped += [*_remove_embedded(main), *read_outside(main)]
    runs, unread = _read_document([*headers, main])
    cleared, furniture = clear_runs(runs)
    reading = assemble_reading(
        cleared or runs,
        dropped=[text for text in (*dropped, *(furniture if cleared else ())) if text.text],
        info=info,
        hidden=hidden.summarise(),
        unread_parts=(*embedded, *unread),
    )
    error = _find_error(reading, main, path)
    if error:
        raise error
    return reading


def _show_page(soup: BeautifulSoup, path: Path, hidden: HiddenWords) -> Iterator[DroppedText]:
    """Leave in the page what a browser shows, frames that it holds itself among it; yield what its style prints."""
    pages = list(list_inline_pages(soup))
    for _, page in pages:
        yield from _show_page(page, path, hidden)
    fill_controls(soup)
    rules = StyleRules(soup, path)
    note_list_styles(soup, rules)
    print_counters(soup, rules)
    remove_invisible(soup, rules, hidden)
    for frame, page in pages:
        if not frame.decomposed:
            insert_page(frame, page)
    yield from (DroppedText(None, text, "generated content") for text in rules.generated)


def _take_out(part: Tag) -> Iterator[DroppedText]:
    """Print the controls of the document at their places, and yield the words that they hold and do not print."""
    yield from (DroppedText(None, collapse_whitespace(words), "form") for words in print_controls(part))


def _remove_embedded(main: Tag) -> Iterator[DroppedText]:
    for tag in main.find_all(EMBEDDED_TAGS):
        if not tag.decomposed:
            yield from (DroppedText(None, line, "frame") for line in print_frame(tag))
            tag.decompose()


def _read_document(parts: list[Tag]) -> tuple[list[TextRun], tuple[UnreadPart, ...]]:
    """Return the blocks of the document and what of it is not read."""
    runs = list(chain.from_iterable(PageReader().read_whole(part) for part in parts))
    pictures = list(read_pictures(parts[-1]))
    return [*runs, *pictures], (UnreadPart(None, DESCRIBED_PICTURES),) if pictures else ()


def _find_error(reading: Reading, main: Tag, path: Path) -> UnreadableError | None:
    """Return the error to raise where a page holds no words, with the reason why, or None."""
    if reading.blocks:
        return None
    if reading.unread_parts:
        return UnreadableError(
            "empty",
            f"The page holds no words of its own, only {reading.unread_parts[0].reason}",
            "Add the file that it shows in its place.",
            path,
        )
    if main.find("img") is not None:
        return UnreadableError(
            "scanned",
            "The page shows pictures and holds no words",
            "Ask for the original file, or save the pictures as a PDF.",
            path,
        )
    return find_empty_error(reading, path)


def _read_info(soup: BeautifulSoup) -> Iterator[tuple[str, str]]:
    title = collapse_whitespace(soup.title.get_text()) if soup.title else ""
    if title:
        yield "title", title
    for meta in soup.find_all("meta"):
        name = str(meta.get("name") or meta.get("property") or "").lower()
        value = collapse_whitespace(str(meta.get("content") or ""))
        if value and (name in _META_NAMES or "date" in name or name.endswith(("published_time", "modified_time"))):
            yield _META_NAMES.get(name, name), value
    link = soup.find("link", rel="canonical")
    if isinstance(link, Tag) and link.get("href"):
        yield "url", str(link["href"])
    language = soup.html.get("lang") if soup.html else None
    if language:
        yield "lang", str(language)


def _read_head(soup: BeautifulSoup) -> Iterator[DroppedText]:
    """Yield the page's title and what its ``meta`` elements say in words."""
    if soup.title:
        yield DroppedText(None, collapse_whitespace(soup.title.get_text()), "page title")
    for meta in soup.find_all("meta"):
        name = str(meta.get("name") or meta.get("property") or meta.get("itemprop") or "").lower()
        if name and not _TECHNICAL_META_PATTERN.search(name):
            yield DroppedText(None, collapse_whitespace(str(meta.get("content") or "")), "page description")
