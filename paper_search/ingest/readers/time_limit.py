"""The limit on the time that a worker process may take for one request, by its processor time.

The processor time of the programs that it starts counts, such as text recognition. A machine that is busy, asleep or
paused takes none of it. A process that waits for ever is ended by a second, generous limit on its waiting.
"""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

WAITING_FACTOR = 5
"""A request may wait this many times as long as it may compute: slow disks are common, endless waiting is a fault."""
_FIRST_POLL_SECONDS, _LAST_POLL_SECONDS = 0.02, 0.5
_IDLE_SHARE = 0.1
"""The share of a processor below which a process that is asleep counts as waiting."""
_WAITING_STATES = frozenset("SDIZ")
_PROC = Path("/proc")


@dataclass(frozen=True, slots=True)
class ProcessTimes:
    """The state of a process and of those that it has started.

    Attributes:
        cpu_seconds: the processor time they have used, user and system.
        is_waiting: True if all of them are asleep; False if one runs, is ready to run, or was stopped.
    """

    cpu_seconds: float
    is_waiting: bool


class TimeLimit:
    """The account of one request.

    Args:
        seconds: the processor time that it may use.
        start: the times of the process at its beginning.
    """

    def __init__(self, seconds: float, start: ProcessTimes) -> None:
        self._seconds = seconds
        self._start = self._last = start.cpu_seconds
        self._waited = 0.0

    def find_excess(self, times: ProcessTimes, poll_seconds: float) -> str | None:
        """Return the limit that is exceeded, "processor" or "waiting", or None.

        Args:
            times: the times of the process now.
            poll_seconds: the time since the last call, as it was planned: more may have passed while the machine slept.
        """
        progress, self._last = times.cpu_seconds - self._last, times.cpu_seconds
        if times.is_waiting and progress <= _IDLE_SHARE * poll_seconds:
            self._waited += poll_seconds
        if times.cpu_seconds - self._start >= self._seconds:
            return "processor"
        return "waiting" if self._waited >= max(self._seconds, 1) * WAITING_FACTOR else None


def watch(
    read_times: Callable[[], ProcessTimes], seconds: float, done: threading.Event, end: Callable[[str], None]
) -> None:
    """Watch a process until its request is done, and end it once it exceeds a limit.

    Args:
        read_times: returns the times of the process.
        seconds: the processor time that the request may use.
        done: set when the request is done.
        end: ends the process; it is given the limit that was exceeded.
    """
    limit, poll_seconds = TimeLimit(seconds, read_times()), _FIRST_POLL_SECONDS
    while not done.wait(poll_seconds):
        exceeded = limit.find_excess(read_times(), poll_seconds)
        if exceeded and not done.is_set():
            end(exceeded)
            return
        poll_seconds = min(poll_seconds * 2, _LAST_POLL_SECONDS)


def make_clock(pid: int) -> Callable[[], ProcessTimes]:
    """Return the function that reads the times of a process, by the means that this system has.

    Where there are none, it is the time on the wall.
    """
    if (_PROC / "self" / "stat").exists():
        return lambda: _read_proc(pid)
    ended: dict[int, float] = {}
    return lambda: _read_ps(pid, ended)


# -- Linux


def _read_proc(pid: int) -> ProcessTimes:
    """Return the times of a process and its descendants; proc(5) explains the fields."""
    ticks, states = 0, set()
    for fields in _list_tree(pid):
        states.add(fields[0])
        # The last two are those of children that have ended and were waited for.
        ticks += sum(int(field) for field in fields[11:15])
    return ProcessTimes(ticks / os.sysconf("SC_CLK_TCK"), bool(states) and states <= _WAITING_STATES)


def _list_tree(pid: int) -> Iterator[list[str]]:
    """Yield the fields of a process's state after its name, then those of its descendants."""
    try:
        yield (_PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
        children = [int(child) for path in (_PROC / str(pid) / "task").glob("*/children") for child in _read_list(path)]
    except OSError:
        return
    for child in children:
        yield from _list_tree(child)


def list_descendants(pid: int) -> tuple[int, ...]:
    """Return the processes that a process has started, with theirs; none where the system tells of none."""
    children = [int(child) for path in (_PROC / str(pid) / "task").glob("*/children") for child in _read_list(path)]
    return tuple(process for child in children for process in (child, *list_descendants(child)))


def _read_list(path: Path) -> list[str]:
    try:
        return path.read_text().split()
    except OSError:
        return []


# -- other systems


def _read_ps(pid: int, ended: dict[int, float]) -> ProcessTimes:
    """Return the times of a process and its descendants, as ps(1) lists them.

    Args:
        pid: the process.
        ended: the last known time of every descendant so far, which is kept for those that have ended.
    """
    command = ["ps", "-A", "-o", "pid=", "-o", "ppid=", "-o", "stat=", "-o", "time="]
    try:
        listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return ProcessTimes(time.monotonic(), False)
    rows = {int(row[0]): row for row in map(str.split, listed.splitlines()) if len(row) == 4}
    tree = {pid} & rows.keys()
    while more := {number for number, row in rows.items() if int(row[1]) in tree} - tree:
        tree |= more
    ended |= {number: _parse_duration(rows[number][3]) for number in tree}
    states = {rows[number][2][0] for number in tree}
    return ProcessTimes(sum(ended.values()), bool(states) and states <= _WAITING_STATES)


def _parse_duration(text: str) -> float:
    """Return seconds from "[[days-]hours:]minutes:seconds"."""
    days, _, clock = text.rpartition("-")
    seconds = 0.0
    for part in clock.split(":"):
        seconds = seconds * 60 + float(part)
    return seconds + 86400 * int(days or 0)
