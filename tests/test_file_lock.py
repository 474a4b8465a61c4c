"""Locks between processes, with flock and, where it is hidden, by the means of systems without it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock

from paper_search import file_lock

HOLD = (
    "import sys\n"
    "from pathlib import Path\n"
    "from paper_search import file_lock\n"
    "{without}"
    "with {lock}:\n"
    "    print('held', flush=True)\n"
    "    sys.stdin.read()\n"
)
WITHOUT_FLOCK = "file_lock.fcntl = None\n"


def hold(lock: str, *, without: str = "") -> subprocess.Popen[str]:
    """A process that holds a lock until its input is closed."""
    script = HOLD.format(lock=lock, without=without)
    process = subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        env={"PYTHONPATH": ":".join(sys.path)},
    )  # fmt: skip
    assert process.stdout is not None and process.stdout.readline() == "held\n"
    return process


def end(process: subprocess.Popen[str]) -> None:
    process.communicate()
    assert process.returncode == 0


def test_a_file_that_is_locked_is_not_locked_again_until_it_is_closed(tmp_path: Path) -> None:
    path = tmp_path / "file"
    with path.open("wb") as first, path.open("wb") as second:
        file_lock.lock_file(first.fileno())
        with pytest.raises(OSError):
            file_lock.lock_file(second.fileno(), is_waiting=False)
        first.close()
        file_lock.lock_file(second.fileno(), is_waiting=False)


def test_a_refusal_without_flock_has_words_for_whoever_reports_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_lock, "fcntl", None)
    monkeypatch.setattr(file_lock, "_lock_far_byte", lambda descriptor: False)
    with (tmp_path / "file").open("wb") as file, pytest.raises(BlockingIOError) as refused:
        file_lock.lock_file(file.fileno(), is_waiting=False)
    assert refused.value.strerror == "another process has locked the file"


@pytest.mark.parametrize("without", ["", WITHOUT_FLOCK], ids=["flock", "no flock"])
def test_a_folder_is_locked_by_one_process_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, without: str
) -> None:
    process = hold(f"file_lock.lock_folder(Path({str(tmp_path)!r}))", without=without)
    if without:
        monkeypatch.setattr(file_lock, "fcntl", None)
        monkeypatch.setattr(file_lock, "FileLock", lambda path: FileLock(path, blocking=False))
        with pytest.raises(OSError), file_lock.lock_folder(tmp_path):
            pass
    else:
        monkeypatch.setattr(file_lock, "lock_file", lambda held: real(held, is_waiting=False))
        with pytest.raises(OSError), file_lock.lock_folder(tmp_path):
            pass
        with file_lock.lock_folder(tmp_path, must_lock=False):
            pass
    end(process)
    with file_lock.lock_folder(tmp_path):
        assert list(tmp_path.iterdir()) == [], "nothing is written to the folder"


real = file_lock.lock_file


@pytest.mark.parametrize("has_flock", [True, False])
def test_the_lock_of_a_process_that_has_ended_is_free(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, has_flock: bool
) -> None:
    if not has_flock:
        monkeypatch.setattr(file_lock, "fcntl", None)
    path = tmp_path / "LOCK"
    process = hold(f"__import__('filelock').FileLock({str(path)!r})")
    assert not file_lock.is_lock_free(path)
    end(process)
    assert file_lock.is_lock_free(path)


def test_a_folder_that_is_not_there_cannot_be_locked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(2):
        with pytest.raises(FileNotFoundError), file_lock.lock_folder(tmp_path / "gone"):
            pass
        monkeypatch.setattr(file_lock, "fcntl", None)
