"""Sentences on papers that cannot be reached."""

from __future__ import annotations

import pytest

from paper_search.errors import describe_unreachable_papers, make_unreachable_error


@pytest.mark.parametrize(
    ("councils", "papers", "reason"),
    [
        ((), "the papers", "nobody can tell whose"),
        (("Kent",), "the papers of Kent", "one"),
        (("Kent", "Devon"), "the papers of Kent and Devon", "two"),
        (("A", "B", "C"), "the papers of A, B and C", "several"),
        (tuple("ABCDEFG"), "the papers of A, B, C, D, E, F and another council", "one too many"),
        (tuple("ABCDEFGH"), "the papers of A, B, C, D, E, F and 2 other councils", "too many"),
        (("",), "papers that state no council", "those of nobody"),
        (("", "Kent"), "the papers of Kent, and papers that state no council", "both"),
    ],
)
def test_papers_are_named_by_their_councils(councils: tuple[str, ...], papers: str, reason: str) -> None:
    assert describe_unreachable_papers(councils) == papers, reason
    error = make_unreachable_error(councils, "one.example: refused")
    assert (error.councils, f"{papers} cannot be reached (one.example: refused)" in str(error)) == (councils, True)
