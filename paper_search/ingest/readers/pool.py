"""Reading of files in worker processes, so that no file can bring the program down.

A file that exceeds its time or its memory, or that crashes its process, costs only that process; a new one takes its
place. Every file gets a ``Reading`` or the ``UnreadableError`` that says why there is none, in the order given.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from paper_search.errors import UnreadableError
from paper_search.ingest.readers.time_limit import WAITING_FACTOR, make_clock, watch
from paper_search.ingest.readers.worker import OUT_OF_MEMORY_EXIT_CODE, WorkerMessage, receive_message, send_message
from paper_search.records import Attachment, Block, DroppedText, HiddenText, Reading, UnreadPart

ReadOutcome = Reading | UnreadableError


_WORKER_COMMAND = "from {} import serve; serve(int(__import__('sys').argv[1]))"
_READER_MODULE = "paper_search.ingest.readers.worker"
_READ_AHEAD = 4
"""Files read ahead of the next one to be yielded, per process."""


def read_safely(
    paths: Iterable[Path], processes: int, seconds: int, megabytes: int
) -> Iterator[tuple[Path, ReadOutcome]]:
    """Read files in worker processes.

    Closing the iterator early stops every worker.

    Args:
        paths: the files.
        processes: the number of workers.
        seconds: the processor time that one file may take; it may wait several times as long.
        megabytes: the memory that a worker may use beyond what it needs to start.

    Yields:
        Each path, in the order given, with its reading or its error. The codes of errors are those of
        ``registry.read``, and "time" and "memory".
    """
    pool = _WorkerPool(max(processes, 1), seconds, megabytes)
    queue: deque[tuple[Path, Future[ReadOutcome]]] = deque()
    try:
        for path in paths:
            queue.append((path, pool.submit(path)))
            if len(queue) >= _READ_AHEAD * max(processes, 1):
                yield _take_result(queue)
        while queue:
            yield _take_result(queue)
    finally:
        pool.close()


def _take_result(queue: deque[tuple[Path, Future[ReadOutcome]]]) -> tuple[Path, ReadOutcome]:
    path, future = queue.popleft()
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
        """Schedule a file for reading."""
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
        """Stop all workers and wait until they are gone."""
        with self._lock:
            self._is_closed = True
            for worker in self._workers:
                worker.kill()
        self._threads.shutdown(wait=True, cancel_futures=True)
        for worker in self._workers:
            worker.reap()


class Worker:
    """A process that answers requests one after another.

    Args:
        seconds: the processor time that one request may take, with the programs that it starts.
        megabytes: the memory that the process may use beyond what it needs to start.
        module: the module whose ``serve`` the process runs, by default the one that reads files.
    """

    def __init__(self, seconds: int, megabytes: int, module: str = _READER_MODULE) -> None:
        self._seconds, self._megabytes = seconds, megabytes
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        self._process = subprocess.Popen(
            [sys.executable, "-c", _WORKER_COMMAND.format(module), str(megabytes)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            # A group of its own, so that the programs it has started end with it.
            process_group=0 if os.name == "posix" else None,
        )
        self._read_times = make_clock(self._process.pid)
        self._is_ready = False
        self.exceeded: str | None = None
        """The limit of time that the process was ended for, "processor" or "waiting"."""

    def is_alive(self) -> bool:
        """Return True if the process is running."""
        return self._process.poll() is None

    def kill(self) -> None:
        """Kill the process, and the programs that it has started, without waiting for its end."""
        if os.name == "posix" and self.is_alive():
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.kill()

    def reap(self) -> None:
        """Wait for the end of the process and close its pipes."""
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                try:
                    pipe.close()
                except BrokenPipeError:
                    continue

    def read(self, path: Path) -> ReadOutcome:
        """Return the reading of a file, or the error that says why there is none."""
        answer = self.request({"path": str(path)})
        return self._explain_exit(path) if answer is None else _outcome_from_answer(answer, path, self._megabytes)

    def request(self, message: WorkerMessage) -> WorkerMessage | None:
        """Send a request and return the answer.

        Returns:
            The answer; None where the process ran out of time or crashed. After that, and after an answer with the code
            "memory", the process is dead.
        """
        if not self._is_ready and receive_message(self._process.stdout) is None:
            self.stop()
            return None
        self._is_ready = True
        done = threading.Event()
        watcher = (self._read_times, self._seconds, done, self._end_for_time)
        threading.Thread(target=watch, args=watcher, name="paper-reader-limit", daemon=True).start()
        try:
            send_message(self._process.stdin, message)
            answer = receive_message(self._process.stdout)
        except (OSError, ValueError):
            # The pipe is closed, or what came through it is not a message.
            answer = None
        finally:
            done.set()
        if answer is None or answer.get("code") == "memory":
            self.stop()
        return answer

    def _end_for_time(self, exceeded: str) -> None:
        self.exceeded = exceeded
        self.kill()

    def stop(self) -> None:
        """Kill the process and wait for its end."""
        self.kill()
        self.reap()

    def _explain_exit(self, path: Path) -> UnreadableError:
        """Return the error for a process that gave no answer."""
        if self.exceeded:
            return _make_time_error(path, self._seconds, self.exceeded)
        # A program in C++ that is given no memory aborts (6); the system may kill it (9).
        if self._process.returncode in (OUT_OF_MEMORY_EXIT_CODE, -6, -9):
            return _make_memory_error(path, self._megabytes)
        return UnreadableError(
            "damaged",
            "The file is damaged inside: the program that read it broke off",
            "Fetch the paper again; if that does not help, print it to a new PDF.",
            path,
        )


def _make_time_error(path: Path, seconds: int, exceeded: str) -> UnreadableError:
    if exceeded == "waiting":
        return UnreadableError(
            "time",
            f"The reading of the paper stood still for {seconds * WAITING_FACTOR} seconds",
            "Look at the disk that the paper is on, then build again; or raise PAPER_SEARCH_PDF_SECONDS.",
            path,
        )
    return UnreadableError(
        "time",
        f"The paper could not be read within {seconds} seconds of processor time",
        "Raise PAPER_SEARCH_PDF_SECONDS, or print the paper to a new PDF.",
        path,
    )


def _make_memory_error(path: Path, megabytes: int) -> UnreadableError:
    return UnreadableError(
        "memory",
        f"The paper needs more than {megabytes} MB of memory to be read",
        "Raise PAPER_SEARCH_PDF_MEGABYTES, or print the paper to a new PDF.",
        path,
    )


def _outcome_from_answer(answer: WorkerMessage, path: Path, megabytes: int) -> ReadOutcome:
    if answer.get("code") == "memory":
        return _make_memory_error(path, megabytes)
    if "code" in answer:
        return UnreadableError(answer["code"], answer["reason"], answer["next_step"], path)
    return _reading_from_answer(answer)


def _reading_from_answer(answer: WorkerMessage) -> Reading:
    return Reading(
        answer["text"],
        tuple(Block(**block) for block in answer["blocks"]),
        tuple(answer["page_starts"]),
        tuple(answer["printed_pages"]),
        tuple(DroppedText(**dropped) for dropped in answer["dropped"]),
        tuple((name, value) for name, value in answer["info"]),
        tuple(answer["textless_pages"]),
        tuple(answer["recognised_pages"]),
        tuple(HiddenText(**hidden) for hidden in answer["hidden"]),
        tuple(UnreadPart(**part) for part in answer["unread_parts"]),
        tuple(
            Attachment(attachment["name"], _reading_from_answer(attachment["reading"]))
            for attachment in answer["attachments"]
        ),
    )
