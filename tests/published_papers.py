"""Papers made by hand in a local index, and what readers see of them once they are published."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from paper_search.records import UnreadFile
from paper_search.storage.postgres.connection import Cluster, ReadTransaction
from paper_search.storage.store import Store
from tests.register_samples import RegisterStore, attended, decided, linked

DIMENSIONS = 8
META = {"encoder": "made", "encoder_name": "by hand", "dimensions": str(DIMENSIONS), "max_tokens": "128"}
COUNCILS = ("Ferndale Town Council", "Larkford Parish Council", "Kings Marsh Borough Council")
_ENTRIES = (attended("Cllr Jo Wren"), decided("RESOLVED: That the pond be fenced.", "resolved"))
_SEEN = {
    "documents": "SELECT * FROM documents",
    "texts": "SELECT d.doc_id, t.* FROM documents d JOIN texts t USING (document_row)",
    "passages": "SELECT d.doc_id, p.* FROM documents d JOIN passages p USING (document_row)",
    "findable passages": "SELECT d.doc_id, f.passage_id, f.length, f.words::text, f.embedding::text,"
    " f.impacts = make_impacts(f.words, f.length, {mean_length}) AS has_its_impacts,"
    " f.access, f.authority, f.held_on, f.changed_at FROM documents d JOIN findable_passages f USING (document_row)"
    " WHERE is_seen(f.born, f.died)",
    "acronyms": "SELECT p.passage_id, a.short, a.long, a.short_key, a.long_key FROM documents d"
    " JOIN passages p USING (document_row) JOIN acronyms a USING (passage_row)",
    "unread parts": "SELECT d.doc_id, u.page, u.reason FROM documents d JOIN unread_parts u USING (document_row)",
    "entries": "SELECT d.doc_id, e.kind, e.label, e.passage_id, e.span_start, e.words_key, e.fields FROM documents d"
    " JOIN register_entries e USING (document_row)",
    "names": "SELECT d.doc_id, n.surname, n.person_key, n.name, n.part FROM documents d"
    " JOIN register_names n USING (document_row)",
}
_COUNTED = {
    "term counts": "SELECT term, access, sum(passages)::bigint AS n FROM term_counts WHERE is_seen(born, died)"
    " GROUP BY 1, 2",
    "passage counts": "SELECT 'all' AS term, access, sum(passages)::bigint AS n, sum(terms)::bigint AS terms"
    " FROM passage_counts WHERE is_seen(born, died) GROUP BY 1, 2",
}
_RECOUNT = (
    "SELECT lexeme AS term, access, count(*) AS n FROM findable_passages, unnest(tsvector_to_array(words)) AS lexeme"
    " WHERE is_seen(born, died) GROUP BY 1, 2"
)
_LISTED = {
    "unread": "SELECT collection, source, code, reason, next_step, file FROM unread WHERE is_seen(born, died)",
    "held words": "SELECT * FROM held_words",
    "examples": "SELECT * FROM examples",
}
_FILLED_AT = "2025-03-05T09:00:00Z"
_OWN_OF_A_ROW = {"document_row", "passage_row", "entry_row", "born", "died", "fingerprint"}


@dataclass
class PaperDesk:
    """A local index that papers are added to, with a corpus folder beside it."""

    folder: Path
    desk: RegisterStore = field(init=False)

    def __post_init__(self) -> None:
        self.index.mkdir(parents=True)
        self.corpus.mkdir()
        self.desk = RegisterStore(self.index)
        self.store.set_meta(META)

    @property
    def index(self) -> Path:
        return self.folder / "index"

    @property
    def corpus(self) -> Path:
        return self.folder / "corpus"

    @property
    def store(self) -> Store:
        return self.desk.store

    def add(self, name: str, *texts: str, has_vectors: bool = True, **fields: Any) -> None:
        """Add a paper with entries of the register, in place of what stood there."""
        texts = texts or (f"{name} says that the Housing Revenue Account (HRA) is sound.", "A second passage.")
        texts = (*texts, "Cllr Jo Wren. RESOLVED: That the pond be fenced.")
        self.desk.add(name, texts, _ENTRIES, **fields)
        if has_vectors:
            self.embed(texts)

    def embed(self, texts: Sequence[str]) -> None:
        """Give passages vectors that follow from their texts alone."""
        rows = np.array([np.random.default_rng(list(text.encode())).normal(size=DIMENSIONS) for text in texts])
        rows = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
        with self.store.transaction() as transaction:
            self.store.embeddings.put_vectors(transaction, texts, rows)

    def remove(self, name: str) -> None:
        with self.store.transaction() as transaction:
            self.store.documents.remove_file(transaction, name)

    def hold_back(self, name: str, code: str = "exempt", words: Sequence[str] = ()) -> None:
        """List a paper as held back, with its words, and take it out."""
        unread = UnreadFile(name, code, "it is exempt", "release it")
        with self.store.transaction() as transaction:
            self.store.documents.mark_unread(transaction, unread, "1", words)

    def fill(self, papers: int = 12) -> None:
        """Add papers of three councils, some of them for members alone, and list one as unread."""
        for number in range(papers):
            council = COUNCILS[number % 3]
            access = "members" if number % 5 == 4 else "public"
            self.add(f"c{number % 3}/paper-{number:02}.txt", authority=council, access=access)
        self.hold_back("c0/closed.pdf")
        with self.store.transaction() as transaction:
            questions = [("What of the pond?", "c0/paper-00.txt"), ("And the account?", "c1/paper-01.txt")]
            self.store.examples.replace(transaction, questions, "1")
            # Two desks that are filled one after the other are alike: times are counted in seconds.
            transaction.execute("UPDATE arrivals SET added_at = ?, changed_at = ?", (_FILLED_AT, _FILLED_AT))


@contextmanager
def open_published(url: str) -> Iterator[ReadTransaction]:
    """Open what readers of a cluster see."""
    with closing(Cluster(url)) as cluster, cluster.read() as transaction:
        yield transaction


def list_seen(url: str) -> list[str]:
    """Return the documents that readers see, by doc_id."""
    with open_published(url) as transaction:
        return sorted(row["doc_id"] for row in transaction.fetch_all("SELECT doc_id FROM documents"))


def dump_seen(url: str) -> dict[str, list[str]]:
    """Return all that readers see, each row as text, without the numbers of rows and generations."""
    with open_published(url) as transaction:
        # The mean length is that of the papers which were published first.
        mean_length = transaction.state.settings["mean_length"]
        seen = {
            table: transaction.fetch_all(query.replace("{mean_length}", mean_length)) for table, query in _SEEN.items()
        }
        for table, query in _COUNTED.items():
            seen[table] = _add_up(transaction.fetch_all(query))
        seen |= {table: transaction.fetch_directory(query) for table, query in _LISTED.items()}
    return {table: sorted(map(_write_row, rows)) for table, rows in seen.items()}


def find_wrong_counts(url: str) -> set[str]:
    """Return the terms whose kept counts are not what a recount of what readers see gives."""
    with open_published(url) as transaction:
        kept = map(_write_row, _add_up(transaction.fetch_all(_COUNTED["term counts"])))
        counted = map(_write_row, _add_up(transaction.fetch_all(_RECOUNT)))
        return set(kept) ^ set(counted)


def _add_up(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return counts of several servers as those of one."""
    sums: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows:
        known = sums.setdefault(
            (row["term"], row["access"]), dict(row, n=0, **({"terms": 0} if "terms" in row else {}))
        )
        for name in row.keys() & {"n", "terms"}:
            known[name] += row[name]
    return list(sums.values())


def _write_row(row: dict[str, Any]) -> str:
    return repr([(name, value) for name, value in row.items() if name not in _OWN_OF_A_ROW])


def count_torn_documents(transaction: ReadTransaction) -> int:
    """Return how many documents a reader sees without all of their passages, or twice."""
    rows = transaction.fetch_all(
        "SELECT d.doc_id, d.passages, count(f.passage_row) AS found FROM documents d"
        " LEFT JOIN findable_passages f ON f.document_row = d.document_row AND is_seen(f.born, f.died)"
        " GROUP BY d.document_row, d.doc_id, d.passages"
    )
    doubles = len(rows) - len({row["doc_id"] for row in rows})
    return doubles + sum(row["passages"] != row["found"] for row in rows)


def add_link(desk: PaperDesk, name: str) -> None:
    """Add a paper that names a reference number."""
    desk.desk.add(name, ["See 24/00117."], [linked("24/00117", "reference", "24/00117")])
