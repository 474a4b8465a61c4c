"""The words that a question looks passages up by: as many as an index can rank in time, the rarest first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from paper_search.records import ParsedQuery, ScoredPassage
from paper_search.storage import fulltext
from paper_search.text.compounds import find_joined_compounds
from paper_search.text.spans import normalise


class LookUp(Protocol):
    """A search by words."""

    def __call__(
        self, lookup_terms: Sequence[str], scoring_terms: Sequence[str], *, match_all: bool = False
    ) -> tuple[ScoredPassage, ...]:
        """Return the best passages by BM25.

        Args:
            lookup_terms: They bring passages up.
            scoring_terms: More terms, which add to a passage's score and bring up none.
            match_all: Only passages that hold all of the terms that bring up.
        """
        ...


def list_query_terms(query: ParsedQuery) -> list[str]:
    """Return the words of a question that passages are ranked by, the compounds among them without a hyphen too."""
    return list(dict.fromkeys([*query.content_terms, *map(normalise, find_joined_compounds(query.text))]))


def retrieve_lexical(
    query: ParsedQuery,
    depth: int,
    passage_count: int,
    count: Callable[[Sequence[str]], Sequence[int]],
    look_up: LookUp,
) -> tuple[ScoredPassage, ...]:
    """Return the ``depth`` best passages by BM25, looked up by the words of the question that are rare enough.

    Args:
        query: The question.
        depth: How many passages are wanted.
        passage_count: How many passages the index can find.
        count: Counts the passages that hold each of some words.
        look_up: Searches for at most ``depth`` passages.
    """
    terms = list_query_terms(query)
    frequencies = count(terms)
    budget = fulltext.compute_ranking_budget(passage_count)
    max_postings = budget * (fulltext.FILTERED_BUDGET_FACTOR if query.filters else 1)
    scoring_budget = max(max_postings, fulltext.MAX_SCORING_POSTINGS)
    scoring_terms = fulltext.select_affordable_terms(terms, frequencies, scoring_budget)

    def search(lookup_terms: Sequence[str], *, match_all: bool = False) -> tuple[ScoredPassage, ...]:
        others = [term for term in scoring_terms if term not in lookup_terms]
        return look_up(lookup_terms, others, match_all=match_all)

    if len(terms) > 1 and min(frequencies) > max_postings:
        # Even the rarest brings up too many: where enough passages hold the next as well, those alone.
        both = search(fulltext.select_rarest_terms(terms, frequencies, 2), match_all=True)
        if len(both) == depth:
            return both
    return search(fulltext.select_affordable_terms(terms, frequencies, max_postings))
