"""The queue of texts that wait for a vector, embedded on threads of their own while documents are still being read.

Short texts are embedded together and long ones together, across documents. Only the thread that calls writes to the
store, so there is one writer. Two batches at most are in memory. An encoder that fails keeps no words out of the store:
its error is raised when all else is done.
"""

from __future__ import annotations

import threading
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from paper_search.embeddings import Encoder, Rows, token_codec
from paper_search.indexing.progress import ProgressCallback, StageReporter
from paper_search.storage.store import Store

BATCH_SIZE = 128
"""Texts embedded and written at once: a transaction that nobody waits for long."""
_MAX_PENDING_BATCHES = 2
"""Batches begun at a time: while one is packed and written, the encoder is at the next."""


@dataclass(frozen=True, slots=True)
class _PendingBatch:
    """Texts, and the vector and the encoded token vectors of each, once they are there."""

    texts: list[str]
    result: Future[tuple[Rows, list[bytes]]]


class EmbeddingQueue:
    """The texts of a store that wait for a vector; used in a ``with``, which ends the threads."""

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
        """Write what is embedded by now and start what fills a batch, without waiting for the encoder."""
        while self._pending and self._pending[0].result.done():
            if self._pending[0].result.exception():
                return
            self._write_first_batch()
        self._start_batches(BATCH_SIZE)

    def finish(self, progress: ProgressCallback) -> int:
        """Embed and write all that waits.

        Returns:
            How many texts were written since the queue was made.

        Raises:
            EncoderError: the encoder failed.
        """
        statistics = self._store.statistics
        total, reporter = statistics.count_unembedded_passages(), StageReporter("embedding", progress)
        self._start_batches(1)
        while self._pending:
            self._write_first_batch()
            self._start_batches(1)
            done = total - statistics.count_unembedded_passages()
            reporter.report(done, total, passages=done)
        return self.written_count

    def _start_batches(self, minimum: int) -> None:
        """Start batches, as long as at least ``minimum`` texts wait that are not being embedded yet."""
        while len(self._pending) < _MAX_PENDING_BATCHES:
            in_progress = {text for batch in self._pending for text in batch.texts}
            waiting = self._store.embeddings.list_unembedded_texts(BATCH_SIZE + len(in_progress))
            texts = [text for text in waiting if text not in in_progress][:BATCH_SIZE]
            if len(texts) < minimum:
                return
            self._pending.append(_PendingBatch(texts, self._threads.submit(self._embed_texts, texts)))

    def _embed_texts(self, texts: list[str]) -> tuple[Rows, list[bytes]]:
        # An encoder has all processors for itself, so one text after another is as fast, and needs less memory.
        with self._encoder_lock:
            rows, tokens = self._encoder.encode_with_tokens(texts)
        return rows, list(map(token_codec.encode, tokens))

    def _write_first_batch(self) -> None:
        """Write the batch that was started first, when it is embedded."""
        batch = self._pending.popleft()
        rows, encoded_tokens = batch.result.result()
        with self._store.transaction() as transaction:
            self._store.embeddings.put_vectors(transaction, batch.texts, rows, encoded_tokens)
        self.written_count += len(batch.texts)
