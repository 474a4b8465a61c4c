"""In how many passages of a cluster words stand: what BM25 needs to know of all servers before it asks any for a score.

Only passages that the asker may see are counted.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from paper_search.records import Access, Filters
from paper_search.retrieval.postgres.cache import RevisionCache
from paper_search.retrieval.postgres.conditions import make_filter_condition
from paper_search.storage.postgres.connection import ReadTransaction
from paper_search.storage.postgres.tokenizer import quote_lexeme, tokenize
from paper_search.storage.register_conditions import SqlCondition

MIN_RARITY = 1e-6
"""The rarity that FTS5 gives a word which more than half of the passages hold."""


def make_generation_condition(generation: int, alias: str) -> SqlCondition:
    """Return that a row is seen at a generation."""
    text = f"{alias}.born <= %s AND ({alias}.died IS NULL OR {alias}.died > %s)"
    return SqlCondition(text, (generation, generation))


def make_scan_condition(transaction: ReadTransaction, filters: Filters, access: Sequence[Access]) -> SqlCondition:
    """Return filters, access and generation as a condition on ``findable_passages f``."""
    generation = make_generation_condition(transaction.state.generation, "f")
    return make_filter_condition(filters, access, "f") & generation


def make_phrase_query(tokens: Sequence[str], weights: str = "") -> str:
    """Return tokens in a row as a tsquery.

    Args:
        tokens: at least one term as ``tokenize`` gives it.
        weights: the columns that they may stand in: A the title, B headings, C the passage's own words. All if empty.
    """
    suffix = f":{weights}" if weights else ""
    return "(" + " <-> ".join(f"{quote_lexeme(token)}{suffix}" for token in tokens) + ")"


class WordCounts:
    """The counts of one generation, as somebody with one access may know them."""

    def __init__(self, transaction: ReadTransaction, access: tuple[Access, ...], cache: RevisionCache) -> None:
        """Count what is counted for the first time at a revision.

        Args:
            transaction: the generation that is read.
            access: the levels of access whose documents are counted.
            cache: what was counted at this revision.
        """
        self.transaction, self.access, self._cache = transaction, access, cache
        # Dictionaries of their own, since the cache may be emptied between two looks.
        self._counts: dict[str, int] = cache.get(("terms", access), dict)
        self._phrase_counts: dict[str, int] = cache.get(("phrases", access), dict)

    @property
    def passage_count(self) -> int:
        """The number of passages that can be found."""
        return self._totals[0]

    @property
    def mean_length(self) -> float:
        """The mean number of terms in a passage, title and headings included."""
        passages, terms = self._totals
        return terms / max(passages, 1)

    @property
    def _totals(self) -> tuple[int, int]:
        return self._cache.get(("passages and terms", self.access), self._fetch_totals)

    def _fetch_totals(self) -> tuple[int, int]:
        seen = self._make_condition("c")
        rows = self.transaction.fetch_all(
            "SELECT coalesce(sum(c.passages), 0)::bigint AS passages, coalesce(sum(c.terms), 0)::bigint AS terms"
            f" FROM passage_counts c WHERE {seen.text}",
            seen.values,
        )
        return sum(row["passages"] for row in rows), sum(row["terms"] for row in rows)

    def _make_condition(self, alias: str) -> SqlCondition:
        access = SqlCondition(f"{alias}.access = ANY(%s)", (list(self.access),))
        return access & make_generation_condition(self.transaction.state.generation, alias)

    def count_within(self, filters: Filters) -> int:
        """Return how many passages filters let through."""
        if not filters:
            return self.passage_count

        def count() -> int:
            condition = make_filter_condition(filters, self.access)
            query = f"SELECT coalesce(sum(d.passages), 0)::bigint AS passages FROM papers d WHERE {condition.text}"
            return sum(row["passages"] for row in self.transaction.fetch_all(query, condition.values))

        return self._cache.get(("passages within", filters, self.access), count)

    # -- words -----------------------------------------------------------------------------------------------

    def count(self, words: Sequence[str]) -> list[int]:
        """Return in how many passages each word stands, inflections folded; of several terms, all of them in a row."""
        tokens = [tokenize(word) for word in words]
        self._fetch_terms([row[0] for row in tokens if len(row) == 1])
        return [self.count_phrase(row) for row in tokens]

    def count_phrase(self, tokens: Sequence[str], weights: str = "") -> int:
        """Return how many passages hold tokens in a row, see ``make_phrase_query``."""
        if not tokens:
            return 0
        if len(tokens) == 1 and not weights:
            self._fetch_terms(tokens)
            return self._counts[tokens[0]]
        phrase = make_phrase_query(tokens, weights)
        if phrase not in self._phrase_counts:
            self._phrase_counts[phrase] = self._count_matching(phrase)
        return self._phrase_counts[phrase]

    def _fetch_terms(self, terms: Sequence[str]) -> None:
        """Count those of the terms that are not counted yet."""
        unknown = [term for term in dict.fromkeys(terms) if term not in self._counts]
        if not unknown:
            return
        seen, found = self._make_condition("c"), dict.fromkeys(unknown, 0)
        rows = self.transaction.fetch_all(
            "SELECT c.term, sum(c.passages)::bigint AS passages FROM term_counts c"
            f" WHERE c.term = ANY(%s) AND {seen.text} GROUP BY c.term",
            (unknown, *seen.values),
        )
        for row in rows:
            found[row["term"]] += row["passages"]
        self._counts.update(found)

    def _count_matching(self, tsquery: str) -> int:
        condition = make_scan_condition(self.transaction, Filters(), self.access)
        query = (
            f"SELECT count(*) AS passages FROM findable_passages f WHERE f.words @@ %s::tsquery AND {condition.text}"
        )
        return sum(row["passages"] for row in self.transaction.fetch_all(query, (tsquery, *condition.values)))

    def compute_rarity(self, tokens: Sequence[str], weights: str = "") -> float:
        """Return FTS5's idf of tokens in a row."""
        passages = self.count_phrase(tokens, weights)
        return max(math.log((self.passage_count - passages + 0.5) / (passages + 0.5)), MIN_RARITY)

    def list_terms(self, initial: str) -> list[str]:
        """Return all terms that begin with a letter."""

        def fetch() -> list[str]:
            seen = self._make_condition("c")
            rows = self.transaction.fetch_all(
                "SELECT DISTINCT c.term FROM term_counts c"
                f" WHERE c.term >= %s AND c.term < %s AND c.passages > 0 AND {seen.text}",
                (initial, chr(ord(initial[0]) + 1), *seen.values),
            )
            return list(dict.fromkeys(row["term"] for row in rows))

        return self._cache.get(("vocabulary", initial, self.access), fetch)
