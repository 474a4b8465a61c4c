"""Letters and what texts say they stand for, one row a case."""

from __future__ import annotations

import pytest

from paper_search.text.acronyms import find_definitions, normalise_key

DEFINED = [
    ("The Flood Action Group (FAG) met.", [("FAG", "Flood Action Group")], "letters in brackets"),
    ("The FAG (Flood Action Group) met.", [("FAG", "Flood Action Group")], "words in brackets"),
    ("The Flood-Warning Service (FWS) met.", [("FWS", "Flood-Warning Service")], "a hyphen between two words"),
    ("the Board of Trade and Harbours (BTH)", [("BTH", "Board of Trade and Harbours")], "small words have no letter"),
    ("the Department for Seaside Piers (DfSP)", [("DfSP", "Department for Seaside Piers")], "a small word has one"),
    ("Local Harbour Plans (LHPs) are late.", [("LHP", "Local Harbour Plans")], "a plural"),
    ("Sea and Fisheries Evaluation (SAFE)", [("SAFE", "Sea and Fisheries Evaluation")], "a small word has one, too"),
    ("the Harbour Dues Act, known as (“HDA”)", [], "other words stand between"),
    ("PTS stands for Pier Ticket Scheme.", [("PTS", "Pier Ticket Scheme")], "in so many words"),
    ("the Pier Ticket Scheme (PTS) and the PTS (Pier Ticket Scheme)", [("PTS", "Pier Ticket Scheme")], "once each"),
    ("a new pier ticket scheme (PTS)", [("PTS", "pier ticket scheme")], "small letters"),
    ("the Leader (KCX) said", [], "letters that are not those of the words"),
    ("Appendix (II)", [], "a numeral"),
    ("the sea wall (see map)", [], "no letters"),
    ("It ended. Pier Scheme (TPS)", [], "letters of words beyond the sentence"),
    ("the Quay\nRepair  Fund (QRF)", [("QRF", "Quay Repair Fund")], "over a line's end"),
]


@pytest.mark.parametrize(("text", "expected", "reason"), DEFINED)
def test_what_letters_stand_for(text: str, expected: list[tuple[str, str]], reason: str) -> None:
    assert [(acronym.short, acronym.long) for acronym in find_definitions(text)] == expected, reason


@pytest.mark.parametrize(
    ("one", "other"), [("Flood-Warning Service", "flood warning service"), ("DfSP", "DFSP"), ("R&D", "r & d")]
)
def test_one_key_for_all_ways_to_write_it(one: str, other: str) -> None:
    assert normalise_key(one) == normalise_key(other)


@pytest.mark.parametrize("text", ["(" * 500, "A" * 2000 + " (AA)", "a b " * 800 + "(ABABABAB)"])
def test_odd_texts_are_read_to_their_end(text: str) -> None:
    assert len(find_definitions(text)) <= 1
