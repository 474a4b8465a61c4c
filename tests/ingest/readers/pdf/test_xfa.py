"""Forms whose pages Adobe Acrobat alone makes: never read as their "Please wait" page."""

from __future__ import annotations

from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, BooleanObject, DictionaryObject, NameObject, StreamObject, TextStringObject

from paper_search.errors import UnreadableError
from paper_search.ingest.readers.registry import read
from tests.ingest.readers.making import lines, pdf

WAIT = ("Please wait...", "If this message is not replaced, your viewer cannot show this kind of document.")
BODY = tuple(f"4.{number} The heron option was accepted by the Cabinet of Ferndale." for number in range(20))


def make_form(path: Path, *printed: str, has_xfa: bool = True, needs_rendering: bool = False) -> Path:
    """A PDF of one page with these lines, and an XFA form."""
    writer = PdfWriter(clone_from=PdfReader(pdf(path, [lines(72, 100, *printed)])))
    packet = StreamObject()
    packet.set_data(b"<xdp/>")
    form = DictionaryObject({NameObject("/Fields"): ArrayObject()})
    if has_xfa:
        form[NameObject("/XFA")] = ArrayObject([TextStringObject("datasets"), writer._add_object(packet)])
    writer.root_object[NameObject("/AcroForm")] = form
    if needs_rendering:
        writer.root_object[NameObject("/NeedsRendering")] = BooleanObject(True)
    writer.write(path)
    return path


FORMS = [
    (WAIT, True, False, False, "the page says to wait"),
    (("Bitte warten",), True, True, False, "the file says that its pages must be made"),
    (BODY, True, False, True, "a form with pages of its own"),
    (WAIT, False, False, True, "a page that says to wait and is no XFA form"),
]


@pytest.mark.parametrize(
    ("printed", "has_xfa", "needs_rendering", "is_read", "reason"), FORMS, ids=[case[-1] for case in FORMS]
)
def test_forms(
    tmp_path: Path, printed: tuple[str, ...], has_xfa: bool, needs_rendering: bool, is_read: bool, reason: str
) -> None:
    path = make_form(tmp_path / "a.pdf", *printed, has_xfa=has_xfa, needs_rendering=needs_rendering)
    if is_read:
        assert printed[0] in read(path).text, reason
        return
    with pytest.raises(UnreadableError) as caught:
        read(path)
    assert caught.value.code == "form", reason
    assert "Acrobat" in caught.value.next_step
