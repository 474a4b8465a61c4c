"""The list of files that are not in the index, and the content hashes that are held back.

What is held back on purpose (exempt, to be reviewed or withdrawn) may be shown nowhere else either: its content hashes
are kept by the file they stand in, and ``DocumentRepository`` takes out every document with one of them.
"""

from __future__ import annotations

from collections.abc import Iterable

from paper_search.records import HELD_BACK_CODES, PUBLIC, REDACTION_CODE, Access, UnreadFile
from paper_search.storage.database import Database, Transaction
from paper_search.storage.rows import placeholders

RELEASABLE_CODES = HELD_BACK_CODES | {REDACTION_CODE}
"""Codes of what a person may release."""
HELD_BACK_SQL = "code IN ({})".format(", ".join(f"'{code}'" for code in sorted(HELD_BACK_CODES)))
"""The condition of SQL for what is held back."""


class UnreadList:
    """Files, and documents of packs, that were not read or may not be shown, or of which only the words may."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # -- reading ---------------------------------------------------------------------------------------------

    def list_unread(self) -> dict[str, tuple[UnreadFile, str]]:
        """Return the unread files with their input digests, by source, in order."""
        rows = self._database.connection.execute("SELECT * FROM unread ORDER BY source")
        return {
            row["source"]: (
                UnreadFile(row["source"], row["code"], row["reason"], row["next_step"]),
                row["origin"],
            )
            for row in rows
        }

    def find_unread(self, source: str) -> tuple[UnreadFile, str] | None:
        """Return what is listed of one place, with its input digest; None where nothing is."""
        row = self._database.connection.execute("SELECT * FROM unread WHERE source = ?", (source,)).fetchone()
        return (UnreadFile(row["source"], row["code"], row["reason"], row["next_step"]), row["origin"]) if row else None

    def list_files(self) -> dict[str, str]:
        """Return the file that each entry of the list stands in, by source."""
        return dict(self._database.connection.execute("SELECT source, file FROM unread ORDER BY source").fetchall())

    def find_unblocked_files(self) -> list[str]:
        """Return the files of documents that were held back as copies of words which nothing holds back any more."""
        rows = self._database.connection.execute(
            "SELECT DISTINCT file FROM unread WHERE copy_of_words NOT NULL"
            " AND copy_of_words NOT IN (SELECT words_key FROM held_words) ORDER BY file"
        )
        return [row[0] for row in rows]

    def is_partly_restricted(self, source: str, access: tuple[Access, ...] = PUBLIC) -> bool:
        """Return True if a file holds a document that may not be shown, so that the file may not be either.

        Args:
            source: the file's path in the corpus.
            access: what the user may see.
        """
        query = f"SELECT count(*) FROM documents WHERE source = ? AND access NOT IN ({placeholders(access)})"
        unread = self._database.fetch_int("SELECT count(*) FROM unread WHERE file = ?", source)
        return unread + self._database.fetch_int(query, source, *access) > 0

    # -- writing ---------------------------------------------------------------------------------------------

    @staticmethod
    def find_file(transaction: Transaction, source: str) -> str:
        """Return the file that an entry stands in; where it is not listed, ``source`` itself."""
        row = transaction.execute("SELECT file FROM unread WHERE source = ?", (source,)).fetchone()
        return str(row["file"]) if row else source

    @staticmethod
    def insert(
        transaction: Transaction,
        unread: UnreadFile,
        input_digest: str,
        file: str,
        copied_content_hash: str | None = None,
    ) -> None:
        """Put a file, or a document of one, on the list in place of what is listed of it.

        Args:
            transaction: the transaction that this belongs to.
            unread: what is listed.
            input_digest: a digest of all that it was decided from.
            file: the file's path in the corpus.
            copied_content_hash: the words that it is held back for as a copy, None for every other reason.
        """
        transaction.execute(
            "INSERT OR REPLACE INTO unread VALUES (?, ?, ?, ?, ?, ?, ?)",
            (unread.source, input_digest, unread.code, unread.reason, unread.next_step, file, copied_content_hash),
        )

    @staticmethod
    def restrict_content(transaction: Transaction, file: str, content_hashes: Iterable[str]) -> None:
        """Hold back these words, which stand in a file."""
        transaction.executemany(
            "INSERT OR IGNORE INTO held_words VALUES (?, ?)", ((file, content_hash) for content_hash in content_hashes)
        )

    @staticmethod
    def allow_content(transaction: Transaction, file: str) -> None:
        """Hold back no words for a file's sake any more."""
        transaction.execute("DELETE FROM held_words WHERE file = ?", (file,))

    @staticmethod
    def remove_file(transaction: Transaction, file: str) -> None:
        """Take all entries of a file off the list."""
        transaction.execute("DELETE FROM unread WHERE file = ?", (file,))

    def remove_unread(self, transaction: Transaction, sources: Iterable[str]) -> None:
        """Take entries that are gone off the list; what else stands in the file of a part is read again."""
        for source in sources:
            file = self.find_file(transaction, source)
            transaction.execute("DELETE FROM unread WHERE source = ?", (source,))
            self.allow_content(transaction, file)
            self._forget_digest(transaction, file)

    def request_rereading(self, transaction: Transaction, sources: Iterable[str]) -> None:
        """Have the next build read the files of these entries again; until then they are listed and held back."""
        for source in sources:
            self._forget_digest(transaction, self.find_file(transaction, source))

    @staticmethod
    def _forget_digest(transaction: Transaction, file: str) -> None:
        transaction.execute("UPDATE unread SET origin = '' WHERE file = ?", (file,))
        transaction.execute("UPDATE documents SET origin = '' WHERE source = ?", (file,))
