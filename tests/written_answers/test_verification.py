"""What becomes of a written sentence as a whole: kept with its marks, or withheld with its reasons."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from paper_search.evaluation.writing.judged import load
from paper_search.written_answers.records import CheckedSentence, DraftSentence, EvidenceSpan, Freedom
from paper_search.written_answers.rules.lexicon import GLUE
from paper_search.written_answers.verification import list_contradictions, verify
from tests.conftest import ROOT
from tests.written_answers.making import check, find_codes, is_printed, make_span

BRIDGE = "The Cabinet approved £2m for repairs to the bridge in Market Street, subject to planning permission."
POOL = "The pool at Hexley cost £410,000 in 2023 and was used by 9,200 people."

CITATIONS = [
    ((), {"citation"}, "it cites nothing"),
    ((7,), {"citation"}, "it cites a span that it was not given"),
    ((1, 7), {"citation"}, "one of two was not given"),
    ((1, 2, 3), {"citation"}, "three spans are more than one sentence needs"),
    ((1,), set(), "one that exists"),
    ((1, 2), set(), "two that exist, though it uses one"),
]


@pytest.mark.parametrize(("cites", "codes", "reason"), CITATIONS)
def test_a_sentence_cites_one_or_two_spans_that_exist(cites: tuple[int, ...], codes: set[str], reason: str) -> None:
    spans = [make_span(BRIDGE), make_span(POOL, 2), make_span("It rained.", 3)]
    (checked,) = verify([DraftSentence(BRIDGE, cites)], spans)
    assert find_codes(checked) == codes, reason


def test_a_kept_sentence_marks_the_words_that_it_uses() -> None:
    checked = check("The Cabinet approved £2m for repairs to the bridge, subject to planning permission.", BRIDGE)
    assert checked.is_kept
    assert [BRIDGE[mark.start : mark.end] for mark in checked.marks] == [
        "The Cabinet approved £2m for repairs to the bridge",
        "subject to planning permission",
    ]


def test_words_of_a_lead_in_are_used_and_not_marked() -> None:
    checked = check("Resolved that the report be noted.", make_span("the report be noted;", lead_in="RESOLVED that"))
    assert [(mark.start, mark.end) for mark in checked.marks] == [(0, 19)]


def test_a_withheld_sentence_stays_as_it_was_written_and_has_no_marks() -> None:
    checked = check("The Cabinet approved £3m for repairs to the bridge.", BRIDGE)
    assert (checked.text, checked.marks) == ("The Cabinet approved £3m for repairs to the bridge.", ())
    assert find_codes(checked) == {"figure", "condition", "compression"}


def test_reasons_do_not_repeat_the_sentence() -> None:
    checked = check("Zebras illegally devoured £77m of the bridge in Narnia.", BRIDGE)
    told = " ".join(reason.text for reason in checked.reasons).lower()
    assert not any(word in told for word in ("zebras", "devoured", "77", "narnia"))


def test_two_spans_are_joined_in_the_order_in_which_they_are_cited() -> None:
    joined = "The roof leaks and the hall is let."
    assert check(joined, "The roof leaks.", "The hall is let.").is_kept
    assert find_codes(check(joined, "The hall is let.", "The roof leaks.")) >= {"compression"}


@pytest.mark.parametrize("freedom", ["strict", "careful"])
def test_a_figure_in_another_form_is_careful_and_not_strict(freedom: Freedom) -> None:
    checked = check(
        "The Cabinet approved £2,000,000 for repairs.", "The Cabinet approved £2m for repairs.", freedom=freedom
    )
    assert checked.is_kept is (freedom == "careful")


PREFIXES = [
    ({"speaker": "Officers"}, "The path floods.", "Officers: The path floods.", "the speaker is put before it"),
    ({"remark": "draft"}, "The path floods.", "In a draft paper: The path floods.", "a draft is told"),
    (
        {"remark": "cancelled"},
        "The path floods.",
        "In a paper for a meeting that was cancelled: The path floods.",
        "so",
    ),
    ({"remark": "replaced"}, "The path floods.", "In a paper that was later replaced: The path floods.", "and so"),
    (
        {"speaker": "Officers", "remark": "draft"},
        "The path floods.",
        "In a draft paper: Officers: The path floods.",
        "both, the paper's standing first",
    ),
    ({}, "The path floods.", "The path floods.", "nothing is known, and nothing is put before it"),
]


@pytest.mark.parametrize(("known", "text", "shown", "reason"), PREFIXES)
def test_who_speaks_and_how_the_paper_stands_is_told(known: dict[str, str], text: str, shown: str, reason: str) -> None:
    span = replace(make_span("The path floods."), **known)  # type: ignore[arg-type]
    checked = check(text, span)
    assert checked.text == shown, reason
    assert check(checked.text, span) == replace(checked, cites=(1,)), "verified again, it is the same"


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Officers said that the path floods.", "Officers"),
        ("The Head of Planning presented the plan.", "The Head of Planning"),
        ("A resident asked for a path.", "A resident; The Head of Planning"),
        ("On the first, the inspector found that the path floods.", "The inspector"),
    ],
)
def test_a_speaker_who_is_named_is_not_named_twice(text: str, speaker: str) -> None:
    assert check(text, make_span(text, speaker=speaker)).text == text


SPEAKERS = [
    (("Officers", "Officers"), True, "one speaker"),
    (("Officers", "Residents"), False, "two speakers cannot stand before one sentence"),
    (("Officers", None), False, "nor one before what the paper says itself"),
]


@pytest.mark.parametrize(("speakers", "is_kept", "reason"), SPEAKERS)
def test_only_words_of_one_speaker_are_joined(speakers: tuple[str | None, ...], is_kept: bool, reason: str) -> None:
    texts = ("The roof leaks.", "The hall is let.")
    spans = [
        make_span(text, number, speaker=who) for number, (text, who) in enumerate(zip(texts, speakers, strict=True), 1)
    ]
    assert check("The roof leaks and the hall is let.", *spans).is_kept is is_kept, reason


def test_the_speaker_s_own_words_of_reporting_become_the_prefix() -> None:
    span = make_span("Officers said that the path floods.", speaker="Officers")
    assert check("The path floods.", span).text == "Officers: The path floods."
    fears = make_span("Officers feared that the path floods.", speaker="Officers")
    assert "speaker" in find_codes(check("The path floods.", fears))


def test_whom_a_speaker_speaks_of_is_not_left_out() -> None:
    span = make_span("Residents had claimed that the path floods.", speaker="Officers")
    assert "speaker" in find_codes(check("The path floods.", span, freedom="careful"))


def test_contradictions_are_found_among_kept_sentences_alone() -> None:
    texts = [f"The gap for the coming year is now put at £{figure}m after savings." for figure in ("18.4", "16.9")]
    kept = [CheckedSentence(text, (1,), (), ()) for text in texts]
    assert list_contradictions(kept) == ((0, 1),)
    withheld = check("Nothing of the kind was said here.", BRIDGE)
    assert list_contradictions([kept[0], withheld, kept[0]]) == ()


@pytest.mark.parametrize("case", [case for part in load(ROOT / "tests/judged_writing").values() for case in part])
def test_every_kept_sentence_is_printed_in_its_span(case) -> None:  # type: ignore[no-untyped-def]
    span = EvidenceSpan(1, case.span, "", lead_in=case.lead_in)
    checked = check(case.text, span)
    assert not checked.is_kept or is_printed(checked.text, [span])


SOURCES = st.sampled_from(
    [
        BRIDGE.replace(", subject to planning permission", ""),
        POOL,
        "In March 2025 the Trust paid £1,200 to the Friends of Elder Wood for 14 benches.",
        "The Panel met on 4 June 2024 and Councillor Reeve asked for a report by 30 July 2024.",
    ]
)


@given(SOURCES, st.integers(0, 10**9))
def test_a_number_that_is_not_in_the_span_is_withheld(source: str, number: int) -> None:
    assume(str(number) not in re.sub(r"[,£m]", " ", source).split())
    figures = list(re.finditer(r"\d[\d,]*", source))
    for figure in figures:
        changed = source[: figure.start()] + str(number) + source[figure.end() :]
        assume(changed.replace(",", "") != source.replace(",", ""))
        assert "figure" in find_codes(check(changed, source, freedom="careful"))


@given(SOURCES, st.data())
def test_two_anchors_exchanged_are_withheld(source: str, data: st.DataObject) -> None:
    anchors = list(re.finditer(r"£?\d[\d,]*m?|(?<=[a-z] )[A-Z][a-z]+", source))
    first, second = sorted(data.draw(st.permutations(anchors))[:2], key=lambda match: match.start())
    assume(first[0] != second[0])
    changed = (
        source[: first.start()] + second[0] + source[first.end() : second.start()] + first[0] + source[second.end() :]
    )
    assert not check(changed, source).is_kept
    assert not check(changed, source, freedom="careful").is_kept


@given(SOURCES, st.data())
def test_glue_left_out_is_kept_and_kept_again(source: str, data: st.DataObject) -> None:
    words = source.split()
    droppable = [i for i, word in enumerate(words) if word.lower() in GLUE - {"and", "who", "which", "that"}]
    dropped = data.draw(st.sets(st.sampled_from(droppable)))
    shorter = " ".join(word for index, word in enumerate(words) if index not in dropped)
    checked = check(shorter, source)
    assert checked.is_kept, checked.reasons
    assert check(checked.text, source) == checked


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=120))
def test_any_text_is_verified_without_an_error(text: str) -> None:
    checked = check(text, BRIDGE)
    assert checked.is_kept is (not checked.reasons)
    assert not checked.is_kept or is_printed(checked.text, [make_span(BRIDGE)])


def test_long_lines_take_time_in_proportion() -> None:
    """A long span is read once and a long sentence not at all: 100 kB of either would not end otherwise."""
    line = "the council noted that of a report on roads, if any, subject to " * 1600
    assert find_codes(check(line, BRIDGE)) == {"form"}
    assert not check("The council noted a report on rivers.", line).is_kept
    assert check("The hall is let.", f"{line}. The hall is let.").is_kept
