"""How often a passage holds a term is told exactly, by the rank of the term or by its positions."""

from __future__ import annotations

from collections.abc import Sequence

import psycopg
import pytest

from paper_search.retrieval.postgres.bm25 import RankedTerm, _count_terms
from paper_search.storage.postgres.tokenizer import PassageTerms, quote_lexeme, tokenize_columns

WEIGHTS = ("", "C", "B", "A")
"""The columns by the two highest bits of a position."""
LONG = " ".join(["road"] * 255)
TEXTS = [
    ("", "", "road", "one term"),
    ("Roads", "Road works", "The road by the roads", "a term in all columns, in several inflections"),
    ("", "", LONG, "as often as PostgreSQL counts"),
    ("", "", "no such word", "no term"),
    ("the town", "council of the", "town council, town council. The town", "terms in a row, none over an edge"),
    ("", "", r"O'Neill's \ back'slash' road", "signs that a lexeme is quoted for"),
    ("", "24/035", "railroad road. 24/035 24 035", "a number, and a word that ends in another"),
]
PLAIN = [RankedTerm((token,), 1.0) for token in ("road", "town", "neill", "zzz")]
IN_ROWS = [
    RankedTerm(("town", "council"), 1.0),
    RankedTerm(("o", "neill"), 1.0),
    RankedTerm(("town", "council"), 1.0, "C"),
    RankedTerm(("road",), 1.0, "C"),
    RankedTerm(("24", "035"), 1.0, "BC"),
    RankedTerm(("24", "035"), 1.0, "C"),
]
EXPECTED = [
    ([1, 0, 0, 0], [0, 0, 0, 1, 0, 0]),
    ([4, 0, 0, 0], [0, 0, 0, 2, 0, 0]),
    ([255, 0, 0, 0], [0, 0, 0, 255, 0, 0]),
    ([0, 0, 0, 0], [0, 0, 0, 0, 0, 0]),
    ([0, 4, 0, 0], [2, 0, 2, 0, 0, 0]),
    ([1, 0, 1, 0], [0, 1, 0, 1, 0, 0]),
    ([1, 0, 0, 0], [0, 0, 0, 1, 3, 2]),
]


def write_tsvector(terms: PassageTerms) -> str:
    """Return terms as the text of a tsvector."""
    return " ".join(
        f"{quote_lexeme(term)}:{','.join(f'{place & 0x3FFF}{WEIGHTS[place >> 14]}' for place in places)}"
        for term, places in terms.positions.items()
    )


@pytest.mark.parametrize(("text", "expected"), zip(TEXTS, EXPECTED, strict=True), ids=[reason for *_, reason in TEXTS])
def test_terms_are_counted_as_they_stand(
    database: str, text: tuple[str, str, str, str], expected: tuple[Sequence[int], Sequence[int]]
) -> None:
    words = write_tsvector(tokenize_columns(*text[:3]))
    ranks = ", ".join(["ts_rank('{1,1,1,1}', %s::tsvector, %s::tsquery)"] * len(PLAIN))
    values = [value for term in PLAIN for value in (words, quote_lexeme(term.tokens[0]))]
    with psycopg.connect(database) as connection:
        found = connection.execute(f"SELECT ARRAY[{ranks}]::real[], %s::tsvector::text", (*values, words)).fetchall()
    counts = _count_terms([{"ranks": found[0][0], "words": found[0][1]}], [*PLAIN, *IN_ROWS])
    assert counts.tolist() == [[*expected[0], *expected[1]]], text[3]
