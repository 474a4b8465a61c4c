"""Recorded votes: the sides "For (14) …", "Against (40) …" with the names of those who voted so."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from paper_search.ingest.register.movers import BARE_NAME, TITLED_NAME, is_nobody
from paper_search.ingest.register.vote_counts import read_number

Side = Literal["for", "against", "abstaining"]
_LABELS: tuple[tuple[Side | None, str], ...] = (
    ("for", r"for|in\s+favou?r|ayes?|yeas?|yes|o\s+blaid"),
    ("against", r"against|noes|nays?|no|opposed|yn\s+erbyn"),
    ("abstaining", r"abst(?:ain(?:ed|ing|ers)?|entions?)|ymatal"),
    (None, r"not\s+voting|absent|did\s+not\s+vote|recused|conflict\s+of\s+interest|excused"),
)
_ANY_LABEL = "|".join(f"(?:{label})" for _, label in _LABELS)
_COUNT = r"\d{1,3}|none|nil"
# "For (14) Mr Wren, …", "Against: 40", "**In Favour:**", "Abstentions – 2", "AYES: Wren, Lark. NAYS: None (0)"
_SIDE_PATTERN = re.compile(
    r"(?:(?<=[\n.;|])|^)[\s*_|>-]*(?:(?:members?|councillors?|those|votes?|voting|voted"
    rf"|recorded)\s+(?:cast\s+|who\s+)?(?:vot(?:ing|ed)\s+)?)?(?P<label>{_ANY_LABEL})"
    r"(?:\s+(?:the\s+)?(?:motion|amendment|proposal"
    rf"|recommendation)s?)?\s*[*_]*\s*(?:\((?P<inner>{_COUNT})\)\s*[:–-]?"
    rf"|[:=–-]+\s*[*_]*\s*(?P<outer>{_COUNT})?(?=[\s.,;:)*_|(]|$|[A-Z])|(?P<plain>\d{{1,3}})(?=\s*(?:$"
    r"|[.,;|\n])|\s+votes?\b))[\s*_:]*",
    re.IGNORECASE,
)
_NAME_PATTERN = re.compile(rf"(?:{TITLED_NAME}|{BARE_NAME})")
_PREFIX_PATTERN = re.compile(
    r"[\s*_:–-]*(?:the\s+)?(?:Councillors|Cllrs\.?|Crs\.?|Messrs\.?|Members|Commissioners|Aldermen|Supervisors"
    r"|Trustees)\b[\s:]*",
    re.IGNORECASE,
)
_SEPARATOR_PATTERN = re.compile(r"\s*(?:[,;|]|\band\b|&|\n\s*\n)\s*")
_CLOSING_COUNT = re.compile(
    r"[\s*_]*(?:[-–:=]|total\s*:?)?\s*\(?\b(?P<count>\d{1,3})\b\)?(?:\s+votes?)?[\s*_.]*$", re.IGNORECASE
)
_NONE_PATTERN = re.compile(r"[\s*_:–-]*(?:none|nil|nobody|dim)\b[\s*_.]*(?:\(0\))?[\s*_.]*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class VoteSide:
    """One side of a vote, with its count and its names as printed; ``start`` and ``end`` are offsets in the text."""

    side: Side | None
    start: int
    end: int
    count: int | None = None
    names: tuple[str, ...] = ()


def find_sides(text: str) -> list[VoteSide]:
    """Return the sides of a recorded vote in a text, in order, each with what stands behind it."""
    matches = list(_SIDE_PATTERN.finditer(text))
    stops = [match.start() for match in matches[1:]] + [len(text)]
    return [_read_side(text, match, stop) for match, stop in zip(matches, stops, strict=True)]


def opens_side(text: str) -> bool:
    """Return True if a text opens with a side of a vote."""
    match = _SIDE_PATTERN.match(text)
    return match is not None


def _read_side(text: str, match: re.Match[str], stop: int) -> VoteSide:
    label = re.sub(r"\s+", " ", match["label"].lower())
    side = next(name for name, pattern in _LABELS if re.fullmatch(pattern, label))
    count = read_number(match["inner"] or match["outer"] or match["plain"])
    rest = text[match.end() : stop]
    if _NONE_PATTERN.match(rest):
        return VoteSide(side, match.start(), match.end() + len(rest.rstrip()), 0 if count is None else count)
    words = rest
    if count is None and (closing := _CLOSING_COUNT.search(rest)):
        count, words = int(closing["count"]), rest[: closing.start()]
        length = closing.end()
    else:
        length = len(rest.rstrip())
    names = _split_names(words)
    if names is None or (count is not None and names and len(names) != count):
        return VoteSide(side, match.start(), match.end() + (length if names is not None else 0), count)
    return VoteSide(side, match.start(), match.end() + length, count, names)


def _split_names(text: str) -> tuple[str, ...] | None:
    """Return the names of a list; None where anything else stands in it."""
    prefix = _PREFIX_PATTERN.match(text)
    words = text[prefix.end() if prefix else 0 :].strip(" \n\t*_:.–-")
    if not words:
        return ()
    names = [part.strip(" \n\t*_.:") for part in _SEPARATOR_PATTERN.split(words)]
    names = [name for name in names if name]
    if not all(_NAME_PATTERN.fullmatch(name) and not is_nobody(name) for name in names):
        return None
    return tuple(names)
