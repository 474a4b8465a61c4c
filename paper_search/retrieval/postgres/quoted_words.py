"""The passages of a cluster that hold what a question quotes, see ``retrieval.phrases``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from paper_search.embeddings import Rows
from paper_search.records import Candidates, ParsedQuery, ScoredPassage
from paper_search.records.standing import add_minute_number, mask_unmatched
from paper_search.retrieval import phrases
from paper_search.retrieval.postgres.bm25 import Bm25Ranking, RankedTerm, ScoredRow
from paper_search.retrieval.postgres.dense import write_vector
from paper_search.retrieval.postgres.word_counts import make_phrase_query
from paper_search.storage.postgres.tokenizer import tokenize

_MAX_SCORED = 4 * phrases.MAX_PASSAGES_READ
"""The most passages of a server that are scored exactly: each brings its text along. Only where more hold the words may
others of nearly the same score be read."""


def retrieve_phrases(
    ranking: Bm25Ranking, query: ParsedQuery, vector: Rows, depth: int, terms: Sequence[str]
) -> Candidates:
    """Return the ``depth`` best by cosine and by BM25 of the passages that hold every phrase of the question.

    Args:
        ranking: the search by words, within the question's filters.
        query: the question with its phrases.
        vector: its unit vector, shape (dimensions,).
        depth: how many candidates each list has at most.
        terms: words that a passage is ranked by beside the phrases.
    """
    found = _search(ranking, phrases.find_phrase_forms(query, ranking.counts.count), terms, vector)
    rows = {passage.passage_id: passage.row for passage in found}
    scores = phrases.select_holding(query, ((row.passage_id, row.score, _get_text(row)) for row in found))
    lexical = (ScoredPassage(passage_id, score) for passage_id, score in scores.items())
    cosines = ((passage_id, rows[passage_id]["cosine"]) for passage_id in scores)
    dense = (ScoredPassage(passage_id, cosine) for passage_id, cosine in cosines if cosine is not None)
    return phrases.choose_best(dense, lexical, depth)


def _search(
    ranking: Bm25Ranking, forms: Sequence[Sequence[str]], terms: Sequence[str], vector: Rows
) -> list[ScoredRow]:
    """Return the best passages that may hold every phrase in one of its forms."""
    ranked: list[RankedTerm] = []
    conditions: list[str] = []
    for spellings in forms:
        # A number such as "24/035" may be that of the minute that a passage is of, which its heading prints.
        weights = "BC" if any("/" in spelling for spelling in spellings) else "C"
        tokens = [row for row in map(tokenize, spellings) if row]
        if not tokens:
            return []
        conditions.append("(" + " | ".join(make_phrase_query(row, weights) for row in tokens) + ")")
        # FTS5 ranks by a phrase twice: as what must stand there, and as what adds to a score.
        ranked += 2 * ranking.make_terms(spellings, weights)
    columns = ", p.text, p.minute, -(f.embedding <#> %s::vector) AS cosine"
    ranked += ranking.make_terms(terms)
    return replace(ranking, max_scored=_MAX_SCORED).rank(
        " & ".join(conditions), ranked, phrases.MAX_PASSAGES_READ, columns, (write_vector(vector),)
    )


def _get_text(passage: ScoredRow) -> str:
    return add_minute_number(mask_unmatched(passage.row["text"]), passage.row["minute"])
