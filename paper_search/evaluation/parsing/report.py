"""Reports of a parsing evaluation: figures with their targets, and the misses behind them.

Guarantees: every figure says of how many it was taken, a figure that nothing could be compared for is None and never
passes for a good one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

MAX_MISSES_SHOWN = 12
"""Misses printed for each measure; ``--all`` and ``--json`` give all of them."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One row of the table.

    ``value`` lies between 0 and 1, or is a count where ``is_count``; None where there was nothing to compare.
    ``reach`` is what it should be at least (a count: at most); None for a row that only explains another.
    ``right`` of ``total`` gives the fraction its weight; ``note`` says what was compared with what.
    """

    name: str
    value: float | None
    right: int
    total: int
    reach: float | None = None
    note: str = ""
    is_count: bool = False

    @property
    def is_target_met(self) -> bool | None:
        """Return True if the target is met; None without a target or without anything to compare."""
        if self.value is None or self.reach is None:
            return None
        return self.value <= self.reach if self.is_count else self.value >= self.reach


@dataclass(frozen=True, slots=True)
class Miss:
    """One thing that is wrong: in which measure, in which file, where, what was expected and what was got."""

    measure: str
    file: str
    where: str
    expected: str | None
    got: str | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """The figures of one measure and the misses behind them."""

    figures: tuple[Figure, ...]
    misses: tuple[Miss, ...] = ()


@dataclass(frozen=True, slots=True)
class ParsingReport:
    """An evaluation: which papers, the figures in the order of the table, and what was wrong.

    ``missing`` were judged and are not in the corpus; no figure counts them.
    """

    papers: int
    pages: int
    unread: tuple[str, ...]
    figures: tuple[Figure, ...]
    misses: tuple[Miss, ...]
    missing: tuple[str, ...] = ()


def make_fraction(name: str, right: int, total: int, reach: float | None = None, note: str = "") -> Figure:
    """Return a figure that is a fraction."""
    return Figure(name, right / total if total else None, right, total, reach, note)


def find_missed_targets(report: ParsingReport) -> tuple[Figure, ...]:
    """Return the figures that miss their target."""
    return tuple(figure for figure in report.figures if figure.is_target_met is False)


def format_table(report: ParsingReport, max_misses: int = MAX_MISSES_SHOWN) -> str:
    """Return the report for people: the table, what each row compares, and the first misses of each measure."""
    unread = [f"  not read: {file}" for file in report.unread]
    head = f"{report.papers} papers, {report.pages} PDF pages, {len(report.unread)} not read"
    if report.missing:
        head += f", {len(report.missing)} judged but not in the corpus and in no figure"
    unread += [f"  not in the corpus: {file}" for file in report.missing]
    rows = [f"{'measure':58} {'figure':>7} {'reach':>7}   {'of':>7}"]
    rows += [_format_row(figure) for figure in report.figures]
    notes = [f"  {figure.name}: {figure.note}" for figure in report.figures if figure.note]
    return "\n".join(
        [head, *unread, "", *rows, "", "what is compared:", *notes, *_format_misses(report.misses, max_misses)]
    )


def _format_row(figure: Figure) -> str:
    value = "–" if figure.value is None else f"{figure.value:.0f}" if figure.is_count else f"{figure.value:.4f}"
    sign = "≤" if figure.is_count else "≥"
    number = "" if figure.reach is None else f"{figure.reach:.0f}" if figure.is_count else f"{figure.reach:.3f}"
    reach = f"{sign} {number}" if number else ""
    mark = {True: "  ", False: " !", None: "  "}[figure.is_target_met]
    return f"{figure.name:58} {value:>7} {reach:>7}{mark} {figure.total:>7}"


def _format_misses(misses: Iterable[Miss], max_misses: int) -> list[str]:
    lines: list[str] = []
    seen: Counter[str] = Counter()
    for miss in sorted(misses, key=lambda one: one.measure):
        seen[miss.measure] += 1
        if seen[miss.measure] == 1:
            lines += ["", f"missed: {miss.measure}"]
        if seen[miss.measure] <= max_misses:
            lines.append(
                f"  {miss.file} {miss.where}: expected {miss.expected or 'nothing'}, got {miss.got or 'nothing'}"
            )
    hidden = {name: count - max_misses for name, count in seen.items() if count > max_misses}
    return lines + [f"  … and {count} more of {name!r} (--all shows them)" for name, count in hidden.items()]


def to_json(report: ParsingReport) -> dict[str, Any]:
    """Return the report for programs."""
    figures = [
        asdict(figure) | {"name": figure.name.strip(), "reached": figure.is_target_met} for figure in report.figures
    ]
    return asdict(report) | {"figures": figures}
