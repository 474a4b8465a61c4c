"""Runs that are killed, in each request and at each step of a paper's removal: the next ends with the same tree."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from paper_search.errors import CorpusError, FetchError
from paper_search.fetch import journal, placeholders
from paper_search.ingest.metadata import manifest
from tests.fetch.clocks import FakeClock
from tests.fetch.council import FOLDER, Council, make_source
from tests.fetch.interruptions import kill_at_step, run_in_child
from tests.fetch.moderngov_server import Site, serve

REQUESTS = 40
PAPER = "audit-committee/2026-02-10/5a-report-attached-to-two-items-60917.pdf"
HELD_BACK = f".fetch/held-back/{PAPER}"

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="kills a forked process")


@pytest.fixture(autouse=True)
def without_sync(monkeypatch: pytest.MonkeyPatch) -> None:
    """A killed process loses nothing that it wrote; only a machine without power does."""
    monkeypatch.setattr(os, "fsync", lambda descriptor: None)


@pytest.fixture(scope="module", autouse=True)
def without_worker() -> Iterator[None]:
    """No process is started for each run, which takes longer than the run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(placeholders, "MAX_BYTES", 0)
        yield


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    site = Site()
    with serve(site):
        yield site


@pytest.fixture(scope="module")
def expected(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Council:
    """What a run that nobody stops comes to."""
    council = make_council(site, tmp_path_factory.mktemp("expected") / "corpus")
    council.fetch()
    assert 30 < len(site.log) <= REQUESTS
    return council


def make_council(site: Site, corpus: Path) -> Council:
    return Council(site, FakeClock(), corpus, make_source(site.base))


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
@pytest.mark.parametrize(
    ("numbers", "least"),
    [
        pytest.param(range(1, REQUESTS + 1), 30, id="each", marks=pytest.mark.exhaustive),
        pytest.param(range(2, REQUESTS + 1, 9), 3, id="every ninth"),
    ],
)
def test_a_run_killed_after_any_request_comes_to_the_same_tree(
    site: Site, expected: Council, tmp_path: Path, numbers: range, least: int
) -> None:
    tree, killed = expected.read_tree(), 0
    for number in numbers:
        council = make_council(site, tmp_path / str(number))
        killed += run_in_child(council, kill_at=number) == signal.SIGKILL
        council.fetch()
        assert council.read_tree() == tree, f"killed while request {number} was answered"
        manifest.load_rows(council.corpus)
        shutil.rmtree(council.corpus)
    assert killed >= least


@pytest.fixture
def restricted(site: Site) -> Iterator[None]:
    """A paper that was public becomes restricted, and a meeting gets another day."""
    documents = [doc for item in site.meetings[4967].items for doc in item.docs if doc.attachment_id == 60917]
    day = site.meetings[4967].day
    for document in documents:
        document.restricted = "True"
    site.meetings[4967].day = "12/02/2026"
    yield
    for document in documents:
        document.restricted = "False"
    site.meetings[4967].day = day


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
@pytest.mark.parametrize(
    ("numbers", "least"),
    [
        pytest.param(range(1, 60), 16, id="each", marks=pytest.mark.exhaustive),
        pytest.param(range(1, 60, 6), 3, id="every sixth"),
    ],
)
def test_a_removal_killed_at_any_step_leaves_no_paper_without_its_line(
    site: Site, expected: Council, restricted: None, tmp_path: Path, numbers: range, least: int
) -> None:
    whole = make_council(site, tmp_path / "whole")
    shutil.copytree(expected.corpus, whole.corpus)
    whole.fetch()
    tree, steps = whole.read_tree(), 0
    assert (whole.folder / HELD_BACK).exists() and not (whole.folder / PAPER).exists()
    for step in numbers:
        council = make_council(site, tmp_path / str(step))
        shutil.copytree(expected.corpus, council.corpus)
        if run_in_child(council, kill_at_step(step)) != signal.SIGKILL:
            break
        steps += 1
        assert is_safe(council), f"killed at step {step}"
        council.fetch()
        assert council.read_tree() == tree, f"killed at step {step}"
        shutil.rmtree(council.corpus)
    assert steps >= least


def is_safe(council: Council) -> bool:
    """Return True if a build would stop, or would find the line of every paper."""
    try:
        rows = manifest.load_rows(council.corpus)
    except CorpusError:
        return True
    return (f"{FOLDER}/{PAPER}" in rows) == (council.folder / PAPER).exists()


def test_a_journal_that_is_no_database_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite3"
    path.write_bytes(b"not a database, but long enough to be looked at" * 20)
    with pytest.raises(FetchError, match="move it away"):
        journal.Journal(path)
