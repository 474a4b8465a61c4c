"""Councils that a question names: those of which no paper is held, and those whose papers the answer is not from.

A council may be named in any way that the register of authorities knows ("LB Lewisham"), or by its place. A place in
the area of another authority that is held ("Dover" of a county's) is not missed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from paper_search.ingest.metadata.organisations import find_councils
from paper_search.records import Filters, Hit, MissingPart
from paper_search.text.authorities import authority_key, is_authority_name
from paper_search.text.authority_mentions import find_mentions, find_place_words
from paper_search.text.spans import normalise
from paper_search.text.vocabulary import STOP_WORDS

_LOCAL_COUNCIL = re.compile(r"\b(?:Parish|Town|Community)\b")
"""A council whose place is told of by the papers of the authorities around it as well."""
_HITS_LOOKED_AT = 3
"""Best hits of which one must be of a council that the question names."""


@dataclass(frozen=True, slots=True)
class NamedCouncil:
    """A council that a question names: as it is shown, the keys of the authorities that stand for it, its words."""

    name: str
    keys: frozenset[str]
    words: frozenset[str]


def find_named_councils(text: str) -> list[NamedCouncil]:
    """Return the councils that a question names, by their full names, any other name, or their places."""
    registered = find_mentions(text)
    councils = [
        NamedCouncil(mention.authority.name, mention.keys, split_name(text[mention.start : mention.end]))
        for mention in registered
    ]
    keys = {key for council in councils for key in council.keys}
    for name in _list_other_names(text, councils):
        words = split_name(name)
        is_part = any(words <= council.words or council.words <= words for council in councils)
        if words and authority_key(name) not in keys and not is_part:
            councils.append(NamedCouncil(name, frozenset((authority_key(name),)), words))
    return councils


def _list_other_names(text: str, registered: Sequence[NamedCouncil]) -> Iterator[str]:
    """Yield the full names of councils in a text; of "City of Ferndale and Kent" the first, if the second is known."""
    for name in map(_drop_question_words, find_councils(text)):
        first, _, second = name.partition(" and ")
        is_list = bool(second) and any(split_name(second) == council.words for council in registered)
        yield first if is_list and is_authority_name(first) else name


def find_councils_not_held(named: Sequence[NamedCouncil], authorities: Sequence[str]) -> list[NamedCouncil]:
    """Return the councils named of which no paper is held; none where no paper states whose it is."""
    held_keys = {authority_key(authority) for authority in authorities}
    held_words = [split_name(authority) for authority in authorities]
    return [
        council
        for council in named
        if held_words
        and not council.keys & held_keys
        and not any(council.words <= words or (words and words <= council.words) for words in held_words)
    ]


def report_not_held(councils: Sequence[NamedCouncil], missing_words: Sequence[str]) -> Iterator[MissingPart]:
    """Yield a remark on each council; where its name stands nowhere, nothing can be said of it."""
    missing = {normalise(word) for word in missing_words}
    for council in councils:
        yield MissingPart(
            f"There are no papers here from {council.name}.", "doubtful" if missing & council.words else "partial"
        )


def report_unreachable(
    text: str, councils: Sequence[NamedCouncil], missing_councils: Sequence[str]
) -> Iterator[MissingPart]:
    """Yield a remark on each council that is named and whose papers cannot be reached."""
    named_keys = {key for council in councils for key in council.keys}
    for name in missing_councils:
        if name and (authority_key(name) in named_keys or _is_named(name, text)):
            yield MissingPart(f"The papers of {name} cannot be reached at the moment.", "doubtful")


def report_outside_limits(
    text: str, councils: Sequence[NamedCouncil], filters: Filters, authorities: Sequence[str]
) -> Iterator[MissingPart]:
    """Yield a remark on each council that is named and held, and that the limits leave out."""
    if not filters.authorities:
        return
    named_keys = {key for council in councils for key in council.keys}
    named = [name for name in authorities if authority_key(name) in named_keys or _is_named(name, text)]
    limits = {authority_key(name) for name in filters.authorities}
    has_other = any(authority_key(name) in limits for name in named)
    for name in named:
        if authority_key(name) not in limits:
            yield MissingPart(f"The papers of {name} are outside the filters.", "partial" if has_other else "doubtful")


def report_others_papers(
    text: str, councils: Sequence[NamedCouncil], authorities: Sequence[str], hits: Sequence[Hit]
) -> Iterator[MissingPart]:
    """Yield a remark where papers of the council named are held, and the best passages are all of others."""
    named_keys = frozenset[str]().union(*(council.keys for council in councils))
    held = [
        name
        for name in authorities
        if authority_key(name) in named_keys or (not _LOCAL_COUNCIL.search(name) and _is_named(name, text))
    ]
    keys = named_keys | {authority_key(name) for name in held}
    stated = [hit.document.meeting.authority for hit in hits[:_HITS_LOOKED_AT]]
    if held and stated and all(name is not None and authority_key(name) not in keys for name in stated):
        yield MissingPart(f"None of the best passages is from papers of {' or '.join(held)}.", "doubtful")


def split_name(name: str) -> frozenset[str]:
    """Return the words of a council's name that tell it from others."""
    return frozenset(map(normalise, find_place_words(name)))


def _drop_question_words(name: str) -> str:
    """Return a name without the word before it that has its capital from the beginning of the question."""
    words = name.split()
    while words and words[0].casefold() in STOP_WORDS:
        words.pop(0)
    return " ".join(words)


def _is_named(authority: str, text: str) -> bool:
    """Return True if a text has the words that tell an authority from others, with their capitals."""
    place = find_place_words(authority)
    return bool(place) and re.search(rf"\b{re.escape(' '.join(place))}\b", text) is not None
