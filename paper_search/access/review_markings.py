"""Bare markings: words that mark a paper as not for everybody without saying why ("PRIVATE AND CONFIDENTIAL").

They may be what is left on a paper that has since been published, or the only sign of one that must not be. A paper
that carries one is shown to nobody until a person has looked at it. A marking is a whole line, or a whole part of a
header or footer; the same words in a sentence or a longer title mark nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from paper_search.access.marking_text import clean_line

_NOUN = (
    r"(?:reports?|papers?|items?|documents?|minutes|agendas?|appendi(?:x|ces)|annexe?s?|information|business|session|matters?|briefing|notes?"
    r"|supplement|packs?|copy|section)"
)
_STRONG = (
    r"(?:(?:strictly\s+)?(?:private|confidential|restricted)|exempt(?:\s+from\s+publication)?|in\s+(?:strict\s+)?confidence|(?:commercial|staff|management|personal)(?:\s*[-–—]\s*|\s+)in(?:\s*[-–—]\s*|\s+)confidence"
    r"|commercially\s+(?:sensitive|confidential)|commercial\s+(?:and|&)\s+confidential|official\s*[-–—:/(\[]?\s*sensitive|protect|secret|in\s+camera|closed\s+(?:session|meeting|item|report)|private\s+session"
    r"|(?:for\s+)?(?:members|councillors)(?:['’]\s*eyes)?\s+only|not\s+for\s+(?:circulation|distribution|release)|do\s+not\s+(?:copy|circulate|distribute|publish)"
    r"|pink\s+(?:papers?|reports?)|legally\s+privileged|(?:legal\s+(?:professional\s+)?)?privilege[d]?|embargoed|cyfrinachol|(?:gwybodaeth\s+|adroddiad\s+|eitem\s+)?eithriedig|preifat(?:\s+a\s+chyfrinachol)?"
    r"|adroddiad\s+cyfrinachol)"
)
_PART_TWO = r"(?:part|rhan)\s*(?:2|ii|two|b|dau)"
_JOINER = r"(?:\s*(?:[-–—:|/,;.&+()\[\]]|\band\b|\bor\b|\bthe\b|\bcontains\b)\s*|\s+)"
_QUALIFIER = (
    rf"(?:{_NOUN}|(?:commercial|personal|locsen|legal|staff|sensitive|when\s+complete[d]?|yes|pink|only|press|public)"
    r"|(?:no\.?\s*|number\s*)?(?:\d{1,2}[a-z]?|[a-h]|i{1,3}|iv|v)\b)"
)
_LABEL = (
    r"(?:(?:security\s+|report\s+|document\s+|protective\s+)?(?:classification|marking|status|access|confidentiality)|(?:agenda\s+)?item(?:\s+no\.?)?\s*\d{0,3}[a-z]?"
    r"|this\s+(?:report|paper|document|item)\s+is|(?:report|paper|document|agenda|appendix|annexe?|minutes|session|enclosure)(?:\s+(?:[a-z]|\d{1,2}))?)"
)
_MARKING = re.compile(
    rf"\W*(?:{_LABEL}{_JOINER})?(?:{_PART_TWO}{_JOINER})?{_STRONG}(?:{_JOINER}(?:{_STRONG}|{_QUALIFIER}|{_PART_TWO}))*\W*",
    re.IGNORECASE,
)
_PART_TWO_ALONE = re.compile(
    rf"\W*(?:agenda{_JOINER})?{_PART_TWO}(?:{_JOINER}(?:{_NOUN}|{_STRONG}|of\s+the\s+agenda|agenda))*\W*", re.IGNORECASE
)
_MAX_PART_LINE = 80
"""Characters of a line that may be the heading of a part."""
_OTHER_PART = re.compile(r"\W*(?:part|rhan)\s*(?:3|iii|three|c|tri)\b", re.IGNORECASE)
_PAGE_NUMBER = re.compile(
    r"(?:\bpage\s*)?\b\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?\W*$|^\W*(?:page\s*)?\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?\s+",
    re.IGNORECASE,
)
_MARGIN_PARTS = re.compile(r"\s*[|•·\t]\s*|\s+[-–—]\s+")
_JOINED_MARKING = re.compile(
    r"(?:^\W*|(?<=[a-z0-9]\s))(?:STRICTLY\s+)?(?:PRIVATE\s+(?:AND|&)\s+CONFIDENTIAL|STRICTLY\s+(?:PRIVATE|CONFIDENTIAL)|OFFICIAL\s*[-–—:/]\s*SENSITIVE"
    r"|COMMERCIAL[\s-]+IN[\s-]+CONFIDENCE|NOT\s+FOR\s+CIRCULATION|MEMBERS\s+ONLY)\b(?=\W*$|\s+[A-Z])"
)
"""Markings in capitals that mean nothing else, where a reader has joined the lines of a heading."""
_PLURAL = re.compile(r"\bitems\b", re.IGNORECASE)
_MAX_WORDS = 12
_MAY_MARK = re.compile(
    r"confiden|privat|restrict|exempt|sensitiv|protect|secret|camera|closed|only|not\s+for|do\s+not|pink|privileg|embargo|cyfrinach|eithried|preifat"
    r"|part|rhan",
    re.IGNORECASE,
)


def find_review_marking(margins: Iterable[str], head: Iterable[str], has_parts: bool = False) -> str | None:
    """Return the bare marking that a page carries, as printed, or None.

    Args:
        margins: what is printed in its headers, footers and stamps.
        head: the lines in which a marking may stand by itself, as at the head of a paper.
        has_parts: the document counts its parts beyond two, so that "Part 2" is the name of one.
    """
    for line in margins:
        text = clean_line(line)
        if not _MAY_MARK.search(text):
            continue
        parts = (text, *_MARGIN_PARTS.split(text)) if len(text.split()) <= 2 * _MAX_WORDS else ()
        for part in parts:
            for candidate in (part, _PAGE_NUMBER.sub("", part).strip()):
                # "Strategy – Part 2" is a title of which the end marks nothing.
                if marking := _match_marking(candidate, has_parts or part is not text):
                    return marking
    return next(filter(None, (_find_in_head(clean_line(line), has_parts) for line in head)), None)


def has_numbered_parts(lines: Iterable[str]) -> bool:
    """Return True for a document with a Part 3: its Part 2 is a chapter, not the private part of a meeting."""
    return any(_OTHER_PART.match(line) for line in lines if len(line) < _MAX_PART_LINE)


def _find_in_head(text: str, has_parts: bool) -> str | None:
    """Return the marking that a line is, or that stands in capitals before or behind a title on the same line."""
    joined = _JOINED_MARKING.search(text)
    if joined:
        return joined.group().strip(" –—-:")
    # "Exempt items" is a heading of an agenda, not a marking of the paper that it stands in.
    return None if _PLURAL.search(text) else _match_marking(text, has_parts)


def _match_marking(text: str, has_parts: bool) -> str | None:
    if not _MAY_MARK.search(text) or len(text.split()) > _MAX_WORDS:
        return None
    is_marking = _MARKING.fullmatch(text) or (not has_parts and _PART_TWO_ALONE.fullmatch(text))
    return text.strip(" \t-–—*[]()|") if is_marking else None
