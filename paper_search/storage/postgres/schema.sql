-- The tables of an index in PostgreSQL, layout 1 (see layout.LAYOUT_VERSION). Every server of a cluster has all of them;
-- the tables of the directory are used on the first server alone. {dimensions} is the length of a vector.
--
-- Versions: a document that changes becomes a new row. A row is seen from generation "born" on and until "died", so that
-- a question reads one generation of all servers, whatever is published meanwhile. Rows of a generation that is not
-- published yet are seen by nobody. The views below show the generation that a transaction is set to.
--
-- Columns that the local index has too hold the same text, dates and lists included, so that records are read alike.
-- Text sorts by code point, as there, whatever the collation of the database.

-- The directory ------------------------------------------------------------------------------------------------

CREATE TABLE settings (key text COLLATE "C" PRIMARY KEY, value text NOT NULL);
-- One row. "generation" is the published one. "revision" counts every change that a question can notice: generations and
-- withdrawals. "pending" is the collection whose publication was begun and not ended: its rows are of generation + 1.
CREATE TABLE publication (
    is_only_row boolean PRIMARY KEY DEFAULT true CHECK (is_only_row),
    generation bigint NOT NULL DEFAULT 0, revision bigint NOT NULL DEFAULT 0, pending text, published_at timestamptz
);
INSERT INTO publication DEFAULT VALUES;
-- The servers beside the first, which is shard 0. A connection string without a password; where several hosts stand in
-- it, those behind the first are its standbys.
CREATE TABLE shards (shard integer PRIMARY KEY CHECK (shard > 0), conninfo text NOT NULL UNIQUE);
-- The shard of each council: its name under all spellings (authority_key, '' for papers that state none).
CREATE TABLE placements (
    authority_key text COLLATE "C" PRIMARY KEY, authority text NOT NULL, shard integer NOT NULL
);
-- A collection is what one local index publishes. The version of the reading is empty where it has no papers.
CREATE TABLE collections (
    collection text COLLATE "C" PRIMARY KEY, local_generation bigint NOT NULL, built_at text, has_register boolean NOT NULL,
    published_at timestamptz NOT NULL, reading_version text NOT NULL
);
CREATE TABLE unread (
    collection text COLLATE "C" NOT NULL, source text COLLATE "C" NOT NULL, code text NOT NULL, reason text NOT NULL,
    next_step text NOT NULL, file text COLLATE "C" NOT NULL, born bigint NOT NULL, died bigint,
    PRIMARY KEY (collection, source, born)
);
CREATE TABLE held_words (
    collection text COLLATE "C" NOT NULL, file text COLLATE "C" NOT NULL, words_key text COLLATE "C" NOT NULL,
    PRIMARY KEY (words_key, collection, file)
);
-- What a person withdrew, by the decisions of which collection. It is written before anything is taken out, and no
-- publication brings it back before a later decision of that collection releases it.
CREATE TABLE withdrawn (
    doc_id text COLLATE "C" PRIMARY KEY, collection text COLLATE "C" NOT NULL, sha256 text NOT NULL,
    words_key text COLLATE "C", withdrawn_at timestamptz NOT NULL
);
CREATE TABLE examples (
    collection text COLLATE "C" NOT NULL, rank integer NOT NULL, question text NOT NULL, doc_id text COLLATE "C" NOT NULL,
    PRIMARY KEY (collection, rank)
);
-- Councils that workers build, see "build --worker".
CREATE TABLE build_queue (
    corpus text COLLATE "C" PRIMARY KEY, state text NOT NULL DEFAULT 'waiting'
        CHECK (state IN ('waiting', 'building', 'done', 'failed')),
    worker text, attempts integer NOT NULL DEFAULT 0, heartbeat_at timestamptz, finished_at timestamptz, fault text
);

-- The papers of a shard -----------------------------------------------------------------------------------------

-- "fingerprint" stands for all that a version of a document was published from.
CREATE TABLE document_versions (
    document_row bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, born bigint NOT NULL, died bigint,
    collection text COLLATE "C" NOT NULL, fingerprint text NOT NULL, doc_id text COLLATE "C" NOT NULL,
    source text COLLATE "C" NOT NULL, sha256 text NOT NULL, kind text COLLATE "C", title text, authority text COLLATE "C",
    committee text COLLATE "C", held_on text COLLATE "C", agenda_item text, status text, pages integer, url text,
    access text COLLATE "C" NOT NULL, also_at text NOT NULL, replaced_by text, part_pages text, textless_pages text NOT NULL,
    recognised_pages text NOT NULL, words_key text COLLATE "C", same_as text, passages integer NOT NULL,
    waiting integer NOT NULL, added_at text COLLATE "C", changed_at text COLLATE "C"
);
CREATE UNIQUE INDEX document_versions_alive ON document_versions (doc_id) WHERE died IS NULL;
CREATE INDEX document_versions_by_id ON document_versions (doc_id);
CREATE INDEX document_versions_by_source ON document_versions (source);
CREATE INDEX document_versions_by_words ON document_versions (words_key);
CREATE INDEX document_versions_by_content ON document_versions (sha256);
CREATE INDEX document_versions_by_collection ON document_versions (collection);
CREATE INDEX document_versions_by_filter ON document_versions (authority, committee, kind, held_on);
CREATE INDEX document_versions_by_day ON document_versions (held_on DESC, authority, committee, doc_id);
CREATE INDEX document_versions_born ON document_versions (born);
CREATE INDEX document_versions_died ON document_versions (died) WHERE died IS NOT NULL;
CREATE TABLE texts (
    document_row bigint PRIMARY KEY REFERENCES document_versions ON DELETE CASCADE, text text NOT NULL
);
-- Passages with their records, in the order of their rows within a document. Those with "embedding_text" can be found
-- and have a row in findable_passages; headings alone, and passages of copies, have none.
CREATE TABLE passages (
    passage_row bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, passage_id text COLLATE "C" NOT NULL,
    document_row bigint NOT NULL REFERENCES document_versions ON DELETE CASCADE, kind text NOT NULL, text text NOT NULL,
    span_start integer NOT NULL, span_end integer NOT NULL, headings text NOT NULL, lead_in text, paragraph text,
    within text, minute text, agenda_item text, first_page integer, last_page integer, printed_page text,
    attribution text, columns text NOT NULL, lang text, embedding_text text, tokens bytea, is_findable boolean NOT NULL
);
ALTER TABLE passages ALTER tokens SET STORAGE EXTERNAL;
CREATE INDEX passages_by_id ON passages (passage_id);
CREATE INDEX passages_by_document ON passages (document_row, passage_row);
-- What a scan reads of a passage: filters and access stand here too, so that they are applied inside it. "words" has the
-- terms of SQLite's tokenizer with their positions: title A, headings B, body C, a gap between them. "impacts" is the
-- side of the document in BM25, by settings.mean_length; "length" is the number of terms. "embedding" is NULL while a
-- passage waits for its vector.
CREATE TABLE findable_passages (
    passage_row bigint PRIMARY KEY REFERENCES passages ON DELETE CASCADE, passage_id text COLLATE "C" NOT NULL,
    document_row bigint NOT NULL REFERENCES document_versions ON DELETE CASCADE, born bigint NOT NULL, died bigint,
    access text COLLATE "C" NOT NULL, authority text COLLATE "C", committee text COLLATE "C", kind text COLLATE "C",
    held_on text COLLATE "C", changed_at text COLLATE "C", length integer NOT NULL, words tsvector NOT NULL,
    impacts sparsevec(1000000000) NOT NULL, embedding vector({dimensions})
);
-- A vector in the row itself: a scan would else fetch each from the table's annexe.
ALTER TABLE findable_passages ALTER embedding SET STORAGE PLAIN;
-- And terms beside it: ranking reads the impacts of every passage that holds a word, which took three times as long.
ALTER TABLE findable_passages SET (toast_tuple_target = 8160);
CREATE INDEX findable_passages_by_words ON findable_passages USING gin (words) WITH (fastupdate = off);
CREATE INDEX findable_passages_by_vector ON findable_passages
    USING hnsw ((embedding::halfvec({dimensions})) halfvec_cosine_ops) WITH (m = 16, ef_construction = 100);
CREATE INDEX findable_passages_by_document ON findable_passages (document_row);
CREATE INDEX findable_passages_by_id ON findable_passages (passage_id);
CREATE INDEX findable_passages_by_filter ON findable_passages (authority, committee, kind, held_on);
CREATE TABLE acronyms (
    passage_row bigint NOT NULL REFERENCES passages ON DELETE CASCADE, short text NOT NULL, long text NOT NULL,
    short_key text COLLATE "C" NOT NULL, long_key text COLLATE "C" NOT NULL
);
CREATE INDEX acronyms_by_passage ON acronyms (passage_row);
CREATE INDEX acronyms_by_short ON acronyms (short_key);
CREATE INDEX acronyms_by_long ON acronyms (long_key);
CREATE TABLE unread_parts (
    document_row bigint NOT NULL REFERENCES document_versions ON DELETE CASCADE, page integer, reason text NOT NULL
);
CREATE INDEX unread_parts_by_document ON unread_parts (document_row);
CREATE TABLE register_entries (
    entry_row bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    document_row bigint NOT NULL REFERENCES document_versions ON DELETE CASCADE, kind text COLLATE "C" NOT NULL,
    label text COLLATE "C", passage_id text COLLATE "C" NOT NULL, span_start integer NOT NULL, span_end integer NOT NULL,
    words_key text COLLATE "C", fields text NOT NULL
);
CREATE INDEX register_entries_by_document ON register_entries (document_row, kind, span_start, label);
CREATE INDEX register_entries_by_label ON register_entries (label, kind);
CREATE INDEX register_entries_by_words ON register_entries (words_key) WHERE words_key IS NOT NULL;
CREATE TABLE register_names (
    entry_row bigint NOT NULL REFERENCES register_entries ON DELETE CASCADE,
    document_row bigint NOT NULL REFERENCES document_versions ON DELETE CASCADE, surname text COLLATE "C" NOT NULL,
    person_key text COLLATE "C" NOT NULL, name text COLLATE "C" NOT NULL, part text NOT NULL
);
CREATE INDEX register_names_by_entry ON register_names (entry_row);
CREATE INDEX register_names_by_document ON register_names (document_row, person_key, name);
CREATE INDEX register_names_by_surname ON register_names (surname, person_key);
CREATE INDEX register_names_by_person ON register_names (person_key, entry_row);
-- In how many findable passages of documents with one access each term stands, by generation.
CREATE TABLE term_counts (
    term text COLLATE "C" NOT NULL, access text COLLATE "C" NOT NULL, born bigint NOT NULL, died bigint,
    passages bigint NOT NULL, PRIMARY KEY (term, access, born)
);
-- The number of findable passages of documents with one access, and of the terms in them, by generation.
CREATE TABLE passage_counts (
    access text COLLATE "C" NOT NULL, born bigint NOT NULL, died bigint, passages bigint NOT NULL, terms bigint NOT NULL,
    PRIMARY KEY (access, born)
);

-- One generation --------------------------------------------------------------------------------------------------

CREATE FUNCTION is_seen(born bigint, died bigint) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT born <= current_setting('paper_search.generation')::bigint
    AND (died IS NULL OR died > current_setting('paper_search.generation')::bigint) $$;
CREATE VIEW documents AS SELECT * FROM document_versions WHERE is_seen(born, died);
CREATE VIEW papers AS SELECT * FROM documents WHERE same_as IS NULL;
CREATE VIEW arrivals AS SELECT doc_id, added_at, changed_at FROM documents WHERE added_at IS NOT NULL;

-- BM25 ------------------------------------------------------------------------------------------------------------

-- The place of a term in a sparse vector. Two terms may share one, so what is found by it is scored again exactly.
CREATE FUNCTION find_term_place(term text) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT (hashtextextended(term COLLATE "C", 0) & 2147483647)::integer % 1000000000 + 1 $$;
-- What each term of a passage adds to its score, without the rarity of the term: k1 = 1.2, b = 0.75, as FTS5 has them.
CREATE FUNCTION make_impacts(words tsvector, length integer, mean_length double precision) RETURNS sparsevec
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT ('{{' || coalesce(string_agg(place || ':' || impact, ','), '') || '}}/1000000000')::sparsevec FROM (
    SELECT find_term_place(lexeme) AS place,
        max(count * 2.2 / (count + 1.2 * (0.25 + 0.75 * length / mean_length))) AS impact
    FROM (SELECT lexeme, coalesce(array_length(positions, 1), 1) AS count FROM unnest(words)) AS terms GROUP BY 1
) AS impacts $$;
-- A question as a sparse vector: the rarity (idf) of each of its terms.
CREATE FUNCTION make_query_vector(terms text[], rarities double precision[]) RETURNS sparsevec
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT ('{{' || coalesce(string_agg(place || ':' || rarity, ','), '') || '}}/1000000000')::sparsevec FROM (
    SELECT find_term_place(term) AS place, sum(rarity) AS rarity
    FROM unnest(terms, rarities) AS asked (term, rarity) GROUP BY 1
) AS places $$;
