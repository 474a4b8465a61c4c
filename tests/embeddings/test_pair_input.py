"""Windows on a long passage: every piece is in one, and they overlap."""

from __future__ import annotations

from itertools import pairwise

import pytest
from tokenizers import Tokenizer

from paper_search.embeddings.pair_input import MAX_PIECES, WINDOW_STRIDE, PairInputBuilder, ReaderText
from paper_search.embeddings.weights import find_packaged_folder

SENTENCE = "The depot closed on 3 May. "
CASES = [
    ("", 1, "nothing to read is one input all the same"),
    (SENTENCE, 1, "a short passage"),
    (SENTENCE * 28, 1, "one that fits"),
    (SENTENCE * 32, 2, "one that is a little too long"),
    (SENTENCE * 90, 5, "a long one"),
]


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return Tokenizer.from_file(str(find_packaged_folder() / "tokenizer.json"))


@pytest.mark.parametrize(("passage", "windows", "why"), CASES, ids=[row[-1] for row in CASES])
def test_every_piece_is_in_a_window(tokenizer: Tokenizer, passage: str, windows: int, why: str) -> None:
    built = PairInputBuilder(tokenizer).build_windows("when did it close", ReaderText("Depots", "Closures", passage))
    assert len(built) == windows, why
    pieces = tokenizer.encode(passage, add_special_tokens=False).offsets
    assert sorted({span for window in built for span in window.spans}) == pieces
    starts = [pieces.index(window.spans[0]) for window in built if window.spans]
    assert all(later - earlier <= WINDOW_STRIDE for earlier, later in pairwise(starts))
    for window in built:
        assert len(window.ids) == len(window.types) <= MAX_PIECES
        ids = window.ids[window.passage_start : window.passage_start + len(window.spans)]
        of_spans = passage[window.spans[0][0] : window.spans[-1][1]] if window.spans else ""
        assert ids == tokenizer.encode(of_spans, add_special_tokens=False).ids


def test_a_short_passage_is_given_as_in_training(tokenizer: Tokenizer) -> None:
    builder, text = PairInputBuilder(tokenizer), ReaderText("Depots", "", SENTENCE)
    assert builder.build_windows("when", text) == [builder.build("when", text)]
