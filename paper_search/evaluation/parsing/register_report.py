"""Reports of an evaluation of the register: precision and recall with the counts behind them, and what was wrong.

Guarantees: a ratio of nothing is None and never passes for a good one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

TARGET_PRECISION = 0.98
"""The precision that every field should reach: precision goes before recall."""


@dataclass(frozen=True, slots=True)
class RegisterFigure:
    """The numbers of entries or values that are right, that were read out of the papers, and that were judged."""

    measure: str
    right: int
    found: int
    judged: int

    @property
    def precision(self) -> float | None:
        """Return the share of those found that are right, from 0 to 1; None where none was found."""
        return self.right / self.found if self.found else None

    @property
    def recall(self) -> float | None:
        """Return the share of those judged that were found rightly, from 0 to 1; None where none was judged."""
        return self.right / self.judged if self.judged else None


@dataclass(frozen=True, slots=True)
class EntryError:
    """An entry or a value that is wrong (``expected`` is None or differs) or missing (``got`` is None).

    ``start`` and ``end`` count the letters and digits of the paper from the beginning of its first page.
    """

    measure: str
    file: str
    page: int | None
    start: int | None
    end: int | None
    expected: str | None
    got: str | None


@dataclass(frozen=True, slots=True)
class RegisterReport:
    """An evaluation of one part: the figures of all papers, those of each body, and the errors.

    ``missing`` were judged and are not in the corpus; ``unread`` could not be read.
    """

    papers: int
    missing: tuple[str, ...]
    unread: tuple[str, ...]
    figures: tuple[RegisterFigure, ...]
    bodies: Mapping[str, tuple[RegisterFigure, ...]]
    errors: tuple[EntryError, ...]


class RegisterTally:
    """Counts of entries and values, filled paper by paper."""

    def __init__(self) -> None:
        """Begin with nothing counted."""
        self._counts: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
        self._bodies: defaultdict[str, defaultdict[str, list[int]]] = defaultdict(
            lambda: defaultdict(lambda: [0, 0, 0])
        )
        self._errors: list[EntryError] = []

    def count(self, measure: str, body: str | None, right: int = 0, found: int = 0, judged: int = 0) -> None:
        """Add to the counts of a measure, and to those of a body's entries where one is named."""
        counts = [self._counts[measure]]
        if body is not None:
            counts.append(self._bodies[body][_name_entry(measure)])
        for numbers in counts:
            numbers[:] = [numbers[0] + right, numbers[1] + found, numbers[2] + judged]

    def add_error(self, error: EntryError) -> None:
        """Add what was wrong or missing."""
        self._errors.append(error)

    def build_report(self, papers: int, missing: tuple[str, ...], unread: tuple[str, ...]) -> RegisterReport:
        """Return the report of all that was counted."""
        bodies = {body: _list_figures(counts) for body, counts in sorted(self._bodies.items())}
        errors = sorted(self._errors, key=lambda error: (_sort_key(error.measure), error.file, error.start or 0))
        return RegisterReport(papers, missing, unread, _list_figures(self._counts), bodies, tuple(errors))


def _list_figures(counts: Mapping[str, list[int]]) -> tuple[RegisterFigure, ...]:
    return tuple(RegisterFigure(name, *counts[name]) for name in sorted(counts, key=_sort_key) if any(counts[name]))


_ORDER = ("fact", "attendance", "decision", "vote", "role")


def _sort_key(measure: str) -> tuple[int, str]:
    return _ORDER.index(_name_entry(measure)), measure


def _name_entry(measure: str) -> str:
    return re.split("[,:]", measure, maxsplit=1)[0]


def format_tables(reports: Mapping[str, RegisterReport], with_errors: bool) -> str:
    """Return the reports of all parts for people, with the errors where they are wanted."""
    return "\n\n".join(_format_report(part, report, with_errors) for part, report in reports.items())


def _format_report(part: str, report: RegisterReport, with_errors: bool) -> str:
    head = f"{part}: {report.papers} papers, {len(report.unread)} not read"
    if report.missing:
        head += f", {len(report.missing)} judged but not in the corpus and in no figure"
    named = [*(f"  not read: {file}" for file in report.unread)]
    named += [f"  not in the corpus: {file}" for file in report.missing]
    bodies = [
        line
        for body, figures in report.bodies.items()
        for line in (f"  {body}", *(_format_row(figure, indent=4) for figure in figures))
    ]
    errors = ["", "wrong and missing:", *_format_errors(report.errors)] if with_errors else []
    rows = [_format_row(figure) for figure in report.figures]
    return "\n".join([head, *named, "", _HEADING, *rows, "", "by body:", *bodies, *errors])


_HEADING = f"{'entries, and fields of those found':46} {'precision':>9}   {'recall':>7}   " + " ".join(
    f"{name:>6}" for name in ("right", "found", "judged")
)


def _format_row(figure: RegisterFigure, indent: int = 0) -> str:
    is_low = figure.precision is not None and figure.precision < TARGET_PRECISION
    mark = " !" if is_low else "  "
    indented = " " * (indent + 2 * (":" in figure.measure)) + figure.measure
    ratios = f"{_format_ratio(figure.precision):>9}{mark} {_format_ratio(figure.recall):>7}"
    return f"{indented:46} {ratios}   {figure.right:>6} {figure.found:>6} {figure.judged:>6}"


def _format_ratio(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _format_errors(errors: Iterable[EntryError]) -> list[str]:
    lines: list[str] = []
    measure = ""
    for error in errors:
        if error.measure != measure:
            measure = error.measure
            lines.append(f"  {measure}")
        where = "nowhere in the pages" if error.page is None else f"p. {error.page}, {error.start}–{error.end}"
        lines.append(f"    {error.file} {where}: expected {error.expected or 'nothing'}, got {error.got or 'nothing'}")
    return lines


def to_json(reports: Mapping[str, RegisterReport]) -> dict[str, Any]:
    """Return the reports for programs, by part."""
    return {part: _report_to_json(report) for part, report in reports.items()}


def _report_to_json(report: RegisterReport) -> dict[str, Any]:
    bodies = {body: [_figure_to_json(figure) for figure in figures] for body, figures in report.bodies.items()}
    return asdict(report) | {"figures": [_figure_to_json(figure) for figure in report.figures], "bodies": bodies}


def _figure_to_json(figure: RegisterFigure) -> dict[str, Any]:
    return asdict(figure) | {"precision": figure.precision, "recall": figure.recall}
