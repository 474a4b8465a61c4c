"""What a question names and nothing held has, over small papers with the real model: one row a question."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from paper_search.api import open_library
from paper_search.embeddings import Encoder
from paper_search.indexing.builder import build
from paper_search.library import Library
from paper_search.records import Filters, Match
from paper_search.text.dates import format_date

PAPERS = {
    "ferndale.txt": """FERNDALE DISTRICT COUNCIL

1. The lido at Ferndale is to be repaired for £250,000 in 2025/26, after the pump house flooded in the winter.

2. Thornby Borough Council objected to the lorry route through Ferndale, and asked for a weight limit.

3. For the budget: Cllr A Marsh, Mr B Tolland. Against the budget: Mrs C Wray.

4. Reports of rubbish left in lanes fell by a third between April and September 2023.
""",
    "larkford.txt": """LARKFORD TOWN COUNCIL

1. The library at Larkford will open on Saturdays, which volunteers asked for by decision 24/00031.
""",
    "papers.csv": """path,authority,committee,meeting_date
ferndale.txt,Ferndale District Council,Cabinet,2024-05-14
larkford.txt,Larkford Town Council,Cabinet,2024-06-11
""",
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Library:
    corpus, index = tmp_path_factory.mktemp("missing-corpus"), tmp_path_factory.mktemp("missing-index")
    for name, text in PAPERS.items():
        (corpus / name).write_text(text, "utf-8")
    build(corpus, index, encoder)
    return open_library(corpus, index)


NOTHING: tuple[str, ...] = ()
ORDER: list[Match] = ["strong", "partial", "doubtful", "none"]
FERNDALE = Filters(authorities=("Ferndale District Council",))
SAID: list[tuple[str, Filters, tuple[str, ...], Match, str]] = [
    ("How much will the repair of the lido at Ferndale cost?", Filters(), NOTHING, "strong", "all is held"),
    ("What will the lido at Zanzibar cost?", Filters(), ("No paper has the word “Zanzibar”.",), "doubtful", "a name"),
    (
        "What will the lido at Zanzibar cost Quentham?",
        Filters(),
        ("No paper has the words “Zanzibar” and “Quentham”.",),
        "doubtful",
        "two names are one remark",
    ),
    (
        "What will Ferndale and Quentham pay for the lido?",
        Filters(),
        ("No paper has the word “Quentham”.",),
        "partial",
        "one of a list, of which another is held",
    ),
    ("is there a heliport at the lido", Filters(), ("No paper has the word “heliport”.",), "doubtful", "a rare noun"),
    (
        "why was the fly-tipping less",
        Filters(),
        ("No paper has the words “fly” and “tipping”, so the search was by meaning.",),
        "strong",
        "words that others mean say nothing of the answer",
    ),
    (
        "nowadays how much does the lido cost",
        Filters(),
        ("No paper has the word “cost”, so the search was by meaning.",),
        "strong",
        "a word that asks for an order is missed in no paper",
    ),
    (
        "HOW MUCH WILL THE HARBOUR LIDO COST FERNDALE?",
        Filters(),
        ("No paper has the words “HARBOUR” and “COST”, so the search was by meaning.",),
        "strong",
        "in capitals nothing is written as a name",
    ),
    (
        "Why did Thornby Borough Council object to the lorry route?",
        Filters(),
        ("There are no papers here from Thornby Borough Council.",),
        "partial",
        "another council's papers speak of it",
    ),
    (
        "What did Quentham Borough Council decide about the lido?",
        Filters(),
        ("There are no papers here from Quentham Borough Council.",),
        "doubtful",
        "no paper names it",
    ),
    ("What did Ferndale Council decide about the lido?", Filters(), NOTHING, "strong", "a shorter name of one held"),
    (
        "When will the library at Larkford open?",
        FERNDALE,
        ("The papers of Larkford Town Council are outside the filters.",),
        "doubtful",
        "held, and outside the limits",
    ),
    (
        "How much was spent on the lido in 1987?",
        Filters(),
        ("No paper is from 1987 or mentions it.",),
        "doubtful",
        "a year",
    ),
    ("How much is the lido's repair in 2024?", Filters(), NOTHING, "strong", "a year of a meeting"),
    ("How much is the lido's repair in 2025/26?", Filters(), NOTHING, "strong", "a financial year that is named"),
    (
        "How much was spent on the lido in March 1987 and 2024?",
        Filters(),
        ("No paper is from March 1987 or mentions it.",),
        "partial",
        "a month, beside a year that is held",
    ),
    (
        "Did the lido cost more in 1987 or 1988?",
        Filters(),
        ("No paper is from 1987 or 1988, or mentions them.",),
        "doubtful",
        "two years are one remark",
    ),
    (
        "What was decided about the lido on 3 March 1987?",
        Filters(),
        ("No paper is from 3 March 1987 or mentions it.",),
        "doubtful",
        "a day",
    ),
    (
        "How much is the lido's repair in 2023?",
        Filters(since=date(2024, 1, 1), authorities=("Larkford Town Council",)),
        ("No paper within the filters is from 2023 or mentions it.",),
        "doubtful",
        "a year outside the limits",
    ),
    ("Did Councillor Wray vote for the budget?", Filters(), NOTHING, "strong", "a surname in a list of votes"),
    (
        "Did Councillor Zebedee vote for the budget?",
        Filters(),
        ("Cllr Zebedee stands in none of the papers searched.",),
        "doubtful",
        "a person",
    ),
    (
        "Is the lido to be repaired for £7m?",
        Filters(),
        ("£7,000,000 stands in none of the papers searched.",),
        "partial",
        "a sum, which papers round",
    ),
    (
        "What was decided by 24/09999?",
        Filters(),
        ("24/09999 stands in none of the papers searched.",),
        "none",
        "another reference is no answer",
    ),
]


@pytest.mark.parametrize(("question", "filters", "remarks", "ceiling", "reason"), SAID)
def test_what_is_missing_is_said_first_and_limits_the_match(
    library: Library, question: str, filters: Filters, remarks: tuple[str, ...], ceiling: Match, reason: str
) -> None:
    answer = library.ask(question, filters)
    assert answer.remarks[: len(remarks)] == remarks, reason
    others = [remark for remark in answer.remarks if not remark.startswith("Only papers of ")]
    assert remarks or all(remark.endswith(", so the search was by meaning.") for remark in others), reason
    assert ORDER.index(answer.match) >= ORDER.index(ceiling), reason
    assert answer.is_found or not (answer.quotes or answer.also)
    assert library.search_with_remarks(question, filters).remarks == answer.remarks, "a list of passages says the same"


def test_a_comparison_asks_the_councils_left_out_beside(library: Library) -> None:
    compared = library.compare("When will the library at Larkford open?")
    assert not any("outside the filters" in remark for remark in compared.remarks)


def test_nothing_is_said_of_an_index_without_passages(tmp_path: Path, encoder: Encoder) -> None:
    (tmp_path / "corpus").mkdir()
    build(tmp_path / "corpus", tmp_path / "index", encoder)
    opened = open_library(tmp_path / "corpus", tmp_path / "index")
    assert opened.ask(f"What did Zanzibar decide on {format_date(date(1987, 3, 3))}?").remarks == ()
