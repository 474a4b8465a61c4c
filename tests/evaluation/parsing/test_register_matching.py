"""What was read and what was judged are matched one to one, and what nothing supports is an error."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from paper_search.evaluation.parsing.letter_alignment import LetterSpan
from paper_search.evaluation.parsing.register_gold import JudgedEntry
from paper_search.evaluation.parsing.register_matching import has_exact_words, match_entries
from paper_search.evaluation.parsing.register_values import ExtractedEntry, Value
from paper_search.records.register import SourceSpan

WHOLE = LetterSpan(0, 1000)
Span = tuple[int, int]


def gold(
    entry: str, span: Span, kind: str = "", optional: bool = False, widest: Span | None = None, **values: Value
) -> JudgedEntry:
    accepted = {name: (value,) for name, value in values.items()}
    place = LetterSpan(*span)
    wide = LetterSpan(*widest) if widest else place
    return JudgedEntry(entry, (kind,) if kind else (), (place,), (wide,), accepted, {}, optional)


def found(entry: str, span: Span | None, kind: str = "", **values: Value) -> ExtractedEntry:
    names: Mapping[str, Value] = {"name": None, "value": None, "title": None} | values
    source = SourceSpan("d", "p", 0, 1, "x")
    return ExtractedEntry(entry, kind, source, LetterSpan(*span) if span else None, names, {})


MATCHES = [
    ([gold("decision", (10, 50))], [found("decision", (12, 50))], (1, 0, 0), "the same place"),
    ([gold("decision", (10, 50))], [found("decision", (60, 90))], (0, 1, 1), "another place"),
    ([gold("decision", (10, 50))], [found("vote", (10, 50))], (0, 1, 1), "another kind of entry"),
    ([gold("decision", (10, 50))], [found("decision", (10, 30)), found("decision", (30, 50))], (1, 0, 1), "cut in two"),
    (
        [gold("decision", (10, 30)), gold("decision", (30, 50))],
        [found("decision", (10, 50))],
        (1, 1, 0),
        "two taken for one",
    ),
    ([gold("decision", (10, 50))], [], (0, 1, 0), "not found"),
    ([gold("decision", (10, 50), optional=True)], [], (0, 0, 0), "an optional entry is no miss"),
    (
        [gold("decision", (10, 50), optional=True)],
        [found("decision", (10, 30)), found("decision", (30, 50))],
        (1, 0, 0),
        "and no error, even cut in two",
    ),
    (
        [gold("attendance", (10, 14), "present", name="wren")],
        [found("attendance", (0, 40), "present", name="wren")],
        (1, 0, 0),
        "the sentence of a name",
    ),
    (
        [gold("attendance", (10, 14), "present", name="wren")],
        [found("attendance", (200, 204), "present", name="wren")],
        (1, 0, 0),
        "the name printed elsewhere",
    ),
    (
        [gold("attendance", (10, 14), "present", name="wren")],
        [found("attendance", (10, 14), "apologies", name="wren")],
        (0, 1, 1),
        "absent is not present",
    ),
    (
        [gold("attendance", (10, 14), "present", name="wren"), gold("attendance", (15, 20), "present", name="finch")],
        [found("attendance", (0, 40), "present", name="finch"), found("attendance", (0, 40), "present", name="wren")],
        (2, 0, 0),
        "two of one sentence",
    ),
    (
        [gold("role", (10, 14), name="wren", title="chair")],
        [found("role", (10, 20), name="wren", title="chair"), found("role", (90, 99), name="wren", title="chair")],
        (1, 0, 0),
        "a role said twice",
    ),
    (
        [gold("role", (10, 14), name="wren", title="chair")],
        [found("role", (10, 20), name="wren", title="chair"), found("role", (90, 99), name="wren", title="clerk")],
        (1, 0, 1),
        "another role of the same person",
    ),
    (
        [gold("fact", (0, 5), "time", value="730pm")],
        [found("fact", None, "time", value="730pm")],
        (1, 0, 0),
        "a fact by its value, wherever it was read",
    ),
    (
        [gold("fact", (0, 5), "time", value="730pm")],
        [found("fact", (0, 5), "time", value="730pm"), found("fact", (90, 95), "time", value="950pm")],
        (1, 0, 1),
        "when it closed is no time of the meeting",
    ),
    ([], [found("decision", None)], (0, 0, 1), "words that stand nowhere"),
]


@pytest.mark.parametrize(("judged", "extracted", "wanted", "why"), MATCHES, ids=[row[-1] for row in MATCHES])
def test_entries_are_matched(
    judged: list[JudgedEntry], extracted: list[ExtractedEntry], wanted: tuple[int, int, int], why: str
) -> None:
    match = match_entries(judged, extracted, WHOLE)
    assert (len(match.pairs), len(match.missed), len(match.unsupported)) == wanted, why


def test_two_of_one_sentence_are_matched_by_name() -> None:
    judged = [gold("attendance", (10, 14), "present", name=name) for name in ("wren", "finch")]
    extracted = [found("attendance", (0, 40), "present", name=name) for name in ("finch", "wren")]
    pairs = match_entries(judged, extracted, WHOLE).pairs
    assert all(item.values["name"] == (entry.values["name"],) for item, entry in pairs) and len(pairs) == 2


@pytest.mark.parametrize(
    ("span", "unsupported", "why"),
    [((120, 130), 1, "inside"), ((95, 105), 1, "on the edge"), ((200, 210), 0, "behind what was judged")],
)
def test_what_lies_outside_the_judged_range_is_left_out(span: Span, unsupported: int, why: str) -> None:
    match = match_entries([], [found("decision", span)], LetterSpan(100, 150))
    assert len(match.unsupported) == unsupported, why


WORDS = [
    ((20, 80), True, "as judged"),
    ((10, 80), True, "with what belongs to it before"),
    ((10, 90), True, "and behind"),
    ((18, 83), True, "the letter of a list more"),
    ((5, 80), False, "begun too early"),
    ((30, 80), False, "begun too late"),
    ((20, 70), False, "cut short"),
    ((20, 100), False, "run on into what follows"),
]


@pytest.mark.parametrize(("span", "exact", "why"), WORDS, ids=[row[-1] for row in WORDS])
def test_the_exact_words_begin_and_end_where_they_should(span: Span, exact: bool, why: str) -> None:
    assert has_exact_words(gold("decision", (20, 80), widest=(10, 90)), found("decision", span)) is exact, why
