"""Right-to-left text out of the order in which it is printed."""

from __future__ import annotations

import pytest

from paper_search.text.bidirectional import to_reading_order


@pytest.mark.parametrize(
    ("shown", "read", "reason"),
    [
        ("Council meeting", "Council meeting", "no such letters"),
        (
            "\u05dd\u05dc\u05d5\u05e2 \u05dd\u05d5\u05dc\u05e9",
            "\u05e9\u05dc\u05d5\u05dd \u05e2\u05d5\u05dc\u05dd",
            "words",
        ),
        ("123 \u05dd\u05d5\u05dc\u05e9", "\u05e9\u05dc\u05d5\u05dd 123", "figures are read from the left"),
        ("1,250.50 \u05dd\u05d5\u05dc\u05e9", "\u05e9\u05dc\u05d5\u05dd 1,250.50", "so are sums"),
        ("the word \u05dd\u05d5\u05dc\u05e9 is", "the word \u05e9\u05dc\u05d5\u05dd is", "a word within English"),
        (
            "\u05dd\u05d5\u05dc\u05e9 Larkford Road \u05dd\u05d5\u05dc\u05e9",
            "\u05e9\u05dc\u05d5\u05dd Larkford Road \u05e9\u05dc\u05d5\u05dd",
            "English within such words",
        ),
        ("(\u05dd\u05d5\u05dc\u05e9)", "(\u05e9\u05dc\u05d5\u05dd)", "brackets are mirrored"),
        ("\ufee1\ufefc\ufeb3", "\u0633\u0644\u0627\u0645", "shapes of Arabic letters, and a ligature"),
    ],
)
def test_text_is_put_into_the_order_of_reading(shown: str, read: str, reason: str) -> None:
    assert to_reading_order(shown) == read, reason
