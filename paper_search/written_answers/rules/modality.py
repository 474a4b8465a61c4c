"""Modality and force: a decision, a duty, advice and a mere possibility are not taken for one another."""

from __future__ import annotations

from collections.abc import Iterator

from paper_search.written_answers.rules.clauses import find_force
from paper_search.written_answers.rules.use import Part, SentenceUse

_ADDED = "It says something as decided, due, advised or possible that the cited words say with another force."
_DROPPED = "It leaves out a word that says with which force the cited words hold, such as a proposal or a duty."


def check_modality(use: SentenceUse) -> Iterator[str]:
    """Yield a reason for a word of force that is added, and for one left out before or among the used words."""
    held = {rank for part in use.parts for rank in _find_ranks(part)}
    own = {find_force(use.words, index) for index in range(len(use.words)) if index not in use.matched_indices} - {None}
    if own - held:
        yield _ADDED
    ranks = {find_force(use.words, index) for index in range(len(use.words))}
    if any(_drops_force(part, ranks) for part in use.parts):
        yield _DROPPED


def _find_ranks(part: Part) -> Iterator[int | None]:
    """Yield the ranks of the words of the used clauses."""
    return (find_force(part.words, index) for index, number in enumerate(part.clauses) if number in part.used_clauses)


def _drops_force(part: Part, ranks: set[int | None]) -> bool:
    """Return True if a word of a used clause before the last used one has a force that the sentence has not."""
    dropped = {index for index in part.find_dropped() if index < part.last} | set(part.dropped_governors)
    forces = (find_force(part.words, index) for index in dropped)
    return any(force is not None and force not in ranks for force in forces)
