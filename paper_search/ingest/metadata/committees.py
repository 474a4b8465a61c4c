"""Body that met, where a document states it apart from the day: in its opening, its summons, its address, its name.

The places that state the body and the day together are those of ``meeting``. Minutes of another body that were only
received do not name this one; those that this one agrees as a correct record are its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile

from paper_search.ingest.metadata.head import ITEM_PAGE_PATTERN, document_head
from paper_search.ingest.metadata.organisations import BODY_WORD, parse_body_name, parse_meeting_body
from paper_search.records import Reading
from paper_search.text.committees import MAIN_BODY, is_main_body
from paper_search.text.spans import collapse_whitespace, normalise

_MAX_LINES = 30
_MAX_OPENING_LINES, _MAX_WINDOW_LINES, _MAX_WINDOW = 8, 14, 420
"""Lines in which an opening may begin, and the lines and characters that it may take up."""
ISSUE_MEETING_PATTERN = re.compile(
    r"\W*Meeting:\s*(?P<date>\d{1,2}/\d{1,2}/\d{4})\s*[-–—]\s*(?P<body>[^()]{3,120}?)\s*"
    r"(?:\(Item\s+(?P<item>\d{1,4}[A-Za-z]?)\.?\))?\s*$",
    re.IGNORECASE,
)
"""The line by which a publishing system states the meeting of an issue: "Meeting: 23/01/2024 - Cabinet (Item 39)"."""
_OPENING_PATTERN = re.compile(
    r"\W*(?:(?:draft|unconfirmed|official)\s+)?(?:MINUT(?:E|ES|ED)|NOTES?|RECORD|PROCEEDINGS|AGENDA|A|THE)\b(?:\s+(?:of|for|at))?\s+"
    r"(?P<body>.{3,220}?)[\s,]+(?:(?:was|were|which\s+was|that\s+was|to\s+be|will\s+be)\s+)?held\b",
    re.IGNORECASE,
)
_SUMMONS_PATTERN = re.compile(
    r"\b(?:attend|summoned\s+to|notice\s+is(?:\s+hereby)?\s+given\s+(?:that|of)|requested\s+at|invited\s+to)\b.{0,60}?\bmeeting\s+of\s+(?:the\s+)?"
    r"(?P<body>[A-Z].{3,140}?),?\s+(?:(?:which\s+)?(?:is\s+)?(?:to|will)\s+be\s+held|on\s+(?=\d|\w+day)|at\s+\d)",
    re.IGNORECASE,
)
_MEETING_OPENING_PATTERN = re.compile(
    r"\W*(?:(?:a|an|the|next|regular|special|ordinary|monthly)\s+)*meeting\s+of\s+(?:the\s+)?(?P<body>.{3,140}?),?\s+"
    r"(?:(?:is\s+)?to|will|was|has\s+been)\s+(?:be\s+)?(?:held|take)\b",
    re.IGNORECASE,
)
_ADDRESS_PATTERN = re.compile(
    r"\W*(?:To\s*:\s*.{0,60}?\bmembers?\s+of|Decision[\s-]maker\s*:)\s+(?:the\s+)?(?P<body>[A-Z].{3,120}?)\s*(?:$|\()",
    re.IGNORECASE,
)
_OWN_MINUTES_PATTERN = re.compile(
    r"\bminutes\s+of\s+the\s+(?:last\s+|previous\s+)?meeting\b[^.]{0,80}?(?:will\s+be\s+considered\s+at\s+the\s+next\s+meeting\s+of\s+(?:the\s+)?(?P<next>.{3,80}?)\s+on\b"
    r"|\bof\s+(?:the\s+)?(?P<own>(?:Cabinet|Executive|[A-Z][^.]{3,70}?(?:Committee|Panel|Board)))\b[^.]{0,60}?\bwere\s+(?:\w+\s+)?(?:agreed|approved|confirmed|signed)\b[^.]{0,20}?\bcorrect\s+record)",
    re.IGNORECASE,
)
"""Minutes that a body confirms as its own, by which a page of its decisions tells whose it is."""
_MINUTES_PAGE_PATTERN = re.compile(
    r"agenda(?: and (?:decisions|minutes)| item)?|decisions|printed minutes", re.IGNORECASE
)
_FILE_NAME_PATTERN = re.compile(
    r"(?:agenda|minutes|notes)\b.*?\bmeeting\s+(?:of|for)\s+(?:the\s+)?(?P<body>.+?)"
    r"(?:\s+[-–]\s+|\s+\d|\.\w{2,4}$|$)",
    re.IGNORECASE,
)
_BODY_START_PATTERN = re.compile(
    r"\W*(?:present|members\s+present|in\s+attendance|attendance|attendees|apologies|sederunt|welcome)\b|\d{1,3}\s*[.)]?\s+[A-Z]",
    re.IGNORECASE,
)
"""The line at which the head of minutes or an agenda ends."""
_ACRONYM_PATTERN = re.compile(r"(?P<before>.*?)\b(?P<acronym>[A-Z]{2,5})$")


def find_stated_committee(reading: Reading, file_name: str = "") -> str | None:
    """Return the body that met, or None.

    Args:
        reading: the document as read.
        file_name: its file name, which counts last.
    """
    lines = _list_lines(reading)
    stated = next(
        (
            body
            for bodies in (_bodies_of_opening(lines), _bodies_of_lines(lines), _bodies_of_minutes_page(reading))
            for body in bodies
        ),
        None,
    ) or _body_of_file_name(file_name)
    return _expand_acronym(stated, reading.text) if stated else None


def find_issue_committee(reading: Reading) -> str | None:
    """Return the body that the page of an issue states beside the day and the item, or None."""
    for line in _list_lines(reading)[:_MAX_LINES]:
        plain = line.lstrip("•·- ")
        if match := ISSUE_MEETING_PATTERN.match(plain) or ITEM_PAGE_PATTERN.match(plain):
            return parse_meeting_body(match["body"]) or match["body"].strip()
    return None


def _list_lines(reading: Reading) -> list[str]:
    """Return the first lines, those of a block's line breaks apart."""
    head = (line for block in reading.blocks[:_MAX_LINES] for line in block.text.splitlines())
    plain = (collapse_whitespace(line.replace("**", "")).strip("#*_ ") for line in head)
    return [line for line in plain if line]


def _bodies_of_opening(lines: list[str]) -> Iterator[str]:
    """Yield the bodies in a sentence that opens minutes, however many lines it is broken into."""
    for index in range(min(len(lines), _MAX_OPENING_LINES)):
        window = " ".join(lines[index : index + _MAX_WINDOW_LINES])[:_MAX_WINDOW]
        match = _OPENING_PATTERN.match(window)
        if match and (body := _parse_body(match["body"])):
            yield body


def _bodies_of_lines(lines: list[str]) -> Iterator[str]:
    for index, line in enumerate(takewhile(lambda line: not _BODY_START_PATTERN.match(line), lines[:_MAX_LINES])):
        window = " ".join(lines[index : index + 3])
        match = (
            _MEETING_OPENING_PATTERN.match(window) or _SUMMONS_PATTERN.search(window) or _ADDRESS_PATTERN.match(line)
        )
        if match and (body := _parse_body(match["body"])):
            yield body


def _parse_body(text: str) -> str | None:
    """Return the body in the words between "minutes of" and "held"."""
    words = re.sub(rf"(\b(?:{BODY_WORD}))\s+meeting\b.*$", r"\1", text, flags=re.IGNORECASE)
    _, has_meeting, body = re.sub(r"\bmeetings\b", "meeting", words, flags=re.IGNORECASE).rpartition("eeting of ")
    _, has_capitals, body_in_capitals = words.rpartition("EETING OF ")
    words = body_in_capitals if has_capitals else body if has_meeting else words
    if "DISTRICT OF" in words.upper():
        # The hyphen of "Larkford-Wrenfield" is also a dash, or ends a line.
        words = re.sub(r"(?<=\w)\s?[-–]\s?(?=[A-Z])", "-", words)
    return parse_meeting_body(re.sub(r"^the\s+", "", words, flags=re.IGNORECASE))


def _bodies_of_minutes_page(reading: Reading) -> Iterator[str]:
    """Yield the body that confirms its own minutes, on a page that a publishing system makes of its decisions."""
    head = document_head(reading)
    if any(_MINUTES_PAGE_PATTERN.fullmatch(normalise(line).strip(" :")) for line in head.lines[:3]):
        if any(is_main_body(re.split(r"\s+-\s+|,\s", line)[0]) for line in head.lines[:5]):
            yield MAIN_BODY
        for match in _OWN_MINUTES_PATTERN.finditer(reading.text):
            if body := parse_body_name(match["next"] or match["own"]):
                yield body


def _body_of_file_name(name: str) -> str | None:
    match = _FILE_NAME_PATTERN.search(collapse_whitespace(name))
    return _parse_body(match["body"]) if match else None


def _expand_acronym(body: str, text: str) -> str:
    """Return a body's name with its last word in full, where the text has the name in full ("Cultural SPC")."""
    match = _ACRONYM_PATTERN.fullmatch(body)
    if not match or body == MAIN_BODY:
        return body
    initials = r"\s+".join(rf"{letter}[\w’'-]+" for letter in match["acronym"])
    full = re.search(rf"\b{re.escape(match['before'])}(?P<words>{initials})", text)
    return f"{match['before']}{collapse_whitespace(full['words'])}" if full else body
