"""Random papers, held by a local index and by an engine in memory: what the engine suite asks about."""

from __future__ import annotations

import copy
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np

from paper_search.embeddings import Rows
from paper_search.records import Access, Candidates, Document, Filters, ParsedQuery, Passage, PassageKind
from paper_search.records.index import DocumentEntry
from paper_search.retrieval.engine import Engine
from paper_search.storage.reading_version import OLDEST_SHOWN_VERSION, READING_VERSION_KEY
from paper_search.storage.store import DATABASE_FILE_NAME, Store
from paper_search.storage.stored_values import pack_row, unpack_rows
from tests.retrieval.brute_force_engine import BruteForceEngine
from tests.samples import MARCH, MAY, paper

DIMENSIONS = 8
WORDS = ("roads", "bridges", "potholes", "library", "ofsted", "budget", "schools", "planning")
KINDS = ("report", "minutes", None)
META = {
    READING_VERSION_KEY: str(OLDEST_SHOWN_VERSION),
    **{"encoder": "random", "encoder_name": "random", "dimensions": str(DIMENSIONS), "max_tokens": "128"},
}
IN_ORDER: tuple[tuple[PassageKind, ...], ...] = (("paragraph",) * 3, ("paragraph", "bullet", "bullet"))
"""The kinds of a paper's passages."""


class World:
    """Random papers in a real store and in memory, and what must be found of them."""

    def __init__(self, folder: Path, papers: int = 60) -> None:
        self.store = Store(folder / DATABASE_FILE_NAME, create=True)
        self.store.set_meta(META)
        self.memory = BruteForceEngine()
        self.publish: Callable[[], None] = lambda: None
        self.random = np.random.default_rng(11)
        self.documents: dict[str, Document] = {}
        self.vectors: dict[str, Rows] = {}
        self.texts: dict[str, str] = {}
        for number in range(papers):
            self.add(number)

    def copy_to(self, folder: Path) -> World:
        """Return a world of its own with the same papers, which changes apart from this one."""
        # Of the file, not as a backup: that would not be asked before it was looked through.
        self.store.database.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copy(self.store.path, folder / DATABASE_FILE_NAME)
        other = copy.copy(self)
        other.store = Store(folder / DATABASE_FILE_NAME, create=True)
        other.memory, other.random = BruteForceEngine(self.memory.content), copy.deepcopy(self.random)
        other.documents, other.vectors, other.texts = dict(self.documents), dict(self.vectors), dict(self.texts)
        return other

    @contextmanager
    def together(self) -> Iterator[None]:
        """Publish what changes inside at its end, as one publication."""
        publish, self.publish = self.publish, lambda: None
        yield
        self.publish = publish
        publish()

    def add(self, number: int, access: Access = "public") -> None:
        name = f"paper-{number:03}"
        texts = [" ".join(self.random.choice(WORDS, 6)) + f" {name} {place}" for place in range(3)]
        document, text, passages = paper(
            name,
            *texts,
            authority=f"Council {number % 4}" if number % 5 else None,
            held_on=(MARCH, MAY, None)[number % 3],
            kind=KINDS[number % 3],
            access=access,
        )
        passages = tuple(
            replace(passage, kind=kind) for passage, kind in zip(passages, IN_ORDER[number % 2], strict=True)
        )
        rows = self.random.normal(size=(3, DIMENSIONS)).astype(np.float32)
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
        self.put(document, text, passages, rows)

    def put(self, document: Document, text: str, passages: Sequence[Passage], rows: Rows | None = None) -> None:
        """Hold a paper; without vectors its passages wait for them, and a question about them must find them so."""
        texts = [passage.standing_text for passage in passages]
        with self.store.transaction() as transaction:
            entry = DocumentEntry(document, text, passages, texts)
            self.store.documents.replace_file(transaction, document.source, document.doc_id, [entry])
        vectors: dict[str, Rows] = {}
        if rows is not None:
            with self.store.transaction() as transaction:
                self.store.embeddings.put_vectors(transaction, texts, rows)
            kept = unpack_rows(list(map(pack_row, rows)), DIMENSIONS)
            vectors = {passage.passage_id: row for passage, row in zip(passages, kept, strict=True)}
        arrival = self.store.history.find_arrivals([document.doc_id])[document.doc_id]
        self.memory.add(document, text, passages, texts, vectors, arrival=arrival)
        self.documents[document.doc_id] = document
        for passage in passages:
            self.vectors[passage.passage_id] = vectors.get(passage.passage_id, some_query())
            self.texts[passage.passage_id] = passage.text
        self.publish()

    def remove(self, number: int) -> None:
        name = f"paper-{number:03}"
        with self.store.transaction() as transaction:
            self.store.documents.remove(transaction, name)
        self.memory.remove(name)
        del self.documents[name]
        for passage_id in [key for key in self.vectors if key.startswith(f"{name}::")]:
            del self.vectors[passage_id], self.texts[passage_id]
        self.publish()

    def find_allowed(self, filters: Filters) -> list[str]:
        def lets_through(document: Document) -> bool:
            held_on = document.meeting.held_on
            return (
                (not filters.authorities or document.meeting.authority in filters.authorities)
                and (not filters.kinds or document.kind in filters.kinds)
                and (filters.since is None or (held_on is not None and held_on >= filters.since))
                and (filters.until is None or (held_on is not None and held_on <= filters.until))
            )

        return [key for key in self.vectors if lets_through(self.documents[key.split("::")[0]])]

    def nearest(self, query: Rows, filters: Filters, depth: int) -> list[tuple[str, float]]:
        scored = [(key, float(self.vectors[key] @ query)) for key in self.find_allowed(filters)]
        return sorted(scored, key=lambda pair: (-pair[1], pair[0]))[:depth]


FILTERS = [
    (Filters(), "no filter"),
    (Filters(authorities=("Council 1",)), "a quarter of the papers"),
    (Filters(authorities=("Council 1", "Council 2"), kinds=("report",)), "two limits"),
    (Filters(since=MAY), "dates leave undated papers out"),
    (Filters(since=MARCH, until=MARCH), "one day"),
    (Filters(authorities=("Nowhere",)), "a limit that nothing meets"),
]


def some_query(seed: int = 0) -> Rows:
    row = np.random.default_rng(seed).normal(size=DIMENSIONS).astype(np.float32)
    return row / np.linalg.norm(row)


def retrieve(engine: Engine, query: ParsedQuery, vector: Rows, depth: int) -> Candidates:
    """Ask one question of the newest generation."""
    with engine.snapshot() as index:
        return index.retrieve(query, vector, depth)
