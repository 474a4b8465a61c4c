"""Numbers that belong to quoted words or to a list of other papers."""

from __future__ import annotations

import pytest

from paper_search.ingest.segmentation.quotation import find_quoted_blocks, is_document_list


@pytest.mark.parametrize(
    ("texts", "inside", "why"),
    [
        (["9. The rules say:", "“Council may:", "(a) agree; or", "(b) object.”", "10. It did."], {2, 3},
         "the clauses of a rule that is quoted"),
        (["He said “yes”.", "(a) Salt."], set(), "marks closed in one block quote nothing beyond it"),
        (["He said “yes.", "(a) Salt.", "(b) Grit."], set(), "marks never closed are a misprint"),
        (["“One paragraph.", "“Another.”", "(a) Salt."], {1}, "each paragraph of a quotation opens its marks anew"),
        (["The “first” and “the second", "third”.", "4. Salt."], {1}, "only the marks still open count"),
        ([], set(), "nothing"),
    ],
)  # fmt: skip
def test_within_quotation(texts: list[str], inside: set[int], why: str) -> None:
    assert find_quoted_blocks(texts) == inside, why


@pytest.mark.parametrize(
    ("heading", "expected", "why"),
    [
        ("Background documents", True, "what an officer relied on"),
        ("10. Background Documents", True, "numbered"),
        ("Attached documents:", True, "what comes with the paper"),
        ("Appendices", True, "the same"),
        ("Papurau Cefndir", True, "in Welsh"),
        ("Background", False, "the story so far has points of its own"),
        ("Appendix A", False, "an appendix is a paper, not a list of them"),
        ("Recommendations", False, "its letters are cited"),
    ],
)
def test_lists_papers(heading: str, expected: bool, why: str) -> None:
    assert is_document_list(("Roads", heading)) is expected, why


def test_no_heading_announces_nothing() -> None:
    assert not is_document_list(())
