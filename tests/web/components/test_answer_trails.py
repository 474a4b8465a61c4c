"""What the links of an answer carry: the words of the answer in each paper."""

from __future__ import annotations

from paper_search.citations.format import cite
from paper_search.records import Document, Hit, Passage, Quote
from paper_search.web.components.answer_trails import NO_TRAILS, find_trails
from paper_search.web.forms import MAX_MARKS, NO_TRAIL, SearchForm

FORM = SearchForm("potholes")


def make_hit(doc_id: str, start: int) -> Hit:
    passage = Passage(f"{doc_id}::{start}", doc_id, "paragraph", "x" * 50, start, start + 50)
    return Hit(1, 1.0, passage, Document(doc_id, doc_id, "0"))


def make_quote(doc_id: str, start: int, end: int) -> Quote:
    passage, document = make_hit(doc_id, start).passage, make_hit(doc_id, start).document
    return Quote("x" * (end - start), start, end, cite(passage, document), passage, document)


def test_a_quote_stands_for_the_passage_that_holds_it() -> None:
    quotes, hits = [make_quote("a", 100, 120)], [make_hit("a", 200), make_hit("a", 100), make_hit("b", 0)]
    trails = find_trails(FORM, "/ask", quotes, hits)
    assert trails.get("a").marks == ((100, 120), (200, 250))
    assert trails.get("b").marks == ((0, 50),)
    assert trails.get("a").answer_url == "/ask?q=potholes"


def test_an_address_carries_the_best_of_many_marks() -> None:
    trails = find_trails(FORM, "/", passages=[make_hit("a", 100 * number) for number in reversed(range(100))])
    assert len(trails.get("a").marks) == MAX_MARKS
    assert trails.get("a").marks[-1] == (9900, 9950)


def test_a_paper_of_no_answer_has_no_trail() -> None:
    assert NO_TRAILS.get("a") == find_trails(FORM, "/").get("a") == NO_TRAIL
