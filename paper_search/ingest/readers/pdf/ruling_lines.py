"""Rules put together: lines drawn in pieces become one, and lines that meet become the grid of a table.

In: the rules of one page. Out: the upright ones as walls between words, grids of two columns or more, and stacks of
level rules, whose columns only their words can show.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from paper_search.ingest.readers.pdf.content_stream import RulingLine

TOUCH_POINTS = 2.5
"""Points by which two rules may miss each other and still meet."""
MAX_BAND_POINTS = 260.0
"""Points between two level rules of one stack; those farther apart frame a page."""
MAX_RULES = 1200
"""A page with more rules than this holds a drawing, not a table."""


class Grid(NamedTuple):
    """The lines of one table: where its columns and bands end, and which pieces of line there are."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    horizontal: tuple[RulingLine, ...]
    vertical: tuple[RulingLine, ...]

    def contains_point(self, x: float, y: float) -> bool:
        return self.xs[0] - 1 <= x <= self.xs[-1] + 1 and self.ys[0] <= y <= self.ys[-1]


def merge_vertical(rules: Iterable[RulingLine]) -> list[RulingLine]:
    """Upright rules that part the words left and right of them, pieces of one line put together."""
    return _merge_collinear([rule for rule in rules if rule.x1 - rule.x0 < 3 <= rule.y1 - rule.y0], is_vertical=True)


def merge_horizontal(rules: Iterable[RulingLine]) -> list[RulingLine]:
    """Level rules, pieces of one line put together."""
    return _merge_collinear([rule for rule in rules if rule.y1 - rule.y0 < 3 <= rule.x1 - rule.x0], is_vertical=False)


def find_grids(rules: Sequence[RulingLine]) -> list[Grid]:
    """Sets of level and upright rules that meet, with two columns or more."""
    level = merge_horizontal(rules)
    upright = merge_vertical(rules)
    level = [rule for rule in level if rule.x1 - rule.x0 > 12]
    upright = [rule for rule in upright if rule.y1 - rule.y0 > 6]
    if not level or not upright or len(level) + len(upright) > MAX_RULES:
        return []
    return [grid for part in _group_connected(level, upright) if (grid := _make_grid(*part))]


def find_stacks(rules: Sequence[RulingLine]) -> list[Grid]:
    """Level rules of one width, one above the other: the rows of a table whose columns no rule marks."""
    level = merge_horizontal(rules)
    lanes: dict[tuple[int, int], list[RulingLine]] = defaultdict(list)
    for rule in sorted((r for r in level if r.x1 - r.x0 > 150), key=lambda r: r.y0):
        near = (key for key in lanes if abs(key[0] - rule.x0) <= 6 and abs(key[1] - rule.x1) <= 6)
        lanes[next(near, (round(rule.x0), round(rule.x1)))].append(rule)
    runs = [run for lane in lanes.values() if len(level) <= MAX_RULES for run in _split_runs(lane)]
    return [
        Grid((run[0].x0, run[0].x1), ys, tuple(run), ())
        for run in runs
        if len(ys := _drop_close_values(_list_heights(run), 4)) > 2
    ]


def _list_heights(rules: Sequence[RulingLine]) -> list[float]:
    return [rule.y0 for rule in rules]


def _split_runs(lane: Sequence[RulingLine]) -> list[list[RulingLine]]:
    """The rules of a lane, parted where the next one is too far below."""
    runs = [[lane[0]]]
    for rule in lane[1:]:
        if rule.y0 - runs[-1][-1].y0 > MAX_BAND_POINTS:
            runs.append([])
        runs[-1].append(rule)
    return runs


def _merge_collinear(rules: Sequence[RulingLine], *, is_vertical: bool) -> list[RulingLine]:
    """Pieces of one line joined: the same place across, and end to end along it."""
    lanes: dict[int, list[tuple[float, float, float]]] = defaultdict(list)
    for rule in sorted(rules, key=lambda r: (r.x0 + r.x1) if is_vertical else (r.y0 + r.y1)):
        at = (rule.x0 + rule.x1) / 2 if is_vertical else (rule.y0 + rule.y1) / 2
        ends = (rule.y0, rule.y1) if is_vertical else (rule.x0, rule.x1)
        lane = next((key for key in (round(at) - 1, round(at), round(at) + 1) if key in lanes), round(at))
        lanes[lane].append((*ends, at))
    out: list[RulingLine] = []
    for pieces in lanes.values():
        pieces.sort()
        start, end, at = pieces[0]
        for a, b, _ in pieces[1:]:
            if a <= end + 4:
                end = max(end, b)
                continue
            out.append(RulingLine(at, start, at, end) if is_vertical else RulingLine(start, at, end, at))
            start, end = a, b
        out.append(RulingLine(at, start, at, end) if is_vertical else RulingLine(start, at, end, at))
    return out


def _is_meeting(horizontal: RulingLine, vertical: RulingLine) -> bool:
    return (
        horizontal.x0 - TOUCH_POINTS <= vertical.x0 <= horizontal.x1 + TOUCH_POINTS
        and vertical.y0 - TOUCH_POINTS <= horizontal.y0 <= vertical.y1 + TOUCH_POINTS
    )


def _group_connected(
    horizontal: Sequence[RulingLine], vertical: Sequence[RulingLine]
) -> list[tuple[list[RulingLine], list[RulingLine]]]:
    """Rules that meet, directly or by way of others."""
    unseen = set(range(len(vertical)))
    free = set(range(len(horizontal)))
    parts = []
    while unseen:
        found, queue = {unseen.pop()}, set()
        queue |= found
        across: set[int] = set()
        while queue:
            here = {i for i in free if any(_is_meeting(horizontal[i], vertical[j]) for j in queue)}
            free -= here
            across |= here
            queue = {j for j in unseen if any(_is_meeting(horizontal[i], vertical[j]) for i in here)}
            unseen -= queue
            found |= queue
        parts.append(([horizontal[i] for i in sorted(across)], [vertical[j] for j in sorted(found)]))
    return parts


def _make_grid(horizontal: Sequence[RulingLine], vertical: Sequence[RulingLine]) -> Grid | None:
    if not horizontal:
        return None
    xs = _drop_close_values(
        [r.x0 for r in vertical] + [min(r.x0 for r in horizontal), max(r.x1 for r in horizontal)], 5
    )
    ys = _drop_close_values([r.y0 for r in horizontal] + [min(r.y0 for r in vertical), max(r.y1 for r in vertical)], 4)
    if len(xs) < 3 or len(ys) < 2:
        return None
    return Grid(xs, ys, tuple(horizontal), tuple(vertical))


def _drop_close_values(values: Iterable[float], min_gap: float) -> tuple[float, ...]:
    out: list[float] = []
    for value in sorted(values):
        if not out or value - out[-1] > min_gap:
            out.append(value)
    return tuple(out)
