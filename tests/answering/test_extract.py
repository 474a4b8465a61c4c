"""Answers over the sample papers: exact quotes of several councils, or nothing found and what was searched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from paper_search.answering import extract
from paper_search.answering.config import ANSWERING
from paper_search.api import open_library
from paper_search.embeddings import Encoder
from paper_search.embeddings.cross_encoder import PassageReading, ReaderText
from paper_search.indexing.builder import build
from paper_search.library import Library
from paper_search.records import Filters, Quote

OFSTED = "what did Ofsted say about management oversight"


def test_the_ofsted_question_is_answered_by_at_least_two_councils(library: Library) -> None:
    answer = library.ask(OFSTED)
    assert answer.is_found
    assert len({quote.document.meeting.authority for quote in answer.quotes}) >= 2
    assert all("oversight" in quote.passage.text.lower() for quote in answer.quotes[:2])


@pytest.mark.parametrize("question", [OFSTED, "potholes", "budget gap", "devolution", "planning appeal"])
def test_quotes_are_few_short_and_exact(library: Library, question: str) -> None:
    answer = library.ask(question)
    assert 1 <= len(answer.quotes) <= ANSWERING.max_quotes
    for quote in answer.quotes:
        assert quote.text in quote.passage.text
        assert len(quote.text) <= max(ANSWERING.max_quote_characters, len(quote.passage.text))
    papers = [quote.document.doc_id for quote in answer.quotes]
    assert max(papers.count(paper) for paper in papers) <= ANSWERING.max_quotes_per_document
    assert 0.0 <= answer.confidence <= 1.0


def test_front_matter_gives_way_to_what_the_paper_says(library: Library) -> None:
    quotes = library.ask("What is Wexmoor's budget gap for 2024/25?").quotes
    assert all(quote.passage.kind != "front matter" for quote in quotes)
    assert "£16.9m" in quotes[0].text, "the figure of the report that replaced the first one"


NOTHING = [
    ("are there any mermaids in the harbour?", "nobody ever wrote of it"),
    ("are there any mermaids in Wexmoor?", "a council's name is met by all of its papers and says nothing"),
    ("xyzzy plugh", "no words at all"),
]


@pytest.mark.parametrize(("question", "reason"), NOTHING)
def test_nothing_found_is_an_answer(library: Library, question: str, reason: str) -> None:
    answer = library.ask(question)
    assert not answer.is_found, reason
    assert answer.quotes == ()
    assert answer.coverage.papers >= 14
    assert answer.coverage.unread >= 2
    assert answer.coverage.held_back == 1


class DoubtingReader:
    """A reader by which nothing answers."""

    fingerprint = "doubting"

    def read(self, question: str, texts: Sequence[ReaderText]) -> list[PassageReading]:
        nothing = np.zeros(0, dtype=np.float32)
        return [PassageReading(-9.0, nothing, nothing, np.zeros((0, 2), dtype=np.int64)) for _ in texts]


CHOSEN = [
    ("are there any mermaids in Wexmoor?", False, False, "a refusal without a reader chooses no quotes"),
    ("are there any mermaids in Wexmoor?", True, True, "a reader reads the quotes before it is known"),
    (OFSTED, False, True, "an answer chooses them"),
]


@pytest.mark.parametrize(("question", "has_reader", "is_chosen", "reason"), CHOSEN, ids=[case[-1] for case in CHOSEN])
def test_quotes_are_chosen_where_something_needs_them(
    library: Library,
    monkeypatch: pytest.MonkeyPatch,
    question: str,
    has_reader: bool,
    is_chosen: bool,
    reason: str,
) -> None:
    built: list[object] = []
    build_quote = extract._build_quote

    def count_quote(*arguments: Any) -> Quote:
        built.append(arguments)
        return build_quote(*arguments)

    monkeypatch.setattr(extract, "_build_quote", count_quote)
    answer = replace(library, reader=DoubtingReader() if has_reader else None).ask(question)
    assert bool(built) is is_chosen and answer.is_found is (question == OFSTED), reason
    assert len(answer.quotes) <= len(built), reason


def test_an_item_of_a_list_carries_what_it_hangs_from(library: Library) -> None:
    answer = library.ask("what did the committee resolve about figures on follow-up in supervision by team?")
    led = [quote for quote in answer.quotes if quote.lead_in]
    assert any(quote.lead_in and quote.lead_in.text == "Resolved that the Committee:" for quote in led)
    for quote in led:
        text = library.reading_text(quote.document.doc_id)
        assert quote.lead_in and text
        assert quote.lead_in.doc_id == quote.document.doc_id
        assert text[quote.lead_in.start : quote.lead_in.end] == quote.lead_in.text
        assert quote.lead_in.end <= quote.start


def test_no_quote_is_a_bare_lead_in(library: Library) -> None:
    answer = library.ask("what did the panel resolve about supervision?")
    assert answer.quotes
    assert not [quote.text for quote in answer.quotes if quote.text.endswith(":")]


def test_coverage_says_what_the_filters_left_out(library: Library) -> None:
    everything = library.ask(OFSTED).coverage
    authority = everything.authorities[0]
    limited = library.ask(OFSTED, Filters(authorities=(authority,))).coverage
    assert limited.authorities == (authority,)
    assert limited.papers + limited.outside_filters == everything.papers


EACH = [
    ("which councils repair potholes?", 3, "most of the four councils say something of it"),
    ("which councils face a budget gap?", 3, "with other figures, which contradict nothing"),
]


@pytest.mark.parametrize(("question", "councils", "reason"), EACH)
def test_which_councils_gives_the_best_quote_of_each(
    library: Library, question: str, councils: int, reason: str
) -> None:
    authorities = [quote.document.meeting.authority for quote in library.ask(question).quotes]
    assert len(authorities) == len(set(authorities)) >= councils, reason


def test_of_one_council_alone_several_quotes_are_given(library: Library) -> None:
    limits = Filters(authorities=("Wexmoor County Council",))
    assert len(library.ask("which councils face a budget gap?", limits).quotes) > 1


GULLS = """path,authority,committee,meeting_date
first.txt,Eastmere Council,Cabinet,2024-05-02
second.txt,Eastmere Council,Cabinet,2024-09-01
other.txt,Westmere Council,Cabinet,2024-05-02
"""
NESTS = {
    "first.txt": "The council removed 894 nests of gulls from the roofs of the harbour in the last year.",
    "second.txt": "The council removed 925 nests of gulls from the roofs of the harbour in the last year.",
    "other.txt": "The council removed 31 nests of gulls from the roofs of the harbour in the last year.",
}


def library_of(papers: Mapping[str, str], folder: Path, encoder: Encoder) -> Library:
    """An index of papers by file name, made in the folder."""
    corpus, index = folder / "corpus", folder / "index"
    corpus.mkdir()
    for name, text in papers.items():
        (corpus / name).write_text(text, encoding="utf-8")
    build(corpus, index, encoder)
    return open_library(corpus, index, encoder)


def test_a_council_that_corrects_itself_is_shown_with_both_figures(tmp_path: Path, encoder: Encoder) -> None:
    library = library_of(NESTS | {"papers.csv": GULLS}, tmp_path, encoder)
    answer = library.ask("which councils removed nests of gulls?")
    assert [quote.document.meeting.authority for quote in answer.quotes].count("Westmere Council") == 1
    assert len(answer.quotes) == 2
    shown = {quote.document.source for quote in (*answer.quotes, *answer.also)}
    assert (len(answer.also), shown) == (1, set(NESTS)), "the other figure of the same council stands beside"


def test_papers_of_no_stated_council_may_be_of_any(tmp_path: Path, encoder: Encoder) -> None:
    papers = {name: text.replace("gulls", f"{name[:3]} gulls") for name, text in NESTS.items()}
    answer = library_of(papers, tmp_path, encoder).ask("which councils removed nests of gulls?")
    assert {quote.document.source for quote in answer.quotes} == set(NESTS), "no figure contradicts another's"


SAME = [
    ("1. Note that gulls may nest on the pier until May; and", "b) Note that gulls may nest on the pier until May.", 1,
     "another number, another end"),
    ("Gulls may nest on the pier until May.", "Gulls may nest on the pier until June.", 2, "another month"),
    ("The nests of gulls on the pier may change by -4.5%.", "The nests of gulls on the pier may change by 4.5%.", 2,
     "less is not more"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other", "quotes", "reason"), SAME, ids=[reason for *_, reason in SAME])
def test_the_same_words_are_quoted_once(
    one: str, other: str, quotes: int, reason: str, tmp_path: Path, encoder: Encoder
) -> None:
    papers = {f"{name}.txt": f"NESTS ON THE PIER\n\n{text}\n" for name, text in (("one", one), ("other", other))}
    answer = library_of(papers, tmp_path, encoder).ask("may gulls nest on the pier")
    assert len([*answer.quotes, *answer.also]) == quotes, reason


def test_half_a_row_gives_way_to_a_sentence(tmp_path: Path, encoder: Encoder) -> None:
    text = "1. Council merging with\n\n2. In April the council is to be merged with its two neighbours.\n"
    answer = library_of({"merger.txt": text}, tmp_path, encoder).ask("Is the council merging with others?")
    assert "neighbours" in answer.quotes[0].text


def test_the_exempt_paper_cannot_be_found(library: Library) -> None:
    answer = library.ask("What is the cormorant option?")
    assert not any("cormorant" in hit.passage.text.lower() for hit in answer.hits)
    assert not answer.is_found
