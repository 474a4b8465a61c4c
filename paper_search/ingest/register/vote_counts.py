"""Counts of votes in a sentence: "by 5 votes to 3", "six were in favour and one abstained", "carried 5-2"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from paper_search.records.register import VoteResult

_WORDS = (
    "no one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen twenty"
).split()
_NUMBER_WORDS = {word: number for number, word in enumerate(_WORDS)} | {"none": 0, "nil": 0}
_NUMBER = rf"(?:\d{{1,3}}(?![\d/.:]\d)|{'|'.join([*_WORDS, 'none', 'nil'])})"
_MEMBERS = (
    r"(?:\s+(?:members?|councillors?|cllrs?|votes?|people|members\s+present))?(?:\s+(?:were|was|voted|voting"
    r"|being|cast|recorded))?"
)
_BEFORE = r"(?<![\w£$€.,/-])"
_RESULT = (
    r"(?P<result>carried|lost|defeated|agreed|approved|passed|adopted|rejected|resolved|failed|failing"
    r"|accepted|refused)"
)

# "by 5 votes to 3 with 1 abstention", "by a majority of 5 to 3"
_BY_PATTERN = re.compile(
    r"\b(?:by|on|with)\s+(?:a\s+)?(?:vote\s+of\s+|majority\s+(?:vote\s+)?of\s+"
    rf"|margin\s+of\s+)?(?P<ayes>{_NUMBER})(?:\s+votes?)?(?:\s+(?:for|in\s+favou?r))?,?\s*(?:to|against|-"
    rf"|–)\s*(?P<noes>{_NUMBER})(?P<unit>\s+(?:votes?|against))?"
    rf"(?:[,;]?\s*\(?(?:and|with|there\s+(?:were|was|being)|where)?\s*(?P<abst>{_NUMBER}){_MEMBERS}\s+abst\w+)?",
    re.IGNORECASE,
)
# "The Council voted 4 to 1 in favour of", "voted by 5 votes to 2 against"
_VOTED_PATTERN = re.compile(
    rf"\bvoted\s+(?:by\s+)?(?P<most>{_NUMBER})(?:\s+votes?)?\s*(?:to|-"
    rf"|–)\s*(?P<least>{_NUMBER})(?:\s+votes?)?,?\s+(?P<side>in\s+favou?r|to\s+(?:support|approve|accept"
    r"|adopt)|against)\b",
    re.IGNORECASE,
)
# "The vote was tied 3-3", "tied at 4 all"
_TIED_PATTERN = re.compile(
    rf"\bvot(?:e|es|ing)\s+(?:was|were|being)\s+(?:tied|equal)(?:\s+at)?,?\s*\(?(?P<ayes>{_NUMBER})"
    rf"(?:\s*(?:-|–|to|votes\s+to)\s*(?P<noes>{_NUMBER})|\s+all\b)",
    re.IGNORECASE,
)
# "F: 6 A: 2 Ab: 0"
_LETTERS_PATTERN = re.compile(
    r"\bF\s*[:=–-]?\s*(?P<ayes>\d{1,3})[\s,;/]+A(?:g)?\s*[:=–-]?\s*(?P<noes>\d{1,3})[\s,;/]+Ab(?:s)?\.?\s*[:=–-]?\s*"
    r"(?P<abst>\d{1,3})\b"
)
# "Carried 5-2", "passed (7 to 0)"
_RESULT_PATTERN = re.compile(
    rf"\b{_RESULT},?\s*(?:by\s+)?(?:a\s+vote\s+of\s+)?[(,:]?\s*(?P<ayes>\d{{1,2}})\s*(?:[-–/]"
    rf"|to)\s*(?P<noes>\d{{1,2}})(?:\s*[-–]\s*(?P<abst>\d{{1,2}}))?\)?(?=[\s.,;)]|$)(?!\s*(?:years?"
    r"|months?|weeks?|days?|[ap]\.?m|%))",
    re.IGNORECASE,
)
_FOR = rf"{_BEFORE}(?P<ayes>{_NUMBER}){_MEMBERS}\s+(?:in\s+favou?r|for)\b"
_AGAINST = rf"{_BEFORE}(?P<noes>{_NUMBER}){_MEMBERS}\s+(?:against|opposed)\b"
_ABSTAINED = (
    rf"{_BEFORE}(?P<abst>{_NUMBER})(?:\s+(?:members?|councillors?|cllrs?|votes?))?\s+(?:(?:were|was"
    r"|voting)\s+)?(?:abst\w+)\b"
)
_FOR_PATTERN = re.compile(_FOR, re.IGNORECASE)
_AGAINST_PATTERN = re.compile(_AGAINST, re.IGNORECASE)
_ABSTAINED_PATTERN = re.compile(_ABSTAINED, re.IGNORECASE)
# "For 5, against 3, abstentions 1"; "For: 5 Against: 3"; "Ayes 5, Noes 2"
_SIDES_PATTERN = re.compile(
    r"\b(?:for|in\s+favou?r|ayes?|yeas?|yes)(?:\s+the\s+(?:motion|amendment"
    r"|proposal))?\s*[:=–-]?\s*\(?(?P<ayes>\d{1,3})\)?(?:\s+votes?)?[\s,;./"
    r"|–-]+(?:and\s+)?(?:votes?\s+)?(?:against|noes|nays?|no)(?:\s+the\s+(?:motion|amendment"
    r"|proposal))?\s*[:=–-]?\s*\(?(?P<noes>\d{1,3}|nil|none)\)?(?:\s+votes?)?"
    r"(?:[\s,;./|–-]+(?:and\s+)?(?:abst\w+|not\s+voting)\s*[:=–-]?\s*\(?(?P<abst>\d{1,3}|nil|none)\)?)?",
    re.IGNORECASE,
)
_UNANIMOUS_PATTERN = re.compile(
    r"\bunanimous(?:ly)?\b|\bnem\.?\s*(?:con|diss)\b|\ball\s+(?:(?:members|councillors"
    r"|those)\s+)?(?:present\s+)?(?:were\s+|voted\s+|voting\s+)?in\s+favou?r\b|\bcarried\s+by\s+(?:all"
    r"|everyone)\b|\bdi-?wrthwynebiad\b|\bunfrydol\b",
    re.IGNORECASE,
)
_MAX_VOTE_WORDS = 16
"""Words of a sentence that gives a vote alone."""
_RANGE_PATTERN = re.compile(r"\w\s*(?:to|t0|v|-|–|/)\s*$", re.IGNORECASE)
"""The end of words whose last number is the second of two: "4 to"."""
_WON_PATTERN = re.compile(
    r"\b(?:carried|agreed|approved|passed|adopted|resolved|accepted|penderfynwyd|cytunwyd|won)\b", re.IGNORECASE
)
_LOST_PATTERN = re.compile(
    r"\b(?:lost|defeated|rejected|fell(?=\W*$|[.;,])|fallen|not\s+(?:carried|agreed|passed)|failed|fails)\b",
    re.IGNORECASE,
)
_SUBSTANCE = re.compile(
    r"\b(?:motion|amendment|proposal|proposition|recommendations?|resolution|vote|votes|voted|carried|lost"
    r"|defeated|passed|favou?r|agreed|approved|resolved|adopted|accepted|refused|deferred|elected"
    r"|majority)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class VoteCounts:
    """The counts of a vote and where in a text they stand."""

    start: int
    end: int
    votes_for: int | None = None
    votes_against: int | None = None
    abstentions: int | None = None
    is_unanimous: bool = False


def find_counts(text: str) -> VoteCounts | None:
    """Return the counts of the vote that a sentence gives, or None; a sentence with two votes gives none."""
    if plain := _TIED_PATTERN.search(text) or _LETTERS_PATTERN.search(text):
        noes = plain["noes"] or plain["ayes"]
        return VoteCounts(
            *plain.span(), read_number(plain["ayes"]), read_number(noes), read_number(plain.groupdict().get("abst"))
        )
    if voted := _VOTED_PATTERN.search(text):
        most, least = read_number(voted["most"]), read_number(voted["least"])
        ayes, noes = (least, most) if voted["side"].lower() == "against" else (most, least)
        return VoteCounts(*voted.span(), ayes, noes)
    for pattern in (_SIDES_PATTERN, _BY_PATTERN, _RESULT_PATTERN):
        matches = [match for match in pattern.finditer(text) if _is_vote(text, match)]
        if len(matches) > 1:
            return None
        if matches:
            return _read_match(text, matches[0])
    return _find_sides(text)


def find_unanimity(text: str) -> tuple[int, int] | None:
    """Return where a text says that a vote was unanimous."""
    match = _UNANIMOUS_PATTERN.search(text)
    return match.span() if match else None


def is_won_alone(text: str) -> bool:
    """Return True for a short sentence that gives a vote for a motion and no more: "On a vote of 5 for, 2 against"."""
    if len(text.split()) > _MAX_VOTE_WORDS or _LOST_PATTERN.search(text):
        return False
    counts = find_counts(text)
    return (counts.votes_for or 0) > (counts.votes_against or 0) if counts else find_unanimity(text) is not None


def find_result(text: str) -> VoteResult | None:
    """Return what a text says of the outcome of a vote; None where it says neither or both."""
    has_lost = bool(_LOST_PATTERN.search(text))
    has_won = bool(_WON_PATTERN.search(re.sub(r"(?i)\bnot\s+(?:carried|agreed|passed)\b", "", text)))
    return None if has_won == has_lost else ("lost" if has_lost else "carried")


def read_number(word: str | None) -> int | None:
    """Return the number that a word or figures print."""
    if not word:
        return None
    return int(word) if word.isdigit() else _NUMBER_WORDS.get(word.lower())


def _is_vote(text: str, match: re.Match[str]) -> bool:
    """Return True for counts that are said of a vote, and not a score, a time or a range."""
    if match.re is _SIDES_PATTERN:
        return True
    around = text[max(match.start() - 160, 0) : match.end() + 60]
    is_plain = match.re is _BY_PATTERN and not re.search(r"(?i)vote|majority|favou?r|against|abst", match[0])
    words = r"\b(?:carried|lost|defeated|passed|agreed|approved|resolved|voted?|motion|amendment)\W+(?:\w+\W+){0,2}$"
    if is_plain and not re.search(words, text[: match.start()], re.IGNORECASE):
        return False
    return bool(_SUBSTANCE.search(around))


def _read_match(text: str, match: re.Match[str]) -> VoteCounts:
    groups = match.groupdict()
    abstentions, end = read_number(groups.get("abst")), match.end()
    if abstentions is None and (later := _ABSTAINED_PATTERN.search(text, match.end())):
        abstentions, end = read_number(later["abst"]), later.end()
    return VoteCounts(match.start(), end, read_number(groups["ayes"]), read_number(groups["noes"]), abstentions)


def _find_sides(text: str) -> VoteCounts | None:
    """Return counts that are printed apart: "five were in favour, two abstained"."""
    sides = [list(pattern.finditer(text)) for pattern in (_FOR_PATTERN, _AGAINST_PATTERN, _ABSTAINED_PATTERN)]
    if any(len(side) > 1 for side in sides) or not any(sides):
        return None
    matches = [match for side in sides for match in side]
    if any(_RANGE_PATTERN.search(text[max(match.start() - 12, 0) : match.start()]) for match in matches):
        return None
    if len(matches) == 1 and not _is_sure_alone(text, matches[0]):
        return None
    ayes, noes, abst = (side[0] if side else None for side in sides)
    return VoteCounts(
        min(match.start() for match in matches),
        max(match.end() for match in matches),
        read_number(ayes["ayes"]) if ayes else None,
        read_number(noes["noes"]) if noes else None,
        read_number(abst["abst"]) if abst else None,
    )


def _is_sure_alone(text: str, match: re.Match[str]) -> bool:
    """Return True for one count that only a vote has: "six were in favour", "with one abstention" of a motion."""
    if re.search(r"favou?r$", match[0], re.IGNORECASE):
        return bool(
            re.search(r"\b(?:seconded|motion|amendment|vote|voted|proposal|carried|agreed)\b", text, re.IGNORECASE)
        )
    return bool(re.search(r"abst", match[0], re.IGNORECASE)) and bool(
        re.search(r"\b(?:carried|agreed|resolved|approved|passed)\b", text, re.IGNORECASE)
    )
