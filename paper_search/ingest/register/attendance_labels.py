"""Labels of the lists of those at a meeting: "PRESENT:", "Apologies for absence", "Also in attendance", "Presennol"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from paper_search.records.register import AttendanceKind
from paper_search.text.spans import collapse_whitespace

_NUMBER = r"(?:(?:item\s+)?(?:\(?\d{1,4}(?:[./]\d{1,4})*\\?[.):]?|\(?[a-z]\)|[#•·*▪>-]+)\s*)?"
_SUBJECT = (
    r"(?:members|councillors|cllrs|those|committee\s+members|board\s+members|cabinet\s+members"
    r"|council\s+members|trustees)"
)
_ALSO = r"(?:also,?|others?|and\s+also)"
_WAY = (
    r"(?:\s*,?\s*(?:virtually|remotely|online|in\s+person|physically|by\s+zoom|via\s+(?:microsoft\s+|ms\s+)?(?:zoom|teams|video\s?link)"
    r"|by\s+(?:invitation|video\s?link|telephone)|at\s+the\s+meeting|were|was|are|for\s+all\s+or\s+part\s+of\s+the\s+meeting"
    r"|for\s+part\s+of\s+the\s+meeting|only|and\s+voting|non-voting))*"
)
_OFFICERS = (
    r"(?:council\s+|district\s+|county\s+|city\s+|supporting\s+|lead\s+)?(?:officers?|officials|staff|administration)"
)
_LABELS: tuple[tuple[AttendanceKind, str], ...] = (
    (
        "officer",
        r"(?:non-?\s?(?:executive\s+|committee\s+|cabinet\s+|voting\s+)?members?|other\s+(?:members|councillors))\s+(?:also\s+)?(?:present|in\s+attendance|attending)",
    ),
    (
        "officer",
        r"(?:(?:members|councillors)\s+)?(?:present|attending|in\s+attendance)\s+(?:as\s+(?:observers?|guests?)"
        r"|under\s+standing\s+order\s+\w+)",
    ),
    ("officer", rf"{_ALSO}\s+(?:in\s+attendance|present|attending|attended){_WAY}"),
    (
        "officer",
        rf"{_OFFICERS}(?:\s+(?:and\s+(?:visitors|guests)\s+)?(?:present|in\s+attendance|attending)){{0,1}}{_WAY}",
    ),
    (
        "officer",
        r"(?:invited\s+)?(?:guests|visitors|witnesses|invitees|observers|delegations?|expert\s+witnesses)(?:\s+(?:present|in\s+attendance|attending))?",
    ),
    ("officer", r"(?:members\s+of\s+(?:the\s+)?public|public)(?:\s+(?:present|in\s+attendance))?"),
    (
        "officer",
        r"(?:parish|town|community|council|city|village|township|committee)\s+clerk|clerk(?:\s+to\s+the\s+council)?",
    ),
    (
        "officer",
        r"(?:hefyd\s+yn\s+bresennol|swyddogion|yn\s+bresennol\s+hefyd|i\s+láthair\s+freisin|oifigigh|i\s+bhfochair)",
    ),
    ("officer", rf"in\s+attendance{_WAY}"),
    (
        "apologies",
        r"(?:(?:to\s+(?:receive|note|consider|record|accept)\s+)?(?:any\s+)?apolog(?:y|ies)(?:\s+for\s+(?:absence|non-?attendance|inability\s+to\s+attend))?"
        r"(?:\s+(?:were|was))?(?:\s+(?:received|accepted|noted|given|submitted))?(?:\s+(?:from|by))?)",
    ),
    ("apologies", r"(?:ymddiheuriadau(?:\s+am\s+absenoldeb)?|leithscéalta|leithscéal|regrets(?:\s+received)?)"),
    (
        "absent",
        r"(?:(?:members|councillors)\s+)?(?:absent|not\s+present)(?:\s+(?:members|councillors))?(?:\s+without\s+apolog(?:y|ies))?",
    ),
    ("absent", r"as\s+láthair"),
    ("substitute", r"substitut(?:es?|ions?)(?:\s+members?)?(?:\s+present)?|dirprwyon"),
    ("present", r"(?:present|attendance|those\s+present)\s+(?:and|&)\s+apolog(?:y|ies)(?:\s+for\s+absence)?"),
    (
        "present",
        rf"(?:{_SUBJECT}\s+)?(?:present|attending|in\s+attendance)(?:\s+in\s+the\s+chair|\s+and\s+presiding|\s+members)?{_WAY}",
    ),
    ("present", r"chair(?:man|woman|person)?(?=\s*:)"),
    ("present", r"(?:there\s+were\s+present|the\s+following\s+(?:members|councillors)\s+were\s+present)"),
    ("present", r"those\s+(?:present|attending|in\s+attendance)(?:\s+were)?|attendees|attendance|in\s+the\s+chair"),
    (
        "present",
        r"(?:presennol|sederunt|yn\s+bresennol|i\s+láthair|sa\s+chathaoir|baill\s+i\s+láthair|aelodau(?:\s+presennol)?)",
    ),
)
_OTHER_LANGUAGE = (
    r"(?:(?:presennol|(?:hefyd\s+)?yn\s+bresennol|ymddiheuriadau|absennol|swyddogion|i\s+láthair|leithscéalta)\s*/\s*)?"
)
"""The label in Welsh or Irish before the English one: "Presennol / Present"."""
_PLAIN = "|".join(f"(?P<k{number}>{pattern})" for number, (_, pattern) in enumerate(_LABELS))
_END = (
    r"(?P<colon>\s*(?:\([^()\n]{1,40}\)\s*)?[:;]+[\s–—-]*|\s+[–—-]\s+|[^\S\n]*\|[^\S\n]*(?=\S)|(?P<line>[^\S\n]*(?:\n|$))"
    r"|(?P<bare>[^\S\n]+(?=\S)))"
)
_LABEL = re.compile(
    rf"{_NUMBER}{_OTHER_LANGUAGE}(?:{_PLAIN})(?:\s*/\s*(?:presennol|yn\s+bresennol|ymddiheuriadau|absennol|swyddogion|hefyd\s+yn\s+bresennol))?(?![\w’'])(?:\s*\([^()\n]{{1,40}}\))?{_END}",
    re.IGNORECASE,
)
_PLACES = re.compile(
    r"(?:^|\n|\|)[^\S\n]*(?=\S)|(?<=[.;)\]])[^\S\n]+(?=(?-i:[A-Z]))|(?<=[a-z,])[^\S\n]+(?=(?:In\s+attendance|Also|Apologies)\b)"
    r"|(?<=:)[^\S\n]+(?=Present\s*[-–:])"
    r"|(?<=\S)[^\S\n]{1,8}(?=(?:(?:Parish|Town)\s+Clerk|Public|Present|PRESENT|Regrets|Absent|Attending|Apologies)[^\S\n]*:)"
    r"|(?<=\s)(?=(?:Present|PRESENT|In\s+attendance|IN\s+ATTENDANCE|Also\s+(?:in\s+attendance|present)|Apologies|Members\s+of\s+the\s+Public|Those\s+[Pp]resent|THOSE\s+PRESENT)\b[^.\n|]{0,30}:)"
    r"|(?<=\d)[^\S\n]+(?=Also,?\s+in\s+attendance)|(?<=\d)[.)]?[^\S\n]+(?=(?:To\s+\w+\s+)?Apologies\b)"
)
"""Where a label may begin: on a line, in a cell, behind a sentence."""


@dataclass(frozen=True, slots=True)
class AttendanceLabel:
    """A label: ``text[start:end]``, with the sign behind it.

    Attributes:
        kind: of whom the list behind it is.
        is_alone: True where nothing follows on its line.
        is_marked: True where a colon or a dash closes it, or it stands alone.
        words: the label itself, in lower case.
    """

    kind: AttendanceKind
    start: int
    end: int
    is_alone: bool
    is_marked: bool
    words: str


def find_labels(text: str) -> Iterator[AttendanceLabel]:
    """Yield the labels of lists in a text, in order."""
    position = -1
    for place in _PLACES.finditer(text):
        if place.end() < position:
            continue
        match = _LABEL.match(text, place.end())
        if match is None:
            continue
        group = next(name for name in match.groupdict() if name.startswith("k") and match[name])
        if match["bare"] is not None and not match[group][0].isupper():
            continue
        position = match.end()
        yield AttendanceLabel(
            _LABELS[int(group[1:])][0],
            place.end(),
            match.end(),
            match["line"] is not None
            or "\n" in text[match.end(group) : match.end()]
            or not _rest_of_line(text, match.end()).strip(),
            match["bare"] is None,
            collapse_whitespace(match[group].lower()),
        )


def _rest_of_line(text: str, start: int) -> str:
    end = text.find("\n", start, start + 400)
    return text[start : start + 400 if end < 0 else end]
