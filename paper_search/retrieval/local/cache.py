"""A cache of what questions of one generation ask again and again: filters, coverage, facets, frequent words.

Nothing is kept longer than it holds. All goes with a generation, but for how frequent a word is, which is counted on
from where it was unless passages went.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from paper_search.records import Access, Coverage, Document, Facets, Filters
from paper_search.retrieval.register.person_forms import PersonForms
from paper_search.storage.postings import PostingCache
from paper_search.storage.store import Store
from paper_search.storage.vector_index import Selection

AccessLevels = tuple[Access, ...]
SelectedRows = tuple[Selection, bytes]
Scope = tuple[Filters, AccessLevels]
"""The filters of a question, and what its asker may see."""
MAX_CACHED_FILTERS = 16
"""The most filters that are kept: each takes about a byte for every passage."""
MAX_CACHED_WORDS = 50_000
MAX_CACHED_DOCUMENTS = 2_000


@dataclass(frozen=True, slots=True)
class CachedFrequency:
    """The number of passages that a word stands in, of those up to ``last_row``, at a generation."""

    passages: int
    last_row: int
    generation: int


@dataclass
class GenerationCache:
    """Values computed at one generation of one store.

    It is safe for threads: at worst something is worked out twice.
    """

    generation: int
    cached_frequencies: dict[tuple[AccessLevels, str], CachedFrequency] = field(default_factory=dict)
    postings: PostingCache = field(default_factory=PostingCache)
    _documents: dict[int, Document] = field(default_factory=dict)
    _selections: dict[Scope, SelectedRows] = field(default_factory=dict)
    _coverage: dict[Scope, Coverage] = field(default_factory=dict)
    _facets: dict[AccessLevels, Facets] = field(default_factory=dict)
    _people: dict[AccessLevels, tuple[PersonForms, ...]] = field(default_factory=dict)
    _vocabulary: dict[tuple[AccessLevels, str], list[str]] = field(default_factory=dict)

    def get_selection(self, scope: Scope, compute: Callable[[], SelectedRows]) -> SelectedRows:
        """Return the rows that filters and access let through."""
        selection = self._selections.get(scope)
        if selection is None:
            selection = compute()
            if len(self._selections) >= MAX_CACHED_FILTERS:
                self._selections.clear()
            self._selections[scope] = selection
        return selection

    def documents(self) -> dict[int, Document]:
        """Return the documents that questions met, by row: those of the next one are often the same.

        They are of all levels of access; whoever hands one on looks at its own.
        """
        if len(self._documents) >= MAX_CACHED_DOCUMENTS:
            self._documents = {}
        return self._documents

    def coverage(self, scope: Scope, store: Store) -> Coverage:
        """Return what a question within these filters and this access searches."""
        coverage = self._coverage.get(scope)
        if coverage is None:
            coverage = self._coverage[scope] = store.statistics.measure_coverage(*scope)
        return coverage

    def facets(self, access: AccessLevels, store: Store) -> Facets:
        """Return the values that filters can take in the documents with this access."""
        facets = self._facets.get(access)
        if facets is None:
            facets = self._facets[access] = store.statistics.count_facets(access)
        return facets

    def get_people(
        self, access: AccessLevels, compute: Callable[[], tuple[PersonForms, ...]]
    ) -> tuple[PersonForms, ...]:
        """Return everybody whom documents with this access name."""
        people = self._people.get(access)
        if people is None:
            people = self._people[access] = compute()
        return people

    def vocabulary(self, initial: str, access: AccessLevels, store: Store) -> list[str]:
        """Return the stems of all words that begin with a letter, in the documents with this access."""
        stems = self._vocabulary.get((access, initial))
        if stems is None:
            stems = self._vocabulary[access, initial] = store.acronyms.find_stems(initial, access)
        return stems

    def frequencies(self, terms: Sequence[str], access: AccessLevels, store: Store) -> list[int]:
        """Return in how many passages of the documents with this access each term stands."""
        last_row = store.embeddings.last_passage_row()
        return [self._count_passages(term, access, store, last_row) for term in terms]

    def _count_passages(self, term: str, access: AccessLevels, store: Store, last_row: int) -> int:
        before = self.cached_frequencies.get((access, term))
        if before is not None and before.generation == self.generation:
            return before.passages
        passages, after = 0, 0
        is_older = before is not None and before.generation < self.generation
        if before and is_older and not store.embeddings.has_removals_since(before.generation):
            # Rows only ever go up: what came since stands above the last one, unless some of those below went.
            passages, after = before.passages, before.last_row
        passages += store.fulltext.count_frequency(term, after, access)
        if before is None or is_older:
            if len(self.cached_frequencies) >= MAX_CACHED_WORDS:
                self.cached_frequencies.clear()
            self.cached_frequencies[access, term] = CachedFrequency(passages, last_row, self.generation)
        return passages
