"""Reports of outcomes: for people as a table, for programs as JSON, and a line a question to be compared."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from paper_search.errors import EvaluationError
from paper_search.evaluation.answerability.outcomes import (
    NO_MATCH,
    ORDINARY,
    STRONGEST_MATCH,
    AnswerOutcome,
    OutcomeSummary,
    Verdict,
    compute_auroc_by_style,
    group_outcomes,
    summarise,
)
from paper_search.evaluation.retrieval.significance import Interval

ALL_SETS = "all sets"
_SHOWN_MEASURES = ("nDCG@10", "success@1", "answer@1")
_STYLE_NAMES = {
    "plain": "plain-spoken questions against plain-spoken near topics",
    ORDINARY: "ordinary questions against near topics in the words of papers",
}

OutcomesBySet = Mapping[str, Sequence[AnswerOutcome]]


def format_table(outcomes_by_set: OutcomesBySet) -> str:
    """Return each set's figures by kind of question, then those of all, and the AUROC like with like."""
    lines: list[str] = []
    for name, outcomes in [*outcomes_by_set.items(), (ALL_SETS, _join_sets(outcomes_by_set))]:
        groups = group_outcomes(outcomes)
        for kind, found in groups.items():
            lines += [f"{name}: {kind}", *(f"  {line}" for line in _format_summary(summarise(found))), ""]
        if len(groups) > 1:
            lines += [f"{name}: all of them", f"  {_format_headline(summarise(outcomes))}", ""]
    lines.append("AUROC of the confidence, like with like (95 in 100)")
    styles = compute_auroc_by_style(_join_sets(outcomes_by_set))
    return "\n".join(
        [*lines, *(f"  {_STYLE_NAMES[style]}: {_format_interval(found)}" for style, found in styles.items())]
    )


def _format_summary(summary: OutcomeSummary) -> Iterator[str]:
    yield f"{summary.questions} questions, {sum(summary.verdicts.values()) - _count_silent(summary)} answered"
    yield "verdicts: " + ", ".join(f"{verdict} {summary.verdicts[verdict]}" for verdict in _list_verdicts(summary))
    yield "certainty: " + ", ".join(f"{match} {count}" for match, count in sorted(summary.matches.items()))
    if summary.means:
        shown = {name: summary.means[name] for name in _SHOWN_MEASURES if name in summary.means}
        yield ", ".join(f"{name} {_format_interval(mean)}" for name, mean in shown.items())
    yield _format_headline(summary)


def _list_verdicts(summary: OutcomeSummary) -> list[str]:
    return [str(verdict) for verdict in Verdict if summary.verdicts.get(verdict)]


def _count_silent(summary: OutcomeSummary) -> int:
    return summary.matches.get(NO_MATCH, 0)


def _format_headline(summary: OutcomeSummary) -> str:
    return (
        f"answers shown without a warning that are wrong: {summary.unwarned_errors} of {summary.shown} shown as"
        f' "{STRONGEST_MATCH}", {summary.questions} asked'
    )


def _format_interval(interval: Interval) -> str:
    return f"{interval.value:.3f} ({interval.low:.2f}–{interval.high:.2f})"


def to_json(outcomes_by_set: OutcomesBySet) -> dict[str, Any]:
    """Return the figures for programs."""
    everything = _join_sets(outcomes_by_set)
    return {
        "strongest": STRONGEST_MATCH,
        "sets": [_set_to_json(name, outcomes) for name, outcomes in outcomes_by_set.items()],
        ALL_SETS.replace(" ", "_"): _set_to_json(ALL_SETS, everything),
        "auroc": {style: asdict(found) for style, found in compute_auroc_by_style(everything).items()},
    }


def _set_to_json(name: str, outcomes: Sequence[AnswerOutcome]) -> dict[str, Any]:
    kinds = {kind: asdict(summarise(found)) for kind, found in group_outcomes(outcomes).items()}
    return {"name": name, "all": asdict(summarise(outcomes)) if outcomes else None, "kinds": kinds}


def save(path: Path, outcomes_by_set: OutcomesBySet) -> None:
    """Write a line a question. Raises EvaluationError where the file cannot be written."""
    lines = [
        json.dumps({"set": name} | asdict(outcome), ensure_ascii=False)
        for name, outcomes in outcomes_by_set.items()
        for outcome in outcomes
    ]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    except OSError as error:
        raise EvaluationError(f"{path}: the outcomes cannot be written ({error}).") from error


def _join_sets(outcomes_by_set: OutcomesBySet) -> list[AnswerOutcome]:
    return [outcome for outcomes in outcomes_by_set.values() for outcome in outcomes]
