"""Numbered steps that add to an index of the present layout what it was made without.

``PRAGMA user_version`` counts the steps that a file has had; files that were made before the steps had numbers have 0.
Each step is one transaction, so a build that is killed leaves a file before or after it. A file without a step can
still be read: whoever reads what the step adds looks first whether it is there.
"""

from __future__ import annotations

from collections.abc import Callable

from paper_search.records import Passage
from paper_search.records.superscripts import mask_note_marks
from paper_search.storage.acronyms import AcronymTable
from paper_search.storage.database import Database, Transaction
from paper_search.storage.examples import TABLE as EXAMPLES_TABLE
from paper_search.storage.fulltext import FullTextIndex
from paper_search.storage.fulltext_tables import (
    MEMBERS_WORDS_KEY,
    NOT_IN_USE,
    has_restricted_documents,
    select_passages,
)
from paper_search.storage.register import TABLE as REGISTER_TABLE
from paper_search.storage.rows import passage_from_row
from paper_search.storage.transfer import insert_arrivals, to_arrival_time
from paper_search.storage.unread_parts import TABLE as UNREAD_PARTS_TABLE
from paper_search.storage.unread_parts import TEXTLESS_PARTS_SQL

_ACRONYMS = (
    """CREATE TABLE acronyms (
    passage_row INTEGER NOT NULL REFERENCES passages ON DELETE CASCADE, short TEXT NOT NULL, long TEXT NOT NULL,
    short_key TEXT NOT NULL, long_key TEXT NOT NULL
)""",
    "CREATE INDEX acronyms_by_passage ON acronyms (passage_row)",
    "CREATE INDEX acronyms_by_short ON acronyms (short_key)",
    "CREATE INDEX acronyms_by_long ON acronyms (long_key)",
)
_ARRIVALS = (
    """CREATE TABLE arrivals (
    doc_id TEXT PRIMARY KEY, added_at TEXT NOT NULL, changed_at TEXT NOT NULL, sha256 TEXT NOT NULL
) WITHOUT ROWID""",
    "CREATE INDEX arrivals_by_change ON arrivals (changed_at)",
    """CREATE TRIGGER document_arrived AFTER INSERT ON documents BEGIN
    INSERT INTO arrivals VALUES (
        new.doc_id, strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), new.sha256
    ) ON CONFLICT (doc_id) DO UPDATE SET changed_at = excluded.changed_at, sha256 = excluded.sha256
        WHERE sha256 <> excluded.sha256;
END""",
)
_MEMBERS_WORDS = (
    """CREATE VIRTUAL TABLE members_words USING fts5 (
    title, headings, body, content='', tokenize='porter unicode61 remove_diacritics 2'
)""",
    "CREATE VIRTUAL TABLE members_vocabulary USING fts5vocab (members_words, row)",
    "CREATE INDEX documents_restricted ON documents (access, same_as, passages) WHERE access <> 'public'",
)
_UNREAD_PARTS = (
    """CREATE TABLE unread_parts (
    document_row INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE, page INTEGER, reason TEXT NOT NULL
)""",
    "CREATE INDEX unread_parts_by_document ON unread_parts (document_row)",
)
_REGISTER = (
    """CREATE TABLE register_entries (
    entry_row INTEGER PRIMARY KEY, document_row INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
    kind TEXT NOT NULL, label TEXT, passage_id TEXT NOT NULL, span_start INTEGER NOT NULL, span_end INTEGER NOT NULL,
    words_key TEXT, fields TEXT NOT NULL
)""",
    "CREATE INDEX register_entries_by_document ON register_entries (document_row, kind, span_start, label)",
    "CREATE INDEX register_entries_by_label ON register_entries (label, kind)",
    "CREATE INDEX register_entries_by_words ON register_entries (words_key) WHERE words_key NOT NULL",
    """CREATE TABLE register_names (
    entry_row INTEGER NOT NULL REFERENCES register_entries ON DELETE CASCADE,
    document_row INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
    surname TEXT NOT NULL, person_key TEXT NOT NULL, name TEXT NOT NULL, part TEXT NOT NULL
)""",
    "CREATE INDEX register_names_by_entry ON register_names (entry_row)",
    "CREATE INDEX register_names_by_document ON register_names (document_row, person_key, name)",
    "CREATE INDEX register_names_by_surname ON register_names (surname, person_key)",
    "CREATE INDEX register_names_by_person ON register_names (person_key, entry_row)",
    "CREATE INDEX documents_by_day ON documents (held_on DESC, authority, committee, doc_id)",
)

_EXAMPLES = (
    """CREATE TABLE examples (
    rank INTEGER PRIMARY KEY, document_row INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
    question TEXT NOT NULL
)""",
    "CREATE INDEX examples_by_document ON examples (document_row)",
)
_HAS_STRUCK_WORDS = (
    "SELECT 1 FROM passages WHERE instr(text, '~~') OR instr(headings, '~~') OR instr(coalesce(lead_in, ''), '~~')"
    " LIMIT 1"
)
"""Struck-through words were indexed once, and a table without text forgets a row only by the words it was given."""


def add_acronyms(database: Database, transaction: Transaction) -> None:
    """Add the table of acronyms, and fill it with what the passages define."""
    if not database.has_table("acronyms"):
        for statement in _ACRONYMS:
            transaction.execute(statement)
        AcronymTable.rebuild(transaction)


def add_arrivals(database: Database, transaction: Transaction) -> None:
    """Add the table of arrivals; what is indexed already counts as come with the last build."""
    if not database.has_table("arrivals"):
        for statement in _ARRIVALS:
            transaction.execute(statement)
        insert_arrivals(transaction, "main", to_arrival_time(database.get_meta("built_at")))


def add_members_words(database: Database, transaction: Transaction) -> None:
    """Add the table of all words, for members, and leave in the other the words of public documents alone.

    What documents are to one another is worked out anew by the next build, since one that is not public may have had a
    part in it.
    """
    if database.has_table("members_words"):
        return
    for statement in _MEMBERS_WORDS:
        transaction.execute(statement)
    transaction.set_meta({MEMBERS_WORDS_KEY: NOT_IN_USE})
    is_restricted = has_restricted_documents(transaction)
    if is_restricted or transaction.execute(_HAS_STRUCK_WORDS).fetchone() is not None:
        FullTextIndex.rebuild(transaction)
    if is_restricted:
        transaction.execute("INSERT INTO unsettled SELECT doc_id, words_key, committee, held_on FROM documents")


def leave_out_note_marks(database: Database, transaction: Transaction) -> None:
    """Index the words of passages anew without the marks of notes, where there are any.

    A table without text forgets a row only by the words it was given.
    """
    passages = map(passage_from_row, select_passages(transaction, "1"))
    if any(map(_has_note_marks, passages)):
        FullTextIndex.rebuild(transaction)


def _has_note_marks(passage: Passage) -> bool:
    texts = (passage.text, passage.lead_in or "", *passage.headings, *passage.columns)
    return any(mask_note_marks(text) != text for text in texts)


def add_unread_parts(database: Database, transaction: Transaction) -> None:
    """Add the table of parts that could not be read, with the pages that are pictures without words."""
    if database.has_table(UNREAD_PARTS_TABLE):
        return
    for statement in _UNREAD_PARTS:
        transaction.execute(statement)
    transaction.execute(f"INSERT INTO {UNREAD_PARTS_TABLE} {TEXTLESS_PARTS_SQL}")


def add_register(database: Database, transaction: Transaction) -> None:
    """Add the tables of the register, empty: the next build reads every paper for it."""
    if not database.has_table(REGISTER_TABLE):
        for statement in _REGISTER:
            transaction.execute(statement)


def add_examples(database: Database, transaction: Transaction) -> None:
    """Add the table of questions to begin with, empty: the next build asks them."""
    if not database.has_table(EXAMPLES_TABLE):
        for statement in _EXAMPLES:
            transaction.execute(statement)


STEPS: tuple[Callable[[Database, Transaction], None], ...] = (
    add_acronyms,
    add_arrivals,
    add_members_words,
    leave_out_note_marks,
    add_unread_parts,
    add_register,
    add_examples,
)
"""The step at position i makes user_version i + 1. Steps are only ever added at the end, and ``schema.sql`` is kept as
all of them leave it."""


def migrate(database: Database) -> None:
    """Run the steps that a file has not had."""
    version = database.fetch_int("PRAGMA user_version")
    for number, step in enumerate(STEPS[version:], version + 1):
        with database.transaction() as transaction:
            step(database, transaction)
            transaction.execute(f"PRAGMA user_version = {number}")
