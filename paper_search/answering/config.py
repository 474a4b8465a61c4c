"""The settings of answering in one frozen record, and the fitted model of its confidence.

A "share" is a factor from 0 to 1; scores of sentences are on the scale of MaxSim, from 0 to 1. Each field names the
decision record in ``docs/decisions`` that says how its value was found.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from types import MappingProxyType

from paper_search.records import ConfidenceFeatures, Match
from paper_search.retrieval.config import RANKING, RankingConfig
from paper_search.retrieval.reading import to_probability


@dataclass(frozen=True, slots=True)
class ConfidenceModel:
    """A logistic regression from ``ConfidenceFeatures`` to a confidence. Fitted: docs/decisions/0018.

    ``paper-search evaluate confidence`` fits it over judged sets.

    Attributes:
        intercept: the log of the odds where every feature is 0.
        coefficients: by the name of the feature.
        threshold: the confidence below which nothing is found; at most one in twenty answerable questions of each
            judged set is refused.
        partial_threshold: the confidence from which an answer is a partial match; below it, it is doubtful.
        strong_threshold: the confidence from which it is a strong one.
    """

    intercept: float
    coefficients: Mapping[str, float]
    threshold: float
    partial_threshold: float
    strong_threshold: float

    def predict(self, features: ConfidenceFeatures) -> float:
        """Return the confidence that the papers answer the question, from 0 to 1."""
        terms = (value * getattr(features, name) for name, value in self.coefficients.items())
        log_odds = self.intercept + sum(terms)
        return to_probability(log_odds)

    def classify(self, confidence: float) -> Match:
        """Return how well an answer of this confidence, from 0 to 1, meets its question."""
        if confidence < self.threshold:
            return "none"
        if confidence < self.partial_threshold:
            return "doubtful"
        return "partial" if confidence < self.strong_threshold else "strong"


def load_confidence_model(name: str) -> ConfidenceModel:
    """Return a fitted model that the package brings along: "without_reader" or "with_reader"."""
    weights = json.loads(files(__package__).joinpath("confidence_weights.json").read_text("utf-8"))[name]
    return ConfidenceModel(
        float(weights["intercept"]),
        MappingProxyType({feature: float(value) for feature, value in weights["coefficients"].items()}),
        threshold=float(weights["threshold"]),
        partial_threshold=float(weights["partial_threshold"]),
        strong_threshold=float(weights["strong_threshold"]),
    )


CONFIDENCE, READER_CONFIDENCE = load_confidence_model("without_reader"), load_confidence_model("with_reader")
"""The models in use, where nothing was read by the reader and where passages were."""


def _quote_penalties() -> Mapping[str, float]:
    return MappingProxyType({"table": 0.2})


@dataclass(frozen=True, slots=True)
class AnswerConfig:
    """Every setting of answering. ``dataclasses.replace(ANSWERING, …)`` gives another."""

    ranking: RankingConfig = RANKING
    """The ranking of the hits that answers are taken from."""

    # -- confidence --

    confidence: ConfidenceModel = CONFIDENCE
    """The model where there is no reader. Fitted: docs/decisions/0018."""
    reader_confidence: ConfidenceModel = READER_CONFIDENCE
    """The model where the reader read passages. Fitted: docs/decisions/0018."""
    max_reader_log_odds: float = 8.0
    """Log odds of the reader beyond which it is no surer. See docs/decisions/0018."""
    near_cosine: float = 0.35
    """The cosine of a question with a sentence beyond which it says nothing more: near topics are nearest. See
    docs/decisions/0018."""
    heading_weight: float = 0.8
    """The share that what a passage's title and headings match counts. See docs/decisions/0018."""
    missing_dense_rank: int = 150
    """Stands for the dense rank of a passage that has none. See docs/decisions/0018."""
    max_passage_count: int = 10_000
    """Passages beyond which a larger index changes nothing: no judged set has more. See docs/decisions/0018."""

    # -- what nothing held has --

    synonym_cosine: float = 0.6
    """The cosine from which a passage found says a missing word in another form. See docs/decisions/0018."""
    rare_word_pieces: int = 3
    """Word pieces from which a missing noun is so rare that no other word means it. See docs/decisions/0018."""

    # -- quotes --

    hits_to_read: int = 8
    """Hits whose sentences are read. See docs/decisions/0016."""
    context_share: float = 0.7
    """The share of what a whole passage matches that each of its sentences is credited with: a sentence need not say
    again what the one before it was about. See docs/decisions/0016 and 0018."""
    max_quotes: int = 5
    """Quotes of an answer. See docs/decisions/0016."""
    max_quotes_per_document: int = 2
    """Quotes of one paper. See docs/decisions/0016."""
    max_conflicting_quotes: int = 3
    """Sentences beside the quotes that say the same with another figure. See docs/decisions/0017."""
    rank_bonus: float = 0.15
    """Score added to a sentence of the first hit; one of hit n gets one nth. See docs/decisions/0016."""
    answer_type_bonus: float = 0.2
    """Score added to a sentence with the figure, date, vote or decision asked for. See docs/decisions/0016."""
    loose_type_bonus: float = 0.1
    """The same for a person, place, reason or duration, of which many sentences have one that answers something else.
    See docs/decisions/0016."""
    year_bonus: float = 0.1
    """Score added to a sentence of a year that the question names, taken off one of another. See
    docs/decisions/0016."""
    aspect_bonus: float = 0.05
    """Score added to a sentence with the figure asked for (counted, planned), taken off the other. See
    docs/decisions/0016."""
    front_field_bonus: float = 0.2
    """Score added to a field of front matter that the question asks for: it is seldom said elsewhere. See
    docs/decisions/0016."""
    quote_penalties: Mapping[str, float] = field(default_factory=_quote_penalties)
    """Score taken off by the kind of passage: a row of a table says less than a sentence that says the same. See
    docs/decisions/0016."""
    fragment_penalty: float = 0.2
    """Score taken off half a row, a heading or a label. See docs/decisions/0016."""
    max_fragment_characters: int = 60
    """Characters below which a text that ends like no sentence is such a fragment. See docs/decisions/0016."""
    min_score_share: float = 0.6
    """The share of the best sentence's score from which another is quoted. See docs/decisions/0016."""
    min_quote_characters: int = 300
    """Characters below which a quote takes its neighbours with it. On the judged sets 160 and 600 gave answer@1 .73
    and .28, 300 and 500 gave .76 and .37 with quotes as long. Fitted: docs/decisions/0016."""
    max_quote_characters: int = 500
    """Characters that such a quote, or a list item quoted whole, may have. Fitted: docs/decisions/0016."""
    max_lead_in_characters: int = 300
    """Characters of a lead-in; of a longer one its last sentence is shown. See docs/decisions/0016."""

    reading_weight: float = 0.0
    """Score added to a sentence that answers for certain by the reader. Fitted: docs/decisions/0032."""
    quotes_read_alone: int = 4
    """Candidates that are read again, each as it would be quoted. See docs/decisions/0016."""
    quote_alone_weight: float = 0.3
    """What the probability that a quote answers, read alone, adds to its score. See docs/decisions/0016."""
    max_answer_pieces: int = 40
    """Word pieces of the words that are marked as the answer. See docs/decisions/0016."""

    # -- the register --

    use_register: bool = True
    """True if questions that the register holds the answer to are answered from it first. See docs/decisions/0036."""
    max_register_quote_characters: int = 1000
    """Characters that a quote of an entry may have: a list of those present, a resolution with its items. See
    docs/decisions/0036."""

    # -- conflicting figures --

    min_stem_overlap: float = 0.5
    """The share of all stems of two sentences that both must have. See docs/decisions/0017."""
    min_dated_stem_overlap: float = 0.7
    """The same where only their dates differ. See docs/decisions/0017."""
    min_shared_stems: int = 4
    """Stems that both must have. See docs/decisions/0017."""

    noun_window_characters: int = 40
    """Characters behind a figure, or before it, in which its noun is looked for. See docs/decisions/0017."""

    # -- comparisons, timelines, news --

    quotes_per_authority: int = 2
    """Quotes of each authority in a comparison where no number is given. See docs/explanation/ranking.md."""
    max_compared_authorities: int = 24
    """Authorities of a comparison where none is named; of more, those whose papers come nearest. See
    docs/explanation/ranking.md."""
    timeline_depth: int = 60
    """Nearest passages that a timeline considers. See docs/decisions/0023."""
    timeline_events: int = 20
    """Events of a timeline where no number is given. See docs/decisions/0023."""
    min_event_score_share: float = 0.75
    """The share of the best passage's score from which another is an event. See docs/decisions/0023."""
    anchor_score_share: float = 0.9
    """The share from which a passage's paper says what else is of the matter. See docs/decisions/0023."""
    max_link_queries: int = 4
    """Decision numbers and titles that are looked up, half of each. See docs/decisions/0023."""
    max_events_per_document: int = 4
    """Events of one paper. See docs/decisions/0023."""
    max_linked_per_document: int = 2
    """Events of one paper that are there by a link alone. See docs/decisions/0023."""
    events_per_linked_event: int = 4
    """One event in so many, at most, is there by its link alone. See docs/decisions/0023."""
    max_new_passages: int = 50
    """Passages in a list of what is new. See docs/decisions/0023."""


ANSWERING = AnswerConfig()
"""The settings in use."""
