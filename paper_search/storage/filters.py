"""The documents that a question's filters let through."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime

import numpy as np

from paper_search.records import PUBLIC, Access, Filters
from paper_search.storage.database import Database
from paper_search.storage.rows import placeholders
from paper_search.storage.vector_file import Ids

NOT_ALL_PUBLIC_KEY = "not all public"
"""Stands in ``meta`` once the index has held a document that is not for everybody."""


def to_sql_condition(filters: Filters, access: Sequence[Access], alias: str = "d") -> tuple[str, tuple[str, ...]]:
    """Return filters and access as a condition on ``documents``, and the values of its parameters.

    A document without a date is outside any limit of dates.

    Args:
        filters: the limits.
        access: the levels of access whose documents are let through.
        alias: the name of the table in the query.
    """
    conditions = [f"{alias}.access IN ({placeholders(access)})"]
    values = list[str](access)
    columns = (("authority", filters.authorities), ("committee", filters.committees), ("kind", filters.kinds))
    for column, accepted in columns:
        if accepted:
            conditions.append(f"{alias}.{column} IN ({placeholders(accepted)})")
            values += accepted
    for operator, day in ((">=", filters.since), ("<=", filters.until)):
        if day:
            conditions.append(f"{alias}.held_on {operator} ?")
            values.append(day.isoformat())
    for operator, moment in ((">=", filters.indexed_since), ("<", filters.indexed_before)):
        if moment:
            conditions.append(f"{alias}.doc_id IN (SELECT doc_id FROM arrivals WHERE changed_at {operator} ?)")
            values.append(format_moment(moment))
    return " AND ".join(conditions), tuple(values)


def format_moment(moment: date) -> str:
    """Return a day, or a second of UTC, in the form in which arrivals are kept."""
    if isinstance(moment, datetime):
        return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return moment.isoformat()


class FilterQuery:
    """Which documents lie inside filters, and whether any lie outside."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find_document_rows(self, filters: Filters, access: Sequence[Access] = PUBLIC) -> Ids:
        """Return the rows of the documents with this access that the filters let through."""
        condition, values = to_sql_condition(filters, access)
        rows = self._database.connection.execute(f"SELECT document_row FROM documents d WHERE {condition}", values)
        return np.fromiter((row[0] for row in rows), dtype=np.int64)

    def has_exclusions(self, filters: Filters, access: Sequence[Access] = PUBLIC) -> bool:
        """Return True if a document may lie outside the filters or the access.

        Either they limit something, or not all documents are for everybody and some are not for the user.
        """
        is_public_only = "members" not in access
        return bool(filters) or (is_public_only and self._database.get_meta(NOT_ALL_PUBLIC_KEY) is not None)
