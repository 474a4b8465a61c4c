"""Rules put together: lines drawn in pieces become one, and lines that meet become the grid of a table.

In: the rules of one page. Out: the upright ones as walls between words, grids of two columns or more, and stacks of
level rules, whose columns only their words can show.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from paper_search.ingest.readers.pdf.document import Rule

TOUCH = 2.5
"""Points by which two rules may miss each other and still meet."""
WIDEST_BAND = 260.0
"""Points between two level rules of one stack; those farther apart frame a page."""
MOST_RULES = 1200
"""A page with more rules than this holds a drawing, not a table."""


class Grid(NamedTuple):
    """The lines of one table: where its columns and bands end, and which pieces of line there are."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    level: tuple[Rule, ...]
    upright: tuple[Rule, ...]

    def holds(self, x: float, y: float) -> bool:
        return self.xs[0] - 1 <= x <= self.xs[-1] + 1 and self.ys[0] <= y <= self.ys[-1]


def walls(rules: Iterable[Rule]) -> list[Rule]:
    """Upright rules that part the words left and right of them, pieces of one line put together."""
    return _merged([rule for rule in rules if rule.x1 - rule.x0 < 3 <= rule.y1 - rule.y0], upright=True)


def merged_level(rules: Iterable[Rule]) -> list[Rule]:
    """Level rules, pieces of one line put together."""
    return _merged([rule for rule in rules if rule.y1 - rule.y0 < 3 <= rule.x1 - rule.x0], upright=False)


def find_grids(rules: Sequence[Rule]) -> list[Grid]:
    """Sets of level and upright rules that meet, with two columns or more."""
    level = merged_level(rules)
    upright = walls(rules)
    level = [rule for rule in level if rule.x1 - rule.x0 > 12]
    upright = [rule for rule in upright if rule.y1 - rule.y0 > 6]
    if not level or not upright or len(level) + len(upright) > MOST_RULES:
        return []
    return [grid for part in _connected(level, upright) if (grid := _grid(*part))]


def find_stacks(rules: Sequence[Rule]) -> list[Grid]:
    """Level rules of one width, one above the other: the rows of a table whose columns no rule marks."""
    level = merged_level(rules)
    lanes: dict[tuple[int, int], list[Rule]] = defaultdict(list)
    for rule in sorted((r for r in level if r.x1 - r.x0 > 150), key=lambda r: r.y0):
        near = (key for key in lanes if abs(key[0] - rule.x0) <= 6 and abs(key[1] - rule.x1) <= 6)
        lanes[next(near, (round(rule.x0), round(rule.x1)))].append(rule)
    runs = [run for lane in lanes.values() if len(level) <= MOST_RULES for run in _runs(lane)]
    return [Grid((run[0].x0, run[0].x1), ys, tuple(run), ()) for run in runs if len(ys := _apart(_ys(run), 4)) > 2]


def _ys(rules: Sequence[Rule]) -> list[float]:
    return [rule.y0 for rule in rules]


def _runs(lane: Sequence[Rule]) -> list[list[Rule]]:
    """The rules of a lane, parted where the next one is too far below."""
    runs = [[lane[0]]]
    for rule in lane[1:]:
        if rule.y0 - runs[-1][-1].y0 > WIDEST_BAND:
            runs.append([])
        runs[-1].append(rule)
    return runs


def _merged(rules: Sequence[Rule], *, upright: bool) -> list[Rule]:
    """Pieces of one line joined: the same place across, and end to end along it."""
    lanes: dict[int, list[tuple[float, float, float]]] = defaultdict(list)
    for rule in sorted(rules, key=lambda r: (r.x0 + r.x1) if upright else (r.y0 + r.y1)):
        at = (rule.x0 + rule.x1) / 2 if upright else (rule.y0 + rule.y1) / 2
        ends = (rule.y0, rule.y1) if upright else (rule.x0, rule.x1)
        lane = next((key for key in (round(at) - 1, round(at), round(at) + 1) if key in lanes), round(at))
        lanes[lane].append((*ends, at))
    out: list[Rule] = []
    for pieces in lanes.values():
        pieces.sort()
        start, end, at = pieces[0]
        for a, b, _ in pieces[1:]:
            if a <= end + 4:
                end = max(end, b)
                continue
            out.append(Rule(at, start, at, end) if upright else Rule(start, at, end, at))
            start, end = a, b
        out.append(Rule(at, start, at, end) if upright else Rule(start, at, end, at))
    return out


def _meet(level: Rule, upright: Rule) -> bool:
    return level.x0 - TOUCH <= upright.x0 <= level.x1 + TOUCH and upright.y0 - TOUCH <= level.y0 <= upright.y1 + TOUCH


def _connected(level: Sequence[Rule], upright: Sequence[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """Rules that meet, directly or by way of others."""
    unseen = set(range(len(upright)))
    free = set(range(len(level)))
    parts = []
    while unseen:
        found, queue = {unseen.pop()}, set()
        queue |= found
        across: set[int] = set()
        while queue:
            here = {i for i in free if any(_meet(level[i], upright[j]) for j in queue)}
            free -= here
            across |= here
            queue = {j for j in unseen if any(_meet(level[i], upright[j]) for i in here)}
            unseen -= queue
            found |= queue
        parts.append(([level[i] for i in sorted(across)], [upright[j] for j in sorted(found)]))
    return parts


def _grid(level: Sequence[Rule], upright: Sequence[Rule]) -> Grid | None:
    if not level:
        return None
    xs = _apart([r.x0 for r in upright] + [min(r.x0 for r in level), max(r.x1 for r in level)], 5)
    ys = _apart([r.y0 for r in level] + [min(r.y0 for r in upright), max(r.y1 for r in upright)], 4)
    if len(xs) < 3 or len(ys) < 2:
        return None
    return Grid(xs, ys, tuple(level), tuple(upright))


def _apart(values: Iterable[float], least: float) -> tuple[float, ...]:
    out: list[float] = []
    for value in sorted(values):
        if not out or value - out[-1] > least:
            out.append(value)
    return tuple(out)
