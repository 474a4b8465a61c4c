"""One question put to each authority apart: what its papers say, that they say nothing, or that none is held.

In: a question, the limits it is asked in, the authorities held and a way of asking; out: a Comparison. Promises: each
authority is asked the same question of its own papers alone, so that one with many papers does not crowd out the
others; each that is held or named has its row; what no authority is stated of is counted as not compared.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from paper_search.records import Answer, Coverage, Facet, Filters, Hit, Quote

DEFAULT_QUOTES = 2
"""How many quotes of an authority are shown where nothing else is asked for."""


@dataclass(frozen=True, slots=True)
class Position:
    """What one authority's papers say. ``held`` counts its papers, ``searched`` those that the limits let through;
    ``nearest`` is the passage that came nearest where nothing was found."""

    authority: str
    document_count: int
    searched_count: int
    confidence: float = 0.0
    quotes: tuple[Quote, ...] = ()
    nearest: Hit | None = None

    @property
    def has_answer(self) -> bool:
        return bool(self.quotes)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Each authority's position: the surest first, then those that say nothing, then those of which nothing is held.

    ``unattributed`` papers are within the limits and state no authority, and so were compared with none.
    """

    question: str
    positions: tuple[Position, ...]
    coverage: Coverage
    unattributed: int = 0
    remarks: tuple[str, ...] = ()

    @property
    def has_answer(self) -> bool:
        return any(position.has_answer for position in self.positions)


def list_authorities(
    names: Sequence[str], available: Sequence[Facet], match_names: Callable[[str], list[str]]
) -> dict[str, int]:
    """The authorities to ask, with how many papers are held of each: those named, or else all that are held.

    Args:
        fitting: the held authorities that a name may mean; where there is none, the name itself is listed.
    """
    papers = {facet.value: facet.papers for facet in available}
    if not names:
        return papers
    meant = [each for name in names for each in match_names(name) or [name]]
    return {each: papers.get(each, 0) for each in meant}


def compare_authorities(
    question: str,
    filters: Filters,
    document_counts: dict[str, int],
    ask: Callable[[Filters], Answer],
    coverage: Callable[[Filters], Coverage],
    max_quotes: int = DEFAULT_QUOTES,
) -> Comparison:
    """The position of each authority in ``asked``, see ``authorities``, with up to ``most`` quotes of each.

    Args:
        filters: the limits beside the authority.
        ask, coverage: what is answered, and what is searched, within limits.
    """
    answers = {name: ask(replace(filters, authorities=(name,))) for name, held in document_counts.items() if held}
    positions = [_build_position(name, held, answers.get(name), max_quotes) for name, held in document_counts.items()]
    held = tuple(name for name, papers in document_counts.items() if papers)
    searched = coverage(replace(filters, authorities=held)) if held else Coverage(0, 0)
    everyone = coverage(replace(filters, authorities=()))
    named_all = set(everyone.authorities) <= set(held)
    return Comparison(
        question=question,
        positions=tuple(sorted(positions, key=_compute_sort_key)),
        coverage=searched,
        unattributed=everyone.papers - searched.papers if named_all else 0,
        remarks=_find_shared_remarks([answer.remarks for answer in answers.values()]),
    )


def _find_shared_remarks(remarks: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """The remarks that every answer has: those on the question, not on one authority's papers."""
    return tuple(each for each in remarks[0] if all(each in others for others in remarks)) if remarks else ()


def _build_position(name: str, document_count: int, answer: Answer | None, max_quotes: int) -> Position:
    """What the papers of one authority say."""
    if answer is None:
        return Position(name, document_count, 0)
    if answer.found:
        return Position(name, document_count, answer.coverage.papers, answer.confidence, answer.quotes[:max_quotes])
    nearest = answer.hits[0] if answer.hits else None
    return Position(name, document_count, answer.coverage.papers, answer.confidence, nearest=nearest)


def _compute_sort_key(position: Position) -> tuple[bool, bool, float, str]:
    return not position.has_answer, not position.searched_count, -position.confidence, position.authority
