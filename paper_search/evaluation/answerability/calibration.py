"""Calibration of the confidence: questions with and without an answer, and a new fit of the model over them.

Questions without an answer are of six kinds: those that a set brings along ("own"), those whose matter is in the papers
and whose answer is not ("near topic"), its answerable ones asked without the papers in which an answer was judged
("left out"; another paper may answer all the same, so this is a lower bound), those of the other sets ("elsewhere"),
and its answerable ones with the word that matters exchanged ("strange", "mixed": see ``perturbed_questions``). Half of
the weight is of answerable questions, a quarter of near topics, a quarter of all others; see ``_compute_weights``.

A question is asked as people ask it, and the model in use is made to tell the features that it is given: a feature
that is added to ``ConfidenceFeatures`` is fitted without a change here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from functools import partial
from itertools import compress
from typing import Any

import numpy as np
from numpy.typing import NDArray

from paper_search.answering import service
from paper_search.answering.config import ANSWERING, AnswerConfig, ConfidenceModel
from paper_search.embeddings import Encoder
from paper_search.evaluation.answerability.ablated_engine import AblatedEngine
from paper_search.evaluation.answerability.outcomes import NEAR_TOPIC, grade_quote
from paper_search.evaluation.answerability.perturbed_questions import (
    SWAPPED_WORD,
    UNKNOWN_WORD,
    find_rarest_words,
    perturb_questions,
)
from paper_search.evaluation.retrieval.placed_questions import ANSWERED, PlacedEvaluationSet
from paper_search.evaluation.retrieval.qrels import JUDGED_DEPTH, EvaluationSet, Question
from paper_search.evaluation.retrieval.set_index import IndexedSet
from paper_search.evaluation.retrieval.systems import quote_to_span
from paper_search.records import Answer, ConfidenceFeatures, Filters
from paper_search.records.index import Progress
from paper_search.retrieval.engine import IndexSnapshot
from paper_search.retrieval.local.engine import LocalEngine

MAX_QUESTIONS = 120
"""Questions of a set that are asked, and of all others together; of a longer list every so many."""
L2_PENALTY = 0.02
_NEWTON_STEPS = 30

ANSWERABLE, OWN_UNANSWERABLE, ANSWER_REMOVED, OTHER_SET = "answerable", "own", "left out", "elsewhere"
UNANSWERABLE_KINDS = (OWN_UNANSWERABLE, NEAR_TOPIC, ANSWER_REMOVED, OTHER_SET, UNKNOWN_WORD, SWAPPED_WORD)
OWN_KINDS = (ANSWERABLE, OWN_UNANSWERABLE, NEAR_TOPIC)
"""Kinds of questions as a person put them, of all a set's papers: what is shown as certain is counted over these."""

FloatArray = NDArray[np.float64]
ReportProgress = Callable[[Progress], None]
Ask = Callable[[str, Filters, int, IndexSnapshot, Encoder, AnswerConfig], Answer]


@dataclass(frozen=True, slots=True)
class ConfidenceSample:
    """A question asked of a set's papers.

    Attributes:
        kind: of what kind it is: "answerable" or one of ``UNANSWERABLE_KINDS``.
        features: the figures of its confidence, by name.
        is_right: True if the papers answer it and its first quote does.
        style: the set's own word for the kind of question ("other words"), with its register where it has one.
    """

    set_name: str
    kind: str
    features: Mapping[str, float]
    is_right: bool = False
    style: str = ""


@dataclass(frozen=True, slots=True)
class ConfidenceRegression:
    """A logistic regression: the intercept, then a coefficient for each of ``names``."""

    names: tuple[str, ...]
    coefficients: tuple[float, ...]

    def compute_log_odds(self, features: Mapping[str, float]) -> float:
        """Return the log of the odds that there is an answer."""
        return float(np.dot(self.coefficients, (1.0, *(features[name] for name in self.names))))

    def predict(self, features: Mapping[str, float]) -> float:
        """Return the confidence that there is an answer, from 0 to 1."""
        return float(1 / (1 + np.exp(-self.compute_log_odds(features))))


@dataclass(frozen=True, slots=True)
class _RecordingModel(ConfidenceModel):
    """The model in use, which refuses nothing and keeps the features that it was given last."""

    recorded: list[ConfidenceFeatures] = field(default_factory=list)

    def predict(self, features: ConfidenceFeatures) -> float:
        self.recorded[:] = [features]
        return ConfidenceModel.predict(self, features)


def collect_samples(
    indexed_set: IndexedSet,
    other_sets: Sequence[IndexedSet],
    encoder: Encoder,
    show_progress: ReportProgress,
    config: AnswerConfig = ANSWERING,
    ask: Ask | None = None,
) -> Iterator[ConfidenceSample]:
    """Yield a sample for each question asked of the set's papers.

    The questions are the set's own, those asked without the papers that answer them or with another word, and those
    of other sets.

    Args:
        indexed_set: the set.
        other_sets: those whose questions are asked too.
        encoder: the model that the indexes were made with.
        show_progress: is told of each question.
        config: the settings of answering.
        ask: asks a question; that of the service, with the set's own reader, where none is given.
    """
    ask = ask or partial(service.ask, reader=indexed_set.library.reader)
    engine = LocalEngine(indexed_set.index, encoder.info.dimensions)
    questions = _list_questions(indexed_set, other_sets, engine, encoder)
    name = indexed_set.evaluation_set.folder.resolve().name
    for number, (kind, question) in enumerate(questions, 1):
        with engine.snapshot() as index:
            sample = _ask_question(indexed_set, kind, question, index, encoder, config, ask)
        if sample:
            yield sample
        show_progress(Progress(f"{name}, confidence", number, len(questions), question.query_id))


def _list_questions(
    indexed_set: IndexedSet, other_sets: Sequence[IndexedSet], engine: LocalEngine, encoder: Encoder
) -> list[tuple[str, Question]]:
    judged = indexed_set.evaluation_set
    own = [(_find_kind(question), question) for question in sample_questions(judged.questions)]
    removed = [(ANSWER_REMOVED, question) for kind, question in own if kind == ANSWERABLE]
    others = [question for other in other_sets for question in select_answerable(other.evaluation_set)]
    elsewhere = [(OTHER_SET, question) for question in sample_questions(others)]
    other_words = [word for other in other_sets for word in _find_rarest_words(other, encoder)]
    with engine.snapshot() as index:
        perturbed = list(perturb_questions(select_answerable(judged), other_words, index))
    return [*own, *removed, *elsewhere, *perturbed]


def _ask_question(
    indexed_set: IndexedSet,
    kind: str,
    question: Question,
    index: IndexSnapshot,
    encoder: Encoder,
    config: AnswerConfig,
    ask: Ask,
) -> ConfidenceSample | None:
    """Return the sample of a question; None where no passage was found to take features from."""
    judged = indexed_set.evaluation_set
    removed = judged.judged_documents(question.query_id) if kind == ANSWER_REMOVED else frozenset()
    searched: Any = AblatedEngine(index, removed, indexed_set.names) if removed else index
    model = _RecordingModel(**_read_fields(config.confidence) | {"threshold": 0.0})
    answer = ask(
        question.text,
        Filters(),
        JUDGED_DEPTH,
        searched,
        encoder,
        # The confidence is that of prose: what the register answers has a match by rule.
        replace(config, confidence=model, reader_confidence=model, use_register=False),
    )
    if not model.recorded:
        return None
    features = {name: float(value) for name, value in asdict(model.recorded[0]).items() if value is not None}
    is_right = kind == ANSWERABLE and _is_right(indexed_set, question, answer)
    style = _find_style(judged, question) if kind in OWN_KINDS else ""
    return ConfidenceSample(judged.folder.resolve().name, kind, features, is_right, style)


def sample_questions(questions: Sequence[Question]) -> list[Question]:
    """Return at most ``MAX_QUESTIONS`` of the questions, evenly drawn."""
    return list(questions[:: max(1, -(-len(questions) // MAX_QUESTIONS))])


def select_answerable(evaluation_set: EvaluationSet) -> list[Question]:
    """Return the sampled questions that have an answer."""
    return [question for question in sample_questions(evaluation_set.questions) if question.answerable]


def _find_rarest_words(indexed_set: IndexedSet, encoder: Encoder) -> list[str]:
    with LocalEngine(indexed_set.index, encoder.info.dimensions).snapshot() as index:
        return find_rarest_words(select_answerable(indexed_set.evaluation_set), index)


def _find_kind(question: Question) -> str:
    if question.answerable:
        return ANSWERABLE
    return NEAR_TOPIC if question.kind == NEAR_TOPIC else OWN_UNANSWERABLE


def _find_style(evaluation_set: EvaluationSet, question: Question) -> str:
    if not isinstance(evaluation_set, PlacedEvaluationSet):
        return ""
    register = evaluation_set.registers.get(question.query_id)
    return f"{question.kind}, {register}" if register else question.kind or ""


def _is_right(indexed_set: IndexedSet, question: Question, answer: Answer) -> bool:
    if not answer.quotes:
        return False
    quote = quote_to_span(answer.quotes[0], indexed_set.names)
    return grade_quote(indexed_set.evaluation_set, question.query_id, quote) >= ANSWERED


def _read_fields(model: ConfidenceModel) -> dict[str, Any]:
    return {entry.name: getattr(model, entry.name) for entry in fields(model)}


# -- fitting -----------------------------------------------------------------------------------------------------


def list_features(samples: Sequence[ConfidenceSample]) -> tuple[str, ...]:
    """Return the features that all samples have, in their order."""
    return tuple(name for name in samples[0].features if all(name in row.features for row in samples))


def fit_regression(samples: Sequence[ConfidenceSample], names: Sequence[str] = ()) -> ConfidenceRegression:
    """Return the regression over the rows, with a small penalty on coefficients of standardised figures.

    Args:
        samples: the questions.
        names: the features to fit; all that every sample has where none are named.
    """
    names = tuple(names) or list_features(samples)
    figures = np.array([[row.features[name] for name in names] for row in samples], dtype=np.float64)
    weights = _compute_weights(samples)
    mean = weights @ figures
    spread = np.sqrt(weights @ (figures - mean) ** 2) + 1e-9
    inputs = np.column_stack([np.ones(len(samples)), (figures - mean) / spread])
    answerable = np.array([row.kind == ANSWERABLE for row in samples], dtype=np.float64)
    found = _fit_by_newton(inputs, answerable, weights)
    slopes = found[1:] / spread
    return ConfidenceRegression(names, (float(found[0] - slopes @ mean), *map(float, slopes)))


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
    """Return a weight a sample: half of all for answerable questions, of which every set has the same.

    The other half is shared by near topics, where there are any, and all other questions without an answer. Only some
    sets have near topics, and they are those that people are misled by: if every set shared its weight among its own
    kinds they would hardly count. Of the others of a set one half is for those that people put, the other for those
    made of answerable ones; kinds share equally.
    """
    kinds = np.array([row.kind for row in samples])
    is_answerable, is_near = kinds == ANSWERABLE, kinds == NEAR_TOPIC
    weights = np.zeros(len(samples))
    weights[is_answerable] = 0.5 * _share_evenly(samples, is_answerable)
    unanswerable = [part for part in (is_near, ~is_answerable & ~is_near) if part.any()]
    for part in unanswerable:
        weights[part] = 0.5 / len(unanswerable) * _share_evenly(samples, part)
    return weights


def _share_evenly(samples: Sequence[ConfidenceSample], chosen: NDArray[np.bool_]) -> FloatArray:
    """Return weights of the chosen samples that sum to 1: even between sets, and between kinds within each."""
    rows = list(compress(samples, chosen))
    sizes = Counter((row.set_name, row.kind) for row in rows)
    kinds = Counter((name, kind in OWN_KINDS) for name, kind in sizes)
    raw = [1 / (sizes[row.set_name, row.kind] * kinds[row.set_name, row.kind in OWN_KINDS]) for row in rows]
    return np.asarray(raw, dtype=np.float64) / sum(raw)
