"""The count of exact marks, on papers made here."""

from __future__ import annotations

import json
from pathlib import Path

import pypdfium2
import pytest

from tests.bench import marked
from tests.ingest.readers.making import lines, pdf

FIRST = ("1.1 The depot at Larkford will be sold for £1,250,000 to the one", "who bids the most by 27 October.")
SECOND = ("1.2 The quay at Ferndale stays open until the spring of next year.",)


def test_marks_hold_exactly_the_words_of_judged_passages(tmp_path: Path) -> None:
    path = pdf(tmp_path / "a.pdf", [lines(72, 100, *FIRST), lines(72, 100, *SECOND)])
    qrels = [{"file": "a.pdf", "text": words} for words in ("sold for £1,250,000", SECOND[0][4:], "none of it")]
    (tmp_path / "qrels.jsonl").write_text("\n".join(map(json.dumps, qrels)), encoding="utf-8")
    judged = [found.words for found in marked.list_judged([tmp_path], None, [tmp_path])]
    placed = marked.find_passages(path, judged)
    with pypdfium2.PdfDocument(path) as document:
        outcomes = [marked.judge_marks(document, passage) for passage in placed.values()]
    assert outcomes == [marked.EXACT, marked.EXACT]


OUTCOMES = [
    (FIRST, FIRST, marked.EXACT, "its words"),
    ((*FIRST, "JM"), FIRST, marked.LESS, "initials that the page has elsewhere"),
    (FIRST, SECOND, marked.NONE, "words that the page does not have"),
]


@pytest.mark.parametrize(("words", "printed", "outcome", "reason"), OUTCOMES, ids=[case[-1] for case in OUTCOMES])
def test_what_marks_hold(
    tmp_path: Path, words: tuple[str, ...], printed: tuple[str, ...], outcome: str, reason: str
) -> None:
    wanted = pdf(tmp_path / "wanted.pdf", [lines(72, 100, *words)])
    shown = pdf(tmp_path / "shown.pdf", [lines(72, 100, *printed)])
    (passage,) = marked.find_passages(wanted, [words[0]]).values()
    with pypdfium2.PdfDocument(shown) as document:
        assert marked.judge_marks(document, passage) == outcome, reason
