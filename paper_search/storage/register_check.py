"""Checks of the register: every entry is words of its paper, stands in a passage of it, and names whom it prints."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from typing import Any

from pydantic import ValidationError

from paper_search.errors import DamagedIndexError
from paper_search.records.register import Decision, RegisterEntry, SourceSpan, Vote
from paper_search.storage.database import Database
from paper_search.storage.register_rows import list_name_rows, parse_entry
from paper_search.storage.stored_values import hash_passage_id, unpack_text


def find_register_faults(database: Database) -> Iterator[str]:
    """Yield what is wrong with the entries of an index."""
    database.connection.create_function("hash_passage_id", 1, hash_passage_id, deterministic=True)
    rows = database.connection.execute(
        "SELECT e.*, d.doc_id, t.text, p.document_row AS passage_document FROM register_entries e"
        " JOIN documents d USING (document_row) LEFT JOIN texts t USING (document_row)"
        " LEFT JOIN passages p ON p.id_hash = hash_passage_id(e.passage_id) ORDER BY e.document_row, e.entry_row"
    )
    for _, group in groupby(rows, key=lambda row: row["document_row"]):
        for row in group:
            yield from _check_entry(database, row)


def _check_entry(database: Database, row: Any) -> Iterator[str]:
    place = f"{row['doc_id']}: the {row['kind']} from character {row['span_start']} to {row['span_end']}"
    try:
        entry = parse_entry(row["kind"], row["fields"])
    except (KeyError, ValidationError):
        yield f"{place} cannot be understood"
        return
    text = _read_text(row["text"])
    if (entry.source.start, entry.source.end) != (row["span_start"], row["span_end"]) or any(
        text[span.start : span.end] != span.text or span.doc_id != row["doc_id"] for span in _list_spans(entry)
    ):
        yield f"{place} is not what its paper says there"
    if row["passage_document"] != row["document_row"] or entry.source.passage_id != row["passage_id"]:
        yield f"{place} belongs to no passage of its paper"
    names = database.connection.execute(
        "SELECT surname, person_key, name, part FROM register_names WHERE entry_row = ?", (row["entry_row"],)
    )
    if Counter(map(tuple, names)) != Counter(list_name_rows(entry)):
        yield f"{place} is not found by the names that it prints"


def _list_spans(entry: RegisterEntry) -> Sequence[SourceSpan]:
    others: Sequence[SourceSpan | None] = ()
    if isinstance(entry, Decision):
        others = (entry.moved_in, *entry.conditions)
    elif isinstance(entry, Vote):
        others = (entry.motion,)
    return [entry.source, *filter(None, others)]


# The entries of a paper come one behind another.
@lru_cache(maxsize=1)
def _read_text(packed: bytes | None) -> str:
    try:
        return unpack_text(packed) if packed is not None else ""
    except DamagedIndexError:
        return ""
