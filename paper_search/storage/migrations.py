"""Numbered steps that add to an index of the present layout what it was made without.

``PRAGMA user_version`` counts the steps that a file has had, on from the number that the layout began with. Each step
is one transaction, so a build that is killed leaves a file before or after it. Readers run no step and may meet a file
without one: whoever reads what a step adds looks first whether it is there.
"""

from __future__ import annotations

from collections.abc import Callable

from paper_search.storage.database import Database, Transaction
from paper_search.storage.embeddings import CHECKSUM_COLUMN

FIRST_VERSION = 7
"""``user_version`` of layout 5 without any step: those of the layout before it were counted up to here."""


def add_checksums(transaction: Transaction) -> None:
    """Add the checksums of vectors, NULL for those that are there: what was written is not known of them."""
    transaction.execute(f"ALTER TABLE vectors ADD COLUMN {CHECKSUM_COLUMN} INTEGER")


STEPS: tuple[Callable[[Transaction], None], ...] = (add_checksums,)
"""The step at position i makes user_version FIRST_VERSION + i + 1. Steps are only ever added at the end, and
``schema.sql`` is kept as all of them leave it. Another layout begins again with none."""


def migrate(database: Database) -> None:
    """Run the steps that a file has not had."""
    done = _count_steps(database)
    for number, step in enumerate(STEPS[done:], done + 1):
        with database.transaction() as transaction:
            step(transaction)
            transaction.execute(f"PRAGMA user_version = {FIRST_VERSION + number}")


def is_up_to_date(database: Database) -> bool:
    """Return True if a file has had every step."""
    return _count_steps(database) >= len(STEPS)


def _count_steps(database: Database) -> int:
    return max(database.fetch_int("PRAGMA user_version") - FIRST_VERSION, 0)
