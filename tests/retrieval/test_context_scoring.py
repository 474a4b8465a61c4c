"""What stands around a passage lends it score: its neighbours part of theirs, its paper a little, and names more."""

from __future__ import annotations

import numpy as np
import pytest

from paper_search.embeddings import Rows, Tokens
from paper_search.retrieval.config import RANKING
from paper_search.retrieval.context_scoring import add_context_scores
from paper_search.retrieval.late_interaction import WeightedQuery
from paper_search.retrieval.query.parse import parse_terms

NEIGHBOUR_SHARE, DOCUMENT_NAME_SHARE, DOCUMENT_SHARE = (
    RANKING.neighbour_share,
    RANKING.document_name_share,
    RANKING.document_share,
)


def pieces(*values: float) -> Rows:
    return np.array(values, dtype=np.float32)


def question(is_name: tuple[bool, bool] = (False, False)) -> WeightedQuery:
    nothing = Tokens(np.empty((2, 4), np.float32), np.zeros((2, 2), np.int64))
    return WeightedQuery(parse_terms("Slough caseloads"), nothing, pieces(0.5, 0.5), np.array(is_name), 1.0, 100)


APART = {"a": "one", "b": "two"}
TOGETHER = {"a": "one", "b": "one"}
CASES = [
    ({"a": ()}, APART, False, 0.5 + DOCUMENT_SHARE * 0.5, "alone: what it meets, and that once more as its paper's"),
    (
        {"a": ("z",)},
        APART,
        False,
        0.5 + NEIGHBOUR_SHARE * 0.5 + DOCUMENT_SHARE * 0.5,
        "the one beside it meets what it does not",
    ),
    ({"a": ("gone",)}, APART, False, 0.5 + DOCUMENT_SHARE * 0.5, "one beside it that is not known lends nothing"),
    ({"a": ()}, TOGETHER, False, 0.5 + DOCUMENT_SHARE * 1.0, "its paper meets all between its passages"),
    (
        {"a": ()},
        TOGETHER,
        True,
        0.5 + DOCUMENT_NAME_SHARE * 0.5 + DOCUMENT_SHARE * 1.0,
        "and lends more of what is a name",
    ),
    (
        {"a": ("z",)},
        TOGETHER,
        True,
        0.5 + NEIGHBOUR_SHARE * 0.5 + DOCUMENT_SHARE * 1.0,
        "the greater loan counts, not both",
    ),
]


@pytest.mark.parametrize(("beside", "papers", "is_name", "expected", "reason"), CASES)
def test_what_a_passage_is_lent(
    beside: dict[str, tuple[str, ...]], papers: dict[str, str], is_name: bool, expected: float, reason: str
) -> None:
    best = {"a": pieces(0.0, 1.0), "b": pieces(1.0, 0.0), "z": pieces(1.0, 0.0)}
    assert add_context_scores(question((is_name, False)), best, beside, papers)["a"] == pytest.approx(
        expected, abs=1e-6
    ), reason


def test_a_loan_never_lifts_a_passage_over_the_one_that_lends() -> None:
    best = {"a": pieces(0.0, 1.0), "b": pieces(1.0, 1.0)}
    lent = add_context_scores(question((True, True)), best, {"a": ("b",), "b": ("a",)}, TOGETHER)
    assert lent["b"] > lent["a"]


def test_equal_passages_have_equal_scores_wherever_they_stand() -> None:
    drawn = np.random.default_rng(5).random((41, 2), dtype=np.float32)
    best = {f"passage {number}": row for number, row in enumerate(drawn)} | {"copy": drawn[3]}
    papers = {passage_id: passage_id for passage_id in best}
    scores = add_context_scores(question(), best, {}, papers)
    assert scores["copy"] == scores["passage 3"], "their order is then settled by their ids, not by rounding"
    assert add_context_scores(question(), best, {}, {}) == {}
