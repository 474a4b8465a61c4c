"""Near-identical passages as one hit: packs hold every report again, and a replaced paper stands below its successor.

Nothing is left out: what was printed again is cited with the hit, and what was superseded may still be asked for.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from paper_search.citations.format import cite
from paper_search.records import Hit, Passage, RankedPassage
from paper_search.retrieval import fusion
from paper_search.text.spans import normalise

_PACK_KIND = "supplement/public pack"
_TERM_PATTERN = re.compile(r"[-+\u2212]?[£$€]?\d(?:[\d.,]*\d)?%?|\w+")
"""The words and figures of a text, with sign and unit: these tell it from another."""
_FIRST_TERMS = 5
"""As many tell most passages from all others; only those that begin alike are compared whole."""
# Each term is what a search finds behind the one before, and is never given back for the next.
_BEGINNING = re.compile(rf"(?>.*?({_TERM_PATTERN.pattern}))" * _FIRST_TERMS, re.DOTALL)


def deduplicate_passages(ranked: Iterable[RankedPassage]) -> list[list[RankedPassage]]:
    """Return the passages grouped by their words, best group first; a pack's copy stands behind the paper itself."""
    texts = [(result, normalise(result.passage.standing_text)) for result in ranked]
    beginnings = [_find_first_terms(text) for _, text in texts]
    counts = Counter(beginnings)
    groups: dict[tuple[str, ...], list[RankedPassage]] = {}
    for (result, text), beginning in zip(texts, beginnings, strict=True):
        key = (_join_terms(text),) if counts[beginning] > 1 else beginning
        groups.setdefault(key, []).append(result)
    for group in groups.values():
        group.sort(key=lambda result: result.document.kind == _PACK_KIND)
    return list(groups.values())


def has_same_words(passage: Passage, other: Passage) -> bool:
    """Return True if one passage is the other printed again."""
    return _comparison_text(passage) == _comparison_text(other)


def _comparison_text(passage: Passage) -> str:
    return _join_terms(normalise(passage.standing_text))


def _join_terms(normalised: str) -> str:
    return " ".join(_TERM_PATTERN.findall(normalised))


def _find_first_terms(normalised: str) -> tuple[str, ...]:
    """Return the terms that a text begins with; the empty string stands first, so that no joined text is the same."""
    beginning = _BEGINNING.match(normalised)
    return ("", *(beginning.groups() if beginning else _TERM_PATTERN.findall(normalised)))


def demote_replaced(ranked: Sequence[RankedPassage]) -> list[RankedPassage]:
    """Return the passages with those of a replaced paper below the best of its successor, where that is among them."""
    best: dict[str, float] = {}
    for candidate, _, document in ranked:
        best[document.doc_id] = max(candidate.score, best.get(document.doc_id, candidate.score))
    ceilings = {
        candidate.passage_id: best[document.replaced_by]
        for candidate, _, document in ranked
        if document.replaced_by in best
    }
    by_id = {result.candidate.passage_id: result for result in ranked}
    capped = fusion.cap_scores([result.candidate for result in ranked], ceilings)
    return [by_id[candidate.passage_id]._replace(candidate=candidate) for candidate in capped]


def build_hits(groups: Sequence[list[RankedPassage]]) -> tuple[Hit, ...]:
    """Return one hit for each group of passages with the same words, ranked in their order."""
    return tuple(_build_hit(rank, group) for rank, group in enumerate(groups, 1))


def _build_hit(rank: int, group: list[RankedPassage]) -> Hit:
    candidate, passage, document = group[0]
    return Hit(
        rank=rank,
        score=max(result.candidate.score for result in group),
        passage=passage,
        document=document,
        dense_rank=candidate.dense_rank,
        lexical_rank=candidate.lexical_rank,
        also_in=tuple(cite(copy.passage, copy.document) for copy in group[1:]),
    )
