"""Objects of a PDF as pypdf holds them."""

from __future__ import annotations

from typing import Any


def resolve_object(value: Any) -> Any:
    """Return what a reference refers to; None for None."""
    return None if value is None else value.get_object()
