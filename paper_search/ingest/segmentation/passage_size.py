"""Fit of passages to the encoder's limit: what is too long is cut at the best places there are.

Whole blocks and sentences are kept where they fit, else clauses, else words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from paper_search.ingest.segmentation import table_headers
from paper_search.ingest.segmentation.embedding_context import (
    MAX_COLUMN_WORDS,
    build_context,
    clip_words,
    embedding_text,
)
from paper_search.ingest.segmentation.outline import OutlineBlock
from paper_search.records import Passage
from paper_search.text.spans import Span, split_sentences, trim_span

TokenCounter = Callable[[str], int]
"""The number of word pieces of a text, as the encoder counts them."""
MIN_TOKEN_LIMIT = 96
"""Word pieces: with fewer, the context alone would crowd out the words of a passage."""
_CLAUSE_PATTERN = re.compile(r"(?<=[;:,])\s+|\s+(?=[–•·Ø§-]\s)|\n+")


@dataclass(frozen=True, slots=True)
class PassageFitter:
    """Cutter of passages that are too long for the encoder.

    ``title`` is the document's title, ``limit`` the most word pieces that the encoder reads.
    """

    title: str | None
    count_tokens: TokenCounter
    limit: int

    def fit_passage(self, passage: Passage, group: list[OutlineBlock]) -> Iterator[Passage]:
        """Yield the passage, or the parts of it that fit.

        Args:
            passage: the passage.
            group: the outline blocks that it was made of.
        """
        if passage.kind == "heading" or self._is_within_limit(passage):
            yield passage
            return
        context = "\n".join(build_context(self.title, replace(passage, text="")))
        token_budget = self.limit - self.count_tokens(context)
        header = table_headers.find_headers(passage.standing_text) if passage.kind == "table" else ()
        if header:
            token_budget -= min(self.count_tokens(clip_words(" | ".join(header), MAX_COLUMN_WORDS)), self.limit // 3)
        starts = [block.start - passage.start for block in group[1:]]
        for start, end in self._split_text(passage.text, starts, token_budget, passage.kind == "table"):
            fragment = _slice_passage(passage, start, end)
            if header and start:
                fragment = replace(
                    fragment, columns=header, lead_in=fragment.lead_in or table_headers.format_headers(header)
                )
            yield from self._halve_passage(fragment)

    def _is_within_limit(self, passage: Passage) -> bool:
        return self.count_tokens(embedding_text(self.title, passage)) <= self.limit

    def _split_text(self, text: str, starts: list[int], token_budget: int, is_table: bool) -> list[Span]:
        """Return spans of about equal size: whole blocks and sentences where they fit, else clauses."""
        bounds = [0, *starts, len(text)]
        block_spans = [(start, end) for start, end in pairwise(bounds) if start < end]
        finest: list[tuple[Span, int]] = []
        for start, end in block_spans:
            for span in _split_rows(text[start:end]) if is_table else split_sentences(text[start:end]):
                finest.extend(self._split_clauses(text, start + span[0], start + span[1], token_budget))
        return _pack_spans(finest, token_budget)

    def _split_clauses(self, text: str, start: int, end: int, token_budget: int) -> list[tuple[Span, int]]:
        size = self.count_tokens(text[start:end])
        if size <= token_budget:
            return [((start, end), size)]
        bounds = [start, *(start + match.end() for match in _CLAUSE_PATTERN.finditer(text[start:end])), end]
        spans = [trim_span(text, clause_start, clause_end) for clause_start, clause_end in pairwise(bounds)]
        return [(span, self.count_tokens(text[slice(*span)])) for span in spans if span[0] < span[1]]

    def _halve_passage(self, passage: Passage) -> Iterator[Passage]:
        """Cut at the middle word until the passage fits: the last resort."""
        if self._is_within_limit(passage) or len(passage.text) < 2:
            yield passage
            return
        middle = _find_middle(passage.text)
        for start, end in ((0, middle), (middle, len(passage.text))):
            span = trim_span(passage.text, start, end)
            if span[0] < span[1]:
                yield from self._halve_passage(_slice_passage(passage, *span))


def _split_rows(text: str) -> list[Span]:
    spans = [trim_span(text, *match.span()) for match in re.finditer(r"[^\n]+", text)]
    return [span for span in spans if span[0] < span[1]]


def _pack_spans(spans: list[tuple[Span, int]], token_budget: int) -> list[Span]:
    """Join neighbouring spans while they fit, aiming at equal sizes rather than a full one and a stump."""
    total = sum(size for _, size in spans)
    target = -(-total // max(1, -(-total // max(token_budget, 1))))
    packed: list[tuple[Span, int]] = []
    for (start, end), size in spans:
        if packed and packed[-1][1] + size <= token_budget and packed[-1][1] + size // 2 <= target:
            (packed_start, _), packed_size = packed[-1]
            packed[-1] = ((packed_start, end), packed_size + size)
        else:
            packed.append(((start, end), size))
    return [span for span, _ in packed]


def _find_middle(text: str) -> int:
    """Return the gap between words nearest the middle, else a place beside a sign, else the middle."""
    half = len(text) / 2
    gaps = [match.start() for match in re.finditer(r"\s+", text)] or [
        match.start() for match in re.finditer(r"(?<=\w)(?=\W)|(?<=\W)(?=.)", text) if match.start()
    ]
    inside = [gap for gap in gaps if 0 < gap < len(text)]
    return min(inside, key=lambda gap: abs(gap - half)) if inside else int(half)


def _slice_passage(passage: Passage, start: int, end: int) -> Passage:
    base = passage.start
    return replace(passage, text=passage.text[start:end], start=base + start, end=base + end)
