"""Authorities that a text names in any way, as a question does: "Lewisham Council", "LB Lewisham", "Lewisham".

The name of a place alone is a mention only where it stands as one ("in Lewisham", "Lewisham's"): a road, a hospital
or a person may have it too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from paper_search.text.authorities import Authority, authority_key, find_authority, is_authority_name
from paper_search.text.spans import find_words, list_words, normalise, strip_possessive

_MAX_WORDS = 9
_GENERIC_WORDS = frozenset(
    "council county city borough district town parish community metropolitan unitary london royal of the and".split()
)
_LEADS = frozenset(
    """in at across within for from of by near around and or nor than to with versus vs does do did has have had is was
    are were will would can could should may must how why when where that does what""".split()
)
"""Words before a place that is named as one."""


@dataclass(frozen=True, slots=True)
class AuthorityMention:
    """A registered authority that a text names; ``is_place`` where it names the place alone; with its span."""

    authority: Authority
    start: int
    end: int
    is_place: bool

    @property
    def keys(self) -> frozenset[str]:
        """The keys of the authorities whose papers may tell of it: itself, the one around it, the one after it."""
        names = (self.authority.name, self.authority.within, self.authority.successor)
        return frozenset(authority_key(name) for name in names if name)


@lru_cache(maxsize=1024)
def find_place_words(name: str) -> list[str]:
    """Return the words of an authority's name that tell it from others, as printed."""
    return [word for word in list_words(name) if normalise(word) not in _GENERIC_WORDS]


@lru_cache(maxsize=256)
def find_mentions(text: str) -> tuple[AuthorityMention, ...]:
    """Return the registered authorities that a text names, in order; the longest name at each place."""
    words = find_words(text)
    mentions: list[AuthorityMention] = []
    index = 0
    while index < len(words):
        found = next(_find_at(text, words, index), None)
        if found is None:
            index += 1
            continue
        mentions.append(found)
        index = next((later for later in range(index, len(words)) if words[later][0] >= found.end), len(words))
    return tuple(mentions)


def _find_at(text: str, words: list[tuple[int, int]], index: int) -> Iterator[AuthorityMention]:
    """Yield the names that begin with a word, the longest first."""
    start = words[index][0]
    for last in range(min(index + _MAX_WORDS, len(words)) - 1, index - 1, -1):
        end = words[last][1]
        name = strip_possessive(text[start:end])
        authority = find_authority(name)
        if authority is None:
            continue
        if is_authority_name(name) or (name.isupper() and len(name) >= 3):
            yield AuthorityMention(authority, start, end, is_place=False)
        elif _is_place_here(text, words, index, last):
            yield AuthorityMention(authority, start, end, is_place=True)


def _is_place_here(text: str, words: list[tuple[int, int]], first: int, last: int) -> bool:
    """Return True if the words stand as a place: with capitals, behind a word such as "in", and in no longer name."""
    start, end = words[first][0], words[last][1]
    before = text[slice(*words[first - 1])] if first else ""
    after = text[slice(*words[last + 1])] if last + 1 < len(words) else ""
    is_joined = bool(after) and text[end : words[last + 1][0]] in {" ", "-"}
    has_possessive = text[start:end] != strip_possessive(text[start:end])
    return (
        text[start].isupper()
        and not (is_joined and after[0].isupper() and not has_possessive)
        and (before.casefold() in _LEADS or re.search(r"[,;:]\s*$", text[:start]) is not None or not first)
    )
