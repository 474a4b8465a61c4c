"""Laws of all entries: their words are those of the paper, and the time to read them grows with its length."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paper_search.ingest.register import extract_register
from paper_search.records.register import RegisterEntries
from paper_search.text.spans import collapse_whitespace
from tests.samples import paper

PIECES = (
    "Present: ",
    "PRESENT:\n",
    "Apologies",
    ": ",
    "In attendance: ",
    "Cllr ",
    "Councillors ",
    "Councillors: ",
    "the Clerk ",
    "Council Members",
    "A/",
    "Y ",
    "Mr ",
    "Wren",
    "Jo Finch",
    "J. Lark",
    ", ",
    "; ",
    " and ",
    "\n",
    "\n\n",
    "(Chairman)",
    " (J)",
    "(JW)",
    " – Clerk",
    ", Director of Finance",
    "Cabinet Member for Highways",
    ", Leader of the Council, ",
    " declared an interest in item 5",
    " as substitute for ",
    "~~",
    "**",
    "| ",
    "Name | Present | Apologies\n",
    "✓ | ",
    " was elected Chairman",
    "From: ",
    "held in the Guildhall on Monday 3 March 2025 at 7 pm",
    "DRAFT ",
    "CANCELLED",
    "M.B.E.",
    "Apologies were received from ",
    ". ",
    "3 members of the public",
    "Mayor ",
    "Venue: ",
    "é",
)


def list_words(entries: RegisterEntries) -> list[tuple[str, str]]:
    """Return all printed words of entries, each with the text of its span."""
    people = [
        (words, entry.source.text)
        for entry in entries.attendance
        for words in (entry.name, entry.capacity, entry.instead_of, entry.interest)
        if words is not None
    ]
    roles = [(words, role.source.text) for role in entries.roles for words in (role.name, role.title)]
    return [*people, *roles, *((fact.value, fact.source.text) for fact in entries.facts)]


@settings(max_examples=400, deadline=None)
@given(
    st.lists(st.lists(st.sampled_from(PIECES), max_size=30).map("".join), min_size=1, max_size=6),
    st.sampled_from(("minutes", "agenda frontsheet", "report", None)),
    st.sampled_from(("draft", "confirmed", "cancelled", None)),
)
def test_words_are_those_of_the_paper(texts: list[str], kind: str | None, status: str | None) -> None:
    document, text, passages = paper("made", *texts)
    entries = extract_register(replace(document, kind=kind, status=status), text, passages)
    for entry in (*entries.attendance, *entries.roles, *entries.facts):
        assert entry.source.text == text[entry.source.start : entry.source.end]
        assert "~~" not in getattr(entry, "name", "")
    # A page breaks its lines where it will: an entry's words are in one line, and else those of the paper.
    assert all(words and words in collapse_whitespace(source) for words, source in list_words(entries))


def test_a_name_is_one_name_wherever_a_line_ends() -> None:
    document, text, passages = paper("made", "Present: Cllr J.\n\nWren, Mr A. Finch", "Apologies: Cllr\nJo Lark")
    entries = extract_register(replace(document, kind="minutes"), text, passages)
    assert [entry.name for entry in entries.attendance] == ["Cllr J. Wren", "Mr A. Finch", "Cllr Jo Lark"]


HOSTILE = [
    ("Cllr J Wren, ", "names"),
    ("Present: Jo Wren\n", "labels on lines"),
    ("Present: Jo Wren Apologies: ", "labels on one line"),
    ("Cllr ", "titles"),
    ("Wren ", "capitals"),
    ("Director of Finance and ", "roles"),
    ("Mr Wren and ", "pairs"),
    ("apologies from Mr Wren ", "apologies"),
    ("Mr Wren declared an interest ", "declarations"),
    ("Mr Wren substitute for Mr Lark ", "substitutes"),
    ("(", "brackets"),
    (" ", "spaces"),
    ("\n", "lines"),
    ("| Name | Present ", "cells"),
    ("M.B.E. ", "letters"),
    ("held in ", "places"),
    ("10.00 am ", "times"),
]


@pytest.mark.parametrize(("piece", "_"), HOSTILE, ids=[row[1] for row in HOSTILE])
def test_time_grows_with_the_text(piece: str, _: str) -> None:
    def measure(characters: int) -> float:
        document, text, passages = paper("made", "Present: " + piece * (characters // len(piece)) + "x")
        start = time.process_time()
        extract_register(replace(document, kind="minutes", status="draft"), text, passages)
        return time.process_time() - start

    short, long = measure(10_000), measure(80_000)
    assert long < 30 * short + 1.0, f"{short:.2f} s for 10,000 characters, {long:.2f} s for 80,000"
