"""What the papers say that letters stand for, and the words that the lexical index knows: kept in the store.

In: the text of a passage as it is written, letters or words asked about; out: acronyms and words. Promised: both are
derived from the passages alone and go with them; no query here costs more the larger the store is, but for
``vocabulary``, which is one pass over the words with one first letter.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from itertools import zip_longest

from paper_search.records import PUBLIC, Access, Acronym
from paper_search.storage import schema
from paper_search.storage.database import Database
from paper_search.text import acronyms

_SPELLING_SAMPLE_SIZE = 6
"""Passages looked at to see how a word is spelt."""


class AcronymTable(Database):
    """An open store, for what its words mean and how they are spelt."""

    def create_acronym_table(self) -> None:
        """Learn what the passages define, in a store that was made before that was kept."""
        if self._has_table("acronyms"):
            return
        with self._transaction() as writer:
            for statement in filter(str.strip, schema.ACRONYMS_SQL.split(";")):
                writer.execute(statement)
            rows = writer.execute("SELECT passage_row, text FROM passages WHERE embedded_hash NOT NULL").fetchall()
            for row, text in rows:
                self.insert_acronyms(writer, row, text)
            self._increment_generation(writer)

    @staticmethod
    def insert_acronyms(writer: sqlite3.Connection, row: int, text: str) -> None:
        """Keep what a passage says that letters stand for; nothing in a store that does not keep that yet."""
        found = acronyms.find_definitions(text)
        if found and writer.execute("SELECT 1 FROM sqlite_master WHERE name = 'acronyms'").fetchone():
            writer.executemany(
                "INSERT INTO acronyms VALUES (?, ?, ?, ?, ?)",
                (
                    (row, each.short, each.long, acronyms.normalise_key(each.short), acronyms.normalise_key(each.long))
                    for each in found
                ),
            )

    def has_stale_acronyms(self) -> bool:
        """True where what is kept of acronyms is not what the passages that can be found define."""
        if not self._has_table("acronyms"):
            return False
        kept = self._connection.execute(
            "SELECT passage_row, short, long, short_key, long_key FROM acronyms ORDER BY 1, 2, 3"
        )
        rows = self._connection.execute(
            "SELECT passage_row, text FROM passages WHERE embedded_hash NOT NULL ORDER BY passage_row"
        )
        found = (
            (row, each.short, each.long, acronyms.normalise_key(each.short), acronyms.normalise_key(each.long))
            for row, text in rows
            for each in sorted(acronyms.find_definitions(text), key=lambda each: (each.short, each.long))
        )
        return any(one != other for one, other in zip_longest(map(tuple, kept), found))

    def rebuild_acronyms(self) -> None:
        """Learn anew what the passages define."""
        with self._transaction() as writer:
            self._increment_generation(writer)
            writer.execute("DELETE FROM acronyms")
            rows = writer.execute("SELECT passage_row, text FROM passages WHERE embedded_hash NOT NULL").fetchall()
            for row, text in rows:
                self.insert_acronyms(writer, row, text)

    def find_acronyms(self, keys: Sequence[str], access: Sequence[Access] = PUBLIC) -> list[Acronym]:
        """What is defined of these letters or words, each a key of ``acronyms.key``: the definition of most papers
        first, with the first passage that gives it; in the papers with this access."""
        if not keys or not self._has_table("acronyms"):
            return []
        marks, levels = ", ".join("?" * len(keys)), ", ".join("?" * len(access))
        rows = self._connection.execute(
            "SELECT a.short, a.long, p.passage_id, count(DISTINCT p.document_row) AS papers,"
            # What a paper is about, by whom and for whom, names things and explains none.
            " min((p.kind IN ('front matter', 'heading')) << 60 | p.passage_row)"
            " FROM acronyms a JOIN passages p USING (passage_row) JOIN documents d USING (document_row)"
            f" WHERE (a.short_key IN ({marks}) OR a.long_key IN ({marks})) AND d.access IN ({levels})"
            " GROUP BY a.short_key, a.long_key ORDER BY papers DESC, a.short_key, a.long_key",
            (*keys, *keys, *access),
        )
        return [Acronym(row[0], row[1], row[2], row[3]) for row in rows]

    def find_stems(self, initial: str) -> list[str]:
        """The stems of all words that begin with a letter."""
        rows = self._connection.execute(
            "SELECT term FROM vocabulary WHERE term >= ? AND term < ?", (initial, chr(ord(initial[0]) + 1))
        )
        return [row[0] for row in rows]

    def find_texts_with_stem(self, stem: str, access: Sequence[Access] = PUBLIC) -> list[str]:
        """Some texts of papers with this access that hold a word with this stem, title and headings in front."""
        levels = ", ".join("?" * len(access))
        rows = self._connection.execute(
            "SELECT coalesce(d.title, '') || ' ' || p.headings || ' ' || p.text FROM words w"
            " JOIN passages p ON p.passage_row = w.rowid JOIN documents d USING (document_row)"
            f" WHERE words MATCH ? AND d.access IN ({levels}) LIMIT ?",
            (f'"{stem}" *' if stem.isalnum() else '""', *access, _SPELLING_SAMPLE_SIZE),
        )
        return [row[0] for row in rows]
