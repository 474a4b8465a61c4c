"""The tables of the store, and how a record becomes a row and a row a record.

Private to ``store``: nothing else reads or writes these columns.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from paper_search.records import Document, Locator, Meeting, Passage

SCHEMA_VERSION = 4

# ``counters`` and ``documents.passages`` spare a question a walk over all passages. ``forgotten`` (texts that may have
# no passage any more) and ``unsettled`` (papers that came or went since papers were last related to one another) spare
# a build a walk over all papers; being written by triggers, they hold whenever the rows do, a killed build included.
# ``files`` is what the corpus looked like when last read: a hint whether to hash a file again.
SCHEMA_SQL = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE documents (
    document_row INTEGER PRIMARY KEY AUTOINCREMENT, doc_id TEXT NOT NULL UNIQUE, source TEXT NOT NULL,
    sha256 TEXT NOT NULL, kind TEXT, title TEXT, authority TEXT, committee TEXT, held_on TEXT, agenda_item TEXT,
    status TEXT, pages INTEGER, url TEXT, access TEXT NOT NULL, also_at TEXT NOT NULL, replaced_by TEXT,
    part_pages TEXT, textless_pages TEXT NOT NULL, recognised_pages TEXT NOT NULL,
    origin TEXT NOT NULL, own_authority TEXT, own_status TEXT, own_also_at TEXT NOT NULL,
    words_key TEXT, standing INTEGER NOT NULL, claim TEXT, same_as TEXT, passages INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE texts (
    document_row INTEGER PRIMARY KEY REFERENCES documents ON DELETE CASCADE, text TEXT NOT NULL
);
CREATE VIEW papers AS SELECT * FROM documents WHERE same_as IS NULL;
CREATE INDEX documents_by_source ON documents (source);
CREATE INDEX documents_by_words ON documents (words_key);
CREATE INDEX documents_by_filter ON documents (authority, committee, kind, held_on, access, same_as, passages);
CREATE INDEX documents_by_meeting ON documents (committee, held_on);
CREATE INDEX documents_by_content ON documents (sha256);
CREATE INDEX documents_with_copies ON documents (document_row) WHERE own_also_at <> '[]';
CREATE INDEX documents_shown ON documents (passages) WHERE same_as IS NULL;
CREATE TABLE passages (
    passage_row INTEGER PRIMARY KEY AUTOINCREMENT, passage_id TEXT NOT NULL UNIQUE,
    document_row INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE, kind TEXT NOT NULL, text TEXT NOT NULL,
    span_start INTEGER NOT NULL, span_end INTEGER NOT NULL, headings TEXT NOT NULL, lead_in TEXT,
    paragraph TEXT, within TEXT, minute TEXT, agenda_item TEXT, first_page INTEGER, last_page INTEGER,
    printed_page TEXT, attribution TEXT, columns TEXT NOT NULL, lang TEXT,
    embedded TEXT, embedded_hash TEXT, vector_generation INTEGER
);
CREATE INDEX passages_by_document ON passages (document_row);
CREATE INDEX passages_by_hash ON passages (embedded_hash);
CREATE INDEX passages_by_vector ON passages (vector_generation) WHERE vector_generation IS NOT NULL;
CREATE INDEX passages_waiting ON passages (length(embedded), embedded_hash)
    WHERE embedded_hash IS NOT NULL AND vector_generation IS NULL;
CREATE TABLE vectors (embedded_hash TEXT PRIMARY KEY, row BLOB NOT NULL, tokens BLOB);
CREATE TABLE forgotten (embedded_hash TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE removals (passage_row INTEGER PRIMARY KEY, generation INTEGER NOT NULL);
CREATE INDEX removals_by_generation ON removals (generation);
CREATE TABLE unread (
    source TEXT PRIMARY KEY, origin TEXT NOT NULL, code TEXT NOT NULL, reason TEXT NOT NULL, next_step TEXT NOT NULL,
    file TEXT NOT NULL, copy_of_words TEXT
) WITHOUT ROWID;
CREATE INDEX unread_by_file ON unread (file);
CREATE TABLE held_words (file TEXT NOT NULL, words_key TEXT NOT NULL, PRIMARY KEY (file, words_key)) WITHOUT ROWID;
CREATE INDEX held_words_by_key ON held_words (words_key);
CREATE VIRTUAL TABLE words USING fts5 (
    title, headings, body, content='', tokenize='porter unicode61 remove_diacritics 2'
);
CREATE VIRTUAL TABLE vocabulary USING fts5vocab (words, row);
CREATE TABLE files (
    source TEXT PRIMARY KEY, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL, sha256 TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO counters VALUES ('passages', 0);
CREATE TRIGGER passage_added AFTER INSERT ON passages WHEN new.embedded_hash IS NOT NULL BEGIN
    UPDATE counters SET value = value + 1 WHERE name = 'passages';
    UPDATE documents SET passages = passages + 1 WHERE document_row = new.document_row;
END;
CREATE TRIGGER passage_removed AFTER DELETE ON passages WHEN old.embedded_hash IS NOT NULL BEGIN
    UPDATE counters SET value = value - 1 WHERE name = 'passages';
    UPDATE documents SET passages = passages - 1 WHERE document_row = old.document_row;
    INSERT OR IGNORE INTO forgotten VALUES (old.embedded_hash);
END;
CREATE TABLE unsettled (doc_id TEXT NOT NULL, words_key TEXT, committee TEXT, held_on TEXT);
CREATE TRIGGER document_added AFTER INSERT ON documents BEGIN
    INSERT INTO unsettled VALUES (new.doc_id, new.words_key, new.committee, new.held_on);
END;
CREATE TRIGGER document_removed AFTER DELETE ON documents BEGIN
    INSERT INTO unsettled VALUES (old.doc_id, old.words_key, old.committee, old.held_on);
END;
CREATE TRIGGER document_renamed AFTER UPDATE OF authority ON documents WHEN new.authority IS NOT old.authority BEGIN
    INSERT INTO unsettled VALUES (new.doc_id, new.words_key, new.committee, new.held_on);
END;
"""

# What passages say that letters stand for, derived from their texts alone. A store of this layout that was made without
# it is given it by the next build, and is asked on without it until then.
ACRONYMS_SQL = """
CREATE TABLE acronyms (
    passage_row INTEGER NOT NULL REFERENCES passages ON DELETE CASCADE, short TEXT NOT NULL, long TEXT NOT NULL,
    short_key TEXT NOT NULL, long_key TEXT NOT NULL
);
CREATE INDEX acronyms_by_passage ON acronyms (passage_row);
CREATE INDEX acronyms_by_short ON acronyms (short_key);
CREATE INDEX acronyms_by_long ON acronyms (long_key);
"""
# When each paper was first indexed, and when with the content it has now: for what is new since. Kept when a paper
# goes, so that one that was only out of sight for a while is not new when it is back. For older stores as above.
ARRIVALS_SQL = """
CREATE TABLE arrivals (
    doc_id TEXT PRIMARY KEY, added_at TEXT NOT NULL, changed_at TEXT NOT NULL, sha256 TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX arrivals_by_change ON arrivals (changed_at);
CREATE TRIGGER document_arrived AFTER INSERT ON documents BEGIN
    INSERT INTO arrivals VALUES (
        new.doc_id, strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), new.sha256
    ) ON CONFLICT (doc_id) DO UPDATE SET changed_at = excluded.changed_at, sha256 = excluded.sha256
        WHERE sha256 <> excluded.sha256;
END;
"""
SCHEMA_SQL += ACRONYMS_SQL + ARRIVALS_SQL

DOCUMENT_COLUMNS = (
    "doc_id, source, sha256, kind, title, authority, committee, held_on, agenda_item, status, pages, url, access,"
    " also_at, replaced_by, part_pages, textless_pages, recognised_pages"
)
PASSAGE_COLUMNS = (
    "passage_id, kind, text, span_start, span_end, headings, lead_in, paragraph, within, minute, agenda_item,"
    " first_page, last_page, printed_page, attribution, columns, lang"
)


def document_to_row(document: Document) -> tuple[Any, ...]:
    """The values of DOCUMENT_COLUMNS."""
    meeting = document.meeting
    return (
        document.doc_id,
        document.source,
        document.sha256,
        document.kind,
        document.title,
        meeting.authority,
        meeting.committee,
        meeting.held_on.isoformat() if meeting.held_on else None,
        document.agenda_item,
        document.status,
        document.pages,
        document.url,
        document.access,
        json.dumps(document.also_at),
        document.replaced_by,
        json.dumps(document.part_pages) if document.part_pages else None,
        json.dumps(document.textless_pages),
        json.dumps(document.recognised_pages),
    )


def document_from_row(row: sqlite3.Row) -> Document:
    """The Document of a row that holds DOCUMENT_COLUMNS, each prefixed ``document_``."""
    held_on = row["document_held_on"]
    return Document(
        doc_id=row["document_doc_id"],
        source=row["document_source"],
        sha256=row["document_sha256"],
        kind=row["document_kind"],
        title=row["document_title"],
        meeting=Meeting(
            row["document_authority"],
            row["document_committee"],
            date.fromisoformat(held_on) if held_on else None,
        ),
        agenda_item=row["document_agenda_item"],
        status=row["document_status"],
        pages=row["document_pages"],
        url=row["document_url"],
        access=row["document_access"],
        also_at=_parse_list(row["document_also_at"]),
        replaced_by=row["document_replaced_by"],
        part_pages=_parse_page_range(row["document_part_pages"]),
        textless_pages=_parse_list(row["document_textless_pages"]),
        recognised_pages=_parse_list(row["document_recognised_pages"]),
    )


# Most lists are empty, and the passages of a section share theirs.
@lru_cache(maxsize=4096)
def _parse_list(text: str) -> tuple[Any, ...]:
    return tuple(json.loads(text))


def _parse_page_range(text: str | None) -> tuple[int, int] | None:
    if text is None:
        return None
    first, last = json.loads(text)
    return first, last


def passage_to_row(passage: Passage) -> tuple[Any, ...]:
    """The values of PASSAGE_COLUMNS."""
    place = passage.locator
    first, last = place.pages or (None, None)
    return (
        passage.passage_id,
        passage.kind,
        passage.text,
        passage.start,
        passage.end,
        json.dumps(passage.headings, ensure_ascii=False),
        passage.lead_in,
        place.paragraph,
        place.within,
        place.minute,
        place.agenda_item,
        first,
        last,
        place.printed_page,
        passage.attribution,
        json.dumps(passage.columns),
        passage.lang,
    )


def passage_from_row(row: sqlite3.Row) -> Passage:
    """The Passage of a row that holds PASSAGE_COLUMNS and ``document_doc_id``."""
    first, last = row["first_page"], row["last_page"]
    return Passage(
        passage_id=row["passage_id"],
        doc_id=row["document_doc_id"],
        kind=row["kind"],
        text=row["text"],
        start=row["span_start"],
        end=row["span_end"],
        headings=_parse_list(row["headings"]),
        lead_in=row["lead_in"],
        locator=Locator(
            pages=None if first is None else (first, last),
            printed_page=row["printed_page"],
            paragraph=row["paragraph"],
            within=row["within"],
            minute=row["minute"],
            agenda_item=row["agenda_item"],
        ),
        attribution=row["attribution"],
        columns=_parse_list(row["columns"]),
        lang=row["lang"],
    )


def build_fulltext_columns(title: str | None, passage: Passage) -> tuple[str, str, str]:
    """What the lexical index holds of a passage: title, headings with lead-in, body.

    A contentless index forgets a row only when given the very same words again, so this must stay a pure
    function of what the store keeps.
    """
    return join_fulltext_columns(title, passage.headings, passage.lead_in, passage.columns, passage.text)


def join_fulltext_columns(
    title: str | None, headings: Sequence[str], lead_in: str | None, columns: Sequence[str], text: str
) -> tuple[str, str, str]:
    """``indexed_words`` of a passage's parts."""
    heads = " | ".join(columns)
    context = (*headings, lead_in or "", "" if heads == (lead_in or "") else heads)
    return title or "", " ".join(context), text


PREFIXED_DOCUMENT_COLUMNS = ", ".join(
    f"d.{name.strip()} AS document_{name.strip()}" for name in DOCUMENT_COLUMNS.split(",")
)
PREFIXED_PASSAGE_COLUMNS = ", ".join(f"p.{name.strip()}" for name in PASSAGE_COLUMNS.split(","))
