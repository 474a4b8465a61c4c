"""Withdrawals and releases that are killed, or fail, at any step: the safe state comes first, and a retry ends it."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from paper_search.access import decisions
from paper_search.embeddings import Encoder
from paper_search.indexing import builder, withdrawals
from paper_search.indexing.builder import ReaderLimits
from paper_search.storage.lock import lock_index
from paper_search.storage.store import DATABASE_FILE_NAME, Store
from tests import packs

FEW_POINTS, MANY_POINTS = 2, 10
"""Steps of a decision to stop at beside the first of each kind: in make test, and in make test-exhaustive."""
ROADS = "ROAD REPAIRS\n\n1. Potholes on the A-roads were repaired in spring by the usual contractors.\n"
MERMAID = "MERMAIDS\n\n1. Councillor Quill of Larkford was seen with a mermaid on the quay in March, says the report.\n"
PAPER, COPY, REPRINT, OTHER = "cabinet/mermaid.txt", "copies/mermaid.txt", "copies/reprint.txt", "roads.txt"
ZEPPELIN, HEDGES = "zeppelin.txt", "pack.pdf#6-hedge-cutting-on-country-lanes"


class Decider:
    """The program that takes decisions in processes of their own."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.indexing.interrupted"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def decide(self, desk: Desk, action: str, step: int | None = None, fault: str = "kill") -> dict[str, Any]:
        assert self._process.stdin and self._process.stdout
        order = {"corpus": str(desk.corpus), "index": str(desk.index), "action": action, "paper": PAPER}
        self._process.stdin.write(json.dumps({**order, "step": step, "fault": fault}) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer

    def close(self) -> None:
        assert self._process.stdin and self._process.stdout
        self._process.stdin.close()
        self._process.wait(120)
        self._process.stdout.close()


class Desk:
    """A corpus and its index, copied from another for each point."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.corpus, self.index = folder, folder / "corpus", folder / "index"

    def copy_to(self, folder: Path) -> Desk:
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.folder, folder)
        return Desk(folder)

    def build(self, encoder: Encoder) -> None:
        with closing(builder.build_fulltext(self.corpus, self.index, encoder, ReaderLimits(processes=1))):
            pass

    def shown(self) -> set[str]:
        """Every paper that can be found, by its name or by its words."""
        with closing(Store(self.index / DATABASE_FILE_NAME)) as store:
            documents = {document.doc_id for document in store.documents.list_documents_and_copies()}
            for word in ("mermaid", "zeppelin"):
                rows = store.database.fetch_int("SELECT count(*) FROM words WHERE words MATCH ?", word)
                documents |= {f"words of {word}"} if rows else set()
            return documents

    def is_pack_open(self) -> bool:
        """True where the file of the pack, one paper of which is withdrawn, may be served whole."""
        with closing(Store(self.index / DATABASE_FILE_NAME)) as store:
            return not store.unread.is_partly_restricted("pack.pdf")

    def decided(self) -> list[tuple[str, str]]:
        return [(line.ruling, line.path) for line in decisions.load_decisions(self.corpus).lines]

    def state(self) -> str:
        """All that a build starts from, but for times."""
        with closing(Store(self.index / DATABASE_FILE_NAME)) as store:
            unread = [(unread.source, unread.code, digest) for unread, digest in store.unread.list_unread().values()]
        return repr((sorted(self.shown()), self.decided(), sorted(unread)))


@pytest.fixture(scope="module")
def decider() -> Iterator[Decider]:
    made = Decider()
    yield made
    made.close()


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Desk:
    """A corpus with a paper, a copy of its file and one of its words, and others beside them."""
    desk = Desk(tmp_path_factory.mktemp("built"))
    texts = {PAPER: MERMAID, COPY: MERMAID, REPRINT: MERMAID.replace("\n\n", "\n\n\n"), OTHER: ROADS}
    for name, text in {**texts, ZEPPELIN: "The zeppelin hangar is sold to the lowest bidder.\n"}.items():
        (desk.corpus / name).parent.mkdir(parents=True, exist_ok=True)
        (desk.corpus / name).write_text(text, encoding="utf-8")
    packs.usual(desk.corpus / "pack.pdf")
    desk.build(encoder)
    for name in (ZEPPELIN, HEDGES):
        withdrawals.withdraw(desk.corpus, desk.index, name, "defamation", lock_index)
    return desk


@pytest.fixture(scope="module")
def withdrawn(built: Desk, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """The same, with the paper withdrawn."""
    desk = built.copy_to(tmp_path_factory.mktemp("withdrawn") / "desk")
    withdrawals.withdraw(desk.corpus, desk.index, PAPER, "names a child", lock_index)
    return desk


def choose_points(names: list[str], count: int) -> list[int]:
    """Return the steps to stop at, counted from 1: before the first call of each name, and at so many evenly among all.

    After a call is before the next one.
    """
    steps = [number for number, name in enumerate(names, 1) if name.startswith("before")]
    first = {names[number - 1]: number for number in reversed(steps)}
    assert len(steps) >= 4 * MANY_POINTS and len(first) >= 8, f"{len(steps)} calls with {len(first)} names"
    return sorted({*first.values(), *(steps[round(at * (len(steps) - 1) / (count - 1))] for at in range(count))})


MERMAIDS = {PAPER, COPY, REPRINT, "words of mermaid"}
HELD = {ZEPPELIN, HEDGES, "words of zeppelin"}


@pytest.mark.parametrize("fault", ["kill", "fail"])
@pytest.mark.parametrize("count", [FEW_POINTS, pytest.param(MANY_POINTS, marks=pytest.mark.exhaustive)])
def test_a_withdrawal_stopped_at_any_step(
    built: Desk, decider: Decider, encoder: Encoder, tmp_path: Path, fault: str, count: int
) -> None:
    names = decider.decide(built.copy_to(tmp_path / "desk"), "withdraw")["steps"]
    built_states, left_alone = set[str](), set[tuple[bool, bool]]()
    before, stopped_early = built.shown(), 0
    for point in choose_points(names, count):
        desk, what = built.copy_to(tmp_path / "desk"), f"{fault} at step {point}, {names[point - 1]}"
        ended = decider.decide(desk, "withdraw", point, fault)
        assert (ended["signal"] == signal.SIGKILL) == (fault == "kill"), what
        is_shown, is_decided = bool(desk.shown() & MERMAIDS), ("withdraw", PAPER) in desk.decided()
        assert desk.shown() >= before if is_shown else not desk.shown() & MERMAIDS, f"{what}: all of it or nothing"
        if fault == "kill":
            assert not (is_shown and is_decided), f"{what}: nothing that is written down is shown"
        elif ended["error"]:
            assert ("STILL SHOWN" in ended["error"]) == is_shown, f"{what}: {ended['error']}"
        else:
            assert not is_shown, what
        stopped_early += is_shown
        if not is_shown and (is_shown, is_decided) not in left_alone:
            left_alone.add((is_shown, is_decided))
            nobody = desk.copy_to(tmp_path / "nobody tries again")
            nobody.build(encoder)
            assert not nobody.shown() & MERMAIDS, f"{what}: what was taken out stays out"
            assert ("withdraw", PAPER) in nobody.decided(), f"{what}: and is written down"
        withdrawals.withdraw(desk.corpus, desk.index, PAPER, "names a child", lock_index)
        assert not desk.shown() & (MERMAIDS | HELD), f"{what}: after a retry nothing is shown"
        assert desk.shown() == before - MERMAIDS, f"{what}: and the others are"
        assert ("withdraw", PAPER) in desk.decided(), what
        if desk.state() not in built_states:
            built_states.add(desk.state())
            desk.build(encoder)
            assert desk.shown() == before - MERMAIDS, f"{what}: nor after a build"
    assert stopped_early >= (3 if count == MANY_POINTS else 2), "some are stopped before anything has changed"
    assert left_alone >= {(False, True)} | ({(False, False)} if fault == "kill" else set()), "taken out, written or not"


@pytest.mark.parametrize("fault", ["kill", "fail"])
@pytest.mark.parametrize("count", [FEW_POINTS, pytest.param(MANY_POINTS, marks=pytest.mark.exhaustive)])
def test_a_release_stopped_at_any_step(
    withdrawn: Desk, decider: Decider, encoder: Encoder, tmp_path: Path, fault: str, count: int
) -> None:
    names = decider.decide(withdrawn.copy_to(tmp_path / "desk"), "release")["steps"]
    built_states: set[str] = set()
    before = withdrawn.shown()
    for point in choose_points(names, count):
        desk, what = withdrawn.copy_to(tmp_path / "desk"), f"{fault} at step {point}, {names[point - 1]}"
        decider.decide(desk, "release", point, fault)
        assert desk.shown() == before and not desk.is_pack_open(), f"{what}: nothing is shown that was not before"
        withdrawals.release(desk.corpus, desk.index, PAPER, "corrected")
        assert desk.shown() == before and not desk.is_pack_open(), f"{what}: nor by the decision alone"
        if desk.state() not in built_states:
            built_states.add(desk.state())
            desk.build(encoder)
            assert desk.shown() == before | MERMAIDS - {COPY}, f"{what}: the next build shows it"
            assert not desk.is_pack_open() and not desk.shown() & HELD, f"{what}: and nothing else"
