"""The conditions that a decision is subject to, as spans of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from paper_search.ingest.register.paper import RegisterPaper
from paper_search.ingest.register.statements import RegisterStatement
from paper_search.records.register import SourceSpan

_LIST_PATTERN = re.compile(
    r"\bsubject\s+to\s+(?:the\s+"
    r"|these\s+)?(?:following\s+)?(?:\w+\s+)?conditions?(?:\s+(?:and\s+(?:reasons|informatives)"
    r"|set\s+out\s+below|below|as\s+follows))?\s*[:–-]\s*$|\bsubject\s+to\s*:\s*[-–]?\s*$",
    re.IGNORECASE,
)
_CLAUSE_PATTERN = re.compile(
    r"\b(?P<clause>subject\s+to\s+(?!(?:the\s+)?(?:above|foregoing)\b)[^;]{3,600}?)(?=[;.]?\s*$|;|[.]\s"
    r"|,\s+(?:and\s+that|that|to)\b)",
    re.IGNORECASE,
)
_PLAIN_USE = re.compile(
    r"\b(?:is|be|are|was|were|being|been|remains?|land|areas?|sites?|not|also|which|routes?|roads?"
    r"|properties|matters?|items?|and|or)\s+$",
    re.IGNORECASE,
)
"""Words before "subject to" that make it no condition: "land subject to flooding"."""
_REASON_PATTERN = re.compile(
    r"[\W_]*(?:(?:reasons?|informatives?)\b|(?:motion\s+)?(?:carried|agreed)\W*$)", re.IGNORECASE
)


def find_conditions(
    paper: RegisterPaper, statements: Sequence[RegisterStatement], start: int
) -> tuple[SourceSpan, ...]:
    """Return the conditions in a decision: the items of a list of them, else the clauses "subject to …".

    Args:
        paper: the paper.
        statements: those that the decision takes up.
        start: where it begins in the reading text.
    """
    spans = (paper.make_span(first, last) for first, last in _find_spans(statements, start))
    return tuple(span for span in spans if span)


def _find_spans(statements: Sequence[RegisterStatement], start: int) -> Iterator[tuple[int, int]]:
    for index, statement in enumerate(statements):
        offset = max(start - statement.start, 0)
        if _LIST_PATTERN.search(statement.text):
            yield from _list_items(statements[index + 1 :])
            return
        for match in _CLAUSE_PATTERN.finditer(statement.text, offset):
            if _PLAIN_USE.search(statement.text[: match.start("clause")]):
                continue
            yield statement.start + match.start("clause"), statement.start + match.end("clause")


def _list_items(statements: Sequence[RegisterStatement]) -> Iterator[tuple[int, int]]:
    first: RegisterStatement | None = None
    end = 0
    for statement in statements:
        if _REASON_PATTERN.match(statement.text):
            break
        if statement.is_labelled or first is None:
            if first:
                yield first.start + first.words, end
            first = statement
        end = statement.end
    if first:
        yield first.start + first.words, end
