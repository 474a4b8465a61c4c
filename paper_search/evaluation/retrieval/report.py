"""Reports of a retrieval evaluation: each set's figures by system, for people and for programs.

Guarantees: every mean stands with its interval and the number of questions it was taken of, and every other system
with how much ours gains over it and how likely that is chance.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from paper_search.evaluation.retrieval.scoring import COLUMNS, ResultRow
from paper_search.evaluation.retrieval.significance import Difference, Interval

_NAME_WIDTH, _COUNT_WIDTH, _CELL_WIDTH = 34, 5, 10


@dataclass(frozen=True, slots=True)
class RetrievalReport:
    """One set: how many questions can be answered and how many cannot, what was indexed, and the figures."""

    name: str
    answerable: int
    unanswerable: int
    papers: int
    passages: int
    left_out: tuple[str, ...]
    rows: tuple[ResultRow, ...]


def format_table(reports: Sequence[RetrievalReport]) -> str:
    """Return each set with its intervals, its differences and its kinds; several sets end in one table of means."""
    parts = [_format_set(report) for report in reports]
    return "\n\n".join([*parts, _format_overview(reports)] if len(reports) > 1 else parts)


def _format_set(report: RetrievalReport) -> str:
    left_out = [f"  not indexed: {name}" for name in report.left_out]
    head = (
        f"{report.name}: {report.answerable} questions that can be answered, {report.unanswerable} that cannot;"
        f" {report.passages:,} passages of {report.papers} papers"
    )
    lines = [head, *left_out]
    for task in dict.fromkeys(row.task for row in report.rows):
        rows = [row for row in report.rows if row.task == task]
        lines += [
            "",
            _format_header(f"asked of {task}"),
            *(line for row in rows for line in _format_system(row)),
            *_format_kinds(rows),
        ]
    return "\n".join(lines)


def _format_system(row: ResultRow) -> Iterable[str]:
    yield _format_line(
        row.system, _format_count(row.means), {name: f"{mean.value:.3f}" for name, mean in row.means.items()}
    )
    yield _format_line("  95 in 100", "", {name: f"{mean.low:.2f}–{mean.high:.2f}" for name, mean in row.means.items()})
    if row.gains:
        yield _format_line("  ours gains", "", {name: f"{gain.gain.value:+.3f}" for name, gain in row.gains.items()})
        yield _format_line("  p", "", {name: f"{gain.p_value:.4f}" for name, gain in row.gains.items()})


def _format_kinds(rows: Sequence[ResultRow]) -> Iterable[str]:
    """By kind of question, the systems beneath one another."""
    for kind in dict.fromkeys(kind for row in rows for kind in row.kinds):
        yield ""
        for row in rows:
            means = row.kinds[kind]
            figures = {name: f"{mean.value:.3f}" for name, mean in means.items()}
            yield _format_line(f"{kind}: {row.system}", _format_count(means), figures)


def _format_overview(reports: Sequence[RetrievalReport]) -> str:
    lines = [_format_header("all sets")]
    for report in reports:
        for row in report.rows:
            figures = {name: f"{mean.value:.3f}" for name, mean in row.means.items()}
            task = "" if len({row.task for row in report.rows}) == 1 else f", {row.task}"
            lines.append(_format_line(f"{report.name}{task}: {row.system}", _format_count(row.means), figures))
    return "\n".join(lines)


def _format_header(title: str) -> str:
    return _format_line(title, "n", {name: name for name in COLUMNS})


def _format_line(name: str, count: str, cells: Mapping[str, str]) -> str:
    return f"{name:{_NAME_WIDTH}} {count:>{_COUNT_WIDTH}}" + "".join(
        f"{cells.get(column, ''):>{_CELL_WIDTH}}" for column in COLUMNS
    )


def _format_count(means: Mapping[str, Interval]) -> str:
    return str(next(iter(means.values())).count) if means else "0"


def to_json(reports: Sequence[RetrievalReport]) -> dict[str, Any]:
    """Return the reports for programs."""
    return {"sets": [asdict(report) | {"rows": [_row_to_json(row) for row in report.rows]} for report in reports]}


def _row_to_json(row: ResultRow) -> dict[str, Any]:
    kinds = {kind: {name: asdict(mean) for name, mean in means.items()} for kind, means in row.kinds.items()}
    return {
        "task": row.task,
        "system": row.system,
        "means": {name: asdict(mean) for name, mean in row.means.items()},
        "kinds": kinds,
        "gains": {name: _difference_to_json(gain) for name, gain in row.gains.items()},
    }


def _difference_to_json(difference: Difference) -> dict[str, Any]:
    return asdict(difference.gain) | {"p": difference.p_value}
