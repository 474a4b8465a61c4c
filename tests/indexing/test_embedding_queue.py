"""Embedding while papers are read: what is written when, by whom, and what a failing encoder costs."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from paper_search.embeddings import Encoder, Rows, Tokens
from paper_search.errors import EncoderError
from paper_search.indexing import builder, embedding_queue
from paper_search.indexing.embedding_queue import EmbeddingQueue
from paper_search.indexing.progress import ignore_progress
from paper_search.records.index import Progress
from paper_search.storage.store import DATABASE_FILE_NAME, Store
from paper_search.storage.stored_values import join_embedding_text, unpack_rows
from tests.indexing.test_incremental import CountingEncoder

PAPERS = {f"paper-{number}.txt": f"PAPER {number}\n\n1. Road {number} was repaired in May.\n" for number in range(6)}
SECONDS = 60


class Failing(CountingEncoder):
    """The real encoder, whose model cannot be run."""

    def encode_with_tokens(self, texts: Sequence[str]) -> tuple[Rows, list[Tokens]]:
        raise EncoderError("the model cannot be run")


class Threads(CountingEncoder):
    """The real encoder, and which threads embed, and how many of them at once."""

    def __init__(self, real: Encoder) -> None:
        super().__init__(real)
        self.names: set[str] = set()
        self.most, self._now = 0, 0

    def encode_with_tokens(self, texts: Sequence[str]) -> tuple[Rows, list[Tokens]]:
        self.names.add(threading.current_thread().name)
        self._now += 1
        self.most = max(self.most, self._now)
        found = super().encode_with_tokens(texts)
        self._now -= 1
        return found


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    for source, text in PAPERS.items():
        (folder / source).write_text(text)
    return folder


@pytest.fixture
def waiting(corpus: Path, encoder: Encoder, tmp_path: Path) -> Iterator[Store]:
    """A store with the words of all papers, and no vector."""
    yield builder.build_fulltext(corpus, tmp_path / "index", encoder)


def until_written(at_work: EmbeddingQueue) -> None:
    """Go on as a build does between papers, until a batch is written."""
    end = time.monotonic() + SECONDS
    while not at_work.written_count:
        assert time.monotonic() < end, "nothing is embedded"
        at_work.process_ready()
        time.sleep(0.001)


def test_a_full_batch_is_written_between_papers(
    waiting: Store, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedding_queue, "BATCH_SIZE", 2)
    before = waiting.statistics.count_unembedded_passages()
    with EmbeddingQueue(waiting, encoder) as at_work:
        until_written(at_work)
        assert at_work.written_count % 2 == 0
        assert waiting.statistics.count_unembedded_passages() == before - at_work.written_count
        assert at_work.finish(ignore_progress) == before, "each text once"
    assert waiting.statistics.count_unembedded_passages() == 0


def test_what_fills_no_batch_waits_for_the_last_paper(waiting: Store, encoder: Encoder) -> None:
    counting = CountingEncoder(encoder)
    with EmbeddingQueue(waiting, counting) as at_work:
        at_work.process_ready()
        assert counting.embedded == []
        passages = waiting.statistics.count_documents_and_passages()[1]
        assert at_work.finish(ignore_progress) == len(counting.embedded) == passages


def test_texts_are_embedded_by_one_thread_at_a_time_and_never_by_the_one_that_writes(
    waiting: Store, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedding_queue, "BATCH_SIZE", 1)
    threads = Threads(encoder)
    with EmbeddingQueue(waiting, threads) as at_work:
        at_work.finish(ignore_progress)
    assert threads.most == 1
    assert threading.current_thread().name not in threads.names
    assert sorted(threads.embedded) == sorted(set(threads.embedded)), "no text is embedded twice"


def test_all_words_go_in_though_the_encoder_fails(
    corpus: Path, encoder: Encoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedding_queue, "BATCH_SIZE", 1)
    failing = Failing(encoder)
    with pytest.raises(EncoderError, match="cannot be run"):
        builder.build(corpus, tmp_path / "index", failing)
    store = Store(tmp_path / "index" / DATABASE_FILE_NAME)
    assert store.build_state.list_sources() == PAPERS.keys()
    assert store.statistics.count_unembedded_passages() == store.statistics.count_documents_and_passages()[1] > 0


BATCHES = [(1, "every text alone, most of them while papers are read"), (4, "some"), (128, "all at the end")]


@pytest.mark.parametrize(("batch", "reason"), BATCHES, ids=[reason for _, reason in BATCHES])
def test_an_index_is_the_same_however_its_texts_were_embedded(
    corpus: Path, encoder: Encoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, batch: int, reason: str
) -> None:
    monkeypatch.setattr(embedding_queue, "BATCH_SIZE", batch)
    steps: list[Progress] = []
    report = builder.build(corpus, tmp_path / "index", encoder, progress=steps.append)
    store = Store(tmp_path / "index" / DATABASE_FILE_NAME)
    rows = store.database.connection.execute(
        "SELECT context, text, row FROM passages JOIN vectors USING (embedded_hash) ORDER BY passage_id"
    ).fetchall()
    kept = [(join_embedding_text(context, text), row) for context, text, row in rows]
    bare = encoder.encode_with_tokens([text for text, _ in kept])[0]
    assert np.allclose(unpack_rows([row for _, row in kept], bare.shape[1]), bare, atol=1e-4)
    assert report.embedded == len(kept) == store.statistics.count_documents_and_passages()[1], reason
    assert all(step.done == step.total for step in {step.stage: step for step in steps}.values())


def test_vectors_of_texts_that_go_meanwhile_are_forgotten(
    corpus: Path, encoder: Encoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedding_queue, "BATCH_SIZE", 1)
    index = tmp_path / "index"
    builder.build_fulltext(corpus, index, encoder)
    # Half of what waits is gone when the next build begins; a copy comes that stands for another paper.
    (corpus / "paper-0.txt").unlink()
    shutil.copy(corpus / "paper-1.txt", corpus / "copy.txt")
    builder.build(corpus, index, encoder)
    store = Store(index / DATABASE_FILE_NAME)
    orphans = store.database.connection.execute(
        "SELECT count(*) FROM vectors WHERE embedded_hash NOT IN"
        " (SELECT embedded_hash FROM passages WHERE embedded_hash NOT NULL)"
    ).fetchone()[0]
    assert (orphans, store.statistics.count_unembedded_passages()) == (0, 0)
