"""Text in the width of the terminal."""

from __future__ import annotations

import pytest

from paper_search.cli.layout import escape_unprintable, get_width, wrap_citation, wrap_paragraph

LABEL = (
    "Ottermere Metropolitan Borough Council, Highways and Transport Committee, 5 July 2023, “Highway Maintenance and"
    " Pothole Repairs: Annual Report 2022/23”, para 3.3 (p. 2)"
)


@pytest.mark.parametrize(
    ("columns", "expected", "reason"),
    [
        ("72", 72, "that of the terminal"),
        ("300", 100, "longer lines are hard to read"),
        ("8", 40, "shorter ones hold nothing"),
    ],
)
def test_the_width_is_that_of_the_terminal(
    monkeypatch: pytest.MonkeyPatch, columns: str, expected: int, reason: str
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    assert get_width() == expected, reason


@pytest.mark.parametrize("columns", [40, 60, 80, 100])
def test_a_citation_is_broken_only_between_its_parts(monkeypatch: pytest.MonkeyPatch, columns: int) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    text = wrap_citation(LABEL, "1. ", "   ")
    assert max(map(len, text.splitlines())) <= columns
    assert " ".join(text.split()) == f"1. {LABEL}"
    assert all(any(part in line for line in text.splitlines()) for part in ("5 July 2023", "para 3.3", "(p. 2)"))


def test_an_address_is_not_broken_so_that_it_can_be_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    address = "wexmoor-county-council/cabinet/2024-01-25/report-of-the-director.pdf"
    assert address in wrap_paragraph(f"about {address} and others", "").splitlines()


NAMES = [
    ("Item 8 – Größe.pdf", "Item 8 – Größe.pdf", "letters of any language"),
    ("report #2 %41.pdf", "report #2 %41.pdf", "signs that an address would encode"),
    ("a\nb.pdf", "a\\nb.pdf", "a line break"),
    ("\udcff.pdf", "\\udcff.pdf", "a byte that is no text"),
]


@pytest.mark.parametrize(("name", "expected", "reason"), NAMES, ids=[reason for *_, reason in NAMES])
def test_a_name_stays_on_one_line_as_it_is(name: str, expected: str, reason: str) -> None:
    assert escape_unprintable(name) == expected, reason
