"""Another paper under an id that is held: its file and its line are there once after the run, the old ones gone."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from paper_search.fetch import placeholders
from paper_search.ingest.metadata import manifest
from tests.fetch.clocks import FakeClock
from tests.fetch.council import Council, make_source
from tests.fetch.interruptions import kill_at_step, run_in_child
from tests.fetch.moderngov_server import Site, serve

AUDIT = "audit-committee/2026-02-10"
PLACED = f"{AUDIT}/5a-report-attached-to-two-items-60917.pdf"
TREASURY = f"{AUDIT}/5a-treasury-report-60909.pdf"


@pytest.fixture(autouse=True)
def without_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """No process is started for each run, and no killed process loses what it wrote."""
    monkeypatch.setattr(placeholders, "MAX_BYTES", 0)
    monkeypatch.setattr(os, "fsync", lambda descriptor: None)


@pytest.fixture
def council(tmp_path: Path) -> Iterator[Council]:
    """A council with one meeting, whose papers were fetched a week ago and are compared again."""
    clock = FakeClock()
    site = Site(clock=clock)
    site.meetings = {4967: site.meetings[4967]}
    for item in site.meetings[4967].items:
        item.docs = [doc for doc in item.docs if doc.attachment_id in (60909, 60917, 60925, 60926)]
    with serve(site) as base:
        council = Council(site, clock, tmp_path / "corpus", make_source(base))
        council.fetch()
        clock.forward(days=7)
        yield council


def _as_another(council: Council) -> None:
    council.site.served_as[60917] = 60909


def _as_another_format(council: Council) -> None:
    council.site.served_as[60917] = 60926


def _change_places(council: Council) -> None:
    council.site.get_doc(60926).title = "Nothing"
    council.site.versions[60926] = 2
    council.site.served_as[60917] = 60926
    council.site.served_as[60926] = 60917


def _with_another_title(council: Council) -> None:
    for item in council.site.meetings[4967].items:
        for doc in item.docs:
            doc.title = "Drainage plan" if doc.attachment_id == 60917 else doc.title
    council.site.versions[60917] = 2


def _original_changes(council: Council) -> None:
    # 60925 is a copy of it, and its own bytes stay as they were.
    council.site.versions[60909] = 2


def _original_is_restricted(council: Council) -> None:
    council.site.get_doc(60909).restricted = "True"


REPLACED = (
    ("bytes of another paper", _as_another, {TREASURY: "60909"}, "the other paper has them already"),
    (
        "bytes of another format that is held",
        _as_another_format,
        {TREASURY: "60909"},
        "the Word file of another paper",
    ),
    (
        "two papers change places",
        _change_places,
        {
            TREASURY: "60909",
            f"{AUDIT}/5a-report-attached-to-two-items-60917.docx": "60917",
            f"{AUDIT}/5a-nothing-60926.pdf": "60926",
        },
        "each has the ending of its content",
    ),
    (
        "another paper with another title",
        _with_another_title,
        {TREASURY: "60909", f"{AUDIT}/5a-drainage-plan-60917.pdf": "60917"},
        "title and content are both others, so the path follows",
    ),
    (
        "the original of a copy changes",
        _original_changes,
        {TREASURY: "60909", PLACED: "60917", f"{AUDIT}/5a-treasury-report-again-60925.pdf": "60925"},
        "the copy is a paper of its own now",
    ),
    (
        "the original of a copy is restricted",
        _original_is_restricted,
        {PLACED: "60917", f"{AUDIT}/5a-treasury-report-again-60925.pdf": "60925"},
        "the copy is public still",
    ),
)  # fmt: skip
WORD = {f"{AUDIT}/5a-draft-contract-pdf-60926.docx": "60926"}


def add_word(name: str, papers: dict[str, str]) -> dict[str, str]:
    return papers if name == "two papers change places" else {**papers, **WORD}


@pytest.mark.parametrize(
    ("change", "papers", "reason"),
    [(change, add_word(name, papers), reason) for name, change, papers, reason in REPLACED],
    ids=[case[0] for case in REPLACED],
)
def test_one_file_and_one_line_are_left(
    council: Council, change: Callable[[Council], None], papers: dict[str, str], reason: str
) -> None:
    change(council)
    council.fetch()
    rows = {path: row["source_id"] for path, row in council.read_rows().items() if ".fetch" not in path}
    assert (rows, council.list_papers()) == (papers, sorted(papers)), reason
    manifest.load_rows(council.corpus)
    council.clock.forward(minutes=5)
    council.fetch()
    assert council.site.find_documents() == [], "it is settled"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills a forked process")
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
@pytest.mark.parametrize(
    ("change", "numbers"),
    [
        pytest.param(change, numbers, id=f"{name}, {label}", marks=marks)
        for name, change, _, _ in REPLACED
        for label, numbers, marks in (
            ("each step", range(1, 60), [pytest.mark.exhaustive]),
            ("every sixth", range(2, 60, 6), []),
        )
        if marks or name in ("bytes of another paper", "two papers change places")
    ],
)
def test_a_run_killed_at_any_step_comes_to_the_same_tree(
    council: Council, tmp_path: Path, change: Callable[[Council], None], numbers: range
) -> None:
    before = tmp_path / "before"
    shutil.copytree(council.corpus, before)
    change(council)
    council.fetch()
    tree, killed = council.read_tree(), 0
    for step in numbers:
        again = Council(council.site, council.clock, tmp_path / str(step), council.source)
        shutil.copytree(before, again.corpus)
        if run_in_child(again, kill_at_step(step)) != signal.SIGKILL:
            break
        killed += 1
        again.fetch()
        assert again.read_tree() == tree, f"killed at step {step}"
        shutil.rmtree(again.corpus)
    assert killed > 1
