"""Welsh or not: a table of passages, and why each is there."""

from __future__ import annotations

import pytest

from paper_search.text.language import detect_welsh

PASSAGES = [
    ("Mae'r adroddiad yn nodi bod y cyngor wedi gwario mwy ar halen yn y gaeaf.", "cy", "prose"),
    ("4.2 Dywedodd yr Arweinydd y byddai'r gwaith yn dechrau ym mis Mai.", "cy", "behind a number"),
    ("PENDERFYNWYD nodi'r adroddiad.", "cy", "a ruling is too short for small words"),
    ("Datganiadau o Fuddiannau ac Ymddiheuriadau am Absenoldeb", "cy", "a heading of an agenda"),
    ("Cofnodion y cyfarfod a gynhaliwyd ar 3 Mehefin", "cy", "a title"),
    ("The report says that the council spent more on salt in the winter.", None, "English prose"),
    ("Cyngor Sir Penrhyn is the county council of the Penrhyn area and of its towns.", None, "a Welsh name in English"),
    ("Y Gynhadledd / The Conference of the council was held in May.", None, "mostly English"),
    ("A i o am at", None, "words of both languages"),
    ("Llanfair, Aberwen, Pont-y-garreg", None, "names alone"),
    ("12.5 | 13.1 | 14.0", None, "a row of amounts"),
    ("Ar 3 Mai 2025 yn y Neuadd.", "cy", "a short line with small words"),
    ("Mr Y Jones and Mr Ar Evans were present at the meeting.", None, "initials are not small words"),
    ("", None, "nothing"),
]


@pytest.mark.parametrize(("text", "expected", "why"), PASSAGES, ids=[row[2] for row in PASSAGES])
def test_language(text: str, expected: str | None, why: str) -> None:
    assert detect_welsh(text) == expected, why
