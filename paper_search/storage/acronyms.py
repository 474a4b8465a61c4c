"""Acronyms that the documents define, and the words that the full-text index knows.

Both are derived from the passages alone and go with them. No query costs more the larger the index is, but for
``find_stems``, which is one pass over the words with one first letter.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from paper_search.records import PUBLIC, Access, Acronym
from paper_search.records.standing import mask_unmatched
from paper_search.storage.database import Database, Transaction
from paper_search.storage.fulltext_tables import find_table
from paper_search.storage.rows import placeholders
from paper_search.text.acronyms import find_definitions, normalise_key

_SPELLING_SAMPLE_SIZE = 6
"""Passages that are looked at to see how a word is spelt."""


class AcronymTable:
    """The acronyms of an index, and the spellings of words."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @staticmethod
    def insert_acronyms(transaction: Transaction, passage_row: int, text: str) -> None:
        """Keep what a passage defines."""
        rows = _make_rows(passage_row, find_definitions(mask_unmatched(text)))
        transaction.executemany("INSERT INTO acronyms VALUES (?, ?, ?, ?, ?)", rows)

    @classmethod
    def rebuild(cls, transaction: Transaction) -> None:
        """Derive the acronyms anew from the passages, under a new generation."""
        transaction.next_generation()
        transaction.execute("DELETE FROM acronyms")
        query = "SELECT passage_row, text FROM passages WHERE embedded_hash NOT NULL"
        for passage_row, text in transaction.execute(query).fetchall():
            cls.insert_acronyms(transaction, passage_row, text)

    def has_stale_acronyms(self) -> bool:
        """Return True if the table is not what the passages that can be found define."""
        connection = self._database.connection
        kept = connection.execute("SELECT passage_row, short, long, short_key, long_key FROM acronyms ORDER BY 1, 2, 3")
        passages = connection.execute(
            "SELECT passage_row, text FROM passages WHERE embedded_hash NOT NULL ORDER BY passage_row"
        )
        derived = (
            row
            for passage_row, text in passages
            for row in _make_rows(
                passage_row,
                sorted(find_definitions(mask_unmatched(text)), key=lambda a: (a.short, a.long)),
            )
        )
        return any(row != other for row, other in zip_longest(map(tuple, kept), derived))

    def find_acronyms(self, keys: Sequence[str], access: Sequence[Access] = PUBLIC) -> list[Acronym]:
        """Return what documents define of letters or words, the definition of most documents first.

        Args:
            keys: letters or words, each as ``normalise_key`` gives it.
            access: the documents that may tell.

        Returns:
            Acronyms, each with the first passage that defines it.
        """
        if not keys:
            return []
        marks, levels = placeholders(keys), placeholders(access)
        rows = self._database.connection.execute(
            "SELECT a.short, a.long, p.passage_id, count(DISTINCT p.document_row) AS papers,"
            # What a paper is about, by whom and for whom, names things and explains none.
            " min((p.kind IN ('front matter', 'heading')) << 60 | p.passage_row)"
            " FROM acronyms a JOIN passages p USING (passage_row) JOIN documents d USING (document_row)"
            f" WHERE (a.short_key IN ({marks}) OR a.long_key IN ({marks})) AND d.access IN ({levels})"
            " GROUP BY a.short_key, a.long_key ORDER BY papers DESC, a.short_key, a.long_key",
            (*keys, *keys, *access),
        )
        return [Acronym(row[0], row[1], row[2], row[3]) for row in rows]

    def find_stems(self, initial: str, access: Sequence[Access] = PUBLIC) -> list[str]:
        """Return the stems of all words that begin with a letter.

        Args:
            initial: the letter.
            access: the documents that may tell.
        """
        vocabulary = find_table(self._database, access).vocabulary
        rows = self._database.connection.execute(
            f"SELECT term FROM {vocabulary} WHERE term >= ? AND term < ?", (initial, chr(ord(initial[0]) + 1))
        )
        return [row[0] for row in rows]

    def find_texts_with_stem(self, stem: str, access: Sequence[Access] = PUBLIC) -> list[str]:
        """Return some texts that hold a word with this stem, title and headings in front.

        Args:
            stem: the beginning of a word, as the full-text index keeps it.
            access: the documents that may tell.
        """
        words = find_table(self._database, access).name
        rows = self._database.connection.execute(
            f"SELECT coalesce(d.title, '') || ' ' || p.headings || ' ' || p.text FROM {words} w"
            " JOIN passages p ON p.passage_row = w.rowid JOIN documents d USING (document_row)"
            f" WHERE {words} MATCH ? AND d.access IN ({placeholders(access)}) LIMIT ?",
            (f'"{stem}" *' if stem.isalnum() else '""', *access, _SPELLING_SAMPLE_SIZE),
        )
        return [mask_unmatched(row[0]) for row in rows]


def _make_rows(passage_row: int, acronyms: Sequence[Acronym]) -> Iterator[tuple[int, str, str, str, str]]:
    for acronym in acronyms:
        short_key, long_key = normalise_key(acronym.short), normalise_key(acronym.long)
        yield passage_row, acronym.short, acronym.long, short_key, long_key
