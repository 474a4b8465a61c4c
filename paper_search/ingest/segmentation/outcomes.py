"""Outcomes and the entries that they decide: votes, decision lines, and lists of applications.

An outcome belongs to what it stands under: "No objections" to the application above it, "For (14) …" to the motion that
was put to the vote. It never opens what follows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

MAX_OUTCOME_WORDS = 16
"""Words of a decision line; a longer one is prose, which says itself what it decides."""

_APPLICATION = (
    # No year ("2023/24", "2023/2024") and no month ("05/2024").
    r"(?!(?:19|20)\d{2}/(?:(?:19|20)?\d{2})(?!\d)|(?:0?\d|1[0-2])/(?:19|20)\d{2}(?!\d))"
    # E/34801, PL/02345, LA/01/23
    r"(?:[A-Z]{1,4}/(?:\d{3,6}|\d{2}/\d{1,6})(?:/[A-Z]{1,6})?"
    # 23/01234/FUL, 30/00308/TCA, 24/00117, 2023/0123/F
    r"|(?:[A-Z]{1,4}[/ ]?)?(?:20)?\d{2}/\d{3,6}(?:/[A-Z0-9]{1,6}){0,2}"
    # S.23/0123/HHOLD, 3PL/2023/0123/F, BH2023/01234, P2023/0123
    r"|(?:S\.|\d?[A-Z]{1,4}/?)(?:20)?\d{2}/\d{3,6}(?:/[A-Z]{1,6})?"
    # P24/S0451/HH, and C24/0150/33/LL with the parish inside
    r"|[A-Z]\d{2}/S\d{3,5}(?:/[A-Z]{1,4})?|[A-Z]\d{2}/\d{3,5}/\d{2}/[A-Z]{1,3}"
    # LA05/2023/0123/F, UTT/23/0123/FUL
    r"|[A-Z]{1,4}\d{0,2}/(?:20)?\d{2}/\d{2,6}(?:/[A-Z0-9]{1,6})?)"
)
_ENTRY_PATTERN = re.compile(
    rf"\W*(?:(?:Planning\s+)?(?:Application|App|Ref(?:erence)?)\.?\s*(?:No\.?|Number|Ref\.?)?\s*:?\s*)?{_APPLICATION}(?![\w/])"
)
_INNER_ENTRY_PATTERN = re.compile(rf"\n\s*(?={_APPLICATION}(?![\w/]))")
_OUTCOME = (
    r"[\W_]*(?:(?:Decision|Outcome|Result|Response|Comments?|Observations?|Recommendation|Council\s+(?:decision|response)|Vote|Resolved|Penderfynwyd)"
    r"\s*[:–-]\s*)?"
    r"(?:(?:No|Strong(?:ly)?|Raise[sd]?\s+no)\s+)?(?:"
    r"objections?|objects?|objected|support(?:ed|s)?|approved?|approval|refused?|refusal|granted|permitted|permission\s+(?:granted|refused)"
    r"|passed|(?:no\s+)?comments?(?:\s+(?:only|noted))?|neutral|withdrawn|deferred|carried|lost|defeated|rejected|dismissed|allowed|declined"
    r"|agreed|noted|adopted|not\s+(?:agreed|carried|supported)|(?:no\s+)?(?:observations?|concerns?)|unanimous(?:ly)?(?:\s+\w+ed)?"
    r"|dim\s+gwrthwynebiad|gwrthwynebu|cytunwyd|gwrthodwyd|caniatawyd"
    r"|(?:the\s+)?(?:substantive\s+|amended\s+|original\s+)?(?:motion|amendment|proposal|recommendation|resolution)s?\s+"
    r"(?:(?:as\s+amended\s+)?(?:was|were|is|not)\s+)?(?:therefore\s+)?(?:declared\s+)?"
    r"(?:carried|lost|defeated|agreed|approved|passed|rejected|fell|not\s+carried|withdrawn))"
)
_OUTCOME_PATTERN = re.compile(
    rf"{_OUTCOME}(?=[\W_]*(?:$|[.,;(–-]|(?:subject|with|by(?!\s*:)|on(?!\s*:)|unanimously|as|to|in|because|due|but|that|and)\b))",
    re.IGNORECASE,
)
_STYLED_OUTCOME_PATTERN = re.compile(rf"{_OUTCOME}(?=\s*(?:$|[.,;(*]|[–-]\s))", re.IGNORECASE)
_VOTE_PATTERN = re.compile(
    r"[\W_]*(?:(?:voting|votes?|those\s+voting)\s*:?\s+)?(?:for|in\s+favou?r|against|abst(?:ain(?:ed|ing|ers)?|entions?)|not\s+voting|ayes?|noes|nays?|yeas?"
    r"|o\s+blaid|yn\s+erbyn|ymatal)"
    r"\s*(?:[:=–-]\s*)?(?:\(\s*\d{1,3}\s*\)|\d{1,3}(?=\s*(?:$|[.,;:(–-]|votes?\b|(?-i:[A-Z])))|:|–|$)",
    re.IGNORECASE,
)
_MOTION_PATTERN = re.compile(
    r"\b(?:moved|proposed|seconded|propos(?:al|es|ing)\s+that|cynigiwyd|eiliwyd)\b|^\W*[“\"‘']?That\b|^\W*(?:motion|amendment)\s*[:–-]",
    re.IGNORECASE,
)
_PUT_PATTERN = re.compile(
    r"\b(?:put\s+to\s+the\s+vote|on\s+being\s+put|(?:recorded|named)\s+vote|vote\s+was\s+taken|voted\s+on|pleidlais)\b",
    re.IGNORECASE,
)
_LABEL_PATTERN = re.compile(
    r"[\W_]*(?:Minutes|Decisions?|Resolutions?|Outcome|Cofnodion|Penderfyniad(?:au)?)\s*:[\W_]*$", re.IGNORECASE
)
_PAGE_PATTERN = re.compile(
    r"[\W_]*(?:Agenda\s+and\s+(?:draft\s+)?(?:minutes|decisions)|(?:Draft\s+)?Minutes|Agenda\s+item|Decision\s+details|Issue\s+details"
    r"|Issue\s+-\s+(?:meetings|decisions|items\s+at\s+meetings)|Agenda\s+a(?:'r)?\s+(?:cofnodion|phenderfyniadau)|Eitem\s+agenda)[\W_]*$",
    re.IGNORECASE,
)


def is_entry(text: str) -> bool:
    """Return True if the text opens an entry of a list of applications: "E/34801 Change of use"."""
    return bool(_ENTRY_PATTERN.match(text))


def is_vote(text: str) -> bool:
    """Return True for one side of a recorded vote: "For (14) Mr Wren, …", "Against: 40"."""
    return bool(_VOTE_PATTERN.match(text))


def is_outcome(text: str) -> bool:
    """Return True for a decision line or a vote, which says nothing without what it decides."""
    if is_vote(text):
        return True
    return _is_short(text) and bool(_OUTCOME_PATTERN.match(text))


def is_styled_outcome(text: str) -> bool:
    """Return True for a decision line in bold, which heads nothing; a title that begins like one goes on with words."""
    return _is_short(text) and bool(_STYLED_OUTCOME_PATTERN.match(text))


def _is_short(text: str) -> bool:
    return len(text.split()) <= MAX_OUTCOME_WORDS and not text.rstrip(" *_").endswith(":")


def is_put_to_vote(text: str) -> bool:
    """Return True if the text says that something was voted on, which stands before it."""
    return bool(_PUT_PATTERN.search(text))


def is_vote_head(text: str) -> bool:
    """Return True for the side of a vote alone, "For (14)", whose names are the next words."""
    match = _VOTE_PATTERN.match(text)
    return match is not None and not re.search(r"\w", text[match.end() :])


def is_decided(text: str) -> bool:
    """Return True for lines of which the last is the decision on the others: an address, the work, "No objection"."""
    lines = text.strip().split("\n")
    return len(lines) > 1 and is_outcome(lines[-1]) and not is_outcome(lines[0])


def is_motion(text: str) -> bool:
    """Return True if the text states what is put to the vote."""
    return bool(_MOTION_PATTERN.search(text))


def is_page_label(text: str) -> bool:
    """Return True for the labels that committee systems print inside an item: "Minutes:", "Decision:"."""
    return bool(_LABEL_PATTERN.match(text))


def is_page_name(text: str) -> bool:
    """Return True for the name that a committee system gives to a kind of page: "Agenda and minutes"."""
    return bool(_PAGE_PATTERN.match(text))


def split_entries(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of a text, a new one where a line opens an entry beneath the outcome of the one before."""
    start = 0
    for match in _INNER_ENTRY_PATTERN.finditer(text):
        if start < match.start():
            yield start, match.start()
            start = match.end()
    yield start, len(text)
