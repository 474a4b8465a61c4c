"""What the form of a question asks for, one row a case."""

from __future__ import annotations

import pytest

from paper_search.retrieval.config import RANKING
from paper_search.retrieval.query.intent import find_speaker, is_formality
from paper_search.retrieval.query.parse import parse_query

SPEAKERS = [
    ("What did Ofsted say about oversight?", "Ofsted", "the plainest form"),
    ("What did the Director of Highways tell members about salt?", "Director of Highways", "an office"),
    ("what does the Chief Executive think about it", "Chief Executive", "small letters, no question mark"),
    ("What was the Treasurer's view on the reserve?", "Treasurer", "a view"),
    ("What is Cllr Thorne's opinion of the scheme?", "Cllr Thorne", "an opinion"),
    ("views of the Youth Council on buses", "Youth Council", "no verb"),
    ("According to the Auditor, what is late?", "Auditor", "according to"),
    ("How did the Leader respond to the petition?", "Leader", "an answer"),
    ("What do the papers say about salt?", None, "papers are nobody"),
    ("What did they say about salt?", None, "a pronoun is nobody"),
    ("Which councils say that salt is short?", None, "councils at large"),
    ("How deep is a pothole?", None, "nobody"),
]


@pytest.mark.parametrize(("question", "who", "reason"), SPEAKERS)
def test_whose_words_are_asked_for(question: str, who: str | None, reason: str) -> None:
    assert find_speaker(question) == who, reason


ASKED = [
    ("latest figures for potholes", "wants_recent", True, "the latest"),
    ("What is the current position on the depot?", "wants_recent", True, "the position now"),
    ("most recent inspection", "wants_recent", True, "the most recent"),
    ("Where are the depot plans now?", "wants_recent", True, "now"),
    ("Where has the depot plan got to?", "wants_recent", True, "how far it is"),
    ("How far has the depot plan come?", "wants_recent", True, "the same in other words"),
    ("How far is it from the depot?", "wants_recent", False, "a distance"),
    ("What is an electric current?", "wants_recent", False, "another sense of the word"),
    ("How deep is a pothole?", "wants_recent", False, "nothing of time"),
    ("Which councils close libraries?", "wants_each_authority", True, "which councils"),
    ("Has any other council done so?", "wants_each_authority", True, "any other council"),
    ("What do other authorities charge?", "wants_each_authority", True, "other authorities"),
    ("Do councils share depots?", "wants_each_authority", True, "councils at large"),
    ("What did the council decide?", "wants_each_authority", False, "one council"),
    ("Who chairs the county council?", "wants_each_authority", False, "one council by its kind"),
    ("What did Cabinet decide about the tug?", "wants_decision", True, "what was decided"),
    ("Was the tug approved?", "wants_decision", True, "whether it was"),
    ("Who was authorised to sell the tug?", "wants_decision", True, "by whom"),
    ("The approved budget", "wants_decision", False, "no question of it"),
    ("How deep is the harbour?", "wants_decision", False, "matter"),
    ("Were there apologies?", "wants_formalities", True, "apologies"),
    ("Who declared an interest?", "wants_formalities", True, "declarations"),
    ("Why was the press excluded?", "wants_formalities", True, "exclusion"),
    ("How deep is a pothole?", "wants_formalities", False, "matter"),
]


@pytest.mark.parametrize(("question", "field", "expected", "reason"), ASKED)
def test_what_is_asked_for(question: str, field: str, expected: bool, reason: str) -> None:
    assert getattr(parse_query(question).intent, field) is expected, reason


ANSWERS = [
    ("How many potholes were there?", {"count"}, "a count"),
    ("When will the depot open?", {"date"}, "a day"),
    ("Why did the depot close?", set(), "what no form tells"),
]


@pytest.mark.parametrize(("question", "kinds", "reason"), ANSWERS)
def test_what_an_answer_would_hold(question: str, kinds: set[str], reason: str) -> None:
    assert parse_query(question).expected_answer.kinds == kinds, reason


TOPICS = [
    ("potholes", "pothol", "one word"),
    ("the libraries?", "librari", "one word that carries meaning"),
    ("library hours", None, "two words"),
    ("24/00031", None, "a reference is looked up, not weighed"),
]


@pytest.mark.parametrize(("question", "stem", "reason"), TOPICS)
def test_the_one_word_of_a_question(question: str, stem: str | None, reason: str) -> None:
    assert parse_query(question).intent.topic_stem == stem, reason


FORMALITIES = [
    ("Apologies for absence were received from Cllr Thorne.", True, "apologies"),
    ("3. APOLOGIES", True, "the bare heading of the item"),
    ("There were no declarations of disclosable pecuniary interests.", True, "declarations"),
    ("RESOLVED that the press and public be excluded from the meeting.", True, "exclusion"),
    ("The minutes of 3 May were agreed as a correct record and signed by the Chair.", True, "minutes agreed"),
    ("This meeting is being webcast.", True, "the notice of a webcast"),
    ("The Council apologised to the family and paid £500.", False, "an apology of substance"),
    ("The public was consulted on the depot.", False, "the public alone"),
    ("Staff keep a correct record of visits.", False, "a record alone"),
    ("The interest on the loan is 4%.", False, "another interest"),
    ("Apologies for absence were received. " + "The depot was discussed at length. " * 30, False, "a long passage"),
]


@pytest.mark.parametrize(("text", "expected", "reason"), FORMALITIES)
def test_formalities(text: str, expected: bool, reason: str) -> None:
    assert is_formality(text, RANKING.max_formality_characters) is expected, reason
