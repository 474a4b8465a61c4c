"""The place of a meeting, as the head of its paper prints it."""

from __future__ import annotations

import re

from paper_search.ingest.register.meeting_times import TIME, WEEKDAY, find_title_end
from paper_search.text.dates import FULL_MONTH_PATTERN
from paper_search.text.spans import Span

_MAX_PLACE = 150
_LABELLED = re.compile(
    r"(?:^|[\n|])[^\S\n]*(?:meeting\s+)?(?:venue|location|place(?:\s+of\s+(?:the\s+)?meeting)?|lleoliad|man\s+cyfarfod|ionad)[^\S\n]*(?:[:|–]|-\s)\s*(?P<place>[^\n|]{3,150})",
    re.IGNORECASE,
)
_HELD = re.compile(
    r"\b(?:held|take\s+place|took\s+place|takes\s+place|meet|convened|assembled)\s+(?:in\s+person\s+|remotely\s+|physically\s+|in\s+(?:a\s+)?hybrid\s+format\s+)?(?:at|in|within)(?:\s*:)?\s+(?:the\s+)?(?=\w)",
    re.IGNORECASE,
)
_AFTER_TIME = re.compile(rf"(?:{TIME})\W{{1,8}}(?:in|at)\s+(?:the\s+)?(?=(?-i:[A-ZÁÉÍÓÚ]))", re.IGNORECASE)
_AFTER_DATE = re.compile(
    r"\bheld\s+(?:on\s+|at\s+)?[^\n.;]{0,70}(?:\n[^\n.;]{0,50})??\b20\d\d\b,?\s+(?:in|at)\s+(?:the\s+)?(?=(?-i:[A-ZÁÉÍÓÚ]))",
    re.IGNORECASE,
)
"""A place behind the date: "held on Monday 3 June 2024 in the Guildhall"."""
_BEHIND_COMMA = re.compile(
    rf"\b20\d\d\b[^\n]{{0,12}}{TIME},\s+(?:the\s+)?(?=(?-i:[A-Z])[^\n.;]{{0,80}}\b(?:hall|rooms?|centre|chambers?|school|church|house|library|offices?|pavilion|club|guildhall)\b)",
    re.IGNORECASE,
)
_ON_LINE = re.compile(r"(?:^|\n)[^\S\n]*(?:in|at)\s+(?:the\s+)?(?=[A-Z][^\n]{3,100}(?:\n|$))")
_END = re.compile(
    rf"\s*,?\s+on\b|\s*,?\s*\b{WEEKDAY}\b|\s*,?\s+(?:at|from)\s+\d|\s*,?\s+(?:commenc|start)\w*\b|\s*,?\s+and\s+(?=via\b)|(?<!\bCo)(?<!\bSt)(?<!\bRd)\.(?:\s|$)|[;|#]|\s*,?\s+and\s+(?:also\s+)?(?:live|online|via|broadcast|remote|by|virtual)\w*"
    rf"|\s+to\s+consider\b|\s*\bfor\s+the\s+purpose\b|\s*,?\s*\d{{1,2}}\s*(?:st|nd|rd|th)\b|\s*,?\s*\b{TIME}|\s*\(?\bpresent\b|\n\s*(?:those|attend|apolog|members|in\s+attendance|agenda|minutes|contact|date|time|\d{{1,2}}[.)])"
    r"|,?\s+when\b|,?\s+(?:and|which|to)\s+(?:was|is|transact)\b",
    re.IGNORECASE,
)
_OTHER_MEETING = re.compile(
    r"\b(?:approv\w*|confirm\w*|adopt\w*|receiv\w*|sign\w*|agree\w*|last|previous|next|future|note|noted|to\s+consider)\b[^\n]{0,120}$",
    re.IGNORECASE,
)
_NO_PLACE = re.compile(
    rf"^(?:accordance|person|private|public|camera|respect|abeyance|session|order|{FULL_MONTH_PATTERN}"
    r"|spring|summer|autumn|winter|\d|virtual|hybrid|zoom|microsoft|teams|webex|full|due|same|request|least|an?|this|these|that|time|meeting|conjunction|line)\b",
    re.IGNORECASE,
)
_MAX_LABEL = 800
"""Where "Location:" is that of the meeting, and not of a building that is to be built."""
_MAX_LINE_PLACE = 500
"""Where a line that begins with "in the" is that of the place."""


def find_place(head: str) -> Span | None:
    """Return the span of the place at which the meeting of a paper is held, None where none is printed in its head."""
    for match in _LABELLED.finditer(head):
        is_far = match.start() > _MAX_LABEL and "venue" not in match[0].lower()
        if is_far or _OTHER_MEETING.search(head[max(0, match.start() - 150) : match.start()]):
            continue
        if (span := _trim(head, match.start("place"), match.end("place"))) is not None:
            return span
    matches = [
        match
        for pattern in (_HELD, _AFTER_TIME, _AFTER_DATE, _BEHIND_COMMA, _ON_LINE)
        for match in pattern.finditer(head[: find_title_end(head)])
    ]
    for match in sorted(matches, key=re.Match.start):
        if match.re is _ON_LINE and match.start() > _MAX_LINE_PLACE:
            continue
        if _OTHER_MEETING.search(head[max(0, match.start() - 130) : match.start()]):
            continue
        if (span := _read_place(head, match.end())) is not None:
            return span
    return None


def _read_place(head: str, start: int) -> Span | None:
    """Return the span of a place that runs to the date, the time or the end of its sentence."""
    limit = min(len(head), start + _MAX_PLACE)
    end = _END.search(head, start, limit)
    line = re.search(r"\n\s*\n|\n", head[start:limit])
    if end is None:
        last = limit if line is None and limit == len(head) else start + line.start() if line else None
        return None if last is None else _trim(head, start, last)
    if line is not None and start + line.start() < end.start():
        so_far, rest = head[start : start + line.start()], head[start + line.end() : end.start()]
        if not _goes_on(so_far, line[0], rest):
            return _trim(head, start, start + line.start())
    return _trim(head, start, end.start())


def _goes_on(so_far: str, line_end: str, rest: str) -> bool:
    """Return True where a place goes on behind the end of a line."""
    if so_far.rstrip().endswith(","):
        return True
    if so_far.isupper():
        return rest.isupper()
    words = re.findall(r"[^\W\d_]+", rest)
    return (
        line_end.count("\n") == 1
        and len(rest) <= 70
        and all(word[0].isupper() or word in ("of", "the", "and") for word in words)
    )


def _trim(head: str, start: int, end: int) -> Span | None:
    """Return the span of a place without signs at its ends, None for what is no place."""
    while start < end and head[start] in " \n,:;-–|":
        start += 1
    while end > start and head[end - 1] in " \n,:;-–.|(":
        end -= 1
    words = head[start:end]
    is_place = (
        len(words) >= 4
        and head[end : end + 1] != "*"
        and (words[0].isupper() or words[0].isdigit())
        and "@" not in words
        and words.count("\n") <= 6
    )
    return (start, end) if is_place and not _NO_PLACE.match(words) else None
