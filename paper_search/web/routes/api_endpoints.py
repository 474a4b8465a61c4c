"""The parts of the HTTP interface that its endpoints share: the parameters of their addresses, and what one is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from fastapi import Depends, Query

from paper_search.records import Filters, LimitKind
from paper_search.schemas import BaseSchema
from paper_search.web.forms import MAX_QUESTION_CHARS, MAX_RESULTS

MAX_DOCUMENTS = 500
Question = Annotated[
    str, Query(min_length=1, max_length=MAX_QUESTION_CHARS, description="The question, or a few words.")
]
PassageId = Annotated[str, Query(min_length=1, max_length=2000, description="What a passage is known by.")]
Count = Annotated[int, Query(ge=1, le=MAX_RESULTS, description="How many are wanted at most.")]
Names = Annotated[list[str], Query(max_length=40, description="A name or a part of one; may be repeated.")]
Since = Annotated[date | None, Query(description="Only meetings from this day on, such as 2025-01-30.")]
Until = Annotated[date | None, Query(description="Only meetings up to this day.")]
Unlimited = Annotated[
    list[LimitKind], Query(max_length=3, description="What is not limited, though the question names one; repeatable.")
]


def parse_filters(
    authority: Names = [],  # noqa: B006
    committee: Names = [],  # noqa: B006
    kind: Names = [],  # noqa: B006
    since: Since = None,
    until: Until = None,
    any: Unlimited = [],  # noqa: A002, B006
) -> Filters:
    """Return the limits in an address."""
    unlimited = tuple(dict.fromkeys(any))
    return Filters(tuple(authority), tuple(committee), tuple(kind), since, until, unlimited=unlimited)


FilterParams = Annotated[Filters, Depends(parse_filters)]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A function of the API: its name in the address, what answers, the type of the answer, and what it is.

    Attributes:
        omits_unset: True where a field that the answer leaves out is absent, and not null.
    """

    name: str
    handler: Callable[..., Any]
    schema: type[BaseSchema]
    description: str
    omits_unset: bool = False
