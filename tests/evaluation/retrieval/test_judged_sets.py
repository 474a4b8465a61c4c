"""When a hit is right, in both forms of a judged set, and what is said of a set that cannot be used."""

from __future__ import annotations

from pathlib import Path

import pytest

from paper_search.errors import EvaluationError
from paper_search.evaluation.retrieval import judged_sets
from paper_search.evaluation.retrieval.qrels import Gain, RetrievedSpan
from paper_search.evaluation.retrieval.span_qrels import SpanJudgement, is_relevant
from paper_search.evaluation.retrieval.text_match import contains_answer, is_alike, shingle_text
from tests.evaluation.retrieval.making import Line, page_set, span_set

SPAN = SpanJudgement("q", "a", 1000, 1200)
SPANS = [
    (("a", 1000, 1200), True, "the span itself"),
    (("b", 1000, 1200), False, "another paper"),
    (("a", 1200, 1400), False, "next to it"),
    (("a", 1161, 1200), True, "all of a short hit: 39 characters are all it has"),
    (("a", 1161, 1300), False, "39 characters of a longer one"),
    (("a", 1120, 1400), True, "80 of the span, two fifths of it"),
    (("a", 1121, 1400), False, "79 of the span, and a hit of mostly other words"),
    (("a", 1150, 1250), True, "half of the hit"),
    (("a", 0, 5000), True, "a long hit that holds it"),
    (("a", 0, 90_000), True, "of which the first 6,000 characters count"),
]


@pytest.mark.parametrize(("hit", "right", "why"), SPANS, ids=[row[2] for row in SPANS])
def test_when_a_hit_shows_a_span(hit: tuple[str, int, int], right: bool, why: str) -> None:
    assert is_relevant(RetrievedSpan(*hit, ""), SPAN) is right, why


def test_a_hit_is_cut_before_what_it_holds_too_far_down() -> None:
    assert not is_relevant(RetrievedSpan("a", 0, 90_000, ""), SpanJudgement("q", "a", 8000, 8200))


JUDGED = "The council resolved to adopt the local plan in March and to delegate minor changes to the director"
WORDS = [
    (JUDGED, True, "the very words"),
    (JUDGED.upper().replace(" ", "\n"), True, "case and line breaks count for nothing"),
    ("A note first. " + JUDGED + " More words behind it, a good many of them indeed.", True, "with others around"),
    ("resolved to adopt the local plan in March and to delegate", True, "half of the words that carry meaning"),
    ("adopt the local plan", False, "too few of them"),
    ("in the to of and to the", False, "words that any page has"),
    ("director changes minor delegate March plan local adopt", False, "no three in a row"),
    ("", False, "nothing"),
]


@pytest.mark.parametrize(("shown", "alike", "why"), WORDS, ids=[row[2] for row in WORDS])
def test_when_words_are_alike(shown: str, alike: bool, why: str) -> None:
    assert is_alike(shingle_text(shown), shingle_text(JUDGED)) is alike, why


ANSWERS = [
    ("adopt the local plan in March", True, "in full"),
    ("adopt the local plan in May", False, "three of its four runs of three words"),
    ("March", True, "one word"),
    ("in April", False, "one of two words"),
    ("the plan adopted", False, "the words in another order"),
]


@pytest.mark.parametrize(("answer", "held", "why"), ANSWERS, ids=[row[2] for row in ANSWERS])
def test_when_a_quote_holds_the_answer(answer: str, held: bool, why: str) -> None:
    assert contains_answer(JUDGED, answer) is held, why


# -- credit ----------------------------------------------------------------------------------------------------


def test_spans_are_credited_once_and_a_hit_may_find_two(tmp_path: Path) -> None:
    evidence = [{"query_id": "q", "doc_id": "a", "start": start, "end": start + 100, "rel": 2} for start in (0, 110)]
    answer = {"query_id": "q", "doc_id": "a", "start": 40, "end": 60, "kind": "answer"}
    judged = judged_sets.load(span_set(tmp_path, {"a": "x" * 500}, [{"_id": "q", "text": "?"}], [*evidence, answer]))
    hits = [RetrievedSpan("a", 300, 400, ""), RetrievedSpan("a", 0, 210, ""), RetrievedSpan("a", 0, 100, "")]
    assert judged.compute_gain("q", hits) == Gain((0, 4.0, 0), (False, True, True), (2.0, 2.0), (2, 2), 2)
    assert judged.holds_answer("q", RetrievedSpan("a", 50, 60, "")) is True, "half of the answer"
    assert judged.holds_answer("q", RetrievedSpan("a", 51, 60, "")) is False
    assert judged.holds_answer("q", None) is False


def test_copies_are_one_target_and_a_hit_takes_one_gain(tmp_path: Path) -> None:
    other = "A background note about quarry sites and waste capacity in the county area as it was known"
    qrels: list[Line] = [
        {"query_id": "q", "file": "a.pdf", "page_from": 2, "page_to": 3, "text": JUDGED, "grade": 2, "group": "one"},
        {"query_id": "q", "file": "b.pdf", "page_from": 7, "page_to": 7, "text": JUDGED, "grade": 2, "group": "one"},
        {"query_id": "q", "file": "a.pdf", "page_from": 2, "page_to": 2, "text": other, "grade": 1},
    ]
    queries = [{"query_id": "q", "text": "?", "answer_text": "adopt the local plan"}]
    judged = judged_sets.load(page_set(tmp_path, queries, qrels))
    copy, both = RetrievedSpan("b.pdf", 0, 0, JUDGED, (7, 8)), RetrievedSpan("a.pdf", 0, 0, f"{JUDGED} {other}", (2, 2))
    wrong = RetrievedSpan("a.pdf", 0, 0, JUDGED, (4, 4))
    assert judged.compute_gain("q", [wrong, copy, both]) == Gain(
        (0.0, 3.0, 1.0), (False, True, True), (3.0, 1.0), (2, 3), 2
    )
    assert judged.compute_gain("q", [both]) == Gain((3.0,), (True,), (3.0, 1.0), (1, 1), 2), "two found, one gain"
    assert judged.holds_answer("q", copy) is True and judged.holds_answer("q", None) is False


# -- sets that cannot be used ----------------------------------------------------------------------------------

QUERY = {"query_id": "q", "text": "?"}
PLACE = {"query_id": "q", "file": "a.txt", "text": "some words"}
BAD_PAGES = [
    ([QUERY], ["{"], "qrels.jsonl, line 1: cannot be used", "no JSON"),
    (
        [QUERY],
        [PLACE, {**PLACE, "page_from": 3, "page_to": 2}],
        "qrels.jsonl, line 2: .* none",
        "pages",
    ),
    ([QUERY], [{**PLACE, "text": "…"}], "qrels.jsonl, line 1: .* no words", "nothing to compare"),
    ([QUERY], [{"query_id": "q", "file": "a.txt"}], "qrels.jsonl, line 1: has no 'text'", "a key is missing"),
    ([QUERY], [{"query_id": "q", "text": "words"}], "qrels.jsonl, line 1: names no paper", "neither form"),
    ([QUERY], [{**PLACE, "query_id": "p"}], "qrels.jsonl, line 1: judges 'p', which", "a question that is not asked"),
    ([QUERY, QUERY], [PLACE], "queries.jsonl, line 2: the question 'q' stands there twice", "twice"),
    ([QUERY, {"query_id": "p", "text": "?"}], [PLACE], "queries.jsonl, line 2: 'p' has an answer but", "not judged"),
    ([QUERY, "[]"], [PLACE], "queries.jsonl, line 2: cannot be used", "no object"),
    ([QUERY], [], "no judged set", "nothing judged"),
]


@pytest.mark.parametrize(("queries", "qrels", "said", "why"), BAD_PAGES, ids=[row[3] for row in BAD_PAGES])
def test_a_set_of_pages_that_cannot_be_used(
    tmp_path: Path, queries: list[Line | str], qrels: list[Line | str], said: str, why: str
) -> None:
    with pytest.raises(EvaluationError, match=said):
        judged_sets.load(page_set(tmp_path, queries, qrels))


ASKED = {"_id": "q", "text": "?"}
GOOD = {"query_id": "q", "doc_id": "a", "start": 0, "end": 9}
BAD_SPANS = [
    ([ASKED], [GOOD, {**GOOD, "doc_id": "b"}], "qrels.jsonl, line 2: names 'b', which corpus", "no such paper"),
    ([ASKED], [{**GOOD, "end": 11}], "qrels.jsonl, line 1: 0 to 11 is no span of a text of 10", "beyond the end"),
    ([ASKED], [{**GOOD, "end": 0}], "qrels.jsonl, line 1: 0 to 0 is no span", "empty"),
    ([ASKED], [{**GOOD, "query_id": "p"}], "qrels.jsonl, line 1: judges 'p'", "a question that is not asked"),
    ([{**ASKED, "doc_filter": ["b"]}], [GOOD], "queries.jsonl, line 1: is asked of 'b'", "asked of no paper"),
    ([ASKED, {"_id": "p", "text": "?"}], [GOOD], "queries.jsonl, line 2: 'p' has an answer", "not judged"),
    ([ASKED, ASKED], [GOOD], "queries.jsonl, line 2: the question 'q' stands there twice", "twice"),
    ([{"_id": "q"}], [GOOD], "queries.jsonl, line 1: has no 'text'", "no question"),
]


@pytest.mark.parametrize(("queries", "qrels", "said", "why"), BAD_SPANS, ids=[row[3] for row in BAD_SPANS])
def test_a_set_of_spans_that_cannot_be_used(
    tmp_path: Path, queries: list[Line], qrels: list[Line | str], said: str, why: str
) -> None:
    with pytest.raises(EvaluationError, match=said):
        judged_sets.load(span_set(tmp_path, {"a": "0123456789"}, queries, qrels))


def test_what_cannot_be_answered_needs_no_judgement(tmp_path: Path) -> None:
    judged = judged_sets.load(page_set(tmp_path, [QUERY, {"query_id": "p", "text": "?", "answerable": False}], [PLACE]))
    assert [question.answerable for question in judged.questions] == [True, False]


def test_a_place_without_pages_may_stand_on_any(tmp_path: Path) -> None:
    judged = judged_sets.load(page_set(tmp_path, [QUERY], [{**PLACE, "text": JUDGED}]))
    assert judged.compute_gain("q", [RetrievedSpan("a.txt", 0, 0, JUDGED, (37, 38))]).relevant == (True,)
