"""Characters that XML cannot hold."""

from __future__ import annotations

import pytest

from paper_search.text.unprintable import replace_unprintable

CASES = [
    ("The fee is £4.\n\tFor all.\r\n", "The fee is £4.\n\tFor all.\r\n", "line breaks and tabs are words' own"),
    ("\x00=1+1", "\ufffd=1+1", "NUL, and nothing may come to stand first instead"),
    ("a\x0bb\x1fc", "a\ufffdb\ufffdc", "control characters"),
    ("a\ud800b", "a\ufffdb", "half of a pair"),
    ("a\ufffe\uffff", "a\ufffd\ufffd", "no characters"),
    ("\u200b\U0001f6b2", "\u200b\U0001f6b2", "what XML can hold stays, seen or not"),
]


@pytest.mark.parametrize(("words", "expected", "reason"), CASES, ids=[reason for *_, reason in CASES])
def test_what_xml_cannot_hold_is_replaced(words: str, expected: str, reason: str) -> None:
    assert replace_unprintable(words) == expected
