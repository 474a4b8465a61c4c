"""The settings of ranking in one frozen record, so that an evaluation can sweep any of them.

Scores are on the scale of fusion, where 1 is the whole of a cosine. A "share" is a factor from 0 to 1. Each field
names the decision record in ``docs/decisions`` that says how its value was found.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


def _kind_penalties() -> Mapping[str, float]:
    return MappingProxyType({"front matter": 0.2, "table": 0.1, "agenda frontsheet": 0.1})


def _exact_term_boosts() -> Mapping[str, float]:
    return MappingProxyType({"reference": 1.5, "sum": 0.5, "date": 0.3, "name": 0.3, "words": 0.0})


@dataclass(frozen=True, slots=True)
class RankingConfig:
    """Every setting of query parsing and ranking. ``dataclasses.replace(RANKING, …)`` gives another."""

    # -- retrieve and fuse --

    candidate_depth: int = 200
    """Candidates that are retrieved by each of the two methods. Fitted: docs/decisions/0031."""
    candidates_per_hit: int = 4
    """Candidates are at least so many for each hit wanted, re-ranked or not. See docs/explanation/ranking.md."""
    dense_weight: float = 0.5
    """Weight of the cosine with the query's vector. Fitted: docs/decisions/0008."""
    lexical_weight: float = 1.0
    """Weight of BM25 as a share of what the query's words could give. Fitted: docs/decisions/0008."""
    bm25_saturation: float = 2.2
    """BM25's k1 + 1: what a word repeated without end would give for each unit of its idf. See docs/decisions/0008."""

    # -- re-rank by late interaction --

    rerank_depth: int = 200
    """Candidates that are re-ranked: a third of the places each for the best by meaning, by words and by fused score,
    and what one list has in common with another makes room for the next. Fitted: docs/decisions/0031."""
    late_interaction_weight: float = 2.0
    """Weight of the MaxSim score, which is from 0 to 1. Fitted: docs/decisions/0009."""
    background_passages: int = 1000
    """Passages of everyday English that count beside those held in a word's idf. On the judged sets 500 gained less,
    2,000 and 10,000 no more. Fitted: docs/decisions/0013."""
    proximity_weight: float = 0.15
    """The most that a passage gains for matching words of the query near one another that stand side by side in it.
    Fitted: docs/decisions/0011."""
    proximity_window: int = 3
    """Word pieces from one matched word to the other, at most, for both to count as near. See docs/decisions/0011."""
    neighbour_share: float = 0.7
    """The share of what the passages beside it match that a passage is credited with. Fitted: docs/decisions/0010."""
    document_name_share: float = 0.5
    """The same of what its paper matches, for word pieces of names. Fitted: docs/decisions/0010."""
    document_share: float = 0.1
    """The share of what its paper matches that is added for all word pieces. Fitted: docs/decisions/0010."""
    context_recipients: int = 20
    """Passages, the best by themselves, that neighbours outside the candidates count for; twice as many moved no
    judged set by .002. Fitted: docs/decisions/0010."""
    kind_penalties: Mapping[str, float] = field(default_factory=_kind_penalties)
    """Score taken off by the kind of a passage, and by that of its paper: these share many words with a question and
    answer it less often. Fitted: docs/decisions/0012."""

    # -- re-rank by the reader --

    reader_depth: int = 20
    """Passages that the reader reads, where there is one. See docs/decisions/0032."""
    reader_weight: float = 0.25
    """Score added to a passage that answers for certain by the reader. Fitted: docs/decisions/0032."""

    # -- boost: scores for what is named exactly, shares of the best score for the rest --

    exact_term_boosts: Mapping[str, float] = field(default_factory=_exact_term_boosts)
    """Score added, by the kind of exact term that a passage holds. See docs/decisions/0014."""
    definition_boost: float = 0.2
    """Score added to the passage that defines an acronym whose meaning is asked. See docs/decisions/0014."""
    alternative_wording_weight: float = 0.85
    """Factor on a score for the other wording of a question. See docs/decisions/0014."""
    recency_boost: float = 0.08
    """Share of the best score for the newest paper, where recent ones are wanted. See docs/decisions/0014."""
    speaker_boost: float = 0.15
    """Share for a passage that is attributed to the speaker asked about. See docs/decisions/0014."""
    topic_heading_boost: float = 0.08
    """Share for a one-word query whose word is in a title or heading. See docs/decisions/0014."""
    topic_density_boost: float = 0.05
    """Share for a passage that is full of the word of a one-word query. See docs/decisions/0014."""
    full_density: float = 0.1
    """Share of a passage's words from which it counts as full of a word. See docs/decisions/0014."""
    density_smoothing_words: int = 20
    """Words added to a passage, so that a line of a few words is not full of one. See docs/decisions/0014."""
    decision_boost: float = 0.2
    """Share for a resolution where a decision is asked for. See docs/decisions/0014."""
    explanation_boost: float = 0.1
    """Share for a passage with the definition that is asked for. See docs/decisions/0014."""
    leading_explanation_boost: float = 0.2
    """The same where a sentence of the passage opens with it. See docs/decisions/0014."""
    formality_penalty: float = 0.2
    """Share taken off a passage on the course of a meeting. See docs/decisions/0014 and 0020."""
    missing_plain_answer_penalty: float = 0.1
    """Share taken off a passage without any number or date where one is asked for. See docs/decisions/0014."""
    missing_typed_answer_penalty: float = 0.3
    """Share taken off a passage without the kind of answer asked for. See docs/decisions/0014."""
    min_authority_score_share: float = 0.5
    """The best passage of an authority goes to the front from this share of the best score. See docs/decisions/0014."""

    # -- expand the candidates --

    exact_term_depth: int = 20
    """Candidates that are looked for by each exact term. See docs/decisions/0014."""
    authority_depth: int = 5
    """Candidates that are looked for of each further authority. See docs/decisions/0014."""
    max_pool_authorities: int = 12
    """Authorities whose best candidate is re-ranked where each authority is asked about. See docs/decisions/0014."""
    max_extra_authorities: int = 4
    """Authorities looked for beside the candidates: each costs up to a filtered query. See docs/decisions/0014."""

    # -- parse and rewrite the query --

    max_counted_words: int = 4
    """Words behind "how many" that say what is counted. See docs/decisions/0014."""
    count_words_before: int = 3
    """Words before a number that may say what it counts. See docs/decisions/0014."""
    count_words_after: int = 2
    """Words behind a number that may say what it counts. See docs/decisions/0014."""
    max_formality_characters: int = 700
    """A longer passage is no formality. See docs/decisions/0020."""
    max_expansion_words: int = 8
    """Words that an acronym may stand for. See docs/decisions/0014."""
    max_other_meanings: int = 3
    """Further meanings of an acronym that a remark lists. See docs/decisions/0014."""
    dominant_meaning_ratio: int = 2
    """A meaning given by so many times as many papers as the next is meant. See docs/decisions/0014."""

    # -- similar passages --

    similar_depth: int = 100
    """Candidates that are retrieved first, by each of the two methods. See docs/decisions/0019."""
    similar_depth_factor: int = 4
    """Factor by which they grow while too few are of other papers. See docs/decisions/0019."""
    similar_rerank_depth: int = 40
    """Candidates that are re-ranked. See docs/decisions/0019."""
    max_similar_query_words: int = 20
    """Words that a passage is looked up by, the rarest that are found elsewhere too. See docs/decisions/0019."""
    min_similarity: float = 0.45
    """The least mean of a passage's cosine and its MaxSim score for it to be listed. See docs/decisions/0019."""
    similar_front_matter_penalty: float = 0.2
    """Taken off front matter that is like other text: it is alike in all reports. See docs/decisions/0019."""


RANKING = RankingConfig()
"""The settings in use."""
