"""A question asked where its answer is not: the passages of some papers are gone, all others stay in their order."""

from __future__ import annotations

from pathlib import Path

from paper_search.embeddings import Encoder
from paper_search.evaluation.answerability.ablated_engine import AblatedEngine
from paper_search.retrieval.local.engine import LocalEngine
from paper_search.retrieval.query.parse import parse_terms

QUESTION = "what did Ofsted say about management oversight"
DEPTH = 20


def test_papers_are_left_out_of_both_lists_and_the_rest_keeps_its_order(sample_index: Path, encoder: Encoder) -> None:
    query, vector = parse_terms(QUESTION), encoder.encode_query(QUESTION)
    with LocalEngine(sample_index).snapshot() as index:
        whole = index.retrieve(query, vector, 3 * DEPTH)
        held = index.fetch([each.passage_id for each in (*whole.dense, *whole.lexical)])
        source = held[whole.dense[0].passage_id][1].source
        left = AblatedEngine(index, {"the paper"}, {source: "the paper"}).retrieve(query, vector, DEPTH)
    for ours, theirs in ((left.dense, whole.dense), (left.lexical, whole.lexical)):
        kept = [hit for hit in theirs if held[hit.passage_id][1].source != source]
        assert len(kept) < len(theirs), "something is left out"
        assert list(ours) == kept[:DEPTH]
