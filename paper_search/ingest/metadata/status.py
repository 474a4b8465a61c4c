"""Status that a document claims: draft or confirmed minutes, a meeting that is cancelled.

The document says it of itself. A report may mention a visit that was cancelled, and minutes other minutes that were
confirmed.
"""

from __future__ import annotations

import re

from paper_search.ingest.metadata.head import DocumentHead
from paper_search.records import DroppedText, Reading
from paper_search.text.spans import collapse_whitespace

_MAX_STATUS_LINES, _CLOSING_CHARACTERS = 12, 600
"""Lines of the head that may state it, and characters of the end of minutes, where they are signed."""

# "DRAFT MINUTES", "Minutes of the meeting held on 3 May (draft)", "Unconfirmed", "DRAFT" on a line of its own.
_DRAFT_PATTERN = re.compile(
    r"\bdraft\s+minutes\b|^\W*draft\W*(?:$|[–—:-])|^\W*draft\s*[,;.(]|\bminutes\b.{0,200}[(–-]\s*draft\b"
    r"|\bunconfirmed\s+(?:draft\s+)?minutes\b|^\W*unconfirmed\W*(?:$|[–—:-])|\bminutes\b.{0,200}(?:[(–-]\s*|\s)unconfirmed\W*$"
    r"|\bminutes\b.{0,120}\bsubject\s+to\s+(?:confirmation|approval)\b|^\W*(?:\w+\W+){0,4}subject\s+to\s+(?:confirmation|approval)\b",
    re.IGNORECASE,
)
# "The draft minutes of 3 April were approved", "Draft minutes of the Finance Committee were circulated" and "3. Draft
# minutes of 3 April" are said of other minutes.
_OTHER_MINUTES_PATTERN = re.compile(
    r"\b(?:were|was)\s+(?:\w+\s+)?(?:approved|agreed|confirmed|signed|received|noted)\b"
    r"|\b(?:circulat\w+|enclosed|adopt(?:ed|ion)?|ratif\w+|discuss\w*|copy|copies|sent|appended|tabled)\b|\bapproval\s+of\b"
    r"|\bto\s+(?:approve|confirm|sign|agree|receive|note|consider|adopt)\b|\b(?:previous|last)\s+(?:\w+\s+)?meeting\b",
    re.IGNORECASE,
)
_ITEM_PATTERN = re.compile(r"\W*(?:\d{1,3}(?:[./]\d{1,3})*[.)]|\d{1,3}[./]\d{1,4}|\(?[a-z]\))\s+(?=\D)", re.IGNORECASE)
_BEFORE_DRAFT, _BEHIND_DRAFT = 80, 160
"""Characters beside the words that state it, in which they may be said of other minutes."""
_CONFIRMED_PATTERN = re.compile(r"\bconfirmed\s+minutes\b|\bminutes\s*[(–-]\s*confirmed\b", re.IGNORECASE)
_SIGNED_PATTERN = re.compile(r"\bthese\s+minutes\s+were\s+(?:confirmed|approved|agreed|signed)\b", re.IGNORECASE)
# "CANCELLED", "Cabinet, 4 March 2025 - CANCELLED", "Notice of cancellation": short lines.
_MAX_LINE_CHARACTERS = 1000
_CANCELLED_PATTERN = re.compile(
    r"^\W*(?:(?:this\s+)?meeting\s+)?(?:is\s+|has\s+been\s+)?cancell(?:ed|ation)\b(?:\W+\w+){0,10}\W*$"
    r"|^(?:\W*\b\w+\b){1,12}\s*(?:[–—:(|*-]\s*cancelled|(?-i:CANCELLED))\W*$|^\W*notice\s+of\s+cancell",
    re.IGNORECASE,
)
# "The meeting of the Cabinet due on 4 March has been cancelled": the meeting of this paper, not the last one.
_CALLED_OFF_PATTERN = re.compile(
    r"^\W*(?:please\s+note\s+(?:that\s+)?)?(?:this|the)\s+(?!(?:last|previous|earlier)\b)(?:[\w’'&-]+\s+){0,8}?meeting\b"
    r"[^.;]{0,160}?\b(?:has\s+been|is|was)\s+(?:now\s+)?cancelled\b",
    re.IGNORECASE,
)
_HEAD_PLACES = ("page header", "banner", "generated content")
"""Places of a web page in which a site marks the paper as a whole."""
MEETING_NOTICE_KINDS = frozenset({None, "agenda frontsheet"})
"""The kinds that call a meeting and so may cancel it."""


def minutes_status(reading: Reading, head: DocumentHead, kind: str | None) -> str | None:
    """Return the status that a document claims.

    Args:
        reading: the document as read.
        head: its head.
        kind: its kind.

    Returns:
        "draft", "confirmed", "cancelled" or None.
    """
    opening = [
        *head.lines[:_MAX_STATUS_LINES],
        *(collapse_whitespace(dropped.text) for dropped in reading.dropped if _is_at_head(dropped)),
    ]
    if kind in MEETING_NOTICE_KINDS:
        return "cancelled" if any(map(is_called_off, opening)) else None
    if kind != "minutes":
        return None
    if any(map(_is_draft, opening)):
        return "draft"
    closing = collapse_whitespace(reading.text[-_CLOSING_CHARACTERS:])
    return "confirmed" if any(map(_CONFIRMED_PATTERN.search, opening)) or _SIGNED_PATTERN.search(closing) else None


def _is_at_head(dropped: DroppedText) -> bool:
    """Return True for what stands in the margins of the first page, or at the head of a page on the web."""
    return dropped.page == 1 or (dropped.page is None and dropped.why in _HEAD_PLACES)


def _is_draft(line: str) -> bool:
    """Return True for a line that calls its own minutes a draft; a web page may be one long line."""
    item = _ITEM_PATTERN.match(line)
    return any(
        not _OTHER_MINUTES_PATTERN.search(_cut_sentence(line, match))
        for match in _DRAFT_PATTERN.finditer(line)
        if item is None or match.start() > item.end()
    )


def _cut_sentence(line: str, match: re.Match[str]) -> str:
    """Return the sentence that holds a match, or the part of it near by."""
    first = max(0, match.start() - _BEFORE_DRAFT, line.rfind(". ", 0, match.start()) + 1)
    last = line.find(". ", match.end(), match.end() + _BEHIND_DRAFT)
    return line[first : match.end() + _BEHIND_DRAFT if last < 0 else last]


def is_called_off(line: str) -> bool:
    """Return True for a line that calls off the meeting of its own paper."""
    line = line[:_MAX_LINE_CHARACTERS]
    return bool(_CANCELLED_PATTERN.search(line) or _CALLED_OFF_PATTERN.match(line))
