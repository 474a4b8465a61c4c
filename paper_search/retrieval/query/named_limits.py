"""Limits that the words of a question name: a council, a committee, the month or year of a meeting.

A question that names them is held to them: what another council or another meeting said is no answer to it. Only plain
forms are read, and only names of which papers are held limit anything. A month without its year is the latest one that
is held. A time limits a question where it is the time of a meeting ("the March Cabinet", "minutes of 2023"); of any
other ("spending in 2023") papers of later years tell as well.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache

from paper_search.records import Facet, Filters, LimitKind, NamedLimit, ParsedQuery
from paper_search.retrieval.engine import IndexSnapshot
from paper_search.text.authorities import authority_key
from paper_search.text.authority_mentions import AuthorityMention, find_mentions, find_place_words
from paper_search.text.committees import is_main_body
from paper_search.text.dates import MONTH_NAMES, MONTH_NUMBERS, MONTH_PATTERN, format_date
from paper_search.text.spans import normalise, strip_possessive

_BEFORE_PLACE = (
    r"(?:^|\b(?:in|of|for|at|by|from|across|within|around|does|did|do|has|have|had|is|was|are|were|will|would|can|and|or"
    r"|versus|than|to|with|the)\s+)"
)
_BEHIND_PLACE = r"(?!\w)(?!['’]?[-\s]+(?!Council|County|City|Borough|District)[A-Z])"
"""Behind a place: "Larkford Hospital" names no council."""
_NO_BODY_BEHIND = (
    r"(?!\s+(?:members?|committees?|office|secretar\w+|ministers?|portfolios?|papers?|reports?|directors?|tax|house"
    r"|housing|officers?|staff|leader|plan|services?|website|homes?|owned|land|budget)\b)"
)
_FULL_COUNCIL = re.compile(
    rf"\b(?:full|annual|at\s+the|meeting\s+of\s+the)\s+council\b{_NO_BODY_BEHIND}", re.IGNORECASE
)
_MAIN_BODIES = frozenset({"cabinet", "executive", "council", "full council", "county council", "board", "assembly"})
"""Bodies whose name alone is an everyday word."""
_MONTH = rf"(?P<month>{MONTH_PATTERN})"
_BEFORE_BODY = (
    r"\b(?:at|by|to|of|in|from|for|did|has|had|the|last|next|whether|when|why|what|full)\s+(?:the\s+)?"
    rf"(?:(?:\d{{1,2}}(?:st|nd|rd|th)?\s+)?(?:{MONTH_PATTERN})\s+(?:\d{{4}}\s+)?|\d{{4}}\s+)?"
)
_DAY = r"(?:(?P<day>\d{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?)?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_MEETING = (
    r"(?:meetings?|minutes|agenda|sessions?|sittings?|cabinet|executive|council|committee|panel|board|commission|forum"
    r"|assembly)"
)
_OF_MEETING = r"(?:(?!in\b|on\b|of\b|and\b|to\b|for\b|the\b|by\b|from\b|what\b|did\b|was\b)[a-z&-]+\s+){0,3}?"
_MEETING_TIMES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?:the|last|in|at)\s+{_DAY}{_MONTH}(?:,?\s+{_YEAR})?(?:['’]s)?\s+{_OF_MEETING}{_MEETING}\b",
        rf"\b{_MEETING}\s+(?:meeting\s+|minutes\s+)?(?:held\s+|was\s+held\s+)?(?:of|in|on|from|for)\s+(?:the\s+)?{_DAY}{_MONTH}"
        rf"(?:,?\s+{_YEAR})?\b(?!\s+\d)",
        rf"\b(?:the|in|at)\s+{_YEAR}\s+{_OF_MEETING}(?:meetings?|minutes|cabinet|agm)\b",
        rf"\b(?:meetings?|minutes|cabinet|committee)\s+(?:meetings?\s+|held\s+)?(?:of|in|from|for)\s+{_YEAR}\b(?![/–-]\d)",
    )
)
_FIRST_YEAR_READ = 1990
"""A month without a year is looked for no further back."""


def find_named_limits(question: ParsedQuery, index: IndexSnapshot) -> tuple[NamedLimit, ...]:
    """Return the limits that a question names beside its filters, those that no paper held is within marked so.

    Args:
        question: the question as typed, with its filters; what they limit already or leave open is not read.
        index: knows the names and the dates that are held.
    """
    filters, found = question.filters, list[NamedLimit]()
    for kind, find in _FINDERS.items():
        if kind in filters.unlimited or _is_limited(filters, kind):
            continue
        for limit in find(question, _add_limits(filters, found), index):
            found.append(limit)
    return tuple(found)


def apply_limits(filters: Filters, limits: Sequence[NamedLimit]) -> Filters:
    """Return filters with those of the limits that a paper held is within.

    Args:
        filters: the limits that were typed.
        limits: those that the question names.
    """
    return _add_limits(filters, [limit for limit in limits if limit.is_held])


def _add_limits(filters: Filters, limits: Sequence[NamedLimit]) -> Filters:
    for limit in limits:
        if limit.is_held:
            filters = replace(
                filters,
                authorities=filters.authorities + limit.filters.authorities,
                committees=filters.committees + limit.filters.committees,
                since=limit.filters.since or filters.since,
                until=limit.filters.until or filters.until,
            )
    return filters


def _is_limited(filters: Filters, kind: LimitKind) -> bool:
    match kind:
        case "authority":
            return bool(filters.authorities)
        case "committee":
            return bool(filters.committees)
    return bool(filters.since or filters.until)


# -- councils and committees ---------------------------------------------------------------------------------------


def is_authority_named(authority: str, text: str) -> bool:
    """Return True if a text names an authority in full.

    Args:
        authority: the name as the index spells it.
        text: the question.
    """
    return _may_have(text, authority) and _compile_full_name(authority).search(text) is not None


def _may_have(text: str, name: str) -> bool:
    """Return False where a text has not even the first word of a name. All names held are looked for in a question."""
    first = name.split(maxsplit=1)[0].casefold() if name.strip() else ""
    is_plain = text.isascii() and first.isascii() and first not in ("and", "&")
    return not is_plain or first in text.casefold()


# The names of the councils held are looked for in every question. The patterns that re keeps by itself are fewer.
@lru_cache(maxsize=4096)
def _compile_full_name(authority: str) -> re.Pattern[str]:
    return re.compile(rf"\b{_to_pattern(authority)}\b", re.IGNORECASE)


def find_place(authority: str, text: str) -> str:
    """Return the place of an authority where it stands in a text for the authority; empty where it does not.

    Args:
        authority: the name as the index spells it.
        text: the question.
    """
    place = _join_place_words(authority)
    return place if place and _may_have(text, place) and _compile_place(place).search(text) else ""


@lru_cache(maxsize=4096)
def _join_place_words(authority: str) -> str:
    return " ".join(find_place_words(authority))


@lru_cache(maxsize=4096)
def _compile_place(place: str) -> re.Pattern[str]:
    return re.compile(f"{_BEFORE_PLACE}{_to_pattern(place)}{_BEHIND_PLACE}")


def _to_pattern(name: str) -> str:
    """Return a pattern of a name: any white space between its words, "and" and "&" alike."""
    words = name.replace("&", "and").split()
    return r"\s+".join("(?:and|&)" if word.casefold() == "and" else re.escape(word) for word in words)


def _find_authorities(question: ParsedQuery, filters: Filters, index: IndexSnapshot) -> Iterator[NamedLimit]:
    """Yield the councils named; none where each is asked, or where the papers of one alone are held."""
    facets = index.facets().authorities
    if len(facets) < 2 or question.intent.wants_each_authority:
        return
    text, mentions = question.text, find_mentions(question.text)
    keys = {authority_key(mention.authority.name) for mention in mentions if not mention.is_place}
    named = [facet.value for facet in facets if _is_meant(facet, keys) or is_authority_named(facet.value, text)]
    places = dict.fromkeys(named, "") or _find_places(facets, mentions, text)
    spellings = {facet.value: (facet.value, *facet.aliases) for facet in facets}
    for name in _drop_parts(list(places)):
        yield NamedLimit("authority", name, Filters(authorities=spellings[name]), place=places[name])


def _find_places(facets: Sequence[Facet], mentions: Sequence[AuthorityMention], text: str) -> dict[str, str]:
    """Return the places that stand for councils that are held, by the name of the council."""
    keys = {authority_key(mention.authority.name): text[mention.start : mention.end] for mention in mentions}
    found = {facet.value: place for facet in facets if (place := keys.get(authority_key(facet.value)))}
    of_forms = {facet.value: place for facet in facets if (place := find_place(facet.value, text))}
    return {name: strip_possessive(place) for name, place in (of_forms | found).items()}


def _is_meant(facet: Facet, keys: Container[str]) -> bool:
    return any(authority_key(name) in keys for name in (facet.value, *facet.aliases))


def _find_committees(question: ParsedQuery, filters: Filters, index: IndexSnapshot) -> Iterator[NamedLimit]:
    """Yield the committees named; none where all papers are of one. A council's name is meant as the council."""
    facets = index.facets()
    authorities = {authority_key(facet.value) for facet in facets.authorities}
    if len(facets.committees) < 2:
        return
    held = {facet.value: facet for facet in facets.committees if authority_key(facet.value) not in authorities}
    names = [
        name
        for name, facet in held.items()
        if any(_is_committee_named(spelling, question.text) for spelling in (name, *facet.aliases))
    ]
    for name in _drop_parts(names):
        limits = Filters(committees=(name, *held[name].aliases))
        if index.coverage(replace(filters, committees=limits.committees)).papers:
            yield NamedLimit("committee", name, limits)


def _is_committee_named(name: str, text: str) -> bool:
    if is_main_body(name):
        return _FULL_COUNCIL.search(text) is not None
    is_plain = normalise(name) in _MAIN_BODIES or len(name.split()) == 1
    return _compile_committee(name, is_plain).search(text) is not None


@lru_cache(maxsize=4096)
def _compile_committee(name: str, is_plain: bool) -> re.Pattern[str]:
    before, behind = (_BEFORE_BODY, _NO_BODY_BEHIND) if is_plain else (r"\b", "")
    return re.compile(rf"{before}{_to_pattern(name)}\b{behind}", re.IGNORECASE)


def _drop_parts(names: Sequence[str]) -> list[str]:
    """Return the names that are no part of another one of them."""
    return [
        name
        for name in names
        if not any(name != other and f" {normalise(name)} " in f" {normalise(other)} " for other in names)
    ]


# -- times of meetings ---------------------------------------------------------------------------------------------


def _find_times(question: ParsedQuery, filters: Filters, index: IndexSnapshot) -> Iterator[NamedLimit]:
    """Yield the first time of a meeting that is named, if any."""
    matches = (match for pattern in _MEETING_TIMES for match in pattern.finditer(question.text))
    match = next((match for match in matches if not _is_modal_verb(match)), None)
    if match is None:
        return
    groups = match.groupdict()
    year = int(groups["year"]) if groups.get("year") else None
    month = MONTH_NUMBERS[groups["month"].lower()] if groups.get("month") else None
    if month is None:
        yield _make_limit(str(year), date(year or 1, 1, 1), date(year or 1, 12, 31), filters, index)
        return
    limit = None
    for of_year in [year] if year else _list_years(index):
        limit = _make_month(month, of_year, groups.get("day"), filters, index)
        if limit.is_held:
            break
    if limit:
        yield limit if limit.is_held or year else replace(limit, label=MONTH_NAMES[month - 1])


def _is_modal_verb(match: re.Match[str]) -> bool:
    """Return True for "may" in lower case without "the" or "last" before it."""
    month = match.groupdict().get("month")
    return month == "may" and not re.match(r"(?:the|last)\s", match.group())


def _list_years(index: IndexSnapshot) -> list[int]:
    """Return the years from that of the latest meeting back to that of the earliest."""
    facets = index.facets()
    if not (facets.since and facets.until):
        return []
    return list(range(facets.until.year, max(facets.since.year, _FIRST_YEAR_READ) - 1, -1))


def _make_month(month: int, year: int, day: str | None, filters: Filters, index: IndexSnapshot) -> NamedLimit:
    last = calendar.monthrange(year, month)[1]
    if day and 1 <= int(day) <= last:
        on = date(year, month, int(day))
        return _make_limit(format_date(on), on, on, filters, index)
    return _make_limit(
        f"{MONTH_NAMES[month - 1]} {year}", date(year, month, 1), date(year, month, last), filters, index
    )


def _make_limit(label: str, since: date, until: date, filters: Filters, index: IndexSnapshot) -> NamedLimit:
    limits = Filters(since=since, until=until)
    is_held = index.coverage(replace(filters, since=since, until=until)).papers > 0
    return NamedLimit("date", label, limits, is_held)


_Finder = Callable[[ParsedQuery, Filters, IndexSnapshot], Iterator[NamedLimit]]
_FINDERS: dict[LimitKind, _Finder] = {
    "authority": _find_authorities,
    "committee": _find_committees,
    "date": _find_times,
}
"""In this order, since a committee is looked for among the papers of the council, a month among those of both."""
