"""The limit on the time of a request: processor time counts, a pause does not, and endless waiting has an end."""

from __future__ import annotations

import os
import resource
import signal
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from paper_search.ingest.readers import time_limit
from paper_search.ingest.readers.pool import Worker
from paper_search.ingest.readers.time_limit import ProcessTimes, TimeLimit, make_clock

MODULE = "tests.ingest.readers.waiting_worker"
ON_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="states are read from /proc")
POLL = 0.5
LIMIT = 2
Sample = tuple[float, bool]
ACCOUNTS: list[tuple[list[Sample], str | None, str]] = [
    ([(0.5, False), (1.0, False), (1.9, False)], None, "less than the limit"),
    ([(0.5, False), (1.0, False), (2.0, False)], "processor", "as much as the limit"),
    ([(0.5, True), (1.5, True), (2.5, True)], "processor", "asleep when looked at, but it computes"),
    ([(0.1, False)] * 1000, None, "stopped, or ready to run on a busy machine"),
    ([(0.1, True)] * 19 + [(0.1, False)] * 1000, None, "waits less than five times the limit, then is stopped"),
    ([(0.1, True)] * 21, "waiting", "waits for ever"),
    ([(0.01 * count, True) for count in range(21)], "waiting", "wakes now and then, and does next to nothing"),
    ([(0.09 * count, True) for count in range(22)], None, "asleep at each look, but a fifth of a processor is used"),
    ([(0.1, True), (0.1, False)] * 19, None, "waits half of the time"),
    ([(0.1, True), (0.2, False)] * 21, "waiting", "waits again and again"),
]


@pytest.mark.parametrize(("samples", "exceeded", "case"), ACCOUNTS, ids=[case for *_, case in ACCOUNTS])
def test_the_account_of_a_request(samples: list[Sample], exceeded: str | None, case: str) -> None:
    limit = TimeLimit(LIMIT, ProcessTimes(0.0, False))
    found = [limit.find_excess(ProcessTimes(*sample), POLL) for sample in samples]
    assert next(filter(None, found), None) == exceeded, case


def test_what_was_used_before_the_request_does_not_count() -> None:
    limit = TimeLimit(LIMIT, ProcessTimes(100.0, False))
    assert limit.find_excess(ProcessTimes(101.9, False), POLL) is None
    assert limit.find_excess(ProcessTimes(102.0, False), POLL) == "processor"


@pytest.fixture
def worker() -> Iterator[Worker]:
    started = Worker(1, 512, MODULE)
    yield started
    started.stop()


def compute(worker: Worker, does: str = "compute", seconds: float = 1e6, **more: str) -> bool:
    """Return True if a request is answered."""
    return worker.request({"does": does, "seconds": seconds, **more}) == {"done": True}


def processor_seconds_of_ended_children() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def test_each_request_has_its_own_time(worker: Worker) -> None:
    assert [compute(worker, seconds=0.4) for _ in range(4)] == [True] * 4
    assert worker.exceeded is None


@pytest.mark.parametrize(
    ("does", "seconds", "reason"),
    [
        ("compute", 1e6, "the process itself"),
        ("start", 1e6, "a program that it started"),
        ("start many", 0.05, "many short programs, none of which takes long"),
    ],
)
@pytest.mark.rare_rows("start-1000000.0-a program that it started")
def test_endless_computing_is_ended(worker: Worker, does: str, seconds: float, reason: str) -> None:
    before = processor_seconds_of_ended_children()
    assert not compute(worker, does, seconds), reason
    assert (worker.exceeded, worker.is_alive()) == ("processor", False)
    used = processor_seconds_of_ended_children() - before
    assert used < 15, "it is ended soon after the limit, by its own clock"


@ON_LINUX
def test_what_it_started_ends_with_it(worker: Worker, tmp_path: Path) -> None:
    assert not compute(worker, "start", note=str(tmp_path / "pid"))
    started = int((tmp_path / "pid").read_text())
    assert not is_running(started)


def is_running(pid: int) -> bool:
    """Return True unless a process is gone, or ended and not yet collected."""
    for _ in range(500):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            return False
        if state == "Z":
            return False
        time.sleep(0.01)
    return True


def test_endless_waiting_is_ended(worker: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time_limit, "WAITING_FACTOR", 1)
    assert not compute(worker, "wait")
    assert (worker.exceeded, worker.is_alive()) == ("waiting", False)


@ON_LINUX
def test_a_process_that_is_paused_still_answers(worker: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    """The pause is longer than both limits: it lasts until the watcher has looked often enough to reach them."""
    monkeypatch.setattr(time_limit, "WAITING_FACTOR", 1)
    assert compute(worker, seconds=0)
    pid, looks, enough = worker._process.pid, 0, threading.Event()
    read_times = worker._read_times

    def count_looks() -> ProcessTimes:
        nonlocal looks
        looks += 1
        if looks == 2:
            os.kill(pid, signal.SIGSTOP)
        if looks >= 10:
            enough.set()
        return read_times()

    worker._read_times = count_looks
    answers: list[bool] = []
    asking = threading.Thread(target=lambda: answers.append(compute(worker, seconds=0.5)))
    asking.start()
    assert enough.wait(120)
    os.kill(pid, signal.SIGCONT)
    asking.join(120)
    assert (answers, worker.exceeded) == ([True], None)


# -- the clocks ------------------------------------------------------------------------------------------------


def falls_asleep(pid: int) -> None:
    """Wait until a process that has answered waits for its next request."""
    for _ in range(500):
        if make_clock(pid)().is_waiting:
            return
        time.sleep(0.01)


@ON_LINUX
def test_both_clocks_agree(worker: Worker) -> None:
    """The clock of other systems, ps(1), is compared with that of Linux on the same process."""
    assert compute(worker, "start", 0.6)
    pid = worker._process.pid
    assert make_clock(pid)().cpu_seconds >= 0.6, "what a program took that has ended is counted"
    assert compute(worker, seconds=0.9)
    falls_asleep(pid)
    of_linux, of_ps = make_clock(pid)(), time_limit._read_ps(pid, {})
    assert of_linux.is_waiting and of_ps.is_waiting
    # ps(1) counts whole seconds here, and not the program that has ended.
    assert 0 <= of_linux.cpu_seconds - of_ps.cpu_seconds < 0.6 + 1 + 1


def test_a_program_that_ended_between_two_looks_at_ps_still_counts() -> None:
    ended = {1: 5.0}
    assert time_limit._read_ps(os.getpid(), ended).cpu_seconds >= 5.0
    assert ended.keys() > {1}


DURATIONS = [("0:01.23", 1.23, "macOS"), ("75:00.00", 4500, "macOS, over an hour"), ("00:01:02", 62, "Linux")]
DURATIONS.append(("2-03:04:05", 183845, "days"))


@pytest.mark.parametrize(("text", "seconds", "case"), DURATIONS)
def test_durations(text: str, seconds: float, case: str) -> None:
    assert time_limit._parse_duration(text) == pytest.approx(seconds), case


def test_without_any_clock_the_time_on_the_wall_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    before = time.monotonic()
    times = time_limit._read_ps(os.getpid(), {})
    assert (times.is_waiting, times.cpu_seconds >= before) == (False, True)
