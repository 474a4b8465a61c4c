"""Raised and lowered figures."""

import pytest

from paper_search.records.superscripts import mask_note_marks
from paper_search.text.spans import normalise, split_sentences
from paper_search.text.superscripts import strip_note_marks, to_subscript, to_superscript

RAISED = (
    ("4", "⁴", "a note behind a year"),
    ("12", "¹²", "a note of two figures"),
    ("2", "²", "square metres"),
    ("-3", "⁻³", "a negative power"),
    ("−3", "⁻³", "a minus sign"),
    ("a", "ᵃ", "a note with a letter"),
    ("4a", "⁴ᵃ", "a figure and a letter"),
    ("4,5", "⁴,⁵", "two notes; Unicode has no raised comma"),
    ("(1)", "⁽¹⁾", "a note in brackets"),
    ("[3]", "[³]", "Unicode has no raised square bracket"),
    ("th", "th", "the ending of 4th stays"),
    ("st", "st", "the ending of 21st stays"),
    ("TM", "TM", "a trade mark stays"),
    ("see note 4", "see note 4", "words stay, and the figures among them"),
    ("900,000", "900,000", "a sum that somebody raised is no note"),
    ("4 5", "⁴ ⁵", "two notes"),
    ("*", "*", "a sign has no raised form"),
    (" 4 ", " ⁴ ", "white space stays"),
    ("", "", "nothing"),
)
MATCHED = (
    ("Costs rose in 2019⁴, then fell.", "Costs rose in 2019 , then fell.", "behind a year"),
    ("It cost £3.5m¹².", "It cost £3.5m  .", "behind a sum: m is for million"),
    ("It cost £3.5m².", "It cost £3.5m .", "behind a sum, though m² is a unit too"),
    ("Each plot is 40 m².", "Each plot is 40 m2.", "square metres"),
    ("A hall of 3,200m² and 12km²", "A hall of 3,200m2 and 12km2", "units behind a figure"),
    ("£40 per m²", "£40 per m2", "a price by a unit"),
    ("10⁶ litres", "10⁶ litres", "a power of ten is no 106"),
    ("4 × 10² years", "4 × 10² years", "a small power behind a times sign"),
    ("Savings⁴,⁵ of £2m", "Savings    of £2m", "two notes"),
    ("the pool⁽¹⁾ closed", "the pool    closed", "a note in brackets"),
    ("the poolᵃ closed", "the pool  closed", "a letter"),
    ("the 1ˢᵗ of May", "the 1ˢᵗ of May", "an ending in raised letters is no note"),
    ("¹ Source: the Council", "  Source: the Council", "the mark of the note itself"),
    ("CO₂ and CO²", "CO2 and CO2", "a gas, lowered and raised by mistake"),
    ("¹⁄₂ a mile and ¹/2 a mile", "¹⁄2 a mile and ¹/2 a mile", "a fraction is no note"),
    ("R² of .9", "R2 of .9", "a variable"),
    ("the firm O² asked", "the firm O2 asked", "a single letter is a name or a variable"),
    ("kg ha⁻¹", "kg ha⁻¹", "a negative power"),
    ("no marks, caf\u00e9", "no marks, caf\u00e9", "other letters"),
)


@pytest.mark.parametrize(("text", "raised", "why"), RAISED)
def test_to_superscript(text: str, raised: str, why: str) -> None:
    assert to_superscript(text) == raised, why


@pytest.mark.parametrize(("text", "lowered"), [("2", "₂"), ("x", "x"), ("note 2", "note 2")])
def test_to_subscript(text: str, lowered: str) -> None:
    assert to_subscript(text) == lowered


@pytest.mark.parametrize(("text", "matched", "why"), MATCHED)
def test_strip_note_marks(text: str, matched: str, why: str) -> None:
    assert strip_note_marks(text) == matched, why
    assert len(mask_note_marks(text)) == len(text), "offsets stay"


@pytest.mark.parametrize(
    ("text", "compared", "why"),
    [
        ("In 2019⁴", "in 2019", "a note mark joins no figure"),
        ("40 m²", "40 m2", "a unit is found as it is typed"),
        ("10⁶ litres", "10⁶ litres", "a power is no other figure"),
        ("CO₂", "co2", "a formula is found as it is typed"),
    ],
)
def test_normalise_keeps_figures_apart(text: str, compared: str, why: str) -> None:
    assert normalise(text) == compared, why


def test_note_mark_behind_a_full_stop_ends_the_sentence() -> None:
    text = "It rose in 2019.⁴ The pool closed.¹² It is sold."
    assert [text[slice(*span)] for span in split_sentences(text)] == [
        "It rose in 2019.⁴",
        "The pool closed.¹²",
        "It is sold.",
    ]
