"""Pages of a council's site, parsed: what several systems' pages have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree
from lxml import html as lxml_html

from paper_search.errors import UnreadablePageError
from paper_search.fetch.responses import Page

if TYPE_CHECKING:
    from lxml.html import HtmlElement


def parse_page(page: Page) -> HtmlElement:
    """Parse a page as UTF-8.

    Args:
        page: the page.

    Raises:
        UnreadablePageError: it is empty.
    """
    try:
        text = page.body.decode("utf-8", "replace")
        return lxml_html.document_fromstring(text.encode(), parser=lxml_html.HTMLParser(encoding="utf-8"))
    except (etree.ParserError, ValueError) as error:
        raise UnreadablePageError("empty", "The site's page is empty", "It is tried again next time.") from error


def read_words(element: HtmlElement) -> str:
    """Return the words of an element on one line."""
    return " ".join(str(element.text_content()).split())


def has_class(element: HtmlElement, name: str) -> bool:
    """Return True if an element has a class.

    Args:
        element: the element.
        name: the class.
    """
    return name in (element.get("class") or "").split()
