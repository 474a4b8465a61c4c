"""Word pieces with the weights of a search, and late interaction over them."""

from __future__ import annotations

import pytest
import torch
from tokenizers import Tokenizer

from paper_search.embeddings.weights import find_packaged_folder
from training.encoder_inputs import PieceWeigher, TextBatch, collate_texts, drop_stop_words
from training.encoder_model import compute_maxsim
from training.passages import AskedPassage

FERRY = AskedPassage("Ferries\n", "The ferry to Larkford closes in May.", ("when does it close",))
PASSAGES = (FERRY, AskedPassage("", "The ferry is old.", ("is it old",)))


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return Tokenizer.from_file(str(find_packaged_folder() / "tokenizer.json"))


@pytest.fixture(scope="module")
def weigher(tokenizer: Tokenizer) -> PieceWeigher:
    return PieceWeigher(tokenizer, PASSAGES)


def test_of_a_passage_its_own_words_count(weigher: PieceWeigher, tokenizer: Tokenizer) -> None:
    pieces = weigher.weigh_passage(FERRY)
    counted = [piece for piece, weight in zip(pieces.ids, pieces.weights, strict=True) if weight]
    assert tokenizer.decode(counted) == "ferry larkford closes may", "neither the title nor stop words"


def test_of_a_question_rare_words_count_most(weigher: PieceWeigher, tokenizer: Tokenizer) -> None:
    pieces = weigher.weigh_question("when does the ferry to Larkford close?")
    weight_of = {tokenizer.id_to_token(piece): weight for piece, weight in zip(pieces.ids, pieces.weights, strict=True)}
    assert sum(pieces.weights) == pytest.approx(1)
    assert weight_of["the"] == weight_of["[CLS]"] == weight_of["?"] == 0
    assert weight_of["##ford"] > weight_of["close"] > 0


@pytest.mark.parametrize(
    ("question", "pieces", "why"), [("what is it", 5, "stop words alone"), ("road " * 100, 64, "one that is too long")]
)
def test_every_question_has_weights(weigher: PieceWeigher, question: str, pieces: int, why: str) -> None:
    weighed = weigher.weigh_question(question)
    assert len(weighed.ids) == len(weighed.weights) == pieces, why
    assert sum(weighed.weights) == pytest.approx(1), why
    assert weighed.weights[0] == weighed.weights[-1] == 0, "the frame never counts"


@pytest.mark.parametrize(
    ("question", "keywords"),
    [("When does the ferry to Larkford close?", "ferry Larkford close"), ("what is it", "what is it")],
)
def test_keywords(question: str, keywords: str) -> None:
    assert drop_stop_words(question) == keywords


def test_texts_are_padded_to_few_lengths(weigher: PieceWeigher) -> None:
    batch = collate_texts([weigher.weigh_passage(FERRY), weigher.weigh_question("ferry")])
    assert batch.ids.shape == batch.mask.shape == batch.weights.shape == (2, 16)
    assert batch.mask.sum(1).tolist() == [len(weigher.weigh_passage(FERRY).ids), 3]


def test_late_interaction_is_that_of_each_pair() -> None:
    generator = torch.Generator().manual_seed(1)

    def draw(texts: int, pieces: int) -> tuple[torch.Tensor, TextBatch]:
        rows = torch.nn.functional.normalize(torch.randn(texts, pieces, 8, generator=generator), dim=-1)
        weights = torch.rand(texts, pieces, generator=generator) * (
            torch.rand(texts, pieces, generator=generator) > 0.4
        )
        weights[:, 0] = 0.5
        return rows, TextBatch(torch.zeros(texts, pieces).long(), torch.ones(texts, pieces), weights)

    (question_rows, questions), (passage_rows, passages) = draw(3, 5), draw(4, 6)
    scores = compute_maxsim(question_rows, questions, passage_rows, passages)
    for question in range(3):
        for passage in range(4):
            cosines = question_rows[question] @ passage_rows[passage][passages.weights[passage] > 0].T
            expected = (cosines.max(1).values.clamp_min(0) * questions.weights[question]).sum()
            assert scores[question, passage].item() == pytest.approx(expected.item(), abs=0.02)
