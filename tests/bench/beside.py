"""Beside txtai and chromadb: the same passages and the same model, each step in a process of its own.

Comes in: how many passages and questions. Goes out: ingest, questions, reopening, 200 more, what is left after kill -9
in the middle of ingest. Promised: ours reads, splits, embeds and writes papers that are
files; the others are handed, ready split, the very texts that ours gave its encoder. Processor seconds stand beside the
clock's, for a machine on which others are at work.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

from tests.bench import papers
from tests.bench.contestants import CONTESTANTS, OTHER_WAYS, OURS, THEIRS, Row
from tests.bench.figures import Figure, Options, at_least, at_most, ratio
from tests.bench.steps import ADDED, BEGUN, QUESTIONS, ROWS

MORE = 200
KILLED_AT = 0.5
QUESTION_WORDS = 8
STEP_SECONDS = 3 * 3600

Outcome = dict[str, Any]
Outcomes = dict[str, Outcome]


def run(options: Options) -> tuple[Figure, ...]:
    root = options.scratch
    folders = _prepare_folders(root / "whole", options)
    ours = _run_step(OURS, "ingest", folders[OURS])
    rows = papers.rows_in(folders[OURS] / "index")
    _hand_out(folders, rows, options.questions)
    ingested = {OURS: ours} | {name: _run_step(name, "ingest", folders[name]) for name in THEIRS}
    _say("ingest", ingested)
    killed = _run_killing(root / "killed", folders, ingested)
    asked = _run_step_for_all("ask", folders) | {way: _run_step(way, "ask", folders[OURS]) for way in OTHER_WAYS}
    _run_step_for_all("reopen", folders)
    reopened = _run_step_for_all("reopen", folders)
    added = _run_adding(folders, options.passages)
    return (
        *ingest_figures(len(rows), ingested),
        *question_figures(asked),
        *short_figures("reopening, from the start of the process to the first answer", reopened, "since_start"),
        *short_figures(f"adding {MORE} more, until one of them is found", added, "seconds"),
        *killed_figures(len(rows), killed, ours),
    )


# -- what is done ------------------------------------------------------------------------------------------------


def _prepare_folders(root: Path, options: Options) -> dict[str, Path]:
    """A folder for each system, ours with the papers in it."""
    folders = {name: root / name for name in CONTESTANTS}
    for folder in folders.values():
        folder.mkdir(parents=True)
    papers.write(folders[OURS] / "corpus", options.passages)
    return folders


def _hand_out(folders: dict[str, Path], rows: Sequence[Row], questions: int) -> None:
    drawn = random.Random(4)
    chosen = drawn.choices(rows, k=questions)
    asked = [_question(row.text, drawn) for row in chosen]
    for folder in folders.values():
        (folder / ROWS).write_text(json.dumps(rows), encoding="utf-8")
        (folder / QUESTIONS).write_text(json.dumps(asked), encoding="utf-8")


def _question(text: str, drawn: random.Random) -> str:
    """Some words in a row of a passage."""
    words = text.split()
    start = drawn.randrange(max(1, len(words) - QUESTION_WORDS))
    return " ".join(words[start : start + QUESTION_WORDS])


def _run_step_for_all(step: str, folders: dict[str, Path]) -> Outcomes:
    outcomes = {name: _run_step(name, step, folder) for name, folder in folders.items()}
    _say(step, outcomes)
    return outcomes


def _run_step(name: str, step: str, folder: Path) -> Outcome:
    """One step in a fresh process; what goes wrong is an outcome too."""
    ended = subprocess.run(
        _command(name, step, folder),
        capture_output=True,
        text=True,
        timeout=STEP_SECONDS,
        check=False,
        env=_environment(folder),
    )
    if ended.returncode:
        last = next((line for line in reversed(ended.stderr.splitlines()) if line.strip()), "")
        # Where the scratch folder was is of no use to a reader.
        return {"broke": last.replace(f"{folder.parent}/", "") or f"ended with {ended.returncode}"}
    found: Outcome = json.loads(ended.stdout.splitlines()[-1])
    return found


def _command(name: str, step: str, folder: Path) -> list[str]:
    return [sys.executable, "-m", "tests.bench.steps", name, step, str(folder), str(time.time())]


def _environment(folder: Path) -> dict[str, str]:
    """What a system leaves in the temporary folder goes with its own."""
    temporary = folder / "temporary"
    temporary.mkdir(exist_ok=True)
    return dict(os.environ) | {"TMPDIR": str(temporary)}


def _run_adding(folders: dict[str, Path], passages: int) -> Outcomes:
    """Our index reads the new papers first, so that the others can be handed the same rows."""
    corpus = folders[OURS] / "corpus"
    first = -(-passages // papers.PER_PAPER)
    trial = folders[OURS] / "more"
    papers.write(trial / "corpus", MORE, first)
    rows = papers.rows_split(trial / "corpus")
    shutil.copytree(trial / "corpus", corpus, dirs_exist_ok=True)
    for folder in folders.values():
        (folder / ADDED).write_text(json.dumps(rows), encoding="utf-8")
    return _run_step_for_all("add", folders)


def _run_killing(root: Path, folders: dict[str, Path], ingested: Outcomes) -> Outcomes:
    """Each system's ingest again, killed in the middle; what is left, and for ours what the next build makes of it."""
    outcomes: Outcomes = {}
    for name, whole in folders.items():
        folder = root / name
        folder.mkdir(parents=True)
        shutil.copy(whole / ROWS, folder / ROWS)
        if (whole / "corpus").is_dir():
            shutil.copytree(whole / "corpus", folder / "corpus")
        after = _kill(name, folder, KILLED_AT * ingested[name].get("seconds", 0))
        outcomes[name] = _run_step(name, "left", folder) | {"after": after}
        if name == OURS:
            outcomes[name]["finished"] = _run_step(name, "ingest", folder) | {"left": _run_step(name, "left", folder)}
    _say("killed", outcomes)
    return outcomes


def _kill(name: str, folder: Path, seconds: float) -> float:
    """Start an ingest and kill it, with every process that it began; returns after how many seconds."""
    process = subprocess.Popen(
        _command(name, "ingest", folder),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        env=_environment(folder),
    )
    while process.poll() is None and not (folder / BEGUN).exists():
        time.sleep(0.01)
    began = time.perf_counter()
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    return time.perf_counter() - began


def _say(step: str, outcomes: Outcomes) -> None:
    """Where a long run stands."""
    short = {name: {key: value for key, value in each.items() if key != "seconds" or isinstance(value, float)}
             for name, each in outcomes.items()}  # fmt: skip
    sys.stdout.write(f"  {step}: {json.dumps(short)}\n")
    sys.stdout.flush()


# -- what is said of it ------------------------------------------------------------------------------------------


def ingest_figures(count: int, ingested: Outcomes) -> list[Figure]:
    figures = [_ingest_figure(count, name, each) for name, each in ingested.items()]
    seconds = {name: each["seconds"] for name, each in ingested.items() if "seconds" in each}
    quickest = min((name for name in seconds if name != OURS), key=lambda name: seconds[name], default=None)
    if quickest is None or OURS not in seconds:
        return figures
    by_processor = ingested[quickest]["processor"] / ingested[OURS]["processor"]
    note = f"over {quickest}; {by_processor:.2f} × by processor seconds"
    size = ingested[OURS]["disk"] / count
    return [
        *figures,
        ratio("ingest, ours over the faster", seconds[quickest], seconds[OURS], at_least(3), note),
        Figure(f"on disk, a passage: {OURS}", size / 2**10, "KiB", at_most(5)),
    ]


def _ingest_figure(count: int, name: str, each: Outcome) -> Figure:
    label = f"ingest of {count:,} passages: {name}"
    if "broke" in each:
        return Figure(label, None, "passages/s", note=each["broke"])
    note = (
        f"{each['seconds']:.0f} s, {each['processor']:.0f} processor seconds,"
        f" {each['memory'] / 2**20:.0f} MiB of memory, {each['disk'] / 2**20:.0f} MiB on disk"
    )
    return Figure(label, count / each["seconds"], "passages/s", note=note)


def question_figures(asked: Outcomes) -> list[Figure]:
    middle = {name: 1000 * median(each["seconds"]) for name, each in asked.items() if "seconds" in each}
    figures = [
        Figure(f"one question, p50: {name}", middle.get(name), "ms", note=_note_asking(name, each))
        for name, each in asked.items()
    ]
    ratios = [
        ratio(f"one question, p50, {ours} over {name}", middle[ours], middle[name], at_most(1))
        for ours in (OURS, *OTHER_WAYS)
        for name in THEIRS
        if ours in middle and name in middle
    ]
    return [*figures, *ratios]


def _note_asking(name: str, each: Outcome) -> str:
    if "broke" in each:
        return str(each["broke"])
    slow = 1000 * sorted(each["seconds"])[int(0.95 * len(each["seconds"]))]
    return f"p95 {slow:.0f} ms; {len(each['seconds'])} questions{', by vector only' if name == 'chromadb' else ''}"


def short_figures(what: str, outcomes: Outcomes, key: str) -> list[Figure]:
    return [Figure(f"{what}: {name}", each.get(key), "s", note=_note_adding(each)) for name, each in outcomes.items()]


def _note_adding(each: Outcome) -> str:
    if "broke" in each:
        return str(each["broke"])
    return f"{each['more']} more held" + ("" if each["found"] else ", but not found") if "more" in each else ""


def killed_figures(count: int, killed: Outcomes, whole: Outcome) -> list[Figure]:
    """The share that can be found of all that was to be ingested."""
    label = f"found after kill -9 at {KILLED_AT:.0%} of the ingest's time"
    figures = [
        Figure(f"{label}: {name}", found_percentage(each), "%", note=_note_left(each, count))
        for name, each in killed.items()
    ]
    finished = killed[OURS]["finished"]
    again, once = finished.get("seconds", 0), whole.get("seconds", 0)
    note = finished.get("broke") or f"that build took {again:.0f} s, {once:.0f} s had nothing been killed"
    left = found_percentage(finished["left"])
    return [*figures, Figure(f"found after the next build: {OURS}", left, "%", at_least(100), note)]


def found_percentage(each: Outcome) -> float:
    """Hundredths found of those asked for; none where the index does not even open."""
    return 100 * each["found"] / each["asked"] if "asked" in each else 0.0


def _note_left(each: Outcome, count: int) -> str:
    if "broke" in each:
        return f"does not open: {each['broke']}"
    return f"opens, says that it holds {each['count']:,} of {count:,}"
