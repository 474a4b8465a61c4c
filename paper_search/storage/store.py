"""The index on disk: one SQLite file is the truth about documents, their words and their vectors."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from pathlib import Path

from paper_search.storage.acronyms import AcronymTable
from paper_search.storage.build_state import BuildState
from paper_search.storage.database import Database, Transaction
from paper_search.storage.documents import DocumentRepository
from paper_search.storage.embeddings import EmbeddingTable
from paper_search.storage.examples import ExampleTable
from paper_search.storage.filters import FilterQuery
from paper_search.storage.fulltext import FullTextIndex
from paper_search.storage.history import History
from paper_search.storage.register import RegisterTable
from paper_search.storage.statistics import Statistics
from paper_search.storage.unread import UnreadList
from paper_search.storage.unread_parts import UnreadPartTable

DATABASE_FILE_NAME = "papers.db"


class Store:
    """An open index: a database and the repositories in it. Safe for threads.

    Methods of a repository that write take the transaction that they belong to::

        with store.transaction() as transaction:
            store.documents.replace_file(transaction, source, input_digest, entries)

    A snapshot covers all repositories.
    """

    def __init__(self, path: Path, *, create: bool = False, is_shared: bool = True) -> None:
        """Open the index at ``path``; raises what ``Database`` raises.

        Args:
            path: the database file.
            create: make it where there is none.
            is_shared: give each thread a connection of its own, see ``Database``.
        """
        self.database = Database(path, create=create, is_shared=is_shared)
        self.filters = FilterQuery(self.database)
        self.fulltext = FullTextIndex(self.database, self.filters)
        self.embeddings = EmbeddingTable(self.database)
        self.acronyms = AcronymTable(self.database)
        self.history = History(self.database)
        self.unread = UnreadList(self.database)
        self.register = RegisterTable(self.database)
        self.unread_parts = UnreadPartTable(self.database)
        self.documents = DocumentRepository(self.database, self.fulltext, self.acronyms, self.unread)
        self.examples = ExampleTable(self.database)
        self.statistics = Statistics(self.database)
        self.build_state = BuildState(self.database)

    @property
    def path(self) -> Path:
        """The database file."""
        return self.database.path

    @property
    def is_replaced(self) -> bool:
        """True where another file stands in the place of the one that was opened."""
        return self.database.is_replaced

    def transaction(self) -> AbstractContextManager[Transaction]:
        """Write what is done inside as a whole, or nothing of it where the block raises."""
        return self.database.transaction()

    def snapshot(self) -> AbstractContextManager[None]:
        """Let this thread read one generation inside, whatever is written meanwhile; may be nested."""
        return self.database.snapshot()

    def generation(self) -> int:
        """Return a number that goes up with every committed change of what is indexed."""
        return self.database.generation()

    def get_meta(self, key: str) -> str | None:
        """Return a value kept beside the documents, see ``Database.get_meta``."""
        return self.database.get_meta(key)

    def set_meta(self, values: Mapping[str, str]) -> None:
        """Keep values beside the documents without raising the generation."""
        self.database.set_meta(values)

    def close(self) -> None:
        """Close this thread's connection; those of other threads close with their threads."""
        self.database.close()
