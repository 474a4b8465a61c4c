"""What a new index takes over of the vectors of the one that it replaces: what is as it was written, and no more."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from paper_search.embeddings.base import Tokens
from paper_search.embeddings.token_codec import encode
from paper_search.records.index import DocumentEntry
from paper_search.storage.integrity import IntegrityChecker
from paper_search.storage.store import Store
from paper_search.storage.transfer import copy_vectors
from tests.samples import paper

DIMENSIONS = 32
WORDS = ("The lido opens in May.", "The library closes at five.", "The bridge is weak.")


def make_index(path: Path) -> Store:
    """Make an index of a paper whose passages wait for vectors."""
    store = Store(path, create=True)
    document, text, passages = paper("a.txt", *WORDS)
    entry = DocumentEntry(document, text, passages, [passage.standing_text for passage in passages])
    with store.transaction() as transaction:
        store.documents.replace_file(transaction, document.source, "digest", [entry])
    return store


@pytest.fixture
def old(tmp_path: Path) -> Store:
    store = make_index(tmp_path / "old.db")
    rows = np.random.default_rng(5).standard_normal((6 * len(WORDS), DIMENSIONS)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    tokens = [encode(Tokens(part, np.array([(n, n + 1) for n in range(len(part))]))) for part in np.split(rows, 3)]
    with store.transaction() as transaction:
        store.embeddings.put_vectors(transaction, WORDS, rows[:3], tokens)
    assert IntegrityChecker(store).find_bad_tokens() == []
    return store


SECOND = "(SELECT embedded_hash FROM passages WHERE passage_row = 2)"
ANOTHER_BYTE = "CAST(substr({0}, 1, 9) || iif(substr({0}, 10, 1) = x'5a', x'5b', x'5a') || substr({0}, 11) AS BLOB)"
CASES = [
    ("SELECT 1", 3, 0, "all is sound"),
    (f"UPDATE vectors SET row = {ANOTHER_BYTE.format('row')} WHERE embedded_hash = {SECOND}", 2, 1, "another digit"),
    (
        f"UPDATE token_chunks SET data = {ANOTHER_BYTE.format('data')} WHERE chunk_row / 64 ="
        f" (SELECT vector_row FROM vectors WHERE embedded_hash = {SECOND})",
        2,
        1,
        "another byte of the token vectors",
    ),
    ("DELETE FROM token_chunks WHERE chunk_row / 64 = 1", 2, 1, "the token vectors of one are gone"),
    ("UPDATE vectors SET checksum = NULL", 3, 0, "written by a version that kept no checksum"),
    ("ALTER TABLE vectors DROP COLUMN checksum", 3, 0, "no build of the present version has touched it"),
]


@pytest.mark.parametrize(("statement", "copied", "waiting", "reason"), CASES, ids=[case[-1] for case in CASES])
def test_vectors_that_are_not_as_they_were_written_are_made_anew(
    old: Store, tmp_path: Path, statement: str, copied: int, waiting: int, reason: str
) -> None:
    old.database.connection.executescript(statement)
    assert len(IntegrityChecker(old).find_bad_tokens()) == waiting, reason
    new = make_index(tmp_path / "new.db")
    assert copy_vectors(new.database, old.path) == copied, reason
    assert new.statistics.count_unembedded_passages() == waiting
    assert IntegrityChecker(new).find_bad_tokens() == []
    assert new.database.fetch_int("SELECT count(checksum) FROM vectors") == copied, "what is copied has one"
