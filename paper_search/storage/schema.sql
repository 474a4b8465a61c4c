-- The tables of an index of layout 5 (see database.SCHEMA_VERSION), with all migrations of it applied.
--
-- Some columns keep the name that they had when the layout was made: a file is read where it lies, also from a folder
-- that may not be written, and by servers that run while it is built, so a column cannot be renamed under it.
--   documents.origin, unread.origin      input digest: stands for all that a file's documents were made from
--   documents.words_key                  content hash: a digest of a document's words, NULL where it has too few
--   documents.standing                   copy rank: of several copies the lowest is the one to show
--   passages.embedded_hash               key of the embedding text, which the encoder sees
--   held_words                           content hashes of documents that are held back, by file
--   unsettled                            pending reconciliation: documents that came or went since the last one
--
-- What takes the most room is kept in the form of ``stored_values``: texts.text is compressed; passages.context is what
-- the encoder sees in front of a passage's words, NULL where it sees neither; vectors.row has 13 bits a dimension, and
-- embedded_hash 12 bytes; id_hash stands for passage_id, by which it is found. token_chunks has the token vectors of
-- vectors.row in pieces, see that module. vectors.checksum is that of both; NULL for what was written before step 1.
--
-- counters and documents.passages spare a question a walk over all passages. forgotten (texts that may have no passage
-- any more) and unsettled spare a build a walk over all documents. Triggers write them, so they hold whenever the rows
-- do, also after a build that was killed. files is what the corpus looked like when it was last read: a hint whether
-- to hash a file again.

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
    document_row INTEGER PRIMARY KEY REFERENCES documents ON DELETE CASCADE, text BLOB NOT NULL
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
    passage_row INTEGER PRIMARY KEY AUTOINCREMENT, passage_id TEXT NOT NULL, id_hash INTEGER NOT NULL UNIQUE,
    document_row INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE, kind TEXT NOT NULL, text TEXT NOT NULL,
    span_start INTEGER NOT NULL, span_end INTEGER NOT NULL, headings TEXT NOT NULL, lead_in TEXT,
    paragraph TEXT, within TEXT, minute TEXT, agenda_item TEXT, first_page INTEGER, last_page INTEGER,
    printed_page TEXT, attribution TEXT, columns TEXT NOT NULL, lang TEXT,
    context TEXT, embedded_hash BLOB, vector_generation INTEGER
);
CREATE INDEX passages_by_document ON passages (document_row);
CREATE INDEX passages_by_hash ON passages (embedded_hash);
CREATE INDEX passages_by_vector ON passages (vector_generation) WHERE vector_generation IS NOT NULL;
CREATE INDEX passages_waiting ON passages (length(context) + length(text), embedded_hash)
    WHERE embedded_hash IS NOT NULL AND vector_generation IS NULL;
CREATE TABLE vectors (
    vector_row INTEGER PRIMARY KEY, embedded_hash BLOB NOT NULL UNIQUE, row BLOB NOT NULL, checksum INTEGER
);
CREATE TABLE token_chunks (chunk_row INTEGER PRIMARY KEY, data BLOB NOT NULL);
CREATE TRIGGER vector_removed AFTER DELETE ON vectors BEGIN
    DELETE FROM token_chunks WHERE chunk_row BETWEEN old.vector_row * 64 AND old.vector_row * 64 + 63;
END;
CREATE TABLE forgotten (embedded_hash BLOB PRIMARY KEY) WITHOUT ROWID;
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
-- Acronyms that passages define, derived from their texts alone.
CREATE TABLE acronyms (
    passage_row INTEGER NOT NULL REFERENCES passages ON DELETE CASCADE, short TEXT NOT NULL, long TEXT NOT NULL,
    short_key TEXT NOT NULL, long_key TEXT NOT NULL
);
CREATE INDEX acronyms_by_passage ON acronyms (passage_row);
CREATE INDEX acronyms_by_short ON acronyms (short_key);
CREATE INDEX acronyms_by_long ON acronyms (long_key);
-- When each document was first indexed, and when with the content it has now. A row stays when its
-- document goes, so that one that was only out of sight for a while is not new when it is back.
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
-- The words of all passages, for those who may see more than what is public. "words" holds the public ones
-- alone. This one is empty, and meta says that it is not in use, while the index holds no document that is not public.
CREATE VIRTUAL TABLE members_words USING fts5 (
    title, headings, body, content='', tokenize='porter unicode61 remove_diacritics 2'
);
CREATE VIRTUAL TABLE members_vocabulary USING fts5vocab (members_words, row);
CREATE INDEX documents_restricted ON documents (access, same_as, passages) WHERE access <> 'public';
INSERT INTO meta VALUES ('members words', '0');
-- What of a document could not be read, by page; page is NULL for what stands on none.
CREATE TABLE unread_parts (
    document_row INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE, page INTEGER, reason TEXT NOT NULL
);
CREATE INDEX unread_parts_by_document ON unread_parts (document_row);
-- The register: what each paper says of who met, what was decided and who voted how. "fields" is the record
-- as JSON; "label" is the outcome of a decision, the result of a vote, the key of a link, else the kind within the kind. An
-- entry has the id of its passage and not its row, since those rows are written anew. "words_key" stands for the words of
-- a decision or a vote and its subject: draft and confirmed minutes have it alike. register_names has all named.
CREATE TABLE register_entries (
    entry_row INTEGER PRIMARY KEY, document_row INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
    kind TEXT NOT NULL, label TEXT, passage_id TEXT NOT NULL, span_start INTEGER NOT NULL, span_end INTEGER NOT NULL,
    words_key TEXT, fields TEXT NOT NULL
);
CREATE INDEX register_entries_by_document ON register_entries (document_row, kind, span_start, label);
CREATE INDEX register_entries_by_label ON register_entries (label, kind);
CREATE INDEX register_entries_by_words ON register_entries (words_key) WHERE words_key NOT NULL;
CREATE TABLE register_names (
    entry_row INTEGER NOT NULL REFERENCES register_entries ON DELETE CASCADE,
    document_row INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
    surname TEXT NOT NULL, person_key TEXT NOT NULL, name TEXT NOT NULL, part TEXT NOT NULL
);
CREATE INDEX register_names_by_entry ON register_names (entry_row);
CREATE INDEX register_names_by_document ON register_names (document_row, person_key, name);
CREATE INDEX register_names_by_surname ON register_names (surname, person_key);
CREATE INDEX register_names_by_person ON register_names (person_key, entry_row);
CREATE INDEX documents_by_day ON documents (held_on DESC, authority, committee, doc_id);
-- Questions to begin with, which the papers were asked and answer; each goes with the paper that answers it.
CREATE TABLE examples (
    rank INTEGER PRIMARY KEY, document_row INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
    question TEXT NOT NULL
);
CREATE INDEX examples_by_document ON examples (document_row);
PRAGMA user_version = 8;
