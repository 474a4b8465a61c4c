"""Drawing operations beside those of the library: equal wherever there is an answer, and none where it must say."""

from __future__ import annotations

import random
from typing import Any

import pytest
from pypdf.errors import PyPdfError
from pypdf.generic import ContentStream, StreamObject

from paper_search.readers.pdf.operations import Operations, parsed

MOST = 1000
ROUNDS = 3000


def as_the_library_has_it(data: bytes) -> Operations | None:
    """What the library makes of a stream, its values as ours; None where it refuses it."""
    raw = StreamObject()
    raw.set_data(data)
    try:
        return [(_plain(operands), operator) for operands, operator in ContentStream(raw, None, "bytes").operations]
    except (PyPdfError, AssertionError, AttributeError, ValueError, TypeError):
        return None


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return None
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, int | float):
        return float(value)
    return bytes(value) if isinstance(value, bytes) else str(value)


PLAIN = [
    (b"BT /F1 9 Tf (some words) Tj ET", "a line of text"),
    (b"1 0 0 -1 .5 -0.25 cm +3. 4 l 5 G", "numbers with and without a sign, a point, figures behind it"),
    (b"[(Ro)-12.5(ads)3<20>] TJ", "an array of strings and shifts"),
    (b"(a (b (c) d) e) Tj () Tj", "brackets in pairs inside a string; an empty string"),
    (rb"(a\(b\)\\ \101\7\0123\n\r\t\b\f\q\<) Tj", "escapes, of figures too, and one that stands for nothing"),
    (rb"(\400\777\8) Tj", "figures too large for a byte, and one that is none of eight"),
    (b"(two \\\nlines \\\r\nof\\\r one\nstring\r) Tj", "a line that goes on, and a line that ends"),
    (b"<48 65\n6C6c6F> Tj <486> Tj <> Tj <4 8> Tj", "strings in hex, with blanks, with a last figure alone"),
    (b"/P <</MCID 0>> BDC /Artifact<</Attached[/Top]/T(a>>b)/S<FEFF>/N<</A 1>>>>BDC EMC", "dictionaries, one deep too"),
    (b"% said by nobody (\nq % or here\rQ", "comments"),
    (b"/Im1 Do/Im-2.a_b Do / gs", "names, one of them empty"),
    (b"0 g(a)Tj[(b)]TJ/F1 2 Tf(c)'1 2(d)\"", "nothing between tokens"),
    (b"[] 0 d true null f*", "words that are operands elsewhere"),
    (b"(a) Tj 1 2 3", "operands of nothing at the end"),
    (b"", "nothing"),
]


@pytest.mark.parametrize(("data", "reason"), PLAIN, ids=[reason for _, reason in PLAIN])
def test_plain_streams_are_parsed_as_the_library_parses_them(data: bytes, reason: str) -> None:
    found = parsed(data, MOST)
    assert found is not None, reason
    assert found == as_the_library_has_it(data), reason


LEFT = [
    (b"q BI /W 1 /H 1 /BPC 8 /CS /G ID \x00 EI Q", "an inline picture"),
    (b"(((((deep))))) Tj", "brackets four deep"),
    (b"/A#20B gs", "a name with an escape"),
    (b"/Gr\xf6\xdfe gs", "a name with letters that ASCII has not"),
    (b"[[1] 2] d", "an array in an array"),
    (b"[1 Tj] d", "an operator in an array"),
    (b"(open Tj", "a string without an end"),
    (b"[1 2 Tj", "an array without an end"),
    (b"] d", "an end without a beginning"),
    (b"<4G> Tj", "no hex"),
    (b"1.2.3 g", "no number"),
    (b"--5 g", "two signs"),
    (b"1 2 R g", "a reference"),
    (b"} q", "a bracket that stands for nothing"),
    (b"q " * (MOST + 1), "more than the most"),
]


@pytest.mark.parametrize(("data", "reason"), LEFT, ids=[reason for _, reason in LEFT])
def test_what_is_not_plain_is_left_to_the_library(data: bytes, reason: str) -> None:
    assert parsed(data, MOST) is None, reason


def test_broken_streams_are_parsed_as_the_library_parses_them_or_left_to_it() -> None:
    chance, answered = random.Random(7), 0
    pieces = [data for data, _ in (*PLAIN, *LEFT) if len(data) < 100]
    for _ in range(ROUNDS):
        data = bytearray(b" ".join(chance.choices(pieces, k=2)))
        for _ in range(chance.randrange(4)):
            place = chance.randrange(len(data))
            data[place : place + chance.randrange(3)] = bytes(chance.choices(b"()<>[]/\\% 01.-aT\n\r\0\xff", k=1))
        found = parsed(bytes(data), MOST)
        # Into a dictionary the library looks, and refuses the whole page where it is broken.
        if found is not None and b"<<" not in data:
            answered += 1
            assert found == as_the_library_has_it(bytes(data)), bytes(data)
    assert answered > ROUNDS / 10
