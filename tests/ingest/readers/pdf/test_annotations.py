"""Words of annotations and form fields: in the text at their place, or beside it for the test for what is exempt."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.ingest.readers.pdf.raw import read_everything, read_raw, words

BODY = words(72, 700, "The depot in Mill Lane is empty.")
MARK = "Not for publication"
APPEARANCE = (
    "/Type /XObject /Subtype /Form /BBox [0 0 200 18] /Resources << /Font << /F1 5 0 R >> >>",
    f"BT /F1 11 Tf 2 4 Td ({MARK}) Tj ET".encode(),
)
SPACED = (APPEARANCE[0], b"BT /F1 11 Tf 2 4 Td (Not) Tj 30 0 Td (for) Tj 0 -14 Td (publication) Tj ET")


def page(entries: str) -> dict[str, Any]:
    """Return the parts of a page with an annotation that may use two appearances."""
    annotation = f"<< /Type /Annot /Rect [300 780 500 798] {entries} >>"
    layer = "<< /Type /OCG /Name (Marks) >>"
    return {
        "page": "/MediaBox [0 0 595 842] /Annots [6 0 R]",
        "objects": [annotation, APPEARANCE, SPACED, layer, f"<< /FT /Tx /V ({MARK}) >>"],
        "catalogue": "/OCProperties << /OCGs [9 0 R] /D << /OFF [9 0 R] >> >>",
    }


@pytest.mark.parametrize(
    ("entries", "why", "reason"),
    [
        (f"/Subtype /Stamp /Contents ({MARK})", "annotation", "a stamp by its contents"),
        ("/Subtype /Stamp /AP << /N 7 0 R >>", "annotation", "a stamp by its appearance"),
        ("/Subtype /Stamp /AP << /N 8 0 R >>", "annotation", "words of an appearance set apart"),
        ("/Subtype /Watermark /AP << /N 7 0 R >>", "annotation", "a watermark"),
        (f"/Subtype /Text /Contents ({MARK})", "annotation", "a note"),
        ("/Subtype /Square /AP << /N 7 0 R >>", "annotation", "words on a square"),
        (f"/Subtype /Widget /FT /Btn /MK << /CA ({MARK}) >>", "form field", "the caption of a button"),
    ],
)
def test_words_that_annotations_show_are_kept_beside_the_text(
    tmp_path: Path, entries: str, why: str, reason: str
) -> None:
    reading = read_raw(tmp_path / "paper.pdf", BODY, **page(entries))
    assert [(text.page, text.why) for text in reading.dropped] == [(1, why)], reason
    assert MARK in reading.dropped[0].text, reason
    assert reading.text == "The depot in Mill Lane is empty.", reason


@pytest.mark.parametrize(
    ("entries", "reason"),
    [
        (f"/Subtype /Widget /FT /Tx /V ({MARK})", "a text field"),
        (f"/Subtype /Widget /FT /Ch /V [({MARK})]", "a list field"),
        ("/Subtype /Widget /Parent 10 0 R", "a value of the parent"),
        ("/Subtype /Widget /FT /Tx /AP << /N 7 0 R >>", "a field by its appearance"),
        (f"/Subtype /Widget /FT /Tx /V ({MARK}) /AP << /N 7 0 R >>", "a field by its value and its appearance"),
        ("/Subtype /Widget /FT /Btn /AS /Yes /AP << /N << /Yes 7 0 R >> >>", "the state of a button that is on"),
        (f"/Subtype /FreeText /Contents ({MARK})", "free text"),
        ("/Subtype /FreeText /AP << /N 7 0 R >>", "free text that only its appearance holds"),
        (f"/Subtype /FreeText /F 36 /Contents ({MARK})", "shown in print only"),
    ],
)
def test_words_of_fields_and_free_text_stand_at_their_place(tmp_path: Path, entries: str, reason: str) -> None:
    label = words(200, 784, "Marking:")
    reading = read_raw(tmp_path / "paper.pdf", label + BODY, **page(entries))
    assert reading.text.split("\n")[0].startswith("Marking:"), reason
    assert reading.text.index(MARK) < reading.text.index("The depot"), reason
    assert not any(dropped.why == "form field" for dropped in reading.dropped), reason


@pytest.mark.parametrize(
    ("entries", "chosen", "listed", "reason"),
    [
        ("/FT /Ch /Opt [(Ferndale) (Larkford)] /V (Larkford)", "Larkford", ["Ferndale"], "a list box shows them all"),
        ("/FT /Ch /Opt [[(f) (Ferndale)] [(l) (Larkford)]] /V (Larkford)", "Larkford", ["Ferndale"], "with codes"),
        ("/FT /Ch /Opt [(Ferndale) (Larkford)]", "", ["Ferndale Larkford"], "none is chosen"),
        ("/FT /Ch /Ff 131072 /Opt [(Ferndale) (Larkford)] /V (Larkford)", "Larkford", [], "a combo box shows one"),
        ("/FT /Ch /Opt 5 /V (Larkford)", "", [], "options that are no list: the field is damaged"),
    ],
)
def test_options_of_a_list_that_are_not_chosen_are_listed(
    tmp_path: Path, entries: str, chosen: str, listed: list[str], reason: str
) -> None:
    reading = read_raw(tmp_path / "paper.pdf", BODY, **page(f"/Subtype /Widget {entries}"))
    assert reading.text.split("\n")[:-1] == ([chosen] if chosen else []), reason
    assert [(text.text, text.why) for text in reading.dropped] == [(text, "form field") for text in listed], reason


def test_a_field_with_a_box_for_each_letter_is_one_word(tmp_path: Path) -> None:
    letters = "".join(f"{shift} 0 Td ({letter}) Tj " for shift, letter in zip((2, 20, 20, 20), "1024", strict=True))
    parts = page("/Subtype /Widget /FT /Tx /V (1024) /AP << /N 7 0 R >>")
    parts["objects"] = [parts["objects"][0], (APPEARANCE[0], f"BT /F1 11 Tf {letters} ET".encode())]
    parts["catalogue"] = ""
    reading = read_raw(tmp_path / "paper.pdf", words(245, 780, "Reference:") + BODY, **parts)
    assert reading.text.startswith("Reference: 1024")


def test_a_field_under_a_redaction_is_left_out(tmp_path: Path) -> None:
    parts = page(f"/Subtype /Widget /FT /Tx /V ({MARK})")
    parts["page"] = "/MediaBox [0 0 595 842] /Annots [6 0 R 11 0 R]"
    parts["objects"] = [*parts["objects"], "<< /Type /Annot /Subtype /Redact /Rect [290 770 510 800] >>"]
    reading = read_raw(tmp_path / "paper.pdf", BODY, **parts)
    assert MARK not in reading.text


def test_a_stamp_without_an_appearance_shows_its_name(tmp_path: Path) -> None:
    reading = read_raw(tmp_path / "paper.pdf", BODY, **page("/Subtype /Stamp /Name /NotForPublicRelease"))
    assert [text.text for text in reading.dropped] == ["Not For Public Release"]


@pytest.mark.parametrize(
    ("entries", "reason"),
    [
        (f"/Subtype /FreeText /F 2 /Contents ({MARK})", "hidden"),
        (f"/Subtype /FreeText /F 32 /Contents ({MARK})", "not to be viewed"),
        ("/Subtype /FreeText /OC 9 0 R /AP << /N 7 0 R >>", "on a layer that is off"),
        (f"/Subtype /Widget /F 2 /FT /Tx /V ({MARK})", "a hidden field"),
        ("/Subtype /Widget /FT /Btn /AS /Off /AP << /N << /Yes 7 0 R >> >>", "a button that is off"),
        (f"/Subtype /Popup /Contents ({MARK})", "a window that pops up"),
        (f"/Subtype /Highlight /Contents ({MARK})", "a comment on a highlight"),
    ],
)
def test_words_that_annotations_do_not_show_are_kept_nowhere(tmp_path: Path, entries: str, reason: str) -> None:
    assert MARK not in read_everything(read_raw(tmp_path / "paper.pdf", BODY, **page(entries))), reason
