"""The provisions of law under which a paper is kept from the public, and how papers name them.

England and Wales: Schedule 12A and sections 100A, 100B and 100I of the Local Government Act 1972. Scotland: Schedule 7A
and section 50A of the Local Government (Scotland) Act 1973. Northern Ireland: Schedule 6 and section 42 of the Local
Government Act (Northern Ireland) 2014. A council's own Access to Information Procedure Rules repeat them.
"""

from __future__ import annotations

import re

PARAGRAPH = re.compile(
    r"\b(?:[bp]h?aragraffa?u?|para(?:graph)?s?\.?|categor(?:y|ies)|exempt\s+information)\s*(?:\(au\)|\(s\)|nos?\.?|numbers?)?"
    r"[\s:(]*(?P<numbers>\d{1,2}[a-z]?\b(?:\)?\s*(?:,|and|&|or|to|a|ac|-|–)\s*\(?\d{1,2}[a-z]?\b)*)",
    re.IGNORECASE,
)
BY_PARAGRAPH = re.compile(
    rf"(?:\bby\s+virtue\s+of|\bunder|\bpursuant\s+to|\bwithin|\bdefined\s+(?:in|by|under)|\bdescribed\s+in|\bas\s+per|\brhinwedd|\bo\s+dan|\bdan"
    rf"|HELDBACK\W+(?:exempt\W+)?|eithriedig\W+|exempt\W+(?:(?:report|item|paper|appendix|document)\W+)?|\bexempt(?:ion)?\s+(?:information\W+)?)\s*(?:part\s+\w+\W+)?{PARAGRAPH.pattern}",
    re.IGNORECASE,
)
"""A paragraph, where the Schedule is left to be understood."""
_NAME = r"\b(?:s[co]h(?:ed(?:u[li1]es?)?)?\.?|atodlen)\s*(?:no\.?\s*)?"
SCHEDULE = re.compile(
    rf"{_NAME}[1Il|]\s?2\s?\(?a\)?(?![a-z0-9])|\b12\s?a\s+(?:of|to)\s+the\s+(?:local\s+government\s+act|1972)",
    re.IGNORECASE,
)
_SCOTTISH_SCHEDULE = re.compile(rf"{_NAME}7\s?\(?a\)?(?![a-z0-9])", re.IGNORECASE)
_IRISH_SCHEDULE = re.compile(rf"{_NAME}6\b", re.IGNORECASE)
_IRISH_ACT = re.compile(
    r"\bnorthern\s+ireland\b|\(ni\)|\bni\b|\b2014\b|\bexempt\s+information|\bHELDBACK\b", re.IGNORECASE
)
_SCOTTISH_ACT = re.compile(
    r"\bscotland\b|\b1973\b|\blocal\s+government\b|\bexempt|\bHELDBACK\b|\bpara(?:graph)?s?\b", re.IGNORECASE
)
_SECTION = re.compile(
    r"\b(?:section|sect?\.?|s\.?|ss\.?|adran)\s?(?P<number>100\s?[ABI]|50\s?[ABJ]|42)\b\s?(?P<part>\(\d[A-Z]?\))?",
    re.IGNORECASE,
)
_LOCAL_GOVERNMENT = re.compile(
    r"\blocal\s+government\b|\blga\b|\b19(?:72|73)\b|\bllywodraeth\s+leol\b|100\s?[ABI]", re.IGNORECASE
)
_RULES = re.compile(
    r"\baccess\s+to\s+information\s+(?:procedure\s+)?rules?\b|\b(?:rule|categor(?:y|ies))\s+\d+[^.]{0,40}\bprocedure\s+rules?\b"
    r"|\bcategor(?:y|ies)\s+\d+\s+of\s+(?:paragraph|rule)\s+\d+|\bprocedure\s+rule\s+\d+|\b(?:exempt|confidential|HELDBACK)\b[^.]{0,20}\brule\s+\d{1,2}\.\d{1,2}\b",
    re.IGNORECASE,
)
_REGULATION = re.compile(
    r"\breg(?:ulation|\.)?s?\s+(?P<number>4|20|21)\b[^.]{0,20}?(?:\b2012\b|\blocal\s+authorities\b|\bmeetings\s+and\s+access\b)",
    re.IGNORECASE,
)
"""The Local Authorities (Executive Arrangements) (Meetings and Access to Information) (England) Regulations 2012."""
_REASON = re.compile(
    r"\binformation\s+(?:relating\s+to\s+(?:any\s+individual|(?:the\s+)?(?:financial|business)\b.{0,20}\baffairs"
    r"|any\s+consultations?\s+or\s+negotiations?|any\s+action\s+taken)|which\s+(?:is\s+likely\s+to\s+reveal\s+the\s+identity"
    r"|reveals\s+that\s+the\s+authority)|in\s+respect\s+of\s+which\s+a\s+claim\s+to\s+legal\s+professional)",
    re.IGNORECASE,
)
"""The descriptions of exempt information in Part 1 of the Schedules, which some papers give in place of a number."""


def find_provision(text: str, statement: str, is_title: bool = False) -> str | None:
    """Return the provision that a declaration names, such as "paragraph 3 of Schedule 12A"; None for none.

    Args:
        text: the statement with those below it, on which the provision may stand.
        statement: the statement that declares the paper not for publication.
        is_title: the statement is a title, in which a paragraph needs no "under" before it.
    """
    schedule = _find_schedule(text)
    paragraph = PARAGRAPH.search(text)
    if schedule and paragraph and not _RULES.search(text):
        return f"paragraph {paragraph['numbers']} of {schedule}"
    if schedule and ("HELDBACK" in statement or _find_schedule(statement)):
        return schedule
    if _RULES.search(statement) or (_RULES.search(text) and "HELDBACK" in statement):
        return "the Access to Information Procedure Rules"
    if (section := _SECTION.search(text)) and _LOCAL_GOVERNMENT.search(text):
        return f"section {section['number'].replace(' ', '').upper()}{section['part'] or ''}"
    own = PARAGRAPH.search(text) if is_title or "HELDBACK" in statement else BY_PARAGRAPH.search(statement)
    return f"paragraph {own['numbers']} of Schedule 12A" if own else _find_reason(text)


def _find_reason(text: str) -> str | None:
    if regulation := _REGULATION.search(text):
        return f"regulation {regulation['number']} of the Regulations of 2012"
    return "a description of exempt information in the Schedule" if _REASON.search(text) else None


def names_schedule(statement: str) -> bool:
    """Return True if a statement names the Schedule, or a section of an Act, that keeps papers from the public."""
    is_section = _SECTION.search(statement) and _LOCAL_GOVERNMENT.search(statement)
    return bool(_find_schedule(statement) or is_section or _RULES.search(statement) or _REGULATION.search(statement))


def _find_schedule(text: str) -> str | None:
    if SCHEDULE.search(text):
        return "Schedule 12A"
    if _SCOTTISH_SCHEDULE.search(text) and _SCOTTISH_ACT.search(text):
        return "Schedule 7A"
    return "Schedule 6" if _IRISH_SCHEDULE.search(text) and _IRISH_ACT.search(text) else None
