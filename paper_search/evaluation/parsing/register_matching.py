"""Which entry that was read out of a paper is which that a person found there.

Entries are matched one to one, the closest first. Two may be one where they are of the same kind and stand at the same
place: they share at least half the letters of the shorter. A fact is also known by its value, somebody present and
somebody with a role by the name, since a paper may say them twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from paper_search.evaluation.parsing.letter_alignment import LetterSpan
from paper_search.evaluation.parsing.register_gold import JudgedEntry
from paper_search.evaluation.parsing.register_values import SPAN_FIELD, ExtractedEntry

MAX_EDGE_LETTERS = 3
"""Letters by which a decision may begin or end elsewhere and still be its exact words, such as a list's "(a)"."""

_KNOWN_BY = {"fact": "value", "attendance": "name", "role": "name"}
"""The field that tells what an entry is about, wherever it stands."""


@dataclass(frozen=True, slots=True)
class EntryMatch:
    """The entries of one paper: those that are the same, those missed, and those that nothing judged supports."""

    pairs: tuple[tuple[JudgedEntry, ExtractedEntry], ...]
    missed: tuple[JudgedEntry, ...]
    unsupported: tuple[ExtractedEntry, ...]


def match_entries(
    judged: Sequence[JudgedEntry], extracted: Sequence[ExtractedEntry], judged_range: LetterSpan
) -> EntryMatch:
    """Return which entries are the same.

    An entry outside the judged range is left out. One that says again what has been matched, or that stands where an
    optional one does, is no error.
    """
    inside = [entry for entry in extracted if entry.place is None or judged_range.count_shared(entry.place)]
    candidates = sorted(
        (
            (-_rate_closeness(gold, found), i, j)
            for i, gold in enumerate(judged)
            for j, found in enumerate(inside)
            if _may_be_same(gold, found)
        )
    )
    matched: dict[int, int] = {}
    for _, i, j in candidates:
        if i not in matched and j not in matched.values():
            matched[i] = j
    left = [found for j, found in enumerate(inside) if j not in matched.values()]
    return EntryMatch(
        tuple((judged[i], inside[j]) for i, j in sorted(matched.items())),
        tuple(gold for i, gold in enumerate(judged) if i not in matched and not gold.is_optional),
        tuple(found for found in left if not _is_excused(found, judged)),
    )


def has_exact_words(gold: JudgedEntry, found: ExtractedEntry) -> bool:
    """Return True if an entry begins and ends where a person said, or further out by what belongs to its words."""
    place = found.place
    return place is not None and any(
        widest.start - MAX_EDGE_LETTERS <= place.start <= core.start + MAX_EDGE_LETTERS
        and core.end - MAX_EDGE_LETTERS <= place.end <= widest.end + MAX_EDGE_LETTERS
        for core, widest in zip(gold.places, gold.widest, strict=True)
    )


def _may_be_same(gold: JudgedEntry, found: ExtractedEntry) -> bool:
    if gold.entry != found.entry or (gold.kinds and found.kind not in gold.kinds):
        return False
    return _is_about_same(gold, found) or _stands_at(found, gold.widest)


def _is_about_same(gold: JudgedEntry, found: ExtractedEntry) -> bool:
    name = _KNOWN_BY.get(gold.entry)
    return name is not None and found.values[name] in gold.values.get(name, ())


def _stands_at(found: ExtractedEntry, places: Iterable[LetterSpan]) -> bool:
    return found.place is not None and any(found.place.is_same_place(place) for place in places)


def _rate_closeness(gold: JudgedEntry, found: ExtractedEntry) -> float:
    """Return how alike two entries are: what they are about, then the values they share, then their place."""
    alike = [name for name, value in found.values.items() if name != SPAN_FIELD and value in gold.values.get(name, ())]
    shared = max((_share_place(found.place, place) for place in gold.places), default=0.0) if found.place else 0.0
    return 10.0 * _is_about_same(gold, found) + 2.0 * shared + len(alike) / 100 - gold.is_optional / 10


def _share_place(place: LetterSpan | None, other: LetterSpan) -> float:
    if place is None:
        return 0.0
    shared = place.count_shared(other)
    return shared / (place.end - place.start + other.end - other.start - shared)


def _is_excused(found: ExtractedEntry, judged: Iterable[JudgedEntry]) -> bool:
    return any(
        _may_be_same(gold, found) and (gold.is_optional or _says_again(gold, found))
        for gold in judged
        if gold.entry == found.entry
    )


def _says_again(gold: JudgedEntry, found: ExtractedEntry) -> bool:
    """Return True if an entry says once more what a judged one says; decisions and votes are never said twice."""
    names = {"fact": ("value",), "attendance": ("name",), "role": ("name", "title")}.get(gold.entry, ())
    return bool(names) and all(found.values[name] in gold.values.get(name, ()) for name in names)
