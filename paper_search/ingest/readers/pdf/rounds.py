"""Rounds in which words are left out of a drawn page, so that no two of one round share their place.

A label may be printed on the box that hides a name: whether the name shows can only be told without the label. The same
words printed twice on one spot are left out together, since without one of them the other still shows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from paper_search.ingest.readers.pdf.coverage import Boxes
from paper_search.ingest.readers.pdf.document import PdfPage
from paper_search.ingest.readers.pdf.drawing import DrawnPage
from paper_search.ingest.readers.pdf.graphics import TextSpan
from paper_search.ingest.readers.pdf.marks import MAX_PAIRS
from paper_search.ingest.readers.pdf.words import Word, bound_span

CROWDED_SHARE = 0.2
"""The share of a word that other words must take for it to be looked at apart."""
MAX_ROUNDS = 6
MAX_CROWDED_WORDS = 1500
"""Words of one page that are looked at apart; a page with more is printed twice throughout."""


class DrawingRound(NamedTuple):
    """Words judged in one round, the text objects left out for it, and those words that others crowd."""

    words: list[Word]
    texts: list[Any]
    crowded: list[Word]


def plan_rounds(page: PdfPage, drawn: DrawnPage, words: Sequence[Word]) -> list[DrawingRound]:
    """Plan the rounds.

    Args:
        page: the page.
        drawn: the page as it can be drawn.
        words: the words that may not show.

    Returns:
        The rounds; one round for all words, none of them crowded, where text objects cannot be told apart.
    """
    if len(drawn.texts) != page.operations:
        return [DrawingRound(list(words), drawn.texts, [])]
    neighbours = _find_neighbours(page, words)
    if len(neighbours) > MAX_CROWDED_WORDS:
        return [DrawingRound(list(words), drawn.texts, [])]
    rounds: list[tuple[set[int], set[int], list[Word], list[Word]]] = [(set(), set(), [], [])]
    for word in words:
        spans = [word.span, *(other for other, is_twin in neighbours.get(word, ()) if is_twin)]
        removed = {_get_operation(page.spans[index]) for index in spans}
        rivals = {_get_operation(page.spans[other]) for other, is_twin in neighbours.get(word, ()) if not is_twin}
        rivals -= removed
        place = next((kept for kept in rounds if not (kept[0] & rivals or kept[1] & removed)), None)
        if place is None:
            if len(rounds) == MAX_ROUNDS:
                continue
            place = (set(), set(), [], [])
            rounds.append(place)
        place[0].update(removed)
        place[1].update(rivals)
        place[2].append(word)
        if rivals:
            place[3].append(word)
    return [
        DrawingRound(found, [drawn.texts[operation] for operation in sorted(removed)], crowded)
        for removed, _, found, crowded in rounds
        if found
    ]


def _find_neighbours(page: PdfPage, words: Sequence[Word]) -> dict[Word, list[tuple[int, bool]]]:
    """Return for each crowded word the other spans at its place, and True for each that prints the same words."""
    boxes = np.array([bound_span(span, page.height) for span in page.spans])
    neighbours: dict[Word, list[tuple[int, bool]]] = defaultdict(list)
    # A page of thousands of words would take gigabytes at once.
    step = max(1, MAX_PAIRS // len(boxes))
    for start in range(0, len(words), step):
        chosen = words[start : start + step]
        for index, other in _find_crowding(np.array([word.box for word in chosen]), boxes):
            word = chosen[index]
            if other != word.span:
                text = page.spans[word.span].text[word.start : word.end]
                neighbours[word].append((other, text in page.spans[other].text))
    return neighbours


def _find_crowding(places: Boxes, boxes: Boxes) -> list[tuple[int, int]]:
    """Return the pairs of a word and a span, by index, where the span takes more than ``CROWDED_SHARE`` of the word.

    Args:
        places: the boxes of words.
        boxes: the boxes of spans.
    """
    widths = np.minimum(boxes[None, :, 2], places[:, None, 2]) - np.maximum(boxes[None, :, 0], places[:, None, 0])
    heights = np.minimum(boxes[None, :, 3], places[:, None, 3]) - np.maximum(boxes[None, :, 1], places[:, None, 1])
    shared = np.where((widths > 0) & (heights > 0), widths * heights, 0.0)
    sizes = (places[:, 2] - places[:, 0]) * (places[:, 3] - places[:, 1])
    is_crowding = shared > CROWDED_SHARE * np.maximum(sizes, 0.01)[:, None]
    return [(int(word), int(span)) for word, span in np.argwhere(is_crowding)]


def _get_operation(span: TextSpan) -> int:
    return span.origin.operation if span.origin else -1
