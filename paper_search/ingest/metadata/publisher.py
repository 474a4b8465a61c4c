"""Publisher of a document: the council or other authority that its own words name as the one it is of.

The letterhead says it, the sentence that opens minutes, the name that a web page ends its title with, or an internet
address of the authority's own. An authority that is only mentioned is not the publisher, nor is the first of a list.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from paper_search.ingest.metadata.head import DocumentHead, document_head
from paper_search.ingest.metadata.organisations import (
    COUNCIL_CAPITALS_PATTERN,
    COUNCIL_DOMAIN_PATTERN,
    COUNCIL_PATTERN,
    find_councils,
    is_council_domain,
    match_municipality,
    parse_authority_name,
    parse_letterhead_council,
)
from paper_search.records import Reading
from paper_search.text.authorities import authority_key, find_authority, find_by_domain
from paper_search.text.authority_forms import parse_form
from paper_search.text.dates import WRITTEN_DATE
from paper_search.text.spans import collapse_whitespace

_MAX_LINES = 12
"""Lines of a head in which a paper names its publisher."""
_MAX_BLOCKS = 14
_OPENING_WORDS = re.compile(
    r"\W*(?:(?:title|layout|subject):\s*[\"“']?)?(?:(?:the|an?|draft|unconfirmed|approved|official|public|supplementary|agenda"
    r"|minut(?:e|es|ed)|notes?|record|proceedings|notice|summons|order\s+paper|of|for|at|to|and|special|extraordinary"
    r"|ordinary|annual|regular|monthly|general|virtual|remote|adjourned|meetings?|corporation|council(?=\s+of\s+the\s+(?:city|town))"
    r"|held|by|members?|each|all|clerk"
    r"|is|hereby|given|that|you|are|summoned|requested|invited|attend)\b[\s:–,-]*){0,14}",
    re.IGNORECASE,
)
"""Words before the name in the line that opens minutes, an agenda or a notice."""
_FOLLOWS_NAME = re.compile(
    r"\W*$|\s*[\"”'(–—|:-]|\s+(?:(?:town|city|village|township)\s+)?(?:council|board|commission)\s+(?:meeting|minutes|agenda)\b"
    r"|,?\s*(?:held|met|hold|will|was|has|have|is|in\s+exercise|hereby|gives?|proposes?|minutes|agenda|notice"
    r"|meetings?|draft|annual|ordinary|special|extraordinary|regular|general|official|on|at|at\s+its|council|public)\b"
    r"|,\s+[A-Z][\w\s&,'’-]{2,60}\b(?:Committee|Panel|Board|SPC)\b"
    r"|,\s+[A-Z][\w ]{3,20}?\s+(?:official|minutes|agenda|regular|special|city)\b"
    rf"|,?\s*{WRITTEN_DATE.pattern}",
    re.IGNORECASE,
)
_EMAIL_DOMAIN_PATTERN = re.compile(r"@(?:[\w-]+\.)*?([a-z0-9-]+)\.(?:gov|llyw)\.(?:uk|wales|cymru)\b", re.IGNORECASE)
_OTHER_DOMAIN_PATTERN = re.compile(
    r"(?:@|www\.|//)(?:[\w-]+\.)*?([a-z0-9-]{4,})\.(?:org(?:\.uk)?|co(?:m|\.uk)|ie|ca|net|us|info|gov(?:\.au)?)\b",
    re.IGNORECASE,
)
_DOMAIN_ENDING = re.compile(
    r"(?:the)?(?P<place>.+?)(?:council|parishcouncil|parish|pc|tc|cc|towncouncil|town|township|communitycouncil|city|county"
    r"|gov|borough|village|shire)?"
)
_MIN_LIST = 3
"""Authorities, one a line, that make a list of them and no letterhead."""


def find_council(reading: Reading) -> str | None:
    """Return the publishing authority, where the head of a document names it."""
    head = document_head(reading)
    lines = [*head.lines[:_MAX_LINES], *(dropped.text for dropped in reading.dropped if dropped.page == 1)]
    named = [(index, name) for index, line in enumerate(lines) if (name := parse_letterhead_council(line))]
    if _is_list(named):
        return None
    return _find_in_letterhead(named) or _find_in_opening(reading) or _find_in_page_title(head)


def _find_in_letterhead(named: Sequence[tuple[int, str]]) -> str | None:
    """Return the authority whose name stands alone on a line, of the names with their lines.

    A Welsh council heads its papers with both its names; its other papers state the English one as well.
    """
    if not named:
        return None
    line, first = named[0]
    of_same = [name for index, name in named if index <= line + 2 and _is_pair(first, name)]
    return next((name for name in of_same if not _is_celtic(name)), first)


def _is_list(named: Sequence[tuple[int, str]]) -> bool:
    """Return True where authorities stand one a line: a list of addressees, of members, of parishes."""
    if not named:
        return False
    keys = {authority_key(name) for _, name in named}
    languages = {_is_celtic(name) for _, name in named}
    if len(keys) >= _MIN_LIST or len(keys) == 1:
        return len(keys) >= _MIN_LIST
    (first, _), (second, _) = (
        named[0],
        next(entry for entry in named if authority_key(entry[1]) != authority_key(named[0][1])),
    )
    return second - first <= 1 and first > 1 and len(languages) == 1


def _is_pair(name: str, other: str) -> bool:
    return authority_key(name) == authority_key(other) or _is_celtic(name) != _is_celtic(other)


def _is_celtic(name: str) -> bool:
    return re.match(r"(?:Cyngor|Comhairle|Awdurdod|Comisiynydd)\b", name) is not None


def _find_in_opening(reading: Reading) -> str | None:
    """Return the authority in a line that says what the paper is: "Minutes of the Ferndale Parish Council held …"."""
    lines = _list_opening_lines(reading)
    for index, line in enumerate(lines[:_MAX_LINES]):
        for text in (line, " ".join(lines[index : index + 3])):
            if name := match_opening_authority(text):
                return name
    return None


def _list_opening_lines(reading: Reading) -> list[str]:
    """Return the lines of the first blocks, those of a web page's line breaks apart."""
    lines = (
        line for block in reading.blocks[:_MAX_BLOCKS] if block.kind != "table" for line in block.text.splitlines()
    )
    plain = (collapse_whitespace(line.replace("**", "")).lstrip("#*_ ") for line in lines)
    return [line for line in plain if line]


def match_opening_authority(text: str) -> str | None:
    """Return the authority that a title or an opening sentence begins with, behind words such as "Minutes of the"."""
    opening = _OPENING_WORDS.match(text)
    # "The City of" must not lose the words that belong to its name.
    starts = sorted({0, *((opening.end(),) if opening else ())})
    for rest in (text[start:].lstrip(" \"“'") for start in starts):
        printed = _match_name(rest)
        name = printed and parse_authority_name(printed)
        if printed and name and _FOLLOWS_NAME.match(rest[len(printed) :]):
            return name
    return None


def _match_name(text: str) -> str | None:
    """Return the name of an authority that a text begins with, as printed."""
    text = re.sub(r"^(?:the|THE|The)\s+", "", text)
    municipality = match_municipality(text)
    if municipality:
        return text[: len(municipality)] if text.startswith(municipality) else None
    for pattern in (COUNCIL_CAPITALS_PATTERN, COUNCIL_PATTERN):
        match = pattern.match(text)
        if match:
            return match.group()
    return _match_registered(text)


def _match_registered(text: str) -> str | None:
    """Return the longest registered name of several words that a text begins with."""
    words = text.split(" ")[:10]
    for count in range(len(words), 1, -1):
        printed = " ".join(words[:count]).rstrip(" ,.:;(–-")
        if find_authority(printed) is not None and parse_authority_name(printed):
            return printed
    return None


def _find_in_page_title(head: DocumentHead) -> str | None:
    """Return the authority with which a web page's title ends or begins ("Agenda item - Rents - Ferndale Council")."""
    parts = re.split(r"\s+[-–—|]\s+", head.info.get("title", ""))
    ends = (parts[-1], parts[0]) if len(parts) > 1 else parts
    return next((name for part in ends if (name := parse_authority_name(part))), None)


def find_addressed_council(reading: Reading) -> str | None:
    """Return the authority in the text whose own internet address stands in it, or that its only addresses are of."""
    names = find_councils(reading.text)
    domains = {domain.casefold() for domain in COUNCIL_DOMAIN_PATTERN.findall(reading.text)}
    own = next((name for name in names if any(is_council_domain(domain, name) for domain in domains)), None)
    if own:
        return own
    places = set(_list_places(_OTHER_DOMAIN_PATTERN.findall(reading.text)))
    of_place = next(
        (name for name in names if (form := parse_form(name)) and form.place.replace(" ", "") in places), None
    )
    return of_place or _find_by_mail(reading)


def _list_places(domains: Iterable[str]) -> Iterator[str]:
    """Yield the letters of the places that addresses such as "ferndaleparishcouncil.org.uk" may be of."""
    for domain in domains:
        match = _DOMAIN_ENDING.fullmatch(domain.casefold().replace("-", ""))
        if match:
            yield match["place"]


def _find_by_mail(reading: Reading) -> str | None:
    """Return the registered council whose e-mail addresses are the only ones of councils, or None."""
    found = [find_by_domain(domain) for domain in {*_EMAIL_DOMAIN_PATTERN.findall(reading.text)}]
    names = {authority.name for authority in found if authority}
    return next(iter(names)) if len(names) == 1 and None not in found else None
