"""Pages that a publishing system makes: of one agenda item, one issue, one decision, or a meeting's agenda and minutes.

They come as web pages and as text copied from them. The page says in a line of its own to which meeting it belongs:
"Meeting: 23/01/2024 - Cabinet (Item 39)".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from paper_search.ingest.metadata.head import ITEM_PAGE_PATTERN, DocumentHead
from paper_search.ingest.metadata.organisations import parse_body_name
from paper_search.text.printed_dates import find_date
from paper_search.text.spans import normalise

PageForm = Literal["item", "issue", "decision", "meeting"]

_FORM_LINES: dict[str, PageForm] = {
    "agenda item": "item",
    "eitem agenda": "item",
    "eitem ar yr agenda": "item",
    "issue - meetings": "issue",
    "issue details": "issue",
    "issue - details": "issue",
    "issue history": "issue",
    "manylion y mater": "issue",
    "decision details": "decision",
    "decision - details": "decision",
    "manylion y penderfyniad": "decision",
}
_MEETING_PAGE_PATTERN = re.compile(
    r"(?:agenda|decisions)(?:,\s+(?:decisions|draft\s+minutes))?\s+and\s+(?:(?:draft|printed)\s+)?(?:minutes|decisions)"
    r"|agenda\s+a\s+chofnodion(?:\s+drafft)?|meeting\s+details",
    re.IGNORECASE,
)
_MAX_FORM_LINE_INDEX = 6
"""Lines that breadcrumbs and the like may take up above the page's form."""
_MEETING_LINE_PATTERN = re.compile(
    r"\W*(?:(?:Made\s+at|Considered\s+at)\s+)?(?:meeting|cyfarfod)\s*:\s*(?P<date>\d{1,2}/\d{1,2}/\d{4})\s*[-–—]\s*(?P<body>[^()|]+?)"
    r"\s*(?:\(\s*(?:item|eitem)\s*(?P<item>\d{1,3}[a-z]?)\.?\s*\))?\s*$",
    re.IGNORECASE,
)
_SYSTEM_TITLE_PATTERN = re.compile(
    r"(?:agenda|(?:draft\s+|printed\s+)?minutes|decisions|meeting|agenda\s+and\s+minutes)\s+(?:for|of)\s+(?P<body>.{3,120}?)"
    r"\s+on\s+(?P<date>.{6,60})",
    re.IGNORECASE,
)
_PAGE_TITLE_PATTERN = re.compile(
    r"(?:agenda\s+item|issue(?:\s+details)?|decision(?:\s+details)?)\s*[-–:]\s*(?P<title>.{3,}?)(?:\s+[-–]\s+[^-–]+)?$",
    re.IGNORECASE,
)
FILE_LINK_PATTERN = re.compile(
    r"\s*\b(?:pdf|doc|docx)\s+icon\b.*$|\s*\b(?:PDF|DOCX?)\s+\d[\d.,]*\s*[KM]B\b.*$", re.IGNORECASE
)
"""The link to an item's paper, with its size, behind the title of the item."""
_ITEM_NUMBER_PATTERN = re.compile(r"^\d{1,4}[a-z]?\.?\s+(?=[^\W\d])")
_LABEL_PATTERN = re.compile(
    r"^\W*(?:\d{1,3}[a-z]?\W*|items?|no\.?(?:\s+item)?|home|decision(?:s|\s+maker)?\s*:?.*|minutes?\s*:?|status\s*:.*|is\s+.*\?.*|venue\s*:.*"
    r"|contact\s*:.*|additional\s+documents\s*:?|meetings?|detail|related\s+.*|supporting\s+documents\s*:?|purpose\s*:.*"
    r"|report\s+(?:of|by)\b.*|to\s+\w+.*)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class PublishedPage:
    """A publishing system's page: its form, its meeting, and the item and the title of what it shows."""

    form: PageForm
    committee: str | None = None
    held_on: date | None = None
    agenda_item: str | None = None
    title: str | None = None


def find_published_page(head: DocumentHead) -> PublishedPage | None:
    """Return what a publishing system's page says of itself, or None for any other paper."""
    place = _find_form(head)
    if place is None:
        return None
    index, form = place
    lines = head.lines[index + 1 : index + 16]
    meeting = next((match for line in lines if (match := _match_meeting(line))), None)
    title = None if form == "meeting" else _find_page_title(head, lines)
    if meeting:
        parts = meeting.groupdict()
        held_on = find_date(parts.get("date") or parts["rest"])
        return PublishedPage(form, parse_body_name(meeting["body"]), held_on, parts["item"], title)
    named = _SYSTEM_TITLE_PATTERN.match(head.info.get("title", ""))
    if named and (held_on := find_date(named["date"])):
        return PublishedPage(form, parse_body_name(named["body"]), held_on, None, title)
    return PublishedPage(form, None, None, None, title)


def _find_form(head: DocumentHead) -> tuple[int, PageForm] | None:
    """Return the line that names the form of the page, and the form."""
    for index, line in enumerate(head.lines[:_MAX_FORM_LINE_INDEX]):
        if form := _FORM_LINES.get(normalise(line).strip(" :")):
            return index, form
        if _MEETING_PAGE_PATTERN.fullmatch(line.strip(" :")):
            return index, "meeting"
        if index == 0 and (match := _MEETING_LINE_PATTERN.match(line)) and match["item"]:
            return -1, "issue"
    return None


def _match_meeting(line: str) -> re.Match[str] | None:
    return _MEETING_LINE_PATTERN.match(line) or ITEM_PAGE_PATTERN.match(line.lstrip("•·*- "))


def _find_page_title(head: DocumentHead, lines: tuple[str, ...]) -> str | None:
    """Return the title of the item, issue or decision: the line beneath the form, or beside the item's number."""
    for line in lines[:6]:
        if _match_meeting(line) or _LABEL_PATTERN.match(line):
            continue
        title = _ITEM_NUMBER_PATTERN.sub("", FILE_LINK_PATTERN.sub("", line)).strip(" -–:|")
        if title and len(title.split()) <= 40 and not title.endswith("."):
            return title
        break
    match = _PAGE_TITLE_PATTERN.match(head.info.get("title", ""))
    return match["title"] if match else None
