"""Questions that are offered to begin with, as the last build kept them. They go with the paper that answers them.

Whoever may see more than others is offered the same: only questions that public papers answer are kept.
"""

from __future__ import annotations

from collections.abc import Iterable

from paper_search.records import NOT_FINAL_STATUSES
from paper_search.storage.database import Database, Transaction
from paper_search.storage.rows import placeholders

_ASKED_KEY = "examples asked"
"""The key of ``meta`` for what the examples were asked of: the generation, and the models."""


class ExampleTable:
    """The questions that are offered to begin with."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list_questions(self) -> tuple[str, ...]:
        """Return the questions, the first to be offered first."""
        rows = self._database.connection.execute(
            "SELECT e.question FROM examples e JOIN papers d USING (document_row) WHERE d.access = 'public'"
            f" AND coalesce(d.status, '') NOT IN ({placeholders(NOT_FINAL_STATUSES)}) ORDER BY e.rank",
            NOT_FINAL_STATUSES,
        )
        return tuple(question for (question,) in map(tuple, rows))

    def is_asked_of(self, version: str) -> bool:
        """Return True if the questions were asked of this version of the papers.

        Args:
            version: stands for the papers and for the models that answer.
        """
        return self._database.get_meta(_ASKED_KEY) == version

    def replace(self, transaction: Transaction, examples: Iterable[tuple[str, str]], version: str) -> None:
        """Keep questions in place of those that were kept; one whose paper is gone meanwhile is left out.

        The generation stays: nothing that a question reads has changed.

        Args:
            transaction: the transaction that this belongs to.
            examples: the questions, each with the doc_id of the paper that answers it.
            version: stands for the papers and the models that they were asked of.
        """
        transaction.execute("DELETE FROM examples")
        transaction.executemany(
            "INSERT INTO examples SELECT ?, document_row, ? FROM documents WHERE doc_id = ?",
            ((rank, question, doc_id) for rank, (question, doc_id) in enumerate(examples, 1)),
        )
        transaction.set_meta({_ASKED_KEY: version})
