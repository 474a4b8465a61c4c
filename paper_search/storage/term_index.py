"""The terms of texts, made by SQLite's own tokenizer: what a full-text table keeps of their words."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable
from functools import lru_cache

_TOKENIZER = "porter unicode61 remove_diacritics 2"
"""That of the full-text tables in ``schema.sql``."""


class TermIndex(threading.local):
    """An index in memory, one for each thread, that is asked for the terms of what was put in."""

    def __init__(self) -> None:
        self.connection = sqlite3.connect(":memory:", isolation_level=None)
        self.connection.execute(
            f"CREATE VIRTUAL TABLE words USING fts5 (title, headings, body, content='', tokenize='{_TOKENIZER}')"
        )
        self.connection.execute("CREATE VIRTUAL TABLE terms USING fts5vocab (words, instance)")

    def list_terms(self, texts: Iterable[tuple[str, str, str]]) -> list[tuple[str, int, str, int]]:
        """Return the terms of texts, each with the place of its text, its column and its place there."""
        self.connection.execute("BEGIN")
        try:
            self.connection.executemany(
                "INSERT INTO words (rowid, title, headings, body) VALUES (?, ?, ?, ?)",
                ((place, *columns) for place, columns in enumerate(texts)),
            )
            return self.connection.execute("SELECT term, doc, col, offset FROM terms").fetchall()
        finally:
            self.connection.execute("ROLLBACK")


term_index = TermIndex()


@lru_cache(maxsize=65_536)
def split_into_terms(word: str) -> tuple[str, ...]:
    """Return the terms that a word of a question stands for, in order; several are looked for as a phrase."""
    found = sorted((offset, text) for text, _, _, offset in term_index.list_terms([("", "", word)]))
    return tuple(text for _, text in found)
