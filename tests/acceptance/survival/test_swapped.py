"""An index that is made anew: with another encoder, while a library has it open and asks; of an older layout."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from paper_search import embeddings
from paper_search.api import open_library, read_index_encoder
from paper_search.embeddings import Encoder, SentenceTransformerEncoder
from paper_search.errors import DamagedIndexError, StoreError
from paper_search.indexing import builder
from paper_search.indexing.builder import ReaderLimits
from paper_search.indexing.check import check
from paper_search.storage.store import DATABASE_FILE_NAME, Store
from paper_search.storage.stored_values import unpack_text

ONE = ReaderLimits(processes=1)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    for name in ("roads", "schools", "parks"):
        points = "\n\n".join(f"{n}. Point {n} of the {name} budget is about {name}." for n in range(1, 9))
        (folder / f"{name}.txt").write_text(f"The {name} budget\n\n{points}", encoding="utf-8")
    return folder


def test_a_library_asks_on_in_the_encoder_that_the_index_was_made_anew_with(corpus: Path, tmp_path: Path) -> None:
    index, old, new = tmp_path / "index", embeddings.open_encoder(precision="int8"), SentenceTransformerEncoder()
    assert old.info.fingerprint != new.info.fingerprint
    builder.build(corpus, index, old, ONE)
    library, ended, faults = open_library(corpus, index, old), threading.Event(), list[str]()

    def ask() -> None:
        while not ended.wait(0.2) and not faults:
            try:
                found = {hit.document.doc_id for hit in library.search("what is the roads budget about?")}
                faults.extend([] if "roads.txt" in found else [f"only {found} were found"])
            except Exception as error:
                faults.append(repr(error))

    asking = [threading.Thread(target=ask) for _ in range(2)]
    for each in asking:
        each.start()
    try:
        builder.build(corpus, index, new, ONE)
        again = library.search("what is the roads budget about?")
    finally:
        ended.set()
        for each in asking:
            each.join()
    assert not faults
    made_with = read_index_encoder(index)
    assert made_with is not None
    assert made_with.fingerprint == new.info.fingerprint
    fresh = open_library(corpus, index, new).search("what is the roads budget about?")
    assert [(hit.passage.passage_id, hit.score) for hit in again] == [
        (hit.passage.passage_id, hit.score) for hit in fresh
    ]
    assert check(corpus, index).is_clean


def test_an_index_of_another_precision_is_not_opened(corpus: Path, tmp_path: Path) -> None:
    index, other = tmp_path / "index", embeddings.open_encoder(precision="int8")
    builder.build(corpus, index, SentenceTransformerEncoder(), ONE)
    with pytest.raises(DamagedIndexError, match="PAPER_SEARCH_PRECISION"):
        open_library(corpus, index, other)


def test_an_index_of_an_older_layout_is_refused_until_a_build_has_made_it_anew(
    corpus: Path, tmp_path: Path, encoder: Encoder
) -> None:
    index, fresh = tmp_path / "index", tmp_path / "fresh"
    for each in (index, fresh):
        builder.build(corpus, each, encoder, ONE)
    before = Store(index / DATABASE_FILE_NAME).generation()
    _as_layout_4(index / DATABASE_FILE_NAME)
    with pytest.raises(StoreError, match="paper-search build"):
        open_library(corpus, index, encoder)
    report = builder.build(corpus, index, encoder, ONE)
    assert report.embedded > 0, "of another layout nothing is taken over"
    assert not list(index.glob("papers.next.db*")), "nothing is left aside"
    assert Store(index / DATABASE_FILE_NAME).generation() > before, "a server sees that there is something new"
    answers = [open_library(corpus, each, encoder).search("what is the roads budget about?") for each in (index, fresh)]
    assert answers[0] == answers[1]
    assert check(corpus, index).is_clean


def _as_layout_4(path: Path) -> None:
    """Make of an index one of the layout before: texts, embedding texts and token vectors each kept whole."""
    with closing(sqlite3.connect(path)) as connection:
        texts = connection.execute("SELECT document_row, text FROM texts").fetchall()
        connection.executemany(
            "UPDATE texts SET text = ? WHERE document_row = ?", ((unpack_text(text), row) for row, text in texts)
        )
        connection.executescript(
            "DROP INDEX passages_waiting; DROP TRIGGER vector_removed; DROP TABLE token_chunks; DROP TABLE vectors;"
            "ALTER TABLE passages ADD COLUMN embedded TEXT; UPDATE passages SET embedded = context || text;"
            "ALTER TABLE passages DROP COLUMN context;"
            "CREATE TABLE vectors (embedded_hash TEXT PRIMARY KEY, row BLOB NOT NULL, tokens BLOB);"
            "UPDATE meta SET value = '4' WHERE key = 'version';"
        )
