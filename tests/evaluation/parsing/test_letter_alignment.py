"""Words of a reading text are found again among the letters of the pages."""

from __future__ import annotations

import pytest

from paper_search.evaluation.parsing.letter_alignment import LetterAlignment, LetterSpan, PaperLetters, fold_letters

PAGES = ("Larkford Parish Council 1\nPresent: Cllr Wren, Cllr Finch.", "Larkford Parish Council 2\nCllr Wren left.")

LOCATED = [
    ("Present: Cllr Wren, Cllr Finch.\nCllr Wren left.", "Cllr Finch", 0, "cllrfinch", 1, "the header is not read"),
    ("Present: Cllr Wren, Cllr Finch.\nCllr Wren left.", "Cllr Wren", 1, "cllrwren", 2, "the second of two alike"),
    ("Present: Cllr Wren, Cllr Finch.\nCllr Wren left.", "Cllr Wren", 0, "cllrwren", 1, "and the first"),
    ("PRESENT: CLLR WREN", "CLLR WREN", 0, "cllrwren", 1, "capitals count as nothing"),
    (
        "Cllr Finch. Present: Cllr Wren",
        "Cllr Finch. Present: Cllr Wren",
        0,
        "presentcllrwren",
        1,
        "columns put in order",
    ),
]


@pytest.mark.parametrize(
    ("text", "words", "which", "letters", "page", "why"), LOCATED, ids=[row[-1] for row in LOCATED]
)
def test_words_are_located(text: str, words: str, which: int, letters: str, page: int, why: str) -> None:
    pages = PaperLetters(PAGES)
    start = -1
    for _ in range(which + 1):
        start = text.index(words, start + 1)
    place = LetterAlignment(text, pages).locate(start, start + len(words))
    assert place is not None and pages.slice(place) == letters, why
    assert pages.find_page(place) == page, why


@pytest.mark.parametrize(
    ("text", "start", "end", "why"),
    [("Quarry blasting", 0, 15, "words of another paper"), ("Present: — Wren", 9, 10, "no letter at all")],
)
def test_what_stands_nowhere_has_no_place(text: str, start: int, end: int, why: str) -> None:
    assert LetterAlignment(text, PaperLetters(PAGES)).locate(start, end) is None, why


PLACES = [
    ((0, 10), (5, 15), True, "half of each"),
    ((0, 100), (40, 44), True, "a name within its sentence"),
    ((0, 10), (6, 16), False, "less than half"),
    ((0, 10), (10, 20), False, "one after the other"),
    ((3, 3), (0, 10), False, "an empty place is none"),
]


@pytest.mark.parametrize(("first", "second", "same", "why"), PLACES, ids=[row[-1] for row in PLACES])
def test_a_place_is_the_same_from_half_of_the_shorter_on(
    first: tuple[int, int], second: tuple[int, int], same: bool, why: str
) -> None:
    assert LetterSpan(*first).is_same_place(LetterSpan(*second)) is same, why
    assert LetterSpan(*second).is_same_place(LetterSpan(*first)) is same, why


@pytest.mark.parametrize(
    ("page", "start", "end", "problem"),
    [
        (3, 0, 5, "no page"),
        (0, 0, 5, "no page"),
        (2, 0, 999, "no place"),
        (1, 7, 7, "no place"),
        (1, -1, 4, "no place"),
    ],
)
def test_a_place_that_is_none_is_refused(page: int, start: int, end: int, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        PaperLetters(PAGES).resolve_place(page, start, end)


def test_a_place_runs_on_over_the_page_break() -> None:
    pages = PaperLetters(("one", "two"))
    assert pages.slice(pages.resolve_place(1, 2, 5)) == "etw"
    assert pages.quote(LetterSpan(2, 5)) == "e tw"
    assert pages.page_span(2, 2) == LetterSpan(3, 6)


@pytest.mark.parametrize("sign", ["İ", "ß", "Ó", "²"])
def test_folding_keeps_the_number_of_letters(sign: str) -> None:
    assert len(fold_letters(f"A{sign}B")) == 3
