"""The texts that wait for a vector, embedded on threads of their own while papers are still being read.

In: an open store and an encoder; out: vectors in the store, the short texts together and the long together, across
papers. Promised: only the thread that calls writes to the store, so that there is one writer; two batches at most are
in memory; an encoder that fails keeps no paper's words out of the store: it is raised when all else is done.
"""

from __future__ import annotations

import threading
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from paper_search.embeddings import Encoder, Rows, token_codec
from paper_search.indexing.progress import ProgressCallback, StageReporter
from paper_search.storage.documents import Store

BATCH_SIZE = 128
"""Texts embedded and written at once: a transaction that nobody waits for long."""
_MAX_PENDING_BATCHES = 2
"""Batches begun at a time: while one is packed and written, the encoder is at the next."""


@dataclass(frozen=True, slots=True)
class _PendingBatch:
    """Texts, and the row and the packed token vectors of each, once they are there."""

    texts: list[str]
    result: Future[tuple[Rows, list[bytes]]]


class EmbeddingQueue:
    """What waits for a vector in a store; used in a ``with``, which ends the threads."""

    def __init__(self, store: Store, encoder: Encoder) -> None:
        self._store, self._encoder = store, encoder
        self._threads = ThreadPoolExecutor(_MAX_PENDING_BATCHES, thread_name_prefix="embedding")
        self._encoder_lock = threading.Lock()
        self._pending: deque[_PendingBatch] = deque()
        self.written_count = 0

    def __enter__(self) -> EmbeddingQueue:
        return self

    def __exit__(self, *_: object) -> None:
        self._threads.shutdown(cancel_futures=True)

    def process_ready(self) -> None:
        """Write what is embedded by now and begin what fills a batch; does not wait for the encoder."""
        while self._pending and self._pending[0].result.done():
            if self._pending[0].result.exception():
                return
            self._write_first_batch()
        self._start_batches(BATCH_SIZE)

    def finish(self, progress: ProgressCallback) -> int:
        """Embed and write all that waits; returns how many texts that were in all. Raises EncoderError."""
        total, pace = self._store.count_unembedded_passages(), StageReporter("embedding", progress)
        self._start_batches(1)
        while self._pending:
            self._write_first_batch()
            self._start_batches(1)
            done = total - self._store.count_unembedded_passages()
            pace.report(done, total, passages=done)
        return self.written_count

    def _start_batches(self, minimum: int) -> None:
        """Have texts embedded, as long as at least so many wait that are not at work yet."""
        while len(self._pending) < _MAX_PENDING_BATCHES:
            at_work = {text for batch in self._pending for text in batch.texts}
            waiting = self._store.list_unembedded_texts(BATCH_SIZE + len(at_work))
            texts = [text for text in waiting if text not in at_work][:BATCH_SIZE]
            if len(texts) < minimum:
                return
            self._pending.append(_PendingBatch(texts, self._threads.submit(self._embed_texts, texts)))

    def _embed_texts(self, texts: list[str]) -> tuple[Rows, list[bytes]]:
        # An encoder has all processors for itself, so one text after another is as fast, and needs less memory.
        with self._encoder_lock:
            rows, pieces = self._encoder.encode_with_tokens(texts)
        return rows, list(map(token_codec.encode, pieces))

    def _write_first_batch(self) -> None:
        """Write the batch that was begun first, when it is embedded."""
        batch = self._pending.popleft()
        rows, packed = batch.result.result()
        self._store.put_vectors(batch.texts, rows, packed)
        self.written_count += len(batch.texts)
