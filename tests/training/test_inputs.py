"""What the model is given: pieces in their places, and the part of a long passage that holds the answer."""

from __future__ import annotations

import pytest
from tokenizers import Tokenizer

from paper_search.embeddings.pair_input import MAX_PIECES, MAX_QUESTION_PIECES, PairInputBuilder, ReaderText
from paper_search.embeddings.weights import find_packaged_folder
from training.inputs import collate


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return Tokenizer.from_file(str(find_packaged_folder() / "tokenizer.json"))


LONG = "The road was closed in spring. " * 80
CASES = [
    ("when did it close", "The depot closed on 3 May.", "3 May", "a short passage"),
    ("when did it close", f"The depot closed on 3 May. {LONG}", "3 May", "an answer at the start of a long one"),
    ("when did it close", f"{LONG}The depot closed on 3 May. {LONG}", "3 May", "an answer in its middle"),
    ("when did it close", f"{LONG}The depot closed on 3 May.", "3 May", "an answer at its end"),
    ("when " * 90, f"{LONG}The depot closed on 3 May.", "3 May", "a question that is too long"),
]


@pytest.mark.parametrize(("question", "passage", "answer", "why"), CASES, ids=[row[-1] for row in CASES])
def test_the_answer_is_among_the_pieces(
    tokenizer: Tokenizer, question: str, passage: str, answer: str, why: str
) -> None:
    start = passage.index(answer)
    built = PairInputBuilder(tokenizer).build(
        question, ReaderText("Depots", "Closures", passage), (start, start + len(answer))
    )
    first, last = built.answer
    assert tokenizer.decode(built.ids[first : last + 1]) == answer.lower(), why
    assert len(built.ids) == len(built.types) <= MAX_PIECES
    assert built.types.count(0) <= MAX_QUESTION_PIECES + 2
    assert "depots – closures" in tokenizer.decode(built.ids)


def test_a_blank_passage_leaves_the_question_alone(tokenizer: Tokenizer) -> None:
    built = PairInputBuilder(tokenizer).build("when did it close", None)
    assert tokenizer.decode(built.ids) == "when did it close"
    assert built.answer == (-1, -1)


def test_a_batch_is_padded_with_nothing(tokenizer: Tokenizer) -> None:
    builder = PairInputBuilder(tokenizer)
    short, long = builder.build("why", ReaderText("T", "", "No.")), builder.build("why", ReaderText("T", "", LONG))
    batch = collate([short, long])
    assert batch.ids.shape == batch.types.shape == batch.mask.shape == (2, MAX_PIECES)
    assert batch.mask.sum(1).tolist() == [len(short.ids), MAX_PIECES]


def test_what_a_question_gives_away_is_beside_its_pair(tokenizer: Tokenizer) -> None:
    built = PairInputBuilder(tokenizer).build("why", None)
    assert collate([built, built], [0.5, -1.0]).bias.tolist() == [0.5, -1.0]
    assert collate([built, built]).bias.tolist() == [0.0, 0.0]
