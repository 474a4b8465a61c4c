"""Numbered units against judged labels: what counts as one, as right, as a trap."""

from __future__ import annotations

import pytest

from paper_search.evaluation.parsing.gold import GoldStructure, PrintedLabel
from paper_search.evaluation.parsing.report import Outcome
from paper_search.evaluation.parsing.structure import (
    HEADINGS_MEASURE,
    UNITS_MEASURE,
    find_units,
    is_under,
    normalise_label,
    score_structure,
)
from tests.evaluation.parsing.making import PassageSpec, make_parsed_file


def figure(outcome: Outcome, name: str) -> float | None:
    return next(one.value for one in outcome.figures if one.name == name)


def make_structures(*entries: PrintedLabel, traps: tuple[PrintedLabel, ...] = ()) -> dict[str, GoldStructure]:
    return {"a.pdf": GoldStructure("a.pdf", entries, traps)}


COUNTED = [
    (PassageSpec("4.2 Roads are salted.", "4.2"), "4.2", "a numbered paragraph"),
    (PassageSpec("Roads are salted.", "4.2"), None, "a later piece of it is no unit again"),
    (PassageSpec("4.21 Roads are salted.", "4.2"), None, "a longer number is another one"),
    (PassageSpec("(a) Salt", "(a)"), "a", "brackets do not count"),
    (PassageSpec("- 20.1 Salt", "20.1"), "20.1", "a bullet before the number"),
    (PassageSpec("4. Salt", kind="heading"), "4", "a numbered heading"),
    (PassageSpec("Minute 285", kind="heading"), "285", "a heading that says it is a minute"),
    (PassageSpec("Salt", kind="heading"), None, "a heading without a number"),
    (PassageSpec("4.2 of the constitution applies."), None, "a number that the splitter did not take for a label"),
]


@pytest.mark.parametrize(("said", "label", "why"), COUNTED, ids=[row[2] for row in COUNTED])
def test_what_is_a_unit(said: PassageSpec, label: str | None, why: str) -> None:
    found = [unit.key for unit in find_units(make_parsed_file([said]).passages)]
    assert found == ([(label, 1)] if label else []), why


ONE, TWO = PassageSpec("1. Salt.", "1"), PassageSpec("2. Grit.", "2")
SCORED = [
    ([[ONE, TWO]], make_structures(PrintedLabel("1.", 1), PrintedLabel("2.", 1)), 1.0, "labels and pages are right"),
    ([[ONE], [TWO]], make_structures(PrintedLabel("1.", 1), PrintedLabel("2.", 1)), 0.5, "a page is wrong"),
    ([[ONE]], make_structures(PrintedLabel("1.", 1), PrintedLabel("2.", 1)), 2 / 3, "a unit is missed"),
    ([[ONE, TWO]], make_structures(PrintedLabel("1.", 1)), 2 / 3, "a unit too many"),
    (
        [[ONE, ONE]],
        make_structures(PrintedLabel("1.", 1), PrintedLabel("1.", 1)),
        1.0,
        "a number printed twice is two units",
    ),
    ([[ONE, ONE]], make_structures(PrintedLabel("1.", 1)), 2 / 3, "found twice, printed once"),
    (
        [[ONE, TWO]],
        make_structures(PrintedLabel("1.", 1), traps=(PrintedLabel("2.", 1),)),
        2 / 3,
        "a trap we number is an error",
    ),
]


@pytest.mark.parametrize(("pages", "structure", "value", "why"), SCORED, ids=[row[3] for row in SCORED])
def test_f1(pages: list[list[PassageSpec]], structure: dict[str, GoldStructure], value: float, why: str) -> None:
    assert figure(score_structure([make_parsed_file(*pages)], structure), UNITS_MEASURE) == pytest.approx(value), why


def test_traps_are_left_out_in_a_row_of_their_own() -> None:
    outcome = score_structure(
        [make_parsed_file([ONE, TWO])], make_structures(PrintedLabel("1.", 1), traps=(PrintedLabel("2.", 1),))
    )
    assert figure(outcome, "  without the traps") == 1.0
    assert [(miss.expected, miss.got) for miss in outcome.misses] == [("a trap", "2")]


def test_units_of_a_file_that_could_not_be_read_are_missed() -> None:
    outcome = score_structure([], make_structures(PrintedLabel("1.", 1)))
    assert figure(outcome, UNITS_MEASURE) == 0.0
    assert figure(outcome, HEADINGS_MEASURE) is None


PLACED = [
    ("1. Salt", ("1. Salt",), True, "the innermost"),
    ("1. Salt", ("1. Salt", "Grit"), True, "the one above it"),
    ("1. Salt", ("1. Salt", "Roads", "Grit"), False, "too far out"),
    ("1 Salt", ("1. SALT",), True, "stops and capitals aside"),
    ("Whether the plan ...", ("Whether the plan is sound",), True, "an elided end"),
    ("Recommendations (summary box)", ("Recommendations",), True, "a remark in brackets"),
    ("Salt", ("Salt and grit",), False, "a longer heading is another one"),
    ("Salt", (), False, "no heading at all"),
]


@pytest.mark.parametrize(("heading", "path", "right", "why"), PLACED, ids=[row[3] for row in PLACED])
def test_heading(heading: str, path: tuple[str, ...], right: bool, why: str) -> None:
    assert is_under(heading, path) is right, why


def test_the_second_of_two_equal_labels_is_held_against_the_second_heading() -> None:
    page = [PassageSpec("1. Salt.", "1", ("A",)), PassageSpec("1. Grit.", "1", ("B",))]
    outcome = score_structure(
        [make_parsed_file(page)], make_structures(PrintedLabel("1.", 1, "A"), PrintedLabel("1.", 1, "A"))
    )
    assert figure(outcome, HEADINGS_MEASURE) == 0.5
    assert [miss.got for miss in outcome.misses] == ["B"]


def test_labels_are_compared_without_brackets_and_closing_stops() -> None:
    assert normalise_label("(a)") == normalise_label("a)") == normalise_label("A.") == "a"
    assert normalise_label("4.10") != normalise_label("4.1")
