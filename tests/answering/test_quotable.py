"""What is never quoted: heads of tables, bare headings, front matter that is not asked for."""

from __future__ import annotations

import pytest

from paper_search.answering.quotable import find_quotable
from paper_search.answering.quote_units import split_units
from paper_search.records import Document, Passage, PassageKind
from paper_search.retrieval.query.parse import parse_query

TABLE = "Project | 2025-26 £000s | 2026-27 £000s\nLido | 420 | 0\nParks\nPier | 60 | 15"


def quotable(
    text: str, kind: PassageKind, question: str, document_kind: str | None = None, **fields: object
) -> list[str]:
    passage = Passage("p", "d", kind, text, 0, len(text), **fields)  # type: ignore[arg-type]
    document = Document("d", "d.pdf", "", document_kind, "Lido and pier")
    spans = find_quotable(split_units(passage), passage, document, parse_query(question).asked_answer)
    return [text[start:end] for start, end in spans]


TABLES = [
    (TABLE, (), ["Lido | 420 | 0", "Pier | 60 | 15"], "heads and the label of a section say nothing"),
    ("Lido | 420 | 0\nPier | 60 | 15", (), ["Lido | 420 | 0", "Pier | 60 | 15"], "rows alone"),
    ("Chair | Cllr Shaw\nClerk | Ms Reed", (), ["Chair | Cllr Shaw", "Clerk | Ms Reed"],
     "names and values have no heads"),
    ("Project | Year 1\nLido | 420", ("Project", "Year 1"), ["Lido | 420"], "heads that are repeated on the next page"),
    ("Site | Use\n£m | £m\nLido | 420", (), ["Lido | 420"], "units beneath the heads"),
    ("Project | £000s", (), [], "nothing but heads"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "columns", "expected", "reason"), TABLES)
def test_rows(text: str, columns: tuple[str, ...], expected: list[str], reason: str) -> None:
    assert quotable(text, "table", "What will the lido cost?", columns=columns) == expected, reason


SENTENCE = "The lido will open in May after the repairs to its pumps."
UNITS: list[tuple[str, PassageKind, str | None, list[str], str]] = [
    (f"LIDO AND PIER\n\n{SENTENCE}", "paragraph", None, [SENTENCE], "a heading in capitals"),
    (f"The pumps\n\n{SENTENCE}", "paragraph", None, [SENTENCE], "a heading that it stands under"),
    (f"Lido and pier\n\n{SENTENCE}", "paragraph", None, [SENTENCE], "the title"),
    ("The pumps", "heading", None, [], "a passage that is a heading"),
    ("Contact: Ann Reed, tel. 01234 567890", "paragraph", None, [], "whom to contact"),
    ("Report author: Ann Reed", "front matter", None, [], "the head of a paper"),
    ("Repairs to the lido ........ 14\nThe pier ........ 17", "paragraph", None, [], "a list of contents"),
    ("7. Repairs to the lido (Pages 101 - 104)", "paragraph", None, [], "a line of an agenda"),
    ("7. Repairs to the lido", "paragraph", "agenda frontsheet", [], "the same, without its pages"),
    (SENTENCE, "paragraph", "agenda frontsheet", [SENTENCE], "a sentence on an agenda"),
    ("Present: Cllrs Shaw, Reed, Poole and Marsh", "paragraph", None, [], "those present"),
    ("Cllr A Shaw, Cllr B Reed, Mr C Poole and Mrs D Marsh", "paragraph", None, [], "names and nothing else"),
    ("It was agreed that the lido be shut.", "front matter", None, ["It was agreed that the lido be shut."],
     "minutes that run on behind the names"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "kind", "document_kind", "expected", "reason"), UNITS)
def test_units(text: str, kind: PassageKind, document_kind: str | None, expected: list[str], reason: str) -> None:
    found = quotable(text, kind, "When will the lido open?", document_kind, headings=("The pumps",))
    assert found == expected, reason


LISTED: list[tuple[str, str, str, bool, str]] = [
    ("Background documents", "Repairs to the lido, Cabinet, 4 March", "When will the lido open?", False,
     "the name of another paper"),
    ("8. List of appendices", "Appendix 1 - Repairs to the lido", "When will the lido open?", False,
     "the name of an appendix"),
    ("Appendices and background papers", "Repairs to the lido, 2031", "When will the lido open?", False, "both"),
    ("Background papers", "There are none that the public may not read.", "When will the lido open?", True,
     "a sentence"),
    ("Background", "Repairs to the lido", "When will the lido open?", True, "a heading over the history of a matter"),
    ("Background papers", "Repairs to the lido, 2031", "What are the background papers on the lido?", True,
     "they are asked for"),
]  # fmt: skip


@pytest.mark.parametrize(("heading", "text", "question", "is_quotable", "reason"), LISTED)
def test_lists_of_documents(heading: str, text: str, question: str, is_quotable: bool, reason: str) -> None:
    found = quotable(text, "paragraph", question, headings=("Lido and pier", heading))
    assert found == [text] * is_quotable, reason


ASKED: list[tuple[str, str, str]] = [
    ("Who was present?", "Present: Cllrs Shaw, Reed, Poole and Marsh", "those present"),
    ("Who sent apologies?", "Apologies: Cllr Poole", "those absent"),
    ("Who is the contact officer?", "Contact: Ann Reed, tel. 01234 567890", "whom to contact"),
    ("Who wrote the report?", "Report author: Ann Reed", "its author"),
    ("Which wards are affected?", "Wards: Larkford, Ferndale", "the wards"),
    ("What is on the agenda?", "7. Repairs to the lido (Pages 101 - 104)", "a line of the agenda"),
]


@pytest.mark.parametrize(("question", "text", "reason"), ASKED)
def test_front_matter_that_is_asked_for(question: str, text: str, reason: str) -> None:
    assert quotable(text, "front matter", question) == [text], reason


def test_one_field_is_not_another() -> None:
    assert quotable("Wards: Larkford, Ferndale", "front matter", "Who wrote the report?") == []
