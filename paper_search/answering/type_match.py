"""Answer type of a quote: a person for "who", a sum beside its subject for "how much", a resolution for a decision.

A quote without the type asked for is not refused: another that has it comes first, and the certainty is told.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial

from paper_search.records import AnswerKind, AnswerType, AnswerTypeMatch, AskedAnswer, ExpectedAnswer, PassageKind
from paper_search.retrieval.config import RANKING, RankingConfig
from paper_search.retrieval.query.answer_type import has_expected_answer
from paper_search.retrieval.query.asked_answer import find_aspect, find_years
from paper_search.text.stemming import find_stems

_compile_ignoring_case = partial(re.compile, flags=re.IGNORECASE)

LOOSE_TYPES: frozenset[AnswerType] = frozenset({"person", "place", "reason", "duration"})
"""The types that many sentences have, whatever they speak of."""
_TITLED_NAME = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss|Dr|Prof|Professor|Rev|Cllrs?|Councillors?|Sir|Dame|Lord|Lady|Baroness)\.? [A-Z]"
)
_CAPITALISED_NAME = re.compile(r"\b[A-Z][a-z]+(?:-[A-Z][a-z]+)? (?:[A-Z]\.? )?(?:Ma?c|O['\u2019])?[A-Z][a-z]+\b")
_NAME_OF_NO_PERSON = re.compile(
    r"\b(?:Council|County|District|Borough|City|Town|Parish|Committee|Panel|Board|Cabinet|Street|Road|Lane|Avenue|Park"
    r"|House|Hall|Hospital|School|College|Academy|University|Library|Centre|Plan|Strategy|Policy|Programme|Project|Fund"
    r"|Grant|Budget|Act|Bill|Government|Department|Ministry|Office|Service|Services|Trust|Group|Team|Care|Health|Social"
    r"|Public|Local|National|Annual|Report|Section|Appendix|Table|North|South|East|West|New|Great|Upper|Lower|January"
    r"|February|March|April|May|June|July|August|September|October|November|December|Monday|Tuesday|Wednesday|Thursday"
    r"|Friday|Saturday|Sunday|The|This|That|These|In|On|At|For|It|No|Key|Adult|Children|Young|Home|Homes|Bank|Bridge)\b"
)
_ROLE = re.compile(
    r"\b(?:Leader|Mayor|Provost|Clerk|Treasurer|Secretary|Chair(?:man|woman|person)?|Vice-Chair\w*|Director|Head of"
    r"|Cabinet Member|Portfolio Holder|Officer|Manager|Inspector|Commissioner|Minister|Solicitor|Monitoring Officer"
    r"|Chief Executive|General Counsel|Ombudsman|Auditor|Engineer|Headteacher|Lead Member|Warden|Co-?ordinator)s?\b"
    r"|\b(?:contractor|developer|applicant|auditor|inspector|usher|caretaker|landowner|owner|tenant|volunteer)s?\b"
)
_MONEY = _compile_ignoring_case(r"[\u00a3$\u20ac]\s?[-+]?\d|\d\s?(?:m|bn|k|million|billion)\b|\b(?:pounds|pence)\b")
_NUMBER_CELL = re.compile(r"\|\s*[-+(\u00a3$\u20ac]*\s?\d")
_DURATION = _compile_ignoring_case(
    r"\b(?:\d+(?:\.\d+)?|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|several|half\s+an?)[\s-]"
    r"(?:(?:further|more|calendar|working)\s)?(?:minute|hour|day|night|week|fortnight|month|year|decade)s?\b"
    r"|\b(?:until|since|from)\b.{1,60}?\b(?:19|20)\d\d\b|\bindefinite(?:ly)?\b|\bpermanent(?:ly)?\b|\bfortnight\b"
)
_RELATIVE_DATE = _compile_ignoring_case(
    r"\b(?:today|yesterday|tomorrow|tonight)\b|\b(?:next|last|this|each|every)\s(?:week|month|year|spring|summer|autumn|winter"
    r"|quarter|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b|\b(?:\d+|\w+)\s(?:day|week|month|year)s?\s(?:after|before|from|later|ago)\b"
    r"|\bwithin\s\w+\s(?:day|week|month|year)s?\b|\bQ[1-4]\b"
)
_PLACE = re.compile(
    r"\b(?:in|at|on|near|outside|between|along|off|around|opposite|behind|to|from|across|into|of)\s(?:the\s)?[A-Z][a-z]+"
    r"|\b(?:road|street|lane|square|hall|school|park|field|site|centre|library|village|town|station|junction)s?\b"
)
_REASON = _compile_ignoring_case(
    r"\b(?:because|due\s+to|owing\s+to|as\s+a\s+result|result(?:s|ed|ing)?\s+(?:of|from|in)|in\s+order\s+(?:to|that)|so\s+that|reasons?|caused?"
    r"|causing|following\s+\w+|therefore|thus|hence|attribut\w+|driven\s+by|linked\s+to|led\s+to|arising|arose|on\s+the\s+grounds?|in\s+(?:light|view)\s+of"
    r"|given\s+that|reflects?|reflecting|thanks\s+to|since\s+(?:the|it|they|he|she|this|there)\b|as\s+(?:it|they|there|this|he|she|no|we)\b"
    r"|to\s+(?:avoid|ensure|reduce|protect|allow|enable|prevent|meet|save|help|make|give|provide|support|improve|keep))\b"
)
_DECIDED = _compile_ignoring_case(
    r"\b(?:resolved|resolution|agreed|decided|determined|carried|unanimously)\b"
    r"|\b(?:was|were|has\s+been|have\s+been|had\s+been)\s(?:\w+\s)?(?:approved|adopted|rejected|refused|granted|authori[sz]ed|endorsed)\b"
)
_APPROVED = _compile_ignoring_case(
    r"\b(?:approved|adopted|rejected|refused|granted|authori[sz]ed|endorsed|confirmed|delegated|noted|decision\s(?:was|is|of)|concluded)\b"
)
_UNDECIDED = _compile_ignoring_case(
    r"\brecommend(?:s|ed|ations?|ing)?\b|\bpropos(?:e[ds]?|als?|ing|ition)\b|\bmotion\b|\bmoved\b|\b(?:is|are|be)\s+(?:asked|invited)\b"
    r"|\bto\s+be\s+(?:agreed|approved)\b|\bshould\s+be\b"
)
_VOTE = _compile_ignoring_case(
    r"\b\d+\s(?:\w+\s){0,4}?(?:for|in\s+favour|against|absten\w+|abstain\w*|votes?)\b|\b(?:for|favour|against|absten\w+)\W{1,4}\d+"
    r"|\b(?:carried|lost|defeated|fell|passed)\b|\bunanim\w+|\bnem\.?\s?con\b|\ball\s+in\s+favour\b|\bcasting\s+vote\b"
)


@dataclass(frozen=True, slots=True)
class QuotedUnit:
    """A unit with what it hangs from: words that are shown with it and count for its type, not for a figure.

    Attributes:
        text: its words.
        context: its lead-in, or the heads of its columns.
        kind: of its passage.
    """

    text: str
    context: str = ""
    kind: PassageKind = "paragraph"


def match_answer_type(
    unit: QuotedUnit, asked: AskedAnswer, subject_stems: frozenset[str], config: RankingConfig = RANKING
) -> AnswerTypeMatch:
    """Return the types asked for, and those of them that a unit has.

    Args:
        unit: the unit.
        asked: what the question asks for.
        subject_stems: the stems of the question's words that carry meaning: a sum must stand beside one of them.
        config: how near to its number what is counted must be.
    """
    has = frozenset(kind for kind in asked.types if _has_type(kind, unit, asked, subject_stems, config))
    return AnswerTypeMatch(asked.types, has)


def compare_year(unit: QuotedUnit, asked: AskedAnswer, around: str) -> int:
    """Return 1 where a unit is of a year asked for, -1 where it is of others only, 0 where none is said.

    Args:
        unit: the unit.
        asked: what the question asks for.
        around: what dates it where its words do not: headings, the paper's title.
    """
    if not asked.years:
        return 0
    own = find_years(f"{unit.context} {unit.text}") or find_years(around)
    if not own:
        return 0
    return 1 if any(_is_same_year(year, other) for year in asked.years for other in own) else -1


def compare_aspect(unit: QuotedUnit, asked: AskedAnswer) -> int:
    """Return 1 where a unit speaks of the figure asked for (counted, planned), -1 where of the other, else 0."""
    own = find_aspect(unit.text) if asked.aspect else None
    return 0 if own is None else 1 if own == asked.aspect else -1


def _is_same_year(asked: str, other: str) -> bool:
    """Return True if two years are one, or the plain year is the first of the financial year."""
    return asked == other or (len(asked) != len(other) and asked[:4] == other[:4])


def _has_type(
    kind: AnswerType, unit: QuotedUnit, asked: AskedAnswer, subject_stems: frozenset[str], config: RankingConfig
) -> bool:
    match kind:
        case "person":
            return _has_person(unit.text)
        case "sum":
            return _has_sum(unit, subject_stems)
        case "count":
            return _has_count(unit, asked.counted_stems, config)
        case "decision":
            return _has_decision(unit)
        case "duration" | "place" | "reason" | "vote":
            return _PATTERNS[kind].search(unit.text) is not None
        case "date" | "share" | "number" | "frequency":
            is_relative = kind == "date" and _RELATIVE_DATE.search(unit.text) is not None
            return is_relative or _has_kind(unit.text, kind, config)


_PATTERNS: dict[AnswerType, re.Pattern[str]] = {
    "duration": _DURATION,
    "place": _PLACE,
    "reason": _REASON,
    "vote": _VOTE,
}


def _has_kind(text: str, kind: AnswerKind, config: RankingConfig) -> bool:
    return has_expected_answer(text, ExpectedAnswer(frozenset({kind})), config)


def _has_person(text: str) -> bool:
    if _TITLED_NAME.search(text) or _ROLE.search(text):
        return True
    return any(not _NAME_OF_NO_PERSON.search(name) for name in _CAPITALISED_NAME.findall(text))


def _has_sum(unit: QuotedUnit, subject_stems: frozenset[str]) -> bool:
    """Return True if a sum stands beside a word of the question; a cell of a row has its pounds in the heads."""
    is_row = unit.kind == "table"
    has_money = _MONEY.search(unit.text) or (is_row and _NUMBER_CELL.search(unit.text))
    return bool(has_money) and (not subject_stems or bool(subject_stems & _find_stems(unit)))


def _has_count(unit: QuotedUnit, stems: frozenset[str], config: RankingConfig) -> bool:
    if unit.kind == "table":
        return _NUMBER_CELL.search(unit.text) is not None and bool(stems & _find_stems(unit))
    return has_expected_answer(unit.text, ExpectedAnswer(frozenset({"count"}), stems), config)


def _has_decision(unit: QuotedUnit) -> bool:
    """Return True for a resolution: what is moved or recommended is not decided yet."""
    if unit.kind == "recommendation":
        return False
    words = f"{unit.context} {unit.text}"
    is_undecided = _UNDECIDED.search(words) is not None
    is_decided = _DECIDED.search(words) or (not is_undecided and _APPROVED.search(words))
    return unit.kind == "resolution" or bool(is_decided)


def _find_stems(unit: QuotedUnit) -> frozenset[str]:
    """Return the stems of a unit's words and of what it hangs from."""
    return find_stems(f"{unit.context} {unit.text}")
