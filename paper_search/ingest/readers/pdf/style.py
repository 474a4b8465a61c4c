"""Lines as they are printed, and what is usual among the lines of a paper.

In: lines. Out: the size of body type, and the steps from line to line, against which gaps are judged.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple


class PdfLine(NamedTuple):
    """One printed line. ``cells`` where it is a row of a table; ``tab`` the x of words behind a wide gap."""

    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool
    page: int
    column: tuple[float, float]
    cells: tuple[str, ...] = ()
    table: int = 0
    tab: float | None = None
    first_width: float = 0.0


LinePlace = tuple[int, int, tuple[float, float]]
"""A size of type on one page and in one column."""


class TypeStyle(NamedTuple):
    """What is usual: the size of body type, and the step between lines in ems, by size and by place."""

    body: float
    leading: dict[float, float]
    local_leading: dict[LinePlace, float]


def measure_style(lines: Sequence[PdfLine]) -> TypeStyle:
    """The body size is the one most letters are printed in; the leading the commonest step between lines."""
    letters: Counter[float] = Counter()
    steps: dict[float, Counter[float]] = {}
    local: dict[LinePlace, Counter[float]] = {}
    for before, line in zip((None, *lines), lines, strict=False):
        letters[round(line.size * 2) / 2] += len(line.text)
        if before and before.page == line.page and not line.cells and abs(before.size - line.size) < 0.6:
            down = round((line.y - before.y) / line.size, 1)
            if 0.8 < down < 2.6:
                steps.setdefault(round(line.size), Counter())[down] += 1
                local.setdefault(locate_line(line), Counter())[down] += 1
    body = max(letters, key=lambda size: letters[size], default=12.0)
    near = {where: step for where, counts in local.items() if (step := _find_smallest_common(counts)) is not None}
    return TypeStyle(body, {size: _find_commonest(counts) for size, counts in steps.items()}, near)


def locate_line(line: PdfLine) -> LinePlace:
    """Where a line stands, as far as steps between lines go."""
    return round(line.size), line.page, line.column


def _find_commonest(steps: Counter[float]) -> float:
    return min(steps, key=lambda step: (-steps[step], step))


def _find_smallest_common(steps: Counter[float]) -> float | None:
    """The smallest step that is common: larger ones stand between paragraphs."""
    common = [step for step, count in steps.items() if count >= 3 and count >= 0.3 * steps.total()]
    return min(common, default=None)
