"""Late interaction with the real encoder: what meets a question, and what weighs in it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from paper_search.embeddings import SentenceTransformerEncoder, Tokens, token_codec
from paper_search.embeddings.token_codec import EncodedTokens
from paper_search.retrieval import late_interaction
from paper_search.retrieval.late_interaction import TokenMatch, WeightedQuery
from paper_search.retrieval.query.parse import parse_terms

PASSAGES = 1000


@pytest.fixture
def ask(encoder: SentenceTransformerEncoder):
    def weight_question(question: str, **frequencies: int) -> WeightedQuery:
        query = parse_terms(question)
        counts = [frequencies.get(word, 10) for word in query.content_terms]
        return late_interaction.weight_query(query, counts, PASSAGES, encoder)

    return weight_question


def pack(texts: Sequence[Tokens]) -> list[EncodedTokens]:
    """Return the pieces of texts without a context as an index keeps them."""
    return [EncodedTokens(token_codec.encode(tokens), 0) for tokens in texts]


def match_text(
    question: WeightedQuery, text: str, encoder: SentenceTransformerEncoder, context: str = ""
) -> TokenMatch:
    _, (whole,) = encoder.encode_with_tokens([context + text])
    return late_interaction.match_tokens(
        question, [token_codec.decode(token_codec.encode(whole)).shift_spans(len(context))]
    )[0]


def test_weights_sum_to_one_and_the_frame_weighs_nothing(ask) -> None:
    question = ask("what did they say about potholes")
    assert question.weights.sum() == pytest.approx(1)
    heavy = {
        question.query.text[a:b]
        for (a, b), weight in zip(question.tokens.spans, question.weights, strict=True)
        if weight
    }
    assert heavy == {"pot", "holes"}, "the word pieces of the one word that carries meaning"


def test_a_rare_word_weighs_more(ask) -> None:
    question = ask("county mermaids", county=900, mermaids=0)
    start = question.query.text.index("mermaids")
    rare = question.weights[question.tokens.spans[:, 0] >= start].min()
    assert rare > 3 * question.weights[0]


def test_an_everyday_word_weighs_less_than_one_as_rare_among_few_papers(ask) -> None:
    question = ask("anyone whistleblowing", anyone=0, whistleblowing=0)
    by_start = {int(start): weight for (start, _), weight in zip(question.tokens.spans, question.weights, strict=True)}
    assert by_start[0] < by_start[question.query.text.index("whistleblowing")]
    assert question.total_idf == pytest.approx(2 * late_interaction.compute_idf([0], PASSAGES)[0]), (
        "what BM25 could give is as is"
    )


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
    assert (
        match_text(weighed, nearer, encoder).score_passage() > match_text(weighed, farther, encoder).score_passage()
    ), reason


def test_a_part_is_met_at_most_as_well_as_the_whole(ask, encoder: SentenceTransformerEncoder) -> None:
    text = "The choir sang. Potholes were repaired. The library opened."
    match = match_text(ask("potholes repaired"), text, encoder)
    parts = [match.score_span((0, 15)), match.score_span((16, 39)), match.score_span((40, len(text)))]
    assert parts.index(max(parts)) == 1
    assert all(part <= match.score_passage() + 1e-6 for part in parts)
    assert match.score_span((5, 5)) == 0.0, "an empty part meets nothing"
    assert match.score_span((5, 5), context_share=0.5) == pytest.approx(0.5 * match.score_passage(), abs=0.01), (
        "but what it is lent"
    )


def test_a_sentence_as_one_is_nearer_for_saying_the_same(ask, encoder: SentenceTransformerEncoder) -> None:
    text = "The choir sang. Potholes were repaired. The library opened."
    match = match_text(ask("potholes repaired"), text, encoder)
    said, sung = match.compute_pooled_cosines([(16, 39), (0, 15)])
    assert 1.0 >= said > 0.6 > sung
    assert match.compute_pooled_cosines([(5, 5)]) == [0.0], "an empty part is near to nothing"


def test_words_of_the_context_are_seen_and_not_matched(ask, encoder: SentenceTransformerEncoder) -> None:
    match = match_text(ask("mermaids"), "The choir sang.", encoder, context="Report on mermaids\n")
    assert match.score_passage() < 0.9


def test_an_unmet_rare_word_shows(ask, encoder: SentenceTransformerEncoder) -> None:
    text = "The county council agreed its budget."
    met, unmet = match_text(ask("county budget"), text, encoder), match_text(ask("county mermaids"), text, encoder)
    assert met.weakest_term() > 0.9
    assert unmet.weakest_term() < 0.6


def test_a_question_without_words_weighs_evenly_or_not_at_all(ask, encoder: SentenceTransformerEncoder) -> None:
    for question in ("???", "¿", "who was it"):
        weighed = ask(question)
        assert np.isfinite(weighed.weights).all()
        assert 0.0 <= match_text(weighed, "The choir sang.", encoder).score_passage() <= 1.0


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
    _, every = encoder.encode_with_tokens([together, apart])
    near, far = late_interaction.max_sim(ask("budget gap"), pack(every))
    assert near.proximity > far.proximity, reason


def test_a_word_is_not_near_to_one_of_the_next_passage(ask, encoder: SentenceTransformerEncoder) -> None:
    question = ask("budget gap")
    _, every = encoder.encode_with_tokens(["The budget.", "The gap."])
    assert [score.proximity for score in late_interaction.max_sim(question, pack(every))] == pytest.approx(
        [late_interaction.max_sim(question, pack([tokens]))[0].proximity for tokens in every], abs=1e-6
    )


def test_one_word_is_met_near_nothing(ask, encoder: SentenceTransformerEncoder) -> None:
    _, every = encoder.encode_with_tokens(["The potholes were repaired."])
    assert late_interaction.max_sim(ask("potholes"), pack(every))[0].proximity == 0.0


def test_met_and_matched_agree(ask, encoder: SentenceTransformerEncoder) -> None:
    question = ask("potholes repaired in Wexmoor")
    _, every = encoder.encode_with_tokens(["The choir sang.", "Potholes were repaired.", "Wexmoor has a library."])
    every.insert(1, type(every[0])(every[0].rows[:0], every[0].spans[:0]))
    packed = pack(every)
    decoded = [token_codec.decode(tokens.data) for tokens in packed]
    for met, matched_ in zip(
        late_interaction.max_sim(question, packed), late_interaction.match_tokens(question, decoded), strict=True
    ):
        assert met.best_cosines == pytest.approx(np.maximum(matched_.find_best_cosines(), 0), abs=1e-5)
    assert late_interaction.max_sim(question, []) == []


def test_passages_match_alike_whether_decoded_together_or_apart(ask, encoder: SentenceTransformerEncoder) -> None:
    texts = ["The budget gap is £8m.", "Potholes.", "A gap in the budget of the county was closed in March."]
    _, encoded = encoder.encode_with_tokens(texts)
    packed = [tokens.data for tokens in pack(encoded)]
    together = token_codec.decode_all(packed, [0, 0, 0])
    ways = {
        "side by side": together,
        "each in an array of its own": [token_codec.decode(each) for each in packed],
        "one left out between two": [together[0], together[2]],
        "in another order": together[::-1],
    }
    question = ask("budget gap")
    alone = {len(text.rows): late_interaction.match_tokens(question, [text])[0] for text in together}
    for name, passages in ways.items():
        for passage, match in zip(passages, late_interaction.match_tokens(question, passages), strict=True):
            assert match.cosines == pytest.approx(alone[len(passage.rows)].cosines, abs=1e-6), name


def test_passages_score_alike_in_any_company(ask, encoder: SentenceTransformerEncoder) -> None:
    texts = ["The budget gap is £8m.", "Potholes.", "A gap in the budget of the county was closed in March."]
    packed, question = pack(encoder.encode_with_tokens(texts)[1]), ask("budget gap")
    alone = [late_interaction.max_sim(question, [passage])[0] for passage in packed]
    ways = {"in another order": [2, 1, 0], "more of them than a block holds": [0, 1, 2] * 200}
    for name, order in ways.items():
        scores = late_interaction.max_sim(question, [packed[place] for place in order])
        for number, score in zip(order, scores, strict=True):
            assert score.best_cosines == pytest.approx(alone[number].best_cosines, abs=1e-6), name
            assert score.proximity == pytest.approx(alone[number].proximity, abs=1e-6), name
