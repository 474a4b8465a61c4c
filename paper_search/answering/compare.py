"""One question put to each authority apart: what its papers say, that they say nothing, or that none is held.

In: a question, the limits it is asked in, the authorities held and a way of asking; out: a Comparison. Promises: each
authority is asked the same question of its own papers alone, so that one with many papers does not crowd out the
others; each that is held or named has its row; what no authority is stated of is counted as not compared.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from paper_search.records import Answer, Coverage, Facet, Filters, Hit, Quote

QUOTES = 2
"""How many quotes of an authority are shown where nothing else is asked for."""


@dataclass(frozen=True, slots=True)
class Position:
    """What one authority's papers say. ``held`` counts its papers, ``searched`` those that the limits let through;
    ``nearest`` is the passage that came nearest where nothing was found."""

    authority: str
    held: int
    searched: int
    confidence: float = 0.0
    quotes: tuple[Quote, ...] = ()
    nearest: Hit | None = None

    @property
    def found(self) -> bool:
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
    def found(self) -> bool:
        return any(position.found for position in self.positions)


def authorities(named: Sequence[str], held: Sequence[Facet], fitting: Callable[[str], list[str]]) -> dict[str, int]:
    """The authorities to ask, with how many papers are held of each: those named, or else all that are held.

    Args:
        fitting: the held authorities that a name may mean; where there is none, the name itself is listed.
    """
    papers = {facet.value: facet.papers for facet in held}
    if not named:
        return papers
    meant = [each for name in named for each in fitting(name) or [name]]
    return {each: papers.get(each, 0) for each in meant}


def compare(
    question: str,
    filters: Filters,
    asked: dict[str, int],
    ask: Callable[[Filters], Answer],
    coverage: Callable[[Filters], Coverage],
    most: int = QUOTES,
) -> Comparison:
    """The position of each authority in ``asked``, see ``authorities``, with up to ``most`` quotes of each.

    Args:
        filters: the limits beside the authority.
        ask, coverage: what is answered, and what is searched, within limits.
    """
    answers = {name: ask(replace(filters, authorities=(name,))) for name, held in asked.items() if held}
    positions = [_position(name, held, answers.get(name), most) for name, held in asked.items()]
    held = tuple(name for name, papers in asked.items() if papers)
    searched = coverage(replace(filters, authorities=held)) if held else Coverage(0, 0)
    everyone = coverage(replace(filters, authorities=()))
    named_all = set(everyone.authorities) <= set(held)
    return Comparison(
        question=question,
        positions=tuple(sorted(positions, key=_order)),
        coverage=searched,
        unattributed=everyone.papers - searched.papers if named_all else 0,
        remarks=_shared([answer.remarks for answer in answers.values()]),
    )


def _shared(remarks: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """The remarks that every answer has: those on the question, not on one authority's papers."""
    return tuple(each for each in remarks[0] if all(each in others for others in remarks)) if remarks else ()


def _position(name: str, held: int, answer: Answer | None, most: int) -> Position:
    """What the papers of one authority say."""
    if answer is None:
        return Position(name, held, 0)
    if answer.found:
        return Position(name, held, answer.coverage.papers, answer.confidence, answer.quotes[:most])
    nearest = answer.hits[0] if answer.hits else None
    return Position(name, held, answer.coverage.papers, answer.confidence, nearest=nearest)


def _order(position: Position) -> tuple[bool, bool, float, str]:
    return not position.found, not position.searched, -position.confidence, position.authority
