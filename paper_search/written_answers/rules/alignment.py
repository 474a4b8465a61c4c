"""Alignment of a written sentence with the source sentences that it uses, in order, with as few gaps as possible.

The longest common subsequence (Wagner and Fischer, 1974), where a word that follows its neighbour counts a little more
and a glue word a little.
"""

from __future__ import annotations

from collections.abc import Sequence

from paper_search.written_answers.rules.figure_keys import find_keys
from paper_search.written_answers.rules.lexicon import GLUE
from paper_search.written_answers.rules.words import TextWord

_GLUE_WEIGHT, _NEIGHBOUR_BONUS = 0.1, 0.25

Pair = tuple[int, int]
"""The index of a word of the sentence and that of the source's word which it is."""


def align(sentence: Sequence[TextWord], source: Sequence[TextWord], *, exact: bool) -> tuple[Pair, ...]:
    """Return the pairs of words that both have in the same order, as few gaps between them as possible.

    Args:
        sentence: the words of the written sentence.
        source: the words of what it cites.
        exact: words must be alike letter by letter; otherwise their stems or the values of their figures.
    """
    left: Sequence[object] = [word.form for word in sentence] if exact else find_keys(sentence)
    right: Sequence[object] = [word.form for word in source] if exact else find_keys(source)
    weights = [_GLUE_WEIGHT if word.form in GLUE else 1.0 for word in sentence]
    return _Alignment(left, right, weights).trace()


class _Alignment:
    """The table of the best alignment of each two beginnings."""

    def __init__(self, left: Sequence[object], right: Sequence[object], weights: Sequence[float]) -> None:
        width = len(right) + 1
        self._size = (len(left), len(right))
        self._last: list[list[Pair | None]] = [[None] * width]
        self._is_chained: set[Pair] = set()
        best, ending = [0.0] * width, [0.0] * width
        for row, key in enumerate(left):
            best, ending = self._fill_row(row, key, right, weights[row], best, ending)

    def _fill_row(
        self, row: int, key: object, right: Sequence[object], weight: float, best: list[float], ending: list[float]
    ) -> tuple[list[float], list[float]]:
        """Return the scores of a row: the best up to each column, and the best that ends with a pair there."""
        scores, ends = list(best), [0.0] * len(best)
        last = list(self._last[row])
        for column, other in enumerate(right):
            if scores[column] > scores[column + 1]:
                scores[column + 1], last[column + 1] = scores[column], last[column]
            if key != other:
                continue
            chained = ending[column] + _NEIGHBOUR_BONUS if ending[column] else 0.0
            ends[column + 1] = weight + max(chained, best[column])
            if chained >= best[column] and chained:
                self._is_chained.add((row, column))
            if ends[column + 1] > scores[column + 1]:
                scores[column + 1], last[column + 1] = ends[column + 1], (row, column)
        self._last.append(last)
        return scores, ends

    def trace(self) -> tuple[Pair, ...]:
        """Return the pairs of the best alignment, in order."""
        pairs: list[Pair] = []
        pair = self._last[self._size[0]][self._size[1]]
        while pair is not None:
            pairs.append(pair)
            row, column = pair
            pair = (row - 1, column - 1) if pair in self._is_chained else self._last[row][column]
        return tuple(reversed(pairs))
