"""Passages printed twice are one hit, a pack's copy comes last, and what was replaced stands below its successor."""

from __future__ import annotations

from dataclasses import replace

import pytest

from paper_search.records import Document, FusedCandidate, Passage, RankedPassage
from paper_search.retrieval.deduplicate import build_hits, deduplicate_passages, demote_replaced, has_same_words
from tests.samples import paper

SAME = [
    ("The gap, again: £4.5m", "the gap  again - £4.5m.", True, "other stops and spaces"),
    ("a change of -£4.5m", "a change of £4.5m", False, "less is not more"),
    ("a rise of 4.5%", "a rise of 4.5", False, "a share is no amount"),
    ("a fee of £20", "a fee of 20", False, "pounds are no number"),
    ("• The \ufb01re exit", "the fire exit", True, "a bullet and a ligature"),
    ("10⁶ homes", "106 homes", False, "a power of ten is another figure"),
    ("a fee in Tŷ Glas", "a fee in T Glas", False, "a letter with an accent"),
]


@pytest.mark.parametrize(("one", "other", "same", "reason"), SAME, ids=[reason for *_, reason in SAME])
def test_which_passages_are_one_printed_twice(one: str, other: str, same: bool, reason: str) -> None:
    (first,), (second,) = paper("one", one)[2], paper("other", other)[2]
    assert has_same_words(first, second) is same, reason
    groups = deduplicate_passages([rank("one", one, 2.0), rank("other", other, 1.0)])
    assert len(groups) == 2 - same, reason


def rank(
    doc_id: str, text: str, score: float, kind: str | None = None, replaced_by: str | None = None
) -> RankedPassage:
    passage = Passage(f"{doc_id}::1", doc_id, "paragraph", text, 0, len(text))
    document = Document(doc_id, doc_id, "0", kind=kind, replaced_by=replaced_by)
    return RankedPassage(FusedCandidate(passage.passage_id, score, None, None), passage, document)


def test_a_pack_stands_behind_the_paper_itself() -> None:
    ranked = [rank("pack", "The gap.", 2.0, "supplement/public pack"), rank("report", "the gap", 1.0, "report")]
    (hit,) = build_hits(deduplicate_passages(ranked))
    assert hit.document.doc_id == "report"
    assert hit.score == 2.0, "the best score of the group counts"
    assert [copy.doc_id for copy in hit.also_in] == ["pack"]


REPLACED = [
    ("new", ["new", "other", "old"], "just below its successor"),
    ("gone", ["old", "new", "other"], "a successor that is not among them moves nothing"),
    (None, ["old", "new", "other"], "nothing is replaced"),
]


@pytest.mark.parametrize(("replaced_by", "expected", "reason"), REPLACED)
def test_what_is_replaced_stands_below_its_successor(replaced_by: str | None, expected: list[str], reason: str) -> None:
    ranked = [rank("old", "a", 3.0, replaced_by=replaced_by), rank("new", "b", 2.0), rank("other", "c", 2.0)]
    assert [result.document.doc_id for result in demote_replaced(ranked)] == expected, reason


FOLDED = [
    (["one two three four five six seven", "One two three: four five six, seven."], 1, "printed again"),
    (["one two three four five six seven", "one two three four five six eight"], 2, "only the beginnings are the same"),
    (["one two three four five six", "one two three four five six seven"], 2, "one goes on where the other ends"),
    (["one two", "one two three", "one two"], 2, "short ones are compared whole"),
    (["…", "–", "one"], 2, "without a word or a figure all are the same"),
]


@pytest.mark.parametrize(("texts", "expected", "reason"), FOLDED, ids=[reason for *_, reason in FOLDED])
def test_passages_that_begin_alike_are_compared_whole(texts: list[str], expected: int, reason: str) -> None:
    ranked = [rank(f"paper {number}", text, 9.0 - number) for number, text in enumerate(texts)]
    assert len(deduplicate_passages(ranked)) == expected, reason


def test_the_order_of_the_hits_is_that_of_the_groups() -> None:
    ranked = [rank("one", "a", 3.0), rank("two", "b", 2.0), replace_words(rank("three", "c", 1.0), "a")]
    hits = build_hits(deduplicate_passages(ranked))
    assert [(hit.rank, hit.document.doc_id) for hit in hits] == [(1, "one"), (2, "two")]


def replace_words(ranked: RankedPassage, text: str) -> RankedPassage:
    return ranked._replace(passage=replace(ranked.passage, text=text))
