"""Ruling lines of a page: pieces of one line joined, and lines that meet as the grid of a table.

Vertical rules are dividers between words. A grid has two columns or more. A stack of horizontal rules is a table whose
columns only its words can show.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from paper_search.ingest.readers.pdf.graphics import RulingLine

TOUCH_POINTS = 2.5
"""Points by which two rules may miss each other and still meet."""
MAX_BAND_POINTS = 260.0
"""Points between two horizontal rules of one stack; those farther apart frame a page."""
MAX_RULES = 1200
"""Rules of one page; a page with more holds a drawing, not a table."""


class Grid(NamedTuple):
    """The lines of one table.

    ``xs`` and ``ys`` are where its columns and bands end, in points; ``horizontal`` and ``vertical`` are its rules.
    """

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    horizontal: tuple[RulingLine, ...]
    vertical: tuple[RulingLine, ...]

    def contains_point(self, x: float, y: float) -> bool:
        """Return True if a point lies in the grid."""
        return self.xs[0] - 1 <= x <= self.xs[-1] + 1 and self.ys[0] <= y <= self.ys[-1]


def merge_vertical(rules: Iterable[RulingLine]) -> list[RulingLine]:
    """Return the vertical rules that divide words, pieces of one line joined."""
    return _merge_collinear([rule for rule in rules if rule.x1 - rule.x0 < 3 <= rule.y1 - rule.y0], is_vertical=True)


def merge_horizontal(rules: Iterable[RulingLine]) -> list[RulingLine]:
    """Return the horizontal rules, pieces of one line joined."""
    return _merge_collinear([rule for rule in rules if rule.y1 - rule.y0 < 3 <= rule.x1 - rule.x0], is_vertical=False)


def find_grids(rules: Sequence[RulingLine]) -> list[Grid]:
    """Find the sets of horizontal and vertical rules that meet, with two columns or more."""
    horizontal = merge_horizontal(rules)
    vertical = merge_vertical(rules)
    horizontal = [rule for rule in horizontal if rule.x1 - rule.x0 > 12]
    vertical = [rule for rule in vertical if rule.y1 - rule.y0 > 6]
    if not horizontal or not vertical or len(horizontal) + len(vertical) > MAX_RULES:
        return []
    return [grid for group in _group_connected(horizontal, vertical) if (grid := _make_grid(*group))]


def find_stacks(rules: Sequence[RulingLine]) -> list[Grid]:
    """Find stacks of horizontal rules of one width, one above the other.

    They are the rows of a table whose columns no rule marks.
    """
    horizontal = merge_horizontal(rules)
    lanes: dict[tuple[int, int], list[RulingLine]] = defaultdict(list)
    for rule in sorted((rule for rule in horizontal if rule.x1 - rule.x0 > 150), key=lambda rule: rule.y0):
        lane_keys = (key for key in lanes if abs(key[0] - rule.x0) <= 6 and abs(key[1] - rule.x1) <= 6)
        lanes[next(lane_keys, (round(rule.x0), round(rule.x1)))].append(rule)
    runs = [run for lane in lanes.values() if len(horizontal) <= MAX_RULES for run in _split_runs(lane)]
    return [
        Grid((run[0].x0, run[0].x1), ys, tuple(run), ())
        for run in runs
        if len(ys := _drop_close_values(_list_heights(run), 4)) > 2
    ]


def _list_heights(rules: Sequence[RulingLine]) -> list[float]:
    return [rule.y0 for rule in rules]


def _split_runs(lane: Sequence[RulingLine]) -> list[list[RulingLine]]:
    """Split the rules of a lane where the next one is too far below."""
    runs = [[lane[0]]]
    for rule in lane[1:]:
        if rule.y0 - runs[-1][-1].y0 > MAX_BAND_POINTS:
            runs.append([])
        runs[-1].append(rule)
    return runs


def _merge_collinear(rules: Sequence[RulingLine], *, is_vertical: bool) -> list[RulingLine]:
    """Join the pieces of one line: the same place across, and end to end along it."""
    lanes: dict[int, list[tuple[float, float, float]]] = defaultdict(list)
    for rule in sorted(rules, key=lambda rule: (rule.x0 + rule.x1) if is_vertical else (rule.y0 + rule.y1)):
        position = (rule.x0 + rule.x1) / 2 if is_vertical else (rule.y0 + rule.y1) / 2
        ends = (rule.y0, rule.y1) if is_vertical else (rule.x0, rule.x1)
        lane = next(
            (key for key in (round(position) - 1, round(position), round(position) + 1) if key in lanes),
            round(position),
        )
        lanes[lane].append((*ends, position))
    merged: list[RulingLine] = []
    for pieces in lanes.values():
        pieces.sort()
        start, end, position = pieces[0]
        for piece_start, piece_end, _ in pieces[1:]:
            if piece_start <= end + 4:
                end = max(end, piece_end)
                continue
            merged.append(
                RulingLine(position, start, position, end)
                if is_vertical
                else RulingLine(start, position, end, position)
            )
            start, end = piece_start, piece_end
        merged.append(
            RulingLine(position, start, position, end) if is_vertical else RulingLine(start, position, end, position)
        )
    return merged


def _is_meeting(horizontal: RulingLine, vertical: RulingLine) -> bool:
    return (
        horizontal.x0 - TOUCH_POINTS <= vertical.x0 <= horizontal.x1 + TOUCH_POINTS
        and vertical.y0 - TOUCH_POINTS <= horizontal.y0 <= vertical.y1 + TOUCH_POINTS
    )


def _group_connected(
    horizontal: Sequence[RulingLine], vertical: Sequence[RulingLine]
) -> list[tuple[list[RulingLine], list[RulingLine]]]:
    """Group the rules that meet, directly or by way of others."""
    unseen_vertical = set(range(len(vertical)))
    unseen_horizontal = set(range(len(horizontal)))
    groups = []
    while unseen_vertical:
        group_vertical, queue = {unseen_vertical.pop()}, set()
        queue |= group_vertical
        group_horizontal: set[int] = set()
        while queue:
            touching = {h for h in unseen_horizontal if any(_is_meeting(horizontal[h], vertical[v]) for v in queue)}
            unseen_horizontal -= touching
            group_horizontal |= touching
            queue = {v for v in unseen_vertical if any(_is_meeting(horizontal[h], vertical[v]) for h in touching)}
            unseen_vertical -= queue
            group_vertical |= queue
        groups.append(
            ([horizontal[h] for h in sorted(group_horizontal)], [vertical[v] for v in sorted(group_vertical)])
        )
    return groups


def _make_grid(horizontal: Sequence[RulingLine], vertical: Sequence[RulingLine]) -> Grid | None:
    if not horizontal:
        return None
    xs = _drop_close_values(
        [rule.x0 for rule in vertical] + [min(rule.x0 for rule in horizontal), max(rule.x1 for rule in horizontal)], 5
    )
    ys = _drop_close_values(
        [rule.y0 for rule in horizontal] + [min(rule.y0 for rule in vertical), max(rule.y1 for rule in vertical)], 4
    )
    if len(xs) < 3 or len(ys) < 2:
        return None
    return Grid(xs, ys, tuple(horizontal), tuple(vertical))


def _drop_close_values(values: Iterable[float], min_gap: float) -> tuple[float, ...]:
    kept: list[float] = []
    for value in sorted(values):
        if not kept or value - kept[-1] > min_gap:
            kept.append(value)
    return tuple(kept)
