"""The site with a stop-watch inside: ``python -m tests.bench.watched CORPUS INDEX PORT FILE``.

Comes in: an index, a port of this machine. Goes out: the real site, and in FILE one line of JSON for each question
answered and for each time the encoder was asked: what it was, when it began (the system's monotonic clock), the seconds
and the processor seconds it took in its own thread, and the processor seconds of the whole process by then.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from paper_search import embeddings
from paper_search.answering.config import ANSWERING, AnswerConfig
from paper_search.api import open_engine
from paper_search.embeddings import Encoder
from paper_search.library import Library
from paper_search.records import Answer, Filters
from paper_search.web import serve
from tests.bench.people import DOORS

Write = Callable[[str], object]


@contextmanager
def log_duration(write: Write, name: str) -> Iterator[None]:
    """What is done inside becomes one line."""
    began, thread = time.monotonic(), time.thread_time()
    try:
        yield
    finally:
        took, worked = time.monotonic() - began, time.thread_time() - thread
        line = {"what": name, "began": began, "seconds": took, "processor": worked, "process": time.process_time()}
        write(json.dumps(line) + "\n")


class WatchedEncoder:
    """The encoder that questions are put to, each call timed; its texts run in the thread that asks."""

    def __init__(self, encoder: Encoder, write: Write) -> None:
        self._encoder, self._write = encoder, write

    def encode_query(self, text: str) -> embeddings.Rows:
        with log_duration(self._write, "embedding"):
            return self._encoder.encode_query(text)

    def encode_tokens(self, texts: list[str]) -> list[embeddings.Tokens]:
        with log_duration(self._write, "embedding"):
            return self._encoder.encode_tokens(texts)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._encoder, name)


@dataclass(frozen=True, eq=False)
class WatchedLibrary(Library):
    """A library whose answers are timed."""

    write: Write = lambda line: None

    def ask(
        self,
        question: str,
        filters: Filters = Filters(),
        k: int = 10,
        config: AnswerConfig = ANSWERING,
        *,
        with_reader: bool = True,
    ) -> Answer:
        with log_duration(self.write, "question"):
            return super().ask(question, filters, k, config, with_reader=with_reader)


def main(corpus: str, index: str, port: str, file: str) -> None:
    with Path(file).open("a", encoding="utf-8", buffering=1) as lines:
        encoder = WatchedEncoder(embeddings.open_encoder(), lines.write)
        engine = open_engine(Path(index), Path(corpus))
        library = WatchedLibrary(engine, encoder, corpus=Path(corpus), write=lines.write)  # type: ignore[arg-type]
        serve(library, "127.0.0.1", int(port), DOORS)


if __name__ == "__main__":
    main(*sys.argv[1:5])
