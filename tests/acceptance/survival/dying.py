"""A build that is killed with SIGKILL at a step of its own, or after a time.

Run as a program it takes one order a line on standard input, as JSON (``corpus``, ``index``, ``splitter``, ``encoder``,
``precision`` and ``step``, by number or name, or ``seconds``; ``batch`` is how many texts are embedded at once), does
each in a process of its own, and answers with one line: the signal that ended it or None, and the names of the steps it
came to. A step is a point before, inside or after a transaction,
before or after a file is put into place, or before or after a whole database is copied over another.
"""

from __future__ import annotations

import json
import os
import pickle
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from paper_search.embeddings import Encoder, Rows, Tokens, open_encoder
from paper_search.indexing import builder, embedding_queue, entries
from paper_search.records import EncoderInfo
from paper_search.retrieval.local.engine import LocalEngine
from paper_search.storage import connection as connections
from paper_search.storage import database

_NOT_A_STEP = {"__enter__", "__exit__", "point", "stepped"}


class RecordedEncoder:
    """The rows that the real encoder gave for texts, so that a build need not load it; a new text is asked of it."""

    def __init__(self, real: Encoder, rows: dict[str, Any] | None = None) -> None:
        self._real, self.rows = real, rows if rows is not None else {}

    @property
    def info(self) -> EncoderInfo:
        return self._real.info

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return self._real.count_tokens(texts)

    def encode_passages(self, texts: Sequence[str]) -> Rows:
        return self._all("row", texts, self._real.encode_passages)

    def encode_with_tokens(self, texts: Sequence[str]) -> tuple[Rows, list[Tokens]]:
        new = [text for text in texts if ("whole", text) not in self.rows]
        for text, row, tokens in zip(new, *self._real.encode_with_tokens(new), strict=True) if new else ():
            self.rows["whole", text] = (row, tokens)
        if not texts:
            return self._real.encode_with_tokens(texts)
        found = [self.rows["whole", text] for text in texts]
        return np.stack([row for row, _ in found]), [tokens for _, tokens in found]

    def encode_query(self, text: str) -> Rows:
        row: Rows = self._all("query", [text], lambda texts: [self._real.encode_query(text) for text in texts])[0]
        return row

    def encode_tokens(self, texts: Sequence[str]) -> list[Tokens]:
        return list(self._all("tokens", texts, self._real.encode_tokens))

    def _all(self, kind: str, texts: Sequence[str], encode: Any) -> Any:
        new = [text for text in texts if (kind, text) not in self.rows]
        for text, row in zip(new, encode(new), strict=True) if new else ():
            self.rows[kind, text] = row
        if not texts:
            return encode(texts)
        found = [self.rows[kind, text] for text in texts]
        return np.stack(found) if kind != "tokens" else found


class Steps:
    """Counts the steps of this process, and kills it at one of them."""

    def __init__(self, last: int | str | None) -> None:
        self.names: list[str] = []
        self._last = last

    def point(self, name: str) -> None:
        self.names.append(name)
        if self._last in (len(self.names), name):
            os.kill(os.getpid(), signal.SIGKILL)

    def watch(self) -> None:
        """Put points around everything that is written."""
        write, replace, connect = database.Database.transaction, Path.replace, connections.Connection.backup
        point = self.point

        @contextmanager
        def count_write(store: database.Database) -> Iterator[database.Transaction]:
            name = _caller()
            point(f"before {name}")
            with write(store) as writer:
                point(f"begun {name}")
                yield writer
                point(f"written {name}")
            point(f"after {name}")

        def count_replace(path: Path, target: Any) -> Path:
            point(f"before replacing {Path(target).name}")
            found = replace(path, target)
            point(f"after replacing {Path(target).name}")
            return found

        def count_backup(connection: Any, *given: Any, **more: Any) -> None:
            point("before copying")
            connect(connection, *given, **more)
            point("after copying")

        database.Database.transaction = count_write  # type: ignore[method-assign]
        Path.replace = count_replace  # type: ignore[method-assign]
        connections.Connection.backup = count_backup  # type: ignore[method-assign]


def _caller() -> str:
    frame = sys._getframe(2)
    while frame.f_back and (frame.f_code.co_name in _NOT_A_STEP or "contextlib" in frame.f_code.co_filename):
        frame = frame.f_back
    return frame.f_code.co_name


def build(corpus: Path, index: Path, encoder: Encoder, splitter: str | None = None) -> None:
    """What the command ``build`` does, with the encoder and the splitter's number given."""
    before, entries.SPLITTER_VERSION = entries.SPLITTER_VERSION, splitter or entries.SPLITTER_VERSION
    try:
        builder.build(corpus, index, encoder, builder.ReaderLimits(processes=1))
        LocalEngine(index, encoder.info.dimensions).save_vectors()
    finally:
        entries.SPLITTER_VERSION = before


def _die(order: dict[str, Any], say: int) -> None:
    embedding_queue.BATCH_SIZE = order.get("batch", embedding_queue.BATCH_SIZE)  # type: ignore[misc]
    steps = Steps(order.get("step"))
    steps.watch()
    if "seconds" in order:
        threading.Timer(order["seconds"], os.kill, (os.getpid(), signal.SIGKILL)).start()
    encoder = RecordedEncoder(
        open_encoder(precision=order["precision"]), pickle.loads(Path(order["encoder"]).read_bytes())
    )
    build(Path(order["corpus"]), Path(order["index"]), encoder, order.get("splitter"))
    os.write(say, json.dumps(steps.names).encode())


def _serve() -> None:
    for line in sys.stdin:
        order = json.loads(line)
        hear, say = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(hear)
            os.setpgid(0, 0)
            try:
                _die(order, say)
            except BaseException as error:
                os.write(2, f"{type(error).__name__}: {error}\n".encode())
                os._exit(1)
            os._exit(0)
        os.close(say)
        with os.fdopen(hear, "rb") as heard:
            names = heard.read()
        _, status = os.waitpid(child, 0)
        ended = os.WTERMSIG(status) if os.WIFSIGNALED(status) else None
        failed = None if ended else os.WEXITSTATUS(status)
        sys.stdout.write(json.dumps({"signal": ended, "exit": failed, "steps": json.loads(names or b"[]")}) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    _serve()
