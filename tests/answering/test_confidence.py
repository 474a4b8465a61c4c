"""How sure an answer is: words that only name the council say nothing; and how that is fitted."""

from __future__ import annotations

from dataclasses import asdict, replace

import numpy as np
import pytest

from paper_search.answering.confidence import compute_features, has_answer_type
from paper_search.answering.config import CONFIDENCE, READER_CONFIDENCE, ConfidenceModel
from paper_search.embeddings import Encoder
from paper_search.evaluation.answerability import calibration, calibration_report, thresholds
from paper_search.evaluation.answerability.calibration import (
    ANSWERABLE,
    OWN_UNANSWERABLE,
    ConfidenceSample,
)
from paper_search.library import Library
from paper_search.records import ConfidenceFeatures, Match, RewrittenQuery
from paper_search.retrieval import searcher
from paper_search.retrieval.query.parse import parse_query

OFFERED = [
    ("Who chairs the panel?", "Cllr Amy Stone chairs it.", True, "a name"),
    ("Who chairs the panel?", "The chair was elected in May.", False, "no name"),
    ("How many visits were late?", "4.2 Visits were late.", False, "a paragraph's own number is none"),
    ("How many visits were late?", "Of the visits 212 were late.", True, "a number"),
    ("Why was it refused?", "Because of traffic.", True, "any sentence may say why"),
]


@pytest.mark.parametrize(("question", "sentence", "expected", "reason"), OFFERED)
def test_what_is_asked_for_is_offered(question: str, sentence: str, expected: bool, reason: str) -> None:
    assert has_answer_type(parse_query(question), sentence) is expected, reason


ALIKE = [
    ("what did Ofsted say about management oversight", "what did Ofsted say about mermaid oversight"),
    ("How deep must a pothole be before it is repaired?", "How deep must a wombat be before it is repaired?"),
    ("Which villages would be left without a weekday bus?", "Which villages would be left without a weekday ferry?"),
]


@pytest.mark.parametrize(("answerable", "other"), ALIKE)
def test_one_rare_word_that_nothing_meets_pulls_it_down(library: Library, answerable: str, other: str) -> None:
    assert library.ask(answerable).confidence > library.ask(other).confidence


def test_the_name_of_the_council_does_not_make_it_surer(library: Library) -> None:
    assert library.ask("are there any mermaids in Wexmoor?").confidence < CONFIDENCE.threshold


def test_a_sentence_that_says_the_same_is_nearer_as_one(library: Library, encoder: Encoder) -> None:
    said = _figures(library, encoder, "Ofsted inspected the services for children in need of help")
    asked = _figures(library, encoder, "children inspected the services for Ofsted mermaids in need")
    assert said.pooled_cosine > asked.pooled_cosine, "nearly the same words, and another sense"


def test_among_many_passages_one_is_less_sure(library: Library, encoder: Encoder) -> None:
    found = _figures(library, encoder, "budget gap")
    rarer = replace(found, corpus_size_log=found.corpus_size_log - 1)
    assert CONFIDENCE.predict(rarer) < CONFIDENCE.predict(found)


@pytest.mark.parametrize("question", ["mermaids", "Wexmoor", "???", "what did they say", "the the the"])
def test_figures_stay_within_their_bounds(library: Library, encoder: Encoder, question: str) -> None:
    found = _figures(library, encoder, question)
    assert all(0.0 <= feature <= 1.0 for feature in (found.weakest_term, found.answer_score, found.pooled_cosine))
    assert 0.0 <= CONFIDENCE.predict(found) <= 1.0


def _figures(library: Library, encoder: Encoder, question: str) -> ConfidenceFeatures:
    """Of a question asked of the sample papers."""
    with library._open_snapshot() as opened:
        query = parse_query(question)
        weighed = searcher.weight_query(query, opened.snapshot, encoder)
        hits = searcher.search(RewrittenQuery(query, query), 8, weighed, opened.snapshot, encoder).hits
        matches = searcher.match_tokens(weighed, [hit.passage for hit in hits], opened.snapshot, encoder)
    found = compute_features(weighed, hits, matches)
    assert found is not None
    return found


MODEL = ConfidenceModel(0.0, {}, threshold=0.2, partial_threshold=0.4, strong_threshold=0.6)
CLASSES: list[tuple[float, Match]] = [
    (0.0, "none"), (0.19, "none"), (0.2, "doubtful"), (0.39, "doubtful"), (0.4, "partial"), (0.59, "partial"),
    (0.6, "strong"), (1.0, "strong"),
]  # fmt: skip


@pytest.mark.parametrize(("confidence", "match"), CLASSES)
def test_a_threshold_is_the_least_of_its_class(confidence: float, match: Match) -> None:
    assert MODEL.classify(confidence) == match


@pytest.mark.parametrize("model", [CONFIDENCE, READER_CONFIDENCE], ids=["without a reader", "with a reader"])
def test_the_thresholds_in_use_are_in_order(model: ConfidenceModel) -> None:
    assert 0 < model.threshold <= model.partial_threshold <= model.strong_threshold < 1


def _rows(name: str, seed: int, count: int = 60) -> list[ConfidenceSample]:
    """Questions whose answerable ones score higher by as much as their figures vary."""
    chance = np.random.default_rng(seed)
    rows = []
    for kind in (ANSWERABLE, *calibration.UNANSWERABLE_KINDS):
        drawn = chance.normal(0.6 if kind == ANSWERABLE else 0.4, 0.2, (count, len(CONFIDENCE.coefficients)))
        rows += [
            ConfidenceSample(name, kind, dict(zip(CONFIDENCE.coefficients, map(float, figures), strict=True)))
            for figures in drawn
        ]
    return rows


def test_a_set_that_is_left_out_is_judged_by_what_the_others_taught() -> None:
    rows = [*_rows("one", 1), *_rows("two", 2)]
    found = calibration_report.cross_validate_auroc(rows)
    assert set(found) == {"one", "two"}
    assert all(0.75 < found["one"][kind].value < 0.98 for kind in (*calibration.UNANSWERABLE_KINDS, "all"))
    backwards = [
        ConfidenceSample("two", OWN_UNANSWERABLE if row.kind == ANSWERABLE else ANSWERABLE, row.features)
        for row in _rows("two", 2)
    ]
    taught_wrong = calibration_report.cross_validate_auroc([*_rows("one", 1), *backwards])
    assert taught_wrong["one"]["all"].value < 0.25, "nothing of a set is used to judge it"


def test_a_set_weighs_as_much_as_a_larger_one() -> None:
    few, many = _rows("few", 3, 20), _rows("many", 4, 200)
    doubled = [*few, *many, *many]
    assert calibration.fit_regression([*few, *many]).coefficients == pytest.approx(
        calibration.fit_regression(doubled).coefficients
    )


def test_shares_refused_are_counted_by_kind() -> None:
    rows = [
        ConfidenceSample("one", ANSWERABLE, asdict(ConfidenceFeatures(1.0, 1.0, 1.0, 0.0, 0.0))),
        ConfidenceSample("one", OWN_UNANSWERABLE, asdict(ConfidenceFeatures(0.0, 0.0, 0.0, -5.0, -9.0))),
    ]
    in_use = thresholds.ConfidenceThresholds(
        CONFIDENCE.threshold, CONFIDENCE.partial_threshold, CONFIDENCE.strong_threshold
    )
    shares = thresholds.measure_shares(rows, calibration_report.predict_in_use, in_use)
    assert (shares.refused, shares.answered) == (0.0, {OWN_UNANSWERABLE: 0.0})


def test_a_set_that_was_not_seen_is_refused_by_what_the_others_gave() -> None:
    found = thresholds.cross_validate_thresholds([*_rows("one", 5), *_rows("two", 6)])
    assert set(found) == {"one", "two"}
    assert all(shares.refused < 0.2 < 1 - shares.answered[OWN_UNANSWERABLE] for shares in found.values())
