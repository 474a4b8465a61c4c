"""Papers read in processes of their own, so that no paper can take the program with it.

In: paths and limits. Out: for every path, in the order given, a Reading or the UnreadableError that says why
there is none. A paper that runs out of its time or memory, or brings its process down, costs that process
only; a new one takes its place. Workers load the readers and nothing else.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

from paper_search.errors import UnreadableError
from paper_search.records import Block, DroppedText, Reading

ReadOutcome = Reading | UnreadableError

WorkerMessage = dict[str, Any]
"""What goes to a worker and what comes back: anything that JSON can hold."""

_WORKER_COMMAND = "from {} import serve; serve(int(__import__('sys').argv[1]))"
_READER_MODULE = "paper_search.ingest.readers.pool"
_READ_AHEAD = 4
"""Papers read ahead of the one asked for, per process."""
_OUT_OF_MEMORY_EXIT_CODE = 77


def read_safely(
    paths: Iterable[Path], processes: int, seconds: int, megabytes: int
) -> Iterator[tuple[Path, ReadOutcome]]:
    """Read papers in ``processes`` workers, in the order given.

    ``seconds`` limits the reading of one paper, ``megabytes`` the memory a worker may use beyond what it needs
    to start. Codes of errors are those of ``read``, and "time" and "memory". Closing the iterator early stops
    every worker.
    """
    pool = _WorkerPool(max(processes, 1), seconds, megabytes)
    waiting: deque[tuple[Path, Future[ReadOutcome]]] = deque()
    try:
        for path in paths:
            waiting.append((path, pool.submit(path)))
            if len(waiting) >= _READ_AHEAD * max(processes, 1):
                yield _take_result(waiting)
        while waiting:
            yield _take_result(waiting)
    finally:
        pool.close()


def _take_result(waiting: deque[tuple[Path, Future[ReadOutcome]]]) -> tuple[Path, ReadOutcome]:
    path, future = waiting.popleft()
    return path, future.result()


class _WorkerPool:
    """Threads, each with a worker process of its own."""

    def __init__(self, processes: int, seconds: int, megabytes: int) -> None:
        self._limits = seconds, megabytes
        self._thread_local = threading.local()
        self._lock = threading.Lock()
        self._workers: list[Worker] = []
        self._is_closed = False
        self._threads = ThreadPoolExecutor(processes, thread_name_prefix="paper-reader")

    def submit(self, path: Path) -> Future[ReadOutcome]:
        return self._threads.submit(self._read, path)

    def _read(self, path: Path) -> ReadOutcome:
        worker: Worker | None = getattr(self._thread_local, "worker", None)
        if worker is None or not worker.is_alive():
            worker = self._thread_local.worker = self._start_worker()
        if worker is None:
            return UnreadableError("time", "The reading was stopped", "Start the build again.", path)
        return worker.read(path)

    def _start_worker(self) -> Worker | None:
        with self._lock:
            if self._is_closed:
                return None
            self._workers = [worker for worker in self._workers if worker.is_alive()]
            self._workers.append(Worker(*self._limits))
            return self._workers[-1]

    def close(self) -> None:
        with self._lock:
            self._is_closed = True
            for worker in self._workers:
                worker.kill()
        self._threads.shutdown(wait=True, cancel_futures=True)
        for worker in self._workers:
            worker.reap()


class Worker:
    """One process that takes orders one after another; ``module`` has the ``serve`` that it runs, by default the one
    that reads papers."""

    def __init__(self, seconds: int, megabytes: int, module: str = _READER_MODULE) -> None:
        self._seconds, self._megabytes = seconds, megabytes
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        self._process = subprocess.Popen(
            [sys.executable, "-c", _WORKER_COMMAND.format(module), str(megabytes)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
        )
        self._is_ready = False
        self.timed_out = False

    def is_alive(self) -> bool:
        return self._process.poll() is None

    def kill(self) -> None:
        self._process.kill()

    def reap(self) -> None:
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                try:
                    pipe.close()
                except BrokenPipeError:
                    continue

    def read(self, path: Path) -> ReadOutcome:
        answer = self.request({"path": str(path)})
        return self._explain_exit(path) if answer is None else _outcome_from_answer(answer, path, self._megabytes)

    def request(self, message: WorkerMessage) -> WorkerMessage | None:
        """What it answers; None where it ran out of time or fell. After that, and without memory, it is dead."""
        if not self._is_ready and _receive_message(self._process.stdout) is None:
            self.stop()
            return None
        self._is_ready = True
        timer = threading.Timer(self._seconds, self._time_out)
        timer.daemon = True
        timer.start()
        try:
            _send_message(self._process.stdin, message)
            answer = _receive_message(self._process.stdout)
        except (OSError, ValueError):
            # The pipe is closed, or what came through it is no answer.
            answer = None
        finally:
            timer.cancel()
        if answer is None or answer.get("code") == "memory":
            self.stop()
        return answer

    def _time_out(self) -> None:
        self.timed_out = True
        self.kill()

    def stop(self) -> None:
        """Stop it, at once."""
        self.kill()
        self.reap()

    def _explain_exit(self, path: Path) -> UnreadableError:
        """Why a worker gave no answer."""
        if self.timed_out:
            return UnreadableError(
                "time",
                f"The paper could not be read within {self._seconds} seconds",
                "Raise PAPER_SEARCH_PDF_SECONDS, or print the paper to a new PDF.",
                path,
            )
        if self._process.returncode in (_OUT_OF_MEMORY_EXIT_CODE, -9):
            return _make_memory_error(path, self._megabytes)
        return UnreadableError(
            "damaged",
            "The file is damaged inside: the program that read it broke off",
            "Fetch the paper again; if that does not help, print it to a new PDF.",
            path,
        )


def _make_memory_error(path: Path, megabytes: int) -> UnreadableError:
    return UnreadableError(
        "memory",
        f"The paper needs more than {megabytes} MB of memory to be read",
        "Raise PAPER_SEARCH_PDF_MEGABYTES, or print the paper to a new PDF.",
        path,
    )


# -- what goes through the pipe: a length in eight bytes, then JSON


def _send_message(pipe: IO[bytes] | None, message: WorkerMessage) -> None:
    if pipe is None:
        raise BrokenPipeError
    raw = json.dumps(message).encode()
    pipe.write(len(raw).to_bytes(8, "big") + raw)
    pipe.flush()


def _receive_message(pipe: IO[bytes] | None) -> WorkerMessage | None:
    """The next message, or None where the other side is gone."""
    head = pipe.read(8) if pipe else b""
    if pipe is None or len(head) < 8:
        return None
    raw = pipe.read(int.from_bytes(head, "big"))
    message: WorkerMessage | None = json.loads(raw) if len(raw) == int.from_bytes(head, "big") else None
    return message


def _outcome_from_answer(answer: WorkerMessage, path: Path, megabytes: int) -> ReadOutcome:
    if answer.get("code") == "memory":
        return _make_memory_error(path, megabytes)
    if "code" in answer:
        return UnreadableError(answer["code"], answer["reason"], answer["next_step"], path)
    return Reading(
        answer["text"],
        tuple(Block(**block) for block in answer["blocks"]),
        tuple(answer["page_starts"]),
        tuple(answer["printed_pages"]),
        tuple(DroppedText(**dropped) for dropped in answer["dropped"]),
        tuple((name, value) for name, value in answer["info"]),
        tuple(answer["textless_pages"]),
        tuple(answer["recognised_pages"]),
    )


# -- the worker's side


def serve(megabytes: int) -> None:
    """Read papers named on standard input until it is closed. Runs in a process of its own."""
    serve_messages(megabytes, _preload_readers, _read_requested)


def serve_messages(
    megabytes: int, preload: Callable[[], None], answer: Callable[[WorkerMessage], WorkerMessage]
) -> None:
    """Answer orders from standard input until it is closed; ``warm`` loads what is not to count as used memory."""
    incoming = os.fdopen(os.dup(0), "rb")
    outgoing = os.fdopen(os.dup(1), "wb")
    # Whatever a library prints must not get between the answers.
    silent = os.open(os.devnull, os.O_RDWR)
    os.dup2(silent, 0)
    os.dup2(silent, 1)
    preload()
    limit_memory(megabytes)
    _send_message(outgoing, {"ready": True})
    while (order := _receive_message(incoming)) is not None:
        try:
            _send_message(outgoing, answer(order))
        except MemoryError:
            _send_message(outgoing, {"code": "memory"})


def _read_requested(message: WorkerMessage) -> WorkerMessage:
    from paper_search.ingest.readers.registry import read

    try:
        return asdict(read(Path(message["path"])))
    except UnreadableError as error:
        if isinstance(error.__cause__, MemoryError):
            return {"code": "memory"}
        return {"code": error.code, "reason": error.reason, "next_step": error.next_step}


def _preload_readers() -> None:
    """Load the readers before memory is measured."""


def limit_memory(megabytes: int) -> None:
    """Let this process use that much memory beyond what it uses now."""
    more = megabytes * 1024 * 1024
    if sys.platform == "linux":
        import resource

        now = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (now + more, now + more))
    elif sys.platform != "win32":
        threading.Thread(target=watch_memory, args=(more,), daemon=True).start()


def watch_memory(extra_bytes: int) -> None:
    """End this process once it has used ``more`` bytes beyond what it uses now; for systems without a limit."""
    import resource
    import time

    unit = 1 if sys.platform == "darwin" else 1024
    limit = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit + extra_bytes
    while resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit < limit:
        time.sleep(0.1)
    os._exit(_OUT_OF_MEMORY_EXIT_CODE)
