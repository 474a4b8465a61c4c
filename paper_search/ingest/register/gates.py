"""Which papers hold decisions of their own, and which of their sentences narrate those of others."""

from __future__ import annotations

import re

from paper_search.ingest.register.openings import Opening
from paper_search.ingest.register.paper import RegisterPaper
from paper_search.ingest.register.statements import RegisterStatement
from paper_search.ingest.segmentation import outcomes

_DECIDING_KINDS = frozenset({"minutes", "decision record", None})
_STRONG_PATTERN = re.compile(r"\b(?:RESOLVED|Resolved|resolved|PENDERFYNWYD|Penderfynwyd)\b")
_REPORTED_PATTERN = re.compile(
    r"\b(?!be\b)\w+\s+(?:commented|considered|advised|reported|informed|noted|explained|introduced|pointed\s+out)\b"
)
"""Words of a paper that tells of a meeting, which an agenda does not."""
_NARRATED_HEADING = re.compile(
    r"\b(?:matters\s+arising|background|introduction|questions?\s+(?:from|by|to)|public\s+(?:participation"
    r"|questions?|forum|session)|open\s+forum|correspondence\s+received)\b",
    re.IGNORECASE,
)
_GENERIC_BODY = frozenset(
    "the all cc committee sub-committee subcommittee council cabinet mayor executive board panel members councillors "
    "meeting present of and parish town city community borough county district"
    " full joint commission forum authority".split()
)
_PROPOSED_PATTERN = re.compile(
    r"\b(?:proposed|draft|forthcoming|intended)\s+(?:record\s+of\s+)?(?:(?:executive|officer|key"
    r"|delegated)\s+)?decisions?\b|\bnotice\s+of\s+(?:intention|intended|proposed|key)\b"
    r"|\bdecision\s+to\s+be\s+taken\b",
    re.IGNORECASE,
)
"""Words at the head of a record that was printed before the decision was taken."""
_LIST_PATTERN = re.compile(
    r"(?:^|\n)[\W_]*(?:(?:record|notice|summary|schedule|list)\s+of\s+)?decisions\s+(?:(?:taken|made)\s+)?(?:of|by|at)\s+(?:the|a)\b",
    re.IGNORECASE,
)
"""The head of a list of decisions that a body has taken."""
_MAX_HEAD_CHARACTERS = 400
_DRAFT_HEADING = re.compile(
    r"[\W_]*(?:officers?[’']?\s+)?recommendations?\b|[\W_]*(?:draft|proposed|suggested)\s+(?:resolution"
    r"|decision|minute)",
    re.IGNORECASE,
)


def may_hold_decisions(paper: RegisterPaper) -> bool:
    """Return True for minutes, decision records, and papers of no known kind; no report or agenda decides anything."""
    if paper.document.kind == "decision record" and _PROPOSED_PATTERN.search(paper.text[:_MAX_HEAD_CHARACTERS]):
        return False
    return paper.document.kind in _DECIDING_KINDS


def may_hold_table_decisions(paper: RegisterPaper) -> bool:
    """Return True where rows of a table may decide: minutes, records, and lists that say they are of decisions taken.

    The page of a committee system prints the item's own tables above its label.
    """
    if not may_hold_decisions(paper) or has_page_labels(paper):
        return False
    head = paper.text[:_MAX_HEAD_CHARACTERS]
    return not _PROPOSED_PATTERN.search(head) and (paper.document.kind is not None or bool(_LIST_PATTERN.search(head)))


def is_own_decision(paper: RegisterPaper, statement: RegisterStatement, opening: Opening) -> bool:
    """Return True if the words are a decision of this paper's meeting, and not told of another."""
    passage = statement.passage
    is_front = passage.kind == "front matter" and not _may_open_paper(paper, opening)
    if not statement.is_held or passage.kind == "table" or is_front:
        return False
    headings = passage.headings[-2:]
    if any(map(_DRAFT_HEADING.match, headings)) and opening.verb not in {"resolved", "agreed"}:
        return False
    is_told = opening.form not in {"formal", "label", "motion"} and not opening.is_capital
    if is_told and any(map(_NARRATED_HEADING.search, headings)):
        return False
    if paper.document.kind is None and not _is_strong(paper, statement, opening):
        return False
    return opening.body is None or is_own_body(paper, opening.body)


def _may_open_paper(paper: RegisterPaper, opening: Opening) -> bool:
    """Return True for an opening that decides even above the first item: a record is one form from its first line."""
    if paper.document.kind == "decision record":
        return opening.verb == "decision"
    return paper.document.kind == "minutes" and opening.form != "active"


def has_page_labels(paper: RegisterPaper) -> bool:
    """Return True for the page of a committee system, which prints "Minutes:" or "Decision:" inside an item."""
    return any(passage.kind == "heading" and outcomes.is_page_label(passage.text) for passage in paper.passages)


def _is_strong(paper: RegisterPaper, statement: RegisterStatement, opening: Opening) -> bool:
    """Return True for words that decide even in a paper of unknown kind."""
    if has_page_labels(paper):
        return True
    if _LIST_PATTERN.search(paper.text[:_MAX_HEAD_CHARACTERS]) and opening.form in {"formal", "label"}:
        return True
    if not _REPORTED_PATTERN.search(paper.text):
        return False
    words = statement.text[opening.start : opening.lead_end]
    is_list = opening.form == "active" and opening.is_open
    return (opening.form in {"formal", "label", "passive", "active"} and bool(_STRONG_PATTERN.search(words))) or is_list


def is_own_body(paper: RegisterPaper, body: str) -> bool:
    """Return False for another body than that of the paper: "the Scrutiny Committee" in minutes of the Cabinet."""
    document = paper.document
    if body == "CC" and "community council" not in f"{document.meeting.authority} {document.title}".lower():
        # Somebody's initials.
        return False
    names = (document.meeting.committee, document.meeting.authority, document.title)
    known = set(re.findall(r"[a-z-]+", " ".join(filter(None, names)).lower()))
    words = set(re.findall(r"[a-z-]+", body.lower()))
    if not words <= _GENERIC_BODY | known | {"for", "on"}:
        return False
    # The Council decides in its own minutes; in those of a committee it is told of.
    is_told = bool(words & {"council", "cabinet"}) and "committee" in known | words and not words & known
    return document.meeting.committee is None or not is_told
