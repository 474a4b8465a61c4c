"""Reader for web pages, above all the item and meeting pages of committee systems.

Words that a browser would not show are left out and counted, struck-through ones marked. Menus, forms, page headers and
the like are dropped and recorded. A marker that a browser prints in front of a list item is part of the text. Headings
keep their level; rows of data tables become "cell | cell".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from bs4 import BeautifulSoup, NavigableString, Tag
from bs4.element import PreformattedString

from paper_search.ingest.readers.blocks import (
    LABEL_PATTERN,
    TextRun,
    assemble_reading,
    find_empty_error,
    format_number,
    is_bullet,
    make_run,
)
from paper_search.ingest.readers.hidden_words import HiddenWords
from paper_search.ingest.readers.html_stylesheets import StyleRules
from paper_search.ingest.readers.html_visibility import STRUCK_END, STRUCK_START, remove_invisible
from paper_search.records import DroppedText, Reading
from paper_search.text.spans import collapse_whitespace
from paper_search.text.struck import join_struck

MAX_BLOCK_ROWS = 12

_DROPPED_TAGS = (
    "script", "style", "noscript", "template", "nav", "svg", "iframe", "object", "button", "select", "input",
    "textarea", "datalist", "dialog", "head",
)  # fmt: skip
_DROPPED_ROLES = {"navigation", "banner", "contentinfo", "search", "dialog", "alertdialog", "menu", "menubar"}
_MAIN_SELECTORS = ("main", "[role=main]", "#modgov", ".mgContent", "article", "#content", "#main-content", "#main")
_BLOCK_TAGS = {
    "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "div", "dl", "dt", "fieldset",
    "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "legend",
    "li", "main", "menu", "ol", "p", "pre", "section", "summary", "table", "ul", "caption", "tbody", "thead",
    "tfoot", "tr", "td", "th",
}  # fmt: skip
_CONTROL_TAGS = ("a", "link", "abbr")
"""Elements of which a title names what they lead to, or stand for."""
_SILENT_TAGS = ("script", "style", "head", "datalist", "template")
_PLACES = {
    "header": "page header", "footer": "page footer", "nav": "menu", "dialog": "dialog", "noscript": "without scripts",
    "svg": "drawing", "iframe": "frame", "object": "frame", "banner": "banner", "contentinfo": "page footer",
    "navigation": "menu", "search": "form", "alertdialog": "dialog", "menu": "menu", "menubar": "menu",
}  # fmt: skip
"""The place that a dropped element has on a page, by its role or its name."""
_TECHNICAL_META_PATTERN = re.compile(
    r"^(?:viewport|robots|googlebot|referrer|generator|theme-color|color-scheme|format-detection|.*token.*|.*csrf.*"
    r"|.*verification.*|msapplication-.*|apple-.*|og:(?:url|image.*|type|locale)|twitter:(?:card|site|image.*|creator))$"
)
_STRUCK_GAP_PATTERN = re.compile(rf"{STRUCK_END}([^\S\n]*){STRUCK_START}")
_META_NAMES = {"description": "description", "dc.title": "subject", "dc.description": "description"}
_LIST_STYLES = {
    "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman",
    "lower-alpha": "lowerLetter", "lower-latin": "lowerLetter", "upper-alpha": "upperLetter",
    "upper-latin": "upperLetter", "lower-roman": "lowerRoman", "upper-roman": "upperRoman", "none": "none",
}  # fmt: skip


def read_html(path: Path) -> Reading:
    """Read a web page.

    Args:
        path: the file.

    Returns:
        The reading, without pages.

    Raises:
        UnreadableError: the page shows no words (code empty).
    """
    soup = BeautifulSoup(path.read_bytes(), "lxml")
    info = tuple(_read_info(soup))
    rules, hidden = StyleRules(soup, path), HiddenWords()
    characters = len(soup.get_text()) or 1
    dropped = [*_read_head(soup), *(DroppedText(None, text, "generated content") for text in rules.generated)]
    remove_invisible(soup, rules, hidden)
    dropped += _drop_frames(soup, characters)
    main = _find_main(soup)
    dropped += _read_outside(main)
    reading = assemble_reading(
        _PageReader().read_block(main),
        dropped=[text for text in dropped if text.text],
        info=info,
        hidden=hidden.summarise(),
    )
    error = find_empty_error(reading, path)
    if error:
        raise error
    return reading


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


def _drop_frames(soup: BeautifulSoup, characters: int) -> Iterator[DroppedText]:
    """Remove elements that are no part of the document, and yield what they print.

    Args:
        soup: the page.
        characters: how many characters of text it holds.
    """
    for tag in soup.find_all(True):
        if tag.decomposed or tag.name in ("html", "body"):
            continue
        if tag.name in _DROPPED_TAGS or tag.get("role") in _DROPPED_ROLES or _is_site_frame(tag, characters):
            if tag.name not in _SILENT_TAGS:
                why = _PLACES.get(str(tag.get("role"))) or _PLACES.get(tag.name, "form")
                yield from (DroppedText(None, line, why) for line in _read_printed(tag))
            tag.decompose()
        elif tag.name not in _CONTROL_TAGS:
            yield from (
                DroppedText(None, collapse_whitespace(str(tag[name])), "text of a picture")
                for name in ("alt", "title", "aria-label")
                if tag.get(name)
            )


def _read_printed(tag: Tag) -> Iterator[str]:
    """Yield what an element prints, a line for each of its blocks, with what is filled in and pictures say."""
    lines = ["".join(words for _, words in run.parts) for run in _PageReader().read_whole(tag)]
    for inner in (tag, *tag.find_all(("input", "img"))):
        if inner.name == "input" and str(inner.get("type")).lower() != "hidden":
            lines += [str(inner.get("value") or ""), str(inner.get("placeholder") or "")]
        elif inner.name == "img":
            lines.append(str(inner.get("alt") or ""))
    yield from map(collapse_whitespace, lines)


def _read_outside(main: Tag) -> Iterator[DroppedText]:
    """Yield what the page prints above and below the element that holds the document."""
    for element in (main, *main.parents):
        if element.name in ("body", "html", "[document]"):
            return
        for sibling in (*element.previous_siblings, *element.next_siblings):
            if isinstance(sibling, Tag):
                yield from (DroppedText(None, line, "outside the main text") for line in _read_printed(sibling))
            elif not isinstance(sibling, PreformattedString):
                yield DroppedText(None, collapse_whitespace(_print_marks(str(sibling))), "outside the main text")


def _is_site_frame(tag: Tag, page_characters: int) -> bool:
    """Return True for a form, header or footer of the site.

    One around most of the page is only its wrapper.
    """
    if tag.name not in ("form", "header", "footer"):
        return False
    if tag.name == "header" and tag.find_parent(["main", "article", "section"]):
        return False
    return len(tag.get_text()) < 0.5 * page_characters


def _find_main(soup: BeautifulSoup) -> Tag:
    """Return the element that holds the document, where it is marked and not a mere corner of the page."""
    body = soup.body or soup
    total = len(collapse_whitespace(body.get_text()))
    for selector in _MAIN_SELECTORS:
        matches = soup.select(selector)
        if len(matches) == 1 and len(collapse_whitespace(matches[0].get_text())) > 0.3 * total:
            return matches[0]
    return body


def _print_marks(text: str) -> str:
    """Return text of the page's tree with the printed marks of what is struck through."""
    if STRUCK_START not in text:
        return text
    pieces = re.split(f"[{STRUCK_START}{STRUCK_END}]", _STRUCK_GAP_PATTERN.sub(r"\1", text))
    return join_struck((piece, index % 2 == 1) for index, piece in enumerate(pieces))


class _PageReader:
    """A walk through a page in order, which gathers the words between two block elements."""

    def __init__(self) -> None:
        self._words: list[str] = []
        self._label = ""

    def read_whole(self, tag: Tag) -> Iterator[TextRun]:
        """Yield the blocks of an element that stands alone."""
        yield from self.read_block(tag)
        yield from self._flush_words()

    def read_block(self, tag: Tag) -> Iterator[TextRun]:
        """Yield the blocks of an element."""
        if tag.name == "table":
            yield from self._read_table(tag)
        elif tag.name in ("ol", "ul", "menu"):
            yield from self._read_list(tag)
        elif re.fullmatch(r"h[1-6]", tag.name or ""):
            yield from self._flush_words()
            yield from self._read_heading(tag)
        elif tag.name == "pre":
            yield from self._flush_words()
            for paragraph in re.split(r"\n\s*\n", _print_marks(tag.get_text())):
                self._words = [paragraph]
                yield from self._flush_words()
        else:
            yield from self._read_children(tag)

    def _read_children(self, tag: Tag) -> Iterator[TextRun]:
        for child in tag.children:
            if isinstance(child, Tag) and child.name in _BLOCK_TAGS:
                yield from self._flush_words()
                yield from self.read_block(child)
                yield from self._flush_words(bold=child.name in ("p", "div") and _is_bold(child))
            elif isinstance(child, Tag) and child.name == "br":
                self._words.append("\n")
            elif isinstance(child, Tag):
                yield from self._read_children(child)
            elif isinstance(child, NavigableString) and not isinstance(child, PreformattedString):
                self._words.append(re.sub(r"\s+", " ", str(child)))

    def _flush_words(self, bold: bool = False) -> Iterator[TextRun]:
        """Yield the gathered words as blocks, split at double line breaks and before labels."""
        lines = [collapse_whitespace(line) for line in _print_marks("".join(self._words)).split("\n")]
        self._words = []
        group: list[str] = []
        for line in [*lines, ""]:
            if group and (not line or is_bullet(line) or LABEL_PATTERN.match(line)):
                yield self._make_run("\n".join(group), bold)
                group = []
            if line:
                group.append(line)

    def _make_run(self, text: str, bold: bool) -> TextRun:
        label, self._label = self._label, ""
        is_heading = bold and not label and len(text) < 160 and not text.endswith((".", ";", ","))
        return make_run("heading" if is_heading else "text", label + text)

    def _read_heading(self, tag: Tag) -> Iterator[TextRun]:
        text = collapse_whitespace(_print_marks(tag.get_text(" ") if tag.find("br") else tag.get_text()))
        if text:
            label, self._label = self._label, ""
            yield make_run("heading", label + text, int(tag.name[1]))

    # -- lists

    def _read_list(self, tag: Tag) -> Iterator[TextRun]:
        yield from self._flush_words()
        style = _find_list_style(tag)
        number, step = _find_first_number(tag), -1 if tag.has_attr("reversed") else 1
        for item in tag.children:
            if not isinstance(item, Tag):
                continue
            if item.name != "li":
                yield from self.read_block(item)
                continue
            if str(item.get("value") or "").lstrip("-").isdecimal():
                number = int(str(item["value"]))
            self._label = _format_marker(style, number)
            number += step
            yield from self._read_children(item)
            yield from self._flush_words()
            self._label = ""

    # -- tables

    def _read_table(self, tag: Tag) -> Iterator[TextRun]:
        yield from self._flush_words()
        if _is_layout_table(tag):
            yield from self._read_children(tag)
            yield from self._flush_words()
            return
        caption = tag.find("caption")
        if isinstance(caption, Tag) and collapse_whitespace(caption.get_text()):
            yield make_run("text", collapse_whitespace(_print_marks(caption.get_text())))
        rows = [row for tr in tag.find_all("tr") if (row := _read_row(tr))]
        for start in range(0, len(rows), MAX_BLOCK_ROWS):
            yield make_run("table", "\n".join(rows[start : start + MAX_BLOCK_ROWS]))


def _read_row(tr: Tag) -> str:
    cells = [collapse_whitespace(_print_marks(cell.get_text(" "))) for cell in tr.find_all(["td", "th"])]
    return " | ".join(cells).strip() if any(cells) else ""


def _is_layout_table(tag: Tag) -> bool:
    """Return True for a table that only arranges the page.

    Such a table holds lists, headings, other tables, or one column of prose.
    """
    if tag.get("role") in ("presentation", "none") or tag.find(["table", "ol", "ul", "h1", "h2", "h3", "h4"]):
        return True
    widths = [len(tr.find_all(["td", "th"])) for tr in tag.find_all("tr")]
    return max(widths, default=0) < 2


def _is_bold(tag: Tag) -> bool:
    """Return True if all the words of a paragraph are bold."""
    words = len(collapse_whitespace(tag.get_text()).replace(" ", ""))
    strong = [bold for bold in tag.find_all(["b", "strong"]) if not bold.find_parent(["b", "strong"])]
    return words > 0 and sum(len(collapse_whitespace(bold.get_text()).replace(" ", "")) for bold in strong) >= words


def _find_list_style(tag: Tag) -> str:
    declared = re.search(r"list-style(?:-type)?:\s*([\w-]+)", str(tag.get("style") or ""))
    if declared and declared[1] in _LIST_STYLES:
        return _LIST_STYLES[declared[1]]
    if tag.name != "ol":
        return "bullet"
    return _LIST_STYLES.get(str(tag.get("type") or ""), "decimal")


def _find_first_number(tag: Tag) -> int:
    start = str(tag.get("start") or "")
    if start.lstrip("-").isdecimal():
        return int(start)
    return len(tag.find_all("li", recursive=False)) if tag.has_attr("reversed") else 1


def _format_marker(style: str, number: int) -> str:
    if style == "none":
        return ""
    return "\u2022 " if style == "bullet" else f"{format_number(style, number)}. "
