"""The schema of an error over HTTP."""

from __future__ import annotations

from pydantic import Field

from paper_search.schemas.base import BaseSchema


class ProblemSchema(BaseSchema, title="Problem"):
    """A problem of a request (RFC 9457)."""

    type: str = Field(default="about:blank", description="Always about:blank.")
    title: str = Field(description="The status in words.")
    status: int = Field(description="The status in figures.")
    detail: str = Field(description="What to change.")
    errors: tuple[str, ...] = Field(default=(), description="Each part of the question that cannot be used.")
