"""Names of councils and of the bodies that meet, as documents print them.

A name is returned as a member would write it. A post ("Chief Executive", "Cabinet Member for Roads") is no body, and
words that stand before "Council" without naming one name none.
"""

from __future__ import annotations

import re

from paper_search.text.dates import WEEKDAY_PATTERN
from paper_search.text.spans import collapse_whitespace, normalise

BODY_WORD = (
    r"(?:Committee|Cabinet|Panel|Board|Sub-?\s?Committee|Council|Commission|Forum|Executive|Assembly|Authority"
    r"|Select\s+Committee|Working\s+(?:Group|Party)|Joint\s+Committee|Pwyllgor|Cabinet\s+Committee|Trust)"
)
_BODY_PATTERN = re.compile(
    rf"(?:the\s+)?(?P<body>[A-Z][\w’'&,()/ –-]*?\b{BODY_WORD}\b(?:\s*\([\w\s-]+\))?|Cabinet|Executive)", re.IGNORECASE
)
_NOT_BODY_PATTERN = re.compile(
    r"\b(?:Member|Director|Officer)\s+(?:for|of)\b|^Leader|\bChief\s+Executive$|^(?:minutes|agenda|notice|record|meeting)\s+(?:of|for)\b",
    re.IGNORECASE,
)
_LOWER_CASE_WORDS = frozenset(
    ("and", "of", "the", "for", "in", "on", "to", "with", "at", "by", "upon", "under", "a", "an")
)
COUNCIL_PATTERN = re.compile(
    r"(?<![\w’'-])(?:(?:London|Royal|Metropolitan)[^\S\n]+(?:and[^\S\n]+\w+[^\S\n]+)?Borough[^\S\n]+of[^\S\n]+[A-Z][\w’']+(?:[^\S\n]+(?:and|upon|&)[^\S\n]+[A-Z][\w’']+)*(?:[^\S\n]+Council)?"
    r"|City[^\S\n]+of[^\S\n]+[A-Z][\w’']+[^\S\n]+Council"
    r"|Cyngor[^\S\n]+(?:Sir[^\S\n]+|Bwrdeistref[^\S\n]+Sirol[^\S\n]+|Dinas[^\S\n]+)?[A-Z][\w’']+"
    r"|[A-Z][\w’'-]+(?:(?:[^\S\n]+|-)(?:(?:and|upon|on|with|of|the|le|in|&)[^\S\n]+)*[A-Z][\w’'-]+){0,4}?"
    r"[^\S\n]+(?:(?:Metropolitan|County|City|Borough|District|Town|Parish|Island)[^\S\n]+){0,3}Council\b)"
)
COUNCIL_CAPITALS_PATTERN = re.compile(
    r"(?<![\w’'-])[A-Z][A-Z’'-]+(?:[^\S\n]+(?:&|[A-Z][A-Z’'-]*)){0,6}?[^\S\n]+COUNCIL\b"
)
_OTHER_AUTHORITY_PATTERN = re.compile(
    r"[A-Z][\w’' &-]{2,60}?\s(?:Combined(?:\s+County)?|Fire(?:\s+(?:and|&)\s+Rescue)?|National\s+Park"
    r"|Waste(?:\s+Disposal)?)\s+Authority",
    re.IGNORECASE,
)
_GENERIC_COUNCIL_WORDS = frozenset(
    re.findall(
        r"\w+",
        """the a full county city borough district town parish this our your each every local metropolitan unitary fire
        and police of for budget annual special extraordinary cabinet youth combined regional national european welsh
        tier principal authority constituent shire from to by at in on with kind new former other another
        neighbouring school sports arts research""",
    )
)
"""Words that stand before "Council" without naming one."""
_COUNCIL_KINDS = frozenset(("county", "city", "borough", "district", "council", "metropolitan"))
COUNCIL_DOMAIN_PATTERN = re.compile(r"[@.]([a-z0-9-]+)\.(?:gov|llyw)\.(?:uk|wales|cymru)\b", re.IGNORECASE)


def to_title_case(name: str) -> str:
    """Return a name printed in capitals in title case, and any other as printed."""
    if not name.isupper():
        return name
    first, *others = name.split()
    return " ".join(
        [
            _capitalise_word(first),
            *(word.lower() if word.lower() in _LOWER_CASE_WORDS else _capitalise_word(word) for word in others),
        ]
    )


def _capitalise_word(word: str) -> str:
    return re.sub(r"[^\W\d_]+(?:['’][^\W\d_]+)?", lambda match: match.group().capitalize(), word)


def find_councils(text: str) -> list[str]:
    """Return the full names of councils in a text, the one named most often first."""
    counts: dict[str, int] = {}
    for match in (*COUNCIL_PATTERN.finditer(text), *COUNCIL_CAPITALS_PATTERN.finditer(text)):
        name = strip_generic_words(to_title_case(collapse_whitespace(match.group())))
        if name:
            counts[name] = counts.get(name, 0) + 1
    return sorted(counts, key=lambda name: (-counts[name], name))


def strip_generic_words(name: str) -> str | None:
    """Return the name without leading words that name no place, or None where nothing else is left."""
    words = name.split()
    while (
        words
        and words[0].lower() in _GENERIC_COUNCIL_WORDS
        and not re.match(r"City of|Cyngor|London|Royal", " ".join(words))
    ):
        words.pop(0)
    return " ".join(words) if len(words) > 1 and words[0].lower() != "council" else None


def parse_letterhead_council(line: str) -> str | None:
    """Return the council where the line is its name alone or its name before a dash, or None."""
    text = re.split(r"\s+[–—-]\s+|\s*\|\s*", line)[0].strip(" .:*")
    text = re.sub(r"^Report\s+(?:to|of)\s+", "", text, flags=re.IGNORECASE)
    if _OTHER_AUTHORITY_PATTERN.fullmatch(text):
        return to_title_case(collapse_whitespace(text))
    match = COUNCIL_PATTERN.fullmatch(to_title_case(text).replace("&", "and"))
    name = strip_generic_words(match.group()) if match else None
    return name if name and normalise(name) == normalise(text).replace("&", "and") else None


def is_council_domain(domain: str, name: str) -> bool:
    """Return True for a domain such as "kent" or "surreycc" of a council whose name begins so."""
    letters = re.sub(r"[^a-z]", "", normalise(name))
    domain_letters = re.sub(r"[^a-z]", "", domain.lower())
    words = [word for word in re.findall(r"[a-z]+", normalise(name)) if word not in _LOWER_CASE_WORDS]
    place = "".join(word for word in words if word not in _COUNCIL_KINDS)
    initials = "".join(word[0] for word in words)
    return len(place) > 2 and (
        letters.startswith(domain_letters) or domain_letters.startswith(place) or domain_letters == initials
    )


def parse_body_name(text: str) -> str | None:
    """Return the name of a body where the text begins with one, as a member would write it, or None."""
    name = re.split(
        r"\s+[–—-]\s+|,?\s*(?=\d)|\s*\(\s*(?=\d)|;|,?\s+(?=(?:on|held|at)\b)", collapse_whitespace(text), maxsplit=1
    )[0]
    councils = COUNCIL_PATTERN.findall(name)
    if councils and name.endswith(councils[-1]) and name != councils[-1]:
        name = name[: -len(councils[-1])].rstrip(" ,")
    name = re.sub(rf",?\s*{WEEKDAY_PATTERN}?$", "", name.strip(" .,:–-"), flags=re.IGNORECASE)
    name = re.sub(r"^(?:report\s+)?to\s+", "", name, flags=re.IGNORECASE)
    name = re.sub(r"^(?:(?:all|chair\s+and)?\s*members\s+of\s+)?the\s+", "", name, flags=re.IGNORECASE)
    match = _BODY_PATTERN.fullmatch(name)
    if not match or _NOT_BODY_PATTERN.search(name):
        return None
    return to_title_case(match["body"])
