"""Decisions as comma-separated values for spreadsheets, a line a decision.

The rules of ``export.csv`` hold: UTF-8 with a byte order mark, and no cell that a spreadsheet runs as a formula. A cell
is empty where no paper prints anything of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from paper_search.citations.format import cite, format_pages
from paper_search.export.csv import render_table
from paper_search.records.register import DecisionRecord, HeldEntry, Vote

MAX_TABLE_DECISIONS = 5000
"""The most decisions that a table has."""
DECISION_COLUMNS = (
    "date", "authority", "committee", "outcome", "decision", "subject", "agenda_item", "minute", "reference",
    "decision_maker", "mover", "seconder", "conditions", "is_amendment", "recommendation", "votes_for", "votes_against",
    "abstentions", "vote_result", "report", "citation", "kind", "status", "page", "published_at", "file", "passage_id",
    "start", "end",
)  # fmt: skip


def render_decisions(records: Iterable[DecisionRecord]) -> bytes:
    """Return the table, its first line the names of the columns."""
    return render_table(DECISION_COLUMNS, map(_build_cells, records))


def _build_cells(record: DecisionRecord) -> list[str]:
    held = record.decision
    decision, document, source = held.entry, held.document, held.entry.source
    day = decision.decided_on or document.meeting.held_on
    stated = (
        day.isoformat() if day else None,
        document.meeting.authority,
        document.meeting.committee,
        decision.outcome,
        source.text,
        decision.subject,
        decision.agenda_item,
        decision.minute,
        decision.reference,
        decision.decision_maker,
        decision.mover,
        decision.seconder,
        "\n".join(condition.text for condition in decision.conditions),
        "yes" if decision.is_amendment else None,
        record.recommendation.text if record.recommendation else None,
        *_build_vote_cells(record.votes),
        record.report.title or record.report.doc_id if record.report else None,
        cite(held.passage, document).label,
        document.kind,
        document.status,
        format_pages(held.passage.locator),
        document.url,
    )
    place = (document.source, source.passage_id, str(source.start), str(source.end))
    return [*(value or "" for value in stated), *place]


def _build_vote_cells(votes: Sequence[HeldEntry[Vote]]) -> list[str]:
    """Return counts and result of the vote; of several each, a line a vote."""
    entries = [held.entry for held in votes]
    counts = ([vote.votes_for for vote in entries], [vote.votes_against for vote in entries])
    abstentions = [vote.abstentions for vote in entries]
    numbers = [
        "\n".join("" if number is None else str(number) for number in column) for column in (*counts, abstentions)
    ]
    return [*numbers, "\n".join(vote.result or "" for vote in entries)]
