"""Late interaction with the real encoder: what meets a question, and what weighs in it."""

from __future__ import annotations

import numpy as np
import pytest

from paper_search.embeddings import SentenceTransformerEncoder
from paper_search.embeddings import token_codec as tokens
from paper_search.retrieval import late_interaction as interaction
from paper_search.retrieval.late_interaction import Match, Weighed
from paper_search.text.spans import content_words

PASSAGES = 1000


@pytest.fixture
def ask(encoder: SentenceTransformerEncoder):
    def weighed(question: str, **frequencies: int) -> Weighed:
        counts = [frequencies.get(word, 10) for word in content_words(question)]
        return interaction.weigh(question, counts, PASSAGES, encoder)

    return weighed


def matched(question: Weighed, text: str, encoder: SentenceTransformerEncoder, context: str = "") -> Match:
    _, (whole,) = encoder.encode_whole([context + text])
    return interaction.match(question, [tokens.unpack(tokens.pack(whole)).behind(len(context))])[0]


def test_weights_sum_to_one_and_the_frame_weighs_nothing(ask) -> None:
    question = ask("what did they say about potholes")
    assert question.weights.sum() == pytest.approx(1)
    heavy = {
        question.text[a:b] for (a, b), weight in zip(question.tokens.spans, question.weights, strict=True) if weight
    }
    assert heavy == {"pot", "holes"}, "the word pieces of the one word that carries meaning"


def test_a_rare_word_weighs_more(ask) -> None:
    question = ask("county mermaids", county=900, mermaids=0)
    start = question.text.index("mermaids")
    rare = question.weights[question.tokens.spans[:, 0] >= start].min()
    assert rare > 3 * question.weights[0]


def test_an_everyday_word_weighs_less_than_one_as_rare_among_few_papers(ask) -> None:
    question = ask("anyone whistleblowing", anyone=0, whistleblowing=0)
    by_start = {int(start): weight for (start, _), weight in zip(question.tokens.spans, question.weights, strict=True)}
    assert by_start[0] < by_start[question.text.index("whistleblowing")]
    assert question.rarity == pytest.approx(2 * interaction.rarities([0], PASSAGES)[0]), "what BM25 could give is as is"


NAMES = [
    ("What did Slough say", {"Slough"}, "a capital inside the question"),
    ("Potholes in Wexmoor", {"Wexmoor"}, "the first word has its capital from its place"),
    ("potholes in wexmoor", set[str](), "written small it is not known for one"),
]


@pytest.mark.parametrize(("question", "expected", "reason"), NAMES)
def test_names(ask, question: str, expected: set[str], reason: str) -> None:
    weighed = ask(question)
    starts = {int(start) for (start, _), is_name in zip(weighed.tokens.spans, weighed.is_name, strict=True) if is_name}
    assert {word for word in question.split() if question.index(word) in starts} == expected, reason


ORDER = [
    ("pothole repairs", "Potholes were repaired.", "The choir sang.", "the same words"),
    ("money for roads", "The highways budget is £4m.", "The choir sang on Monday.", "other words, same matter"),
    ("children in care", "Looked after children were heard.", "The careful children sang.", "the matter, not the word"),
]


@pytest.mark.parametrize(("question", "nearer", "farther", "reason"), ORDER)
def test_order(ask, encoder: SentenceTransformerEncoder, question: str, nearer: str, farther: str, reason: str) -> None:
    weighed = ask(question)
    assert matched(weighed, nearer, encoder).whole() > matched(weighed, farther, encoder).whole(), reason


def test_a_part_is_met_at_most_as_well_as_the_whole(ask, encoder: SentenceTransformerEncoder) -> None:
    text = "The choir sang. Potholes were repaired. The library opened."
    match = matched(ask("potholes repaired"), text, encoder)
    parts = [match.within((0, 15)), match.within((16, 39)), match.within((40, len(text)))]
    assert parts.index(max(parts)) == 1
    assert all(part <= match.whole() + 1e-6 for part in parts)
    assert match.within((5, 5)) == 0.0, "an empty part meets nothing"
    assert match.within((5, 5), lent=0.5) == pytest.approx(0.5 * match.whole(), abs=0.01), "but what it is lent"


def test_a_sentence_as_one_is_nearer_for_saying_the_same(ask, encoder: SentenceTransformerEncoder) -> None:
    text = "The choir sang. Potholes were repaired. The library opened."
    match = matched(ask("potholes repaired"), text, encoder)
    said, sung = match.as_one((16, 39)), match.as_one((0, 15))
    assert 1.0 >= said > 0.6 > sung
    assert match.as_one((5, 5)) == 0.0, "an empty part is near to nothing"


def test_words_of_the_context_are_seen_and_not_matched(ask, encoder: SentenceTransformerEncoder) -> None:
    match = matched(ask("mermaids"), "The choir sang.", encoder, context="Report on mermaids\n")
    assert match.whole() < 0.9


def test_an_unmet_rare_word_shows(ask, encoder: SentenceTransformerEncoder) -> None:
    text = "The county council agreed its budget."
    met, unmet = matched(ask("county budget"), text, encoder), matched(ask("county mermaids"), text, encoder)
    assert met.weakest() > 0.9
    assert unmet.weakest() < 0.6


def test_a_question_without_words_weighs_evenly_or_not_at_all(ask, encoder: SentenceTransformerEncoder) -> None:
    for question in ("???", "¿", "who was it"):
        weighed = ask(question)
        assert np.isfinite(weighed.weights).all()
        assert 0.0 <= matched(weighed, "The choir sang.", encoder).whole() <= 1.0


NEAR = [
    ("The budget gap of the library.", "The library closed a gap in its hedge; the budget is agreed.", "side by side"),
    (
        "A gap in the budget.",
        "The gap was closed on Monday by volunteers from Wexmoor; a budget followed.",
        "either way",
    ),
]


@pytest.mark.parametrize(("together", "apart", "reason"), NEAR)
def test_words_met_near_one_another(
    ask, encoder: SentenceTransformerEncoder, together: str, apart: str, reason: str
) -> None:
    _, every = encoder.encode_whole([together, apart])
    near, far = interaction.meet(ask("budget gap"), every)
    assert near.together > far.together, reason


def test_a_word_is_not_near_to_one_of_the_next_passage(ask, encoder: SentenceTransformerEncoder) -> None:
    question = ask("budget gap")
    _, every = encoder.encode_whole(["The budget.", "The gap."])
    assert [each.together for each in interaction.meet(question, every)] == pytest.approx(
        [interaction.meet(question, [each])[0].together for each in every], abs=1e-6
    )


def test_one_word_is_met_near_nothing(ask, encoder: SentenceTransformerEncoder) -> None:
    _, every = encoder.encode_whole(["The potholes were repaired."])
    assert interaction.meet(ask("potholes"), every)[0].together == 0.0


def test_met_and_matched_agree(ask, encoder: SentenceTransformerEncoder) -> None:
    question = ask("potholes repaired in Wexmoor")
    _, every = encoder.encode_whole(["The choir sang.", "Potholes were repaired.", "Wexmoor has a library."])
    every.insert(1, type(every[0])(every[0].rows[:0], every[0].spans[:0]))
    for met, matched_ in zip(interaction.meet(question, every), interaction.match(question, every), strict=True):
        assert met.best == pytest.approx(np.maximum(matched_.best(), 0), abs=1e-5)
    assert interaction.meet(question, []) == []
