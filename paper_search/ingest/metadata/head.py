"""Head of a document: its first lines, in which it says what it is, and its document information.

A letterhead whose lines run together is cut into its lines.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from paper_search.ingest.metadata.organisations import (
    BODY_WORD,
    COUNCIL_CAPITALS_PATTERN,
    COUNCIL_PATTERN,
    find_other_authority_end,
    strip_generic_words,
    to_title_case,
)
from paper_search.records import Block, Reading
from paper_search.text.dates import WEEKDAY_PATTERN, WRITTEN_DATE
from paper_search.text.spans import collapse_whitespace, normalise

MAX_HEAD_LINES, MAX_HEAD_CHARACTERS = 40, 4000
"""The lines and characters of a document's head, where documents say what they are."""
ITEM_PAGE_PATTERN = re.compile(
    rf"(?:Meeting\s+of\s+)?(?:the\s+)?(?P<body>[A-Z].{{2,120}}?),\s*(?P<rest>{WEEKDAY_PATTERN}.{{6,60}}?)\(Item\s+(?P<item>\d{{1,3}}[A-Za-z]?)\.?\)\s*$",
    re.IGNORECASE,
)
_OPENING_BODY_PATTERN = re.compile(
    rf"(?!(?:To|TO)\b)(?:(?:REPORT|Report)\s+(?:TO|to)\s+(?:the\s+|THE\s+)?)?(?P<body>(?:[A-Z][\w’',-]*\s+(?:(?:and|of|for|the|&)\s+)*){{0,9}}?"
    rf"(?i:{BODY_WORD})\b(?!\s+(?:Member|Committee|Board|MEMBER|COMMITTEE)))"
)
_DATE_OR_ITEM_PATTERN = re.compile(
    rf"(?:{WRITTEN_DATE.pattern}|(?:agenda\s+)?item\s+\d{{1,3}}\b|AGENDA\b(?!\s+item))", re.I
)
_FORM_PATTERN = re.compile(r"(?:NOTICE|MINUTES|RECORD|REPORT|Report\s+to)\b")
_FURNITURE_PATTERN = re.compile(
    r"\W*(?:skip\s+to\s+(?:(?:the\s+)?(?:main\s+)?content|navigation|search|main)|neidio\s+i.r\s+(?:prif\s+)?gynnwys|back\s+to\s+top|view\s+directions"
    r"|print\s+this\s+page|share\s+this\s+page|original\s+file|toggle\s+navigation|accept\s+(?:all\s+)?cookies)\W*|\W+",
    re.IGNORECASE,
)
"""Lines of a web page that are no part of its paper, and lines without a word."""
MAX_LETTERHEAD_WORDS = 40
"""Words of a line that may be a letterhead."""


@dataclass(frozen=True, slots=True)
class DocumentHead:
    """The first lines of a document, with white space collapsed, and its document information."""

    lines: tuple[str, ...]
    text: str
    info: dict[str, str]


def document_head(reading: Reading) -> DocumentHead:
    """Return the head of a document."""
    block_lines = [line for block in reading.blocks[:MAX_HEAD_LINES] for line in _split_block(block)]
    lines = [
        part
        for line in block_lines
        for part in split_letterhead(collapse_whitespace(line).replace("**", "").lstrip("# "))
    ]
    info = {name.lower(): collapse_whitespace(value) for name, value in reading.info}
    return DocumentHead(
        tuple(line for line in lines if line and not _FURNITURE_PATTERN.fullmatch(line))[:MAX_HEAD_LINES],
        reading.text[:MAX_HEAD_CHARACTERS],
        info,
    )


def is_item_page(head: DocumentHead) -> bool:
    """Return True for the page that a publishing system makes of one agenda item."""
    return bool(head.lines) and normalise(head.lines[0]).strip(" :") == "agenda item"


def split_letterhead(line: str) -> list[str]:
    """Split a letterhead whose lines run together into its lines.

    An example is "WEXMOOR COUNTY COUNCIL CABINET 4 May 2024 …". Any other line is returned as it is.
    """
    rest = line
    parts: list[str] = []
    if ITEM_PAGE_PATTERN.match(line):
        return [line]
    while rest and len(line.split()) <= MAX_LETTERHEAD_WORDS:
        end = next(
            (end for find in (_find_council_end, _find_body_end, _find_mark_end) if (end := find(rest, bool(parts)))), 0
        )
        if not end:
            break
        parts.append(rest[:end].strip(" –—-,|"))
        rest = rest[end:].strip(" –—-,|")
    return [part for part in (*parts, rest) if part]


def _find_council_end(text: str, _: bool) -> int:
    """Return the end of a council's name that heads a letterhead, else 0.

    A title may begin with the name as well.
    """
    if end := find_other_authority_end(text):
        return end
    match = COUNCIL_CAPITALS_PATTERN.match(text) or COUNCIL_PATTERN.match(text)
    name = match and strip_generic_words(to_title_case(match.group()))
    if not match or not name or normalise(name) != normalise(match.group()):
        return 0
    rest = text[match.end() :].strip()
    case_changes = (
        bool(rest) and match.group().isupper() != rest.split(" ")[0].isupper() and len(rest.split(" ")[0]) > 1
    )
    is_known_successor = (
        _DATE_OR_ITEM_PATTERN.match(rest)
        or _FORM_PATTERN.match(rest)
        or _OPENING_BODY_PATTERN.match(rest)
        or re.match(r"[–—|]", rest)
    )
    capitals_change = case_changes and (match.group().isupper() or rest.split(" ")[0].isupper())
    return match.end() if is_known_successor or capitals_change else 0


def _find_body_end(text: str, _: bool) -> int:
    """Return the end of a committee's name that a date or an item number follows, else 0."""
    match = _OPENING_BODY_PATTERN.match(text)
    rest = text[match.end() :].strip(" –—-,") if match else ""
    follows = WRITTEN_DATE.match(rest) or re.match(r"(?:agenda\s+)?item\s+\d", rest, re.IGNORECASE)
    return match.end() if match and follows else 0


def _find_mark_end(text: str, is_inside: bool) -> int:
    """Return the end of a date, an item number or the word "Agenda" after a council or committee, else 0."""
    match = _DATE_OR_ITEM_PATTERN.match(text)
    return match.end() if match and (is_inside or match.group().isupper()) and match.end() < len(text) else 0


def _split_block(block: Block) -> list[str]:
    """Return the rows of a table as lines; any other block is one line."""
    return block.text.splitlines() if block.kind == "table" else [block.text]
