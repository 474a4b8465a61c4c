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
from paper_search.text.spans import fold_text, normalise

_PACK_KIND = "supplement/public pack"
_TERM_PATTERN = re.compile(r"[-+\u2212]?[£$€]?\d(?:[\d.,]*\d)?%?|\w+")
"""The words and figures of a text, with sign and unit: these tell it from another."""
_SEPARATORS = bytes(code for code in range(128) if not (chr(code).isalnum() or chr(code) == "_"))
"""The ASCII characters that stand between words."""


def deduplicate_passages(ranked: Iterable[RankedPassage]) -> list[list[RankedPassage]]:
    """Return the passages grouped by their words, best group first; a pack's copy stands behind the paper itself."""
    letters = [(result, _find_letters(result.passage.standing_text)) for result in ranked]
    counts = Counter(found for _, found in letters)
    groups: dict[str | bytes, list[RankedPassage]] = {}
    for result, found in letters:
        # To compare all terms takes many times as long, and hardly two passages have the same letters.
        key = _comparison_text(result.passage) if counts[found] > 1 else found
        groups.setdefault(key, []).append(result)
    for group in groups.values():
        group.sort(key=lambda result: result.document.kind == _PACK_KIND)
    return list(groups.values())


def has_same_words(passage: Passage, other: Passage) -> bool:
    """Return True if one passage is the other printed again."""
    return _comparison_text(passage) == _comparison_text(other)


def _comparison_text(passage: Passage) -> str:
    return " ".join(_TERM_PATTERN.findall(normalise(passage.standing_text)))


def _find_letters(text: str) -> bytes:
    """Return the ASCII letters and figures of a text in its normal form, which are the same where all its words are."""
    return fold_text(text).encode("ascii", "ignore").translate(None, _SEPARATORS)


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
    capped = fusion.cap_scores([result.candidate for result in ranked], ceilings)
    return fusion.reorder(ranked, capped)


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
