"""Conditions on the entries of the register, as SQL."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from paper_search.records import Access
from paper_search.records.register import EntryKind, RegisterQuery
from paper_search.storage.filters import to_sql_condition
from paper_search.text.spans import split_words

_RANK = (
    "{0}.replaced_by NOT NULL, CASE {0}.kind WHEN 'minutes' THEN 0 WHEN 'decision record' THEN 1 ELSE 2 END,"
    " {0}.status IS 'draft', {0}.doc_id"
)
"""The order of the papers of a meeting, the one to quote it from first; see ``retrieval.register.folding`` too."""


@dataclass(frozen=True, slots=True)
class SqlCondition:
    """A condition with the values of its parameters."""

    text: str
    values: tuple[Any, ...] = ()

    def __and__(self, other: SqlCondition) -> SqlCondition:
        return SqlCondition(f"{self.text} AND {other.text}", self.values + other.values)


HAS_MEETING = SqlCondition("d.authority NOT NULL AND d.committee NOT NULL AND d.held_on NOT NULL")


def make_document_condition(query: RegisterQuery, access: Sequence[Access]) -> SqlCondition:
    """Return the limits of a query on papers, and access, as a condition on ``documents d``."""
    condition = SqlCondition(*to_sql_condition(query.filters, access))
    if query.doc_ids is None:
        return condition
    return condition & SqlCondition("d.doc_id IN (SELECT value FROM json_each(?))", (json.dumps(query.doc_ids),))


def make_first_condition(query: RegisterQuery, access: Sequence[Access]) -> SqlCondition:
    """Return that no better paper of the same meeting, within the limits too, has the words of an entry.

    Confirmed minutes come before drafts, minutes before decision records, and those before other papers.
    """
    limits = SqlCondition(*to_sql_condition(query.filters, access, "o"))
    return SqlCondition(
        "NOT EXISTS (SELECT 1 FROM register_entries x JOIN papers o ON o.document_row = x.document_row"
        " WHERE x.words_key = e.words_key AND x.kind = e.kind AND o.held_on = d.held_on"
        f" AND o.authority = d.authority AND o.committee = d.committee AND {limits.text}"
        f" AND ({_RANK.format('o')}) < ({_RANK.format('d')}))",
        limits.values,
    )


def join_entries(kinds: Iterable[EntryKind]) -> str:
    """Return a join of the entries ``x`` of these kinds whose words stand in a passage ``p``, in part or whole."""
    # By kind, so that the index finds those that begin before the end of the passage.
    names = ", ".join(f"'{kind}'" for kind in kinds)
    return (
        f"JOIN register_entries x ON x.document_row = p.document_row AND x.kind IN ({names})"
        " AND x.span_start < p.span_end AND x.span_end > p.span_start"
    )


def make_match_expression(words: str, *, is_phrase: bool = False) -> str:
    """Return an FTS5 expression for rows that hold all words, each a string, so that none is read as syntax.

    Args:
        words: the words.
        is_phrase: True where they must stand in a row.
    """
    terms = split_words(words)
    quoted = [f'"{" ".join(terms)}"'] if is_phrase else [f'"{term}"' for term in terms]
    return " AND ".join(quoted) or '""'
