"""The fields of an answer against those that its schema describes."""

from __future__ import annotations

from paper_search.schemas import BaseSchema


def list_undescribed(schema: BaseSchema, at: str = "") -> list[str]:
    """Return the fields that are given and that no type describes."""
    found = [f"{at}.{name}" for name in schema.model_extra or {}]
    for name, value in schema:
        for part in value if isinstance(value, (list, tuple)) else [value]:
            if isinstance(part, BaseSchema):
                found += list_undescribed(part, f"{at}.{name}")
    return found
