"""The base of the schemas, and the types of their fields."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict

Text = Annotated[str, BeforeValidator(str)]
"""Whatever is given, as text: a path, a moment."""
Day = Annotated[str | None, BeforeValidator(lambda day: day.isoformat() if isinstance(day, date) else day)]
"""A day such as 2025-01-30; null is not stated."""


class BaseSchema(BaseModel):
    """Fields that are described, and any that come later."""

    model_config = ConfigDict(extra="allow", from_attributes=True)

    @classmethod
    def from_record(cls, record: Any) -> Self:
        """Return the schema of a record whose attributes have the names of the fields."""
        return cls.model_validate(record)

    def to_json(self) -> dict[str, Any]:
        """Return the fields as values that JSON knows."""
        return self.model_dump(mode="json")
