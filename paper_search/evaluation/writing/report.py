"""Report of the verification of written answers: how many sentences are withheld, by the rule that each breaks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from paper_search.evaluation.writing.falsifying import WritingCase
from paper_search.written_answers.records import DraftSentence, EvidenceSpan, Freedom, ReasonCode
from paper_search.written_answers.verification import verify

TRUE = "true"
TARGETS: Mapping[str, float] = {
    "figure": 0.99,
    "name": 0.99,
    "order": 0.99,
    "polarity": 0.99,
    "modality": 0.97,
    "condition": 0.95,
    TRUE: 0.80,
}
"""The least share of each rule's false sentences that is withheld, and of the true ones that is kept."""
_FREEDOMS: tuple[Freedom, ...] = get_args(Freedom)
_RULES: tuple[ReasonCode, ...] = get_args(ReasonCode)


@dataclass(frozen=True, slots=True)
class WritingFigure:
    """Count of the sentences of one kind, or that break one rule, and of those rightly treated.

    Attributes:
        name: the rule or the kind; ``TRUE`` for all true ones.
        is_true: whether they are true, so that ``right`` counts the kept ones and not the withheld ones.
        count: how many there are.
        right: how many are rightly kept or withheld, by freedom.
    """

    name: str
    is_true: bool
    count: int
    right: Mapping[Freedom, int]

    def get_share(self, freedom: Freedom) -> float:
        """Return the share of sentences that are rightly kept or withheld, from 0 to 1."""
        return self.right[freedom] / self.count


@dataclass(frozen=True, slots=True)
class WritingReport:
    """The figures of a set by rule and by kind, and the cases on which a freedom errs."""

    rules: tuple[WritingFigure, ...]
    kinds: tuple[WritingFigure, ...]
    errors: Mapping[Freedom, tuple[WritingCase, ...]]


def measure(cases: Sequence[WritingCase]) -> WritingReport:
    """Return how the cases fare in each freedom.

    Args:
        cases: true and false sentences.
    """
    rights = {freedom: [_is_right(case, freedom) for case in cases] for freedom in _FREEDOMS}
    names = {case.rule or TRUE for case in cases}
    kinds = dict.fromkeys((case.rule, case.kind) for case in cases)
    return WritingReport(
        tuple(
            _count(name, [index for index, case in enumerate(cases) if (case.rule or TRUE) == name], cases, rights)
            for name in (*_RULES, TRUE)
            if name in names
        ),
        tuple(
            _count(kind, [i for i, case in enumerate(cases) if (case.rule, case.kind) == (rule, kind)], cases, rights)
            for rule, kind in kinds
        ),
        {
            freedom: tuple(case for case, is_right in zip(cases, rights[freedom], strict=True) if not is_right)
            for freedom in _FREEDOMS
        },
    )


def find_missed_targets(report: WritingReport) -> tuple[str, ...]:
    """Return the rules whose share in strict mode is below its target."""
    return tuple(figure.name for figure in report.rules if figure.get_share("strict") < TARGETS.get(figure.name, 0.0))


def format_table(reports: Mapping[str, WritingReport], with_errors: bool = False) -> str:
    """Return the figures for people, a table a set.

    Args:
        reports: the figures by set.
        with_errors: list the sentences on which strict mode errs.
    """
    return "\n\n".join("\n".join(_format_report(name, report, with_errors)) for name, report in reports.items())


def to_json(reports: Mapping[str, WritingReport]) -> dict[str, Any]:
    """Return the figures for programs."""
    return {
        name: {
            "rules": [_to_json(figure) for figure in report.rules],
            "kinds": [_to_json(figure) for figure in report.kinds],
        }
        for name, report in reports.items()
    }


def _is_right(case: WritingCase, freedom: Freedom) -> bool:
    span = EvidenceSpan(1, case.span, "", lead_in=case.lead_in)
    (checked,) = verify([DraftSentence(case.text, (1,))], [span], freedom)
    return checked.is_kept is (case.rule is None)


def _count(
    name: str, indices: Sequence[int], cases: Sequence[WritingCase], rights: Mapping[Freedom, Sequence[bool]]
) -> WritingFigure:
    right = {freedom: sum(rights[freedom][index] for index in indices) for freedom in _FREEDOMS}
    return WritingFigure(name, cases[indices[0]].rule is None, len(indices), right)


def _format_report(name: str, report: WritingReport, with_errors: bool) -> Iterator[str]:
    yield f"{name}: share of false sentences withheld, and of true ones kept"
    yield f"  {'rule or kind':52} {'n':>6} {'strict':>7} {'careful':>8}"
    all_missed = find_missed_targets(report)
    for figure in report.rules:
        missed = ", missed" if figure.name in all_missed else ""
        target = f"  (at least {TARGETS[figure.name]:.2f}{missed})" if figure.name in TARGETS else ""
        yield f"  {_format_figure(figure.name, figure)}{target}"
    yield ""
    yield from (f"  {_format_figure(f'{figure.name}{_mark(figure)}', figure)}" for figure in report.kinds)
    if with_errors:
        yield from (f"  wrong: {case.kind}: {case.text}" for case in report.errors["strict"])


def _mark(figure: WritingFigure) -> str:
    return " (true)" if figure.is_true else ""


def _format_figure(name: str, figure: WritingFigure) -> str:
    return f"{name:52} {figure.count:6} {figure.get_share('strict'):7.3f} {figure.get_share('careful'):8.3f}"


def _to_json(figure: WritingFigure) -> dict[str, Any]:
    shares = {freedom: round(figure.get_share(freedom), 4) for freedom in _FREEDOMS}
    return {"name": figure.name, "true": figure.is_true, "sentences": figure.count, "right": shares}
