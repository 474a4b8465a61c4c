"""Invented papers of two councils with a register of their entries, each found by its words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from paper_search.api import open_library
from paper_search.embeddings import Encoder
from paper_search.indexing import entries
from paper_search.indexing.builder import build
from paper_search.ingest.register.paper import RegisterPaper
from paper_search.library import Library
from paper_search.records import Document, Passage
from paper_search.records.register import (
    Attendance,
    Decision,
    MeetingFact,
    RegisterEntries,
    Role,
    SourceSpan,
    Vote,
)
from paper_search.text.names import normalise_person

PAPERS = {
    "january.txt": """FERNDALE DISTRICT COUNCIL

Cabinet, 14 January 2025

1. Present: Cllr A Wren (Chairman), Cllr B Marsh and Cllr C Teal.

2. Apologies for absence were received from Cllr D Heron.

3. Lido pump house

RESOLVED that the lido pump house be repaired at once.

4. Cllr B Marsh, Cabinet Member for Roads, spoke of the potholes in Mill Lane.
""",
    "march.txt": """FERNDALE DISTRICT COUNCIL

Cabinet, 11 March 2025

The meeting began at 7.30 pm in the Guildhall.

1. Present: Cllr A Wren (Chairman) and Cllr C Teal.

2. Apologies for absence were received from Cllr B Marsh and Cllr E Swift.

3. Cllr C Teal declared an interest in the allotments, as a plot holder.

4. Lido pump house

Moved by Cllr Teal and seconded by Cllr Wren:

RESOLVED that the lido pump house be rebuilt for 250,000 pounds.

5. Library hours

RESOLVED that the library be open on Saturdays.

The motion on library hours was carried by 12 votes to 3, with 1 abstention. For: Cllr Wren, Cllr Teal. Against: \
Cllr Swift.

6. Cllr J Finch, Cabinet Member for Roads and Bridges, spoke of the potholes in Mill Lane.
""",
    "april.txt": """FERNDALE DISTRICT COUNCIL

Agenda of the Cabinet, 8 April 2025

1. Apologies for absence will be taken at the start of the Cabinet.

2. To receive a report on the allotments.
""",
    "planning.txt": """FERNDALE DISTRICT COUNCIL

Planning Committee, 20 March 2025

1. Present: Cllr F Dunn (Chair) and Cllr G Rook.

2. Application for 40 homes at Mill Lane

The Committee refused the application for 40 homes at Mill Lane.

3. The Planning Committee of 17 April 2025 is cancelled.
""",
    "larkford.txt": """LARKFORD TOWN COUNCIL

Council, 11 June 2024

1. Cllr H Crane, Mayor, opened the meeting.

2. Skate park

It was agreed that the skate park be lit until nine.

R24-15 H. Crane, I. Plover:

THAT the town clock be wound each Monday.

3. Play areas

RESOLVED that:

(a) the swings be painted before the summer; and

(b) the slide be taken away.
""",
    "papers.csv": """path,authority,committee,meeting_date,kind
january.txt,Ferndale District Council,Cabinet,2025-01-14,minutes
march.txt,Ferndale District Council,Cabinet,2025-03-11,minutes
april.txt,Ferndale District Council,Cabinet,2025-04-08,agenda frontsheet
planning.txt,Ferndale District Council,Planning Committee,2025-03-20,minutes
larkford.txt,Larkford Town Council,Council,2024-06-11,minutes
""",
}

_Entry = tuple[type[Any], str, dict[str, Any]]
ENTRIES: dict[str, list[_Entry]] = {
    "january.txt": [
        (Attendance, "Cllr A Wren (Chairman)", {"kind": "present", "name": "Cllr A Wren", "capacity": "Chairman"}),
        (Attendance, "Cllr B Marsh", {"kind": "present", "name": "Cllr B Marsh"}),
        (Attendance, "Cllr C Teal", {"kind": "present", "name": "Cllr C Teal"}),
        (Attendance, "Cllr D Heron", {"kind": "apologies", "name": "Cllr D Heron"}),
        (
            Decision,
            "RESOLVED that the lido pump house be repaired at once.",
            {"outcome": "resolved", "subject": "Lido pump house"},
        ),
        (
            Role,
            "Cllr B Marsh, Cabinet Member for Roads",
            {"name": "Cllr B Marsh", "title": "Cabinet Member for Roads"},
        ),
    ],
    "march.txt": [
        (MeetingFact, "7.30 pm", {"kind": "time", "value": "7.30 pm"}),
        (MeetingFact, "the Guildhall", {"kind": "place", "value": "the Guildhall"}),
        (Attendance, "Cllr A Wren (Chairman)", {"kind": "present", "name": "Cllr A Wren", "capacity": "Chairman"}),
        (Attendance, "Cllr C Teal", {"kind": "present", "name": "Cllr C Teal"}),
        (Attendance, "Cllr B Marsh", {"kind": "apologies", "name": "Cllr B Marsh"}),
        (Attendance, "Cllr E Swift", {"kind": "apologies", "name": "Cllr E Swift"}),
        (
            Attendance,
            "Cllr C Teal declared an interest in the allotments, as a plot holder.",
            {
                "kind": "declaration",
                "name": "Cllr C Teal",
                "interest": "an interest in the allotments, as a plot holder",
            },
        ),
        (
            Decision,
            "RESOLVED that the lido pump house be rebuilt for 250,000 pounds.",
            {
                "outcome": "resolved",
                "subject": "Lido pump house",
                "mover": "Cllr Teal",
                "seconder": "Cllr Wren",
                "moved_in": "Moved by Cllr Teal and seconded by Cllr Wren:",
            },
        ),
        (
            Decision,
            "RESOLVED that the library be open on Saturdays.",
            {"outcome": "resolved", "subject": "Library hours"},
        ),
        (
            Vote,
            "The motion on library hours was carried by 12 votes to 3, with 1 abstention. For: Cllr Wren, Cllr Teal."
            " Against: Cllr Swift.",
            {
                "subject": "Library hours",
                "votes_for": 12,
                "votes_against": 3,
                "abstentions": 1,
                "voters_for": ("Cllr Wren", "Cllr Teal"),
                "voters_against": ("Cllr Swift",),
                "result": "carried",
                "is_recorded": True,
            },
        ),
        (
            Role,
            "Cllr J Finch, Cabinet Member for Roads and Bridges",
            {"name": "Cllr J Finch", "title": "Cabinet Member for Roads and Bridges"},
        ),
    ],
    "planning.txt": [
        (Attendance, "Cllr F Dunn (Chair)", {"kind": "present", "name": "Cllr F Dunn", "capacity": "Chair"}),
        (Attendance, "Cllr G Rook", {"kind": "present", "name": "Cllr G Rook"}),
        (
            Decision,
            "The Committee refused the application for 40 homes at Mill Lane.",
            {"outcome": "refused", "subject": "Application for 40 homes at Mill Lane"},
        ),
        (
            MeetingFact,
            "The Planning Committee of 17 April 2025 is cancelled.",
            {"kind": "cancelled", "value": "cancelled"},
        ),
    ],
    "larkford.txt": [
        (Role, "Cllr H Crane, Mayor", {"name": "Cllr H Crane", "title": "Mayor"}),
        (
            Decision,
            "It was agreed that the skate park be lit until nine.",
            {"outcome": "agreed", "subject": "Skate park", "decided_on": date(2024, 6, 11)},
        ),
        (
            Decision,
            "R24-15 H. Crane, I. Plover:\n\nTHAT the town clock be wound each Monday.",
            {"outcome": "resolved", "mover": "H. Crane", "seconder": "I. Plover", "reference": "R24-15"},
        ),
        (
            Decision,
            "RESOLVED that:\n\n(a) the swings be painted before the summer; and\n\n(b) the slide be taken away.",
            {"outcome": "resolved", "subject": "Play areas", "lead_in": "RESOLVED that:"},
        ),
    ],
}


def build_library(corpus: Path, index: Path, encoder: Encoder) -> Library:
    """Return a library over the papers, whose entries the build writes."""
    for name, text in PAPERS.items():
        (corpus / name).write_text(text, "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(entries, "extract_register", _mark_entries)
        build(corpus, index, encoder)
    return open_library(corpus, index)


def _mark_entries(document: Document, text: str, passages: Sequence[Passage]) -> RegisterEntries:
    paper = RegisterPaper(document, text, tuple(passages))
    marked = [_mark(paper, *entry) for entry in ENTRIES.get(document.source, [])]
    return RegisterEntries(
        facts=tuple(entry for entry in marked if isinstance(entry, MeetingFact)),
        attendance=tuple(entry for entry in marked if isinstance(entry, Attendance)),
        decisions=tuple(entry for entry in marked if isinstance(entry, Decision)),
        votes=tuple(entry for entry in marked if isinstance(entry, Vote)),
        roles=tuple(entry for entry in marked if isinstance(entry, Role)),
    )


def _mark(paper: RegisterPaper, kind: type[Any], words: str, fields: dict[str, Any]) -> Any:
    fields = dict(fields)
    if "name" in fields:
        fields["person_key"] = normalise_person(fields["name"])
    if "moved_in" in fields:
        fields["moved_in"] = _find(paper, fields["moved_in"])
    return kind(source=_find(paper, words), **fields)


def _find(paper: RegisterPaper, words: str) -> SourceSpan:
    start = paper.text.index(words)
    span = paper.make_span(start, start + len(words))
    assert span is not None, words
    return span
