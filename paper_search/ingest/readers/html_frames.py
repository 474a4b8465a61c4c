"""The document of a web page, told from the site that frames it: menus, page headers and footers, searches and logins.

It is told by prose, the words that lead nowhere: a menu may hold more words than the paper.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup, NavigableString, Tag
from bs4.element import PreformattedString

from paper_search.ingest.readers.html_blocks import print_marks, read_lines
from paper_search.ingest.readers.html_controls import CONTROL_TAGS, find_type, is_filled
from paper_search.records import DroppedText
from paper_search.text.spans import collapse_whitespace

MIN_MAIN_SHARE = 0.3
"""Share of a page's words that the element marked as its main part must hold."""
MIN_BODY_CHARACTERS, MAX_OUTSIDE_SHARE = 400, 0.5
"""Prose beside the main part that shows that the document does not end there: so much, and so much of the main part."""
MIN_FORM_CHARACTERS = 200
"""Prose of a form that is a document."""

_DROPPED_TAGS = (
    "script", "style", "noscript", "template", "nav", "svg", "button", "datalist", "dialog", "head", "search",
)  # fmt: skip
_DROPPED_ROLES = {"navigation", "contentinfo", "search", "dialog", "alertdialog", "menu", "menubar"}
_MAIN_SELECTORS = ("main", "[role=main]", "#modgov", ".mgContent", "article", "#content", "#main-content", "#main")
_MAIN_TAGS = ("main", "article")
_CONTROL_TAGS = ("a", "link", "abbr")
"""Elements of which a title names what they lead to, or stand for."""
_SILENT_TAGS = ("script", "style", "head", "datalist", "template")
_NO_PROSE_TAGS = frozenset(
    (
        "a",
        "nav",
        "button",
        "option",
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "head",
        "search",
        "iframe",
        "object",
    )
)
_PLACES = {
    "header": "page header", "footer": "page footer", "nav": "menu", "dialog": "dialog", "noscript": "without scripts",
    "svg": "drawing", "banner": "banner", "contentinfo": "page footer", "navigation": "menu", "search": "form",
    "alertdialog": "dialog", "menu": "menu", "menubar": "menu",
}  # fmt: skip
"""The place that a dropped element has on a page, by its role or its name."""
_SITE_FORM_PATTERN = re.compile(
    r"search|login|log-in|signin|sign-in|subscri|newsletter|cookie|consent|feedback|comment|contact-?us|translate|rating",
    re.IGNORECASE,
)
_SITE_PATH_PATTERN = re.compile(
    r"(?<![a-z])(?:bread-?crumbs?|skip-?(?:links?|nav|to-?content)|share-?(?:this|links?|buttons?)|social-?(?:share|links?))(?![a-z])",
    re.IGNORECASE,
)
_ASIDE_PATTERN = re.compile(r"cookie|consent|related|sidebar|side-bar|share|social|comment|breadcrumb|menu", re.I)


class ProseCounts:
    """The characters of prose in each element of a page: words outside links, menus, buttons and the like.

    Attributes:
        total: those of the whole page.
        headings: its headings of the two highest levels.
        has_main: True where an element is marked as its main part.
    """

    def __init__(self, soup: BeautifulSoup) -> None:
        tags = [soup, *soup.find_all(True)]
        is_prose: dict[int, bool] = {}
        self._counts: dict[int, int] = {}
        for tag in tags:
            around = is_prose.get(id(tag.parent), True)
            is_prose[id(tag)] = around and tag.name not in _NO_PROSE_TAGS and tag.get("role") not in _DROPPED_ROLES
        # Children stand behind their parents, so that the last is counted first.
        for tag in reversed(tags):
            self._counts[id(tag)] = sum(
                self._counts.get(id(child), 0) if isinstance(child, Tag) else len(collapse_whitespace(child))
                for child in tag.children
                if isinstance(child, Tag) or (is_prose[id(tag)] and not isinstance(child, PreformattedString))
            )
        self.total = self._counts[id(soup)]
        self.headings = [tag for tag in tags if tag.name in ("h1", "h2") and tag.get_text().strip()]
        self.has_main = any(tag.name in _MAIN_TAGS or tag.get("role") == "main" for tag in tags)

    def count(self, tag: Tag) -> int:
        """Return the characters of prose in an element."""
        return self._counts.get(id(tag), 0)

    def is_most(self, tag: Tag) -> bool:
        """Return True for an element around most of the page, which is only its wrapper."""
        return 2 * self.count(tag) >= self.total > 0


def drop_frames(soup: BeautifulSoup) -> Iterator[DroppedText]:
    """Remove elements that are no part of the document, and yield what they print.

    Args:
        soup: the page.
    """
    prose = ProseCounts(soup)
    for tag in soup.find_all(True):
        if tag.decomposed or tag.name in ("html", "body"):
            continue
        if _is_frame(tag) or is_site_frame(tag, prose) or _is_site_path(tag, prose):
            yield from _drop_frame(tag)
        elif tag.name not in _CONTROL_TAGS:
            yield from (
                DroppedText(None, collapse_whitespace(str(tag[name])), "text of a picture")
                for name in ("alt", "title", "aria-label")
                if tag.get(name)
            )


def _is_frame(tag: Tag) -> bool:
    return tag.name in _DROPPED_TAGS or tag.get("role") in _DROPPED_ROLES


def _drop_frame(tag: Tag) -> Iterator[DroppedText]:
    """Remove an element and yield what it prints, with the place of each of its lines: a header may hold the menu."""
    for inner in tag.find_all(_is_frame):
        if not inner.decomposed:
            yield from _drop_frame(inner)
    if tag.name not in _SILENT_TAGS:
        why = _PLACES.get(str(tag.get("role"))) or _PLACES.get(tag.name, "form")
        yield from (DroppedText(None, line, why) for line in print_frame(tag))
    tag.decompose()


def print_frame(tag: Tag) -> Iterator[str]:
    """Yield what an element prints, a line for each of its blocks, with what is filled in and pictures say."""
    lines = list(read_lines(tag))
    for inner in (tag, *tag.find_all(("input", "img"))):
        if inner.name == "input" and find_type(inner) != "hidden":
            lines += [str(inner.get("value") or ""), str(inner.get("placeholder") or "")]
        elif inner.name == "img":
            lines.append(str(inner.get("alt") or ""))
    yield from dict.fromkeys(map(collapse_whitespace, lines))


def is_site_frame(tag: Tag, prose: ProseCounts) -> bool:
    """Return True for a form, header or footer of the site, not of the document."""
    is_banner = tag.get("role") == "banner"
    if (tag.name not in ("form", "header", "footer") and not is_banner) or prose.is_most(tag):
        return False
    is_inside = tag.find_parent(_MAIN_TAGS) is not None or tag.find_parent(role="main") is not None
    if tag.name == "form":
        return not _is_document_form(tag, prose, is_inside)
    if tag.name == "footer":
        return not is_inside
    return not is_inside and tag.find_parent("section") is None and not has_title(tag, prose)


def _is_site_path(tag: Tag, prose: ProseCounts) -> bool:
    """Return True for the path of a page in its site, or links to share it, whatever element holds them."""
    names = f"{tag.get('id') or ''} {' '.join(tag.get('class') or ())}"
    return bool(_SITE_PATH_PATTERN.search(names)) and prose.count(tag) < MIN_FORM_CHARACTERS and not prose.is_most(tag)


def _is_document_form(form: Tag, prose: ProseCounts, is_inside: bool) -> bool:
    """Return True for a form that is a paper, such as a decision record, or that holds one."""
    names = " ".join(str(form.get(name) or "") for name in ("id", "class", "action", "name", "role", "aria-label"))
    is_asking = any(find_type(tag) in ("search", "password") for tag in form.find_all("input"))
    if _SITE_FORM_PATTERN.search(names) or is_asking:
        return form.find(_MAIN_TAGS) is not None
    if is_inside or prose.count(form) >= MIN_FORM_CHARACTERS or form.find(("table", *_MAIN_TAGS)) is not None:
        return True
    return not prose.has_main and any(map(is_filled, form.find_all(CONTROL_TAGS)))


def has_title(header: Tag, prose: ProseCounts) -> bool:
    """Return True if a header prints the title of the document.

    It is a heading that is more than a link home, where the rest of the page has none as high.
    """
    own = [heading for heading in header.find_all(["h1", "h2"]) if _has_own_words(heading)]
    if not own:
        return False
    highest = min(heading.name for heading in own)
    # Elements of the same words are equal, so that identity has to tell them apart.
    return all(
        any(parent is header for parent in heading.parents) for heading in prose.headings if heading.name <= highest
    )


def _has_own_words(tag: Tag) -> bool:
    linked = sum(len(collapse_whitespace(link.get_text())) for link in tag.find_all("a"))
    return len(collapse_whitespace(tag.get_text())) > linked


def find_main(soup: BeautifulSoup) -> Tag:
    """Return the element that holds the document, where it is marked and neither a mere corner nor a part of it."""
    body = soup.body or soup
    prose = ProseCounts(soup)
    total = len(collapse_whitespace(body.get_text()))
    for selector in _MAIN_SELECTORS:
        matches = soup.select(selector)
        if len(matches) != 1:
            continue
        main = matches[0]
        share = max(
            prose.count(main) / max(prose.count(body), 1), len(collapse_whitespace(main.get_text())) / max(total, 1)
        )
        if share > MIN_MAIN_SHARE and not _has_body_outside(main, prose):
            return main
    return body


def _has_body_outside(main: Tag, prose: ProseCounts) -> bool:
    """Return True if so much prose stands beside the main part that it is no frame."""
    outside = sum(prose.count(tag) for tag in _find_beside(main) if not _is_aside(tag) and not _is_header(tag))
    return outside >= MIN_BODY_CHARACTERS and outside > MAX_OUTSIDE_SHARE * prose.count(main)


def _is_header(tag: Tag) -> bool:
    """Return True for a header that was kept for the document's title."""
    return tag.name == "header" or tag.get("role") == "banner"


def _is_aside(tag: Tag) -> bool:
    names = f"{tag.get('id') or ''} {' '.join(tag.get('class') or ())} {tag.get('role') or ''}"
    return tag.name in ("aside", "footer") or _ASIDE_PATTERN.search(names) is not None or "complementary" in names


def _find_beside(main: Tag) -> Iterator[Tag]:
    """Yield the elements beside the main part and beside what it stands in."""
    for element in (main, *main.parents):
        if element.name in ("body", "html", "[document]"):
            return
        yield from (tag for tag in (*element.previous_siblings, *element.next_siblings) if isinstance(tag, Tag))


def take_headers(main: Tag) -> list[Tag]:
    """Return the headers above the main part that hold the document's title; they are taken out of the page."""
    above: list[Tag] = []
    for element in (main, *main.parents):
        if element.name in ("body", "html", "[document]"):
            break
        above += [tag for tag in element.previous_siblings if isinstance(tag, Tag) and _is_header(tag)]
    return [tag.extract() for tag in reversed(above)]


def read_outside(main: Tag) -> Iterator[DroppedText]:
    """Yield what the page prints above and below the element that holds the document."""
    for element in (main, *main.parents):
        if element.name in ("body", "html", "[document]"):
            return
        for sibling in (*element.previous_siblings, *element.next_siblings):
            if isinstance(sibling, Tag):
                why = "form" if sibling.name in CONTROL_TAGS else "outside the main text"
                yield from (DroppedText(None, line, why) for line in print_frame(sibling))
            elif isinstance(sibling, NavigableString) and not isinstance(sibling, PreformattedString):
                yield DroppedText(None, collapse_whitespace(print_marks(str(sibling))), "outside the main text")
