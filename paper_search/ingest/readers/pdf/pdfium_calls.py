"""Functions of PDFium that take and give addresses as numbers.

pypdfium2 makes an object of each pointer that a function returns. A page needs thousands of calls, and without those
objects they take half the time.
"""

from __future__ import annotations

import ctypes
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
    """Return the functions by their names in PDFium, which is loaded, and its constants for objects of pages."""
    from pypdfium2 import raw

    functions = {name: _bind(getattr(raw, name)) for name in dir(raw) if name.startswith(_PREFIXES)}
    constants = {name: getattr(raw, name) for name in dir(raw) if name.startswith(("FPDF_PAGEOBJ_", "FPDF_SEGMENT_"))}
    return SimpleNamespace(**functions, **constants, FS_MATRIX=raw.FS_MATRIX)


def _bind(function: Any) -> Any:
    address = ctypes.cast(function, ctypes.c_void_p).value or 0
    kinds = [_to_address(kind) for kind in function.argtypes]
    return ctypes.PYFUNCTYPE(_to_address(function.restype), *kinds)(address)


def _to_address(kind: Any) -> Any:
    return ctypes.c_void_p if hasattr(kind, "contents") else kind
