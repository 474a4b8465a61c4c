"""Filters, access and the limits of the register as conditions of PostgreSQL, each value a parameter.

A text that PostgreSQL cannot hold (with a NUL character, or half of a surrogate pair) stands in no row, so it lets
nothing through.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from paper_search.records import Access, Filters
from paper_search.records.register import EntryKind, RegisterQuery
from paper_search.storage.filters import format_moment
from paper_search.storage.postgres.tokenizer import quote_lexeme, tokenize
from paper_search.storage.register_conditions import SqlCondition
from paper_search.storage.register_rows import fold_link_key
from paper_search.text.spans import split_words

_RANK = (
    "({0}.replaced_by IS NOT NULL, CASE {0}.kind WHEN 'minutes' THEN 0 WHEN 'decision record' THEN 1 ELSE 2 END,"
    " {0}.status IS NOT DISTINCT FROM 'draft', {0}.doc_id)"
)
"""The order of the papers of a meeting, the one to quote it from first, as ``storage.register_conditions`` has it."""
HAS_MEETING = SqlCondition("d.authority IS NOT NULL AND d.committee IS NOT NULL AND d.held_on IS NOT NULL")
NOTHING = SqlCondition("false")


def list_storable(texts: Iterable[str]) -> list[str]:
    """Return those texts that a row can hold."""
    return [text for text in texts if "\0" not in text and not any("\ud800" <= sign <= "\udfff" for sign in text)]


def make_filter_condition(filters: Filters, access: Sequence[Access], alias: str = "d") -> SqlCondition:
    """Return filters and access as a condition on ``papers``, ``documents`` or ``findable_passages``.

    A document without a date is outside any limit of dates.

    Args:
        filters: the limits.
        access: the levels of access whose documents are let through.
        alias: the name of the table in the query.
    """
    condition = SqlCondition(f"{alias}.access = ANY(%s)", (list(access),))
    columns = (("authority", filters.authorities), ("committee", filters.committees), ("kind", filters.kinds))
    for column, accepted in columns:
        if accepted:
            condition &= SqlCondition(f"{alias}.{column} = ANY(%s)", (list_storable(accepted),))
    for operator, day in ((">=", filters.since), ("<=", filters.until)):
        if day:
            condition &= SqlCondition(f"{alias}.held_on {operator} %s", (day.isoformat(),))
    for operator, moment in ((">=", filters.indexed_since), ("<", filters.indexed_before)):
        if moment:
            condition &= SqlCondition(f"{alias}.changed_at {operator} %s", (format_moment(moment),))
    return condition


# -- words -------------------------------------------------------------------------------------------------------


def make_tsquery(words: str, *, is_phrase: bool = False, weight: str = "") -> str:
    """Return the words as a tsquery, each a quoted lexeme; an empty one where nothing can hold them.

    Args:
        words: the words; their inflections are folded as those of passages are.
        is_phrase: True where they must stand in a row.
        weight: the columns that count, A for the title, B for headings and C for the words; all where it is empty.
    """
    terms = split_words(words)
    tokens = [tokenize(" ".join(terms))] if is_phrase else [tokenize(term) for term in terms]
    if not tokens or not all(tokens):
        return ""
    return " & ".join(_make_phrase(phrase, weight) for phrase in tokens)


def _make_phrase(tokens: Sequence[str], weight: str) -> str:
    suffix = f":{weight}" if weight else ""
    return "(" + " <-> ".join(f"{quote_lexeme(token)}{suffix}" for token in tokens) + ")"


def select_matching(columns: str, joined: str, tsquery: str, access: Sequence[Access]) -> SqlCondition:
    """Return a query for the passages that hold words.

    Args:
        columns: what is selected of ``findable_passages f`` and ``passages p``.
        joined: the tables joined to them.
        tsquery: see ``make_tsquery``.
        access: the levels of access whose documents may tell.
    """
    # An empty tsquery matches nothing.
    return SqlCondition(
        f"(SELECT {columns} FROM findable_passages f JOIN passages p USING (passage_row) {joined}"
        " WHERE f.words @@ %s::tsquery AND f.access = ANY(%s))",
        (tsquery, list(access)),
    )


# -- the register ------------------------------------------------------------------------------------------------


def make_document_condition(query: RegisterQuery, access: Sequence[Access]) -> SqlCondition:
    """Return the limits of a query on papers, and access, as a condition on ``papers d``."""
    condition = make_filter_condition(query.filters, access)
    if query.doc_ids is None:
        return condition
    return condition & SqlCondition("d.doc_id = ANY(%s)", (list_storable(query.doc_ids),))


def make_first_condition(query: RegisterQuery, access: Sequence[Access]) -> SqlCondition:
    """Return that no better paper of the same meeting, within the limits too, has the words of an entry.

    Papers of one authority are on one server, so that each server can tell for itself.
    """
    limits = make_filter_condition(query.filters, access, "o")
    return SqlCondition(
        "NOT EXISTS (SELECT 1 FROM register_entries x JOIN papers o ON o.document_row = x.document_row"
        " WHERE x.words_key = e.words_key AND x.kind = e.kind AND o.held_on = d.held_on"
        f" AND o.authority = d.authority AND o.committee = d.committee AND {limits.text}"
        f" AND {_RANK.format('o')} < {_RANK.format('d')})",
        limits.values,
    )


def make_label_condition(query: RegisterQuery) -> SqlCondition:
    """Return the outcomes and the keys of links that a query asks for, as a condition on ``register_entries e``."""
    condition = SqlCondition("true")
    if query.outcomes:
        condition &= SqlCondition("e.label = ANY(%s)", (list_storable(query.outcomes),))
    if query.link_keys:
        condition &= SqlCondition("e.label = ANY(%s)", (list_storable(map(fold_link_key, query.link_keys)),))
    return condition


def make_words_condition(words: str, access: Sequence[Access], kinds: Iterable[EntryKind]) -> SqlCondition:
    """Return that the words of an entry of these kinds stand, in part or whole, in a passage that holds all words."""
    joined = (
        "JOIN register_entries x ON x.document_row = p.document_row AND x.kind = ANY(%s)"
        " AND x.span_start < p.span_end AND x.span_end > p.span_start"
    )
    found = select_matching("x.entry_row", joined, make_tsquery(words), access)
    return SqlCondition(f"e.entry_row IN {found.text}", (list(kinds), *found.values))
