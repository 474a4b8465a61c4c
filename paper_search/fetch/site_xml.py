"""XML of a council's web service: decoded with care, parsed without entities, and read whole or not at all.

Services say UTF-8 and send Windows-1252, put a byte order mark before the declaration, and hold control characters that
XML 1.0 (section 2.2) forbids. Names of elements are matched in any case.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from lxml import etree

from paper_search.errors import UnreadablePageError
from paper_search.fetch.responses import Page

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_REFERENCE = re.compile(r"&#(?:x([0-9a-f]{1,6})|(\d{1,7}));", re.IGNORECASE)
_DECLARATION = re.compile(r"\s*<\?xml[^>]*\?>")
_DOCTYPE = re.compile(r"<!\s*(?:doctype|entity)", re.IGNORECASE)
_LEFT_ESCAPES = re.compile(r"&(?:[a-z]\w{1,30}|#\d{1,7}|#x[0-9a-f]{1,6});", re.IGNORECASE)
_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})(?!\d)")
_ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?!\d)")
_CENTURY = 2000


@dataclass(frozen=True, slots=True)
class SiteXml:
    """A parsed answer, and what was odd in it."""

    root: etree._Element
    notes: tuple[str, ...] = ()


def parse_xml(page: Page) -> SiteXml:
    """Parse an answer of a web service.

    Args:
        page: the answer.

    Raises:
        UnreadablePageError: it is a web page, it is cut off, or it declares entities.
    """
    if page.is_html:
        raise UnreadablePageError(
            "web page", "The site answered with a web page in place of data", "It is tried again in the next run."
        )
    text, notes = _decode(page.body)
    text = _REFERENCE.sub(_drop_forbidden, _CONTROLS.sub("", _DECLARATION.sub("", text.lstrip("\ufeff"), count=1)))
    if _DOCTYPE.search(text):
        raise UnreadablePageError(
            "entities", "The site's data declares entities, which are not read", "Tell the council."
        )
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False)
    try:
        root = etree.fromstring(text.encode(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadablePageError(
            "cut off", "The site's data is cut off or damaged", "It is tried again in the next run."
        ) from error
    return SiteXml(root, notes)


def find_elements(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """Yield the elements of a name at any depth, in order.

    Args:
        element: where to look.
        name: the name, in small letters.
    """
    return (found for found in element.iter() if _name(found) == name)


def read_text(element: etree._Element, name: str) -> str:
    """Return the text of a child, or an empty text where there is none or nothing in it.

    Args:
        element: the parent.
        name: the child's name, in small letters.
    """
    child = next((found for found in element if _name(found) == name), None)
    return "" if child is None else "".join(child.itertext()).strip()


def read_words(element: etree._Element, name: str) -> str:
    """Return the text of a child on one line; what was escaped twice is unescaped again."""
    text = read_text(element, name)
    return " ".join((html.unescape(text) if _LEFT_ESCAPES.search(text) else text).split())


def read_flag(element: etree._Element, name: str) -> bool | None:
    """Return a child's truth value; None where it is missing, says neither "True" nor "False", or says both."""
    texts = {"".join(child.itertext()).strip().casefold() for child in element if _name(child) == name}
    return {"true": True, "false": False}.get(texts.pop()) if len(texts) == 1 else None


def read_day(element: etree._Element, name: str) -> date | None:
    """Return a child's day, written dd/mm/yyyy, dd/mm/yy or yyyy-mm-dd; None where there is none."""
    text = read_text(element, name)
    match, is_iso = _DAY.match(text), _ISO_DAY.match(text)
    if match is not None:
        day, month, year = map(int, match.groups())
    elif is_iso is not None:
        year, month, day = map(int, is_iso.groups())
    else:
        return None
    try:
        return date(year if year > 99 else _CENTURY + year, month, day)
    except ValueError:
        return None


def _decode(body: bytes) -> tuple[str, tuple[str, ...]]:
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return body.decode("utf-16", "replace"), ()
    try:
        return body.decode("utf-8-sig"), ()
    except UnicodeDecodeError:
        return body.decode("cp1252", "replace"), ("its data says UTF-8 and is in Windows-1252",)


def _drop_forbidden(reference: re.Match[str]) -> str:
    code = int(reference[1], 16) if reference[1] else int(reference[2])
    is_allowed = (
        code in (9, 10, 13) or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or 0x10000 <= code <= 0x10FFFF
    )
    return reference[0] if is_allowed else ""


def _name(element: etree._Element) -> str:
    # Comments and processing instructions have a function for their tag.
    return element.tag.rpartition("}")[2].casefold() if isinstance(element.tag, str) else ""
