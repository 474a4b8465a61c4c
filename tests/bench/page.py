"""Figures as a table for the terminal, and as a section of docs/benchmarks.md.

Comes in: figures, the machine, the command. Goes out: text. Promised: writing one benchmark's section leaves every
other byte of the page as it was, and what was not reached is named as plainly as what was.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tests.bench.alone import BenchmarkResult
from tests.bench.figures import Figure, Target
from tests.bench.machine import Machine

HEADINGS = ("figure", "value", "reach", "", "note")


def number(value: float | None, unit: str) -> str:
    """Three digits that matter, thousands set apart; a dash where nothing could be measured."""
    if value is None:
        return "–"
    size = abs(value)
    if value == int(value) or size >= 1000:
        text = f"{value:,.0f}"
    else:
        text = f"{value:.{0 if size >= 100 else 1 if size >= 10 else 2 if size >= 1 else 3}f}"
    return f"{text} {unit}".strip()


def bound(target: Target | None, unit: str) -> str:
    if target is None:
        return ""
    return f"{'≥' if target.at_least else '≤'} {number(target.bound, unit)}"


def verdict(figure: Figure) -> str:
    return {True: "reached", False: "not reached", None: ""}[figure.is_target_met]


def cells(figure: Figure) -> tuple[str, ...]:
    return (
        figure.name,
        number(figure.value, figure.unit),
        bound(figure.target, figure.unit),
        verdict(figure),
        figure.note,
    )


def table(figures: Sequence[Figure]) -> str:
    """The figures in columns, for the terminal."""
    rows = [HEADINGS, *map(cells, figures)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows)
    return "\n".join(lines)


def section(name: str, measured: BenchmarkResult, command: str, on: Machine, day: date) -> str:
    """One benchmark's section of the page, between its two markers."""
    rows = ["| " + " | ".join(HEADINGS) + " |", "|---|---:|---:|---|---|"]
    rows += [
        "| " + " | ".join(cell.replace("|", "\\|") for cell in cells(figure)) + " |" for figure in measured.figures
    ]
    parts = [
        _marker(name),
        f"## {measured.title}",
        f"`{command}`, {day.day} {day:%B %Y}. {describe_machine(on)}",
        "\n".join(rows),
        summary(measured.figures),
        _end(name),
    ]
    return "\n\n".join(filter(None, parts)) + "\n"


def describe_machine(on: Machine) -> str:
    """The machine in two sentences."""
    versions = ", ".join(f"{name} {version}" for name, version in on.versions)
    return (
        f"{on.cores} cores of {on.processor}, {on.memory / 2**30:.1f} GiB of memory, read at"
        f" {on.bandwidth / 1e9:.1f} GB/s by all cores; {on.load:.1f} processes busy when it began. {versions}."
    )


def summary(figures: Sequence[Figure]) -> str:
    """What was to be reached and was not."""
    aimed = [figure for figure in figures if figure.target is not None]
    if not aimed:
        return ""
    missed = [figure for figure in aimed if not figure.is_target_met]
    named = "; ".join(f"{each.name} ({number(each.value, each.unit)})" for each in missed)
    said = f"Reached: {len(aimed) - len(missed)} of {len(aimed)}."
    return f"{said} Not reached: {named}." if missed else said


def replace_section(page: str, name: str, new: str) -> str:
    """The page with this section in the place of the old one, or at the end where there was none."""
    start, end = page.find(_marker(name)), page.find(_end(name))
    if start < 0 or end < start:
        return f"{page.rstrip()}\n\n{new}" if page.strip() else new
    return page[:start] + new.rstrip() + page[end + len(_end(name)) :]


def _marker(name: str) -> str:
    return f"<!-- figures of {name}, written by make bench -->"


def _end(name: str) -> str:
    return f"<!-- end of {name} -->"
