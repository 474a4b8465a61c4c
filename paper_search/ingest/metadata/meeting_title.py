"""Title of minutes and agendas: by the body that met, else by the name that the paper gives its meeting.

A title names the meeting and never its day alone: day, time and place stand in fields of their own.
"""

from __future__ import annotations

import re

from paper_search.ingest.metadata.head import DocumentHead
from paper_search.ingest.metadata.meeting_date import list_title_lines
from paper_search.records import Meeting
from paper_search.text.printed_dates import find_dates
from paper_search.text.spans import normalise

_FORM_NAMES = {"minutes": "Minutes of {}", "agenda frontsheet": "Agenda - {}"}
MEETING_TITLE_KINDS = frozenset(_FORM_NAMES)
"""Kinds of paper that go by their meeting."""
_MAIN_COUNCIL_PATTERN = re.compile(
    r"(?:the\s+)?(?:full\s+)?(?:(?:county|city|borough|district|town|parish|community)\s+)*council", re.IGNORECASE
)
_LOCAL_COUNCIL_PATTERN = re.compile(r"\b(?:parish|town|community)\s+council$", re.IGNORECASE)
"""Councils without committees to speak of, whose minutes go by their name."""
_NAMED_MEETING_PATTERN = re.compile(
    r"\b(?:general|annual|extraordinary|special|emergency|planning|public|open|budget|quarterly|inaugural|joint|statutory|residents['’]?)"
    r"\s+(?:\w+\s+){0,3}?(?:meeting|assembly)\b|\bparish\s+(?:meeting|assembly)\b|\b(?:AGM|EGM)\b",
    re.IGNORECASE,
)
_DETAIL_PATTERN = re.compile(
    r"[\s,;:(–—-]*\b(?:held\b|at\s+\d|commencing\b|starting\b|in\s+the\b|\d{1,2}[.:]\d\d|\d{1,2}\s*[ap]\.?m\b|(?:mon|tues|wednes|thurs|fri|satur|sun)day\b"
    r"|present\s*:).*$",
    re.IGNORECASE | re.DOTALL,
)
"""Day, time, place and attendance behind the name of a meeting."""
_SENTENCE_PATTERN = re.compile(
    r"\b(?:you\s+are|requested|summoned|invited|hereby|will|is\s+to|to)\b(?:\s+be)?(?:\s+\w+)?$|\b(?:requested|summoned|invited)\s+to\b",
    re.IGNORECASE,
)
"""A sentence that calls a meeting, cut before its day."""
_JOINING_PATTERN = re.compile(r"(?:\b(?:of|of\s+the|the|and|for|at)|[,&-])\s*$", re.IGNORECASE)
_MAX_NAME_WORDS = 16


def find_meeting_title(head: DocumentHead, kind: str, meeting: Meeting) -> str | None:
    """Return the title of minutes or an agenda, or None where neither its body nor its name is stated.

    Args:
        head: the head of the document.
        kind: its kind, one of ``MEETING_TITLE_KINDS``.
        meeting: its meeting.
    """
    committee = meeting.committee
    is_main = committee is None or _is_main_council(committee, meeting.authority)
    name = _find_meeting_name(head) if is_main else None
    if name:
        return name
    authority = meeting.authority if meeting.held_on else None
    is_local = is_main and bool(_LOCAL_COUNCIL_PATTERN.search(authority or ""))
    body = authority if is_local else committee or authority
    return _FORM_NAMES[kind].format(_append_day(body, meeting)) if body else None


def name_by_day(kind: str | None, meeting: Meeting) -> str | None:
    """Return the title of minutes or an agenda of which no more than the day is stated; None for another kind."""
    held_on = meeting.held_on
    form = {"minutes": "Minutes", "agenda frontsheet": "Agenda"}.get(kind or "")
    return f"{form} - {held_on.day} {held_on:%B %Y}" if form and held_on else None


def _is_main_council(committee: str, authority: str | None) -> bool:
    return bool(_MAIN_COUNCIL_PATTERN.fullmatch(committee)) or normalise(committee) == normalise(authority or "")


def _append_day(body: str, meeting: Meeting) -> str:
    held_on = meeting.held_on
    return f"{body}, {held_on.day} {held_on:%B %Y}" if held_on else body


def _find_meeting_name(head: DocumentHead) -> str | None:
    """Return the line of the title block that names a meeting of a kind of its own: "GENERAL MEETING"."""
    lines = list_title_lines(head.lines)
    for index, line in enumerate(lines):
        if _NAMED_MEETING_PATTERN.search(line):
            name = cut_details(_join_wrapped(line, lines[index + 1 : index + 3]))
            if _SENTENCE_PATTERN.search(name):
                continue
            if len(name.split()) <= _MAX_NAME_WORDS and _NAMED_MEETING_PATTERN.search(name):
                return name
    return None


def _join_wrapped(line: str, following: tuple[str, ...]) -> str:
    """Return a line with those that go on with it: it ends with a joining word, or "held" comes only in them."""
    following = (*following, "")
    is_broken = _JOINING_PATTERN.search(line) or (
        cut_details(line) == line.strip() and re.match(r"(?:[^\W\d_]+\W+){1,8}held\b", following[0], re.IGNORECASE)
    )
    return " ".join((line, *following)).strip() if is_broken else line


def cut_details(line: str) -> str:
    """Return a line of a title block without the day, time and place of the meeting behind its words."""
    first = next(iter(find_dates(line)), None)
    words = line[: first.start] if first else line
    return re.sub(r"\s+on(?:\s+the)?$", "", _DETAIL_PATTERN.sub("", words).strip(" ,;:–—-(*\\"), flags=re.IGNORECASE)
