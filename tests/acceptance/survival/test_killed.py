"""A build that is killed with SIGKILL, at every kind of step and at random times: nothing is lost, nothing is halved.

Afterwards every paper is as it was before or as it is now, questions are answered, ``check`` finds nothing wrong, and
the next build ends as one from nothing.
"""

from __future__ import annotations

import json
import pickle
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from paper_search.api import open_library, read_index_encoder
from paper_search.embeddings import open_encoder
from paper_search.indexing.check import check
from paper_search.storage.store import DATABASE_FILE_NAME, Store
from tests.acceptance.survival import dying
from tests.acceptance.survival.dying import RecordedEncoder
from tests.conftest import ROOT

FEW_POINTS, MANY_POINTS = 4, 12
"""Steps of a build to die at: those of make test, and those of make test-exhaustive."""
TIMES_EACH = 2
QUESTION = "when is the bridge closed?"
ROADS = "ROAD REPAIRS\n\n1. Potholes on the A-roads were repaired in spring.\n\n2. The bridge stays closed until May.\n"
BUDGET = "BUDGET\n\n1. The budget gap for next year is £4.2 million and reserves will meet half of it.\n"
PARKS = "PARKS\n\n1. Four parks are to be planted with oak, and the ponds in them cleaned by volunteers.\n"
BINS = "BINS\n\n1. Bins will be emptied every second week from June, and glass will be taken as well.\n"
LIBRARY = "LIBRARIES\n\n1. The central library will open on Sundays between ten and four o'clock.\n"
BEFORE = {
    "roads.txt": ROADS,
    "budget.txt": BUDGET,
    "parks.txt": PARKS,
    "old/bins.txt": BINS,
    "copy/parks.txt": PARKS + "\n",
}
AFTER = {
    "roads.txt": ROADS,
    "budget.txt": BUDGET.replace("4.2", "5.1"),
    "new/bins.txt": BINS,
    "library.txt": LIBRARY,
    "copy/parks.txt": PARKS + "\n",
}
SCENES = [
    ("papers come, change, move and go", BEFORE, None, "int8"),
    ("the splitter changes, and the new index is made aside", BEFORE, "999", "int8"),
    ("the encoder changes, and the new index is made aside", BEFORE, None, "fp32"),
    ("the first build", None, None, "int8"),
]
SOME_SCENES = [
    pytest.param(number, id=name, marks=[pytest.mark.exhaustive] if splitter else [])
    for number, (name, _, splitter, _) in enumerate(SCENES)
]
"""The numbers of the scenes. Another splitter makes the new index aside as another encoder does."""
"""Each with the papers before, the splitter and the encoder's precision of the build; before that it is int8."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What a build finds: the corpus, the index before it (None for none), and what it must come to."""

    corpus: Path
    before: Path | None
    after: Path
    splitter: str | None
    encoder: RecordedEncoder

    @property
    def is_made_aside(self) -> bool:
        return bool(self.splitter) or self.encoder.info.fingerprint != made_with(self.before)


class Killer:
    """A process that does builds in children of its own and has them die."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.acceptance.survival.dying"], cwd=ROOT, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip

    def build(self, scene: Scene, index: Path, **how: object) -> dict[str, Any]:
        precision = precision_of(scene.encoder)
        order = {"corpus": str(scene.corpus), "index": str(index), "precision": precision, **how}
        order["encoder"] = str(self._folder / precision)
        assert self._process.stdin
        assert self._process.stdout
        print(json.dumps({**order, "splitter": scene.splitter}), file=self._process.stdin, flush=True)
        ended: dict[str, Any] = json.loads(self._process.stdout.readline())
        assert ended["exit"] in (None, 0), "the build failed of itself"
        return ended

    def close(self) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait(timeout=30)


def precision_of(encoder: RecordedEncoder) -> str:
    return "int8" if ":int8:" in encoder.info.fingerprint else "fp32"


def made_with(index: Path | None) -> str | None:
    """The fingerprint of the encoder that an index was made with."""
    found = read_index_encoder(index) if index else None
    return found.fingerprint if found else None


def write(corpus: Path, papers: dict[str, str]) -> None:
    shutil.rmtree(corpus, ignore_errors=True)
    for source, text in papers.items():
        path = corpus / source
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


@pytest.fixture(scope="module")
def recorded_encoders() -> dict[str, RecordedEncoder]:
    """Both real encoders, by precision."""
    return {precision: RecordedEncoder(open_encoder(precision=precision)) for precision in ("int8", "fp32")}


@pytest.fixture(scope="module")
def scenes(tmp_path_factory: pytest.TempPathFactory, recorded_encoders: dict[str, RecordedEncoder]) -> list[Scene]:
    """Each with the index as it was and the index that a build from nothing makes."""
    made = []
    for number, (_, before, splitter, precision) in enumerate(SCENES):
        folder = tmp_path_factory.mktemp(f"scene-{number}")
        corpus, old, new = folder / "corpus", folder / "old", folder / "new"
        if before:
            write(corpus, before)
            dying.build(corpus, old, recorded_encoders["int8"])
            open_library(corpus, old, recorded_encoders["int8"]).ask(QUESTION)
        write(corpus, AFTER)
        dying.build(corpus, new, recorded_encoders[precision], splitter)
        open_library(corpus, new, recorded_encoders[precision]).ask(QUESTION)
        made.append(Scene(corpus, old if before else None, new, splitter, recorded_encoders[precision]))
    return made


@pytest.fixture(scope="module")
def killer(
    scenes: list[Scene], recorded_encoders: dict[str, RecordedEncoder], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Killer]:
    folder = tmp_path_factory.mktemp("rows")
    for precision, encoder in recorded_encoders.items():
        (folder / precision).write_bytes(pickle.dumps(encoder.rows))
    made = Killer(folder)
    yield made
    made.close()


def words(index: Path) -> dict[str, object]:
    """Every paper held, with its words and passages."""
    store = Store(index / DATABASE_FILE_NAME)
    found = {
        document.doc_id: (
            document.sha256,
            store.documents.find_reading_text(document.doc_id),
            tuple(store.documents.list_passages(document.doc_id)),
        )
        for document in store.documents.list_documents_and_copies()
    }
    store.close()
    return found


def content(index: Path) -> list[object]:
    """Everything an index says but the order in which it came to say it."""
    store = Store(index / DATABASE_FILE_NAME)
    said = [
        store.documents.list_documents_and_copies(),
        store.build_state.load_relations(),
        list(store.unread.list_unread().values()),
        store.statistics.count_documents_and_passages(),
        store.statistics.count_unembedded_passages(),
    ]
    store.close()
    return [*said, words(index)]


def vectors(index: Path) -> dict[str, bytes]:
    """The vector of every passage that can be found."""
    store = Store(index / DATABASE_FILE_NAME)
    rows = store.database.connection.execute(
        "SELECT passage_id, row FROM passages JOIN vectors USING (embedded_hash) ORDER BY 1"
    ).fetchall()
    store.close()
    return {row[0]: row[1] for row in rows}


def survives(scene: Scene, index: Path, recorded_encoders: dict[str, RecordedEncoder], what: str) -> None:
    """All that must hold of an index whose build was killed."""
    if (index / DATABASE_FILE_NAME).exists() and scene.before:
        old, new, held = words(scene.before), words(scene.after), words(index)
        halved = [name for name, one in held.items() if one not in (old.get(name), new.get(name))]
        assert halved == [], f"{what}: a paper is as before or as after"
        assert old.keys() & new.keys() <= held.keys(), f"{what}: no paper is lost that stays"
        if scene.is_made_aside:
            assert held in (old, new), f"{what}: the whole index is as before or as after"
        asked = next(value for value in recorded_encoders.values() if value.info.fingerprint == made_with(index))
        answer = open_library(scene.corpus, index, asked).ask(QUESTION)
        assert [quote.citation.source for quote in answer.quotes[:1]] == ["roads.txt"], f"{what}: the old answer stands"
        checked = check(scene.corpus, index)
        assert checked.is_clean, f"{what}: {checked.faults}"
    dying.build(scene.corpus, index, scene.encoder, scene.splitter)
    assert made_with(index) == made_with(scene.after), what
    assert content(index) == content(scene.after), f"{what}: the next build ends as one from nothing"
    assert vectors(index) == vectors(scene.after), what
    checked = check(scene.corpus, index)
    assert checked.is_clean, f"{what}: {checked.faults}"
    assert not list(index.glob("papers.next.db*")), f"{what}: nothing is left aside"
    mine, theirs = (open_library(scene.corpus, one, scene.encoder).search(QUESTION) for one in (index, scene.after))
    assert [hit.passage.passage_id for hit in mine] == [hit.passage.passage_id for hit in theirs], what
    assert np.allclose([hit.score for hit in mine], [hit.score for hit in theirs], atol=1e-6), what


def copy_index_before(scene: Scene, index: Path) -> Path:
    shutil.rmtree(index, ignore_errors=True)
    if scene.before:
        shutil.copytree(scene.before, index)
    return index


def choose_steps(names: list[str], count: int) -> list[int]:
    """So many steps to die at, counted from 1: evenly from the first of each name, the last of all among them."""
    first = sorted({name: at for at, name in reversed(list(enumerate(names, 1)))}.values())
    assert len(first) >= 10, "every scene has that many kinds of steps"
    return sorted({first[round(at * (len(first) - 1) / (count - 1))] for at in range(count)})


@pytest.mark.parametrize("number", SOME_SCENES)
@pytest.mark.parametrize("count", [FEW_POINTS, pytest.param(MANY_POINTS, marks=pytest.mark.exhaustive)])
def test_a_build_killed_at_any_step(
    number: int,
    count: int,
    scenes: list[Scene],
    killer: Killer,
    recorded_encoders: dict[str, RecordedEncoder],
    tmp_path: Path,
) -> None:
    scene, index = scenes[number], tmp_path / "index"
    names = killer.build(scene, copy_index_before(scene, index))["steps"]
    for point in choose_steps(names, count):
        ended = killer.build(scene, copy_index_before(scene, index), step=point)
        assert ended["signal"] == signal.SIGKILL
        survives(scene, index, recorded_encoders, f"killed at step {point}, {names[point - 1]}")


@pytest.mark.parametrize("number", SOME_SCENES)
@pytest.mark.parametrize("step", ["begun _write_first_batch", "written _write_first_batch", "after _write_first_batch"])
@pytest.mark.rare_rows(
    "begun _write_first_batch-the encoder changes, and the new index is made aside",
    "begun _write_first_batch-the first build",
    "written _write_first_batch-papers come, change, move and go",
    "written _write_first_batch-the first build",
    "after _write_first_batch-papers come, change, move and go",
    "after _write_first_batch-the encoder changes, and the new index is made aside",
)
def test_a_build_killed_when_its_first_vector_is_written(
    number: int,
    step: str,
    scenes: list[Scene],
    killer: Killer,
    recorded_encoders: dict[str, RecordedEncoder],
    tmp_path: Path,
) -> None:
    """One text at a time: the first is embedded while papers are still being read."""
    scene, index = scenes[number], copy_index_before(scenes[number], tmp_path / "index")
    ended = killer.build(scene, index, step=step, batch=1)
    assert ended["signal"] == signal.SIGKILL
    survives(scene, index, recorded_encoders, f"killed at {step}")


@pytest.mark.parametrize("number", range(len(SCENES)), ids=[name for name, *_ in SCENES])
def test_a_build_killed_at_any_time(
    number: int, scenes: list[Scene], killer: Killer, recorded_encoders: dict[str, RecordedEncoder], tmp_path: Path
) -> None:
    scene, index, chance = scenes[number], tmp_path / "index", random.Random(number)
    for _ in range(TIMES_EACH):
        seconds = chance.uniform(0.05, 1.0)
        killer.build(scene, copy_index_before(scene, index), seconds=seconds)
        survives(scene, index, recorded_encoders, f"killed after {seconds:.3f} s")
