"""Judged sentences: spans with true and false sentences, as a person wrote them, a file a part."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

from paper_search.errors import EvaluationError
from paper_search.evaluation.jsonl import read_records
from paper_search.evaluation.writing.falsifying import WritingCase
from paper_search.written_answers.records import ReasonCode

_RULES = get_args(ReasonCode)


def load(folder: Path) -> dict[str, list[WritingCase]]:
    """Return the cases of each part: of every ``NAME.jsonl`` of a folder.

    Raises:
        EvaluationError: there is none, or a line that cannot be used.
    """
    parts = {path.stem: _load_part(path) for path in sorted(folder.glob("*.jsonl"))}
    if not any(parts.values()):
        raise EvaluationError(f"{folder}: has no judged sentences; name a folder with files such as held_out.jsonl.")
    return parts


def _load_part(path: Path) -> list[WritingCase]:
    return [case for cases in read_records(path, _parse) for case in cases]


def _parse(line: dict[str, Any]) -> list[WritingCase]:
    return [
        WritingCase(
            str(sentence["kind"]),
            _parse_rule(sentence["rule"]),
            line["span"],
            sentence["text"],
            line.get("lead_in", ""),
        )
        for sentence in line["sentences"]
    ]


def _parse_rule(rule: Any) -> ReasonCode | None:
    if rule is not None and rule not in _RULES:
        raise EvaluationError(f"has the rule {rule!r}; it is one of {', '.join(_RULES)}, or null")
    known: ReasonCode | None = rule
    return known
