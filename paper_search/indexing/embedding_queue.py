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

from paper_search.embeddings import Encoder, Rows
from paper_search.embeddings import token_codec as tokens
from paper_search.indexing.progress import Pace, Watcher
from paper_search.storage.documents import Store

BATCH = 128
"""Texts embedded and written at once: a transaction that nobody waits for long."""
_AHEAD = 2
"""Batches begun at a time: while one is packed and written, the encoder is at the next."""


@dataclass(frozen=True, slots=True)
class _Batch:
    """Texts, and the row and the packed token vectors of each, once they are there."""

    texts: list[str]
    embedded: Future[tuple[Rows, list[bytes]]]


class Embedding:
    """What waits for a vector in a store; used in a ``with``, which ends the threads."""

    def __init__(self, store: Store, encoder: Encoder) -> None:
        self._store, self._encoder = store, encoder
        self._threads = ThreadPoolExecutor(_AHEAD, thread_name_prefix="embedding")
        self._encoding = threading.Lock()
        self._begun: deque[_Batch] = deque()
        self.written = 0

    def __enter__(self) -> Embedding:
        return self

    def __exit__(self, *_: object) -> None:
        self._threads.shutdown(cancel_futures=True)

    def go_on(self) -> None:
        """Write what is embedded by now and begin what fills a batch; does not wait for the encoder."""
        while self._begun and self._begun[0].embedded.done():
            if self._begun[0].embedded.exception():
                return
            self._write_first()
        self._begin(BATCH)

    def finish(self, progress: Watcher) -> int:
        """Embed and write all that waits; returns how many texts that were in all. Raises EncoderError."""
        total, pace = self._store.waiting(), Pace("embedding", progress)
        self._begin(1)
        while self._begun:
            self._write_first()
            self._begin(1)
            done = total - self._store.waiting()
            pace.tell(done, total, passages=done)
        return self.written

    def _begin(self, least: int) -> None:
        """Have texts embedded, as long as at least so many wait that are not at work yet."""
        while len(self._begun) < _AHEAD:
            at_work = {text for batch in self._begun for text in batch.texts}
            waiting = self._store.waiting_texts(BATCH + len(at_work))
            texts = [text for text in waiting if text not in at_work][:BATCH]
            if len(texts) < least:
                return
            self._begun.append(_Batch(texts, self._threads.submit(self._embed, texts)))

    def _embed(self, texts: list[str]) -> tuple[Rows, list[bytes]]:
        # An encoder has all processors for itself, so one text after another is as fast, and needs less memory.
        with self._encoding:
            rows, pieces = self._encoder.encode_whole(texts)
        return rows, list(map(tokens.pack, pieces))

    def _write_first(self) -> None:
        """Write the batch that was begun first, when it is embedded."""
        batch = self._begun.popleft()
        rows, packed = batch.embedded.result()
        self._store.put_vectors(batch.texts, rows, packed)
        self.written += len(batch.texts)
