"""Meeting that a document belongs to: the council, the body that met, the day it was held.

A field is None unless the document states it in a place that is about itself: the sentence that opens minutes, the
system's document information, the front matter ("To: Cabinet – 30 January 2025"), an agenda's head, a letterhead. A
council that is only mentioned is not the publisher.
"""

from __future__ import annotations

import re
from itertools import pairwise

from paper_search.ingest.metadata.committees import find_issue_committee, find_stated_committee
from paper_search.ingest.metadata.head import ITEM_PAGE_PATTERN, DocumentHead, document_head, is_item_page
from paper_search.ingest.metadata.meeting_date import is_other_meeting, list_stated_dates
from paper_search.ingest.metadata.organisations import (
    BODY_WORD,
    parse_body_name,
    parse_letterhead_council,
    parse_meeting_body,
    to_title_case,
)
from paper_search.ingest.metadata.published_page import find_published_page
from paper_search.ingest.metadata.publisher import find_council
from paper_search.records import Meeting, Reading
from paper_search.records.documents import StatedDate
from paper_search.text.committees import MAIN_BODY, is_main_body
from paper_search.text.dates import WEEKDAY_PATTERN, WRITTEN_DATE, find_date
from paper_search.text.spans import collapse_whitespace, normalise

_MINUTES_OPENING_PATTERN = re.compile(
    r"\W*(?:draft\s+)?(?:MINUTES?|NOTES?|RECORD|PROCEEDINGS)\s+of\s+(?:(?:the|a)\s+)?"
    r"(?:(?:virtual|remote|special|extraordinary|annual|ordinary|hybrid|informal|public)\s+)*"
    r"(?:(?:meeting|proceedings)\s+of\s+)?(?:(?:the|a)\s+)?(?:meeting\s+of\s+(?:the\s+)?)?"
    r"(?P<body>.{3,160}?)\s+(?:meeting\s+)?held\b(?P<rest>.{0,260})",
    re.IGNORECASE | re.DOTALL,
)
_AT_MEETING_PATTERN = re.compile(
    r"\W*At\s+a\s+meeting\s+of\s+(?:the\s+)?(?P<body>.{3,160}?)\s+held\b(?P<rest>.{0,260})", re.IGNORECASE | re.DOTALL
)
_SYSTEM_SUBJECT_PATTERN = re.compile(
    r"^(?:.*?\b(?:Document|Supplement|Agenda|Minutes|Decisions|Pack)\s+for\s+)?(?P<body>[^,\d][^\d]{1,120}?),\s*(?P<date>\d{1,2}/\d{1,2}/\d{4})(?:\s+\d{1,2}[:.]\d{2})?\s*$"
)
_FILE_NAME_PATTERN = re.compile(
    r"(?P<date>\d{1,2}(?:st|nd|rd|th)?[- ][A-Za-z]{3,9}[- ]\d{4})\s+\d{1,2}[.:]\d{2}"
    r"\s+(?P<body>[^.]{3,80}?)(?:\.\w{2,4})?$"
)
_BODY_FIELD = (
    r"(?:(?:Report\s+)?To|Meeting|Committee(?:\s+and\s+Date)?|Report\s+for|Name\s+of\s+(?:committee|meeting)"
    r"|(?:For\s+)?(?:Submission|Consideration|Presented|Submitted)\s+(?:to|by))"
)
_DATE_FIELD = (
    r"(?:Date\s+of\s+(?:the\s+)?(?:(?:decision\s+)?meeting|decision|hearing)|(?:Meeting|Committee|Decision|Cabinet|Council)\s+date"
    r"|Meeting\s+held(?:\s+on)?|Date(?:\s+and\s+time)?)"
)
_BODY_FIELD_PATTERN = re.compile(rf"^\W*(?:\w+\s*/\s*)?{_BODY_FIELD}\s*[:|][\s:|]*(?P<value>.+)$", re.I | re.DOTALL)
_BODY_AND_DATE_FIELD_PATTERN = re.compile(
    r"^\W*Committee\s+and\s+Date\s+(?P<value>.+\d{4}.*)$", re.IGNORECASE | re.DOTALL
)
_CELL_LABEL_PATTERN = re.compile(rf"^\W*((?:\w+\s*/\s*)?(?:{_BODY_FIELD}|{_DATE_FIELD}))\s*:?\s*\|\s*", re.IGNORECASE)
_NEXT_FIELD_PATTERN = re.compile(
    r"\s*\|\s*|(?<!\b[oO][fF])\s+(?=(?:To|TO|Subject|SUBJECT|Date|DATE|Classification|Meeting|MEETING|Committee|COMMITTEE)\s*:)"
)
_PLAIN_BODY_FIELD_PATTERN = re.compile(
    rf"^\W*To\s+(?P<value>[\w ,&’'()-]{{0,80}}?{BODY_WORD}\s*[–,-]\s*.*\d{{4}})\s*$", re.DOTALL
)
_DATE_FIELD_PATTERN = re.compile(rf"^\W*{_DATE_FIELD}\s*[:|][\s:|]*(?P<value>.+)$", re.IGNORECASE | re.DOTALL)
_DECISION_TAKEN_BY_PATTERN = re.compile(
    r"DECISION\s+(?:TO\s+BE\s+)?(?:TAKEN|MADE)\s+BY\s*[:|]?\s*(?P<value>[^\n]{0,80})", re.IGNORECASE
)
_SUMMONS_PATTERN = re.compile(
    r"\b(?:summoned|invited|requested|notice\s+is\s+(?:hereby\s+)?given)\b.{0,80}?\bmeeting\s+of\s+(?:the\s+)?(?P<body>.{3,120}?),?\s+"
    r"(?:(?:which\s+)?(?:is\s+)?(?:to|will)\s+be\s+held|on\s+(?=\d|\w+day))(?P<rest>.{0,260})",
    re.IGNORECASE | re.DOTALL,
)
_MEETING_OF_PATTERN = re.compile(
    r"\W*(?:(?:a|the)\s+)?meeting\s+of\s+(?:the\s+)?(?P<body>.{3,120}?),?\s+(?:(?:which\s+)?(?:is\s+)?(?:to|will)\s+be\s+held"
    r"|(?:that\s+was\s+)?(?:scheduled|due|arranged|planned))\b(?P<rest>.{0,260})",
    re.IGNORECASE | re.DOTALL,
)
_DECISIONS_TAKEN_PATTERN = re.compile(
    r"\W*(?:the\s+following\s+)?decisions?\s+(?:(?:were|was)\s+)?(?:taken|made)\s+(?:by|at\s+(?:the|a)\s+meeting\s+of)\s+(?:the\s+)?(?P<body>.{3,120}?)"
    r"\s+(?:(?:at|held)\b.{0,40}?)?on\b(?P<rest>.{0,60})",
    re.IGNORECASE | re.DOTALL,
)
_FORM_DATE_PATTERN = re.compile(
    r"\W*(?:draft\s+|printed\s+)?(?:minutes|agenda|notes|decisions|action\s+notes?)\s*[–:,-]\s*(?P<rest>.{6,60})$", re.I
)
_FORM_PREFIX_PATTERN = re.compile(
    r"(?:draft\s+)?(?:minutes|agenda|notes|decisions)\s+(?:of|for)\s+(?:(?:a|the)\s+)?(?:meeting\s+of\s+(?:the\s+)?)?",
    re.IGNORECASE,
)
_BODY_BESIDE_DATE_PATTERN = re.compile(
    rf"(?P<body>[A-Z][\w ,&'’()-]+?)\s*(?:\bmeeting\b\s*)?(?:[,:–-]|\b(?:held\s+)?on\b)"
    rf"\s*(?P<date>{WRITTEN_DATE.pattern})(?P<after>.{{0,30}})$",
    re.IGNORECASE,
)
_BODY_BESIDE_WEEKDAY_PATTERN = re.compile(
    rf"(?P<body>[A-Z][\w ,&'’()-]+?)\s*[,–-]\s*(?P<date>{WEEKDAY_PATTERN}.+)", re.IGNORECASE
)
_DATE_LINE_PATTERN = re.compile(
    rf"^\W*(?:\d{{1,2}}[.:]\d{{2}}\s*(?:[ap]\.?m\.?)?,?\s*(?:on\s+)?)?(?:{BODY_WORD}\s*[–-]\s*)?{WEEKDAY_PATTERN}.{{6,30}}\d{{4}}.{{0,40}}$",
    re.IGNORECASE,
)
_NOT_BODY_PATTERN = re.compile(
    r"^(?:Report(?!\s+to\b)|Minutes|Decision)|\b(?:Chair(?:man|woman|person)?|Director|Officer|Member|Councillor|Leader|Head)\s+(?:of|for)\b|:",
    re.IGNORECASE,
)
_LETTER_PATTERN = re.compile(r"\bDear\s+(?:Member|Councillor|Sir|All|Colleague)", re.IGNORECASE)


def find_stated_meeting(reading: Reading, file_name: str = "", kind: str | None = None) -> Meeting:
    """Return the meeting as the document states it.

    Args:
        reading: the document as read.
        file_name: its file name, which counts as a statement.
        kind: its kind, which says whether a date in a title is that of a meeting.
    """
    meetings = _list_meetings(document_head(reading), file_name)
    committee = find_issue_committee(reading) or next(
        (meeting.committee for meeting in meetings if meeting and meeting.committee), None
    )
    stated = find_stated_dates(reading, file_name, kind)
    held_on = stated[0].day if stated else None
    return Meeting(find_council(reading), committee or find_stated_committee(reading, file_name), held_on)


def find_stated_dates(reading: Reading, file_name: str, kind: str | None) -> tuple[StatedDate, ...]:
    """Return the days that a document and its file name state as that of its meeting, the strongest first.

    Args:
        reading: the document as read.
        file_name: its file name.
        kind: its kind.
    """
    head = document_head(reading)
    meetings = _list_meetings(head, file_name)
    beside_body = next((meeting.held_on for meeting in meetings if meeting and meeting.held_on), None)
    return list_stated_dates(head, kind, file_name, reading.text, beside_body)


def _list_meetings(head: DocumentHead, file_name: str) -> list[Meeting | None]:
    """Return the meeting as each place states it that names body and day together, the strongest first."""
    return [
        _meeting_from_published_page(head),
        _meeting_from_minutes(head),
        _meeting_from_notice(head),
        _meeting_from_system(head.info.get("subject", "")),
        _meeting_from_system(head.info.get("title", "")),
        _meeting_from_item_page(head),
        _meeting_from_front_matter(head),
        _meeting_from_agenda(head),
        _meeting_from_letterhead(head),
        _meeting_from_file_name(file_name),
    ]


def is_meeting_line(text: str) -> bool:
    """Return True if a line names a body and a day and nothing else ("CABINET – 4 MARCH 2025")."""
    match = _BODY_BESIDE_WEEKDAY_PATTERN.match(text) or _BODY_BESIDE_DATE_PATTERN.match(text)
    return bool(match and parse_body_name(match["body"]) and len(text.split()) <= 16)


def _meeting_from_published_page(head: DocumentHead) -> Meeting | None:
    page = find_published_page(head)
    return Meeting(None, page.committee, page.held_on) if page else None


def _meeting_from_minutes(head: DocumentHead) -> Meeting | None:
    """Return the meeting from the sentence that opens minutes.

    A line of an agenda that names earlier minutes is numbered, so it does not match.
    """
    for index in range(min(len(head.lines), 12)):
        opening = " ".join(head.lines[index : index + 3])
        match = _MINUTES_OPENING_PATTERN.match(opening) or _AT_MEETING_PATTERN.match(opening)
        if match and not is_other_meeting(match["body"]) and (held_on := find_date(match["rest"])):
            return Meeting(None, parse_meeting_body(match["body"]), held_on)
    return None


def _meeting_from_notice(head: DocumentHead) -> Meeting | None:
    """Return the meeting from the sentence that calls or cancels it, or that says who decided."""
    for line in head.lines[:12]:
        match = _SUMMONS_PATTERN.search(line) or _MEETING_OF_PATTERN.match(line) or _DECISIONS_TAKEN_PATTERN.match(line)
        held_on = find_date(match["rest"][:160]) if match else None
        if match and held_on and (committee := parse_meeting_body(match["body"])):
            return Meeting(None, committee, held_on)
    return None


def _meeting_from_system(value: str) -> Meeting | None:
    match = _SYSTEM_SUBJECT_PATTERN.search(value)
    return Meeting(None, to_title_case(match["body"].strip()), find_date(match["date"])) if match else None


def _meeting_from_file_name(name: str) -> Meeting | None:
    match = _FILE_NAME_PATTERN.search(name)
    return Meeting(None, parse_body_name(match["body"]), find_date(match["date"])) if match else None


def _meeting_from_front_matter(head: DocumentHead) -> Meeting | None:
    """Return the meeting from the fields "To:", "Meeting:" and "Date:".

    The date of a letter is no meeting's.
    """
    is_letter = bool(_LETTER_PATTERN.search(head.text))
    committee, held_on = None, None
    for index, line in enumerate(head.lines):
        for part in _split_fields(line, head.lines[index + 1] if index + 1 < len(head.lines) else ""):
            if (
                match := _BODY_FIELD_PATTERN.match(part)
                or _PLAIN_BODY_FIELD_PATTERN.match(part)
                or _BODY_AND_DATE_FIELD_PATTERN.match(part)
            ) and committee is None:
                committee = parse_meeting_body(match["value"])
                held_on = (find_date(match["value"]) if committee else None) or held_on
            elif not is_letter and held_on is None and (match := _DATE_FIELD_PATTERN.match(part)):
                held_on = find_date(match["value"][:60])
    decision_taken = _DECISION_TAKEN_BY_PATTERN.search(collapse_whitespace(head.text))
    if committee is None and decision_taken:
        committee = next(
            (parse_body_name(name) for name in re.split(r"\s+(?=DECISION)", decision_taken["value"])[:1]), None
        )
    if committee is None and held_on:
        head_meeting = _find_body_and_date(head.lines[:8])
        committee = head_meeting.committee if head_meeting else None
    return Meeting(None, committee, held_on) if committee else None


def _split_fields(line: str, next_line: str) -> list[str]:
    """Return the fields in a line; a field whose value stands in the next block is joined with it."""
    parts = [part for part in _NEXT_FIELD_PATTERN.split(_CELL_LABEL_PATTERN.sub(r"\1: ", line)) if part]
    return [f"{part} {next_line}" if part.rstrip().endswith(":") else part for part in parts]


def _meeting_from_item_page(head: DocumentHead) -> Meeting | None:
    """Return the meeting from the line beneath an item's title.

    An example is "Meeting of Cabinet, Tuesday, 4th March, 2025 10.00 am (Item 5.)".
    """
    for line in head.lines[:12]:
        if match := ITEM_PAGE_PATTERN.match(line):
            return Meeting(None, parse_body_name(match["body"]), find_date(match["rest"]))
    return None


def _meeting_from_agenda(head: DocumentHead) -> Meeting | None:
    """Return the meeting from an agenda's head.

    The body's name stands on a line of its own, the day beneath it or beside it.
    """
    if not any(
        normalise(line).startswith("agenda") and not normalise(line).startswith("agenda item")
        for line in head.lines[:6]
    ):
        return None
    return _find_body_and_date(head.lines[:10])


def _meeting_from_letterhead(head: DocumentHead) -> Meeting | None:
    return None if is_item_page(head) else _find_body_and_date(head.lines[:8])


def _find_body_and_date(lines: tuple[str, ...]) -> Meeting | None:
    bodies = [body for line in lines if (body := _parse_body_line(line))]
    date_lines = [line for line in lines if _DATE_LINE_PATTERN.match(line)]
    date_lines += [match["rest"] for line in lines if (match := _FORM_DATE_PATTERN.match(line))]
    held_on = next((day for line in date_lines if (day := find_date(line))), None)
    # A bare date counts where the line before it names the body.
    for line, next_line in pairwise(lines):
        if held_on is None and _parse_body_line(line) and WRITTEN_DATE.fullmatch(next_line.strip()):
            held_on = find_date(next_line)
        if not bodies and is_main_body(line.strip(" *.:")) and WRITTEN_DATE.fullmatch(next_line.strip()):
            bodies, held_on = [MAIN_BODY], held_on or find_date(next_line)
    for line in lines:
        match = _BODY_BESIDE_WEEKDAY_PATTERN.match(line) or _BODY_BESIDE_DATE_PATTERN.match(line)
        if match and (body_beside_date := _parse_dated_body(match["body"])):
            bodies.insert(0, body_beside_date)
            held_on = held_on or find_date(match["date"])
    return Meeting(None, bodies[0] if bodies else None, held_on if bodies else None) if bodies else None


def _parse_dated_body(text: str) -> str | None:
    """Return the body in front of a day, where "Council" alone is the meeting of all members."""
    return MAIN_BODY if is_main_body(text) else parse_body_name(text)


def _parse_body_line(line: str) -> str | None:
    text = line.strip(" *.:")
    *parts_before, last = re.split(r"\s+[–—|-]\s+", text)
    if parts_before and parse_letterhead_council(parts_before[0]):
        text = last
    text = _FORM_PREFIX_PATTERN.sub("", text, count=1) if _FORM_PREFIX_PATTERN.match(text) else text
    if len(text.split()) > 14 or _NOT_BODY_PATTERN.search(text):
        return None
    return parse_body_name(text)
