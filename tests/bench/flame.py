"""Where the processor time of an answer goes, as a flame graph: `python -m tests.bench.flame OUT.svg`.

Comes in: nothing, or ``--stacks FILE`` with samples taken before, a line each: the calls from the outermost on,
separated by ``;``, and how often they were met. Goes out: an SVG, and with ``--keep FILE`` the samples. A box is a
function; it is as wide as its share of all samples, and stands on the one that called it. Samples are taken by
processor time, so what waits is not seen.
"""

from __future__ import annotations

import argparse
import re
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from types import FrameType

from paper_search.api import open_library
from tests.bench import quick
from tests.bench.questions import texts
from tests.bench.synthetic import make, real_index

WIDTH, ROW, MARGIN = 1200, 17, 4
MIN_SHARE = 0.006
"""Boxes narrower than this share of the whole are left out: nobody could read them."""
_LETTER = 6.6
_SAMPLING_SECONDS = 0.004
_QUESTIONS = 100
_COLOURS = (
    ("web/", "#c9def4"),
    ("answering/", "#d5ecd4"),
    ("retrieval/", "#fbe3c0"),
    ("storage/", "#f6cfcb"),
    ("embeddings/", "#e2d5f0"),
)
_OTHER_COLOUR = "#e4e4e4"
_LAYOUT = re.compile(r"^(?:.*/)?(?:prof|flame|quick)\.py:|<(?:listcomp|dictcomp|genexpr|lambda)>$")
"""Frames that say nothing: the measuring itself, and the parts of a function."""


@dataclass
class Box:
    """A function as called on one way: how many samples met it, and what it called."""

    count: int = 0
    called: dict[str, Box] = field(default_factory=dict)


def sample_stacks(work: Callable[[str], object], questions: Iterable[str]) -> Counter[str]:
    """Return how often each stack of calls was met while questions were answered, by processor time."""
    stacks: Counter[str] = Counter()

    def sample(_: int, frame: FrameType | None) -> None:
        names = []
        while frame is not None:
            path = frame.f_code.co_filename.split("/paper_search/")[-1].split("/site-packages/")[-1]
            names.append(f"{path}:{frame.f_code.co_name}")
            frame = frame.f_back
        stacks[";".join(reversed(names))] += 1

    before = signal.signal(signal.SIGPROF, sample)
    signal.setitimer(signal.ITIMER_PROF, _SAMPLING_SECONDS, _SAMPLING_SECONDS)
    try:
        for question in questions:
            work(question)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
    return stacks


def read_stacks(lines: Iterable[str]) -> Counter[str]:
    """Return samples from lines of calls and counts."""
    stacks: Counter[str] = Counter()
    for line in lines:
        calls, count = line.rsplit(" ", 1)
        stacks[calls] += int(count)
    return stacks


def build_tree(stacks: Mapping[str, int]) -> Box:
    """Return all samples as one tree of calls, without line numbers and without frames that say nothing."""
    root = Box()
    for calls, count in stacks.items():
        root.count += count
        box = root
        for call in calls.split(";"):
            name = call.rsplit("@", 1)[-1]
            if not _LAYOUT.search(name):
                box = box.called.setdefault(name, Box())
                box.count += count
    return root


def draw(root: Box, title: str) -> str:
    """Return the tree as an SVG, the outermost calls at the bottom."""
    boxes = list(_place(root, 0, 0.0, root.count))
    height = (max((depth for depth, *_ in boxes), default=0) + 2) * ROW + 2 * MARGIN
    scale = (WIDTH - 2 * MARGIN) / root.count
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="sans-serif"'
        ' font-size="11">',
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/><text x="{MARGIN}" y="{ROW - 4}">{escape(title)}</text>',
    ]
    for depth, left, count, name in boxes:
        x, y, width = MARGIN + left * scale, height - MARGIN - (depth + 1) * ROW, count * scale
        share = f"{100 * count / root.count:.1f} %"
        path, _, function = name.rpartition(":")
        colour = next((colour for part, colour in _COLOURS if path.startswith(part)), _OTHER_COLOUR)
        label = function[: max(int((width - 4) / _LETTER), 0)]
        parts.append(
            f'<g><title>{escape(name)} {share}</title><rect x="{x:.1f}" y="{y}" width="{max(width - 0.5, 0.5):.1f}"'
            f' height="{ROW - 1}" fill="{colour}"/>'
            + (f'<text x="{x + 2:.1f}" y="{y + 12}">{escape(label)}</text>' if len(label) > 2 else "")
            + "</g>"
        )
    return "\n".join([*parts, "</svg>", ""])


def _place(box: Box, depth: int, left: float, whole: int) -> Iterable[tuple[int, float, int, str]]:
    """Yield the boxes that a box called, and theirs, with their depths, places and counts."""
    for name, called in sorted(box.called.items()):
        if called.count >= MIN_SHARE * whole:
            yield depth, left, called.count, name
            yield from _place(called, depth + 1, left, whole)
        left += called.count


def measure(scratch: Path, *, with_reader: bool) -> Counter[str]:
    """Return the samples of answers on the page, of an index that is made under ``scratch``."""
    real = real_index(scratch)
    made = make(scratch / "made", quick.PASSAGES, real, with_files=False)
    words = quick.read_words(real)
    pieces = quick.make_pieces(open_library(quick.SAMPLE, made.index), words)
    work = pieces["an answer that is read" if with_reader else "an answer on the page"]
    asked = texts(quick.WARMING + _QUESTIONS, words)
    for question in asked[: quick.WARMING]:
        work(question)
    return sample_stacks(work, asked[quick.WARMING :])


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.flame", description=__doc__.splitlines()[0])
    parser.add_argument("out", type=Path, help="the SVG to write")
    parser.add_argument("--stacks", type=Path, help="samples to draw, in place of new ones")
    parser.add_argument("--keep", type=Path, help="where new samples are kept")
    parser.add_argument("--reader", action="store_true", help="with the trained reader, and without the page")
    parser.add_argument("--title", default="Processor time of an answer", help="what stands above the boxes")
    wanted = parser.parse_args(arguments)
    if wanted.stacks:
        stacks = read_stacks(wanted.stacks.read_text(encoding="utf-8").splitlines())
    else:
        with tempfile.TemporaryDirectory(prefix="flame-") as folder:
            stacks = measure(Path(folder), with_reader=wanted.reader)
    if wanted.keep:
        wanted.keep.write_text("".join(f"{calls} {count}\n" for calls, count in stacks.items()), encoding="utf-8")
    root = build_tree(stacks)
    wanted.out.write_text(draw(root, f"{wanted.title}: {root.count:,} samples"), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
