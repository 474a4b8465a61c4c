"""Answers of the register, over invented minutes in a real index with the real model: one row a question."""

from __future__ import annotations

from dataclasses import replace

import pytest

from paper_search.answering.config import ANSWERING
from paper_search.embeddings import Encoder
from paper_search.library import Library
from paper_search.records import Filters, Match
from tests.answering.register.world import build_library


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Library:
    return build_library(tmp_path_factory.mktemp("register"), tmp_path_factory.mktemp("register-index"), encoder)


FERNDALE = Filters(authorities=("Ferndale District Council",))
ANSWERED: list[tuple[str, Filters, str, Match, str, str]] = [
    # question, filters, words of the first quote, match, remark, reason
    (
        "Who is the Cabinet Member for Roads?",
        Filters(),
        "Cllr J Finch, Cabinet Member for Roads and Bridges",
        "strong",
        "From the minutes of Cabinet, 11 March 2025, the newest paper held that names one.",
        "the newest paper wins",
    ),
    (
        "Who was the Cabinet Member for Roads in January 2025?",
        Filters(),
        "Cllr B Marsh, Cabinet Member for Roads",
        "strong",
        "From the minutes of Cabinet, 14 January 2025, the newest paper held that names one.",
        "the newest of the time asked for",
    ),
    ("Who chairs the Planning Committee?", Filters(), "Cllr F Dunn (Chair)", "strong", "", "what stands beside a name"),
    ("What is Cllr Finch's role?", Filters(), "Cabinet Member for Roads and Bridges", "strong", "", "of a person"),
    (
        "Who sent apologies to the March Cabinet?",
        Filters(),
        "Apologies for absence were received from Cllr B Marsh and Cllr E Swift.",
        "strong",
        "From the minutes of Cabinet, 11 March 2025.",
        "of the month asked for, and both names",
    ),
    (
        "Who sent apologies to the January Cabinet?",
        Filters(),
        "received from Cllr D Heron",
        "strong",
        "From the minutes of Cabinet, 14 January 2025.",
        "and of no other",
    ),
    (
        "Who sent apologies to the Cabinet?",
        Filters(),
        "received from Cllr B Marsh and Cllr E Swift",
        "strong",
        "From the minutes of Cabinet, 11 March 2025, the newest meeting of which they are held.",
        "the newest, and which that is",
    ),
    (
        "Who was present at the January Cabinet?",
        Filters(),
        "Cllr A Wren (Chairman), Cllr B Marsh",
        "strong",
        "",
        "a list",
    ),
    (
        "Who declared an interest in the allotments?",
        FERNDALE,
        "Cllr C Teal declared an interest",
        "strong",
        "",
        "by what it is in",
    ),
    (
        "What did the Cabinet decide about the lido?",
        Filters(),
        "RESOLVED that the lido pump house be rebuilt for 250,000 pounds.",
        "partial",
        "From the minutes of Cabinet, 11 March 2025, the newest that fits; another meeting had it too.",
        "the newest first, and that there are others",
    ),
    (
        "What did the Cabinet decide about the lido on 14 January 2025?",
        Filters(),
        "RESOLVED that the lido pump house be repaired at once.",
        "strong",
        "From the minutes of Cabinet, 14 January 2025.",
        "of the day asked for",
    ),
    (
        "Was the application for 40 homes at Mill Lane approved?",
        Filters(),
        "The Committee refused the application for 40 homes at Mill Lane.",
        "strong",
        "",
        "asked as yes or no",
    ),
    (
        "Who seconded the lido pump house?",
        Filters(),
        "seconded by Cllr Wren",
        "strong",
        "",
        "by the words that name them",
    ),
    ("Who moved the motion on the town clock?", Filters(), "H. Crane, I. Plover", "strong", "", "printed above it"),
    ("How did the vote on library hours go?", Filters(), "carried by 12 votes to 3", "strong", "", "the counts"),
    ("Who voted against the library hours?", Filters(), "Against: Cllr Swift.", "strong", "", "the names"),
    ("Did Cllr Teal vote for the library hours?", Filters(), "For: Cllr Wren, Cllr Teal.", "strong", "", "one name"),
    (
        "Did Cllr Rook vote for the library hours?",
        Filters(),
        "carried by 12 votes to 3",
        "doubtful",
        "How Cllr Rook voted is not recorded there.",
        "a name that is not there",
    ),
    (
        "How did the Planning Committee vote on the homes at Mill Lane?",
        Filters(),
        "The Committee refused the application for 40 homes at Mill Lane.",
        "doubtful",
        "No vote on this is recorded in the papers held.",
        "the decision, and that no vote is held",
    ),
    ("Where does the Cabinet meet?", Filters(), "in the Guildhall", "strong", "", "a fact of the newest meeting"),
    (
        "Which Planning Committee meetings were cancelled?",
        Filters(),
        "The Planning Committee of 17 April 2025 is cancelled.",
        "strong",
        "",
        "as printed",
    ),
    (
        "What did Larkford agree on 11 June 2024?",
        Filters(),
        "It was agreed that the skate park be lit",
        "strong",
        "From the minutes of Council, 11 June 2024, which has 3 decisions.",
        "all decisions of a meeting",
    ),
    ("When was the skate park agreed?", Filters(), "It was agreed that the skate park be lit", "strong", "", "cited"),
]


@pytest.mark.parametrize(
    ("question", "filters", "words", "match", "remark", "reason"), ANSWERED, ids=[row[0] for row in ANSWERED]
)
def test_the_register_answers_first(
    library: Library, question: str, filters: Filters, words: str, match: Match, remark: str, reason: str
) -> None:
    answer = library.ask(question, filters)
    first = answer.quotes[0]
    assert words in first.text, reason
    assert answer.match == match, (reason, answer.remarks)
    assert not remark or remark in answer.remarks, (reason, answer.remarks)
    # Every quote is a span of its passage, and none is there twice.
    assert all(
        quote.text == _slice(library, quote.passage.passage_id, quote.start, quote.end) for quote in answer.quotes
    )
    places = [(quote.passage.doc_id, quote.start) for quote in answer.quotes]
    assert len(set(places)) == len(places)


def _slice(library: Library, passage_id: str, start: int, end: int) -> str:
    passage = library.passage(passage_id)
    assert passage is not None
    return passage.text[start - passage.start : end - passage.start]


NOT_HELD: list[tuple[str, str, str]] = [
    ("Who sent apologies to the April Cabinet?", "There are no minutes here of 8 April 2025.", "an agenda alone"),
    (
        "Who was absent from the March planning committee?",
        "The minutes of Planning Committee of 20 March 2025 name no absence and no apologies.",
        "a list without them",
    ),
    (
        "Who sent apologies to the Cabinet on 4 February 2025?",
        "There are no papers here from a meeting of Cabinet on 4 February 2025.",
        "no meeting",
    ),
    ("How did the vote on the lido go?", "No vote on this is recorded in the papers held.", "decided without a vote"),
    (
        "What did Full Council decide about the lido on 11 March?",
        "There are no papers here from a meeting of Full Council on 11 March.",
        "a meeting of another body alone",
    ),
    (
        "What was decided about the lido on 5 May?",
        "There are no papers here from a meeting on 5 May.",
        "a day without a year",
    ),
    (
        "What did the Cabinet decide about the allotments on 8 April 2025?",
        "There are no minutes here of 8 April 2025.",
        "not minuted",
    ),
]


@pytest.mark.parametrize(("question", "remark", "reason"), NOT_HELD, ids=[row[0] for row in NOT_HELD])
def test_what_is_not_held_is_said_and_nothing_is_sure(
    library: Library, question: str, remark: str, reason: str
) -> None:
    answer = library.ask(question)
    assert remark in answer.remarks, (reason, answer.remarks)
    assert answer.match in {"doubtful", "none"}, reason


UNCHANGED: list[tuple[str, str]] = [
    ("What did the Cabinet decide about the windmill?", "a topic of no decision"),
    ("Who is the Cabinet Member for Education?", "a title that nobody has"),
    ("What did the Minister decide about the lido?", "a body that is none of theirs"),
    ("Who spoke of the potholes in Mill Lane?", "no question for the register"),
    ("What did the Cabinet decide about the homes at Mill Lane?", "another body's decision"),
]


@pytest.mark.parametrize(("question", "reason"), UNCHANGED, ids=[row[0] for row in UNCHANGED])
def test_what_the_register_does_not_hold_is_answered_by_the_search(
    library: Library, question: str, reason: str
) -> None:
    assert library.ask(question) == library.ask(question, config=replace(ANSWERING, use_register=False)), reason


@pytest.mark.parametrize(
    ("question", "texts", "reason"),
    [
        ("What was decided about the play areas?", ["(a) the swings", "(b) the slide"], "in the order of the paper"),
        ("What was decided about the slide?", ["(b) the slide", "(a) the swings"], "the item that has the topic first"),
    ],
)
def test_a_decision_of_several_passages_is_quoted_by_its_items(
    library: Library, question: str, texts: list[str], reason: str
) -> None:
    quotes = library.ask(question).quotes[: len(texts)]
    assert [quote.text[: len(text)] for quote, text in zip(quotes, texts, strict=True)] == texts, reason
    assert {quote.lead_in and quote.lead_in.text for quote in quotes} == {"RESOLVED that:"}


def test_earlier_holders_are_told_beside_the_newest(library: Library) -> None:
    answer = library.ask("Who is the Cabinet Member for Roads?")
    assert [quote.highlight and quote.text[slice(*quote.highlight)] for quote in answer.quotes[:1]] == ["Cllr J Finch"]
    assert "Cllr B Marsh" in answer.also[0].text


def test_each_council_is_compared_by_its_own_register(library: Library) -> None:
    comparison = library.compare("What was decided about the skate park?")
    positions = {position.authority: position for position in comparison.positions}
    assert "skate park be lit" in positions["Larkford Town Council"].quotes[0].text
    assert positions["Ferndale District Council"].match != "strong"


def test_a_timeline_goes_by_the_search_alone(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the register was asked")

    monkeypatch.setattr("paper_search.answering.register_answer.find_register_question", refuse)
    assert library.timeline("What did the Cabinet decide about the lido?").has_events
