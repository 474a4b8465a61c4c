"""Where papers begin in a file that holds several and has no outline to say so.

A paper begins for certain at a new agenda item's stamp or at the head of a report, an agenda or minutes. It begins
perhaps where printed page numbers or numbered paragraphs start again, or at an appendix.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from paper_search.access.exemption import PrintedPage
from paper_search.access.exemption_patterns import APPENDIX_TITLE, VERB
from paper_search.ingest.metadata.organisations import BODY_WORD, COUNCIL_CAPITALS_PATTERN, COUNCIL_PATTERN
from paper_search.ingest.segmentation import numbering
from paper_search.text.dates import WRITTEN_DATE

_HEAD_LINES = 14
"""Lines at the top of a page in which a paper says what it is."""
_MAX_TITLE_INDEX = 4
_MAX_FIELD_LINES, _LINES_ABOVE = 6, 4
"""Lines that three fields of one head take up, and lines above them that belong to it."""
_STAMP = re.compile(
    r"\W*(?:page\s+\d+\W+)?(?:agenda\s+)?item\s*(?:no\.?|number)?[\s:]*(?P<item>\d{1,3}[a-z]?)\W*(?:page\s+\d+\W*)?$|\bagenda\s+item\s+(?:no\.?\s*)?(?P<in_margin>\d{1,3}[a-z]?)\b",
    re.IGNORECASE,
)
_FIELD = re.compile(
    r"\W*(?:from|to|by|subject|report\s+(?:to|of|by|from|author|title)|title(?:\s+of\s+report)?|decision(?:\s+no\.?|\s+maker)?|classification|wards?(?:\s+affected)?"
    r"|portfolio(?:\s+holder)?|lead\s+(?:officer|member)|contact(?:\s+officer)?|author|(?:date\s+of\s+)?meeting(?:\s+date)?|committee|date|key\s+decision|purpose"
    r"|cabinet\s+member|director|status|past\s+pathway|future\s+pathway|electoral\s+divisions?)(?:\(s\))?\s*[:|]",
    re.IGNORECASE,
)
_REPORT_LINE = re.compile(
    r"\W*(?:(?:joint|public|exempt|confidential)\s+)*report\b\W*(?:$|of\b|by\b|to\b|from\b|:|–|-)|\W*adroddiad\b",
    re.IGNORECASE,
)
_REPORT_IN_LINE = re.compile(r"\bReport\s*(?::|of\s+the|by\s+the|to\s+the)|\bREPORT\s+(?:OF|BY|TO)\b")
_LETTER = re.compile(r"\bdear\s+\w+|\bsent\s*:|@\w+\.|\byours\s+(?:sincerely|faithfully)|\bour\s+ref\b", re.IGNORECASE)
_LIST_HEAD = re.compile(
    r"\W*(?:(?:public|supplementary|draft|unconfirmed|confirmed|exempt|confidential|private|restricted|part\s+(?:2|ii|b))\s+)*(?:agenda(?!\s+item)|minutes?|notice\s+of\s+meeting|decisions?\s+(?:list|notice)|cofnodion|agenda\s+front)\b(?!\s*(?:\d|\())"
    r"|.{0,90}\b(?:AGENDA(?!\s+ITEM)|MINUTES|Agenda)$",
)
_LIST_HEAD_START = re.compile(
    r"\W*(?:(?:exempt|confidential|private|restricted|draft)\s+)*(?:agenda(?!\s+item)|minutes\s+of|(?:draft\s+)?minutes$|notice\s+of\s+meeting|cofnodion)\b",
    re.IGNORECASE,
)
_PAGE_REFERENCE = re.compile(r"^\W*\d{1,3}[.)]?\s.*\(\s*(?:pages?|pp?\.|tudalen(?:nau)?)\s*\d+", re.IGNORECASE)
"""An item of an agenda, with the pages of its paper."""
_BODY = re.compile(rf"\b{BODY_WORD}\b", re.IGNORECASE)
_NUMBERED = re.compile(r"(?P<number>\d{1,3})(?:\.\d{1,2})*[.):]?\s+[^\W\d]")
_FIRST_PRINTED_PAGE = re.compile(r"(?:page\s*)?1(?:\s*(?:of|/)\s*\d+)?$|i$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PageStart:
    """One page as the beginning of a paper, and whether its paper is a list of others' items (an agenda, minutes).

    ``is_certain`` is True for a new stamp or the head of a paper, ``is_stamped`` for the first of these;
    ``is_possible`` where page numbers start again or an appendix begins; ``is_restart`` where paragraphs, numbered
    from one again, follow a heading. ``first_number`` is that of the first numbered paragraph on the page.
    """

    is_certain: bool
    is_stamped: bool
    is_possible: bool
    is_restart: bool
    is_list: bool
    first_number: int | None


def find_page_starts(pages: Sequence[PrintedPage], printed: Sequence[str | None]) -> list[PageStart]:
    """Return for every page whether a paper begins on it, and whether the paper is an agenda, minutes or the like.

    Args:
        pages: what the pages print, in order.
        printed: the number printed on each page, where one is.
    """
    starts: list[PageStart] = []
    stamp, is_list, last_number = "", False, 0
    for index, page in enumerate(pages):
        head = page.lines[:_HEAD_LINES]
        own_stamp = _find_stamp(page)
        is_report = _is_report_head(head)
        is_list_head = not is_report and _is_list_head(head)
        is_stamped = bool(own_stamp) and own_stamp != stamp
        is_certain = index == 0 or is_report or is_list_head or is_stamped
        numbers = [int(match["number"]) for line in page.lines if (match := _NUMBERED.match(line))]
        first_number = numbers[0] if numbers else None
        is_restart = first_number == 1 and last_number > 0 and not _NUMBERED.match(page.lines[0])
        is_possible = is_certain or _is_first_page(index, printed) or _is_appendix(head)
        is_list = is_list_head or (is_list and not is_report and not is_stamped)
        starts.append(PageStart(is_certain, is_stamped, is_possible, is_restart, is_list, first_number))
        stamp, last_number = own_stamp or stamp, numbers[-1] if numbers else last_number
    return starts


def has_page_references(lines: Sequence[str]) -> bool:
    """Return True for an agenda: items with the pages of their papers behind them."""
    return sum(1 for line in lines if _PAGE_REFERENCE.search(line)) > 1


def find_inner_heads(lines: Sequence[str]) -> list[tuple[str, ...]]:
    """Return the lines around each head of a report inside a file without pages, told by its fields alone."""
    fields = [index for index, line in enumerate(lines) if _FIELD.match(line)]
    firsts = [first for first, third in zip(fields, fields[2:], strict=False) if third - first <= _MAX_FIELD_LINES]
    return [tuple(lines[max(first - _LINES_ABOVE, 0) : first + _HEAD_LINES]) for first in firsts]


def _find_stamp(page: PrintedPage) -> str:
    """Return the agenda item stamped on a page, or ""."""
    for line in page.margins:
        if match := _STAMP.search(line):
            return (match["item"] or match["in_margin"]).lower()
    lines = (line for line in page.lines[:3] if len(line.split()) <= 5)
    return next((match["item"].lower() for line in lines if (match := _STAMP.match(line)) and match["item"]), "")


def _is_report_head(head: Sequence[str]) -> bool:
    """Return True for the head of a report: its fields, or its council and body with the word or a date."""
    text = " ".join(head)
    if _LETTER.search(text):
        return False
    fields = sum(1 for line in head if _FIELD.match(line))
    opening = head[:6]
    has_report = any(_REPORT_LINE.match(line) or _REPORT_IN_LINE.search(line) for line in opening)
    top = " ".join(head[:4])
    has_council = bool(COUNCIL_PATTERN.search(top) or COUNCIL_CAPITALS_PATTERN.search(top))
    has_body = any(_BODY.search(line) for line in opening)
    has_date = any(WRITTEN_DATE.search(line) for line in opening)
    return (
        (fields >= 2 and has_body)
        or (has_report and (has_body or has_council))
        or (has_council and has_date and fields >= 1)
    )


def _is_list_head(head: Sequence[str]) -> bool:
    lines = [line for line in head[:8] if len(line.split()) <= 16]
    if has_page_references(head):
        return True
    return any(_LIST_HEAD_START.match(line) or _LIST_HEAD.match(line) for line in lines)


def _is_first_page(index: int, printed: Sequence[str | None]) -> bool:
    """Return True where the printed page numbers start again."""
    number = printed[index] if index < len(printed) else None
    return bool(index and number and _FIRST_PRINTED_PAGE.match(number) and any(printed[:index]))


def _is_appendix(head: Sequence[str]) -> bool:
    found = [index for index, line in enumerate(head[:6]) if _is_appendix_title(line)]
    return len(found) == 1 and found[0] < _MAX_TITLE_INDEX


def _is_appendix_title(line: str) -> bool:
    title = APPENDIX_TITLE.fullmatch(line)
    return bool(numbering.parse_appendix(line) or (title and title["number"])) and not VERB.search(line)
