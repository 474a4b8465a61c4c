"""Reports of fetch and the state of its sources, as text for a terminal and as fields for a program."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from paper_search.cli.layout import escape_unprintable
from paper_search.text.counts import format_count

if TYPE_CHECKING:
    from paper_search.fetch.failures import Failure
    from paper_search.fetch.report import FetchReport
    from paper_search.fetch.status import SourceStatus

_MAX_FAILURES = 20
_OUTCOMES = {
    "done": "",
    "budget": "Stopped at its limit",
    "blocked": "The source could not be read",
    "failed": "Failed",
    "stopped": "Stopped",
}


def format_report(report: FetchReport, *, is_built_next: bool = False) -> str:
    """Return what a run did; what was held back comes first.

    Args:
        report: the report of the run.
        is_built_next: True where a build follows by itself.
    """
    lines = [f"{report.authority}, source {report.source}" if report.source else "Fetching"]
    word = "Would be held back" if report.is_trial else "Held back"
    lines += [f"  {word}: {paper.path} ({paper.reason})" for paper in report.held_back]
    if report.refused_removals:
        lines.append(
            f"  {len(report.refused_removals)} papers are gone from the site, which is more than a fifth. Nothing was"
            " done with them. If that is right, run this again with --accept-removals."
        )
        lines += [f"    {path}" for path in report.refused_removals[:_MAX_FAILURES]]
    if report.outcome != "done":
        is_foreseen = report.refused and report.outcome == "blocked"
        outcome = "A run would stop" if is_foreseen else _OUTCOMES[report.outcome]
        lines.append(f"  {outcome}: {report.message}")
    lines.append(f"  {_format_counts(report)}")
    if report.failed:
        lines.append("  To see what could not be had: paper-search fetch status")
    if (report.fetched or report.changed or report.held_back) and not (report.is_trial or is_built_next):
        lines.append("  Next: paper-search build")
    return "\n".join(map(escape_unprintable, lines))


def format_status(status: SourceStatus) -> str:
    """Return the state of a source: its last run, what it holds, and what could not be had."""
    source = status.source
    lines = [f"{source.authority}, source {source.name}: {source.system}, {source.url}"]
    if status.last_run is None:
        return f"{escape_unprintable(lines[0])}\n  No run has ended yet."
    run = status.last_run
    message = f": {run.message}" if run.message else ""
    lines.append(f"  Last run: {run.began_at} to {run.ended_at}, {run.outcome}{message}")
    lines.append(
        f"  Papers: {status.held}, held back: {status.held_back}, meetings: {status.meetings}, past meetings without"
        f" minutes: {status.without_minutes}"
    )
    if status.failures:
        lines.append(f"  Not had: {len(status.failures)}")
        lines += [f"    {_format_failure(failure)}" for failure in status.failures[:_MAX_FAILURES]]
    if len(status.failures) > _MAX_FAILURES:
        lines.append(f"    {len(status.failures) - _MAX_FAILURES} more are in failures.csv.")
    if status.next_try:
        lines.append(f"  Tried again from: {status.next_try}")
    return "\n".join(map(escape_unprintable, lines))


def describe_report(report: FetchReport) -> dict[str, Any]:
    """Return what a run did as fields."""
    return asdict(report)


def describe_status(status: SourceStatus) -> dict[str, Any]:
    """Return the state of a source as fields."""
    return {
        "name": status.source.name,
        "system": status.source.system,
        "url": status.source.url,
        "authority": status.source.authority,
        "last_run": asdict(status.last_run) if status.last_run else None,
        "held": status.held,
        "held_back": status.held_back,
        "meetings": status.meetings,
        "without_minutes": status.without_minutes,
        "next_try": status.next_try,
        "failures": [dict(failure) for failure in status.failures],
    }


def _format_counts(report: FetchReport) -> str:
    word = "would be fetched" if report.is_trial else "new"
    parts = [f"{word}: {len(report.fetched)}", f"changed: {len(report.changed)}", f"unchanged: {report.kept}"]
    parts += [f"would be refused: {report.refused}"] if report.refused else []
    parts += [f"restricted, not asked for: {report.restricted}"] if report.restricted else []
    parts += [f"not had: {report.failed}"] if report.failed else []
    work = f"{format_count(report.meetings, 'meeting')} read with {format_count(report.requests, 'request')}"
    return f"{', '.join(parts)}; {work}."


def _format_failure(failure: Failure) -> str:
    place = ", ".join(filter(None, (failure["committee"], failure["meeting_date"], failure["title"])))
    return f"{place}: {failure['reason']}. {failure['next_step']}"
