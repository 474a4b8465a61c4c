"""The log odds that a question is answered, as its style and the words it shares with the passage give them away.

Questions that were written to be answered, and others that were written not to be, differ in style, and a model that
learns from both learns to tell the styles. Where these log odds are added to the model's own in training, there is
nothing left to gain from style, and the model learns the rest (a product of experts; Clark, Yatskar and Zettlemoyer,
"Don't Take the Easy Way Out", EMNLP 2019). They are not added where a question is asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict
from sklearn.preprocessing import StandardScaler

from training.examples import QuestionBias, Record, find_stems

_FOLDS = 5
_INVERSE_PENALTY = 2.0
_MAX_LOG_ODDS = 4.0
"""Beyond these a question would hardly be learned from at all."""


@dataclass(frozen=True, slots=True)
class _LabelledQuestion:
    """A question of a passage, and whether it was written to be answered by it."""

    record: str
    group: str
    question: str
    passage: str
    is_answered: bool


def fit_question_bias(records: Sequence[Record]) -> QuestionBias:
    """Return the log odds of each question, from a model that has seen no question of the same paper.

    Args:
        records: passages with ``answerable`` questions and ``near_misses``.

    Returns:
        The log odds, at most 4 either way, by passage and question; none where there are too few papers to leave
        some out.
    """
    asked = [question for record in records for question in _list_questions(record)]
    groups = [question.group for question in asked]
    if len(set(groups)) < _FOLDS:
        return {}
    model = LogisticRegression(C=_INVERSE_PENALTY, max_iter=1000)
    log_odds = cross_val_predict(
        model,
        _build_features(asked),
        [question.is_answered for question in asked],
        groups=groups,
        cv=GroupKFold(_FOLDS),
        method="decision_function",
    )
    bounded = np.clip(log_odds, -_MAX_LOG_ODDS, _MAX_LOG_ODDS)
    return {(question.record, question.question): float(value) for question, value in zip(asked, bounded, strict=True)}


def _list_questions(record: Record) -> list[_LabelledQuestion]:
    identity = record["id"], record["group"]
    passage = f"{record.get('heading') or ''} {record['passage']}"
    answered = [(question["question"], True) for question in record["answerable"]]
    missed = [(question, False) for question in record["near_misses"]]
    return [_LabelledQuestion(*identity, question, passage, label) for question, label in (*answered, *missed)]


def _build_features(asked: Sequence[_LabelledQuestion]) -> csr_matrix:
    """Return words, pairs of words, and figures of length and overlap, shape (questions, features)."""
    words = TfidfVectorizer(ngram_range=(1, 2), min_df=3, token_pattern=r"(?u)\b\w+\b|\?").fit_transform(
        [f"begin {question.question}" for question in asked]
    )
    figures = StandardScaler().fit_transform([_measure(question) for question in asked])
    return csr_matrix(hstack([words, csr_matrix(figures)]))


def _measure(question: _LabelledQuestion) -> tuple[float, ...]:
    """Return the share of the question's words that the passage has, its length, capitals and digits."""
    own = find_stems(question.question)
    shared = len(own & find_stems(question.passage)) / max(len(own), 1)
    words = question.question.split()
    capitals = sum(word[:1].isupper() for word in words[1:])
    digits = sum(character.isdigit() for character in question.question)
    return shared, float(len(words)), float(capitals), float(digits), float(question.question[:1].isupper())
