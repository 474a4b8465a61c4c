"""What kind of answer a question asks for, and whether a sentence offers one.

In: the words of a question and of a sentence; out: kinds. A sentence that shares every word with "how many …"
and holds no number does not answer it. Only the plainest forms are read (Li and Roth, COLING 2002, sort questions
far more finely); a question whose form is not known asks for no kind.
"""

from __future__ import annotations

import re

from paper_search.records import AnswerKind

Kind = AnswerKind

_NUMBER_ASKED = re.compile(
    r"\bhow\s+(?:many|much|long|often|old|far|deep|high|wide|big|large|quickly|soon)\b"
    r"|\bwhat\s+(?:proportion|percentage|share|number|amount|sum|rate|level)\b"
    r"|\b(?:budget|cost|price|fee|total|deficit|shortfall|gap)\b",
    re.IGNORECASE,
)
_ASKS = r"(?:what|how|who|whom|whose|why|which|where|is|are|was|were|do|does|did|has|have|had|can|will|would|should)"
_DATE_ASKED = re.compile(
    # "When" behind another word that asks says under what circumstances, not on which day.
    rf"^\W*(?:(?!{_ASKS}\b)\w+\W+){{0,4}}?when\b(?!\s+\w+ing\b)"
    r"|(?:[,;?.]|\b(?:and|or|by|since|until|from))\s+when\b(?!\s+\w+ing\b)"
    r"|\bwhen\W*$"
    r"|\b(?:what|which)\s+(?:date|day|month|year|time)\b",
    re.IGNORECASE,
)

_LABEL = re.compile(r"^\W*\d+(?:\.\d+)*[.)]?\s+")
_NUMBER = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|half|third|quarter|hundred|thousand"
    r"|million|billion|once|twice|none|nobody|daily|weekly|monthly|quarterly|annually)\b",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"\b(?:19|20)\d\d\b|\b\d{1,2}[/.]\d{1,2}[/.]\d{2,4}\b"
    r"|\b(?:January|February|March|April|May|June|July|August|September|October|November|December)\b"
    r"|\b(?:[Ss]pring|[Ss]ummer|[Aa]utumn|[Ww]inter|Easter|Christmas)\b"
)


def asked_for(question: str) -> frozenset[Kind]:
    """The kinds of answer that the question asks for; empty when its form says nothing."""
    kinds: set[Kind] = set()
    if _NUMBER_ASKED.search(question):
        kinds.add("number")
    if _DATE_ASKED.search(question):
        kinds.add("date")
    return frozenset(kinds)


def offers(sentence: str, kinds: frozenset[Kind]) -> bool:
    """Whether the sentence holds an answer of one of the kinds; its own paragraph number is none."""
    words = _LABEL.sub("", sentence)
    return ("number" in kinds and _NUMBER.search(words) is not None) or (
        "date" in kinds and _DATE.search(words) is not None
    )
