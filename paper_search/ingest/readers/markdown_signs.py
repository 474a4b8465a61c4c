"""Signs of Markdown that a page shows in another form: its head, links, pictures, tables, entities and escapes.

The head ("front matter") is what a site's generator reads; it is no part of the page. All but entities and escapes
leave every offset as it is.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from itertools import pairwise

from paper_search.records.strikethrough import mask_spans

_FRONT_MATTER_PATTERN = re.compile(
    r"\A---[^\S\r\n]*\r?\n"
    r"(?=(?:[^\S\n]*\n|#[^\n]*\n)*[\w -]{1,40}:(?:\s|$))(?P<body>.*?)\r?\n(?:---|\.\.\.)[^\S\r\n]*(?=\r?\n|\Z)",
    re.DOTALL,
)
_SCALAR_PATTERN = re.compile(r"^(?P<key>\w[\w -]{0,39}?)[^\S\r\n]*:[^\S\r\n]+(?P<value>\S[^\r\n]*?)\s*$", re.MULTILINE)
_LINK_TARGET = r"(?:<[^<>\n]*>|(?:[^\s()]|\([^\s()]*\))*)"
_LINK_PATTERN = re.compile(rf"(?<!\\)!?\[(?P<text>(?:[^\[\]\n\\]|\\.)*)\]\(\s*{_LINK_TARGET}(?:\s+[^()\n]*)?\s*\)")
_REFERENCE_LINK_PATTERN = re.compile(r"(?<!\\)!?\[(?P<text>[^\[\]\n]+)\](?:\[(?P<name>[^\[\]\n]*)\])?(?!\(|:)")
_DEFINITION_NAME_PATTERN = re.compile(r"^ {0,3}\[(?!\^)(?P<name>[^\]\n]+)\]:", re.MULTILINE)
_ROW_PATTERN = re.compile(r"<tr\b[^<>]*>(?:(?!<tr\b).)*?</tr\s*>", re.DOTALL | re.IGNORECASE)
_MAX_INDENT = 1000
"""Spaces for the tags in front of a row, at most."""
_CELL_PATTERN = re.compile(r"<t[dh]\b[^<>]*>", re.IGNORECASE)
_ENTITY_PATTERN = re.compile(r"&(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[A-Za-z]\w{1,31});")
_ESCAPE_PATTERN = re.compile(r"\\(?P<sign>[!\"$%&'()+,./:;=?@^{}-])|\\(?=\r?\n)")
"""Escaped signs that mean nothing else to a reader of text, and the backslash that breaks a line."""


def find_front_matter(text: str) -> tuple[int, tuple[tuple[str, str], ...]]:
    """Return where the head of a Markdown file ends, and its plain values by key; 0 and none where it has no head."""
    match = _FRONT_MATTER_PATTERN.match(text)
    if not match:
        return 0, ()
    values = ((entry["key"].lower(), _unquote(entry["value"])) for entry in _SCALAR_PATTERN.finditer(match["body"]))
    return match.end(), tuple((f"front matter {key}", value) for key, value in values if value)


def _unquote(value: str) -> str:
    """Return a value of YAML without its quotation marks and its comment."""
    quoted = re.match(r"\"(?P<double>(?:[^\"\\]|\\.)*)\"|'(?P<single>(?:[^']|'')*)'", value)
    if not quoted:
        return html.unescape(re.sub(r"\s+#.*$", "", value))
    if quoted["single"] is not None:
        return html.unescape(quoted["single"].replace("''", "'"))
    return html.unescape(re.sub(r"\\(.)", r"\1", quoted["double"]))


def mask_links(text: str, definitions: str, code: list[tuple[int, int]]) -> str:
    """Return the text with spaces for what of its links and pictures is no words.

    Args:
        text: the text.
        definitions: the text with its link definitions, where those were left out of the other.
        code: spans of code, in which nothing is a link.
    """
    # A picture may stand in a link.
    for _ in range(2):
        text = _mask_signs(text, _LINK_PATTERN.finditer(text), code)
    names = {match["name"].strip().lower() for match in _DEFINITION_NAME_PATTERN.finditer(definitions)}
    references = _REFERENCE_LINK_PATTERN.finditer(text)
    named = (match for match in references if (match["name"] or match["text"]).strip().lower() in names)
    return _mask_signs(text, named, code)


def _mask_signs(text: str, links: Iterable[re.Match[str]], code: list[tuple[int, int]]) -> str:
    """Return the text with spaces for what stands around the words of links, but for those in code."""
    outside = (match for match in links if not any(start <= match.start() < end for start, end in code))
    return mask_spans(text, [span for match in outside for span in _find_signs(match)])


def _find_signs(match: re.Match[str]) -> list[tuple[int, int]]:
    """Return what stands around the words of a link."""
    return [(match.start(), match.start("text")), (match.end("text"), match.end())]


def mark_table_rows(text: str, source: str) -> str:
    """Return the text with the rows of HTML tables as rows of cells between bars, in the room of their tags.

    Args:
        text: the text, with spaces for the tags.
        source: the text of the same length with its tags.
    """
    characters = list(text)
    for row in _ROW_PATTERN.finditer(source):
        cells = [row.start() + cell.start() for cell in _CELL_PATTERN.finditer(row.group())]
        if len(cells) < 2 or not text[row.start() : row.end()].strip():
            continue
        for index in range(row.start(), row.end()):
            if characters[index] in "\r\n":
                characters[index] = " "
        if text[max(row.start() - _MAX_INDENT, 0) : row.start()].rstrip(" ")[-1:] not in {"", "\n"}:
            characters[row.start()] = "\n"
        for index in (*cells, row.end() - 1):
            characters[index] = "|"
    return "".join(characters)


def unescape_signs(text: str, code: list[tuple[int, int]]) -> str:
    """Return the text with the characters that entities and escaped signs stand for, but for those in code."""
    bounds = [0, *(bound for span in code for bound in span), len(text)]
    pieces = [text[start:end] for start, end in pairwise(bounds)]
    return "".join(piece if index % 2 else _unescape(piece) for index, piece in enumerate(pieces))


def _unescape(text: str) -> str:
    plain = _ENTITY_PATTERN.sub(lambda match: _decode_entity(match.group()), text)
    return _ESCAPE_PATTERN.sub(lambda match: match["sign"] or "", plain)


def _decode_entity(entity: str) -> str:
    """Return the character of an entity; a tilde is one that strikes nothing, and a space is a plain one."""
    return html.unescape(entity).replace("~", "\u223c").replace("\xa0", " ")
