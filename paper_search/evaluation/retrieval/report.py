"""What an evaluation of search found: of each set the systems' figures, for people and for programs.

In: records; out: a table, plain dictionaries. Promised: every mean stands with its interval and the number of
questions it was taken of, and every other system with how much ours gains over it and how likely that is chance.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from paper_search.evaluation.retrieval.scoring import COLUMNS, Row
from paper_search.evaluation.retrieval.significance import Difference, Interval

_NAME, _COUNT, _CELL = 34, 5, 10


@dataclass(frozen=True, slots=True)
class Report:
    """One set: how many questions can be answered and how many cannot, what was indexed, and the figures."""

    name: str
    answerable: int
    unanswerable: int
    papers: int
    passages: int
    left_out: tuple[str, ...]
    rows: tuple[Row, ...]


def table(reports: Sequence[Report]) -> str:
    """Each set with its intervals, its differences and its kinds; several sets end in one table of means."""
    parts = [_set(report) for report in reports]
    return "\n\n".join([*parts, _overview(reports)] if len(reports) > 1 else parts)


def _set(report: Report) -> str:
    left_out = [f"  not indexed: {each}" for each in report.left_out]
    head = (
        f"{report.name}: {report.answerable} questions that can be answered, {report.unanswerable} that cannot;"
        f" {report.passages:,} passages of {report.papers} papers"
    )
    lines = [head, *left_out]
    for task in dict.fromkeys(each.task for each in report.rows):
        rows = [each for each in report.rows if each.task == task]
        lines += ["", _heads(f"asked of {task}"), *(line for each in rows for line in _system(each)), *_kinds(rows)]
    return "\n".join(lines)


def _system(each: Row) -> Iterable[str]:
    yield _line(each.system, _count(each.means), {name: f"{mean.value:.3f}" for name, mean in each.means.items()})
    yield _line("  95 in 100", "", {name: f"{mean.low:.2f}–{mean.high:.2f}" for name, mean in each.means.items()})
    if each.gains:
        yield _line("  ours gains", "", {name: f"{gain.gain.value:+.3f}" for name, gain in each.gains.items()})
        yield _line("  p", "", {name: f"{gain.p:.4f}" for name, gain in each.gains.items()})


def _kinds(rows: Sequence[Row]) -> Iterable[str]:
    """By kind of question, the systems beneath one another."""
    for kind in dict.fromkeys(kind for each in rows for kind in each.kinds):
        yield ""
        for each in rows:
            means = each.kinds[kind]
            figures = {name: f"{mean.value:.3f}" for name, mean in means.items()}
            yield _line(f"{kind}: {each.system}", _count(means), figures)


def _overview(reports: Sequence[Report]) -> str:
    lines = [_heads("all sets")]
    for report in reports:
        for each in report.rows:
            figures = {name: f"{mean.value:.3f}" for name, mean in each.means.items()}
            task = "" if len({row.task for row in report.rows}) == 1 else f", {each.task}"
            lines.append(_line(f"{report.name}{task}: {each.system}", _count(each.means), figures))
    return "\n".join(lines)


def _heads(title: str) -> str:
    return _line(title, "n", {name: name for name in COLUMNS})


def _line(name: str, count: str, cells: Mapping[str, str]) -> str:
    return f"{name:{_NAME}} {count:>{_COUNT}}" + "".join(f"{cells.get(column, ''):>{_CELL}}" for column in COLUMNS)


def _count(means: Mapping[str, Interval]) -> str:
    return str(next(iter(means.values())).count) if means else "0"


def as_json(reports: Sequence[Report]) -> dict[str, Any]:
    """The reports for programs."""
    return {"sets": [asdict(report) | {"rows": [_row(each) for each in report.rows]} for report in reports]}


def _row(each: Row) -> dict[str, Any]:
    kinds = {kind: {name: asdict(mean) for name, mean in means.items()} for kind, means in each.kinds.items()}
    return {
        "task": each.task,
        "system": each.system,
        "means": {name: asdict(mean) for name, mean in each.means.items()},
        "kinds": kinds,
        "gains": {name: _gain(gain) for name, gain in each.gains.items()},
    }


def _gain(gain: Difference) -> dict[str, Any]:
    return asdict(gain.gain) | {"p": gain.p}
