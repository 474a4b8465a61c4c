"""What questions of one generation ask again and again, worked out once: filters, coverage, facets, frequent words.

In: a store; out: what it says. Promised: nothing is remembered longer than it holds: all goes with a generation, but
for how frequent a word is, which is counted on from where it was unless passages went.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from paper_search.records import Access, Coverage, Facets, Filters
from paper_search.storage.store import Store
from paper_search.storage.vector_index import Selection

SelectedRows = tuple[Selection, bytes]
MAX_CACHED_FILTERS = 16
"""How many filters are remembered: each takes about a byte for every passage."""
MAX_CACHED_WORDS = 50_000


@dataclass(frozen=True, slots=True)
class CachedFrequency:
    """In how many passages a word stands, of those up to ``last_row``, at a generation."""

    passages: int
    last_row: int
    generation: int


@dataclass
class GenerationCache:
    """What was worked out at one generation of one store. Safe for threads: at worst something is worked out twice."""

    generation: int
    cached_frequencies: dict[str, CachedFrequency] = field(default_factory=dict)
    _selections: dict[Filters, SelectedRows] = field(default_factory=dict)
    _coverage: dict[Filters, Coverage] = field(default_factory=dict)
    _facets: dict[tuple[Access, ...], Facets] = field(default_factory=dict)
    _vocabulary: dict[str, list[str]] = field(default_factory=dict)

    def get_selection(self, filters: Filters, compute: Callable[[], SelectedRows]) -> SelectedRows:
        """What the filters let through."""
        found = self._selections.get(filters)
        if found is None:
            found = compute()
            if len(self._selections) >= MAX_CACHED_FILTERS:
                self._selections.clear()
            self._selections[filters] = found
        return found

    def coverage(self, filters: Filters, store: Store) -> Coverage:
        """What a question with these filters searches."""
        found = self._coverage.get(filters)
        if found is None:
            found = self._coverage[filters] = store.statistics.measure_coverage(filters)
        return found

    def facets(self, access: tuple[Access, ...], store: Store) -> Facets:
        """The values that filters can take in the papers with this access."""
        found = self._facets.get(access)
        if found is None:
            found = self._facets[access] = store.statistics.count_facets(access)
        return found

    def vocabulary(self, initial: str, store: Store) -> list[str]:
        """The stems of all words that begin with a letter."""
        found = self._vocabulary.get(initial)
        if found is None:
            found = self._vocabulary[initial] = store.acronyms.find_stems(initial)
        return found

    def frequencies(self, terms: Sequence[str], store: Store) -> list[int]:
        """In how many passages each term stands."""
        last_row = store.embeddings.last_passage_row()
        return [self._count_passages(term, store, last_row) for term in terms]

    def _count_passages(self, term: str, store: Store, last_row: int) -> int:
        before = self.cached_frequencies.get(term)
        if before is not None and before.generation == self.generation:
            return before.passages
        passages, after = 0, 0
        is_older = before is not None and before.generation < self.generation
        if before and is_older and not store.embeddings.has_removals_since(before.generation):
            # Rows only ever go up: what came since stands above the last one, unless some of those below went.
            passages, after = before.passages, before.last_row
        passages += store.fulltext.count_frequency(term, after)
        if before is None or is_older:
            if len(self.cached_frequencies) >= MAX_CACHED_WORDS:
                self.cached_frequencies.clear()
            self.cached_frequencies[term] = CachedFrequency(passages, last_row, self.generation)
        return passages
