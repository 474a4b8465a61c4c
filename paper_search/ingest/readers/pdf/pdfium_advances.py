"""Advances that fonts state for their letters.

The box that PDFium gives for a letter holds all of its ink as well. Ink says little about the advance: a sloping f
stands out over it, and where a font is not embedded, the ink is that of another font.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from paper_search.ingest.readers.pdf.pdfium_calls import load_calls, pass_address

CODE_COUNT = 0x110000
"""Numbers that may be characters of Unicode, from 0 on."""
_HYPHEN = 0x2D
_LINE_END_HYPHENS = (0x02, 0xFFFE)


def measure_advances(
    codes: npt.NDArray[np.int64], shown: Sequence[int], owners: npt.NDArray[np.intp]
) -> npt.NDArray[np.float64]:
    """Return the advances of letters in ems, negative where the font is not embedded, 0 where it states none.

    Args:
        codes: the letters, of the shape (n,).
        shown: the addresses of the text objects, 0 for none.
        owners: the index of the object of each letter.
    """
    pdfium = load_calls()
    handles = [pdfium.FPDFTextObj_GetFont(pass_address(address)) if address else 0 for address in shown]
    fonts, numbers = np.unique(np.array(handles, dtype=np.uint64), return_inverse=True)
    pairs, places = np.unique(numbers[owners] * CODE_COUNT + codes, return_inverse=True)
    arguments = list(map(pass_address, fonts.tolist()))
    signs = [
        -1.0 if handle and not pdfium.FPDFFont_GetIsEmbedded(argument) else 1.0
        for handle, argument in zip(fonts.tolist(), arguments, strict=True)
    ]
    width, em = ctypes.c_float(), ctypes.c_float.from_param(1.0)
    to_width = ctypes.byref(width)
    advances = np.zeros(len(pairs))
    for index, (number, code) in enumerate(zip(*(part.tolist() for part in np.divmod(pairs, CODE_COUNT)), strict=True)):
        letter = _HYPHEN if code in _LINE_END_HYPHENS else code
        if fonts[number] and pdfium.FPDFFont_GetGlyphWidth(arguments[number], letter, em, to_width):
            advances[index] = signs[number] * width.value
    return advances[places]
