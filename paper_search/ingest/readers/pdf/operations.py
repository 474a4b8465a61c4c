"""Operations of a content stream, as pypdf parses them.

An inline image says nowhere how long it is, and one that cannot be parsed would cost the whole page. Where it stops the
parser, its samples are taken out, since only its place matters, and the stream is parsed once more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pypdf import PdfReader
from pypdf.errors import LimitReachedError, PyPdfError
from pypdf.generic import ContentStream

_IMAGE_START = re.compile(rb"(?<![^\s\]>)])BI\s(?P<entries>[^\0]{0,600}?)\sID\s", re.DOTALL)
_IMAGE_END = re.compile(rb"\s?EI(?=\s|$)")
_NUMBER_ENTRY = rb"/(?:%s)\s+(\d{1,5})\b"
_COMPONENTS = {b"/RGB": 3, b"/DeviceRGB": 3, b"/CMYK": 4, b"/DeviceCMYK": 4}
_EMPTY_IMAGE = b"BI /W 1 /H 1 /BPC 8 /CS /G ID 0 EI\n"

Operation = tuple[Any, bytes]
"""Operands and operator."""


def parse_operations(contents: Any, reader: PdfReader) -> list[Operation]:
    """Return the operations of a content stream.

    Args:
        contents: the stream, or an array of streams.
        reader: the open file.

    Raises:
        PyPdfError: the stream cannot be parsed.
    """
    stream = ContentStream(contents, reader, "bytes")
    # Without white space after its last operator, pypdf takes what follows an inline image there for a part of it.
    data = stream.get_data() + b"\n"
    try:
        return _parse(stream, data)
    except LimitReachedError:
        raise
    except (PyPdfError, AssertionError):
        return _parse(stream, b"".join(_empty_images(data)))


def _parse(stream: ContentStream, data: bytes) -> list[Operation]:
    stream.set_data(data)
    return list(stream.operations)


def _empty_images(data: bytes) -> Iterator[bytes]:
    """Yield a content stream in pieces, with one sample in place of those of each inline image."""
    position = 0
    while (start := _IMAGE_START.search(data, position)) is not None:
        samples = start.end() + _measure_samples(start["entries"])
        end = _IMAGE_END.search(data, min(samples, len(data)))
        yield data[position : start.start()]
        yield _EMPTY_IMAGE
        position = end.end() if end is not None else len(data)
    yield data[position:]


def _measure_samples(entries: bytes) -> int:
    """Return how many bytes the samples take, 0 where they are compressed or of a colour space with a name."""
    width, height = _find_number(entries, rb"W|Width"), _find_number(entries, rb"H|Height")
    if width is None or height is None or re.search(rb"/(?:F|Filter)\b", entries):
        return 0
    depth = _find_number(entries, rb"BPC|BitsPerComponent") or 1
    space = re.search(rb"/(?:CS|ColorSpace)\s*(/\w+)", entries)
    components = _COMPONENTS.get(space[1], 1) if space else 1
    return (width * depth * components + 7) // 8 * height


def _find_number(entries: bytes, names: bytes) -> int | None:
    found = re.search(_NUMBER_ENTRY % names, entries)
    return int(found[1]) if found else None
