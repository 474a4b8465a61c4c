"""The paper's decisions: resolutions, recommendations, refusals and the like."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from paper_search.ingest.register import motions
from paper_search.ingest.register.conditions import find_conditions
from paper_search.ingest.register.decision_records import add_record_fields
from paper_search.ingest.register.extents import find_extent
from paper_search.ingest.register.gates import has_page_labels, is_own_decision, may_hold_decisions
from paper_search.ingest.register.movers import find_movers, is_mover_line
from paper_search.ingest.register.openings import Opening, match_listed, match_opening, read_listed
from paper_search.ingest.register.outcome_words import find_outcome
from paper_search.ingest.register.paper import RegisterPaper
from paper_search.ingest.register.references import find_application, find_applications, is_minute_number
from paper_search.ingest.register.statements import RegisterStatement
from paper_search.ingest.register.table_decisions import find_table_decisions
from paper_search.ingest.register.vote_counts import is_won_alone
from paper_search.ingest.segmentation.outcomes import is_entry
from paper_search.records.register import Decision
from paper_search.text.spans import normalise

_MAX_MOVER_STATEMENTS = 3
"""Statements before a decision that may name who moved it."""


_NO_DECISION = re.compile(r"[\W_]*(?:no\s+decisions?|none|nil|n/a|not\s+applicable|dim)\b", re.IGNORECASE)
_DECIDED = re.compile(
    r"^[\W_]*(?:that|to)\b|\b(?:be|was|were)\s+(?:\w+\s+){0,2}\w+(?:ed|en|ne|wn)\b|\b(?:approved|agreed"
    r"|noted|refused|granted|deferred|resolved|endorsed)\b",
    re.IGNORECASE,
)


_RULED_PATTERN = re.compile(r"\n\|(?:[ :]*-+[ :]*\|)+[^\S\n]*\n")
"""The line beneath the heads of a Markdown table: words on both sides of it are no sentence."""
_INITIALS = re.compile(r"[A-Z]{2,3}")
_AMENDED = re.compile(r"\bamendment\b", re.IGNORECASE)
"""The word for a motion that is not the one that was resolved."""


def find_decisions(paper: RegisterPaper) -> Iterator[Decision]:
    """Yield the entries of a paper, in its order."""
    if not may_hold_decisions(paper):
        return
    found = [*_find_resolutions(paper), *motions.find_motions(paper)]
    if paper.document.kind == "decision record":
        found = [add_record_fields(paper, decision) for decision in found]
    found = _join_rows(found, list(find_table_decisions(paper)))
    seen: set[tuple[str, str | None]] = set()
    end, is_page = 0, has_page_labels(paper)
    for decision in sorted(found, key=lambda decision: (decision.source.start, -decision.source.end)):
        # A page prints a decision under "Decision:" and again under "Minutes:".
        key = (normalise(decision.source.text), decision.subject)
        if decision.source.start < end:
            continue
        end = decision.source.end
        if not (is_page and key in seen):
            yield decision
        seen.add(key)


def _join_rows(found: list[Decision], rows: list[Decision]) -> list[Decision]:
    """Return the decisions of both, each words once; a row's cell takes the place of a sentence across its cells."""
    kept = [
        decision
        for decision in found
        if "|" not in decision.source.text
        or not (_RULED_PATTERN.search(decision.source.text) or any(_overlaps(decision, row) for row in rows))
    ]
    return [*kept, *(row for row in rows if not any(_overlaps(row, decision) for decision in kept))]


def _overlaps(first: Decision, second: Decision) -> bool:
    return first.source.start < second.source.end and second.source.start < first.source.end


def _find_resolutions(paper: RegisterPaper) -> Iterator[Decision]:
    statements, place = paper.statements, 0
    while place < len(statements):
        statement = statements[place]
        opening = match_opening(statement.text, statement.words) or _match_listed(statements, place)
        if opening is None or not is_own_decision(paper, statement, opening):
            place += 1
            continue
        end, last = find_extent(statements, place, opening)
        if decision := _make_decision(paper, place, last, end, opening):
            yield decision
        place = last + 1


def _match_listed(statements: Sequence[RegisterStatement], place: int) -> Opening | None:
    """Return the opening of a statement that names the body alone, above a list of what it did."""
    statement = statements[place]
    item = statements[place + 1] if place + 1 < len(statements) else None
    if item is None or not item.is_labelled or item.place != statement.place:
        return None
    return match_listed(statement.text, statement.words, item.text[item.words :])


def _make_decision(paper: RegisterPaper, place: int, last: int, end: int, opening: Opening) -> Decision | None:
    statement = paper.statements[place]
    source = paper.make_span(statement.start + opening.start, end)
    content = paper.standing[statement.start + opening.lead_end : end]
    if source is None or (opening.is_open and not content.strip(" *_:.–-\n")):
        return None
    if opening.form == "label" and not _is_said_decision(paper, content):
        return None
    verb, content = _read_inside(opening, content)
    outcome = find_outcome(
        verb, paper.standing[statement.start + opening.start : end] if opening.form == "approval" else content
    )
    lead_in = paper.text[statement.start + opening.start : statement.start + opening.lead_end].strip(" *_\n")
    subject = paper.find_subject(statement.passage)
    decision = Decision(
        source=source,
        outcome=outcome,
        lead_in=lead_in
        if opening.form in {"formal", "passive", "active"} and len(source.text) > len(lead_in)
        else None,
        subject=subject,
        agenda_item=statement.passage.locator.agenda_item,
        minute=statement.passage.locator.minute,
        reference=find_application(subject, source.text, statement.passage.locator.minute)
        or _find_entry(paper, statement),
        conditions=find_conditions(paper, paper.statements[place : last + 1], source.start),
    )
    return add_movers(paper, decision, place, last)


def _read_inside(opening: Opening, content: str) -> tuple[str, str]:
    """Return the verb of a decision and what was decided, of which the label "Decision:" says neither."""
    if not opening.verb:
        return read_listed(content), content
    words = content.lstrip(" *_:–-\n")
    inner = match_opening(words, 0) if opening.verb in {"decision", "penderfyniad"} else None
    return (inner.verb, words[inner.lead_end :]) if inner else (opening.verb, content)


def _is_said_decision(paper: RegisterPaper, content: str) -> bool:
    """Return True for words under the label "Decision:" that say what was decided."""
    return not _NO_DECISION.match(content) and (
        paper.document.kind == "decision record" or bool(_DECIDED.search(content))
    )


def _find_entry(paper: RegisterPaper, statement: RegisterStatement) -> str | None:
    """Return the application that a list prints above the decision in one passage."""
    before = paper.standing[statement.passage.start : statement.start]
    lines = [line for line in before.split("\n") if is_entry(line) and not is_minute_number(line)]
    found = [match for line in lines for match in find_applications(line)[:1]]
    return found[-1] if found else None


def add_movers(paper: RegisterPaper, decision: Decision, place: int, last: int) -> Decision:
    """Return a decision with who moved and seconded it, in its own words or in the lines around them."""
    statements = paper.statements
    own = paper.standing[decision.source.start : decision.source.end]
    if movers := find_movers(own[:2000]):
        return replace(decision, mover=movers.mover, seconder=movers.seconder)
    for first, stop in (_lines_before(statements, place), _lines_behind(statements, last)):
        if first >= stop:
            continue
        start, end = statements[first].start, statements[stop - 1].end
        movers = find_movers(paper.standing[start:end])
        span = paper.make_span(start, end) if movers else None
        if movers and span:
            return replace(decision, mover=movers.mover, seconder=movers.seconder, moved_in=span)
    return decision


def _lines_before(statements: Sequence[RegisterStatement], place: int) -> tuple[int, int]:
    """Return the range of the lines right before a decision that name who moved it."""
    first = place
    while first > 0 and place - first < _MAX_MOVER_STATEMENTS:
        before = statements[first - 1]
        if (
            (before.is_heading and not is_mover_line(before.text))
            or before.place != statements[place].place
            or _AMENDED.search(before.text)
            or not (_names_movers(before) or (first > 1 and is_won_alone(before.text)))
        ):
            break
        first -= 1
        found = find_movers(before.text)
        if found and found.mover and found.seconder:
            break
    while first < place and not _names_movers(statements[first]):
        first += 1
    return first, place


def _lines_behind(statements: Sequence[RegisterStatement], last: int) -> tuple[int, int]:
    first = last + 1
    if first < len(statements) and _INITIALS.fullmatch(statements[first].text):
        # Who acts on it, in a column of its own.
        first += 1
    stop = first
    while stop < len(statements) and stop - first < 2:
        behind = statements[stop]
        if behind.place != statements[last].place or not is_mover_line(behind.text) or len(behind.text) > 200:
            break
        stop += 1
    # Two lines behind one decision may be the first of the next: "Proposed by … Seconded by … And Resolved".
    is_next = stop < len(statements) and match_opening(statements[stop].text, statements[stop].words) is not None
    return (first, first) if is_next else (first, stop)


def _names_movers(statement: RegisterStatement) -> bool:
    return (
        len(statement.text) <= 700
        and bool(re.search(r"\b(?:proposed|moved|seconded|proposer|seconder|mover)\b", statement.text, re.I))
        and find_movers(statement.text) is not None
    )
