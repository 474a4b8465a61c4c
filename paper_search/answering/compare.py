"""Comparison: one question put to each authority apart.

Each authority is asked the same question of its own papers alone, so that one with many papers does not crowd out the
others. Each that is held or named has its row; papers that state no authority are counted as not compared.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from paper_search.answering.certainty import MATCHES_BEST_FIRST
from paper_search.records import Answer, Comparison, Coverage, Facet, Filters, Match, Position
from paper_search.text.authorities import authority_key

_SUMMARY_WORDS: Mapping[Match, tuple[str, str]] = MappingProxyType(
    {
        "strong": ("has a strong match", "have a strong match"),
        "partial": ("has a partial match", "have a partial match"),
        "doubtful": ("may not answer", "may not answer"),
    }
)
"""What is said of one council with such a match, and of several."""
_LONE_WORDS: Mapping[Match, str] = MappingProxyType(
    {
        "strong": "its papers have a strong match",
        "partial": "its papers have a partial match",
        "doubtful": "its papers may not answer your question",
        "none": "no answer was found in its papers",
    }
)
"""What is said where there is one council alone."""


def list_authorities(
    names: Sequence[str], available: Sequence[Facet], match_names: Callable[[str], list[str]]
) -> dict[str, int]:
    """Return the authorities to compare, those named or else all, each with the number of its papers.

    Args:
        names: the authorities that were named.
        available: those held.
        match_names: gives the held authorities that a name may mean; where there is none, the name itself is listed.
    """
    document_counts = {facet.value: facet.papers for facet in available}
    if not names:
        return document_counts
    meant = [authority for name in names for authority in match_names(name) or [name]]
    return {authority: document_counts.get(authority, 0) for authority in meant}


def compare_authorities(
    question: str,
    filters: Filters,
    document_counts: dict[str, int],
    ask: Callable[[Filters], Answer],
    coverage: Callable[[Filters], Coverage],
    max_quotes: int,
    *,
    is_chosen: bool = False,
) -> Comparison:
    """Return the position of each authority.

    Args:
        question: the question.
        filters: the limits beside the authority.
        document_counts: the authorities with the number of papers held of each, see ``list_authorities``.
        ask: answers the question within limits.
        coverage: says what is searched within limits.
        max_quotes: the number of quotes wanted of each.
        is_chosen: True where somebody chose the authorities: then papers that state none were not to be compared.
    """
    answers = {name: ask(replace(filters, authorities=(name,))) for name, count in document_counts.items() if count}
    positions = [_build_position(name, count, answers.get(name), max_quotes) for name, count in document_counts.items()]
    held = tuple(name for name, count in document_counts.items() if count)
    searched = coverage(replace(filters, authorities=held)) if held else Coverage(0, 0)
    of_everyone = coverage(replace(filters, authorities=()))
    is_everyone_compared = not is_chosen or set(map(authority_key, of_everyone.authorities)) <= set(
        map(authority_key, held)
    )
    attributed = (
        coverage(replace(filters, authorities=of_everyone.authorities)).papers if of_everyone.authorities else 0
    )
    unattributed = of_everyone.papers - attributed if is_everyone_compared else 0
    # Only the authorities that somebody chose are a filter, and papers that state none are counted once.
    outside_filters = max(0, searched.outside_filters - unattributed) if is_chosen else of_everyone.outside_filters
    return Comparison(
        question=question,
        positions=tuple(sorted(positions, key=_compute_sort_key)),
        coverage=replace(searched, outside_filters=outside_filters),
        unattributed=unattributed,
        remarks=_find_shared_remarks([answer.remarks for answer in answers.values()]),
    )


def summarise_comparison(comparison: Comparison) -> str:
    """Return in a sentence without its full stop how many authorities answer, and how well.

    Args:
        comparison: the positions; what may not answer is not counted with what does.
    """
    positions = comparison.positions
    if not positions:
        return "No council to compare: these papers name none"
    if len(positions) == 1:
        return f"Only {positions[0].authority} was searched: {_LONE_WORDS[positions[0].match]}"
    counts = Counter(position.match for position in positions)
    found = [(counts[match], *words) for match, words in _SUMMARY_WORDS.items() if counts[match]]
    if not found:
        return f"No answer found for any of {len(positions)} councils"
    (count, one, many), *others = found
    parts = [f"{count} of {len(positions)} councils {one if count == 1 else many}"]
    parts += [f"{number} {singular if number == 1 else plural}" for number, singular, plural in others]
    return ", ".join([*parts, *([f"no answer found for {counts['none']}"] if counts["none"] else [])])


def _find_shared_remarks(remarks: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """Return the remarks that every answer has: those on the question, not on one authority's papers."""
    return tuple(remark for remark in remarks[0] if all(remark in others for others in remarks)) if remarks else ()


def _build_position(name: str, document_count: int, answer: Answer | None, max_quotes: int) -> Position:
    if answer is None:
        return Position(name, document_count, 0)
    searched_count = answer.coverage.papers
    if answer.is_found:
        quotes = answer.quotes[:max_quotes]
        return Position(name, document_count, searched_count, answer.match, answer.confidence, quotes)
    nearest = answer.hits[0] if answer.hits else None
    return Position(name, document_count, searched_count, "none", answer.confidence, nearest=nearest)


def _compute_sort_key(position: Position) -> tuple[int, bool, float, str]:
    """Return what sorts the best match first, and of the same match the surest."""
    match = MATCHES_BEST_FIRST.index(position.match)
    return match, not position.searched_count, -position.confidence, position.authority
