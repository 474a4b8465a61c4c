"""Functions of PDFium that take prepared arguments and return addresses as numbers.

pypdfium2 makes an object of each pointer that a function returns, and turns each argument into one of the type that the
function states. A page needs thousands of calls, most of them with the same few arguments: those are prepared once, and
a call takes a third of the time.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from functools import cache
from types import SimpleNamespace
from typing import Any

_PREFIXES = (
    "FPDFText_",
    "FPDFTextObj_",
    "FPDFPageObj_",
    "FPDFPageObjMark_",
    "FPDFPath_",
    "FPDFPathSegment_",
    "FPDFClipPath_",
    "FPDFFormObj_",
    "FPDFFont_",
    "FPDFPage_",
)


@cache
def load_calls() -> Any:
    """Return the functions by their names in PDFium, which is loaded, and its constants for objects of pages.

    They do not check the types of their arguments. A plain int is passed as a C int: addresses go through
    ``pass_address``, buffers through ``ctypes.byref``, and other numbers through ``from_param`` of their types. A
    pointer is returned as an int, 0 for none.
    """
    from pypdfium2 import raw

    functions = {name: _bind(getattr(raw, name)) for name in dir(raw) if name.startswith(_PREFIXES)}
    constants = {name: getattr(raw, name) for name in dir(raw) if name.startswith(("FPDF_PAGEOBJ_", "FPDF_SEGMENT_"))}
    return SimpleNamespace(**functions, **constants, FS_MATRIX=raw.FS_MATRIX)


pass_address: Callable[[int], Any] = ctypes.c_void_p.from_param
"""Returns an address as an argument, which may be passed again and again."""


def _bind(function: Any) -> Any:
    # Of one kind each for all functions that return the same: what their arguments are is not stated.
    address = ctypes.cast(function, ctypes.c_void_p).value or 0
    returned = function.restype
    return ctypes.PYFUNCTYPE(ctypes.c_size_t if hasattr(returned, "contents") else returned)(address)
