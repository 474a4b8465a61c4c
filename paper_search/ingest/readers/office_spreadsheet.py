"""Spreadsheets as LibreOffice converts them to web pages, without what it adds and with what it leaves out.

It adds a list of the sheets and numbers their names. It leaves out the headers and footers of the printed pages, in
which a sheet may say that it is not for publication.
"""

from __future__ import annotations

import html
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from paper_search.records import DroppedText
from paper_search.text.spans import collapse_whitespace

_SHEET_LIST_PATTERN = re.compile(
    r"<hr>\s*<p><center>\s*<h1>[^<]*</h1>\s*(?:<A HREF=\"#table\d+\">.*?</A><br>\s*)+</center></p>\s*<hr>", re.DOTALL
)
_SHEET_NUMBER_PATTERN = re.compile(r'(<A NAME="table\d+"><h1>)[^<]*\d+: (?=<em>)')
_SAVED_PATTERN = re.compile(r'<meta name="(?:created|changed)" content="[^"]*"/>')
_SHEET_PART_PATTERN = re.compile(r"xl/(?:worksheets|chartsheets)/[^/]+\.xml")
_PRINTED_PATTERN = re.compile(
    rb"<(?:\w+:)?(?:odd|even|first)(?P<kind>Header|Footer)(?:\s[^>]*)?>(?P<text>[^<]*)</(?:\w+:)?(?:odd|even|first)"
)
_CODE_PATTERN = re.compile(r'&(?:"[^"]*"|K[0-9A-Fa-f]{6}|\d{1,3}|[A-Z])|&(?=&)')
"""Codes of fonts, sizes, places and fields in headers and footers (ECMA-376-1, 18.3.1.46)."""
_MAX_BYTES = 64_000_000
"""Bytes of a part of the file that are looked at."""
_MAX_TEXTS = 200
_WHY = {"Header": "running head", "Footer": "running foot"}
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"


def remove_additions(page: str) -> str:
    """Return the web page of a spreadsheet without the list of its sheets and the numbers before their names."""
    page = _SAVED_PATTERN.sub("", _SHEET_LIST_PATTERN.sub("<hr>", page, count=1))
    return _SHEET_NUMBER_PATTERN.sub(r"\1", page)


def read_page_margins(path: Path) -> tuple[DroppedText, ...]:
    """Return the headers and footers that a spreadsheet prints.

    Args:
        path: an .xlsx or .ods file; of any other there are none.
    """
    find = {".xlsx": _find_printed, ".ods": _find_styled}.get(path.suffix.lower())
    if find is None:
        return ()
    try:
        with zipfile.ZipFile(path) as archive:
            found = dict.fromkeys((why, collapse_whitespace(text)) for why, text in find(archive))
    except (zipfile.BadZipFile, OSError, ValueError, KeyError, RuntimeError, NotImplementedError, etree.LxmlError):
        return ()
    return tuple(DroppedText(None, text, why) for why, text in list(found)[:_MAX_TEXTS] if text)


def _find_printed(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    for name in filter(_SHEET_PART_PATTERN.fullmatch, archive.namelist()):
        for match in _PRINTED_PATTERN.finditer(_read_part(archive, name)):
            text = html.unescape(match["text"].decode("utf-8", "replace"))
            yield _WHY[match["kind"].decode()], _CODE_PATTERN.sub(" ", text)


def _find_styled(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    for element in etree.fromstring(_read_part(archive, "styles.xml"), parser).iter(f"{_STYLE}*"):
        name = etree.QName(element).localname
        if name.startswith(("header", "footer")) and element.get(f"{_STYLE}display") != "false":
            yield _WHY[name[:6].capitalize()], " ".join(element.itertext())


def _read_part(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as part:
        return part.read(_MAX_BYTES)
