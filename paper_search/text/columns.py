"""Columns of a printed row: cells with bars between them, or set apart by white space as in plain text."""

from __future__ import annotations

import re

COLUMN_GAP_PATTERN = re.compile(r"(?<=\S)(?: *\t\s*| {3,})(?=\S)")
"""White space that sets two columns apart."""


def split_columns(row: str) -> list[str]:
    """Split a row at its bars, or where it has none at the white space that sets its columns apart."""
    return row.split("|") if "|" in row else COLUMN_GAP_PATTERN.split(row.strip())
