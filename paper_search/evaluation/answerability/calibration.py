"""Calibration of the confidence: how well it separates answerable questions, and a new fit of it.

Questions without an answer are of five kinds: those that a set brings along ("own"), its answerable ones asked
without the papers in which an answer was judged ("left out"; another paper may answer all the same, so this is a
lower bound), those of the other sets ("elsewhere"), and its answerable ones with the word that matters exchanged
("strange", "mixed": see ``perturbed_questions``). Every set weighs the same, as do the kinds within it; the
answerable weigh as much as the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass

import numpy as np
from numpy.typing import NDArray

from paper_search.answering.confidence import compute_features
from paper_search.answering.config import ANSWERING, FEATURE_NAMES, AnswerConfig
from paper_search.embeddings import Encoder
from paper_search.evaluation.answerability.ablated_engine import AblatedEngine
from paper_search.evaluation.answerability.perturbed_questions import (
    SWAPPED_WORD,
    UNKNOWN_WORD,
    find_rarest_words,
    perturb_questions,
)
from paper_search.evaluation.retrieval import significance
from paper_search.evaluation.retrieval.qrels import EvaluationSet, Question
from paper_search.evaluation.retrieval.set_index import IndexedSet
from paper_search.evaluation.retrieval.significance import Interval
from paper_search.records import ConfidenceFeatures
from paper_search.records.index import Progress
from paper_search.retrieval import searcher
from paper_search.retrieval.engine import IndexSnapshot
from paper_search.retrieval.local.engine import LocalEngine
from paper_search.retrieval.query.parse import parse_query, validate_question
from paper_search.retrieval.query.rewrite import rewrite_query

MAX_QUESTIONS = 120
"""Questions of a set that are asked; of a longer one every so many."""
L2_PENALTY = 0.02
_NEWTON_STEPS = 30

ANSWERABLE, OWN_UNANSWERABLE, ANSWER_REMOVED, OTHER_SET = "answerable", "own", "left out", "elsewhere"
UNANSWERABLE_KINDS = (OWN_UNANSWERABLE, ANSWER_REMOVED, OTHER_SET, UNKNOWN_WORD, SWAPPED_WORD)

FloatArray = NDArray[np.float64]
ReportProgress = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class ConfidenceSample:
    """A question asked of a set's papers: which kind it is of, and the figures of its confidence."""

    set_name: str
    kind: str
    features: ConfidenceFeatures


@dataclass(frozen=True, slots=True)
class ConfidenceRegression:
    """A logistic regression: the intercept, then a coefficient for each of ``FEATURE_NAMES``."""

    coefficients: tuple[float, ...]

    def compute_log_odds(self, features: ConfidenceFeatures) -> float:
        """Return the log of the odds that there is an answer."""
        return float(np.dot(self.coefficients, (1.0, *astuple(features))))


def collect_samples(
    indexed_set: IndexedSet,
    other_sets: Sequence[IndexedSet],
    encoder: Encoder,
    show_progress: ReportProgress,
    config: AnswerConfig = ANSWERING,
) -> Iterator[ConfidenceSample]:
    """Yield a sample for each question asked of the set's papers.

    The questions are the set's own, those asked without the papers that answer them or with another word, and those
    of other sets.
    """
    judged, engine = indexed_set.evaluation_set, LocalEngine(indexed_set.index, encoder.info.dimensions)
    name = judged.folder.resolve().name
    questions = [
        (ANSWERABLE if question.answerable else OWN_UNANSWERABLE, question)
        for question in sample_questions(judged.questions)
    ]
    questions += [(ANSWER_REMOVED, question) for _, question in questions if question.answerable]
    questions += [(OTHER_SET, question) for other in other_sets for question in select_answerable(other.evaluation_set)]
    other_words = [word for other in other_sets for word in _find_rarest_words(other, encoder)]
    with engine.snapshot() as index:
        questions += perturb_questions(select_answerable(judged), other_words, index)
    for number, (kind, question) in enumerate(questions, 1):
        papers = judged.judged_documents(question.query_id) if kind == ANSWER_REMOVED else frozenset()
        with engine.snapshot() as index:
            searched = AblatedEngine(index, papers, indexed_set.names) if papers else index
            features = _compute_features(question.text, searched, encoder, config)
        if features:
            yield ConfidenceSample(name, kind, features)
        show_progress(Progress(f"{name}, confidence", number, len(questions), question.query_id))


def sample_questions(questions: Sequence[Question]) -> list[Question]:
    """Return at most ``MAX_QUESTIONS`` of the questions, evenly drawn."""
    return list(questions[:: -(-len(questions) // MAX_QUESTIONS)])


def select_answerable(evaluation_set: EvaluationSet) -> list[Question]:
    """Return the sampled questions that have an answer."""
    return [question for question in sample_questions(evaluation_set.questions) if question.answerable]


def _find_rarest_words(indexed_set: IndexedSet, encoder: Encoder) -> list[str]:
    with LocalEngine(indexed_set.index, encoder.info.dimensions).snapshot() as index:
        return find_rarest_words(select_answerable(indexed_set.evaluation_set), index)


def _compute_features(
    text: str, engine: IndexSnapshot, encoder: Encoder, config: AnswerConfig
) -> ConfidenceFeatures | None:
    ranking = config.ranking
    query = rewrite_query(parse_query(validate_question(text), config=ranking), engine, encoder, ranking)
    weighted_query = searcher.weight_query(query.searched, engine, encoder, ranking)
    hits = searcher.search(query, config.hits_to_read, weighted_query, engine, encoder, ranking).hits
    matches = searcher.match_tokens(weighted_query, [hit.passage for hit in hits], engine, encoder)
    return compute_features(weighted_query, hits, matches, config)


# -- fitting -----------------------------------------------------------------------------------------------------


def fit_regression(samples: Sequence[ConfidenceSample]) -> ConfidenceRegression:
    """Return the regression over the rows, with a small penalty on coefficients of standardised figures."""
    figures = np.array([astuple(row.features) for row in samples], dtype=np.float64)
    weights = _compute_weights(samples)
    mean = weights @ figures
    spread = np.sqrt(weights @ (figures - mean) ** 2) + 1e-9
    inputs = np.column_stack([np.ones(len(samples)), (figures - mean) / spread])
    answerable = np.array([row.kind == ANSWERABLE for row in samples], dtype=np.float64)
    found = _fit_by_newton(inputs, answerable, weights)
    slopes = found[1:] / spread
    return ConfidenceRegression((float(found[0] - slopes @ mean), *map(float, slopes)))


def _fit_by_newton(inputs: FloatArray, targets: FloatArray, weights: FloatArray) -> FloatArray:
    penalty = L2_PENALTY * np.eye(inputs.shape[1])
    penalty[0, 0] = 0.0
    found: FloatArray = np.zeros(inputs.shape[1])
    for _ in range(_NEWTON_STEPS):
        likely = 1 / (1 + np.exp(-inputs @ found))
        slope = inputs.T @ (weights * (likely - targets)) + penalty @ found
        curve = (inputs * (weights * likely * (1 - likely))[:, None]).T @ inputs + penalty
        found = found - np.linalg.solve(curve, slope)
    return found


def _compute_weights(samples: Sequence[ConfidenceSample]) -> FloatArray:
    """Return a weight a sample: half of a set for its answerable questions, half for the other kinds in equal parts."""
    sizes: dict[tuple[str, str], int] = {}
    for row in samples:
        sizes[row.set_name, row.kind] = sizes.get((row.set_name, row.kind), 0) + 1
    kinds = {name: sum(set_name == name and kind != ANSWERABLE for set_name, kind in sizes) for name, _ in sizes}
    parts = [1.0 if row.kind == ANSWERABLE else 1 / kinds[row.set_name] for row in samples]
    raw = np.array([part / sizes[row.set_name, row.kind] for part, row in zip(parts, samples, strict=True)])
    return np.asarray(raw / raw.sum(), dtype=np.float64)


# -- saying how good it is -----------------------------------------------------------------------------------------


def compute_auroc_by_kind(
    samples: Sequence[ConfidenceSample], regression: ConfidenceRegression
) -> Mapping[str, Interval]:
    """Return the AUROC of one set's answerable questions against each kind of the others, and against all."""
    answerable = [regression.compute_log_odds(row.features) for row in samples if row.kind == ANSWERABLE]
    others = {
        kind: [regression.compute_log_odds(row.features) for row in samples if row.kind == kind]
        for kind in UNANSWERABLE_KINDS
    }
    others["all"] = [score for scores in others.values() for score in scores]
    return {
        kind: significance.bootstrap_auroc(answerable, scores)
        for kind, scores in others.items()
        if answerable and scores
    }


def cross_validate_auroc(samples: Sequence[ConfidenceSample]) -> dict[str, Mapping[str, Interval]]:
    """``auroc`` of each set under the regression over all the others."""
    names = list(dict.fromkeys(row.set_name for row in samples))
    return {
        name: compute_auroc_by_kind(
            [row for row in samples if row.set_name == name],
            fit_regression([row for row in samples if row.set_name != name]),
        )
        for name in names
        if len(names) > 1
    }


def compute_refusal_rates(samples: Sequence[ConfidenceSample]) -> dict[str, dict[str, float]]:
    """Return by set and kind the share of questions that the shipped model refuses."""
    model = ANSWERING.confidence
    return _compute_shares([(row, model.predict(row.features) < model.threshold) for row in samples])


def cross_validate_refusal_rates(samples: Sequence[ConfidenceSample]) -> dict[str, dict[str, float]]:
    """Return the same rates with coefficients and a threshold fitted on all other sets."""
    shares: dict[str, dict[str, float]] = {}
    for name in dict.fromkeys(row.set_name for row in samples):
        others = [row for row in samples if row.set_name != name]
        if others:
            fitted = fit_regression(others)
            least = min(_compute_thresholds(others, fitted.compute_log_odds).values())
            shares |= _compute_shares(
                [(row, fitted.compute_log_odds(row.features) < least) for row in samples if row.set_name == name]
            )
    return shares


def _compute_shares(outcomes: Sequence[tuple[ConfidenceSample, bool]]) -> dict[str, dict[str, float]]:
    """Return the share of yes, by set and kind."""
    shares: dict[str, dict[str, list[bool]]] = {}
    for row, is_so in outcomes:
        shares.setdefault(row.set_name, {}).setdefault(row.kind, []).append(is_so)
    return {name: {kind: float(np.mean(values)) for kind, values in kinds.items()} for name, kinds in shares.items()}


def format_table(samples: Sequence[ConfidenceSample]) -> str:
    """Return all of it as text."""
    fitted = fit_regression(samples)
    names = ("intercept", *FEATURE_NAMES)
    lines = ["Fitted on all: " + ", ".join(f"{n} {c:.2f}" for n, c in zip(names, fitted.coefficients, strict=True))]
    in_use = (ANSWERING.confidence.intercept, *ANSWERING.confidence.coefficients)
    lines += ["In use:        " + ", ".join(f"{n} {c:.2f}" for n, c in zip(names, in_use, strict=True))]
    lines += ["", "AUROC of a set left out of the fitting (95 in 100), against questions without an answer"]
    for name, found in cross_validate_auroc(samples).items():
        figures = [
            f"{kind} {interval.value:.3f} ({interval.low:.2f}–{interval.high:.2f})" for kind, interval in found.items()
        ]
        lines.append(f"  {name:20} {'  '.join(figures)}")
    lines += [
        "",
        f"Refused by the confidence in use, threshold {ANSWERING.confidence.threshold}",
        *_format_shares(compute_refusal_rates(samples)),
    ]
    unseen = "Refused of a set by what the others gave, at the threshold that refuses at most one in twenty of each"
    lines += ["", unseen, *_format_shares(cross_validate_refusal_rates(samples))]
    lines += ["", "Threshold that refuses one in twenty of each set's answerable questions"]
    thresholds = _compute_thresholds(samples, ANSWERING.confidence.predict)
    return "\n".join([*lines, *(f"  {name:20} {threshold:.3f}" for name, threshold in thresholds.items())])


def _format_shares(shares: Mapping[str, Mapping[str, float]]) -> list[str]:
    return [
        f"  {name:20} {'  '.join(f'{kind} {share:.3f}' for kind, share in kinds.items())}"
        for name, kinds in shares.items()
    ]


def _compute_thresholds(
    samples: Sequence[ConfidenceSample], score: Callable[[ConfidenceFeatures], float]
) -> dict[str, float]:
    """Return by set the score below which one in twenty of its answerable questions lies."""
    by_set: dict[str, list[float]] = {}
    for row in samples:
        if row.kind == ANSWERABLE:
            by_set.setdefault(row.set_name, []).append(score(row.features))
    return {name: sorted(found)[int(0.05 * len(found))] for name, found in by_set.items()}
