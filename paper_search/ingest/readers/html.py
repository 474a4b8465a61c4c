"""HTML papers, above all the item and meeting pages of committee systems. In: a path; out: a Reading.

Menus, forms, scripts and whatever a browser would not show are left out. What a browser prints in front of
a list item is part of the text. Headings keep their level, rows of data tables become "cell | cell".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from bs4 import BeautifulSoup, NavigableString, Tag
from bs4.element import PreformattedString

from paper_search.ingest.readers.blocks import Piece, assemble, piece, wordless
from paper_search.ingest.readers.counters import printed_number
from paper_search.ingest.readers.labels import LABEL, is_bullet
from paper_search.records import Reading
from paper_search.text.spans import squeeze

ROWS_A_BLOCK = 12

_UNSHOWN = (
    "script", "style", "noscript", "template", "nav", "svg", "iframe", "object", "button", "select", "input",
    "textarea", "datalist", "dialog", "head",
)  # fmt: skip
_ROLES = {"navigation", "banner", "contentinfo", "search", "dialog", "alertdialog", "menu", "menubar"}
_MAIN = ("main", "[role=main]", "#modgov", ".mgContent", "article", "#content", "#main-content", "#main")
_BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "div", "dl", "dt", "fieldset",
    "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "legend",
    "li", "main", "menu", "ol", "p", "pre", "section", "summary", "table", "ul", "caption", "tbody", "thead",
    "tfoot", "tr", "td", "th",
}  # fmt: skip
_META = {"description": "description", "dc.title": "subject", "dc.description": "description"}
_LIST_STYLES = {
    "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman",
    "lower-alpha": "lowerLetter", "lower-latin": "lowerLetter", "upper-alpha": "upperLetter",
    "upper-latin": "upperLetter", "lower-roman": "lowerRoman", "upper-roman": "upperRoman", "none": "none",
}  # fmt: skip


def read_html(path: Path) -> Reading:
    """Read a web page. Raises UnreadableError (empty) where it shows no words."""
    soup = BeautifulSoup(path.read_bytes(), "lxml")
    info = tuple(_info(soup))
    _prune(soup)
    reading = assemble(_pieces(_main(soup)), info=info)
    error = wordless(reading, path)
    if error:
        raise error
    return reading


def _info(soup: BeautifulSoup) -> Iterator[tuple[str, str]]:
    title = squeeze(soup.title.get_text()) if soup.title else ""
    if title:
        yield "title", title
    for meta in soup.find_all("meta"):
        name = str(meta.get("name") or meta.get("property") or "").lower()
        value = squeeze(str(meta.get("content") or ""))
        if value and (name in _META or "date" in name or name.endswith(("published_time", "modified_time"))):
            yield _META.get(name, name), value
    link = soup.find("link", rel="canonical")
    if isinstance(link, Tag) and link.get("href"):
        yield "url", str(link["href"])
    language = soup.html.get("lang") if soup.html else None
    if language:
        yield "lang", str(language)


def _prune(soup: BeautifulSoup) -> None:
    """Take out what is no part of the paper, or not shown."""
    total = len(soup.get_text()) or 1
    for tag in soup.find_all(True):
        if tag.decomposed or tag.name in ("html", "body"):
            continue
        if tag.name in _UNSHOWN or tag.get("role") in _ROLES or _is_hidden(tag) or _is_frame(tag, total):
            tag.decompose()


def _is_hidden(tag: Tag) -> bool:
    style = re.sub(r"\s", "", str(tag.get("style") or "")).lower()
    return tag.has_attr("hidden") or "display:none" in style or "visibility:hidden" in style


def _is_frame(tag: Tag, total: int) -> bool:
    """A form, header or footer of the site; one around most of the page is only its wrapper."""
    if tag.name not in ("form", "header", "footer"):
        return False
    if tag.name == "header" and tag.find_parent(["main", "article", "section"]):
        return False
    return len(tag.get_text()) < 0.5 * total


def _main(soup: BeautifulSoup) -> Tag:
    """The part that holds the paper, where the page says so and it is not a mere corner of it."""
    body = soup.body or soup
    total = len(squeeze(body.get_text()))
    for selector in _MAIN:
        found = soup.select(selector)
        if len(found) == 1 and len(squeeze(found[0].get_text())) > 0.3 * total:
            return found[0]
    return body


def _pieces(root: Tag) -> Iterator[Piece]:
    return _Walk().block(root)


class _Walk:
    """Goes through a page in order and gathers the words between two block elements."""

    def __init__(self) -> None:
        self._words: list[str] = []
        self._label = ""

    def block(self, tag: Tag) -> Iterator[Piece]:
        if tag.name == "table":
            yield from self._table(tag)
        elif tag.name in ("ol", "ul", "menu"):
            yield from self._list(tag)
        elif re.fullmatch(r"h[1-6]", tag.name or ""):
            yield from self._flush()
            yield from self._heading(tag)
        elif tag.name == "pre":
            yield from self._flush()
            for paragraph in re.split(r"\n\s*\n", tag.get_text()):
                self._words = [paragraph]
                yield from self._flush()
        else:
            yield from self._children(tag)

    def _children(self, tag: Tag) -> Iterator[Piece]:
        for child in tag.children:
            if isinstance(child, Tag) and child.name in _BLOCKS:
                yield from self._flush()
                yield from self.block(child)
                yield from self._flush(bold=child.name in ("p", "div") and _is_bold(child))
            elif isinstance(child, Tag) and child.name == "br":
                self._words.append("\n")
            elif isinstance(child, Tag):
                yield from self._children(child)
            elif isinstance(child, NavigableString) and not isinstance(child, PreformattedString):
                self._words.append(re.sub(r"\s+", " ", str(child)))

    def _flush(self, bold: bool = False) -> Iterator[Piece]:
        """Blocks of the words gathered: parted at two line breaks, and where a line begins with a label."""
        lines = [squeeze(line) for line in "".join(self._words).split("\n")]
        self._words = []
        group: list[str] = []
        for line in [*lines, ""]:
            if group and (not line or is_bullet(line) or LABEL.match(line)):
                yield self._labelled("\n".join(group), bold)
                group = []
            if line:
                group.append(line)

    def _labelled(self, text: str, bold: bool) -> Piece:
        label, self._label = self._label, ""
        is_heading = bold and not label and len(text) < 160 and not text.endswith((".", ";", ","))
        return piece("heading" if is_heading else "text", label + text)

    def _heading(self, tag: Tag) -> Iterator[Piece]:
        text = squeeze(tag.get_text(" ") if tag.find("br") else tag.get_text())
        if text:
            label, self._label = self._label, ""
            yield piece("heading", label + text, int(tag.name[1]))

    # -- lists

    def _list(self, tag: Tag) -> Iterator[Piece]:
        yield from self._flush()
        style = _list_style(tag)
        number, step = _first(tag), -1 if tag.has_attr("reversed") else 1
        for item in tag.children:
            if not isinstance(item, Tag):
                continue
            if item.name != "li":
                yield from self.block(item)
                continue
            if str(item.get("value") or "").lstrip("-").isdecimal():
                number = int(str(item["value"]))
            self._label = _marker(style, number)
            number += step
            yield from self._children(item)
            yield from self._flush()
            self._label = ""

    # -- tables

    def _table(self, tag: Tag) -> Iterator[Piece]:
        yield from self._flush()
        if _is_layout(tag):
            yield from self._children(tag)
            yield from self._flush()
            return
        caption = tag.find("caption")
        if isinstance(caption, Tag) and squeeze(caption.get_text()):
            yield piece("text", squeeze(caption.get_text()))
        rows = [row for tr in tag.find_all("tr") if (row := _row(tr))]
        for at in range(0, len(rows), ROWS_A_BLOCK):
            yield piece("table", "\n".join(rows[at : at + ROWS_A_BLOCK]))


def _row(tr: Tag) -> str:
    cells = [squeeze(cell.get_text(" ")) for cell in tr.find_all(["td", "th"])]
    return " | ".join(cells).strip() if any(cells) else ""


def _is_layout(tag: Tag) -> bool:
    """A table that only arranges the page: it holds lists, headings, other tables, or one column of prose."""
    if tag.get("role") in ("presentation", "none") or tag.find(["table", "ol", "ul", "h1", "h2", "h3", "h4"]):
        return True
    widths = [len(tr.find_all(["td", "th"])) for tr in tag.find_all("tr")]
    return max(widths, default=0) < 2


def _is_bold(tag: Tag) -> bool:
    """Whether all the words of a paragraph are bold."""
    words = len(squeeze(tag.get_text()).replace(" ", ""))
    strong = [bold for bold in tag.find_all(["b", "strong"]) if not bold.find_parent(["b", "strong"])]
    return words > 0 and sum(len(squeeze(bold.get_text()).replace(" ", "")) for bold in strong) >= words


def _list_style(tag: Tag) -> str:
    stated = re.search(r"list-style(?:-type)?:\s*([\w-]+)", str(tag.get("style") or ""))
    if stated and stated[1] in _LIST_STYLES:
        return _LIST_STYLES[stated[1]]
    if tag.name != "ol":
        return "bullet"
    return _LIST_STYLES.get(str(tag.get("type") or ""), "decimal")


def _first(tag: Tag) -> int:
    start = str(tag.get("start") or "")
    if start.lstrip("-").isdecimal():
        return int(start)
    return len(tag.find_all("li", recursive=False)) if tag.has_attr("reversed") else 1


def _marker(style: str, number: int) -> str:
    if style == "none":
        return ""
    return "\u2022 " if style == "bullet" else f"{printed_number(style, number)}. "
