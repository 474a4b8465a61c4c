"""Fields of a front sheet that say of the paper that it is exempt, by their name and their answer.

"Exemption paragraph: 3" and "Open or exempt: Exempt (para 3)" have no "this report" and no "not for publication", so
the rules for sentences do not see them. Plans and notices carry the same fields for other papers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

MAX_FIELD_LINE = 15
"""Lines at the head of a paper in which its front sheet stands."""
_PARAGRAPHS = r"(?:para(?:graph)?s?\.?|categor(?:y|ies)|sched(?:ule)?\.?\s*12\s?a\W+para(?:graph)?s?\.?)"
_REASON_FIELD = re.compile(
    rf"\W*(?:(?:reasons?|grounds?)\s+(?:for|of)\s+)?exempt(?:ion)?(?:\s+(?:reason|under|information))?s?(?:\s+{_PARAGRAPHS}(?:\(s\)|\s+nos?\.?)?\W*[:|–—-]\W*(?P<number>\d{{1,2}})\b"
    rf"|\W*[:|–—-]\W*(?:yes\W+)?(?:schedule\s+12\s?a\W+)?{_PARAGRAPHS}\s*\(?(?P<other>\d{{1,2}})\b)(?P<rest>.*)",
    re.IGNORECASE,
)
_CHOICE_FIELD = re.compile(
    rf"\W*(?:public\s+access|(?:open|public|part\s+(?:1|i))\s*(?:/|or)\s*(?:exempt|private|confidential|part\s+(?:2|ii))|(?:exempt|private|confidential)\s*(?:/|or)\s*(?:open|public)"
    rf"|is\s+(?:this|the)\s+(?:report|paper|item|document)\s+(?:exempt|confidential|private)(?:\s+or\s+(?:exempt|confidential))?)\W*[:?|–—-]\W*"
    rf"(?:exempt|private|confidential|closed|part\s+(?:2|ii)|yes|no\W+exempt)\b(?P<rest>[^.]{{0,60}}?\b{_PARAGRAPHS}\s*\(?(?P<number>\d{{1,2}})\b.*)",
    re.IGNORECASE,
)
_CONTAINS = re.compile(
    r"\W*contains\s+(?:exempt|confidential)\s+info(?:rmation)?\W+(?:under\s+|para(?:graph)?\.?\s*\d+\W+)?sch(?:ed(?:ule)?)?\.?\s*12\s?a\W*(?P<number>\d{1,2})?\W*",
    re.IGNORECASE,
)
_OF_OTHERS = re.compile(
    r"\bforward\s+plan\b|\bkey\s+decisions\b|\bnotice\b|\b28[\s-]+day|\bwork\s+programme\b|\bpart(?:ly|ially)?[\s-]+exempt\b|\bagenda\b|\bminutes\b",
    re.IGNORECASE,
)
_DENIAL = re.compile(r"\b(?:none|not|n/?a|if|append(?:ix|ices)|annex\w*|attachments?|enclosures?)\b", re.IGNORECASE)


def find_exempt_field(lines: Sequence[str]) -> str | None:
    """Return the provision that a field of a paper's front sheet names, such as "paragraph 3 of Schedule 12A".

    Args:
        lines: the lines at the head of the paper, cleaned.
    """
    if any(map(_OF_OTHERS.search, lines[:MAX_FIELD_LINE])):
        return None
    for line in lines[:MAX_FIELD_LINE]:
        match = _REASON_FIELD.fullmatch(line) or _CHOICE_FIELD.fullmatch(line) or _CONTAINS.fullmatch(line)
        if match and not _DENIAL.search(match.groupdict().get("rest") or ""):
            groups = match.groupdict()
            number = groups.get("number") or groups.get("other")
            return f"paragraph {number} of Schedule 12A" if number else "Schedule 12A"
    return None
