"""Score fusion of the two candidate lists of an engine, and what is added to fused scores later.

A weighted sum of scores, not of ranks: cosines as they are, BM25 as a share of what the query's words could give. On
the judged sets this was better than reciprocal ranks, which forget by how much the first is ahead of the rest. Ties
are settled by passage id, so two runs give the same order.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise, zip_longest
from operator import attrgetter

from paper_search.records import Candidates, FusedCandidate, RankedPassage, ScoredPassage
from paper_search.retrieval.config import RANKING, RankingConfig

_GET_SCORE = attrgetter("score")


def fuse(
    candidates: Candidates, total_idf: float | None = None, config: RankingConfig = RANKING
) -> list[FusedCandidate]:
    """Return all candidates, best first. One that a list does not hold gets that list's lowest score, or nothing.

    Args:
        candidates: the two lists.
        total_idf: the sum of the idf of the query's words, which says what BM25 could give; where it is not known the
            best of the list stands for it.
        config: the weights of the two lists.
    """
    dense = {scored.passage_id: scored.score for scored in candidates.dense}
    best_lexical = max((scored.score for scored in candidates.lexical), default=0.0)
    possible = (best_lexical if total_idf is None else config.bm25_saturation * total_idf) or 1.0
    lexical = {scored.passage_id: scored.score / possible for scored in candidates.lexical}
    lowest_dense = min(dense.values(), default=0.0)
    dense_ranks, lexical_ranks = _compute_ranks(candidates.dense), _compute_ranks(candidates.lexical)
    return sort_by_score(
        [
            FusedCandidate(
                passage_id,
                config.dense_weight * dense.get(passage_id, lowest_dense)
                + config.lexical_weight * lexical.get(passage_id, 0.0),
                dense_ranks.get(passage_id),
                lexical_ranks.get(passage_id),
            )
            for passage_id in dense.keys() | lexical.keys()
        ]
    )


def _compute_ranks(scored: tuple[ScoredPassage, ...]) -> dict[str, int]:
    return {passage.passage_id: rank for rank, passage in enumerate(scored, 1)}


def interleave(*rankings: Sequence[str]) -> list[str]:
    """Return the ids of all rankings, taken from each in turn, every id where it comes first.

    Each ranking's best have guaranteed places: rank r of any of n rankings is among the first n * r of the result.

    Args:
        rankings: ids, best first; one may hold what another holds, or nothing.
    """
    turns = zip_longest(*rankings)
    return list(dict.fromkeys(passage_id for turn in turns for passage_id in turn if passage_id is not None))


def guarantee_places(candidates: Sequence[FusedCandidate], depth: int) -> list[FusedCandidate]:
    """Return the candidates with the best by meaning, by words and by score in turn, and the rest by score.

    The best ``depth`` / 3 by meaning and as many by words are among the first ``depth``, so that whoever cuts there
    loses none of them. A passage in other words than the question's has a low fused score, however near its meaning.

    Args:
        candidates: best first by their scores, each with its ranks in the two lists.
        depth: the number of places given in turn.
    """
    by_id = {candidate.passage_id: candidate for candidate in candidates}
    dense = {candidate.passage_id: candidate.dense_rank for candidate in candidates if candidate.dense_rank}
    lexical = {candidate.passage_id: candidate.lexical_rank for candidate in candidates if candidate.lexical_rank}
    in_turn = interleave(sorted(dense, key=dense.__getitem__), sorted(lexical, key=lexical.__getitem__), list(by_id))
    return [by_id[passage_id] for passage_id in dict.fromkeys((*in_turn[:depth], *by_id))]


def rerank(
    fused: list[FusedCandidate], max_sim_scores: Mapping[str, float], config: RankingConfig = RANKING
) -> list[FusedCandidate]:
    """Return the candidates with the MaxSim score of each added to its own, best first.

    Args:
        fused: the candidates, best first.
        max_sim_scores: by passage id, from 0 to 1, of the re-ranked. The rest stays behind them, in its order.
        config: the weight of late interaction.
    """
    reranked = add_max_sim(fused, max_sim_scores, config)
    rest = [candidate for candidate in fused if candidate.passage_id not in max_sim_scores]
    if not rest:
        return reranked
    ceiling = math.nextafter(reranked[-1].score if reranked else math.inf, -math.inf)
    excess = max(max(candidate.score for candidate in rest) - ceiling, 0.0)
    behind = [candidate._replace(score=min(candidate.score - excess, ceiling)) for candidate in rest]
    return sort_by_score([*reranked, *behind])


def add_max_sim(
    fused: list[FusedCandidate], max_sim_scores: Mapping[str, float], config: RankingConfig = RANKING
) -> list[FusedCandidate]:
    """Return those of the candidates that have a MaxSim score with it added to their own, best first.

    Args:
        fused: the candidates.
        max_sim_scores: by passage id, from 0 to 1.
        config: the weight of late interaction.
    """
    weight = config.late_interaction_weight
    # Built anew: replacing one value of each takes several times as long.
    return sort_by_score(
        [
            FusedCandidate(passage_id, score + weight * max_sim_scores[passage_id], dense_rank, lexical_rank)
            for passage_id, score, dense_rank, lexical_rank in fused
            if passage_id in max_sim_scores
        ]
    )


def add_boosts(fused: list[FusedCandidate], boosts: Mapping[str, float]) -> list[FusedCandidate]:
    """Return the candidates with their boosts added, best first.

    Args:
        fused: the candidates.
        boosts: by passage id, what is added to its score; a penalty is below 0.
    """
    if not boosts:
        return sort_by_score(fused)
    return sort_by_score(
        [
            FusedCandidate(passage_id, score + boosts.get(passage_id, 0.0), dense_rank, lexical_rank)
            for passage_id, score, dense_rank, lexical_rank in fused
        ]
    )


def cap_scores(fused: list[FusedCandidate], ceilings: Mapping[str, float]) -> list[FusedCandidate]:
    """Return the candidates with each that has a ceiling just below it, best first.

    Args:
        fused: the candidates.
        ceilings: by passage id, the score that it must stay below.
    """
    if not ceilings:
        return sort_by_score(fused)
    return sort_by_score(
        [
            candidate._replace(score=min(candidate.score, math.nextafter(ceilings[candidate.passage_id], -math.inf)))
            if candidate.passage_id in ceilings
            else candidate
            for candidate in fused
        ]
    )


def reorder(ranked: Sequence[RankedPassage], candidates: Sequence[FusedCandidate]) -> list[RankedPassage]:
    """Return ranked passages in the order of their candidates, each with its new score.

    Args:
        ranked: the passages.
        candidates: the same ones, best first.
    """
    by_id = {candidate.passage_id: (passage, document) for candidate, passage, document in ranked}
    return [RankedPassage(candidate, *by_id[candidate.passage_id]) for candidate in candidates]


def merge_rankings(
    original: Sequence[RankedPassage], alternative: Sequence[RankedPassage], config: RankingConfig = RANKING
) -> list[RankedPassage]:
    """Return the passages of both wordings of a question, each with the better of its scores, best first.

    The wording that was not the question's own counts for a little less: many words in the place of a few letters
    weigh too much.

    Args:
        original: the passages ranked for the question's own wording.
        alternative: the passages ranked for the other.
        config: the factor on scores of the other wording.
    """
    weight = config.alternative_wording_weight
    lowered = (ranked._replace(candidate=_scale_score(ranked.candidate, weight)) for ranked in alternative)
    best = {ranked.candidate.passage_id: ranked for ranked in lowered}
    for ranked in original:
        other = best.get(ranked.candidate.passage_id)
        if other is None or ranked.candidate.score >= other.candidate.score:
            best[ranked.candidate.passage_id] = ranked
    return sorted(best.values(), key=lambda ranked: (-ranked.candidate.score, ranked.candidate.passage_id))


def _scale_score(candidate: FusedCandidate, factor: float) -> FusedCandidate:
    return candidate._replace(score=factor * candidate.score)


def sort_by_score(fused: list[FusedCandidate]) -> list[FusedCandidate]:
    """Return the candidates best first, ties by passage id."""
    ordered = sorted(fused, key=_GET_SCORE, reverse=True)
    # Ties are rare, and most of the time would go into comparing ids that do not count.
    if any(candidate.score == following.score for candidate, following in pairwise(ordered)):
        return sorted(fused, key=lambda candidate: (-candidate.score, candidate.passage_id))
    return ordered
