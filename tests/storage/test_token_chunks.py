"""Token vectors in pieces: they come back whole, fill the pages of the file, and go with their vector."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from paper_search.embeddings.base import Tokens
from paper_search.embeddings.token_codec import encode
from paper_search.errors import DamagedIndexError
from paper_search.records.index import DocumentEntry
from paper_search.storage.embeddings import insert_vectors
from paper_search.storage.store import DATABASE_FILE_NAME, Store
from paper_search.storage.token_chunks import CHUNKS_PER_VECTOR, TOKENS_SQL, cut_into_chunks
from tests.samples import paper

SIZES = [
    ([], "no text"),
    ([0], "a text without a word"),
    ([4], "a few bytes"),
    ([4057], "as much as a page holds in one row"),
    ([4058], "a byte more"),
    ([3000] * 50, "texts of one length"),
    ([4000, 90, 4000, 90], "room that is worth no piece"),
    ([300_000, 5, 20_000], "one that is longer than its pieces are many"),
]


def make_tokens(sizes: list[int]) -> list[bytes]:
    random = np.random.default_rng(len(sizes))
    return [random.bytes(size) for size in sizes]


def make_vectors(tokens: list[bytes], first: int = 0) -> list[tuple[bytes, bytes, bytes | None]]:
    return [(number.to_bytes(12, "little"), b"row", blob) for number, blob in enumerate(tokens, first)]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / DATABASE_FILE_NAME, create=True)


def load_tokens(store: Store) -> list[bytes | None]:
    rows = store.database.connection.execute(f"SELECT {TOKENS_SQL} FROM vectors v ORDER BY v.vector_row")
    return [row[0] for row in rows]


@pytest.mark.parametrize(("sizes", "reason"), SIZES, ids=[reason for _, reason in SIZES])
def test_what_is_cut_comes_back_whole(store: Store, sizes: list[int], reason: str) -> None:
    tokens = make_tokens(sizes)
    assert all(0 < len(chunks) <= CHUNKS_PER_VECTOR for chunks in cut_into_chunks(tokens)), reason
    with store.transaction() as transaction:
        insert_vectors(transaction, make_vectors(tokens))
    assert load_tokens(store) == tokens


def test_pages_are_full(store: Store) -> None:
    tokens = make_tokens(np.random.default_rng(3).integers(500, 9000, size=300).tolist())
    before = store.database.fetch_int("PRAGMA page_count")
    with store.transaction() as transaction:
        insert_vectors(transaction, make_vectors(tokens))
    pages = store.database.fetch_int("PRAGMA page_count") - before
    assert pages * 4096 < 1.03 * sum(map(len, tokens)), "one row a text would leave a fifth of it empty"


def test_a_text_may_have_no_token_vectors(store: Store) -> None:
    with store.transaction() as transaction:
        insert_vectors(transaction, [(b"a", b"row", None), (b"b", b"row", b"tokens"), (b"c", b"row", None)])
    assert load_tokens(store) == [None, b"tokens", None]


def test_token_vectors_go_with_their_vector(store: Store) -> None:
    long, short = make_tokens([10_000, 5000])
    with store.transaction() as transaction:
        insert_vectors(transaction, make_vectors([long, short]))
        insert_vectors(transaction, make_vectors([short]))
    assert load_tokens(store) == [short, short], "the newer ones alone"
    with store.transaction() as transaction:
        transaction.execute("DELETE FROM vectors")
    assert store.database.fetch_int("SELECT count(*) FROM token_chunks") == 0


DAMAGE = [
    ("UPDATE token_chunks SET data = substr(data, 1, length(data) - 1)", "a byte is missing"),
    ("UPDATE token_chunks SET data = x''", "all are"),
    ("UPDATE token_chunks SET data = zeroblob(length(data))", "all are nought"),
    ("DELETE FROM token_chunks WHERE chunk_row % 64 = 0", "the first piece is missing"),
    ("DELETE FROM token_chunks WHERE chunk_row % 64 = 1", "the second one is"),
    ("UPDATE token_chunks SET data = 'words'", "a piece is a text"),
]


@pytest.mark.parametrize(("statement", "reason"), DAMAGE, ids=[reason for _, reason in DAMAGE])
def test_token_vectors_that_are_not_whole_are_damage(store: Store, statement: str, reason: str) -> None:
    document, text, passages = paper("roads.txt", "The road is repaired.")
    entry = DocumentEntry(document, text, passages, [passage.text for passage in passages])
    vectors = np.random.default_rng(1).normal(size=(60, 384)).astype(np.float32)
    tokens = encode(Tokens(vectors, np.array([(start, start + 1) for start in range(60)])))
    with store.transaction() as transaction:
        store.documents.replace_file(transaction, "roads.txt", "digest", [entry])
        store.embeddings.put_vectors(transaction, [passages[0].text], vectors[:1], [tokens])
    assert store.embeddings.fetch_tokens([1])["roads.txt::1"].data == tokens
    with store.transaction() as transaction:
        transaction.execute(statement)
    with pytest.raises(DamagedIndexError, match=r"papers\.db: Token vectors .* Run 'paper-search check'"):
        store.embeddings.fetch_tokens([1])
