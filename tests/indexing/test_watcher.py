"""The watch as a real process on real folders: it builds when files settle, says what changed, stops at a signal."""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from paper_search.embeddings import Encoder
from paper_search.errors import CorpusError
from paper_search.indexing import builder, watcher
from paper_search.indexing.watcher import ChangeSignal, WatchDelays, WatchInterrupt
from paper_search.records import BuildReport
from paper_search.records.index import BuildFailure, FileChange
from paper_search.storage.store import DATABASE_FILE_NAME, Store

ROADS = "ROAD REPAIRS\n\n1. Potholes on the A-roads were repaired in spring.\n"
PATIENCE = 60


class Watching:
    """A process that watches a corpus, and what it says; its index stands inside the corpus."""

    def __init__(self, corpus: Path, *words: str) -> None:
        self.corpus, self.index = corpus, corpus / "index"
        self._said: queue.Queue[dict[str, Any]] = queue.Queue()
        command = [sys.executable, "-m", "paper_search", "watch", "--json", "--corpus", corpus, "--index", self.index]
        self.process = subprocess.Popen(
            [*command, *words],
            text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        for line in self.process.stdout or ():
            self._said.put(json.loads(line))

    def until(self, event: str) -> list[dict[str, Any]]:
        """Everything said up to the next such event, progress left out."""
        said: list[dict[str, Any]] = []
        while not said or said[-1]["event"] != event:
            one = self._said.get(timeout=PATIENCE)
            said += [one] if one["event"] != "progress" else []
        return said

    def is_silent(self, seconds: float) -> bool:
        try:
            self._said.get(timeout=seconds)
        except queue.Empty:
            return True
        return False

    def changes(self) -> list[tuple[str, str]]:
        return [(one["event"], one["source"]) for one in self.until("built")[:-1]]

    def stop(self, number: int) -> tuple[int, str]:
        self.process.send_signal(number)
        code = self.process.wait(timeout=PATIENCE)
        return code, self.process.stderr.read() if self.process.stderr else ""

    def end(self) -> None:
        """End the process if it is still there."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()


@pytest.fixture
def watching(tmp_path: Path) -> Iterator[Watching]:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "roads.txt").write_text(ROADS)
    made = Watching(corpus)
    yield made
    made.end()


def stops_at_a_signal(watching: Watching, number: int) -> None:
    assert watching.stop(number) == (0, "")
    unembedded = Store(watching.index / DATABASE_FILE_NAME).statistics.count_unembedded_passages()
    assert unembedded == 0, "the index is whole"


def test_papers_that_come_change_and_go_are_built_and_told(watching: Watching) -> None:
    corpus = watching.corpus
    assert watching.changes() == [("added", "roads.txt")], "the first build, at the start"
    assert watching.is_silent(4), "the index inside the corpus starts no build"
    (corpus / "new").mkdir()
    (corpus / "new" / "parks.txt").write_text("The parks are open.\n")
    (corpus / "roads.txt").write_text(ROADS.replace("spring", "autumn"))
    (corpus / "empty.pdf").write_bytes(b"")
    assert watching.changes() == [
        ("added", "new/parks.txt"), ("changed", "roads.txt"), ("unread", "empty.pdf"),
    ]  # fmt: skip
    (corpus / "new" / "parks.txt").unlink()
    assert watching.changes() == [("removed", "new/parks.txt")], "what was unread before is not told again"
    (corpus / "papers.csv").write_text("path,access\nroads.txt,exempt\n")
    assert watching.changes() == [("unread", "roads.txt")], "a manifest is heeded"
    stops_at_a_signal(watching, signal.SIGINT)


def test_a_wrong_manifest_and_a_corpus_that_vanishes_are_waited_out(watching: Watching) -> None:
    corpus, away = watching.corpus, watching.corpus.with_name("away")
    watching.changes()
    (corpus / "papers.csv").write_text("colour\nred\n")
    assert "unknown column" in watching.until("trouble")[-1]["message"]
    (corpus / "papers.csv").unlink()
    watching.until("built")
    corpus.rename(away)
    assert "the folder is gone" in watching.until("trouble")[-1]["message"]
    away.rename(corpus)
    watching.until("built")
    (corpus / "parks.txt").write_text("The parks are open.\n")
    assert ("added", "parks.txt") in watching.changes(), "it listens to the folder that came back"
    stops_at_a_signal(watching, signal.SIGTERM)


def test_a_signal_in_the_middle_of_a_build_leaves_an_index_that_the_next_build_completes(watching: Watching) -> None:
    watching.changes()
    for number in range(30):
        text = "\n\n".join(f"{at}. Paper {number} says in paragraph {at} what was decided." for at in range(1, 40))
        (watching.corpus / f"{number}.txt").write_text(text)
    while watching._said.get(timeout=PATIENCE).get("done", 0) < 3:
        continue
    assert watching.stop(signal.SIGTERM) == (0, "")
    assert Store(watching.index / DATABASE_FILE_NAME).statistics.count_documents_and_passages()[0] < 31, (
        "it did not go on to the end"
    )


# -- its parts -------------------------------------------------------------------------------------------------


def test_the_bell_waits_for_quiet_but_not_for_ever() -> None:
    bell, stop = ChangeSignal(), threading.Event()

    def ring() -> None:
        while not stop.wait(0.01):
            bell.notify()

    thread = threading.Thread(target=ring)
    thread.start()
    try:
        bell.wait_for_change(quiet=30, max_delay=0.2, rescan=30)
    finally:
        stop.set()
        thread.join()
    bell.wait_for_change(quiet=0.01, max_delay=0.2, rescan=0.01)


def test_a_build_that_is_not_possible_is_told_and_tried_again(tmp_path: Path) -> None:
    from paper_search.errors import LockedIndexError

    told: list[FileChange | BuildFailure | BuildReport] = []
    answers = iter([LockedIndexError("process 7 writes"), BuildReport(added=("roads.txt",)), WatchInterrupt()])

    def build() -> BuildReport:
        answer = next(answers)
        if isinstance(answer, BaseException):
            raise answer
        return answer

    pauses = WatchDelays(quiet=0.01, max_delay=0.01, retry=0.01, rescan=0.01)
    with pytest.raises(WatchInterrupt):
        watcher.watch(tmp_path, tmp_path / "index", build, told.append, pauses)
    assert told == [
        BuildFailure("process 7 writes"),
        FileChange("added", "roads.txt"),
        BuildReport(added=("roads.txt",)),
    ]


def test_a_reason_is_told_once_however_often_it_is_tried(tmp_path: Path) -> None:
    told: list[FileChange | BuildFailure | BuildReport] = []
    fault, other = CorpusError("papers.csv is wrong"), CorpusError("papers.csv is wrong elsewhere")
    answers = iter([fault, fault, other, BuildReport(), fault, WatchInterrupt()])

    def build() -> BuildReport:
        answer = next(answers)
        if isinstance(answer, BaseException):
            raise answer
        return answer

    pauses = WatchDelays(quiet=0.01, max_delay=0.01, retry=0.01, rescan=0.01)
    with pytest.raises(WatchInterrupt):
        watcher.watch(tmp_path, tmp_path / "index", build, told.append, pauses)
    failures = [BuildFailure(str(fault)), BuildFailure(str(other))]
    assert told == [*failures, BuildReport(), failures[0]]


def test_a_corpus_of_which_too_much_has_gone_is_waited_for(tmp_path: Path, encoder: Encoder) -> None:
    corpus, index, away = tmp_path / "corpus", tmp_path / "index", tmp_path / "away"
    corpus.mkdir()
    away.mkdir()
    for number in range(4):
        (corpus / f"{number}.txt").write_text(f"The parks of Larkford cost £{number},000 a year.\n")
    failures: list[str] = []

    def move_papers(event: FileChange | BuildFailure | BuildReport) -> None:
        if isinstance(event, FileChange):
            return
        if isinstance(event, BuildReport) and failures:
            raise WatchInterrupt
        source, target = (away, corpus) if isinstance(event, BuildFailure) else (corpus, away)
        failures.extend([event.message] if isinstance(event, BuildFailure) else [])
        for path in source.glob("*.txt"):
            path.rename(target / path.name)

    def build() -> BuildReport:
        return builder.build(corpus, index, encoder, builder.ReaderLimits(processes=1))

    pauses = WatchDelays(quiet=0.01, max_delay=0.05, retry=0.05, rescan=0.05)
    with pytest.raises(WatchInterrupt):
        watcher.watch(corpus, index, build, move_papers, pauses)
    assert len(failures) == 1 and "4 of the 4 indexed files" in failures[0]
    assert Store(index / DATABASE_FILE_NAME).statistics.count_documents_and_passages()[0] == 4


MOVED = [
    ("roads.txt", True, "a paper"),
    ("papers.csv", True, "a manifest"),
    ("decisions.csv", True, "the decisions"),
    ("new", True, "a folder, which may hold papers"),
    (".git/index", False, "hidden folders hold no papers"),
    (".~lock.roads.docx#", False, "nor do hidden files"),
    ("index/papers.db-wal", False, "the index is written by the build itself"),
    ("index-of-papers.txt", True, "a name that only begins as the index's does"),
]


@pytest.mark.parametrize(("source", "rings", "reason"), MOVED)
def test_what_rings_the_bell(tmp_path: Path, source: str, rings: bool, reason: str) -> None:
    from watchdog.events import FileCreatedEvent

    index = os.path.realpath(tmp_path / "index")
    assert watcher._is_relevant_event(tmp_path, index, FileCreatedEvent(str(tmp_path / source))) is rings, reason
