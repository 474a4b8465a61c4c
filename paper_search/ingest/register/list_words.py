"""Words in lists of people that are no name: how many others came, parties, and what stands in brackets."""

from __future__ import annotations

import re

from paper_search.text.person_names import PrintedName
from paper_search.text.spans import Span

_NOTE = re.compile(
    r"^(?:s\.?\s+for\b|sub\w*\.?|substitut\w*|virtual|remote|online|on-line|via|by|from|until|till|left|arriv|join|depart|late|part|for"
    r"|item|items|up to|to|in"
    r"|not|except|with|who|on|at|zoom|teams|personal|work|ill|sick|holiday|unwell|\d|see|minute|present|apolog|absent|proposed"
    r"|attend|vacan|quor|excus|also|observer|observing|non-voting|voting|no vote)\b"
    r"|^(?:(?:arriv|vacan|quor|excus|apolog)\w*|(?:attend|join|depart)(?:ed|ing|s)?\b)"
    r"|\d+(?:st|nd|rd|th)\b|\b\d{1,2}[.:]\d\d",
    re.IGNORECASE,
)
_CHAIRING = re.compile(r"\s*,?\s+(?:and\s+)?in\s+the\s+chair\s*$", re.IGNORECASE)
_PERSON_NOUN = re.compile(
    r"^(?:(?:approximately|about|around|approx\.?|c\.?)\s+)?(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|no|several|some|a)\s+(?:other\s+)?"
    r"(?:no\.?\s+)?(?:members?|residents?|parishioners?|people|persons?|officers?|visitors?|electors?|reporters?|guests?|councillors?|observers?)\b[^,;.|\n]{0,60}"
    r"|(?:(?:the\s+)?press|public|(?:members\s+of\s+)?the\s+(?:press|public))\b[^\S\n]*[:–-]?[^\S\n]*\d*[^\S\n]*(?:no\.)?[^\S\n]*(?:\([A-Z]\))?(?=[^\S\n]*(?:\n|[;,]|$))"
    r"|in\s+the\s+chair\b|i\s+gceannas\b|presiding\b",
    re.IGNORECASE,
)
_PARTY = re.compile(
    r"(?:(?:Conservatives?|CONSERVATIVES?|Labour|LABOUR|Liberal\s+Democrats?|LIBERAL\s+DEMOCRATS?|Greens?|GREENS?|Independents?|INDEPENDENTS?|Reform(?:\s+UK)?|UKIP"
    r"|Plaid\s+Cymru|SNP|Residents?|Co-opted|Parent\s+Governors?|Church\s+Representatives?|Non-?aligned|Ungrouped|Sinn\s+F[eé]in|Fine\s+Gael|Fianna\s+F[aá]il|DUP|SDLP)"
    r"(?:\s+(?:and|&)\s+\w+)?(?:\s+(?:Group|Party|Members?|Councillors?|Alliance))*\s*(?:\(\d{1,3}\))?\s*(?::|(?=\n)|$))"
)
"""The head of a party within a list: "Labour (2):"."""


def find_noise_end(text: str, start: int) -> int:
    """Return the offset behind words that name nobody ("7 members of the public", "Labour (2):"), else ``start``."""
    match = _PERSON_NOUN.match(text[start : start + 140]) or _PARTY.match(text[start : start + 80])
    return start if match is None else start + len(match[0])


def find_capacity(text: str, span: Span, name: PrintedName) -> Span | None:
    """Return the part of a bracket that is a role, a party or a body; None for initials and remarks."""
    words = text[span[0] : span[1]]
    initials = {part[0].upper() for part in re.findall(r"[^\W\d_]+", text[name.start : name.end])}
    cut = re.search(r"\s*[-–—,]\s*([A-Z]\w{0,2}[A-Z])\s*$", words)
    if cut is not None and set(cut[1].upper()) <= initials | {"C"}:
        words = words[: cut.start()]
    words = _CHAIRING.sub("", words)
    stripped = words.strip()
    is_initials_only = len(stripped) <= 3 and stripped.isalpha() and set(stripped.upper()) <= initials
    if not stripped or ":" in stripped or is_initials_only or _NOTE.search(stripped) or len(stripped) < 3:
        return None
    start = span[0] + len(words) - len(words.lstrip())
    return start, start + len(stripped)
